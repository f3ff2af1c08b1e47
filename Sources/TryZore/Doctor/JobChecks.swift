import Postgres

/// Whether jobs are worked off, asked as the worker.
enum JobChecks {
  static func run(_ connection: BlockingConnection) throws -> [Doctor.Finding] {
    // Another login in the worker's place is found by its role.
    let mayCount = try connection.rows("select has_function_privilege('jobs.totals()', 'execute') as it_is")
      .value("it_is", at: 0, as: Bool.self)
    if !mayCount { return [] }
    return try [
      Check(
        "jobs", .warn, well: "are worked off",
        advice: "Nobody takes them: start `tryzore work`, or `serve` with TRYZORE_WORKER_DATABASE_URL.",
        query: """
          select format('%s %s wait since %s', jobs, kind, date_trunc('second', oldest)) as found
          from jobs.totals() where state = 'queued' and oldest < now() - interval '5 minutes'
          """),
      Check(
        "dead letters", .warn, well: "none",
        advice: "Their errors stand at `/v1/jobs?state=dead`; `POST /v1/jobs/{id}/retries` starts one again.",
        query: "select format('%s %s', jobs, kind) as found from jobs.totals() where state = 'dead'"),
    ].map { try $0.run(connection) }
  }
}
