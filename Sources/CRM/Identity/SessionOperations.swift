import Foundation
import Postgres
import Web

/// Sessions as their person sees them, and as who manages staff ends them. The door reads a session's row, so the
/// next request feels it, and so does its refresh token.
enum SessionOperations {
  static func add(to api: inout API) {
    api.chapter("Sessions")
    api.add(
      .get, "/v1/me/sessions", "listMySessions", summary: "Where you are signed in, newest first",
      needs: .signedIn, listMySessions)
    api.add(
      .delete, "/v1/me/sessions", "endMyOtherSessions", summary: "End every session of yours but this one",
      needs: .signedIn, endMyOtherSessions)
    api.add(
      .delete, "/v1/me/sessions/{id}", "endMySession", summary: "End a session of yours", needs: .signedIn,
      endMySession)
    api.add(
      .delete, "/v1/staff/{id}/sessions", "endStaffSessions",
      summary: "End the sessions of a person of the organization there; not of somebody of a higher role",
      needs: .holder(of: .staffManage), problems: [.outranked],
      endStaffSessions)
  }

  @Sendable private static func listMySessions(_: Call<NoInput>) -> Query<List<OwnSession>> {
    .list(AccountQueries.mySessions())
  }

  @Sendable private static func endMyOtherSessions(_: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    try await tx.execute(AccountQueries.endMySessions(nil))
    return NoContent()
  }

  @Sendable private static func endMySession(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    try await end(AccountQueries.endMySessions(call.id), tx, isFound: { $0 > 0 })
  }

  @Sendable private static func endStaffSessions(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    // Somebody who is signed in nowhere is somebody all the same.
    try await end(AccountQueries.endStaffSessions(call.id), tx, isFound: { _ in true })
  }

  private static func end(_ statement: SQL, _ tx: Transaction, isFound: (Int32) -> Bool) async throws
    -> NoContent
  {
    let ended = try await tx.rows(statement, as: AccountQueries.Ended.self).first()
    guard let count = ended?.count, isFound(count) else { throw Problem.notFound }
    return NoContent()
  }
}
