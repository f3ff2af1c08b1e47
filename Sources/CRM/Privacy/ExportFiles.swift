import Crypto
import Foundation

/// Seals the files of exports: AES-256-GCM under a key of the installation, bound to organization, place and export
/// (decision 15), so that a copy of the database shows none of them.
struct ExportFiles: Sendable {
  let key: SymmetricKey

  func seal(_ file: [UInt8], of export: UUID, in organization: UUID) throws -> Data {
    let box = try AES.GCM.seal(file, using: key, authenticating: place(export, organization))
    // Nonce, text and tag in one: always there with a nonce of the standard length.
    guard let sealed = box.combined else { throw CryptoKitError.incorrectParameterSize }
    return sealed
  }

  func open(_ sealed: Data, of export: UUID, in organization: UUID) throws -> [UInt8] {
    Array(
      try AES.GCM.open(
        AES.GCM.SealedBox(combined: sealed), using: key, authenticating: place(export, organization)))
  }

  private func place(_ export: UUID, _ organization: UUID) -> Data {
    Data("\(organization)|private.export_files|file|\(export)".lowercased().utf8)
  }
}
