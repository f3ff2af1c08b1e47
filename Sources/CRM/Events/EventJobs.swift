import Foundation
import Postgres
import Web

/// Something that concerns those who have booked an event.
struct EventNews: Codable, Sendable {
  enum Kind: String, Codable {
    case cancelled, moved, substituted
  }

  let event: UUID
  let kind: Kind
  /// When it was cancelled: bookings that ended with it count.
  var since: Date?
  /// Who leads it now, and who did, where that is the news.
  var instructor: UUID?
  var earlierInstructor: UUID?
}

/// Tells who has booked an event, and who leads it, what became of it.
enum EventJobs {
  static let tell = JobKind<EventNews>("events.tell", priority: .urgent)

  private struct Booked: Decodable { let userID: UUID }
  private struct Count: Encodable { let count: Int }

  static func add(to jobs: inout JobList, clock: @escaping @Sendable () -> Date = { Date() }) {
    jobs.add(tell) { news, tx in
      let results = try await tx.pipeline([subject(news.event), booked(news)])
      guard let event = try results.first?.retyped(as: EventLetter.self).first(),
        let booked = try results.last?.retyped(as: Booked.self).decoded()
      else { return nil }
      let leaders = [news.instructor, news.earlierInstructor].compactMap(\.self)
      let now = clock()
      let all =
        booked.map(\.userID).filter { !leaders.contains($0) }
        .map { event.news(news.kind, UUID.version7(at: now), to: $0) }
        + leaders.map { leader in
          event.news(UUID.version7(at: now), to: leader, leads: leader == news.instructor)
        }
      _ = try await tx.pipeline(
        all.map { try NotificationJobs.tell.enqueue(UUID.version7(at: now), $0) })
      return try JSON(encoding: Count(count: all.count))
    }
  }

  private static func subject(_ event: UUID) -> SQL {
    """
    select e.id, e.title, to_char(\(EventQueries.localStart), 'YYYY-MM-DD HH24:MI') as starts, e.cancellation_reason as reason,
      r.name as room, i.first_name || ' ' || i.last_name as instructor
    from \(EventQueries.source) where e.id = \(event)
    """
  }

  private static func booked(_ news: EventNews) -> SQL {
    "select user_id from private.users_booked(\(news.event), \(news.since))"
  }
}

/// What is said of an event.
private struct EventLetter: Decodable {
  let id: UUID
  let title: String
  /// By the clock of the place.
  let starts: String
  let reason: String?
  let room: String?
  let instructor: String?

  /// For somebody who has booked.
  func news(_ kind: EventNews.Kind, _ newsID: UUID, to user: UUID) -> News {
    switch kind {
    case .cancelled:
      news(
        newsID, user, "event_cancelled", "Cancelled: \(title)",
        "\(title) on \(starts) does not take place.\(reason.map { " \($0)" } ?? "")")
    case .moved:
      news(
        newsID, user, "event_changed", "Changed: \(title)",
        "\(title) is on \(starts)\(room.map { ", \($0)" } ?? "")\(instructor.map { ", with \($0)" } ?? "").")
    case .substituted:
      news(
        newsID, user, "event_changed", "Changed: \(title)",
        "\(title) on \(starts) is with \(instructor ?? "somebody else").")
    }
  }

  /// For whoever leads it from now on, or did until now.
  func news(_ newsID: UUID, to user: UUID, leads: Bool) -> News {
    news(
      newsID, user, "event_substitution", leads ? "You lead \(title)" : "Somebody else leads \(title)",
      leads
        ? "You lead \(title) on \(starts)."
        : "\(title) on \(starts) is with \(instructor ?? "somebody else").")
  }

  private func news(_ newsID: UUID, _ user: UUID, _ type: String, _ title: String, _ message: String) -> News
  {
    News(
      // An event's title may be as long as a notification's.
      id: newsID, user: user, type: type, title: String(title.unicodeScalars.prefix(200)), message: message,
      actionURL: "/events/\(id.uuidString.lowercased())")
  }
}
