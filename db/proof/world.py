"""Twenty gyms, some of them in chains, their people and their rows; and what a superuser knows about them."""

import uuid

import psycopg

from databases import WORKER, connect
from rows import CHANGES, LATER, ROWS, Values

ROLES = ["owner", "admin", "staff", "staff", "trainer", "member", "member", "member"]
# How many rows of a table an organization starts with.
SIZES = {"crm.client_organizations": 16, "crm.events": 32, "crm.tours": 60, "crm.event_participants": 40, "crm.memberships": 16}
FEW = 6
# What may go wrong with a valid row: it came too late, or met one that did not get in.
CHANCE = {
    "event_full",
    "host_invalid",
    "no_classes_left",
    "no_guest_passes_left",
    "event_of_type_not_found",
    "room_inactive",
    "room_too_small",
    "event_not_found",
    "parent_event_not_found",
    "taggable_type_invalid",
    "guardian_invalid",
}
# Only people themselves write these.
PREFERENCES = "crm.notification_preferences"
DISCLOSURES = "crm.medical_disclosures"
FILTERS = "crm.saved_filters"
FEEDS = "crm.calendar_feeds"


class World:
    """Keeps which organization every row belongs to, as read past all policies."""

    def __init__(self, conninfo, random, organizations=20):
        self.conninfo, self.random = conninfo, random
        self.admin = connect(conninfo)
        self.organizations, self.roots, self.users, self.sessions, self.ids = [], {}, [], [], {}
        # Of each organization those that run, under the lease 1, and on whose behalf.
        self.jobs = {}
        self.columns, self.references, self.constraints = self.read_catalogue()
        self.people()
        self.chains(organizations)
        for organization in self.organizations:
            self.fill(organization)
        self.read_ids()

    def new(self):
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def read_catalogue(self):
        columns, references = {}, {}
        # Readable or not: a row is made of them.
        self.existing = {}
        for table, name, kind, readable in self.admin.execute("""
            select a.attrelid::regclass::text, a.attname, format_type(a.atttypid, null),
              has_column_privilege('tryzore_app', a.attrelid, a.attnum, 'select')
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('crm', 'audit', 'jobs') and c.relkind in ('r', 'p')
              and not c.relispartition and a.attnum > 0 and not a.attisdropped order by 1, a.attnum"""):
            self.existing.setdefault(table, set()).add(name)
            if readable:
                columns.setdefault(table, {})[name] = kind
        for table, column, other in self.admin.execute("""
            select k.conrelid::regclass::text, a.attname, k.confrelid::regclass::text
            from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[2]
            where k.contype = 'f' and cardinality(k.conkey) = 2 and k.connamespace = 'crm'::regnamespace
              and k.confrelid <> 'crm.organizations'::regclass order by 1, 2"""):
            references[table, column] = other
        constraints = {name for (name,) in self.admin.execute("""
            select conname from pg_constraint c join pg_namespace n on n.oid = c.connamespace
            where n.nspname in ('crm', 'audit', 'private', 'jobs')
            union select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where i.indisunique
            union select (regexp_matches(prosrc, 'constraint = ''(\\w+)''', 'g'))[1] from pg_proc p
            join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('private', 'audit', 'jobs')""")}
        # What functions and triggers alone write is read at random, no more.
        written = {name for (name,) in self.admin.execute("""
            select c.oid::regclass::text from pg_class c where c.relkind in ('r', 'p')
              and has_any_column_privilege('tryzore_app', c.oid, 'insert, update')""")}
        missing = set(columns) & written - set(ROWS) - set(CHANGES)
        if missing:
            raise SystemExit(f"workload: no rows are made for {', '.join(sorted(missing))}")
        return columns, references, constraints

    def people(self):
        for number in range(100):
            user = self.new()
            self.admin.execute(
                "select private.sign_up(%s, %s, %s, 'First', 'Last', 'scrypt$hash-of-nothing')",
                [user, f"p{number}@example.org", f"p{number}@example.org"],
            )
            if number % 2:
                self.admin.execute("insert into crm.clients (id, user_id) values (%s, %s)", [self.new(), user])
            self.users.append(user)

    def chains(self, organizations):
        """Two chains of three and two levels, the rest by themselves."""
        for number in range(organizations):
            parent = {1: 0, 2: 0, 3: 1, 5: 4, 6: 4}.get(number)
            organization = self.new()
            self.admin.execute(
                "select private.operator_create_organization(%s, %s, %s, %s, 'Europe/Berlin', 'EUR', 'DE', %s)",
                [
                    organization,
                    self.random.choice(self.users),
                    f"Gym {number}",
                    f"gym-{number}",
                    None if parent is None else self.organizations[parent],
                ],
            )
            self.organizations.append(organization)
            self.roots[organization] = organization if parent is None else self.roots[self.organizations[parent]]

    def tables(self):
        """Those that an operator may write to and that exist in this state of the schema."""
        return [(table, make) for table, make in ROWS.items() if table in self.columns and table not in (PREFERENCES, DISCLOSURES, FILTERS, FEEDS)]

    def fill(self, organization):
        for role in ROLES + ["member"] * 4:
            self.admin.execute(
                """select private.operator_add_person(%s, u, %s, null, %s) from unnest(%s::uuid[]) u where not exists (
                     select from crm.user_organizations m where m.organization_id = %s and m.user_id = u)""",
                [organization, role, self.random.random() < 0.3, [self.random.choice(self.users)], organization],
            )
        if DISCLOSURES in self.columns:
            self.admin.execute(
                "insert into private.medical_keys (organization_id, id, wrapped) values (%s, 'key', %s)", [organization, bytes(60)]
            )
        self.read_ids(organization)
        v = Values(self.random, self, organization)
        with connect(self.conninfo, user=WORKER) as worker, worker.transaction():
            worker.execute("select private.enter_operator(%s, 'world', true)", [organization])
            for table, make in self.tables():
                for _ in range(SIZES.get(table, FEW)):
                    row = {name: value for name, value in make(v).items() if name in self.existing[table] - LATER}
                    places = ", ".join(["%s"] * len(row))
                    try:
                        with worker.transaction():
                            made = worker.execute(
                                f"insert into {table} ({', '.join(row)}) values ({places}) on conflict do nothing",
                                list(row.values()),
                            )
                    except psycopg.IntegrityError as error:
                        if error.diag.constraint_name not in CHANCE:
                            raise
                        continue
                    # What met another row is not there.
                    self.ids.setdefault((table, organization), []).extend([row["id"]] if "id" in row and made.rowcount else [])
        self.read_ids(organization)
        for table, _ in self.tables():
            if not self.ids.get((table, organization)):
                raise SystemExit(f"workload: no row got into {table}")
        if PREFERENCES in self.columns:
            self.admin.execute(
                f"""insert into {PREFERENCES} (organization_id, user_id)
                select organization_id, user_id from crm.user_organizations where organization_id = %s""",
                [organization],
            )
        if DISCLOSURES in self.columns:
            self.admin.execute(
                f"""insert into {DISCLOSURES} (organization_id, id, client_id, user_id, reason)
                select m.organization_id, gen_random_uuid(), m.client_id, u.user_id, 'Asked' from crm.client_medical m
                join crm.user_organizations u using (organization_id) where m.organization_id = %s limit 6""",
                [organization],
            )
        # A person's own profile is linked to the gym's record once the person claims it.
        self.admin.execute(
            """
            with people as (
              select c.id, row_number() over (order by c.id) as place from crm.user_organizations m
              join crm.clients c on c.user_id = m.user_id where m.organization_id = %(gym)s
            ), records as (
              select r.id, row_number() over (order by r.id) as place from crm.client_organizations r
              where r.organization_id = %(gym)s
            )
            update crm.client_organizations r set client_id = people.id from records join people using (place)
            where r.organization_id = %(gym)s and r.id = records.id""",
            {"gym": organization},
        )
        people = self.admin.execute(
            "select user_id from crm.user_organizations where organization_id = %s order by user_id", [organization]
        ).fetchall()
        for (user,) in people:
            self.open_session(user, organization)
        if "jobs.jobs" in self.columns:
            self.jobs[organization] = [
                (self.add_job(organization, user, "running"), user) for user in [None, people[0][0], people[-1][0]]
            ]
            for state in ("queued", "dead", "cancelled", "succeeded"):
                self.add_job(organization, self.random.choice(people)[0], state)

    @staticmethod
    def session_ids(random):
        """Of a new session and its refresh family."""
        return [uuid.UUID(int=random.getrandbits(128), version=4) for _ in range(2)]

    def add_job(self, organization, user, state):
        job = self.new()
        self.admin.execute(
            """insert into jobs.jobs (id, organization_id, user_id, kind, state, attempts, lease, worker, leased_until, finished_at)
            values (%(job)s, %(organization)s, %(user)s, 'mail.send', %(state)s, 1, 1, 'world',
              case when %(state)s = 'running' then now() + interval '1 day' end,
              case when %(state)s not in ('running', 'queued') then now() end)""",
            {"job": job, "organization": organization, "user": user, "state": state},
        )
        return job

    def open_session(self, user, organization):
        session, family = self.session_ids(self.random)
        self.admin.execute(
            "select private.open_session(%s, %s, %s, %s, %s, now() + interval '1 day', 'tests', '192.0.2.1')",
            [session, user, organization, family, bytes(32)],
        )
        self.sessions.append((session, user, organization))

    def read_ids(self, only=None):
        for table, columns in self.columns.items():
            if "organization_id" not in columns or table.startswith("audit."):
                continue
            key = next(name for name in ("id", "client_id", "user_id", "membership_plan_id") if name in columns)
            rows = self.admin.execute(
                f"""select organization_id, array_agg({key} order by {key}) from {table}
                    where organization_id = %(only)s or %(only)s::uuid is null group by 1""",
                {"only": only},
            )
            for organization, ids in rows:
                self.ids[table, organization] = ids

        living = self.admin.execute(
            "select id, role in ('owner', 'admin', 'staff') from private.sessions where revoked_at is null"
        ).fetchall()
        self.living = {session for session, _ in living}
        self.leaders = {session for session, leads in living if leads}

    def may_enter(self, session):
        """Whether a door has to open, by the plain rule: a living session of somebody who belongs there."""
        return self.admin.execute(
            """
            with recursive chain as (
              select o.id, o.parent_organization_id, o.status from crm.organizations o
              where o.id = (select organization_id from private.sessions where id = %(session)s)
              union all
              select o.id, o.parent_organization_id, o.status from crm.organizations o
              join chain c on o.id = c.parent_organization_id
            )
            select s.revoked_at is null and not exists (select from chain where status <> 'active') and exists (
              select from crm.user_organizations m join chain on m.organization_id = chain.id
              where m.user_id = s.user_id and m.left_at is null
                and (m.organization_id = s.organization_id or m.role = 'owner'))
            from private.sessions s where s.id = %(session)s""",
            {"session": session},
        ).fetchone()[0]

    def below(self, organization):
        """The organization and all that inherit its owners."""
        return {
            id
            for (id,) in self.admin.execute(
                """
            with recursive tree as (
              select %s::uuid as id union all
              select o.id from crm.organizations o join tree on o.parent_organization_id = tree.id
            ) select id from tree""",
                [organization],
            )
        }
