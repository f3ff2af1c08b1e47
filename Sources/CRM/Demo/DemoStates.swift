import Foundation
import Postgres

/// What the demo's people are up to: plans and memberships, visits, notes, tags, and one named person for each state
/// that the screens have to show. Statements, run at one location behind its door; ids are made of names, so that they
/// are the same each time.
enum DemoStates {
  static let statements: [SQL] = [
    plans, memberships, namedMemberships, tags, notes, contacts, named, guardians,
    place, invitation, segments,
  ]

  /// What is evaluated once somebody works off jobs.
  static let evaluation: SQL = """
    select jobs.enqueue(\(id("'evaluation ' || s.id")), \(SegmentJobs.evaluate.name), jsonb_build_object('id', s.id),
      0, 3, null, null) from crm.segments s
    """

  static let today: SQL = """
    (select (now() at time zone o.time_zone)::date from crm.organizations o where o.id = \(Door.organization))
    """

  /// An id that a name has at this location.
  static func id(_ name: SQL) -> SQL { "md5(\(Door.organization) || ' ' || \(name))::uuid" }

  private static let plans: SQL = """
    insert into crm.membership_plans (id, name, description, kind, price_minor, currency, billing_period, class_limit, is_visible)
    select \(id("name")), name, description, kind, price, 'USD', period, classes, true
    from (values ('Unlimited', 'As often as you like', 'recurring', 12900, 'month', null),
      ('Ten classes', 'Good for three months', 'class_pack', 18000, 'once', 10),
      ('Trial week', 'Once, for everybody new', 'trial', 1900, 'once', null)) p (name, description, kind, price, period, classes)
    on conflict do nothing
    """

  /// Everybody who is active and at home here has one; every fifth a pack.
  private static let memberships: SQL = """
    insert into crm.memberships (id, client_id, membership_plan_id, status, start_date, end_date, classes_remaining, auto_renew)
    select \(id("'membership ' || c.id")), c.id, case when number % 5 = 0 then \(id("'Ten classes'")) else \(id("'Unlimited'")) end,
      'active', coalesce(c.joined_on, \(today) - 90), case when number % 5 = 0 then \(today) + 60 end,
      case when number % 5 = 0 then (1 + number % 9)::int end, number % 5 <> 0
    from (select c.*, row_number() over (order by c.id) as number from crm.client_organizations c) c
    where c.status = 'active' and c.is_home
      and c.last_name not in ('Pastdue', 'Frozen', 'Nocredit', 'Expiring', 'Firstvisit')
    on conflict do nothing
    """

  private static let namedMemberships: SQL = """
    insert into crm.memberships (id, client_id, membership_plan_id, status, start_date, end_date, classes_remaining, pause_date, resume_date)
    select \(id("'membership ' || c.id")), c.id, \(id("s.plan")), s.status, \(today) - 200,
      case s.last_name when 'Expiring' then \(today) + 5 when 'Nocredit' then \(today) + 30 end,
      case s.last_name when 'Nocredit' then 0 end,
      case s.last_name when 'Frozen' then \(today) - 10 end, case s.last_name when 'Frozen' then \(today) + 20 end
    from (values ('Pastdue', 'Unlimited', 'past_due'), ('Frozen', 'Unlimited', 'paused'), ('Nocredit', 'Ten classes', 'active'),
      ('Expiring', 'Trial week', 'active'), ('Firstvisit', 'Trial week', 'active')) s (last_name, plan, status)
    join crm.client_organizations c on c.last_name = s.last_name and c.is_home
    on conflict do nothing
    """

  private static let tags: SQL = """
    with made as (
      insert into crm.tags (id, name, type, color)
      select \(id("'tag ' || name")), name, type, color
      from (values ('Early bird', 'interest', '#0f766e'), ('Strength', 'interest', '#b45309'), ('Yoga', 'specialty', '#6d28d9'),
        ('Boxing', 'specialty', '#b91c1c'), ('First aid', 'certification', '#1d4ed8'), ('Referred', 'custom', '#374151')) t (name, type, color)
      on conflict do nothing returning id, name, type
    )
    insert into crm.taggables (id, tag_id, taggable_type, taggable_id)
    select \(id("'tagged ' || t.id || x.id")), t.id, x.type, x.id
    from made t join (
      select 'client' as type, c.id, row_number() over (order by c.id) as number from crm.client_organizations c
      union all
      select 'user', m.user_id, row_number() over (order by m.user_id) from crm.user_organizations m where m.role = 'trainer'
    ) x on case t.type when 'interest' then x.type = 'client' and x.number % 3 = 0
      when 'custom' then x.type = 'client' and x.number % 7 = 0 else x.type = 'user' end
    """

