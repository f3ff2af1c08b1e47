import Foundation
import Testing

@testable import CRM

@Suite struct MailTemplateTests {
  private static let brand = MailBrand(name: "Gym Nord", logoURL: nil, color: nil)
  private static let values: [MailTemplate: [String: String]] = [
    .welcome: ["first_name": "Ada", "url": "https://example.com/start"],
    .notification: ["title": "Yoga moves", "message": "To room 2.\r\n\r\nSame time."],
    .invitation: [
      "organization": "Gym Nord", "role": "trainer", "url": "https://example.com/i/1",
      "expires_on": "2026-12-01",
    ],
    .verification: ["first_name": "Ada", "url": "https://example.com/v/1"],
    .passwordReset: ["first_name": "Ada", "url": "https://example.com/r/1", "minutes": "30"],
    .onboarding: ["url": "https://example.com/o/1"],
  ]

  @Test(arguments: MailTemplate.allCases, MailLanguage.allCases)
  func everyTemplateSpeaksEveryLanguage(template: MailTemplate, language: MailLanguage) throws {
    let values = try #require(Self.values[template])
    let mail = try render(template, values, language)
    for text in [mail.subject, mail.text, mail.html] {
      #expect(!text.contains("{{") && !text.contains("}}"))
    }
    #expect(!mail.subject.isEmpty && !mail.subject.contains("\n"))
    #expect(!(mail.subject + mail.text).contains("!"))
    #expect(mail.html.contains("<html lang=\"\(language)\">"))
    #expect(mail.html.contains("<title>\(mail.subject)</title>"))
    #expect(mail.text.hasSuffix("--\nGym Nord\n"))
    if let url = values["url"] {
      #expect(mail.html.contains("<a href=\"\(url)\""))
      #expect(mail.text.contains(":\n\(url)\n"))
    }
    for name in template.requiredValues {
      for empty in [nil, "", " \n"] {
        var incomplete = values
        incomplete[name] = empty
        #expect(throws: MailTemplateFault.missing(name)) { try render(template, incomplete, language) }
      }
    }
  }

