import Foundation
import Postgres
import Web

/// The statements on tags and on what they are put on.
enum TagQueries {
  private static func tags(_ source: SQL) -> SQL {
    """
    select t.id, t.name, t.type, t.color, t.icon, t.description, t.is_active, used.uses, t.created_at, t.updated_at,
      t.version
    from \(source) t
    left join lateral (select count(*) as uses from crm.taggables g
      where g.organization_id = t.organization_id and g.tag_id = t.id) used on true
    """
  }

  static func list(_ filter: TagFilter, _ paging: Paging) -> SQL {
    let type: SQL = filter.type.map { " and type = any(\($0.map(\.rawValue)))" } ?? ""
    let start: SQL = filter.q.map { " and starts_with(lower(name), lower(\($0.text)))" } ?? ""
    let active: SQL = filter.isActive.map { " and is_active = \($0)" } ?? ""
    let after: SQL = paging.after.map { " and (name, id) > (\($0.value), \($0.id))" } ?? ""
    // The page first: its uses alone are counted.
    let page: SQL = """
      select organization_id, id, name, type, color, icon, description, is_active, created_at, updated_at, version
      from crm.tags where true\(type)\(start)\(active)\(after) order by name, id limit \(paging.limit + 1)
      """
    return """
      \(tags("(\(page))")) order by t.name, t.id
      """
  }

  static func get(_ id: UUID) -> SQL { "\(tags("crm.tags")) where t.id = \(id)" }

  static func lock(_ id: UUID) -> SQL { "select version from crm.tags where id = \(id) for update" }

  static func insert(_ id: UUID, _ tag: NewTag) -> SQL {
    """
    with t as (
      insert into crm.tags (id, name, type, color, icon, description, is_active)
      values (\(id), \(tag.name.text), \(tag.type.rawValue), \(tag.color?.text), \(tag.icon?.text),
        \(tag.description?.text), \(tag.isActive ?? true))
      returning *)
    \(tags("t"))
    """
  }

  static func update(_ tag: Tag, _ patch: TagPatch) -> SQL {
    """
    with t as (
      update crm.tags set name = \(patch.name.map(\.text).applied(to: tag.name)),
        color = \(patch.color.map(\.text).applied(to: tag.color)),
        icon = \(patch.icon.map(\.text).applied(to: tag.icon)),
        description = \(patch.description.map(\.text).applied(to: tag.description)),
        is_active = \(patch.isActive.applied(to: tag.isActive))
      where id = \(tag.id) returning *)
    \(tags("t"))
    """
  }

  static func delete(_ id: UUID) -> SQL { "delete from crm.tags where id = \(id)" }

  // What they are on.

  private static let taggableColumns: SQL = "id, tag_id, taggable_type, taggable_id, created_by, created_at"

  static func taggables(of tag: UUID, _ filter: TaggableFilter, _ paging: Paging) -> SQL {
    let type: SQL = filter.taggableType.map { " and taggable_type = any(\($0.map(\.rawValue)))" } ?? ""
    let after: SQL = paging.after.map { " and id > \($0.id)" } ?? ""
    return """
      select \(taggableColumns) from crm.taggables where tag_id = \(tag)\(type)\(after)
      order by id limit \(paging.limit + 1)
      """
  }

  static func insert(_ id: UUID, _ taggable: NewTaggable) -> SQL {
    """
    insert into crm.taggables (id, tag_id, taggable_type, taggable_id)
    values (\(id), \(taggable.tagID), \(taggable.taggableType.rawValue), \(taggable.taggableID))
    returning \(taggableColumns)
    """
  }

  static func deleteTaggable(_ id: UUID) -> SQL { "delete from crm.taggables where id = \(id)" }

  // Of a client.

  static func client(_ id: UUID) -> SQL {
    "select id from crm.client_organizations where id = \(id) and deleted_at is null"
  }

  static func tags(of client: UUID) -> SQL {
    """
    select t.id, t.name, t.type, t.color, t.icon, g.id as taggable_id, g.created_at as tagged_at
    from crm.taggables g join crm.tags t on t.organization_id = g.organization_id and t.id = g.tag_id
    where g.client_id = \(client) order by t.name, t.id
    """
  }

  /// Those that are there, held until the transaction ends.
  static func known(_ tags: [UUID]) -> SQL {
    "select id from crm.tags where id = any(\(tags)) order by id for key share"
  }

  /// Waits for whoever replaces the same client's tags.
  static func lock(client: UUID) -> SQL {
    "select pg_advisory_xact_lock(hashtextextended(\("tags of " + client.uuidString), 0))"
  }

  static func removeOthers(_ tags: [UUID], of client: UUID) -> SQL {
    "delete from crm.taggables where client_id = \(client) and tag_id <> all(\(tags))"
  }

  static func add(_ tags: [UUID], _ ids: [UUID], to client: UUID) -> SQL {
    """
    insert into crm.taggables (id, tag_id, taggable_type, taggable_id)
    select n.id, n.tag_id, 'client', \(client) from unnest(\(ids), \(tags)) as n(id, tag_id)
    on conflict on constraint already_tagged do nothing
    """
  }
}
