import Crypto
import Foundation
import Postgres
import Web

/// Opens sessions and answers them as tokens; what signing in, refreshing, switching and founding share.
struct Sessions: Sendable {
  private static let lifetime: TimeInterval = 30 * 86_400

  private let tokens: AccessTokens
  private let refreshKey: SymmetricKey

  init(_ keys: Keys, tokens: AccessTokens) {
    self.tokens = tokens
    refreshKey = keys.key(for: "refresh tokens")
  }

  /// A session of that person in the primary organization. What has to happen before, such as signing up, and what is
  /// noted of the session, happens in the same transaction.
  func open(
    for user: UUID, on device: SecretToken?, after statements: [SQL] = [],
    noting note: (UUID) -> [SQL] = { _ in [] }, _ context: RequestContext, _ database: Database
  ) async throws -> Session {
    // Session ids are random throughout: unlike row ids they are a capability (decision 22).
    let caller = Caller(session: UUID(), user: user, organization: nil)
    let refresh = RefreshToken(family: context.newID(), generation: 0, key: refreshKey)
    let opening = IdentityQueries.openSession(caller, organization: nil, refresh, expiry(context), context)
    let remembering = device.map { [IdentityQueries.rememberDevice(user, $0)] } ?? []
    let all = statements + remembering + [opening]
    return try await answer(
      caller, refresh, device, opening: all, noting: note(caller.session), context, database)
  }

  /// A session of its own in another organization: a session never changes its organization (decision 34).
  func enter(_ organization: UUID, from current: Caller, _ context: RequestContext, _ database: Database)
    async throws -> Session
  {
    let caller = Caller(session: UUID(), user: current.user, organization: nil)
    let refresh = RefreshToken(family: context.newID(), generation: 0, key: refreshKey)
    let opening = IdentityQueries.switchSession(
      from: current.session, to: caller, organization: organization, refresh, expiry(context), context)
    return try await answer(caller, refresh, opening: [opening], context, database)
  }

  /// The session's next tokens; anything but its newest refresh token, or the one before within five seconds,
  /// ends it.
  func refresh(_ text: String, _ context: RequestContext, _ database: Database) async throws -> Session {
    guard let token = RefreshToken(text: text, key: refreshKey) else { throw Problem(.sessionRevoked) }
    let results = try await database.pipeline([IdentityQueries.rotate(token, to: token.successor(refreshKey))]
    )
    guard let rotated = try results.first?.retyped(as: IdentityQueries.Rotated.self).first(),
      let session = rotated.sessionID, let user = rotated.userID, let generation = rotated.generation
    else { throw Problem(.sessionRevoked) }
    let caller = Caller(session: session, user: user, organization: rotated.organizationID)
    let next = RefreshToken(family: token.family, generation: generation, key: refreshKey)
    return try await answer(caller, next, opening: [], context, database)
  }

  private func expiry(_ context: RequestContext) -> Date { context.now.addingTimeInterval(Sessions.lifetime) }

  /// Runs the statements, the last of which opens the session and answers its organization, and signs the
  /// tokens; all in one transaction and one round trip.
  private func answer(
    _ caller: Caller, _ refresh: RefreshToken, _ device: SecretToken? = nil, opening: [SQL],
    noting: [SQL] = [],
    _ context: RequestContext, _ database: Database
  ) async throws -> Session {
    let door = try Door.enter(caller, needs: .signedIn, write: !opening.isEmpty, requestID: context.requestID)
    var results = try await database.pipeline(
      opening + noting + [door, IdentityQueries.currentUser(), IdentityQueries.myOrganizations()])
    guard let organizations = results.popLast(), let people = results.popLast(), results.popLast() != nil,
      let user = try people.retyped(as: SessionUser.self).first()
    else { throw Problem(.sessionRevoked) }
    let opened = try results.dropLast(noting.count).last?.retyped(as: IdentityQueries.Opened.self).first()
    let entered = opening.isEmpty ? caller.organization : opened?.organizationID
    let organization = try organizations.retyped(as: SessionOrganization.self).decoded().first {
      $0.id == entered
    }
    let token = try await tokens.sign(
      Caller(session: caller.session, user: caller.user, organization: entered),
      role: organization?.role.rawValue, now: context.now)
    return Session(
      accessToken: token, tokenType: "Bearer", expiresIn: AccessTokens.lifetime, refreshToken: refresh.text,
      deviceToken: device?.text, user: user, organization: organization)
  }
}
