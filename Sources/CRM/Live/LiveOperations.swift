import Postgres
import Web

/// What changes is told to whoever listens.
struct LiveOperations: Sendable {
  let live: Live

  func add(to api: inout API) {
    api.chapter("Live")
    api.add(
      .get, "/v1/stream", "streamChanges",
      summary:
        "Listen to what changes, as Server-Sent Events: pointers to what is to be read again. Begins with `reset`, read everything, unless Last-Event-ID says where to go on",
      needs: .member,
      problems: [.permissionMissing, .notFound, .tooManyStreams, .streamsFull], streamChanges)
  }

  @Sendable private func streamChanges(_ call: Call<StreamFilter>, _ database: Database) async throws
    -> EventStream
  {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    let topics = call.input.topics ?? [.notifications]
    guard topics.count <= 50 else {
      throw Problem(.invalidParameter, "Listen to at most 50 topics.")
    }
    let stream = try await LiveStream.open(
      topics.reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
      heard: call.input.lastEventID?.change, caller: caller, requestID: call.context.requestID, on: live,
      database)
    return EventStream { try await stream.next() }
  }
}
