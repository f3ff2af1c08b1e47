import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

extension HappyPaths {
  static let accounts: Paths = [
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
  ]

  private static func gate(_ gym: Gym) -> ProviderGate {
    ProviderGate(installation: gym.installation, clock: RunningClock())
  }
}
