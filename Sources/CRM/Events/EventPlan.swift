import Foundation
import Postgres
import Web

/// What a new event finds: its organization, its program if it has one, and what who plans it may do.
struct EventSetting: Decodable, Sendable {
  let timeZone: TimeZoneID
  let currency: String
  let mayCreate: Bool
  let mayTag: Bool
  /// Null without a program, or where there is no such one.
  let programID: UUID?
  let isOffered: Bool?
  let name: String?
  let eventType: EventType?
  let description: String?
  let category: String?
  let durationMinutes: Int?
  let maxParticipants: Int?
  let instructorID: UUID?
  let roomID: UUID?
  let location: String?
  let priceMinor: Int?
}

/// A new event, all of it decided.
struct EventPlan: Sendable {
  let type: EventType
  let title: String
  let times: EventTimes
  let instructor: UUID?

  /// What somebody asks for, as far as it may be.
  init(_ new: NewEvent, in setting: EventSetting, by user: UUID?) throws {
    if new.programID != nil, setting.programID == nil { throw Problem(.programNotFound) }
    if setting.isOffered == false { throw Problem(.programInactive) }
    let type = new.type ?? setting.eventType ?? .class
    let title = new.title?.text ?? setting.name ?? (type == .tour ? "Tour" : nil)
    var faults: [Fault] = []
    if title == nil { faults.append(Fault("required", "Needs a title, or a program.", at: "/title")) }
    if new.tour != nil, type != .tour { faults.append(.notATour) }
    if let fault = new.price?.fault(in: setting.currency) { faults.append(fault) }
    guard let title, faults.isEmpty else { throw Problem(.validationFailed, faults: faults) }
    self.type = type
    self.title = title
    times = try EventTimes.planned(new.times, in: setting.timeZone, minutes: setting.durationMinutes ?? 60)
    // Who plans no events but their own leads what they plan.
    instructor = new.instructorID ?? (setting.mayCreate ? setting.instructorID : user)
    guard setting.mayCreate || instructor == user else { throw Problem(missing: .eventsCreate) }
    guard setting.mayTag || new.tour?.interests?.tags.isEmpty != false else {
      throw Problem(missing: .tagsManage)
    }
  }
}

extension Fault {
  static let notATour = Fault("not_a_tour", "Belongs to events of type tour.", at: "/tour")
}

/// What a change needs to know of an event as it is.
struct LockedEvent: Decodable, Sendable {
  let version: Int
  let type: EventType
  /// As it was written; the clock is in the two below.
  let status: EventStatus
  let hasBegun: Bool
  let isOver: Bool
  let startsAt: Date
  let endsAt: Date
  let localStart: WallTime
  let timeZone: TimeZoneID
  let instructorID: UUID?
  let roomID: UUID?
  let location: String?
  let meetingLink: String?
  let seriesID: UUID?
  let currency: String
  /// Null of what is no tour.
  let tourID: UUID?
  /// Not their own events alone.
  let mayUpdate: Bool
  let mayTag: Bool

  var times: EventTimes {
    EventTimes(startsAt: startsAt, endsAt: endsAt, localStart: localStart, timeZone: timeZone)
  }

  /// Refuses what is cancelled or over.
  func requireLiving() throws {
    if status == .cancelled { throw Problem(.eventCancelled) }
    if status == .completed || isOver { throw Problem(.eventOver) }
  }

  /// Whoever leads events and changes no others keeps leading them.
  func requireRight(toGiveTo instructor: UUID?, as user: UUID?) throws {
    guard mayUpdate || instructor == user else { throw Problem(missing: .eventsUpdate) }
  }
}
