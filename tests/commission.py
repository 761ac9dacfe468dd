"""Recomputes the commission engine's answer for generated products with Python's decimal, csv and datetime alone.

    python3 tests/commission.py target/release/creator-audit [PRODUCTS]

Shares no code and no intermediate with the program. Writes a catalogue, rates, creators and attribution rows from fixed seeds
(1,000 products unless told otherwise), with missing costs, free products, losses, refunds beyond sales, prices beside 15.00 and
payouts of exactly the target, and compares every field named below to six decimals, under default and under changed settings.
A fifth set gives offers with accepted counts: the acceptance is fitted again, here with Newton's method in floats, and rounded to six
decimals as the program does. Budgets, runways, competing offers, tiers, the forecast, a change of rate and the launch grid are recomputed too.
The rates behind the ledger are not inferred a second time: the generator knows at which rate each row was paid, and whether a
table says so; the program must find the same. Exit status 1 when anything differs."""

import csv, datetime, json, math, os, random, subprocess, sys, tempfile
from collections import defaultdict
from decimal import Decimal as D, ROUND_CEILING, ROUND_HALF_UP, getcontext

import commission_plans as plans

getcontext().prec = 60
DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date(2026, 1, 4), datetime.date(2026, 6, 30)
# The public table of standard rates, for the categories that are generated.
CATEGORIES = {"Grocery": "0.01", "Beauty & Personal Care": "0.03", "Kitchen": "0.045", "Baby": "0.03", "Apparel": "0.04", "Gift Cards": "0",
              "Luxury Beauty": "0.10", "Carpets": "0.04", "": None}
# Further apart than any tolerance and any rounding to cents of the amounts generated.
RATES = [D("0.05"), D("0.065"), D("0.08"), D("0.10"), D("0.125"), D("0.16"), D("0.20")]
COSTS = ("cost_of_goods", "referral_fee", "fulfilment_fee", "returns_allowance", "other_cost")
NEEDED = COSTS[:3]
DEFAULTS = {"target_payout": "2", "invisible_payout": "1", "epc_floor": None, "days_left_min": 14, "target_margin": "0.10", "low_price": "15",
            "pack_discount": "0.10", "pack_fulfilment": "0.50", "rate_tolerance": "0.0025", "runway_days": 14, "runway_mean_days": 14, "trailing_days": 90,
            "landscape_percentile": "0.5", "landscape_orders": 10, "window_days": 1, "lag_days": 14, "as_of": None, "tiers": None,
            "transition": None}
PLAN = {"transition": {"rate": "9%", "from": "2026-08-01"}}
# The defaults, then each with other numbers; the last with offers that creators accepted.
SETTINGS = [
    PLAN,
    {"target_payout": "2.50", "target_margin": "0.15", "pack_discount": "0.05", "pack_fulfilment": "0.75", "low_price": "20", **PLAN,
     "tiers": {"basis": "revenue", "tiers": [["0", "5%"], ["1200", "10%"], ["9000.50", "12.5%"]]}},
    {"target_payout": "0.80", "invisible_payout": "0.40", "target_margin": "0", "epc_floor": "0.05", "low_price": "14.99", "trailing_days": 30},
    {"as_of": "2026-04-15", "runway_mean_days": 7, "days_left_min": 60, "runway_days": 40, "rate_tolerance": "0.005", "pack_discount": "0",
     "transition": {"rate": "6.5", "from": "2026-04-16"}},
    {"transition": {"rate": "12%", "from": "2026-07-15"}, "landscape_percentile": "0.75", "landscape_orders": 4,
     "tiers": {"basis": "orders", "tiers": [["0", "6%"], ["60", "9.5%"], ["250.5", "14%"]]}},
]
WITH_ACCEPTED = len(SETTINGS) - 1


def cents(value):
    return value.quantize(D("0.01"), rounding=ROUND_HALF_UP)


def percent(rate):
    return f"{(rate * 100).normalize():f}%"


# --- what is generated -------------------------------------------------------------------------------------------------


