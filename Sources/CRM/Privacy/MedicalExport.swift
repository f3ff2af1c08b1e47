import Foundation
import Postgres

extension MedicalCipher {
  /// The note of an exported row, as JSON; nil for columns of other tables, which are not encrypted.
  func exported(_ column: SealedColumn, _ tx: Transaction) async throws -> String? {
    guard column.table == "crm.client_medical" else { return nil }
    let sealed = Array(column.bytes)
    let keys = try await tx.rows(MedicalQueries.keys(), as: MedicalKey.self).decoded()
    let plain = try openBytes(sealed, of: column.row, in: column.organization, among: keys)
    return String(decoding: plain, as: UTF8.self)
  }
}
