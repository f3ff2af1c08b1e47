import Foundation
import Logging
import Synchronization

@testable import CRM
@testable import Web

extension Gym {
  /// Writes fields of a client's medical note, whatever has changed before.
  func medical(_ client: String, _ json: String, as person: TestPerson? = nil, ifMatch: String = "*")
    async throws
    -> TestAnswer
  {
    try await send("PATCH", "/v1/clients/\(client)/medical", as: person, json: json, ifMatch: ifMatch)
  }

  func disclose(_ client: String, as person: TestPerson? = nil) async throws -> TestAnswer {
    try await send(
      "POST", "/v1/clients/\(client)/medical-disclosures", as: person,
      json: #"{"reason": "Asked before class"}"#)
  }
}

/// Remembers what is logged.
final class TestLog: Sendable {
  private let held = Mutex<[String]>([])

  var lines: [String] { held.withLock { $0 } }
  var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

  private struct Handler: LogHandler {
    let log: TestLog
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      log.held.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
    }
  }
}
