public import Foundation
public import Web

/// One field of a medical note: at most 2,000 characters.
public struct MedicalText: TextValue {
  public let text: String

  public init(text: String) throws(Fault) { self.text = try text.normalized(limit: 2_000, lines: true) }

  /// Never what it says: it must not reach a log by accident.
  public var description: String { "medical text" }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 2_000]
  public static let example = MedicalText(known: "Carries an inhaler.")
}

/// Why somebody reads a medical note: at most 1,000 characters.
public struct DisclosureReason: TextValue {
  public let text: String

  public init(text: String) throws(Fault) { self.text = try text.normalized(limit: 1_000, lines: true) }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 1_000]
  public static let example = DisclosureReason(known: "Asked before today's class.")
}

/// What is known of a medical note unread.
public struct MedicalSummary: Wire, Versioned {
  public let clientID: UUID
  /// The names of the fields that it has, of `conditions`, `allergies`, `medications`, `injuries` and `notes`.
  public let fields: [String]
  public let updatedAt: Date?
  /// Moves with every change, 0 before the first; its ETag.
  public let version: Int
}

/// What becomes of a medical note.
public struct MedicalPatch: Decodable, Sendable {
  let conditions: Patch<MedicalText>
  let allergies: Patch<MedicalText>
  let medications: Patch<MedicalText>
  let injuries: Patch<MedicalText>
  let notes: Patch<MedicalText>
}

/// Why it is read.
public struct NewMedicalDisclosure: Codable, Sendable {
  let reason: DisclosureReason
}

/// A medical note as it was read, and the record of that.
public struct MedicalDisclosure: Wire {
  public let id: UUID
  public let clientID: UUID
  public let disclosedAt: Date
  public let conditions: String?
  public let allergies: String?
  public let medications: String?
  public let injuries: String?
  public let notes: String?

  public static var isConfidential: Bool { true }
}

/// What is encrypted: the fields that there are, by name.
struct MedicalNote: Codable, Sendable {
  var conditions: String?
  var allergies: String?
  var medications: String?
  var injuries: String?
  var notes: String?
}

extension MedicalPatch {
  private typealias Field = (
    name: String, patch: Patch<MedicalText>, path: WritableKeyPath<MedicalNote, String?>
  )

  private var all: [Field] {
    [
      ("conditions", conditions, \.conditions), ("allergies", allergies, \.allergies),
      ("medications", medications, \.medications), ("injuries", injuries, \.injuries),
      ("notes", notes, \.notes),
    ]
  }

  /// What another note says behind what this one does; `medical_note_too_long` where there is no room.
  init(adding other: MedicalNote, to note: MedicalNote) throws {
    func joined(_ path: KeyPath<MedicalNote, String?>) throws -> Patch<MedicalText> {
      guard let added = other[keyPath: path] else { return .absent }
      let text = note[keyPath: path].map { $0 == added ? added : $0 + "\n" + added } ?? added
      do { return .value(try MedicalText(text: text)) } catch { throw Problem(.medicalNoteTooLong) }
    }
    self.init(
      conditions: try joined(\.conditions), allergies: try joined(\.allergies),
      medications: try joined(\.medications),
      injuries: try joined(\.injuries), notes: try joined(\.notes))
  }

  private func names(_ isOne: (Patch<MedicalText>) -> Bool) -> [String] {
    all.filter { isOne($0.patch) }.map(\.name)
  }

  /// The fields that get another text.
  var written: [String] { names { if case .value = $0 { true } else { false } } }

  /// The fields that are cleared.
  var cleared: [String] { names { $0 == .null } }

  /// Nothing of what was there before is left: then nobody has to read it.
  var isWhole: Bool { !all.contains { $0.patch == .absent } }

  func applied(to note: MedicalNote) -> MedicalNote {
    all.reduce(into: note) { note, field in
      note[keyPath: field.path] = field.patch.map(\.text).applied(to: note[keyPath: field.path])
    }
  }
}
