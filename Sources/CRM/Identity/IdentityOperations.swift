import Crypto
import Foundation
import Postgres
import Web

extension ProblemType {
  static let identityExists = ProblemType(
    "identity_exists", 409, "This e-mail address has an account", "Sign in with it instead.")
  static let invalidCredentials = ProblemType(
    "invalid_credentials", 401, "E-mail address or password is wrong",
    "Both are answered alike on purpose. Check the address; reset the password if it is lost.")
}

/// Signing up, in, out and over: the built-in identity provider.
public struct Identity: Sendable {
  static let sessionLifetime: TimeInterval = 30 * 86_400

  private let tokens: AccessTokens
  private let passwords: Passwords
  private let refreshKey: SymmetricKey

  public init(_ keys: Keys, tokens: AccessTokens, passwords: Passwords) {
    self.tokens = tokens
    self.passwords = passwords
    refreshKey = keys.key(for: "refresh tokens")
  }

  func add(to api: inout API) {
    api.chapter("Identity")
    api.add(
      .post, "/v1/auth/sign-up", "signUp", summary: "Make an account and sign in", needs: .open,
      success: .created, problems: [.identityExists], signUp)
    api.add(
      .post, "/v1/auth/login", "login", summary: "Sign in; enters the primary organization", needs: .open,
      problems: [.invalidCredentials], login)
    api.add(
      .post, "/v1/auth/refresh", "refreshSession", summary: "Exchange a refresh token for new tokens",
      needs: .open, problems: [.sessionRevoked], refreshSession)
    api.add(
      .post, "/v1/auth/switch-organization", "switchOrganization",
      summary: "Enter another organization of yours, with a session of its own", needs: .signedIn,
      problems: [.notAMember], switchOrganization)
    api.add(
      .post, "/v1/auth/logout", "logout", summary: "End this session", needs: .signedIn, logout)
    api.add(.get, "/v1/me", "getMe", summary: "Who is signed in, where, with which permissions", needs: .signedIn, getMe)
    api.add(
      .get, "/v1/me/organizations", "listMyOrganizations", summary: "The organizations of the signed-in person",
      needs: .signedIn, listMyOrganizations)
  }

  @Sendable private func signUp(_ call: Call<SignUp>, _ database: Database) async throws -> Session {
    let hash = try await passwords.hash(call.input.password)
    let user = call.context.newID()
    let opening = opening(user: user, call.context)
    return try await session(
      database, [IdentityQueries.signUp(user, call.input, passwordHash: hash), opening.statement], opening,
      user: user, call.context)
  }

  @Sendable private func login(_ call: Call<Login>, _ database: Database) async throws -> Session {
    let found = try await database.pipeline([IdentityQueries.findCredential(call.input.email)])
    let credential = try found.first?.retyped(as: IdentityQueries.Credential.self).first()
    let matches = try await passwords.verify(call.input.password, against: credential?.passwordHash)
    guard matches, let credential else { throw Problem(.invalidCredentials) }
    let opening = opening(user: credential.userID, call.context)
    return try await session(database, [opening.statement], opening, user: credential.userID, call.context)
  }

  @Sendable private func refreshSession(_ call: Call<Refresh>, _ database: Database) async throws -> Session {
    guard let token = RefreshToken(text: call.input.refreshToken, key: refreshKey) else {
      throw Problem(.sessionRevoked)
    }
    let results = try await database.pipeline([IdentityQueries.rotate(token, to: token.successor(refreshKey))])
    guard let rotated = try results.first?.retyped(as: IdentityQueries.Rotated.self).first(),
      let sessionID = rotated.sessionID, let user = rotated.userID, let generation = rotated.generation
    else { throw Problem(.sessionRevoked) }
    let caller = Caller(session: sessionID, user: user, organization: rotated.organizationID)
    let next = RefreshToken(family: token.family, generation: generation, key: refreshKey)
    return try await session(database, [], Opening(session: sessionID, refresh: next), caller: caller, call.context)
  }

