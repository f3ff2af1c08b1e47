public import Foundation
public import Web

/// What one may listen to.
public enum Topic: TextValue {
  /// One event and its roster.
  case event(UUID)
  /// The schedule.
  case events
  /// Who comes in.
  case checkIns
  /// One's own notifications.
  case notifications

  public init(text: String) throws(Fault) {
    switch text {
    case "events": self = .events
    case "check-ins": self = .checkIns
    case "notifications": self = .notifications
    default:
      guard text.hasPrefix("event:"), let id = UUID(uuidString: String(text.dropFirst(6))) else {
        throw Fault("unknown_topic", "Must be event:{id}, events, check-ins or notifications.")
      }
      self = .event(id)
    }
  }

  public var text: String {
    switch self {
    case .event(let id): "event:\(id.uuidString.lowercased())"
    case .events: "events"
    case .checkIns: "check-ins"
    case .notifications: "notifications"
    }
  }

  var event: UUID? {
    if case .event(let id) = self { return id }
    return nil
  }

  public static let schema: JSONValue = [
    "type": "string", "pattern": "^(event:[0-9a-fA-F-]{36}|events|check-ins|notifications)$",
  ]
  public static let example = Topic.events
}

/// What somebody wants to hear, and what they have heard last.
public struct StreamFilter: Decodable, Sendable {
  /// Without it, one's own notifications.
  let topics: [Topic]?
  /// As in the header Last-Event-ID, which wins.
  let lastEventID: HeardID?

  private enum CodingKeys: String, CodingKey {
    case topics
    case lastEventID = "last_event_id"
  }

  /// What a client says it has heard; whatever is none of ours is like one that is forgotten by now.
  struct HeardID: TextValue {
    let text: String
    init(text: String) throws(Fault) { self.text = text }
    static let schema: JSONValue = ["type": "string"]
    static let example = HeardID(known: "0192f0c4-7e00-4abc-8000-00000000000f")
    private init(known: String) { text = known }
    var change: UUID? { UUID(uuidString: text) }
  }
}
