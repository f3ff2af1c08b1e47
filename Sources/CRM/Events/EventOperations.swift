import Foundation
import Postgres
import Web

/// Events: classes, tours, trainings and whatever else is on the schedule.
enum EventOperations {
  private struct Cancelled: Decodable {
    let id: UUID
    let at: Date
  }

  static func add(to api: inout API) {
    api.chapter("Events")
    let taken = [.trainerTaken] + ConstraintProblems.named("room_taken", "instructor_not_found")
    let planning =
      taken + [.permissionMissing]
      + ConstraintProblems.named(
        "room_not_found", "room_inactive", "room_too_small", "staff_capacity_invalid", "tag_not_found")
    api.add(
      .get, "/v1/events", "listEvents",
      summary: "What is on the schedule: a window of at most 45 days whole, else page by page",
      needs: .holder(of: .eventsView), problems: [.cursorMismatch, .tooManyEvents], listEvents)
    api.add(
      .get, "/v1/events/counts", "countEvents",
      summary: "How many events a list would have: in all, and by status, type, category and tour status",
      needs: .holder(of: .eventsView), countEvents)
    api.add(
      .post, "/v1/events", "createEvent",
      summary: "Plan an event; without events.create one of one's own",
      needs: .holder(of: .eventsLead), success: .created,
      problems: planning + [.notFound, .programNotFound, .programInactive]
        + ConstraintProblems.named("parent_event_not_found"), createEvent)
    api.add(
      .get, "/v1/events/{id}", "getEvent", summary: "One event", needs: .holder(of: .eventsView),
      versioned: true, getEvent)
    api.add(
      .patch, "/v1/events/{id}", "updateEvent",
      summary:
        "Change an event; without events.update one of one's own. Who has booked is told where it moves",
      needs: .holder(of: .eventsLead),
      problems: planning + [.eventCancelled, .eventOver, .programNotFound, .bookingOverlaps], versioned: true,
      updateEvent)
    api.add(
      .post, "/v1/events/{id}/cancellation", "cancelEvent",
      summary: "Cancel an event, of a series also the following or all; who has booked is told",
      needs: .holder(of: .eventsLead), problems: [.eventCancelled, .eventOver, .permissionMissing],
      cancelEvent)
    api.add(
      .post, "/v1/events/{id}/completion", "completeEvent", summary: "Say that an event is complete",
      needs: .holder(of: .eventsLead),
      problems: [.eventCancelled, .eventOver, .eventNotBegun, .permissionMissing], completeEvent)
    api.add(
      .post, "/v1/events/{id}/substitution", "substituteInstructor",
      summary: "Have somebody else lead an event; both and who has booked are told",
      needs: .holder(of: .eventsLead), problems: taken + [.eventCancelled, .eventOver, .permissionMissing],
      substituteInstructor)
  }

  @Sendable private static func listEvents(_ call: Call<EventFilter>) throws -> Query<Page<EventSummary>> {
    let paging =
      call.input.isWindow ? try call.paging(whole: 1_000, else: .tooManyEvents) : try call.paging()
    return .page(EventQueries.list(call.input, paging), paging, moment: "starts_at")
  }

  @Sendable private static func countEvents(_ call: Call<EventConditions>) -> Query<One<EventCounts>> {
    .one(EventQueries.counts(call.input))
  }

  @Sendable private static func createEvent(_ call: Call<NewEvent>, _ tx: Transaction) async throws
    -> One<Event>
  {
    let (new, id) = (call.input, call.context.newID())
    guard
      let setting = try await tx.rows(EventQueries.setting(new.programID), as: EventSetting.self).first()
    else { throw Problem.notFound }
    let plan = try EventPlan(new, in: setting, by: call.caller?.user)
    var statements = [EventQueries.insert(id, new, plan, in: setting)]
    if plan.type == .tour {
      statements.append(TourQueries.insert(id, new.tour))
      if let interests = new.tour?.interests { statements += tag(id, interests, call.context) }
    }
    return try await answer(id, after: statements, tx)
  }

  @Sendable private static func getEvent(_ call: Call<NoInput>) -> Query<One<Event>> {
    .one(EventQueries.get(call.id))
  }