  @Sendable private func switchOrganization(_ call: Call<SwitchOrganization>, _ database: Database) async throws
    -> Session
  {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    return try await enter(call.input.organizationID, from: caller, call.context, database)
  }

  /// A new session of the caller in another organization (decision 34: a session never changes its own).
  func enter(_ organization: UUID, from caller: Caller, _ context: RequestContext, _ database: Database)
    async throws -> Session
  {
    let session = UUID()
    let refresh = RefreshToken(family: context.newID(), generation: 0, key: refreshKey)
    let statement = IdentityQueries.switchSession(
      from: caller.session, to: session, organization: organization, refresh,
      expires: context.now.addingTimeInterval(Identity.sessionLifetime), context)
    return try await self.session(
      database, [statement], Opening(session: session, refresh: refresh), user: caller.user, context)
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
    let permissions = try (0..<results[2].count).map { try results[2].value("permission", at: $0, as: String.self) }
    return Me(
      id: user.id, email: user.email, firstName: user.firstName, lastName: user.lastName, phone: user.phone,
      avatarURL: user.avatarUrl, locale: user.locale, timeZone: user.timeZone, organization: entered,
      permissions: entered == nil ? [] : permissions)
  }

  @Sendable private func listMyOrganizations(_ call: Call<NoInput>) -> Query<List<MyOrganization>> {
    .list(IdentityQueries.myOrganizations())
  }

  private struct Opening {
    let session: UUID
    let refresh: RefreshToken
    var statement: SQL = ""
  }

  private struct CurrentUser: Decodable {
    let id: UUID
    let email: String
    let firstName: String
    let lastName: String
    let phone: String?
    let avatarUrl: String?
    let locale: String?
    let timeZone: String?
  }

  private func opening(user: UUID, _ context: RequestContext) -> Opening {
    // Session ids are random throughout: unlike row ids they are a capability (decision 22).
    let session = UUID()
    let refresh = RefreshToken(family: context.newID(), generation: 0, key: refreshKey)
    let statement = IdentityQueries.openSession(
      session, user: user, organization: nil, refresh,
      expires: context.now.addingTimeInterval(Identity.sessionLifetime), context)
    return Opening(session: session, refresh: refresh, statement: statement)
  }

  /// Runs the statements that open the session, the last of them answering its organization, and signs the
  /// tokens; all in one transaction and one round trip.
  private func session(
    _ database: Database, _ statements: [SQL], _ opening: Opening, user: UUID, _ context: RequestContext
  ) async throws -> Session {
    let caller = Caller(session: opening.session, user: user, organization: nil)
    return try await session(database, statements, opening, caller: caller, context)
  }

  private func session(
    _ database: Database, _ statements: [SQL], _ opening: Opening, caller: Caller, _ context: RequestContext
  ) async throws -> Session {
    let door = Door.enter(caller, needs: .signedIn, write: !statements.isEmpty, requestID: context.requestID)
    let results = try await database.pipeline(
      statements + [door, IdentityQueries.currentUser(), IdentityQueries.myOrganizations()])
    guard results.count == statements.count + 3,
      let user = try results[statements.count + 1].retyped(as: SessionUser.self).first()
    else { throw Problem(.sessionRevoked) }
    var entered = caller.organization
    if !statements.isEmpty {
      entered = try results[statements.count - 1].retyped(as: IdentityQueries.Opened.self).first()?.organizationID
    }
    let organization = try results[statements.count + 2].retyped(as: SessionOrganization.self).decoded()
      .first { $0.id == entered }
    let token = try await tokens.sign(
      Caller(session: caller.session, user: caller.user, organization: entered),
      role: organization?.role.rawValue, now: context.now)
    return Session(
      accessToken: token, tokenType: "Bearer", expiresIn: AccessTokens.lifetime,
      refreshToken: opening.refresh.text, user: user, organization: organization)
  }
}
