public import Foundation
public import Web

/// A room, field or pool where events take place.
public struct Room: Wire, Versioned {
  public let id: UUID
  public let name: String
  /// How many people it may hold; null where nobody counts.
  public let capacity: Int?
  /// Whether new events may use it.
  public let isActive: Bool
  public let createdAt: Date
  public let updatedAt: Date
  /// Moves with every change; its ETag.
  public let version: Int
}

/// A new room.
public struct NewRoom: Decodable, Sendable {
  let name: Name
  let capacity: RoomCapacity?
}

/// What becomes of a room. Nobody is put out of events that are planned for more people.
public struct RoomPatch: Decodable, Sendable {
  let name: Change<Name>
  let capacity: Patch<RoomCapacity>
  let isActive: Change<Bool>
}

/// Which rooms.
public struct RoomFilter: PagedInput {
  /// The start of the name, in any case.
  let q: SearchText?
  let isActive: Bool?
  public let limit: PageSize?
  public let cursor: String?
}

/// How many people a room holds: 1 to 100,000.
struct RoomCapacity: Decodable, Schematic {
  let count: Int

  private init(count: Int) { self.count = count }

  init(from decoder: any Decoder) throws {
    count = try decoder.singleValueContainer().decode(Int.self)
    guard (1...100_000).contains(count) else { throw Fault("out_of_range", "Must be 1 to 100000.") }
  }

  static let schema: JSONValue = ["type": "integer", "minimum": 1, "maximum": 100_000]
  static let example = RoomCapacity(count: 20)
}
