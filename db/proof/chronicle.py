"""What the database saw of bookings, gone through again with a small model of an event."""

import bisect
import collections
import pathlib

import invariants

SEATED = ("registered", "attended", "no_show")
Step = collections.namedtuple(
    "Step",
    "seq at began event booking client was became place is_override is_by_member is_release is_quiet is_late passed claims"
    " places staff_places taken waiting is_claim",
)

# Of one gym each; exceptions are answered.
CHECKS = {
    "nobody has two places in one event": """
        select event_id, client_id from crm.event_participants
        where organization_id = %s and status not in ('cancelled', 'late_cancelled') group by 1, 2 having count(*) > 1""",
    "nobody has two seats at a time": """
        select a.id, b.id from crm.event_participants a join crm.event_participants b on b.organization_id = a.organization_id
          and b.client_id = a.client_id and b.id > a.id and (b.starts_at, b.ends_at) overlaps (a.starts_at, a.ends_at)
        where a.organization_id = %s and a.status = 'registered' and b.status = 'registered'""",
    "a booking is at the time of its event": """
        select b.id from crm.event_participants b join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
        where b.organization_id = %s and (b.starts_at, b.ends_at) <> (e.starts_at, e.ends_at)""",
    "those who wait are counted": """
        select e.id from crm.events e where e.organization_id = %s and e.current_waitlisted <> (select count(*)
          from crm.event_participants b where b.organization_id = e.organization_id and b.event_id = e.id and b.status = 'waitlisted')""",
    "who waits has a place of their own in the line": """
        select event_id, waitlist_position from crm.event_participants
        where organization_id = %s and (status = 'waitlisted') <> (waitlist_position is not null)
        union all select event_id, waitlist_position from crm.event_participants
        where organization_id = %s and status = 'waitlisted' group by 1, 2 having count(*) > 1""",
    "a transaction's sides add up to nothing": """
        select transaction_id from crm.ledger_entries where organization_id = %s group by 1, currency having sum(amount_minor) <> 0""",
    "a booking's fees stand in the ledger": """
        select b.id from crm.event_participants b where b.organization_id = %s
          and case when b.status in ('late_cancelled', 'no_show') and b.fee_waived_at is null then coalesce(b.fee_minor + b.fee_tax_minor, 0) else 0 end
            <> (select coalesce(sum(s.amount_minor), 0) from crm.ledger_transactions t
              join crm.ledger_entries s on s.organization_id = t.organization_id and s.transaction_id = t.id
              where t.organization_id = b.organization_id and t.booking_id = b.id and s.account = 'receivable')""",
    "a promotion is told of": """
        select b.id from crm.event_participants b where b.organization_id = %s and b.promoted_at is not null and not exists (
          select from crm.booking_decisions d where d.booking_id = b.id and d.act = 'promote' and d.outcome = 'allowed')""",
}


def observe(stage):
    stage.admin.execute("drop schema if exists proof cascade")
    stage.admin.execute(invariants.LIMIT_IN_FORCE)
    stage.admin.execute((pathlib.Path(__file__).parent / "chronicle.sql").read_text())


def check(stage, organization):
    """A sentence for each thing that does not hold at a moment at which nobody writes."""
    faults = invariants.check(stage.admin)
    for title, query in CHECKS.items():
        rows = stage.admin.execute(query, [organization] * query.count("%s")).fetchall()
        if rows:
            faults.append(f"not true that {title}: {len(rows)} exceptions, first {rows[0]}")
    return faults


