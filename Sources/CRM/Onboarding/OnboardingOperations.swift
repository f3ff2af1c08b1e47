import Foundation
import Postgres
import Web

extension ProblemType {
  static let onboardingNotFound = ProblemType(
    "onboarding_not_found", 404, "There is no such onboarding",
    "It was cancelled, is older than 24 hours, or the token is another's. Begin anew: POST /v1/onboarding/start."
  )
  static let onboardingCompleted = ProblemType(
    "onboarding_completed", 409, "This onboarding is completed", "Sign in with the address and the password.")
  static let onboardingIncomplete = ProblemType(
    "onboarding_incomplete", 409, "A step is missing", "Answer it, then complete.")
  static let onboardingChanged = ProblemType(
    "onboarding_changed", 409, "A step was answered meanwhile", "Read the onboarding again, then complete.")
}

extension Budget {
  static let onboardingStart = Budget(name: "onboarding start", burst: 30, seconds: 30)
  static let onboardingRecovery = Budget(name: "onboarding recovery", burst: 3, seconds: 900)
  static let onboardingNetwork = Budget(name: "onboarding network", burst: 20, seconds: 60)
}

/// Becoming a customer step by step, before there is a person or an organization.
struct OnboardingOperations: Sendable {
  private static let lifetime: TimeInterval = 86_400

  let vault: OnboardingVault
  let sessions: Sessions
  let passwords: Passwords
  let budgets: Budgets
  let publicURL: String

  func add(to api: inout API) {
    api.chapter("Onboarding")
    api.add(
      .post, "/v1/onboarding/start", "startOnboarding",
      summary: "Begin an onboarding; its token leads to it for 24 hours", needs: .open, success: .created,
      problems: [.tooManyAttempts], startOnboarding)
    api.add(
      .get, "/v1/onboarding/session", "getOnboarding", summary: "How far an onboarding has come",
      needs: .open,
      problems: [.onboardingNotFound, .onboardingCompleted, .encryptionKeyMissing], readsToken: true,
      getOnboarding)
    api.add(
      .delete, "/v1/onboarding/session", "cancelOnboarding", summary: "Forget an onboarding", needs: .open,
      problems: [.onboardingNotFound], readsToken: true, cancelOnboarding)
    api.add(
      .post, "/v1/onboarding/steps/1", "answerOnboardingOrganization",
      summary: "Step 1: the organization's name, and the owner's", needs: .open,
      problems: OnboardingOperations.stepProblems, readsToken: true, answerOnboardingOrganization)
    api.add(
      .post, "/v1/onboarding/steps/2", "answerOnboardingAccount",
      summary: "Step 2: the owner's address and password",
      needs: .open, problems: OnboardingOperations.stepProblems + [.tooManyAttempts], readsToken: true,
      answerOnboardingAccount)
    api.add(
      .post, "/v1/onboarding/steps/3", "answerOnboardingLocations",
      summary: "Step 3: the locations; an empty list skips it", needs: .open,
      problems: OnboardingOperations.stepProblems, readsToken: true, answerOnboardingLocations)
    api.add(
      .post, "/v1/onboarding/complete", "completeOnboarding",
      summary: "Make the owner and the organization with its locations, all or nothing, and sign in",
      needs: .open,
      success: .created,
      problems: OnboardingOperations.stepProblems
        + [.onboardingIncomplete, .onboardingChanged, .identityExists, .slugTaken, .tooManyAttempts],
      readsToken: true, completeOnboarding)
    api.add(
      .post, "/v1/onboarding/recovery-options", "recoverOnboarding",
      summary:
        "Send a mail that leads back to an unfinished onboarding; answers alike whether or not there is one",
      needs: .open, success: .accepted, problems: [.tooManyAttempts], recoverOnboarding)
    api.add(
      .post, "/v1/onboarding/resume", "resumeOnboarding",
      summary:
        "Take an onboarding over with a mail's token, once: the token before ends, and step 2 is asked again",
      needs: .open, problems: [.onboardingNotFound, .encryptionKeyMissing], readsToken: true,
      resumeOnboarding)
  }

  private static let stepProblems: [ProblemType] = [
    .onboardingNotFound, .onboardingCompleted, .encryptionKeyMissing,
  ]

  @Sendable private func startOnboarding(_ call: Call<NoInput>, _ database: Database) async throws
    -> StartedOnboarding
  {
    try await budgets.spend(
      [(.onboardingStart, Budgets.network(of: call.context.clientAddress)), (.everybody, "")], database)
    let token = SecretToken()
    let expiresAt = call.context.now.addingTimeInterval(OnboardingOperations.lifetime)
    _ = try await database.pipeline([
      OnboardingQueries.start(call.context.newID(), token, until: expiresAt)
    ])
    return StartedOnboarding(token: token.text, onboarding: OnboardingAnswers().state(until: expiresAt))
  }

  @Sendable private func getOnboarding(_ call: Call<NoInput>, _ database: Database) async throws -> Onboarding
  {
    let wizard = try await find(try token(call), database)
    return try vault.open(wizard).state(until: wizard.expiresAt)
  }

  @Sendable private func cancelOnboarding(_ call: Call<NoInput>, _ database: Database) async throws
    -> NoContent
  {
    try await require(OnboardingQueries.cancel(try token(call)), database)
    return NoContent()
  }

