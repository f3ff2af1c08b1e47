import Foundation
public import Web

/// A colour as `#rrggbb`.
public struct BrandColor: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    guard BrandColor.channels(text) != nil else {
      throw Fault("invalid_color", "Must be a colour such as #b4232c.")
    }
    self.text = text
  }

  private init(known: String) { text = known }
  /// What is used where nobody chose one.
  public static let standard = BrandColor(known: "#b4232c")
  public static let schema: JSONValue = ["type": "string", "pattern": "^#[0-9A-Fa-f]{6}$"]
  public static let example = standard

  /// White or black, whichever has more contrast on this colour: at least 4.5 (WCAG 2.2 AA) on every one, since the
  /// product of both contrasts is 21, and one of them its root, 4.58, or more.
  public var textColor: BrandColor {
    BrandColor.white.contrast(on: self) >= BrandColor.black.contrast(on: self) ? .white : .black
  }

  private static let white = BrandColor(known: "#ffffff")
  private static let black = BrandColor(known: "#000000")

  /// From 1 to 21 (WCAG 2.2, contrast ratio).
  func contrast(on other: BrandColor) -> Double {
    let (one, another) = (luminance + 0.05, other.luminance + 0.05)
    return max(one, another) / min(one, another)
  }

  /// Relative luminance: 0 for black, 1 for white.
  private var luminance: Double {
    let linear = (BrandColor.channels(text) ?? []).map { channel in
      channel <= 0.040_45 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
    }
    return zip(linear, [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Red, green and blue from 0 to 1.
  private static func channels(_ color: String) -> [Double]? {
    let digits = Array(color.utf8)
    guard digits.count == 7, digits[0] == UInt8(ascii: "#") else { return nil }
    let values = digits.dropFirst().compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard values.count == 6 else { return nil }
    return [0, 2, 4].map { Double(values[$0] * 16 + values[$0 + 1]) / 255 }
  }
}
