import Foundation
public import Web

/// What is asked of events.
public struct EventConditions: Decodable, Sendable {
  /// A part of the title.
  let q: SearchText?
  /// Any of these, here and below.
  let type: [EventType]?
  let status: [EventStatus]?
  let tourStatus: [TourStatus]?
  let programID: [UUID]?
  /// Who leads it.
  let staffID: [UUID]?
  let roomID: [UUID]?
  let seriesID: [UUID]?
  let category: [Name]?
  let demand: [Demand]?
  let featured: Bool?
  /// The first moment of the start, inclusive.
  let startsAtFrom: Date?
  /// The last moment of the start, exclusive.
  let startsAtBefore: Date?
  /// The first wall time of the start, inclusive.
  let localTimeFrom: DayTime?
  /// The last wall time of the start, exclusive.
  let localTimeBefore: DayTime?
}

public enum EventSort: String, WordList {
  case startsAt = "starts_at"
  case startsAtDescending = "-starts_at"
}

/// Which events, in which order. A window of at most 45 days with both ends comes whole, up to 1,000 events, unless a
/// `limit` asks for pages.
public struct EventFilter: PagedInput {
  let events: EventConditions
  let sort: EventSort?
  public let limit: PageSize?
  public let cursor: String?

  private enum CodingKeys: CodingKey { case sort, limit, cursor }

  public init(from decoder: any Decoder) throws {
    events = try EventConditions(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    sort = try container.decodeIfPresent(EventSort.self, forKey: .sort)
    limit = try container.decodeIfPresent(PageSize.self, forKey: .limit)
    cursor = try container.decodeIfPresent(String.self, forKey: .cursor)
  }

  /// Whether it is a calendar's window.
  var isWindow: Bool {
    guard let from = events.startsAtFrom, let before = events.startsAtBefore, limit == nil, cursor == nil
    else {
      return false
    }
    return before.timeIntervalSince(from) <= 45 * 86_400
  }
}
