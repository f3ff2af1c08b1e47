import Foundation
import Synchronization

/// What one listener has not been told yet: never much. Whoever is slower than what happens looks it up afterwards.
final class ChangeInbox: Sendable {
  struct Batch: Sendable {
    var changes: [RecordedChange] = []
    /// The newest change of the gym, whether it concerns this listener or not: all before it is told or none of theirs.
    var newest: UUID?
    /// Something came that is not among them.
    var isIncomplete = false
    /// Some time has passed.
    var isBeat = false

    fileprivate var isSomething: Bool { !changes.isEmpty || isIncomplete || isBeat }
  }

  static let limit = 200

  /// When its beat comes.
  let second = Int.random(in: 0..<Live.beats)
  private let topics: [Topic]
  private let news = Mutex(Batch())
  private let bells: AsyncStream<Void>
  private let bell: AsyncStream<Void>.Continuation

  init(_ topics: [Topic]) {
    self.topics = topics
    (bells, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  func put(_ change: RecordedChange) {
    let concerns = topics.contains { $0.concerns(change) }
    news.withLock { news in
      news.newest = change.id
      guard concerns else { return }
      if news.changes.count < ChangeInbox.limit, !news.isIncomplete {
        news.changes.append(change)
      } else {
        news.changes = []
        news.isIncomplete = true
      }
    }
    if concerns { bell.yield() }
  }

  func miss() {
    news.withLock { news in
      news.changes = []
      news.isIncomplete = true
    }
    bell.yield()
  }

  func beat() {
    news.withLock { $0.isBeat = true }
    bell.yield()
  }

  /// Waits until there is something; nil when the task is cancelled. One asks at a time.
  func next() async -> Batch? {
    var bells = bells.makeAsyncIterator()
    while !Task.isCancelled {
      let taken = news.withLock { news in
        guard news.isSomething else { return nil as Batch? }
        defer { news = Batch() }
        return news
      }
      if let taken { return taken }
      guard await bells.next() != nil else { return nil }
    }
    return nil
  }
}
