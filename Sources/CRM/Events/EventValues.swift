import Foundation
import Postgres
public import Web

/// A wall time without a zone: `2026-11-21T18:00`, with seconds if need be.
public struct WallTime: TextValue {
  /// As if it were a time of Greenwich.
  let wall: Date

  public init(text: String) throws(Fault) {
    let count = text.utf8.count
    guard count == 16 || count == 19, let wall = parseTimestamp(count == 16 ? "\(text):00Z" : "\(text)Z")
    else {
      throw Fault("invalid_wall_time", "Must be a wall time such as 2026-11-21T18:00.")
    }
    self.wall = wall
  }

  init(wall: Date) { self.wall = wall }

  public var text: String { String(formatTimestamp(wall).prefix(19)) }
  public static let schema: JSONValue = [
    "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?$",
  ]
  public static let example = WallTime(wall: Date(timeIntervalSince1970: 1_795_284_000))
}

/// Where a door says it is: 1 to 50 characters.
struct RoomNumber: TextValue {
  let text: String

  init(text: String) throws(Fault) { self.text = try text.normalized(limit: 50) }

  private init(known: String) { text = known }
  static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 50]
  static let example = RoomNumber(known: "2.14")
}

/// Where one joins from afar: an https address of at most 2,000 characters.
struct MeetingURL: TextValue {
  let text: String

  init(text: String) throws(Fault) { self.text = try PictureURL(text: text).text }

  private init(known: String) { text = known }
  static let schema = PictureURL.schema
  static let example = MeetingURL(known: "https://meet.example.com/abc")
}

/// Why something is done: at most 1,000 characters.
struct Reason: TextValue {
  let text: String

  init(text: String) throws(Fault) { self.text = try text.normalized(limit: 1_000, lines: true) }

  private init(known: String) { text = known }
  static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 1_000]
  static let example = Reason(known: "The trainer is ill.")
}

/// The ids of tags, each once: at most 20.
struct Interests: Decodable {
  let tags: [UUID]

  init(from decoder: any Decoder) throws {
    tags = try [UUID](from: decoder)
    guard tags.count <= 20 else { throw Fault("out_of_range", "Give at most 20 tags.") }
    guard Set(tags).count == tags.count else { throw Fault("repeated", "Name each tag once.") }
  }
}
