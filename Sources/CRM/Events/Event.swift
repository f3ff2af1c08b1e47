public import Foundation
public import Postgres
public import Web

/// Where an event stands. Staff cancel it or say that it is complete; else the clock tells.
public enum EventStatus: String, WordList {
  case scheduled
  case inProgress = "in_progress"
  case completed, cancelled
}

/// How well an event is booked: from 90 per cent of its places, and under 60.
public enum Demand: String, WordList {
  case highDemand = "high_demand"
  case available
  case lowEnrollment = "low_enrollment"
}

/// Who comes to see the gym.
public enum TourType: String, WordList {
  case individual, family, group
}

/// How somebody found the gym.
public enum LeadSource: String, WordList {
  case walkIn = "walk_in"
  case website, referral, phone
  case socialMedia = "social_media"
}

/// Whether the prospect of a tour came.
public enum TourAttendance: String, WordList {
  case expected, confirmed, came
  case noShow = "no_show"
}

/// Where a tour stands: of its event's status and its attendance what matters most.
public enum TourStatus: String, WordList {
  case scheduled, confirmed, completed, cancelled
  case noShow = "no_show"
}

/// What a tour has beside its event; how to reach the prospect is null for whom it does not concern.
public struct Tour: Codable, Sendable {
  public let status: TourStatus
  public let attendance: TourAttendance
  public let tourType: TourType?
  public let leadSource: LeadSource?
  public let firstName: String?
  public let lastName: String?
  public let email: String?
  public let phone: String?
  public let followUpOn: LocalDate?
  public let notes: String?
  /// The client that the prospect became, or was.
  public let clientID: UUID?
  /// Tags, by name.
  public let interests: [NamedReference]
}

/// An event as lists show it.
public struct EventSummary: Codable, Sendable {
  public let id: UUID
  public let type: EventType
  public let title: String
  public let program: ProgramReference?
  public let category: String?
  public let instructor: NamedReference?
  public let room: NamedReference?
  public let location: String?
  public let startsAt: Date
  /// Exclusive.
  public let endsAt: Date
  /// The wall time at the place, such as `2026-11-21T18:00:00`.
  public let localStart: WallTime
  public let timeZone: String
  public let durationMinutes: Int
  public let status: EventStatus
  public let demand: Demand
  /// How many people may book; null is unlimited.
  public let maxParticipants: Int?
  public let currentParticipants: Int
  public let currentWaitlisted: Int
  /// Null where places are unlimited.
  public let spotsLeft: Int?
  public let isVirtual: Bool
  public let price: Price?
  public let featured: Bool
  public let imageURL: String?
  public let seriesID: UUID?
  /// Of tours, for the gym's people.
  public let tour: Tour?
  /// Moves with every change; its ETag.
  public let version: Int
}

/// An event.
public struct Event: Codable, Sendable {
  public let id: UUID
  public let type: EventType
  public let title: String
  public let program: ProgramReference?
  public let category: String?
  public let instructor: NamedReference?
  public let room: NamedReference?
  public let location: String?
  public let startsAt: Date
  /// Exclusive.
  public let endsAt: Date
  /// The wall time at the place, such as `2026-11-21T18:00:00`.
  public let localStart: WallTime
  public let timeZone: String
  public let durationMinutes: Int
  public let status: EventStatus
  public let demand: Demand
  /// How many people may book; null is unlimited.
  public let maxParticipants: Int?
  public let currentParticipants: Int
  public let currentWaitlisted: Int
  /// Null where places are unlimited.
  public let spotsLeft: Int?
  public let isVirtual: Bool
  public let price: Price?
  public let featured: Bool
  public let imageURL: String?
  public let seriesID: UUID?
  /// Of tours, for the gym's people.
  public let tour: Tour?
  /// Moves with every change; its ETag.
  public let version: Int
  public let description: String?
  public let roomNumber: String?
  /// Where one joins; null but for the gym's people and who has a place.
  public let meetingLink: String?
  /// How many people staff may let in; null is as many as may book.
  public let staffCapacity: Int?
  public let waitlistEnabled: Bool
  public let parentEventID: UUID?
  /// Who was planned to lead it, where somebody else does.
  public let substituteFor: NamedReference?
  /// For the gym's people.
  public let substitutionReason: String?
  public let cancellationReason: String?
  public let createdAt: Date
  public let updatedAt: Date
}

/// How many events there are: what tabs show. Words of which there is none are left out.
public struct EventCounts: Codable, Sendable {
  public let total: Int
  public let status: JSON
  public let type: JSON
  public let category: JSON
  public let tourStatus: JSON
}
