public import Foundation
public import Web

/// How a segment's members are to be read.
public enum EvaluationStatus: String, WordList {
  /// Not evaluated since its rules changed.
  case pending
  case evaluated
  /// Its rules name a tag or a plan that is gone; the members are those of before.
  case missingReference = "missing_reference"
}

/// The clients whom rules describe, under a name.
public struct Segment: Wire, Versioned {
  public let id: UUID
  public let name: String
  public let description: String?
  public let rules: SegmentRules
  /// Whether it is evaluated every night.
  public let isActive: Bool
  public let evaluationStatus: EvaluationStatus
  /// How many clients the last evaluation found; null before the first.
  public let memberCount: Int?
  public let evaluatedAt: Date?
  public let createdBy: UUID?
  public let createdAt: Date
  public let updatedAt: Date
  /// Moves with every change of the definition, not with evaluations; its ETag.
  public let version: Int
}

/// A new segment. It is evaluated soon, and then every night unless it is not active.
public struct NewSegment: Decodable, Sendable {
  let name: Name
  let description: Description?
  let rules: SegmentRules
  let isActive: Bool?
}

/// What becomes of one. Other rules have it evaluated soon.
public struct SegmentPatch: Decodable, Sendable {
  let name: Change<Name>
  let description: Patch<Description>
  let rules: Change<SegmentRules>
  let isActive: Change<Bool>
}

/// Which segments.
public struct SegmentFilter: PagedInput {
  let isActive: Bool?
  public let limit: PageSize?
  public let cursor: String?
}

/// Which page of a segment's members.
public struct SegmentMemberFilter: PagedInput {
  public let limit: PageSize?
  public let cursor: String?
}

/// Rules to try.
public struct SegmentTrial: Decodable, Sendable {
  let rules: SegmentRules
}

/// Whom rules would find now.
public struct SegmentPreview: Wire {
  public let count: Int
  /// The first ten by name.
  public let sample: [ClientSummary]
}

/// Whether somebody came into a segment or left it.
public enum SegmentMove: String, WordList {
  case joined, left
}

/// Somebody who came into a segment or left it.
public struct SegmentChange: Codable, Sendable {
  /// The client's.
  public let id: UUID
  public let firstName: String
  public let lastName: String
  public let change: SegmentMove
  /// The evaluation that found it.
  public let at: Date
}

/// Which changes of a segment.
public struct SegmentChangeFilter: PagedInput {
  /// One of the two; without it both.
  let change: SegmentMove?
  let atFrom: Date?
  let atBefore: Date?
  public let limit: PageSize?
  public let cursor: String?
}
