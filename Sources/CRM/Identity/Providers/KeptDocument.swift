import Foundation

/// A document of a provider, such as its keys: fetched by one request at a time, and kept for an hour.
actor KeptDocument<Value: Sendable> {
  private static var lifetime: TimeInterval { 3_600 }
  /// However often something is missing in it, nobody asks again sooner.
  private static var shortestPause: TimeInterval { 30 }

  private let fetch: @Sendable () async throws -> Value
  private var kept: (value: Value, at: Date)?
  private var lastFetch: Date?
  private var underWay: Task<Value, any Error>?

  init(_ fetch: @escaping @Sendable () async throws -> Value) { self.fetch = fetch }

  /// The document, an hour old at most; an older one as long as the provider has no newer.
  func current(_ now: Date) async throws -> Value {
    guard let kept else { return try await load(now) }
    if now.timeIntervalSince(kept.at) < Self.lifetime { return kept.value }
    if let lastFetch, now.timeIntervalSince(lastFetch) < Self.shortestPause { return kept.value }
    do {
      return try await load(now)
    } catch { return kept.value }
  }

  /// The document after something was missing in it: a newer one, unless it was fetched within the last 30 s.
  func newer(_ now: Date) async throws -> Value {
    if underWay == nil, let kept, let lastFetch, now.timeIntervalSince(lastFetch) < Self.shortestPause {
      return kept.value
    }
    return try await load(now)
  }

  private func load(_ now: Date) async throws -> Value {
    if let underWay { return try await underWay.value }
    let task = Task { try await fetch() }
    underWay = task
    lastFetch = now
    defer { underWay = nil }
    let value = try await task.value
    kept = (value, now)
    return value
  }
}
