"""Who goes through the doors, and the judgement of what each statement answered."""

import psycopg

from databases import APP, WORKER, connect
from rows import Values
from statements import OWN, Statements

# What belongs to whoever owns the row that it refers to.
OWNED = {"membership_id": "crm.memberships", "booking_id": "crm.event_participants", "transaction_id": "crm.ledger_transactions"}
# What a refused statement may fail with. Anything else, an internal error or a text that a policy could not
# convert, is a fault; so is a place or a use that a counter lost.
REFUSALS = {"42501", "23505", "23503", "23514", "23P01", "23502", "25006", "P0002", "28000", "55000", "40P01", "55P03"}
NEVER = {"counter_lost", "read_committed_required", "taken_above_the_limit"}
UNFORESEEN = "an error that no rule foresees"
CONTEXT = """select nullif(current_setting('app.org_id', true), '')::uuid, nullif(current_setting('app.user_id', true), '')::uuid,
  nullif(current_setting('app.client_id', true), '')::uuid, coalesce(current_setting('app.can', true), ''),
  coalesce(current_setting('app.role_rank', true), '')"""


class Actor:
    """One connection of each role; runs transactions in the organizations in focus and keeps what went wrong."""

    def __init__(self, world, random, focus, touched, alone):
        self.world, self.random, self.focus, self.touched, self.alone = world, random, focus, touched, alone
        self.admin = connect(world.conninfo)
        self.app, self.worker = connect(world.conninfo, user=APP), connect(world.conninfo, user=WORKER)
        self.count, self.rows, self.changed, self.verbs, self.errors, self.faults = 0, 0, 0, {}, {}, []
        self.answered, self.written = set(), set()

    def close(self):
        for connection in (self.admin, self.app, self.worker):
            connection.close()

    def run(self, statements):
        try:
            while self.count < statements and not self.faults:
                self.transaction()
        except Exception as error:
            # In a thread nobody else would hear of it.
            self.fault(f"{UNFORESEEN}: {error!r}")
            raise

    def fault(self, sentence, statement=None):
        self.faults.append(sentence + (f"\n  {statement.sql}\n  {statement.parameters}" if statement else ""))

    # Transactions --------------------------------------------------------------------------------------------

    def transaction(self):
        organization = self.random.choice(self.focus)
        kinds = {
            self.inside: 60,
            self.operator: 10,
            self.job: 6,
            self.person: 8,
            self.nobody: 5,
            self.elsewhere: 5,
            self.manage: 6,
        }
        kind = self.random.choices(list(kinds), list(kinds.values()))[0]
        try:
            kind(organization)
        except psycopg.Error as error:
            self.judge_error(error)

    def session_in(self, organization):
        """Mostly a living one, half the time of somebody who may do much."""
        sessions = [s for s in self.world.sessions if s[2] == organization]
        for wanted, probability in ((self.world.leaders, 0.5), (self.world.living, 0.9)):
            held = [s for s in sessions if s[0] in wanted]
            if held and self.random.random() < probability:
                return self.random.choice(held)
        return self.random.choice(sessions)

    def inside(self, organization):
        session, user, _ = self.session_in(organization)
        may = self.world.may_enter(session) if self.alone else None
        with self.app.transaction():
            try:
                self.app.execute(
                    "select private.enter(%s, %s, null, %s)", [session, organization, self.random.random() < 0.93]
                )
            except psycopg.Error as error:
                if may:
                    self.fault(f"the door stayed shut for {user}: {error}")
                raise
            if may is False:
                self.fault(f"the door opened for {user}, who does not belong to {organization}")
            self.touched.users.add(user)
            self.statements(self.app, organization)

    def operator(self, organization):
        with self.worker.transaction():
            self.worker.execute(
                "select private.enter_operator(%s, 'proof', %s)", [organization, self.random.random() < 0.93]
            )
            self.statements(self.worker, organization, trusted=True)

    def job(self, organization):
        job, user = self.random.choice(self.world.jobs[organization])
        with self.worker.transaction():
            self.worker.execute("select private.enter_job(%s, 1, %s)", [job, self.random.random() < 0.93])
            self.touched.users.add(user)
            self.statements(self.worker, organization, trusted=True)

    def person(self, organization):
        session, user, _ = self.session_in(organization)
        with self.app.transaction():
            self.app.execute("select private.enter_person(%s, true)", [session])
            self.touched.users.add(user)
            self.statements(self.app, organization)

    def nobody(self, organization):
        with self.app.transaction():
            self.statements(self.app, organization)

    def elsewhere(self, organization):
        """A session at the door of an organization that is not its own, at first or as a second one."""
        session, user, home = self.random.choice(self.world.sessions)
        target = self.random.choice([o for o in self.world.organizations if o != home])
        self.count += 1
        with self.app.transaction(force_rollback=True):
            if self.random.random() < 0.5:
                own, _, target_home = self.random.choice(self.world.sessions)
                self.app.execute("select private.enter(%s, %s, null, false)", [own, target_home])
                if target_home == target:
                    return
                session, target = self.random.choice([s for s in self.world.sessions if s[2] != target_home])[::2]
            self.app.execute("select private.enter(%s, %s, null, false)", [session, target])
            self.fault(f"a session of {user} entered {target}, too")

    def manage(self, organization):
        """Sessions come and go; people join, rejoin and change their password."""
        session, user, _ = self.session_in(organization)
        self.touched.traces.update(o for s, u, o in self.world.sessions if u == user)
        step = self.random.choice(["open"] * 5 + ["close", "close", "password"] + ["join"] * 4)
        self.count += 1
        if step == "open":
            new = self.world.session_ids(self.random)
            with self.app.transaction():
                self.app.execute(
                    "select private.switch_session(%s, %s, %s, %s, %s, now() + interval '1 day', 'tests', '192.0.2.1')",
                    [session, new[0], organization, new[1], bytes(32)],
                )
            self.world.sessions.append((new[0], user, organization))
        elif step == "close":
            self.app.execute("select private.close_session(%s)", [session])
        elif step == "password":
            self.worker.execute("select private.operator_set_password(%s, 'scrypt$another-hash-of-nothing')", [user])
        else:
            user = self.random.choice([user, *self.world.users[:20]])
            self.touched.users.add(user)
            homes = {
                o
                for (o,) in self.admin.execute(
                    "select organization_id from crm.user_organizations where user_id = %s", [user]
                )
            }
            self.touched.primaries.update(homes | {organization})
            role = self.random.choice(["owner", "admin", "staff", "trainer", "member", "member"])
            self.worker.execute(
                "select private.operator_add_person(%s, %s, %s, null, %s)",
                [organization, user, role, self.random.random() < 0.5],
            )

    # Statements ----------------------------------------------------------------------------------------------

    def statements(self, connection, organization, trusted=False):
        entered = connection.execute(CONTEXT).fetchone()
        values = Values(self.random, self.world, organization, stray=0.12)
        source = Statements(values, self.world, trusted)
        self.written = set()
        for _ in range(self.random.randrange(2, 9)):
            statement = source.next()
            self.count += 1
            self.verbs[statement.verb] = self.verbs.get(statement.verb, 0) + 1
            try:
                with connection.transaction():
                    cursor = connection.execute(statement.sql, statement.parameters)
                    if statement.verb != "select":
                        self.written.update(statement.tables)
                    if cursor.description:
                        self.judge_rows(statement, [c.name for c in cursor.description], cursor.fetchall(), entered)
                    elif cursor.rowcount > 0:
                        self.changed += cursor.rowcount
                        if not (entered[0] or entered[1]):
                            self.fault(f"{cursor.rowcount} rows were changed without a door", statement)
            except psycopg.Error as error:
                self.judge_error(error, statement)
                # A deadlock's or a lost wait's victim gives all its locks back, as a request would.
                if error.sqlstate in ("40P01", "55P03"):
                    raise psycopg.Rollback() from error
            if self.faults:
                return
        if self.random.random() < 0.1:
            raise psycopg.Rollback()

    def judge_rows(self, statement, names, rows, entered):
        self.rows += len(rows)
        if statement.verb != "select":
            self.changed += len(rows)
        organization, user, client, can, rank = entered
        self.answered.update(statement.tables[:1] if rows else [])
        for place, table in enumerate(statement.tables):
            tenants = {row[names.index(f"o{place}")] for row in rows} if f"o{place}" in names else set()
            foreign = tenants - {organization} if organization else tenants
            if place >= statement.optional:
                foreign -= {None}
            if foreign:
                self.fault(f"{len(foreign)} other organizations were answered from {table}", statement)
            column, permission = OWN.get(table, (None, None))
            if table in OWN and not (
                permission and f",{permission}," in can or permission == "rank 50" and rank == "50"
            ):
                self.judge_owner(statement, table, column, names, rows, place, user, client, organization)
            if table in ("crm.users", "crm.clients"):
                persons = {row[names.index(f"p{place}")] for row in rows} - {None, user}
                if table == "crm.users" and "crm.user_organizations" in self.written:
                    continue
                if persons - (self.colleagues(organization) if table == "crm.users" and persons else set()):
                    self.fault(f"people of elsewhere were answered from {table}", statement)

    def judge_owner(self, statement, table, column, names, rows, place, user, client, organization):
        """Without the permission that shows all, rows are the person's own, or none."""
        if f"o{place}" in names:
            rows = [row for row in rows if row[names.index(f"o{place}")] is not None]
        if rows and not column:
            self.fault(f"rows of {table} were answered without the permission", statement)
        if column and f"p{place}" in names:
            persons = {row[names.index(f"p{place}")] for row in rows}
            # What the transaction itself has written, nobody else can know yet.
            if column in OWNED and OWNED[column] in self.written:
                return
            if persons and persons - self.mine(table, column, user, client, organization):
                self.fault(f"another person's rows of {table} were answered", statement)

    def mine(self, table, column, user, client, organization):
        if column == "user_id":
            return {user}
        if table == "crm.client_organizations":
            return {client}
        records = "select id from crm.client_organizations where organization_id = %s and client_id = %s"
        if of := OWNED.get(column):
            records = f"select m.id from {of} m where m.organization_id = %s and m.client_id in ({records})"
            return {id for (id,) in self.admin.execute(records, [organization, organization, client])}
        return {id for (id,) in self.admin.execute(records, [organization, client])}

    def colleagues(self, organization):
        """Who works there or ever did: a role may have changed since the rows were read."""
        return {
            id
            for (id,) in self.admin.execute(
                """
            select user_id from crm.user_organizations where organization_id = %(gym)s and role <> 'member'
            union select entity_id from audit.audit_logs where organization_id = %(gym)s and entity_type = 'user_organization'
              and (old_values ->> 'role' <> 'member' or new_values ->> 'role' <> 'member')""",
                {"gym": organization},
            )
        }

    def judge_error(self, error, statement=None):
        state, constraint = error.sqlstate, error.diag.constraint_name
        label = f"{state} {constraint}" if constraint else f"{state}"
        self.errors[label] = self.errors.get(label, 0) + 1
        twice = state == "21000" and "a second time" in str(error)
        unnamed = state[:2] == "23" and state != "23502" and constraint not in self.world.constraints
        if state == "22012":
            # Statements.by_trap: nothing else divides.
            self.fault("a condition was asked of rows of another organization", statement)
        elif (state not in REFUSALS and not twice) or unnamed or constraint in NEVER:
            self.fault(f"{UNFORESEEN}: {label}: {error}", statement)
