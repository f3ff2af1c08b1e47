public import Foundation
public import Web

/// What a person wants of training.
public struct TrainingPreferences: Codable, Hashable, Sendable {
  /// In the person's own words.
  let goals: Notes?
  /// Such as yoga or rowing.
  let interests: [Line]?
}

/// A person's own profile: theirs, not any gym's.
public struct Profile: Wire, Versioned {
  public let preferences: TrainingPreferences
  /// Whom to call, whichever gym it happens in.
  public let emergencyContact: EmergencyContact?
  /// Moves with every change; its ETag.
  public let version: Int
}

/// What becomes of it.
public struct ProfilePatch: Decodable, Sendable {
  /// All of them.
  let preferences: Change<TrainingPreferences>
  let emergencyContact: Patch<EmergencyContact>
}

/// A client's own profile, as a gym sees it that they let see it.
public struct SharedProfile: Wire {
  public let preferences: TrainingPreferences
  public let emergencyContact: EmergencyContact?
  public let updatedAt: Date
}
