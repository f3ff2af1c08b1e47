#!/usr/bin/python3
"""Whether the hot queries walk the right indexes under row-level security, and what that costs:
plans.py CONNINFO [--clients N] [--cost]. Works on a copy of the migrated database named."""

import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import time
import uuid

from databases import APP, WORKER, connect, copy

HERE = pathlib.Path(__file__).parent
SAMPLES = """
  select md5('client77')::uuid as client, sort_name as name, email_key as email, external_id, member_number, phone_key as phone,
    md5('staff4')::uuid as instructor, md5('event7')::uuid as event, md5('booking770')::uuid as booking, md5('membership77')::uuid as membership, md5('staff1')::uuid as "user",
    md5('tag77')::uuid as tag, md5('segment1')::uuid as segment
  from crm.client_organizations where id = md5('client77')::uuid"""
GYM, OWNER, SESSION = "md5('gym1')::uuid", "md5('staff1')::uuid", uuid.UUID(int=1)
SMALL = 1000
# So many are claimed: more than are urgent or usual, so that every statement of the function runs.
CLAIMED, SILENT = 300, 100
# The statement of each cost is compared with itself past the policies, its organization written out.
COSTS = [
    ("client by id", 1.4, "id = %(client)s and deleted_at is null"),
    ("25 clients by name", 1.15, "deleted_at is null and status <> 'archived' order by sort_name, id limit 25"),
]


def queries():
    """Name, index, types, values and statement of each hot query."""
    text = (HERE / "hot_queries.sql").read_text()
    for name, index, parameters, statement in re.findall(r"^-- (.+): ([\w|]+)\n-- (.+)\n(select[^;]+);", text, re.M):
        pairs = [parameter.split(" ", 1) for parameter in parameters.split(", ")]
        yield name, index, [kind for kind, _ in pairs], [value for _, value in pairs], statement


def enter(connection):
    connection.execute(f"select private.enter(%s, {GYM}, null, false)", [SESSION])


def plan(connection, types, values, statement, samples):
    for name, value in samples.items():
        values = [f"'{value}'" if v == f":{name}" else v for v in values]
    connection.execute(f"prepare hot ({', '.join(types)}) as {statement}")
    try:
        return connection.execute(f"explain (format json) execute hot ({', '.join(values)})").fetchone()[0][0]["Plan"]
    finally:
        connection.execute("deallocate hot")


def nodes(node):
    yield node
    for child in node.get("Plans", []):
        yield from nodes(child)


def faults(tree, wanted, relations, indexes):
    """What is wrong with a plan that has to walk the index `wanted`, or one of those it names."""
    found, walked = [], set()
    text = " ".join(str(value) for node in nodes(tree) for value in node.values() if isinstance(value, str))
    for node in nodes(tree):
        relation, index, subplan = (node.get("Relation Name"), node.get("Index Name"), node.get("Subplan Name", ""))
        if node["Node Type"] == "Seq Scan" and relations[relation] > SMALL:
            found.append(f"walks all of {relation}")
        if index:
            root, has_tenant = indexes[index]
            walked.add(root)
            if has_tenant and "organization_id" not in node.get("Index Cond", ""):
                found.append(f"walks {index} without the organization")
        if node.get("Parent Relationship") == "SubPlan" and f"hashed {subplan}" not in text:
            found.append(f"runs {subplan} for every row")
    return found if walked & set(wanted.split("|")) else found + [f"does not walk {wanted}, but {', '.join(sorted(walked))}"]


def read_catalogue(admin):
    """How many rows a relation has; of which index another is a part, and whether its table has a tenant."""
    relations = dict(admin.execute("""
        select relname, reltuples from pg_class where relkind in ('r', 'p')
          and relnamespace in ('crm'::regnamespace, 'audit'::regnamespace, 'jobs'::regnamespace)""").fetchall())
    indexes = {name: rest for name, *rest in admin.execute("""
        select x.relname, coalesce(root.relname, x.relname),
          exists (select from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'organization_id')
        from pg_index i join pg_class x on x.oid = i.indexrelid left join pg_inherits h on h.inhrelid = x.oid
        left join pg_class root on root.oid = h.inhparent
        where x.relnamespace in ('crm'::regnamespace, 'audit'::regnamespace, 'jobs'::regnamespace)""")}
    return relations, indexes


