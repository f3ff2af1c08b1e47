import Foundation
import Postgres
import Web

/// The statements that read events. Which of them exist for the caller, the policies decide.
enum EventQueries {
  /// The clock tells where nobody has said that it is over: nothing has to be written when an event begins and ends.
  static let status: SQL = """
    case when e.status in ('cancelled', 'completed') then e.status when e.ends_at <= now() then 'completed'
      when e.starts_at <= now() then 'in_progress' else 'scheduled' end
    """

  /// Null of what is no tour, and for whom tours do not concern.
  static let tourStatus: SQL = """
    case when t.id is null then null when e.status = 'cancelled' then 'cancelled' when t.attendance = 'no_show' then 'no_show'
      when t.attendance = 'came' or e.status = 'completed' or e.ends_at <= now() then 'completed'
      when t.attendance = 'confirmed' then 'confirmed' else 'scheduled' end
    """

  /// For how many there are places; null is without limit.
  private static let places: SQL = "least(e.max_participants, r.capacity)"

  static let demand: SQL = """
    case when e.current_participants * 10 >= \(places) * 9 then 'high_demand'
      when e.current_participants * 10 < \(places) * 6 then 'low_enrollment' else 'available' end
    """

  static let localStart: SQL = "coalesce(e.local_starts_at, e.starts_at at time zone \(timeZone))"

  private static let timeZone: SQL = "coalesce(e.time_zone, here.time_zone)"

  /// Events, what they refer to, and what is asked of whoever entered: once, not once a row.
  static let source: SQL = """
    (select o.time_zone, \(holds("staff.view")) as is_staff, \(ClientQueries.seesContact) as sees_contact,
      nullif(current_setting('app.user_id', true), '')::uuid as user_id,
      nullif(current_setting('app.client_id', true), '')::uuid as client_id
      from crm.organizations o where o.id = \(Door.organization) offset 0) here
    cross join crm.events e
    left join crm.event_templates p on p.organization_id = e.organization_id and p.id = e.template_id
    left join crm.users i on i.id = e.instructor_id
    left join crm.rooms r on r.organization_id = e.organization_id and r.id = e.room_id
    left join crm.tours t on t.organization_id = e.organization_id and t.id = e.id
    """

  /// A tour's tags: a look into an index for each that is answered.
  private static let tags: SQL = """
    left join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name), '[]') as interests
      from crm.taggables u join crm.tags g on g.organization_id = u.organization_id and g.id = u.tag_id
      where t.id is not null and u.organization_id = t.organization_id and u.event_id = t.id and u.event_type = 'tour'
    ) tagged on true
    """

  /// Whether who entered holds a permission: asked once a statement, not once a row.
  static func holds(_ permission: String) -> SQL {
    "(select current_setting('app.can', true) like '%,\(unsafe: permission),%')"
  }

  private static let summary: SQL = """
    e.id, e.event_type as type, e.title, p.id as "program.id", p.name as "program.name", p.color as "program.color",
    p.text_color as "program.text_color", e.category, e.instructor_id as "instructor.id",
    i.first_name || ' ' || i.last_name as "instructor.name", e.room_id as "room.id", r.name as "room.name", e.location,
    e.starts_at, e.ends_at, to_char(\(localStart), 'YYYY-MM-DD"T"HH24:MI:SS') as local_start, \(timeZone) as time_zone,
    (extract(epoch from e.ends_at - e.starts_at) / 60)::int as duration_minutes, \(status) as status, \(demand) as demand,
    e.max_participants, e.current_participants, e.current_waitlisted,
    case when \(places) is not null then greatest(\(places) - e.current_participants, 0) end as spots_left, e.is_virtual,
    e.price_minor as "price.amount", e.currency as "price.currency", e.is_featured as featured, e.image_url, e.series_id,
    \(tour), e.version + coalesce(t.version - 1, 0) as version
    """

  private static let tour: SQL = """
    \(tourStatus) as "tour.status", t.attendance as "tour.attendance", case when t.id is not null then e.tour_type end as "tour.tour_type",
    case when t.id is not null then e.lead_source end as "tour.lead_source", t.first_name as "tour.first_name",
    t.last_name as "tour.last_name", case when \(reachesProspect) then t.email end as "tour.email",
    case when \(reachesProspect) then t.phone end as "tour.phone", t.follow_up_on as "tour.follow_up_on",
    t.notes as "tour.notes", t.guest_id as "tour.client_id",
    case when t.id is not null then tagged.interests end as "tour.interests"
    """