def price_of(dice):
    return dice.choice([
        D("15.00"), D("14.99"), D("15.01"), D("20.00"), D("19.99"), D("0.00"), D("40.00"), D("12.99"), D("34.99"), D("10.00"),
        cents(D(dice.randint(100, 8000)) / 100), cents(D(dice.randint(100, 8000)) / 100), cents(D(dice.randint(100, 1800)) / 100),
        cents(D(dice.randint(100, 1800)) / 100), cents(D(dice.randint(50, 100000)) / 100),
    ])


def generate(seed, count, has_accepted):
    """Products, creators and rows. Every row knows the rate it was paid at and whether a table names it."""
    dice = random.Random(seed)
    asins = []
    while len(asins) < count:
        asin = "B0" + "".join(dice.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(8))
        if asin not in asins:
            asins.append(asin)
    creators = {}
    for number in range(60):
        opted = []
        kind = number % 4
        if kind == 1:  # a rate of its own
            opted = [(FIRST + DAY * dice.randint(0, 30), dice.choice(RATES))]
        elif kind == 2:  # a day: the version in force then
            opted = [(FIRST + DAY * dice.randint(0, 120), None)]
        elif kind == 3 and number % 8 == 3:  # twice
            day = FIRST + DAY * dice.randint(0, 30)
            opted = [(day, dice.choice(RATES)), (day + DAY * dice.randint(1, 90), dice.choice(RATES))]
        creators[f"creator-{number:03d}"] = opted
    products, rows = {}, []
    for asin in asins:
        products[asin] = product(dice, asin)
        if dice.random() < 0.92:
            rows += sales(dice, asin, products[asin], creators)
        elif products[asin]["campaign"]:  # only its sales tell which campaign it is in
            products[asin]["versions"] = []
    for row in rows:
        row["campaign"] = products[row["asin"]]["campaign"]
    for it in products.values():
        for v in it["versions"]:
            v["granted"] = cents(D(dice.randint(0, 60000)) / 100) if dice.random() < 0.2 else None
            if has_accepted and dice.random() < 0.5:
                v["offered"] = dice.randint(5, 400)
                pays = float((it["street"] or D(1)) * (v["rate"] + (v["standard"] or D("0.02"))))
                v["accepted"] = sum(dice.random() < 1 / (1 + math.exp(2.5 - 0.8 * math.log(pays))) for _ in range(v["offered"]))
    cards = [{"product": f"Other {n}", "price": cents(D(dice.randint(300, 9000)) / 100), "rate": dice.choice(RATES), "epc": D(dice.randint(1, 300)) / 100 if n % 3 else None}
             for n in range(40)]
    cards += [{"product": "No price", "price": None, "rate": D("0.1"), "epc": D("0.2")}, {"product": "Even", "price": D("20.00"), "rate": D("0.10"), "epc": None}]
    return products, creators, rows, cards


def product(dice, asin):
    it = {"catalogue": dice.random() < 0.88, "campaign": "", "versions": [], "price": None, "category": "", **{cost: None for cost in COSTS}}
    it["street"] = price_of(dice)
    if it["catalogue"]:
        it["category"] = dice.choice(list(CATEGORIES))
        it["price"] = it["street"] if dice.random() < 0.85 else None
        share = {"cost_of_goods": (15, 60), "referral_fee": (8, 17), "fulfilment_fee": (10, 30), "returns_allowance": (0, 4), "other_cost": (0, 5)}
        for cost, (low, high) in share.items():
            if dice.random() < (0.96 if cost in NEEDED else 0.8):
                it[cost] = cents(max(it["street"], D(1)) * dice.randint(low, high) / 100)
    kind = dice.random()
    if kind < 0.78:
        for number in range(dice.choice([1, 1, 2, 3])):
            day = None if number == 0 and dice.random() < 0.2 else FIRST + DAY * (60 * number + dice.randint(0, 59))
            it["versions"].append(version(dice, it, day))
        if dice.random() < 0.1:  # not in force before the data end
            it["versions"].append({**version(dice, it, LAST + DAY * 3), "standard": D("0.09")})
    elif kind < 0.83:
        it["campaign"] = f"Campaign of {asin}"
        it["versions"].append(version(dice, it, FIRST))
    return it


