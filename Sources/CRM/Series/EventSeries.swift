import Foundation
import Web

enum SeriesMinutes: NumberLimits { static let range = 1.0...10_080.0 }
enum SeriesPlaces: NumberLimits { static let range = 0.0...100_000.0 }

/// Where one joins an event from afar: an https address of at most 2,000 characters.
struct SeriesLink: TextValue {
  let text: String

  init(text: String) throws(Fault) {
    self.text = try text.normalized(limit: 2_000)
    guard self.text.hasPrefix("https://"), self.text.count > 8, !self.text.contains(where: \.isWhitespace)
    else { throw Fault("invalid_url", "Must begin with https://, without spaces.") }
  }

  private init(known: String) { text = known }
  static let schema: JSONValue = ["type": "string", "format": "uri", "minLength": 9, "maxLength": 2_000]
  static let example = SeriesLink(known: "https://meet.example.com/yoga")
}

/// What the events of a series are.
enum SeriesKind: String, WordList {
  case `class`, tour
  case personalTraining = "personal_training"
  case workshop, assessment, other
}

/// Events that repeat by a rule, at one time on the wall of one place.
struct EventSeries: Wire, Versioned {
  let id: UUID
  let templateID: UUID?
  let eventType: SeriesKind
  let title: Line
  let description: Notes?
  /// RFC 5545, the part after `RRULE:`.
  let recurringPattern: RecurrenceRule
  /// Of the first event by the rule.
  let startsOn: LocalDate
  /// The last day that an event may have; null for no end.
  let endsOn: LocalDate?
  let startTime: DayTime
  let durationMinutes: Limited<SeriesMinutes>
  let timeZone: TimeZoneID
  let instructorID: UUID?
  let roomID: UUID?
  let location: Line?
  let isVirtual: Bool
  let meetingLink: SeriesLink?
  let maxParticipants: Limited<SeriesPlaces>?
  let staffCapacity: Limited<SeriesPlaces>?
  let waitlistEnabled: Bool
  let price: Fee?
  /// Wall times that the rule names and that do not take place.
  let exdates: [WallTime]
  /// Wall times that take place although the rule does not name them.
  let rdates: [WallTime]
  /// Wall times so far without an event, since room or trainer could not be had; tried again every night.
  let skipped: [WallTime]
  /// Until when its events were made.
  let materializedUntil: LocalDate?
  /// The series that it goes on from, changed.
  let parentSeriesID: UUID?
  /// Whether events are still made from it.
  let isActive: Bool
  let createdBy: UUID?
  let createdAt: Date
  let updatedAt: Date
  /// Moves with every change; its ETag.
  let version: Int
}

/// A new series. What it leaves open its template says, and of the time zone the organization.
struct NewEventSeries: Decodable, Sendable {
  let templateID: UUID?
  let eventType: SeriesKind?
  /// Of its template, unless given.
  let title: Line?
  let description: Notes?
  let recurringPattern: RecurrenceRule
  /// A day that the rule names; at most ten years away.
  let startsOn: LocalDate
  let endsOn: LocalDate?
  let startTime: DayTime
  /// Of its template unless given, else 60.
  let durationMinutes: Limited<SeriesMinutes>?
  let timeZone: TimeZoneID?
  let instructorID: UUID?
  let roomID: UUID?
  let location: Line?
  let isVirtual: Bool?
  let meetingLink: SeriesLink?
  let maxParticipants: Limited<SeriesPlaces>?
  let staffCapacity: Limited<SeriesPlaces>?
  let waitlistEnabled: Bool?
  let price: Fee?
  /// At most 1,000.
  let exdates: [WallTime]?
  /// At most 100.
  let rdates: [WallTime]?
  /// Makes the events whose room and trainer are free, instead of none.
  let skipClashes: Bool?
}

/// Which events of a series a change is for; one alone is changed as the event that it is.
enum SeriesScope: String, WordList {
  /// Everything that is still to come.
  case all
  /// What is still to come from `from` on, which goes on as a series of its own.
  case following
}

/// What becomes of a series. What is past stays, and what was changed on one event alone.
struct EventSeriesPatch: Decodable, Sendable {
  /// Everything that is still to come unless given.
  let scope: SeriesScope?
  /// Which occurrence is the first to change: its wall time by the rule, wherever it was moved.
  let from: WallTime?
  let templateID: Patch<UUID>
  let eventType: Change<SeriesKind>
  let title: Change<Line>
  let description: Patch<Notes>
  let recurringPattern: Change<RecurrenceRule>
  let endsOn: Patch<LocalDate>
  let startTime: Change<DayTime>
  let durationMinutes: Change<Limited<SeriesMinutes>>
  let timeZone: Change<TimeZoneID>
  let instructorID: Patch<UUID>
  let roomID: Patch<UUID>
  let location: Patch<Line>
  let isVirtual: Change<Bool>
  let meetingLink: Patch<SeriesLink>
  let maxParticipants: Patch<Limited<SeriesPlaces>>
  let staffCapacity: Patch<Limited<SeriesPlaces>>
  let waitlistEnabled: Change<Bool>
  let price: Patch<Fee>
  let exdates: Change<[WallTime]>
  let rdates: Change<[WallTime]>
}

/// From which occurrence on a series is cancelled; without it, everything that is still to come.
struct SeriesCancellation: Decodable, Sendable {
  let from: WallTime?
}

/// Which series.
struct EventSeriesFilter: PagedInput {
  let isActive: Bool?
  let templateID: UUID?
  let instructorID: UUID?
  let roomID: UUID?
  let limit: PageSize?
  let cursor: String?
}

/// What is in the way of an event.
struct Clash: Codable, Sendable {
  /// `room_taken` or `trainer_taken`.
  let code: String
  let eventID: UUID
  let title: String
  let startsAt: Date
  let endsAt: Date
}

/// An event that a series would make.
struct PlannedOccurrence: Codable, Sendable {
  let occurrenceAt: WallTime
  let startsAt: Date
  let endsAt: Date
  let clash: Clash?
}

/// What a series would make, as far as it is made ahead; nothing is kept.
struct SeriesPreview: Wire {
  let timeZone: TimeZoneID
  let occurrences: [PlannedOccurrence]
  let clashCount: Int
}
