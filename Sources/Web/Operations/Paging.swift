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
}

/// The part of a list that is asked for.
public struct Paging: Sendable {
  public let limit: Int
  /// Nil for the first page.
  public let after: CursorPosition?
  let seal: @Sendable (CursorPosition) -> String
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
      limit: (input.limit ?? .standard).count, after: after,
      seal: { context.seal($0, filter: filter) })
  }
}

/// Makes cursors opaque and unforgeable: an HMAC over the position and the list's filters.
struct CursorSeal: Sendable {
  let key: SymmetricKey

  func seal(_ position: CursorPosition, filter: [UInt8]) -> String {
    var payload = Array(position.id.uuidString.utf8)
    payload.append(UInt8(ascii: position.value == nil ? "0" : "1"))
    payload += (position.value ?? "").utf8
    return base64URL(mac(payload, filter) + payload)
  }

  func open(_ cursor: String, filter: [UInt8]) -> CursorPosition? {
    guard cursor.utf8.count <= 2_000, let bytes = fromBase64URL(cursor), bytes.count >= 16 + 37 else {
      return nil
    }
    let payload = Array(bytes[16...])
    guard zip(mac(payload, filter), bytes).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0,
      let id = UUID(uuidString: String(decoding: payload[..<36], as: UTF8.self))
    else { return nil }
    let value = payload[36] == UInt8(ascii: "1") ? String(decoding: payload[37...], as: UTF8.self) : nil
    return CursorPosition(value: value, id: id)
  }

  private func mac(_ payload: [UInt8], _ filter: [UInt8]) -> [UInt8] {
    var hash = HMAC<SHA256>(key: key)
    hash.update(data: [UInt8(filter.count & 255), UInt8((filter.count >> 8) & 255)])
    hash.update(data: filter)
    hash.update(data: payload)
    return Array(hash.finalize().prefix(16))
  }
}

/// Base64 with the URL alphabet and without padding (RFC 4648 section 5).
public func base64URL(_ bytes: some Sequence<UInt8>) -> String {
  let standard = Data(bytes).base64EncodedData()
  return String(unsafeUninitializedCapacity: standard.count) { text in
    var count = 0
    for byte in standard where byte != UInt8(ascii: "=") {
      text[count] =
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: byte
        }
      count += 1
    }
    return count
  }
}

/// The bytes of such text; nil for any other spelling than the one that `base64URL` writes.
public func fromBase64URL(_ text: String) -> [UInt8]? {
  let standard = text.replacing("-", with: "+").replacing("_", with: "/")
  let padding = String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
  guard let bytes = Data(base64Encoded: standard + padding), base64URL(bytes) == text else { return nil }
  return Array(bytes)
}
