import Crypto
import Foundation
import Postgres
import Web

/// Signing in at a provider, and the ways in which one signs in.
struct ProviderOperations: Sendable {
  private static let lifetime = 600
  /// Codes and issuers are shorter.
  private static let longest = 4_096

  private let providers: [any IdentityProvider]
  private let sessions: Sessions
  private let budgets: Budgets
  private let publicURL: String
  private let key: SymmetricKey
  private let challengeKey: SymmetricKey

  init(
    _ providers: [any IdentityProvider], _ keys: Keys, sessions: Sessions, budgets: Budgets,
    publicURL: String, challengeKey: SymmetricKey
  ) {
    self.providers = providers
    self.sessions = sessions
    self.budgets = budgets
    self.publicURL = publicURL
    self.challengeKey = challengeKey
    key = keys.key(for: "authorizations")
  }

  func add(to api: inout API) {
    api.chapter("Identity providers")
    let beginning: [ProblemType] = [
      .providerUnknown, .tooManyAttempts, .providerMismatch, .providerRefused, .providerUnavailable,
      .providerAnswerInvalid,
    ]
    api.add(
      .get, "/v1/auth/providers", "listProviders", summary: "The ways to sign in", needs: .open,
      listProviders)
    api.add(
      .post, "/v1/auth/authorizations", "beginAuthorization",
      summary: "Begin to sign in at a provider: answers where the browser goes", needs: .open,
      success: .created, problems: beginning, waitsElsewhere: true, beginAuthorization)
    api.add(
      .post, "/v1/auth/callbacks", "completeAuthorization",
      summary: "Sign in with what the provider gave the browser on its way back", needs: .open,
      problems: ProblemType.ofProviders + [
        .providerUnknown, .accountExists, .providerEmailMissing, .secondFactorRequired,
      ],
      waitsElsewhere: true, completeAuthorization)
    api.add(
      .get, "/v1/auth/provider-logout", "getProviderLogout",
      summary: "Where the browser also signs out of the provider; ask before POST /v1/auth/logout",
      needs: .signedIn, getProviderLogout)
    api.add(
      .get, "/v1/me/identities", "listMyIdentities", summary: "The ways in which you sign in",
      needs: .signedIn, listMyIdentities)
    api.add(
      .post, "/v1/me/identity-authorizations", "beginIdentityLink",
      summary: "Begin to add a provider to your account: answers where the browser goes", needs: .signedIn,
      success: .created, problems: beginning + [.stepUpRequired], waitsElsewhere: true, beginIdentityLink)
    api.add(
      .post, "/v1/me/identities", "linkIdentity",
      summary: "Add the identity that the provider proved on the browser's way back", needs: .signedIn,
      success: .created,
      problems: ProblemType.ofProviders + [.providerUnknown, .identityTaken, .stepUpRequired],
      waitsElsewhere: true, linkIdentity)
    api.add(
      .delete, "/v1/me/identities/{id}", "unlinkIdentity",
      summary: "Take a provider off your account; never the last way in, and not the password",
      needs: .signedIn, problems: [.lastIdentity], stepUp: true, unlinkIdentity)
  }

  @Sendable private func listProviders(_: Call<NoInput>, _: Database) async throws -> ProviderList {
    ProviderList(
      data: [ProviderSummary(name: "password", title: "E-mail and password")]
        + providers.map { ProviderSummary(name: $0.name, title: $0.title) })
  }

  @Sendable private func beginAuthorization(_ call: Call<NewAuthorization>, _ database: Database) async throws
    -> Authorization
  {
    try await begin(call, door: [], database)
  }

  @Sendable private func beginIdentityLink(_ call: Call<NewAuthorization>, _ database: Database) async throws
    -> Authorization
  {
    try await begin(call, door: [door(call)], database)
  }

  private func begin(_ call: Call<NewAuthorization>, door: [SQL], _ database: Database) async throws
    -> Authorization
  {
    // Who may not enter learns nothing about providers.
    if !door.isEmpty { _ = try await database.pipeline(door) }
    let provider = try provider(call.input.provider)
    try await budgets.spend(
      [(.authorization, Budgets.network(of: call.context.clientAddress)), (.everybody, "")], database)
    let (state, loginToken) = (SecretToken(), SecretToken())
    let url = try await provider.authorizationURL(
      AuthorizationSecrets(state: state, loginToken: loginToken, key: key), loginHint: call.input.loginHint,
      now: call.context.now)
    _ = try await database.pipeline(door + [ProviderQueries.begin(state, loginToken, provider.name)])
    return Authorization(
      authorizationURL: url, loginToken: loginToken.text, expiresIn: ProviderOperations.lifetime)
  }

