import Testing

@testable import CRM

/// Alerts are a pure function of what is known of a client on a day.
@Suite struct ClientAlertTests {
  private func facts(
    status: ClientStatus = .active, membership: MembershipStatus? = .active, ends: LocalDate? = nil,
    classes: Int? = nil,
    born: LocalDate? = nil, visits: Int = 7, guardian: Bool = false, medical: Bool = false,
    contact: Bool = true,
    photo: Bool = true, note: String? = nil, today: LocalDate? = nil
  ) throws -> ClientFacts {
    ClientFacts(
      status: status, membershipStatus: membership, endDate: ends, classesRemaining: classes,
      dateOfBirth: born,
      visitCount: visits, hasGuardian: guardian, hasMedicalNote: medical, hasEmergencyContact: contact,
      hasPhoto: photo,
      pinnedNote: note, today: try today ?? day(2026, 11, 21))
  }

  private func day(_ year: Int, _ month: Int, _ day: Int) throws -> LocalDate {
    try #require(LocalDate(year: year, month: month, day: day))
  }

  @Test func whoeverIsInOrderPassesWithoutAWord() throws {
    let alerts = try facts().alerts
    #expect(alerts.isEmpty)
    #expect(alerts.verdict == .allow)
  }

  @Test func everyCodeIsRaisedByItsCause() throws {
    let cases: [(ClientFacts, AlertCode, Verdict)] = [
      (try facts(membership: .pastDue), .paymentPastDue, .warn),
      (try facts(membership: .expired, ends: day(2026, 11, 1)), .membershipExpired, .block),
      (try facts(membership: .cancelled), .membershipExpired, .block),
      (try facts(membership: .paused), .frozen, .block),
      (try facts(classes: 0), .noCreditLeft, .block),
      (try facts(ends: day(2026, 12, 5)), .expiringSoon, .allow),
      (try facts(status: .banned), .banned, .block),
      (try facts(born: day(2010, 1, 1)), .guardianMissing, .warn),
      (try facts(medical: true), .medicalNote, .allow),
      (try facts(contact: false), .emergencyContactMissing, .allow),
      (try facts(photo: false), .photoMissing, .allow),
      (try facts(visits: 0), .firstVisit, .allow),
      (try facts(born: day(1990, 11, 21)), .birthday, .allow),
      (try facts(visits: 99), .milestone, .allow),
      (try facts(note: "Left his keys"), .pinnedNote, .allow),
    ]
    for (facts, code, verdict) in cases {
      #expect(facts.alerts.map(\.code) == [code])
      #expect(facts.alerts.verdict == verdict, "\(code)")
    }
    #expect(Set(cases.map(\.1)) == Set(AlertCode.allCases))
  }

  @Test func theHeaviestComesFirst() throws {
    let alerts = try facts(
      status: .banned, membership: .pastDue, born: day(2012, 11, 21), visits: 0, photo: false, note: "Careful"
    ).alerts
    #expect(alerts.map(\.severity) == [.block, .warn, .warn, .info, .info, .info, .info])
    #expect(alerts.first?.code == .banned)
    #expect(alerts.verdict == .block)
  }

  @Test func endsAreToldInDaysOfTheGym() throws {
    func text(_ ends: LocalDate) throws -> String? { try facts(ends: ends).alerts.first?.text }
    #expect(try text(day(2026, 11, 21)) == "The membership ends today.")
    #expect(try text(day(2026, 11, 22)) == "The membership ends tomorrow.")
    #expect(try text(day(2026, 12, 5)) == "The membership ends in 14 days.")
    #expect(try text(day(2026, 12, 6)) == nil)
    #expect(try text(day(2026, 11, 20)) == nil)
  }

  @Test func whoIsEighteenTodayNeedsNoGuardian() throws {
    #expect(try facts(born: day(2008, 11, 22)).alerts.map(\.text) == ["Is 17, and no guardian is known."])
    #expect(try facts(born: day(2008, 11, 21)).alerts.map(\.text) == ["Turns 18 today."])
    #expect(try facts(born: day(2008, 11, 22), guardian: true).alerts.isEmpty)
    // Not born yet: a slip of the pen, and no reason to stop anybody.
    #expect(try facts(born: day(2027, 1, 1), guardian: true).alerts.isEmpty)
  }

  @Test func leapDaysHaveABirthdayEachYear() throws {
    let born = try day(2000, 2, 29)
    for (today, isBirthday) in [
      (try day(2027, 2, 28), true), (try day(2028, 2, 28), false), (try day(2028, 2, 29), true),
      (try day(2027, 3, 1), false), (try day(2000, 2, 29), true), (try day(1999, 2, 28), false),
    ] {
      #expect(born.isBirthday(on: today) == isBirthday, "\(today)")
    }
  }
}
