import Foundation

/// Where a message comes from or goes to.
public struct MailAddress: Sendable, Hashable {
  /// Who it is; control characters became spaces.
  public let name: String?
  /// `local@domain` in ASCII; a domain of other letters is in its `xn--` form (RFC 5890).
  public let address: String

  /// Nil when the address cannot stand in a header field or an SMTP command.
  public init?(name: String?, address: String) {
    let parts = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].count), parts[0].allSatisfy(MailAddress.isLocal),
      let domain = MailAddress.domain(String(parts[1]) ?? "")
    else { return nil }
    let written = "\(String(decoding: parts[0], as: UTF8.self))@\(domain)"
    guard written.utf8.count <= 254 else { return nil }
    let name = HeaderText.line(name ?? "")
    self.name = name.isEmpty ? nil : name
    self.address = written
  }

  /// Reads `name@example.com` or `Some Name <name@example.com>`, the name perhaps in quotes.
  public static func parse(_ text: String) -> MailAddress? {
    let text = HeaderText.line(text)
    guard text.hasSuffix(">"), let start = text.lastIndex(of: "<") else {
      return MailAddress(name: nil, address: text)
    }
    var name = HeaderText.line(String(text[..<start]))
    if name.utf8.count >= 2, name.hasPrefix("\""), name.hasSuffix("\"") {
      name = String(name.dropFirst().dropLast())
        .replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
    }
    return MailAddress(name: name, address: String(text[text.index(after: start)...].dropLast()))
  }

  /// The part before the `@`.
  var local: Substring { address.prefix { $0 != "@" } }

  // Dots may stand anywhere: providers gave such addresses away, and deliver to them.
  private static func isLocal(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
  }

  private static func domain(_ text: String) -> String? {
    var domain = text
    if !text.utf8.allSatisfy({ $0 < 0x80 }) {
      var components = URLComponents()
      components.scheme = "https"
      components.host = text
      domain = components.encodedHost ?? ""
    }
    let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return labels.allSatisfy(isLabel) ? domain : nil
  }

  private static func isLabel(_ label: Substring.UTF8View) -> Bool {
    let hyphen = UInt8(ascii: "-")
    return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
      && label.allSatisfy { isLetterOrDigit($0) || $0 == hyphen }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