def version(dice, it, day):
    rate = dice.choice(RATES)
    # The payout is exactly 2.00: 40.00 at 1 % + 4 %, 20.00 at 2 % + 8 %, 10.00 at 10 % + 10 %.
    standard = {D("40.00"): D("0"), D("20.00"): D("0.02"), D("10.00"): D("0.10")}.get(it["street"], dice.choice([D("0.01"), D("0.03"), D("0.04"), D("0"), D("1")]))
    rate = {D("40.00"): D("0.05"), D("20.00"): D("0.08"), D("10.00"): D("0.10")}.get(it["street"], rate)
    return {"from": day, "rate": rate, "standard": standard if dice.random() < 0.8 else None,
            "budget": cents(D(dice.randint(0, 20000)) / 100) if dice.random() < 0.2 else None,
            "ends": LAST + DAY * dice.randint(-60, 60) if dice.random() < 0.2 else None}


def in_force(versions, day):
    """The latest version that has begun."""
    begun = [v for v in versions if v["from"] is None or v["from"] <= day]
    return max(begun, key=lambda v: v["from"] or datetime.date.min, default=None)


def paid_at(it, opted, day):
    """(rate, whether a table names it) of what a creator sells of a product on a day; the rate is `None` where no table does."""
    if not opted:
        return None
    on, rate = max((o for o in opted if o[0] <= day), key=lambda o: o[0], default=min(opted, key=lambda o: o[0]))
    if rate is None:
        then = in_force(it["versions"], on)
        rate = then and then["rate"]
    return rate


def sales(dice, asin, it, creators):
    rows = []
    price = it["street"] if it["street"] > 0 else D("9.99")
    if dice.random() < 0.3:  # sold below its price
        price = max(D("0.50"), cents(price * dice.randint(80, 99) / 100))
    has_clicks, has_orders, has_units = dice.random() < 0.95, dice.random() < 0.9, dice.random() < 0.95
    floods_back = dice.random() < 0.04 and bool(it["versions"])
    for creator in dice.sample(sorted(creators), dice.randint(1, 5)):
        unsaid = dice.choice(RATES)
        is_written = dice.random() < 0.15
        for _ in range(dice.randint(1, 5)):
            day = FIRST + DAY * dice.randint(0, (LAST - FIRST).days)
            named = paid_at(it, creators[creator], day)
            rate = unsaid if is_written or named is None else named
            units = dice.randint(1, 40) + int(10 / price)
            revenue = price * units
            rows.append(row(dice, asin, creator, day, rate, is_written, named is not None, units, revenue, has_clicks, has_orders, has_units))
            if dice.random() < 0.06 or floods_back:
                back = units * 3 if floods_back else 1 + units // 4
                if price * back >= 10:
                    rows.append(row(dice, asin, creator, day, rate, is_written, named is not None, -back, -price * back, has_clicks, has_orders, has_units))
                    rows[-1]["clicks"] = D(0) if has_clicks else None
    for one in rows:
        if dice.random() < 0.03:
            one[dice.choice(("revenue", "commission", "clicks", "orders", "units"))] = None
    return rows


def row(dice, asin, creator, day, rate, is_written, is_named, units, revenue, has_clicks, has_orders, has_units):
    return {"asin": asin, "creator": creator, "day": day, "rate": rate, "written": rate if is_written else None, "source": "given" if is_written or is_named else "inferred",
            "clicks": D(max(units, 0) * dice.randint(3, 30) + dice.randint(0, 50)) if has_clicks else None, "orders": D(units) if has_orders else None,
            "units": D(units) if has_units else None, "revenue": revenue, "commission": cents(revenue * rate)}


