public import Web

extension String {
  /// The text if it is neither empty nor longer than so many code points, as PostgreSQL and JSON schema count.
  fileprivate func limited(to limit: Int) throws(Fault) -> String {
    guard !isEmpty else { throw Fault("required", "Must not be empty.") }
    guard unicodeScalars.count <= limit else {
      throw Fault("too_long", "Must have at most \(limit) characters.")
    }
    return self
  }
}

/// A person's first or last name, an organization's name: 1 to 100 characters.
public struct Name: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized().limited(to: 100)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 100]
  public static let example = Name(known: "Ada Lovelace")
}

/// An e-mail address as people write it; `key` is what is compared.
public struct Email: TextValue {
  public let text: String
  /// Lower case: two spellings of an address are one person.
  public var key: String { text.lowercased() }

  public init(text: String) throws(Fault) {
    self.text = try text.normalized()
    guard self.text.utf8.count <= 254 else { throw Fault("too_long", "Must have at most 254 characters.") }
    guard Email.isPlausible(self.text) else { throw Fault("invalid_email", "Must look like name@host.") }
  }

  /// Only what RFC 5321 rules out for certain; whether an address exists, a mail finds out.
  static func isPlausible(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let local = parts.first, let host = parts.last else { return false }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    return (1...64).contains(local.utf8.count) && labels.count >= 2
      && labels.allSatisfy { (1...63).contains($0.utf8.count) && !$0.hasPrefix("-") && !$0.hasSuffix("-") }
      && host.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "." || $0 == "-"
      }
      && !local.hasPrefix(".") && !local.hasSuffix(".") && !local.contains("..")
      && text.unicodeScalars.allSatisfy {
        !$0.properties.isWhitespace && !"<>()[],;:\\\"".unicodeScalars.contains($0)
      }
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "format": "email", "maxLength": 254]
  public static let example = Email(known: "ada@example.com")
}

/// A telephone number as people write it; `key` holds its digits.
public struct Phone: TextValue {
  public let text: String
  public var key: String { text.filter { ("0"..."9").contains($0) } }

  public init(text: String) throws(Fault) {
    self.text = try text.normalized()
    guard self.text.utf8.count <= 32 else { throw Fault("too_long", "Must have at most 32 characters.") }
    guard (5...20).contains(key.utf8.count),
      self.text.allSatisfy({ ("0"..."9").contains($0) || " +-()./x".contains($0) })
    else { throw Fault("invalid_phone", "Must have 5 to 20 digits, with + - ( ) . / and spaces between.") }
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "maxLength": 32, "pattern": "^[0-9 +()./x-]+$"]
  public static let example = Phone(known: "+1 212 555 0100")
}

/// A short line such as a street or a number on a card: 1 to 200 characters.
public struct Line: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized().limited(to: 200)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 200]
  public static let example = Line(known: "12 Main Street")
}

/// A number or code that identifies, as on a card: 1 to 100 characters.
public struct Code: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized().limited(to: 100)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 100]
  public static let example = Code(known: "M-1042")
}

/// Gender in the person's own words: 1 to 50 characters.
public struct Gender: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized().limited(to: 50)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 50]
  public static let example = Gender(known: "female")
}

/// A text of several lines: at most 10,000 characters.
public struct Notes: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized(lines: true).limited(to: 10_000)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 10_000]
  public static let example = Notes(known: "Prefers mornings.")
}

/// What is typed into a search box: 1 to 100 characters.
public struct SearchText: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized().limited(to: 100)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 100]
  public static let example = SearchText(known: "lovel")
}