  @Sendable private func answerOnboardingOrganization(
    _ call: Call<OnboardingOrganization>, _ database: Database
  ) async throws -> Onboarding {
    try await keep(call.input, of: .organization, try token(call), database)
  }

  @Sendable private func answerOnboardingAccount(_ call: Call<OnboardingAccount>, _ database: Database)
    async throws -> Onboarding
  {
    let token = try token(call)
    // Nobody has a password hashed without a wizard.
    _ = try await find(token, database)
    let email = call.input.email
    try await spend(email, call.context, database)
    let hash = try await passwords.hash(new: call.input.password, of: email.text)
    let account = OnboardingAnswers.Account(email: email, passwordHash: hash)
    return try await keep(account, of: .account, emailHash: vault.hash(of: email), token, database)
  }

  @Sendable private func answerOnboardingLocations(_ call: Call<OnboardingLocations>, _ database: Database)
    async throws -> Onboarding
  {
    guard call.input.locations.count <= OnboardingLocations.limit else {
      throw Problem([
        Fault("too_many", "Begin with at most \(OnboardingLocations.limit) locations.", at: "/locations")
      ])
    }
    return try await keep(call.input, of: .locations, try token(call), database)
  }

  @Sendable private func completeOnboarding(_ call: Call<NoInput>, _ database: Database) async throws
    -> CompletedOnboarding
  {
    let token = try token(call)
    let wizard = try await find(token, database)
    let answers = try vault.open(wizard)
    guard let organization = answers.organization, let account = answers.account else {
      throw Problem(.onboardingIncomplete, "Step \(answers.organization == nil ? 1 : 2) is missing.")
    }
    try await spend(account.email, call.context, database)
    let locations = answers.locations?.locations ?? []
    func session(areLengthened: Bool) async throws -> Session {
      let user = call.context.newID()
      let opened = OpenedOrganization.all(
        organization, locations, areLengthened: areLengthened, newID: call.context.newID)
      let completing = try OnboardingQueries.complete(
        token, version: wizard.version, user, account, organization, opening: opened)
      let verification = try AccountMail.verification(
        to: AccountMail.Person(
          userID: user, email: account.email.text, firstName: organization.firstName.text, locale: nil),
        publicURL, call.context)
      return try await sessions.open(
        for: user, on: SecretToken(), after: [completing] + verification, call.context, database)
    }
    var opened: Session
    do {
      opened = try await session(areLengthened: false)
    } catch let error as PostgresError where error.constraint == ProblemType.slugTaken.code {
      // Nobody chose it, so nobody has to choose another.
      opened = try await session(areLengthened: true)
    }
    return CompletedOnboarding(locations: max(1, locations.count), session: opened)
  }

  @Sendable private func recoverOnboarding(_ call: Call<OnboardingRecovery>, _ database: Database)
    async throws
    -> NoContent
  {
    let email = call.input.email
    try await budgets.spend(
      [
        (.onboardingRecovery, email.key),
        (.onboardingNetwork, Budgets.network(of: call.context.clientAddress)),
        (.everybody, ""),
      ], database)
    let job = OnboardingJobs.Recovery(email: email.text, emailHash: vault.hash(of: email))
    _ = try await database.pipeline([try OnboardingJobs.recover.enqueue(call.context.newID(), job)])
    return NoContent()
  }

  @Sendable private func resumeOnboarding(_ call: Call<NoInput>, _ database: Database) async throws
    -> StartedOnboarding
  {
    let token = SecretToken()
    try await require(OnboardingQueries.takeOver(try self.token(call), as: token), database)
    let wizard = try await find(token, database)
    return StartedOnboarding(
      token: token.text, onboarding: try vault.open(wizard).state(until: wizard.expiresAt))
  }

  /// What cannot be a token is like one that is unknown.
  private func token<Input>(_ call: Call<Input>) throws -> SecretToken {
    guard let token = call.token.flatMap({ SecretToken(text: $0) }) else {
      throw Problem(.onboardingNotFound)
    }
    return token
  }

  private func find(_ token: SecretToken, _ database: Database) async throws -> OnboardingQueries.Stored {
    let found = try await database.pipeline([OnboardingQueries.find(token)])
    guard let wizard = try found.first?.retyped(as: OnboardingQueries.Stored.self).first() else {
      throw Problem(.onboardingNotFound)
    }
    guard !wizard.isComplete else { throw Problem(.onboardingCompleted) }
    return wizard
  }

  private func keep(
    _ answers: some Encodable, of step: OnboardingStep, emailHash: [UInt8]? = nil, _ token: SecretToken,
    _ database: Database
  ) async throws -> Onboarding {
    let sealed = try vault.seal(answers, of: step, in: try await find(token, database).id)
    try await require(OnboardingQueries.keep(token, step, sealed, emailHash: emailHash), database)
    let wizard = try await find(token, database)
    return try vault.open(wizard).state(until: wizard.expiresAt)
  }

  private func require(_ statement: SQL, _ database: Database) async throws {
    let found = try await database.pipeline([statement])
    guard try found.first?.retyped(as: OnboardingQueries.Found.self).first()?.found == true else {
      throw Problem(.onboardingNotFound)
    }
  }

  /// As for signing up: each try is one to find out who has an account.
  private func spend(_ email: Email, _ context: RequestContext, _ database: Database) async throws {
    try await budgets.spend(
      [
        (.signUpAddress, email.key), (.signUpNetwork, Budgets.network(of: context.clientAddress)),
        (.everybody, ""),
      ], database)
  }
}
