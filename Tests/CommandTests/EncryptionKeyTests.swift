import Foundation
import Postgres
import Testing

@testable import TryZore

/// `tryzore keys --medical` and `--master`, and what the doctor says of missing keys.
@Suite struct EncryptionKeyTests {
  @Test func keysAreListedRotatedAndMissed() async throws {
    let database = try await MigratedDatabase.make()
    try await withTemporaryFolder { folder in
      var environment = try database.environment()
      environment["TRYZORE_KEYS"] = "\(folder)/keys"
      func run(_ arguments: String...) async throws -> CommandOutcome {
        try await tryzore(arguments, environment)
      }
      #expect(try await run("keys", "list", "--medical").code == 3, "there is no folder yet")
      #expect(try await run("seed", "--organizations", "1", "--clients", "1").code == 0)
      #expect(try await run("doctor").output.contains("ok    master keys"))
      try FileManager.default.createDirectory(
        atPath: "\(folder)/keys", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
      let first = try await run("keys", "list", "--medical")
      #expect(first.code == 0 && first.output.split(separator: "\n").count == 1, "\(first.errors)")
      #expect(first.output.hasPrefix("master\t") && first.output.contains("\tencrypting\t0\t-"))

      // A medical key under a master key that nobody has any more.
      try await database.execute(
        """
        insert into private.medical_keys (organization_id, id, wrapped)
        select id, gen_random_uuid()::text, 'v1|lost|'::bytea || decode(repeat('00', 60), 'hex') from crm.organizations
        """)
      #expect(try await run("keys", "list", "--medical").output.contains("master\tlost\tmissing\t1\t-"))
      let doctor = try await run("doctor", "--json")
      #expect(doctor.code == 1 && doctor.output.contains("lost (opens 1 keys) missing"))

      let rotated = try await run("keys", "rotate", "--medical")
      #expect(rotated.code == 0 && rotated.output.hasPrefix("1 organizations"), "\(rotated.errors)")
      let listed = try await run("keys", "list", "--medical").output
      #expect(listed.contains("\tretired\t0\tvolume-1") && listed.contains("\tencrypting\t0\tvolume-1"))
      #expect(
        try await database.texts("select kind from jobs.jobs where state = 'queued'") == ["medical.reencrypt"]
      )
      let refused = try await run("keys", "rotate", "--master")
      #expect(refused.code != 0 && refused.errors.contains("lost"), "\(refused.errors)")

      try await database.execute("delete from private.medical_keys where retired_at is not null")
      let again = try await run("keys", "rotate", "--master")
      #expect(again.code == 0 && again.output.contains("1 keys were encrypted with it"), "\(again.errors)")
      #expect(try await run("keys", "list", "--medical").output.contains("\tkept\t0\t-"))
      #expect(try await run("doctor").output.contains("ok    master keys"))
      #expect(try await run("keys", "rotate", "--master", "--medical").code == 2)
    }
  }
}
