import Foundation
import Web

extension ProblemType {
  static let eventCancelled = ProblemType(
    "event_cancelled", 409, "The event was cancelled",
    "Nothing of it changes any more; choose or plan another one.")
  static let eventOver = ProblemType(
    "event_over", 409, "The event is over",
    "Choose one that is to come. What was can be corrected, but not booked, moved or cancelled.")
  static let bookingNotOpen = ProblemType(
    "booking_not_open", 409, "Booking has not opened yet", "`opens_at` says when it does.")
  static let bookingClosed = ProblemType(
    "booking_closed", 409, "Booking has closed", "Ask at the desk, or choose another event.")
  static let clientNotEligible = ProblemType(
    "client_not_eligible", 409, "This client may not book",
    "`client_status` says how they stand; staff may override what is not a ban.")
  static let bookingOverlaps = ProblemType(
    "booking_overlaps", 409, "Somebody would have two places at the same time",
    "Cancel the other booking first; `event_id` names its event.")
  static let alreadyBooked = ProblemType(
    "already_booked", 409, "There is already a booking like this", "`booking_id` names it.")
  static let eventFull = ProblemType(
    "event_full", 409, "The event is full", "Join the waitlist at `waitlist_url`, or choose another event.")
  static let overrideForbidden = ProblemType(
    "override_forbidden", 403, "You may not override this",
    "It takes the permission bookings.override; bans and overlaps nobody overrides.")
}

/// One thing that speaks against a booking.
struct BookingReason: Sendable {
  let type: ProblemType
  /// Whether staff may book all the same, saying why.
  var isOverridable = false
  var members: [(key: String, value: JSONValue)] = []

  var problem: Problem {
    var problem = Problem(type)
    problem.members = members
    return problem
  }
}

/// Who asks for a place, and how.
struct PlaceRequest: Sendable {
  let now: Date
  /// Why staff let somebody in whom the rules do not.
  var overrideReason: String?
  /// Those in line before the asker who have a claim to a place.
  var reserved = 0
}

extension BookingFacts {
  var terms: BookingTerms { BookingTerms(policy, startsAt: event.startsAt, zone: event.zone) }

  /// All that speaks against a place in the event, the gravest first. What a membership allows will be asked here, too.
  func reasons(_ request: PlaceRequest) -> [BookingReason] {
    standing(request.now) + window(request.now) + client + capacity(request)
  }

  /// All that speaks against a place in its line.
  func reasonsAgainstWaiting(_ now: Date) -> [BookingReason] {
    var reasons = standing(now) + window(now) + client
    if let bookingID, bookingStatus == .waitlisted {
      reasons.append(BookingReason(type: .alreadyBooked, members: [("booking_id", .id(bookingID))]))
    }
    if !event.waitlistEnabled { reasons.append(BookingReason(type: .waitlistClosed)) }
    return reasons
  }

  private func standing(_ now: Date) -> [BookingReason] {
    if event.status == "cancelled" { return [BookingReason(type: .eventCancelled)] }
    if event.status == "completed" || event.endsAt <= now { return [BookingReason(type: .eventOver)] }
    return []
  }

  /// Windows are the members'; whoever manages bookings is at the desk.
  private func window(_ now: Date) -> [BookingReason] {
    if rights.manages { return [] }
    if now < terms.opensAt {
      return [
        BookingReason(
          type: .bookingNotOpen, members: [("opens_at", .string(terms.opensAt.ISO8601Format()))])
      ]
    }
    return now > terms.closesAt || now >= event.startsAt ? [BookingReason(type: .bookingClosed)] : []
  }

  private var client: [BookingReason] {
    var reasons: [BookingReason] = []
    switch clientStatus {
    case .active, .lead, nil: break
    case .inactive, .banned, .archived:
      reasons.append(
        BookingReason(
          type: .clientNotEligible, isOverridable: clientStatus == .inactive,
          members: [("client_status", .string(clientStatus?.rawValue ?? ""))]))
    }
    if let overlapsID {
      reasons.append(BookingReason(type: .bookingOverlaps, members: [("event_id", .id(overlapsID))]))
    }
    if let bookingID, bookingStatus != .waitlisted {
      reasons.append(BookingReason(type: .alreadyBooked, members: [("booking_id", .id(bookingID))]))
    }
    return reasons
  }

  private func capacity(_ request: PlaceRequest) -> [BookingReason] {
    if let left = event.placesLeft(), left > (rights.manages ? 0 : request.reserved) { return [] }
    if event.placesLeft() == nil { return [] }
    let mayOverride = event.placesLeft(asStaff: true).map { $0 > 0 } ?? true
    let waitlist: JSONValue =
      event.waitlistEnabled
      ? .string("/v1/events/\(event.id.uuidString.lowercased())/waitlist-entries") : .null
    return [
      BookingReason(type: .eventFull, isOverridable: mayOverride, members: [("waitlist_url", waitlist)])
    ]
  }

  /// Nothing speaks against it, or what does is overridden by somebody who may: then those codes. Else the gravest.
  func decide(_ reasons: [BookingReason], _ request: PlaceRequest) throws(Problem) -> [String] {
    guard let gravest = reasons.first else { return [] }
    guard request.overrideReason != nil else { throw gravest.problem }
    if let fixed = reasons.first(where: { !$0.isOverridable }) { throw fixed.problem }
    guard rights.overrides else { throw Problem(.overrideForbidden) }
    return reasons.map(\.type.code)
  }
}

extension JSONValue {
  static func id(_ id: UUID) -> JSONValue { .string(id.uuidString.lowercased()) }
}
