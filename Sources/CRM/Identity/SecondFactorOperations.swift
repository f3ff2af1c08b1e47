import Crypto
import Foundation
import Postgres
import Web

extension ProblemType {
  static let secondFactorRequired = ProblemType(
    "second_factor_required", 401, "Show a second factor, too",
    "The first one was right. POST /v1/auth/second-factor with `challenge`, within five minutes, and a code of the authenticator app or a recovery code."
  )
  static let challengeInvalid = ProblemType(
    "challenge_invalid", 401, "This challenge is no longer good",
    "It is good for five minutes and until the password changes. Sign in again.")
  static let codeInvalid = ProblemType(
    "code_invalid", 422, "This code does not count",
    "It is wrong, or was used: each counts once. Wait for the next one of the app, and see that the device's clock is right."
  )
  static let secondFactorExists = ProblemType(
    "second_factor_exists", 409, "You have a second factor",
    "Remove it first: DELETE /v1/me/second-factor.")
  static let secondFactorNotFound = ProblemType(
    "second_factor_not_found", 404, "You have no second factor",
    "Start one: POST /v1/me/second-factor.")
}

extension Budget {
  /// Codes tried by whoever knew the password. One in 500,000 is right: at this pace somebody needs years.
  static let secondFactor = Budget(name: "second factor", burst: 5, seconds: 180)
  static let stepUp = Budget(name: "step-up", burst: 5, seconds: 60)
}

/// A second factor: making and removing it, signing in with it, and proving again who one is.
struct SecondFactorOperations: Sendable {
  let sessions: Sessions
  let passwords: Passwords
  let budgets: Budgets
  let masters: MasterKeys
  let challengeKey: SymmetricKey

  func add(to api: inout API) {
    api.chapter("Second factor")
    api.add(
      .post, "/v1/auth/second-factor", "loginWithSecondFactor",
      summary: "Sign in: exchange a login's challenge with a code, or a recovery code, for a session",
      needs: .open,
      problems: [
        .challengeInvalid, .codeInvalid, .tooManyAttempts, .encryptionKeyMissing,
        .ciphertextInvalid,
      ], loginWithSecondFactor)
    api.add(
      .post, "/v1/auth/step-up", "stepUp",
      summary:
        "Prove again who you are, for five minutes: by a code, or by the password without second factor",
      needs: .signedIn,
      problems: [
        .codeInvalid, .secondFactorRequired, .tooManyAttempts, .encryptionKeyMissing,
        .ciphertextInvalid,
      ], stepUp)
    api.add(
      .get, "/v1/me/second-factor", "getSecondFactor", summary: "Whether you have a second factor",
      needs: .signedIn, getSecondFactor)
    api.add(
      .post, "/v1/me/second-factor", "startSecondFactor",
      summary:
        "Make a second factor for an authenticator app; it asks nothing until its first code was right",
      needs: .signedIn, success: .created, problems: [.secondFactorExists, .encryptionKeyMissing],
      stepUp: true,
      startSecondFactor)
    api.add(
      .post, "/v1/me/second-factor/confirmations", "confirmSecondFactor",
      summary: "Show its first code; answers ten recovery codes, this once", needs: .signedIn,
      problems: [
        .codeInvalid, .secondFactorNotFound, .tooManyAttempts, .encryptionKeyMissing,
        .ciphertextInvalid,
      ], confirmSecondFactor)
    api.add(
      .post, "/v1/me/second-factor/recovery-codes", "replaceRecoveryCodes",
      summary: "Ten new recovery codes; those before are dead", needs: .signedIn, success: .created,
      problems: [.secondFactorNotFound], stepUp: true, replaceRecoveryCodes)
    api.add(
      .delete, "/v1/me/second-factor", "removeSecondFactor", summary: "Sign in by password alone again",
      needs: .signedIn, problems: [.secondFactorNotFound], stepUp: true, removeSecondFactor)
  }

  /// What a login answers to a right password where there is a second factor.
  static func challenge(_ user: UUID, passwordHash: String?, _ key: SymmetricKey, now: Date) -> Problem {
    let challenge = LoginChallenge(of: user, passwordHash: passwordHash, key: key, now: now)
    var problem = Problem(.secondFactorRequired)
    problem.members = [("challenge", .string(challenge.text))]
    return problem
  }

  @Sendable private func loginWithSecondFactor(_ call: Call<SecondFactorLogin>, _ database: Database)
    async throws -> Session
  {
    guard let challenge = LoginChallenge(text: call.input.challenge, now: call.context.now) else {
      throw Problem(.challengeInvalid)
    }
    let found = try await database.pipeline([SecondFactorQueries.find(challenge.user)])
    guard let known = try found.first?.retyped(as: SecondFactorQueries.Known.self).first(),
      challenge.isGenuine(passwordHash: known.passwordHash, key: challengeKey)
    else { throw Problem(.challengeInvalid) }
    try await budgets.spend([(.secondFactor, challenge.user.uuidString)], database)
    let use = try use(call.input.code, known.seed, of: challenge.user, call.context.now)
    return try await sessions.open(
      for: challenge.user, on: SecretToken(), after: [use], call.context, database)
  }

