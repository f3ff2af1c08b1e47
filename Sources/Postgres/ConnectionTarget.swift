import CPostgres
import Glibc

/// Where to connect. libpq tries several hosts in turn, but without blocking it never leaves one that is silent.
struct ConnectionTarget {
  /// Nanoseconds for one try: `connect_timeout`, or five seconds.
  let timeout: UInt64
  private let url: String
  /// `host`, `hostaddr` and `port`, as far as they list more than one.
  private let lists: [(keyword: String, values: [String])]

  init(_ url: String) {
    self.url = url
    var lists: [(keyword: String, values: [String])] = []
    var seconds: UInt64 = 0
    let options = PQconninfoParse(url, nil)
    defer { PQconninfoFree(options) }
    var next = options
    while let option = next, let keyword = option.pointee.keyword {
      next = option + 1
      guard let value = option.pointee.val.map({ String(cString: $0) }) else { continue }
      switch String(cString: keyword) {
      case "connect_timeout": seconds = UInt64(value) ?? 0
      case "host", "hostaddr", "port":
        let values = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if values.count > 1 { lists.append((String(cString: keyword), values)) }
      default: break
      }
    }
    self.lists = lists
    timeout = Duration.seconds(Int64(clamping: seconds == 0 ? 5 : seconds)).nanoseconds
  }

  /// Begins a connection, with so many hosts moved to the end of the list.
  func start(skipping skipped: Int) -> OpaquePointer? {
    let rotated = lists.map { list in
      let first = skipped % list.values.count
      return (list.keyword, (list.values[first...] + list.values[..<first]).joined(separator: ","))
    }
    let pointer = withConnectionParameters(url, rotated) { PQconnectStartParams($0, $1, 1) }
    PQsetNoticeReceiver(pointer, { _, _ in }, nil)
    return pointer
  }
}

/// libpq's parameter arrays for a connection that speaks UTF-8.
func withConnectionParameters(
  _ url: String, _ more: [(String, String)],
  _ connect: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> OpaquePointer?
) -> OpaquePointer? {
  let parameters = [("dbname", url), ("client_encoding", "UTF8")] + more
  let keywords = parameters.map { strdup($0.0) }
  let values = parameters.map { strdup($0.1) }
  defer { for string in keywords + values { free(string) } }
  return connect(keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil])
}

extension DatabaseConfiguration {
  /// Whether libpq can read the text at all. A program asks this before it starts: libpq's own message would
  /// quote from a text that may hold a password.
  public static func isAddress(_ url: String) -> Bool {
    guard let options = PQconninfoParse(url, nil) else { return false }
    defer { PQconninfoFree(options) }
    var next = options
    while let keyword = next.pointee.keyword {
      if String(cString: keyword) == "port", let port = next.pointee.val.map({ String(cString: $0) }),
        !port.split(separator: ",").allSatisfy({ UInt16($0) != nil })
      {
        return false
      }
      next += 1
    }
    return true
  }
}
