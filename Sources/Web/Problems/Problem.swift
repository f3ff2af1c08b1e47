public import HTTPTypes

/// A kind of failure that a client can meet: its code is contract and has a page of its own.
public struct ProblemType: Sendable, Hashable {
  /// The stable word: `event_full`. Where the database judges, it is the constraint's name.
  public let code: String
  public let status: Int
  /// One sentence, the same for every occurrence.
  public let title: String
  /// What to do about it, for the problem's page.
  public let advice: String

  public init(_ code: String, _ status: Int, _ title: String, _ advice: String) {
    self.code = code
    self.status = status
    self.title = title
    self.advice = advice
  }
}

/// The one error value of the API, rendered once as `application/problem+json` (RFC 9457).
public struct Problem: Error, Sendable {
  public var type: ProblemType
  /// What happened this time; never anything internal, never personal data.
  public var detail: String?
  public var faults: [Fault]
  /// Members beside the standard ones, such as `required_permission`.
  public var members: [(key: String, value: JSONValue)] = []
  public var headers: [(name: HTTPField.Name, value: String)] = []
  /// The query parameters rather than the body are at fault.
  var concernsQuery = false

  public init(_ type: ProblemType, _ detail: String? = nil, faults: [Fault] = []) {
    self.type = type
    self.detail = detail
    self.faults = faults
  }

  /// A refusal that ends after so many seconds.
  public init(_ type: ProblemType, retryAfter seconds: Int) {
    self.init(type)
    headers = [(.retryAfter, String(seconds))]
  }

  /// The body for a client; `base` is the address under which the problem pages are served.
  func json(requestID: String, base: String) -> JSONValue {
    var body: [(key: String, value: JSONValue)] = [
      ("type", .string("\(base)/problems/\(type.code)")),
      ("title", .string(type.title)),
      ("status", .number(String(type.status))),
      ("code", .string(type.code)),
      ("detail", .string(detail ?? type.title)),
      ("request_id", .string(requestID)),
      (
        "retryable", .bool(type.status == 503 || type.status == 429 || type == .idempotencyInProgress)
      ),
    ]
    body += members
    if !faults.isEmpty {
      let placeName = concernsQuery ? "parameter" : "pointer"
      body.append(
        (
          "errors",
          .array(
            faults.map { fault in
              .object([
                (placeName, .string(concernsQuery ? fault.place : "#\(fault.place)")),
                ("code", .string(fault.code)), ("detail", .string(fault.detail)),
              ])
            })
        ))
    }
    return .object(body)
  }

  static let schema: JSONValue = [
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "request_id", "retryable"],
    "properties": [
      "type": ["type": "string", "description": "A page that explains this kind of problem."],
      "title": ["type": "string"],
      "status": ["type": "integer"],
      "code": ["type": "string", "description": "Stable; decide by this."],
      "detail": ["type": "string"],
      "request_id": ["type": "string"],
      "retryable": ["type": "boolean"],
      "required_permission": ["type": "string"],
      "challenge": [
        "type": "string", "description": "What POST /v1/auth/second-factor exchanges with a code.",
      ],
      "errors": [
        "type": "array",
        "items": [
          "type": "object", "required": ["code", "detail"],
          "properties": [
            "pointer": ["type": "string", "description": "JSON pointer into the body (RFC 6901)."],
            "parameter": ["type": "string", "description": "Name of a query parameter."],
            "code": ["type": "string"], "detail": ["type": "string"],
          ],
        ],
      ],
    ],
  ]
}

