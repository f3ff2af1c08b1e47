import Foundation

/// A type that knows its JSON schema and an instance of itself.
///
/// The instance stands in while a faulty body is read to its end, so that all faults are found at once, and is
/// the example of the API document.
public protocol Schematic {
  static var schema: JSONValue { get }
  static var example: Self { get }
}

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
  /// The text as it is stored: trimmed, NFC, without control characters (line breaks stay where `lines`).
  ///
  /// U+0000 and other control characters are refused rather than removed: they never come from a keyboard.
  public func normalized(lines: Bool = false) throws(Fault) -> String {
    let trimmed = trimmingCharacters(in: .whitespacesAndNewlines)
    for scalar in trimmed.unicodeScalars where scalar.properties.generalCategory == .control {
      if lines && (scalar == "\n" || scalar == "\r" || scalar == "\t") { continue }
      throw Fault("control_character", "Must not contain control characters.")
    }
    return trimmed.precomposedStringWithCanonicalMapping
  }
}
