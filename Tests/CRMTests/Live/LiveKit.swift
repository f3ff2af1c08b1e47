import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// A server of its own on the shared database, as far as listening goes.
final class LiveNode: Sendable {
  let live: Live
  private let dispatcher: Dispatcher
  private let hearing: Task<Void, Never>

  init(
    _ gym: Gym, _ limits: Live.Limits = Live.Limits(),
    clock: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
  ) {
    let installation = gym.installation
    let live = Live(limits, clock: clock)
    var api = API()
    LiveOperations(live: live).add(to: &api)
    dispatcher = Dispatcher(api, installation.installation)
    self.live = live
    hearing = Task {
      await live.run(
        url: "\(installation.admin) user=tryzore_app", logger: installation.installation.logger)
    }
  }

  deinit { hearing.cancel() }

  func respond(_ topics: String, as person: TestPerson, after id: String? = nil) async throws -> Outbound {
    var headers: HTTPFields = [.authorization: "Bearer \(person.token)"]
    headers[.lastEventID] = id
    return await dispatcher.respond(
      to: Inbound(method: .get, target: "/v1/stream?topics=\(topics)", headers: headers) { _ in [] })
  }

  func listen(_ topics: String, as person: TestPerson, after id: String? = nil) async throws -> TestListener {
    let outbound = try await respond(topics, as: person, after: id)
    #expect(outbound.status == .ok, "\(String(decoding: outbound.body, as: UTF8.self))")
    let listener = TestListener(events: try #require(outbound.events), live: live)
    listener.opening = try await listener.next()
    return listener
  }
}

/// Whoever listens in a test.
final class TestListener {
  private let events: EventStream
  private let live: Live
  fileprivate(set) var opening: [ServerSentEvent] = []
  private(set) var lastID: String?

  fileprivate init(events: EventStream, live: Live) {
    self.events = events
    self.live = live
  }

  /// What comes next; an empty list at the end.
  func next() async throws -> [ServerSentEvent] {
    let told = try await events.next() ?? []
    lastID = told.last { $0.id != nil }?.id ?? lastID
    return told
  }

  /// Pointers as "type id version topic", until one of them is that of the mark.
  func hear(until mark: UUID) async throws -> [String] {
    var heard = opening.compactMap(TestListener.pointer)
    opening = []
    while !heard.contains(where: { $0.contains(mark.uuidString.lowercased()) }) {
      let told = try await next()
      try #require(!told.isEmpty, "the stream has ended")
      heard += told.compactMap(TestListener.pointer)
    }
    return heard
  }

  static func pointer(_ event: ServerSentEvent) -> String? {
    guard event.event == nil, let data = event.data, let json = try? JSONParser.parse(data.utf8) else {
      return nil
    }
    let version = json["version"]?.int.map(String.init) ?? "-"
    return [json["type"]?.string, json["id"]?.string, version, json["topic"]?.string].map { $0 ?? "?" }
      .joined(separator: " ")
  }
}

extension Gym {
  /// A class in a day, and its id.
  func liveEvent(_ id: UUID = UUID()) async throws -> UUID {
    try await asOperator(LiveSQL.event(id))
    return id
  }

  /// A member with a record here, and its id.
  func linkedMember() async throws -> (person: TestPerson, client: UUID) {
    let member = try await person(.member)
    let client = try await client("Ada", "L")
    #expect(try await claim(code(of: client), as: member).status == 201)
    try await asOperator(
      "update crm.client_organizations set status = 'active' where id = \(UUID(uuidString: client))")
    return (try await enter(member), try #require(UUID(uuidString: client)))
  }
}

enum LiveSQL {
  static func event(_ id: UUID) -> SQL {
    """
    insert into crm.events (id, event_type, title, starts_at, ends_at)
    values (\(id), 'class', 'Class', now() + interval '1 day', now() + interval '25 hours')
    """
  }

  static func rename(_ event: UUID) -> SQL {
    "update crm.events set title = title || '!' where id = \(event)"
  }

  static func book(_ id: UUID, _ event: UUID, _ client: UUID) -> SQL {
    "insert into crm.event_participants (id, event_id, client_id) values (\(id), \(event), \(client))"
  }
}

extension UUID {
  var lower: String { uuidString.lowercased() }
}
