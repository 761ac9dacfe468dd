"""Recomputes every KPI of an attribution CSV with Python's csv, decimal and datetime alone and compares with the program.

    python3 tests/recompute.py target/release/creator-audit FILE.csv

Shares no code and no intermediate with the program: reads the file's text itself, sums Decimals, divides with 60 digits,
and compares state, value, numerator and denominator of every KPI, in total and by creator, ASIN, line, campaign, week and
month. Values are compared after rounding half away from zero to the places the program printed. For files in our
template's columns or the roll-up's; every row must be accepted. Where scipy can be imported, the bounds of every proportion's
90 % interval are computed again with its beta distribution, from a prior fitted in exact fractions, and compared to 1e-9.
Exit status 1 when anything differs."""

import csv, datetime, json, math, subprocess, sys
from collections import defaultdict
from decimal import Decimal, ROUND_HALF_UP, getcontext
from fractions import Fraction

try:
    import scipy
    from scipy.stats import beta
except ImportError:
    beta = None

getcontext().prec = 60
ALIASES = {
    "date": ("Date", "Week Start"), "creator_id": ("Creator ID",), "creator": ("Creator", "Creator Name"), "asin": ("ASIN",),
    "line": ("Product Line",), "campaign": ("Campaign",), "clicks": ("Clicks",), "orders": ("Orders",), "units": ("Units",),
    "revenue": ("Revenue", "Attributed Sales"), "commission": ("Commission", "Commission Paid"),
    "ntb": ("New-to-brand Orders",), "repeat": ("Repeat Orders",), "sns": ("Subscribe & Save Orders",),
}
MEASURES = ("clicks", "orders", "units", "revenue", "commission", "ntb", "repeat", "sns")
MONEY = {"clicks": 0, "orders": 0, "units": 0, "revenue": 6, "commission": 6}


def read(path):
    rows = []
    with open(path, newline="", encoding="utf-8-sig") as file:
        for record in csv.DictReader(file):
            row = {}
            for name, headers in ALIASES.items():
                found = [record[h] for h in headers if h in record]
                row[name] = found[0].strip() if found else ""
            for name in MEASURES:
                row[name] = Decimal(row[name].replace("$", "").replace(",", "")) if row[name] else None
            row["date"] = datetime.date.fromisoformat(row["date"])
            row["who"] = row["creator_id"] or row["creator"]
            rows.append(row)
    return rows


PROPORTIONS = {
    "conversion-rate": ("orders", "clicks"), "unit-conversion-rate": ("units", "clicks"), "ntb-share": ("ntb", "orders"),
    "repeat-share": ("repeat", "orders"), "sns-attach": ("sns", "orders"),
}


def prior(groups):
    """Shapes of the beta prior of (k, n) groups by moments; Jeffreys where nothing can be fitted."""
    groups = [(Fraction(k), Fraction(n)) for k, n in groups if n > 0 and 0 <= k <= n]
    m, k_all, n_all = len(groups), sum(k for k, _ in groups), sum(n for _, n in groups)
    if m < 5 or k_all in (0, n_all):
        return 0.5, 0.5
    mean = k_all / n_all
    spread = sum(k * k / n for k, n in groups) - k_all * k_all / n_all
    room = n_all - sum(n * n for _, n in groups) / n_all - (m - 1)
    if room <= 0:
        return 0.5, 0.5
    gamma = max(float((spread / (mean * (1 - mean)) - (m - 1)) / room), math.sqrt(2 * (m - 1)) / float(room))
    if gamma >= 1:
        return 0.5, 0.5
    strength = (1 - gamma) / gamma * (m - 3) / (m - 1)
    return float(mean) * strength, float(1 - mean) * strength


def priors(rows, key):
    """The prior of every proportion across the groups of a key; rows without a creator are none."""
    groups = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        if key(row):
            for name in MEASURES:
                groups[key(row)][name] += row[name]
    return {kpi: prior([(sums[over], sums[under]) for sums in groups.values()]) for kpi, (over, under) in PROPORTIONS.items()}


def compare_bounds(where, entries, want, shapes, problems):
    """Compares the bounds of the intervals; gives how many were."""
    compared = 0
    for entry in entries:
        if entry["id"] not in PROPORTIONS or want[entry["id"]][0] != "value":
            continue
        _, k, n = want[entry["id"]]
        a, b = shapes[entry["id"]]
        if not 0 <= k <= n:
            if entry["low"] is not None or entry["high"] is not None:
                problems.append((where, entry["id"], "has bounds but is no proportion"))
            continue
        for name, part in (("low", 0.05), ("high", 0.95)):
            expected = beta.ppf(part, a + float(k), b + float(n - k))
            compared += 1
            if entry[name] is None or abs(float(entry[name]) - expected) > 1e-9:
                problems.append((where, entry["id"], name, entry[name], expected))
    return compared


def month(date):
    return date.year * 12 + date.month - 1


def month_key(index):
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def week(date):
    return date - datetime.timedelta(days=(date.weekday() + 1) % 7)


def total(rows, name):
    return sum((row[name] for row in rows), Decimal(0))


def by_creator(rows, name):
    sums = defaultdict(Decimal)
    for row in rows:
        sums[row["who"]] += row[name]
    return sums


def active(rows):
    return {who for who, orders in by_creator(rows, "orders").items() if orders > 0}


