import Foundation
import Testing

@testable import CRM
@testable import Web

/// What a provider may get wrong, or an attacker have it say: each is a problem with a name, and nobody is let in.
@Suite(.serialized) struct OIDCMisbehaviourTests {
  struct Misbehaviour: CustomTestStringConvertible {
    let fault: String
    let code: String
    /// A part of the detail, which says what was wrong.
    let detail: String
    var testDescription: String { fault }

    init(_ fault: String, _ code: String, _ detail: String = "") {
      self.fault = fault
      self.code = code
      self.detail = detail
    }
  }

  private static func tokens(_ detail: String, _ faults: String...) -> [Misbehaviour] {
    faults.map { Misbehaviour($0, "provider_token_invalid", detail) }
  }

  /// Of the token, and of the answer that has it.
  static let ofTokens: [Misbehaviour] =
    tokens("another sign-in", "wrong_nonce", "no_nonce", "nonce_number")
    + tokens("issuer", "wrong_issuer", "no_issuer")
    + tokens("made for another client", "wrong_audience", "no_audience", "audience_object")
    + tokens("Another client", "audiences_without_azp", "wrong_azp", "wrong_azp_alone", "azp_number")
    + tokens("algorithm", "alg_none", "alg_None", "hs256", "shared_secret_key", "crit")
    + tokens("signature", "another_key", "key_in_header", "cut_signature")
    + tokens("key is not known", "unknown_kid", "two_keys_no_kid", "weak_key", "key_for_encryption")
    + tokens("expired", "expired")
    + tokens("no time", "exp_text", "exp_huge", "exp_negative", "nbf_text")
    + tokens("when it was made", "no_exp", "no_iat")
    + tokens("not good yet", "not_before_future", "issued_in_future")
    + tokens("whom it is about", "no_sub", "sub_number", "sub_empty", "sub_long", "sub_zero")
    + tokens("access token", "wrong_at_hash", "at_hash_number")
    + tokens(
      "cannot be read", "duplicate_claims", "duplicate_header", "claims_no_object", "kid_number",
      "four_parts",
      "two_parts", "padded")
    + tokens("too long", "long_token") + tokens("somebody else", "user_info_of_another")
    + [
      Misbehaviour("no_id_token", "provider_answer_invalid", "id_token"),
      Misbehaviour("id_token_number", "provider_answer_invalid", "id_token"),
      Misbehaviour("pkce", "provider_refused", "invalid_grant"),
      Misbehaviour("client_refused", "provider_refused", "invalid_client"),
      Misbehaviour("error_not_json", "provider_answer_invalid", "JSON"),
    ]

  private static let anywhere: [(String, String, String)] = [
    ("500", "provider_unavailable", "500"), ("429", "provider_unavailable", "429"),
    ("redirect", "provider_answer_invalid", "elsewhere"), ("not_json", "provider_answer_invalid", "JSON"),
    ("array", "provider_answer_invalid", "object"), ("duplicate", "provider_answer_invalid", "JSON"),
    ("deep", "provider_answer_invalid", "JSON"), ("huge", "provider_answer_invalid", "large"),
    ("half", "provider_unavailable", "broke off"),
  ]

  private static func everywhere(_ place: String) -> [Misbehaviour] {
    anywhere.map { Misbehaviour("\(place)_\($0.0)", $0.1, $0.2) }
  }

