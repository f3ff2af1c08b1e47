#!/usr/bin/python3
"""Every field that the screens draw and today's API serves is in an answer of the demo:

  screens.py CONNINFO PROGRAM

CONNINFO is an administrator's, of a migrated, empty database. A field counts as found where at least one row has a value
for it; what nobody measures or no screen of today asks for is listed in docs/decisions.md, not here.
"""

import os
import subprocess
import sys
import time

from psycopg.conninfo import make_conninfo

from databases import WORKER
from servers import Stage

MAIN = "select id from crm.organizations where slug = 'main'"
ME, MINE, MENU = "/v1/me", "/v1/me/organizations", "/v1/me/navigation"
LIST, ONE = "/v1/clients?limit=100&include=membership", "/v1/clients/{minor}"
STAFF, INVITED = "/v1/staff?limit=100", "/v1/invitations?status=pending"
SETTINGS = "/v1/organizations/{gym}/settings"
BOOKING, HOURS, LAW = f"{SETTINGS}/booking", f"{SETTINGS}/hours", f"{SETTINGS}/compliance"
MONTH, LISTED = "/v1/events?type=class&starts_at_from={from}&starts_at_before={before}", "/v1/events?type=class&limit=100&starts_at_from={from}"
TOURS, PROGRAMS, ROSTER = "/v1/events?type=tour&limit=100", "/v1/programs?limit=100", "/v1/events/{full}/bookings"
DESK, VISITS = "/v1/front-desk/search?q=minor", "/v1/clients/{visitor}/visits"

