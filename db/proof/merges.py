#!/usr/bin/python3
"""Merging two records of a person: merges.py CONNINFO [--pairs N] [--seed N], of a superuser on a migrated database.

For random pairs with random rows in every table that points to a client: each row of both is on the one that stays, or
kept in the undo record because both had the same; and taken apart, all is as it was. Which tables there are the
catalogue says: one for which no row was ever made fails the proof.
"""

import argparse
import json
import random
import sys
import uuid

from psycopg.types.json import Jsonb

from databases import connect, copy

VOLATILE = {"version", "updated_at"}
STATUSES = ["registered", "waitlisted", "attended", "no_show", "cancelled", "late_cancelled"]


class Gym:
    """One gym, and random rows about two of its clients."""

    def __init__(self, connection, seed):
        self.db, self.random = connection, random.Random(seed)
        self.organization, self.owner = self.new(), self.new()
        self.run("select private.sign_up(%s, %s, %s, 'Merge', 'Owner', 'none: nobody signs in with it')", self.owner, *[f"{self.owner}@example.com"] * 2)
        self.run(
            "select private.operator_create_organization(%s, %s, 'Merge', %s, 'Europe/Berlin', 'EUR', null, null)",
            self.organization, self.owner, f"merge-{self.organization}",
        )
        with self.door():
            self.events = [self.event(hour) for hour in range(8)]
            self.tags = [self.tag(number) for number in range(4)]
            self.plan = self.new()
            self.insert("crm.membership_plans", id=self.plan, name="Plan", kind="recurring", price_minor=100, currency="EUR",
                        billing_period="month")
            self.segment = self.new()
            self.insert("crm.segments", id=self.segment, name="Segment", rules=Jsonb({}))
            self.others = [self.client() for _ in range(3)]

    def new(self):
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def run(self, statement, *values):
        return self.db.execute(statement, values)

    def door(self):
        transaction = self.db.transaction()
        gym = self

        class Door:
            def __enter__(self):
                transaction.__enter__()
                gym.run("select private.enter_operator(%s, 'proof', true)", gym.organization)

            def __exit__(self, *what):
                return transaction.__exit__(*what)

        return Door()

    def insert(self, table, **values):
        columns = ", ".join(values)
        self.run(
            f"insert into {table} (organization_id, {columns}) values (%s, {', '.join(['%s'] * len(values))})",
            self.organization, *values.values(),
        )

    def event(self, hour):
        event = self.new()
        self.run(
            "insert into crm.events (organization_id, id, event_type, title, starts_at, ends_at, max_participants)"
            " values (%s, %s, 'class', 'Class', '2036-01-01 06:00Z'::timestamptz + %s * interval '1 hour',"
            " '2036-01-01 07:30Z'::timestamptz + %s * interval '1 hour', 100000)",
            self.organization, event, hour, hour,
        )
        return event

    def tour(self):
        tour = self.new()
        self.insert("crm.events", id=tour, event_type="tour", title="Tour", starts_at="2036-02-01 06:00Z", ends_at="2036-02-01 07:00Z")
        return tour

    def tag(self, number):
        tag = self.new()
        self.insert("crm.tags", id=tag, name=f"Tag {number}", type="custom")
        return tag

    def maybe(self, value):
        return value if self.random.random() < 0.5 else None

    def client(self):
        client, word = self.new(), f"{self.random.getrandbits(40):x}"
        first, last = self.random.choice(["Ada", "Kim", "Jo"]), self.random.choice(["Lee", "Van Dyke", "Ng-Smith"])
        email, phone = self.maybe(f"{word}@example.com"), self.maybe(str(self.random.randrange(10**9, 10**10)))
        self.insert(
            "crm.client_organizations", id=client, first_name=first, last_name=last, sort_name=f"{last} {first}".lower(),
            email=email, email_key=email, phone=phone, phone_key=phone, gender=self.maybe(word), notes=self.maybe(word),
            member_number=self.maybe(word), external_id=self.maybe(word), photo_url=self.maybe(f"https://example.com/{word}"),
            date_of_birth=self.maybe("1990-01-31"), joined_on=self.maybe(f"20{self.random.randrange(10, 24)}-05-01"),
            address=Jsonb({"city": word}) if self.random.random() < 0.5 else None, metadata=Jsonb({word: word}),
            status=self.random.choice(["lead", "active", "inactive", "banned"]), is_home=self.random.random() < 0.5,
        )
        return client

    def furnish(self, client, partner):
        for event in self.events:
            if self.random.random() < 0.6:
                status = self.random.choice(STATUSES)
                over = "cancelled" in status
                self.book(event, client, status, over, host=partner if self.random.random() < 0.2 else None)
        for _ in range(self.random.randrange(3)):
            self.insert("crm.memberships", id=self.new(), client_id=client, membership_plan_id=self.plan, start_date="2024-01-01",
                        status=self.random.choice(["active", "expired", "past_due"]))
        for tag in self.tags:
            if self.random.random() < 0.5:
                self.insert("crm.taggables", id=self.new(), tag_id=tag, taggable_type="client", taggable_id=client)
        for _ in range(self.random.randrange(3)):
            self.insert("crm.client_notes", id=self.new(), client_id=client, body="Note")
            self.insert("crm.consents", id=self.new(), client_id=client, kind="photos", status="given", source="paper")
        for other in [*self.others, partner]:
            if self.random.random() < 0.3:
                self.insert("crm.client_guardians", id=self.new(), client_id=client, guardian_id=other)
            if other != partner and self.random.random() < 0.3:
                self.insert("crm.client_guardians", id=self.new(), client_id=other, guardian_id=client)
        if self.random.random() < 0.5:
            self.insert("crm.medical_disclosures", id=self.new(), client_id=client, user_id=self.owner, reason="Asked")
            self.insert("crm.privacy_exports", id=self.new(), client_id=client)
            self.insert("crm.privacy_erasures", id=self.new(), client_id=client, status="withdrawn")
        if self.random.random() < 0.3:
            # Somebody who became part of this record before.
            self.insert("crm.client_merges", id=self.new(), client_id=client, merged=Jsonb({}), kept_before=Jsonb({}),
                        kept_after=Jsonb({}), moved=Jsonb([]), dropped=Jsonb([]), cancelled=Jsonb([]))
        self.furnish_more(client)

    def book(self, event, client, status, over, host):
        """A booking that may have become dear; nobody has two seats at a time."""
        booking, fee = self.new(), self.random.choice([None, 500])
        is_dear = fee and status in ("no_show", "late_cancelled")
        made = self.run(
            "insert into crm.event_participants (organization_id, id, event_id, client_id, status, cancelled_at, attended_at, host_id,"
            " no_show_fee_minor, fee_currency)"
            " select %s, %s, e.id, %s, %s, case when %s then now() end, case when %s then now() end, %s, %s, 'EUR'"
            " from crm.events e where e.id = %s and (%s <> 'registered' or not exists (select from crm.event_participants b"
            " where b.client_id = %s and b.status = 'registered' and b.starts_at < e.ends_at and b.ends_at > e.starts_at))",
            self.organization, booking, client, "registered" if is_dear else status, over and not is_dear, status == "attended", host, fee, event,
            "registered" if is_dear else status, client,
        )
        if made.rowcount and is_dear:
            self.run(
                "update crm.event_participants set status = %s, cancelled_at = case when %s then now() end, fee_minor = %s, fee_tax_minor = 95"
                " where id = %s", status, over, fee, booking)

    def furnish_more(self, client):
        """Tables that came later: a row for each that has a maker here."""
        for table, make in MAKERS.items():
            if self.run("select to_regclass(%s)", table).fetchone()[0] and self.random.random() < 0.6:
                make(self, client)


