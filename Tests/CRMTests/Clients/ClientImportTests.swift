import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// The import against a real database; reading files has its own tests.
@Suite struct ClientImportTests {
  @Test func aFileIsImportedOnceAndChangesNothingTheSecondTime() async throws {
    let gym = try await Gym.make()
    let file = """
      First Name,Last Name,Email,Phone,Date of Birth,Barcode,Favourite Colour
      Ada,Lovelace,ada@example.com,+44 20 555 0100,1985-12-10,M1,green
      Grace,Hopper,grace@example.com,,1996-12-09,M2,
      Kim,,kim@example.com,,,,
      Mona,Minor,,,2016-06-15,,
      """
    let first = try await run(file, gym)
    #expect((first.progress.created, first.progress.updated, first.progress.rejected) == (3, 0, 1))
    #expect(first.rejects.contains("Kim"))
    let before = try await snapshot(gym)
    let second = try await run(file, gym)
    #expect((second.progress.created, second.progress.updated, second.progress.unchanged) == (0, 0, 3))
    #expect(try await snapshot(gym) == before)
    let list = try await gym.send("GET", "/v1/clients?q=ada")
    let id = try #require(list.data.first?["id"]?.string)
    let ada = try await gym.send("GET", "/v1/clients/\(id)").json
    #expect(ada["metadata"]?["Favourite Colour"]?.string == "green")
    #expect(ada["member_number"]?.string == "M1")
  }

  @Test func aLaterFileAddsAndCorrectsButErasesNothing() async throws {
    let gym = try await Gym.make()
    _ = try await run("First Name,Last Name,Email,Phone\nAda,Lovelace,ada@example.com,+44 20 555 0100\n", gym)
    let later = try await run(
      "First Name,Last Name,Email,Phone,Notes\nAda,King,ADA@example.com,,Countess\n", gym)
    #expect((later.progress.created, later.progress.updated) == (0, 1))
    let data = try await gym.send("GET", "/v1/clients").data
    #expect(data.count == 1)
    #expect(data.first?["last_name"]?.string == "King")
    #expect(data.first?["phone"]?.string == "+44 20 555 0100")
  }

  @Test func rowsOfOnePersonAreFoundByIdEMailOrName() async throws {
    let gym = try await Gym.make()
    _ = try await run(
      "UniqueId,FirstName,LastName,Email,BirthDate\n1,Ada,Lovelace,ada@example.com,1990-12-10\n,Bob,Baker,,1980-01-01\n",
      gym)
    let again = try await run(
      """
      UniqueId,FirstName,LastName,Email,BirthDate
      1,Ada,Lovelace,ada.new@example.com,1990-12-10
      ,Bob,Baker,,1980-01-01
      ,Bob,Baker,,1999-01-01
      """, gym)
    #expect((again.progress.created, again.progress.updated, again.progress.unchanged) == (1, 1, 1))
  }

  @Test func contradictionsAreRejectedWithTheirReason() async throws {
    let gym = try await Gym.make()
    _ = try await run(
      "UniqueId,FirstName,LastName,Email,Barcode\n1,Ada,Lovelace,ada@example.com,M1\n2,Bob,Baker,bob@example.com,M2\n",
      gym)
    let outcome = try await run(
      """
      UniqueId,FirstName,LastName,Email,Barcode,HomeLocation
      3,Carl,Cook,ada@example.com,,
      1,Ada,Lovelace,bob@example.com,,
      4,Dora,Dean,dora@example.com,M1,
      5,Emil,East,emil@example.com,,Atlantis
      6,Fay,Fern,fay@example.com,,Gym
      """, gym)
    #expect((outcome.progress.created, outcome.progress.rejected) == (1, 4))
    for code in ["email_taken", "member_number_taken", "unknown_location"] {
      #expect(outcome.rejects.contains(code))
    }
  }

  @Test func duplicatesInTheFileAreFoundInsideAndAcrossBatches() async throws {
    let gym = try await Gym.make()
    var lines = ["First Name,Last Name,Email,Date of Birth"]
    for number in 0..<(ClientImport.batchSize + 10) { lines.append("P,N\(number),p\(number)@example.com,") }
    lines.append("P,N5,p5@example.com,")
    lines.append("Twin,Same,,2000-01-01")
    lines.append("Twin,Same,,2000-01-01")
    let outcome = try await run(lines.joined(separator: "\r\n"), gym)
    #expect(outcome.progress.created == ClientImport.batchSize + 11)
    #expect(outcome.progress.rejected == 2)
    #expect(outcome.rejects.contains("is the same client as row 7"))
  }

  @Test func aDryRunTellsAndChangesNothing() async throws {
    let gym = try await Gym.make()
    let outcome = try await run("First Name,Last Name\nAda,Lovelace\n", gym, change: { $0.isDryRun = true })
    #expect(outcome.progress.created == 1)
    #expect(try await gym.send("GET", "/v1/clients").data.isEmpty)
  }

  @Test func strictImportsAllOrNothing() async throws {
    let gym = try await Gym.make()
    await #expect(throws: ClientImport.Refused.self) {
      try await run("First Name,Last Name\nAda,Lovelace\nKim,\n", gym, change: { $0.isStrict = true })
    }
    #expect(try await gym.send("GET", "/v1/clients").data.isEmpty)
  }

  @Test func anImportThatIsStoppedLeavesNothing() async throws {
    let gym = try await Gym.make()
    let lines = (0..<6_000).map { "P,N\($0)" }
    let task = Task {
      try await run(
        (["First Name,Last Name"] + lines).joined(separator: "\n"), gym,
        onBatch: { withUnsafeCurrentTask { $0?.cancel() } })
    }
    await #expect(throws: (any Error).self) { try await task.value }
    #expect(try await gym.send("GET", "/v1/clients").data.isEmpty)
    #expect(try await noScratchRows(gym))
  }

  @Test func anImportTouchesItsOwnGymOnly() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    _ = try await other.client("Ada", "Lovelace", #", "email": "ada@example.com", "external_id": "1""#)
    let before = try await snapshot(other)
    let outcome = try await run("UniqueId,FirstName,LastName,Email\n1,Ada,King,ada@example.com\n", gym)
    #expect(outcome.progress.created == 1)
    #expect(try await snapshot(other) == before)
    #expect(try await noScratchRows(gym))
  }

  private func run(
    _ text: String, _ gym: Gym, onBatch: @escaping @Sendable () -> Void = {},
    change: (inout ClientImport.Options) -> Void = { _ in }
  ) async throws -> (progress: ClientImport.Progress, rejects: String) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "people.csv").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    let rejects = folder.appending(path: "rejects.csv").path
    var options = ClientImport.Options(actor: "test", rejectsPath: rejects)
    change(&options)
    let today = try #require(LocalDate(year: 2026, month: 11, day: 21))
    let progress = try await ClientImport(gym.installation.worker, organization: gym.id).run(
      options, source: { try ImportSource(path: file, today: today) }, report: { _ in onBatch() })
    return (progress, (try? String(contentsOfFile: rejects, encoding: .utf8)) ?? "")
  }

  /// All rows of the gym as text, versions and times included.
  private func snapshot(_ gym: Gym) async throws -> [String] {
    let results = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: false),
      "select c::text as line from crm.client_organizations c order by id",
    ])
    let rows = try #require(results.last)
    return try (0..<rows.count).map { try rows.value("line", at: $0, as: String.self) }
  }

  private func noScratchRows(_ gym: Gym) async throws -> Bool {
    let results = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: false), "select 1 as n from crm.client_import_rows",
    ])
    return results.last?.count == 0
  }
}
