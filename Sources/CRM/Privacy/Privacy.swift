public import Foundation
public import Web

/// Of whom everything is to be exported, or erased.
public struct PrivacyRequest: Decodable, Sendable {
  let clientID: UUID
}

/// Where an erasure stands: `requested` waits for somebody else, `approved` for its turn.
public enum ErasureStatus: String, WordList {
  case requested, approved, withdrawn, erased
}

/// The erasure of a client: who asked, who decided, and when it was done.
public struct Erasure: Wire {
  public let id: UUID
  public let clientID: UUID
  public let status: ErasureStatus
  /// Null where a retention rule asked.
  public let requestedBy: UUID?
  /// Who approved or withdrew it.
  public let decidedBy: UUID?
  public let createdAt: Date
  public let decidedAt: Date?
  public let erasedAt: Date?
}

/// Which erasures.
public struct ErasureFilter: PagedInput {
  /// Any of these.
  let status: [ErasureStatus]?
  let clientID: UUID?
  public let limit: PageSize?
  public let cursor: String?
}

/// Whether a consent was given or taken back.
public enum ConsentStatus: String, WordList {
  case given, withdrawn
}

/// How a person said so.
public enum ConsentSource: String, WordList {
  case inPerson = "in_person"
  case paper, phone, email, web, app
  case `import`
}

/// What a client consented to, or withdrew: one line of a history that only grows.
public struct Consent: Codable, Sendable {
  public let id: UUID
  /// To what: `marketing_email`, `photos`.
  public let kind: String
  public let status: ConsentStatus
  /// When the person said so.
  public let occurredAt: Date
  public let source: ConsentSource
  /// Which wording the person was shown.
  public let wordingVersion: String?
  /// Who wrote it down.
  public let recordedBy: UUID?
  public let createdAt: Date
}

/// All consents of a client, newest first; of each kind the first counts.
public struct ConsentHistory: Wire {
  public let data: [Consent]
}

/// A consent that was given or withdrawn.
public struct NewConsent: Decodable, Sendable {
  let kind: ConsentKind
  let status: ConsentStatus
  /// Now, where nothing is said.
  let occurredAt: Date?
  let source: ConsentSource
  let wordingVersion: Code?
}

/// To what a person consents: a word of the gym's, in snake_case.
public struct ConsentKind: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    guard text.utf8.count <= 50, text.wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil else {
      throw Fault("invalid_kind", "Must be small letters with single underscores between, at most 50.")
    }
    self.text = text
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "pattern": "^[a-z]+(_[a-z]+)*$", "maxLength": 50]
  public static let example = ConsentKind(known: "marketing_email")
}
