import CRM
import Foundation
import Postgres
import Web

/// Why a command ends without having done its work: one line for people, a code for scripts.
struct CommandFailure: Error {
  enum Code: Int32 {
    case failed = 1
    case usage = 2
    case notFound = 3
    case refused = 4
    case conflict = 5
    case serviceDown = 69
  }

  let code: Code
  let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// What any error of the program's parts is for the person at the terminal.
  init(describing error: any Error) {
    switch error {
    case let error as CommandFailure: self = error
    case let error as PostgresError: self.init(database: error)
    case let error as MigrationError:
      // Whoever migrates may read PostgreSQL's own words: they concern the schema, not people.
      if case .failed(let cause) = error.reason {
        self.init(.failed, "\(error): \(cause.message)")
      } else {
        self.init(.failed, error.description)
      }
    case let error as Problem:
      let reasons = error.faults.map(\.detail).joined(separator: " ")
      self.init(.failed, reasons.isEmpty ? error.detail ?? error.type.title : reasons)
    case let error as Fault: self.init(.usage, error.detail)
    case let error as ImportFailure:
      self.init([.missing, .directory].contains(error.code) ? .notFound : .failed, error.reason)
    case let error as TransferFailure:
      self.init(error.code == .unreadable ? .notFound : .refused, error.description)
    case is CancellationError: self.init(.failed, "Stopped; nothing was changed.")
    case let error as any CustomStringConvertible & Error: self.init(.failed, error.description)
    default: self.init(.failed, "\(error)")
    }
  }

  private init(database error: PostgresError) {
    switch error.kind {
    case .unavailable, .connectionLost:
      let reason = error.message.split(whereSeparator: \.isNewline).joined(separator: " ")
      self.init(.serviceDown, "PostgreSQL cannot be reached: \(reason)")
    case .overloaded, .deadlineExceeded: self.init(.serviceDown, "PostgreSQL did not answer in time.")
    case .cancelled: self.init(.failed, "Stopped; nothing was changed.")
    case .decoding: self.init(.failed, "PostgreSQL answered something unexpected: \(error.message)")
    case .server:
      let name = error.constraint.map { " (\($0))" } ?? ""
      let isConflict = error.sqlState == "23505"
      self.init(isConflict ? .conflict : .failed, "PostgreSQL refused: \(error.message)\(name)")
    }
  }
}
