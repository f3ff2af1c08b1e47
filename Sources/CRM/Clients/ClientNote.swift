public import Foundation
public import Web

/// Who reads a note about a client: all who see clients, those who change them, or those who manage staff.
public enum NoteVisibility: String, WordList {
  case team, desk, managers
}

/// What somebody of the gym noted about a client, who never sees it.
public struct ClientNote: Wire, Versioned {
  public let id: UUID
  public let clientID: UUID
  public let body: String
  public let visibility: NoteVisibility
  /// Shown first, and as an alert at the desk.
  public let isPinned: Bool
  public let author: NoteAuthor?
  public let createdAt: Date
  public let updatedAt: Date
  /// Moves with every change; its ETag.
  public let version: Int
}

/// Who wrote a note; the name is null once they no longer work here.
public struct NoteAuthor: Codable, Sendable {
  public let id: UUID
  public let name: String?
}

/// A new note. For the whole team, and not pinned, unless it says otherwise.
public struct NewClientNote: Codable, Sendable {
  let body: Notes
  let visibility: NoteVisibility?
  let isPinned: Bool?
}

/// What becomes of a note.
public struct ClientNotePatch: Decodable, Sendable {
  let body: Change<Notes>
  let visibility: Change<NoteVisibility>
  let isPinned: Change<Bool>
}

/// Which of them.
public struct NoteFilter: PagedInput {
  let isPinned: Bool?
  public let limit: PageSize?
  public let cursor: String?
}

/// Who answers for a client who is a minor: another client, or somebody by name.
public struct ClientGuardian: Wire {
  public let id: UUID
  public let clientID: UUID
  public let guardianID: UUID?
  public let name: String?
  public let phone: String?
  public let email: String?
  public let relationship: String?
  public let createdAt: Date
}

/// A new guardian: either `guardian_id`, or a name with how to reach them.
public struct NewClientGuardian: Codable, Sendable {
  let guardianID: UUID?
  let name: Line?
  let phone: Phone?
  let email: Email?
  let relationship: Line?
}