# By table: how a row about a client is made.
MAKERS = {
    "crm.invitations": lambda gym, client: gym.insert(
        "crm.invitations", id=gym.new(), client_id=client, role="member", email=f"{client}@example.com", email_key=f"{client}@example.com",
        token_hash=gym.random.randbytes(32)),
    "crm.segment_members": lambda gym, client: gym.insert(
        "crm.segment_members", id=gym.new(), segment_id=gym.segment, client_id=client, joined_at="2024-01-01"),
    "crm.check_ins": lambda gym, client: gym.insert(
        "crm.check_ins", id=gym.new(), client_id=client, source="search", verdict="allow", undone_at=gym.maybe("2036-01-01")),
    "crm.tours": lambda gym, client: gym.insert("crm.tours", id=gym.tour(), guest_id=client),
    "crm.client_claim_codes": lambda gym, client: gym.insert(
        "crm.client_claim_codes", client_id=client, code_hash=gym.random.randbytes(32)),
}


def snapshot(gym, keys, clients):
    """Every row that points to one of the clients, and the clients, without what each write moves."""
    rows = {}
    for table, column in [*keys, ("crm.client_organizations", "id")]:
        found = gym.run(f"select to_jsonb(t) from {table} t where t.organization_id = %s and t.{column} = any (%s)",
                        gym.organization, clients)
        for (row,) in found:
            rows[(table, column, row.get("id"))] = {name: value for name, value in row.items() if name not in VOLATILE}
    return rows


