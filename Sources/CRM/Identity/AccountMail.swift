import Foundation
import Postgres
import Web

/// What is written to people about their accounts. Each link bears a token in its fragment, which browsers send to
/// nobody: no server's log and no Referer ever has it. The page there sends it in a body.
///
/// `{public URL}/verify-email#token=...` and `{public URL}/reset-password#token=...`
enum AccountMail {
  struct Person: Decodable, Sendable {
    let userID: UUID
    let email: String
    let firstName: String
    let locale: String?
  }

  static let verificationDays = 3
  static let resetMinutes = 30

  /// The statements that keep a token and write the mail with it; the token before it is dead.
  static func verification(to person: Person, _ publicURL: String, _ context: RequestContext) throws -> [SQL]
  {
    let token = SecretToken()
    let mail = NewMail(
      user: person.userID, recipient: person.email, template: .verification,
      language: MailLanguage(locale: person.locale),
      values: ["first_name": person.firstName, "url": "\(publicURL)/verify-email#token=\(token.text)"])
    return [AccountQueries.issueVerification(person.userID, token), try mail.enqueue(context.newID())]
  }

  static func reset(_ token: SecretToken, to person: Person, _ publicURL: String) -> NewMail {
    NewMail(
      user: person.userID, recipient: person.email, template: .passwordReset,
      language: MailLanguage(locale: person.locale),
      values: [
        "first_name": person.firstName, "url": "\(publicURL)/reset-password#token=\(token.text)",
        "minutes": String(resetMinutes),
      ])
  }
}

/// What is done about accounts after the answer.
enum AccountJobs {
  struct Reset: Codable, Sendable {
    let emailKey: String
  }

  /// Written for every address, known or not: whoever asks waits as long for one as for the other.
  static let prepareReset = JobKind<Reset>("password_reset.prepare", priority: .urgent, attempts: 5)

  static func add(to jobs: inout JobList, publicURL: String) {
    jobs.add(prepareReset) { payload, tx in
      let token = SecretToken()
      let found = try await tx.rows(
        AccountQueries.prepareReset(payload.emailKey, token), as: AccountMail.Person.self
      ).first()
      guard let person = found else { return nil }
      let mail = AccountMail.reset(token, to: person, publicURL)
      try await tx.execute(mail.enqueue(UUID.version7(at: Date())))
      return nil
    }
  }
}