  @Test func germanIsGerman() throws {
    let values = try #require(Self.values[.invitation]).merging(["inviter": "Zoë"]) { $1 }
    let mail = try render(.invitation, values, .de)
    #expect(mail.subject == "Zoë lädt dich zu Gym Nord ein")
    #expect(
      mail.text == """
        Hallo,

        Zoë lädt dich ein, bei Gym Nord dabei zu sein: als Trainer:in.

        Die Einladung gilt bis zum 1. Dezember 2026.

        Einladung annehmen:
        https://example.com/i/1

        Wenn du damit nicht gerechnet hast, musst du nichts tun. Ohne deine Zusage passiert nichts.

        --
        Gym Nord

        """)
  }

  @Test func aMessageKeepsItsParagraphs() throws {
    let values = try #require(Self.values[.notification])
    let plain = try render(.notification, values, .en)
    #expect(plain.text == "To room 2.\n\nSame time.\n\n--\nGym Nord\n")
    #expect(plain.html.contains("<p style=\"margin:0 0 16px\">Same time.</p>"))
    #expect(!plain.html.contains("href"))

    let action = ["action_url": "http://127.0.0.1:8080/e/1"]
    #expect(
      try render(.notification, values.merging(action) { $1 }, .de).text.contains(
        "Ansehen:\nhttp://127.0.0.1:8080/e/1\n"))
    let named = action.merging(["action_label": "To the class"]) { $1 }
    #expect(
      try render(.notification, values.merging(named) { $1 }, .en).text.contains(
        "To the class:\nhttp://127.0.0.1:8080/e/1\n"))
  }

  @Test func htmlIsEscapedAndTextIsNot() throws {
    // Behind a quote with an accent on it, which is one character to Swift and two to a browser.
    let attack = "\"'<b>&\"\u{301} <\u{301}i onload=x {{url}}"
    let mail = try MailTemplate.notification.rendered(
      [
        "title": attack, "message": attack, "action_url": "https://example.com/?a=1&b=2",
        "action_label": attack,
      ],
      in: .en, brand: MailBrand(name: attack, logoURL: "https://example.com/l.png", color: "\"><script>"),
      unsubscribeURL: "https://example.com/u?a&b")
    let escaped = "&quot;&#39;&lt;b&gt;&amp;&quot;\u{301} &lt;\u{301}i onload=x {{url}}"
    #expect(mail.subject == attack)
    #expect(mail.text.contains("\(attack)\n\n\(attack):\nhttps://example.com/?a=1&b=2\n"))
    #expect(mail.text.hasSuffix("--\n\(attack)\nUnsubscribe: https://example.com/u?a&b\n"))
    #expect(mail.html.contains("<p style=\"margin:0 0 16px\">\(escaped)</p>"))
    #expect(mail.html.contains("alt=\"\(escaped)\""))
    #expect(mail.html.contains("<a href=\"https://example.com/?a=1&amp;b=2\""))
    #expect(mail.html.contains("<a href=\"https://example.com/u?a&amp;b\""))
    #expect(!Array(mail.html.unicodeScalars).contains("<\u{301}".unicodeScalars))
    #expect(!mail.html.contains("<script") && !mail.html.contains("<b>"))
  }

  @Test func aNameCannotWriteAParagraph() throws {
    let mail = try render(
      .welcome, ["first_name": "Ada\n\nPay here", "url": "https://example.com"], .en)
    #expect(mail.text.hasPrefix("Hello Ada Pay here,\n"))
  }

  @Test(arguments: [
    "javascript:alert(1)", "http://example.com", "http://localhost.example.com", "https://",
    "https:example.com",
    "//example.com", "example.com", "https://example.com@evil.example", "https://a:b@evil.example",
    "https://example.com/\"x", "https://example.com/ x", "https://example.com/\u{301}", "https://exämple.com",
    "data:text/html,x", "HTTP://127.0.0.1.evil.example", "https:\\\\example.com",
  ])
  func linksThatLeadAstrayAreRefused(url: String) throws {
    let notification = try #require(Self.values[.notification]).merging(["action_url": url]) { $1 }
    #expect(throws: MailTemplateFault.unsafeURL("action_url")) {
      try render(.notification, notification, .en)
    }
    #expect(throws: MailTemplateFault.unsafeURL("url")) {
      try render(.welcome, ["first_name": "Ada", "url": url], .en)
    }
    #expect(throws: MailTemplateFault.unsafeURL("unsubscribe_url")) {
      try MailTemplate.welcome.rendered(
        ["first_name": "Ada", "url": "https://example.com"], in: .en, brand: Self.brand, unsubscribeURL: url)
    }
    let logo = MailBrand(name: "Gym", logoURL: url, color: nil)
    #expect(
      try !MailTemplate.notification.rendered(
        try #require(Self.values[.notification]), in: .en, brand: logo, unsubscribeURL: nil
      ).html.contains("<img"))
  }

  @Test(arguments: [
    ("#ffffff", "#ffffff", "#000000"), ("#000000", "#000000", "#ffffff"), ("#F34A22", "#F34A22", "#000000"),
    ("#1d4ed8", "#1d4ed8", "#ffffff"), ("red", "#b4232c", "#ffffff"), ("#12345g", "#b4232c", "#ffffff"),
    ("#1234567", "#b4232c", "#ffffff"), (nil, "#b4232c", "#ffffff"),
  ])
  func buttonsAreReadable(color: String?, background: String, foreground: String) throws {
    let html = try MailTemplate.welcome.rendered(
      try #require(Self.values[.welcome]), in: .en, brand: MailBrand(name: "Gym", logoURL: nil, color: color),
      unsubscribeURL: nil
    ).html
    #expect(html.contains("bgcolor=\"\(background)\""))
    #expect(html.contains(";color:\(foreground);"))
  }

  @Test(
    arguments: [
      ("de", .de), ("de-AT", .de), ("DE_ch", .de), ("en-GB", .en), ("fr", .en), ("", .en), (nil, .en),
      ("den", .en),
    ] as [(String?, MailLanguage)])
  func languagesOfLocales(locale: String?, language: MailLanguage) {
    #expect(MailLanguage(locale: locale) == language)
  }

  @Test func onlyNotificationsAreAChoice() {
    #expect(MailTemplate.allCases.filter { !$0.isTransactional } == [.notification])
  }

  private func render(_ template: MailTemplate, _ values: [String: String], _ language: MailLanguage) throws
    -> MailText
  {
    try template.rendered(values, in: language, brand: Self.brand, unsubscribeURL: nil)
  }
}
