import Foundation
import Postgres
import Web

/// Rooms: where events take place.
enum RoomOperations {
  static func add(to api: inout API) {
    api.chapter("Rooms")
    let problems = ConstraintProblems.named("room_name_taken")
    api.add(
      .get, "/v1/rooms", "listRooms", summary: "The gym's rooms by name", needs: .member,
      problems: [.cursorMismatch], listRooms)
    api.add(
      .post, "/v1/rooms", "createRoom", summary: "Add a room", needs: .holder(of: .roomsManage),
      success: .created, problems: problems, createRoom)
    api.add(
      .get, "/v1/rooms/{id}", "getRoom", summary: "One room", needs: .member, versioned: true, getRoom)
    api.add(
      .patch, "/v1/rooms/{id}", "updateRoom", summary: "Change a room, or retire it",
      needs: .holder(of: .roomsManage), problems: problems, versioned: true, updateRoom)
    api.add(
      .delete, "/v1/rooms/{id}", "deleteRoom",
      summary: "Delete a room; one that events or programs refer to is retired instead",
      needs: .holder(of: .roomsManage), versioned: true, deleteRoom)
  }

  @Sendable private static func listRooms(_ call: Call<RoomFilter>) throws -> Query<Page<Room>> {
    let paging = try call.paging()
    return .page(RoomQueries.list(call.input, paging), paging, sort: "name")
  }

  @Sendable private static func createRoom(_ call: Call<NewRoom>) -> Query<One<Room>> {
    .one(RoomQueries.insert(call.context.newID(), call.input))
  }

  @Sendable private static func getRoom(_ call: Call<NoInput>) -> Query<One<Room>> {
    .one(RoomQueries.get(call.id))
  }

  @Sendable private static func updateRoom(_ call: Call<RoomPatch>, _ tx: Transaction) async throws -> Room {
    let room = try await lock(call, tx)
    let rows = try await tx.rows(RoomQueries.update(room, call.input), as: Room.self)
    guard let changed = try rows.first() else { throw Problem.notFound }
    return changed
  }

  @Sendable private static func deleteRoom(_ call: Call<NoInput>, _ tx: Transaction) async throws -> NoContent
  {
    let room = try await lock(call, tx)
    try await tx.execute(RoomQueries.delete(room.id))
    return NoContent()
  }

  /// The room, of the version that the client has seen, held until the transaction ends: no event comes into it.
  private static func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws -> Room {
    guard let room = try await tx.rows(RoomQueries.lock(call.id), as: Room.self).first() else {
      throw Problem.notFound
    }
    try call.requireMatch(room.version)
    return room
  }
}
