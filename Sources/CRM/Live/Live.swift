import Foundation
public import Logging
import Postgres
import Synchronization
import Web

extension ProblemType {
  static let tooManyStreams = ProblemType(
    "too_many_streams", 429, "You are listening in too many places",
    "Close one; a browser needs one for all its tabs.")
  static let streamsFull = ProblemType(
    "streams_full", 503, "This server has no room for another listener",
    "Try again after the seconds of Retry-After.")
}

/// The one ear of a server: hears what changed in the database, and passes it on to whoever listens here.
public final class Live: Sendable {
  /// How many may listen at a time.
  public struct Limits: Sendable {
    public var perPerson = 8
    public var perServer = 2_000
    public init() {}
  }

  private struct Listeners {
    var inboxes: [UUID: [ObjectIdentifier: ChangeInbox]] = [:]
    var persons: [UUID: Int] = [:]
    var count = 0
  }

  /// Every so many seconds whoever listens is shown that somebody is there, and is asked for their rights again.
  static let beats = 15

  private let limits: Limits
  /// For how long rights that were just asked for are taken for granted.
  let trust = Duration.seconds(1)
  let clock: @Sendable () -> ContinuousClock.Instant
  private let listeners = Mutex(Listeners())

  public init(
    _ limits: Limits = Limits(),
    clock: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  ) {
    self.limits = limits
    self.clock = clock
  }

  /// Hears until the task is cancelled. `url` leads to PostgreSQL itself: a pooler forwards no notifications.
  public func run(url: String, logger: Logger) async {
    let listener = Listener(url: url, channel: "tryzore_changes", logger: logger) { [self] in hear($0) }
    var second = 0
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(1))
      beat(second % Live.beats)
      second += 1
    }
    listener.stop()
  }

  /// In the order in which transactions commit.
  func hear(_ news: Listener.Heard) {
    switch news {
    case .connected: for inbox in all { inbox.miss() }
    case .notified(let payloads): for payload in payloads { pass(payload) }
    }
  }

  private func pass(_ payload: String) {
    guard let change = RecordedChange(payload: payload) else { return }
    let inboxes = listeners.withLock { $0.inboxes[change.organizationID].map { Array($0.values) } ?? [] }
    for inbox in inboxes { inbox.put(change) }
  }

  /// Of one second, lest all go through the door at once; or of all.
  func beat(_ second: Int? = nil) {
    for inbox in all where second == nil || inbox.second == second { inbox.beat() }
  }

  private var all: [ChangeInbox] {
    listeners.withLock { listeners in listeners.inboxes.values.flatMap(\.values) }
  }

  /// Takes a place among the listeners, which is free again when nobody holds what is answered.
  func listen(_ topics: [Topic], in organization: UUID, as user: UUID) throws -> Listening {
    let inbox = ChangeInbox(topics)
    try listeners.withLock { listeners in
      guard listeners.count < limits.perServer else { throw Problem(.streamsFull, retryAfter: 2) }
      guard listeners.persons[user, default: 0] < limits.perPerson else { throw Problem(.tooManyStreams) }
      listeners.count += 1
      listeners.persons[user, default: 0] += 1
      listeners.inboxes[organization, default: [:]][ObjectIdentifier(inbox)] = inbox
    }
    return Listening(live: self, inbox: inbox, organization: organization, user: user)
  }

  fileprivate func leave(_ listening: Listening) {
    listeners.withLock { listeners in
      listeners.count -= 1
      let left = listeners.persons[listening.user, default: 1] - 1
      listeners.persons[listening.user] = left > 0 ? left : nil
      listeners.inboxes[listening.organization]?[ObjectIdentifier(listening.inbox)] = nil
      if listeners.inboxes[listening.organization]?.isEmpty == true {
        listeners.inboxes[listening.organization] = nil
      }
    }
  }

  /// How many listen at the moment.
  var count: Int { listeners.withLock { $0.count } }
}

/// A place among the listeners of a server.
final class Listening: Sendable {
  let inbox: ChangeInbox
  fileprivate let organization: UUID
  fileprivate let user: UUID
  private let live: Live

  fileprivate init(live: Live, inbox: ChangeInbox, organization: UUID, user: UUID) {
    self.live = live
    self.inbox = inbox
    self.organization = organization
    self.user = user
  }

  deinit { live.leave(self) }
}