def gate(app, samples, catalogue):
    count, bad = 0, 0
    with app.transaction():
        enter(app)
        for name, index, types, values, statement in queries():
            found = faults(plan(app, types, values, statement, samples), index, *catalogue)
            count, bad = count + 1, bad + bool(found)
            for fault in dict.fromkeys(found):
                print(f"plans: FAULT: {name}: {fault}")
    print(f"plans: {count} hot queries, {bad} with a wrong plan")
    return count >= 25 and bad == 0


def control(admin, samples, catalogue):
    """An index less, and the gate has to see it; undone either way. Those of constraints cannot be dropped alone."""
    plain = dict(
        admin.execute(
            """
        select c.relname, c.relnamespace::regnamespace::text from pg_class c where relkind in ('i', 'I')
          and not exists (select from pg_constraint where conindid = c.oid)"""
        ).fetchall()
    )
    tried, missed = 0, []
    for name, index, types, values, statement in queries():
        if index not in plain:
            continue
        with admin.transaction(force_rollback=True):
            admin.execute(f"drop index {plain[index]}.{index}")
            admin.execute("set local role tryzore_app")
            admin.execute("set local plan_cache_mode = force_generic_plan")
            enter(admin)
            tried += 1
            if not faults(plan(admin, types, values, statement, samples), index, *catalogue):
                missed.append(name)
    print(f"plans: {tried - len(missed)} of {tried} dropped indexes were noticed")
    return tried > 0 and not missed


def claim_plans(admin):
    """The plans that the statements inside jobs.claim had, for a worker; undone."""
    plans = []

    def note(diagnostic):
        text = diagnostic.message_primary
        if "plan:" in text and "jobs.jobs" in text:
            plans.append(json.loads(text[text.index("{") :]))

    admin.add_notice_handler(note)
    try:
        with admin.transaction(force_rollback=True):
            admin.execute("load 'auto_explain'")
            for setting in (
                "log_min_duration = 0",
                "log_nested_statements = on",
                "log_analyze = on",
                "log_timing = off",
                "log_format = json",
                "log_level = notice",
            ):
                admin.execute(f"set local auto_explain.{setting}")
            admin.execute(f"set local role {WORKER}")
            admin.execute("set local plan_cache_mode = force_generic_plan")
            claimed = admin.execute("select id from jobs.claim('plans', %s, '1 minute')", [CLAIMED]).rowcount
    finally:
        admin.remove_notice_handler(note)
    return [plan for plan in plans if plan["Query Text"].lstrip().startswith("update")], claimed


def claim_faults(admin):
    """What is wrong with a claim out of a long line: it has to walk the fronts of two indexes, and no more of them than
    it takes."""
    plans, claimed = claim_plans(admin)
    found = [] if (claimed, len(plans)) == (CLAIMED, 4) else [f"{claimed} jobs were claimed by {len(plans)} statements"]
    for number, plan in enumerate(plans):
        wanted, most = ("jobs_to_do", CLAIMED) if number else ("jobs_leased", SILENT)
        walked = set()
        for node in nodes(plan["Plan"]):
            walked.add(node.get("Index Name"))
            if node["Node Type"] == "Seq Scan":
                found.append(f"statement {number} walks all of {node['Relation Name']}")
            # What is found by its id may be there in several versions; that is no walk.
            touched = node["Actual Rows"] * node["Actual Loops"] + node.get("Rows Removed by Filter", 0)
            if node.get("Index Name") != "job_exists" and touched > most:
                found.append(f"statement {number} has {touched} rows in a {node['Node Type']}, for {most}")
        if walked - {None} != {wanted, "job_exists"}:
            found.append(f"statement {number} walks {', '.join(sorted(walked - {None}))}, not {wanted}")
    return found


def claim_gate(admin):
    good = True
    for fault in claim_faults(admin):
        print(f"plans: FAULT: claim: {fault}")
        good = False
    noticed = 0
    for index in ("jobs_to_do", "jobs_leased"):
        with admin.transaction(force_rollback=True):
            admin.execute(f"drop index jobs.{index}")
            noticed += bool(claim_faults(admin))
    print(f"plans: a claim of {CLAIMED} jobs out of 100000, {'' if good else 'not '}by the fronts of its indexes; {noticed} of 2 dropped ones were noticed")
    return good and noticed == 2