class Chronicle:
    """The steps of a gym's events, replayed."""

    def __init__(self, stage, organization):
        self.events, self.faults, self.acts = collections.defaultdict(list), [], collections.Counter()
        self.promotions, self.moments = 0, {}
        rows = stage.admin.execute(
            """select s.seq, s.at, s.began, s.event_id::text, s.booking_id::text, s.client_id::text, s.was, s.became, s.place, s.is_override,
              s.is_by_member, s.is_release, s.is_quiet, s.is_late, s.passed, s.claims, s.max_participants, s.staff_capacity, s.taken, s.waiting,
              exists (select from crm.booking_decisions d where d.organization_id = e.organization_id and d.booking_id = s.booking_id
                and d.act = 'book' and d.created_at = s.began)
            from proof.steps s join crm.events e on e.id = s.event_id where e.organization_id = %s order by s.seq""",
            [organization],
        )
        for row in rows:
            step = Step(*row)
            self.events[step.event].append(step)
        for event, steps in self.events.items():
            self.replay(steps)
        self.compare(stage, organization)

    def fault(self, step, text):
        self.faults.append(f"step {step.seq}, event {step.event}, booking {step.booking}: {text}")

    def replay(self, steps):
        """In the order of the event's lock, which all of them were made under."""
        seats, line, places, staff_places = {}, [], None, None
        for step in steps:
            if step.booking is None:
                places, staff_places = step.places, step.staff_places
                continue
            if (step.places, step.staff_places) != (places, staff_places):
                self.fault(step, f"was decided for {step.places} places, but {places} were in force")
            if step.was in SEATED and step.became not in SEATED and seats.pop(step.booking, None) is None:
                self.fault(step, "gives back a place that it has not")
            if step.was == "waitlisted":
                if step.booking not in [booking for _, booking, _ in line]:
                    self.fault(step, "leaves a line that it is not in")
                line = [waiting for waiting in line if waiting[1] != step.booking]
            if step.became in SEATED and step.was not in SEATED:
                if step.client in seats.values() or step.client in [client for _, _, client in line]:
                    self.fault(step, "is the client's second place")
                seats[step.booking] = step.client
                if len(seats) > (staff_places or places if step.is_override else places):
                    self.fault(step, f"takes place {len(seats)} of {places}")
            if step.became == "waitlisted":
                if step.place != max([place for place, _, _ in line], default=0) + 1:
                    self.fault(step, f"comes to wait at {step.place}")
                line.append((step.place, step.booking, step.client))
            if step.taken is not None and (step.taken, step.waiting) != (len(seats), len(line)):
                self.fault(step, f"counted {step.taken} and {step.waiting}, not {len(seats)} and {len(line)}")
            if step.became == "registered" and step.was in (None, "waitlisted"):
                self.judge_fairness(step)
            if not step.is_release:
                self.acts[step.booking, self.act(step)] += 1

    def act(self, step):
        if step.was in (None, "waitlisted") and step.became == "registered":
            return "book" if step.was is None or step.is_claim else "promote"
        if step.was in ("cancelled", "late_cancelled"):
            return "undo"
        return {"waitlisted": "wait", "cancelled": "cancel", "late_cancelled": "cancel", "attended": "check-in", "no_show": "no-show",
                "registered": "undo"}[step.became]  # fmt: skip

    def judge_fairness(self, step):
        if self.act(step) == "promote":
            self.promotions += 1
            if step.passed:
                self.fault(step, f"was moved up before {step.passed}")
            if step.is_quiet:
                self.fault(step, "was moved up in quiet time")
            if step.is_late:
                self.fault(step, "was moved up after the cut-off")
        elif step.is_by_member and not step.is_late and step.taken is not None and step.claims > step.places - step.taken:
            self.fault(step, f"took a place that one of {step.claims} in line had a claim to")

    def compare(self, stage, organization):
        """The end of the story is what stands in the tables."""
        told = {}
        for steps in self.events.values():
            told |= {step.booking: step.became for step in steps if step.booking}
        found = dict(
            stage.admin.execute("select id::text, status from crm.event_participants where organization_id = %s", [organization]).fetchall()
        )
        if told != found:
            self.faults.append(f"{len(set(told.items()) ^ set(found.items()))} bookings are not as their steps left them")

    def was_full(self, event, start, end, is_override):
        """Whether at some moment between those of the clock nobody could have had a place, or not even by staff's leave."""
        if event not in self.moments:
            self.moments[event] = [step.at.timestamp() for step in self.events[event]]
        moments = self.moments[event]
        # A step is seen some time after it was noted, when its transaction ends.
        first = max(0, bisect.bisect_right(moments, start - 1) - 1)
        after = bisect.bisect_right(moments, end)
        return any(step.taken is not None and step.taken >= (is_override and step.staff_places or step.places) for step in self.events[event][first:after])
