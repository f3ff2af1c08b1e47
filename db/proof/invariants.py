"""What has to be true of all data at all times, whatever was tried; each query answers the exceptions."""

INVARIANTS = {
    "the places taken are the bookings that hold one": """
        select e.organization_id, e.id from crm.events e where e.current_participants <> (
          select count(*) from crm.event_participants p
          where p.organization_id = e.organization_id and p.event_id = e.id and p.status in ('registered', 'attended', 'no_show'))""",
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
      (case when new.is_override then coalesce(v_event.staff_capacity, v_event.max_participants) else v_event.max_participants end)
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
