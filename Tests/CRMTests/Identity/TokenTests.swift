import Crypto
import Foundation
import Testing

@testable import CRM
@testable import Web

@Suite struct TokenTests {
  private static let caller = Caller(session: UUID(), user: UUID(), organization: UUID())
  private static let now = Date(timeIntervalSince1970: 1_795_255_200)

  @Test func anAccessTokenNamesItsCallerUntilItExpires() async throws {
    let tokens = try await AccessTokens(Keys())
    let token = try await tokens.sign(Self.caller, role: "owner", now: Self.now)
    #expect(try await tokens.verify(token, now: Self.now) == Self.caller)
    // Once more, now remembered.
    #expect(try await tokens.verify(token, now: Self.now.addingTimeInterval(899)) == Self.caller)
    await #expect(throws: Problem.self) {
      try await tokens.verify(token, now: Self.now.addingTimeInterval(901))
    }
  }

  @Test func forgedTokensAreRefused() async throws {
    let tokens = try await AccessTokens(Keys())
    let good = try await tokens.sign(Self.caller, role: nil, now: Self.now)
    let parts = good.split(separator: ".").map(String.init)
    let foreign = try await AccessTokens(Keys()).sign(Self.caller, role: nil, now: Self.now)
    let payload = try #require(fromBase64URL(parts[1]))
    let unsigned = base64URL(Array(#"{"alg":"none","typ":"JWT"}"#.utf8)) + "." + parts[1] + "."
    let changed = String(decoding: payload, as: UTF8.self)
      .replacing(Self.caller.user.uuidString.lowercased(), with: UUID().uuidString.lowercased())
    var corpus = [
      "", ".", "..", "a.b.c", good + "=", good + "==", parts[0], parts[0] + "." + parts[1], good + "x",
      good + ".x", foreign, unsigned,
      parts[0] + "." + base64URL(Array(changed.utf8)) + "." + parts[2],
      String(repeating: "a", count: 1 << 20),
      base64URL(Array(#"{"alg":"HS256"}"#.utf8)) + "." + parts[1] + "." + parts[2],
      base64URL(Array(#"{"alg":"ES256","kid":"../../etc/passwd"}"#.utf8)) + "." + parts[1] + "." + parts[2],
    ]
    for index in good.utf8.indices where index.utf16Offset(in: good).isMultiple(of: 7) {
      var bytes = Array(good.utf8)
      let offset = good.utf8.distance(from: good.utf8.startIndex, to: index)
      bytes[offset] = bytes[offset] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      // The last character of a part may carry unused bits that no decoder looks at.
      if offset + 1 < bytes.count, bytes[offset + 1] != UInt8(ascii: ".") {
        corpus.append(String(decoding: bytes, as: UTF8.self))
      }
    }
    for token in corpus {
      await #expect(throws: Problem.self, "\(token.prefix(80))") {
        try await tokens.verify(token, now: Self.now)
      }
    }
  }

  @Test func refreshTokensAreReadOnlyByWhoMadeThem() {
    let key = SymmetricKey(size: .bits256)
    let token = RefreshToken(family: UUID(), generation: 41, key: key)
    #expect(RefreshToken(text: token.text, key: key) == token)
    #expect(token.successor(key).generation == 42)
    #expect(token.successor(key).hash != token.hash)
    #expect(RefreshToken(text: token.text, key: SymmetricKey(size: .bits256)) == nil)
    for offset in token.text.utf8.indices.dropFirst(3).dropLast() {
      var text = token.text
      text.replaceSubrange(offset...offset, with: text[offset] == "A" ? "B" : "A")
      #expect(RefreshToken(text: text, key: key) == nil)
    }
  }

  @Test func keysAreMadeOnceAndKept() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try Keys(folder: folder)
    let second = try Keys(folder: folder)
    #expect(first.key(for: "x") == second.key(for: "x"))
    #expect(first.key(for: "x") != first.key(for: "y"))
    let mode =
      try FileManager.default.attributesOfItem(atPath: "\(folder)/signing.pem")[.posixPermissions] as? Int
    #expect(mode == 0o600)
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: "\(folder)/root.key"))
    #expect(throws: Keys.Unusable.self) { try Keys(folder: folder) }
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: "\(folder)/signing.pem"))
    #expect(throws: Keys.Unusable.self) { try Keys(folder: folder) }
  }
}
