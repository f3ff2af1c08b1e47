import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite struct TrustedProxyTests {
  private func client(_ trusted: String, peer: String?, _ forwarded: String...) throws -> String? {
    let proxies = try #require(TrustedProxies(trusted))
    var headers = HTTPFields()
    headers[values: .xForwardedFor] = forwarded
    return proxies.client(
      of: Inbound(method: .get, target: "/", headers: headers, clientAddress: peer) { _ in [] })
  }

  @Test(arguments: [
    ("192.0.2.9", "198.51.100.1", "192.0.2.9"),
    ("192.0.2.9", "10.0.0.1", "192.0.2.9"), ("10.0.0.1", "192.0.2.7", "192.0.2.7"),
    // What the client itself wrote stands left of what the proxy saw.
    ("10.0.0.1", "1.2.3.4, 192.0.2.7", "192.0.2.7"), ("10.0.0.1", "10.0.0.9, 192.0.2.7", "192.0.2.7"),
    ("10.0.0.1", "192.0.2.7, 10.0.0.2,10.0.0.3", "192.0.2.7"),
    ("10.0.0.1", "1.2.3.4,192.0.2.7 , 10.0.0.2", "192.0.2.7"),
    // All of them are ours: the one furthest away.
    ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
    ("10.0.0.1", "", "10.0.0.1"), ("10.0.0.1", "garbage", "10.0.0.1"),
    ("10.0.0.1", "1.2.3.4, garbage", "10.0.0.1"), ("10.0.0.1", "1.2.3.4, unknown, 10.0.0.2", "10.0.0.2"),
    ("10.0.0.1", "1.2.3.4,", "10.0.0.1"), ("10.0.0.1", "192.0.2.7:4711", "10.0.0.1"),
    ("10.0.0.1", "010.0.0.2", "10.0.0.1"), ("10.0.0.1", "1.2.3", "10.0.0.1"),
    ("10.0.0.1", "2001:db8::7", "2001:db8::7"), ("fd00::1", "2001:db8::7, fd00::2", "2001:db8::7"),
    ("fe00::1", "2001:db8::7", "fe00::1"), ("::ffff:10.0.0.1", "192.0.2.7", "192.0.2.7"),
    ("10.0.0.1", "fe80::1%eth0", "10.0.0.1"), ("10.0.0.1", "'; drop table x", "10.0.0.1"),
    ("10.0.0.1", String(repeating: "1", count: 5_000), "10.0.0.1"),
  ])
  func theRightMostAddressThatIsNoProxy(peer: String, forwarded: String, client: String) throws {
    #expect(try self.client("10.0.0.0/8, fd00::/8", peer: peer, forwarded) == client)
  }

  @Test func severalFieldsAreOneList() throws {
    #expect(try client("10.0.0.1", peer: "10.0.0.1", "1.2.3.4", "192.0.2.7") == "192.0.2.7")
    #expect(try client("10.0.0.1", peer: "10.0.0.1") == "10.0.0.1")
    #expect(try client("10.0.0.1", peer: nil, "192.0.2.7") == nil)
  }

  @Test func withoutProxiesNobodyIsBelieved() throws {
    #expect(try client("", peer: "127.0.0.1", "192.0.2.7") == "127.0.0.1")
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "192.0.2.1", true),
    ("0.0.0.0/0", "::1", false), ("::/0", "192.0.2.1", true), ("192.0.2.128/25", "192.0.2.127", false),
    ("192.0.2.128/25", "192.0.2.129", true), ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false),
    ("2001:db8::/65", "2001:db8::7fff:0:0:1", true), ("2001:db8::/65", "2001:db8::8000:0:0:1", false),
    ("::1", "::1", true), ("::1/128", "::2", false), ("10.0.0.7/32", "10.0.0.7", true),
  ])
  func networksHoldTheirAddresses(network: String, peer: String, isTrusted: Bool) throws {
    #expect(try client(network, peer: peer, "198.51.100.9") == (isTrusted ? "198.51.100.9" : peer))
  }

  @Test(arguments: [
    "x", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0/8/8", "10.0.0.0/", "/8", "10.0.0.1;", "*",
  ])
  func aListThatIsNoneIsRefused(list: String) {
    #expect(TrustedProxies(list) == nil)
  }

  @Test func limitsCountWhomTheProxyNames() async throws {
    let sample = try Sample(
      limits: RateLimits(perUser: 0, perAddress: 1), proxies: try #require(TrustedProxies("10.0.0.1")))
    for (forwarded, status) in [("192.0.2.1", 200), ("192.0.2.2", 200), ("192.0.2.3, 192.0.2.1", 429)] {
      let answer = await sample.send(
        .get, "/v1/things/special", [.xForwardedFor: forwarded], from: "10.0.0.1")
      #expect(answer.status.code == status)
    }
    // Who is no proxy gets no new allowance by naming others.
    for (forwarded, status) in [("192.0.2.8", 200), ("192.0.2.9", 429)] {
      let answer = await sample.send(
        .get, "/v1/things/special", [.xForwardedFor: forwarded], from: "203.0.113.5")
      #expect(answer.status.code == status)
    }
  }
}
