import Foundation
import Postgres
import Web

/// The statements on segments, their members, and the evaluation of rules. Whose clients there are, the policies decide.
enum SegmentQueries {
  static let columns: SQL = """
    id, name, description, rules, is_active, evaluation_status, member_count, evaluated_at, created_by, created_at,
    updated_at, version
    """

  static func list(_ filter: SegmentFilter, _ paging: Paging) -> SQL {
    let active: SQL = filter.isActive.map { " and is_active = \($0)" } ?? ""
    let after: SQL = paging.after.map { " and (name, id) > (\($0.value), \($0.id))" } ?? ""
    return """
      select \(columns) from crm.segments where true\(active)\(after) order by name, id limit \(paging.limit + 1)
      """
  }

  static func get(_ id: UUID) -> SQL { "select \(columns) from crm.segments where id = \(id)" }

  static func lock(_ id: UUID) -> SQL { "\(get(id)) for update" }

  static func insert(_ id: UUID, _ segment: NewSegment) throws -> SQL {
    """
    insert into crm.segments (id, name, description, rules, needs, is_active)
    values (\(id), \(segment.name.text), \(segment.description?.text), \(try JSON(encoding: segment.rules)),
      \(segment.rules.needs), \(segment.isActive ?? true))
    returning \(columns)
    """
  }

  /// Other rules need no less than those of before: the members are still theirs until the next evaluation, and the changes
  /// for good.
  static func update(_ segment: Segment, _ patch: SegmentPatch) throws -> SQL {
    let rules = patch.rules.applied(to: segment.rules)
    let status = rules == segment.rules ? segment.evaluationStatus : .pending
    return """
      update crm.segments set name = \(patch.name.map(\.text).applied(to: segment.name)),
        description = \(patch.description.map(\.text).applied(to: segment.description)),
        rules = \(try JSON(encoding: rules)),
        needs = array(select distinct n from unnest(needs || \(rules.needs)) n order by n), is_active = \(patch.isActive.applied(to: segment.isActive)),
        evaluation_status = \(status.rawValue)
      where id = \(segment.id) returning \(columns)
      """
  }

  static func delete(_ id: UUID) -> SQL { "delete from crm.segments where id = \(id)" }

  static func members(of id: UUID, _ paging: Paging) -> SQL {
    let after: SQL = paging.after.map { " and (sort_name, id) > (\($0.value), \($0.id))" } ?? ""
    return """
      select \(ClientQueries.summaryColumns) from \(ClientQueries.source)
      where deleted_at is null\(after)
        and id in (select m.client_id from crm.segment_members m where m.segment_id = \(id) and m.left_at is null)
      order by sort_name, id limit \(paging.limit + 1)
      """
  }

  /// Who came and who left, the latest first: the fronts of two indexes.
  static func changes(of id: UUID, _ filter: SegmentChangeFilter, _ paging: Paging) -> SQL {
    let joined = moves(of: id, .joined, "joined_at", filter, paging)
    let left = moves(of: id, .left, "left_at", filter, paging)
    let moves: SQL =
      switch filter.change {
      case nil: "\(joined) union all \(left)"
      case .joined: joined
      case .left: left
      }
    return """
      select c.id, c.first_name, c.last_name, m.change, m.at
      from (\(moves)) m join crm.client_organizations c on c.organization_id = m.organization_id and c.id = m.client_id
      order by m.at desc, c.id desc limit \(paging.limit + 1)
      """
  }

  private static func moves(
    of id: UUID, _ move: SegmentMove, _ column: String, _ filter: SegmentChangeFilter, _ paging: Paging
  ) -> SQL {
    let from: SQL = filter.atFrom.map { " and \(unsafe: column) >= \($0)" } ?? ""
    let before: SQL = filter.atBefore.map { " and \(unsafe: column) < \($0)" } ?? ""
    let after: SQL =
      paging.after.map { " and (\(unsafe: column), client_id) < (\($0.moment), \($0.id))" } ?? ""
    return """
      (select organization_id, client_id, \(move.rawValue) as change, \(unsafe: column) as at from crm.segment_members
       where segment_id = \(id) and \(unsafe: column) is not null\(from)\(before)\(after)
       order by \(unsafe: column) desc, client_id desc limit \(paging.limit + 1))
      """
  }

