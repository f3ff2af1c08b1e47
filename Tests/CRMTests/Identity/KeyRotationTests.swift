import Crypto
import Foundation
import HTTPTypes
import Testing

@testable import CRM
@testable import Web

@Suite struct KeyRotationTests {
  private let start = Date(timeIntervalSince1970: 1_795_255_200)
  private let caller = Caller(session: UUID(), user: UUID(), organization: UUID())

  private func at(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try Keys(folder: folder)
    try await body(folder)
  }

  private func kid(_ token: String) throws -> String? {
    let head = try #require(fromBase64URL(String(token.prefix { $0 != "." })))
    return try JSONParser.parse(head)["kid"]?.string
  }

  private func published(_ tokens: AccessTokens, _ now: Date) async -> [String] {
    await tokens.keySet(now).keys.map(\.kid)
  }

  @Test func aKeyIsPublishedThenSignsThenIsAcceptedThenGone() async throws {
    try await withFolder { folder in
      let tokens = try await AccessTokens(Keys(folder: folder))
      let early = try await tokens.sign(caller, role: nil, now: at(0))
      let old = try #require(try kid(early))
      let next = try Keys.rotate(folder: folder, delay: 3_600, now: at(1))
      #expect(next.stage == .published)

      // Not read again within half a minute, then published, and not signing yet.
      #expect(await published(tokens, at(29)) == [old])
      #expect(await published(tokens, at(30)) == [old, next.id])
      for seconds in [30.0, 1_800, 3_600] {
        #expect(try kid(try await tokens.sign(caller, role: nil, now: at(seconds))) == old)
      }
      let last = try await tokens.sign(caller, role: nil, now: at(3_600))
      // It signs, and the old one's tokens are good until the last of them is over.
      let new = try await tokens.sign(caller, role: nil, now: at(3_601))
      #expect(try kid(new) == next.id)
      #expect(try await tokens.verify(last, now: at(4_499)) == caller)
      #expect(try await tokens.verify(new, now: at(4_500)) == caller)
      #expect(await published(tokens, at(4_600)) == [old, next.id])
      let retired = 3_601 + Double(AccessTokens.lifetime) + KeyRing.tolerance
      #expect(await published(tokens, at(retired - 1)) == [old, next.id])
      #expect(await published(tokens, at(retired)) == [next.id])

      // A token that the retired key signs now, by whoever stole it, is refused.
      let thief = try await AccessTokens(Keys(folder: folder))
      let forged = try await AccessTokens(onlyFirst(of: Keys(folder: folder))).sign(
        caller, role: nil, now: at(retired))
      #expect(try kid(forged) == old)
      await #expect(throws: Problem.self) { try await thief.verify(forged, now: at(retired)) }
      #expect(try Keys(folder: folder).signingKeys(at: at(retired)).map(\.stage) == [.retired, .signing])
    }
  }

  private func onlyFirst(of keys: Keys) throws -> Keys {
    let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let first = try #require(keys.ring.keys.first)
    try Data(first.key.pemRepresentation.utf8).write(to: URL(fileURLWithPath: "\(folder)/signing.pem"))
    return try Keys(folder: folder)
  }

  @Test func aServerThatDoesNotKnowAKeyYetLearnsItWithinHalfAMinute() async throws {
    try await withFolder { folder in
      let reader = try await AccessTokens(Keys(folder: folder))
      _ = await reader.keySet(at(0))
      _ = try Keys.rotate(folder: folder, delay: 0, now: at(0))
      let writer = try await AccessTokens(Keys(folder: folder))
      let token = try await writer.sign(caller, role: nil, now: at(1))
      for seconds in 1..<30 {
        await #expect(throws: Problem.self) { try await reader.verify(token, now: at(Double(seconds))) }
      }
      #expect(try await reader.verify(token, now: at(30)) == caller)
    }
  }

  @Test func anotherRotationWaitsForTheFirstAndSweepsWhatIsRetired() async throws {
    try await withFolder { folder in
      _ = try Keys.rotate(folder: folder, delay: 60, now: at(0))
      #expect(throws: Keys.Unusable.self) { try Keys.rotate(folder: folder, delay: 60, now: at(30)) }
      let late = at(60 + Double(AccessTokens.lifetime) + KeyRing.tolerance)
      let third = try Keys.rotate(folder: folder, delay: 60, now: late)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      // Two signing keys, the root secret and the master key.
      #expect(files.count == 4 && !files.contains("signing.pem") && files.contains("signing-\(third.id).pem"))
      for file in files {
        let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(file)")[.posixPermissions]
        #expect(mode as? Int == 0o600, "\(file)")
      }
      // Starting anew makes no first key beside those that are there.
      #expect(try Keys(folder: folder).ring.keys.count == 2)
    }
  }

  @Test func aKeyThatIsTakenAwayIsGoodForNothingHalfAMinuteLater() async throws {
    try await withFolder { folder in
      let tokens = try await AccessTokens(Keys(folder: folder))
      let token = try await tokens.sign(caller, role: nil, now: at(0))
      #expect(try await tokens.verify(token, now: at(1)) == caller)
      _ = try Keys.rotate(folder: folder, delay: 0, now: at(2))
      try FileManager.default.removeItem(atPath: "\(folder)/signing.pem")
      // Remembered tokens go with their key.
      await #expect(throws: Problem.self) { try await tokens.verify(token, now: at(31)) }
    }
  }

  @Test func aFolderThatCannotBeReadChangesNothing() async throws {
    try await withFolder { folder in
      let tokens = try await AccessTokens(Keys(folder: folder))
      let token = try await tokens.sign(caller, role: nil, now: at(0))
      try Data("signs from yesterday\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/signing-x.pem"))
      #expect(throws: Keys.Unusable.self) { try Keys(folder: folder) }
      #expect(try await tokens.verify(token, now: at(60)) == caller)
      try FileManager.default.removeItem(atPath: folder)
      #expect(try await tokens.verify(token, now: at(120)) == caller)
    }
  }

  @Test func thePublicKeysArePublicAndMayBeKept() async throws {
    let installation = try await TestInstallation.shared.value
    let answer = try await installation.send("GET", "/.well-known/jwks.json")
    #expect(answer.status == 200 && answer.headers[.cacheControl] == "public, max-age=300")
    let keys = try #require(answer.json["keys"]?.items)
    #expect(keys.count == 1 && keys.first?.members == ["kty", "crv", "kid", "use", "alg", "x", "y"])
    let key = try #require(keys.first)
    let point = try [key["x"], key["y"]].flatMap { try #require(fromBase64URL($0?.string ?? "")) }
    let signing = try #require(installation.keys.ring.keys.first)
    #expect(Data(point) == signing.key.publicKey.rawRepresentation && key["kid"]?.string == signing.id)

    let tag = try #require(answer.headers[.eTag])
    for held in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
      let again = try await installation.send(
        "GET", "/.well-known/jwks.json", headers: ["If-None-Match": held])
      #expect(again.status == 304 && again.body.isEmpty && again.headers[.eTag] == tag)
    }
    let other = try await installation.send(
      "GET", "/.well-known/jwks.json", headers: ["If-None-Match": "\"x\""])
    #expect(other.status == 200)
  }
}