def write(folder, products, creators, rows, cards):
    def table(name, header, records):
        with open(os.path.join(folder, name), "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *[["" if cell is None else cell for cell in record] for record in records]])
        return os.path.join(folder, name)

    listed = [(asin, it) for asin, it in products.items() if it["catalogue"]]
    return [
        table("facts.csv", ["Date", "Creator ID", "Campaign", "ASIN", "Clicks", "Orders", "Units", "Revenue", "Commission", "Commission Rate"],
              [[r["day"], r["creator"], r["campaign"], r["asin"], r["clicks"], r["orders"], r["units"], r["revenue"], r["commission"],
                None if r["written"] is None else percent(r["written"])] for r in rows]),
        table("catalogue.csv", ["ASIN", "Title", "Category", "Price", "Cost of Goods", "Referral Fee", "Fulfilment Fee", "Returns Allowance", "Other Cost"],
              [[asin, f"Product {asin}", it["category"], it["price"], *[it[cost] for cost in COSTS]] for asin, it in listed]),
        table("cards.csv", ["ASIN or Name", "Price", "Rate", "EPC"],
              [[card["product"], card["price"], percent(card["rate"]), card["epc"]] for card in cards]),
        table("rates.csv", ["ASIN", "Campaign", "Brand Rate", "Standard Rate", "Valid From", "Budget", "Budget Remaining", "Ends On", "Offered", "Accepted"],
              [["" if it["campaign"] else asin, it["campaign"], percent(v["rate"]), None if v["standard"] is None else percent(v["standard"]), v["from"], v["granted"], v["budget"],
                v["ends"], v.get("offered"), v.get("accepted")]
               for asin, it in products.items() for v in it["versions"]]),
        table("creators.csv", ["Creator ID", "Creator", "Opt-in Date", "Opt-in Rate"],
              [[who, who.title(), day, None if rate is None else percent(rate)] for who, opted in creators.items() for day, rate in opted]),
    ]


# --- what must come of it ----------------------------------------------------------------------------------------------


def total(rows, *names):
    """Sums over the rows that have all of them."""
    whole = [r for r in rows if all(r[name] is not None for name in names)]
    return [sum((r[name] for r in whole), D(0)) for name in names], bool(whole)


def newest_rate(rows):
    """The rate whose first sale is the latest; of two that began on one day the lower."""
    months = defaultdict(list)
    for r in rows:
        if r["revenue"] is not None and r["commission"] is not None:
            months[r["creator"], r["day"].year, r["day"].month, r["rate"], r["source"]].append(r)
    first = {}
    for (_, _, _, rate, _), part in months.items():
        if sum(r["revenue"] for r in part) > 0:
            day = min(r["day"] for r in part)
            first[rate] = min(first.get(rate, day), day)
    return min(first, key=lambda rate: (-first[rate].toordinal(), rate), default=None)


def expected_product(it, rows, s, today, days, fit=None, changed=()):
    e = {}
    known = [v for v in it["versions"] if v["from"] is None or v["from"] <= today]
    known.sort(key=lambda v: v["from"] or datetime.date.min, reverse=True)
    latest = lambda name: next((v[name] for v in known if v.get(name) is not None), None)
    (revenue, units), _ = total(rows, "revenue", "units")
    # What buyers paid on average; the catalogue's price where rows do not tell it.
    p = it["price"]
    if units and revenue / units > 0:
        p = revenue / units
    std = latest("standard")
    if std is None and CATEGORIES[it["category"]] is not None:
        std = D(CATEGORIES[it["category"]])
    b = latest("rate")
    if b is None:
        b = newest_rate(rows)
    (orders, clicks), has_orders = total(rows, "orders", "clicks")
    (sold, clicked), has_units = total(rows, "units", "clicks")
    cvr = orders / clicks if has_orders and clicks else None
    if cvr is None and has_units and clicked:
        cvr = sold / clicked
    if cvr is not None and cvr < 0:
        cvr = None
    times = lambda *parts: None if None in parts else math.prod(parts, start=D(1))
    c = None if std is None or b is None else std + b
    e.update(price=p, list_price=it["price"], standard_rate=std, brand_rate=b, combined_rate=c, payout=times(p, c), brand_cost=times(p, b), conversion_rate=cvr, epc=times(p, c, cvr))
    e["bounds"] = fit.bounds(s, changed, cvr) if fit else (min(s["invisible_payout"], s["target_payout"]), s["target_payout"])
    e["left"], e["offered"] = latest("budget"), latest("offered")
    e["accepted"] = next((v["accepted"] for v in known if v.get("offered") is not None), None)
    e["legibility"] = legibility(e, latest("budget"), latest("ends"), rows, s, today)
    T, m = s["target_payout"], s["target_margin"]
    sells = p is not None and p > 0
    floor = max(D(0), T / p - std) if sells and std is not None else None
    e["bonus_min"] = floor
    e["legible_at"] = max(D(0), e["bounds"][1] / p - std) if floor is not None else None
    cm = p - sum(it[cost] or D(0) for cost in COSTS) if p is not None and all(it[cost] is not None for cost in NEEDED) else None
    e["contribution_margin"] = cm
    e["bonus_break_even"] = cm / p if sells and cm is not None else None
    e["bonus_max"] = (cm - m * p) / p if sells and cm is not None else None
    e["feasible"] = None if floor is None or e["bonus_max"] is None else floor <= e["bonus_max"]
    e["mode"] = None if e["feasible"] is None else "acquisition" if e["feasible"] else "content"
    e["missing"] = {name for name, value in (("price", p if sells else None), ("standard_rate", std), ("brand_rate", b), ("conversion_rate", cvr)) if value is None}
    e["missing"] |= {cost for cost in NEEDED if it[cost] is None}
    e["routes"] = routes(it, e, rows, s, today, days, fit) if sells and (p < s["low_price"] or e["feasible"] is False) else []
    return e


def legibility(e, budget, ends, rows, s, today):
    if e["payout"] is None:
        return None
    order = ["invisible", "marginal", "legible"]
    least, legible = e["bounds"]
    parts = [2 if e["payout"] >= legible else 1 if e["payout"] >= least else 0]
    if s["epc_floor"] is not None and e["epc"] is not None:
        parts.append(2 if e["epc"] >= s["epc_floor"] else 1)
    if ends is not None:
        parts.append(0 if ends < today else 1 if (ends - today).days < s["days_left_min"] else 2)
    if budget is not None:
        window = s["runway_mean_days"]
        daily = sum((r["commission"] for r in rows if r["commission"] is not None and today - DAY * (window - 1) <= r["day"] <= today), D(0)) / window
        if budget <= 0:
            parts.append(0)
        elif daily > 0:
            parts.append(1 if budget / daily < s["runway_days"] else 2)
    return order[min(parts)]


def routes(it, e, rows, s, today, days, fit):
    p, std, b, cm, T, m = (e["price"], e["standard_rate"], e["brand_rate"], e["contribution_margin"], s["target_payout"], s["target_margin"])
    units = None
    if any(r["units"] is not None for r in rows):
        begin = today - DAY * (s["trailing_days"] - 1)
        units = sum((r["units"] for r in rows if r["units"] is not None and begin <= r["day"] <= today), D(0)) * 90 / days
        if units < 0:
            units = None
    expected = lambda margin, pack: None if margin is None or units is None else margin * units / pack
    raised = {"route": "raise", "bonus": e["bonus_min"], "pack_units": None, "pack_price": None}
    raised["margin_per_sale"] = None if e["bonus_min"] is None or cm is None else cm - p * e["bonus_min"]
    raised["expected_margin_90d"] = expected(raised["margin_per_sale"], 1)
    passes = {}
    passes["raise"] = e["bonus_min"] is not None and e["bonus_min"] <= 1 and cm is not None and raised["margin_per_sale"] / p >= m
    pack = {"route": "multipack", "bonus": b, "pack_units": None, "pack_price": None, "margin_per_sale": None, "expected_margin_90d": None}
    unit = p * (1 - s["pack_discount"])
    passes["multipack"] = False
    is_told = {"raise": e["bonus_min"] is not None and (e["bonus_min"] > 1 or cm is not None), "multipack": False}
    if std is not None and b is not None:
        pay = unit * (std + b)
        n = max(2, int((T / pay).to_integral_value(rounding=ROUND_CEILING))) if pay > 0 else None
        is_told["multipack"] = n is None or n > 24
        if n is not None and n <= 24:
            pack["pack_units"], pack["pack_price"] = n, unit * n
            if all(it[cost] is not None for cost in NEEDED):
                each = it["cost_of_goods"] + (it["returns_allowance"] or D(0)) + (it["other_cost"] or D(0))
                left = pack["pack_price"] * (1 - it["referral_fee"] / p) - it["fulfilment_fee"] * (1 + s["pack_fulfilment"] * (n - 1)) - each * n
                pack["margin_per_sale"] = left - pack["pack_price"] * b
                pack["expected_margin_90d"] = expected(pack["margin_per_sale"], n)
                passes["multipack"] = pack["margin_per_sale"] / pack["pack_price"] >= m
                is_told["multipack"] = True
    is_compared = fit is not None
    for route, payout in ((raised, e["bonus_min"] is not None and std is not None and p * (std + e["bonus_min"])), (pack, pack["pack_units"] and pack["pack_price"] * (std + b))):
        # As many more units as more creators accept what it pays.
        then, now = (fit and pay and pay > 0 and fit.of(pay, None if e["conversion_rate"] is None else pay * e["conversion_rate"]) for pay in (payout, e["payout"]))
        if then and now and route["expected_margin_90d"] is not None:
            route["expected_margin_90d"] = plans.six(route["expected_margin_90d"] * then / now)
        elif passes[route["route"]]:
            is_compared = False
    kept = {"route": "reframe", "bonus": b, "pack_units": None, "pack_price": None, "margin_per_sale": None if cm is None or b is None else cm - p * b}
    kept["expected_margin_90d"] = expected(kept["margin_per_sale"], 1)
    worth = {"raise": raised["expected_margin_90d"], "multipack": pack["expected_margin_90d"]}
    each = {"raise": raised["margin_per_sale"], "multipack": pack["margin_per_sale"] and pack["margin_per_sale"] / pack["pack_units"]}
    passing = [name for name in ("raise", "multipack") if passes[name]]
    # The pack where both earn the same.
    best = max(passing, key=lambda name: (worth[name] or D(0), each[name], name == "multipack"), default=None)
    if best is None and all(is_told.values()):
        best = "reframe"
    if best in passes and is_compared and kept["expected_margin_90d"] is not None and kept["margin_per_sale"] / p >= m and kept["expected_margin_90d"] > worth[best]:
        best = "reframe"
    if works(e):  # nothing needs to change
        best = None
    for route in (raised, pack, kept):
        route["recommended"] = route["route"] == best
    return [raised, pack, kept]


def works(e):
    """Seen, and the present bonus lies inside the corridor."""
    return e["legibility"] == "legible" and e["feasible"] is not False and e["bonus_max"] is not None and e["brand_rate"] <= e["bonus_max"]


def expected_ledger(products, by_asin, s, today):
    e = {name: D(0) for name in ("revenue", "commission", "legacy_revenue", "current_revenue", "unknown_revenue", "legacy_cost_over_current",
                                 "legacy_commission", "current_commission")}
    cohorts, months, links = {}, {}, defaultdict(set)
    e["rows_without_amounts"] = 0
    for asin, rows in by_asin.items():
        now = in_force(products[asin]["versions"], today)
        now = now["rate"] if now else newest_rate(rows)
        for r in rows:
            if r["revenue"] is None or r["commission"] is None:
                e["rows_without_amounts"] += 1
                continue
            is_legacy = now is not None and abs(r["rate"] - now) > s["rate_tolerance"]
            is_current = now is not None and not is_legacy
            cohort = cohorts.setdefault((r["rate"], r["source"]), {"from": r["day"], "revenue": D(0), "commission": D(0), "legacy_revenue": D(0)})
            month = months.setdefault(r["day"].strftime("%Y-%m"), {"legacy_revenue": D(0), "current_revenue": D(0), "unknown_revenue": D(0), "commission": D(0), "revenue": D(0)})
            cohort["from"] = min(cohort["from"], r["day"])
            links[r["rate"], r["source"]].add((asin, r["creator"]))
            for sums in (e, cohort, month):
                sums["revenue"] += r["revenue"]
                sums["commission"] += r["commission"]
                if is_legacy:
                    sums["legacy_revenue"] += r["revenue"]
                if is_current and "current_revenue" in sums:
                    sums["current_revenue"] += r["revenue"]
                if not is_legacy and not is_current and "unknown_revenue" in sums:
                    sums["unknown_revenue"] += r["revenue"]
            e["legacy_commission"] += r["commission"] if is_legacy else 0
            e["current_commission"] += r["commission"] if is_current else 0
            if is_legacy:
                e["legacy_cost_over_current"] += r["commission"] - r["revenue"] * now
    e["blended_rate"] = e["commission"] / e["revenue"] if e["revenue"] > 0 else None
    e["cohorts"] = {key: {**cohort, "links": len(links[key])} for key, cohort in cohorts.items()}
    e["months"] = {key: {**month, "blended_rate": month["commission"] / month["revenue"] if month["revenue"] > 0 else None} for key, month in months.items()}
    return e


# --- both beside each other --------------------------------------------------------------------------------------------


class Comparison:
    def __init__(self):
        self.compared, self.problems = 0, []

    def field(self, where, name, found, wanted):
        self.compared += 1
        if isinstance(wanted, D) and isinstance(found, str):
            places = len(found.partition(".")[2])
            # A quotient is cut after sixty digits: what is a half but for that is a half.
            same = places >= 6 and D(found) == wanted.quantize(D(1).scaleb(-30)).quantize(D(1).scaleb(-places), rounding=ROUND_HALF_UP)
        else:
            same = found == wanted
        if not same:
            self.problems.append((where, name, "program", found, "here", wanted if not isinstance(wanted, D) else f"{wanted:.12f}"))


    def parts(self, where, name, found, wanted):
        """Every part of what is wanted, or that there is nothing."""
        if found is None or wanted is None:
            self.field(where, name, found, wanted)
            return
        for part, value in wanted.items():
            self.field(where, f"{name}.{part}", found[part], value)

    def rows(self, where, name, found, wanted):
        self.field(where, f"rows of {name}", len(found), len(wanted))
        for at, (one, other) in enumerate(zip(found, wanted)):
            self.parts(where, f"{name}[{at}]", one, other)


def compare(report, products, rows, cards, changed, check):
    s = {**DEFAULTS, **changed}
    s = {name: D(value) if isinstance(value, str) and name != "as_of" else value for name, value in s.items()}
    today = datetime.date.fromisoformat(s["as_of"]) if s["as_of"] else max(r["day"] for r in rows)
    days = (today - max(min(r["day"] for r in rows), today - DAY * (s["trailing_days"] - 1))).days + 1
    by_asin = defaultdict(list)
    for r in rows:
        by_asin[r["asin"]].append(r)
    check.field("report", "as_of", report["as_of"], today.isoformat())
    listed = {asin for asin, it in products.items() if it["catalogue"] or it["versions"] and not it["campaign"]} | set(by_asin)
    check.field("report", "asins", [a["asin"] for a in report["asins"]], sorted(listed))
    first = min(r["day"] for r in rows)
    product = lambda asin, *fit: expected_product(products[asin], by_asin.get(asin, []), s, today, days, *fit)
    # Judged by the defaults first: the offers of these are what the fit is made from.
    by_default = [product(asin) for asin in sorted(listed)]
    points = [(e["payout"], e["epc"], e["offered"], e["accepted"]) for e in by_default if e["payout"] and e["payout"] > 0 and e["offered"]]
    fit = plans.Fit(points) if len(points) >= 8 else None
    acceptance = report["acceptance"]
    check.field("acceptance", "state", acceptance["state"], "fitted" if fit else "too-few")
    if fit:
        check.field("acceptance", "points", acceptance["points"], fit.points)
        check.field("acceptance", "mean", acceptance["mean"], fit.mean)
        for at, b in enumerate(fit.beta):
            check.field("acceptance", f"coefficient {at}", acceptance["coefficients"][at], None if b is None else plans.of_float(b))
    begin = today - DAY * (s["trailing_days"] - 1)
    links, clicks_each = plans.links_of(rows), plans.clicks_per_creator(rows, begin, today, days)
    best, quartiles, cards, judged = plans.best_creators(links), plans.quartiles_of(links), plans.cards_of(cards), {}
    for found in report["asins"]:
        where = found["asin"]
        wanted = judged[where] = product(where, fit, changed)
        bounds, left, offered = (wanted.pop(name) for name in ("bounds", "left", "offered"))
        wanted.pop("accepted")
        check.parts(where, "landscape", found["landscape"], plans.landscape(wanted, where, cards, best, s))
        check.parts(where, "monthly_earnings", found["monthly_earnings"], quartiles and plans.earnings(wanted, quartiles))
        own = by_asin.get(where, [])
        budget = plans.budget(products[where], own, left, s, today, first)
        check.parts(where, "budget", found["budget"], budget)
        daily = budget and budget["daily_commission"]
        check.field(where, "runway_days", found["runway_days"], left / daily if left is not None and daily and daily > 0 else None)
        check.rows(where, "launch", found["launch"], plans.launch(wanted, products[where], offered, fit, bounds, clicks_each) if fit else [])
        for name, value in wanted.items():
            if name == "routes":
                check.field(where, "routes", [r["route"] for r in found["routes"]], [r["route"] for r in value])
                for at, (one, other) in enumerate(zip(found["routes"], value)):
                    for part in other:
                        check.field(where, f"routes[{at}].{part}", one[part], other[part])
            else:
                check.field(where, name, set(found[name]) if name == "missing" else found[name], value)
    ledger, wanted = report["ledger"], expected_ledger(products, by_asin, s, today)
    for name in ("revenue", "commission", "legacy_revenue", "current_revenue", "unknown_revenue", "legacy_cost_over_current", "blended_rate", "rows_without_amounts"):
        check.field("ledger", name, ledger[name], wanted[name])
    compare_plans(report, rows, wanted, judged, s, today, days, first, check)
    cohorts = {(None if c["rate"] is None else D(c["rate"]), c["source"]): c for c in ledger["cohorts"]}
    check.field("ledger", "cohorts", sorted(cohorts, key=str), sorted(((D(f"{rate:.6f}"), source) for rate, source in wanted["cohorts"]), key=str))
    for key, cohort in wanted["cohorts"].items():
        for name, value in cohort.items():
            check.field(f"cohort {key}", name, cohorts.get(key, {}).get(name), value.isoformat() if name == "from" else value)
    months = {m["month"]: m for m in ledger["months"]}
    check.field("ledger", "months", list(months), sorted(wanted["months"]))
    for key, month in wanted["months"].items():
        for name in ("legacy_revenue", "current_revenue", "unknown_revenue", "commission", "blended_rate"):
            check.field(f"month {key}", name, months.get(key, {}).get(name), month[name])
    # What is sorted by rate and by month is all there is.
    for parts in (ledger["cohorts"], ledger["months"]):
        check.field("ledger", "sum of parts", f"{sum(D(part['commission']) for part in parts):.6f}", wanted["commission"])


def compare_plans(report, rows, ledger, judged, s, today, days, first, check):
    wanted = plans.tiers(rows, judged, s, today, days)
    found = report["tiers"]
    check.rows("tiers", "tiers", found["tiers"], wanted.pop("tiers"))
    check.parts("tiers", "whole", found, wanted)
    start, retention = plans.start_of(ledger, first, today - DAY * (s["window_days"] + s["lag_days"]))
    months, year = plans.forecast(start, retention) if start else ([], None)
    check.rows("ledger", "forecast", report["ledger"]["forecast"], months)
    check.field("ledger", "legacy_cost_next_year", report["ledger"]["legacy_cost_next_year"], year)
    half_life = plans.of_float(math.log(0.5) / math.log(float(retention))) if retention is not None and 0 < retention < 1 else None
    check.field("ledger", "half_life_months", report["ledger"]["half_life_months"], half_life)
    change = None
    if start and s["transition"]:
        day = datetime.date.fromisoformat(s["transition"]["from"])
        change = plans.transition(start, retention, D(s["transition"]["rate"].rstrip("%")) / 100, day)
    check.field("transition", "is planned", report["transition"] is not None, change is not None)
    if change:
        check.rows("transition", "months", report["transition"]["months"], change)


def main(program, count="1000"):
    check = Comparison()
    for number, changed in enumerate(SETTINGS):
        before = check.compared
        products, creators, rows, cards = generate(20260704 + number, int(count), number == WITH_ACCEPTED)
        with tempfile.TemporaryDirectory() as folder:
            files = write(folder, products, creators, rows, cards)
            settings = os.path.join(folder, "settings.json")
            with open(settings, "w", encoding="utf-8") as file:
                json.dump(changed, file)
            done = subprocess.run([program, "commission", *files, "--settings", settings], capture_output=True, text=True)
            if done.returncode:
                print(done.stderr)
                return 1
            compare(json.loads(done.stdout), products, rows, cards, changed, check)
        print(f"{changed or 'defaults'}: {len(products)} products, {len(rows)} rows, {check.compared - before} fields")
    for problem in check.problems[:40]:
        print("DIFFERS", *problem)
    print(f"{check.compared} figures of the commission engine compared, {len(check.problems)} differ")
    return 1 if check.problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
