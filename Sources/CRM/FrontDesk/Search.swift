public import Foundation
public import Web

/// What a search of the whole gym may find.
public enum SearchType: String, WordList {
  case client, staff, event
}

/// Something that was found.
public struct SearchMatch: Codable, Sendable {
  public let type: SearchType
  public let id: UUID
  public let title: String
  /// The member number, the role, or when an event starts.
  public let subtitle: String?
  public let pictureURL: String?
}

/// At most eight of each type, types in the order in which they were asked for.
public struct SearchMatches: Wire {
  public let data: [SearchMatch]
}

/// What somebody typed, and where to look; everywhere unless it says.
public struct Search: Decodable, Sendable {
  /// As at the front desk for people; the words of a title for events. Without it nothing is found.
  let q: SearchText?
  let types: [SearchType]?
}
