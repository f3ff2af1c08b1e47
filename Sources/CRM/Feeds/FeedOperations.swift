import Foundation
import Postgres
import Web

extension ProblemType {
  static let calendarFeedTaken = ProblemType(
    "calendar_feed_taken", 409, "You have such a calendar",
    "Make a new secret for that one; there is one of each kind, and of each room.")
}

/// Calendars to subscribe to, by addresses with a secret in them.
struct FeedOperations: Sendable {
  /// Addresses begin with it.
  let publicURL: String

  func add(to api: inout API) {
    api.chapter("Calendar feeds")
    api.add(
      .get, "/v1/calendar-feeds", "listCalendarFeeds",
      summary: "One's own calendars, and those of rooms and the location for whoever plans events",
      needs: .holder(of: .eventsView), listCalendarFeeds)
    api.add(
      .post, "/v1/calendar-feeds", "createCalendarFeed",
      summary: "Make a calendar to subscribe to; its address is answered this once",
      needs: .holder(of: .eventsView), success: .created,
      problems: [.calendarFeedTaken] + ConstraintProblems.named("feed_room_invalid", "room_not_found"),
      createCalendarFeed)
    api.add(
      .post, "/v1/calendar-feeds/{id}/rotation", "rotateCalendarFeed",
      summary: "Give a calendar a new secret; its old address ends at once",
      needs: .holder(of: .eventsView), rotateCalendarFeed)
    api.add(
      .delete, "/v1/calendar-feeds/{id}", "deleteCalendarFeed", summary: "End a calendar",
      needs: .holder(of: .eventsView), deleteCalendarFeed)
    api.add(
      .get, "/v1/calendar-feeds/{id}/calendar.ics", "readCalendarFeed",
      summary:
        "The calendar as iCalendar (RFC 5545), thirty days back and half a year ahead, for programs that know its address",
      needs: .open, versioned: true, readCalendarFeed)
  }

  @Sendable private func listCalendarFeeds(_ call: Call<NoInput>) -> Query<List<CalendarFeed>> {
    .list(FeedQueries.list)
  }

  @Sendable private func createCalendarFeed(_ call: Call<NewCalendarFeed>, _ tx: Transaction) async throws
    -> AddressedFeed
  {
    let token = try token(call)
    let isOwn = call.input.kind == .member || call.input.kind == .trainer
    if !isOwn { try await requirePlanning(tx) }
    return try await addressed(FeedQueries.insert(call.context.newID(), call.input, token), token, tx)
  }

  @Sendable private func rotateCalendarFeed(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> AddressedFeed
  {
    let token = try token(call)
    return try await addressed(FeedQueries.rotate(call.id, token), token, tx)
  }

  @Sendable private func deleteCalendarFeed(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    guard try await tx.execute(FeedQueries.delete(call.id)) > 0 else { throw Problem.notFound }
    return NoContent()
  }

  /// Nobody signs in here: the address is all that a calendar program has.
  @Sendable private func readCalendarFeed(_ call: Call<FeedAddress>, _ database: Database) async throws
    -> CalendarFile
  {
    guard let text = call.input.token?.text, let token = OrganizationToken(text: text) else {
      throw Problem.notFound
    }
    return try await database.transaction(opening: [FeedQueries.enter(call.id, token)]) { tx in
      guard let shown = try await tx.rows(FeedQueries.shown(call.id), as: FeedQueries.Shown.self).first()
      else {
        throw Problem.notFound
      }
      let events = try await tx.rows(
        FeedQueries.events(call.id, of: shown.kind, now: call.context.now), as: CalendarEvent.self)
      return CalendarFile(named: shown.name, host: host, try events.decoded())
    }
  }

  private func requirePlanning(_ tx: Transaction) async throws {
    let holds = try await tx.rows(FeedQueries.plans, as: FeedQueries.Plans.self).first()?.plansEvents
    guard holds == true else { throw Problem(missing: .eventsUpdate) }
  }

  private func addressed(_ write: SQL, _ token: OrganizationToken, _ tx: Transaction) async throws
    -> AddressedFeed
  {
    guard let feed = try await tx.rows(write, as: CalendarFeed.self).first() else { throw Problem.notFound }
    let id = feed.id.uuidString.lowercased()
    return AddressedFeed(
      id: feed.id, kind: feed.kind, roomID: feed.roomID,
      url: "\(publicURL)/v1/calendar-feeds/\(id)/calendar.ics?token=\(token.text)")
  }

  private func token<Input>(_ call: Call<Input>) throws -> OrganizationToken {
    guard let organization = call.caller?.organization else { throw Problem(.organizationRequired) }
    return OrganizationToken(organization: organization)
  }

  private var host: String { URL(string: publicURL)?.host() ?? "localhost" }
}
