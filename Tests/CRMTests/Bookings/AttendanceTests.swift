import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Who came, who did not, what it costs, and taking it back.
@Suite struct AttendanceTests {
  private func sides(_ gym: Gym, _ booking: String) async throws -> [String] {
    try await gym.send("GET", "/v1/ledger-transactions?booking_id=\(booking)").data.reversed().map {
      transaction in
      let entries = (transaction["entries"]?.items ?? []).map {
        "\($0["account"]?.string ?? "") \($0["amount"]?.int ?? 0)"
      }
      return "\(transaction["kind"]?.string ?? ""): \(entries.joined(separator: ", "))"
    }
  }

  @Test func aVisitIsCountedOnceAndTakenBack() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "L")
    let booking = try await gym.booked(gym.planned(inHours: 0.5), client)
    let came = try await gym.act("check-in", on: booking)
    #expect(came.json["status"]?.string == "attended" && came.json["checked_in_at"]?.string != nil)
    #expect(try await gym.act("check-in", on: booking).code == "already_checked_in")
    func visits() async throws -> Int? {
      try await gym.send("GET", "/v1/clients/\(client)").json["visit_count"]?.int
    }
    #expect(try await visits() == 1)
    #expect(try await gym.act("undo", on: booking).json["status"]?.string == "registered")
    #expect(try await visits() == 0)
    #expect(try await gym.act("undo", on: booking).code == "undo_impossible")
    #expect(try await gym.act("check-in", on: booking).status == 200)
    let early = try await gym.booked(gym.planned(inHours: 5), client)
    #expect(try await gym.act("check-in", on: early).code == "check_in_not_open")
  }

  @Test func anAbsenceIsChargedAndReversed() async throws {
    let gym = try await Gym.make()
    _ = try await gym.patchSettings("booking", #"{"no_show_tax_percent": 10}"#)
    let booking = try await gym.booked(gym.planned(inHours: -0.5), gym.client("Ada", "L"))
    #expect(
      try await gym.act("no-show", on: gym.booked(gym.planned(inHours: 5), gym.client("B", "B"))).code
        == "not_yet_started")
    let missed = try await gym.act("no-show", on: booking)
    #expect(missed.json["status"]?.string == "no_show" && missed.json["fee"]?["amount"]?.int == 2500)
    #expect(missed.json["fee_tax"]?["amount"]?.int == 250)
    #expect(try await sides(gym, booking) == ["no_show_fee: receivable 2750, tax -250, no_show_fees -2500"])
    // They were there all the time: a later check-in takes it back.
    #expect(try await gym.act("check-in", on: booking).json["status"]?.string == "attended")
    #expect(
      try await sides(gym, booking).last == "reversal: no_show_fees 2500, tax 250, receivable -2750")
  }

  @Test func aFeeIsWaivedWithAReason() async throws {
    let gym = try await Gym.make()
    let trainer = try await gym.person(.trainer)
    let booking = try await gym.booked(gym.planned(inHours: 3), gym.client("Ada", "L"))
    #expect(try await gym.giveBack(booking, #""reason": "Ill""#).json["fee"]?["amount"]?.int == 1500)
    let reason = #"{"reason": "She was ill"}"#
    #expect(try await gym.act("fee-waiver", on: booking, json: reason, as: trainer).status == 403)
    let waived = try await gym.act("fee-waiver", on: booking, json: reason)
    #expect(waived.json["fee_waived_at"]?.string != nil)
    #expect(try await gym.act("fee-waiver", on: booking, json: reason).code == "no_fee_to_waive")
    #expect(
      try await sides(gym, booking) == [
        "late_cancel_fee: receivable 1500, late_cancel_fees -1500",
        "waiver: late_cancel_fees 1500, receivable -1500",
      ])
    // Taken back, it is a place again, and cancelled again it costs again.
    #expect(try await gym.act("undo", on: booking).json["status"]?.string == "registered")
    let back = try await gym.giveBack(booking, #""waives_fee": true, "reason": "Ill""#)
    #expect(back.json["status"]?.string == "cancelled")
  }

  @Test func aVisitCountsOnceAndIsTakenBack() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "L")
    let scan = #"{"client_id": "\#(client)", "source": "scan"}"#
    let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
      for _ in 0..<8 {
        group.addTask { try await gym.send("POST", "/v1/check-ins", json: scan, ifMatch: "*") }
      }
      return try await group.reduce(into: [TestAnswer]()) { $0.append($1) }
    }
    #expect(answers.count { $0.status == 201 } == 1)
    #expect(answers.count { $0.code == "already_checked_in" } == 7)
    let visit = try #require(answers.first { $0.status == 201 }?.json["id"]?.string)
    #expect(try await gym.send("GET", "/v1/check-ins/\(visit)").json["visit_count"]?.int == 1)
    let undone = try await gym.send("POST", "/v1/check-ins/\(visit)/undo")
    #expect(undone.json["undone_at"]?.string != nil && undone.json["visit_count"]?.int == 0)
    #expect(try await gym.send("POST", "/v1/check-ins/\(visit)/undo").code == "check_in_undone")
    #expect(try await gym.send("POST", "/v1/check-ins", json: scan, ifMatch: "*").status == 201)
    let rival = try await Gym.make()
    #expect(try await rival.send("GET", "/v1/check-ins/\(visit)").status == 404)
    #expect(try await rival.send("POST", "/v1/check-ins/\(visit)/undo").status == 404)
  }

  /// A desk that was without a network tells later who came: nobody owes for having been there.
  @Test func whoWasMissedAndCameAfterAllOwesNothing() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "L")
    let booking = try await gym.booked(gym.planned(inHours: -0.5), client)
    #expect(try await gym.act("no-show", on: booking).json["fee"]?["amount"]?.int == 2500)
    let now = ISO8601DateFormatter().string(from: Date())
    let came = try await gym.send(
      "POST", "/v1/check-ins",
      json: #"{"client_id": "\#(client)", "source": "offline", "occurred_at": "\#(now)"}"#, ifMatch: "*")
    #expect(came.json["booking_id"]?.string == booking)
    let after = try await gym.send("GET", "/v1/bookings/\(booking)")
    #expect(after.json["status"]?.string == "attended" && after.json["fee"] == .null)
    #expect(
      try await sides(gym, booking) == [
        "no_show_fee: receivable 2500, no_show_fees -2500",
        "reversal: no_show_fees 2500, receivable -2500",
      ])
    let visit = try #require(came.json["id"]?.string)
    #expect(try await gym.send("POST", "/v1/check-ins/\(visit)/undo").status == 200)
    let back = try await gym.send("GET", "/v1/bookings/\(booking)")
    #expect(back.json["status"]?.string == "registered")
  }

  @Test func theDeskChecksInWhoeverComes() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "L", #", "member_number": "M-1""#)
    func checkIn(_ json: String, as person: TestPerson? = nil) async throws -> TestAnswer {
      try await gym.send("POST", "/v1/check-ins", as: person, json: json, ifMatch: "*")
    }
    // Just to train.
    let visit = try await checkIn(#"{"code": "M-1", "source": "scan"}"#)
    #expect(visit.status == 201 && visit.json["event"] == .null && visit.json["visit_count"]?.int == 1)
    // To the one event that is about to begin.
    let event = try await gym.planned(inHours: 0.5)
    let booking = try await gym.booked(event, client)
    let came = try await checkIn(#"{"client_id": "\#(client)", "source": "search"}"#)
    #expect(came.json["booking_id"]?.string == booking && came.json["event"]?["title"]?.string == "Yoga")
    #expect(came.json["visit_count"]?.int == 2 && came.json["verdict"]?.string != nil)
    #expect(
      try await checkIn(#"{"client_id": "\#(client)", "source": "search"}"#).code == "already_checked_in")
    // Without a booking, to an event by name: the place is booked on the way.
    let walkIn = try await gym.client("Walk", "In")
    let taken = try await checkIn(
      #"{"client_id": "\#(walkIn)", "event_id": "\#(event)", "source": "search"}"#)
    #expect(taken.status == 201 && taken.json["event"]?["id"]?.string == event.uuidString.lowercased())
    #expect(try await checkIn(#"{"code": "nobody", "source": "scan"}"#).code == "client_unknown")
    let banned = try await gym.client("Kept", "Out")
    _ = try await gym.send("PATCH", "/v1/clients/\(banned)", json: #"{"status": "banned"}"#, ifMatch: "*")
    let blocked = try await checkIn(#"{"client_id": "\#(banned)", "source": "search"}"#)
    #expect(
      blocked.code == "check_in_blocked" && blocked.json["alerts"]?.items?.first?["code"]?.string == "banned")
    let over =
      #"{"client_id": "\#(banned)", "source": "search", "override": {"reason": "To fetch his things"}}"#
    #expect(try await checkIn(over, as: gym.person(.trainer)).code == "override_forbidden")
    #expect(try await checkIn(over).json["verdict"]?.string == "block")
    #expect(try await gym.send("GET", "/v1/check-ins?client_id=\(client)").data.count == 2)
    let long = ISO8601DateFormatter().string(from: Date() - 86_400 * 8)
    #expect(
      try await checkIn(#"{"client_id": "\#(client)", "source": "offline", "occurred_at": "\#(long)"}"#)
        .status == 422)
  }

  @Test func ofTwoEventsTheDeskChooses() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "L")
    let (first, second) = (try await gym.planned(inHours: -0.9), try await gym.planned(inHours: 0.5))
    for event in [first, second] { _ = try await gym.booked(event, client) }
    let answer = try await gym.send(
      "POST", "/v1/check-ins", json: #"{"client_id": "\#(client)", "source": "search"}"#, ifMatch: "*")
    #expect(answer.code == "choose_event" && answer.json["events"]?.items?.count == 2)
  }

  @Test func aQuoteHoldsOrIsStale() async throws {
    let gym = try await Gym.make()
    let event = try await gym.planned(inHours: 5)
    let booking = try await gym.booked(event, gym.client("Ada", "L"))
    func quote(_ json: String) async throws -> TestAnswer {
      try await gym.send("POST", "/v1/quotes", json: json)
    }
    let quoted = try await quote(#"{"act": "cancel", "booking_id": "\#(booking)"}"#)
    #expect(
      quoted.json["lines"] == [["code": "late_cancel_fee", "amount": ["amount": 1500, "currency": "USD"]]])
    let id = try #require(quoted.json["id"]?.string)
    #expect(try await gym.giveBack(booking, #""quote_id": "1.x""#).code == "quote_stale")
    // The class moves: it would be free now, which is not what was said.
    try await gym.asOperator(
      "update crm.events set ends_at = ends_at + interval '5 minutes' where id = \(event)")
    #expect(try await gym.giveBack(booking, #""quote_id": "\#(id)""#).code == "quote_stale")
    let again = try await quote(#"{"act": "cancel", "booking_id": "\#(booking)"}"#)
    #expect(again.json["lines"] == [])
    let cancelled = try await gym.giveBack(booking, #""quote_id": "\#(again.json["id"]?.string ?? "")""#)
    #expect(cancelled.status == 200 && cancelled.json["fee"] == .null)
    #expect(try await quote(#"{"act": "book"}"#).faults == ["#/event_id required"])
    let client = try await gym.client("B", "B")
    let place = try await quote(#"{"act": "book", "event_id": "\#(event)", "client_id": "\#(client)"}"#)
    let more = #", "quote_id": "\#(place.json["id"]?.string ?? "")""#
    #expect(try await gym.book(event, client, more).status == 201)
  }

  @Test func rulesAreTheClosestOnes() async throws {
    let gym = try await Gym.make()
    _ = try await gym.patchSettings("booking", #"{"cancel_window_hours": 6}"#)
    let (near, far) = (try await gym.planned(inHours: 5), try await gym.planned(inHours: 7))
    let own = try await gym.planned(inHours: 9, [("policy", #"'{"cancel_window_hours": 10}'"#)])
    for (event, status) in [(near, "late_cancelled"), (far, "cancelled"), (own, "late_cancelled")] {
      let booking = try await gym.booked(event, gym.client("Ada", "\(event)"))
      #expect(try await gym.giveBack(booking).json["status"]?.string == status)
    }
  }

  @Test func aNightLaterWhoDidNotComeIsMissed() async throws {
    let installation = try await TestInstallation()
    let gym = try await Gym.make(in: installation)
    // The trainer is asked; without one whoever planned it.
    let (planner, trainer) = (try await gym.person(.staff), try await gym.person(.trainer))
    let empty = try #require(UUID(uuidString: try await gym.planned(as: planner)))
    let led = try #require(
      UUID(
        uuidString: try await gym.planned(
          Gym.start(), #", "instructor_id": "\#(trainer.user)""#, as: planner)))
    for (event, hours) in [(empty, 30), (led, 32)] {
      try await gym.asOperator(
        """
        update crm.events set starts_at = now() - make_interval(hours => \(hours + 1)::int),
          ends_at = now() - make_interval(hours => \(hours)::int) where id = \(event)
        """)
    }
    let (class1, fresh) = (try await gym.planned(inHours: -30), try await gym.planned(inHours: -3))
    func seat(_ event: UUID, _ status: String) async throws -> UUID {
      let (id, client) = (UUID(), try await gym.client("Ada", status))
      try await gym.asOperator(
        """
        insert into crm.event_participants (id, event_id, client_id, status, attended_at, no_show_fee_minor, fee_currency)
        values (\(id), \(event), \(UUID(uuidString: client)), \(status), case when \(status) = 'attended' then now() end, 2500, 'USD')
        """)
      return id
    }
    _ = try await seat(class1, "attended")
    let (missed, unknown, later) = (
      try await seat(class1, "registered"), try await seat(empty, "registered"),
      try await seat(fresh, "registered")
    )
    _ = try await seat(led, "registered")
    var jobs = JobList()
    try BookingJobs.add(to: &jobs)
    for _ in 0..<2 {
      try await gym.asOperator("select jobs.enqueue_for_each('bookings.look_after_gym', 1, 3)")
      try await installation.workOff(jobs)
    }
    func status(_ id: UUID) async throws -> String? { try await gym.booking("\(id)")["status"]?.string }
    #expect(try await status(missed) == "no_show")
    for id in [unknown, later] { #expect(try await status(id) == "registered") }
    #expect(try await sides(gym, "\(missed)") == ["no_show_fee: receivable 2500, no_show_fees -2500"])
    let asked = try await gym.send("GET", "/v1/bookings/\(unknown)/decisions").data
    #expect(asked.map { $0["reasons"] } == [["nobody_checked_in"]])
    let told = try await gym.told("attendance_missing")
    #expect(told.count == 2 && Set(told) == [planner.user, trainer.user])
  }
}