extension ProblemType {
  public static let malformedJSON = ProblemType(
    "malformed_json", 400, "The body is not valid JSON",
    "Send UTF-8 JSON (RFC 8259), nested at most 64 deep, no member twice. `detail` says where reading stopped."
  )
  public static let malformedRequest = ProblemType(
    "malformed_request", 400, "The request is not valid HTTP/1.1",
    "Send what RFC 9112 describes; a client library does. The connection was closed.")
  public static let headersTooLarge = ProblemType(
    "headers_too_large", 431, "The header fields are too large",
    "Send at most 100 fields, 8 KiB each and 16 KiB in all. The connection was closed.")
  public static let invalidParameter = ProblemType(
    "invalid_parameter", 400, "A query parameter is unknown or not valid",
    "Every parameter at fault stands in `errors`. Nothing is coerced: a limit of 500 is refused, not lowered."
  )
  public static let cursorMismatch = ProblemType(
    "cursor_mismatch", 400, "The cursor belongs to another list",
    "Use a cursor only with the filters and the sort order of the page that gave it; start again without one."
  )
  public static let unauthenticated = ProblemType(
    "unauthenticated", 401, "Sign in first",
    "Send `Authorization: Bearer <access token>`. Tokens are short-lived: refresh with the refresh token.")
  public static let sessionRevoked = ProblemType(
    "session_revoked", 401, "This session has ended",
    "It was signed out, expired or withdrawn. Sign in again.")
  public static let organizationRequired = ProblemType(
    "organization_required", 403, "This token enters no organization",
    "Create an organization or switch to one: POST /v1/auth/switch-organization.")
  public static let permissionMissing = ProblemType(
    "permission_missing", 403, "Your role does not allow this",
    "`required_permission` names what is missing; an admin of the organization can grant it.")
  public static let stepUpRequired = ProblemType(
    "step_up_required", 403, "Prove again who you are",
    "POST /v1/auth/step-up with a code, or the password where there is no second factor; then repeat the request. It is good for five minutes."
  )
  public static let notFound = ProblemType(
    "not_found", 404, "There is nothing here",
    "The id is unknown in this organization. Ids of other organizations are answered the same way.")
  public static let notAMember = ProblemType(
    "not_a_member", 404, "You do not belong to this organization",
    "Ask for an invitation, or switch to an organization of yours: GET /v1/me/organizations lists them.")
  public static let methodNotAllowed = ProblemType(
    "method_not_allowed", 405, "This path does not have that method",
    "The header Allow lists the methods that it has.")
  public static let bodyTimeout = ProblemType(
    "body_timeout", 408, "The body did not arrive in time", "Send the whole body within ten seconds.")
  public static let bodyTooLarge = ProblemType(
    "body_too_large", 413, "The body is too large", "A body may have at most 1 MiB, a file to import 20 MiB.")
  public static let unsupportedMediaType = ProblemType(
    "unsupported_media_type", 415, "Send what the operation reads",
    "Use `Content-Type: application/json`; for a file to import `text/csv`.")
  public static let versionMismatch = ProblemType(
    "version_mismatch", 412, "Somebody has changed this since you read it",
    "Read it again, look at what has changed, and repeat with its new ETag. The header ETag says the current one."
  )
  public static let ifMatchRequired = ProblemType(
    "if_match_required", 428, "Say which version you have seen",
    "Send `If-Match` with the ETag of your last read, such as `\"v17\"`; `*` overwrites whatever is there.")
  public static let validationFailed = ProblemType(
    "validation_failed", 422, "Some fields are not valid",
    "All faults stand in `errors`, each with a JSON pointer to its field.")
  public static let rateLimited = ProblemType(
    "rate_limited", 429, "Too many requests",
    "Wait the seconds of Retry-After. Each answer's `RateLimit` says how many are left.")
  public static let internalError = ProblemType(
    "internal_error", 500, "Something went wrong on our side",
    "It was logged under `request_id`. Nothing was half done: the transaction was rolled back.")
  public static let unavailable = ProblemType(
    "unavailable", 503, "The service is briefly unavailable", "Try again after the seconds of Retry-After.")

  /// What any operation may answer, whatever it does.
  static let everywhere: [ProblemType] = [.internalError, .unavailable]
}

extension Problem {
  public static var notFound: Problem { Problem(.notFound) }
  public static var unavailable: Problem { Problem(.unavailable, retryAfter: 1) }
}