def check(gym, keys, seen):
    with gym.door():
        kept, merged = gym.client(), gym.client()
        gym.furnish(kept, merged)
        gym.furnish(merged, kept)
    before = snapshot(gym, keys, [kept, merged])
    seen.update(table for table, _, _ in before)
    take = gym.random.sample(["name", "email", "phone", "notes", "member_number", "status"], gym.random.randrange(4))
    with gym.door():
        gym.run("select private.merge_clients(%s, %s, %s, false)", kept, merged, take)
    after = snapshot(gym, keys, [kept, merged])
    undo = gym.run("select to_jsonb(m) from crm.client_merges m where m.id = %s and m.client_id = %s", merged, kept).fetchone()
    if undo is None:
        return "there is no undo record"
    dropped = {(part["table"], part["row"]["id"]) for part in undo[0]["dropped"]}
    for (table, column, row), values in before.items():
        if table == "crm.client_organizations":
            continue
        if (table, row) in dropped:
            if not any(other == table and alike(found, values) for (other, _, _), found in after.items()) and not own(values):
                return f"{table} {row} was dropped, and nothing says the same"
        elif (table, column, row) not in after:
            return f"{table} {row} is lost"
        elif after[(table, column, row)][column] != str(kept):
            return f"{table} {row} is not on the one that stays"
    left = gym.run("select count(*) from crm.client_organizations where id = %s", merged).fetchone()[0]
    if left:
        return "the merged record is still there"
    if fault := counters(gym):
        return f"after the merge {fault}"
    with gym.door():
        gym.run("select private.undo_merge(%s)", merged)
    again = snapshot(gym, keys, [kept, merged])
    # What is given back with a booking is taken back by another entry, and charged by a third: nothing is struck out.
    for key in [key for key in again if key[0] == "crm.ledger_transactions" and key not in before]:
        del again[key]
    if again != before:
        wrong = [key for key in {*again, *before} if again.get(key) != before.get(key)]
        return f"taken apart, {wrong[0]} is {json.dumps(again.get(wrong[0]))}, was {json.dumps(before.get(wrong[0]))}"
    if wrong := charges(gym):
        return f"taken apart, {wrong}"
    return counters(gym)


def charges(gym):
    """What a booking costs is owed by whoever answers for it, and by nobody else."""
    (wrong,) = gym.run(
        "select count(*) from (select b.id, coalesce(b.host_id, b.client_id) as client_id, coalesce(b.fee_minor + b.fee_tax_minor, 0) as amount"
        "   from crm.event_participants b where b.organization_id = %(gym)s and b.status in ('no_show', 'late_cancelled')) b"
        " full join (select t.booking_id as id, t.client_id, sum(e.amount_minor) as amount from crm.ledger_transactions t"
        "   join crm.ledger_entries e on e.transaction_id = t.id and e.account = 'receivable' where t.organization_id = %(gym)s group by 1, 2) l"
        " using (id, client_id) where coalesce(b.amount, 0) <> coalesce(l.amount, 0)".replace("%(gym)s", f"'{gym.organization}'")).fetchone()
    return f"{wrong} bookings are charged wrong" if wrong else None


def alike(one, other):
    """Whether both rows say the same of one client, whichever it is."""
    names = {"tag_id", "guardian_id", "segment_id"}
    return any(one.get(name) and one.get(name) == other.get(name) for name in names)


def own(values):
    """A guardian who was the other half of the person."""
    return "guardian_id" in values


def counters(gym):
    wrong = gym.run(
        "select count(*) from crm.events e where e.organization_id = %s and (e.current_participants, e.current_waitlisted) <> (select"
        " count(*) filter (where p.status in ('registered', 'attended', 'no_show')), count(*) filter (where p.status = 'waitlisted')"
        " from crm.event_participants p where p.event_id = e.id)", gym.organization).fetchone()[0]
    visits = gym.run(
        "select count(*) from crm.client_organizations c where c.organization_id = %s and c.visit_count <> (select count(*)"
        " from crm.event_participants p where p.client_id = c.id and p.status = 'attended') + (select count(*) from crm.check_ins k"
        " where k.client_id = c.id and k.booking_id is null and k.undone_at is null)", gym.organization).fetchone()[0]
    return f"{wrong} events and {visits} clients are counted wrong" if wrong or visits else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("conninfo")
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(2**31))
    options = parser.parse_args()
    failures, seen = [], set()
    with copy(options.conninfo, "tryzore_merges") as conninfo, connect(conninfo) as connection:
        gym = Gym(connection, options.seed)
        with gym.door():
            keys = connection.execute("select table_name, column_name from private.client_keys()").fetchall()
        for number in range(options.pairs):
            if fault := check(gym, keys, seen):
                failures.append(f"pair {number}: {fault}")
                break
    never = {table for table, _ in keys} - seen
    if never and not failures:
        failures.append(f"no row was made in {', '.join(sorted(never))}")
    for failure in failures:
        print(f"  {failure}", file=sys.stderr)
    print(f"merges: {number + 1} pairs in {len(keys)} columns of {len({t for t, _ in keys})} tables, seed {options.seed}: "
          f"{'every row stays, and taken apart all is as it was' if not failures else 'FAILED'}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
