"""The last places of a class, and everybody who wants them at once."""

import collections
import threading

from classes import Desk, Studio
from servers import together

PLACES, LIMIT = 20, 1.0


def rush(stage, people, judges_time):
    studio = Studio(stage)
    nodes = [stage.serve() for _ in range(2)]
    event = studio.event(36 * 3600, PLACES)
    members = [studio.member(client) for client in studio.clients(people)]
    # Both nodes hash passwords one at a time.
    parts = together(2, lambda part: [nodes[part].sign_in(person)["access_token"] for person in members[part::2]])
    desks = [Desk(nodes[number % 2].client(), parts[number % 2][number // 2]) for number in range(people)]
    gate = threading.Barrier(people)

    def press(number):
        # Who stands ready has a connection.
        desks[number].ask("GET", "/v1/me")
        gate.wait(60)
        return desks[number].book(event)

    answers = together(people, press)
    start = min(answer.start for answer in answers)
    slowest = max(answer.end for answer in answers) - start
    told = collections.Counter((answer.status, answer.code) for answer in answers)
    seated = stage.number("select count(distinct client_id) from crm.event_participants where event_id = %s and status = 'registered'", event)
    taken = stage.number("select current_participants from crm.events where id = %s", event)
    waits = sum(desk.waits for desk in desks)
    print(
        f"bookings: {people} press book for {PLACES} places at once on two nodes: {told[201, None]} times 201 ({PLACES}), "
        f"{told[409, 'event_full']} times event_full ({people - PLACES}), all answered within {slowest:.2f} s ({LIMIT:.0f} s), "
        f"{waits} times told to come again, {seated} seated and {taken} counted ({PLACES})"
    )
    failures = []
    if told != {(201, None): PLACES, (409, "event_full"): people - PLACES}:
        failures.append(f"rush: {dict(told)}")
    if (seated, taken) != (PLACES, PLACES):
        failures.append(f"rush: {seated} are seated and {taken} counted")
    if judges_time and (slowest > LIMIT or waits):
        failures.append(f"rush: the last answer came after {slowest:.2f} s, {waits} were told to come again")
    return failures
