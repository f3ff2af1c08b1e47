import Postgres

/// Every problem type of the program by its code: what turns a constraint's name into an answer.
public struct ProblemCatalog: Sendable {
  public let types: [ProblemType]
  private let byCode: [String: ProblemType]

  public init(_ types: [ProblemType]) {
    byCode = Dictionary(types.map { ($0.code, $0) }) { first, _ in first }
    self.types = byCode.values.sorted { $0.code < $1.code }
  }

  /// The type of that code; nil where there is none.
  public func type(_ code: String) -> ProblemType? { byCode[code] }

  /// The problem that a database error is for a client. Nothing of the error's text passes on.
  func problem(for error: PostgresError) -> Problem {
    switch error.kind {
    case .server:
      if let constraint = error.constraint, let type = byCode[constraint] {
        var problem = Problem(type)
        if type == .permissionMissing, let slug = error.detail {
          problem.members = [("required_permission", .string(slug))]
        }
        return problem
      }
      return ProblemCatalog.isPassing(error.sqlState) ? .unavailable : Problem(.internalError)
    case .unavailable, .connectionLost, .overloaded, .deadlineExceeded, .cancelled: return .unavailable
    case .decoding: return Problem(.internalError)
    }
  }

  /// Timeouts, shut-downs, lock waits and exhausted resources pass; everything else is a fault of ours.
  private static func isPassing(_ sqlState: String?) -> Bool {
    guard let sqlState else { return false }
    return ["57014", "55P03", "40001", "40P01", "25006"].contains(sqlState)
      || ["08", "53", "57P"].contains { sqlState.hasPrefix($0) }
  }

  /// The pages of all problems in one Markdown file: `docs/problems.md`.
  public func markdown() -> String {
    var text =
      "# Problems\n\nPrinted by `tryzore openapi --emit problems`. Every error of the API is one of these, as "
    text += "`application/problem+json` (RFC 9457); decide by `code`.\n\n"
    text += "| code | status | title | what to do |\n|---|---|---|---|\n"
    for type in types { text += "| `\(type.code)` | \(type.status) | \(type.title) | \(type.advice) |\n" }
    return text
  }
}
