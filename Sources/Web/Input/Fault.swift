/// One thing that is wrong with an input, and where.
public struct Fault: Error, Sendable, Equatable {
  /// A stable word for programs: `required`, `invalid_email`.
  public var code: String
  /// A sentence for people.
  public var detail: String
  /// The place: a JSON pointer (RFC 6901) in a body, the name of a query parameter in a URL.
  public var place: String

  public init(_ code: String, _ detail: String, at place: String = "") {
    self.code = code
    self.detail = detail
    self.place = place
  }
}
