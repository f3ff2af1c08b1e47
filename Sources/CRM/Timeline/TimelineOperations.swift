import Postgres
import Web

/// What happened to a client, and how often they come.
enum TimelineOperations {
  static func add(to api: inout API) {
    api.chapter("Clients")
    api.add(
      .get, "/v1/clients/{id}/timeline", "listClientTimeline",
      summary: "What happened to a client, newest first, as far as one may know of it",
      needs: .holder(of: .clientsView), problems: [.cursorMismatch], timeline)
    api.add(
      .get, "/v1/clients/{id}/visits", "getClientVisits",
      summary: "How often a client comes, and how reliably",
      needs: .holder(of: .clientsView), visits)
  }

  @Sendable private static func timeline(_ call: Call<TimelineFilter>) throws -> Query<Page<TimelineEntry>> {
    let paging = try call.paging()
    return .page(TimelineQueries.page(of: call.id, call.input, paging), paging, moment: "occurred_at")
      .of(ClientQueries.exists(call.id))
  }

  @Sendable private static func visits(_ call: Call<NoInput>) -> Query<One<ClientVisits>> {
    .one(TimelineQueries.visits(of: call.id))
  }
}
