import Foundation
import Web

/// What a series says, whether it is new, kept or about to change.
struct SeriesDraft: Sendable {
  var templateID: UUID?
  var eventType: SeriesKind
  var title: Line
  var description: Notes?
  var rule: RecurrenceRule
  var startsOn: LocalDate
  var endsOn: LocalDate?
  var startTime: DayTime
  var durationMinutes: Int
  var timeZone: TimeZoneID
  var instructorID: UUID?
  var roomID: UUID?
  var location: Line?
  var isVirtual: Bool
  var meetingLink: SeriesLink?
  var maxParticipants: Int?
  var staffCapacity: Int?
  var waitlistEnabled: Bool
  var price: Fee?
  var exdates: [WallTime]
  var rdates: [WallTime]

  /// What a new series takes over.
  struct Defaults: Decodable, Sendable {
    let timeZone: TimeZoneID
    let currency: CurrencyCode
    /// Null where there is no template.
    let title: Line?
    let eventType: SeriesKind?
    let description: Notes?
    let durationMinutes: Int?
    let maxParticipants: Int?
    let instructorID: UUID?
    let price: Fee?
  }

  init(_ new: NewEventSeries, _ defaults: Defaults) throws {
    guard let title = new.title ?? defaults.title else {
      throw Problem(
        .validationFailed, faults: [Fault("required", "Give it a title, or a template.", at: "/title")])
    }
    (templateID, self.title) = (new.templateID, title)
    eventType = new.eventType ?? defaults.eventType ?? .class
    description = new.description ?? defaults.description
    (rule, startsOn, endsOn, startTime) = (new.recurringPattern, new.startsOn, new.endsOn, new.startTime)
    durationMinutes = new.durationMinutes?.whole ?? defaults.durationMinutes ?? 60
    timeZone = new.timeZone ?? defaults.timeZone
    instructorID = new.instructorID ?? defaults.instructorID
    (roomID, location, meetingLink) = (new.roomID, new.location, new.meetingLink)
    (isVirtual, waitlistEnabled) = (new.isVirtual ?? false, new.waitlistEnabled ?? false)
    maxParticipants = new.maxParticipants?.whole ?? defaults.maxParticipants
    staffCapacity = new.staffCapacity?.whole
    price = new.price ?? defaults.price
    (exdates, rdates) = (new.exdates ?? [], new.rdates ?? [])
  }

  init(_ series: EventSeries) {
    (templateID, eventType, title) = (series.templateID, series.eventType, series.title)
    (description, rule) = (series.description, series.recurringPattern)
    (startsOn, endsOn, startTime) = (series.startsOn, series.endsOn, series.startTime)
    (durationMinutes, timeZone) = (series.durationMinutes.whole, series.timeZone)
    (instructorID, roomID, location) = (series.instructorID, series.roomID, series.location)
    (isVirtual, meetingLink) = (series.isVirtual, series.meetingLink)
    (maxParticipants, staffCapacity) = (series.maxParticipants?.whole, series.staffCapacity?.whole)
    (waitlistEnabled, price) = (series.waitlistEnabled, series.price)
    (exdates, rdates) = (series.exdates, series.rdates)
  }

  func applying(_ patch: EventSeriesPatch) -> SeriesDraft {
    var draft = self
    draft.templateID = patch.templateID.applied(to: templateID)
    draft.eventType = patch.eventType.applied(to: eventType)
    draft.title = patch.title.applied(to: title)
    draft.description = patch.description.applied(to: description)
    draft.rule = patch.recurringPattern.applied(to: rule)
    draft.endsOn = patch.endsOn.applied(to: endsOn)
    draft.startTime = patch.startTime.applied(to: startTime)
    draft.durationMinutes = patch.durationMinutes.map(\.whole).applied(to: durationMinutes)
    draft.timeZone = patch.timeZone.applied(to: timeZone)
    draft.instructorID = patch.instructorID.applied(to: instructorID)
    draft.roomID = patch.roomID.applied(to: roomID)
    draft.location = patch.location.applied(to: location)
    draft.isVirtual = patch.isVirtual.applied(to: isVirtual)
    draft.meetingLink = patch.meetingLink.applied(to: meetingLink)
    draft.maxParticipants = patch.maxParticipants.map(\.whole).applied(to: maxParticipants)
    draft.staffCapacity = patch.staffCapacity.map(\.whole).applied(to: staffCapacity)
    draft.waitlistEnabled = patch.waitlistEnabled.applied(to: waitlistEnabled)
    draft.price = patch.price.applied(to: price)
    draft.exdates = patch.exdates.applied(to: exdates)
    draft.rdates = patch.rdates.applied(to: rdates)
    if case .absent = patch.exdates { draft.exdates = exdates(at: draft.startTime) }
    return draft
  }

  /// What does not take place at the time of the series does not take place at another one either.
  private func exdates(at time: DayTime) -> [WallTime] {
    exdates.map { exdate in
      guard exdate.day.map({ $0.midnight + Double(startTime.minutes * 60) }) == exdate.date else {
        return exdate
      }
      return WallTime(exdate.date + Double((time.minutes - startTime.minutes) * 60))
    }
  }
}

extension Limited {
  /// The number, of those that have no parts.
  var whole: Int { Int(value) }
}
