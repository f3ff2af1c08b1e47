"""Rows for every table that the runtime roles may write to: valid ones, but for the ids of others strewn in."""

import datetime
import uuid

from psycopg.types.json import Jsonb

DAY = datetime.datetime(2031, 1, 1, tzinfo=datetime.timezone.utc)
SLUGS = [
    "clients.view",
    "events.view",
    "bookings.view",
    "memberships.view",
    "staff.view",
    "tags.manage",
    "plans.manage",
]


class Values:
    """Makes values for one organization; `stray` is how often a reference leads elsewhere."""

    def __init__(self, random, world, organization, stray=0.0):
        self.random, self.world, self.organization, self.stray = random, world, organization, stray

    def new(self):
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def chance(self, probability):
        return self.random.random() < probability

    def maybe(self, make, *arguments):
        return make(*arguments) if self.chance(0.5) else None

    def of(self, *words):
        return self.random.choice(words)

    def word(self):
        return f"w{self.random.getrandbits(40):x}"

    def number(self, most):
        return self.random.randrange(1, most + 1)

    def elsewhere(self):
        return self.random.choice([o for o in self.world.organizations if o != self.organization])

    def chain(self):
        """The organizations under the same head."""
        roots = self.world.roots
        return [o for o in self.world.organizations if roots.get(o) == roots[self.organization]]

    def id(self, table):
        """The id of a row, mostly of this organization."""
        organization = self.elsewhere() if self.chance(self.stray) else self.organization
        held = self.world.ids.get((table, organization))
        return self.random.choice(held) if held else self.new()

    def foreign_id(self):
        """The id of any row of any other organization."""
        organization = self.elsewhere()
        held = [ids for (_, owner), ids in self.world.ids.items() if owner == organization and ids]
        return self.random.choice([organization, self.random.choice(held)[0]] if held else [organization])

    def user(self):
        return self.id("crm.user_organizations")

    def moment(self):
        return DAY + datetime.timedelta(minutes=30 * self.random.randrange(96))

    def date(self):
        return (DAY + datetime.timedelta(days=self.random.randrange(-40, 40))).date()

    def json(self):
        return Jsonb({self.word(): self.number(9)})


def client(v):
    first, last, email = v.word(), v.word(), v.maybe(v.word)
    address = email and f"{email}@example.org"
    return {
        "id": v.new(),
        "first_name": first,
        "last_name": last,
        "sort_name": f"{last} {first}",
        "email": address,
        "email_key": address,
        "member_number": v.maybe(v.word),
        "external_id": v.maybe(v.word),
        "status": v.of("lead", "active", "active", "active", "inactive", "archived"),
        "notes": v.maybe(v.word),
        "is_home": v.chance(0.5),
        "joined_on": v.date(),
        "metadata": v.json(),
        "deleted_at": None,
    }


def taggable(v):
    kind, table = v.of(
        ("user", "crm.user_organizations"),
        ("client", "crm.client_organizations"),
        ("event", "crm.events"),
        ("class", "crm.events"),
    )
    return {"id": v.new(), "tag_id": v.id("crm.tags"), "taggable_type": kind, "taggable_id": v.id(table)}


def event(v):
    start, capacity = v.moment(), v.maybe(v.number, 5)
    return {
        "id": v.new(),
        "event_type": v.of("class", "tour", "other"),
        "title": v.word(),
        "template_id": v.maybe(v.id, "crm.event_templates"),
        "series_id": v.maybe(v.id, "crm.event_series"),
        "parent_event_id": v.maybe(v.id, "crm.events") if v.chance(0.2) else None,
        "instructor_id": v.maybe(v.user),
        "room_id": v.maybe(v.id, "crm.rooms"),
        "starts_at": start,
        "ends_at": start + datetime.timedelta(minutes=30 * v.number(3)),
        "max_participants": capacity,
        "staff_capacity": capacity and capacity + v.number(2),
        "description": v.word(),
        "metadata": v.json(),
        "status": v.of("scheduled", "scheduled", "scheduled", "completed", "cancelled"),
    }


def series(v):
    return {
        "id": v.new(),
        "template_id": v.maybe(v.id, "crm.event_templates"),
        "title": v.word(),
        "recurring_pattern": "FREQ=WEEKLY",
        "starts_on": v.date(),
        "start_time": datetime.time(9),
        "duration_minutes": 60,
        "time_zone": "Europe/Berlin",
        "instructor_id": v.maybe(v.user),
        "room_id": v.maybe(v.id, "crm.rooms"),
        "max_participants": v.number(20),
        "is_active": v.chance(0.8),
    }


