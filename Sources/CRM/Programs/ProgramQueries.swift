import Foundation
import Postgres
import Web

/// The statements on programs; in the database they are templates of events.
enum ProgramQueries {
  private static let status: SQL = "case when t.is_active then 'active' else 'inactive' end"

  private static let columns: SQL = """
    t.id, t.name, t.event_type, \(status) as status, t.description, t.category, t.color, t.text_color, t.duration_minutes,
    t.difficulty, t.max_participants, t.instructor_id as "instructor.id",
    i.first_name || ' ' || i.last_name as "instructor.name", t.room_id as "room.id", r.name as "room.name", t.location,
    t.price_minor as "price.amount", t.currency as "price.currency", t.is_franchise_template,
    t.parent_organization_id as origin_organization_id,
    array_remove(array[
      case when (select current_setting('app.can', true) like '%,events.create,%') and t.is_active then 'schedule' end,
      case when \(mayUpdate) then 'assign' end,
      case when \(mayUpdate) and t.parent_organization_id is null then 'edit' end,
      case when \(mayUpdate) and t.parent_organization_id is null then 'delete' end], null) as allowed_actions,
    t.created_at, t.updated_at, t.version
    """

  private static let mayUpdate: SQL = "(select current_setting('app.can', true) like '%,events.update,%')"

  private static func programs(_ source: SQL) -> SQL {
    """
    select \(columns) from \(source) t
    left join crm.users i on i.id = t.instructor_id
    left join crm.rooms r on r.organization_id = t.organization_id and r.id = t.room_id
    """
  }

  static func list(_ filter: ProgramFilter, _ paging: Paging) -> SQL {
    let after: SQL = paging.after.map { " and (t.name, t.id) > (\($0.value), \($0.id))" } ?? ""
    return """
      \(programs("crm.event_templates")) where true\(conditions(filter.programs))\(after)
      order by t.name, t.id limit \(paging.limit + 1)
      """
  }

  static func counts(_ asked: ProgramConditions) -> SQL {
    """
    with found as materialized (
      select \(status) as status, t.event_type, t.category from crm.event_templates t where true\(conditions(asked)))
    select (select count(*) from found) as total, \(tally("status")) as status, \(tally("event_type")) as event_type,
      \(tally("category")) as category
    """
  }

  /// How many of what was found have each value of a column, as an object.
  static func tally(_ column: String) -> SQL {
    """
    (select coalesce(jsonb_object_agg(g.value, g.count), '{}') from (
      select f.\(unsafe: column) as value, count(*) as count from found f where f.\(unsafe: column) is not null group by 1) g)
    """
  }

  private static func conditions(_ asked: ProgramConditions) -> SQL {
    var conditions: SQL = ""
    func add(_ condition: SQL) { conditions = "\(conditions) and \(condition)" }

    if let q = asked.q { add("strpos(' ' || lower(t.name), ' ' || lower(\(q.text))) > 0") }
    if let wanted = asked.status { add("t.is_active = any(\(wanted.map { $0 == .active }))") }
    if let wanted = asked.category { add("t.category = any(\(wanted.map(\.text)))") }
    if let wanted = asked.eventType { add("t.event_type = any(\(wanted.map(\.rawValue)))") }
    if let wanted = asked.instructorID { add("t.instructor_id = any(\(wanted))") }
    if let wanted = asked.isFranchiseTemplate { add("t.is_franchise_template = \(wanted)") }
    return conditions
  }

  static func get(_ id: UUID) -> SQL { "\(programs("crm.event_templates")) where t.id = \(id)" }

  static func lock(_ id: UUID) -> SQL {
    "select version from crm.event_templates where id = \(id) for update"
  }

  /// What amounts are in.
  static let currency: SQL = "select o.currency from crm.organizations o where o.id = \(Door.organization)"

  static func insert(_ id: UUID, _ program: NewProgram) -> SQL {
    """
    with t as (
      insert into crm.event_templates (id, name, event_type, is_active, description, category, color, text_color,
        duration_minutes, difficulty, max_participants, instructor_id, room_id, location, price_minor, currency,
        is_franchise_template)
      values (\(id), \(program.name.text), \((program.eventType ?? .class).rawValue), \(program.status != .inactive),
        \(program.description?.text), \(program.category?.text), \(program.color?.text.lowercased()),
        \(program.color?.textColor.text), \((program.durationMinutes?.count ?? 60))::int, \(program.difficulty?.rawValue),
        \(program.maxParticipants?.count)::int, \(program.instructorID), \(program.roomID), \(program.location?.text),
        \(program.price?.amount), \(program.price?.currency.text), \(program.isFranchiseTemplate ?? false))
      returning *)
    \(programs("t"))
    """
  }

  /// Writes what the patch names and nothing else.
  static func update(_ id: UUID, _ patch: ProgramPatch) -> SQL {
    var assignments: SQL?
    func assign(_ assignment: SQL) {
      if let earlier = assignments {
        assignments = "\(earlier), \(assignment)"
      } else {
        assignments = assignment
      }
    }

    if case .value(let name) = patch.name { assign("name = \(name.text)") }
    if case .value(let type) = patch.eventType { assign("event_type = \(type.rawValue)") }
    if case .value(let status) = patch.status { assign("is_active = \(status == .active)") }
    if let text = patch.description.changed { assign("description = \(text?.text)") }
    if let category = patch.category.changed { assign("category = \(category?.text)") }
    if let color = patch.color.changed {
      assign("color = \(color?.text.lowercased()), text_color = \(color?.textColor.text)")
    }
    if case .value(let minutes) = patch.durationMinutes { assign("duration_minutes = \(minutes.count)::int") }
    if let difficulty = patch.difficulty.changed { assign("difficulty = \(difficulty?.rawValue)") }
    if let places = patch.maxParticipants.changed { assign("max_participants = \(places?.count)::int") }
    if let instructor = patch.instructorID.changed { assign("instructor_id = \(instructor)") }
    if let room = patch.roomID.changed { assign("room_id = \(room)") }
    if let location = patch.location.changed { assign("location = \(location?.text)") }
    if let price = patch.price.changed {
      assign("price_minor = \(price?.amount), currency = \(price?.currency.text)")
    }
    if case .value(let isShared) = patch.isFranchiseTemplate {
      assign("is_franchise_template = \(isShared)")
    }
    guard let assignments else { return get(id) }
    return """
      with t as (update crm.event_templates set \(assignments) where id = \(id) returning *)
      \(programs("t"))
      """
  }

  static func delete(_ id: UUID) -> SQL { "delete from crm.event_templates where id = \(id)" }
}
