import Foundation
import Postgres

/// The demo's schedule: fourteen days behind and fourteen ahead, with whoever came, is booked and waits, and tours in every
/// state. Statements, run at one location behind its door.
enum DemoSchedule {
  static let statements: [SQL] = [
    rooms, programs, classes, attendance, bookings, fullClass, line, running, inside, tours, prospects,
    interests,
  ]

  private static func id(_ name: SQL) -> SQL { DemoStates.id(name) }
  private static let today = DemoStates.today

  private static let rooms: SQL = """
    insert into crm.rooms (id, name, capacity)
    select \(id("'room ' || name")), name, capacity from (values ('Studio', 30), ('Box', 20), ('Yard', 40)) r (name, capacity)
    on conflict do nothing
    """

  private static let programs: SQL = """
    insert into crm.event_templates (id, name, event_type, description, category, color, text_color, difficulty, duration_minutes,
      max_participants, room_id, instructor_id)
    select \(id("'program ' || p.name")), p.name, 'class', p.description, p.category, p.color, p.text_color, p.difficulty, 60, 12,
      \(id("'room ' || p.room")),
      (select user_id from crm.user_organizations where role = 'trainer' and left_at is null order by user_id limit 1)
    from (values
      ('Morning Flow', 'Yoga to wake up with', 'yoga', '#10b981', '#000000', 'all_levels', 'Studio'),
      ('Strength', 'Barbells, slow and heavy', 'strength', '#ef4444', '#000000', 'intermediate', 'Box'),
      ('Boxing Basics', 'Footwork, guard and the bag', 'boxing', '#06b6d4', '#000000', 'beginner', 'Box')
    ) p (name, description, category, color, text_color, difficulty, room)
    on conflict do nothing
    """

  /// Three classes a day; what is over is complete.
  private static let classes: SQL = """
    insert into crm.events (id, event_type, title, description, category, template_id, instructor_id, room_id, starts_at, ends_at,
      local_starts_at, time_zone, max_participants, staff_capacity, waitlist_enabled, status)
    select \(id("'class ' || day || p.name")), 'class', p.name, p.description, p.category, p.id, coach.user_id, p.room_id,
      at, at + interval '1 hour', at at time zone o.time_zone, o.time_zone, 12, 14, true,
      case when at + interval '1 hour' <= now() then 'completed' else 'scheduled' end
    from generate_series(-14, 14) day
    cross join (values ('Morning Flow', time '07:00', 0), ('Strength', '12:15', 1), ('Boxing Basics', '18:00', 2)) s (name, time, slot)
    join crm.event_templates p on p.name = s.name
    join crm.organizations o on o.id = \(Door.organization)
    cross join lateral (select (\(today) + day + s.time) at time zone o.time_zone as at) w
    left join (select user_id, row_number() over (order by user_id) - 1 as number, count(*) over () as count
      from crm.user_organizations where role = 'trainer' and left_at is null) coach
      on coach.number = (day + 14 + s.slot) % coach.count
    on conflict do nothing
    """

  private static let clients: SQL = """
    (select c.id, row_number() over (order by c.id) as number from crm.client_organizations c
      where c.status = 'active' and c.last_name not in ('Firstvisit', 'Banned')) c
    """

  private static let numbered: SQL = """
    (select e.*, row_number() over (order by e.starts_at) as number from crm.events e where e.template_id is not null) e
    """

  /// Eight or nine came to each; Fay has never been here.
  private static let attendance: SQL = """
    insert into crm.event_participants (id, event_id, client_id, status, attended_at, checked_in_at, registered_at, source)
    select \(id("'visit ' || e.id || c.id")), e.id, c.id,
      case when c.number % 11 = 0 then 'no_show' else 'attended' end,
      case when c.number % 11 <> 0 then e.starts_at end, case when c.number % 11 <> 0 then e.starts_at - interval '5 minutes' end,
      e.starts_at - interval '2 days', 'app'
    from \(numbered) join \(clients) on (c.number + e.number) % 8 = 0
    where e.status = 'completed'
    on conflict do nothing
    """

  /// Some have booked what is to come, on the usual terms; Fay her first class.
  private static let bookings: SQL = """
    insert into crm.event_participants (id, event_id, client_id, status, registered_at, source, free_until,
      late_cancel_fee_minor, no_show_fee_minor, fee_currency)
    select \(id("'booking ' || e.id || c.id")), e.id, c.id, 'registered', now() - interval '1 day', 'app',
      e.starts_at - interval '12 hours', 1500, 2500, 'USD'
    from \(numbered) join (select c.id, c.number from \(clients) union all
      select f.id, 0 from crm.client_organizations f where f.last_name = 'Firstvisit' and f.is_home) c
      on (c.number + e.number) % 11 = 0
    where e.status = 'scheduled' and e.starts_at > now()
    on conflict do nothing
    """

