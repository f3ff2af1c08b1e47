import Foundation
import Web

/// A new event. What it does not say its program says, where it has one.
public struct NewEvent: Decodable, Sendable {
  /// A class where neither this nor a program says otherwise.
  let type: EventType?
  /// Needed without a program.
  let title: Line?
  let programID: UUID?
  let description: Notes?
  let category: Name?
  /// Whoever plans no events but their own leads them.
  let instructorID: UUID?
  /// Either this, or `local_start`.
  let startsAt: Date?
  let localStart: WallTime?
  /// Of the place; the organization's where nothing is said.
  let timeZone: TimeZoneID?
  /// Either this, or `duration_minutes`; else as long as events of the program, or an hour.
  let endsAt: Date?
  let durationMinutes: DurationMinutes?
  let roomID: UUID?
  let location: Line?
  let roomNumber: RoomNumber?
  let isVirtual: Bool?
  let meetingLink: MeetingURL?
  let maxParticipants: PlaceCount?
  let staffCapacity: PlaceCount?
  let waitlistEnabled: Bool?
  let price: Price?
  let featured: Bool?
  let imageURL: PictureURL?
  let parentEventID: UUID?
  /// Of tours alone.
  let tour: NewTour?

  var times: EventTimes.Input {
    .init(
      startsAt: startsAt, localStart: localStart, timeZone: timeZone, endsAt: endsAt,
      durationMinutes: durationMinutes?.count)
  }
}

/// Who comes to see the gym, and what for.
public struct NewTour: Decodable, Sendable {
  let tourType: TourType?
  let leadSource: LeadSource?
  let firstName: Name?
  let lastName: Name?
  let email: Email?
  let phone: Phone?
  let attendance: TourAttendance?
  let followUpOn: LocalDate?
  let notes: Notes?
  /// Tags: at most 20.
  let interests: Interests?
}

/// What becomes of an event. Who has booked is told where it moves, and nobody is put out.
public struct EventPatch: Decodable, Sendable {
  let title: Change<Line>
  let programID: Patch<UUID>
  let description: Patch<Notes>
  let category: Patch<Name>
  let instructorID: Patch<UUID>
  let startsAt: Change<Date>
  let localStart: Change<WallTime>
  /// Without a new start it stays at the same wall time.
  let timeZone: Change<TimeZoneID>
  /// Without it, or `duration_minutes`, it lasts as long as before.
  let endsAt: Change<Date>
  let durationMinutes: Change<DurationMinutes>
  let roomID: Patch<UUID>
  let location: Patch<Line>
  let roomNumber: Patch<RoomNumber>
  let isVirtual: Change<Bool>
  let meetingLink: Patch<MeetingURL>
  let maxParticipants: Patch<PlaceCount>
  let staffCapacity: Patch<PlaceCount>
  let waitlistEnabled: Change<Bool>
  let price: Patch<Price>
  let featured: Change<Bool>
  let imageURL: Patch<PictureURL>
  let tour: Change<TourPatch>

  var times: EventTimes.Input {
    .init(
      startsAt: startsAt.given, localStart: localStart.given, timeZone: timeZone.given, endsAt: endsAt.given,
      durationMinutes: durationMinutes.given?.count)
  }
}

/// What becomes of a tour's own members.
public struct TourPatch: Decodable, Sendable {
  let tourType: Patch<TourType>
  let leadSource: Patch<LeadSource>
  let firstName: Patch<Name>
  let lastName: Patch<Name>
  let email: Patch<Email>
  let phone: Patch<Phone>
  let attendance: Change<TourAttendance>
  let followUpOn: Patch<LocalDate>
  let notes: Patch<Notes>
  /// These and no others.
  let interests: Change<Interests>
}

extension Change {
  /// The value that was sent.
  var given: Value? {
    if case .value(let value) = self { value } else { nil }
  }
}

/// How much of a series something concerns.
enum CancellationScope: String, WordList {
  case this, following, all
}

/// That an event does not take place.
public struct Cancellation: Decodable, Sendable {
  /// Who has booked is told.
  let reason: Reason?
  /// Of a series: this one alone, unless it says otherwise. `following` are this one and later ones, `all` all that are
  /// still to come.
  let scope: CancellationScope?
}

/// That somebody else leads an event.
public struct Substitution: Decodable, Sendable {
  let instructorID: UUID
  /// For the gym's people.
  let reason: Reason?
}

/// What the prospect of a tour becomes.
public struct Conversion: Decodable, Sendable {
  /// A lead, unless it says otherwise.
  let status: ConvertedStatus?
  /// The client that the prospect is already.
  let clientID: UUID?
}

/// What a prospect may become.
enum ConvertedStatus: String, WordList {
  case lead, active

  var client: ClientStatus { self == .active ? .active : .lead }
}
