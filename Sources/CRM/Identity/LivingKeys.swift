import Crypto
import Foundation
import JWTKit
import Synchronization
import Web

/// The signing keys as they are in their folder by now: whoever asks after half a minute has it read again, so that
/// a rotation needs no restart, and no stranger's token makes anybody read it more often.
final class LivingKeys: Sendable {
  static let readInterval: TimeInterval = 30

  struct State: Sendable {
    let ring: KeyRing
    let collection: JWTKeyCollection
    /// Tokens whose signature was found good: a key that is gone takes them with it.
    let verified = VerifiedTokens()
  }

  private let keys: Keys
  private let state: Mutex<(state: State, readAt: Date)>

  init(_ keys: Keys) async throws {
    self.keys = keys
    state = Mutex((try await LivingKeys.state(of: keys.ring), .distantPast))
  }

  func current(_ now: Date) async -> State {
    let (held, isDue) = state.withLock { entry in
      // A clock that was set back must not stop it for good.
      let isDue = abs(now.timeIntervalSince(entry.readAt)) >= LivingKeys.readInterval
      if isDue { entry.readAt = now }
      return (entry.state, isDue)
    }
    // What cannot be read changes nothing: the keys that are known stay good.
    guard isDue, let ring = try? keys.readRing(), !ring.keys.isEmpty,
      ring.keys.map(\.id) != held.ring.keys.map(\.id),
      let new = try? await LivingKeys.state(of: ring)
    else { return held }
    state.withLock { $0.state = new }
    return new
  }

  private static func state(of ring: KeyRing) async throws -> State {
    let collection = JWTKeyCollection()
    for key in ring.keys {
      await collection.add(
        ecdsa: try ES256PrivateKey(pem: key.key.pemRepresentation), kid: JWKIdentifier(string: key.id))
    }
    return State(ring: ring, collection: collection)
  }
}

/// Tokens whose signature was found good, so that it is checked once per token and not once per request.
final class VerifiedTokens: Sendable {
  private static let capacity = 10_000
  private let tokens = Mutex<[String: (caller: Caller, expires: Date)]>([:])

  func find(_ token: String, _ now: Date) -> Caller? {
    tokens.withLock { tokens in
      guard let entry = tokens[token] else { return nil }
      if entry.expires > now { return entry.caller }
      tokens[token] = nil
      return nil
    }
  }

  func add(_ token: String, _ caller: Caller, until expires: Date) {
    tokens.withLock { tokens in
      // All at once: what is still in use is verified again, which costs less than keeping an order.
      if tokens.count >= VerifiedTokens.capacity { tokens.removeAll(keepingCapacity: true) }
      tokens[token] = (caller, expires)
    }
  }
}
