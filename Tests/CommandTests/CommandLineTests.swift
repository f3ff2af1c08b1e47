import Foundation
import Subprocess
import SystemPackage
import Testing

/// The `tryzore` command as people run it: as a process, with its exit codes.
@Suite struct CommandLineTests {
  @Test(arguments: [
    [], ["demo"], ["serve"], ["migrate"], ["migrate", "up"], ["migrate", "status"], ["seed"], ["import"],
    ["import", "clients"], ["user"], ["user", "create"], ["routes"], ["openapi"], ["status"], ["doctor"],
  ])
  func everyCommandExplainsItselfWithExamples(_ command: [String]) async throws {
    let help = try await tryzore(command + ["--help"])
    #expect(help.code == 0)
    #expect(help.output.contains("USAGE: tryzore"))
    if !command.isEmpty { #expect(help.output.contains("Examples:")) }
  }

  @Test func wrongUseIsTwoAndSaysWhy() async throws {
    for arguments in [
      ["nonsense"], ["demo", "--port", "70000"], ["import", "clients"], ["seed", "--clients", "5"],
      ["serve"], ["migrate", "up"], ["openapi", "--emit", "nonsense"],
    ] {
      let outcome = try await tryzore(arguments)
      #expect(outcome.code == 2, "\(arguments): \(outcome.errors)")
      #expect(!outcome.errors.isEmpty && outcome.output.isEmpty)
    }
  }

  @Test(arguments: [
    ("TRYZORE_TRUSTED_PROXIES", "10.0.0.0/33"), ("TRYZORE_CORS_ORIGINS", "*"),
    ("TRYZORE_CORS_ORIGINS", "https://app.example/"),
  ])
  func aSettingThatIsNoneIsNamed(_ name: String, _ value: String) async throws {
    let keys = "/tmp/tryzore-keys-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: keys) }
    let outcome = try await tryzore(
      ["serve", "--port", "0"], ["DATABASE_URL": "host=/nowhere dbname=x", "TRYZORE_KEYS": keys, name: value])
    #expect(outcome.code == 2 && outcome.errors.contains(name), "\(outcome.errors)")
  }

  @Test(arguments: [
    ["TRYZORE_OIDC_ISSUER": "http://example.com", "TRYZORE_OIDC_CLIENT_ID": "gym"],
    ["TRYZORE_OIDC_ISSUER": "https://example.com"],
    ["TRYZORE_OIDC_ISSUER": "https://example.com", "TRYZORE_OIDC_CLIENT_SECRET": "hunter 2"],
    ["TRYZORE_WORKOS_CLIENT_ID": "client"],
    ["TRYZORE_WORKOS_CLIENT_ID": "client", "TRYZORE_WORKOS_API_KEY": "hunter 2"],
    ["TRYZORE_WORKOS_CLIENT_ID": "a/b", "TRYZORE_WORKOS_API_KEY": "hunter2"],
    [
      "TRYZORE_WORKOS_CLIENT_ID": "client", "TRYZORE_WORKOS_API_KEY": "hunter2",
      "TRYZORE_WORKOS_WEBHOOK_SECRET": "",
    ],
    [
      "TRYZORE_WORKOS_CLIENT_ID": "client", "TRYZORE_WORKOS_API_KEY": "hunter2",
      "TRYZORE_WORKOS_URL": "ftp://example.com",
    ],
    ["TRYZORE_SIGN_IN_URL": "javascript:alert(1)"],
  ])
  func wrongSettingsOfProvidersAreNamedWithoutTheirSecrets(_ settings: [String: String]) async throws {
    var environment = settings
    environment["DATABASE_URL"] = "host=/nowhere dbname=x"
    environment["TRYZORE_KEYS"] =
      FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: environment["TRYZORE_KEYS"] ?? "") }
    let outcome = try await tryzore(["serve", "--port", "0"], environment)
    #expect(outcome.code == 2 && outcome.errors.contains("TRYZORE_"), "\(outcome.errors)")
    #expect(!outcome.errors.contains("hunter"))
  }

  @Test func whatIsMissingIsThreeAndWhatIsDownIs69() async throws {
    let missing = try await tryzore(["import", "clients", "/nowhere.csv", "--organization", "x"])
    #expect(missing.code == 3 && missing.errors.contains("does not exist"))
    let folder = try await tryzore(["import", "clients", "/tmp", "--organization", "x"])
    #expect(folder.code == 3 && folder.errors.contains("directory"))
    let status = try await tryzore(["status", "--data", "/nowhere"])
    #expect(status.code == 69)
    let down = try await tryzore(
      ["migrate", "status"], ["TRYZORE_MIGRATE_DATABASE_URL": "host=/nowhere dbname=x"])
    #expect(down.code == 69 && down.errors.split(separator: "\n").count == 1, "\(down.errors)")
  }

  @Test func theDocumentsArePrinted() async throws {
    #expect(try await tryzore(["openapi"]).output.contains(#""openapi": "3.1.0""#))
    #expect(
      try await tryzore(["openapi", "--emit", "problems"]).output.contains("| `validation_failed` | 422 |"))
    #expect(
      try await tryzore(["openapi", "--emit", "ts"]).output.contains("export interface ClientSummaryPage {"))
    #expect(try await tryzore(["routes"]).output.contains("/v1/clients/{id}"))
    #expect(try await tryzore(["routes", "--markdown"]).output.contains("| listClients |"))
  }

  @Test func anOperatorSetsUpADatabase() async throws {
    let base = try #require(
      ProcessInfo.processInfo.environment["TRYZORE_TEST_POSTGRES"], "run the tests by bin/test")
    let name = "command_\(UUID().uuidString.prefix(8).lowercased())"
    let create = try await Subprocess.run(
      .name("psql"), arguments: ["--no-psqlrc", "--quiet", base, "--command", "create database \(name)"],
      output: .discarded)
    #expect(create.terminationStatus.isSuccess)
    let environment = [
      "TRYZORE_MIGRATE_DATABASE_URL": "\(base) dbname=\(name)",
      "TRYZORE_WORKER_DATABASE_URL": "\(base) dbname=\(name) user=tryzore_worker",
      "DATABASE_URL": "\(base) dbname=\(name) user=tryzore_app",
    ]
    #expect(try await tryzore(["migrate", "status"], environment).output.contains("pending"))
    #expect(try await tryzore(["migrate", "up"], environment).output.contains("applied 0001_roles"))
    #expect(try await tryzore(["migrate", "up"], environment).output == "up to date\n")
    let seed = try await tryzore(["seed", "--organizations", "2", "--clients", "10"], environment)
    #expect(seed.code == 0 && seed.output.contains("2 organizations, 10 clients made"))

    let user = ["user", "create", "\(name)@example.com", "--first-name", "Ada", "--last-name", "Lovelace"]
    let made = try await tryzore(
      user + ["--organization", "volume-1"], environment, input: "a long password\n")
    #expect(made.code == 0 && UUID(uuidString: made.output.trimmingCharacters(in: .newlines)) != nil)
    #expect(try await tryzore(user, environment, input: "a long password\n").code == 5)
    #expect(try await tryzore(user + ["--role", "king"], environment, input: "a long password\n").code == 2)
    #expect(
      try await tryzore(user + ["--organization", "none"], environment, input: "a long password\n").code == 3)
    #expect(try await tryzore(user, environment, input: "short\n").code == 2)

    try await importPeople(environment)
    let doctor = try await tryzore(["doctor", "--json"], environment)
    #expect(doctor.output.contains(#""check":"isolation","verdict":"ok""#), "\(doctor.output)")
    #expect(!doctor.output.contains(#""check":"role","verdict":"fail""#))
  }

  private func importPeople(_ environment: [String: String]) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "command-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "people.csv").path
    try Data("Vorname;Nachname;Lieblingsfarbe\nJörg;Müller;rot\nKim;;blau\n".utf8).write(
      to: URL(fileURLWithPath: file))
    let arguments = [
      "import", "clients", file, "--organization", "volume-2", "--rejects", "\(folder.path)/r.csv",
    ]
    let dry = try await tryzore(arguments + ["--dry-run"], environment)
    #expect(dry.code == 0 && dry.output.contains("1 would be created"), "\(dry.output)\(dry.errors)")
    #expect(dry.errors.contains("kept as metadata: Lieblingsfarbe"))
    #expect(try await tryzore(arguments + ["--strict"], environment).code == 4)
    let done = try await tryzore(arguments + ["--json"], environment)
    #expect(done.output.contains(#""created":1"#) && done.output.contains(#""rejected":1"#))
    #expect(try await tryzore(["import", "clients", file, "--organization", "none"], environment).code == 3)
  }
}