  /// Tomorrow evening no place is left.
  private static let fullClass: SQL = """
    update crm.events set max_participants = current_participants, staff_capacity = current_participants + 2
    where id = \(id("'class ' || 1 || 'Boxing Basics'")) and current_participants > 0
    """

  /// And three wait for one.
  private static let line: SQL = """
    insert into crm.event_participants (id, event_id, client_id, status, registered_at, source)
    select \(id("'wait ' || c.id")), \(id("'class ' || 1 || 'Boxing Basics'")), c.id, 'waitlisted', now(), 'app'
    from \(clients)
    where not exists (select from crm.event_participants b
      where b.client_id = c.id and b.event_id = \(id("'class ' || 1 || 'Boxing Basics'")))
    order by c.number limit 3
    on conflict do nothing
    """

  /// Something that runs at this moment.
  private static let running: SQL = """
    insert into crm.events (id, event_type, title, description, category, room_id, starts_at, ends_at, local_starts_at, time_zone,
      max_participants, waitlist_enabled)
    select \(id("'open gym'")), 'class', 'Open Gym', 'Train as you like; somebody is there to help', 'open', \(id("'room Yard'")),
      at, at + interval '90 minutes', at at time zone o.time_zone, o.time_zone, 40, true
    from crm.organizations o cross join lateral (select date_trunc('minute', now() - interval '20 minutes') as at) w
    where o.id = \(Door.organization)
    on conflict do nothing
    """

  private static let inside: SQL = """
    insert into crm.event_participants (id, event_id, client_id, status, attended_at, checked_in_at, registered_at, source)
    select \(id("'inside ' || c.id")), \(id("'open gym'")), c.id, 'attended', now() - interval '15 minutes',
      now() - interval '15 minutes', now() - interval '1 hour', 'app'
    from \(clients) order by c.number desc limit 5
    on conflict do nothing
    """

  /// A tour in every state: whose day, the state of its event, and whether they came.
  private static let people: SQL = """
    (values ('Tilda', 'Tourist', 1, 'scheduled', 'expected', 'individual', 'website'),
      ('Conrad', 'Confirmed', 2, 'scheduled', 'confirmed', 'family', 'phone'),
      ('Cora', 'Came', -2, 'completed', 'came', 'individual', 'referral'),
      ('Norman', 'Noshow', -3, 'completed', 'no_show', 'group', 'social_media'),
      ('Carla', 'Cancelled', 3, 'cancelled', 'expected', 'individual', 'walk_in'))
      p (first_name, last_name, day, status, attendance, tour_type, lead_source)
    """

  private static let tours: SQL = """
    insert into crm.events (id, event_type, title, instructor_id, starts_at, ends_at, local_starts_at, time_zone, status,
      max_participants, tour_type, lead_source)
    select \(id("'tour ' || p.last_name")), 'tour', 'Tour', guide.user_id, at, at + interval '30 minutes', at at time zone o.time_zone,
      o.time_zone, p.status, 4, p.tour_type, p.lead_source
    from \(people) join crm.organizations o on o.id = \(Door.organization)
    cross join lateral (select (\(today) + p.day + time '10:00') at time zone o.time_zone as at) w
    left join (select user_id from crm.user_organizations where role = 'trainer' and left_at is null order by user_id limit 1) guide
      on true
    on conflict do nothing
    """

  private static let prospects: SQL = """
    insert into crm.tours (id, first_name, last_name, email, phone, attendance, follow_up_on, notes)
    select \(id("'tour ' || p.last_name")), p.first_name, p.last_name, lower(p.first_name || '.' || p.last_name) || '@example.com',
      '+1 212 555 01' || (40 + p.day), p.attendance, \(today) + p.day + 3, 'Asked about mornings'
    from \(people) on conflict do nothing
    """

  /// What they would like to do.
  private static let interests: SQL = """
    insert into crm.taggables (id, tag_id, taggable_type, taggable_id)
    select \(id("'interest ' || p.last_name")), \(id("'tag Strength'")), 'tour', \(id("'tour ' || p.last_name"))
    from \(people) on conflict do nothing
    """
}
