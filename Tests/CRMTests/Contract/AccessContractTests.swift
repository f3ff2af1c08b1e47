import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Who may call what, and what it leaves behind: over the whole list of operations.
@Suite struct AccessContractTests {
  /// No wrong 403 and no wrong 2xx: by default, and with each permission granted or denied to a person.
  @Test(arguments: Role.allCases) func everyOperationObeysRolesGrantsAndDenials(_ role: Role) async throws {
    let gym = try await Gym.make()
    let plain = try await gym.person(role)
    let changed = try await gym.person(role)
    for operation in try await ContractTests.operations()
    where operation.needs != .open && operation.id != "logout" {
      guard let slug = operation.needs.permission else {
        let answer = try await call(operation, gym, as: plain)
        #expect(answer.code != "permission_missing", "\(operation.id) as \(role)")
        continue
      }
      let permission = try #require(Permission(rawValue: slug), "\(operation.id) needs what there is not")
      let holds = permission.roles.contains(role)
      try check(try await call(operation, gym, as: plain), operation, slug, passes: holds, "as \(role)")
      try await except(changed, in: gym, holds ? "deny" : "grant", slug)
      // Owners are never denied anything.
      let passes = role == .owner || !holds
      try check(
        try await call(operation, gym, as: changed), operation, slug, passes: passes, "other than \(role)")
    }
  }

  private func check(
    _ answer: TestAnswer, _ operation: Web.Operation, _ slug: String, passes: Bool, _ who: String
  ) throws {
    if passes {
      #expect(answer.code != "permission_missing", "\(operation.id) \(who)")
      // The id is nobody's: what passed the door finds nothing.
      #expect(!operation.hasPathID || answer.status == 404, "\(operation.id) \(who): \(answer.status)")
    } else {
      #expect(answer.status == 403 && answer.code == "permission_missing", "\(operation.id) \(who)")
      #expect(answer.json["required_permission"]?.string == slug)
    }
  }

  private func call(_ operation: Web.Operation, _ gym: Gym, as person: TestPerson) async throws -> TestAnswer
  {
    try await gym.send(
      operation.method.rawValue, operation.path.replacing("{id}", with: UUID().uuidString), as: person,
      json: operation.takesBody ? ContractTests.body(operation.id, gym) : nil, ifMatch: "*")
  }

  private func except(_ person: TestPerson, in gym: Gym, _ kind: String, _ slug: String) async throws {
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: true),
      """
      update crm.user_organizations set permissions = jsonb_build_object(\(kind), array[\(slug)])
      where user_id = \(person.user)
      """,
    ])
  }

  /// What leaves no entry that names caller, organization and request, and why that is right.
  private static let unaudited = [
    "signUp": "there is no session yet, and the person belongs nowhere",
    "login": "the session that it opens is the entry; there is none that it was done in",
    "refreshSession": "nothing but the token changes, and the tokens' table is no business of people",
    "switchOrganization": "the session that it opens is the entry; there is none that it was done in",
    "logout": "works outside of organizations; the session's own entry says when it ended",
    "createOrganization": "works outside of organizations; the entries are checked below",
    "deleteOrganization": "ends what it is done in, so it is done in another one; OrganizationEndTests look",
    "archiveOrganization": "ends what it is done in, so it is done in another one; OrganizationEndTests look",
    "restoreOrganization": "works outside of organizations; OrganizationEndTests look",
    "startOnboarding": "there is nobody yet",
    "cancelOnboarding": "there is nobody yet",
    "answerOnboardingOrganization": "there is nobody yet",
    "answerOnboardingAccount": "there is nobody yet",
    "answerOnboardingLocations": "there is nobody yet",
    "completeOnboarding": "there is no session yet; OnboardingTests look at what it leaves",
    "resumeOnboarding": "there is nobody yet",
    "recoverOnboarding": "a mail and nothing else, and there is no session",
    "createQuote": "says what would happen, and does nothing",
    "retryJob": "jobs keep their own record",
    "cancelOperation": "jobs keep their own record",
    "verifyEmail": "whoever has the mail's token acts, without a session",
    "requestEmailVerification": "a mail and nothing else, outside of organizations",
    "requestPasswordReset": "a mail and nothing else, and there is no session",
    "resetPassword": "whoever has the mail's token acts; the sessions' own entries say when they ended",
    "changePassword": "works outside of organizations; the sessions' own entries say when they ended",
    "loginWithSecondFactor": "the session that it opens is the entry; there is none that it was done in",
    "stepUp": "works outside of organizations; the session's own entry says when",
    "startSecondFactor": "works outside of organizations; the second factor's own entries say it all",
    "confirmSecondFactor": "works outside of organizations; the second factor's own entries say it all",
    "replaceRecoveryCodes": "works outside of organizations, and what is replaced is secret",
    "removeSecondFactor": "works outside of organizations; the second factor's own entries say it all",
    "endMyOtherSessions": "works outside of organizations; the sessions' own entries say when they ended",
    "endMySession": "works outside of organizations; the session's own entry says when it ended",
    "beginAuthorization": "there is no session yet, and nothing has happened",
    "completeAuthorization": "the session that it opens is the entry; there is none that it was done in",
    "beginIdentityLink": "nothing has happened yet",
    "receiveWorkOSEvent": "WorkOS acts, without a session; entries of what it changes name it as their actor",
    "linkIdentity": "works outside of organizations; the identity's own entry names person and request",
    "unlinkIdentity": "works outside of organizations; the identity's own entry names person and request",
    "previewSegment": "asks a question and keeps nothing",
    "previewEventSeries": "asks a question and keeps nothing",
    "evaluateSegment": "jobs keep their own record, and members theirs",
    "unsubscribe": "whoever has the mail's id acts, without a session",
    "previewInvitation": "nothing happens; whoever has the mail's token is told where it leads",
    "updateMyProfile": "works outside of organizations; the profile's own entry names person and request",
  ]

  @Test func whateverChangesSomethingLeavesAnEntry() async throws {
    let gym = try await Gym.make()
    for operation in try await ContractTests.operations() where operation.method != .get {
      let happy = try #require(ContractTests.happy[operation.id], "no happy path for \(operation.id)")
      let answer = try await happy(gym)
      let request = try #require(answer.headers[.requestID])
      let entries = try await onAdmin(
        """
        select entity_type as text from audit.audit_logs
        where request_id = \(request) and organization_id = \(gym.id) and user_id = \(gym.owner.user)
          and session_id = \(gym.owner.session)
        """)
      let isUnaudited = Self.unaudited[operation.id] != nil
      #expect(entries.isEmpty == isUnaudited, "\(operation.id): \(entries)")
    }
  }

  @Test func anOrganizationsFirstEntriesNameItsFounder() async throws {
    let gym = try await Gym.make()
    let answer = try await gym.send("POST", "/v1/organizations", json: #"{"name": "Gym \#(UUID())"}"#)
    let id = try #require(answer.json["id"]?.string.flatMap { UUID(uuidString: $0) })
    let request = try #require(answer.headers[.requestID])
    let entries = try await onAdmin(
      """
      select entity_type as text from audit.audit_logs
      where request_id = \(request) and organization_id = \(id) and user_id = \(gym.owner.user)
        and session_id = \(gym.owner.session) order by entity_type
      """)
    #expect(entries == ["organization", "user_organization"])
  }
}
