"""Compares a peer's answer, read from standard input, with the server's.

usage: same_answer.py FILE

Moments may be written as RFC 3339 allows and finer than milliseconds, cursors in any way at all.
"""

import json
import sys
from datetime import datetime, timezone


def plain(value, name=None):
    if isinstance(value, dict):
        return {key: plain(item, key) for key, item in value.items() if key != "next_cursor"}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str) and (name or "").endswith("_at"):
        return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(timezone.utc).isoformat(timespec="milliseconds")
    return value


with open(sys.argv[1], encoding="utf-8") as file:
    ours = plain(json.load(file))
theirs = plain(json.load(sys.stdin))
if ours != theirs:
    sys.exit(f"{str(theirs)[:600]}\nis not\n{str(ours)[:600]}")
