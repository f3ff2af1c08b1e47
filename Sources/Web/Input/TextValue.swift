import Foundation

/// A type that knows its JSON schema and an instance of itself.
///
/// The instance stands in while a faulty body is read to its end, so that all faults are found at once, and is
/// the example of the API document.
public protocol Schematic {
  static var schema: JSONValue { get }
  static var example: Self { get }
}

/// A type whose schema refers to itself: it stands in the API document once, under its own name.
public protocol RecursiveSchematic: Schematic {}

/// A value that travels as text and cannot hold bad text: reading it is checking it.
public protocol TextValue: Codable, Hashable, Sendable, CustomStringConvertible, Schematic {
  /// Reads text that came from outside; a fault says what is wrong in words a person understands.
  init(text: String) throws(Fault)
  var text: String { get }
}

extension TextValue {
  public init(from decoder: any Decoder) throws {
    try self.init(text: decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  public var description: String { text }
}

/// A closed list of words on the wire, one per case.
public protocol WordList: RawRepresentable, CaseIterable, Codable, Hashable, Sendable, Schematic
where RawValue == String {}

extension WordList {
  public init(from decoder: any Decoder) throws {
    let word = try decoder.singleValueContainer().decode(String.self)
    guard let value = Self(rawValue: word) else {
      let words = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw Fault("not_in_list", "Must be one of: \(words).")
    }
    self = value
  }

  public static var schema: JSONValue {
    ["type": "string", "enum": .array(Self.allCases.map { .string($0.rawValue) })]
  }

  public static var example: Self { Self.allCases[Self.allCases.startIndex] }
}

extension String {
  /// The text as it is stored: trimmed, NFC, 1 to `limit` code points (as PostgreSQL and JSON schema count),
  /// without control characters (line breaks stay where `lines`).
  ///
  /// Control characters, noncharacters and overrides of the writing direction are refused rather than removed:
  /// they never come from a keyboard. Length and runs of combining marks are bounded before anything is
  /// normalised, since sorting a long run takes Foundation quadratic time (30: UAX #15, Stream-Safe Text).
  public func normalized(limit: Int, lines: Bool = false) throws(Fault) -> String {
    let tooLong = Fault("too_long", "Must have at most \(limit) characters.")
    guard utf8.count <= 16 * limit + 1_024 else { throw tooLong }
    let trimmed = trimmingCharacters(in: .whitespacesAndNewlines)
    guard !trimmed.isEmpty else { throw Fault("required", "Must not be empty.") }
    // Decomposed text may have more code points than the text that is stored.
    guard trimmed.unicodeScalars.count <= 4 * limit else { throw tooLong }
    var marks = 0
    for scalar in trimmed.unicodeScalars {
      marks = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : marks + 1
      guard marks <= 30 else { throw Fault("combining_marks", "Has too many combining marks in a row.") }
      guard !scalar.isControl || (lines && (scalar == "\n" || scalar == "\r" || scalar == "\t")) else {
        throw Fault("control_character", "Must not contain control characters.")
      }
    }
    let normalized = trimmed.precomposedStringWithCanonicalMapping
    guard normalized.unicodeScalars.count <= limit else { throw tooLong }
    return normalized
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool {
    switch value {
    case 0x202A...0x202E, 0x2066...0x2069: true
    default: properties.generalCategory == .control || properties.isNoncharacterCodePoint
    }
  }
}
