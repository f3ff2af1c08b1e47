import Foundation
import Postgres
import Web

/// Something to tell a person of the gym.
struct News: Codable, Sendable {
  /// Of the notification: a job that is run again tells nobody twice.
  var id: UUID
  var user: UUID
  /// What kind of news it is, such as `booking_confirmed`; preferences are kept by it.
  var type: String
  var title: String
  var message: String
  /// A path of this product or an https address.
  var actionURL: String?
  var actionLabel: String?
}

/// Tells people: in the app, and by mail unless they do not want that, when their quiet hours are over.
enum NotificationJobs {
  static let tell = JobKind<News>("notifications.tell")

  static func add(
    to jobs: inout JobList, publicURL: String, clock: @escaping @Sendable () -> Date = { Date() }
  ) {
    jobs.add(tell) { news, tx in
      try await tx.execute(insert(news))
      guard
        let route = try await tx.rows(MailQueries.route(news.user, news.type), as: MailQueries.Route.self)
          .first()
      else { return nil }
      let now = clock()
      try await tx.execute(
        mail(news, route, publicURL).enqueue(UUID.version7(at: now), at: quietHours(route)?.release(now)))
      return nil
    }
  }

  private static func mail(_ news: News, _ route: MailQueries.Route, _ publicURL: String) -> NewMail {
    var values = ["title": news.title, "message": news.message]
    values["action_url"] = news.actionURL.map { $0.hasPrefix("/") ? publicURL + $0 : $0 }
    values["action_label"] = news.actionLabel
    return NewMail(
      user: news.user, recipient: route.recipient, template: .notification,
      language: MailLanguage(locale: route.locale), topic: news.type, values: values)
  }

  private static func quietHours(_ route: MailQueries.Route) -> QuietHours? {
    QuietHours(start: route.quietHoursStart, end: route.quietHoursEnd, timeZone: route.timeZone)
  }

  private static func insert(_ news: News) -> SQL {
    """
    insert into crm.notifications (id, user_id, type, title, message, action_url, action_label)
    values (\(news.id), \(news.user), \(news.type), \(news.title), \(news.message), \(news.actionURL), \(news.actionLabel))
    """
  }
}
