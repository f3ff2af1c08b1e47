import Foundation
import Testing

@testable import CRM

/// What waits for one listener.
@Suite(.timeLimit(.minutes(10))) struct ChangeInboxTests {
  private func change(_ type: String = "event") throws -> RecordedChange {
    let (organization, entity) = (UUID(), UUID())
    return try #require(
      RecordedChange(
        payload: #"""
          {"organization_id": "\#(organization)", "id": "\#(UUID())", "type": "\#(type)", "entity_id": "\#(entity)",
           "version": 1, "event_id": "\#(entity)", "client_id": null, "user_id": null, "moves_count": false,
           "is_check_in": false, "is_public": true, "xid": "7", "horizon": "7", "created_at": "2026-11-21T19:00:00+00:00"}
          """#))
  }

  @Test func whoeverIsTooSlowLooksItUp() async throws {
    let inbox = ChangeInbox([.events])
    for _ in 0..<ChangeInbox.limit { inbox.put(try change()) }
    #expect(await inbox.next()?.changes.count == ChangeInbox.limit)
    for _ in 0...ChangeInbox.limit { inbox.put(try change()) }
    let news = await inbox.next()
    #expect(news?.isIncomplete == true && news?.changes.isEmpty == true)
    let last = try change()
    inbox.put(last)
    #expect(await inbox.next()?.changes == [last])
  }

  @Test func whatConcernsNobodyIsOnlyRemembered() async throws {
    let inbox = ChangeInbox([.notifications])
    let newest = try change()
    inbox.put(newest)
    inbox.beat()
    let news = await inbox.next()
    #expect(news?.changes.isEmpty == true && news?.isBeat == true && news?.newest == newest.id)
  }

  /// That there is a tour or a training, and when it fills, is not for every member.
  @Test func whatIsNotForAllIsNotToldToAll() throws {
    let change = try change()
    let own = try #require(
      RecordedChange(
        payload: String(decoding: try JSONEncoder().encode(change), as: UTF8.self)
          .replacing("\"is_public\":true", with: "\"is_public\":false")))
    func hearing(all: Bool, of events: [UUID] = []) -> Hearing {
      Hearing(
        viewsEvents: true, seesSchedule: true, viewsBookings: false, seesAll: all, clientID: nil,
        visibleEvents: events)
    }
    let user = UUID()
    #expect(hearing(all: false).pointer(to: change, under: .events, for: user) != nil)
    #expect(hearing(all: false).pointer(to: own, under: .events, for: user) == nil)
    #expect(hearing(all: true).pointer(to: own, under: .events, for: user) != nil)
    // Whoever sees it, for they have booked it, hears of it.
    let event = try #require(own.eventID)
    #expect(hearing(all: false, of: [event]).pointer(to: own, under: .event(event), for: user) != nil)
    #expect(hearing(all: false).pointer(to: own, under: .event(event), for: user) == nil)
  }

  @Test func waitingEndsWithItsTask() async {
    let waiting = Task { await ChangeInbox([.events]).next() }
    waiting.cancel()
    #expect(await waiting.value == nil)
  }

  @Test(arguments: ["", "{}", "null", "{\"id\": 1}"]) func whatIsNoChangeIsNone(_ payload: String) {
    #expect(RecordedChange(payload: payload) == nil)
  }
}
