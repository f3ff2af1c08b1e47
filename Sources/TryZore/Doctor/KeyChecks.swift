import CRM
import Foundation
import Postgres

/// Whether what is encrypted in the database can be read with the keys that are here, asked as the worker.
enum KeyChecks {
  static func run(_ connection: BlockingConnection, folder: String, _ masterKeys: [String]) throws
    -> [Doctor.Finding]
  {
    // Another login in the worker's place is found by its role.
    let mayList = try connection.rows(
      "select has_function_privilege('private.list_sealed()', 'execute') as it_is"
    ).value("it_is", at: 0, as: Bool.self)
    if !mayList { return [] }
    let sealed = try EncryptionKeys.read(connection.rows(EncryptionKeys.listing))
    // A folder that is not there is not made by looking.
    let exists = FileManager.default.fileExists(atPath: folder) || !masterKeys.isEmpty
    let known: [String] = exists ? try Keys(folder: folder, masterKeys: masterKeys).masters.ids : []
    let missing = Dictionary(grouping: sealed.filter { !known.contains($0.masterKeyID ?? "") }) {
      $0.masterKeyID ?? "unreadable"
    }
    let listed = missing.sorted { $0.key < $1.key }.map { "\($0.key) (opens \($0.value.count) keys)" }
    return [
      Doctor.Finding(
        check: "master keys", verdict: missing.isEmpty ? .ok : .fail,
        advice: missing.isEmpty
          ? "open all that is encrypted"
          : "\(Check.listed(listed)) missing: bring the file master-ID.key back into \(folder); without it medical "
            + "notes and codes of second factors cannot be read.")
    ]
  }
}
