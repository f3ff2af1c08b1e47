"""Many at once who book, wait, cancel, move, come and change their minds, while the gym changes its plans."""

import collections
import random
import threading
import time

import psycopg

from chronicle import Chronicle, check, observe
from classes import Desk, Studio, around, deadlocks
from servers import together

CLIENTS, MEMBERS, STAFF, THREADS = 64, 12, 4, 64
EXPECTED = set(
    "event_full already_booked booking_overlaps places_left waitlist_closed booking_ended event_started event_cancelled already_checked_in"
    " check_in_not_open not_yet_started undo_impossible booking_not_open booking_closed client_not_eligible no_fee_to_waive".split()
)
Heard = collections.namedtuple("Heard", "act event booking status code is_staff start end")
# What somebody does how often.
ACTS = {"book": 26, "override": 4, "wait": 16, "cancel": 20, "rebook": 8, "check-in": 4, "no-show": 2, "undo": 4,
        "capacity": 6, "move": 3, "call off": 0.3, "quiet hours": 2, "standing": 1, "look after": 4}  # fmt: skip


class Contest:
    def __init__(self, stage, seed):
        self.stage, self.seed, self.studio = stage, seed, Studio(stage)
        self.clients = self.studio.clients(CLIENTS)
        self.members = {client: self.studio.member(client) for client in self.clients[:MEMBERS]}
        self.staff = [stage.join(self.studio.id, "staff") for _ in range(STAFF)]
        chance = random.Random(seed)
        # Far ahead: a line that moves. Half of them have another one at the same time.
        self.far = [self.far_event(chance, number) for number in range(18)]
        # Within twelve hours a cancellation costs; some of these run, or are about to.
        self.near = [self.studio.event(hours * 3600, chance.randrange(3, 8)) for hours in (4, 6, 8)]
        self.open = [self.studio.event(seconds, chance.randrange(3, 8), minutes=600) for seconds in (-600, 1800)]
        # Whoever books is remembered, with the booking.
        self.booked = collections.deque(maxlen=400)
        self.heard, self.faults, self.left, self.lock = [], [], 0, threading.Lock()
        self.moves = self.refused_moves = self.waits = 0
        self.nodes = [stage.serve(works=True), stage.serve(works=True)]

    def far_event(self, chance, number):
        slot = number if number < 6 else 6 + (number - 6) // 2
        start = 36 * 3600 + slot * 7200 + (0 if number < 6 else 1200 * (number % 2))
        return self.studio.event(start, chance.randrange(2, 6), staff=7)

    def sign_in(self):
        """Everybody anew: an access token does not last as long as a long contest."""
        people = [*self.staff, *self.members.values()]
        sessions = together(4, lambda part: [self.nodes[part % 2].sign_in(person)["access_token"] for person in people[part::4]])
        tokens = {person: token for part in range(4) for person, token in zip(people[part::4], sessions[part])}
        self.staff_tokens = [tokens[person] for person in self.staff]
        self.member_tokens = {client: tokens[person] for client, person in self.members.items()}

    def run(self, operations):
        """Answers the faults found at the end of this part of the contest, when all are still."""
        self.sign_in()
        self.left, at = operations, len(self.heard)
        together(THREADS, lambda number: Contestant(self, number, f"{self.seed}/{at}/{number}").run())
        return check(self.stage, self.studio.id)

    def take(self, count=1):
        with self.lock:
            self.left -= count
            return self.left >= 0


