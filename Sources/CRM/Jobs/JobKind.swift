import Foundation
import Postgres

/// What is to be done, with what payload, and how often it is tried.
struct JobKind<Payload: Codable & Sendable>: Sendable {
  /// `subject.verb`, such as `mail.send`.
  let name: String
  let priority: JobPriority
  /// After so many failures it is a dead letter.
  let attempts: Int

  init(_ name: String, priority: JobPriority = .usual, attempts: Int = 10) {
    self.name = name
    self.priority = priority
    self.attempts = attempts
  }
}

/// Which job comes first; a lower one waits while there are higher ones.
enum JobPriority: Int, Sendable {
  /// Somebody waits for it.
  case urgent
  case usual
  /// Whenever there is time.
  case idle
}

/// The payload of a job that needs none.
struct NoPayload: Codable, Sendable {}

extension JobKind {
  /// The statement that writes a job of this kind, for the pipeline or transaction of its cause. Of those with one
  /// `key` in a gym, one is queued or running at a time.
  func enqueue(_ id: UUID, _ payload: Payload, at time: Date? = nil, key: String? = nil) throws -> SQL {
    JobQueries.enqueue(
      id, name, try JSON(payload: payload), priority, attempts: attempts, at: time, key: key)
  }
}

extension JSON {
  /// As its job's handler decodes it again.
  init(payload: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    self.init(String(decoding: try encoder.encode(payload), as: UTF8.self))
  }
}
