import Foundation
import Postgres
import Web

extension ProblemType {
  static let alreadyCheckedIn = ProblemType(
    "already_checked_in", 409, "They are checked in already", "`booking_id` names the booking, if it was one."
  )
  static let checkInNotOpen = ProblemType(
    "check_in_not_open", 409, "It is too early to check in", "`opens_at` says when it begins.")
  static let checkInBlocked = ProblemType(
    "check_in_blocked", 409, "An alert speaks against letting them in",
    "`alerts` says which. Staff with bookings.override may let somebody in, with a reason.")
  static let chooseEvent = ProblemType(
    "choose_event", 409, "There are two events to choose from", "Send the `event_id` of one of `events`.")
  static let notYetStarted = ProblemType(
    "not_yet_started", 409, "The event has not begun", "Whoever has not come yet may still come.")
  static let undoImpossible = ProblemType(
    "undo_impossible", 409, "There is nothing to take back", "`booking_status` says how the booking stands.")
  static let checkInUndone = ProblemType(
    "check_in_undone", 409, "This check-in was taken back already", "Read it to see when.")
  static let clientUnknown = ProblemType(
    "client_unknown", 404, "Nobody is known by that", "Look for them by name: GET /v1/front-desk/search.")
}

/// Who came, who did not, and taking it back.
enum AttendanceOperations {
  /// So long before an event its doors open.
  static let opensBefore = 3_600.0

  static func add(to api: inout API) {
    api.chapter("Bookings")
    api.add(
      .post, "/v1/bookings/{id}/check-in", "checkInBooking", summary: "Note on the roster that somebody came",
      needs: .holder(of: .bookingsManage),
      problems: [.alreadyCheckedIn, .bookingEnded, .checkInNotOpen, .checkInBlocked, .clientUnknown],
      checkIn)
    api.add(
      .post, "/v1/bookings/{id}/no-show", "markNoShow",
      summary: "Note on the roster that somebody did not come",
      needs: .holder(of: .bookingsManage), problems: [.bookingEnded, .notYetStarted], markNoShow)
    api.add(
      .post, "/v1/bookings/{id}/undo", "undoBooking",
      summary: "Take a check-in, an absence or a cancellation back, with its fee",
      needs: .holder(of: .bookingsManage),
      problems: BookingOperations.refusals + [.undoImpossible, .eventFull, .waitlistClosed], undo)
    api.chapter("Front desk")
    api.add(
      .post, "/v1/check-ins", "createCheckIn",
      summary: "Somebody came: to the event that they booked, or just to train",
      needs: .holder(of: .bookingsManage), success: .created,
      problems: BookingOperations.refusals + [
        .notFound, .clientUnknown, .alreadyCheckedIn, .checkInNotOpen, .checkInBlocked, .chooseEvent,
        .eventFull,
        .overrideForbidden,
      ], requiresKey: true, createCheckIn)
    api.add(
      .get, "/v1/check-ins/{id}", "getCheckIn", summary: "One check-in", needs: .holder(of: .bookingsView),
      getCheckIn)
    api.add(
      .post, "/v1/check-ins/{id}/undo", "undoCheckIn",
      summary: "Take a check-in back; of an event the place is theirs again",
      needs: .holder(of: .bookingsManage), problems: [.checkInUndone], undoCheckIn)
    api.add(
      .get, "/v1/check-ins", "listCheckIns", summary: "Who came, the latest first",
      needs: .holder(of: .bookingsView),
      problems: [.cursorMismatch], listCheckIns)
  }

  @Sendable private static func checkIn(_ call: Call<NoInput>, _ tx: Transaction) async throws -> Booking {
    let booked = try await BookedFacts.hold(call.id, tx)
    try booked.mayCheckIn(at: call.context.now)
    let alerts = try await CheckInQueries.person(booked.clientID, tx).facts.alerts
    guard alerts.verdict != .block else { throw Problem(blocked: alerts) }
    let statements = CheckInQueries.attend(
      booked.id, call.context.newID(), booked.clientID, .roster, alerts.verdict, nil, at: call.context.now)
    return try await BookedPlaces.booking(call.id, after: statements, in: tx)
  }

  @Sendable private static func markNoShow(_ call: Call<NoInput>, _ tx: Transaction) async throws -> Booking {
    let booked = try await BookedFacts.hold(call.id, tx)
    guard booked.status == .registered else { throw booked.ended }
    guard booked.event.startsAt <= call.context.now else { throw Problem(.notYetStarted) }
    return try await BookedPlaces.booking(
      call.id, after: BookingJobs.miss(booked, at: call.context.now), in: tx)
  }

  @Sendable private static func undo(_ call: Call<NoInput>, _ tx: Transaction) async throws -> Booking {
    let booked = try await BookedFacts.hold(call.id, tx)
    let decision = BookingQueries.decide(call.id, "undo", reasons: [booked.status.rawValue])
    let statements: [SQL]
    switch booked.status {
    case .registered, .waitlisted:
      var problem = Problem(.undoImpossible)
      problem.members = [("booking_status", .string(booked.status.rawValue))]
      throw problem
    case .attended: statements = takeBack(booked, at: call.context.now)
    case .noShow: statements = [BookingQueries.undo(call.id), BookingQueries.spare(call.id), decision]
    case .cancelled, .lateCancelled:
      // It is a new question to the rules, and whoever has no terms never had a seat.
      let ruling = try await BookedPlaces.rule(
        booked.event.id, client: booked.clientID, evenIfFull: true, at: call.context.now, in: tx)
      let waited = booked.freeUntil == nil && booked.promotedAt == nil
      let reasons = waited ? ruling.facts.reasonsAgainstWaiting(call.context.now) : ruling.reasons
      if let reason = reasons.first { throw reason.problem }
      statements = [waited ? BookingQueries.waitAgain(call.id) : BookingQueries.undo(call.id), decision]
    }
    return try await BookedPlaces.booking(call.id, after: statements, in: tx)
  }

