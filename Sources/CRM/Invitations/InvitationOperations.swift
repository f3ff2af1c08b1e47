import Foundation
import Postgres
import Web

extension ProblemType {
  static let invitationOver = ProblemType(
    "invitation_over", 410, "This invitation is not good, or no longer",
    "It is unknown, was used, taken back, replaced by a newer mail or is too old: all are answered alike. Ask the gym for another."
  )
  static let invitationPending = ProblemType(
    "invitation_pending", 409, "This address has an invitation already",
    "GET /v1/invitations lists it: send it again, or revoke it first.")
  static let invitationClosed = ProblemType(
    "invitation_closed", 409, "This invitation was accepted or taken back", "Read it to see which.")
}

/// Asking people to join the gym. An answer never says whether an address has an account.
struct InvitationOperations: Sendable {
  let letter: InvitationLetter

  func add(to api: inout API) {
    api.chapter("Invitations")
    api.add(
      .get, "/v1/invitations", "listInvitations",
      summary: "Invitations as far as one may send them, newest first", needs: .holder(of: .staffView),
      problems: [.cursorMismatch], listInvitations)
    api.add(
      .post, "/v1/invitations", "createInvitation",
      summary: "Invite somebody to work here: a mail whose link is good once, for seven days",
      needs: .holder(of: .staffManage), success: .accepted,
      problems: [
        .outranked, .cannotGrant, .roleDefinitionNotFound, .invitationPending, .tooManyAttempts,
      ], stepUp: true, createInvitation)
    api.add(
      .get, "/v1/invitations/{id}", "getInvitation", summary: "One invitation",
      needs: .holder(of: .staffView), getInvitation)
    api.add(
      .post, "/v1/invitations/{id}/resending", "resendInvitation",
      summary: "Send an invitation again; the link before it is dead, and whoever sends it answers for it",
      needs: .holder(of: .staffView), success: .accepted,
      problems: [.invitationClosed, .outranked, .cannotGrant, .clientLinked, .tooManyAttempts],
      resendInvitation)
    api.add(
      .delete, "/v1/invitations/{id}", "revokeInvitation",
      summary: "Take an invitation back that nobody accepted",
      needs: .holder(of: .staffView), problems: [.invitationClosed], revokeInvitation)
    api.add(
      .post, "/v1/invitations/previews", "previewInvitation",
      summary: "To what the token of a mail invites", needs: .open, problems: [.invitationOver],
      previewInvitation)
    api.add(
      .post, "/v1/invitations/acceptances", "acceptInvitation",
      summary: "Join what the token of a mail invites to; whoever has the mail may, once",
      needs: .signedIn, problems: [.invitationOver, .clientAlreadyLinked], acceptInvitation)
  }

  @Sendable private func listInvitations(_ call: Call<InvitationFilter>) throws -> Query<Page<Invitation>> {
    let paging = try call.paging()
    return .page(InvitationQueries.list(call.input, paging), paging, sort: "id")
  }

  @Sendable private func createInvitation(_ call: Call<NewInvitation>, _ tx: Transaction) async throws
    -> Located<Invitation>
  {
    guard call.input.role != .member else {
      throw Problem(
        .validationFailed, "1 field needs attention.",
        faults: [
          Fault("client_invited", "Invite a client by POST /v1/clients/{id}/invitations.", at: "/role")
        ])
    }
    let id = call.context.newID()
    let invitation = try await letter.send(id, call, tx) { InvitationQueries.insert(id, call.input, $0) }
    return Located(invitation, at: "/v1/invitations/\(id.uuidString.lowercased())")
  }

  @Sendable private func getInvitation(_ call: Call<NoInput>) -> Query<One<Invitation>> {
    .one(InvitationQueries.get(call.id))
  }

  @Sendable private func resendInvitation(_ call: Call<NoInput>, _ tx: Transaction) async throws -> Invitation
  {
    try await letter.send(call.id, call, tx) { InvitationQueries.renew(call.id, $0) }
  }

  @Sendable private func revokeInvitation(_ call: Call<NoInput>, _ tx: Transaction) async throws -> NoContent
  {
    guard try await tx.execute(InvitationQueries.revoke(call.id)) > 0 else { throw Problem.notFound }
    return NoContent()
  }

  @Sendable private func previewInvitation(_ call: Call<MailedToken>, _ database: Database) async throws
    -> InvitationPreview
  {
    let results = try await database.pipeline([InvitationQueries.preview(token(call.input))])
    guard let preview = try results.first?.retyped(as: InvitationPreview.self).first() else {
      throw Problem(.invitationOver)
    }
    return preview
  }

  @Sendable private func acceptInvitation(_ call: Call<MailedToken>, _ tx: Transaction) async throws
    -> One<AcceptedInvitation>
  {
    One(try await tx.rows(InvitationQueries.accept(token(call.input)), as: AcceptedInvitation.self))
  }

  /// What cannot be a token is like one that is unknown.
  private func token(_ input: MailedToken) throws -> OrganizationToken {
    guard let token = OrganizationToken(text: input.token) else { throw Problem(.invitationOver) }
    return token
  }
}
