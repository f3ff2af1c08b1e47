import Crypto
public import Foundation

/// A file with a signing key: PEM, and before it from when it signs. One file, so that nobody ever reads the one
/// without the other; the file's own time would not survive a copy.
struct SigningKeyFile {
  private static let label = "signs from "

  let key: SigningKey

  init(reading path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Keys.Unusable(description: "\(path) cannot be read.")
    }
    var text = String(decoding: data, as: UTF8.self)[...]
    var moment = Date.distantPast
    if text.hasPrefix(SigningKeyFile.label) {
      let line = text.prefix { !$0.isNewline }
      guard let date = try? Date(String(line.dropFirst(SigningKeyFile.label.count)), strategy: .iso8601)
      else { throw Keys.Unusable(description: "\(path) does not say from when it signs.") }
      moment = date
      text = text.dropFirst(line.count + 1)
    }
    guard let parsed = try? P256.Signing.PrivateKey(pemRepresentation: String(text)) else {
      throw Keys.Unusable(description: "\(path) is not a P-256 private key in PEM form.")
    }
    key = SigningKey(parsed, signsFrom: moment)
  }

  static func contents(of key: SigningKey) -> Data {
    Data("\(label)\(key.signsFrom.formatted(.iso8601))\n\(key.key.pemRepresentation)\n".utf8)
  }
}

/// What a signing key is for at a moment.
public struct SigningKeyStatus: Codable, Sendable {
  public enum Stage: String, Codable, Sendable {
    /// Known to whoever checks tokens, and not signing yet.
    case published
    case signing
    /// Signs no more; what it signed is still good.
    case accepted
    /// Good for nothing; the next rotation deletes it.
    case retired
  }

  public let id: String
  public let stage: Stage
  /// Nil for the first key.
  public let signsFrom: Date?
}

extension Keys {
  /// All signing keys, the next to sign last.
  public func signingKeys(at now: Date) -> [SigningKeyStatus] {
    let signer = ring.signer(at: now)?.id
    let accepted = Set(ring.accepted(at: now).map(\.id))
    return ring.keys.map { key in
      let stage: SigningKeyStatus.Stage =
        key.id == signer
        ? .signing : key.signsFrom > now ? .published : accepted.contains(key.id) ? .accepted : .retired
      return SigningKeyStatus(
        id: key.id, stage: stage, signsFrom: key.signsFrom == .distantPast ? nil : key.signsFrom)
    }
  }

  /// Publishes the next key, which signs after the delay, and deletes those that are good for nothing any more.
  /// Refused while one is published that does not sign yet.
  public static func rotate(folder: String, delay: TimeInterval, now: Date) throws -> SigningKeyStatus {
    let ring = try Keys(folder: folder).ring
    if let waiting = ring.keys.last, waiting.signsFrom > now {
      throw Unusable(
        description: "\(waiting.id) is published and signs from \(waiting.signsFrom.formatted(.iso8601)).")
    }
    // Whole seconds, as the file says them.
    let moment = Date(timeIntervalSince1970: (now.timeIntervalSince1970 + delay).rounded(.up))
    let next = SigningKey(P256.Signing.PrivateKey(), signsFrom: moment)
    _ = try file("\(folder)/signing-\(next.id).pem") { SigningKeyFile.contents(of: next) }
    let retired = Set(ring.retired(at: now).map(\.id))
    for name in try signingFiles(folder)
    where retired.contains(try SigningKeyFile(reading: "\(folder)/\(name)").key.id) {
      try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }
    return SigningKeyStatus(id: next.id, stage: delay > 0 ? .published : .signing, signsFrom: moment)
  }
}
