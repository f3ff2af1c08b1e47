import Crypto
public import Foundation
import Postgres
public import Web

/// What is to be quoted.
public enum QuotedAct: String, WordList {
  case book, wait, cancel
}

/// Something that somebody thinks of doing.
public struct NewQuote: Codable, Sendable {
  let act: QuotedAct
  /// For `book` and `wait`.
  let eventID: UUID?
  /// For `book` and `wait`; nobody is oneself.
  let clientID: UUID?
  /// For `cancel`.
  let bookingID: UUID?
}

/// Money that would move.
public struct QuoteLine: Codable, Hashable, Sendable {
  /// `late_cancel_fee`, `tax`, or `refund_due`: what was paid and is to be paid back.
  public let code: String
  /// What is charged, or comes back.
  public let amount: Money
}

/// What would happen besides.
public struct QuoteEffect: Codable, Hashable, Sendable {
  /// `seat_taken`, `seat_freed`, `wait_begun`, `wait_ended`, `strike`, `no_fee`, `credit_unchanged`.
  public let code: String
  public let text: String
}

/// What an act would do at this moment; commit it with `quote_id` while that holds.
public struct Quote: Wire {
  public let id: String
  public let act: QuotedAct
  public let lines: [QuoteLine]
  public let effects: [QuoteEffect]
  /// Until when cancelling would be free, for a place that would be booked.
  public let freeUntil: Date?
  /// What cancelling later, and not coming, would cost without tax.
  public let lateCancelFee: Money?
  public let noShowFee: Money?
  public let expiresAt: Date
}

extension ProblemType {
  static let quoteStale = ProblemType(
    "quote_stale", 409, "What was quoted is no longer true",
    "Ask for a new quote, show it, and commit that one. Nothing was done.")
}

/// Makes quotes that nobody can forge and that need no memory: the id is a seal over what was said. Whoever commits computes
/// what would happen now; the seal of another outcome differs.
struct QuoteSeal: Sendable {
  private static let lifetime = 600.0

  let key: SymmetricKey

  /// What would happen, and to whom.
  struct Content: Codable, Sendable {
    let act: QuotedAct
    let subject: UUID
    let client: UUID
    let lines: [QuoteLine]
    let effects: [QuoteEffect]
    let freeUntil: Date?
    var lateCancelFee: Money?
    var noShowFee: Money?
  }

  func quote(_ content: Content, at now: Date) throws -> Quote {
    let expiry = now + QuoteSeal.lifetime
    return Quote(
      id: try seal(content, expiry: Int(expiry.timeIntervalSince1970)), act: content.act,
      lines: content.lines,
      effects: content.effects, freeUntil: content.freeUntil, lateCancelFee: content.lateCancelFee,
      noShowFee: content.noShowFee, expiresAt: expiry)
  }

  /// Goes on only if that quote said the same, a moment ago.
  func require(_ id: String?, _ content: @autoclosure () throws -> Content, at now: Date) throws {
    guard let id else { return }
    guard let expiry = id.split(separator: ".").first.flatMap({ Int($0) }),
      Double(expiry) > now.timeIntervalSince1970,
      try seal(content(), expiry: expiry) == id
    else { throw Problem(.quoteStale) }
  }

  private func seal(_ content: Content, expiry: Int) throws -> String {
    let text = try "\(expiry)\n\(JSONWriter.text(content))"
    let mac = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    return "\(expiry).\(base64URL(mac))"
  }
}

extension BookedPlaces.Ruling {
  /// Whoever waits is moved up, on terms that know of the moment.
  private func freeUntil(_ terms: BookingTerms) -> Date {
    facts.bookingID == nil
      ? terms.freeUntil
      : terms.freeUntil(
        movedUpAt: request.now, grace: facts.policy.waitlistGraceMinutes.value * 60,
        startsAt: facts.event.startsAt)
  }

  /// What taking the place, or waiting for one, would do.
  func content(_ act: QuotedAct) -> QuoteSeal.Content {
    let terms = facts.terms
    let effect =
      act == .book
      ? QuoteEffect(code: "seat_taken", text: "A place in \(facts.event.title) is taken.")
      : QuoteEffect(code: "wait_begun", text: "A place in the line for \(facts.event.title) is taken.")
    return QuoteSeal.Content(
      act: act, subject: facts.event.id, client: client, lines: [],
      effects: [effect, QuoteEffect(code: "credit_unchanged", text: "No credit is used.")],
      freeUntil: act == .book ? freeUntil(terms) : nil,
      lateCancelFee: act == .book ? terms.lateCancelFee : nil,
      noShowFee: act == .book ? terms.noShowFee : nil)
  }
}

extension BookedFacts {
  /// What cancelling would do.
  func content(_ outcome: BookingOutcome) -> QuoteSeal.Content {
    var lines: [QuoteLine] = []
    if let fee = outcome.fee { lines.append(QuoteLine(code: "late_cancel_fee", amount: fee)) }
    if let tax = outcome.tax { lines.append(QuoteLine(code: "tax", amount: tax)) }
    if let refund = outcome.refund { lines.append(QuoteLine(code: "refund_due", amount: refund)) }
    var effects = [
      status == .waitlisted
        ? QuoteEffect(code: "wait_ended", text: "The place in the line for \(event.title) is given up.")
        : QuoteEffect(code: "seat_freed", text: "The place in \(event.title) is given back.")
    ]
    if outcome.isStrike {
      effects.append(QuoteEffect(code: "strike", text: "It counts as a late cancellation."))
    }
    if outcome.fee == nil { effects.append(QuoteEffect(code: "no_fee", text: "It costs nothing.")) }
    effects.append(QuoteEffect(code: "credit_unchanged", text: "No credit was used, so none comes back."))
    return QuoteSeal.Content(
      act: .cancel, subject: id, client: clientID, lines: lines, effects: effects, freeUntil: nil)
  }
}