  private static let notes: SQL = """
    insert into crm.client_notes (id, client_id, body, visibility, is_pinned)
    select \(id("'note ' || c.id || n.body")), c.id, n.body, n.visibility, n.is_pinned
    from (values ('Pastdue', 'Card was declined twice; she brings a new one on Friday.', 'desk', true),
      ('Waiver', 'Wants to read the waiver at home first.', 'team', false),
      ('Minor', 'Her father picks her up at six.', 'team', true),
      ('Banned', 'Threatened a trainer. Call the manager.', 'managers', false),
      ('Birthday', 'Likes the corner with the rowing machines.', 'team', false)) n (last_name, body, visibility, is_pinned)
    join crm.client_organizations c on c.last_name = n.last_name and c.is_home
    on conflict do nothing
    """

  /// Three of four have somebody to call, half have a photo.
  private static let contacts: SQL = """
    update crm.client_organizations c
    set emergency_contact = case when p.number % 4 <> 0
        then jsonb_build_object('name', 'Sam ' || c.last_name, 'phone', '+1 212 555 0199', 'relationship', 'Sibling') end,
      photo_url = case when p.number % 2 = 0 then 'https://example.com/photos/' || c.id || '.jpg' end
    from (select id, row_number() over (order by id) as number from crm.client_organizations) p where p.id = c.id
    """

  private static let named: SQL = """
    update crm.client_organizations c
    set emergency_contact = jsonb_build_object('name', 'Sam ' || c.last_name, 'phone', '+1 212 555 0199', 'relationship', 'Sibling'),
      photo_url = 'https://example.com/photos/' || c.id || '.jpg'
    where c.last_name in ('Pastdue', 'Frozen', 'Medical', 'Birthday', 'Nocredit', 'Expiring', 'Minor', 'Twolocations')
    """

  private static let guardians: SQL = """
    insert into crm.client_guardians (id, client_id, guardian_id, name, phone, relationship)
    select \(id("'guardian ' || c.id")), c.id, null, 'Marco Minor', '+1 212 555 0142', 'Father'
    from crm.client_organizations c where c.last_name = 'Minor' on conflict do nothing
    """

  private static let place: SQL = """
    update crm.organizations o
    set address = jsonb_build_object('street', case slug when 'main' then '1 Main Street' when 'downtown' then '20 River Road'
        else '300 Hill Lane' end, 'city', 'New York', 'postal_code', '10001', 'region', 'NY', 'country', 'US'),
      logo_url = 'https://example.com/logos/' || slug || '.png'
    where o.id = \(Door.organization)
    """

  private static let invitation: SQL = """
    insert into crm.invitations (id, email, email_key, name, role, title, token_hash)
    values (\(id("'invitation'")), 'nina.new@example.com', 'nina.new@example.com', 'Nina New', 'trainer', 'Coach',
      sha256(convert_to(gen_random_uuid()::text, 'UTF8')))
    on conflict do nothing
    """

  private static let segments: SQL = """
    insert into crm.segments (id, name, description, rules)
    select \(id("'segment ' || name")), name, description, rules::jsonb
    from (values
      ('Regulars', 'Came three times or more', '{"field": "visit_count", "is": "at_least", "value": 3}'),
      ('At risk', 'Active, but not seen for a month or ever',
        '{"all": [{"field": "status", "is": "any_of", "value": ["active"]}, {"not": {"field": "visit_count", "is": "at_least", "value": 1}}]}')
    ) s (name, description, rules)
    on conflict do nothing
    """

  static let medicalClients: SQL = """
    select c.id from crm.client_organizations c where c.last_name = 'Medical' and c.is_home
    """
  static let medicalNote = MedicalNote(
    conditions: "Asthma", allergies: "Bee stings", medications: "Carries an inhaler", injuries: nil,
    notes: nil)

  static func insert(_ note: [UInt8], with key: MedicalKey, of client: UUID) -> SQL {
    """
    insert into crm.client_medical (client_id, note, key_id, fields)
    values (\(client), \(note), \(key.id), jsonb_build_object('conditions', now(), 'allergies', now(), 'medications', now()))
    """
  }
}
