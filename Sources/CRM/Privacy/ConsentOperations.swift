import Foundation
import Postgres
import Web

/// What clients consented to: written down, never changed.
enum ConsentOperations {
  static func add(to api: inout API) {
    api.chapter("Privacy")
    api.add(
      .get, "/v1/clients/{id}/consents", "listConsents",
      summary: "What a client consented to and withdrew, newest first", needs: .holder(of: .clientsView),
      listConsents)
    api.add(
      .post, "/v1/clients/{id}/consents", "recordConsent",
      summary: "Write down that a client consented, or withdrew that", needs: .holder(of: .clientsUpdate),
      success: .created, problems: [.clientErased], recordConsent)
  }

  @Sendable private static func listConsents(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> ConsentHistory
  {
    let results = try await tx.pipeline([
      PrivacyQueries.client(call.id), PrivacyQueries.consents(of: call.id),
    ])
    guard let client = results.first, client.count > 0, let consents = results.last else {
      throw Problem.notFound
    }
    return ConsentHistory(data: try consents.retyped(as: Consent.self).decoded())
  }

  @Sendable private static func recordConsent(_ call: Call<NewConsent>) throws -> Query<One<Consent>> {
    // The latest counts: one from the future would outrank whatever is said later.
    if let moment = call.input.occurredAt, moment > call.context.now.addingTimeInterval(300) {
      throw Problem(
        .validationFailed, "1 field needs attention.",
        faults: [Fault("in_future", "Must not lie ahead.", at: "/occurred_at")])
    }
    return .one(PrivacyQueries.insertConsent(call.context.newID(), of: call.id, call.input))
  }
}
