import Postgres
import Web

/// A person's own profile, and what a gym sees of it that they let see it.
enum ProfileOperations {
  static func add(to api: inout API) {
    api.chapter("Linking")
    api.add(
      .get, "/v1/me/profile", "getMyProfile", summary: "Your own profile, which is no gym's",
      needs: .signedIn,
      versioned: true, getMyProfile)
    api.add(
      .patch, "/v1/me/profile", "updateMyProfile", summary: "Change your own profile", needs: .signedIn,
      versioned: true, updateMyProfile)
    api.add(
      .get, "/v1/clients/{id}/profile", "getClientProfile",
      summary: "A client's own profile, if they let the gym see it; else there is none",
      needs: .holder(of: .clientsContactView), getClientProfile)
  }

  @Sendable private static func getMyProfile(_ call: Call<NoInput>, _ tx: Transaction) async throws -> Profile
  {
    guard let profile = try await tx.rows(LinkingQueries.myProfile(), as: Profile.self).first() else {
      throw Problem.notFound
    }
    return profile
  }

  @Sendable private static func updateMyProfile(_ call: Call<ProfilePatch>, _ tx: Transaction) async throws
    -> Profile
  {
    let locked = try await tx.pipeline([LinkingQueries.makeProfile(), LinkingQueries.lockProfile()])
    guard let profile = try locked.last?.retyped(as: Profile.self).first() else { throw Problem.notFound }
    try call.requireMatch(profile.version)
    let update = try LinkingQueries.updateProfile(profile, call.input)
    guard let changed = try await tx.rows(update, as: Profile.self).first() else { throw Problem.notFound }
    return changed
  }

  @Sendable private static func getClientProfile(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> SharedProfile
  {
    let query = LinkingQueries.sharedProfile(call.id)
    guard let profile = try await tx.rows(query, as: SharedProfile.self).first() else {
      throw Problem.notFound
    }
    return profile
  }
}
