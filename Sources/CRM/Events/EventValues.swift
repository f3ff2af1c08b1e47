import Foundation
import Postgres
import Web

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

/// The ids of tags, each once: at most 20.
struct Interests: Decodable {
  let tags: [UUID]

  init(from decoder: any Decoder) throws {
    tags = try [UUID](from: decoder)
    guard tags.count <= 20 else { throw Fault("out_of_range", "Give at most 20 tags.") }
    guard Set(tags).count == tags.count else { throw Fault("repeated", "Name each tag once.") }
  }
}