  @Sendable private static func updateEvent(_ call: Call<EventPatch>, _ tx: Transaction) async throws
    -> One<Event>
  {
    let (event, patch) = (try await lock(call, tx), call.input)
    try call.requireMatch(event.version)
    if event.status == .cancelled { throw Problem(.eventCancelled) }
    let times = patch.times.isEmpty ? event.times : try event.times.changed(by: patch.times)
    let change = EventChange(event, patch, times)
    // What is over may be corrected, and a tour followed up; but it was when and where it was.
    if event.isOver || event.status == .completed, change.isMoved { throw Problem(.eventOver) }
    if let instructor = patch.instructorID.changed {
      try event.requireRight(toGiveTo: instructor, as: call.caller?.user)
    }
    let faults = change.faults
    guard faults.isEmpty else { throw Problem(.validationFailed, faults: faults) }
    var statements = [EventQueries.update(call.id, event, patch, times)].compactMap(\.self)
    if let tour = patch.tour.given {
      statements += [TourQueries.update(call.id, tour)].compactMap(\.self)
      if let interests = tour.interests.given {
        guard event.mayTag else { throw Problem(missing: .tagsManage) }
        statements.append(TourQueries.removeOthers(interests, of: call.id))
        statements += tag(call.id, interests, call.context)
      }
    }
    if change.concernsBooked, !event.isOver {
      statements.append(
        try EventJobs.tell.enqueue(call.context.newID(), EventNews(event: call.id, kind: .moved)))
    }
    _ = try await tx.pipeline(statements)
    // More places, or another room, and whoever waits for one has it.
    if patch.maxParticipants.changed != nil || patch.roomID.changed != nil, !event.isOver {
      try await Waitlist.fill(call.id, in: tx, at: call.context.now, newID: call.context.newID)
    }
    return try await answer(call.id, after: [], tx)
  }

  @Sendable private static func cancelEvent(_ call: Call<Cancellation>, _ tx: Transaction) async throws
    -> One<Event>
  {
    let event = try await lock(call, tx)
    try event.requireLiving()
    var statements: [SQL] = []
    if let scope = call.input.scope, scope != .this, let series = event.seriesID {
      guard event.mayUpdate else { throw Problem(missing: .eventsUpdate) }
      statements.append(EventQueries.end(series, event, scope))
    }
    let cancelled = try await tx.rows(
      EventQueries.cancel(call.id, event, call.input), as: Cancelled.self
    ).decoded()
    statements += try cancelled.map {
      try EventJobs.tell.enqueue(
        call.context.newID(), EventNews(event: $0.id, kind: .cancelled, since: $0.at))
    }
    return try await answer(call.id, after: statements, tx)
  }

  @Sendable private static func completeEvent(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> One<Event>
  {
    let event = try await lock(call, tx)
    switch event.status {
    case .cancelled: throw Problem(.eventCancelled)
    case .completed: throw Problem(.eventOver)
    case .scheduled, .inProgress: break
    }
    guard event.hasBegun else { throw Problem(.eventNotBegun) }
    return try await answer(call.id, after: [EventQueries.complete(call.id)], tx)
  }

  @Sendable private static func substituteInstructor(_ call: Call<Substitution>, _ tx: Transaction)
    async throws
    -> One<Event>
  {
    let (event, substitute) = (try await lock(call, tx), call.input.instructorID)
    try event.requireLiving()
    try event.requireRight(toGiveTo: substitute, as: call.caller?.user)
    guard substitute != event.instructorID else { return try await answer(call.id, after: [], tx) }
    let news = EventNews(
      event: call.id, kind: .substituted, instructor: substitute, earlierInstructor: event.instructorID)
    return try await answer(
      call.id,
      after: [
        EventQueries.substitute(call.id, call.input),
        try EventJobs.tell.enqueue(call.context.newID(), news),
      ], tx)
  }

  /// The event, held until the transaction ends. Whoever sees it and may not change it is told what they lack.
  private static func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws -> LockedEvent {
    let results = try await tx.pipeline([EventQueries.lock(call.id), EventQueries.locked(call.id)])
    guard let event = try results.last?.retyped(as: LockedEvent.self).first() else { throw Problem.notFound }
    guard let held = results.first, held.count > 0 else { throw Problem(missing: .eventsUpdate) }
    return event
  }

  private static func tag(_ tour: UUID, _ interests: Interests, _ context: RequestContext) -> [SQL] {
    interests.tags.isEmpty
      ? [] : [TourQueries.add(interests, interests.tags.map { _ in context.newID() }, to: tour)]
  }

  /// What the event is once these statements are done.
  private static func answer(_ id: UUID, after statements: [SQL], _ tx: Transaction) async throws
    -> One<Event>
  {
    guard let rows = try await tx.pipeline(statements + [EventQueries.get(id)]).last, rows.count > 0 else {
      throw Problem.notFound
    }
    return One(rows.retyped(as: Event.self))
  }
}
