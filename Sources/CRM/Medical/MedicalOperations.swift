import Foundation
import Postgres
import Web

extension ProblemType {
  static let medicalNoteExists = ProblemType(
    "medical_note_exists", 409, "Somebody has just written the client's first medical note",
    "Read it again and repeat with its ETag.")
  static let medicalNoteTooLong = ProblemType(
    "medical_note_too_long", 409, "Both have a medical note, and together they are too long",
    "Shorten one of them, or clear it; a field has at most 2,000 characters.")
  static let medicalKeyRetired = ProblemType(
    "medical_key_retired", 503, "The medical key was replaced, again and again", "Repeat the request.")
}

/// What a gym notes of its clients' health: encrypted, shown masked, and read only under a reason.
struct MedicalOperations: Sendable {
  private struct Disclosed: Decodable { let createdAt: Date }

  let cipher: MedicalCipher
  private var notes: MedicalNotes { MedicalNotes(cipher: cipher) }

  func add(to api: inout API) {
    api.chapter("Medical")
    api.add(
      .get, "/v1/clients/{id}/medical", "getMedicalSummary",
      summary: "Which fields a client's medical note has, not what they say",
      needs: .holder(of: .clientsView),
      versioned: true, getMedicalSummary)
    api.add(
      .patch, "/v1/clients/{id}/medical", "updateMedicalNote",
      summary: "Write fields of a client's medical note; null clears one",
      needs: .holder(of: .clientsMedicalUpdate),
      problems: [.medicalNoteExists, .medicalKeyRetired, .encryptionKeyMissing, .ciphertextInvalid],
      versioned: true,
      updateMedicalNote)
    api.add(
      .post, "/v1/clients/{id}/medical-disclosures", "discloseMedicalNote",
      summary: "Read a client's medical note; who did and why is recorded",
      needs: .holder(of: .clientsMedicalView),
      success: .created, problems: [.encryptionKeyMissing, .ciphertextInvalid], stepUp: true,
      discloseMedicalNote)
  }

  @Sendable private func getMedicalSummary(_ call: Call<NoInput>) -> Query<One<MedicalSummary>> {
    .one(MedicalQueries.summary(call.id))
  }

  @Sendable private func updateMedicalNote(_ call: Call<MedicalPatch>, _ tx: Transaction) async throws
    -> MedicalSummary
  {
    guard let organization = call.caller?.organization else { throw Problem(.organizationRequired) }
    // First the lock: what is read after it stays so.
    let read = try await tx.pipeline([
      MedicalQueries.lock(call.id), MedicalQueries.sealed(call.id), MedicalQueries.keys(),
    ])
    guard read.count == 3, let held = try read[1].retyped(as: MedicalQueries.Sealed.self).first() else {
      throw Problem.notFound
    }
    try call.requireMatch(held.version)
    let patch = call.input
    if !patch.written.isEmpty || !patch.cleared.isEmpty {
      let known = try read[2].retyped(as: MedicalKey.self).decoded()
      let key = try await notes.currentKey(known, of: organization, call.context, tx)
      var note = MedicalNote()
      if let sealed = held.note, !patch.isWhole {
        note = try cipher.open(sealed, of: call.id, in: organization, with: held.key)
      }
      let sealed = try cipher.seal(patch.applied(to: note), of: call.id, in: organization, with: key)
      let write = held.note == nil ? MedicalQueries.insert : MedicalQueries.update
      try await tx.execute(write(call.id, sealed, key, patch))
    }
    let changed = try await tx.rows(MedicalQueries.summary(call.id), as: MedicalSummary.self)
    guard let summary = try changed.first() else { throw Problem.notFound }
    return summary
  }

  @Sendable private func discloseMedicalNote(_ call: Call<NewMedicalDisclosure>, _ tx: Transaction)
    async throws
    -> MedicalDisclosure
  {
    guard let organization = call.caller?.organization else { throw Problem(.organizationRequired) }
    let read = try await tx.rows(MedicalQueries.sealed(call.id), as: MedicalQueries.Sealed.self)
    guard let held = try read.first() else { throw Problem.notFound }
    let id = call.context.newID()
    let disclosed = try await tx.rows(
      MedicalQueries.disclose(id, call.id, call.input.reason), as: Disclosed.self)
    guard let moment = try disclosed.first()?.createdAt else { throw Problem(.internalError) }
    var note = MedicalNote()
    if let sealed = held.note {
      note = try cipher.open(sealed, of: call.id, in: organization, with: held.key)
    }
    return MedicalDisclosure(
      id: id, clientID: call.id, disclosedAt: moment, conditions: note.conditions, allergies: note.allergies,
      medications: note.medications, injuries: note.injuries, notes: note.notes)
  }
}
