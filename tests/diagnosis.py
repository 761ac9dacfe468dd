"""Computes the split of a drift (DIA-4) again, in fractions, over clients drawn from seeds, and compares it with what the command line
prints: level before and after, the part of rates, the part of mix, and that both add up to the change as they are written.

    python3 tests/diagnosis.py target/release/creator-audit
"""

import csv
import datetime
import io
import json
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

FIRST = datetime.date(2025, 1, 5)  # a Sunday
WEEKS = 24
LOOKED_AT = 8
SETTLED_AFTER_DAYS = 15
ROUNDING = Fraction(1, 10**10)  # of a sum of parts with twelve decimals each


def client(seed):
    """Rows of a client whose rates rise and whose sales move to a dearer campaign, by parts that the seed decides."""
    draw = random.Random(seed)
    rise, move = draw.choice([(0, 8), (60, 0), (40, 6), (80, 3)])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow("Date,Creator ID,Campaign,ASIN,Clicks,Orders,Units,Revenue,Commission".split(","))
    for week in range(WEEKS):
        told = max(0, week - (WEEKS - 11))
        for creator in range(12):
            for _ in range(3):
                day = FIRST + datetime.timedelta(days=7 * week + draw.randrange(7))
                asin = f"B0SPLIT00{draw.randrange(1, 6)}"
                dear = draw.randrange(100) < told * move
                rate = 1000 + (400 if dear else 0) + rise * told + 20 * (creator % 3)
                orders = draw.randrange(2, 30)
                cents = orders * draw.choice([1299, 1899, 2450])
                commission = (cents * rate + 5000) // 10000
                money = lambda value: f"{value // 100}.{value % 100:02d}"
                writer.writerow([day, f"cr-{creator}", "Boost" if dear else "Core", asin, orders * 12, orders, orders, money(cents), money(commission)])
    return out.getvalue()


def split(text):
    """Ratio before and after, the part of rates and the part of mix, each a fraction."""
    rows = list(csv.DictReader(io.StringIO(text)))
    last = max(datetime.date.fromisoformat(row["Date"]) for row in rows)
    mature = last - datetime.timedelta(days=SETTLED_AFTER_DAYS)
    whole = [week for week in range(WEEKS) if FIRST + datetime.timedelta(days=7 * week + 6) <= mature]
    looked = whole[-LOOKED_AT:]
    halves = (set(looked[: LOOKED_AT // 2]), set(looked[LOOKED_AT // 2 :]))
    links = defaultdict(lambda: [[Fraction(0), Fraction(0)], [Fraction(0), Fraction(0)]])
    for row in rows:
        week = (datetime.date.fromisoformat(row["Date"]) - FIRST).days // 7
        for half in (0, 1):
            if week in halves[half]:
                sums = links[(row["ASIN"], row["Creator ID"], row["Campaign"])]
                sums[half][0] += Fraction(row["Revenue"])
                sums[half][1] += Fraction(row["Commission"])
    revenue = [sum(sums[half][0] for sums in links.values()) for half in (0, 1)]
    ratio = [sum(sums[half][1] for sums in links.values()) / revenue[half] for half in (0, 1)]
    rates = Fraction(0)
    for sums in links.values():
        if sums[0][0] and sums[1][0]:
            mean_share = (sums[0][0] / revenue[0] + sums[1][0] / revenue[1]) / 2
            rates += mean_share * (sums[1][1] / sums[1][0] - sums[0][1] / sums[0][0])
    return ratio[0], ratio[1], rates, ratio[1] - ratio[0] - rates


def main():
    program, compared, told = sys.argv[1], 0, 0
    for seed in range(24):
        text = client(seed)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "client.csv"
            path.write_text(text)
            report = json.loads(subprocess.run([program, "findings", str(path)], check=True, capture_output=True, text=True).stdout)
        for finding in report["findings"]:
            if finding["rule"] != "DIA-4":
                continue
            told += 1
            shown = {entry["label"]: Fraction(entry["value"]) for entry in finding["evidence"][:4]}
            labels = ["Commission ÷ revenue, earlier weeks", "Commission ÷ revenue, later weeks", "By rates", "By mix"]
            for label, expected in zip(labels, split(text)):
                compared += 1
                if abs(shown[label] - expected) > ROUNDING:
                    sys.exit(f"seed {seed}: {label} is {float(shown[label])}, computed again {float(expected)}")
            if shown[labels[2]] + shown[labels[3]] != shown[labels[1]] - shown[labels[0]]:
                sys.exit(f"seed {seed}: the parts do not add up as they are written")
    if told < 12:
        sys.exit(f"only {told} of 24 clients were told a drift: too few to compare")
    print(f"{compared} figures of {told} drifts agree, and their parts add up as they are written")


if __name__ == "__main__":
    main()
