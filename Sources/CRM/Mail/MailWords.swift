import Mustache

/// What a template says in a language. It is parsed once, as text: the layout escapes.
struct MailWords: Sendable {
  let subject: MustacheTemplate
  let paragraphs: [MustacheTemplate]
  /// What the button says that opens the message's address.
  let button: MustacheTemplate
  let closing: [MustacheTemplate]

  init(subject: String, _ paragraphs: [String], button: String, closing: [String] = []) throws {
    func parsed(_ text: String) throws -> MustacheTemplate {
      try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text)
    }
    self.subject = try parsed(subject)
    self.paragraphs = try paragraphs.map(parsed)
    self.button = try parsed(button)
    self.closing = try closing.map(parsed)
  }

  static func of(_ template: MailTemplate, _ language: MailLanguage) throws -> MailWords {
    let words = try language == .de ? german.get() : english.get()
    switch template {
    case .welcome: return words.welcome
    case .notification: return words.notification
    case .invitation: return words.invitation
    case .verification: return words.verification
    case .passwordReset: return words.passwordReset
    case .onboarding: return words.onboarding
    }
  }

  private struct All: Sendable {
    let welcome: MailWords
    let notification: MailWords
    let invitation: MailWords
    let verification: MailWords
    let passwordReset: MailWords
    let onboarding: MailWords
  }

  private static let english = Result {
    All(
      welcome: try MailWords(
        subject: "Welcome to {{brand}}",
        [
          "Hello {{first_name}},",
          "it is good to have you with us. Your account at {{brand}} is ready, and everything else is in there.",
        ],
        button: "Open your account",
        closing: ["See you soon."]),
      notification: try MailWords(
        subject: "{{title}}", ["{{message}}"],
        button:
          "{{#action_label}}{{action_label}}{{/action_label}}{{^action_label}}Have a look{{/action_label}}"),
      invitation: try MailWords(
        subject: """
          {{#inviter}}{{inviter}} invites you to {{organization}}{{/inviter}}\
          {{^inviter}}You are invited to {{organization}}{{/inviter}}
          """,
        [
          "Hello,",
          """
          {{#inviter}}{{inviter}} invites you{{/inviter}}{{^inviter}}you are invited{{/inviter}} \
          to join {{organization}} as {{role}}.
          """,
          "The invitation is open until {{expires_on}}.",
        ],
        button: "Accept the invitation",
        closing: ["If you did not expect this, you can ignore it. Nothing happens unless you accept."]),
      verification: try MailWords(
        subject: "Please confirm your address",
        [
          "Hello {{first_name}},",
          "please confirm that this address is yours, so that what we write reaches you and nobody else.",
        ],
        button: "Confirm this address",
        closing: ["If you did not sign up, you can ignore this message."]),
      passwordReset: try MailWords(
        subject: "Choose a new password",
        [
          "Hello {{first_name}},",
          "somebody asked for a new password for your account. If that was you, you can choose one now. "
            + "The link works once, within {{minutes}} minutes.",
        ],
        button: "Choose a new password",
        closing: ["If it was not you, there is nothing to do: your password stays as it is."]),
      onboarding: try MailWords(
        subject: "Go on where you stopped",
        [
          "Hello,",
          "your gym is not open yet: what you have entered so far is kept for a day from when you began.",
        ],
        button: "Go on",
        closing: ["If you did not ask for this, you can ignore it. Nothing happens unless you go on."]))
  }

  private static let german = Result {
    All(
      welcome: try MailWords(
        subject: "Willkommen bei {{brand}}",
        [
          "Hallo {{first_name}},",
          "schön, dass du da bist. Dein Konto bei {{brand}} ist bereit, und alles Weitere findest du dort.",
        ],
        button: "Konto öffnen",
        closing: ["Bis bald."]),
      notification: try MailWords(
        subject: "{{title}}", ["{{message}}"],
        button: "{{#action_label}}{{action_label}}{{/action_label}}{{^action_label}}Ansehen{{/action_label}}"),
      invitation: try MailWords(
        subject: """
          {{#inviter}}{{inviter}} lädt dich zu {{organization}} ein{{/inviter}}\
          {{^inviter}}Du bist zu {{organization}} eingeladen{{/inviter}}
          """,
        [
          "Hallo,",
          """
          {{#inviter}}{{inviter}} lädt dich ein{{/inviter}}{{^inviter}}du bist eingeladen{{/inviter}}, \
          bei {{organization}} dabei zu sein: als {{role}}.
          """,
          "Die Einladung gilt bis zum {{expires_on}}.",
        ],
        button: "Einladung annehmen",
        closing: [
          "Wenn du damit nicht gerechnet hast, musst du nichts tun. Ohne deine Zusage passiert nichts."
        ]),
      verification: try MailWords(
        subject: "Bitte bestätige deine Adresse",
        [
          "Hallo {{first_name}},",
          "bitte bestätige, dass diese Adresse dir gehört. Dann kommt an, was wir dir schreiben, "
            + "und zwar nur bei dir.",
        ],
        button: "Adresse bestätigen",
        closing: ["Wenn du dich nicht angemeldet hast, kannst du diese Nachricht ignorieren."]),
      passwordReset: try MailWords(
        subject: "Neues Passwort wählen",
        [
          "Hallo {{first_name}},",
          "jemand hat ein neues Passwort für dein Konto angefordert. Wenn du das warst, kannst du jetzt eines "
            + "wählen. Der Link gilt einmal, und zwar {{minutes}} Minuten lang.",
        ],
        button: "Neues Passwort wählen",
        closing: ["Wenn du es nicht warst, musst du nichts tun: Dein Passwort bleibt, wie es ist."]),
      onboarding: try MailWords(
        subject: "Mach weiter, wo du warst",
        [
          "Hallo,",
          "dein Studio ist noch nicht eröffnet. Was du bisher eingegeben hast, bleibt einen Tag lang erhalten, "
            + "gerechnet vom Anfang.",
        ],
        button: "Weitermachen",
        closing: ["Wenn du das nicht wolltest, musst du nichts tun. Ohne dich passiert nichts."]))
  }
}

extension MailLanguage {
  /// What a role is called; a word that is no role stays as it is.
  func role(_ word: String) -> String {
    switch (Role(rawValue: word), self) {
    case (.owner, .en): "owner"
    case (.owner, .de): "Inhaber:in"
    case (.admin, .en): "administrator"
    case (.admin, .de): "Administrator:in"
    case (.staff, .en): "staff"
    case (.staff, .de): "Mitarbeiter:in"
    case (.trainer, .en): "trainer"
    case (.trainer, .de): "Trainer:in"
    case (.member, .en): "member"
    case (.member, .de): "Mitglied"
    case (nil, _): word
    }
  }

  /// `2026-12-01` as people write it; a text that is no such day stays as it is.
  func day(_ text: String) -> String {
    guard let date = LocalDate(text) else { return text }
    let months =
      switch self {
      case .en:
        [
          "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December",
        ]
      case .de:
        [
          "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
          "November", "Dezember",
        ]
      }
    return "\(date.day)\(self == .de ? "." : "") \(months[date.month - 1]) \(date.year)"
  }
}
