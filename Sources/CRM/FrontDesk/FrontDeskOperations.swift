import Postgres
import Web

/// What the desk asks all day: who is this, and may they come in?
enum FrontDeskOperations {
  static func add(to api: inout API) {
    api.chapter("Front desk")
    api.add(
      .get, "/v1/front-desk/search", "searchFrontDesk",
      summary: "Find at most eight people, with what to know of each",
      needs: .holder(of: .clientsView), search)
    api.add(
      .get, "/v1/search", "search", summary: "Find people and events, at most eight of each",
      needs: .holder(of: .clientsView), searchAll)
    api.add(
      .get, "/v1/clients/{id}/alerts", "getClientAlerts",
      summary: "What to know of a client before letting them in",
      needs: .holder(of: .clientsView), alerts)
  }

  @Sendable private static func search(_ call: Call<FrontDeskSearch>) -> Query<FrontDeskMatches> {
    .made(of: FrontDeskQueries.search(call.input.q?.text ?? ""), as: FrontDeskRow.self) { rows in
      FrontDeskMatches(data: rows.map(\.person))
    }
  }

  @Sendable private static func searchAll(_ call: Call<Search>) -> Query<SearchMatches> {
    // Each once, however often it is named.
    let types = (call.input.types ?? SearchType.allCases).reduce(into: [SearchType]()) { types, type in
      if !types.contains(type) { types.append(type) }
    }
    guard let text = call.input.q?.text else {
      return .made(of: "select where false", as: SearchMatch.self) { .init(data: $0) }
    }
    return .made(of: SearchQueries.search(text, in: types), as: SearchMatch.self) { .init(data: $0) }
  }

  @Sendable private static func alerts(_ call: Call<NoInput>) -> Query<ClientAlerts> {
    .made(of: FrontDeskQueries.client(call.id), as: FrontDeskRow.self) { rows in
      guard let alerts = rows.first?.facts.alerts else { throw Problem.notFound }
      return ClientAlerts(verdict: alerts.verdict, alerts: alerts)
    }
  }
}
