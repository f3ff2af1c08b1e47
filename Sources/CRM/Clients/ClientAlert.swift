import Foundation
public import Web

/// What the desk should know of a client before letting them in.
public enum AlertCode: String, WordList {
  case paymentPastDue = "payment_past_due"
  case membershipExpired = "membership_expired"
  case expiringSoon = "expiring_soon"
  case frozen
  case noCreditLeft = "no_credit_left"
  case banned
  case guardianMissing = "guardian_missing"
  case medicalNote = "medical_note"
  case emergencyContactMissing = "emergency_contact_missing"
  case photoMissing = "photo_missing"
  case firstVisit = "first_visit"
  case birthday
  case milestone
  case pinnedNote = "pinned_note"

  /// As api.md sets it, where the gym's settings say nothing else.
  var severity: AlertSeverity {
    switch self {
    case .banned, .frozen, .membershipExpired, .noCreditLeft: .block
    case .paymentPastDue, .guardianMissing: .warn
    case .expiringSoon, .medicalNote, .emergencyContactMissing, .photoMissing, .firstVisit, .birthday,
      .milestone,
      .pinnedNote:
      .info
    }
  }
}

/// How much an alert weighs, the lightest first.
public enum AlertSeverity: String, WordList {
  case info, warn, block
}

/// What the desk does with somebody who comes: the heaviest alert decides.
public enum Verdict: String, WordList {
  case allow, warn, block
}

/// One thing to know.
public struct ClientAlert: Codable, Sendable, Equatable {
  public let code: AlertCode
  public let severity: AlertSeverity
  public let text: String

  init(_ code: AlertCode, _ text: String) {
    self.init(code: code, severity: code.severity, text: text)
  }

  private init(code: AlertCode, severity: AlertSeverity, text: String) {
    self.code = code
    self.severity = severity
    self.text = text
  }

  /// As much as it weighs at a gym; nil where that does not want to know.
  func weighed(by settings: AlertSettings) -> ClientAlert? {
    settings[code].map { ClientAlert(code: code, severity: $0, text: text) }
  }
}

/// What is known of a client at a gym on a day there, from which alerts follow.
struct ClientFacts: Codable, Sendable {
  let status: ClientStatus
  let membershipStatus: MembershipStatus?
  /// Of the membership that counts: the last day, and what is left of a pack.
  let endDate: LocalDate?
  let classesRemaining: Int?
  let dateOfBirth: LocalDate?
  let visitCount: Int
  /// What is null is not for whoever asks.
  let hasGuardian: Bool?
  let hasMedicalNote: Bool
  let hasEmergencyContact: Bool?
  let hasPhoto: Bool
  let pinnedNote: String?
  /// The gym's day.
  let today: LocalDate
  /// The gym's settings.
  var alertSettings = AlertSettings.standard
  var ageOfMajority = 18
}

extension ClientFacts {
  private static let soon = 14
  private static let milestones: Set<Int> = [50, 100, 250, 500, 1_000]

  /// The heaviest first; of one weight as api.md lists them.
  var alerts: [ClientAlert] {
    let found = (money + person).compactMap { $0.weighed(by: alertSettings) }
    let weights = AlertSeverity.allCases
    return found.enumerated().sorted { left, right in
      let leftWeight = weights.firstIndex(of: left.element.severity) ?? 0
      let rightWeight = weights.firstIndex(of: right.element.severity) ?? 0
      return (rightWeight, left.offset) < (leftWeight, right.offset)
    }.map(\.element)
  }

  private var money: [ClientAlert] {
    var found: [ClientAlert] = []
    switch membershipStatus {
    case .pastDue: found.append(ClientAlert(.paymentPastDue, "A payment is past due."))
    case .expired, .cancelled:
      found.append(
        ClientAlert(.membershipExpired, "The membership is over\(endDate.map { " since \($0)" } ?? "")."))
    case .paused: found.append(ClientAlert(.frozen, "The membership is frozen."))
    case .active, .pending, nil: break
    }
    if membershipStatus == .active || membershipStatus == .pastDue {
      if classesRemaining == 0 { found.append(ClientAlert(.noCreditLeft, "No class is left.")) }
      if let endDate, case let days = today.days(until: endDate), (0...ClientFacts.soon).contains(days) {
        let when = days == 0 ? "today" : days == 1 ? "tomorrow" : "in \(days) days"
        found.append(ClientAlert(.expiringSoon, "The membership ends \(when)."))
      }
    }
    return found
  }

  private var person: [ClientAlert] {
    var found: [ClientAlert] = []
    if status == .banned { found.append(ClientAlert(.banned, "Is banned.")) }
    if let age, age < ageOfMajority, hasGuardian == false {
      found.append(ClientAlert(.guardianMissing, "Is \(age), and no guardian is known."))
    }
    if hasMedicalNote { found.append(ClientAlert(.medicalNote, "There is a medical note.")) }
    if hasEmergencyContact == false {
      found.append(ClientAlert(.emergencyContactMissing, "There is nobody to call in an emergency."))
    }
    if !hasPhoto { found.append(ClientAlert(.photoMissing, "There is no photo.")) }
    if visitCount == 0 { found.append(ClientAlert(.firstVisit, "Has never been here.")) }
    if let dateOfBirth, let age, dateOfBirth.isBirthday(on: today) {
      found.append(ClientAlert(.birthday, "Turns \(age) today."))
    }
    if ClientFacts.milestones.contains(visitCount + 1) {
      found.append(ClientAlert(.milestone, "Comes for the \(visitCount + 1)th time."))
    }
    if let pinnedNote { found.append(ClientAlert(.pinnedNote, pinnedNote)) }
    return found
  }

  private var age: Int? {
    guard let dateOfBirth, dateOfBirth <= today else { return nil }
    let had =
      dateOfBirth.isBirthday(on: today) || (dateOfBirth.month, dateOfBirth.day) < (today.month, today.day)
    return today.year - dateOfBirth.year - (had ? 0 : 1)
  }
}

extension [ClientAlert] {
  var verdict: Verdict {
    if contains(where: { $0.severity == .block }) { return .block }
    return contains { $0.severity == .warn } ? .warn : .allow
  }
}

extension LocalDate {
  /// Who was born on 29 February has their birthday on the 28th in other years.
  func isBirthday(on day: LocalDate) -> Bool {
    guard day >= self else { return false }
    if (month, day.month) == (2, 2), self.day == 29, day.day == 28 {
      return LocalDate(year: day.year, month: 2, day: 29) == nil
    }
    return (month, self.day) == (day.month, day.day)
  }

  /// How many days lie between; negative for days before.
  func days(until other: LocalDate) -> Int { other.number - number }

  /// Days since 1 March of the year 0 of the proleptic Gregorian calendar (Howard Hinnant, days_from_civil).
  private var number: Int {
    let year = month <= 2 ? self.year - 1 : self.year
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear
  }
}
