import Foundation
import Postgres
import Web

extension ProblemType {
  static let occurrenceClashes = ProblemType(
    "occurrence_clashes", 409, "Room or trainer are taken at one of its times",
    "`clash` says what is in the way first. POST /v1/event-series/preview shows all; `skip_clashes` makes the others."
  )
  static let seriesIsOver = ProblemType(
    "series_is_over", 409, "Nothing of the series is still to come", "Make a new series.")
  static let notAnOccurrence = ProblemType(
    "not_an_occurrence", 422, "The series has no such occurrence to come",
    "`from` is an occurrence's wall time by the rule: `occurrence_at` of an event that has not started.")
}

/// Series: events that repeat, and changes of all of them or of those from one on.
enum SeriesOperations {
  static func add(to api: inout API) {
    api.chapter("Series")
    let refused =
      [.programNotFound]
      + ConstraintProblems.named(
        "room_not_found", "room_inactive", "room_too_small", "staff_capacity_invalid", "instructor_not_found")
    api.add(
      .post, "/v1/event-series/preview", "previewEventSeries",
      summary: "Which events a series would make and what is in their way; nothing is kept",
      needs: .holder(of: .eventsCreate), problems: [.programNotFound], previewEventSeries)
    api.add(
      .get, "/v1/event-series", "listEventSeries", summary: "The gym's series by title",
      needs: .holder(of: .staffView), problems: [.cursorMismatch], listEventSeries)
    api.add(
      .post, "/v1/event-series", "createEventSeries",
      summary: "Make a series and its events of the next 90 days; later ones are made every night",
      needs: .holder(of: .eventsCreate), success: .created, problems: [.occurrenceClashes] + refused,
      createEventSeries)
    api.add(
      .get, "/v1/event-series/{id}", "getEventSeries", summary: "One series", needs: .holder(of: .staffView),
      versioned: true, getEventSeries)
    api.add(
      .patch, "/v1/event-series/{id}", "updateEventSeries",
      summary: "Change what is still to come of a series, all of it or from one occurrence on",
      needs: .holder(of: .eventsUpdate),
      problems: [.occurrenceClashes, .notAnOccurrence, .seriesIsOver, .trainerTaken, .bookingOverlaps]
        + refused
        + ConstraintProblems.named("room_taken"),
      versioned: true, updateEventSeries)
    api.add(
      .post, "/v1/event-series/{id}/cancellation", "cancelEventSeries",
      summary: "Cancel what is still to come of a series, all of it or from one occurrence on",
      needs: .holder(of: .eventsUpdate), problems: [.seriesIsOver], cancelEventSeries)
  }

  @Sendable private static func previewEventSeries(_ call: Call<NewEventSeries>, _ tx: Transaction)
    async throws -> SeriesPreview
  {
    let draft = try await draft(call, tx)
    let now = call.context.now
    let occurrences = try await aside { draft.occurrences(ahead: now) }
    let clashes = try await Materialization.clashes(occurrences, draft, tx)
    let planned = occurrences.map {
      PlannedOccurrence(
        occurrenceAt: WallTime($0.wall), startsAt: $0.startsAt, endsAt: $0.endsAt,
        clash: clashes[WallTime($0.wall)])
    }
    return SeriesPreview(timeZone: draft.timeZone, occurrences: planned, clashCount: clashes.count)
  }

  @Sendable private static func listEventSeries(_ call: Call<EventSeriesFilter>) throws -> Query<
    Page<EventSeries>
  > {
    let paging = try call.paging()
    return .page(SeriesQueries.list(call.input, paging), paging, sort: "title")
  }

  @Sendable private static func createEventSeries(_ call: Call<NewEventSeries>, _ tx: Transaction)
    async throws
    -> EventSeries
  {
    let draft = try await draft(call, tx)
    let id = call.context.newID()
    try await tx.execute(SeriesQueries.insert(id, draft))
    let now = call.context.now
    let occurrences = try await aside { draft.occurrences(ahead: now) }
    let missing = try await Materialization.make(occurrences, of: id, newID: call.context.newID, tx)
    if call.input.skipClashes != true { try await refuse(missing, of: occurrences, draft, tx) }
    return try await marked(id, draft, skipped: missing, call, tx)
  }

