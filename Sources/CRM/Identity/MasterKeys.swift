import Crypto
public import Foundation
import Synchronization
import Web

/// The keys that encrypt other keys and the seeds of second factors. They never are in the database: each is a file
/// beside the signing keys, or stands in the environment. The newest one seals; all of them open.
public final class MasterKeys: Sendable {
  private struct Known {
    var keys: [String: SymmetricKey] = [:]
    /// The id of the one that seals; nil where there is none.
    var current: String?
  }

  private static let label = "made "
  private let folder: String?
  private let known: Mutex<Known>

  /// Those of that folder; the first is made where there is none (file 0600).
  init(folder: String) throws {
    self.folder = folder
    if try MasterKeys.files(folder).isEmpty { _ = try MasterKeys.make(in: folder, at: Date()) }
    known = Mutex(try MasterKeys.read(folder))
  }

  /// Those in the environment, each 32 bytes in base64; the first one seals.
  init(texts: [String]) throws {
    folder = nil
    var known = Known()
    for text in texts {
      guard let bytes = Data(base64Encoded: text), bytes.count == 32 else {
        throw Keys.Unusable(description: "A master key is 32 bytes in base64.")
      }
      let key = SymmetricKey(data: bytes)
      known.keys[MasterKeys.id(of: key)] = key
      known.current = known.current ?? MasterKeys.id(of: key)
    }
    self.known = Mutex(known)
  }

  /// One that lives as long as the value: for tests and documents.
  init() {
    folder = nil
    let key = SymmetricKey(size: .bits256)
    known = Mutex(Known(keys: [MasterKeys.id(of: key): key], current: MasterKeys.id(of: key)))
  }

  /// The one that seals; nil where there is none.
  public var current: String? { known.withLock(\.current) }

  /// All that are there, sorted.
  public var ids: [String] { known.withLock { $0.keys.keys.sorted() } }

  func seal(_ plain: [UInt8], at place: CipherPlace) throws -> [UInt8] {
    let known = known.withLock { $0 }
    guard let id = known.current, let key = known.keys[id] else {
      throw Problem(.encryptionKeyMissing, "There is no master key.")
    }
    return try Envelope.seal(plain, key, id: id, at: place)
  }

  func open(_ sealed: [UInt8], at place: CipherPlace) throws -> [UInt8] {
    guard let envelope = Envelope(sealed) else { throw Envelope.invalid(place) }
    guard let key = find(envelope.keyID) else {
      throw Problem(.encryptionKeyMissing, "The master key \(envelope.keyID) is missing.")
    }
    return try envelope.open(key, at: place)
  }

  /// One that is not known may have been made since: only what stands in our own database makes anybody look.
  private func find(_ id: String) -> SymmetricKey? {
    if let key = known.withLock({ $0.keys[id] }) { return key }
    guard let folder, let read = try? MasterKeys.read(folder) else { return nil }
    known.withLock { $0 = read }
    return read.keys[id]
  }

  /// Makes another one in the folder of these, which seals from now on; answers its id.
  public func rotate(at now: Date) throws -> String {
    guard let folder else {
      throw Keys.Unusable(
        description: "The master keys stand in the environment: put the new one before the others there.")
    }
    let id = try MasterKeys.make(in: folder, at: now)
    let read = try MasterKeys.read(folder)
    known.withLock { $0 = read }
    return id
  }

  private static func make(in folder: String, at now: Date) throws -> String {
    let key = SymmetricKey(size: .bits256)
    let bytes = key.withUnsafeBytes { Data($0) }
    // Microseconds: two that are made in one second still have an order.
    let text = "\(label)\(Int64(now.timeIntervalSince1970 * 1_000_000))\n\(bytes.base64EncodedString())\n"
    _ = try Keys.file("\(folder)/master-\(id(of: key)).key") { Data(text.utf8) }
    return id(of: key)
  }

  /// A file that cannot be read is no reason to serve nothing: what it opens is missing, and said to be.
  private static func read(_ folder: String) throws -> Known {
    var known = Known()
    var newest: (moment: Int64, id: String)?
    for name in try files(folder) {
      let lines = String(
        decoding: FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data(), as: UTF8.self
      ).split(separator: "\n")
      guard lines.count == 2, lines[0].hasPrefix(label), let moment = Int64(lines[0].dropFirst(label.count)),
        let bytes = Data(base64Encoded: String(lines[1])), bytes.count == 32
      else { continue }
      let key = SymmetricKey(data: bytes)
      let id = id(of: key)
      known.keys[id] = key
      if (moment, id) > (newest?.moment ?? .min, newest?.id ?? "") { newest = (moment, id) }
    }
    known.current = newest?.id
    return known
  }

  private static func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasPrefix("master-") && $0.hasSuffix(".key") }.sorted()
  }

  /// Made of the key, so that no file can claim another's.
  private static func id(of key: SymmetricKey) -> String {
    base64URL(key.withUnsafeBytes { SHA256.hash(data: $0) }.prefix(9))
  }
}
