import HTTPTypes

/// Finds the operation of a path. Paths of one shape share an entry, so that 405 can list their methods.
struct RouteTable: Sendable {
  struct Entry: Sendable {
    var operations: [Operation] = []

    func operation(_ method: HTTPRequest.Method) -> Operation? {
      operations.first { $0.method == method }
        // A HEAD is a GET whose body is not sent (RFC 9110 section 9.3.2).
        ?? (method == .head ? operations.first { $0.method == .get } : nil)
    }

    var allow: String {
      var methods = operations.map(\.method.rawValue)
      if methods.contains("GET") { methods.append("HEAD") }
      return methods.sorted().joined(separator: ", ")
    }
  }

  /// By path, `{id}` written as it is.
  private var entries: [String: Entry] = [:]

  init(_ operations: [Operation]) {
    for operation in operations { entries[operation.path, default: Entry()].operations.append(operation) }
  }

  /// The entry and the text that stands where `{id}` does.
  func find(_ path: Substring) -> (entry: Entry, id: Substring?)? {
    // Who sends `{id}` as it stands in the document has sent an id that is none.
    if !path.utf8.contains(UInt8(ascii: "{")), let entry = entries[String(path)] { return (entry, nil) }
    // At most one nesting level: /v1/{plural}/{id} or /v1/{plural}/{id}/{sub}.
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 5, omittingEmptySubsequences: false)
      .map { Substring($0) }
    guard (4...6).contains(parts.count), parts[0].isEmpty else { return nil }
    if parts.count == 4 { return entries["/\(parts[1])/\(parts[2])/{id}"].map { ($0, parts[3]) } }
    if parts.count == 6 {
      // A group of resources that a thing has one of: /v1/organizations/{id}/settings/booking.
      if let entry = entries["/\(parts[1])/\(parts[2])/{id}/\(parts[4])/\(parts[5])"] {
        return (entry, parts[3])
      }
      // A chapter of its own: /v1/privacy/exports/{id}/file.
      return entries["/\(parts[1])/\(parts[2])/\(parts[3])/{id}/\(parts[5])"].map { ($0, parts[4]) }
    }
    if let entry = entries["/\(parts[1])/\(parts[2])/{id}/\(parts[4])"] { return (entry, parts[3]) }
    // Below a thing of which there is one: /v1/me/sessions/{id}.
    return entries["/\(parts[1])/\(parts[2])/\(parts[3])/{id}"].map { ($0, parts[4]) }
  }
}
