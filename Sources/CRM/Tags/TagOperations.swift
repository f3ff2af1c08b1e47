import Foundation
import Postgres
import Web

extension ProblemType {
  static let tagNameTaken = ProblemType(
    "tag_name_taken", 409, "Another tag of this type has this name", "Use that tag, or choose another `name`."
  )
  static let tagInUse = ProblemType(
    "tag_in_use", 409, "Something has this tag",
    "Take it away first: GET /v1/tags/{id}/taggables lists what has it. Or retire it: PATCH `is_active` to false."
  )
  static let alreadyTagged = ProblemType(
    "already_tagged", 409, "It has this tag already", "Nothing is to be done; read its tags again.")
}

/// Tags, and what they are put on.
enum TagOperations {
  static func add(to api: inout API) {
    api.chapter("Tags")
    api.add(
      .get, "/v1/tags", "listTags", summary: "The gym's tags by name, with how often each is used",
      needs: .member,
      problems: [.cursorMismatch], listTags)
    api.add(
      .post, "/v1/tags", "createTag", summary: "Make a tag", needs: .holder(of: .tagsManage),
      success: .created,
      problems: [.tagNameTaken], createTag)
    api.add(.get, "/v1/tags/{id}", "getTag", summary: "One tag", needs: .member, versioned: true, getTag)
    api.add(
      .patch, "/v1/tags/{id}", "updateTag", summary: "Change a tag, or retire it",
      needs: .holder(of: .tagsManage),
      problems: [.tagNameTaken], versioned: true, updateTag)
    api.add(
      .delete, "/v1/tags/{id}", "deleteTag", summary: "Delete a tag that is on nothing",
      needs: .holder(of: .tagsManage), problems: [.tagInUse], versioned: true, deleteTag)
    api.add(
      .get, "/v1/tags/{id}/taggables", "listTaggables", summary: "What a tag is on, as far as one may see it",
      needs: .member, problems: [.cursorMismatch], listTaggables)
    api.add(
      .post, "/v1/taggables", "createTaggable", summary: "Put a tag on a person, a client or an event",
      needs: .holder(of: .tagsManage), success: .created,
      problems: [.alreadyTagged, .clientErased]
        + ConstraintProblems.named(
          "tag_not_found", "user_not_found", "client_not_found", "event_not_found", "event_of_type_not_found"),
      createTaggable)
    api.add(
      .delete, "/v1/taggables/{id}", "deleteTaggable", summary: "Take a tag away",
      needs: .holder(of: .tagsManage),
      deleteTaggable)
    api.add(
      .get, "/v1/clients/{id}/tags", "listClientTags", summary: "The tags of a client by name",
      needs: .holder(of: .clientsView), listClientTags)
    api.add(
      .put, "/v1/clients/{id}/tags", "replaceClientTags", summary: "Give a client these tags and no others",
      needs: .holder(of: .tagsManage), problems: [.clientErased], replaceClientTags)
  }

  @Sendable private static func listTags(_ call: Call<TagFilter>) throws -> Query<Page<Tag>> {
    let paging = try call.paging()
    return .page(TagQueries.list(call.input, paging), paging, sort: "name")
  }

  @Sendable private static func createTag(_ call: Call<NewTag>) -> Query<One<Tag>> {
    .one(TagQueries.insert(call.context.newID(), call.input))
  }

  @Sendable private static func getTag(_ call: Call<NoInput>) -> Query<One<Tag>> {
    .one(TagQueries.get(call.id))
  }

  @Sendable private static func updateTag(_ call: Call<TagPatch>, _ tx: Transaction) async throws -> Tag {
    let tag = try await lock(call, tx)
    let rows = try await tx.rows(TagQueries.update(tag, call.input), as: Tag.self)
    guard let changed = try rows.first() else { throw Problem.notFound }
    return changed
  }

  @Sendable private static func deleteTag(_ call: Call<NoInput>, _ tx: Transaction) async throws -> NoContent
  {
    let tag = try await lock(call, tx)
    try await tx.execute(TagQueries.delete(tag.id))
    return NoContent()
  }

  @Sendable private static func listTaggables(_ call: Call<TaggableFilter>, _ tx: Transaction) async throws
    -> Page<Taggable>
  {
    let paging = try call.paging()
    let results = try await tx.pipeline([
      TagQueries.get(call.id), TagQueries.taggables(of: call.id, call.input, paging),
    ])
    guard let tag = results.first, tag.count > 0, let taggables = results.last else { throw Problem.notFound }
    return try Page(taggables, paging, sort: "id")
  }

  @Sendable private static func createTaggable(_ call: Call<NewTaggable>) -> Query<One<Taggable>> {
    .one(TagQueries.insert(call.context.newID(), call.input))
  }

  @Sendable private static func deleteTaggable(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    guard try await tx.execute(TagQueries.deleteTaggable(call.id)) > 0 else { throw Problem.notFound }
    return NoContent()
  }

  @Sendable private static func listClientTags(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> List<ClientTag>
  {
    let results = try await tx.pipeline([TagQueries.client(call.id), TagQueries.tags(of: call.id)])
    guard let client = results.first, client.count > 0, let tags = results.last else {
      throw Problem.notFound
    }
    return List(tags.retyped(as: ClientTag.self))
  }

  @Sendable private static func replaceClientTags(_ call: Call<ClientTagIDs>, _ tx: Transaction) async throws
    -> List<ClientTag>
  {
    let wanted = call.input.tagIDs
    let found = try await tx.pipeline([
      TagQueries.lock(client: call.id), TagQueries.client(call.id), TagQueries.known(wanted),
    ])
    guard found.count == 3, found[1].count > 0 else { throw Problem.notFound }
    try refuseUnknown(wanted, known: found[2].retyped(as: UUID.self).decoded())
    let results = try await tx.pipeline([
      TagQueries.removeOthers(wanted, of: call.id),
      TagQueries.add(wanted, wanted.map { _ in call.context.newID() }, to: call.id),
      TagQueries.tags(of: call.id),
    ])
    guard let tags = results.last else { throw Problem.notFound }
    return List(tags.retyped(as: ClientTag.self))
  }

  private static func refuseUnknown(_ wanted: [UUID], known: [UUID]) throws {
    let known = Set(known)
    let faults = wanted.enumerated().filter { !known.contains($0.element) }.map {
      Fault("not_found", "The gym has no such tag.", at: "/tag_ids/\($0.offset)")
    }
    guard faults.isEmpty else { throw Problem(.validationFailed, faults: faults) }
  }

  /// The tag, of the version that the client has seen, held until the transaction ends: nobody puts it on anything.
  private static func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws -> Tag {
    let results = try await tx.pipeline([TagQueries.lock(call.id), TagQueries.get(call.id)])
    guard let tag = try results.last?.retyped(as: Tag.self).first() else { throw Problem.notFound }
    try call.requireMatch(tag.version)
    return tag
  }
}