  @Sendable private static func createCheckIn(_ call: Call<NewCheckIn>, _ tx: Transaction) async throws
    -> Located<CheckIn>
  {
    let now = call.context.now
    let came = try call.input.moment(at: now)
    let person = try await CheckInQueries.person(call.input, tx)
    let alerts = person.facts.alerts
    if alerts.verdict == .block {
      guard call.input.override != nil else { throw Problem(blocked: alerts) }
      let rights = try await tx.rows(CheckInQueries.rights, as: Rights.self).first()?.rights
      guard rights?.overrides == true else { throw Problem(.overrideForbidden) }
    }
    let booking = try await booking(of: person.id, call, tx, at: came)
    // A reason that nothing asked for is no reason.
    let reason = alerts.verdict == .block ? call.input.override?.reason.text : nil
    let id = call.context.newID()
    if let booking {
      let booked = try await BookedFacts.hold(booking, tx)
      try booked.mayCheckIn(at: came)
      _ = try await tx.pipeline(
        CheckInQueries.attend(
          booking, id, person.id, call.input.source, alerts.verdict, reason, at: came))
    } else {
      try await CheckInQueries.refuseTwice(person.id, at: came, tx)
      try await tx.execute(
        CheckInQueries.visit(
          id, person.id, call.input.source, alerts.verdict, call.input.override?.reason.text, at: came))
    }
    guard let row = try await tx.rows(CheckInQueries.get(id), as: CheckInRow.self).first() else {
      throw Problem.notFound
    }
    return Located(row.checkIn(alerts), at: "/v1/check-ins/\(id.uuidString.lowercased())")
  }

  private struct Rights: Decodable { let rights: BookingRights }

  /// The booking that is meant: of the event that was named, booked at the desk if need be, or the one whose doors are open.
  private static func booking(
    of client: UUID, _ call: Call<NewCheckIn>, _ tx: Transaction, at came: Date
  ) async throws -> UUID? {
    if let event = call.input.eventID {
      let ruling = try await BookedPlaces.rule(
        event, client: client, override: call.input.override?.reason.text, at: came, in: tx)
      if let booking = ruling.facts.bookingID, ruling.facts.bookingStatus != .waitlisted { return booking }
      let new = NewBooking(
        clientID: client, hostID: nil, source: .desk, notes: nil, overrideReason: nil, quoteID: nil)
      return try await BookedPlaces.take(call.context.newID(), ruling, new, in: tx).id
    }
    let open = try await tx.rows(
      CheckInQueries.open(client, from: came - 1, to: came + AttendanceOperations.opensBefore),
      as: OpenBooking.self
    ).decoded()
    let awaited = open.filter { !$0.isAttended }
    if awaited.count > 1 {
      var problem = Problem(.chooseEvent)
      problem.members = [
        ("events", .array(awaited.map { .object([("id", .id($0.eventID)), ("title", .string($0.title))]) }))
      ]
      throw problem
    }
    return (awaited.first ?? open.first)?.id
  }

  @Sendable private static func getCheckIn(_ call: Call<NoInput>) -> Query<One<CheckInRow>> {
    .one(CheckInQueries.get(call.id))
  }

  @Sendable private static func undoCheckIn(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> One<CheckInRow>
  {
    guard let found = try await tx.rows(CheckInQueries.get(call.id), as: CheckInRow.self).first() else {
      throw Problem.notFound
    }
    if let booking = found.bookingID {
      // The event first, as whoever books it does; then it is asked again.
      let booked = try await BookedFacts.hold(booking, tx)
      guard found.undoneAt == nil, booked.status == .attended else { throw Problem(.checkInUndone) }
      _ = try await tx.pipeline(takeBack(booked, at: call.context.now))
    } else if try await tx.execute(CheckInQueries.undo(visit: call.id, at: call.context.now)) == 0 {
      throw Problem(.checkInUndone)
    }
    return One(try await tx.rows(CheckInQueries.get(call.id), as: CheckInRow.self))
  }

  /// That somebody came to what they had booked.
  private static func takeBack(_ booked: BookedFacts, at now: Date) -> [SQL] {
    [
      BookingQueries.spare(booked.id, ifWaived: true), BookingQueries.undo(booked.id),
      CheckInQueries.undo(booked.id, at: now),
      BookingQueries.decide(booked.id, "undo", reasons: [booked.status.rawValue]),
    ]
  }

  @Sendable private static func listCheckIns(_ call: Call<CheckInFilter>) throws -> Query<Page<CheckInRow>> {
    let paging = try call.paging()
    return .page(CheckInQueries.list(call.input, paging), paging, moment: "occurred_at")
  }
}

extension BookedFacts {
  func mayCheckIn(at moment: Date) throws(Problem) {
    switch status {
    case .registered, .noShow: break
    case .attended:
      var problem = Problem(.alreadyCheckedIn)
      problem.members = [("booking_id", .id(id))]
      throw problem
    case .waitlisted, .cancelled, .lateCancelled: throw ended
    }
    let opensAt = event.startsAt - AttendanceOperations.opensBefore
    guard moment < opensAt else { return }
    var problem = Problem(.checkInNotOpen)
    problem.members = [("opens_at", .string(opensAt.ISO8601Format()))]
    throw problem
  }
}

extension Problem {
  init(blocked alerts: [ClientAlert]) {
    self.init(.checkInBlocked)
    members = [
      (
        "alerts",
        .array(alerts.map { .object([("code", .string($0.code.rawValue)), ("text", .string($0.text))]) })
      )
    ]
  }
}
