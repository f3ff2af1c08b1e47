import Postgres
import Web

extension ProblemType {
  static let jobNotRetryable = ProblemType(
    "job_not_retryable", 409, "This job cannot be started again",
    "Only dead and cancelled jobs can; one that has succeeded is done, and others will still run by themselves."
  )
  static let operationOver = ProblemType(
    "operation_over", 409, "This operation has ended", "Read it to see how.")
}

/// What is done in the background: for admins all jobs of their gym, for anybody what they have started themselves.
enum JobOperations {
  private struct Done: Decodable { let done: Bool }

  static func add(to api: inout API) {
    api.chapter("Jobs")
    api.add(
      .get, "/v1/jobs", "listJobs", summary: "What is done in the background, newest first",
      needs: .holder(of: .jobsView), problems: [.cursorMismatch], listJobs)
    api.add(
      .get, "/v1/jobs/{id}", "getJob", summary: "One job", needs: .holder(of: .jobsView), getJob)
    api.add(
      .post, "/v1/jobs/{id}/retries", "retryJob", summary: "Start a dead or cancelled job again",
      needs: .holder(of: .jobsManage), problems: [.jobNotRetryable], retryJob)
    api.add(
      .get, "/v1/operations/{id}", "getOperation", summary: "How far a long piece of work is", needs: .member,
      getOperation)
    api.add(
      .delete, "/v1/operations/{id}", "cancelOperation",
      summary: "Ask a long piece of work to stop; it may take a moment", needs: .member, success: .accepted,
      problems: [.operationOver], cancelOperation)
  }

  @Sendable private static func listJobs(_ call: Call<JobFilter>) throws -> Query<Page<Job>> {
    let paging = try call.paging()
    return .page(JobQueries.list(call.input, paging), paging, sort: "id")
  }

  @Sendable private static func getJob(_ call: Call<NoInput>) -> Query<One<Job>> {
    .one(JobQueries.get(call.id))
  }

  @Sendable private static func retryJob(_ call: Call<NoInput>, _ tx: Transaction) async throws -> Job {
    let results = try await tx.pipeline([JobQueries.retry(call.id), JobQueries.get(call.id)])
    guard let job = try results.last?.retyped(as: Job.self).first() else { throw Problem.notFound }
    guard try results.first?.retyped(as: Done.self).first()?.done == true else {
      throw Problem(.jobNotRetryable)
    }
    return job
  }

  @Sendable private static func getOperation(_ call: Call<NoInput>) -> Query<One<LongOperation>> {
    .one(JobQueries.operation(call.id))
  }

  @Sendable private static func cancelOperation(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> LongOperation
  {
    let results = try await tx.pipeline([JobQueries.cancel(call.id), JobQueries.operation(call.id)])
    guard let operation = try results.last?.retyped(as: LongOperation.self).first() else {
      throw Problem.notFound
    }
    guard try results.first?.retyped(as: Done.self).first()?.done == true else {
      throw Problem(.operationOver)
    }
    return operation
  }
}
