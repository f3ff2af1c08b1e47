import Foundation
import Postgres
import Web

/// What becomes of those who came to see the gym.
enum TourOperations {
  static func add(to api: inout API) {
    api.add(
      .post, "/v1/tours/{id}/conversion", "convertTour",
      summary:
        "Make a client of a tour's prospect, with the tour's interests as tags; once: then it is that client",
      needs: .holder(of: .clientsCreate),
      problems: [.prospectUnknown, .permissionMissing, .emailTaken, .clientErased, .clientNotFound],
      convertTour)
  }

  @Sendable private static func convertTour(_ call: Call<Conversion>, _ tx: Transaction) async throws
    -> One<Client>
  {
    let results = try await tx.pipeline([TourQueries.lock(call.id), TourQueries.locked(call.id)])
    guard let tour = try results.last?.retyped(as: LockedTour.self).first() else { throw Problem.notFound }
    guard let held = results.first, held.count > 0 else { throw Problem(missing: .eventsUpdate) }
    if let guest = tour.guestID { return try await answer([], guest, tx) }

    let id = call.input.clientID ?? call.context.newID()
    var statements: [SQL] = []
    if call.input.clientID == nil {
      let client = try client(id, of: tour, as: call.input.status ?? .lead)
      statements.append(ClientQueries.insert([client]))
    } else if try await tx.rows(ClientQueries.exists(id), as: Undecoded.self).count == 0 {
      throw Problem(.clientNotFound)
    }
    statements.append(TourQueries.convert(call.id, to: id))
    if !tour.interests.isEmpty {
      statements.append(
        TagQueries.add(tour.interests, tour.interests.map { _ in call.context.newID() }, to: id))
    }
    return try await answer(statements, id, tx)
  }

  private static func client(_ id: UUID, of tour: LockedTour, as status: ConvertedStatus) throws
    -> ClientRecord
  {
    guard let first = tour.firstName, let last = tour.lastName else { throw Problem(.prospectUnknown) }
    var client = ClientRecord(
      id: id, firstName: first, lastName: last, sortName: sortName(first: first, last: last))
    client.email = tour.email
    client.emailKey = tour.email.map(ContactText.emailKey)
    client.phone = tour.phone
    client.phoneKey = tour.phone.flatMap(ContactText.phoneKey)
    client.status = status.client
    if let source = tour.leadSource { client.metadata = JSON(#"{"lead_source": "\#(source.rawValue)"}"#) }
    return client
  }

  private static func answer(_ statements: [SQL], _ client: UUID, _ tx: Transaction) async throws
    -> One<Client>
  {
    guard let rows = try await tx.pipeline(statements + [ClientQueries.get(client)]).last, rows.count > 0
    else { throw Problem.notFound }
    return One(rows.retyped(as: Client.self))
  }
}
