import Crypto
public import Foundation
import Postgres

/// How many items a page may have: 1 to 100, 25 where nothing is said. Anything else is refused.
public struct PageSize: Decodable, Hashable, Sendable, Schematic {
  public static let standard = PageSize(count: 25)
  public let count: Int

  private init(count: Int) { self.count = count }

  public init(from decoder: any Decoder) throws {
    count = try decoder.singleValueContainer().decode(Int.self)
    guard (1...100).contains(count) else { throw Fault("out_of_range", "Must be between 1 and 100.") }
  }

  public static let schema: JSONValue = ["type": "integer", "minimum": 1, "maximum": 100, "default": 25]
  public static let example = standard
}

/// The input of a list that goes on page by page.
public protocol PagedInput: Decodable, Sendable {
  var limit: PageSize? { get }
  /// `next_cursor` of the page before, untouched.
  var cursor: String? { get }
}

/// Where a page begins: the sort value and the id of the last item of the page before.
public struct CursorPosition: Sendable, Equatable {
  /// As text; nil where the value is NULL.
  public let value: String?
  public let id: UUID

  /// The value where the list is ordered by moments.
  public var moment: Date? {
    value.flatMap { Int64($0) }.map { Date(timeIntervalSinceReferenceDate: Double($0) / 1_000_000) }
  }

  /// Whole microseconds, which is what PostgreSQL keeps: a Date holds them exactly enough for centuries.
  static func text(_ moment: Date) -> String? {
    Int64(exactly: (moment.timeIntervalSinceReferenceDate * 1_000_000).rounded()).map { String($0) }
  }
}

/// The part of a list that is asked for.
public struct Paging: Sendable {
  public let limit: Int
  /// Nil for the first page.
  public let after: CursorPosition?
  let seal: @Sendable (CursorPosition) -> String
  /// What is said where there is more than `limit`, of a list that comes whole or not at all.
  var refusal: ProblemType?
}

extension Call where Input: PagedInput {
  /// The page asked for; a cursor that is forged or belongs to other filters is `cursor_mismatch`.
  public func paging() throws -> Paging {
    let context = context
    let filter = raw.filter
    var after: CursorPosition?
    if let cursor = input.cursor {
      guard let position = context.open(cursor, filter: filter) else { throw Problem(.cursorMismatch) }
      after = position
    }
    return Paging(
      limit: raw.partLimit ?? (input.limit ?? .standard).count, after: after,
      seal: { context.seal($0, filter: filter) })
  }

  /// All of a list in one page, or `refusal` where there is more than `limit`. As a file it has pages all the same.
  public func paging(whole limit: Int, else refusal: ProblemType) throws -> Paging {
    let pages = try paging()
    guard raw.partLimit == nil else { return pages }
    return Paging(limit: limit, after: pages.after, seal: pages.seal, refusal: refusal)
  }
}

/// Makes cursors opaque and unforgeable: an HMAC over the position and the list's filters.
struct CursorSeal: Sendable {
  /// Copied for each cursor: preparing the key costs more than the cursor.
  private let keyed: HMAC<SHA256>

  init(key: SymmetricKey) { keyed = HMAC(key: key) }

  func seal(_ position: CursorPosition, filter: [UInt8]) -> String {
    let value = (position.value ?? "").utf8
    var bytes: [UInt8] = []
    bytes.reserveCapacity(CursorSeal.macLength + CursorSeal.headLength + value.count)
    bytes.append(contentsOf: repeatElement(0, count: CursorSeal.macLength))
    withUnsafeBytes(of: position.id.uuid) { bytes.append(contentsOf: $0) }
    bytes.append(position.value == nil ? 0 : 1)
    bytes.append(contentsOf: value)
    bytes.replaceSubrange(..<CursorSeal.macLength, with: mac(bytes[CursorSeal.macLength...], filter))
    return base64URL(bytes)
  }

  func open(_ cursor: String, filter: [UInt8]) -> CursorPosition? {
    guard cursor.utf8.count <= 2_000, let bytes = fromBase64URL(cursor),
      bytes.count >= CursorSeal.macLength + CursorSeal.headLength
    else { return nil }
    let payload = bytes[CursorSeal.macLength...]
    guard zip(mac(payload, filter), bytes).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0 else { return nil }
    let id = payload.prefix(16).withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    let value = payload.dropFirst(CursorSeal.headLength)
    return CursorPosition(
      value: payload[payload.startIndex + 16] == 1 ? String(decoding: value, as: UTF8.self) : nil, id: id)
  }

  private static let macLength = 16
  /// The id, and whether there is a value.
  private static let headLength = 17

  private func mac(_ payload: ArraySlice<UInt8>, _ filter: [UInt8]) -> [UInt8] {
    var hash = keyed
    withUnsafeBytes(of: UInt32(clamping: filter.count).bigEndian) { hash.update(data: $0) }
    filter.withUnsafeBytes { hash.update(data: $0) }
    payload.withUnsafeBytes { hash.update(data: $0) }
    return Array(hash.finalize().prefix(CursorSeal.macLength))
  }
}

/// Base64 with the URL alphabet and without padding (RFC 4648 section 5).
public func base64URL(_ bytes: some Sequence<UInt8>) -> String {
  let bytes = Array(bytes)
  return String(unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { text in
    var count = 0
    var held: UInt32 = 0
    var bits: UInt32 = 0
    func put(_ digit: UInt32) {
      text[count] = base64URLAlphabet[Int(digit & 63)]
      count += 1
    }
    for byte in bytes {
      held = held << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        put(held >> bits)
      }
      held &= (1 << bits) - 1
    }
    if bits > 0 { put(held << (6 - bits)) }
    return count
  }
}

private let base64URLAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

/// The bytes of such text; nil for any other spelling than the one that `base64URL` writes.
public func fromBase64URL(_ text: String) -> [UInt8]? {
  let standard = text.replacing("-", with: "+").replacing("_", with: "/")
  let padding = String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
  guard let bytes = Data(base64Encoded: standard + padding), base64URL(bytes) == text else { return nil }
  return Array(bytes)
}
