import Crypto
import Foundation

/// What is kept of an import or an export beside its row.
enum TransferPart: String, Sendable {
  /// The CSV file that was uploaded, or the ZIP that is to be fetched.
  case file
  /// What was found out about an uploaded file.
  case survey
  /// Of the last trial: which clients would change, and how.
  case changes
  /// The rows that the last trial or run rejected.
  case rejects
}

/// Seals the files of imports and exports: AES-256-GCM under a key of the installation, bound to organization, import
/// or export, and part (decision 15), so that a copy of the database shows none of them.
struct TransferFiles: Sendable {
  let key: SymmetricKey

  func seal(_ file: [UInt8], _ part: TransferPart, of id: UUID, in organization: UUID) throws -> Data {
    let box = try AES.GCM.seal(file, using: key, authenticating: place(part, id, organization))
    // Nonce, text and tag in one: always there with a nonce of the standard length.
    guard let sealed = box.combined else { throw CryptoKitError.incorrectParameterSize }
    return sealed
  }

  func open(_ sealed: Data, _ part: TransferPart, of id: UUID, in organization: UUID) throws -> [UInt8] {
    Array(
      try AES.GCM.open(
        AES.GCM.SealedBox(combined: sealed), using: key, authenticating: place(part, id, organization)))
  }

  private func place(_ part: TransferPart, _ id: UUID, _ organization: UUID) -> Data {
    Data("\(organization)|private.transfer_files|\(part.rawValue)|\(id)".lowercased().utf8)
  }
}