def booking(v):
    status = v.of("registered", "registered", "registered", "waitlisted", "attended", "cancelled")
    return {
        "id": v.new(),
        "event_id": v.id("crm.events"),
        "client_id": v.id("crm.client_organizations"),
        "status": status,
        "is_override": v.chance(0.2),
        "cancelled_at": DAY if status == "cancelled" else None,
        "notes": v.maybe(v.word),
        "source": v.of("front_desk", "web"),
        "notice_minutes": v.maybe(v.number, 90),
        "host_id": v.id("crm.client_organizations") if v.chance(0.1) else None,
    }


def membership(v):
    return {
        "id": v.new(),
        "client_id": v.id("crm.client_organizations"),
        "membership_plan_id": v.id("crm.membership_plans"),
        "status": v.of("pending", "active", "active", "paused", "cancelled"),
        "start_date": v.date(),
        "next_billing_date": v.maybe(v.date),
        "classes_remaining": v.maybe(v.number, 4),
        "guest_passes_remaining": v.number(3),
        "cancellation_reason": v.maybe(v.word),
        "metadata": v.json(),
    }


def invitation(v):
    address = f"{v.word()}@example.org"
    client = v.maybe(v.id, "crm.client_organizations")
    return {
        "id": v.new(),
        "email": address,
        "email_key": address,
        "name": v.word(),
        "role": "member" if client else v.of("admin", "staff", "trainer"),
        "client_id": client,
        "role_definition_id": None if client else v.maybe(v.id, "crm.role_definitions"),
        "token_hash": v.random.randbytes(32),
    }


ROWS = {
    "crm.role_definitions": lambda v: {
        "id": v.new(),
        "name": v.word(),
        "description": v.word(),
        "permissions": v.random.sample(SLUGS, v.random.randrange(3)),
    },
    "crm.client_organizations": client,
    "crm.client_medical": lambda v: {
        "client_id": v.id("crm.client_organizations"),
        "note": v.random.randbytes(40),
        "key_id": "key",
        "fields": v.json(),
    },
    "crm.medical_disclosures": lambda v: {
        "id": v.new(),
        "client_id": v.id("crm.client_organizations"),
        "reason": v.word(),
    },
    "crm.client_notes": lambda v: {
        "id": v.new(),
        "client_id": v.id("crm.client_organizations"),
        "body": v.word(),
        "visibility": v.of("team", "desk", "managers"),
    },
    "crm.client_guardians": lambda v: {
        "id": v.new(),
        "client_id": v.id("crm.client_organizations"),
        "guardian_id": v.id("crm.client_organizations"),
        "relationship": v.maybe(v.word),
    },
    "crm.consents": lambda v: {
        "id": v.new(),
        "client_id": v.id("crm.client_organizations"),
        "kind": v.of("photos", "marketing_email"),
        "status": v.of("given", "withdrawn"),
        "source": v.of("paper", "web"),
        "wording_version": v.maybe(v.word),
    },
    "crm.privacy_exports": lambda v: {"id": v.new(), "client_id": v.id("crm.client_organizations")},
    "crm.privacy_erasures": lambda v: {"id": v.new(), "client_id": v.id("crm.client_organizations")},
    "crm.invitations": invitation,
    "crm.client_claim_codes": lambda v: {
        "client_id": v.id("crm.client_organizations"),
        "code_hash": v.random.randbytes(32),
    },
    "crm.client_import_rows": lambda v: {
        "import_id": v.new(),
        "client_id": v.id("crm.client_organizations"),
        "row_number": v.number(1000),
    },
    "crm.imports": lambda v: {"id": v.new(), "row_count": v.number(9), "byte_count": v.number(9)},
    "crm.exports": lambda v: {"id": v.new(), "content": v.of("listClients", "organization"), "format": v.of("csv", "zip")},
    "crm.tags": lambda v: {
        "id": v.new(),
        "name": v.word(),
        "type": v.of("skill", "custom"),
        "color": "#00ff00",
        "description": v.word(),
    },
    "crm.segments": lambda v: {
        "id": v.new(),
        "name": v.word(),
        "description": v.word(),
        "rules": v.json(),
        "is_active": v.chance(0.8),
    },
    "crm.segment_members": lambda v: {
        "segment_id": v.id("crm.segments"),
        "client_id": v.id("crm.client_organizations"),
        "joined_at": v.moment(),
    },
    "crm.saved_filters": lambda v: {
        "id": v.new(),
        "name": v.word(),
        "resource": "clients",
        "query": v.json(),
        "is_shared": v.chance(0.5),
    },
    "crm.calendar_feeds": lambda v: {"id": v.new(), "kind": v.of("member", "trainer", "location"), "token_hash": v.random.randbytes(32)},
    "crm.rooms": lambda v: {"id": v.new(), "name": v.word(), "capacity": v.number(50), "is_active": v.chance(0.8)},
    "crm.event_templates": lambda v: {
        "id": v.new(),
        "name": v.word(),
        "description": v.word(),
        "instructor_id": v.maybe(v.user),
        "max_participants": v.number(20),
        "metadata": v.json(),
    },
    "crm.event_series": series,
    "crm.events": event,
    "crm.tours": lambda v: {
        "id": v.id("crm.events"),
        "first_name": v.word(),
        "phone": v.maybe(v.word),
        "attendance": v.of("expected", "confirmed", "no_show"),
        "notes": v.maybe(v.word),
    },
    "crm.taggables": taggable,
    "crm.event_participants": booking,
    "crm.booking_decisions": lambda v: {
        "booking_id": v.id("crm.event_participants"),
        "act": v.of("book", "wait", "cancel", "check_in"),
        "outcome": "allowed",
    },
    "crm.check_ins": lambda v: {
        "id": v.new(),
        "client_id": v.id("crm.client_organizations"),
        "booking_id": v.id("crm.event_participants") if v.chance(0.2) else None,
        "source": v.of("scan", "search"),
        "verdict": "allow",
        "undone_at": v.maybe(v.moment),
    },
    "crm.membership_plans": lambda v: {
        "id": v.new(),
        "name": v.word(),
        "description": v.word(),
        "kind": "class_pack",
        "price_minor": v.number(9000),
        "currency": "EUR",
        "billing_period": "once",
        "is_visible": v.chance(0.5),
        "metadata": v.json(),
    },
    "crm.membership_plan_locations": lambda v: {
        "membership_plan_id": v.id("crm.membership_plans"),
        "location_id": v.elsewhere() if v.chance(v.stray) else v.of(*v.chain()),
        "root_organization_id": v.world.roots[v.elsewhere() if v.chance(v.stray) else v.organization],
    },
    "crm.memberships": membership,
    "crm.membership_usage": lambda v: {
        "id": v.new(),
        "membership_id": v.id("crm.memberships"),
        "event_id": v.maybe(v.id, "crm.events"),
        "usage_type": v.of("class", "class", "guest_pass", "gym_access"),
        "notes": v.maybe(v.word),
    },
    "crm.notifications": lambda v: {
        "id": v.new(),
        "user_id": v.user(),
        "type": "booking_confirmed",
        "title": v.word(),
        "message": v.word(),
        "action_url": "/bookings",
        "metadata": v.json(),
    },
    "crm.notification_preferences": lambda v: {
        "user_id": v.user(),
        "preferences": Jsonb({"news": {"email": v.chance(0.5)}}),
        "all_notifications_enabled": v.chance(0.5),
    },
}

