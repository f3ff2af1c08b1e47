public import Crypto
import Foundation

/// The secrets of an installation: those that sign access tokens, and one from which the others are derived. They
/// live outside of the database, in a folder only the server's user can read.
public struct Keys: Sendable {
  /// The signing keys as they were when this value was made.
  let ring: KeyRing
  let root: SymmetricKey
  /// What encrypts what the database may not show.
  public let masters: MasterKeys
  /// Nil where the keys live only here.
  let folder: String?

  public struct Unusable: Error, CustomStringConvertible {
    public let description: String
  }

  /// Reads the keys of that folder, or makes them on first use (folder 0700, files 0600). Master keys that are given,
  /// in base64 and the newest first, take the place of those of the folder.
  public init(folder: String, masterKeys: [String] = []) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    if try Keys.signingFiles(folder).isEmpty {
      _ = try Keys.file("\(folder)/signing.pem") { Data(P256.Signing.PrivateKey().pemRepresentation.utf8) }
    }
    let rootFile = try Keys.file("\(folder)/root.key") {
      SymmetricKey(size: .bits256).withUnsafeBytes { Data(Data($0).base64EncodedString().utf8) }
    }
    guard let bytes = Data(base64Encoded: rootFile.prefix { $0 != 0x0A }), bytes.count == 32 else {
      throw Unusable(description: "\(folder)/root.key is not 32 bytes in base64.")
    }
    root = SymmetricKey(data: bytes)
    ring = try Keys.readRing(folder)
    masters = try masterKeys.isEmpty ? MasterKeys(folder: folder) : MasterKeys(texts: masterKeys)
    self.folder = folder
  }

  /// Keys that live as long as the value: for tests and documents.
  public init() {
    ring = KeyRing([SigningKey(P256.Signing.PrivateKey(), signsFrom: .distantPast)])
    root = SymmetricKey(size: .bits256)
    masters = MasterKeys()
    folder = nil
  }

  /// A key for one purpose (HKDF, RFC 5869), so that no two uses share one.
  public func key(for purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: Data("tryzore/\(purpose)".utf8), outputByteCount: 32)
  }

  /// The signing keys as they are in the folder by now.
  func readRing() throws -> KeyRing { try folder.map(Keys.readRing) ?? ring }

  static func readRing(_ folder: String) throws -> KeyRing {
    KeyRing(try signingFiles(folder).map { try SigningKeyFile(reading: "\(folder)/\($0)").key })
  }

  static func signingFiles(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0 == "signing.pem" || $0.hasPrefix("signing-") && $0.hasSuffix(".pem") }.sorted()
  }

  static func file(_ path: String, _ make: () -> Data) throws -> Data {
    if let existing = FileManager.default.contents(atPath: path) { return existing }
    let new = make()
    // Written aside and linked into place, so that two servers starting at once agree on one key.
    let draft = "\(path).\(UUID().uuidString)"
    guard FileManager.default.createFile(atPath: draft, contents: new, attributes: [.posixPermissions: 0o600])
    else {
      throw Unusable(description: "\(path) cannot be written.")
    }
    defer { try? FileManager.default.removeItem(atPath: draft) }
    try? FileManager.default.linkItem(atPath: draft, toPath: path)
    guard let written = FileManager.default.contents(atPath: path) else {
      throw Unusable(description: "\(path) cannot be read.")
    }
    return written
  }
}
