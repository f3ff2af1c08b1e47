import Crypto
import Foundation
import Postgres
import Web

extension ProblemType {
  static let clientLinked = ProblemType(
    "client_linked", 409, "This record is somebody's already",
    "Unlink it first: DELETE /v1/clients/{id}/link.")
  static let clientAlreadyLinked = ProblemType(
    "client_already_linked", 409, "This person has another record here",
    "A person has one record in a gym. Unlink the other one first, or have the gym tidy up.")
  static let emailMissing = ProblemType(
    "email_missing", 422, "The client has no e-mail address",
    "Add one, or show a code at the desk: POST /v1/clients/{id}/claim-codes.")
  static let claimCodeWrong = ProblemType(
    "claim_code_wrong", 422, "This code is not good, or no longer",
    "Check gym and code; a code is good once, for a quarter of an hour. Ask the desk for another.")
}

/// Making a gym's record a person's: by a mail to its address, or a code shown at the desk to somebody who is signed in.
/// An address alone links nothing.
struct LinkingOperations: Sendable {
  private struct Issued: Decodable { let expiresAt: Date }
  private struct Claimed: Decodable { let organizationID: UUID }

  let letter: InvitationLetter
  let budgets: Budgets
  let codeKey: SymmetricKey

  func add(to api: inout API) {
    api.chapter("Linking")
    api.add(
      .post, "/v1/clients/{id}/invitations", "inviteClient",
      summary: "Invite a client to have an account here: a mail to the record's address",
      needs: .holder(of: .clientsUpdate), success: .accepted,
      problems: [
        .emailMissing, .clientLinked, .clientErased, .invitationPending, .cannotGrant, .outranked,
        .tooManyAttempts,
      ], inviteClient)
    api.add(
      .post, "/v1/clients/{id}/claim-codes", "createClaimCode",
      summary: "A code for the desk to show: whoever types it, signed in, gets the record",
      needs: .holder(of: .clientsUpdate), success: .created, problems: [.clientLinked, .clientErased],
      createClaimCode)
    api.add(
      .delete, "/v1/clients/{id}/link", "unlinkClient",
      summary: "Make a record nobody's; its person is no member any more, the record stays",
      needs: .holder(of: .clientsUpdate), problems: [.outranked, .cannotGrant], unlinkClient)
    api.add(
      .post, "/v1/me/client-claims", "claimClient",
      summary: "Make a gym's record yours, by the code of its desk",
      needs: .signedIn, success: .created,
      problems: [.claimCodeWrong, .clientLinked, .clientAlreadyLinked, .tooManyAttempts], claimClient)
    api.add(
      .get, "/v1/me/client-links", "listMyClientLinks", summary: "The gyms whose record of you is yours",
      needs: .signedIn, listMyClientLinks)
    api.add(
      .delete, "/v1/me/client-links/{id}", "endMyClientLink",
      summary: "Leave a gym as a member, by the organization's id; its record of you stays with it",
      needs: .signedIn, endMyClientLink)
    api.add(
      .put, "/v1/me/client-links/{id}/sharing", "shareMyProfile",
      summary: "Say whether a gym, by the organization's id, may see your own profile: a consent",
      needs: .signedIn, shareMyProfile)
  }

  @Sendable private func inviteClient(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> Located<Invitation>
  {
    let found = try await tx.rows(LinkingQueries.invited(call.id), as: LinkingQueries.Invited.self).first()
    guard let client = found else { throw Problem.notFound }
    guard client.hasEmail else { throw Problem(.emailMissing) }
    let id = call.context.newID()
    let invitation = try await letter.send(id, call, tx) {
      InvitationQueries.insert(id, client: call.id, $0)
    }
    return Located(invitation, at: "/v1/invitations/\(id.uuidString.lowercased())")
  }

  @Sendable private func createClaimCode(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> IssuedClaimCode
  {
    let code = ClaimCode()
    let hash = LinkingQueries.hash(code, codeKey)
    let issued = try await tx.rows(LinkingQueries.issueCode(call.id, hash), as: Issued.self).first()
    guard let issued else { throw Problem.notFound }
    return IssuedClaimCode(code: code, expiresAt: issued.expiresAt)
  }

  @Sendable private func unlinkClient(_ call: Call<NoInput>, _ tx: Transaction) async throws -> NoContent {
    try await tx.execute(LinkingQueries.unlink(call.id))
    return NoContent()
  }

  /// A wrong code counts although nothing else of the request stays: tries are taken outside of its transaction.
  @Sendable private func claimClient(_ call: Call<ClientClaim>, _ database: Database) async throws
    -> One<ClientLink>
  {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    let name = call.input.organization
    try await budgets.spend(
      [(.claim, caller.user.uuidString), (.gymClaims, name.text.lowercased())], database)
    let door = try Door.enter(caller, needs: .signedIn, write: true, requestID: call.context.requestID)
    let hash = LinkingQueries.hash(call.input.code, codeKey)
    return try await database.transaction(opening: [door]) { tx in
      let claimed = try await tx.rows(LinkingQueries.claim(name, hash), as: Claimed.self).first()
      guard let claimed else { throw Problem(.claimCodeWrong) }
      return One(try await tx.rows(LinkingQueries.myLink(claimed.organizationID), as: ClientLink.self))
    }
  }

  @Sendable private func listMyClientLinks(_ call: Call<NoInput>) -> Query<List<ClientLink>> {
    .list(LinkingQueries.myLinks())
  }

  @Sendable private func endMyClientLink(_ call: Call<NoInput>, _ tx: Transaction) async throws -> NoContent {
    try await tx.execute(LinkingQueries.unlinkMe(call.id))
    return NoContent()
  }

  @Sendable private func shareMyProfile(_ call: Call<ProfileSharing>, _ tx: Transaction) async throws
    -> One<ClientLink>
  {
    let share = LinkingQueries.share(call.id, call.input.sharesProfile, consent: call.context.newID())
    let results = try await tx.pipeline([share, LinkingQueries.myLink(call.id)])
    guard let link = results.last?.retyped(as: ClientLink.self), link.count > 0 else {
      throw Problem.notFound
    }
    return One(link)
  }
}
