import Foundation
import Postgres
import Web

extension ProblemType {
  static let locationNotOwned = ProblemType(
    "location_not_owned", 403, "Not all of these locations are yours",
    "Only who owns a location gives roles in it; all have to be of one chain.")
}

/// What somebody is good at, where in a chain they work, and where they enter first.
enum StaffLocationOperations {
  private struct Offered: Decodable { let id: UUID }

  static func add(to api: inout API) {
    api.chapter("Staff")
    api.add(
      .put, "/v1/staff/{id}/specialties", "setSpecialties",
      summary: "Say what somebody is good at: all their specialties", needs: .holder(of: .tagsManage),
      setSpecialties)
    api.add(
      .get, "/v1/staff/{id}/locations", "listStaffLocations",
      summary: "Where in your chain somebody works", needs: .holder(of: .staffManage), problems: [.outranked],
      listStaffLocations)
    api.add(
      .put, "/v1/staff/{id}/locations", "assignStaffLocations",
      summary: "Give somebody roles in locations that you own, one of them as the first to enter",
      needs: .holder(of: .staffManage), problems: [.outranked, .lastOwner, .locationNotOwned], stepUp: true,
      assignStaffLocations)
    api.add(
      .post, "/v1/me/primary-organization", "setMyPrimaryOrganization",
      summary: "Choose which organization you enter first when you sign in", needs: .signedIn,
      success: .noContent, problems: [.notAMember], setMyPrimaryOrganization)
  }

  @Sendable private static func setSpecialties(_ call: Call<NewSpecialties>, _ tx: Transaction) async throws
    -> One<StaffMember>
  {
    let tags = call.input.tagIds.reduce(into: [UUID]()) { if !$0.contains($1) { $0.append($1) } }
    guard tags.count <= 100 else {
      throw invalid([Fault("too_many", "Name at most 100.", at: "/tag_ids")])
    }
    guard try await tx.execute(StaffLocationQueries.lockSpecialties(call.id)) > 0 else {
      throw Problem.notFound
    }
    let offered = Set(
      try await tx.rows(StaffLocationQueries.offered(tags), as: Offered.self).decoded().map(\.id))
    let faults = call.input.tagIds.enumerated().filter { !offered.contains($0.element) }.map {
      Fault(
        "unknown_specialty", "Must be a tag of the type specialty that is offered.",
        at: "/tag_ids/\($0.offset)")
    }
    guard faults.isEmpty else { throw invalid(faults) }
    let results = try await tx.pipeline([
      StaffLocationQueries.removeSpecialties(call.id, but: tags),
      StaffLocationQueries.addSpecialties(call.id, tags.map { (call.context.newID(), $0) }),
      StaffQueries.get(call.id),
    ])
    guard let member = results.last?.retyped(as: StaffMember.self), member.count > 0 else {
      throw Problem.notFound
    }
    return One(member)
  }

  @Sendable private static func listStaffLocations(_ call: Call<NoInput>) -> Query<StaffLocations> {
    .made(of: StaffLocationQueries.locations(of: call.id), as: StaffLocation.self, StaffLocations.init)
  }

  @Sendable private static func assignStaffLocations(_ call: Call<NewStaffLocations>, _ tx: Transaction)
    async throws -> StaffLocations
  {
    let locations = call.input.locations
    var faults = locations.enumerated().filter { $0.element.role == .member }.map {
      Fault("works_nowhere", "A member is a client: choose another role.", at: "/locations/\($0.offset)/role")
    }
    if locations.count > 100 || Set(locations.map(\.organizationID)).count != locations.count {
      faults.append(Fault("repeated", "Name at most 100 locations, each once.", at: "/locations"))
    }
    if locations.filter(\.isPrimary).count != 1 {
      faults.append(Fault("one_primary", "Exactly one location is the primary one.", at: "/locations"))
    }
    guard faults.isEmpty else { throw invalid(faults) }
    let results = try await tx.pipeline([
      StaffLocationQueries.assign(call.id, locations), StaffLocationQueries.locations(of: call.id),
    ])
    guard let assigned = results.last else { throw Problem.notFound }
    return StaffLocations(data: try assigned.retyped(as: StaffLocation.self).decoded())
  }

  @Sendable private static func setMyPrimaryOrganization(_ call: Call<PrimaryOrganization>, _ tx: Transaction)
    async throws -> NoContent
  {
    try await tx.execute(StaffLocationQueries.setMyPrimary(call.input.organizationID))
    return NoContent()
  }

  private static func invalid(_ faults: [Fault]) -> Problem {
    Problem(
      .validationFailed,
      faults.count == 1 ? "1 field needs attention." : "\(faults.count) fields need attention.",
      faults: faults)
  }
}
