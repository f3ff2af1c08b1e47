import Foundation
import HTTPTypes
import Postgres
import Synchronization
import Testing

@testable import CRM
@testable import Web

// One after the other: each installation of a test's own has its own connections.
@Suite(.serialized) struct MedicalRotationTests {
  private func jobs(_ keys: Keys) -> JobList {
    var jobs = JobList()
    MedicalJobs.add(to: &jobs, MedicalCipher(masters: keys.masters), logger: Workshop.quiet)
    return jobs
  }

  /// Of each client the version whose writing has begun last, and the one that has ended last.
  private final class Versions: Sendable {
    private let held = Mutex<[String: (begun: Int, ended: Int)]>([:])

    func of(_ client: String) -> (begun: Int, ended: Int) { held.withLock { $0[client] ?? (0, 0) } }
    func set(_ client: String, begun: Int) { held.withLock { $0[client, default: (0, 0)].begun = begun } }
    func set(_ client: String, ended: Int) { held.withLock { $0[client, default: (0, 0)].ended = ended } }
  }

  private static let isDone: SQL = "not exists (select from jobs.jobs where state in ('queued', 'running'))"

  /// Every note is readable before, during and after, and says what was written last or is just being written.
  @Test func notesAreReadAndWrittenWhileTheirKeyIsReplaced() async throws {
    let installation = try await TestInstallation()
    let gym = try await Gym.make(in: installation)
    var clients: [String] = []
    for index in 0..<8 {
      let client = try await gym.client("Client", "\(index)")
      #expect(try await gym.medical(client, #"{"notes": "0", "allergies": "Nuts"}"#).status == 200)
      clients.append(client)
    }
    // Begun and ended: what a reader may see.
    let versions = Versions()
    let keys = EncryptionKeys(installation.worker, installation.keys.masters)
    let workshop = Workshop(database: installation.worker, admin: installation.admin)
    let worker = workshop.worker(jobs(installation.keys))
    let work = Task { await worker.run() }
    let all = clients
    try await withThrowingTaskGroup(of: Void.self) { group in
      for client in all {
        group.addTask {
          for version in 1...12 {
            versions.set(client, begun: version)
            // On a busy machine a lock may take longer than a request waits: then nothing was written.
            var answer = try await gym.medical(client, #"{"notes": "\#(version)"}"#)
            while answer.code == "unavailable" || answer.code == "medical_key_retired" {
              answer = try await gym.medical(client, #"{"notes": "\#(version)"}"#)
            }
            #expect(answer.status == 200, "\(answer.code ?? "")")
            versions.set(client, ended: version)
          }
        }
        group.addTask {
          for _ in 0..<12 {
            let least = versions.of(client).ended
            let read = try await gym.disclose(client)
            let most = versions.of(client).begun
            let seen = read.json["notes"]?.string.flatMap { Int($0) } ?? -1
            #expect(read.status == 201 && read.json["allergies"] == "Nuts" && (least...most).contains(seen))
          }
        }
      }
      group.addTask {
        for _ in 0..<4 {
          let count = try await keys.rotateMedical(actor: "test", now: Date())
          #expect(count == 1)
        }
      }
      try await group.waitForAll()
    }
    try await workshop.wait(until: Self.isDone)
    work.cancel()
    await work.value

    let listed = try await keys.list()
    #expect(listed.map(\.notes) == [8] && listed.first?.retiredAt == nil, "one key is left, of all notes")
    for client in clients { #expect(try await gym.disclose(client).json["notes"] == "12") }
    let failures: Int64 = try await workshop.value(
      "(select count(*) from jobs.jobs where kind = 'medical.reencrypt' and (state <> 'succeeded' or result ->> 'unreadable' <> '0'))"
    )
    #expect(failures == 0)
  }

  @Test func encryptedAnewANoteKeepsItsVersionAndLeavesNoEntry() async throws {
    let installation = try await TestInstallation()
    let gym = try await Gym.make(in: installation)
    let client = try await gym.client("Max", "Medical")
    _ = try await gym.medical(client, #"{"notes": "Ask"}"#)
    let (before, sealed) = (
      try await gym.send("GET", "/v1/clients/\(client)/medical"), try await note(installation)
    )
    #expect(
      try await EncryptionKeys(installation.worker, installation.keys.masters).rotateMedical(
        actor: "test", now: Date()) == 1)
    try await Workshop(database: installation.worker, admin: installation.admin).work(
      jobs(installation.keys), until: Self.isDone)
    #expect(try await note(installation) != sealed)
    let after = try await gym.send("GET", "/v1/clients/\(client)/medical")
    #expect(after.body == before.body && after.headers[.eTag] == before.headers[.eTag])
    let entries = try await gym.send("GET", "/v1/audit-logs?entity_id=\(client)&entity_type=client_medical")
    #expect(entries.data.count == 1)
    let keyEntries = try await gym.send("GET", "/v1/audit-logs?entity_type=medical_key&limit=100")
    #expect(
      keyEntries.data.compactMap { $0["action"]?.string } == ["deleted", "created", "updated", "created"])
  }

  private func note(_ installation: TestInstallation) async throws -> [UInt8] {
    try await onDatabaseThread(url: installation.admin) {
      try $0.rows("select note from crm.client_medical").value("note", at: 0, as: [UInt8].self)
    }
  }

  @Test func oneUnreadableNoteStopsNoRotation() async throws {
    let installation = try await TestInstallation()
    let gym = try await Gym.make(in: installation)
    let clients = [try await gym.client("One", "Client"), try await gym.client("Two", "Client")]
    for client in clients { _ = try await gym.medical(client, #"{"notes": "\#(client)"}"#) }
    try await onDatabaseThread(url: installation.admin) {
      try $0.execute(
        "update crm.client_medical set note = decode(repeat('00', 40), 'hex') where client_id = '\(clients[0])'"
      )
    }
    let keys = EncryptionKeys(installation.worker, installation.keys.masters)
    _ = try await keys.rotateMedical(actor: "test", now: Date())
    let workshop = Workshop(database: installation.worker, admin: installation.admin)
    try await workshop.work(jobs(installation.keys), until: Self.isDone)
    #expect(try await gym.disclose(clients[1]).json["notes"]?.string == clients[1])
    let result: String = try await workshop.value(
      "(select result::text from jobs.jobs where kind = 'medical.reencrypt')")
    #expect(result == #"{"unreadable": 1, "reencrypted": 1}"#)
    // The old key stays for as long as something names it.
    #expect(try await keys.list().map(\.notes).sorted() == [1, 1])
  }

  @Test func aMasterKeyIsReplacedUnderLivingServers() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "masters-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let installation = try await TestInstallation(Keys(folder: folder))
    let gym = try await Gym.make(in: installation)
    let client = try await gym.client("Max", "Medical")
    _ = try await gym.medical(client, #"{"notes": "Ask"}"#)
    let account = try await TestAccount.make(installation)
    let factor = try await account.enrol()
    let old = try #require(installation.keys.masters.current)

    // Another process, as the command is one.
    let operators = try Keys(folder: folder).masters
    let new = try operators.rotate(at: Date())
    #expect(try await EncryptionKeys(installation.worker, operators).reseal() == 2)
    #expect(try await EncryptionKeys(installation.worker, operators).reseal() == 0)
    #expect(Set(try await EncryptionKeys(installation.worker, operators).list().map(\.masterKeyID)) == [new])
    try FileManager.default.removeItem(atPath: "\(folder)/master-\(old).key")
    #expect(try await gym.disclose(client).json["notes"] == "Ask")
    #expect(try await factor.login(code: factor.code()).status == 200)
    #expect(try await gym.medical(client, #"{"notes": "Asked"}"#).status == 200)
  }

  @Test func neitherDumpNorLogHasAPlainWord() async throws {
    let log = TestLog()
    let installation = try await TestInstallation(logger: log.logger)
    let gym = try await Gym.make(in: installation)
    let client = try await gym.client("Max", "Medical")
    let canary = "canary-\(UUID().uuidString)"
    let body = ["conditions", "allergies", "medications", "injuries", "notes"].map {
      #""\#($0)": "\#(canary) \#($0)""#
    }
    #expect(try await gym.medical(client, "{\(body.joined(separator: ","))}").status == 200)
    #expect(
      try await gym.medical(client, #"{"notes": "\#(canary) again", "surprise": "\#(canary)"}"#).status == 422
    )
    #expect(try await gym.disclose(client).json["notes"]?.string == "\(canary) notes")
    _ = try await EncryptionKeys(installation.worker, installation.keys.masters).rotateMedical(
      actor: "test", now: Date())
    try await Workshop(database: installation.worker, admin: installation.admin).work(
      jobs(installation.keys), until: Self.isDone)
    let account = try await TestAccount.make(installation)
    let factor = try await account.enrol()

    let dump = FileManager.default.temporaryDirectory.appending(path: "dump-\(UUID())")
    defer { try? FileManager.default.removeItem(at: dump) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["pg_dump", "--dbname", installation.admin, "--file", dump.path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    var texts = [try String(contentsOf: dump, encoding: .utf8), log.lines.joined(separator: "\n")]
    #expect(texts[0].contains("Medical") && texts[0].contains(client), "it is the whole database")
    #expect(log.lines.count > 5)
    // The server's own log, where it is at hand.
    if let socket = installation.admin.split(separator: " ").first(where: { $0.hasPrefix("host=/") }) {
      let path = URL(fileURLWithPath: String(socket.dropFirst(5))).deletingLastPathComponent().appending(
        path: "postgres.log")
      if let text = try? String(contentsOf: path, encoding: .utf8) { texts.append(text) }
    }
    #expect(texts.count == 3)
    let hex = { (text: String) in
      text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
    let seed = try TestSecondFactor.seed(factor.secret)
    let seedHex = seed.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let words = [canary, hex(canary), factor.secret, seedHex] + factor.recoveryCodes
    for (index, text) in texts.enumerated() {
      for word in words { #expect(!text.contains(word), "a plain word in text \(index)") }
    }
  }
}
