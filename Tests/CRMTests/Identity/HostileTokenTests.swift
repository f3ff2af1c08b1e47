import Crypto
import Foundation
import Testing

@testable import CRM
@testable import Web

/// Tokens that nobody but an attacker sends. Most are signed with the real key: what refuses them is what they say.
@Suite struct HostileTokenTests {
  private static let now = Date(timeIntervalSince1970: 1_795_255_200)
  private static let keys = Keys()
  private static let user = UUID().uuidString.lowercased()
  private static let session = UUID().uuidString.lowercased()

  private static var signer: SigningKey { keys.ring.keys[0] }
  private static var header: String { #"{"alg":"ES256","typ":"at+jwt","kid":"\#(signer.id)"}"# }
  private static let seconds = Int(now.timeIntervalSince1970)
  private static let claims = claims()

  private static func claims(
    iss: String = #""tryzore""#, aud: String = #""tryzore""#, sub: String? = nil, sid: String? = nil,
    iat: String? = nil, exp: String? = nil, more: String = ""
  ) -> String {
    let subject = sub ?? "\"\(user)\""
    let named = sid ?? "\"\(session)\""
    return
      #"{"iss":\#(iss),"aud":\#(aud),"sub":\#(subject),"sid":\#(named),"iat":\#(iat ?? "\(seconds)"),"exp":\#(exp ?? "\(seconds + 900)")\#(more)}"#
  }

  private static func token(
    _ header: String = header, _ claims: String = claims, by key: P256.Signing.PrivateKey? = nil
  ) throws -> String {
    let text = base64URL(Array(header.utf8)) + "." + base64URL(Array(claims.utf8))
    let signature = try (key ?? signer.key).signature(for: Array(text.utf8)).rawRepresentation
    return text + "." + base64URL(signature)
  }

  private static func header(
    alg: String = "ES256", typ: String = "at+jwt", kid: String? = nil, _ more: String = ""
  )
    -> String
  { #"{"alg":"\#(alg)","typ":"\#(typ)","kid":"\#(kid ?? signer.id)"\#(more)}"# }

  private static func corpus() throws -> [(String, String)] {
    let good = try token()
    let parts = good.split(separator: ".").map(String.init)
    let stranger = P256.Signing.PrivateKey()
    let point = stranger.publicKey.rawRepresentation
    let jwk =
      #"{"kty":"EC","crv":"P-256","x":"\#(base64URL(point.prefix(32)))","y":"\#(base64URL(point.suffix(32)))"}"#
    var all: [(String, String)] = []
    func add(_ name: String, _ token: String) { all.append((name, token)) }

    for alg in ["none", "None", "NONE", "nOnE", ""] {
      let text = base64URL(Array(header(alg: alg).utf8)) + "." + parts[1] + "."
      add("alg \(alg) without signature", text)
      add("alg \(alg) with signature", text + parts[2])
    }
    let pem = Data(signer.key.publicKey.pemRepresentation.utf8)
    let secrets = [
      pem, signer.key.publicKey.rawRepresentation, signer.key.publicKey.x963Representation, Data(),
    ]
    for (index, secret) in secrets.enumerated() {
      let text = base64URL(Array(header(alg: "HS256").utf8)) + "." + parts[1]
      let mac = HMAC<SHA256>.authenticationCode(
        for: Array(text.utf8), using: SymmetricKey(data: secret.isEmpty ? Data(count: 32) : secret))
      add("HS256 with public key \(index)", text + "." + base64URL(Array(mac)))
    }
    for alg in ["HS256", "HS512", "ES384", "ES512", "RS256", "PS256", "EdDSA", "es256", "ES256K"] {
      add("alg \(alg), signed", try token(header(alg: alg)))
    }
    for more in [
      #","jku":"https://example.com/keys""#, #","x5u":"https://example.com/cert""#, #","jwk":\#(jwk)"#,
      #","x5c":["MIIB"]"#, #","crit":["exp"]"#, #","crit":[]"#, #","b64":false,"crit":["b64"]"#,
      #","zip":"DEF""#,
      #","cty":"JWT""#, #","alg":"none""#, #","kid":"x""#,
    ] {
      add("header with \(more)", try token(header(kid: nil, more)))
      add("header with \(more) by a stranger", try token(header(kid: nil, more), by: stranger))
    }
    for kid in [
      "../../../../dev/null", "/etc/passwd", "x' or '1'='1", "signing.pem", "", "\\u0000",
      signer.id + "\\u0000",
      signer.id.uppercased() + "x",
      base64URL(SHA256.hash(data: stranger.publicKey.rawRepresentation).prefix(12)),
    ] { add("kid \(kid)", try token(header(kid: kid))) }
    add("kid a number", try token(#"{"alg":"ES256","typ":"at+jwt","kid":1}"#))
    add("no kid", try token(#"{"alg":"ES256","typ":"at+jwt"}"#))
    add("no typ", try token(#"{"alg":"ES256","kid":"\#(signer.id)"}"#))
    for typ in ["JWT", "jwt", "AT+JWT", "application/at+jwt", "id+jwt", ""] {
      add("typ \(typ)", try token(header(typ: typ)))
    }
    for iss in [#""TryZore""#, #""https://tryzore""#, #""""#, "null", #"["tryzore"]"#, "1"] {
      add("iss \(iss)", try token(header, claims(iss: iss)))
    }
    for aud in [#""other""#, #"["tryzore"]"#, "null", #""""#] {
      add("aud \(aud)", try token(header, claims(aud: aud)))
    }
    for exp in [
      #""\#(seconds + 900)""#, "\(seconds + 900).5", "\(seconds + 900)e0", "-1", "-\(seconds)", "0", "null",
      "true", "[]",
      "\(seconds)", "\(seconds - 1)", "99999999999999999999999", "1e400",
    ] { add("exp \(exp)", try token(header, claims(exp: exp))) }
    add("no exp", try token(header, claims.replacing(#","exp":\#(seconds + 900)"#, with: "")))
    add("no iat", try token(header, claims.replacing(#","iat":\#(seconds)"#, with: "")))
    for iat in ["\(seconds + 61)", #""\#(seconds)""#, "-1", "\(seconds).5", "null"] {
      add("iat \(iat)", try token(header, claims(iat: iat)))
    }
    add("future nbf", try token(header, claims(more: #","nbf":\#(seconds + 600)"#)))
    add("an unknown claim", try token(header, claims(more: #","admin":true"#)))
    add("sub twice", try token(header, claims(more: #","sub":"\#(UUID())""#)))
    add("exp twice", try token(header, claims(more: #","exp":\#(seconds + 90_000)"#)))
    for sub in [#""""#, #""1""#, "1", "null", #""' or 1=1 --""#] {
      add("sub \(sub)", try token(header, claims(sub: sub)))
      add("sid \(sub)", try token(header, claims(sid: sub)))
    }
    add("org no id", try token(header, claims(more: #","org":"x""#)))
    for body in ["", "null", "[]", "{}", #""text""#, "{", claims + "x"] {
      add("claims \(body)", try token(header, body))
    }
    for head in ["", "null", "[]", "{}", "{"] { add("header \(head)", try token(head)) }

    add("another installation's", try token(header, claims, by: stranger))
    add(
      "signature of another token",
      parts[0] + "." + parts[1] + "."
        + String(try token(header, claims(more: #","role":"owner""#)).split(separator: ".")[2]))
    add(
      "claims of another token",
      parts[0] + "." + base64URL(Array(claims(sub: "\"\(UUID())\"").utf8)) + "." + parts[2])
    let zero = base64URL([UInt8](repeating: 0, count: 64))
    add("a signature of zeros", parts[0] + "." + parts[1] + "." + zero)
    let der = try signer.key.signature(for: Array((parts[0] + "." + parts[1]).utf8)).derRepresentation
    add("a signature in DER", parts[0] + "." + parts[1] + "." + base64URL(der))
    add("a megabyte", String(repeating: "a", count: 1 << 20))
    add(
      "a megabyte of claims",
      try token(header, claims(more: #","role":"\#(String(repeating: "x", count: 1 << 20))""#)))
    add("deep claims", try token(header, claims(more: #","role":"# + String(repeating: "[", count: 300))))
    for text in [
      "", ".", "..", "...", "a.b.c", parts[0], parts[0] + "." + parts[1], parts[0] + "." + parts[1] + ".",
      good + ".x",
      good + "=", good + "==", good + " ", " " + good, good + "\n", good + "\0", "." + good,
      parts[0] + ".." + parts[2],
      good.replacing("-", with: "+").replacing("_", with: "/") + "+", String(good.dropLast()),
      String(good.dropFirst()),
      String(good.prefix(good.count / 2)), good + good, parts[0] + "." + parts[1] + "." + parts[2] + "A",
      "💥." + good,
      "%00" + good, parts.reversed().joined(separator: "."),
    ] { add("the text \(text.prefix(12))", text) }
    return all
  }

  @Test func theirGoodTwinIsAccepted() async throws {
    let caller = try await AccessTokens(Self.keys).verify(Self.token(), now: Self.now)
    #expect(caller.user.uuidString.lowercased() == Self.user)
    #expect(caller.organization == nil)
  }

  @Test func allAreRefused() async throws {
    let tokens = try await AccessTokens(Self.keys)
    let corpus = try Self.corpus()
    #expect(corpus.count >= 60)
    for (name, token) in corpus {
      let problem = await #expect(throws: Problem.self, "\(name)") {
        try await tokens.verify(token, now: Self.now)
      }
      #expect(problem?.type == .unauthenticated, "\(name)")
    }
  }

  @Test func eachIs401ForARequest() async throws {
    let installation = try await TestInstallation.shared.value
    for (name, token) in try Self.corpus() {
      let answer = try await installation.send("GET", "/v1/me", token: token)
      #expect(answer.status == 401 && answer.code == "unauthenticated", "\(name)")
    }
  }
}
