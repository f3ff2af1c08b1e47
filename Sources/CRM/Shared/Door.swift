import Foundation
import Postgres
import Web

/// The first statement of every transaction: PostgreSQL checks session, membership and permission and sets what
/// the policies read. There is no other way to a connection that sees tenant rows.
enum Door {
  /// The organization that was entered, as policies read it: where an index is to be walked by it.
  static let organization: SQL = "(select nullif(current_setting('app.org_id', true), '')::uuid)"

  static func enter(
    _ caller: Caller, needs: Access, write: Bool, stepUp: Bool = false, requestID: String
  ) throws -> SQL {
    // Only writes leave audit entries, and only those quote the request.
    let recorded: SQL = write ? ", set_config('app.request_id', \(requestID), true)" : ""
    // Of the session that has just entered.
    let request: SQL = stepUp ? "\(recorded), private.require_step_up()" : recorded
    if needs == .signedIn { return "select private.enter_person(\(caller.session), \(write))\(request)" }
    guard let organization = caller.organization else { throw Problem(.organizationRequired) }
    return """
      select private.enter(\(caller.session), \(organization), \(needs.permission), \(write))\(request)
      """
  }

  /// Whether the key of who entered is free, and what was answered under it before.
  @Sendable static func claim(_ key: IdempotencyKey) -> SQL {
    """
    select is_free, body_hash, answer_status, answer_version, answer_location, answer
    from private.claim_idempotency_key(\(key.operation), \(key.key))
    """
  }

  /// Keeps the answer in the transaction of its effect.
  @Sendable static func keep(_ key: IdempotencyKey, _ answer: KeptAnswer) -> SQL {
    """
    select private.keep_answer(\(key.operation), \(key.key), \(key.bodyHash), \(answer.status)::int,
      \(answer.version)::bigint, \(answer.location), \(answer.body))
    """
  }

  /// For the command line: all that an owner may do, under the operator's name. Needs the worker's login.
  static func enterAsOperator(_ organization: UUID, actor: String, write: Bool) -> SQL {
    "select private.enter_operator(\(organization), \(actor), \(write))"
  }
}
