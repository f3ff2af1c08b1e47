"""Reads what PostgreSQL logged of one request that writes, and makes a script for pgbench of it: the same statements in
the same round trips. The values are pgbench's options, as the server sends them; what differs from request to request is
made of its variables.

usage: transactions.py FOLDER GROUPS [TEXT=EXPRESSION...] < LOG

GROUPS says how many statements share each round trip, such as 3,2,1. An EXPRESSION in SQL, with :VARIABLE in it, takes the
place of TEXT in every value that has it. Writes FOLDER/transaction.sql and FOLDER/values.
"""

import pathlib
import re
import sys

START = re.compile(r" LOG:  execute [^ ]*: ")
DETAIL = re.compile(r" DETAIL:  [Pp]arameters: ")
VALUE = re.compile(r"\$(\d+) = (?:'((?:[^']|'')*)'|NULL)")
# The server says the type of what it sends; pgbench does not, and an interval may be taken from more than a moment.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def statements(lines):
    """Each with its values by number; one goes over several lines."""
    found, is_open = [], False
    for line in lines:
        line = line.rstrip("\n")
        if START.search(line):
            found.append([START.split(line, maxsplit=1)[1], {}])
            is_open = True
        elif is_open and line.startswith("\t"):
            found[-1][0] += "\n" + line[1:]
        elif is_open and DETAIL.search(line):
            values = VALUE.finditer(DETAIL.split(line, maxsplit=1)[1])
            found[-1][1] = {int(value[1]): value[2] and value[2].replace("''", "'") for value in values}
            is_open = False
        else:
            is_open = False
    return found


def expression(name, value, replacements):
    """How a value stands in the statement; pgbench has no NULL and no empty ones."""
    if not value:
        return "null" if value is None else "''"
    result = f":{name}::timestamptz" if MOMENT.match(value) else f":{name}"
    for text, made in replacements:
        if value.lower() == text.lower():
            return f"({made})"
        if text.lower() in value.lower():
            result = f"replace({result}, '{text}', ({made})::text)"
    return result


def main(folder, groups, *replacements):
    replacements = [argument.split("=", 1) for argument in replacements]
    sizes, found, script, defines = [int(size) for size in groups.split(",")], statements(sys.stdin), [], []
    if len(found) != sum(sizes):
        sys.exit(f"{len(found)} statements were logged, not {sum(sizes)}:\n" + "\n".join(text[:120] for text, _ in found))
    numbered = enumerate(found)
    for size in sizes:
        script.append("\\startpipeline")
        for _ in range(size):
            number, (text, values) = next(numbered)
            made = {key: expression(f"p{number}_{key}", value, replacements) for key, value in values.items()}
            script.append(re.sub(r"\$(\d+)", lambda match: made[int(match[1])], text) + ";")
            defines += [f"--define=p{number}_{key}={value}" for key, value in values.items() if f":p{number}_{key}" in made[key]]
        script.append("\\endpipeline")
    (pathlib.Path(folder) / "transaction.sql").write_text("\n".join(script) + "\n")
    (pathlib.Path(folder) / "values").write_text("\n".join(defines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
