import Postgres

/// One question to the database, which answers a row for each thing that is not as it should be.
struct Check {
  let name: String
  /// What it is when something is found.
  let severity: Doctor.Finding.Verdict
  /// What to say when nothing is found.
  let well: String
  /// What to do about it.
  let advice: String
  /// Its only column is a text that names what was found.
  let query: SQL

  init(
    _ name: String, _ severity: Doctor.Finding.Verdict = .fail, well: String, advice: String, query: SQL
  ) {
    self.name = name
    self.severity = severity
    self.well = well
    self.advice = advice
    self.query = query
  }

  func run(_ connection: BlockingConnection, prefix: String = "") throws -> Doctor.Finding {
    let found = try connection.rows(query).retyped(as: String.self).decoded()
    return Doctor.Finding(
      check: prefix + name, verdict: found.isEmpty ? .ok : severity,
      advice: found.isEmpty ? well : "\(Check.listed(found)). \(advice)")
  }

  /// One line, also where a thousand tables are open.
  static func listed(_ found: [String]) -> String {
    let shown = found.sorted().prefix(5).joined(separator: ", ")
    return found.count > 5 ? "\(shown) and \(found.count - 5) more" : shown
  }
}