  @Sendable private static func getEventSeries(_ call: Call<NoInput>) -> Query<One<EventSeries>> {
    .one(SeriesQueries.get(call.id))
  }

  @Sendable private static func updateEventSeries(_ call: Call<EventSeriesPatch>, _ tx: Transaction)
    async throws -> EventSeries
  {
    let series = try await lock(call, tx)
    try call.requireMatch(series.version)
    if case .value(let price) = call.input.price {
      let rows = try await tx.rows(SeriesQueries.defaults(template: nil), as: SeriesDraft.Defaults.self)
      if let currency = try rows.first()?.currency { try refuse(price, in: currency) }
    }
    return try await SeriesChange(series: series, now: call.context.now, newID: call.context.newID, tx: tx)
      .apply(call.input)
  }

  @Sendable private static func cancelEventSeries(_ call: Call<SeriesCancellation>, _ tx: Transaction)
    async throws -> EventSeries
  {
    let series = try await lock(call, tx)
    guard series.isActive else { throw Problem(.seriesIsOver) }
    let lastDay = call.input.from?.dayBefore
    let end = lastDay.map { SeriesQueries.end(series.id, on: $0) } ?? SeriesQueries.stop(series.id)
    let results = try await tx.pipeline([
      OccurrenceQueries.cancel(series.id, after: call.context.now, from: call.input.from), end,
    ])
    guard let ended = try results.last?.retyped(as: EventSeries.self).first() else { throw Problem.notFound }
    try await SeriesChange.tell(
      results.first?.retyped(as: CancelledOccurrence.self).decoded() ?? [], newID: call.context.newID, tx)
    return ended
  }

  /// The series that was asked for, if it is one that may be.
  private static func draft(_ call: Call<NewEventSeries>, _ tx: Transaction) async throws -> SeriesDraft {
    let rows = try await tx.rows(
      SeriesQueries.defaults(template: call.input.templateID), as: SeriesDraft.Defaults.self)
    guard let defaults = try rows.first() else { throw Problem.notFound }
    let (asked, now) = (try SeriesDraft(call.input, defaults), call.context.now)
    let (draft, isOver) = try await aside {
      let draft = try asked.checked(at: now)
      return (draft, draft.isOver(at: now))
    }
    try refuse(draft.price, in: defaults.currency)
    guard !isOver else {
      throw Problem(
        .validationFailed,
        faults: [
          Fault("rule_without_occurrences", "Nothing of it is still to come.", at: "/recurring_pattern")
        ])
    }
    return draft
  }

  private static func refuse(_ price: Fee?, in currency: CurrencyCode) throws {
    guard let price, price.currency != currency else { return }
    throw Problem(
      .validationFailed,
      faults: [
        Fault("currency_differs", "Must be \(currency), the organization's currency.", at: "/price/currency")
      ])
  }

  /// Names the first of those that could not be made, and what is in its way.
  private static func refuse(
    _ missing: [WallTime], of occurrences: [Occurrence], _ draft: SeriesDraft, _ tx: Transaction
  ) async throws {
    guard let first = missing.first else { return }
    throw try await SeriesChange.clash(occurrences.filter { $0.wall == first.date }, draft, except: nil, tx)
  }

  private static func marked<Input>(
    _ id: UUID, _ draft: SeriesDraft, skipped: [WallTime], _ call: Call<Input>, _ tx: Transaction
  ) async throws -> EventSeries {
    let results = try await tx.pipeline([
      Materialization.mark(id, draft, at: call.context.now, skipped: skipped), SeriesQueries.get(id),
    ])
    guard let series = try results.last?.retyped(as: EventSeries.self).first() else { throw Problem.notFound }
    return series
  }

  private static func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws -> EventSeries {
    guard let series = try await tx.rows(SeriesQueries.lock(call.id), as: EventSeries.self).first() else {
      throw Problem.notFound
    }
    return series
  }
}
