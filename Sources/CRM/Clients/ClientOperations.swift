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
      versioned: true, getClient)
    api.add(
      .patch, "/v1/clients/{id}", "updateClient", summary: "Change a client",
      needs: .holder(of: .clientsUpdate),
      problems: [.emailTaken, .memberNumberTaken, .externalIDTaken], versioned: true, updateClient)
    api.add(
      .delete, "/v1/clients/{id}", "deleteClient",
      summary: "Delete a client, who may be restored until the gym's retention is over",
      needs: .holder(of: .clientsDelete), versioned: true, deleteClient)
    api.add(
      .post, "/v1/clients/{id}/restoration", "restoreClient", summary: "Bring a deleted client back",
      needs: .holder(of: .clientsDelete), problems: [.emailTaken], restoreClient)
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

  @Sendable private static func updateClient(_ call: Call<ClientPatch>, _ tx: Transaction) async throws
    -> One<Client>
  {
    let current = try await lock(call, tx)
    let rows = try await tx.rows(ClientQueries.update(call.id, current, call.input), as: Client.self)
    guard rows.count > 0 else { throw Problem.notFound }
    return One(rows)
  }

  @Sendable private static func deleteClient(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    _ = try await lock(call, tx)
    try await tx.execute(ClientQueries.delete(call.id))
    return NoContent()
  }

  @Sendable private static func restoreClient(_ call: Call<NoInput>) -> Query<One<Client>> {
    .one(ClientQueries.restore(call.id))
  }

  /// The client, of the version that whoever asks has seen, held until the transaction ends.
  private static func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws -> LockedClient {
    guard let client = try await tx.rows(ClientQueries.lock(call.id), as: LockedClient.self).first() else {
      throw Problem.notFound
    }
    try call.requireMatch(client.version)
    return client
  }
}
