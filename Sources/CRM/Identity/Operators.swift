public import Foundation
public import Postgres
import Web

/// What an operator does on the command line, through the worker's functions: find organizations and people,
/// make accounts.
public struct Operators: Sendable {
  private struct Found: Decodable { let id: UUID? }

  private let database: Database

  /// `database` is the worker's login.
  public init(_ database: Database) { self.database = database }

  /// The organization of that slug; nil where there is none.
  public func findOrganization(slug: String) async throws -> UUID? {
    let results = try await database.pipeline(["select private.operator_find_organization(\(slug)) as id"])
    return try results.first?.retyped(as: Found.self).first()?.id
  }

  /// The person who signs in with that address; nil where there is none.
  public func findUser(_ email: Email) async throws -> UUID? {
    let results = try await database.pipeline(["select private.operator_find_user(\(email.key)) as id"])
    return try results.first?.retyped(as: Found.self).first()?.id
  }

  /// Makes an account; `identity_exists` where the address has one.
  public func createUser(email: Email, password: Password, firstName: Name, lastName: Name) async throws
    -> UUID
  {
    let hash = try await Passwords(acceptsDemo: false).hash(new: password, of: email.text)
    let id = UUID.version7(at: Date())
    let signUp = SignUp(email: email, password: password, firstName: firstName, lastName: lastName)
    _ = try await database.pipeline([IdentityQueries.signUp(id, signUp, passwordHash: hash)])
    return id
  }

  /// For whoever lost device and recovery codes; answers whether there was a second factor.
  public func removeSecondFactor(of user: UUID) async throws -> Bool {
    struct Removed: Decodable { let isRemoved: Bool }
    let results = try await database.pipeline([
      "select private.operator_remove_second_factor(\(user)) as is_removed"
    ])
    return try results.first?.retyped(as: Removed.self).first()?.isRemoved == true
  }

  /// Gives the person a role in the organization.
  public func addPerson(_ user: UUID, to organization: UUID, role: Role) async throws {
    _ = try await database.pipeline([
      "select private.operator_add_person(\(organization), \(user), \(role.rawValue), null, false)"
    ])
  }
}