# Screen, field as the drawings name it, call, where it is in the answer. `[]` is any row of a list.
FIELDS = [
    ("frame", "name", ME, "first_name"), ("frame", "name", ME, "last_name"), ("frame", "e-mail", ME, "email"),
    ("frame", "role", ME, "organization.role"), ("frame", "permissions", ME, "permissions.[]"),
    ("frame", "location: id", MINE, "data.[].id"), ("frame", "location: name", MINE, "data.[].name"),
    ("frame", "location: city", MINE, "data.[].city"), ("frame", "location: role", MINE, "data.[].role"),
    ("frame", "location: is_primary", MINE, "data.[].is_primary"), ("frame", "location: time_zone", MINE, "data.[].time_zone"),
    ("frame", "location: logo", MINE, "data.[].logo_url"),
    ("frame", "sidebar: items", MENU, "items.[].key"), ("frame", "sidebar: classes today", MENU, "badges.classes_today"),
    ("frame", "sidebar: active clients", MENU, "badges.clients_active"),
    ("frame", "search: client", "/v1/search?q=minor&types=client", "data.[].title"),
    ("frame", "search: staff", "/v1/search?q=tom&types=staff", "data.[].title"),
    ("frame", "search: event", "/v1/search?q=flow&types=event", "data.[].title"),
    ("clients", "name", LIST, "data.[].first_name"), ("clients", "name", LIST, "data.[].last_name"),
    ("clients", "member since", LIST, "data.[].joined_on"), ("clients", "e-mail", LIST, "data.[].email"),
    ("clients", "phone", LIST, "data.[].phone"), ("clients", "plan", LIST, "data.[].membership.plan"),
    ("clients", "expires", LIST, "data.[].membership.ends_on"), ("clients", "last check-in", LIST, "data.[].last_visit_at"),
    ("clients", "status", LIST, "data.[].display_status"), ("clients", "total check-ins", LIST, "data.[].visit_count"),
    ("clients", "photo", LIST, "data.[].photo_url"), ("clients", "date of birth", LIST, "data.[].date_of_birth"),
    ("clients", "status: past due", "/v1/clients?membership_status=past_due", "data.[].id"),
    ("clients", "status: frozen", "/v1/clients?membership_status=paused", "data.[].id"),
    ("clients", "status: banned", "/v1/clients?status=banned", "data.[].id"),
    ("clients", "tag", "/v1/tags?limit=100", "data.[].name"), ("clients", "tags of one", "/v1/clients/{tagged}/tags", "data.[].name"),
    ("clients", "emergency contact: name", ONE, "emergency_contact.name"),
    ("clients", "emergency contact: phone", ONE, "emergency_contact.phone"),
    ("clients", "emergency contact: relationship", ONE, "emergency_contact.relationship"),
    ("clients", "home or visiting", ONE, "is_home"), ("clients", "member number", ONE, "member_number"),
    ("clients", "address", ONE, "address.city"),
    ("clients", "notes", "/v1/clients/{minor}/notes", "data.[].body"), ("clients", "guardian", "/v1/clients/{minor}/guardians", "data.[].name"),
    ("clients", "alerts", "/v1/clients/{minor}/alerts", "alerts.[].text"),
    ("clients", "timeline: what", "/v1/clients/{visitor}/timeline", "data.[].kind"),
    ("clients", "timeline: when", "/v1/clients/{visitor}/timeline", "data.[].occurred_at"),
    ("clients", "classes: class", "/v1/clients/{visitor}/timeline?kind=attended", "data.[].title"),
    ("clients", "visits: count", VISITS, "visit_count"), ("clients", "visits: first", VISITS, "first_visit_at"),
    ("clients", "visits: last", VISITS, "last_visit_at"), ("clients", "visits: thirty days", VISITS, "last_thirty_days"),
    ("clients", "segments", "/v1/segments", "data.[].name"), ("clients", "segments: members", "/v1/segments", "data.[].member_count"),
    ("desk", "name", DESK, "data.[].first_name"), ("desk", "verdict", DESK, "data.[].verdict"),
    ("desk", "alerts", DESK, "data.[].alerts.[].code"), ("desk", "plan", "/v1/front-desk/search?q=frozen", "data.[].plan"),
    ("desk", "photo", DESK, "data.[].photo_url"),
    ("employees", "name", STAFF, "data.[].first_name"), ("employees", "e-mail", STAFF, "data.[].email"),
    ("employees", "title", STAFF, "data.[].title"), ("employees", "specialties", STAFF, "data.[].specialties.[].name"),
    ("employees", "classes taught", STAFF, "data.[].classes_taught_this_month"),
    ("employees", "attendance rate", STAFF, "data.[].attendance_rate"), ("employees", "rating band", STAFF, "data.[].rating_band"),
    ("employees", "status", STAFF, "data.[].status"), ("employees", "role", STAFF, "data.[].role"),
    ("settings: people", "name", INVITED, "data.[].name"), ("settings: people", "e-mail", INVITED, "data.[].email"),
    ("settings: people", "role", INVITED, "data.[].role"), ("settings: people", "pending", INVITED, "data.[].status"),
    ("settings: classes", "bookings open, hours", BOOKING, "values.opens_hours_before"),
    ("settings: classes", "bookings close, hours", BOOKING, "values.closes_hours_before"),
    ("settings: classes", "cancel hours", BOOKING, "values.cancel_window_hours"),
    ("settings: classes", "late fee on", BOOKING, "values.late_cancel_fee_enabled"),
    ("settings: classes", "late fee", BOOKING, "values.late_cancel_fee.amount"),
    ("settings: classes", "late fee, tax", BOOKING, "values.late_cancel_tax_percent"),
    ("settings: classes", "late fee, auto-charge", BOOKING, "values.late_cancel_auto_charge"),
    ("settings: classes", "no-show fee", BOOKING, "values.no_show_fee.amount"),
    ("settings: business", "hours per weekday", HOURS, "values"), ("settings: business", "jurisdiction", LAW, "values.jurisdiction"),
    ("settings: business", "export", f"{SETTINGS}/export", "booking"),
    ("settings: place", "name", "/v1/organizations/{gym}", "name"), ("settings: place", "address", "/v1/organizations/{gym}", "address.street"),
    ("settings: place", "colour of text", "/v1/organizations/{gym}", "text_color"),
    ("dashboard", "locations", "/v1/organizations/{gym}/locations", "data.[].name"),
    ("dashboard", "locations: active clients", "/v1/organizations/{gym}/locations", "data.[].clients_active"),
    ("dashboard", "classes today: time", MONTH, "data.[].local_start"), ("dashboard", "classes today: name", MONTH, "data.[].title"),
    ("dashboard", "classes today: trainer", MONTH, "data.[].instructor.name"),
    ("dashboard", "classes today: demand", MONTH, "data.[].demand"), ("dashboard", "tours: prospect", TOURS, "data.[].tour.last_name"),
    ("dashboard", "tours: when", TOURS, "data.[].starts_at"), ("dashboard", "tours: status", TOURS, "data.[].tour.status"),
    ("calendar", "title", MONTH, "data.[].title"), ("calendar", "start", MONTH, "data.[].starts_at"), ("calendar", "end", MONTH, "data.[].ends_at"),
    ("calendar", "enrolled", MONTH, "data.[].current_participants"), ("calendar", "capacity", MONTH, "data.[].max_participants"),
    ("calendar", "programme's colour", MONTH, "data.[].program.color"), ("calendar", "coach", MONTH, "data.[].instructor.name"),
    ("calendar", "location", MONTH, "data.[].room.name"), ("calendar", "spots left", MONTH, "data.[].spots_left"),
    ("calendar", "category", MONTH, "data.[].category"), ("calendar", "description", "/v1/events/{full}", "description"),
    ("calendar", "demand", MONTH, "data.[].demand"),
    ("classes: list", "programme", LISTED, "data.[].program.name"), ("classes: list", "time", LISTED, "data.[].local_start"),
    ("classes: list", "duration", LISTED, "data.[].duration_minutes"), ("classes: list", "status", LISTED, "data.[].status"),
    ("classes: list", "waiting", LISTED, "data.[].current_waitlisted"), ("classes: list", "last updated", "/v1/events/{full}", "updated_at"),
    ("classes: list", "total", "/v1/events/counts?type=class", "total"),
    ("classes: list", "tabs", "/v1/events/counts?type=class", "status.scheduled"),
    ("classes: list", "tabs: completed", "/v1/events/counts?type=class", "status.completed"),
    ("roster", "name", ROSTER, "data.[].client.last_name"), ("roster", "e-mail", ROSTER, "data.[].client.email"),
    ("roster", "phone", ROSTER, "data.[].client.phone"), ("roster", "first time", ROSTER, "data.[].is_first_visit"),
    ("roster", "status", ROSTER, "data.[].status"), ("roster", "place in line", ROSTER, "data.[].waitlist_position"),
    ("roster", "checked in", "/v1/bookings?status=attended&limit=100", "data.[].checked_in_at"),
    ("roster", "tabs", "/v1/events/{full}/booking-counts", "registered"), ("roster", "tabs: waiting", "/v1/events/{full}/booking-counts", "waitlisted"),
    ("programs", "name", PROGRAMS, "data.[].name"), ("programs", "colour", PROGRAMS, "data.[].color"),
    ("programs", "category", PROGRAMS, "data.[].category"), ("programs", "duration", PROGRAMS, "data.[].duration_minutes"),
    ("programs", "status", PROGRAMS, "data.[].status"), ("programs", "coach", PROGRAMS, "data.[].instructor.name"),
    ("programs", "difficulty", PROGRAMS, "data.[].difficulty"), ("programs", "capacity", PROGRAMS, "data.[].max_participants"),
    ("programs", "description", PROGRAMS, "data.[].description"), ("programs", "last updated", PROGRAMS, "data.[].updated_at"),
    ("programs", "tabs", "/v1/programs/counts", "status.active"), ("programs", "what one may", PROGRAMS, "data.[].allowed_actions"),
    ("tours", "prospect", TOURS, "data.[].tour.first_name"), ("tours", "e-mail", TOURS, "data.[].tour.email"),
    ("tours", "phone", TOURS, "data.[].tour.phone"), ("tours", "date and time", TOURS, "data.[].local_start"),
    ("tours", "duration", TOURS, "data.[].duration_minutes"), ("tours", "type", TOURS, "data.[].tour.tour_type"),
    ("tours", "guide", TOURS, "data.[].instructor.name"), ("tours", "status", TOURS, "data.[].tour.status"),
    ("tours", "source", TOURS, "data.[].tour.lead_source"), ("tours", "interests", TOURS, "data.[].tour.interests.[].name"),
    ("tours", "notes", TOURS, "data.[].tour.notes"), ("tours", "follow-up date", TOURS, "data.[].tour.follow_up_on"),
    ("tours", "tabs", "/v1/events/counts?type=tour", "tour_status.scheduled"),
    ("tours", "tabs: no-show", "/v1/events/counts?type=tour", "tour_status.no_show"),
]


