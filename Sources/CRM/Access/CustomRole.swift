public import Foundation
public import Web

/// A permission, and who holds it where nobody has decided otherwise.
public struct PermissionEntry: Wire {
  public let slug: String
  public let description: String
  public let roles: [Role]
}

/// A role of the gym's own, such as Head coach: permissions on top of a person's role.
public struct CustomRole: Wire, Versioned {
  public let id: UUID
  public let name: String
  public let description: String?
  /// What it adds to the role of whoever has it.
  public let permissions: [String]
  public let createdAt: Date
  public let updatedAt: Date
  /// Moves with every change; its ETag.
  public let version: Int
}

/// A new role of the gym's own.
public struct NewRole: Decodable, Sendable {
  let name: Name
  let description: RoleDescription?
  let permissions: [Permission]
}

/// What becomes of one.
public struct RolePatch: Decodable, Sendable {
  let name: Change<Name>
  let description: Patch<RoleDescription>
  let permissions: Change<[Permission]>
}

/// Which page of them; they are sorted by name.
public struct RoleFilter: PagedInput {
  public let limit: PageSize?
  public let cursor: String?
}

/// What a role is for: at most 1,000 characters.
public struct RoleDescription: TextValue {
  public let text: String

  public init(text: String) throws(Fault) { self.text = try text.normalized(limit: 1_000, lines: true) }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 1, "maxLength": 1_000]
  public static let example = RoleDescription(known: "Plans the week of all trainers.")
}

extension [Permission] {
  /// Each once, sorted: what is stored.
  var slugs: [String] { Set(map(\.rawValue)).sorted() }
}
