import Postgres
import Web

/// Unsubscribing, by the link that stands in a mail (RFC 8058): whoever has the mail's id has the mail.
enum MailOperations {
  private struct Done: Decodable { let done: Bool }

  static func add(to api: inout API) {
    api.chapter("Mail")
    api.add(
      .get, "/v1/mails/{id}/unsubscription", "showUnsubscription",
      summary: "The page behind a mail's link to unsubscribe; changes nothing", needs: .open, show)
    api.add(
      .post, "/v1/mails/{id}/unsubscription", "unsubscribe",
      summary: "Get no more mail of this kind from this gym; mail programs send it by themselves (RFC 8058)",
      needs: .open, unsubscribe)
  }

  @Sendable private static func show(_: Call<NoInput>, _: Database) -> HTMLPage {
    HTMLPage("Unsubscribe", "You will get no more e-mail of this kind from this gym.", button: "Unsubscribe")
  }

  @Sendable private static func unsubscribe(_ call: Call<NoInput>, _ database: Database) async throws
    -> HTMLPage
  {
    let results = try await database.pipeline([MailQueries.unsubscribe(call.id)])
    guard try results.first?.retyped(as: Done.self).first()?.done == true else { throw Problem.notFound }
    return HTMLPage(
      "Unsubscribed",
      "You get no more e-mail of this kind from this gym. In your account you may change that again.")
  }
}