  // Rules.

  /// What rules need and is not there: permissions of whoever asks, tags, plans.
  static func missing(_ rules: SegmentRules) -> SQL {
    """
    select p as permission, null::uuid as id from unnest(\(rules.needs)) p
    where current_setting('app.can', true) like '%,' || p || ',%' is not true
    union all select null, i from unnest(\(rules.ids(of: .tag))) i where not exists (select from crm.tags t where t.id = i)
    union all
    select null, i from unnest(\(rules.ids(of: .plan))) i where not exists (select from crm.membership_plans p where p.id = i)
    """
  }

  static func count(_ rules: SegmentRules, at moment: Date?) -> SQL {
    oneOff("\(gym(at: moment)) select count(*) as count from \(matching(rules))")
  }

  static func sample(_ rules: SegmentRules, at moment: Date?, limit: Int) -> SQL {
    oneOff(
      """
      \(gym(at: moment)) select \(ClientQueries.summaryColumns) from \(matching(rules))
      order by sort_name, id limit \(limit)
      """)
  }

  static func ids(_ rules: SegmentRules, at moment: Date?) -> SQL {
    oneOff("\(gym(at: moment)) select c.id from \(matching(rules)) order by c.id")
  }

  /// Has a segment, which is locked, hold whom its rules find. Who stays is not touched. No clock that was put back makes
  /// somebody leave before they came.
  static func evaluate(_ segment: Segment) -> SQL {
    oneOff(
      """
      \(gym(at: nil)), moment as materialized (select clock_timestamp() as at),
      found as materialized (select c.id from \(matching(segment.rules))),
      gone as (
        update crm.segment_members m set left_at = greatest(moment.at, m.joined_at + interval '1 microsecond')
        from moment
        where m.segment_id = \(segment.id) and m.left_at is null
          and not exists (select from found where found.id = m.client_id)
        returning m.client_id),
      come as (
        insert into crm.segment_members (segment_id, client_id, joined_at)
        select \(segment.id), found.id, moment.at from found, moment
        where not exists (select from crm.segment_members m
          where m.segment_id = \(segment.id) and m.client_id = found.id and m.left_at is null)
        returning client_id)
      update crm.segments set member_count = (select count(*) from found), evaluated_at = moment.at,
        evaluation_status = 'evaluated'
      from moment where id = \(segment.id)
      returning evaluation_status as status, member_count, (select count(*) from come) as joined,
        (select count(*) from gone) as "left"
      """)
  }

  static func markMissing(_ id: UUID) -> SQL {
    """
    update crm.segments set evaluation_status = 'missing_reference' where id = \(id)
    returning evaluation_status as status, member_count, 0 as joined, 0 as "left"
    """
  }

  /// Those that no evaluation has seen since their gym's day began, or since their rules changed.
  static func due() -> SQL {
    """
    \(gym(at: nil)) select s.id from crm.segments s, gym g
    where s.is_active and (s.evaluation_status <> 'evaluated' or (s.evaluated_at at time zone g.time_zone)::date < g.today)
    order by s.id
    """
  }

  /// The gym's time zone, and which day it is there.
  private static func gym(at moment: Date?) -> SQL {
    """
    with gym as (
      select o.time_zone, (coalesce(\(moment), now()) at time zone o.time_zone)::date as today
      from crm.organizations o where o.id = \(Door.organization))
    """
  }

  private static func matching(_ rules: SegmentRules) -> SQL {
    "crm.client_organizations c cross join gym g cross join \(ClientQueries.may) where c.deleted_at is null and \(rules.root.sql)"
  }

  private static func oneOff(_ sql: SQL) -> SQL {
    var sql = sql
    sql.isNamed = false
    return sql
  }
}
