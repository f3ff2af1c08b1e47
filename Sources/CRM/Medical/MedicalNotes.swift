import Foundation
import Postgres
import Web

/// Medical notes as the server writes them.
struct MedicalNotes: Sendable {
  let cipher: MedicalCipher

  /// The organization's key; its first note makes it.
  func currentKey(
    _ known: [MedicalKey], of organization: UUID, _ context: RequestContext, _ tx: Transaction
  ) async throws -> MedicalKey {
    if let key = known.first(where: \.isCurrent) { return key }
    let key = try cipher.makeKey(context.newID(), of: organization)
    let results = try await tx.pipeline([MedicalQueries.add(key), MedicalQueries.keys()])
    // Another one, where somebody was faster.
    let keys = try results.last?.retyped(as: MedicalKey.self).decoded() ?? []
    guard let current = keys.first(where: \.isCurrent) else { throw Problem(.internalError) }
    return current
  }

  /// Writes what is noted of one client's health to another's note, behind what is there; the first one's row is left to
  /// the caller. False where there is nothing to move. Takes who may read and write notes.
  func move<Input>(from source: UUID, to client: UUID, _ call: Call<Input>, _ tx: Transaction) async throws
    -> Bool
  {
    guard let organization = call.caller?.organization else { throw Problem(.organizationRequired) }
    let overview = try await tx.rows(MedicalQueries.overview(source), as: Overview.self).first()
    guard let overview, overview.isThere else { return false }
    guard overview.isReadable else { throw Problem(missing: .clientsMedicalView) }
    guard overview.isWritable else { throw Problem(missing: .clientsMedicalUpdate) }
    let read = try await tx.pipeline([
      MedicalQueries.lock(source), MedicalQueries.lock(client), MedicalQueries.sealed(source),
      MedicalQueries.sealed(client), MedicalQueries.keys(),
    ])
    guard read.count == 5, let from = try read[2].retyped(as: MedicalQueries.Sealed.self).first(),
      let to = try read[3].retyped(as: MedicalQueries.Sealed.self).first(), let sealed = from.note
    else { throw Problem.notFound }
    let key = try await currentKey(
      read[4].retyped(as: MedicalKey.self).decoded(), of: organization, call.context, tx)
    let moved = try cipher.open(sealed, of: source, in: organization, with: from.key)
    var note = MedicalNote()
    if let held = to.note { note = try cipher.open(held, of: client, in: organization, with: to.key) }
    let patch = try MedicalPatch(adding: moved, to: note)
    let written = try cipher.seal(patch.applied(to: note), of: client, in: organization, with: key)
    let write = to.note == nil ? MedicalQueries.insert : MedicalQueries.update
    try await tx.execute(write(client, written, key, patch))
    return true
  }

  private struct Overview: Decodable {
    let isThere: Bool
    let isReadable: Bool
    let isWritable: Bool
  }
}
