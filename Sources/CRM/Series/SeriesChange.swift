import Foundation
import Postgres
import Web

/// A change of what is still to come of a series: of all, or of those from one occurrence on, which become a series of
/// their own.
struct SeriesChange {
  let series: EventSeries
  let now: Date
  let newID: () -> UUID
  let tx: Transaction

  func apply(_ patch: EventSeriesPatch) async throws -> EventSeries {
    try await tx.execute(OccurrenceQueries.follow(series.id))
    let old = SeriesDraft(series)
    guard patch.scope == .following else {
      let asked = old.applying(patch)
      let draft = try await aside { [now] in
        try asked.checked(at: now, moves: true).sparing(old, at: now)
      }
      try await bring(draft, to: series.id, from: nil)
      try await tx.execute(SeriesQueries.update(series.id, draft))
      return try await completed(series.id, draft)
    }
    guard series.isActive else { throw Problem(.seriesIsOver) }
    guard let from = patch.from, let day = from.day, let last = from.dayBefore else {
      throw Problem(
        .validationFailed, faults: [Fault("required", "Say from which occurrence on.", at: "/from")])
    }
    let latest = min(from.date + 60, now + SeriesDraft.farthest)
    let coming = try await aside { [now] in
      old.occurrences(after: max(now, from.date - 2 * 86_400), wallBefore: latest)
    }
    // One beside the rule begins no rule: its weekday would become that of all.
    guard coming.last?.wall == from.date, !old.rdates.contains(from) else { throw Problem(.notAnOccurrence) }
    var draft = old.applying(patch)
    draft.rdates.removeAll { $0 < from }
    draft.startsOn = day
    if case .absent = patch.recurringPattern { draft.rule = try await aside { try old.rest(from: from) } }
    draft = try await aside { [now, draft] in
      try draft.checked(at: now, moves: true).sparing(old, at: now)
    }
    let id = newID()
    try await tx.execute(SeriesQueries.insert(id, draft, parent: series.id))
    try await bring(draft, to: id, from: from)
    try await tx.execute(SeriesQueries.end(series.id, on: last))
    return try await completed(id, draft)
  }

  /// Moves the events along; those that no longer take place vanish.
  private func bring(_ draft: SeriesDraft, to id: UUID, from: WallTime?) async throws {
    let made = try await tx.rows(
      OccurrenceQueries.lockUpcoming(series.id, after: now, from: from), as: MadeOccurrence.self
    ).decoded()
    // As far as they were made already, too, whatever day it is in another zone.
    let last = made.last.map { Calendar.wall.startOfDay(for: $0.occurrenceAt.date) + 86_400 } ?? .distantPast
    let wanted = try await aside { [now] in
      draft.occurrences(after: now, wallBefore: max(draft.horizon(now), last))
    }
    let edit = SeriesEdit(made: made, wanted: wanted)
    let moving = edit.moved.filter { !$0.event.isFixed }.map(\.to)
    if let first = try await Materialization.clashes(moving, draft, except: series.id, tx)
      .min(by: { $0.key < $1.key })
    {
      throw SeriesChange.problem(first.key, first.value)
    }
    // First what goes: it may be in the way of what moves.
    let results = try await tx.pipeline([
      OccurrenceQueries.drop(edit.vanished, of: series.id), OccurrenceQueries.cancelled(edit.vanished),
      OccurrenceQueries.move(edit, to: id, draft, of: series.id),
    ])
    let cancelled = try results.dropFirst().first?.retyped(as: CancelledOccurrence.self).decoded() ?? []
    try await SeriesChange.tell(cancelled, newID: newID, tx)
    try await tell(edit, draft)
  }

  /// Whoever has booked what begins at another time, or is led by somebody else or elsewhere.
  private func tell(_ edit: SeriesEdit, _ draft: SeriesDraft) async throws {
    let isOther = draft.instructorID != series.instructorID || draft.roomID != series.roomID
    let moved = edit.moved.filter { !$0.event.isFixed && (isOther || $0.event.startsAt != $0.to.startsAt) }
    _ = try await tx.pipeline(
      moved.map { try EventJobs.tell.enqueue(newID(), EventNews(event: $0.event.id, kind: .moved)) })
  }

