import Crypto
import Foundation
import Postgres
import Web

extension ProblemType {
  static let identityExists = ProblemType(
    "identity_exists", 409, "This e-mail address has an account", "Sign in with it instead.")
  static let invalidCredentials = ProblemType(
    "invalid_credentials", 401, "E-mail address or password is wrong",
    "Both are answered alike on purpose. Check the address and the password.")
}

/// Signing up, in, out and over: the built-in identity provider.
struct IdentityOperations: Sendable {
  let sessions: Sessions
  let passwords: Passwords
  let budgets: Budgets
  let challengeKey: SymmetricKey
  let publicURL: String

  func add(to api: inout API) {
    api.chapter("Identity")
    api.add(
      .post, "/v1/auth/sign-up", "signUp", summary: "Make an account and sign in", needs: .open,
      success: .created, problems: [.identityExists, .tooManyAttempts], signUp)
    api.add(
      .post, "/v1/auth/login", "login", summary: "Sign in; enters the primary organization", needs: .open,
      problems: [.invalidCredentials, .secondFactorRequired, .tooManyAttempts], login)
    api.add(
      .post, "/v1/auth/refresh", "refreshSession", summary: "Exchange a refresh token for new tokens",
      needs: .open, problems: [.sessionRevoked], refreshSession)
    api.add(
      .post, "/v1/auth/switch-organization", "switchOrganization",
      summary: "Enter another organization of yours, with a session of its own", needs: .signedIn,
      problems: [.notAMember], switchOrganization)
    api.add(.post, "/v1/auth/logout", "logout", summary: "End this session", needs: .signedIn, logout)
    api.add(
      .get, "/v1/me", "getMe", summary: "Who is signed in, where, with which permissions", needs: .signedIn,
      getMe)
    api.add(
      .get, "/v1/me/organizations", "listMyOrganizations",
      summary: "The organizations of the signed-in person",
      needs: .signedIn, listMyOrganizations)
  }

  @Sendable private func signUp(_ call: Call<SignUp>, _ database: Database) async throws -> Session {
    let email = call.input.email
    try await budgets.spend(
      [
        (.signUpAddress, email.key), (.signUpNetwork, Budgets.network(of: call.context.clientAddress)),
        (.everybody, ""),
      ], database)
    let hash = try await passwords.hash(new: call.input.password, of: email.text)
    let user = call.context.newID()
    let signUp = IdentityQueries.signUp(user, call.input, passwordHash: hash)
    // One mail, not a welcome beside it: who gets two reads neither.
    let verification = try AccountMail.verification(
      to: AccountMail.Person(
        userID: user, email: email.text, firstName: call.input.firstName.text, locale: nil),
      publicURL, call.context)
    return try await sessions.open(
      for: user, on: SecretToken(), after: [signUp] + verification, call.context, database)
  }

  @Sendable private func login(_ call: Call<Login>, _ database: Database) async throws -> Session {
    let email = call.input.email
    let device = call.input.deviceToken.flatMap { SecretToken(text: $0) }
    let found = try await database.pipeline([
      IdentityQueries.findCredential(email), IdentityQueries.knowsDevice(email, device),
    ])
    let credential = try found.first?.retyped(as: IdentityQueries.Credential.self).first()
    let isKnown = try found.last?.retyped(as: Known.self).first()?.isKnown == true
    if isKnown, let device {
      // Only the device's own tries count: nobody else can use them up.
      try await budgets.spend([(.device, device.text)], database)
    } else {
      try await budgets.spend(
        [
          (.account, email.key), (.network, Budgets.network(of: call.context.clientAddress)),
          (.everybody, ""),
        ], database)
    }
    let matches = try await passwords.verify(call.input.password, against: credential?.passwordHash)
    guard matches, let credential else { throw Problem(.invalidCredentials) }
    let keeper = isKnown ? device : nil
    do {
      return try await sessions.open(
        for: credential.userID, on: keeper ?? SecretToken(), call.context, database)
    } catch let error as PostgresError where error.constraint == ProblemType.secondFactorRequired.code {
      // The database opens no session by a password alone where there is more to show.
      throw SecondFactorOperations.challenge(
        credential.userID, passwordHash: credential.passwordHash, challengeKey, now: call.context.now)
    }
  }

  @Sendable private func refreshSession(_ call: Call<Refresh>, _ database: Database) async throws -> Session {
    try await sessions.refresh(call.input.refreshToken, call.context, database)
  }

  @Sendable private func switchOrganization(_ call: Call<SwitchOrganization>, _ database: Database)
    async throws
    -> Session
  {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    return try await sessions.enter(call.input.organizationID, from: caller, call.context, database)
  }

  @Sendable private func logout(_ call: Call<NoInput>, _ database: Database) async throws -> NoContent {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    _ = try await database.pipeline([IdentityQueries.closeSession(caller.session)])
    return NoContent()
  }

  @Sendable private func getMe(_ call: Call<NoInput>, _ tx: Transaction) async throws -> Me {
    let results = try await tx.pipeline([
      IdentityQueries.currentUser(), IdentityQueries.myOrganizations(), IdentityQueries.myPermissions(),
    ])
    guard results.count == 3, let user = try results[0].retyped(as: CurrentUser.self).first() else {
      throw Problem(.sessionRevoked)
    }
    let entered = try results[1].retyped(as: SessionOrganization.self).decoded()
      .first { $0.id == call.caller?.organization }
    let permissions = try results[2].retyped(as: Held.self).decoded().map(\.permission)
    return Me(user, in: entered, permissions: permissions)
  }

  @Sendable private func listMyOrganizations(_ call: Call<NoInput>) -> Query<List<MyOrganization>> {
    .list(IdentityQueries.myOrganizations())
  }

  private struct Known: Decodable {
    let isKnown: Bool
  }

  private struct Held: Decodable {
    let permission: String
  }
}
