import Foundation
import Postgres
import Web

extension ProblemType {
  static let tokenInvalid = ProblemType(
    "token_invalid", 422, "This link is no longer good",
    "It was used, replaced by a newer one, or is too old. Ask for another.")
}

/// Proving an address, and getting another password: by mail, or with the old one.
struct AccountOperations: Sendable {
  let passwords: Passwords
  let budgets: Budgets
  let publicURL: String

  func add(to api: inout API) {
    api.chapter("Account")
    api.add(
      .post, "/v1/auth/email-verifications", "verifyEmail",
      summary: "Prove an address by the token of a mail",
      needs: .open, success: .noContent, problems: [.tokenInvalid], verifyEmail)
    api.add(
      .post, "/v1/auth/email-verification-requests", "requestEmailVerification",
      summary: "Send that mail again; does nothing for an address that is verified", needs: .signedIn,
      success: .accepted, problems: [.tooManyAttempts], requestEmailVerification)
    api.add(
      .post, "/v1/auth/password-reset-requests", "requestPasswordReset",
      summary:
        "Send a mail with a link for a new password; answers alike whether or not the address is known",
      needs: .open, success: .accepted, problems: [.tooManyAttempts], requestPasswordReset)
    api.add(
      .post, "/v1/auth/password-resets", "resetPassword",
      summary: "Set a new password by the token of a mail; ends every session", needs: .open,
      success: .noContent, problems: [.tokenInvalid, .tooManyAttempts], resetPassword)
    api.add(
      .post, "/v1/me/password", "changePassword", summary: "Set a new password; ends every other session",
      needs: .signedIn, success: .noContent, problems: [.tooManyAttempts], changePassword)
  }

  @Sendable private func verifyEmail(_ call: Call<MailedToken>, _ database: Database) async throws
    -> NoContent
  {
    _ = try await database.pipeline([AccountQueries.verifyEmail(try token(call.input.token))])
    return NoContent()
  }

  @Sendable private func requestEmailVerification(_ call: Call<NoInput>, _ database: Database) async throws
    -> NoContent
  {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    func door(write: Bool) throws -> SQL {
      try Door.enter(caller, needs: .signedIn, write: write, requestID: call.context.requestID)
    }
    let found = try await database.pipeline([try door(write: false), AccountQueries.unverified()])
    guard let person = try found.last?.retyped(as: AccountMail.Person.self).first() else {
      return NoContent()
    }
    try await budgets.spend([(.verification, person.userID.uuidString)], database)
    let mail = try AccountMail.verification(to: person, publicURL, call.context)
    _ = try await database.pipeline([try door(write: true)] + mail)
    return NoContent()
  }

  @Sendable private func requestPasswordReset(_ call: Call<PasswordResetRequest>, _ database: Database)
    async throws -> NoContent
  {
    let email = call.input.email
    try await budgets.spend(
      [
        (.resetAddress, email.key), (.resetNetwork, Budgets.network(of: call.context.clientAddress)),
        (.everybody, ""),
      ], database)
    let job = AccountJobs.Reset(emailKey: email.key)
    _ = try await database.pipeline([try AccountJobs.prepareReset.enqueue(call.context.newID(), job)])
    return NoContent()
  }

  @Sendable private func resetPassword(_ call: Call<PasswordReset>, _ database: Database) async throws
    -> NoContent
  {
    let token = try token(call.input.token)
    let found = try await database.pipeline([AccountQueries.findReset(token)])
    guard let person = try found.first?.retyped(as: AccountQueries.Resettable.self).first() else {
      throw Problem(.tokenInvalid)
    }
    // A good token may be tried with many passwords before one is taken, and each is hashed.
    try await budgets.spend([(.passwordChange, person.userID.uuidString), (.everybody, "")], database)
    let hash = try await passwords.hash(new: call.input.password, of: person.email)
    _ = try await database.pipeline([AccountQueries.resetPassword(token, passwordHash: hash)])
    return NoContent()
  }

  @Sendable private func changePassword(_ call: Call<PasswordChange>, _ database: Database) async throws
    -> NoContent
  {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    func door(write: Bool) throws -> SQL {
      try Door.enter(caller, needs: .signedIn, write: write, requestID: call.context.requestID)
    }
    // Hashing takes long: no transaction stays open meanwhile, and the door is asked again after it.
    let found = try await database.pipeline([try door(write: false), AccountQueries.myCredential()])
    guard let own = try found.last?.retyped(as: AccountQueries.OwnCredential.self).first() else {
      throw Problem(.sessionRevoked)
    }
    try await budgets.spend([(.passwordChange, own.userID.uuidString), (.everybody, "")], database)
    guard try await passwords.verify(call.input.currentPassword, against: own.passwordHash) else {
      throw Problem(
        .validationFailed, "1 field needs attention.",
        faults: [Fault("wrong_password", "This is not your password.", at: "/current_password")])
    }
    let hash = try await passwords.hash(new: call.input.newPassword, of: own.email, at: "/new_password")
    _ = try await database.pipeline([try door(write: true), AccountQueries.changePassword(hash)])
    return NoContent()
  }

  /// What cannot be a token is like one that is unknown.
  private func token(_ text: String) throws -> SecretToken {
    guard let token = SecretToken(text: text) else { throw Problem(.tokenInvalid) }
    return token
  }
}