  /// The desk, and who shows them around.
  private static let reachesProspect: SQL = "here.sees_contact or e.instructor_id = here.user_id"

  private static let columns: SQL = """
    \(summary), e.description, e.room_number, case when here.is_staff or \(hasPlace) then e.meeting_link end as meeting_link,
    e.staff_capacity, e.waitlist_enabled, e.parent_event_id, e.substitute_for as "substitute_for.id",
    s.first_name || ' ' || s.last_name as "substitute_for.name",
    case when here.is_staff then e.substitution_reason end as substitution_reason, e.cancellation_reason, e.created_at, e.updated_at
    """

  private static let hasPlace: SQL = """
    exists (select from crm.event_participants b
      join crm.client_organizations mine on mine.organization_id = b.organization_id and mine.id = b.client_id
      where b.organization_id = e.organization_id and b.event_id = e.id and b.status in ('registered', 'attended')
        and mine.client_id = here.client_id)
    """

  static func list(_ filter: EventFilter, _ paging: Paging) -> SQL {
    let isDescending = filter.sort == .startsAtDescending
    let after: SQL =
      paging.after.map { position in
        isDescending
          ? " and (e.starts_at, e.id) < (\(position.moment), \(position.id))"
          : " and (e.starts_at, e.id) > (\(position.moment), \(position.id))"
      } ?? ""
    let order: SQL = isDescending ? "e.starts_at desc, e.id desc" : "e.starts_at, e.id"
    return """
      select \(summary) from \(source) \(tags) where true\(conditions(filter.events))\(after)
      order by \(order) limit \(paging.limit + 1)
      """
  }

  static func counts(_ asked: EventConditions) -> SQL {
    """
    with found as materialized (
      select \(status) as status, e.event_type as type, e.category, \(tourStatus) as tour_status
      from \(source) where true\(conditions(asked)))
    select (select count(*) from found) as total, \(ProgramQueries.tally("status")) as status,
      \(ProgramQueries.tally("type")) as type, \(ProgramQueries.tally("category")) as category,
      \(ProgramQueries.tally("tour_status")) as tour_status
    """
  }

  static func get(_ id: UUID) -> SQL {
    "select \(columns) from \(source) \(tags) left join crm.users s on s.id = e.substitute_for where e.id = \(id)"
  }

  private static func conditions(_ asked: EventConditions) -> SQL {
    var conditions: SQL = ""
    func add(_ condition: SQL) { conditions = "\(conditions) and \(condition)" }

    if let moment = asked.startsAtFrom { add("e.starts_at >= \(moment)") }
    if let moment = asked.startsAtBefore { add("e.starts_at < \(moment)") }
    if let wanted = asked.type { add("e.event_type = any(\(wanted.map(\.rawValue)))") }
    if let wanted = asked.programID { add("e.template_id = any(\(wanted))") }
    if let wanted = asked.staffID { add("e.instructor_id = any(\(wanted))") }
    if let wanted = asked.roomID { add("e.room_id = any(\(wanted))") }
    if let wanted = asked.seriesID { add("e.series_id = any(\(wanted))") }
    if let wanted = asked.category { add("e.category = any(\(wanted.map(\.text)))") }
    if let wanted = asked.featured { add("e.is_featured = \(wanted)") }
    if let wanted = asked.status { add("\(status) = any(\(wanted.map(\.rawValue)))") }
    if let wanted = asked.tourStatus { add("\(tourStatus) = any(\(wanted.map(\.rawValue)))") }
    if let wanted = asked.demand { add("\(demand) = any(\(wanted.map(\.rawValue)))") }
    if let time = asked.localTimeFrom { add("(\(localStart))::time >= \(time.text)::time") }
    if let time = asked.localTimeBefore { add("(\(localStart))::time < \(time.text)::time") }
    if let q = asked.q { add("strpos(lower(e.title), lower(\(q.text))) > 0") }
    return conditions
  }
}
