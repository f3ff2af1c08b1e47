import HTTPTypes

extension Dispatcher {
  /// Security headers that every answer carries; pages for people loosen the policy for themselves.
  static let bareHeaders: HTTPFields = [
    .xContentTypeOptions: "nosniff", .cacheControl: "private, no-cache", .referrerPolicy: "no-referrer",
    .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
  ]

  static let jsonHeaders: HTTPFields = {
    var headers = bareHeaders
    headers[.contentType] = "application/json"
    return headers
  }()
}

extension HTTPResponse.Status {
  /// Only in the log: whoever asked did not wait for the answer. nginx's number, which tools know.
  static let clientLeft = HTTPResponse.Status(code: 499)
}

extension HTTPField.Name {
  static let requestID = HTTPField.Name("X-Request-Id")!
  static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
