public import Foundation
public import Web

/// What a feed shows.
public enum FeedKind: String, WordList {
  /// What one has booked.
  case member
  /// What one leads.
  case trainer
  /// What takes place in a room.
  case room
  /// Everything.
  case location
}

/// A calendar that somebody subscribed to. Its address is shown once, when it gets its secret.
public struct CalendarFeed: Wire {
  public let id: UUID
  /// Who made it; it shows what they may see.
  public let userID: UUID
  public let kind: FeedKind
  public let roomID: UUID?
  /// When it got its secret.
  public let rotatedAt: Date
  public let createdAt: Date
}

/// A feed that was just given its address, for calendar programs: whoever has that needs nothing else.
public struct AddressedFeed: Wire {
  public let id: UUID
  public let kind: FeedKind
  public let roomID: UUID?
  /// It is shown this once.
  public let url: String

  public static var isConfidential: Bool { true }
}

/// A new one, of which there is one of each kind, and of each room.
public struct NewCalendarFeed: Decodable, Sendable {
  let kind: FeedKind
  /// For the kind `room`.
  let roomID: UUID?
}

/// What a calendar program sends: the end of the address that it was given.
public struct FeedAddress: Decodable, Sendable {
  let token: Text?

  /// Whatever cannot be a token is like one that is unknown.
  struct Text: TextValue {
    let text: String
    init(text: String) throws(Fault) { self.text = text }
    static let schema: JSONValue = ["type": "string"]
    static let example = Text(known: "AZLwxH4AdKuoAAAAAAAADw.secret")
    private init(known: String) { text = known }
  }
}
