"""Reads calendars with two libraries that know nothing of each other's arithmetic: a line of JSON {"ics", "renames"} in, a line
out. With `renames` the zones get names that nobody knows, so that only what the file says of them can be used."""

import datetime
import json
import sys

import icalendar
import recurring_ical_events


def moment(value):
    return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def event(component):
    return {
        "uid": str(component["UID"]),
        "start": moment(component.decoded("DTSTART")),
        "end": moment(component.decoded("DTEND")),
        "summary": str(component["SUMMARY"]),
        "description": str(component.get("DESCRIPTION", "")),
        "location": str(component.get("LOCATION", "")),
        "url": str(component.get("URL", "")),
        "status": str(component["STATUS"]),
        "sequence": int(component["SEQUENCE"]),
    }


print("ready", flush=True)
for number, line in enumerate(sys.stdin):
    question = json.loads(line)
    text = question["ics"]
    if question["renames"]:
        text = text.replace("TZID:", f"TZID:Nowhere{number}/").replace(";TZID=", f";TZID=Nowhere{number}/")
    calendar = icalendar.Calendar.from_ical(text)
    span = datetime.datetime(2000, 1, 1), datetime.datetime(2100, 1, 1)
    answer = {
        # RFC 7986's property is none that the library knows.
        "name": str(calendar["NAME"]).replace("\\;", ";").replace("\\,", ","),
        "events": [event(component) for component in calendar.walk("VEVENT")],
        "recurring": [event(component) for component in recurring_ical_events.of(calendar).between(*span)],
        "errors": [str(error) for component in calendar.walk() for error in component.errors],
    }
    print(json.dumps(answer), flush=True)
