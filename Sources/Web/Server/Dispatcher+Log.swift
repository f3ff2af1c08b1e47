import Foundation
import HTTPTypes
import Logging
import Postgres

/// What is logged of requests: never anything personal.
extension Dispatcher {
  /// A handler's own failure, such as something damaged; its detail names no person.
  func logFailure(_ problem: Problem, _ operation: Operation?, _ context: RequestContext) {
    installation.logger.error(
      "request failed",
      metadata: [
        "request_id": "\(context.requestID)", "operation": "\(operation?.id ?? "-")",
        "code": "\(problem.type.code)", "detail": "\(problem.detail ?? "-")",
      ])
  }

  /// PostgreSQL's texts can quote personal values: only its codes and names are logged.
  func logFailure(_ error: PostgresError, _ problem: Problem, _ context: RequestContext) {
    guard problem.type.status >= 500, error.kind != .cancelled else { return }
    installation.logger.error(
      "database failed",
      metadata: [
        "request_id": "\(context.requestID)", "kind": "\(error.kind)", "sqlstate": "\(error.sqlState ?? "-")",
        "constraint": "\(error.constraint ?? "-")", "table": "\(error.table ?? "-")",
      ])
  }

  func log(
    _ method: HTTPRequest.Method?, _ operation: Operation?, _ status: HTTPResponse.Status, _ caller: Caller?,
    _ context: RequestContext, _ start: ContinuousClock.Instant
  ) {
    guard installation.logger.logLevel <= .info else { return }
    let spent = ContinuousClock.now - start
    installation.logger.info(
      "request",
      metadata: [
        "request_id": "\(context.requestID)", "method": "\(method?.rawValue ?? "-")",
        "operation": "\(operation?.id ?? "-")", "status": "\(status.code)",
        "microseconds": "\(spent / .microseconds(1))",
        "organization": "\(caller?.organization?.uuidString.lowercased() ?? "-")",
      ])
  }
}
