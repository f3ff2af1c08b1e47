"""What was quoted for a cancellation is what it does, or it is refused: random policies, times and changes in between."""

import collections
import json
import random
import time
import uuid

from classes import Desk, Studio
from servers import together

THREADS = 8
# What may happen between a quote and its cancellation, and how often.
CHANGES = {
    "nothing": 50, "event moved": 6, "place changed": 4, "capacity": 4, "event policy": 8, "series policy": 3, "plan policy": 3,
    "organization policy": 3, "earlier fee waived": 6, "waived here": 5, "event cancelled": 2, "came": 2, "another strike": 6,
}  # fmt: skip
# After these the booking is not what was quoted for; after those it is, whatever else is.
ENDED, HARMLESS = ("event cancelled", "came"), ("nothing", "capacity")


def quotes(stage, count, seed):
    nodes = [stage.serve(), stage.serve()]
    start = time.monotonic()
    gyms = [Gym(stage, nodes[number % 2], f"{seed}/{number}") for number in range(THREADS)]
    together(THREADS, lambda number: gyms[number].run(count // THREADS + (number < count % THREADS)))
    met, faults = sum((gym.met for gym in gyms), collections.Counter()), [fault for gym in gyms for fault in gym.faults]
    print(
        f"bookings: seed {seed}: {count} cancellations after a quote in {time.monotonic() - start:.0f} s: {met['as quoted']} as quoted, "
        f"{met['quote_stale']} stale and quoted again, {met['booking_ended']} ended before, {len(faults)} other (0)\n"
        f"  of those done: {', '.join(f'{met[name]} {name}' for name in ('free', 'charged', 'taxed', 'refunded', 'strikes without a fee'))}; "
        f"{met['deadline passed']} stale because a deadline passed"
    )
    for name in ("as quoted", "quote_stale", "booking_ended", "free", "charged", "taxed", "refunded", "strikes without a fee"):
        if not met[name]:
            faults.append(f"quotes: no cancellation was {name}")
    return faults


class Gym:
    """A gym of its own for each thread, so that whatever changes is known."""

    def __init__(self, stage, node, seed):
        self.stage, self.chance, self.studio = stage, random.Random(seed), Studio(stage)
        self.desk = Desk(node.client(), node.sign_in(stage.join(self.studio.id, "staff"))["access_token"])
        self.met, self.faults = collections.Counter(), []
        # Of three clients two are on a plan.
        self.clients = self.studio.clients(9)
        self.plans = [str(uuid.uuid4()) for _ in range(2)]
        for number, plan in enumerate(self.plans):
            self.studio.operate(
                """insert into crm.membership_plans (id, name, kind, price_minor, currency, billing_period) values (%s, %s, 'recurring', 100, 'EUR', 'month')""",
                plan, f"Plan {number}",
            )  # fmt: skip
            for client in self.clients[number::3]:
                self.studio.operate(
                    """insert into crm.memberships (id, client_id, membership_plan_id, status, start_date, end_date)
                    values (gen_random_uuid(), %s, %s, 'active', current_date, null)""",
                    client, plan,
                )  # fmt: skip
        self.series = str(uuid.uuid4())
        self.studio.operate(
            """insert into crm.event_series (id, title, recurring_pattern, starts_on, start_time, duration_minutes, time_zone)
            values (%s, 'Series', 'FREQ=DAILY', current_date, '08:00', 60, 'UTC')""",
            self.series,
        )

    def run(self, count):
        for _ in range(count):
            self.cancel_one()

    def policy(self):
        chance = self.chance
        choices = {
            "cancel_window_hours": lambda: chance.choice([1, 1.5, 2, 6, 12, 24]),
            "blackout": lambda: {"from": f"{chance.randrange(24):02}:00", "to": f"{chance.randrange(24):02}:30"},
            "late_cancel_fee_enabled": lambda: chance.random() < 0.8,
            "late_cancel_fee": lambda: {"amount": chance.choice([0, 1, 333, 1500, 99_999]), "currency": "EUR"},
            "late_cancel_tax_percent": lambda: chance.choice([0, 7, 8.25, 19, 100]),
            "strikes": lambda: chance.choice([None, {"limit": chance.randrange(1, 6), "days": chance.choice([1, 60])}]),
        }
        return json.dumps({name: make() for name, make in choices.items() if chance.random() < 0.4})

    def start(self, policy):
        """Long before it, well after the deadline, just now, or running."""
        window = json.loads(policy).get("cancel_window_hours", 12)
        return self.chance.choice([
            self.chance.randrange(48, 96) * 3600, self.chance.randrange(1, 60) * 60, self.chance.randrange(1, 24) * 3600,
            window * 3600 + self.chance.randrange(3), -600,
        ])  # fmt: skip

    def cancel_one(self):
        chance, client, policy = self.chance, self.chance.choice(self.clients), self.policy()
        event = self.studio.event(int(self.start(policy)), 10, policy=policy, series=chance.choice([None, self.series]))
        booking = self.must(201, self.desk.book(event, client))["id"]
        if chance.random() < 0.3:
            self.studio.operate(
                "update crm.event_participants set payment_status = 'paid', price_minor = 1200, currency = 'EUR' where id = %s", booking
            )
        quote = self.quote(booking)
        change = chance.choices(list(CHANGES), CHANGES.values())[0]
        waives = self.happen(change, event, booking, client)
        answer = self.desk.act(booking, "cancellation", {"quote_id": quote["id"], "waives_fee": waives} | ({"reason": "They were ill"} if waives else {}))
        if answer.code == "quote_stale":
            self.met["quote_stale"] += 1
            again = self.quote(booking)
            self.met["deadline passed"] += change in HARMLESS
            # Of a waiver there are no quotes.
            if again["lines"] == quote["lines"] and again["effects"] == quote["effects"] and not waives:
                self.faults.append(f"{booking}: stale after {change}, and quoted the same again")
            quote, answer = again, self.desk.act(booking, "cancellation", {"quote_id": again["id"]})
            # A deadline may pass twice in a row: once of the event, once of a strike.
            while answer.code == "quote_stale":
                quote = self.quote(booking)
                answer = self.desk.act(booking, "cancellation", {"quote_id": quote["id"]})
        if answer.code == "booking_ended" and change in ENDED:
            self.met["booking_ended"] += 1
        elif answer.status != 200 or change in ENDED:
            self.faults.append(f"{booking}: after {change} the cancellation is answered {answer.status} {answer.body[:200]}")
        else:
            self.compare(booking, quote, answer.json, change)
        if answer.status != 200:
            self.studio.operate(
                """update crm.event_participants set status = 'cancelled', cancelled_at = now(), attended_at = null
                where id = %s and status not like '%%cancelled'""",
                booking,
            )

    def must(self, status, answer):
        if answer.status != status:
            raise SystemExit(f"quotes: {answer.status} instead of {status}: {answer.body[:300]}")
        return answer.json

    def quote(self, booking):
        return self.must(200, self.desk.ask("POST", "/v1/quotes", {"act": "cancel", "booking_id": booking}))

    def happen(self, change, event, booking, client):
        """Answers whether the fee is to be waived with the cancellation."""
        operate = self.studio.operate
        match change:
            case "event moved":
                operate("update crm.events set starts_at = starts_at + %s * interval '1 minute', ends_at = ends_at + interval '2 days' where id = %s",
                        self.chance.choice([-1, 1, 1440]), event)  # fmt: skip
            case "place changed":
                operate("update crm.events set location = 'Elsewhere' where id = %s", event)
            case "capacity":
                operate("update crm.events set max_participants = 1 where id = %s", event)
            case "event policy":
                operate("update crm.events set policy = %s where id = %s", self.policy(), event)
            case "series policy":
                operate("update crm.event_series set policy = %s where id = %s", self.policy(), self.series)
            case "plan policy":
                operate("update crm.membership_plans set policy = %s where id = %s", self.policy(), self.chance.choice(self.plans))
            case "organization policy":
                operate("update crm.organizations set settings = jsonb_build_object('booking', %s::jsonb) where id = %s", self.policy(), self.studio.id)
            case "earlier fee waived":
                earlier = self.stage.admin.execute(
                    """select id::text from crm.event_participants where organization_id = %s and client_id = %s and status = 'late_cancelled'
                    and fee_minor is not null and fee_waived_at is null order by registered_at desc limit 1""",
                    [self.studio.id, client],
                ).fetchone()
                if earlier:
                    answer = self.desk.act(earlier[0], "fee-waiver", {"reason": "They were ill"})
                    if answer.status != 200 and answer.code != "no_fee_to_waive":
                        self.faults.append(f"a waiver is answered {answer.status} {answer.body[:200]}")
            case "another strike":
                other = self.studio.event(8 * 86_400, 10)
                lost = self.must(201, self.desk.book(other, client))["id"]
                operate("update crm.event_participants set status = 'late_cancelled', cancelled_at = now() where id = %s", lost)
            case "event cancelled":
                operate("update crm.events set status = 'cancelled' where id = %s", event)
            case "came":
                operate("update crm.event_participants set status = 'attended', attended_at = now() where id = %s", booking)
        return change == "waived here"

    def compare(self, booking, quote, told, change):
        """The booking, the decision and the ledger say what the quote said."""
        lines = {line["code"]: line["amount"]["amount"] for line in quote["lines"]}
        effects = {effect["code"] for effect in quote["effects"]}
        quoted = (lines.get("late_cancel_fee", 0), lines.get("tax", 0), lines.get("refund_due", 0), "strike" in effects)
        decided, ledger = self.stage.admin.execute(
            """select (select facts from crm.booking_decisions d where d.booking_id = %(id)s and act = 'cancel'),
              (select coalesce(jsonb_object_agg(account, sum), '{}') from (select s.account, sum(s.amount_minor) from crm.ledger_entries s
                join crm.ledger_transactions t on t.organization_id = s.organization_id and t.id = s.transaction_id
                where t.organization_id = %(gym)s and t.booking_id = %(id)s group by 1) a)""",
            {"id": booking, "gym": self.studio.id},
        ).fetchone()
        amount = lambda of, name: (of.get(name) or {}).get("amount", 0)
        done = (amount(told, "fee"), amount(told, "fee_tax"), amount(decided, "refund"), told["status"] == "late_cancelled")
        booked = {name: value for name, value in
                  {"receivable": done[0] + done[1], "late_cancel_fees": -done[0], "tax": -done[1]}.items() if value}  # fmt: skip
        if quoted != done or ledger != booked:
            self.faults.append(f"{booking}: after {change} quoted {quoted}, done {done}, in the ledger {ledger}")
        self.met["as quoted"] += 1
        self.met["charged" if done[0] else "strikes without a fee" if done[3] else "free"] += 1
        self.met["taxed"] += done[1] > 0
        self.met["refunded"] += done[2] > 0
