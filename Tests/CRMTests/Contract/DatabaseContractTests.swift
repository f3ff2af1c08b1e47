import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// What Swift and PostgreSQL both say has to be the same.
@Suite struct DatabaseContractTests {
  @Test func permissionsOfSwiftAreThoseOfTheDatabase() async throws {
    let installation = try await TestInstallation.shared.value
    let rows = try await onDatabaseThread(url: installation.admin) { connection in
      try connection.rows("select role || ' ' || permission as held from private.role_permissions")
    }
    let stored = try (0..<rows.count).map { try rows.value("held", at: $0, as: String.self) }
    let listed = Permission.allCases.flatMap { permission in
      permission.roles.map { "\($0.rawValue) \(permission.rawValue)" }
    }
    #expect(Set(stored) == Set(listed))
  }

  @Test func ranksOfSwiftAreThoseOfTheDatabase() async throws {
    let stored = try await onAdmin("select role || ' ' || rank as text from private.roles order by rank desc")
    #expect(stored == Role.allCases.map { "\($0.rawValue) \($0.rank)" })
  }

  @Test func everyConstraintIsAProblem() async throws {
    let installation = try await TestInstallation.shared.value
    let rows = try await onDatabaseThread(url: installation.admin) { connection in
      try connection.rows(
        """
        select distinct c.conname::text as name from pg_constraint c
          join pg_namespace n on n.oid = c.connamespace
        where n.nspname in ('crm', 'private', 'audit', 'jobs') and c.conparentid = 0 and c.contype not in ('n', 't')
          and c.conrelid <> 'private.migrations'::regclass
          and not exists (select from pg_inherits i where i.inhrelid = c.conrelid)
        union
        select i.relname::text from pg_index x join pg_class i on i.oid = x.indexrelid
          join pg_namespace n on n.oid = i.relnamespace
        where n.nspname in ('crm', 'private', 'jobs') and x.indisunique and not x.indisprimary
          and x.indrelid <> 'private.migrations'::regclass
        union
        select distinct m[1] from pg_proc p join pg_namespace n on n.oid = p.pronamespace,
          regexp_matches(p.prosrc, 'constraint = ''([a-z_]+)''', 'g') m
        where n.nspname in ('crm', 'private', 'audit', 'jobs')
        """)
    }
    let names = try (0..<rows.count).map { try rows.value("name", at: $0, as: String.self) }
    #expect(names.count > 50)
    let unknown = names.filter { installation.product.catalog.type($0) == nil }.sorted()
    #expect(unknown.isEmpty, "constraints without a problem: \(unknown)")
  }

  @Test func rowsReadTheSameDecodedOrTranscoded() async throws {
    let gym = try await Gym.make()
    _ = try await ContractTests.happy["createClient"]?(gym)
    _ = try await gym.client("Ada", "Lovelace")
    let door = Door.enterAsOperator(gym.id, actor: "test", write: false)
    try await compare(
      Client.self, gym, [door, "select \(ClientQueries.columns) from \(ClientQueries.source)"])
    try await compare(
      ClientSummary.self, gym, [door, "select \(ClientQueries.summaryColumns) from \(ClientQueries.source)"])
    try await compare(OrganizationRow.self, gym, [door, OrganizationQueries.get(gym.id)])
    let role = try #require(UUID(uuidString: try await gym.role("Coach")))
    try await compare(CustomRole.self, gym, [door, RoleQueries.get(role)])
    let tag = try #require(UUID(uuidString: try await gym.tag("VIP")))
    try await compare(CRM.Tag.self, gym, [door, TagQueries.get(tag)])
    let rules =
      #"{"any": [{"field": "status", "is": "any_of", "value": ["lead"]}, {"field": "gender", "is": "known"}]}"#
    let segment = try #require(UUID(uuidString: try await gym.segment("Leads", rules)))
    try await compare(Segment.self, gym, [door, SegmentQueries.get(segment)])
    try await compare(StaffMember.self, gym, [door, StaffQueries.get(gym.owner.user)])
    try await compare(StaffPermissions.self, gym, [door, StaffQueries.permissions(gym.owner.user)])
    let filter = AuditFilter(
      entityType: nil, entityID: nil, userID: nil, action: nil, createdAtFrom: nil, createdAtBefore: nil,
      includePersonal: true)
    try await compare(AuditEntry.self, gym, [door, AuditQueries.list(filter, limit: 100)])
  }

  private func compare<Row: Codable & Sendable>(_ type: Row.Type, _ gym: Gym, _ statements: [SQL])
    async throws
  {
    let results = try await gym.installation.worker.pipeline(statements)
    let rows = try #require(results.last).retyped(as: Row.self)
    #expect(rows.count > 0)
    for index in 0..<rows.count {
      var transcoded: [UInt8] = []
      rows.writeJSON(at: index, into: &transcoded)
      let encoded = try JSONWriter.value(rows.decode(at: index))
      #expect(sorted(try JSONParser.parse(transcoded)) == sorted(encoded), "\(type)")
    }
  }

  /// Members by name: the order of columns is not that of properties.
  private func sorted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members): .object(members.map { ($0.key, sorted($0.value)) }.sorted { $0.0 < $1.0 })
    case .array(let items): .array(items.map(sorted))
    default: value
    }
  }
}
