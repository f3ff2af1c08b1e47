public import Foundation
public import Postgres
public import Web

/// The event that somebody has booked.
public struct BookedEvent: Codable, Sendable {
  public let id: UUID
  public let title: String
  public let startsAt: Date
  public let endsAt: Date
  public let timeZone: String?
  public let status: String
}

/// Who has booked; how to reach them as far as whoever asks may know it.
public struct BookedClient: Codable, Sendable {
  public let id: UUID
  public let firstName: String
  public let lastName: String
  public let email: String?
  public let phone: String?
  public let photoURL: String?
}

/// A place in an event, or in the line for one.
public struct Booking: Wire, Versioned {
  public let id: UUID
  public let event: BookedEvent
  public let client: BookedClient
  public let status: BookingStatus
  /// 1 is next; null for whoever does not wait.
  public let waitlistPosition: Int?
  public let isFirstVisit: Bool
  /// Whether staff let them in past a limit.
  public let isOverride: Bool
  /// The client whose guest it is, and who answers for the fees.
  public let hostID: UUID?
  public let registeredAt: Date
  /// When they were moved up from the line.
  public let promotedAt: Date?
  /// How many minutes before the event they have to know that they are in; null is what the gym says.
  public let noticeMinutes: Int?
  /// Until when cancelling is free; as it was shown when it was booked.
  public let freeUntil: Date?
  /// What a late cancellation costs without tax; null for nothing.
  public let lateCancelFee: Money?
  /// What not coming costs without tax; null for nothing.
  public let noShowFee: Money?
  /// The fee that was incurred, without tax.
  public let fee: Money?
  public let feeTax: Money?
  public let feeWaivedAt: Date?
  public let checkedInAt: Date?
  public let cancelledAt: Date?
  public let cancellationReason: String?
  public let source: String?
  public let paymentStatus: String
  public let price: Money?
  /// For the gym's people alone.
  public let notes: String?
  public let createdAt: Date
  public let updatedAt: Date
  public let version: Int
}

/// Where a booking was made.
public enum BookingSource: String, WordList {
  case app, website, desk, phone, kiosk, `import`
}

/// A place to be booked.
public struct NewBooking: Codable, Sendable {
  /// Nobody is oneself.
  let clientID: UUID?
  /// The client whose guest it is; for staff to say.
  let hostID: UUID?
  let source: BookingSource?
  /// For the gym's people.
  let notes: Notes?
  /// Why somebody gets a place whom a rule or a limit refuses; takes `bookings.override`.
  let overrideReason: Reason?
  /// What `POST /v1/quotes` said: the booking is refused where that is no longer true.
  let quoteID: String?
}

/// A place in the line.
public struct NewWait: Codable, Sendable {
  /// Nobody is oneself.
  let clientID: UUID?
  /// How many minutes before the event one has to know that one is in; else the gym's rule.
  let noticeMinutes: NoticeMinutes?
  let source: BookingSource?
  /// What `POST /v1/quotes` said: refused where that is no longer true.
  let quoteID: String?
}

/// A cancellation.
public struct NewCancellation: Codable, Sendable {
  /// In the words of whoever cancels.
  let reason: Reason?
  /// For staff with `fees.waive`, who say why in `reason`: no fee and no strike, whenever it is.
  let waivesFee: Bool?
  /// What `POST /v1/quotes` said: refused where that is no longer true.
  let quoteID: String?
}

/// Something that staff do against a rule, and why.
public struct NewOverride: Codable, Sendable {
  let reason: Reason
}

/// What the gym's people note about a booking.
public struct BookingPatch: Decodable, Sendable {
  let notes: Patch<Notes>
  let noticeMinutes: Patch<NoticeMinutes>
}

/// Which bookings.
public struct BookingFilter: PagedInput {
  /// Any of these.
  let status: [BookingStatus]?
  let clientID: UUID?
  let eventID: UUID?
  /// Of events that start then or later.
  let startsAtFrom: Date?
  /// And before.
  let startsAtBefore: Date?
  let isFirstVisit: Bool?
  public let limit: PageSize?
  public let cursor: String?
}

/// Which of an event's bookings.
public struct RosterFilter: Decodable, Sendable {
  /// Any of these; without it all but the cancelled.
  let status: [BookingStatus]?
}

/// How many of an event's bookings stand where: the tabs of a roster.
public struct RosterCounts: Codable, Sendable {
  public let registered: Int
  public let waitlisted: Int
  public let attended: Int
  public let noShow: Int
  public let cancelled: Int
  public let lateCancelled: Int
}

/// Why a booking became what it is.
public struct BookingDecision: Codable, Sendable {
  public let id: UUID
  public let act: String
  /// `allowed`, `overridden`, or `skipped` for who kept waiting although a place was free.
  public let outcome: String
  /// Codes of what spoke against it, or decided it.
  public let reasons: [String]
  /// The numbers that counted.
  public let facts: JSON
  public let overrideReason: String?
  public let createdBy: UUID?
  public let createdAt: Date
}

enum NoticeRange: NumberLimits { static let range = 0.0...10_080.0 }
/// Minutes, up to a week.
typealias NoticeMinutes = Limited<NoticeRange>
