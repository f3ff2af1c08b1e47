public import Crypto
import Foundation

/// The secrets of an installation: one to sign access tokens, one from which the others are derived. They live
/// outside of the database, in a folder only the server's user can read.
public struct Keys: Sendable {
  let signing: P256.Signing.PrivateKey
  let root: SymmetricKey

  public struct Unusable: Error, CustomStringConvertible {
    public let description: String
  }

  /// Reads the keys of that folder, or makes them on first use (folder 0700, files 0600).
  public init(folder: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let signingFile = try Keys.file("\(folder)/signing.pem") {
      Data(P256.Signing.PrivateKey().pemRepresentation.utf8)
    }
    let rootFile = try Keys.file("\(folder)/root.key") {
      SymmetricKey(size: .bits256).withUnsafeBytes { Data(Data($0).base64EncodedString().utf8) }
    }
    do {
      signing = try P256.Signing.PrivateKey(pemRepresentation: String(decoding: signingFile, as: UTF8.self))
    } catch { throw Unusable(description: "\(folder)/signing.pem is not a P-256 private key in PEM form.") }
    guard let bytes = Data(base64Encoded: rootFile.prefix { $0 != 0x0A }), bytes.count == 32 else {
      throw Unusable(description: "\(folder)/root.key is not 32 bytes in base64.")
    }
    root = SymmetricKey(data: bytes)
  }

  /// Keys that live as long as the value: for tests and documents.
  public init() {
    signing = P256.Signing.PrivateKey()
    root = SymmetricKey(size: .bits256)
  }

  /// A key for one purpose (HKDF, RFC 5869), so that no two uses share one.
  public func key(for purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: Data("tryzore/\(purpose)".utf8), outputByteCount: 32)
  }

  private static func file(_ path: String, _ make: () -> Data) throws -> Data {
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
