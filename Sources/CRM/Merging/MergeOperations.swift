import Foundation
import Postgres
import Web

extension ProblemType {
  static let mergeInvalid = ProblemType(
    "merge_invalid", 422, "A record is merged with another one", "Give the id of the other record.")
  static let laterMerge = ProblemType(
    "later_merge", 409, "A later merge stands on this one",
    "Undo the later ones first; GET /v1/client-merges lists them.")
  static let bothLinked = ProblemType(
    "both_linked", 409, "Two people sign in with these records", "Unlink one of them first.")
  static let clientBeingErased = ProblemType(
    "client_being_erased", 409, "One of the records is about to be erased",
    "Withdraw that, or wait until it is done.")
  static let medicalNoteLeft = ProblemType(
    "medical_note_left", 409, "Somebody has just written a medical note", "Repeat the request.")
}

/// Records of one person: finding them, making one of two, and taking them apart again.
struct MergeOperations: Sendable {
  let notes: MedicalNotes

  func add(to api: inout API) {
    api.chapter("Clients")
    api.add(
      .get, "/v1/client-duplicates", "listClientDuplicates",
      summary: "Pairs of records that may be of one person, at most a hundred, the likeliest first",
      needs: .holder(of: .clientsContactView), listDuplicates)
    api.add(
      .get, "/v1/clients/{id}/duplicates", "getClientDuplicates",
      summary: "Records that may be of the same person, at most twenty",
      needs: .holder(of: .clientsContactView),
      getDuplicates)
    api.add(
      .post, "/v1/clients/{id}/merges", "mergeClients",
      summary: "Make another record part of this one, with everything that points to it",
      needs: .holder(of: .clientsDelete), success: .created,
      problems: [
        .mergeInvalid, .bothLinked, .clientBeingErased, .medicalNoteTooLong, .medicalNoteLeft,
        .medicalKeyRetired,
        .encryptionKeyMissing, .ciphertextInvalid,
      ], merge)
    api.add(
      .get, "/v1/client-merges", "listClientMerges",
      summary: "Which records became part of others, newest first",
      needs: .holder(of: .clientsDelete), problems: [.cursorMismatch], listMerges)
    api.add(
      .delete, "/v1/client-merges/{id}", "undoClientMerge",
      summary: "Take merged records apart again, but for their medical notes; what changed since stays",
      needs: .holder(of: .clientsDelete),
      problems: [.laterMerge, .emailTaken, .memberNumberTaken, .externalIDTaken], undo)
  }

  @Sendable private func listDuplicates(_ call: Call<NoInput>) -> Query<List<DuplicatePair>> {
    .list(MergeQueries.duplicates)
  }

  @Sendable private func getDuplicates(_ call: Call<NoInput>) -> Query<List<DuplicatePair>> {
    .list(MergeQueries.duplicates(of: call.id)).of(ClientQueries.exists(call.id))
  }

  @Sendable private func merge(_ call: Call<NewClientMerge>, _ tx: Transaction) async throws -> One<
    ClientMerge
  > {
    let other = call.input.clientID
    guard call.id != other else { throw Problem(.mergeInvalid) }
    let found = try await tx.pipeline([
      ClientQueries.exists(call.id), ClientQueries.exists(other),
    ])
    guard found.allSatisfy({ $0.count == 1 }) else { throw Problem.notFound }
    // A note is encrypted for its client, so that only the server can move it.
    let noteIsMoved = try await notes.move(from: other, to: call.id, call, tx)
    let results = try await tx.pipeline([
      MergeQueries.merge(other, into: call.id, taking: call.input.take ?? [], noteIsMoved: noteIsMoved),
      MergeQueries.get(other),
    ])
    guard let merge = results.last, merge.count == 1 else { throw Problem.notFound }
    return One(merge.retyped(as: ClientMerge.self))
  }

  @Sendable private func listMerges(_ call: Call<MergeFilter>) throws -> Query<Page<ClientMerge>> {
    let paging = try call.paging()
    return .page(MergeQueries.list(paging), paging, moment: "created_at")
  }

  @Sendable private func undo(_ call: Call<NoInput>, _ tx: Transaction) async throws -> NoContent {
    let undone = try await tx.rows(MergeQueries.undo(call.id), as: Undone.self).first()
    guard undone?.clientID != nil else { throw Problem.notFound }
    return NoContent()
  }

  private struct Undone: Decodable { let clientID: UUID? }
}
