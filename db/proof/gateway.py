#!/usr/bin/python3
"""The program as attackers and bad networks meet it: over HTTP, with two nodes on one database.

  gateway.py CONNINFO PROGRAM revocation [--count ROUNDS]     what is taken away is gone on every node within a second
  gateway.py CONNINFO PROGRAM attempts [--count ATTEMPTS]     guessing: few passwords are checked, the owner still gets in
  gateway.py CONNINFO PROGRAM timing [--count SAMPLES] [--untimed]   known and unknown addresses are answered alike
  gateway.py CONNINFO PROGRAM repetitions [--count KILLS]     an Idempotency-Key: one effect, whatever is killed
  gateway.py CONNINFO PROGRAM canaries --postgres-log FILE
                                                              what is secret or personal stands nowhere but where it belongs
  gateway.py CONNINFO PROGRAM floods [--count CONNECTIONS]    slow and vanished clients cost the others nothing

CONNINFO is an administrator's, of a migrated database that may be filled.
"""

import argparse
import sys

from attempts import attempts
from canaries import canaries
from floods import floods
from repetitions import repetitions
from revocation import revocation
from servers import Stage
from timing import timing

COUNTS = {"revocation": 10, "attempts": 10_000, "timing": 2_000, "repetitions": 30, "canaries": 1, "floods": 500}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("conninfo")
    parser.add_argument("program")
    parser.add_argument("part", choices=COUNTS)
    parser.add_argument("--count", type=int)
    parser.add_argument("--untimed", action="store_true", help="measure times without judging them")
    parser.add_argument("--postgres-log", help="where PostgreSQL writes its log")
    arguments = parser.parse_args()
    count = arguments.count or COUNTS[arguments.part]
    stage = Stage(arguments.conninfo, arguments.program)
    try:
        match arguments.part:
            case "revocation":
                failures = revocation(stage, count)
            case "attempts":
                failures = attempts(stage, count)
            case "timing":
                failures = timing(stage, count, judges_time=not arguments.untimed)
            case "repetitions":
                failures = repetitions(stage, count)
            case "canaries":
                failures = canaries(stage, arguments.postgres_log)
            case "floods":
                failures = floods(stage, count, judges_time=not arguments.untimed)
    finally:
        stage.close()
    for failure in failures:
        print(f"  {failure}", file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
