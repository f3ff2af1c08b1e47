public import Foundation
import Postgres
public import Web

/// What moved money.
public enum LedgerKind: String, WordList {
  case lateCancelFee = "late_cancel_fee"
  case noShowFee = "no_show_fee"
  case reversal, waiver
}

/// One side of a transaction: debits are positive, credits negative, and a transaction's sides add up to nothing.
public struct LedgerEntry: Codable, Sendable {
  /// `receivable` is what the client owes; `late_cancel_fees`, `no_show_fees` and `tax` are the gym's.
  public let account: String
  public let amount: Int
  public let currency: CurrencyCode
}

/// Something that moved money between accounts; never changed, only reversed.
public struct LedgerTransaction: Codable, Sendable {
  public let id: UUID
  public let kind: LedgerKind
  /// Who owes it.
  public let clientID: UUID
  public let bookingID: UUID?
  /// What it takes back, all of it.
  public let reversesID: UUID?
  public let entries: [LedgerEntry]
  public let createdBy: UUID?
  public let createdAt: Date
}

/// Which transactions.
public struct LedgerFilter: PagedInput {
  let clientID: UUID?
  let bookingID: UUID?
  let kind: [LedgerKind]?
  public let limit: PageSize?
  public let cursor: String?
}

extension ProblemType {
  static let noFeeToWaive = ProblemType(
    "no_fee_to_waive", 409, "No fee is charged for this booking", "It was free, or somebody has waived it.")
}

/// Fees, and the ledger that they stand in.
enum LedgerOperations {
  static func add(to api: inout API) {
    api.chapter("Bookings")
    api.add(
      .post, "/v1/bookings/{id}/fee-waiver", "waiveFee",
      summary: "Waive the fee of a booking, and its strike",
      needs: .holder(of: .feesWaive), problems: [.noFeeToWaive], waiveFee)
    api.add(
      .get, "/v1/ledger-transactions", "listLedgerTransactions",
      summary: "Fees, waivers and reversals as double entries, the newest first; of members their own",
      needs: .holder(of: .bookingsCreate), problems: [.cursorMismatch], listTransactions)
  }

  @Sendable private static func waiveFee(_ call: Call<NewOverride>, _ tx: Transaction) async throws -> Booking
  {
    let booked = try await BookedFacts.hold(call.id, tx)
    let (reason, now) = (call.input.reason.text, call.context.now)
    guard try await tx.execute(BookingQueries.waive(booked.id, reason: reason, at: now)) == 1 else {
      throw Problem(.noFeeToWaive)
    }
    let decision = BookingQueries.decide(
      booked.id, "waive", reasons: [booked.status.rawValue], override: reason)
    return try await BookedPlaces.booking(call.id, after: [decision], in: tx)
  }

  @Sendable private static func listTransactions(_ call: Call<LedgerFilter>) throws -> Query<
    Page<LedgerTransaction>
  > {
    let paging = try call.paging()
    return .page(list(call.input, paging), paging, moment: "created_at")
  }

  private static func list(_ filter: LedgerFilter, _ paging: Paging) -> SQL {
    var condition: SQL = "t.organization_id = \(Door.organization)"
    if let client = filter.clientID { condition = "\(condition) and t.client_id = \(client)" }
    if let booking = filter.bookingID { condition = "\(condition) and t.booking_id = \(booking)" }
    if let kind = filter.kind { condition = "\(condition) and t.kind = any(\(kind.map(\.rawValue)))" }
    if let after = paging.after {
      condition = "\(condition) and (t.created_at, t.id) < (\(after.moment), \(after.id))"
    }
    return """
      select t.id, t.kind, t.client_id, t.booking_id, t.reverses_id, t.created_by, t.created_at,
        (select jsonb_agg(jsonb_build_object('account', e.account, 'amount', e.amount_minor, 'currency', e.currency)
            order by e.amount_minor desc, e.account)
          from crm.ledger_entries e where e.organization_id = t.organization_id and e.transaction_id = t.id) as entries
      from crm.ledger_transactions t where \(condition)
      order by t.created_at desc, t.id desc limit \(paging.limit + 1)
      """
  }
}
