import Foundation
import Postgres
import Web

/// Writes an invitation down and mails it. The link bears the token in its fragment, which browsers send to nobody.
///
/// `{public URL}/accept-invitation#token=...`
struct InvitationLetter: Sendable {
  /// What the mail says, from the invitation that was just written.
  struct Contents: Decodable, Sendable {
    let email: String
    let role: Role
    let organization: String
    let inviter: String?
    let locale: String?
    let expiresOn: LocalDate
  }

  let budgets: Budgets
  let publicURL: String

  /// `write` is the statement that keeps the token's hash; it answers no row where there is nothing to send.
  func send<Input>(
    _ id: UUID, _ call: Call<Input>, _ tx: Transaction, write: (OrganizationToken) throws -> SQL
  ) async throws -> Invitation {
    guard let organization = call.caller?.organization else { throw Problem(.organizationRequired) }
    let token = OrganizationToken(organization: organization)
    let results = try await tx.pipeline([
      write(token), InvitationQueries.letter(id), InvitationQueries.get(id),
    ])
    guard results.count == 3, let contents = try results[1].retyped(as: Contents.self).first(),
      let invitation = try results[2].retyped(as: Invitation.self).first()
    else { throw Problem.notFound }
    let address = ContactText.emailKey(contents.email)
    try await budgets.spend(
      [(.invitationAddress, "\(organization) \(address)"), (.invitations, organization.uuidString)], tx)
    try await tx.execute(mail(contents, token).enqueue(call.context.newID()))
    return invitation
  }

  /// To an address, never to an account: that would tell whether there is one.
  private func mail(_ contents: Contents, _ token: OrganizationToken) -> NewMail {
    var values = [
      "organization": contents.organization, "role": contents.role.rawValue,
      "expires_on": contents.expiresOn.text, "url": "\(publicURL)/accept-invitation#token=\(token.text)",
    ]
    values["inviter"] = contents.inviter
    return NewMail(
      user: nil, recipient: contents.email, template: .invitation,
      language: MailLanguage(locale: contents.locale), values: values)
  }
}
