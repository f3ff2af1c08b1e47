public import Foundation
public import Web

/// What happened to a client.
public enum TimelineKind: String, WordList {
  case created, note
  case membershipStarted = "membership_started"
  case membershipPaused = "membership_paused"
  case membershipEnded = "membership_ended"
  case booked, attended
  case noShow = "no_show"
  case cancelled
  case lateCancelled = "late_cancelled"
  case consentGiven = "consent_given"
  case consentWithdrawn = "consent_withdrawn"
  case merged
}

/// One thing that happened to a client.
public struct TimelineEntry: Codable, Sendable {
  /// Of the entry: a membership or a booking has several.
  public let id: UUID
  public let kind: TimelineKind
  public let occurredAt: Date
  /// The event, the plan or the kind of consent.
  public let title: String?
  /// What a note says, or why something was cancelled.
  public let text: String?
}

/// Which part of it: any of these kinds.
public struct TimelineFilter: PagedInput {
  let kind: [TimelineKind]?
  public let limit: PageSize?
  public let cursor: String?
}

/// How often a client comes, and how reliably.
public struct ClientVisits: Codable, Sendable {
  public let visitCount: Int
  public let firstVisitAt: Date?
  public let lastVisitAt: Date?
  public let lastThirtyDays: Int
  public let lastNinetyDays: Int
  public let noShows: Int
  public let cancellations: Int
  public let lateCancellations: Int
  /// The class or other event that they came to most often.
  public let favourite: String?
}
