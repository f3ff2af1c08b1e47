public import Crypto
public import Logging
public import Mail
public import Web

/// The whole product as values: its operations, its problems, its gate. The program serves them, prints them
/// and checks them.
public struct Product: Sendable {
  public static let version = "0.1.0"
  /// The revision of the API, for the document.
  public static let revision = "2026.11.21"

  public let api: API
  public let catalog: ProblemCatalog
  /// What is told to listeners; the server runs it beside its requests.
  public let live = Live()
  private let tokens: AccessTokens
  private let keys: Keys
  let exportFiles: ExportFiles
  let transferFiles: TransferFiles
  private let publicURL: String
  private let workOS: WorkOSConfiguration?

  /// `publicURL` is the address that clients use, without a final slash: links in mail begin with it.
  /// `acceptsDemoPasswords` only where the demo data is served.
  public init(
    _ keys: Keys, publicURL: String = "http://localhost:8080", providers: IdentityProviders = .init(),
    acceptsDemoPasswords: Bool = false
  ) async throws {
    self.publicURL = publicURL
    workOS = providers.workOS
    tokens = try await AccessTokens(keys)
    exportFiles = ExportFiles(key: keys.key(for: "privacy exports"))
    transferFiles = TransferFiles(key: keys.key(for: "transfers"))
    self.keys = keys
    let sessions = Sessions(keys, tokens: tokens)
    let passwords = Passwords(acceptsDemo: acceptsDemoPasswords)
    var api = API()
    HealthOperations.add(to: &api)
    let budgets = Budgets(keys)
    let challengeKey = keys.key(for: "login challenges")
    IdentityOperations(
      sessions: sessions, passwords: passwords, budgets: budgets, challengeKey: challengeKey,
      publicURL: publicURL
    ).add(to: &api)
    SecondFactorOperations(
      sessions: sessions, passwords: passwords, budgets: budgets, masters: keys.masters,
      challengeKey: challengeKey
    ).add(to: &api)
    AccountOperations(passwords: passwords, budgets: budgets, publicURL: publicURL).add(to: &api)
    ProviderOperations(
      providers.all(publicURL: publicURL), keys, sessions: sessions, budgets: budgets, publicURL: publicURL,
      challengeKey: challengeKey
    ).add(to: &api)
    WorkOSOperations(configuration: providers.workOS).add(to: &api)
    SessionOperations.add(to: &api)
    KeyOperations(tokens: tokens).add(to: &api)
    OrganizationOperations(sessions: sessions).add(to: &api)
    SettingsOperations.add(to: &api)
    NavigationOperations.add(to: &api)
    OnboardingOperations(
      vault: OnboardingVault(keys), sessions: sessions, passwords: passwords, budgets: budgets,
      publicURL: publicURL
    ).add(to: &api)
    RoleOperations.add(to: &api)
    StaffOperations.add(to: &api)
    StaffLocationOperations.add(to: &api)
    let letter = InvitationLetter(budgets: budgets, publicURL: publicURL)
    InvitationOperations(letter: letter).add(to: &api)
    LinkingOperations(letter: letter, budgets: budgets, codeKey: keys.key(for: "claim codes")).add(to: &api)
    ProfileOperations.add(to: &api)
    AuditOperations.add(to: &api)
    ClientOperations.add(to: &api)
    MedicalOperations(cipher: MedicalCipher(masters: keys.masters)).add(to: &api)
    ClientNoteOperations.add(to: &api)
    TimelineOperations.add(to: &api)
    MergeOperations(notes: MedicalNotes(cipher: MedicalCipher(masters: keys.masters))).add(to: &api)
    FrontDeskOperations.add(to: &api)
    let quotes = QuoteSeal(key: keys.key(for: "quotes"))
    BookingOperations(quotes: quotes).add(to: &api)
    SeriesBookingOperations.add(to: &api)
    QuoteOperations(quotes: quotes).add(to: &api)
    AttendanceOperations.add(to: &api)
    LedgerOperations.add(to: &api)
    PolicyOperations.add(to: &api)
    TagOperations.add(to: &api)
    RoomOperations.add(to: &api)
    ProgramOperations.add(to: &api)
    EventOperations.add(to: &api)
    TourOperations.add(to: &api)
    SegmentOperations.add(to: &api)
    SavedFilterOperations.add(to: &api)
    SeriesOperations.add(to: &api)
    JobOperations.add(to: &api)
    PrivacyOperations(files: exportFiles).add(to: &api)
    ConsentOperations.add(to: &api)
    MailOperations.add(to: &api)
    ImportOperations(files: transferFiles).add(to: &api)
    ExportOperations(files: transferFiles).add(to: &api)
    LiveOperations(live: live).add(to: &api)
    FeedOperations(publicURL: publicURL).add(to: &api)
    self.api = api
    catalog = ProblemCatalog(api.operations.flatMap(\.problems) + ConstraintProblems.all)
  }

  /// What is done in the background: for a `Worker`. Without a transport mail waits, and fails at last.
  public func jobs(transport: MailTransport?, sender: MailAddress, logger: Logger) throws -> JobList {
    var jobs = JobList()
    try Duties.add(to: &jobs, logger: logger)
    if let workOS { try WorkOSJobs(workOS, logger: logger).add(to: &jobs) }
    AccountJobs.add(to: &jobs, publicURL: publicURL)
    OnboardingJobs.add(to: &jobs, publicURL: publicURL)
    MailJobs.add(to: &jobs, MailDelivery(transport: transport, sender: sender, publicURL: publicURL))
    MedicalJobs.add(to: &jobs, MedicalCipher(masters: keys.masters), logger: logger)
    try SegmentJobs.add(to: &jobs)
    try SeriesJobs.add(to: &jobs)
    NotificationJobs.add(to: &jobs, publicURL: publicURL)
    try BookingJobs.add(to: &jobs)
    EventJobs.add(to: &jobs)
    try PrivacyJobs.add(to: &jobs, files: exportFiles, open: MedicalCipher(masters: keys.masters).exported)
    try TransferJobs.add(to: &jobs, files: transferFiles, cipher: MedicalCipher(masters: keys.masters))
    ImportJobs.add(to: &jobs, files: transferFiles)
    return jobs
  }

  /// `/openapi.json`
  public func document() throws -> String { try OpenAPIDocument(api, version: Product.revision).text() }

  /// The types of the API for TypeScript.
  public func types() throws -> String {
    try TypeScriptDocument(OpenAPIDocument(api, version: Product.revision)).text()
  }

  /// Checks tokens, and opens the door that the operation asks for.
  public var gate: Gate {
    let tokens = tokens
    return Gate(
      authenticate: { token, now in try await tokens.verify(token, now: now) },
      door: { caller, needs, write, stepUp, requestID in
        try Door.enter(caller, needs: needs, write: write, stepUp: stepUp, requestID: requestID)
      },
      answers: KeptAnswers(claim: Door.claim, keep: Door.keep), record: TransferQueries.record)
  }

  public var cursorKey: SymmetricKey { keys.key(for: "cursors") }
}
