import Foundation
import Postgres
import Web

extension ProblemType {
  static let signatureInvalid = ProblemType(
    "signature_invalid", 400, "The signature does not hold",
    "It is missing, of another secret, over another body, or more than three minutes old.")
  static let webhookInvalid = ProblemType(
    "webhook_invalid", 422, "This is no event", "Its members are not those of its kind. Nothing was done.")
}

/// What WorkOS tells as it happens.
struct WorkOSOperations: Sendable {
  let configuration: WorkOSConfiguration?

  func add(to api: inout API) {
    api.chapter("WorkOS")
    api.add(
      .post, "/v1/webhooks/workos", "receiveWorkOSEvent",
      summary: "Takes an event of WorkOS, signed by WorkOS-Signature; each has its effect once", needs: .open,
      success: .noContent, problems: [.notFound, .signatureInvalid, .webhookInvalid], receiveWorkOSEvent)
  }

  @Sendable private func receiveWorkOSEvent(_ call: Call<RawBody>, _ database: Database) async throws
    -> NoContent
  {
    guard let configuration, let secret = configuration.webhookSecret else { throw Problem.notFound }
    guard WorkOSSignature.holds(call.input, secret, now: call.context.now) else {
      throw Problem(.signatureInvalid)
    }
    guard let value = try? JSONParser.parse(call.input.bytes), let reading = WorkOSEvent.read(value) else {
      throw Problem(.webhookInvalid)
    }
    if case .event(let event) = reading {
      _ = try await database.pipeline([WorkOSQueries.apply(event, configuration.issuer)])
    }
    return NoContent()
  }
}
