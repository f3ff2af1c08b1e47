import Foundation
import Postgres
import Web

/// What one listener is told, from the first word to the last.
///
/// It begins where the listener left off, or with `reset`: read everything anew. Rights are asked for at the door at each
/// beat, and before anything is told that comes more than a moment after they were asked for. Between that, nothing is
/// held but a place in memory.
actor LiveStream {
  /// Whoever missed more reads faster than we tell.
  private static let catchUpLimit = 1_000

  private let live: Live
  private let listening: Listening
  private let database: Database
  private let caller: Caller
  private let topics: [Topic]
  private let requestID: String
  /// What the listener has heard of last; nil where nothing ever changed.
  private var heard: UUID?
  private var hearing: Hearing?
  private var askedAt: ContinuousClock.Instant?
  /// What is told before anything is waited for.
  private var opening: [ServerSentEvent]? = []

  /// Throws what keeps the listener out.
  static func open(
    _ topics: [Topic], heard: UUID?, caller: Caller, requestID: String, on live: Live, _ database: Database
  ) async throws -> LiveStream {
    guard let organization = caller.organization else { throw Problem(.organizationRequired) }
    // First the ear, then the look back: in between nothing is lost.
    let listening = try live.listen(topics, in: organization, as: caller.user)
    let stream = LiveStream(live, listening, database, caller, topics, requestID, heard)
    try await stream.begin()
    return stream
  }

  private init(
    _ live: Live, _ listening: Listening, _ database: Database, _ caller: Caller, _ topics: [Topic],
    _ requestID: String, _ heard: UUID?
  ) {
    self.live = live
    self.listening = listening
    self.database = database
    self.caller = caller
    self.topics = topics
    self.requestID = requestID
    self.heard = heard
  }

  private func begin() async throws {
    opening = [ServerSentEvent(retry: 2_000)] + (try await catchUp())
  }

  /// What to tell next; nil at the end.
  func next() async throws -> [ServerSentEvent]? {
    if let opening {
      self.opening = nil
      return opening
    }
    while let news = await listening.inbox.next() {
      var events: [ServerSentEvent] = []
      if news.isIncomplete {
        events = try await catchUp()
      } else {
        if news.isBeat || isDoubtful { try await ask() }
        events = try news.changes.flatMap(messages)
        heard = news.newest ?? heard
      }
      // Nobody is told of an id alone, but it counts: whoever comes back later has less to look up.
      if news.isBeat { events.append(ServerSentEvent(id: heard?.uuidString.lowercased())) }
      if !events.isEmpty { return events }
    }
    return nil
  }

  /// Tells what was missed since the last change that was heard of, or that all is to be read anew.
  private func catchUp() async throws -> [ServerSentEvent] {
    let results = try await ask([
      LiveQueries.changes(since: heard, limit: LiveStream.catchUpLimit + 1), LiveQueries.newest,
    ])
    let missed = try results.first?.retyped(as: RecordedChange.self).decoded() ?? []
    if missed.count <= LiveStream.catchUpLimit, missed.contains(where: { $0.id == heard }) {
      return try missed.filter { $0.id != heard }.flatMap { change in
        heard = change.id
        return try messages(change)
      }
    }
    heard = try results.last?.retyped(as: LiveQueries.Newest.self).first()?.id
    return [ServerSentEvent(id: heard?.uuidString.lowercased(), event: "reset", data: "{}")]
  }

  private func messages(_ change: RecordedChange) throws -> [ServerSentEvent] {
    guard let hearing else { return [] }
    var events = try topics.compactMap { topic in
      try hearing.pointer(to: change, under: topic, for: caller.user).map {
        ServerSentEvent(data: try JSONWriter.text($0))
      }
    }
    // With the last of them it is heard, and not before.
    if !events.isEmpty { events[events.count - 1].id = change.id.uuidString.lowercased() }
    return events
  }

  private var isDoubtful: Bool {
    guard let askedAt else { return true }
    return live.clock() - askedAt > live.trust
  }

  /// Goes through the door again; throws where the listener is no longer let in.
  @discardableResult
  private func ask(_ statements: [SQL] = []) async throws -> [Rows<Undecoded>] {
    let moment = live.clock()
    let events = Array(Set(topics.compactMap(\.event)))
    let results = try await database.pipeline(
      [
        try Door.enter(caller, needs: .member, write: false, requestID: requestID),
        LiveQueries.hearing(events),
      ] + statements)
    guard let hearing = try results.dropFirst().first?.retyped(as: Hearing.self).first() else {
      throw Problem(.internalError)
    }
    for topic in topics {
      switch topic {
      case .notifications: break
      case .checkIns: if !hearing.viewsBookings { throw Problem(missing: .bookingsView) }
      case .events, .event: if !hearing.viewsEvents { throw Problem(missing: .eventsView) }
      }
    }
    // Whoever listens already hears of the rest when an event is gone.
    guard hearing.visibleEvents.count == events.count || askedAt != nil else { throw Problem.notFound }
    self.hearing = hearing
    askedAt = moment
    return Array(results.dropFirst(2))
  }
}