  static func tell(_ cancelled: [CancelledOccurrence], newID: () -> UUID, _ tx: Transaction) async throws {
    _ = try await tx.pipeline(
      cancelled.filter(\.isBooked).map {
        try EventJobs.tell.enqueue(newID(), EventNews(event: $0.id, kind: .cancelled, since: $0.at))
      })
  }

  /// Makes what is new, and answers the series as it then is.
  private func completed(_ id: UUID, _ draft: SeriesDraft) async throws -> EventSeries {
    let occurrences = series.isActive ? try await aside { [now] in draft.occurrences(ahead: now) } : []
    let new = try await Materialization.make(
      occurrences.filter { !series.skipped.contains(WallTime($0.wall)) }, of: id, newID: newID, tx)
    // What was skipped before is no reason to refuse the change.
    let again = try await Materialization.make(
      occurrences.filter { series.skipped.contains(WallTime($0.wall)) }, of: id, unattended: true,
      newID: newID, tx)
    if let first = new.first {
      throw try await SeriesChange.clash(
        occurrences.filter { $0.wall == first.date }, draft, except: nil, tx)
    }
    let results = try await tx.pipeline([
      Materialization.mark(id, draft, at: now, skipped: again), SeriesQueries.get(id),
    ])
    guard let changed = try results.last?.retyped(as: EventSeries.self).first() else {
      throw Problem.notFound
    }
    return changed
  }

  /// Why an occurrence could not be made.
  static func clash(_ occurrences: [Occurrence], _ draft: SeriesDraft, except: UUID?, _ tx: Transaction)
    async throws -> Problem
  {
    guard
      let (wall, clash) = try await Materialization.clashes(occurrences, draft, except: except, tx).first
    else { return Problem(.occurrenceClashes) }
    return problem(wall, clash)
  }

  private static func problem(_ wall: WallTime, _ clash: Clash) -> Problem {
    var problem = Problem(.occurrenceClashes, "\(wall): \(clash.code.replacing("_", with: " ")).")
    problem.members = [
      (
        "clash",
        [
          "occurrence_at": .string(wall.text), "code": .string(clash.code),
          "event_id": .string(clash.eventID.uuidString.lowercased()), "title": .string(clash.title),
        ]
      )
    ]
    return problem
  }
}

extension SeriesDraft {
  /// Whoever was there this morning does not come again tonight: the day of one that has begun gets no other one.
  fileprivate func sparing(_ old: SeriesDraft, at now: Date) -> SeriesDraft {
    let today = Calendar.wall.startOfDay(for: old.zone.wallTime(at: now))
    let planned = old.occurrences(after: old.zone.instant(ofWallTime: today) - 1, wallBefore: today + 86_400)
    guard planned.contains(where: { $0.startsAt <= now }) else { return self }
    var draft = self
    let known = Set(planned.map(\.wall))
    draft.exdates += occurrences(after: now, wallBefore: today + 86_400).map(\.wall).filter {
      !known.contains($0)
    }
    .map(WallTime.init)
    return draft
  }

  /// The same rule for what comes from there on: of a number of times those that are left.
  fileprivate func rest(from wall: WallTime) throws -> RecurrenceRule {
    guard let count = rule.count else { return rule }
    let past = rule.occurrences(from: start, before: wall.date, in: zone).count
    let parts = rule.text.split(separator: ";").map {
      $0.hasPrefix("COUNT=") ? "COUNT=\(max(count - past, 1))" : String($0)
    }
    return try RecurrenceRule(text: parts.joined(separator: ";"))
  }
}

extension WallTime {
  /// The last day that lies wholly before it.
  var dayBefore: LocalDate? {
    LocalDate(String(WallTime(Calendar.wall.startOfDay(for: date) - 60).text.prefix(10)))
  }
}
