import Foundation
import Postgres
import Web

extension ProblemType {
  static let slugTaken = ProblemType(
    "slug_taken", 409, "Another organization has this short name", "Choose another `slug`.")
  static let parentNotFound = ProblemType(
    "parent_not_found", 404, "There is no such organization to be its parent",
    "Name one that you own, or leave `parent_organization_id` out.")
  static let ownerRequired = ProblemType(
    "owner_required", 403, "Only owners do this",
    "Ask an owner of the organization, or of the chain above it.")
  static let currencyInUse = ProblemType(
    "currency_in_use", 409, "There are prices in the present currency",
    "An organization keeps its currency once something has a price; open another organization for another currency."
  )
  static let organizationInUse = ProblemType(
    "organization_in_use", 409, "Something depends on the organization",
    "Archive it instead: POST /v1/organizations/{id}/archiving. Everything in it is kept, and nobody enters it."
  )
  static let organizationSuspended = ProblemType(
    "organization_suspended", 409, "The organization was suspended by the operator",
    "Ask the operator of the installation.")
}

/// Organizations: opening them, the one that was entered, the chain below it, and their end.
struct OrganizationOperations: Sendable {
  let sessions: Sessions

  func add(to api: inout API) {
    api.chapter("Organizations")
    api.add(
      .get, "/v1/organizations", "listOrganizations",
      summary: "The organization that the token enters and, for its owner, those below it",
      needs: .holder(of: .organizationView), listOrganizations)
    api.add(
      .post, "/v1/organizations", "createOrganization",
      summary: "Open an organization; the caller becomes its owner and gets a session that enters it",
      needs: .signedIn, success: .created, problems: [.slugTaken, .notAMember, .parentNotFound],
      createOrganization)
    api.add(
      .get, "/v1/organizations/{id}", "getOrganization", summary: "The organization that the token enters",
      needs: .holder(of: .organizationView), versioned: true, getOrganization)
    api.add(
      .patch, "/v1/organizations/{id}", "updateOrganization", summary: "Change the organization",
      needs: .holder(of: .organizationUpdate), problems: [.slugTaken, .currencyInUse], versioned: true,
      updateOrganization)
    api.add(
      .delete, "/v1/organizations/{id}", "deleteOrganization",
      summary: "Delete the organization while nothing is in it; ends the sessions that entered it",
      needs: .holder(of: .organizationUpdate), problems: [.organizationInUse, .ownerRequired], stepUp: true,
      deleteOrganization)
    api.add(
      .post, "/v1/organizations/{id}/archiving", "archiveOrganization",
      summary: "Close the organization: it is kept, and nobody enters it or what lies below",
      needs: .holder(of: .organizationUpdate), success: .noContent, problems: [.ownerRequired], stepUp: true,
      archiveOrganization)
    api.add(
      .post, "/v1/organizations/{id}/restoration", "restoreOrganization",
      summary: "Open an archived organization again; for its owner, who need not have entered it",
      needs: .signedIn, success: .noContent, problems: [.organizationSuspended], restoreOrganization)
    api.add(
      .get, "/v1/organizations/{id}/locations", "listLocations",
      summary: "How the organization and each below it stands today; for its owner",
      needs: .holder(of: .organizationView), problems: [.ownerRequired], listLocations)
  }

  @Sendable private func listOrganizations(_ call: Call<NoInput>) -> Query<OrganizationList> {
    .made(of: OrganizationQueries.list(), as: OrganizationRow.self) { rows in
      OrganizationList(data: rows.map(\.organization))
    }
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
    let suffix = Slug.suffix(of: id)
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

  @Sendable private func getOrganization(_ call: Call<NoInput>) -> Query<Organization> {
    .made(of: OrganizationQueries.get(call.id), as: OrganizationRow.self, OrganizationOperations.first)
  }

  @Sendable private func updateOrganization(_ call: Call<OrganizationPatch>, _ tx: Transaction) async throws
    -> Organization
  {
    try await SettingsOperations.lock(call, tx)
    try await tx.execute(try OrganizationQueries.update(call.id, call.input))
    return try OrganizationOperations.first(
      try await tx.rows(OrganizationQueries.get(call.id), as: OrganizationRow.self).decoded())
  }

  @Sendable private static func first(_ rows: [OrganizationRow]) throws -> Organization {
    guard let row = rows.first else { throw Problem.notFound }
    return row.organization
  }

  @Sendable private func deleteOrganization(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    do {
      return try Done.require(try await tx.rows(OrganizationQueries.delete(call.id)).decoded())
    } catch let error as PostgresError where error.constraint == ProblemType.organizationInUse.code {
      throw Problem(.organizationInUse, OrganizationOperations.dependents(error.detail))
    }
  }

  /// What a person calls the rows of that table.
  private static func dependents(_ table: String?) -> String {
    let what =
      switch table {
      case "organizations": "locations below it"
      case "user_organizations": "others who belong to it"
      case "client_organizations": "clients"
      case let table?: table.replacing("_", with: " ")
      case nil: "things in it"
      }
    return "There are \(what)."
  }

  @Sendable private func archiveOrganization(_ call: Call<NoInput>) -> Query<NoContent> {
    .made(of: OrganizationQueries.archive(call.id), Done.require)
  }

  @Sendable private func restoreOrganization(_ call: Call<NoInput>) -> Query<NoContent> {
    .made(of: OrganizationQueries.restore(call.id), Done.require)
  }

  @Sendable private func listLocations(_ call: Call<NoInput>) -> Query<LocationOverviews> {
    .made(of: OrganizationQueries.rollUp(call.id), as: LocationOverview.self) { rows in
      // The organization that was entered always is one of them.
      guard !rows.isEmpty else { throw Problem.notFound }
      return LocationOverviews(data: rows)
    }
  }

  /// Whether there was such an organization.
  private struct Done: Decodable {
    let done: Bool

    @Sendable static func require(_ rows: [Done]) throws -> NoContent {
      guard rows.first?.done == true else { throw Problem.notFound }
      return NoContent()
    }
  }
}

extension Slug {
  /// What makes a slug that nobody chose another one.
  static func suffix(of id: UUID) -> String { String(id.uuidString.suffix(6)).lowercased() }

  /// The slug with an ending that makes it another one, still within the limit of 60.
  func lengthened(by suffix: String) -> Slug { (try? Slug(text: "\(text)-\(suffix)")) ?? self }
}
