public import Web

/// A person's first or last name, an organization's name: 1 to 100 characters, at least one of them visible.
public struct Name: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized(limit: 100)
    guard self.text.unicodeScalars.contains(where: Name.isVisible) else {
      throw Fault("required", "Must have a visible character.")
    }
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .format, .unassigned, .privateUse, .spaceSeparator, .nonspacingMark: false
    default: !scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 100]
  public static let example = Name(known: "Ada Lovelace")
}

/// An e-mail address as people write it; `key` is what is compared.
public struct Email: TextValue {
  public let text: String
  /// Lower case: two spellings of an address are one person.
  public var key: String { ContactText.emailKey(text) }

  public init(text: String) throws(Fault) {
    self.text = try text.normalized(limit: 254)
    guard ContactText.isEmail(self.text) else { throw Fault("invalid_email", "Must look like name@host.") }
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "format": "email", "maxLength": 254]
  public static let example = Email(known: "ada@example.com")
}

/// A telephone number as people write it; `key` holds its digits.
public struct Phone: TextValue {
  public let text: String
  let key: String

  public init(text: String) throws(Fault) {
    let text = try text.normalized(limit: 32)
    guard let key = ContactText.phoneKey(text) else {
      throw Fault("invalid_phone", "Must have 5 to 20 digits, with + - ( ) . / and spaces between.")
    }
    self.text = text
    self.key = key
  }

  private init(known: String, key: String) {
    text = known
    self.key = key
  }

  public static let schema: JSONValue = ["type": "string", "minLength": 5, "maxLength": 32]
  public static let example = Phone(known: "+1 212 555 0100", key: "12125550100")
}

/// A short line such as a street or a number on a card: 1 to 200 characters.
public struct Line: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized(limit: 200)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 200]
  public static let example = Line(known: "12 Main Street")
}

/// A number or code that identifies, as on a card: 1 to 100 characters.
public struct Code: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized(limit: 100)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 100]
  public static let example = Code(known: "M-1042")
}

/// Gender in the person's own words: 1 to 50 characters.
public struct Gender: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized(limit: 50)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 50]
  public static let example = Gender(known: "female")
}

/// A text of several lines: at most 10,000 characters.
public struct Notes: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized(limit: 10_000, lines: true)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 10_000]
  public static let example = Notes(known: "Prefers mornings.")
}

/// What is typed into a search box: 1 to 100 characters.
public struct SearchText: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized(limit: 100)
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 100]
  public static let example = SearchText(known: "lovel")
}

/// Where a picture is: an https address of at most 2,000 characters.
public struct PictureURL: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = try text.normalized(limit: 2_000)
    guard self.text.hasPrefix("https://"), self.text.count > 8, !self.text.contains(where: \.isWhitespace)
    else {
      throw Fault("invalid_url", "Must begin with https://, without spaces.")
    }
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = [
    "type": "string", "format": "uri", "minLength": 9, "maxLength": 2_000,
  ]
  public static let example = PictureURL(known: "https://pictures.example.com/ada.jpg")
}

/// Why somebody does something: 1 to 1,000 characters.
public struct Reason: TextValue {
  public let text: String

  public init(text: String) throws(Fault) { self.text = try text.normalized(limit: 1_000) }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 1_000]
  public static let example = Reason(known: "The coach asked for it")
}
