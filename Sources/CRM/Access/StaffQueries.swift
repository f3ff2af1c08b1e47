import Foundation
import Postgres
import Web

/// The statements on who belongs to the gym, and who did.
enum StaffQueries {
  static func list(_ filter: StaffFilter, _ paging: Paging) -> SQL {
    let roles: SQL = filter.role.map { "m.role = any(\($0.map(\.rawValue)))" } ?? "m.role <> 'member'"
    let statuses = filter.status ?? [.active]
    let isThere: SQL =
      statuses.count > 1
      ? "" : statuses.contains(.left) ? "and m.left_at is not null" : "and m.left_at is null"
    let after: SQL = paging.after.map { "where (sort_name, id) > (\($0.value), \($0.id))" } ?? ""
    let page: SQL = """
      select \(columns) from (\(people("\(roles) \(isThere)"))) people \(after) order by sort_name, id limit \(paging.limit + 1)
      """
    return "\(measured(page)) order by p.sort_name, p.id"
  }

  static func get(_ id: UUID) -> SQL { measured(people("m.user_id = \(id)")) }

  /// Names stand in the people's own rows, which the policy shows of those who work here.
  private static func people(_ condition: SQL) -> SQL {
    """
    select m.user_id as id, u.first_name, u.last_name, u.email,
      coalesce(lower(u.last_name || ' ' || u.first_name), '') as sort_name, m.role, d.id as "custom_role.id",
      d.name as "custom_role.name", m.title,
      case when m.user_id = any ((select private.owners_above())::uuid[]) then \(Role.owner.rank) else \(rank) end as rank,
      m.joined_at, m.version, m.is_primary, m.left_at
    from crm.user_organizations m
    left join crm.users u on u.id = m.user_id
    left join crm.role_definitions d on d.id = m.role_definition_id
    where \(condition)
    """
  }

  private static let columns: SQL = """
    id, first_name, last_name, email, sort_name, role, "custom_role.id", "custom_role.name", title, rank, joined_at, version,
    is_primary, left_at
    """

  /// What is counted, only of those who are answered.
  private static func measured(_ people: SQL) -> SQL {
    """
    select \(columns),
      case when p.left_at is null then 'active' else 'left' end as status,
      coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'color', t.color) order by t.name)
        from crm.taggables g join crm.tags t on t.organization_id = g.organization_id and t.id = g.tag_id
        where g.organization_id = \(Door.organization) and g.user_id = p.id and t.type = 'specialty'), '[]') as specialties,
      led.classes as classes_taught_this_month, led.attendance_rate,
      case when led.attendance_rate >= 85 then 'excellent' when led.attendance_rate >= 70 then 'good'
        when led.attendance_rate is not null then 'needs_improvement' end as rating_band
    from (\(people)) p
    left join lateral (
      select count(distinct e.id) filter (where e.event_type = 'class') as classes,
        (100 * count(b.id) filter (where b.status = 'attended') / nullif(count(b.id), 0))::int as attendance_rate
      from crm.organizations o
      join crm.events e on e.organization_id = o.id and e.instructor_id = p.id and e.status <> 'cancelled'
        and e.starts_at >= date_trunc('month', now() at time zone o.time_zone) at time zone o.time_zone and e.ends_at <= now()
      left join crm.event_participants b on b.organization_id = e.organization_id and b.event_id = e.id
        and b.status in ('attended', 'no_show')
      where o.id = \(Door.organization)
    ) led on true
    """
  }

  private static let rank: SQL = {
    let cases = Role.allCases.reduce("case m.role" as SQL) { "\($0) when \($1.rawValue) then \($1.rank)" }
    return "\(cases) end"
  }()

  static func permissions(_ id: UUID) -> SQL {
    """
    select role, role_definition_id, \(exceptions("grant")) as "grant", \(exceptions("deny")) as deny,
      private.effective_permissions(user_id) as effective, version
    from crm.user_organizations where user_id = \(id) and left_at is null
    """
  }

  private static func exceptions(_ kind: String) -> SQL {
    "array(select jsonb_array_elements_text(coalesce(permissions -> \(kind), '[]')) order by 1)"
  }

  static func lock(_ id: UUID) -> SQL {
    "select version from crm.user_organizations where user_id = \(id) and left_at is null for no key update"
  }

  static func update(_ id: UUID, _ current: StaffPermissions, _ patch: StaffPermissionsPatch) -> SQL {
    """
    update crm.user_organizations set role = \(patch.role.applied(to: current.role).rawValue),
      role_definition_id = \(patch.roleDefinitionID.applied(to: current.roleDefinitionID)),
      permissions = jsonb_build_object('grant', to_jsonb(\(patch.grant.map(\.slugs).applied(to: current.grant))),
        'deny', to_jsonb(\(patch.deny.map(\.slugs).applied(to: current.deny))))
    where user_id = \(id) and left_at is null
    """
  }

  static func lockMember(_ id: UUID) -> SQL {
    """
    select title, role, role_definition_id, version from crm.user_organizations
    where user_id = \(id) and left_at is null for no key update
    """
  }

  static func update(_ id: UUID, _ current: LockedStaffMember, _ patch: StaffPatch) -> SQL {
    """
    update crm.user_organizations set title = \(patch.title.map(\.text).applied(to: current.title)),
      role = \(patch.role.applied(to: current.role).rawValue),
      role_definition_id = \(patch.roleDefinitionID.applied(to: current.roleDefinitionID))
    where user_id = \(id) and left_at is null
    """
  }

  /// Whoever changes roles proved a moment ago who they are.
  static func requireStepUp() -> SQL { "select private.require_step_up()" }

  static func depart(_ id: UUID, handingOverTo successor: UUID?) -> SQL {
    "select private.depart(\(id), \(successor))"
  }

  /// The first event that a successor could not lead, having another one then.
  static func overlap(_ id: UUID, _ successor: UUID) -> SQL {
    """
    select e.id, other.id as other_id from crm.events e
    join crm.events other on other.organization_id = e.organization_id and other.instructor_id = \(successor)
      and other.instructor_id <> e.instructor_id and other.status <> 'cancelled' and other.forbids_trainer_overlap
      and tstzrange(other.starts_at, other.ends_at) && tstzrange(e.starts_at, e.ends_at)
    where e.organization_id = \(Door.organization) and e.instructor_id = \(id) and e.starts_at > now()
      and e.status = 'scheduled' and e.forbids_trainer_overlap
    order by e.starts_at, e.id limit 1
    """
  }
}
