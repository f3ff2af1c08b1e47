import Synchronization

/// How many large bodies one server holds at a time: they are read before anybody knows who sends them.
final class Uploads: Sendable {
  private static let limit = 4
  private let count = Mutex(0)

  /// Takes a place; whoever got one gives it back by `leave`.
  func enter() -> Bool {
    count.withLock { count in
      guard count < Uploads.limit else { return false }
      count += 1
      return true
    }
  }

  func leave() { count.withLock { $0 -= 1 } }
}
