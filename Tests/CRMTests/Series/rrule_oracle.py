"""Expands rules as python-dateutil does: one JSON object a line in, one list of wall times a line out."""

import json
import sys
from datetime import datetime

import dateutil
from dateutil.rrule import rrulestr

FORMAT = "%Y-%m-%dT%H:%M"
print(dateutil.__version__, flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    start, end = (datetime.strptime(asked[name], FORMAT) for name in ("start", "end"))
    rule = rrulestr(asked["rule"].replace("Z", ""), dtstart=start)
    # Or it would look for what never comes until the year 9999.
    rule = rule.replace(until=min(rule._until or end, end))
    print(json.dumps([at.strftime(FORMAT) for at in rule.between(start, end, inc=True) if at < end]), flush=True)
