"""What has to be true of all data at all times, whatever was tried; each query answers the exceptions."""

INVARIANTS = {
    "the places taken are the bookings that hold one": """
        select e.organization_id, e.id from crm.events e where e.current_participants <> (
          select count(*) from crm.event_participants p
          where p.organization_id = e.organization_id and p.event_id = e.id and p.status in ('registered', 'attended', 'no_show'))""",
    "the line is the bookings that wait": """
        select e.organization_id, e.id from crm.events e where e.current_waitlisted <> (
          select count(*) from crm.event_participants p
          where p.organization_id = e.organization_id and p.event_id = e.id and p.status = 'waitlisted')""",
    "a booking is at the time of its event": """
        select p.organization_id, p.id from crm.event_participants p
        join crm.events e on e.organization_id = p.organization_id and e.id = p.event_id
        where (p.starts_at, p.ends_at) <> (e.starts_at, e.ends_at)""",
    "nobody has two seats at a time": """
        select a.organization_id, a.id, b.id from crm.event_participants a
        join crm.event_participants b on b.organization_id = a.organization_id and b.client_id = a.client_id and b.id > a.id
          and (b.starts_at, b.ends_at) overlaps (a.starts_at, a.ends_at)
        where a.status = 'registered' and b.status = 'registered'""",
    "what moved money adds up to nothing": """
        select t.organization_id, t.id, e.currency from crm.ledger_transactions t
        left join crm.ledger_entries e on e.organization_id = t.organization_id and e.transaction_id = t.id
        group by 1, 2, 3 having coalesce(sum(e.amount_minor), 1) <> 0""",
    "what is charged is what bookings cost": """
        select p.organization_id, p.id from crm.event_participants p
        where coalesce(case when p.status in ('late_cancelled', 'no_show') and p.fee_waived_at is null then p.fee_minor + p.fee_tax_minor end, 0) <> (
          select coalesce(sum(e.amount_minor), 0) from crm.ledger_transactions t
          join crm.ledger_entries e on e.organization_id = t.organization_id and e.transaction_id = t.id and e.account = 'receivable'
          where t.organization_id = p.organization_id and t.booking_id = p.id)""",
    "visits are what was attended, and who came without an event": """
        select c.organization_id, c.id from crm.client_organizations c where c.visit_count <> (
          select count(*) from crm.event_participants p
          where p.organization_id = c.organization_id and p.client_id = c.id and p.status = 'attended') + (
          select count(*) from crm.check_ins k
          where k.organization_id = c.organization_id and k.client_id = c.id and k.booking_id is null and k.undone_at is null)""",
    "nothing is used below zero": """
        select organization_id, id from crm.memberships
        where classes_remaining < 0 or guest_passes_remaining < 0 or classes_used < 0""",
    "a person has one primary organization": """
        select user_id from crm.user_organizations where is_primary group by 1 having count(*) > 1""",
    "whoever has left has no primary organization there": """
        select user_id from crm.user_organizations where is_primary and left_at is not null""",
    "an organization has an owner": """
        select id from crm.organizations o where not exists (select from crm.user_organizations m
          where m.organization_id = o.id and m.role = 'owner' and m.left_at is null)""",
    "an event is planned under its organization's rules": """
        select e.id from crm.events e join crm.organizations o on o.id = e.organization_id
        where (e.forbids_room_overlap, e.forbids_trainer_overlap) <> (o.forbids_room_overlap, o.forbids_trainer_overlap)""",
    "a room holds one event at a time": """
        select a.id, b.id from crm.events a join crm.events b on b.organization_id = a.organization_id and b.id > a.id
          and b.room_id = a.room_id and (b.starts_at, b.ends_at) overlaps (a.starts_at, a.ends_at)
        join crm.organizations o on o.id = a.organization_id and o.forbids_room_overlap
        where a.status <> 'cancelled' and b.status <> 'cancelled'""",
    "a trainer leads one event at a time": """
        select a.id, b.id from crm.events a join crm.events b on b.organization_id = a.organization_id and b.id > a.id
          and b.instructor_id = a.instructor_id and (b.starts_at, b.ends_at) overlaps (a.starts_at, a.ends_at)
        join crm.organizations o on o.id = a.organization_id and o.forbids_trainer_overlap
        where a.status <> 'cancelled' and b.status <> 'cancelled'""",
    "a client has one live booking of an event": """
        select organization_id, event_id, client_id from crm.event_participants
        where status not in ('cancelled', 'late_cancelled') group by 1, 2, 3 having count(*) > 1""",
    "a living session knows what its person may do": """
        select s.id from private.sessions s cross join lateral private.access(s.user_id, s.organization_id) a
        where s.organization_id is not null and s.revoked_at is null
          and (s.role, s.role_rank, s.permissions) is distinct from (a.role, a.role_rank, a.permissions)""",
}

# The limit in force can only be known at the moment a place is taken; this looks at it then, past all policies.
# Named to fire after the trigger that counts.
LIMIT_IN_FORCE = """
create schema proof;
create function proof.limit_in_force() returns trigger language plpgsql security definer as $$
declare
  v_event crm.events;
begin
  select e.* into strict v_event from crm.events e where e.organization_id = new.organization_id and e.id = new.event_id;
  if new.status in ('registered', 'attended', 'no_show')
    and (tg_op = 'INSERT' or old.status not in ('registered', 'attended', 'no_show'))
    and v_event.current_participants >
      least((select r.capacity from crm.rooms r where r.organization_id = new.organization_id and r.id = v_event.room_id),
        case when new.is_override then coalesce(v_event.staff_capacity, v_event.max_participants) else v_event.max_participants end)
  then
    raise exception 'taken above the limit' using constraint = 'taken_above_the_limit';
  end if;
  return null;
end
$$;
create trigger zz_limit_in_force after insert or update of status on crm.event_participants
  for each row execute function proof.limit_in_force();
"""


def check(admin):
    """Answers a sentence for each invariant that does not hold."""
    faults = []
    for title, query in INVARIANTS.items():
        rows = admin.execute(query).fetchall()
        if rows:
            faults.append(f"not true that {title}: {len(rows)} exceptions, first {rows[0]}")
    return faults
