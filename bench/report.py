"""Prints what bin/bench measured: medians, and medians of the ratios within each round.

usage: report.py FOLDER [--json]
"""

import json
import sys
from pathlib import Path
from statistics import median

folder = Path(sys.argv[1])


def column(name):
    path = folder / name
    return [float(line) for line in path.read_text().split()] if path.exists() else []


def middle(name, digits=2):
    values = column(name)
    return round(median(values), digits) if values else None


def ratio(name, other):
    pairs = list(zip(column(name), column(other)))
    return round(median(ours / theirs for ours, theirs in pairs), 2) if pairs else None


def door_percent():
    pairs = zip(column("list.pipelined"), column("list.bare"))
    return round(median((1 - door / bare) * 100 for door, bare in pairs), 1)


FIGURES = {
    "list": {
        "pgbench_pipelined": ratio("list.rate", "list.pipelined"),
        "pgbench_4rt": ratio("list.rate", "list.four"),
        "go": ratio("list.rate", "go.list.rate"),
        "fastapi": ratio("list.rate", "fastapi.list.rate"),
        "p99_ms": middle("list.p99"),
        "go_p99_ms": middle("go.list.p99"),
        "server_us": middle("list.processor", None),
    },
    "get": {
        "pgbench_pipelined": ratio("get.rate", "get.pipelined"),
        "go": ratio("get.rate", "go.get.rate"),
        "server_us": middle("get.processor", None),
    },
    "search": {
        "pgbench_pipelined": ratio("search.rate", "search.pipelined"),
        "p99_ms": middle("search.p99"),
        "server_us": middle("search.processor", None),
    },
    "create": {
        "pgbench_pipelined": ratio("create.rate", "create.numbered"),
        "server_us": middle("create.processor", None),
    },
    **{
        name: {
            "pgbench_pipelined": ratio(f"{name}.rate", f"{name}.numbered"),
            "p99_ms": middle(f"{name}.p99"),
            "server_us": middle(f"{name}.processor", None),
        }
        for name in ("book", "rush", "checkin")
    },
    "door_percent": door_percent(),
    "rss_mb": middle("memory", 1),
    "cold_start_ms": middle("cold_start", None),
}

# What, figure, goal, stretch; figures with a unit are to stay below.
LINES = [
    ("list / pgbench, pipelined", "list.pgbench_pipelined", 0.70, 0.85, ""),
    ("list / pgbench, four round trips", "list.pgbench_4rt", 1.10, 1.40, ""),
    ("list / Go, pgx in one round trip", "list.go", 1.60, 2.00, ""),
    ("list / FastAPI, asyncpg", "list.fastapi", 5.00, 7.00, ""),
    ("list, p99", "list.p99_ms", 10, 6, "ms"),
    ("list, server", "list.server_us", 110, 50, "us"),
    ("get / pgbench, pipelined", "get.pgbench_pipelined", 0.64, 0.85, ""),
    ("get / Go", "get.go", 1.20, None, ""),
    ("get, server", "get.server_us", 65, 40, "us"),
    ("search / pgbench, pipelined", "search.pgbench_pipelined", 0.70, 0.85, ""),
    ("search, p99", "search.p99_ms", 50, None, "ms"),
    ("search, server", "search.server_us", None, None, "us"),
    ("create / pgbench, pipelined", "create.pgbench_pipelined", 0.90, 1.00, ""),
    ("create, server", "create.server_us", None, None, "us"),
    ("book, many classes / pgbench", "book.pgbench_pipelined", 0.70, 0.85, ""),
    ("book, four classes / pgbench", "rush.pgbench_pipelined", 0.70, 0.85, ""),
    ("check in / pgbench", "checkin.pgbench_pipelined", 0.70, 0.85, ""),
    ("book, many classes, server", "book.server_us", None, None, "us"),
    ("door against set_config, of the list", "door_percent", 15, 8, "%"),
    ("memory, loaded", "rss_mb", 35, 25, "MB"),
    ("cold start to the first list", "cold_start_ms", 150, 100, "ms"),
]


def find(path):
    value = FIGURES
    for key in path.split("."):
        value = value[key]
    return value


def verdict(value, goal, stretch, unit):
    if goal is None:
        return ""
    reached = (lambda bound: value <= bound) if unit else (lambda bound: value >= bound)
    if stretch is not None and reached(stretch):
        return "reached, and its stretch"
    return "reached" if reached(goal) else "not reached"


def line(label, value, goal, stretch, unit):
    if value is None:
        return f"{label:38} not measured"
    texts = ["" if number is None else f"{number:g}" for number in (goal, stretch)]
    digits = "d" if isinstance(value, int) else ".1f" if unit in ("%", "MB") else ".2f"
    return f"{label:38} {value:8{digits}} {unit:3}{texts[0]:>6}{texts[1]:>8}   {verdict(value, goal, stretch, unit)}"


def rates():
    for name, label in [
        ("list.rate", "list"), ("list.pipelined", "pgbench, pipelined"), ("list.four", "pgbench, four round trips"),
        ("list.bare", "pgbench, set_config for the door"), ("go.list.rate", "Go"), ("fastapi.list.rate", "FastAPI"),
        ("get.rate", "get"), ("get.pipelined", "pgbench, pipelined"), ("go.get.rate", "Go"),
        ("fastapi.get.rate", "FastAPI"), ("search.rate", "search"), ("search.pipelined", "pgbench, pipelined"), ("create.rate", "create"), ("create.numbered", "pgbench, pipelined"),
        ("book.rate", "book, many classes"), ("book.numbered", "pgbench, in the same round trips"),
        ("rush.rate", "book, four classes"), ("rush.numbered", "pgbench, in the same round trips"),
        ("checkin.rate", "check in"), ("checkin.numbered", "pgbench, in the same round trips"),
    ]:  # fmt: skip
        values = column(name)
        if not values:
            continue
        latency = middle(name.replace(".rate", ".p99")) if name.endswith(".rate") else None
        more = ""
        if latency is not None:
            parts = [round(median(column(name.replace(".rate", part)))) for part in (".processor", ".database")]
            more = f"   p99 {latency:7.2f} ms, {parts[0]} us of the server and {parts[1]} us of PostgreSQL each"
        indent = "" if name in ("list.rate", "get.rate", "search.rate", "create.rate", "book.rate", "rush.rate", "checkin.rate") else "  "
        yield f"{indent + label:36} {median(values):8.0f}/s [{min(values):.0f}-{max(values):.0f}]{more}"


def report():
    print(f"{'':38} {'figure':>8}    {'goal':>6}{'stretch':>8}")
    for label, path, goal, stretch, unit in LINES:
        print(line(label, find(path), goal, stretch, unit))
        if path == "list.p99_ms":
            go = FIGURES["list"]["go_p99_ms"]
            print(line("list, p99 / Go's", go and round(find(path) / go, 2), 0.33, None, " "))
    print("\nRates, with which only those of the same run can be compared:")
    print("\n".join(rates()))


def without_missing(value):
    if isinstance(value, dict):
        return {key: without_missing(item) for key, item in value.items() if item is not None}
    return value


if sys.argv[2:] == ["--json"]:
    print(json.dumps(without_missing(FIGURES), separators=(",", ":")))
else:
    report()
