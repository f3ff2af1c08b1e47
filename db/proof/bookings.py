#!/usr/bin/python3
"""Booking as a full house meets it, over HTTP with two nodes on one database:

  bookings.py CONNINFO PROGRAM race [--count OPERATIONS] [--seed N]   64 clients at the same few events: no place too many, no turn lost
  bookings.py CONNINFO PROGRAM rush [--untimed]                       200 people press `book` for 20 places at once
  bookings.py CONNINFO PROGRAM quotes [--count CANCELLATIONS] [--seed N]   what was quoted is what is done, or it is refused
  bookings.py CONNINFO PROGRAM crash [--count CYCLES] [--seed N]      servers and PostgreSQL killed: nothing acknowledged is lost

CONNINFO is an administrator's, of a migrated database that may be filled; `crash` has a PostgreSQL of its own.
"""

import argparse
import random
import sys

from contest import race
from outages import crash
from quotes import quotes
from rush import rush
from servers import Stage

COUNTS = {"race": 100_000, "rush": 200, "quotes": 10_000, "crash": 20}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("conninfo")
    parser.add_argument("program")
    parser.add_argument("part", choices=COUNTS)
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--untimed", action="store_true", help="measure times without judging them")
    arguments = parser.parse_args()
    count = arguments.count or COUNTS[arguments.part]
    if arguments.part == "crash":
        sys.exit(finish(crash(arguments.program, count, arguments.seed)))
    stage = Stage(arguments.conninfo, arguments.program)
    try:
        match arguments.part:
            case "race":
                failures = race(stage, count, arguments.seed)
            case "rush":
                failures = rush(stage, count, judges_time=not arguments.untimed)
            case "quotes":
                failures = quotes(stage, count, arguments.seed)
    finally:
        stage.close()
    sys.exit(finish(failures))


def finish(failures):
    for failure in failures[:20]:
        print(f"  {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    main()
