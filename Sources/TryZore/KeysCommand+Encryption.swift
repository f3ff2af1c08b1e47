import CRM
import Foundation

/// A key that encrypts, as `tryzore keys list --medical` shows it.
private struct EncryptionKey: Codable {
  let kind: String
  let id: String
  let organization: String?
  /// `encrypting`, `retired`, `kept` or `missing`.
  let stage: String
  /// Keys that a master key opens, notes that a medical key encrypts.
  let count: Int
}

extension KeysCommand.List {
  func listEncryption() async throws {
    try await folder.withEncryptionKeys { keys, masters, _ in
      let sealed = try await keys.list()
      let counts = Dictionary(grouping: sealed) { $0.masterKeyID ?? "-" }.mapValues(\.count)
      let ids = Set(masters.ids).union(counts.keys).sorted()
      let all =
        ids.map { id in
          let stage = id == masters.current ? "encrypting" : masters.ids.contains(id) ? "kept" : "missing"
          return EncryptionKey(
            kind: "master", id: id, organization: nil, stage: stage, count: counts[id] ?? 0)
        }
        + sealed.filter { $0.kind == "medical_key" }.map { key in
          EncryptionKey(
            kind: "medical", id: key.id, organization: key.slug,
            stage: key.retiredAt == nil ? "encrypting" : "retired", count: key.notes)
        }
      if json { return try Terminal.json(all) }
      for key in all {
        print("\(key.kind)\t\(key.id)\t\(key.stage)\t\(key.count)\t\(key.organization ?? "-")")
      }
    }
  }
}

extension KeysCommand.Rotate {
  func rotateEncryption() async throws {
    let isMaster = master
    try await folder.withEncryptionKeys { keys, masters, settings in
      do {
        guard isMaster else {
          let count = try await keys.rotateMedical(actor: settings.operatorName, now: Date())
          return print("\(count) organizations have another medical key; jobs encrypt what was there")
        }
        // Keys of the environment are rotated there; what is left is to encrypt with the first of them.
        if settings.masterKeys.isEmpty { _ = try masters.rotate(at: Date()) }
        let count = try await keys.reseal()
        print("\(masters.current ?? "-") encrypts; \(count) keys were encrypted with it")
      } catch let error as Keys.Unusable { throw CommandFailure(.conflict, error.description) }
    }
  }
}
