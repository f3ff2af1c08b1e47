public import Foundation
public import Web

/// Somebody whom the desk looks for, with what it has to know before letting them in.
public struct FrontDeskPerson: Codable, Sendable {
  public let id: UUID
  public let firstName: String
  public let lastName: String
  public let photoURL: String?
  public let memberNumber: String?
  public let displayStatus: DisplayStatus
  /// The plan of the membership that counts.
  public let plan: String?
  /// What the heaviest alert says.
  public let verdict: Verdict
  public let alerts: [ClientAlert]
  public let nextBooking: NextBooking?
}

/// The next event that somebody has a place in.
public struct NextBooking: Codable, Sendable {
  public let eventID: UUID
  public let title: String
  public let startsAt: Date
}

/// At most eight people.
public struct FrontDeskMatches: Wire {
  public let data: [FrontDeskPerson]
}

/// What a client's alerts say, and what follows.
public struct ClientAlerts: Wire {
  public let verdict: Verdict
  public let alerts: [ClientAlert]
}

/// What somebody typed.
public struct FrontDeskSearch: Decodable, Sendable {
  /// Parts of the name in any order, the start of the e-mail address or of the member number, or the last digits of
  /// the telephone number. Without it nobody is found.
  let q: SearchText?
}

/// A row of the search: who, and the facts that alerts follow from.
struct FrontDeskRow: Decodable, Sendable {
  let id: UUID
  let firstName: String
  let lastName: String
  let photoURL: String?
  let memberNumber: String?
  let displayStatus: DisplayStatus
  let plan: String?
  let nextBooking: NextBooking?
  let facts: ClientFacts

  var person: FrontDeskPerson {
    let alerts = facts.alerts
    return FrontDeskPerson(
      id: id, firstName: firstName, lastName: lastName, photoURL: photoURL, memberNumber: memberNumber,
      displayStatus: displayStatus, plan: plan, verdict: alerts.verdict, alerts: alerts,
      nextBooking: nextBooking)
  }
}
