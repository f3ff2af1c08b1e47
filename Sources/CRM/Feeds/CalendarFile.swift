import Crypto
import Foundation
public import HTTPTypes
public import Web

/// An event as a calendar shows it.
struct CalendarEvent: Decodable, Sendable {
  let id: UUID
  let eventType: String
  /// Null where it could name a client.
  let title: String?
  let description: String?
  let startsAt: Date
  let endsAt: Date
  let timeZone: String
  let isCancelled: Bool
  let place: String?
  /// Only for those who lead or have booked it.
  let meetingLink: String?
  let version: Int
  let changedAt: Date
}

/// A calendar as a file (RFC 5545 and 7986), which programs fetch again and again.
public struct CalendarFile: Answer {
  private let bytes: [UInt8]

  /// `host` is the part of an event's id that no other installation has.
  init(named name: String, host: String, _ events: [CalendarEvent]) {
    var text = CalendarText()
    text.add("BEGIN", "VCALENDAR")
    text.add("VERSION", "2.0")
    text.add("PRODID", "-//TryZore//TryZore CRM \(Product.version)//EN")
    text.add("CALSCALE", "GREGORIAN")
    text.add("METHOD", "PUBLISH")
    text.add("NAME", text: name)
    text.add("X-WR-CALNAME", text: name)
    text.add("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
    text.add("X-PUBLISHED-TTL", "PT1H")
    let zones = CalendarFile.zones(events)
    for rules in zones.values.sorted(by: { $0.name < $1.name }) { rules.write(into: &text) }
    for event in events { CalendarFile.write(event, zones[event.timeZone]?.zone, host, &text) }
    text.add("END", "VCALENDAR")
    bytes = text.bytes
  }

  /// Of each zone what its clocks do while its events last, and a day around them.
  private static func zones(_ events: [CalendarEvent]) -> [String: ZoneRules] {
    // UTC has a form of its own.
    Dictionary(grouping: events.filter { $0.timeZone != "UTC" }, by: \.timeZone).compactMapValues { events in
      guard let first = events.first, let start = events.map(\.startsAt).min(),
        let end = events.map(\.endsAt).max()
      else { return nil }
      return ZoneRules(first.timeZone, from: start - 86_400, to: end + 86_400)
    }
  }

  private static func write(
    _ event: CalendarEvent, _ zone: TimeZone?, _ host: String, _ text: inout CalendarText
  ) {
    text.add("BEGIN", "VEVENT")
    text.add("UID", "\(event.id.uuidString.lowercased())@\(host)")
    // Of the file of a feed, when the event became what it is; so the same events are the same file.
    text.add("DTSTAMP", CalendarText.utc(event.changedAt))
    text.add("LAST-MODIFIED", CalendarText.utc(event.changedAt))
    text.add("SEQUENCE", String(max(0, event.version - 1)))
    moments(event, zone, &text)
    text.add("SUMMARY", text: event.title ?? generic(event.eventType))
    text.add("STATUS", event.isCancelled ? "CANCELLED" : "CONFIRMED")
    text.add("CATEGORIES", text: generic(event.eventType))
    if let description = event.description { text.add("DESCRIPTION", text: description) }
    if let place = event.place { text.add("LOCATION", text: place) }
    if let link = event.meetingLink { text.add("URL", link) }
    text.add("END", "VEVENT")
  }

  /// As clocks there show it. A time that comes twice a file can only mean the first time, so the second is told in UTC.
  private static func moments(_ event: CalendarEvent, _ zone: TimeZone?, _ text: inout CalendarText) {
    if let zone, isUnmistakable(event.startsAt, zone), isUnmistakable(event.endsAt, zone) {
      text.add("DTSTART;TZID=\(event.timeZone)", CalendarText.wall(zone.wallTime(at: event.startsAt)))
      text.add("DTEND;TZID=\(event.timeZone)", CalendarText.wall(zone.wallTime(at: event.endsAt)))
    } else {
      text.add("DTSTART", CalendarText.utc(event.startsAt))
      text.add("DTEND", CalendarText.utc(event.endsAt))
    }
  }

  private static func isUnmistakable(_ moment: Date, _ zone: TimeZone) -> Bool {
    zone.instant(ofWallTime: zone.wallTime(at: moment)) == moment
  }

  private static func generic(_ eventType: String) -> String {
    switch eventType {
    case "class": "Class"
    case "tour": "Tour"
    case "personal_training": "Personal training"
    case "workshop": "Workshop"
    case "assessment": "Assessment"
    default: "Event"
    }
  }

  public static var contentType: String { "text/calendar; charset=utf-8" }
  public static func schema(in components: Components) throws -> JSONValue? { ["type": "string"] }

  public var headers: [(name: HTTPField.Name, value: String)] {
    [(.eTag, "\"\(base64URL(SHA256.hash(data: bytes).prefix(12)))\"")]
  }

  public func write(into body: inout [UInt8]) throws { body.append(contentsOf: bytes) }
}
