import Postgres
import Web

extension ProblemType {
  static let emailTaken = ProblemType(
    "email_taken", 409, "Another client has this e-mail address",
    "Find that client, or leave the address out: children and couples may share one only by leaving it out.")
  static let memberNumberTaken = ProblemType(
    "member_number_taken", 409, "Another client has this member number", "Choose another `member_number`.")
  static let externalIDTaken = ProblemType(
    "external_id_taken", 409, "Another client has this external id",
    "The record was imported before; change that one instead.")
}

/// Clients: the gym's own records of people.
enum ClientOperations {
  static func add(to api: inout API) {
    api.chapter("Clients")
    api.add(
      .get, "/v1/clients", "listClients", summary: "Find clients, page by page",
      needs: .holder(of: .clientsView), problems: [.cursorMismatch], listClients)
    api.add(
      .post, "/v1/clients", "createClient", summary: "Add a client", needs: .holder(of: .clientsCreate),
      success: .created, problems: [.emailTaken, .memberNumberTaken, .externalIDTaken], createClient)
    api.add(
      .get, "/v1/clients/{id}", "getClient", summary: "One client", needs: .holder(of: .clientsView),
      getClient)
  }

  @Sendable private static func listClients(_ call: Call<ClientFilter>) throws -> Query<Page<ClientSummary>> {
    let paging = try call.paging()
    return .page(ClientQueries.list(call.input, paging), paging, sort: "sort_name")
  }

  @Sendable private static func createClient(_ call: Call<NewClient>) throws -> Query<One<Client>> {
    .one(try ClientQueries.insert(call.context.newID(), call.input))
  }

  @Sendable private static func getClient(_ call: Call<NoInput>) -> Query<One<Client>> {
    .one(ClientQueries.get(call.id))
  }
}
