import Foundation
import Postgres
import Web

/// Events of a series, made ahead.
enum Materialization {
  private struct Missing: Decodable { let wall: WallTime }
  struct FoundClash: Decodable, Sendable {
    let wall: WallTime
    let code: String
    let eventID: UUID
    let title: String
    let startsAt: Date
    let endsAt: Date

    var clash: Clash {
      Clash(code: code, eventID: eventID, title: title, startsAt: startsAt, endsAt: endsAt)
    }
  }

  /// Makes what is not there yet; answers the wall times for which room or trainer were not to be had. It may run again.
  static func make(
    _ occurrences: [Occurrence], of series: UUID, unattended: Bool = false, newID: () -> UUID,
    _ tx: Transaction
  ) async throws -> [WallTime] {
    guard !occurrences.isEmpty else { return [] }
    let results = try await tx.pipeline([
      OccurrenceQueries.make(
        occurrences, occurrences.map { _ in newID() }, of: series, unattended: unattended),
      OccurrenceQueries.missing(occurrences, of: series),
    ])
    return try results.last?.retyped(as: Missing.self).decoded().map(\.wall) ?? []
  }

  /// What is in the way of a series' events, by wall time.
  static func clashes(
    _ occurrences: [Occurrence], _ draft: SeriesDraft, except series: UUID? = nil, _ tx: Transaction
  ) async throws -> [WallTime: Clash] {
    guard !occurrences.isEmpty, draft.roomID != nil || draft.instructorID != nil else { return [:] }
    let found = try await tx.rows(
      OccurrenceQueries.clashes(
        occurrences, room: draft.roomID, instructor: draft.instructorID, except: series),
      as: FoundClash.self
    ).decoded()
    return Dictionary(found.map { ($0.wall, $0.clash) }, uniquingKeysWith: { first, _ in first })
  }

  /// Notes how far a series was made.
  static func mark(_ series: UUID, _ draft: SeriesDraft, at now: Date, skipped: [WallTime]) -> SQL {
    let last = WallTime(draft.horizon(now) - 60).text.prefix(10)
    return SeriesQueries.mark(series, until: LocalDate(String(last)), skipped: skipped)
  }
}
