"""Random statements on every table, each with a way to tell whose rows it answered."""

import dataclasses

from rows import CHANGES, HARMLESS, LATER, ROWS

# Where one person's rows are told from another's: the column that says so, and the permission that lifts the rule.
OWN = {
    "crm.client_organizations": ("client_id", "clients.view"),
    "crm.event_participants": ("client_id", "bookings.view"),
    "crm.booking_decisions": ("booking_id", "bookings.view"),
    "crm.check_ins": ("client_id", "bookings.view"),
    "crm.ledger_transactions": ("client_id", "memberships.view"),
    "crm.ledger_entries": ("transaction_id", "memberships.view"),
    "crm.memberships": ("client_id", "memberships.view"),
    "crm.membership_usage": ("membership_id", "memberships.view"),
    "crm.user_organizations": ("user_id", "staff.view"),
    "crm.notifications": ("user_id", None),
    "crm.notification_preferences": ("user_id", None),
    "crm.client_name_parts": (None, "clients.view"),
    "crm.client_merges": (None, "clients.delete"),
    "crm.client_notes": (None, "clients.view"),
    "crm.client_guardians": (None, "clients.contact.view"),
    "crm.client_claim_codes": (None, "clients.update"),
    "crm.client_medical": (None, "clients.medical.view"),
    "crm.medical_disclosures": (None, "clients.medical.view"),
    "crm.role_definitions": (None, "staff.view"),
    "crm.events": (None, "events.view"),
    "crm.event_templates": (None, "events.view"),
    "crm.event_series": (None, "events.view"),
    "crm.tours": (None, "staff.view"),
    "jobs.jobs": ("user_id", "jobs.view"),
    "audit.audit_logs": (None, "rank 50"),
    "audit.personal_values": (None, "rank 50"),
}
DELETED_FROM = ["crm.taggables", "crm.membership_plan_locations", "crm.client_import_rows"]


@dataclasses.dataclass
class Statement:
    """`tables` are those whose rows are answered: o0, o1 .. are their organizations, p0, p1 .. their persons."""

    verb: str
    sql: str
    parameters: list
    tables: list
    # An outer join answers null for what it did not find.
    optional: int = 99