class Contestant:
    """A thread: somebody of the desk, or a member."""

    def __init__(self, contest, number, seed):
        self.contest, self.studio, self.chance = contest, contest.studio, random.Random(seed)
        self.own = contest.clients[number] if number < MEMBERS else None
        token = contest.member_tokens[self.own] if self.own else contest.staff_tokens[number % STAFF]
        self.desks = [Desk(node.client(timeout=60), token) for node in contest.nodes]

    def run(self):
        while self.contest.take():
            act = self.chance.choices(list(ACTS), ACTS.values())[0]
            # The gym's own changes are made by everybody's hand here, by the operator.
            if self.own and act in ("override", "check-in", "no-show", "undo"):
                act = "book"
            getattr(self, act.replace(" ", "_").replace("-", "_"))()
        self.contest.waits += sum(desk.waits for desk in self.desks)

    @property
    def desk(self):
        return self.chance.choice(self.desks)

    @property
    def event(self):
        contest = self.contest
        return self.chance.choice(self.chance.choices([contest.far, contest.near, contest.open], [16, 3, 1])[0])

    @property
    def client(self):
        return self.own or self.chance.choice(self.contest.clients)

    def hear(self, act, answer, start, event=None, booking=None):
        contest = self.contest
        if 200 <= answer.status < 300:
            booking = answer.json["id"]
        elif answer.code not in EXPECTED and not (self.own and answer.status in (403, 404)):
            contest.faults.append(f"{act} is answered {answer.status} {answer.body[:200]}")
        contest.heard.append(Heard(act, event, booking, answer.status, answer.code, self.own is None, start, time.time()))
        return booking if answer.status < 300 else None

    def book(self, event=None, **more):
        event, client, start = event or self.event, self.client, time.time()
        act = "override" if more else "book"
        booking = self.hear(act, self.desk.book(event, None if self.own else client, **more), start, event)
        if booking:
            self.contest.booked.append((booking, client))

    def override(self):
        self.book(override_reason="The coach asked for it")

    def wait(self):
        event, client, start = self.event, self.client, time.time()
        more = {"notice_minutes": 7 * 1440} if self.chance.random() < 0.1 else {}
        booking = self.hear("wait", self.desk.wait(event, None if self.own else client, **more), start, event)
        if booking:
            self.contest.booked.append((booking, client))

    def some_booking(self):
        booked = [one for one in list(self.contest.booked) if not self.own or one[1] == self.own]
        return self.chance.choice(booked)[0] if booked else None

    def act(self, act, what, act_body=None):
        if booking := self.some_booking():
            start = time.time()
            self.hear(act, self.desk.act(booking, what, act_body), start, booking=booking)

    def cancel(self):
        self.act("cancel", "cancellation")

    def rebook(self):
        self.cancel()
        if self.contest.take():
            self.book()

    def check_in(self):
        self.act("check-in", "check-in")

    def no_show(self):
        self.act("no-show", "no-show")

    def undo(self):
        self.act("undo", "undo")

    def capacity(self):
        places = self.chance.randrange(1, 8)
        self.studio.operate("update crm.events set max_participants = %s, staff_capacity = %s where id = %s",
                            places, places + 2, self.event)  # fmt: skip

    def move(self):
        try:
            self.studio.operate(
                "update crm.events set starts_at = starts_at + make_interval(mins => %(by)s), ends_at = ends_at + make_interval(mins => %(by)s)"
                " where id = %(event)s and starts_at + make_interval(mins => %(by)s) > now() + interval '24 hours'",
                event=self.chance.choice(self.contest.far), by=self.chance.choice([-60, -30, 30, 60]),
            )  # fmt: skip
            self.contest.moves += 1
        except psycopg.errors.ExclusionViolation:
            self.contest.refused_moves += 1

    def call_off(self):
        with self.contest.lock:
            number = self.chance.randrange(len(self.contest.far))
            event, self.contest.far[number] = self.contest.far[number], self.contest.far_event(self.chance, number)
        self.studio.operate("update crm.events set status = 'cancelled' where id = %s", event)

    def quiet_hours(self):
        person = self.chance.choice(list(self.contest.members.values()))
        hours = self.chance.choice([(-2, 2), (-5, 1), (3, 8), (6, 12)])
        self.contest.stage.admin.execute(
            """insert into crm.notification_preferences (organization_id, user_id, quiet_hours_start, quiet_hours_end, timezone)
            values (%s, %s, %s, %s, 'UTC') on conflict (organization_id, user_id)
            do update set quiet_hours_start = excluded.quiet_hours_start, quiet_hours_end = excluded.quiet_hours_end, timezone = 'UTC'""",
            [self.studio.id, person.id, around(hours[0]), around(hours[1])],
        )

    def standing(self):
        client = self.chance.choice(self.contest.clients[MEMBERS:])
        self.studio.operate("update crm.client_organizations set status = %s where id = %s",
                            self.chance.choice(["active", "active", "inactive"]), client)  # fmt: skip

    def look_after(self):
        self.studio.look_after()


