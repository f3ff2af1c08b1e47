public import Foundation
public import Postgres
public import Web

/// What takes place.
public enum EventType: String, WordList {
  case `class`, tour
  case personalTraining = "personal_training"
  case workshop, assessment, other
}

/// For whom a program is.
public enum Difficulty: String, WordList {
  case beginner, intermediate, advanced
  case allLevels = "all_levels"
}

/// Whether a program is offered.
public enum ProgramStatus: String, WordList {
  case active, inactive
}

/// What whoever reads a program may do with it.
public enum ProgramAction: String, WordList {
  /// Plan events of it.
  case schedule
  /// Say who leads it here and where.
  case assign
  /// Change all of it.
  case edit
  case delete
}

/// What a thing is called that another refers to.
public struct NamedReference: Codable, Sendable {
  public let id: UUID
  /// Null for whom it does not concern.
  public let name: String?
}

/// A program of a thing that refers to it.
public struct ProgramReference: Codable, Sendable {
  public let id: UUID
  public let name: String
  public let color: String?
  public let textColor: String?
}

/// What a gym offers again and again, such as a class.
public struct Program: Codable, Sendable {
  public let id: UUID
  public let name: String
  public let eventType: EventType
  public let status: ProgramStatus
  public let description: String?
  public let category: String?
  /// As `#rrggbb`.
  public let color: String?
  /// White or black: what can be read on the color (WCAG 2.2, 4.5 to 1 or more).
  public let textColor: String?
  public let durationMinutes: Int
  public let difficulty: Difficulty?
  /// How many people its events take; null is unlimited.
  public let maxParticipants: Int?
  public let instructor: NamedReference?
  public let room: NamedReference?
  public let location: String?
  /// Of a place; null where places are not sold singly.
  public let price: Price?
  /// Whether organizations below have it too, or it comes from the one above.
  public let isFranchiseTemplate: Bool
  /// The organization above where it is changed; null for the gym's own.
  public let originOrganizationID: UUID?
  public let allowedActions: [ProgramAction]
  public let createdAt: Date
  public let updatedAt: Date
  /// Moves with every change; its ETag.
  public let version: Int
}

/// A new program: a class of an hour unless it says otherwise.
public struct NewProgram: Decodable, Sendable {
  let name: Line
  let eventType: EventType?
  let status: ProgramStatus?
  let description: Notes?
  let category: Name?
  let color: BrandColor?
  let durationMinutes: DurationMinutes?
  let difficulty: Difficulty?
  let maxParticipants: PlaceCount?
  let instructorID: UUID?
  let roomID: UUID?
  let location: Line?
  let price: Price?
  /// For owners and admins: whether organizations below have it too.
  let isFranchiseTemplate: Bool?
}

/// What becomes of a program. Of one that comes from above a location decides about instructor, room and location alone.
public struct ProgramPatch: Decodable, Sendable {
  let name: Change<Line>
  let eventType: Change<EventType>
  let status: Change<ProgramStatus>
  let description: Patch<Notes>
  let category: Patch<Name>
  let color: Patch<BrandColor>
  let durationMinutes: Change<DurationMinutes>
  let difficulty: Patch<Difficulty>
  let maxParticipants: Patch<PlaceCount>
  let instructorID: Patch<UUID>
  let roomID: Patch<UUID>
  let location: Patch<Line>
  let price: Patch<Price>
  let isFranchiseTemplate: Change<Bool>
}

/// What is asked of programs.
public struct ProgramConditions: Decodable, Sendable {
  /// The start of a word of the name.
  let q: SearchText?
  /// Any of these.
  let status: [ProgramStatus]?
  let category: [Name]?
  let eventType: [EventType]?
  /// Who usually leads it: any of these.
  let instructorID: [UUID]?
  let isFranchiseTemplate: Bool?
}

/// Which programs.
public struct ProgramFilter: PagedInput {
  let programs: ProgramConditions
  public let limit: PageSize?
  public let cursor: String?

  private enum CodingKeys: CodingKey { case limit, cursor }

  public init(from decoder: any Decoder) throws {
    programs = try ProgramConditions(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    limit = try container.decodeIfPresent(PageSize.self, forKey: .limit)
    cursor = try container.decodeIfPresent(String.self, forKey: .cursor)
  }
}

/// How many programs there are: what tabs show.
public struct ProgramCounts: Codable, Sendable {
  public let total: Int
  /// By status; those of which there is none are left out, here and below.
  public let status: JSON
  public let eventType: JSON
  public let category: JSON
}
