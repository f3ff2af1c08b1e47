import HTTPTypes

/// An answer whose row counts its changes: the version is its ETag.
public protocol Versioned {
  var version: Int { get }
}

/// The versions that a client has seen, as the header If-Match names them (RFC 9110 section 13.1.1).
enum IfMatch: Sendable, Equatable {
  /// `*`: whatever the version is by now.
  case any
  /// One of these. Tags that are none of ours, weak ones among them, match nothing.
  case versions([Int])

  init(_ header: String) {
    let tags = header.split(separator: ",").map { $0.trimming { $0 == " " || $0 == "\t" } }
    self = tags == ["*"] ? .any : .versions(tags.compactMap(IfMatch.version))
  }

  /// `"v17"`, quotes and all.
  static func tag(_ version: Int) -> String { "\"v\(version)\"" }

  func includes(_ version: Int) -> Bool {
    switch self {
    case .any: true
    case .versions(let versions): versions.contains(version)
    }
  }

  private static func version(_ tag: Substring) -> Int? {
    // One spelling only: neither "v+5" nor "v007".
    Int(tag.dropFirst(2).dropLast()).flatMap { IfMatch.tag($0) == tag ? $0 : nil }
  }
}

extension Substring {
  fileprivate func trimming(_ isOuter: (Character) -> Bool) -> Substring {
    var rest = drop(while: isOuter)
    while let last = rest.last, isOuter(last) { rest.removeLast() }
    return rest
  }
}

extension Call {
  /// Goes on only if the client has seen this version of what it changes; else `version_mismatch` tells it the
  /// current one. Lock the row first: then nobody changes it in between.
  public func requireMatch(_ version: Int) throws {
    if raw.ifMatch?.includes(version) == true { return }
    var problem = Problem(.versionMismatch)
    problem.headers = [(.eTag, IfMatch.tag(version))]
    throw problem
  }
}
