public import Foundation
public import Web

/// How somebody came in.
public enum CheckInSource: String, WordList {
  case scan, search, kiosk, door, offline, roster
}

/// Somebody came.
public struct NewCheckIn: Codable, Sendable {
  /// Days that a desk without a network may keep what happened.
  private static let longestAgo = 7 * 86_400.0

  /// What a card or a code says: the member number.
  let code: Code?
  /// Who it is, where no code was read.
  let clientID: UUID?
  /// Where to; without it the booking whose doors are open, and without such a one just to train.
  let eventID: UUID?
  let source: CheckInSource
  /// When, for a desk that was without a network: at most a week ago.
  let occurredAt: Date?
  /// Lets somebody in whom an alert stops, or into an event that is full.
  let override: NewOverride?

  func moment(at now: Date) throws(Problem) -> Date {
    guard let occurredAt else { return now }
    guard occurredAt <= now + 60, occurredAt >= now - NewCheckIn.longestAgo else {
      throw Problem([Fault("out_of_range", "Must lie in the last seven days.", at: "/occurred_at")])
    }
    return occurredAt
  }
}

/// An event that somebody came to.
public struct AttendedEvent: Codable, Sendable {
  public let id: UUID
  public let title: String
  public let startsAt: Date
}

/// That somebody came, with what to know of them.
public struct CheckIn: Wire {
  public let id: UUID
  public let clientID: UUID
  public let bookingID: UUID?
  public let event: AttendedEvent?
  public let source: CheckInSource
  public let verdict: Verdict
  public let alerts: [ClientAlert]
  public let overrideReason: String?
  /// This one included.
  public let visitCount: Int
  public let occurredAt: Date
  /// Until when it can be taken back; null is for ever.
  public let undoUntil: Date?
}

/// That somebody came, in a list.
public struct CheckInRow: Codable, Sendable {
  public let id: UUID
  public let clientID: UUID
  public let firstName: String
  public let lastName: String
  public let bookingID: UUID?
  public let event: AttendedEvent?
  public let source: CheckInSource
  public let verdict: Verdict
  public let overrideReason: String?
  public let visitCount: Int
  public let occurredAt: Date
  public let undoneAt: Date?

  func checkIn(_ alerts: [ClientAlert]) -> CheckIn {
    CheckIn(
      id: id, clientID: clientID, bookingID: bookingID, event: event, source: source, verdict: verdict,
      alerts: alerts,
      overrideReason: overrideReason, visitCount: visitCount, occurredAt: occurredAt, undoUntil: nil)
  }
}

/// Which check-ins.
public struct CheckInFilter: PagedInput {
  let clientID: UUID?
  let eventID: UUID?
  /// Then or later.
  let occurredAtFrom: Date?
  /// And before.
  let occurredAtBefore: Date?
  public let limit: PageSize?
  public let cursor: String?
}

/// A booking whose event is about to begin, or runs.
struct OpenBooking: Decodable, Sendable {
  let id: UUID
  let eventID: UUID
  let title: String
  let isAttended: Bool
}