  @Test(arguments: ofTokens + everywhere("token") + everywhere("keys"))
  func whatIsWrongWithAProofLetsNobodyIn(_ misbehaviour: Misbehaviour) async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    let response = try await tenant.respond(to: gate.begin())
    try await tenant.set(fault: misbehaviour.fault)
    let answer = try await gate.complete(response)
    #expect(answer.code == misbehaviour.code, "\(String(decoding: answer.body, as: UTF8.self))")
    #expect(
      answer.json["detail"]?.string?.contains(misbehaviour.detail) == true, "\(answer.json["detail"] ?? "")")
    #expect(answer.json["access_token"] == nil)
    #expect(try await gate.people(tenant) == 0)
    // What a provider says in sentences, and what is secret, stays out of the answer.
    let text = String(decoding: answer.body, as: UTF8.self)
    #expect(!text.contains("ada@example.com") && !text.contains("s3cret"))

    // Used up, whatever came of it; a new one works once the provider does.
    try await tenant.set(fault: nil)
    #expect(try await gate.complete(response).code == "authorization_invalid")
    gate.clock.advance(31)
    #expect(try await gate.signIn(tenant).status == 200)
  }

  @Test(
    arguments: everywhere("discovery") + [
      Misbehaviour("discovery_issuer", "provider_mismatch", "another name"),
      Misbehaviour("discovery_issuer_number", "provider_mismatch", "another name"),
      Misbehaviour("discovery_file_endpoint", "provider_answer_invalid", "jwks_uri"),
      Misbehaviour("discovery_plain_endpoint", "provider_answer_invalid", "token_endpoint"),
      Misbehaviour("discovery_login_endpoint", "provider_answer_invalid", "token_endpoint"),
      Misbehaviour("discovery_no_endpoint", "provider_answer_invalid", "authorization_endpoint"),
      Misbehaviour("discovery_endpoint_number", "provider_answer_invalid", "authorization_endpoint"),
    ])
  func whatIsWrongWithADiscoverySendsNobodyThere(_ misbehaviour: Misbehaviour) async throws {
    let tenant = try await OIDCTenant.make(fault: misbehaviour.fault)
    let gate = try await ProviderGate.make(tenant)
    let answer = try await gate.begin()
    #expect(answer.code == misbehaviour.code, "\(String(decoding: answer.body, as: UTF8.self))")
    #expect(
      answer.json["detail"]?.string?.contains(misbehaviour.detail) == true, "\(answer.json["detail"] ?? "")")
    try await tenant.set(fault: nil)
    #expect(try await gate.signIn(tenant).status == 200)
  }

  @Test func whoAnswersTooSlowlyIsNotWaitedFor() async throws {
    for place in ["discovery", "keys", "token"] {
      let tenant = try await OIDCTenant.make()
      let gate = try await ProviderGate.make(tenant, patience: .seconds(2))
      if place == "discovery" {
        try await tenant.set(fault: "discovery_silent")
        #expect(try await gate.begin().code == "provider_unavailable")
        continue
      }
      let response = try await tenant.respond(to: gate.begin())
      try await tenant.set(fault: "\(place)_silent")
      let answer = try await gate.complete(response)
      #expect(answer.code == "provider_unavailable", "\(place)")
      #expect(answer.json["detail"]?.string == "The answer took too long.")
      #expect(try await gate.people(tenant) == 0)
    }
  }

  @Test func whoIsNotThereIsNamed() async throws {
    let configuration = try OIDCConfiguration(
      issuer: "http://127.0.0.1:9/nobody", clientID: "c", clientSecret: nil)
    let installation = try await TestInstallation(
      TestInstallation.shared.value, providers: IdentityProviders(oidc: configuration))
    let answer = try await installation.send(
      "POST", "/v1/auth/authorizations", json: #"{"provider": "oidc"}"#, from: TestInstallation.anywhere())
    #expect(answer.status == 502 && answer.code == "provider_unavailable")
  }

  @Test(arguments: [
    "good_RS256", "good_RS384", "good_RS512", "good_PS256", "good_PS384", "good_PS512", "good_ES256",
    "good_ES384", "good_ES512", "good_EdDSA", "no_kid", "no_kid_other_kind", "strange_keys", "audience_array",
    "azp_right", "clock_behind", "clock_ahead", "no_at_hash", "user_info", "post_login", "no_iss_parameter",
  ])
  func whatIsAllowedIsTaken(_ fault: String) async throws {
    let tenant = try await OIDCTenant.make(fault: fault)
    let gate = try await ProviderGate.make(tenant)
    let answer = try await gate.signIn(tenant)
    #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    #expect(answer.json["user"]?["email"]?.string == tenant.email)
  }

  @Test func unknownKeysAreLookedForOnceInHalfAMinute() async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    #expect(try await gate.signIn(tenant).status == 200)
    #expect(try await tenant.count("keys") == 1)
    gate.clock.advance(31)
    for _ in 0..<2 {
      var responses: [[(key: String, value: JSONValue)]] = []
      for _ in 0..<20 { responses.append(try await tenant.respond(to: gate.begin())) }
      try await tenant.set(fault: "unknown_kid")
      try await withThrowingTaskGroup(of: String?.self) { group in
        for response in responses { group.addTask { try await gate.complete(response).code } }
        for try await code in group { #expect(code == "provider_token_invalid") }
      }
      try await tenant.set(fault: nil)
      #expect(try await tenant.count("keys") == 2, "forty at once and one after the other")
    }
    // A rotation is found by the next look that is allowed.
    try await tenant.rotate()
    #expect(try await gate.signIn(tenant).code == "provider_token_invalid")
    #expect(try await tenant.count("keys") == 2)
    gate.clock.advance(31)
    #expect(try await gate.signIn(tenant).status == 200)
    #expect(try await tenant.count("keys") == 3)
    #expect(try await tenant.count("discovery") == 1)
  }
}
