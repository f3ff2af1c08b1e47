"""Writes what bin/bench growth measured as CSV and draws it as SVG.

usage: plot.py SAMPLES FOLDER
"""

import csv
import math
import sys
from pathlib import Path
from statistics import median

WIDTH, HEIGHT, MARGIN = 420, 300, 56
COLOURS = ["#0b6e99", "#d9730d", "#448361", "#9065b0"]
TITLES = {
    "clients": "clients in the database, 200 organizations",
    "organizations": "organizations, 200,000 clients in all",
    "connections": "open connections (of 2,000, 32 are active)",
}
COLUMNS = {".rate": "per_second", ".p50": "p50_ms", ".p99": "p99_ms", ".processor": "server_us", ".database": "postgres_us"}


def read(folder):
    """One record for each series, x and operation: the medians of its columns."""
    records = {}
    for path in folder.iterdir():
        series, *rest = path.name.split(".")
        if series not in TITLES:
            continue
        x, operation, column = rest
        key = (list(TITLES).index(series), int(x), operation)
        values = [float(line) for line in path.read_text().split()]
        records.setdefault(key, {"series": series, "x": int(x), "operation": operation})[COLUMNS[f".{column}"]] = median(
            values
        )
    return [records[key] for key in sorted(records)]


def write_csv(path, records):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["series", "x", "operation", *COLUMNS.values()])
        for record in records:
            numbers = [f"{record[column]:.{0 if column in ('per_second', 'server_us', 'postgres_us') else 2}f}" for column in COLUMNS.values()]
            writer.writerow([record["series"], record["x"], record["operation"], *numbers])


def short(number):
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:g}{letter}"
    return f"{number:g}"


def text(x, y, words, anchor="middle", size=11, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{more}>{words}</text>'


def line(x1, y1, x2, y2, colour):
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" fill="none"/>'


class Panel:
    """Curves over a logarithmic x; y from zero, or logarithmic, too."""

    def __init__(self, left, title, x_title, curves, is_log):
        self.left, self.title, self.x_title, self.curves, self.is_log = left, title, x_title, curves, is_log
        self.xs = sorted({x for _, points in curves for x, _ in points})
        ys = [y for _, points in curves for _, y in points]
        if is_log:
            self.low, self.high = 10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys)))
            self.ticks = [10.0**power for power in range(round(math.log10(self.low)), round(math.log10(self.high)) + 1)]
        else:
            step = next(step for step in (10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if max(ys) / step <= 6)
            self.low, self.high = 0, math.ceil(max(ys) / step) * step
            self.ticks = [step * number for number in range(round(self.high / step) + 1)]

    def place_x(self, x):
        first, last = math.log10(self.xs[0]), math.log10(self.xs[-1])
        return self.left + MARGIN + (math.log10(x) - first) / ((last - first) or 1) * (WIDTH - 2 * MARGIN)

    def place_y(self, y):
        scale = math.log10 if self.is_log else float
        part = (scale(y) - scale(self.low)) / (scale(self.high) - scale(self.low))
        return HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN)

    def draw(self):
        middle, bottom = self.left + WIDTH / 2, HEIGHT - MARGIN
        yield text(middle, 18, self.title, size=13)
        yield text(middle, HEIGHT - 22, f"{self.x_title}, log", size=11)
        for tick in self.ticks:
            yield line(self.left + MARGIN, self.place_y(tick), self.left + WIDTH - MARGIN, self.place_y(tick), "#e3e2e0")
            yield text(self.left + MARGIN - 6, self.place_y(tick) + 4, short(tick), "end")
        for x in self.xs:
            yield line(self.place_x(x), bottom, self.place_x(x), bottom + 4, "#37352f")
            yield text(self.place_x(x), bottom + 17, short(x))
        yield line(self.left + MARGIN, bottom, self.left + WIDTH - MARGIN, bottom, "#37352f")
        for (name, points), colour in zip(self.curves, COLOURS):
            path = "L".join(f"{self.place_x(x):.1f} {self.place_y(y):.1f}" for x, y in points)
            yield f'<path d="M{path}" stroke="{colour}" stroke-width="2" fill="none"/>'
            for x, y in points:
                yield f'<circle cx="{self.place_x(x):.1f}" cy="{self.place_y(y):.1f}" r="3" fill="{colour}"/>'
        for number, ((name, _), colour) in enumerate(zip(self.curves, COLOURS)):
            x, y = self.left + MARGIN + number % 2 * 150, 34 + number // 2 * 14
            yield line(x, y - 4, x + 14, y - 4, colour)
            yield text(x + 18, y, name, "start", 10)


def draw(path, series, records):
    def curves(columns):
        return [
            (f"{operation}, {name}", [(r["x"], r[column]) for r in records if r["operation"] == operation])
            for operation in ("list", "get")
            for column, name in columns
        ]

    panels = [
        Panel(0, "processor time a request, us", TITLES[series], curves([("server_us", "server"), ("postgres_us", "PostgreSQL")]), False),
        Panel(WIDTH, "latency, ms, log", TITLES[series], curves([("p50_ms", "p50"), ("p99_ms", "p99")]), True),
    ]
    parts = "\n".join(part for panel in panels for part in panel.draw())
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" fill="#37352f">\n<rect width="100%" height="100%" fill="white"/>\n{parts}\n</svg>\n'
    )


def report_import(folder, target):
    ours, theirs = ([float(line) for line in (folder / f"import.{name}").read_text().split()] for name in ("tryzore", "psql"))
    ratio = median(mine / other for mine, other in zip(ours, theirs))
    print(
        f"import: {median(ours):.0f} rows/s, psql {median(theirs):.0f} rows/s, ratio {ratio:.2f} (goal 0.70): "
        f"{'reached' if ratio >= 0.7 else 'not reached'}"
    )
    with open(target / "import.csv", "w") as file:
        file.write(f"import_rows_per_second,psql_rows_per_second,ratio\n{median(ours):.0f},{median(theirs):.0f},{ratio:.2f}\n")


def main(samples, target):
    records = read(samples)
    write_csv(target / "growth.csv", records)
    for series in TITLES:
        draw(target / f"{series}.svg", series, [record for record in records if record["series"] == series])
    for record in records:
        print("{series} {x} {operation}: p50 {p50_ms:.2f} ms, p99 {p99_ms:.2f} ms, {server_us:.0f} + {postgres_us:.0f} us".format(**record))
    report_import(samples, target)


main(Path(sys.argv[1]), Path(sys.argv[2]))
