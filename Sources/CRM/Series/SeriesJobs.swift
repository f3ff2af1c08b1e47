import Foundation
import Postgres
import Web

/// Every night: the next events of each series, and wall times of zones whose rules have changed.
enum SeriesJobs {
  static let extendEveryGym = JobKind<NoPayload>("series.extend_every_gym", priority: .idle, attempts: 3)
  static let extendGym = JobKind<NoPayload>("series.extend_gym", priority: .idle, attempts: 3)

  private struct Count: Codable { let count: Int }
  /// How many there were, and those among them that a constraint refuses: they are tried again.
  private struct Night: Codable {
    let count: Int
    var refused: [UUID] = []
  }
  private struct Due: Decodable { let id: UUID }
  private struct Planner: Decodable { let user: UUID? }
  private struct Told: Decodable {
    let event: UUID
    let user: UUID
    let title: String
    let localStart: String
  }

  static func add(to jobs: inout JobList, clock: @escaping @Sendable () -> Date = { Date() }) throws {
    jobs.add(extendEveryGym) { _, tx in
      let (kind, priority, attempts) = (extendGym.name, extendGym.priority.rawValue, extendGym.attempts)
      return try JSON(
        encoding: try await tx.rows(
          "select jobs.enqueue_for_each(\(kind), \(priority)::int, \(attempts)::int) as count", as: Count.self
        ).first())
    }
    jobs.add(extendGym) { run in
      let now = clock()
      let due = try await run.transaction(write: false) {
        try await $0.rows(SeriesQueries.due(at: now), as: Due.self).decoded()
      }
      // A transaction each: none is held up by all the others, nor by one that cannot be.
      var night = Night(count: due.count)
      for (done, series) in due.enumerated() {
        try await run.report("extending", done: done, of: due.count)
        do {
          try await run.transaction { try await extend(series.id, at: now, $0) }
        } catch let error as PostgresError where error.sqlState?.hasPrefix("23") == true {
          night.refused.append(series.id)
        }
      }
      return try JSON(encoding: night)
    }
    // Days begin at every hour somewhere; made ahead as far as it is, one hour for all of them will do.
    jobs.schedule(extendEveryGym, "extend series", try CronRule("15 3 * * *", in: .gmt))
  }

  /// Makes what is missing of one. Where room or trainer are not to be had its planner is told, once: not each night
  /// again as long as that goes on.
  static func extend(_ id: UUID, at now: Date, _ tx: Transaction) async throws {
    guard let series = try await tx.rows(SeriesQueries.lock(id), as: EventSeries.self).first(),
      series.isActive
    else { return }
    let draft = SeriesDraft(series)
    let newID = { UUID.version7(at: now) }
    try await tx.execute(OccurrenceQueries.follow(id))
    try await followZone(series, draft.zone, at: now, newID, tx)
    let occurrences = try await aside { draft.occurrences(ahead: now) }
    let skipped = try await Materialization.make(
      occurrences, of: id, unattended: true, newID: newID, tx)
    try await tx.execute(Materialization.mark(id, draft, at: now, skipped: skipped))
    let walls = occurrences.map { WallTime($0.wall) }
    let begins = zip([nil] + walls, walls).contains { before, wall in
      skipped.contains(wall) && !series.skipped.contains(wall) && before.map(skipped.contains) != true
    }
    guard begins,
      let planner = try await tx.rows(SeriesQueries.planner(of: series), as: Planner.self).first()?.user
    else { return }
    let dates = skipped.filter { !series.skipped.contains($0) }.map { $0.text.replacing("T", with: " ") }
      .joined(separator: ", ")
    try await tx.execute(
      NotificationJobs.tell.enqueue(
        newID(),
        News(
          id: newID(), user: planner, type: "series_skipped", title: "Not scheduled: \(series.title)",
          message: "Its room or its trainer is not available: \(dates).")))
  }

  /// A wall time stays; when that is, the zone says, whose rules parliaments change. Whoever is booked is told.
  private static func followZone(
    _ series: EventSeries, _ zone: TimeZone, at now: Date, _ newID: () -> UUID, _ tx: Transaction
  ) async throws {
    let events = try await tx.rows(OccurrenceQueries.unmoved(series.id, after: now), as: MadeOccurrence.self)
      .decoded()
    let moved = events.map { ($0, zone.instant(ofWallTime: $0.occurrenceAt.date)) }.filter {
      $0.0.startsAt != $0.1
    }
    guard !moved.isEmpty else { return }
    try await tx.execute(OccurrenceQueries.shift(moved.map(\.0.id), to: moved.map(\.1)))
    let people = try await tx.rows(OccurrenceQueries.people(of: moved.map(\.0.id)), as: Told.self).decoded()
    for told in people {
      try await tx.execute(
        NotificationJobs.tell.enqueue(
          newID(),
          News(
            id: newID(), user: told.user, type: "event_moved", title: told.title,
            message: "The clocks change otherwise than announced; it starts at \(told.localStart) as planned."
          )))
    }
  }
}
