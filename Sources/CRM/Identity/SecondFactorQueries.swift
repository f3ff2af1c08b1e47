import Foundation
import Postgres
import Web

/// The statements of second factors.
enum SecondFactorQueries {
  struct Known: Decodable, Sendable {
    let seed: [UInt8]
    let passwordHash: String?
  }

  struct Own: Decodable, Sendable {
    let seed: [UInt8]
    let confirmedAt: Date?
    let recoveryCodesLeft: Int
  }

  static func place(_ user: UUID) -> CipherPlace {
    CipherPlace(organization: nil, table: "private.second_factors", column: "seed", row: user)
  }

  static func find(_ user: UUID) -> SQL {
    "select seed, password_hash from private.find_second_factor(\(user))"
  }

  static func mine() -> SQL {
    "select seed, confirmed_at, recovery_codes_left from private.my_second_factor()"
  }

  /// As it is shown, of whoever has none, too.
  static func status() -> SQL {
    """
    select f.confirmed_at is not null as is_active, f.confirmed_at, coalesce(f.recovery_codes_left, 0) as recovery_codes_left
    from (values (true)) one left join private.my_second_factor() f on true
    """
  }

  static func start(seed: [UInt8]) -> SQL { "select private.start_my_second_factor(\(seed))" }

  static func confirm(seed: [UInt8], step: Int64, _ codes: [RecoveryCode]) -> SQL {
    "select private.confirm_my_second_factor(\(seed), \(step), \(codes.map { RecoveryCode.hash($0.text) }))"
  }

  static func replaceRecoveryCodes(_ codes: [RecoveryCode]) -> SQL {
    "select private.replace_my_recovery_codes(\(codes.map { RecoveryCode.hash($0.text) }))"
  }

  static func remove() -> SQL { "select private.remove_my_second_factor()" }

  static func use(_ step: Int64, of user: UUID) -> SQL { "select private.use_code(\(user), \(step))" }

  static func useRecoveryCode(_ code: SecondFactorCode, of user: UUID) -> SQL {
    "select private.use_recovery_code(\(user), \(RecoveryCode.hash(code.text)))"
  }

  static func stepUp() -> SQL { "select private.step_up()" }
}
