import Foundation
import Postgres
import Web

/// The statements on rooms.
enum RoomQueries {
  private static let columns: SQL = "id, name, capacity, is_active, created_at, updated_at, version"

  static func list(_ filter: RoomFilter, _ paging: Paging) -> SQL {
    let start: SQL = filter.q.map { " and starts_with(lower(name), lower(\($0.text)))" } ?? ""
    let active: SQL = filter.isActive.map { " and is_active = \($0)" } ?? ""
    let after: SQL = paging.after.map { " and (name, id) > (\($0.value), \($0.id))" } ?? ""
    return """
      select \(columns) from crm.rooms where true\(start)\(active)\(after)
      order by name, id limit \(paging.limit + 1)
      """
  }

  static func get(_ id: UUID) -> SQL { "select \(columns) from crm.rooms where id = \(id)" }

  static func lock(_ id: UUID) -> SQL { "select \(columns) from crm.rooms where id = \(id) for update" }

  static func insert(_ id: UUID, _ room: NewRoom) -> SQL {
    """
    insert into crm.rooms (id, name, capacity) values (\(id), \(room.name.text), \(room.capacity?.count)::int)
    returning \(columns)
    """
  }

  static func update(_ room: Room, _ patch: RoomPatch) -> SQL {
    """
    update crm.rooms set name = \(patch.name.map(\.text).applied(to: room.name)),
      capacity = \(patch.capacity.map(\.count).applied(to: room.capacity))::int,
      is_active = \(patch.isActive.applied(to: room.isActive))
    where id = \(room.id) returning \(columns)
    """
  }

  /// Retires it instead where anything refers to it: `private.retire_room`.
  static func delete(_ id: UUID) -> SQL { "delete from crm.rooms where id = \(id)" }
}
