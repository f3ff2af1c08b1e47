import Postgres
import Web

/// Who changed what: for owners, and for whom they grant it.
enum AuditOperations {
  private static let exportLimit = 10_000

  static func add(to api: inout API) {
    api.chapter("Audit")
    api.add(
      .get, "/v1/audit-logs", "listAuditLogs", summary: "Who changed what, newest first",
      needs: .holder(of: .auditView), problems: [.cursorMismatch], listAuditLogs)
    api.add(
      .get, "/v1/audit-logs.csv", "exportAuditLogs",
      summary: "The same as CSV, at most 10,000 entries; X-Has-More says whether there are others",
      needs: .holder(of: .auditView), exportAuditLogs)
  }

  @Sendable private static func listAuditLogs(_ call: Call<AuditPage>) throws -> Query<Page<AuditEntry>> {
    let paging = try call.paging()
    return .page(
      AuditQueries.list(call.input.filter, after: paging.after, limit: paging.limit), paging,
      moment: "created_at")
  }

  @Sendable private static func exportAuditLogs(_ call: Call<AuditFilter>) -> Query<CSVFile> {
    .csv(AuditQueries.list(call.input, limit: exportLimit), named: "audit-logs.csv", limit: exportLimit)
  }
}
