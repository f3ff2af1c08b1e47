import Foundation

/// What stands in the first line of a request.
enum RequestTarget {
  /// The path, and the query behind its question mark.
  static func split(_ target: String) -> (path: Substring, query: Substring) {
    guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (target[...], "") }
    return (target[..<mark], target[target.utf8.index(after: mark)...])
  }

  /// The query's names and values, in their order.
  static func parameters(_ query: Substring) throws -> [(name: String, value: String)] {
    if query.isEmpty { return [] }
    return try query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
      let pair = Substring(pair)
      let mark = pair.utf8.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = decoded(pair[..<mark]),
        let value = decoded(mark < pair.endIndex ? pair[pair.utf8.index(after: mark)...] : "")
      else {
        var problem = Problem(
          .invalidParameter, "The query is not valid percent-encoded UTF-8.",
          faults: [Fault("invalid_encoding", "Use percent-encoded UTF-8.", at: String(pair.prefix(40)))])
        problem.concernsQuery = true
        throw problem
      }
      return (name, value)
    }
  }

  private static func decoded(_ text: Substring) -> String? {
    // Most values are as they read.
    if text.utf8.allSatisfy({ $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "+") }) { return String(text) }
    return text.replacing("+", with: " ").removingPercentEncoding
  }
}
