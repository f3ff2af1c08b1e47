import Foundation
import Web

/// Something that changed, as `private.changes` keeps it and NOTIFY tells it.
struct RecordedChange: Codable, Equatable, Sendable {
  enum Kind: String, Codable { case event, booking, notification }

  let organizationID: UUID
  let id: UUID
  let type: Kind
  let entityID: UUID
  let version: Int
  /// The event that is changed or booked.
  let eventID: UUID?
  /// Whose booking it is, as the gym's record.
  let clientID: UUID?
  /// Whose notification it is.
  let userID: UUID?
  /// Whether the event has more or fewer places taken, or people waiting, than before.
  let movesCount: Bool
  let isCheckIn: Bool
  /// Whether the event is one that all members see, and no tour or training of somebody's own.
  let isPublic: Bool

  /// As PostgreSQL writes a row as JSON.
  private enum CodingKeys: String, CodingKey {
    case id, type, version
    case organizationID = "organization_id"
    case entityID = "entity_id"
    case eventID = "event_id"
    case clientID = "client_id"
    case userID = "user_id"
    case movesCount = "moves_count"
    case isCheckIn = "is_check_in"
    case isPublic = "is_public"
  }

  /// Nil for what is no change.
  init?(payload: String) {
    guard let change = try? JSONDecoder().decode(RecordedChange.self, from: Data(payload.utf8)) else {
      return nil
    }
    self = change
  }
}

/// What a listener is told: what to read again, and under which topic they asked for it.
struct Pointer: Encodable, Equatable {
  let type: RecordedChange.Kind
  let id: UUID
  /// Null where the event itself is as it was and only the number of its places moved.
  let version: Int?
  let topic: String
}

/// What a listener may hear, as the door had it a moment ago.
struct Hearing: Decodable, Sendable {
  /// Whether their permissions let them read the schedule, and whether the gym does.
  let viewsEvents: Bool
  let seesSchedule: Bool
  let viewsBookings: Bool
  /// Whether that is also what only some members see.
  let seesAll: Bool
  /// The gym's record of who listens.
  let clientID: UUID?
  /// Which of the events that they listen to they can see.
  let visibleEvents: [UUID]

  /// What this change is to somebody who listens to that; nil where it is nothing.
  func pointer(to change: RecordedChange, under topic: Topic, for user: UUID) -> Pointer? {
    switch (topic, change.type) {
    case (.notifications, .notification):
      return change.userID == user ? entity(change, topic) : nil
    case (.checkIns, .booking):
      return viewsBookings && change.isCheckIn ? entity(change, topic) : nil
    case (.events, .event):
      return hears(change) ? entity(change, topic) : nil
    case (.events, .booking):
      return hears(change) ? count(change, topic) : nil
    case (.event(let id), .event), (.event(let id), .booking):
      guard change.eventID == id, viewsEvents, visibleEvents.contains(id) else { return nil }
      if change.type == .event || viewsBookings || (clientID != nil && change.clientID == clientID) {
        return entity(change, topic)
      }
      return count(change, topic)
    default: return nil
    }
  }

  /// Whether it is of the schedule that they see.
  private func hears(_ change: RecordedChange) -> Bool {
    viewsEvents && seesSchedule && (seesAll || change.isPublic)
  }

  private func entity(_ change: RecordedChange, _ topic: Topic) -> Pointer {
    Pointer(type: change.type, id: change.entityID, version: change.version, topic: topic.text)
  }

  /// Of somebody else's booking one hears what the schedule shows: how full the event is.
  private func count(_ change: RecordedChange, _ topic: Topic) -> Pointer? {
    guard change.movesCount, let event = change.eventID else { return nil }
    return Pointer(type: .event, id: event, version: nil, topic: topic.text)
  }
}

extension Topic {
  /// Whether the change may be something to somebody who listens to this; what they may hear is asked later.
  func concerns(_ change: RecordedChange) -> Bool {
    switch self {
    case .event(let id): change.eventID == id
    case .events: change.type == .event || change.movesCount
    case .checkIns: change.isCheckIn
    case .notifications: change.type == .notification
    }
  }
}
