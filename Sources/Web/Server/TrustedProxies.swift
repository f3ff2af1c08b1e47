import Foundation
import HTTPTypes

/// The machines before this server whose word on a client's address counts.
public struct TrustedProxies: Sendable {
  private struct Network: Sendable {
    let address: IPAddress
    let bits: Int
  }

  private var networks: [Network] = []

  /// None: every client is who connects.
  public init() {}

  /// Addresses and networks (`10.0.0.0/8`, `fd00::/8`) between commas; nil where one is neither.
  public init?(_ list: String) {
    for item in list.split(separator: ",") {
      let parts = item.trimmingCharacters(in: .whitespaces).split(
        separator: "/", omittingEmptySubsequences: false)
      guard let first = parts.first, let address = IPAddress(first), parts.count <= 2 else { return nil }
      let width = address.isIPv4 ? 32 : 128
      var bits = width
      if parts.count == 2 {
        guard let given = Int(parts[1]), (0...width).contains(given) else { return nil }
        bits = given
      }
      networks.append(Network(address: address, bits: 128 - width + bits))
    }
  }

  /// The address of who asks: the peer's, or, if that is a trusted proxy, the right-most address of X-Forwarded-For that
  /// is none. What stands left of it, or of something that is no address, anybody may have written.
  func client(of inbound: Inbound) -> String? {
    guard !networks.isEmpty, var client = inbound.clientAddress, trusts(client) else {
      return inbound.clientAddress
    }
    for hop in inbound.headers[values: .xForwardedFor].joined(separator: ",").split(
      separator: ",", omittingEmptySubsequences: false
    ).reversed() {
      let hop = hop.trimmingCharacters(in: .whitespaces)
      guard IPAddress(hop) != nil else { break }
      client = hop
      if !trusts(hop) { break }
    }
    return client
  }

  private func trusts(_ text: String) -> Bool {
    guard let address = IPAddress(text) else { return false }
    return networks.contains { address.isAlike($0.address, bits: $0.bits) }
  }
}

extension HTTPField.Name {
  static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
}
