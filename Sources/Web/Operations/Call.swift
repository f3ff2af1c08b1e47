public import Foundation

/// What surrounds a request: who asks when, from where, under which id. Rules and handlers take time and new
/// ids from here, so that a test can set them.
public struct RequestContext: Sendable {
  /// As in the header X-Request-Id, in every log line and in every problem.
  public let requestID: String
  public let now: Date
  /// The client's address as text; nil where the transport has none.
  public let clientAddress: String?
  public let userAgent: String?
  private let cursors: CursorSeal
  private let makeID: @Sendable (Date) -> UUID

  init(
    requestID: String, now: Date, clientAddress: String?, userAgent: String?, cursors: CursorSeal,
    makeID: @escaping @Sendable (Date) -> UUID
  ) {
    self.requestID = requestID
    self.now = now
    self.clientAddress = clientAddress
    self.userAgent = userAgent
    self.cursors = cursors
    self.makeID = makeID
  }

  /// A new UUIDv7.
  public func newID() -> UUID { makeID(now) }

  func seal(_ position: CursorPosition, filter: [UInt8]) -> String { cursors.seal(position, filter: filter) }
  func open(_ cursor: String, filter: [UInt8]) -> CursorPosition? { cursors.open(cursor, filter: filter) }
}

/// One call of an operation, its input already checked.
public struct Call<Input: Sendable>: Sendable {
  public let input: Input
  /// The `{id}` of the path; the nil UUID, which no row has, where the path has none.
  public let id: UUID
  /// Nil only in open operations.
  public let caller: Caller?
  public let context: RequestContext
  let raw: RawCall

  /// The token of an operation that `readsToken`, not looked into; nil where none came.
  public var token: String? { raw.token }
}

/// The input of an operation that takes none.
public struct NoInput: Decodable, Sendable {
  private enum CodingKeys: CodingKey {}
  public init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: CodingKeys.self) }
}