# What only changes, or what nobody but a function or a trigger writes: an insert has to be refused.
CHANGES = {
    "crm.organizations": lambda v: {
        "name": v.word(),
        "slug": v.word(),
        "settings": v.json(),
        "logo_url": "https://example.org/" + v.word(),
        "forbids_room_overlap": v.chance(0.7),
        "forbids_trainer_overlap": v.chance(0.7),
    },
    "crm.users": lambda v: {"first_name": v.word(), "last_name": v.word(), "phone": v.word(), "metadata": v.json()},
    "crm.clients": lambda v: {"preferences": v.json()},
    "crm.user_organizations": lambda v: {
        "role": v.of("owner", "admin", "staff", "trainer", "member", "member"),
        "title": v.word(),
        "left_at": v.of(None, datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=1)),
        "role_definition_id": v.maybe(v.id, "crm.role_definitions"),
        "permissions": Jsonb(
            {
                "grant": v.random.sample(SLUGS, v.random.randrange(2)),
                "deny": v.random.sample(SLUGS, v.random.randrange(2)),
            }
        ),
    },
    "jobs.jobs": lambda v: {"kind": "mail.send", "priority": 0, "run_at": v.moment(), "state": v.of("queued", "dead")},
    "crm.ledger_transactions": lambda v: {"kind": "no_show_fee", "client_id": v.id("crm.client_organizations")},
    "crm.ledger_entries": lambda v: {"transaction_id": v.new(), "account": "tax", "amount_minor": v.number(9), "currency": "EUR"},
    "audit.audit_logs": lambda v: {"action": "created", "entity_type": "client", "entity_id": v.foreign_id()},
    "audit.personal_values": lambda v: {"entity_type": "client", "entity_id": v.foreign_id()},
}

# What only a change sets.
LATER = {"deleted_at", "undone_at"}

# Columns that one statement may change in all rows without making the world poorer for those that follow.
HARMLESS = {
    "notes",
    "metadata",
    "description",
    "color",
    "settings",
    "preferences",
    "title",
    "phone",
    "is_visible",
    "fields",
    "capacity",
    "is_home",
    "action_url",
    "all_notifications_enabled",
    "row_number",
}
