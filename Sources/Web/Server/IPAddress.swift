import Foundation

/// An address of either family; IPv4 as IPv6 has it (RFC 4291 section 2.5.5.2).
struct IPAddress: Hashable, Sendable {
  private let high: UInt64
  private let low: UInt64

  /// Of a transport without addresses.
  static let none = IPAddress(high: 0, low: 0)

  private init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Exactly one spelling of each family's: no zones, ports, shortened or octal IPv4.
  init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 45 else { return nil }
    let text = String(text)
    var four = in_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: four.s_addr)))
      return
    }
    var six = in6_addr()
    guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    self = withUnsafeBytes(of: &six) { bytes in
      IPAddress(
        high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
  }

  var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// The address, or the network of 64 bits that one subscriber has all to themselves.
  var subscriber: UUID {
    var bytes = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)).uuid
    withUnsafeMutableBytes(of: &bytes) { target in
      target.storeBytes(of: high.bigEndian, as: UInt64.self)
      target.storeBytes(of: isIPv4 ? low.bigEndian : 0, toByteOffset: 8, as: UInt64.self)
    }
    return UUID(uuid: bytes)
  }

  /// Whether the first bits are alike, at most 128.
  func isAlike(_ other: IPAddress, bits: Int) -> Bool {
    if bits <= 64 { return bits <= 0 || (high ^ other.high) >> UInt64(64 - bits) == 0 }
    return high == other.high
      && (bits >= 128 ? low == other.low : (low ^ other.low) >> UInt64(128 - bits) == 0)
  }
}
