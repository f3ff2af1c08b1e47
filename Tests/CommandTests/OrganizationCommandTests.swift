import Foundation
import Postgres
import Testing

@testable import TryZore

/// `tryzore export organization` and `tryzore import organization`, as people type them.
@Suite struct OrganizationCommandTests {
  @Test func anOrganizationMovesToAnotherInstallation() async throws {
    let source = try await MigratedDatabase.make()
    let target = try await MigratedDatabase.make()
    try await withTemporaryFolder { folder in
      let here = try source.environment().merging(["TRYZORE_KEYS": "\(folder)/here"]) { $1 }
      let there = try target.environment().merging(["TRYZORE_KEYS": "\(folder)/there"]) { $1 }
      #expect(try await tryzore(["seed"], here).code == 0)
      let zip = "\(folder)/main.zip"
      let exported = try await tryzore(["export", "organization", "main", zip, "--medical"], here)
      #expect(exported.code == 0, "\(exported.errors)")
      let mode = try FileManager.default.attributesOfItem(atPath: zip)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(try await tryzore(["export", "organization", "main", zip], here).code == 5, "it stays")
      #expect(try await tryzore(["export", "organization", "nobody", "\(folder)/x.zip"], here).code == 3)
      let imported = try await tryzore(["import", "organization", zip], there)
      #expect(imported.code == 0, "\(imported.errors)")
      #expect(imported.output.contains("people may ask for a password by mail"))
      let slugs = try await target.texts("select slug from crm.organizations order by 1")
      #expect(slugs == ["downtown", "main", "westside"])
      let again = try await tryzore(["import", "organization", zip], there)
      #expect(again.code == 4 && again.errors.contains("already_there"))
      #expect(try await tryzore(["import", "organization", "\(folder)/none.zip"], there).code == 3)
      let damaged = "\(folder)/damaged.zip"
      try Data("PK\u{3}\u{4}".utf8).write(to: URL(fileURLWithPath: damaged))
      let refused = try await tryzore(["import", "organization", damaged], there)
      #expect(refused.code == 4 && refused.errors.contains("not_an_archive"))
    }
  }
}
