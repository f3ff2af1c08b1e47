import Crypto
import Foundation
import Web

/// 32 random bytes that prove something to whoever shows them again: a known device, a link from a mail. The
/// database keeps their hash alone.
struct SecretToken: Sendable {
  let text: String

  init() {
    var random = SystemRandomNumberGenerator()
    text = base64URL((0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  /// Nil for what cannot be one.
  init?(text: String) {
    guard text.utf8.count == 43, fromBase64URL(text) != nil else { return nil }
    self.text = text
  }

  var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }
}
