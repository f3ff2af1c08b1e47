import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// What holds for every operation, read from the list of operations itself: a new one is tested by being there.
@Suite struct ContractTests {
  /// One call that succeeds for each operation; the test below fails for an operation without one.
  static let happy: [String: @Sendable (Gym) async throws -> TestAnswer] = [
    "getLiveness": { try await $0.send("GET", "/live") },
    "getReadiness": { try await $0.send("GET", "/ready") },
    "getHealth": { try await $0.send("GET", "/health") },
    "signUp": { gym in
      try await gym.send(
        "POST", "/v1/auth/sign-up",
        json: #"""
          {"email": "\#(UUID())@example.com", "password": "correct horse", "first_name": "Ada", "last_name": "L"}
          """#)
    },
    "login": { gym in
      let email = "\(UUID())@example.com"
      _ = try await Operators(gym.installation.worker).createUser(
        email: Email(text: email), password: Password(text: "correct horse"), firstName: Name(text: "Ada"),
        lastName: Name(text: "L"))
      return try await gym.send(
        "POST", "/v1/auth/login", json: #"{"email": "\#(email.uppercased())", "password": "correct horse"}"#)
    },
    "refreshSession": { gym in
      let switched = try await gym.send(
        "POST", "/v1/auth/switch-organization", json: #"{"organization_id": "\#(gym.id)"}"#)
      let token = try #require(switched.json["refresh_token"]?.string)
      return try await gym.send("POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(token)"}"#)
    },
    "switchOrganization": { gym in
      try await gym.send("POST", "/v1/auth/switch-organization", json: #"{"organization_id": "\#(gym.id)"}"#)
    },
    "logout": { gym in
      let leaving = try await gym.person(.staff)
      return try await gym.send("POST", "/v1/auth/logout", as: leaving)
    },
    "verifyEmail": { gym in
      let token = SecretToken()
      _ = try await gym.installation.database.pipeline([
        AccountQueries.issueVerification(gym.owner.user, token)
      ])
      return try await gym.send(
        "POST", "/v1/auth/email-verifications", json: #"{"token": "\#(token.text)"}"#)
    },
    "requestEmailVerification": { gym in
      try await gym.send("POST", "/v1/auth/email-verification-requests", as: gym.person(.staff))
    },
    "requestPasswordReset": { gym in
      try await gym.send(
        "POST", "/v1/auth/password-reset-requests", json: #"{"email": "\#(UUID())@example.com"}"#)
    },
    "resetPassword": { gym in
      let token = SecretToken()
      let email = Gym.email(try await gym.person(.staff).user)
      _ = try await gym.installation.worker.pipeline([AccountQueries.prepareReset(email, token)])
      return try await gym.send(
        "POST", "/v1/auth/password-resets",
        json: #"{"token": "\#(token.text)", "password": "another horse battery"}"#)
    },
    "changePassword": { gym in
      let account = try await TestAccount.make(gym.installation)
      return try await account.send(
        "POST", "/v1/me/password",
        json: #"{"current_password": "\#(TestAccount.password)", "new_password": "another horse battery"}"#)
    },
    "loginWithSecondFactor": { gym in
      let account = try await TestAccount.make(gym.installation)
      let factor = try await account.enrol()
      return try await factor.login(code: factor.code())
    },
    "stepUp": { gym in
      let account = try await TestAccount.make(gym.installation)
      return try await account.send(
        "POST", "/v1/auth/step-up", json: #"{"password": "\#(TestAccount.password)"}"#)
    },
    "getSecondFactor": { try await $0.send("GET", "/v1/me/second-factor") },
    "startSecondFactor": { gym in
      try await gym.send("POST", "/v1/me/second-factor", as: gym.person(.staff))
    },
    "confirmSecondFactor": { gym in
      let account = try await TestAccount.make(gym.installation)
      let secret = try await account.send("POST", "/v1/me/second-factor").json["secret"]?.string
      let code = try TestSecondFactor.code(of: #require(secret), at: Date())
      return try await account.send(
        "POST", "/v1/me/second-factor/confirmations", json: #"{"code": "\#(code)"}"#)
    },
    "replaceRecoveryCodes": { gym in
      let account = try await TestAccount.make(gym.installation)
      _ = try await account.enrol()
      return try await account.send("POST", "/v1/me/second-factor/recovery-codes")
    },
    "removeSecondFactor": { gym in
      let account = try await TestAccount.make(gym.installation)
      _ = try await account.enrol()
      return try await account.send("DELETE", "/v1/me/second-factor")
    },
    "listProviders": { try await $0.send("GET", "/v1/auth/providers") },
    "beginAuthorization": { try await gate($0).begin() },
    "completeAuthorization": { gym in
      let tenant = try await OIDCTenant.make("shared")
      return try await gate(gym).signIn(tenant)
    },
    "getProviderLogout": { try await $0.send("GET", "/v1/auth/provider-logout") },
    "receiveWorkOSEvent": { gym in
      let body = #"{"id": "event_\#(UUID())", "event": "session.revoked", "data": {"id": "session_none"}}"#
      return try await gym.installation.send(
        "POST", "/v1/webhooks/workos", json: body,
        headers: ["WorkOS-Signature": WorkOSKit.signature("client_shared", body)])
    },
    "listMyIdentities": { try await $0.send("GET", "/v1/me/identities") },
    "beginIdentityLink": { gym in try await gate(gym).begin(token: gym.owner.token) },
    "linkIdentity": { gym in
      let response = try await OIDCTenant.make("shared").respond(to: gate(gym).begin(token: gym.owner.token))
      return try await gate(gym).complete(response, token: gym.owner.token)
    },
    "unlinkIdentity": { gym in
      let response = try await OIDCTenant.make("shared").respond(to: gate(gym).begin(token: gym.owner.token))
      let linked = try await gate(gym).complete(response, token: gym.owner.token)
      return try await gym.send("DELETE", "/v1/me/identities/\(linked.json["id"]?.string ?? "")")
    },
    "listMySessions": { try await $0.send("GET", "/v1/me/sessions") },
    "endMySession": { gym in
      let person = try await gym.person(.staff)
      return try await gym.send("DELETE", "/v1/me/sessions/\(person.session)", as: person)
    },
    "endMyOtherSessions": { gym in
      try await gym.send("DELETE", "/v1/me/sessions", as: gym.person(.staff))
    },
    "endStaffSessions": { gym in
      try await gym.send("DELETE", "/v1/staff/\(gym.person(.staff).user)/sessions")
    },
    "getPublicKeys": { try await $0.send("GET", "/.well-known/jwks.json") },
    "getMe": { try await $0.send("GET", "/v1/me") },
    "listMyOrganizations": { try await $0.send("GET", "/v1/me/organizations") },
    "createOrganization": {
      try await $0.send("POST", "/v1/organizations", json: #"{"name": "Gym \#(UUID())"}"#)
    },
    "getOrganization": { try await $0.send("GET", "/v1/organizations/\($0.id)") },
    "listOrganizations": { try await $0.send("GET", "/v1/organizations") },
    "updateOrganization": { gym in
      try await gym.send(
        "PATCH", "/v1/organizations/\(gym.id)",
        json:
          ##"{"address": {"street": "1 Elm", "city": "Salem \##(UUID())", "region": null}, "color": "#00ff00"}"##,
        ifMatch: "*")
    },
    "deleteOrganization": { gym in
      let own = try await Gym.make()
      return try await own.send("DELETE", "/v1/organizations/\(own.id)")
    },
    "archiveOrganization": { gym in
      let own = try await Gym.make()
      return try await own.send("POST", "/v1/organizations/\(own.id)/archiving")
    },
    "restoreOrganization": { gym in
      let own = try await Gym.make()
      _ = try await own.send("POST", "/v1/organizations/\(own.id)/archiving")
      return try await own.send("POST", "/v1/organizations/\(own.id)/restoration")
    },
    "listLocations": { try await $0.send("GET", "/v1/organizations/\($0.id)/locations") },
    "getBookingSettings": { try await $0.settings("booking") },
    "updateBookingSettings": { gym in
      try await gym.patchSettings(
        "booking",
        #"""
        {"opens_at": "06:30", "cancel_window_hours": \#(Int.random(in: 2...70)).5, "blackout": {"from": "23:00", "to": "07:00"},
         "late_cancel_fee": {"amount": 1000, "currency": "USD"}, "strikes": {"limit": 3, "days": 60}}
        """#)
    },
    "getHoursSettings": { try await $0.settings("hours") },
    "updateHoursSettings": { gym in
      try await gym.patchSettings(
        "hours",
        #"""
        {"sunday": [{"opens": "08:00", "closes": "12:00"}, {"opens": "14:00", "closes": "24:00"}],
         "exceptions": [{"date": "2026-12-25", "hours": [], "note": "Christmas \#(UUID())"}]}
        """#)
    },
    "getComplianceSettings": { try await $0.settings("compliance") },
    "updateComplianceSettings": { gym in
      let jurisdiction = ["UK", "CA", "AU", "EU"].randomElement() ?? "UK"
      _ = try await gym.patchSettings("compliance", #"{"jurisdiction": "US"}"#)
      return try await gym.patchSettings("compliance", #"{"jurisdiction": "\#(jurisdiction)"}"#)
    },
    "getLocationSettings": { try await $0.settings("locations") },
    "updateLocationSettings": { gym in
      _ = try await gym.patchSettings("locations", #"{"booking_elsewhere": null}"#)
      return try await gym.patchSettings("locations", #"{"booking_elsewhere": "home"}"#)
    },
    "getAlertSettings": { try await $0.settings("alerts") },
    "updateAlertSettings": { gym in
      _ = try await gym.patchSettings("alerts", #"{"payment_past_due": null}"#)
      return try await gym.patchSettings("alerts", #"{"payment_past_due": "off", "birthday": "warn"}"#)
    },
    "getBrandingSettings": { try await $0.settings("branding") },
    "updateBrandingSettings": { gym in
      try await gym.patchSettings(
        "branding", ##"{"color": "#Ef4444", "reply_to": "\##(UUID())@example.com"}"##)
    },
    "exportSettings": { try await $0.settings("export") },
    "getNavigation": { try await $0.send("GET", "/v1/me/navigation") },
    "startOnboarding": { try await $0.installation.startOnboarding() },
    "getOnboarding": { gym in
      let wizard = try await TestOnboarding.answered(gym.installation)
      return try await wizard.send("GET", "/v1/onboarding/session")
    },
    "cancelOnboarding": { gym in
      try await TestOnboarding.start(gym.installation).send("DELETE", "/v1/onboarding/session")
    },
    "answerOnboardingOrganization": { gym in
      try await TestOnboarding.start(gym.installation).answer(1)
    },
    "answerOnboardingAccount": { gym in try await TestOnboarding.start(gym.installation).answer(2) },
    "answerOnboardingLocations": { gym in try await TestOnboarding.start(gym.installation).answer(3) },
    "completeOnboarding": { gym in try await TestOnboarding.answered(gym.installation).complete() },
    "recoverOnboarding": { gym in
      try await gym.installation.send(
        "POST", "/v1/onboarding/recovery-options", json: #"{"email": "\#(UUID())@example.com"}"#,
        from: TestInstallation.anywhere())
    },
    "listPermissions": { try await $0.send("GET", "/v1/permissions") },
    "listRoles": { gym in
      _ = try await gym.role("Coach \(UUID())", #""rooms.manage""#)
      return try await gym.send("GET", "/v1/roles?limit=10")
    },
    "createRole": { gym in
      try await gym.send(
        "POST", "/v1/roles",
        json:
          #"{"name": "Coach \#(UUID())", "description": "first\nsecond", "permissions": ["rooms.manage"]}"#)
    },
    "getRole": { gym in try await gym.send("GET", "/v1/roles/\(try await gym.role("Coach \(UUID())"))") },
    "updateRole": { gym in
      try await gym.send(
        "PATCH", "/v1/roles/\(try await gym.role("Coach \(UUID())"))",
        json: #"{"description": "Leads", "permissions": ["tags.manage"]}"#, ifMatch: "\"v1\"")
    },
    "deleteRole": { gym in
      try await gym.send("DELETE", "/v1/roles/\(try await gym.role("Coach \(UUID())"))", ifMatch: "\"v1\"")
    },
    "listStaff": { gym in
      _ = try await gym.patch(
        gym.person(.trainer), #"{"role_definition_id": "\#(try await gym.role("Coach \(UUID())"))"}"#)
      return try await gym.send("GET", "/v1/staff?role=owner,trainer,member&limit=10")
    },
    "getStaffMember": { gym in try await gym.send("GET", "/v1/staff/\(try await gym.person(.trainer).user)")
    },
    "endStaffMembership": { gym in
      try await gym.send("DELETE", "/v1/staff/\(try await gym.person(.trainer).user)")
    },
    "getStaffPermissions": { gym in
      try await gym.send("GET", "/v1/staff/\(try await gym.person(.trainer).user)/permissions")
    },
    "updateStaffPermissions": { gym in
      try await gym.patch(
        gym.person(.trainer),
        #"{"role": "staff", "grant": ["rooms.manage"], "deny": [], "role_definition_id": null}"#)
    },
    "listAuditLogs": { gym in
      _ = try await gym.client("Ada", "Lovelace")
      return try await gym.send(
        "GET",
        "/v1/audit-logs?action=created,updated&include_personal=true&created_at_from=2020-01-01T00:00:00Z")
    },
    "exportAuditLogs": { try await $0.send("GET", "/v1/audit-logs.csv?action=created") },
    "listJobs": { gym in
      _ = try await gym.job()
      return try await gym.send("GET", "/v1/jobs?state=queued,running&kind=test.job&limit=10")
    },
    "getJob": { gym in try await gym.send("GET", "/v1/jobs/\(try await gym.job())") },
    "retryJob": { gym in
      let id = try await gym.job()
      _ = try await gym.send("DELETE", "/v1/operations/\(id)")
      return try await gym.send("POST", "/v1/jobs/\(id)/retries")
    },
    "getOperation": { gym in try await gym.send("GET", "/v1/operations/\(try await gym.job())") },
    "cancelOperation": { gym in try await gym.send("DELETE", "/v1/operations/\(try await gym.job())") },
    "showUnsubscription": { gym in
      try await gym.send("GET", "/v1/mails/\(try await gym.news())/unsubscription")
    },
    "unsubscribe": { gym in
      try await gym.send("POST", "/v1/mails/\(try await gym.news())/unsubscription")
    },
    "listInvitations": { gym in
      _ = try await gym.invite("staff")
      return try await gym.send("GET", "/v1/invitations?status=pending,expired&limit=10")
    },
    "createInvitation": { gym in
      try await gym.send(
        "POST", "/v1/invitations",
        json: """
          {"email": "\(UUID())@example.com", "name": "Ada", "role": "trainer", "title": "Coach",
           "role_definition_id": "\(gym.role("Coach \(UUID())"))", "grant": ["rooms.manage"], "deny": []}
          """)
    },
    "getInvitation": { gym in try await gym.send("GET", "/v1/invitations/\(gym.invite("staff").id)") },
    "resendInvitation": { gym in
      try await gym.send("POST", "/v1/invitations/\(gym.invite("staff").id)/resending")
    },
    "revokeInvitation": { gym in
      try await gym.send("DELETE", "/v1/invitations/\(gym.invite("staff").id)")
    },
    "previewInvitation": { gym in
      let invited = try await gym.invite("staff")
      return try await gym.send("POST", "/v1/invitations/previews", json: gym.tokenBody(invited))
    },
    "acceptInvitation": { gym in
      let invited = try await gym.invite("staff")
      return try await gym.send("POST", "/v1/invitations/acceptances", json: gym.tokenBody(invited))
    },
    "inviteClient": { gym in
      let client = try await gym.client("Grace", "Hopper", #", "email": "\#(UUID())@example.com""#)
      return try await gym.send("POST", "/v1/clients/\(client)/invitations")
    },
    "createClaimCode": { gym in
      try await gym.send("POST", "/v1/clients/\(gym.client("Grace", "Hopper"))/claim-codes")
    },
    "claimClient": { gym in
      _ = try await gym.send("DELETE", "/v1/me/client-links/\(gym.id)")
      return try await gym.claim(gym.code(of: gym.client("Grace", "Hopper")))
    },
    "unlinkClient": { gym in
      _ = try await gym.send("DELETE", "/v1/me/client-links/\(gym.id)")
      let client = try await gym.client("Grace", "Hopper")
      _ = try await gym.claim(gym.code(of: client))
      return try await gym.send("DELETE", "/v1/clients/\(client)/link")
    },
    "listMyClientLinks": { gym in
      try await gym.linkOwner()
      return try await gym.send("GET", "/v1/me/client-links")
    },
    "endMyClientLink": { gym in
      try await gym.linkOwner()
      return try await gym.send("DELETE", "/v1/me/client-links/\(gym.id)")
    },
    "shareMyProfile": { gym in
      try await gym.linkOwner()
      _ = try await gym.share(false)
      return try await gym.share(true)
    },
    "getMyProfile": { try await $0.send("GET", "/v1/me/profile") },
    "updateMyProfile": { gym in
      try await gym.send(
        "PATCH", "/v1/me/profile",
        json: #"""
          {"preferences": {"goals": "A marathon", "interests": ["Rowing"]}, "emergency_contact": {"name": "Max"}}
          """#, ifMatch: "*")
    },
    "getClientProfile": { gym in
      let client = try await gym.linkOwner()
      _ = try await gym.share(true)
      return try await gym.send("GET", "/v1/clients/\(client)/profile")
    },
    "updateStaffMember": { gym in
      try await gym.send(
        "PATCH", "/v1/staff/\(gym.person(.trainer).user)", json: #"{"title": "Coach", "role": "staff"}"#,
        ifMatch: "*")
    },
    "recordDeparture": { gym in
      let successor = try await gym.person(.trainer).user
      return try await gym.send(
        "POST", "/v1/staff/\(gym.person(.trainer).user)/departure",
        json: #"{"hand_over_to": "\#(successor)"}"#)
    },
    "setSpecialties": { gym in
      try await gym.send(
        "PUT", "/v1/staff/\(gym.person(.trainer).user)/specialties",
        json: #"{"tag_ids": ["\#(gym.specialty("Yoga \(UUID())"))"]}"#)
    },
    "listStaffLocations": { gym in
      try await gym.send("GET", "/v1/staff/\(gym.person(.trainer).user)/locations")
    },
    "assignStaffLocations": { gym in
      try await gym.send(
        "PUT", "/v1/staff/\(gym.person(.trainer).user)/locations",
        json: #"""
          {"locations": [{"organization_id": "\#(gym.id)", "role": "staff", "title": "Desk", "is_primary": true}]}
          """#)
    },
    "setMyPrimaryOrganization": { gym in
      let founded = try await gym.send("POST", "/v1/organizations", json: #"{"name": "Gym \#(UUID())"}"#)
      let other = try #require(founded.json["id"]?.string)
      _ = try await gym.send(
        "POST", "/v1/me/primary-organization", json: #"{"organization_id": "\#(other)"}"#)
      return try await gym.send(
        "POST", "/v1/me/primary-organization", json: #"{"organization_id": "\#(gym.id)"}"#)
    },
    "listClients": { gym in
      _ = try await gym.client("Ada", "Lovelace")
      return try await gym.send("GET", "/v1/clients?status=active,lead&sort=-last_name&limit=10&q=love")
    },
    "createClient": { gym in
      try await gym.send(
        "POST", "/v1/clients",
        json: """
          {"first_name": "Zoë", "last_name": "Łukasz", "email": "zoe@example.com", "phone": "+1 212 555 0100",
           "date_of_birth": "1990-02-28", "gender": "female", "status": "lead", "member_number": "M-1",
           "external_id": "x", "joined_on": "2024-01-31", "address": {"street": "1 Elm", "postal_code": "10001"},
           "emergency_contact": {"name": "Max", "phone": "911 555"}, "notes": "first\\nsecond"}
          """)
    },
    "getMedicalSummary": { gym in
      let client = try await gym.client("Grace", "Hopper")
      _ = try await gym.medical(client, #"{"allergies": "nuts"}"#)
      return try await gym.send("GET", "/v1/clients/\(client)/medical")
    },
    "updateMedicalNote": { gym in
      try await gym.medical(
        gym.client("Grace", "Hopper"), #"{"allergies": "nuts", "notes": "first\nsecond"}"#)
    },
    "discloseMedicalNote": { gym in
      let client = try await gym.client("Grace", "Hopper")
      _ = try await gym.medical(client, #"{"allergies": "nuts"}"#)
      return try await gym.disclose(client)
    },
    "getClient": { try await $0.send("GET", "/v1/clients/\($0.client("Grace", "Hopper"))") },
    "listTags": { gym in
      _ = try await gym.tag("VIP \(UUID())", "interest")
      return try await gym.send("GET", "/v1/tags?type=interest,custom&q=vip&is_active=true&limit=10")
    },
    "createTag": { gym in
      try await gym.send(
        "POST", "/v1/tags",
        json: ##"""
          {"name": "Tag \##(UUID())", "type": "skill", "color": "#F34A22", "icon": "sun", "description": "first\nsecond",
           "is_active": false}
          """##)
    },
    "getTag": { gym in try await gym.send("GET", "/v1/tags/\(try await gym.tag("Tag \(UUID())"))") },
    "updateTag": { gym in
      try await gym.send(
        "PATCH", "/v1/tags/\(try await gym.tag("Tag \(UUID())"))", json: #"{"icon": "moon"}"#,
        ifMatch: "\"v1\"")
    },
    "deleteTag": { gym in
      try await gym.send("DELETE", "/v1/tags/\(try await gym.tag("Tag \(UUID())"))", ifMatch: "\"v1\"")
    },
    "listTaggables": { gym in
      let tag = try await gym.tag("Tag \(UUID())")
      try await gym.tag(gym.client("Ada", "L"), with: [tag])
      return try await gym.send("GET", "/v1/tags/\(tag)/taggables?taggable_type=client,user&limit=10")
    },
    "createTaggable": { gym in
      let tag = try await gym.tag("Tag \(UUID())")
      return try await gym.send(
        "POST", "/v1/taggables",
        json: #"{"tag_id": "\#(tag)", "taggable_type": "user", "taggable_id": "\#(gym.owner.user)"}"#)
    },
    "deleteTaggable": { gym in
      let tag = try await gym.tag("Tag \(UUID())")
      try await gym.tag(gym.client("Ada", "L"), with: [tag])
      let use = try await gym.send("GET", "/v1/tags/\(tag)/taggables").data.first?["id"]?.string
      return try await gym.send("DELETE", "/v1/taggables/\(use ?? "")")
    },
    "listClientTags": { gym in
      let client = try await gym.client("Ada", "L")
      try await gym.tag(client, with: [gym.tag("Tag \(UUID())")])
      return try await gym.send("GET", "/v1/clients/\(client)/tags")
    },
    "replaceClientTags": { gym in
      let (client, tag) = (try await gym.client("Ada", "L"), try await gym.tag("Tag \(UUID())"))
      return try await gym.send("PUT", "/v1/clients/\(client)/tags", json: #"{"tag_ids": ["\#(tag)"]}"#)
    },
    "previewSegment": { gym in
      _ = try await gym.client("Ada", "L")
      return try await gym.send("POST", "/v1/segments/preview", json: body("previewSegment", gym))
    },
    "listSegments": { gym in
      _ = try await gym.segment("Segment \(UUID())", segmentTree)
      return try await gym.send("GET", "/v1/segments?is_active=true&limit=10")
    },
    "createSegment": { gym in
      try await gym.send(
        "POST", "/v1/segments",
        json:
          #"{"name": "S \#(UUID())", "description": "Call", "rules": \#(segmentTree), "is_active": false}"#)
    },
    "getSegment": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      try await gym.evaluate(segment)
      return try await gym.send("GET", "/v1/segments/\(segment)")
    },
    "updateSegment": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      return try await gym.send(
        "PATCH", "/v1/segments/\(segment)", json: #"{"rules": {"field": "gender", "is": "known"}}"#,
        ifMatch: "\"v1\"")
    },
    "deleteSegment": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      return try await gym.send("DELETE", "/v1/segments/\(segment)", ifMatch: "\"v1\"")
    },
    "listSegmentMembers": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      _ = try await gym.client("Ada", "L")
      try await gym.evaluate(segment)
      return try await gym.send("GET", "/v1/segments/\(segment)/members?limit=10")
    },
    "listSegmentChanges": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      _ = try await gym.client("Ada", "L")
      try await gym.evaluate(segment)
      return try await gym.send(
        "GET", "/v1/segments/\(segment)/changes?change=joined&at_from=2020-01-01T00:00:00Z&limit=10")
    },
    "evaluateSegment": { gym in
      let segment = try await gym.segment("Segment \(UUID())", segmentTree)
      return try await gym.send("POST", "/v1/segments/\(segment)/evaluations")
    },
    "listSavedFilters": { gym in
      _ = try await gym.send("POST", "/v1/saved-filters", json: body("createSavedFilter", gym))
      return try await gym.send("GET", "/v1/saved-filters?resource=clients,staff&limit=10")
    },
    "createSavedFilter": { gym in
      try await gym.send("POST", "/v1/saved-filters", json: body("createSavedFilter", gym))
    },
    "getSavedFilter": { gym in
      let made = try await gym.send("POST", "/v1/saved-filters", json: body("createSavedFilter", gym))
      return try await gym.send("GET", "/v1/saved-filters/\(made.json["id"]?.string ?? "")")
    },
    "updateSavedFilter": { gym in
      let made = try await gym.send("POST", "/v1/saved-filters", json: body("createSavedFilter", gym))
      return try await gym.send(
        "PATCH", "/v1/saved-filters/\(made.json["id"]?.string ?? "")", json: #"{"is_shared": false}"#,
        ifMatch: "\"v1\"")
    },
    "deleteSavedFilter": { gym in
      let made = try await gym.send("POST", "/v1/saved-filters", json: body("createSavedFilter", gym))
      return try await gym.send(
        "DELETE", "/v1/saved-filters/\(made.json["id"]?.string ?? "")", ifMatch: "\"v1\"")
    },
    "listConsents": { gym in
      let client = try await gym.client("Grace", "Hopper")
      _ = try await gym.send("POST", "/v1/clients/\(client)/consents", json: body("recordConsent", gym))
      return try await gym.send("GET", "/v1/clients/\(client)/consents")
    },
    "recordConsent": { gym in
      try await gym.send(
        "POST", "/v1/clients/\(try await gym.client("Grace", "Hopper"))/consents",
        json: body("recordConsent", gym))
    },
    "createPrivacyExport": { gym in
      try await gym.send(
        "POST", "/v1/privacy/exports", json: #"{"client_id": "\#(try await gym.client("Ada", "L"))"}"#)
    },
    "getPrivacyExportFile": { gym in
      let id = try await gym.export(of: gym.client("Ada", "L"))
      return try await gym.send("GET", "/v1/privacy/exports/\(id)/file")
    },
    "requestErasure": { gym in
      try await gym.send(
        "POST", "/v1/privacy/erasures", json: #"{"client_id": "\#(try await gym.client("Ada", "L"))"}"#)
    },
    "listErasures": { gym in
      _ = try await gym.erasure(of: gym.client("Ada", "L"))
      return try await gym.send("GET", "/v1/privacy/erasures?status=requested&limit=10")
    },
    "getErasure": { gym in
      try await gym.send("GET", "/v1/privacy/erasures/\(try await gym.erasure(of: gym.client("Ada", "L")))")
    },
    "withdrawErasure": { gym in
      try await gym.send(
        "DELETE", "/v1/privacy/erasures/\(try await gym.erasure(of: gym.client("Ada", "L")))")
    },
    "updateClient": { gym in
      try await gym.send(
        "PATCH", "/v1/clients/\(gym.client("Ada", "L"))", json: #"{"phone": "+1 212 555 0100"}"#,
        ifMatch: "\"v1\"")
    },
    "deleteClient": { gym in
      try await gym.send("DELETE", "/v1/clients/\(gym.client("Ada", "L"))", ifMatch: "\"v1\"")
    },
    "restoreClient": { gym in
      let client = try await gym.client("Ada", "L")
      _ = try await gym.send("DELETE", "/v1/clients/\(client)", ifMatch: "*")
      return try await gym.send("POST", "/v1/clients/\(client)/restoration")
    },
    "listClientNotes": { gym in
      let client = try await gym.client("Ada", "L")
      _ = try await gym.note(on: client)
      return try await gym.send("GET", "/v1/clients/\(client)/notes?is_pinned=true&limit=10")
    },
    "createClientNote": { gym in
      try await gym.send(
        "POST", "/v1/clients/\(gym.client("Ada", "L"))/notes",
        json: #"{"body": "first\nsecond", "visibility": "desk", "is_pinned": true}"#)
    },
    "getClientNote": { gym in
      try await gym.send("GET", "/v1/client-notes/\(gym.note(on: gym.client("Ada", "L")))")
    },
    "updateClientNote": { gym in
      try await gym.send(
        "PATCH", "/v1/client-notes/\(gym.note(on: gym.client("Ada", "L")))",
        json: #"{"visibility": "managers"}"#,
        ifMatch: "\"v1\"")
    },
    "deleteClientNote": { gym in
      try await gym.send(
        "DELETE", "/v1/client-notes/\(gym.note(on: gym.client("Ada", "L")))", ifMatch: "\"v1\"")
    },
    "listClientGuardians": { gym in
      let client = try await gym.client("Mona", "Minor")
      _ = try await gym.guardian(of: client)
      return try await gym.send("GET", "/v1/clients/\(client)/guardians")
    },
    "createClientGuardian": { gym in
      try await gym.send(
        "POST", "/v1/clients/\(gym.client("Mona", "Minor"))/guardians",
        json: #"{"name": "Maria", "email": "maria@example.com", "phone": "+1 212 555 0100"}"#)
    },
    "deleteClientGuardian": { gym in
      try await gym.send("DELETE", "/v1/client-guardians/\(gym.guardian(of: gym.client("Mona", "Minor")))")
    },
    "searchFrontDesk": { gym in
      _ = try await gym.client("Ada", "Lovelace", #", "date_of_birth": "2020-02-29""#)
      return try await gym.send("GET", "/v1/front-desk/search?q=love")
    },
    "getClientAlerts": { gym in try await gym.send("GET", "/v1/clients/\(gym.client("Ada", "L"))/alerts") },
    "search": { gym in
      _ = try await gym.client("Ada", "Lovelace")
      return try await gym.send("GET", "/v1/search?q=love&types=client,event,staff")
    },
    "listClientTimeline": { gym in
      let client = try await gym.client("Ada", "L")
      _ = try await gym.note(on: client)
      return try await gym.send("GET", "/v1/clients/\(client)/timeline?kind=note,created&limit=10")
    },
    "getClientVisits": { gym in try await gym.send("GET", "/v1/clients/\(gym.client("Ada", "L"))/visits") },
    "listClientDuplicates": { gym in
      for _ in 0..<2 { _ = try await gym.client("Ada", "L") }
      return try await gym.send("GET", "/v1/client-duplicates")
    },
    "getClientDuplicates": { gym in
      _ = try await gym.client("Ada", "L")
      return try await gym.send("GET", "/v1/clients/\(gym.client("Ada", "L"))/duplicates")
    },
    "mergeClients": { gym in
      try await gym.merge(gym.client("Ada", "L"), into: gym.client("Ada", "L"), taking: #""name", "email""#)
    },
    "listClientMerges": { gym in
      _ = try await gym.merge(gym.client("Ada", "L"), into: gym.client("Ada", "L"))
      return try await gym.send("GET", "/v1/client-merges?limit=10")
    },
    "undoClientMerge": { gym in
      let merged = try await gym.client("Ada", "L")
      _ = try await gym.merge(merged, into: gym.client("Ada", "L"))
      return try await gym.send("DELETE", "/v1/client-merges/\(merged)")
    },
    "createImport": {
      try await $0.upload("name,email\nAda Lovelace,ada@example.com\n", query: "?source=Excel")
    },
    "listImports": { gym in
      _ = try await gym.uploaded("name\nAda Lovelace\n")
      return try await gym.send("GET", "/v1/imports?state=uploaded&limit=10")
    },
    "getImport": { gym in
      let client = try await gym.client("Grace", "Hopper", #", "external_id": "\#(UUID())""#)
      let number = try #require(
        try await gym.send("GET", "/v1/clients/\(client)").json["external_id"]?.string)
      let id = try await gym.uploaded("id,first name,last name,phone\n\(number),Grace,Hopper,911 5550\n")
      _ = try await gym.perform(gym.start("trials", of: id))
      return try await gym.send("GET", "/v1/imports/\(id)")
    },
    "updateImport": { gym in
      try await gym.send(
        "PATCH", "/v1/imports/\(try await gym.uploaded("name,x\nAda Lovelace,y\n"))",
        json: #"{"mapping": [{"column": 1, "field": "notes"}]}"#, ifMatch: "\"v1\"")
    },
    "deleteImport": { gym in
      try await gym.send("DELETE", "/v1/imports/\(try await gym.uploaded("name\nAda Lovelace\n"))")
    },
    "createImportTrial": { gym in
      try await gym.send("POST", "/v1/imports/\(try await gym.uploaded("name\nAda Lovelace\n"))/trials")
    },
    "createImportRun": { gym in
      try await gym.send(
        "POST", "/v1/imports/\(try await gym.uploaded("name\nAda Lovelace\n"))/runs",
        json: #"{"strict": true}"#,
        ifMatch: "*")
    },
    "getImportRejects": { gym in
      let id = try await gym.uploaded("name\nAda\n")
      _ = try await gym.perform(gym.start("trials", of: id))
      return try await gym.send("GET", "/v1/imports/\(id)/rejects.csv")
    },
    "createOrganizationExport": { gym in
      try await gym.send("POST", "/v1/organizations/\(gym.id)/exports", json: #"{"include_medical": true}"#)
    },
    "listExports": { gym in
      _ = try await gym.installation.send(
        "GET", "/v1/clients", token: gym.owner.token, headers: ["Accept": "text/csv"])
      return try await gym.send("GET", "/v1/exports?limit=10")
    },
    "getOrganizationExportFile": { gym in
      try await gym.send("GET", "/v1/exports/\(try await gym.exported())/file")
    },
    "approveErasure": { gym in
      try await gym.send(
        "POST", "/v1/privacy/erasures/\(try await gym.erasure(of: gym.client("Ada", "L")))/approval")
    },
  ]

  private static let segmentTree = #"""
    {"any": [{"field": "status", "is": "none_of", "value": ["banned"]}, {"not": {"field": "joined_on", "is": "unknown"}},
      {"all": [{"field": "city", "is": "any_of", "value": ["Berlin"]}, {"field": "age", "is": "at_least", "value": 18}]}]}
    """#

  private static func gate(_ gym: Gym) -> ProviderGate {
    ProviderGate(installation: gym.installation, clock: RunningClock())
  }

  /// A body that passes, so that what is refused is the person: whoever reads it is told of no fault in it.
  static func body(_ operation: String, _ gym: Gym) -> String {
    switch operation {
    case "switchOrganization": #"{"organization_id": "\#(gym.id)"}"#
    case "createOrganization": #"{"name": "Gym \#(UUID())"}"#
    case "changePassword":
      #"{"current_password": "correct horse", "new_password": "another horse"}"#
    case "stepUp": #"{"password": "correct horse"}"#
    case "confirmSecondFactor": #"{"code": "123456"}"#
    case "beginIdentityLink": #"{"provider": "oidc"}"#
    case "linkIdentity":
      #"{"state": "\#(SecretToken().text)", "login_token": "\#(SecretToken().text)", "code": "x"}"#
    case "discloseMedicalNote": #"{"reason": "Asked"}"#
    case "createRole": #"{"name": "Role \#(UUID())", "permissions": []}"#
    case "recordConsent": #"{"kind": "photos", "status": "given", "source": "paper"}"#
    case "createPrivacyExport", "requestErasure": #"{"client_id": "\#(UUID())"}"#
    case "mergeClients": #"{"client_id": "\#(UUID())"}"#
    case "createClientNote": #"{"body": "Note"}"#
    case "createClientGuardian": #"{"name": "Maria"}"#
    case "createTag": #"{"name": "Tag \#(UUID())", "type": "custom"}"#
    case "createTaggable": #"{"tag_id": "\#(UUID())", "taggable_type": "user", "taggable_id": "\#(UUID())"}"#
    case "replaceClientTags": #"{"tag_ids": []}"#
    case "previewSegment": #"{"rules": {"field": "status", "is": "any_of", "value": ["active"]}}"#
    case "createSegment":
      #"{"name": "S \#(UUID())", "rules": {"field": "visit_count", "is": "at_least", "value": 1}}"#
    case "createSavedFilter":
      #"{"name": "F \#(UUID())", "resource": "clients", "query": {"status": "lead"}, "is_shared": true}"#
    case "createClient": #"{"first_name": "A", "last_name": "B"}"#
    case "createInvitation": #"{"email": "\#(UUID())@example.com", "role": "trainer"}"#
    case "acceptInvitation": #"{"token": "\#(InvitationToken(organization: gym.id).text)"}"#
    case "claimClient": #"{"organization": "\#(gym.slug)", "code": "23456789"}"#
    case "shareMyProfile": #"{"shares_profile": true}"#
    case "setSpecialties": #"{"tag_ids": []}"#
    case "assignStaffLocations":
      #"{"locations": [{"organization_id": "\#(gym.id)", "role": "staff", "is_primary": true}]}"#
    case "setMyPrimaryOrganization": #"{"organization_id": "\#(gym.id)"}"#
    case "updateImport": #"{"mapping": []}"#
    default: "{}"
    }
  }

  static func operations() async throws -> [Web.Operation] {
    try await TestInstallation.shared.value.product.api.operations
  }

  @Test func everyOperationHasAHappyPathThatMatchesItsSchema() async throws {
    let installation = try await TestInstallation.shared.value
    let check = SchemaCheck(document: try JSONParser.parse(installation.product.document().utf8))
    let gym = try await Gym.make()
    for operation in try await Self.operations() {
      let call = try #require(Self.happy[operation.id], "no happy path for \(operation.id)")
      let answer = try await call(gym)
      #expect(
        answer.status == operation.success.code,
        "\(operation.id): \(String(decoding: answer.body, as: UTF8.self))")
      let described = check.document["paths"]?[operation.path]?[operation.method.rawValue.lowercased()]?[
        "responses"]?[
          "\(answer.status)"]
      if operation.contentType != "application/json", !answer.body.isEmpty {
        #expect(answer.headers[.contentType] == operation.contentType)
        #expect(described?["content"]?[operation.contentType] != nil)
        continue
      }
      #expect(
        (answer.headers[.eTag] != nil)
          == (operation.maxAge != nil || operation.isVersioned && !answer.body.isEmpty), "\(operation.id)")
      guard let schema = described?["content"]?["application/json"]?["schema"] else {
        #expect(answer.body.isEmpty, "\(operation.id) answers what is not described")
        continue
      }
      #expect(check.faults(answer.json, schema).isEmpty, "\(operation.id)")
    }
  }

  @Test func withoutATokenEveryClosedOperationIs401() async throws {
    let installation = try await TestInstallation.shared.value
    for operation in try await Self.operations() where operation.needs != .open {
      for token in [nil, "", "garbage", "a.b.c"] as [String?] {
        let answer = try await installation.send(
          operation.method.rawValue, operation.path.replacing("{id}", with: UUID().uuidString), token: token,
          json: operation.takesBody ? "{}" : nil)
        #expect(answer.status == 401 && answer.code == "unauthenticated", "\(operation.id)")
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
      }
    }
  }

  @Test func aRoleWithoutThePermissionIs403AndNamesIt() async throws {
    let gym = try await Gym.make()
    for role in Role.allCases {
      let person = try await gym.person(role)
      for operation in try await Self.operations() {
        guard let slug = operation.needs.permission, let permission = Permission(rawValue: slug),
          !permission.roles.contains(role)
        else { continue }
        // A valid body: what is refused is the person, not the input.
        let answer = try await gym.send(
          operation.method.rawValue, operation.path.replacing("{id}", with: UUID().uuidString), as: person,
          json: operation.takesBody ? Self.body(operation.id, gym) : nil, ifMatch: "*")
        #expect(answer.status == 403, "\(operation.id) as \(role)")
        #expect(answer.code == "permission_missing")
        #expect(answer.json["required_permission"]?.string == slug)
      }
    }
  }

  @Test func idsOfAnotherGymAreLikeUnknownOnes() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    let foreign = [
      try await other.client("Not", "Yours"), try await other.role("Not yours"), other.owner.user.uuidString,
      other.id.uuidString, UUID().uuidString,
    ]
    for operation in try await Self.operations() where operation.hasPathID {
      // An open one is for whoever has the id, which a mail brought.
      let unknown = operation.needs == .open ? [] : foreign
      for id in unknown + ["1", "%00", "'or'1'='1"] {
        let answer = try await gym.send(
          operation.method.rawValue, operation.path.replacing("{id}", with: id),
          json: operation.takesBody ? Self.body(operation.id, gym) : nil, ifMatch: "*")
        #expect(answer.status == 404 && answer.code == "not_found", "\(operation.id) with \(id)")
      }
    }
  }

  @Test func garbageIsRefusedByName() async throws {
    let gym = try await Gym.make()
    let bodies: [(String, Int)] = [
      ("", 400), ("{", 400), ("nope", 400), ("{\"a\":1,\"a\":2}", 400), ("[]", 422), ("null", 422),
      ("\"x\"", 422),
      (#"{"surprise": 1}"#, 422), (String(repeating: "[", count: 10_000), 400),
      (String(repeating: "x", count: 2 << 20), 413),
    ]
    for operation in try await Self.operations() {
      let path = operation.path.replacing("{id}", with: UUID().uuidString)
      if operation.takesBody {
        for (body, status) in bodies {
          let answer = try await gym.send(operation.method.rawValue, path, json: body, ifMatch: "*")
          #expect(answer.status == status, "\(operation.id) with \(body.prefix(20))")
        }
        let untyped = try await gym.installation.send(
          operation.method.rawValue, path, token: gym.owner.token,
          headers: ["Content-Type": "text/plain", "If-Match": "*"])
        #expect(untyped.status == 415, "\(operation.id)")
      }
      let answer = try await gym.send(
        operation.method.rawValue, path + "?surprise=1", json: operation.takesBody ? "{}" : nil, ifMatch: "*")
      #expect(answer.status == 400 && answer.faults == ["surprise unknown_parameter"], "\(operation.id)")
    }
  }

  @Test func aSessionThatEndedIsRefusedAtOnce() async throws {
    let gym = try await Gym.make()
    for operation in try await Self.operations() where operation.needs != .open && operation.id != "logout" {
      let person = try await gym.person(.owner)
      #expect(try await gym.send("POST", "/v1/auth/logout", as: person).status == 204)
      let answer = try await gym.send(
        operation.method.rawValue, operation.path.replacing("{id}", with: UUID().uuidString), as: person,
        json: operation.takesBody ? Self.body(operation.id, gym) : nil, ifMatch: "*")
      #expect(answer.status == 401 && answer.code == "session_revoked", "\(operation.id)")
    }
  }

  @Test func everyProblemHasAPage() async throws {
    let installation = try await TestInstallation.shared.value
    for type in installation.product.catalog.types {
      let page = try await installation.send("GET", "/problems/\(type.code)")
      #expect(page.status == 200)
      #expect(String(decoding: page.body, as: UTF8.self).contains(type.code))
    }
  }
}
