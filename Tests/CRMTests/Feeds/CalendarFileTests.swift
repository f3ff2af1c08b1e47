import Foundation
import Testing

@testable import CRM
@testable import Web

/// A calendar as programs read it.
@Suite(.timeLimit(.minutes(10))) struct CalendarFileTests {
  private static let reader = Task { try await ProviderDouble.start("../Feeds/read_calendars.py") }

  struct Read: Decodable {
    struct Event: Decodable, Equatable {
      let uid, start, end, summary, description, location, url, status: String
      let sequence: Int
    }
    let name: String
    let events: [Event]
    let recurring: [Event]
    let errors: [String]
  }

  /// What both libraries make of a file, which had better be the same.
  static func read(_ bytes: [UInt8], renames: Bool = false) async throws -> Read {
    struct Question: Encodable {
      let ics: String
      let renames: Bool
    }
    let question = try JSONEncoder().encode(
      Question(ics: String(decoding: bytes, as: UTF8.self), renames: renames))
    let line = try await reader.value.ask(String(decoding: question, as: UTF8.self))
    let read = try JSONDecoder().decode(Read.self, from: Data(line.utf8))
    #expect(read.errors.isEmpty)
    let byID = { (events: [Read.Event]) in events.sorted { $0.uid < $1.uid } }
    #expect(byID(read.events) == byID(read.recurring))
    return read
  }

  private static func file(_ events: [CalendarEvent], named name: String = "Gym") throws -> [UInt8] {
    var bytes: [UInt8] = []
    try CalendarFile(named: name, host: "gym.example", events).write(into: &bytes)
    return bytes
  }

  private static func event(
    _ start: String, _ zone: String, minutes: Double = 60, title: String? = "Class",
    description: String? = nil
  ) throws -> CalendarEvent {
    let start = try Date(start, strategy: .iso8601)
    return CalendarEvent(
      id: UUID(), eventType: "class", title: title, description: description, startsAt: start,
      endsAt: start + minutes * 60, timeZone: zone, isCancelled: false, place: nil, meetingLink: nil,
      version: 3,
      changedAt: start)
  }

  /// Each hour of the days around each change of clocks, and one between them.
  @Test(arguments: [
    ("Europe/Berlin", ["2026-03-29", "2026-07-01", "2026-10-25"]),
    ("America/New_York", ["2026-03-08", "2026-07-01", "2026-11-01"]),
    ("Australia/Lord_Howe", ["2026-04-04", "2026-07-01", "2026-10-03"]),
    ("Africa/Casablanca", ["2026-02-15", "2026-03-22", "2026-07-01"]),
    ("Asia/Kolkata", ["2026-03-29", "2026-10-25"]),
    ("America/Sao_Paulo", ["2018-02-17", "2018-11-04", "2026-02-15", "2026-10-18"]),
    ("UTC", ["2026-03-29"]),
  ])
  func bothLibrariesFindTheInstants(_ zone: String, _ days: [String]) async throws {
    let events = try days.flatMap { day in
      try (-20..<44).map { hour in
        let start = try Date("\(day)T00:00:00Z", strategy: .iso8601) + Double(hour) * 3_600
        return try Self.event(start.ISO8601Format(), zone, minutes: 45)
      }
    }
    let file = try Self.file(events)
    #expect(String(decoding: file, as: UTF8.self).contains("BEGIN:VTIMEZONE") == (zone != "UTC"))
    for renames in [false, true] {
      let read = try await Self.read(file, renames: renames)
      let instants = Dictionary(uniqueKeysWithValues: read.events.map { ($0.uid, [$0.start, $0.end]) })
      #expect(instants.count == events.count)
      for event in events {
        #expect(
          instants["\(event.id.uuidString.lowercased())@gym.example"]
            == [event.startsAt.ISO8601Format(), event.endsAt.ISO8601Format()], "\(zone) renamed \(renames)")
      }
    }
  }

  @Test func linesAreShortAndTextComesBack() async throws {
    let texts = [
      "Yoga; slow, with \\ back", "first\nsecond\r\nthird", String(repeating: "🧘🏽‍♀️", count: 40),
      String(repeating: "e\u{301}\u{323}", count: 60), String(repeating: "漢", count: 75) + "x",
      String(repeating: "a", count: 75), "BEGIN:VEVENT", "tab\there", " leading and trailing",
    ]
    let events = try texts.map {
      try Self.event("2026-05-01T10:00:00Z", "Europe/Berlin", title: $0, description: $0)
    }
    let file = try Self.file(events, named: "Gym; \"A, B\"")
    let lines = String(decoding: file, as: UTF8.self).unicodeScalars.split(separator: "\n")
    for line in lines {
      #expect(line.last == "\r" && String(String.UnicodeScalarView(line)).utf8.count <= 76)
      // Whoever decodes line by line meets no half character.
      #expect(!line.contains("\u{FFFD}"))
    }
    var start = file.startIndex
    for (index, byte) in file.enumerated() where byte == UInt8(ascii: "\n") {
      #expect(String(validating: file[start...index], as: UTF8.self) != nil)
      start = index + 1
    }
    let read = try await Self.read(file)
    #expect(read.name == "Gym; \"A, B\"")
    let summaries = Dictionary(uniqueKeysWithValues: read.events.map { ($0.uid, $0.summary) })
    for (event, text) in zip(events, texts) {
      #expect(
        summaries["\(event.id.uuidString.lowercased())@gym.example"]?.unicodeScalars.elementsEqual(
          text.replacing("\r\n", with: "\n").unicodeScalars) == true, "\(text)")
    }
  }

  @Test func controlCharactersAreLeftOut() {
    #expect(CalendarText.escaped("a\u{0}b\u{7}c\u{1B}d\re") == "abcd\\ne")
  }

  @Test func offsetsAreWritten() {
    #expect(
      [0, 3_600, -12_600, 37_800, -13_632].map(CalendarText.offset) == [
        "+0000", "+0100", "-0330", "+1030", "-034712",
      ])
  }

  @Test func theSameEventsAreTheSameFile() throws {
    let event = try Self.event("2026-05-01T10:00:00Z", "Europe/Berlin")
    #expect(try Self.file([event]) == Self.file([event]))
  }

  @Test func aZoneNobodyKnowsIsToldInUTC() throws {
    let text = String(
      decoding: try Self.file([Self.event("2026-05-01T10:00:00Z", "Mars/Base")]), as: UTF8.self)
    #expect(text.contains("DTSTART:20260501T100000Z\r\n") && !text.contains("VTIMEZONE"))
  }
}