def race(stage, operations, seed):
    stage.admin.execute(f'alter database "{stage.admin.info.dbname}" set deadlock_timeout = 50')
    observe(stage)
    contest, start, parts = Contest(stage, seed), time.monotonic(), max(1, min(10, operations // 500))
    with deadlocks(stage) as met:
        for _ in range(parts):
            contest.faults += contest.run(operations // parts)
        contest.faults += settle(contest)
    chronicle = Chronicle(stage, contest.studio.id)
    contest.faults += chronicle.faults + compare(contest, chronicle) + unretried(contest)
    answers = collections.Counter(str(heard.status) if heard.status < 300 else heard.code for heard in contest.heard)
    print(
        f"bookings: seed {seed}: {operations} operations by {THREADS} clients on two nodes in {time.monotonic() - start:.0f} s, {parts} checkpoints, "
        f"{sum(map(len, chronicle.events.values()))} steps, {chronicle.promotions} promotions, {contest.moves} moves ({contest.refused_moves} refused), "
        f"{met[0]} deadlocks met, {contest.waits} times told to come again, {len(contest.faults)} faults (0)\n  answers: {dict(answers.most_common())}"
    )
    if not chronicle.promotions and operations >= 1000:
        contest.faults.append("nobody was ever moved up")
    return contest.faults


def settle(contest):
    """Once nobody acts any more the job leaves nobody waiting who could have a place."""
    studio, stage = contest.studio, contest.stage
    studio.look_after()
    deadline = time.monotonic() + 60
    while not studio.has_looked_after():
        if time.monotonic() > deadline:
            return ["the job that looks after bookings does not end"]
        time.sleep(0.05)
    waiting = stage.admin.execute(
        """select b.id from crm.event_participants b join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
        where b.organization_id = %s and b.status = 'waitlisted' and e.status = 'scheduled' and e.current_participants < e.max_participants
          and e.starts_at > now() + interval '13 hours' and proof.standing(b, now()) = 'free'""",
        [studio.id],
    ).fetchall()
    errors = stage.number("select string_agg(error, '; ') from jobs.jobs where organization_id = %s and kind like 'bookings.%%' and error is not null", studio.id)
    faults = check(stage, studio.id)
    if waiting:
        faults.append(f"{len(waiting)} wait although there are places that they could have")
    if errors:
        faults.append(f"jobs failed: {errors}")
    return faults


def compare(contest, chronicle):
    """Each success was one step, each step of a client a success, and nobody was told of a full event that was not."""
    told = collections.Counter(
        (heard.booking, "book" if heard.act == "override" else heard.act) for heard in contest.heard if heard.status < 300
    )
    done = collections.Counter({key: count for key, count in chronicle.acts.items() if key[1] != "promote"})
    faults = [f"{act} of {booking}: {told[booking, act]} times told, {done[booking, act]} times done"
              for booking, act in set(told) | set(done) if told[booking, act] != done[booking, act]]  # fmt: skip
    for heard in contest.heard:
        if heard.code != "event_full" or heard.act not in ("book", "override") or not heard.is_staff:
            continue
        if not chronicle.was_full(heard.event, heard.start, heard.end, heard.act == "override"):
            faults.append(f"event {heard.event} was called full, and was not at {heard.start}")
    return faults


def unretried(contest):
    """A deadlock is run again, not answered."""
    return [f"a server's log: {line[:300]}" for node in contest.nodes for line in node.log.read_text(errors="replace").splitlines()
            if "40P01" in line or "deadlock" in line][:5]  # fmt: skip
