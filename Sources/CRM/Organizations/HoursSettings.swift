import Web

/// From when until when it is open.
struct OpenSpan: Codable, Hashable, Sendable {
  let opens: DayTime
  let closes: DayTime
}

/// When a day's doors are open: one span after the other, none on a day that is closed.
struct DayHours: Codable, Hashable, Sendable, Schematic {
  private static let limit = 6

  let spans: [OpenSpan]

  init(from decoder: any Decoder) throws {
    spans = try decoder.singleValueContainer().decode([OpenSpan].self)
    guard spans.count <= DayHours.limit else {
      throw Fault("too_many", "A day has at most \(DayHours.limit) spans.")
    }
    for (index, span) in spans.enumerated() {
      guard span.opens < span.closes else {
        throw Fault("closes_before_opening", "Must be after it opens.", at: "/\(index)/closes")
      }
      guard index == 0 || spans[index - 1].closes < span.opens else {
        throw Fault("overlaps", "Must open after the span before it has closed.", at: "/\(index)/opens")
      }
    }
  }

  private init(known: [OpenSpan]) { spans = known }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(spans)
  }

  static let schema: JSONValue = [
    "type": "array", "maxItems": 6,
    "items": [
      "type": "object", "required": ["opens", "closes"],
      "properties": ["opens": DayTime.schema, "closes": DayTime.schema],
    ],
  ]
  static let example = DayHours(known: [])
}

/// A day that is unlike others of its weekday.
struct HoursException: Codable, Hashable, Sendable {
  let date: LocalDate
  let hours: DayHours
  /// Why, for people: "Thanksgiving".
  let note: Line?
}

/// At most one for a day, and 366 of them.
struct HoursExceptions: Codable, Hashable, Sendable, Schematic {
  private static let limit = 366

  let days: [HoursException]

  init(from decoder: any Decoder) throws {
    days = try decoder.singleValueContainer().decode([HoursException].self)
    guard days.count <= HoursExceptions.limit else {
      throw Fault("too_many", "There are at most \(HoursExceptions.limit) exceptions.")
    }
    var seen: Set<LocalDate> = []
    for (index, day) in days.enumerated() where !seen.insert(day.date).inserted {
      throw Fault("repeated", "Give each day once.", at: "/\(index)/date")
    }
  }

  private init(known: [HoursException]) { days = known }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(days)
  }

  static let schema: JSONValue = [
    "type": "array", "maxItems": 366,
    "items": [
      "type": "object", "required": ["date", "hours"],
      "properties": [
        "date": LocalDate.schema, "hours": DayHours.schema,
        "note": ["type": ["string", "null"], "minLength": 1, "maxLength": 200],
      ],
    ],
  ]
  static let example = HoursExceptions(known: [])
}

/// When the doors are open, on the organization's own clock.
struct HoursSettings: Settings {
  static let area = "hours"

  let monday: DayHours
  let tuesday: DayHours
  let wednesday: DayHours
  let thursday: DayHours
  let friday: DayHours
  let saturday: DayHours
  let sunday: DayHours
  let exceptions: HoursExceptions

  struct Changes: SettingsChanges {
    let monday: Patch<DayHours>
    let tuesday: Patch<DayHours>
    let wednesday: Patch<DayHours>
    let thursday: Patch<DayHours>
    let friday: Patch<DayHours>
    let saturday: Patch<DayHours>
    let sunday: Patch<DayHours>
    let exceptions: Patch<HoursExceptions>
  }
}
