import Foundation
import Postgres
import Web

extension ProblemType {
  static let slugTaken = ProblemType(
    "slug_taken", 409, "Another organization has this short name", "Choose another `slug`.")
}

/// Organizations: opening one, and reading the one that was entered.
struct OrganizationOperations: Sendable {
  let sessions: Sessions

  func add(to api: inout API) {
    api.chapter("Organizations")
    api.add(
      .post, "/v1/organizations", "createOrganization",
      summary: "Open an organization; the caller becomes its owner and gets a session that enters it",
      needs: .signedIn, success: .created, problems: [.slugTaken, .notAMember], createOrganization)
    api.add(
      .get, "/v1/organizations/{id}", "getOrganization", summary: "The organization that the token enters",
      needs: .holder(of: .organizationView), getOrganization)
  }

  @Sendable private func createOrganization(_ call: Call<NewOrganization>, _ database: Database) async throws
    -> FoundedOrganization
  {
    guard let caller = call.caller else { throw Problem(.unauthenticated) }
    let id = call.context.newID()
    let door = try Door.enter(caller, needs: .signedIn, write: true, requestID: call.context.requestID)
    let slug = try await create(id, call.input, behind: door, database)
    let session = try await sessions.enter(id, from: caller, call.context, database)
    return FoundedOrganization(id, slug, call.input, at: call.context.now, session)
  }

  /// Answers the slug that it got: the one asked for, or one that the name suggests.
  private func create(_ id: UUID, _ input: NewOrganization, behind door: SQL, _ database: Database)
    async throws
    -> Slug
  {
    let suffix = String(id.uuidString.suffix(6)).lowercased()
    let slug = input.slug ?? Slug(suggestedBy: input.name, fallback: "gym-\(suffix)")
    do {
      _ = try await database.pipeline([door, OrganizationQueries.create(id, slug, input)])
      return slug
    } catch let error as PostgresError where error.constraint == "slug_taken" && input.slug == nil {
      // Nobody chose it, so nobody has to choose another.
      let another = slug.lengthened(by: suffix)
      _ = try await database.pipeline([door, OrganizationQueries.create(id, another, input)])
      return another
    }
  }

  @Sendable private func getOrganization(_ call: Call<NoInput>) -> Query<One<Organization>> {
    .one(OrganizationQueries.get(call.id))
  }
}

extension Slug {
  /// The slug with an ending that makes it another one, still within the limit of 60.
  fileprivate func lengthened(by suffix: String) -> Slug { (try? Slug(text: "\(text)-\(suffix)")) ?? self }
}
