import Foundation
import Postgres
import Web

/// The statements that write events.
extension EventQueries {
  static func setting(_ program: UUID?) -> SQL {
    """
    select o.time_zone, o.currency, \(holds("events.create")) as may_create, \(holds("tags.manage")) as may_tag,
      p.id as program_id, p.is_active as is_offered, p.name, p.event_type, p.description, p.category, p.duration_minutes,
      p.max_participants, p.instructor_id, p.room_id, p.location, p.price_minor
    from crm.organizations o left join crm.event_templates p on p.organization_id = o.id and p.id = \(program)
    where o.id = \(Door.organization)
    """
  }

  static func insert(_ id: UUID, _ new: NewEvent, _ plan: EventPlan, in setting: EventSetting) -> SQL {
    let price = new.price?.amount ?? setting.priceMinor
    return """
      insert into crm.events (id, event_type, title, description, template_id, category, instructor_id, starts_at, ends_at,
        local_starts_at, time_zone, room_id, location, room_number, is_virtual, meeting_link, max_participants,
        staff_capacity, waitlist_enabled, price_minor, currency, is_featured, image_url, parent_event_id, tour_type,
        lead_source)
      values (\(id), \(plan.type.rawValue), \(plan.title), \(new.description?.text ?? setting.description),
        \(setting.programID), \(new.category?.text ?? setting.category), \(plan.instructor), \(plan.times.startsAt),
        \(plan.times.endsAt), \(plan.times.localStart.text)::timestamp, \(plan.times.timeZone.text),
        \(new.roomID ?? setting.roomID), \(new.location?.text ?? setting.location), \(new.roomNumber?.text),
        \(new.isVirtual ?? (new.meetingLink != nil)), \(new.meetingLink?.text),
        \(new.maxParticipants?.count ?? setting.maxParticipants)::int, \(new.staffCapacity?.count)::int,
        \(new.waitlistEnabled ?? false), \(price), \(price == nil ? nil : setting.currency),
        \(new.featured ?? false), \(new.imageURL?.text), \(new.parentEventID), \(new.tour?.tourType?.rawValue),
        \(new.tour?.leadSource?.rawValue))
      """
  }

  /// Nobody else changes it, or its tour, until the transaction ends.
  static func lock(_ id: UUID) -> SQL { "select id from crm.events where id = \(id) for no key update" }

  /// The event for a change, once it is held.
  static func locked(_ id: UUID) -> SQL {
    """
    select e.version + coalesce(t.version - 1, 0) as version, e.event_type as type, e.status, e.starts_at <= now() as has_begun,
      e.ends_at <= now() as is_over, e.starts_at, e.ends_at, to_char(\(localStart), 'YYYY-MM-DD"T"HH24:MI:SS') as local_start,
      coalesce(e.time_zone, here.time_zone) as time_zone, e.instructor_id, e.room_id, e.location, e.meeting_link, e.series_id,
      here.currency, t.id as tour_id, \(holds("events.update")) as may_update, \(holds("tags.manage")) as may_tag
    from crm.organizations here
    join crm.events e on e.organization_id = here.id
    left join crm.tours t on t.organization_id = e.organization_id and t.id = e.id
    where here.id = \(Door.organization) and e.id = \(id)
    """
  }

  /// Writes what the patch names and nothing else; nil where it names nothing of the event itself.
  static func update(_ id: UUID, _ event: LockedEvent, _ patch: EventPatch, _ times: EventTimes) -> SQL? {
    var assignments: SQL?
    func assign(_ assignment: SQL) {
      if let earlier = assignments {
        assignments = "\(earlier), \(assignment)"
      } else {
        assignments = assignment
      }
    }

    if case .value(let title) = patch.title { assign("title = \(title.text)") }
    if let program = patch.programID.changed { assign("template_id = \(program)") }
    if let text = patch.description.changed { assign("description = \(text?.text)") }
    if let category = patch.category.changed { assign("category = \(category?.text)") }
    if let instructor = patch.instructorID.changed {
      assign("instructor_id = \(instructor), substitute_for = null, substitution_reason = null")
    }
    if times != event.times {
      assign(
        """
        starts_at = \(times.startsAt), ends_at = \(times.endsAt), local_starts_at = \(times.localStart.text)::timestamp,
          time_zone = \(times.timeZone.text)
        """)
    }
    if let room = patch.roomID.changed { assign("room_id = \(room)") }
    if let location = patch.location.changed { assign("location = \(location?.text)") }
    if let number = patch.roomNumber.changed { assign("room_number = \(number?.text)") }
    if case .value(let isVirtual) = patch.isVirtual { assign("is_virtual = \(isVirtual)") }
    if let link = patch.meetingLink.changed { assign("meeting_link = \(link?.text)") }
    if let places = patch.maxParticipants.changed { assign("max_participants = \(places?.count)::int") }
    if let places = patch.staffCapacity.changed { assign("staff_capacity = \(places?.count)::int") }
    if case .value(let waits) = patch.waitlistEnabled { assign("waitlist_enabled = \(waits)") }
    if let price = patch.price.changed {
      assign("price_minor = \(price?.amount), currency = \(price?.currency.text)")
    }
    if case .value(let featured) = patch.featured { assign("is_featured = \(featured)") }
    if let image = patch.imageURL.changed { assign("image_url = \(image?.text)") }
    if let type = patch.tour.given?.tourType.changed { assign("tour_type = \(type?.rawValue)") }
    if let source = patch.tour.given?.leadSource.changed { assign("lead_source = \(source?.rawValue)") }
    return assignments.map { "update crm.events set \($0) where id = \(id)" }
  }

  /// This one, and of its series what the scope takes in and is still to come.
  static func cancel(_ id: UUID, _ event: LockedEvent, _ cancellation: Cancellation) -> SQL {
    let others: SQL =
      switch cancellation.scope ?? .this {
      case .this: ""
      // By the rule's own times: one that was moved is still the one that it was.
      case .following:
        """
         or \(ofSeries(event)) and starts_at > now()
          and occurrence_at >= (select o.occurrence_at from crm.events o where o.id = \(id))
        """
      case .all: " or \(ofSeries(event)) and starts_at > now()"
      }
    return """
      update crm.events set status = 'cancelled', cancellation_reason = \(cancellation.reason?.text)
      where id = \(id)\(others) returning id, now() as at
      """
  }

  private static func ofSeries(_ event: LockedEvent) -> SQL {
    "series_id = \(event.seriesID) and status in ('scheduled', 'in_progress')"
  }

  /// No more events are made of what was cancelled.
  static func end(_ series: UUID, _ event: LockedEvent, _ scope: CancellationScope) -> SQL {
    let last: SQL =
      scope == .all ? "starts_on - 1" : "\(event.localStart.text)::timestamp::date - 1"
    return """
      update crm.event_series set is_active = is_active and \(last) >= starts_on,
        ends_on = case when \(last) >= starts_on then least(\(last), ends_on) else ends_on end
      where id = \(series)
      """
  }

  static func complete(_ id: UUID) -> SQL { "update crm.events set status = 'completed' where id = \(id)" }

  /// Keeps who was planned, also where a substitute has a substitute; whoever was planned is none.
  static func substitute(_ id: UUID, _ substitution: Substitution) -> SQL {
    let planned: SQL = "coalesce(substitute_for, instructor_id)"
    return """
      update crm.events set substitute_for = nullif(\(planned), \(substitution.instructorID)),
        substitution_reason = case when \(planned) <> \(substitution.instructorID) then \(substitution.reason?.text) end,
        instructor_id = \(substitution.instructorID)
      where id = \(id)
      """
  }
}
