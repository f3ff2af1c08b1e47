import Foundation
import HTTPTypes

/// The web sites whose scripts may call this API from a browser (CORS, the Fetch standard section 3.2). Tokens are sent
/// by the script itself, so that no site gets the browser's credentials.
public struct AllowedOrigins: Sendable {
  private var origins: Set<String> = []

  /// None: browsers keep every other site's script from reading answers.
  public init() {}

  /// Origins between commas, as browsers write them: `https://app.example`, `http://localhost:5173`; nil where one is
  /// anything else.
  public init?(_ list: String) {
    for item in list.split(separator: ",") {
      let origin = item.trimmingCharacters(in: .whitespaces)
      guard origin.wholeMatch(of: /https?:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?/) != nil else {
        return nil
      }
      origins.insert(origin)
    }
  }

  /// The answer to a browser that asks by OPTIONS, on a site's behalf, whether it may; nil where it is no such question.
  func preflight(_ inbound: Inbound, methods: String) -> Outbound? {
    guard inbound.headers[.accessControlRequestMethod] != nil, allowed(inbound.headers) != nil else {
      return nil
    }
    var headers = Dispatcher.bareHeaders
    headers[.accessControlAllowMethods] = methods
    headers[.accessControlAllowHeaders] =
      "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-Id"
    headers[.accessControlMaxAge] = "600"
    return Outbound(status: .noContent, headers: headers, body: [])
  }

  /// Lets an allowed site's script read the answer; an unknown one learns nothing.
  func mark(_ headers: inout HTTPFields, to request: HTTPFields) {
    if origins.isEmpty { return }
    // Whoever keeps answers must not give one site's to another.
    headers[.vary] = headers[.vary].map { "\($0), Origin" } ?? "Origin"
    guard let origin = allowed(request) else { return }
    headers[.accessControlAllowOrigin] = origin
    headers[.accessControlExposeHeaders] =
      "Content-Disposition, ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Has-More, X-Request-Id"
  }

  private func allowed(_ request: HTTPFields) -> String? {
    guard let origin = request[.origin], origins.contains(origin) else { return nil }
    return origin
  }
}