  /// The statement by which the code counts; the database refuses one that did already.
  private func use(_ code: SecondFactorCode, _ sealed: [UInt8], of user: UUID, _ now: Date) throws -> SQL {
    if code.isRecoveryCode { return SecondFactorQueries.useRecoveryCode(code, of: user) }
    return SecondFactorQueries.use(try step(of: code, sealed, of: user, now), of: user)
  }

  private func step(of code: SecondFactorCode, _ sealed: [UInt8], of user: UUID, _ now: Date) throws -> Int64
  {
    let seed = try masters.open(sealed, at: SecondFactorQueries.place(user))
    guard let step = OneTimePassword.step(of: code.text, seed, at: now) else { throw Problem(.codeInvalid) }
    return step
  }

  @Sendable private func stepUp(_ call: Call<StepUp>, _ database: Database) async throws -> SteppedUp {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    let found = try await database.pipeline([
      try door(call, write: false), AccountQueries.myCredential(), SecondFactorQueries.mine(),
    ])
    guard found.count == 3, let own = try found[1].retyped(as: AccountQueries.OwnCredential.self).first()
    else { throw Problem(.sessionRevoked) }
    let factor = try found[2].retyped(as: SecondFactorQueries.Own.self).first()
    var proof: [SQL] = []
    if let factor, factor.confirmedAt != nil {
      guard let code = call.input.code else { throw fault("required", "Send a code.", at: "/code") }
      try await budgets.spend([(.stepUp, caller.user.uuidString)], database)
      proof = [try use(code, factor.seed, of: caller.user, call.context.now)]
    } else {
      guard let password = call.input.password else {
        throw fault("required", "Send your password.", at: "/password")
      }
      try await budgets.spend([(.stepUp, caller.user.uuidString), (.everybody, "")], database)
      guard try await passwords.verify(password, against: own.passwordHash) else {
        throw fault("wrong_password", "This is not your password.", at: "/password")
      }
    }
    _ = try await database.pipeline([try door(call, write: true)] + proof + [SecondFactorQueries.stepUp()])
    return SteppedUp(expiresIn: 300)
  }

  private func fault(_ code: String, _ detail: String, at place: String) -> Problem {
    Problem(.validationFailed, "1 field needs attention.", faults: [Fault(code, detail, at: place)])
  }

  @Sendable private func getSecondFactor(_: Call<NoInput>) -> Query<One<SecondFactor>> {
    .one(SecondFactorQueries.status())
  }

  @Sendable private func startSecondFactor(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NewSecondFactor
  {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    var random = SystemRandomNumberGenerator()
    let seed = (0..<OneTimePassword.seedLength).map { _ in UInt8.random(in: 0...255, using: &random) }
    let sealed = try masters.seal(seed, at: SecondFactorQueries.place(caller.user))
    let results = try await tx.pipeline([
      SecondFactorQueries.start(seed: sealed), IdentityQueries.currentUser(),
    ])
    guard let person = try results.last?.retyped(as: CurrentUser.self).first() else {
      throw Problem(.sessionRevoked)
    }
    return NewSecondFactor(
      secret: base32(seed), otpauthURL: OneTimePassword.url(seed, of: person.email))
  }

  @Sendable private func confirmSecondFactor(_ call: Call<ShownCode>, _ database: Database) async throws
    -> RecoveryCodes
  {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    let found = try await database.pipeline([try door(call, write: false), SecondFactorQueries.mine()])
    guard let own = try found.last?.retyped(as: SecondFactorQueries.Own.self).first() else {
      throw Problem(.secondFactorNotFound)
    }
    try await budgets.spend([(.stepUp, caller.user.uuidString)], database)
    guard !call.input.code.isRecoveryCode else { throw Problem(.codeInvalid) }
    let step = try step(of: call.input.code, own.seed, of: caller.user, call.context.now)
    let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode() }
    _ = try await database.pipeline([
      try door(call, write: true), SecondFactorQueries.confirm(seed: own.seed, step: step, codes),
    ])
    return RecoveryCodes(recoveryCodes: codes.map(\.text))
  }

  @Sendable private func replaceRecoveryCodes(_: Call<NoInput>, _ tx: Transaction) async throws
    -> RecoveryCodes
  {
    let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode() }
    try await tx.execute(SecondFactorQueries.replaceRecoveryCodes(codes))
    return RecoveryCodes(recoveryCodes: codes.map(\.text))
  }

  @Sendable private func removeSecondFactor(_: Call<NoInput>, _ tx: Transaction) async throws -> NoContent {
    try await tx.execute(SecondFactorQueries.remove())
    return NoContent()
  }

  private func door<Input>(_ call: Call<Input>, write: Bool) throws -> SQL {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    return try Door.enter(caller, needs: .signedIn, write: write, requestID: call.context.requestID)
  }
}
