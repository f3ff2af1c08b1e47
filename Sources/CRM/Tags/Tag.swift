public import Foundation
public import Web

/// What kind of word a tag is: a specialty of staff, an interest of clients, a category of classes, ...
public enum TagType: String, WordList {
  case specialty, interest, category, skill, certification, custom
}

/// What a tag can be put on. A class and a tour are events, of which the type is checked.
public enum TaggableType: String, WordList {
  case user, client, event, `class`, tour
}

/// A word that a gym puts on people and things.
public struct Tag: Wire, Versioned {
  public let id: UUID
  public let name: String
  public let type: TagType
  /// As `#rrggbb`.
  public let color: String?
  public let icon: String?
  public let description: String?
  /// Whether it is offered; a retired tag stays where it is.
  public let isActive: Bool
  /// On how many things it is, of those that whoever asks may see.
  public let uses: Int
  public let createdAt: Date
  public let updatedAt: Date
  /// Moves with every change; its ETag.
  public let version: Int
}

/// A new tag. It is offered unless it says otherwise.
public struct NewTag: Decodable, Sendable {
  let name: Name
  let type: TagType
  let color: Color?
  let icon: Code?
  let description: Description?
  let isActive: Bool?
}

/// What becomes of a tag. Its type stays: it says what the word means.
public struct TagPatch: Decodable, Sendable {
  let name: Change<Name>
  let color: Patch<Color>
  let icon: Patch<Code>
  let description: Patch<Description>
  let isActive: Change<Bool>
}

/// Which tags.
public struct TagFilter: PagedInput {
  /// Any of these.
  let type: [TagType]?
  /// The start of the name, in any case.
  let q: SearchText?
  let isActive: Bool?
  public let limit: PageSize?
  public let cursor: String?
}

/// A tag on a thing.
public struct Taggable: Wire {
  public let id: UUID
  public let tagID: UUID
  public let taggableType: TaggableType
  public let taggableID: UUID
  /// Who put it there; null for an operator.
  public let createdBy: UUID?
  public let createdAt: Date
}

/// What to put a tag on.
public struct NewTaggable: Decodable, Sendable {
  let tagID: UUID
  let taggableType: TaggableType
  let taggableID: UUID
}

/// What of the things that a tag is on.
public struct TaggableFilter: PagedInput {
  /// Any of these.
  let taggableType: [TaggableType]?
  public let limit: PageSize?
  public let cursor: String?
}

/// A tag as its client has it.
public struct ClientTag: Codable, Sendable {
  /// The tag's.
  public let id: UUID
  public let name: String
  public let type: TagType
  public let color: String?
  public let icon: String?
  /// Of the tag on this client: DELETE /v1/taggables/{id} takes it away.
  public let taggableID: UUID
  public let taggedAt: Date
}

/// The tags that a client is to have, and no others: at most 50.
public struct ClientTagIDs: Decodable, Sendable {
  /// Each once.
  let tagIDs: [UUID]

  private enum CodingKeys: String, CodingKey { case tagIDs = "tag_ids" }

  public init(from decoder: any Decoder) throws {
    tagIDs = try decoder.container(keyedBy: CodingKeys.self).decode([UUID].self, forKey: .tagIDs)
    guard tagIDs.count <= 50 else { throw Fault("out_of_range", "Give at most 50 tags.", at: "/tag_ids") }
    guard Set(tagIDs).count == tagIDs.count else {
      throw Fault("repeated", "Name each tag once.", at: "/tag_ids")
    }
  }
}

/// A colour as `#rrggbb`; kept in lower case.
public struct Color: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    let text = try text.normalized(limit: 7).lowercased()
    guard text.utf8.count == 7, text.utf8.first == UInt8(ascii: "#"),
      text.utf8.dropFirst().allSatisfy(Color.isHex)
    else { throw Fault("invalid_color", "Must look like #f34a22.") }
    self.text = text
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "pattern": "^#[0-9a-fA-F]{6}$"]
  public static let example = Color(known: "#f34a22")
}

/// What something means: at most 1,000 characters.
public struct Description: TextValue {
  public let text: String

  public init(text: String) throws(Fault) { self.text = try text.normalized(limit: 1_000, lines: true) }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 1_000]
  public static let example = Description(known: "Comes before work.")
}