class Statements:
    def __init__(self, values, world, trusted):
        self.v, self.world, self.trusted = values, world, trusted
        self.random, self.columns = values.random, world.columns

    def next(self):
        verb = self.random.choices(
            [self.select, self.insert, self.update, self.sweep, self.delete, self.call], [42, 22, 24, 6, 6, 4]
        )[0]
        return verb()

    def tenant(self, table):
        return "id" if table == "crm.organizations" else "organization_id" if self.scoped(table) else None

    def scoped(self, table):
        return "organization_id" in self.columns[table]

    def answer(self, table, alias, place):
        tenant, own = self.tenant(table), OWN.get(table, (None, None))[0]
        if tenant is None:
            return f"{alias}.{'user_id' if table == 'crm.clients' else 'id'} as p{place}"
        return f"{alias}.{tenant} as o{place}" + (f", {alias}.{own} as p{place}" if own else "")

    def uuids(self, table):
        return [name for name, kind in self.columns[table].items() if kind == "uuid"]

    # Filters -------------------------------------------------------------------------------------------------

    def filter(self, table, alias="a"):
        choices = [self.everything, self.by_uuid, self.by_uuid, self.by_list, self.by_subselect, self.by_time]
        if self.tenant(table):
            choices += [self.by_tenant, self.by_other_tenant, self.by_trap]
        return self.random.choice(choices)(table, alias)

    def everything(self, table, alias):
        return "true", []

    def any_id(self):
        return self.v.foreign_id() if self.v.chance(0.5) else self.v.id(self.random.choice(list(ROWS)))

    def by_uuid(self, table, alias):
        column = self.random.choice(self.uuids(table))
        other = self.world.references.get((table, column), table)
        own = (other, self.v.organization) in self.world.ids and self.v.chance(0.6)
        return f"{alias}.{column} = %s", [self.v.id(other) if own else self.any_id()]

    def by_list(self, table, alias):
        ids = [self.any_id() for _ in range(4)] + [
            self.v.id(table),
            self.v.id(table),
            *self.random.sample(self.world.users, 2),
        ]
        return f"{alias}.{self.random.choice(self.uuids(table))} = any (%s)", [ids]

    def by_subselect(self, table, alias):
        other = self.random.choice(list(self.columns))
        column, key = self.random.choice(self.uuids(table)), self.random.choice(self.uuids(other))
        condition, parameters = self.by_uuid(other, "z") if self.v.chance(0.3) else ("true", [])
        shape = self.random.choice(
            [
                "{a}.{c} in (select z.{k} from {t} z where {w})",
                "exists (select from {t} z where z.{k} = {a}.{c} and {w})",
                "not exists (select from {t} z where z.{k} = {a}.{c} and {w})",
                "{a}.{c} = any (array(select z.{k} from {t} z where {w}))",
            ]
        )
        return shape.format(a=alias, c=column, k=key, t=other, w=condition), parameters

    def by_time(self, table, alias):
        if "created_at" not in self.columns[table]:
            return "true", []
        return f"{alias}.created_at > now() - %s * interval '1 minute'", [self.v.number(100)]

    def by_tenant(self, table, alias):
        return f"{alias}.{self.tenant(table)} = %s", [self.v.elsewhere()]

    def by_other_tenant(self, table, alias):
        return f"{alias}.{self.tenant(table)} <> %s", [self.v.organization]

    def by_trap(self, table, alias):
        # Fails on a row of another organization that is looked at even without being answered.
        return f"1 / (case when {alias}.{self.tenant(table)} = %s then 1 else 0 end) = 1", [self.v.organization]

    # The four verbs ------------------------------------------------------------------------------------------

    def select(self):
        table = self.random.choice(list(self.columns))
        condition, parameters = self.filter(table)
        shape = self.random.choices([self.rows, self.join, self.totals, self.nested], [40, 30, 15, 15])[0]
        return shape(table, condition, parameters)

    def rows(self, table, condition, parameters):
        others = ", ".join(f"a.{name}" for name in self.columns[table])
        order = self.random.choice(["", f" order by a.{self.random.choice(list(self.columns[table]))} limit %s"])
        lock = self.random.choice(["", "", "", "", " for update", " for share", " for key share"])
        return Statement(
            "select",
            f"select {self.answer(table, 'a', 0)}, {others} from {table} a where {condition}{order}{lock}",
            parameters + ([self.v.number(50)] if order else []),
            [table],
        )

    def join(self, table, condition, parameters):
        other = self.random.choice(list(self.columns))
        kind = self.random.choice(["join", "left join"])
        column, key = self.random.choice(self.uuids(table)), self.random.choice(self.uuids(other))
        links = [(c, t) for (owner, c), t in self.world.references.items() if owner == table]
        if links and self.v.chance(0.6):
            column, other = self.random.choice(links)
            key = next(k for k in ("id", "user_id", "organization_id") if k in self.columns[other])
        return Statement(
            "select",
            f"""select {self.answer(table, 'a', 0)}, {self.answer(other, 'b', 1)}
            from {table} a {kind} {other} b on b.{key} = a.{column} where {condition} limit 200""",
            parameters,
            [table, other],
            optional=1 if kind == "left join" else 99,
        )

    def totals(self, table, condition, parameters):
        tenant = self.tenant(table) or ("user_id" if table == "crm.clients" else "id")
        letter = "o" if self.tenant(table) else "p"
        return Statement(
            "select",
            f"select unnest(array_agg(distinct a.{tenant})) as {letter}0 from {table} a where {condition}",
            parameters,
            [table],
        )

    def nested(self, table, condition, parameters):
        other = self.random.choice([t for t in self.columns if self.tenant(t)])
        more, others = self.filter(other, "b")
        return Statement(
            "select",
            f"""with held as materialized (select {self.answer(table, 'a', 0)} from {table} a where {condition})
            select held.*, (select min(b.{self.tenant(other)}::text)::uuid from {other} b where {more}) as o1 from held""",
            parameters + others,
            [table, other],
            optional=1,
        )

    def returning(self, table, probability=0.5):
        return f" returning {self.answer(table, 'a', 0)}" if self.v.chance(probability) else ""

    def insert(self):
        table = self.random.choice(list(ROWS) * 8 + list(CHANGES))
        row = (ROWS.get(table) or CHANGES[table])(self.v)
        row = {name: value for name, value in row.items() if name not in LATER}
        key = "id" if "id" in row else None
        if key and self.v.chance(0.15):
            row["id"] = self.v.id(table) if self.v.chance(0.5) else self.v.foreign_id()
        if self.scoped(table) and self.v.chance(0.3):
            row["organization_id"] = self.v.of(self.v.organization, self.v.organization, self.v.elsewhere(), None)
        names, parameters, places = list(row), list(row.values()), ["%s"] * len(row)
        links = [c for c in names if (table, c) in self.world.references and row[c] is not None]
        source = f"values ({', '.join(places)})"
        if links and self.v.chance(0.25):
            column = self.random.choice(links)
            other = self.world.references[table, column]
            link = "user_id" if other == "crm.user_organizations" else "id"
            places[names.index(column)] = f"s.{link}"
            condition, more = self.filter(other, "s")
            parameters.pop(names.index(column))
            source = f"select {', '.join(places)} from {other} s where {condition} limit 1"
            parameters += more
        conflict = ""
        if self.v.chance(0.35):
            conflict = " on conflict do nothing"
            kept = sorted(HARMLESS & set(row))
            if kept and key and self.v.chance(0.6):
                conflict = f" on conflict (organization_id, id) do update set {kept[0]} = excluded.{kept[0]}"
        return Statement(
            "insert",
            f"insert into {table} as a ({', '.join(names)}) {source}{conflict}{self.returning(table)}",
            parameters,
            [table],
        )

    def update(self):
        table = self.random.choice(
            list(ROWS) + list(CHANGES) + ["crm.user_organizations", "crm.events", "crm.event_participants"]
        )
        row = (ROWS.get(table) or CHANGES[table])(self.v)
        row.pop("id", None)
        if table == "crm.organizations" and self.trusted:
            row["status"] = self.v.of(*["active"] * 9, "suspended")
        if table == "crm.event_participants":
            # A booking changes its status together with the time that says so.
            row = {"status": row["status"], "cancelled_at": row["cancelled_at"], "notes": row["notes"]}
        elif self.v.chance(0.03) and self.tenant(table):
            row = {self.tenant(table): self.v.elsewhere()}
        else:
            row = {name: row[name] for name in self.random.sample(list(row), min(len(row), self.v.number(2)))}
        if self.v.chance(0.6):
            key = next(k for k in ("id", "user_id", "client_id", "membership_plan_id") if k in self.columns[table])
            own = self.v.organization if table == "crm.organizations" else self.v.id(table)
            condition, parameters = f"a.{key} = %s", [own if self.v.chance(0.7) else self.any_id()]
        else:
            condition, parameters = self.filter(table)
            if not set(row) <= HARMLESS:
                condition, parameters = f"({condition}) and a.{self.uuids(table)[-1]} = %s", parameters + [
                    self.any_id()
                ]
        source = ""
        if self.v.chance(0.15):
            other = self.random.choice([t for t in ROWS if t != table])
            source = f" from {other} b"
            condition = f"({condition}) and b.{self.random.choice(self.uuids(other))} = a.{self.random.choice(self.uuids(table))}"
        sets = ", ".join(f"{name} = %s" for name in row)
        return Statement(
            "update",
            f"update {table} a set {sets}{source} where {condition}{self.returning(table)}",
            list(row.values()) + parameters,
            [table],
        )

    def sweep(self):
        """All rows there are: reading no column, it meets the policy of its verb alone."""
        table = self.random.choice([t for t, make in {**ROWS, **CHANGES}.items() if HARMLESS & set(make(self.v))])
        row = (ROWS.get(table) or CHANGES[table])(self.v)
        name = self.random.choice(sorted(HARMLESS & set(row)))
        return Statement(
            "update", f"update {table} a set {name} = %s{self.returning(table, 0.3)}", [row[name]], [table]
        )

    def delete(self):
        table = self.random.choice(DELETED_FROM * 5 + list(self.columns))
        condition, parameters = self.filter(table)
        if self.v.chance(0.7) and condition == "true":
            condition, parameters = self.by_uuid(table, "a")
        return Statement(
            "delete", f"delete from {table} a where {condition}{self.returning(table)}", parameters, [table]
        )

    def call(self):
        """What the application asks of jobs, of any organization's: only its own may change."""
        if self.v.chance(0.4):
            key = self.v.of("one", "another", None)
            return Statement(
                "call",
                "select jobs.enqueue(%s, 'mail.send', '{}', 1, 3, null, %s)",
                [self.v.new() if self.v.chance(0.9) else self.any_id(), key],
                [],
            )
        owner = self.v.elsewhere() if self.v.chance(0.4) else self.v.organization
        job = self.random.choice(self.world.ids["jobs.jobs", owner])
        return Statement("call", f"select jobs.{self.v.of('cancel', 'retry')}(%s)", [job], [])