def busy(connection):
    """Nanoseconds that the connection's server process has been at work; what else the machine does is left out."""
    return int(pathlib.Path(f"/proc/{connection.info.backend_pid}/schedstat").read_text().split()[0])


def batch(connection, statement, values, times):
    """Microseconds of the server for one execution of a prepared statement, sent in one pipeline."""
    before = busy(connection)
    with connection.pipeline():
        for _ in range(times):
            connection.execute(statement, values, prepare=True, binary=True)
    return (busy(connection) - before) / times / 1000


def loop(connection, statement, values, times):
    """The same without the protocol: microseconds of one execution inside a loop of the server's own."""
    literals = {name: f"'{value}'" for name, value in values.items()}
    connection.execute(f"""do $$
      declare v_start constant timestamptz := clock_timestamp(); v_row record;
      begin
        for i in 1..{times} loop
          for v_row in {statement % literals} loop end loop;
        end loop;
        perform set_config('proof.elapsed', (extract(epoch from clock_timestamp() - v_start) * 1000000 / {times})::text, false);
      end $$""")
    return float(connection.execute("select current_setting('proof.elapsed')").fetchone()[0])


def cost(app, admin, samples):
    """The same statement through the policies and past them, in turns. The goal is held against what a request makes
    the server do; the loop shows the executor's share alone, where the policies weigh more, and is no goal."""
    good = True
    admin.execute("set plan_cache_mode = force_generic_plan")
    (gym,) = admin.execute(f"select {GYM}").fetchone()
    for name, limit, condition in COSTS:
        select = """select id, first_name, last_name, sort_name, email, phone, date_of_birth, gender, status,
          membership_status, member_number, joined_on, last_visit_at, visit_count, created_at, updated_at
          from crm.client_organizations where """
        for way, measure, goal in (("as sent", batch, limit), ("executor alone", loop, None)):
            through, past = [], []
            with app.transaction():
                enter(app)
                for _ in range(31):
                    through.append(measure(app, select + condition, samples, 300))
                    past.append(
                        measure(
                            admin, f"{select} organization_id = %(gym)s and {condition}", {**samples, "gym": gym}, 300
                        )
                    )
            one, other = statistics.median(through), statistics.median(past)
            good = good and (goal is None or one / other <= goal)
            print(
                f"plans: {name}, {way}: {one:.1f} us, past the policies {other:.1f} us, {one / other:.2f}x"
                f"{f' (goal {goal}x)' if goal else ''}"
            )
    return good


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("conninfo")
    arguments.add_argument("--clients", type=int, default=200000)
    arguments.add_argument("--cost", action="store_true")
    arguments = arguments.parse_args()
    started = time.monotonic()
    with copy(arguments.conninfo, "tryzore_plans") as conninfo:
        subprocess.run(
            [
                "psql",
                "--no-psqlrc",
                "--quiet",
                "--set",
                "ON_ERROR_STOP=1",
                "--set",
                f"clients={arguments.clients}",
                "--file",
                HERE / "volume.sql",
                conninfo,
            ],
            check=True,
        )
        print(f"plans: {arguments.clients} clients of 200 gyms, made in {time.monotonic() - started:.0f} s", flush=True)
        with connect(conninfo) as admin, connect(conninfo, user=APP) as app:
            admin.execute(
                f"""select private.open_session(%s, {OWNER}, {GYM}, %s, %s, now() + interval '1 day', 'tests', '192.0.2.1')""",
                [SESSION, uuid.UUID(int=2), bytes(32)],
            )
            row = admin.execute(SAMPLES)
            samples = dict(zip([c.name for c in row.description], row.fetchone()))
            catalogue = read_catalogue(admin)
            good = gate(app, samples, catalogue) & control(admin, samples, catalogue) & claim_gate(admin)
            if arguments.cost:
                good &= cost(app, admin, samples)
    print(f"plans: {time.monotonic() - started:.0f} s")
    sys.exit(not good)


main()
