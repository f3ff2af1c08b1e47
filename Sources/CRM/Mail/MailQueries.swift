import Foundation
import Postgres

/// The statements of mail; its rows are reached through functions alone.
enum MailQueries {
  /// A mail as its job finds it.
  struct Stored: Decodable, Sendable {
    let id: UUID
    let recipient: String
    let template: MailTemplate
    let language: MailLanguage
    let topic: String?
    /// Gone once a server took it.
    let contents: JSON?
    let isAccepted: Bool
    let createdAt: Date
    let organizationName: String?
    let logoURL: String?
    let brandColor: String?
    let replyTo: String?
  }

  /// Where and when news reaches somebody.
  struct Route: Decodable, Sendable {
    let recipient: String
    let firstName: String
    let locale: String?
    let timeZone: String
    /// `HH:MM:SS` on the wall.
    let quietHoursStart: String?
    let quietHoursEnd: String?
  }

  static func enqueue(_ id: UUID, _ mail: NewMail, _ contents: JSON, at time: Date?) -> SQL {
    """
    select jobs.enqueue_mail(\(id), \(mail.user), \(mail.recipient), \(mail.template.rawValue), \(mail.language.rawValue),
      \(mail.topic), \(contents), \((mail.template.isTransactional ? JobPriority.urgent : .usual).rawValue)::int, \(time))
    """
  }

  static func load(_ id: UUID) -> SQL {
    """
    select id, recipient, template, language, topic, contents, is_accepted, created_at, organization_name, logo_url, brand_color,
      reply_to
    from jobs.load_mail(\(id))
    """
  }

  static func accept(_ id: UUID, _ reply: String) -> SQL { "select jobs.accept_mail(\(id), \(reply))" }

  static func giveUp(_ id: UUID, _ reason: String) -> SQL { "select jobs.give_mail_up(\(id), \(reason))" }

  static func unsubscribe(_ id: UUID) -> SQL { "select jobs.unsubscribe(\(id)) as done" }

  static func route(_ user: UUID, _ topic: String) -> SQL {
    """
    select recipient, first_name, locale, time_zone, quiet_hours_start::text, quiet_hours_end::text
    from jobs.mail_route(\(user), \(topic))
    """
  }
}