def main(conninfo, program):
    stage = Stage(conninfo, program)
    try:
        environment = os.environ | {"TRYZORE_WORKER_DATABASE_URL": make_conninfo(conninfo, user=WORKER), "LLVM_PROFILE_FILE": "/dev/null",
                                    "TRYZORE_KEYS": f"{stage.folder.name}/keys"}
        subprocess.run([program, "seed"], env=environment, check=True, stdout=subprocess.DEVNULL)
        gym = str(stage.number(MAIN))
        person = stage.join(gym, "owner")
        server = stage.serve(works=True)
        token = server.sign_in(person)["access_token"]
        names = {
            "gym": gym,
            "minor": str(stage.number(f"select id from crm.client_organizations where last_name = 'Minor' and organization_id = ({MAIN})")),
            "visitor": str(stage.number(f"select client_id from crm.event_participants where status = 'attended' and organization_id = ({MAIN}) limit 1")),
            "full": str(stage.number(f"select id from crm.events where current_waitlisted > 0 and starts_at > now() and organization_id = ({MAIN}) limit 1")),
            "from": str(stage.number("select to_char(now() at time zone 'UTC' - interval '14 days', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")),
            "before": str(stage.number("select to_char(now() at time zone 'UTC' + interval '14 days', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")),
            "tagged": str(stage.number(f"select client_id from crm.taggables where client_id is not null and organization_id = ({MAIN}) limit 1")),
        }
        client, answers, missing = server.client(), {}, []

        def answer(path):
            if path not in answers:
                got = client.ask("GET", path.format(**names), token=token)
                answers[path] = got.json if got.status == 200 else {"status": got.status}
            return answers[path]

        # Segments are evaluated by the worker that the server is.
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not found(answer("/v1/segments"), "data.[].member_count".split(".")):
            answers.clear()
            time.sleep(0.2)
        for screen, field, path, place in FIELDS:
            if not found(answer(path), place.split(".")):
                missing.append(f"{screen}: {field} is not at {place} of {path} ({str(answer(path))[:120]})")
    finally:
        stage.close()
    for line in missing:
        print(f"  {line}", file=sys.stderr)
    screens = {screen for screen, *_ in FIELDS}
    print(f"screens: {len(FIELDS) - len(missing)} of {len(FIELDS)} fields of {len(screens)} screens are in an answer of the demo")
    return 1 if missing else 0


def found(value, place):
    """Whether there is something at the place, in any row of lists on the way."""
    if not place:
        return value is not None and value != {} and value != []
    name, *rest = place
    if name == "[]":
        return isinstance(value, list) and any(found(item, rest) for item in value)
    return isinstance(value, dict) and found(value.get(name), rest)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
