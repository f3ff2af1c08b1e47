"""Policies as the catalogue has them, and the ways to break each."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import psycopg

COMMANDS = {"r": "select", "a": "insert", "w": "update", "d": "delete", "*": "all"}

# As the catalogue writes them.
TENANT = re.compile(r"""\b(organization_)?id = \( SELECT \(NULLIF\(current_setting\('app\.org_id'::text, true\), ''::text\)\)::uuid AS "nullif"\)""")
PERMISSION = re.compile(r"""\(current_setting\('app\.can'::text, true\) ~~ '%,[a-z._]+,%'::text\)""")


@dataclass(frozen=True)
class Policy:
    table: str
    name: str
    command: str
    roles: tuple[str, ...]
    using: str | None
    check: str | None
    is_grantless: bool

    def __str__(self) -> str:
        return f"{self.table} {self.name}"

    @property
    def text(self) -> str:
        using = f" using ({self.using})" if self.using else ""
        check = f" with check ({self.check})" if self.check else ""
        return f"create policy {self.name} on {self.table} for {self.command} to {', '.join(self.roles)}{using}{check}"

    @property
    def meaning(self) -> tuple[str | None, str | None]:
        """Without a check of its own the condition for reading is the check, too."""
        return self.using, self.check or (self.using if self.command in ("update", "all") else None)

    def mutants(self) -> dict[str, "Policy | None"]:
        """What may have become of it; nothing where it is dropped."""
        changed = {"widened": self.rewritten(lambda _: "true")}
        forgotten = {
            "without its gym": self.rewritten(lambda text: TENANT.sub("true", text, count=1)),
            "without its permissions": self.rewritten(lambda text: PERMISSION.sub("true", text)),
        }
        changed |= {change: mutant for change, mutant in forgotten.items() if mutant != self}
        if self.using and self.meaning[1]:
            changed |= {"unchecked": replace(self, check="true"), "with the check stripped": replace(self, check=None)}
        return {"dropped": None} | changed

    def rewritten(self, change: Callable[[str], str]) -> "Policy":
        return replace(self, using=self.using and change(self.using), check=self.check and change(self.check))


def policies(admin: psycopg.Connection) -> list[Policy]:
    rows = admin.execute("""
        select format('%I.%I', n.nspname, c.relname), quote_ident(p.polname), p.polcmd::text,
          (select array_agg(r.role::regrole::text order by r.role::regrole::text) from unnest(p.polroles) r (role)),
          pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),
          n.nspname = 'private' or c.relispartition
        from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
        where p.polpermissive order by 1, 2""").fetchall()
    if len(rows) != admin.execute("select from pg_policy").rowcount:
        raise RuntimeError("a restrictive policy wants mutants of its own")
    return [Policy(table, name, COMMANDS[command], tuple(roles), using, check, is_grantless)
            for table, name, command, roles, using, check, is_grantless in rows]


def put(admin: psycopg.Connection, policy: Policy, mutant: Policy | None) -> None:
    """Makes the policy what it may have become."""
    admin.execute(f"drop policy if exists {policy.name} on {policy.table}")
    if mutant:
        admin.execute(mutant.text)