def expected(rows, everything, this_month, last_rows, is_week):
    """id -> ("value", numerator, denominator) or (state,)"""
    t = {name: total(rows, name) for name in MEASURES}
    one = Decimal(1)
    shares = sorted(by_creator(rows, "revenue").values(), reverse=True)
    running, to_80 = Decimal(0), None
    for position, revenue in enumerate(shares, 1):
        running += revenue
        if running * 5 >= t["revenue"] * 4:
            to_80 = position
            break
    now = active([row for row in rows if month(row["date"]) == this_month])
    before = active(last_rows)

    def ratio(a, b):
        return ("value", a, b) if b else ("not-applicable",)

    out = {name: ("value", t[name], one) for name in ("clicks", "orders", "units", "revenue", "commission")}
    out["conversion-rate"] = ratio(t["orders"], t["clicks"])
    out["unit-conversion-rate"] = ratio(t["units"], t["clicks"])
    out["average-order-value"] = ratio(t["revenue"], t["orders"])
    out["average-selling-price"] = ratio(t["revenue"], t["units"])
    out["earnings-per-click"] = ratio(t["commission"], t["clicks"])
    out["revenue-per-click"] = ratio(t["revenue"], t["clicks"])
    out["contractual-ratio"] = ratio(t["commission"], t["revenue"])
    out["ntb-share"] = ratio(t["ntb"], t["orders"])
    out["repeat-share"] = ratio(t["repeat"], t["orders"])
    out["sns-attach"] = ratio(t["sns"], t["orders"])
    out["revenue-share"] = ratio(t["revenue"], total(everything, "revenue"))
    out["top-1-share"] = ratio(shares[0], t["revenue"])
    out["top-5-share"] = ratio(sum(shares[:5]), t["revenue"])
    out["concentration-hhi"] = ratio(sum(s * s for s in shares), t["revenue"] * t["revenue"])
    out["creators-to-80"] = ("value", Decimal(to_80), one) if t["revenue"] > 0 else ("not-applicable",)
    out["active-creators"] = ("value", Decimal(len(active(rows))), one)
    out["creator-retention"] = ("not-applicable",) if is_week else ratio(Decimal(len(now & before)), Decimal(len(before)))
    for unknown in ("loaded-ratio", "profit-after-commission", "share-of-sales", "commission-of-sales", "ntb-index", "repeat-index", "sns-index"):
        out[unknown] = ("not-computable",)
    return out


def compare(where, entries, want, problems):
    seen = set()
    for entry in entries:
        seen.add(entry["id"])
        wanted = want[entry["id"]]
        if entry["state"] != wanted[0]:
            problems.append((where, entry["id"], "state", entry["state"], wanted))
        elif wanted[0] == "value":
            _, numerator, denominator = wanted
            text = entry["value"]
            places = len(text.split(".")[1]) if "." in text else 0
            rounded = (numerator / denominator).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
            if Decimal(text) != rounded:
                problems.append((where, entry["id"], "value", text, str(rounded)))
            if Decimal(entry["numerator"]) != numerator or Decimal(entry["denominator"]) != denominator:
                problems.append((where, entry["id"], "terms", entry["numerator"], str(numerator), entry["denominator"], str(denominator)))
            digits = text.replace("-", "").replace(".", "").lstrip("0")
            if entry["denominator"] != "1" and numerator and places != 6 and len(digits) < 9:
                problems.append((where, entry["id"], "fewer than nine significant digits", text))
    if seen != set(want):
        problems.append((where, "ids", sorted(seen ^ set(want))))


def main(program, path):
    rows = read(path)
    as_of = max(row["date"] for row in rows)
    problems, compared, bounds = [], 0, 0
    keys = {
        "creator": lambda r: r["who"], "asin": lambda r: r["asin"], "line": lambda r: r["line"], "campaign": lambda r: r["campaign"],
        "week": lambda r: week(r["date"]).isoformat(), "month": lambda r: month_key(month(r["date"])),
    }
    for by, key in keys.items():
        report = json.loads(subprocess.run([program, "kpis", path, "--by", by], capture_output=True, check=True, text=True).stdout)
        groups = defaultdict(list)
        for row in rows:
            groups[key(row)].append(row)
        if [g["key"] for g in report["groups"]] != sorted(groups):
            problems.append((by, "group keys differ"))
        this = month(as_of)
        in_month = lambda part, index: [row for row in part if month(row["date"]) == index]
        want = expected(rows, rows, this, in_month(rows, this - 1), False)
        compare("total", report["kpis"], want, problems)
        shapes = priors(rows, keys["asin" if by == "asin" else "creator"])
        if beta:
            bounds += compare_bounds(f"total by {by}", report["kpis"], want, shapes, problems)
        for group in report["groups"]:
            part = groups[group["key"]]
            if by == "month":
                index = month(part[0]["date"])
                want = expected(part, rows, index, in_month(rows, index - 1), False)
            else:
                want = expected(part, rows, this, in_month(part, this - 1), by == "week")
            compare(f"{by} {group['key']}", group["kpis"], want, problems)
            if beta:
                bounds += compare_bounds(f"{by} {group['key']}", group["kpis"], want, shapes, problems)
            compared += len(want)
        print(f"{by}: {len(groups)} groups")
    for problem in problems[:40]:
        print("DIFFERS", *problem)
    print(f"{bounds} bounds compared with scipy {scipy.__version__}" if beta else "bounds not compared: scipy is not here")
    print(f"{compared} figures compared, {len(problems)} differ")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
