import Foundation
public import Web

/// What an event is, as far as places count.
struct EventFacts: Codable, Sendable {
  let id: UUID
  let title: String
  let status: String
  let startsAt: Date
  let endsAt: Date
  let timeZone: String
  let maxParticipants: Int?
  let staffCapacity: Int?
  let roomCapacity: Int?
  let currentParticipants: Int
  let currentWaitlisted: Int
  let waitlistEnabled: Bool
  let changedAt: Date?

  var zone: TimeZone { TimeZone(identifier: timeZone) ?? .gmt }

  /// How many places are left, as far as anybody counts; `asStaff` up to the staff's own capacity. No limit is nil.
  func placesLeft(asStaff: Bool = false) -> Int? {
    let limit = asStaff ? staffCapacity ?? maxParticipants : maxParticipants
    return [limit, roomCapacity].compactMap(\.self).min().map { $0 - currentParticipants }
  }
}

/// What a person may do with bookings.
struct BookingRights: Codable, Sendable {
  /// For others, and without regard to windows.
  let manages: Bool
  let overrides: Bool
  let waives: Bool
}

/// What is known when somebody wants a place.
struct BookingFacts: Codable, Sendable {
  let event: EventFacts
  /// Nil where the gym has no such client.
  let clientID: UUID?
  let clientStatus: ClientStatus?
  /// The live booking of the same event.
  let bookingID: UUID?
  let bookingStatus: BookingStatus?
  /// Another event, at the same time, that the client has a seat in.
  let overlapsID: UUID?
  let policy: BookingSettings
  /// What holds for the event whoever asks: how its line is served. Only where somebody waits.
  let eventPolicy: BookingSettings?
  let rights: BookingRights
}

/// What is known when a booking is to become something else.
struct BookedFacts: Codable, Sendable {
  let id: UUID
  let clientID: UUID
  let status: BookingStatus
  /// When they were moved up from the line.
  let promotedAt: Date?
  let registeredAt: Date
  let freeUntil: Date?
  let lateCancelFee: Money?
  let noShowFee: Money?
  let paymentStatus: String
  let price: Money?
  let version: Int
  let event: EventFacts
  let policy: BookingSettings
  let rights: BookingRights
  /// When the client cancelled late or did not come, the last year.
  let strikes: [Date]
}

/// Where a booking stands.
public enum BookingStatus: String, WordList {
  case registered, waitlisted, attended
  case noShow = "no_show"
  case cancelled
  case lateCancelled = "late_cancelled"
}
