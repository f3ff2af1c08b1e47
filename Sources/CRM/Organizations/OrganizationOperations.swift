import Foundation
import Postgres
import Web

extension ProblemType {
  static let slugTaken = ProblemType(
    "slug_taken", 409, "Another organization has this short name", "Choose another `slug`.")
}

/// Organizations: opening one, and reading the one that was entered.
struct Organizations: Sendable {
  let identity: Identity

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
    let suffix = String(id.uuidString.suffix(6)).lowercased()
    let suggested = Slug(suggestedBy: call.input.name, fallback: "gym-\(suffix)")
    let door = Door.enter(caller, needs: .signedIn, write: true, requestID: call.context.requestID)
    var slug = call.input.slug ?? suggested
    do {
      _ = try await database.pipeline([door, OrganizationQueries.create(id, slug, call.input)])
    } catch let error as PostgresError where error.constraint == "slug_taken" && call.input.slug == nil {
      // Nobody chose it, so nobody has to choose another.
      slug = suggested.lengthened(by: suffix)
      _ = try await database.pipeline([door, OrganizationQueries.create(id, slug, call.input)])
    }
    let session = try await identity.enter(id, from: caller, call.context, database)
    return FoundedOrganization(
      id: id, name: call.input.name.text, slug: slug, timeZone: (call.input.timeZone ?? .utc).text,
      currency: (call.input.currency ?? .usDollar).text, jurisdiction: call.input.jurisdiction?.rawValue,
      status: .active, createdAt: call.context.now, session: session)
  }

  @Sendable private func getOrganization(_ call: Call<NoInput>) -> Query<One<Organization>> {
    .one(OrganizationQueries.get(call.id))
  }
}

enum OrganizationQueries {
  /// The caller becomes the owner; needs `enter_person` before it in the transaction.
  static func create(_ id: UUID, _ slug: Slug, _ input: NewOrganization) -> SQL {
    """
    select private.create_organization(\(id), \(input.name.text), \(slug.text), \((input.timeZone ?? .utc).text),
      \((input.currency ?? .usDollar).text), \(input.jurisdiction?.rawValue), null)
    """
  }

  static func get(_ id: UUID) -> SQL {
    """
    select id, name, slug, parent_organization_id, root_organization_id, domain, logo_url, time_zone, currency,
      jurisdiction, status, created_at, updated_at
    from crm.organizations where id = \(id)
    """
  }
}

extension Slug {
  /// The slug with an ending that makes it another one, still within the limit of 60.
  fileprivate func lengthened(by suffix: String) -> Slug { (try? Slug(text: "\(text)-\(suffix)")) ?? self }
}
