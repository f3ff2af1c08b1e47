import Synchronization

/// `/openapi.json`: made when it is first asked for, and kept. Making it takes several times as long as the rest of a start.
final class APIDocument: Sendable {
  private let make: @Sendable () throws -> String
  private let making = Mutex<Task<[UInt8], any Error>?>(nil)

  init(_ make: @escaping @Sendable () throws -> String) { self.make = make }

  /// Made once, however many ask at once, and where it holds up no other request.
  var bytes: [UInt8] {
    get async throws {
      let task = making.withLock { making in
        if let making { return making }
        let task = Task.detached { [make] in Array(try make().utf8) }
        making = task
        return task
      }
      return try await task.value
    }
  }
}
