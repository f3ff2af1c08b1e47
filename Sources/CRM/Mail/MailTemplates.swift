import Foundation
import Mustache

/// What the program writes to people about.
enum MailTemplate: String, CaseIterable, Codable, Sendable {
  case welcome, notification, invitation, verification, onboarding
  case passwordReset = "password_reset"

  /// What a person has to get whatever they chose about notifications.
  var isTransactional: Bool { self != .notification }

  /// The values it does not go without.
  var requiredValues: [String] {
    switch self {
    case .welcome, .verification: ["first_name", "url"]
    case .notification: ["title", "message"]
    case .invitation: ["organization", "role", "url", "expires_on"]
    case .passwordReset: ["first_name", "url", "minutes"]
    case .onboarding: ["url"]
    }
  }
}

/// The language of a message.
enum MailLanguage: String, CaseIterable, Codable, Sendable {
  case en, de

  /// From `de`, `de-AT` or `de_CH`; English for what we do not speak.
  init(locale: String?) {
    let language = (locale ?? "").prefix { $0 != "-" && $0 != "_" }
    self = MailLanguage(rawValue: language.lowercased()) ?? .en
  }
}

/// Whose message it is.
struct MailBrand: Codable, Sendable {
  let name: String
  /// An `https` address of an image; anything else is ignored.
  let logoURL: String?
  /// `#rrggbb`; anything else is ignored.
  let color: String?
}

/// A message that only wants an address.
struct MailText: Sendable {
  let subject: String
  let text: String
  let html: String
}

/// Why a template gave no message.
enum MailTemplateFault: Error, Equatable {
  case missing(String)
  /// The value is no `https` address, nor one of this machine.
  case unsafeURL(String)
}

extension MailTemplate {
  /// The message in words and as HTML, where every value is escaped. A value that is needed and empty is an error,
  /// and so is an address that does not lead where it seems to.
  func rendered(
    _ values: [String: String], in language: MailLanguage, brand: MailBrand, unsubscribeURL: String?
  ) throws -> MailText {
    var values = values.reduce(into: [String: String]()) { result, value in
      let text = value.key == "message" ? value.value : value.value.onOneLine
      if !text.allSatisfy(\.isWhitespace) { result[value.key] = text }
    }
    for name in requiredValues where values[name] == nil { throw MailTemplateFault.missing(name) }
    for (name, url) in [("url", values["url"]), ("action_url", values["action_url"])] {
      if let url, !MailTemplate.isSafe(url) { throw MailTemplateFault.unsafeURL(name) }
    }
    if let unsubscribeURL, !MailTemplate.isSafe(unsubscribeURL) {
      throw MailTemplateFault.unsafeURL("unsubscribe_url")
    }
    values["brand"] = brand.name.onOneLine
    values["role"] = values["role"].map(language.role)
    values["expires_on"] = values["expires_on"].map(language.day)
    let words = try MailWords.of(self, language)
    let url = values["url"] ?? values["action_url"]
    let page = MailPage(
      language: language, brand: brand, subject: words.subject.render(values).onOneLine,
      paragraphs: words.paragraphs.flatMap { $0.render(values).lines },
      button: url.map { MailPage.Link(label: words.button.render(values), url: $0) },
      closing: words.closing.flatMap { $0.render(values).lines }, unsubscribeURL: unsubscribeURL)
    return MailText(subject: page.subject, text: page.text, html: try page.html)
  }

  /// `https`, or `http` to this very machine, where the demo runs; a link never shows another host than it opens.
  static func isSafe(_ url: String) -> Bool {
    guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"'<>\\^`{|}".utf8.contains($0) }),
      let parts = URLComponents(string: url, encodingInvalidCharacters: false),
      parts.percentEncodedUser == nil,
      parts.percentEncodedPassword == nil, let host = parts.host?.lowercased(), !host.isEmpty
    else { return false }
    switch parts.scheme?.lowercased() {
    case "https": return true
    case "http": return host == "127.0.0.1" || host == "localhost"
    default: return false
    }
  }
}

extension String {
  /// Its lines without the empty ones.
  fileprivate var lines: [String] {
    split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  /// A name with a line break in it could write a paragraph of its own.
  var onOneLine: String { lines.joined(separator: " ") }
}
