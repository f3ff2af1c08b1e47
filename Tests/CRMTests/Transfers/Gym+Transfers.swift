import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

extension Gym {
  func upload(_ csv: String, as person: TestPerson? = nil, type: String = "text/csv", query: String = "")
    async throws -> TestAnswer
  {
    try await installation.send(
      "POST", "/v1/imports\(query)", token: (person ?? owner).token, json: csv,
      headers: ["Content-Type": type])
  }

  /// Uploads a file that is taken, and answers the import's id.
  func uploaded(_ csv: String, as person: TestPerson? = nil) async throws -> String {
    let answer = try await upload(csv, as: person)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  /// Asks for a trial or a run, and answers the operation's id.
  func start(_ what: String, of id: String, as person: TestPerson? = nil, json: String? = nil) async throws
    -> String
  {
    let body = json ?? (what == "runs" ? "{}" : nil)
    let answer = try await send("POST", "/v1/imports/\(id)/\(what)", as: person, json: body, ifMatch: "*")
    #expect(answer.status == 202, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  /// Works an operation off, as a worker would, and answers its state. `meanwhile` happens once it has been claimed.
  func perform(_ operation: String, meanwhile: () async throws -> Void = {}) async throws -> String {
    let id = try #require(UUID(uuidString: operation))
    let job = try #require(try await installation.claim("id = \(id)"))
    try await meanwhile()
    var jobs = JobList()
    ImportJobs.add(to: &jobs, files: installation.product.transferFiles)
    try TransferJobs.add(
      to: &jobs, files: installation.product.transferFiles,
      cipher: MedicalCipher(masters: installation.keys.masters))
    try await installation.perform(job, jobs)
    return try await onDatabaseThread(url: installation.admin) { connection in
      try connection.rows("select state as text from jobs.jobs where id = \(id)")
        .value("text", at: 0, as: String.self)
    }
  }

  /// Has the whole organization exported, and answers the export's id.
  func exported(_ json: String = "{}") async throws -> String {
    let answer = try await send("POST", "/v1/organizations/\(id)/exports", json: json)
    #expect(answer.status == 202, "\(String(decoding: answer.body, as: UTF8.self))")
    let operation = try #require(answer.json["id"]?.string)
    #expect(try await perform(operation) == "succeeded")
    return operation
  }

  /// The names of all clients, in order.
  func clientNames() async throws -> [String] {
    try await onDatabaseThread(url: installation.admin) { [id] connection in
      try connection.rows(
        """
        select first_name || ' ' || last_name as text from crm.client_organizations
        where organization_id = \(id) order by sort_name
        """
      ).retyped(as: String.self).decoded()
    }
  }
}