  @Sendable private func completeAuthorization(_ call: Call<AuthorizationResponse>, _ database: Database)
    async throws -> Session
  {
    let (provider, proven) = try await prove(call, door: [], database)
    let signedIn = try await database.transaction(opening: []) { tx in
      let found = try await tx.rows(
        ProviderQueries.signIn(call.context.newID(), provider, proven), as: ProviderQueries.SignedIn.self
      ).first()
      guard let found else { throw Problem(.internalError) }
      if found.isNew, !proven.isEmailVerified, let email = proven.email {
        let person = AccountMail.Person(
          userID: found.userID, email: email.text, firstName: proven.firstName?.text ?? email.text,
          locale: nil)
        for statement in try AccountMail.verification(to: person, publicURL, call.context) {
          try await tx.execute(statement)
        }
      }
      return found
    }
    do {
      return try await sessions.open(
        for: signedIn.userID, on: nil, noting: { ProviderQueries.keepSession($0, proven) }, call.context,
        database)
    } catch let error as PostgresError where error.constraint == ProblemType.secondFactorRequired.code {
      // The second factor of an account guards every way into it.
      let known = try await database.pipeline([SecondFactorQueries.find(signedIn.userID)]).first?
        .retyped(as: SecondFactorQueries.Known.self).first()
      throw SecondFactorOperations.challenge(
        signedIn.userID, passwordHash: known?.passwordHash, challengeKey, now: call.context.now)
    }
  }

  @Sendable private func getProviderLogout(_: Call<NoInput>, _ tx: Transaction) async throws -> ProviderLogout
  {
    let found = try await tx.rows(ProviderQueries.mySession(), as: ProviderQueries.KeptSession.self).first()
    return ProviderLogout(
      logoutURL: found.flatMap { kept in
        providers.lazy.compactMap { $0.logoutURL(issuer: kept.issuer, session: kept.providerSession) }.first
      })
  }

  @Sendable private func listMyIdentities(_: Call<NoInput>) -> Query<List<OwnIdentity>> {
    .list(ProviderQueries.mine())
  }

  @Sendable private func linkIdentity(_ call: Call<AuthorizationResponse>, _ database: Database) async throws
    -> AddedIdentity
  {
    let (provider, proven) = try await prove(call, door: [door(call)], database)
    // Asking takes long: the door is asked again after it.
    let results = try await database.pipeline([try door(call), ProviderQueries.link(provider, proven)])
    guard let linked = try results.last?.retyped(as: ProviderQueries.Linked.self).first() else {
      throw Problem(.internalError)
    }
    return AddedIdentity(id: linked.id)
  }

  @Sendable private func unlinkIdentity(_ call: Call<NoInput>, _ tx: Transaction) async throws -> NoContent {
    let removed = try await tx.rows(ProviderQueries.unlink(call.id), as: ProviderQueries.Removed.self).first()
    guard let removed, removed.count > 0 else { throw Problem.notFound }
    return NoContent()
  }

  /// Uses the state up, and asks the provider that it was made for. There is no transaction meanwhile.
  private func prove(_ call: Call<AuthorizationResponse>, door: [SQL], _ database: Database) async throws -> (
    String, ProvenIdentity
  ) {
    let input = call.input
    let loginToken = SecretToken(text: input.loginToken)
    guard let state = SecretToken(text: input.state), let loginToken else {
      if !door.isEmpty { _ = try await database.pipeline(door) }
      throw Problem(.authorizationInvalid)
    }
    let results = try await database.pipeline(door + [ProviderQueries.use(state, loginToken)])
    guard let returned = try results.last?.retyped(as: ProviderQueries.Returned.self).first() else {
      throw Problem(.authorizationInvalid)
    }
    let provider = try provider(returned.provider)
    try await provider.check(issuer: input.iss, now: call.context.now)
    guard input.error == nil, let code = input.code,
      (1...ProviderOperations.longest).contains(code.utf8.count)
    else { throw ProviderClient.refusal(code: input.error) }
    let secrets = AuthorizationSecrets(state: state, loginToken: loginToken, key: key)
    return (provider.name, try await provider.prove(code: code, secrets, call.context))
  }

  private func provider(_ name: String) throws -> any IdentityProvider {
    guard let provider = providers.first(where: { $0.name == name }) else { throw Problem(.providerUnknown) }
    return provider
  }

  private func door(_ call: Call<some Sendable>) throws -> SQL {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    // A new way into an account is for whoever proved a moment ago that it is theirs.
    return try Door.enter(
      caller, needs: .signedIn, write: true, stepUp: true, requestID: call.context.requestID)
  }
}
