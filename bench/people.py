"""Writes a gym's people as CSV: the same ones for the same seed.

usage: people.py COUNT SEED FAULTY_SHARE FILE FAULTY_ROWS

FAULTY_ROWS gets the numbers of the rows that an import has to reject, as a spreadsheet counts them.
"""

import csv
import random
import sys
import unicodedata
from datetime import date, timedelta

HEADER = (
    "first_name,last_name,email,phone,membership_plan,status,join_date,address,city,state,zip,date_of_birth,"
    "gender,emergency_contact_name,emergency_contact_phone,notes,barcode"
).split(",")
FIRST = "Ada Aisha Amélie Björn Carlos Chloe Emma Fatima Hiroshi Inés João Łukasz Mia Noah Omar Priya Sofía Zoë".split()
SYLLABLES = "ba den fi gor ha jen ki lo mar nes o pe ra sen ti van wil ya zu ł ö é ñ".split()
STATUSES = "active active active inactive lead".split()
PLANS = ["Unlimited", "10 classes", "Off-peak, mornings", 'Student "2 for 1"', ""]
START = date(1950, 1, 1)


def person(random, number):
    last = "".join(random.choices(SYLLABLES, k=3)).capitalize()
    first = random.choice(FIRST)
    born = START + timedelta(days=random.randrange(20_000))
    joined = date(2015, 1, 1) + timedelta(days=random.randrange(4_000))
    # One in ten has no e-mail address, one in twenty a note of several lines.
    return {
        "first_name": first,
        "last_name": last,
        "email": "" if random.random() < 0.1 else f"person{number}@example.com",
        "phone": f"+1 212 {200 + number // 10_000:03} {number % 10_000:04}",
        "membership_plan": random.choice(PLANS),
        "status": random.choice(STATUSES),
        "join_date": joined.isoformat(),
        "address": f"{random.randrange(1, 900)} Main Street",
        "city": "New York",
        "state": "NY",
        "zip": f"{random.randrange(10_001, 11_000)}",
        "date_of_birth": born.isoformat(),
        "gender": random.choice(["female", "male", "non-binary", ""]),
        "emergency_contact_name": f"{random.choice(FIRST)} {last}",
        "emergency_contact_phone": f"212 555 {random.randrange(10_000):04}",
        "notes": "Knee.\nCall before noon." if random.random() < 0.05 else "",
        "barcode": f"B{number:07}",
    }


def folded(row):
    """What tells two people without addresses apart: name without accents, and birth date."""
    name = f"{row['last_name']} {row['first_name']}".lower().replace("ł", "l")
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore") + row["date_of_birth"].encode()


FAULTS = [
    {"email": "nobody at example.com"},
    {"date_of_birth": "1990-02-30"},
    {"date_of_birth": "2190-05-17"},
    {"first_name": "", "last_name": ""},
    {"status": "asleep"},
    {"phone": "call me"},
    {"last_name": "x" * 300},
    {"notes": "\0"},
    {"email": "person0@example.com"},
]


def main(count, seed, share, path, faulty_path):
    numbers = random.Random(seed)
    known = set()
    with open(path, "w", encoding="utf-8", newline="") as file, open(faulty_path, "w") as faulty:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            row = person(numbers, number)
            while (key := folded(row)) in known:
                row = person(numbers, number)
            known.add(key)
            fields = row
            # The first person keeps the address that others will claim.
            if number == 0:
                fields["email"] = "person0@example.com"
            elif numbers.random() < share:
                print(number + 2, file=faulty)
                fault = numbers.randrange(len(FAULTS) + 1)
                if fault == len(FAULTS):
                    fields = dict(list(row.items())[:5])
                else:
                    fields |= FAULTS[fault]
            writer.writerow(fields.values())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4], sys.argv[5])
