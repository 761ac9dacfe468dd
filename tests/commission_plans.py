"""What tests/commission.py compares beside offers and the ledger: acceptance, landscape, earnings, budgets, tiers, forecast, a change of
rate and the launch grid, recomputed with Python's decimal and math alone."""

import datetime, math
from collections import defaultdict
from decimal import Decimal as D, ROUND_CEILING, ROUND_HALF_UP

DAY = datetime.timedelta(days=1)
SIX = D("0.000001")


def six(value):
    return D(value).quantize(SIX, rounding=ROUND_HALF_UP)


def of_float(value):
    """Six decimals of a float, as a method's result is kept."""
    return D(int(math.floor(abs(value) * 1e6 + 0.5)) * (1 if value >= 0 else -1)) / 1_000_000


def quantile(values, part):
    """The method of spreadsheets, R's type 7."""
    values = sorted(values)
    place = (len(values) - 1) * part
    at = int(place)
    return values[at] + (place - at) * (values[min(at + 1, len(values) - 1)] - values[at])


# --- how acceptance depends on what is paid ------------------------------------------------------------------------------


class Fit:
    """Newton's method on the binomial likelihood of accepted out of offered, by ln payout and ln epc."""

    def __init__(self, points):
        self.points = len(points)
        self.mean = D(sum(p[3] for p in points)) / sum(p[2] for p in points)
        rows = [(1.0, math.log(float(pay)), math.log(float(epc)) if epc and epc > 0 else None) for pay, epc, _, _ in points]
        self.width = 3 if all(row[2] is not None for row in rows) else 2
        beta = [0.0] * self.width
        for _ in range(60):
            gradient, hessian = [0.0] * self.width, [[0.0] * self.width for _ in range(self.width)]
            for row, (_, _, offered, accepted) in zip(rows, points):
                p = 1 / (1 + math.exp(-sum(x * b for x, b in zip(row, beta))))
                for i in range(self.width):
                    gradient[i] += row[i] * (accepted - offered * p)
                    for j in range(self.width):
                        hessian[i][j] += offered * p * (1 - p) * row[i] * row[j]
            step = self.solved(hessian, gradient)
            beta = [b + s for b, s in zip(beta, step)]
            if max(map(abs, step)) < 1e-13:
                break
        self.beta = beta + [None] * (3 - self.width)

    @staticmethod
    def solved(a, b):
        n = len(b)
        rows = [a[i][:] + [b[i]] for i in range(n)]
        for i in range(n):
            pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
            rows[i], rows[pivot] = rows[pivot], rows[i]
            for r in range(n):
                if r != i:
                    factor = rows[r][i] / rows[i][i]
                    rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i])]
        return [rows[i][n] / rows[i][i] for i in range(n)]

    def of(self, payout, epc):
        logit = self.beta[0] + self.beta[1] * math.log(float(payout))
        if self.beta[2] is not None:
            if epc is None:
                return None
            logit += self.beta[2] * math.log(float(epc))
        return of_float(1 / (1 + math.exp(-logit)))

    def payout_for(self, part, conversion):
        left = math.log(float(part) / (1 - float(part))) - self.beta[0]
        if self.beta[2] is not None:
            if not conversion or conversion <= 0:
                return None
            left -= self.beta[2] * math.log(float(conversion))
        return of_float(math.exp(left / (self.beta[1] + (self.beta[2] or 0))))

    def bounds(self, s, changed, conversion):
        """(marginal from, legible from) as the offers that creators accepted tell; a number that was set stays."""
        half, mean = self.payout_for(self.mean / 2, conversion), self.payout_for(self.mean, conversion)
        if half is None or mean is None:
            return min(s["invisible_payout"], s["target_payout"]), s["target_payout"]
        legible = s["target_payout"] if "target_payout" in changed else mean
        return min(s["invisible_payout"] if "invisible_payout" in changed else half, legible), legible


# --- one product beside others -------------------------------------------------------------------------------------------


def links_of(rows):
    """{(creator, asin): {month: orders}} of the rows with revenue and commission."""
    links = defaultdict(lambda: defaultdict(D))
    for r in rows:
        if r["revenue"] is not None and r["commission"] is not None:
            links[r["creator"], r["asin"]][r["day"].year, r["day"].month] += r["orders"] or 0
    return links


def cards_of(cards):
    """Payouts and earnings per click of the competing offers, and the middle payout."""
    payouts = [c["price"] * c["rate"] for c in cards if c["price"] is not None and c["rate"] is not None]
    return payouts, [c["epc"] for c in cards if c["epc"] is not None], quantile([six(p) for p in payouts], D("0.5"))


def landscape(e, asin, cards, best, s):
    place = lambda own, others: None if own is None or not others else D(sum(2 if o < own else o == own for o in others)) / (2 * len(others))
    payouts, epcs, middle = cards
    p, std = e["price"], e["standard_rate"]
    payout = place(e["payout"], payouts)
    return {
        "payout_percentile": payout, "epc_percentile": place(e["epc"], epcs), "cards": len(payouts),
        "raise_to": max(D(0), middle / p - std) if p is not None and p > 0 and std is not None else None,
        "must_choose": payout is not None and payout < s["landscape_percentile"] and asin in best and best[asin] >= s["landscape_orders"],
    }


def best_creators(links):
    best = {}
    for (_, asin), months in links.items():
        mean = sum(months.values()) / len(months)
        best[asin] = max(best.get(asin, mean), mean)
    return best


def quartiles_of(links):
    """Of orders a month over all creators: no product here has ten of its own. None where all together are fewer than ten."""
    counts = [orders for months in links.values() for orders in months.values() if orders > 0]
    creators = {creator for (creator, _), months in links.items() if any(orders > 0 for orders in months.values())}
    return {name: quantile(counts, D(part)) for name, part in (("p25", "0.25"), ("p50", "0.5"), ("p75", "0.75"))} if len(creators) >= 10 else None


def earnings(e, quartiles):
    found = {f"orders_{name}": orders for name, orders in quartiles.items()}
    return found | {f"earnings_{name}": None if e["payout"] is None else e["payout"] * orders for name, orders in quartiles.items()}


def budget(it, rows, left, s, today, first):
    """What is left, how fast it is used, and the days it was spent; `None` where no row that has begun names one."""
    named = [v for v in it["versions"] if (v["from"] is None or v["from"] <= today) and (v["granted"] is not None or v["budget"] is not None)]
    if not named:
        return None
    window = s["runway_mean_days"]
    begin = today - DAY * (window - 1)
    covered = (today - max(begin, first)).days + 1
    used = [r["commission"] for r in rows if begin <= r["day"] <= today]
    daily = sum((c for c in used if c is not None), D(0)) / covered if used else None
    paid = defaultdict(D)
    for r in rows:
        if r["commission"] is not None:
            paid[r["day"]] += r["commission"]
    named.sort(key=lambda v: v["from"] or datetime.date.min)
    spans, filled_up = [], False
    for at, v in enumerate(named):
        until = named[at + 1]["from"] - DAY if at + 1 < len(named) else today
        if v["from"] is None or v["from"] > until:
            continue
        days = sorted(day for day in paid if v["from"] <= day <= until)
        by = None
        if v["budget"] is not None:
            by = v["from"] if v["budget"] <= 0 else None
        elif v["granted"] <= 0:
            by = v["from"]
        else:
            sums = D(0)
            for day in days:
                sums += paid[day]
                if sums >= v["granted"]:
                    by = day
                    break
        if by is None:
            continue
        last = max((day for day in days if paid[day] > 0), default=None)
        filled_up |= v["budget"] is None and last is not None and last > by
        start = v["from"] if last is None else max(v["from"], last + DAY)
        if start <= until:
            spans.append({"from": start.isoformat(), "until": until.isoformat()})
    length = sum((datetime.date.fromisoformat(one["until"]) - datetime.date.fromisoformat(one["from"])).days + 1 for one in spans)
    return {"remaining": left, "daily_commission": daily, "spent": spans, "filled_up": filled_up,
            "spent_days": None if any(v["from"] is None for v in named) else length}


def clicks_per_creator(rows, begin, today, days):
    links = {}
    for r in rows:
        if begin <= r["day"] <= today:
            link = links.setdefault((r["asin"], r["creator"]), [None, False])
            link[1] |= any(r[name] is not None and r[name] > 0 for name in ("orders", "units", "revenue"))
            if r["clicks"] is not None:
                link[0] = (link[0] or 0) + r["clicks"]
    selling = [clicks for clicks, sold in links.values() if sold and clicks is not None]
    return sum(selling, D(0)) / len(selling) * 90 / days if selling else None


def launch(e, it, offered, fit, bounds, clicks_each):
    p, std, cvr, cm = e["price"], e["standard_rate"], e["conversion_rate"], e["contribution_margin"]
    if p is None or p <= 0 or std is None or not offered:
        return []
    grid = []
    for percent in range(41):
        b = D(percent) / 100
        payout = p * (std + b)
        epc = None if cvr is None else payout * cvr
        if payout <= 0 or epc is not None and epc <= 0 and fit.beta[2] is not None:
            continue
        part = fit.of(payout, epc)
        if part is None:
            continue
        row = {"bonus": b, "payout": payout, "accepts": part * offered, "legibility": "legible" if payout >= bounds[1] else "marginal" if payout >= bounds[0] else "invisible"}
        row["clicks"] = clicks = None if clicks_each is None else six(clicks_each * row["accepts"])
        row["orders"] = orders = None if clicks is None or cvr is None else six(clicks * cvr)
        row["cost"] = cost = None if orders is None else six(orders * p * b)
        row["margin"] = None if cost is None or cm is None else six(orders * cm - cost)
        grid.append(row)
    return grid


# --- the programme as a whole --------------------------------------------------------------------------------------------


def tiers(rows, judged, s, today, days):
    """`judged`: asin to what was expected of it. None where fewer than five creators sold something and no design is given."""
    begin = today - DAY * (s["trailing_days"] - 1)
    window = [r for r in rows if begin <= r["day"] <= today]
    by = defaultdict(lambda: {"revenue": D(0), "orders": D(0), "commission": D(0)})
    for r in window:
        for name in ("revenue", "orders", "commission"):
            by[r["creator"]][name] += r[name] or 0
    basis = (s["tiers"] or {}).get("basis", "revenue")
    if s["tiers"]:
        design = [(D(start), D(rate.rstrip("%")) / 100) for start, rate in s["tiers"]["tiers"]]
    else:
        sold = [one["revenue"] for one in by.values() if one["revenue"] > 0]
        if len(sold) < 5:
            return None
        blended = sum(one["commission"] for one in by.values()) / sum(one["revenue"] for one in by.values())
        base = max(0, (blended * 200 - D("0.5")).to_integral_value(rounding=ROUND_CEILING)) / D(200)
        tens = lambda value: (value / 10).to_integral_value(rounding=ROUND_CEILING) * 10
        design = [(D(0), base), (tens(quantile(sold, D("0.5"))), min(D(1), base + D("0.02"))), (tens(quantile(sold, D("0.8"))), min(D(1), base + D("0.04")))]
    found = [{"from": start, "rate": rate, "creators": 0, "revenue": D(0), "cost": D(0)} for start, rate in design]
    for one in by.values():
        tier = max((at for at, (start, _) in enumerate(design) if one[basis] >= start), default=0)
        found[tier]["creators"] += 1
        found[tier]["revenue"] += one["revenue"]
        found[tier]["cost"] += one["revenue"] * design[tier][1]
    revenue = defaultdict(lambda: None)
    for r in rows:
        if r["revenue"] is not None:
            revenue[r["asin"]] = (revenue[r["asin"]] or 0) + (r["revenue"] if begin <= r["day"] <= today else 0)
    order = sorted((asin for asin, e in judged.items() if e["feasible"] is not None), key=lambda asin: (revenue[asin] is None, -(revenue[asin] or 0), asin))
    for tier in found:
        tier["above_ceiling"] = [asin for asin in order if tier["rate"] > judged[asin]["bonus_max"]]
        tier["below_floor"] = [asin for asin in order if tier["rate"] < judged[asin]["bonus_min"]]
    paid, cost = (sum((one[name] for one in part), D(0)) for name, part in (("commission", by.values()), ("cost", found)))
    return {"basis": basis, "proposed": not s["tiers"], "tiers": found, "cost": cost, "paid": paid, "change": cost - paid,
            "revenue": sum((one["revenue"] for one in by.values()), D(0))}


def next_month(key, ahead=1):
    number = int(key[:4]) * 12 + int(key[5:]) - 1 + ahead
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def start_of(ledger, first, mature_until):
    """The latest month the data hold whole and final, and how legacy revenue fades: (None, None) without one."""
    begins = first.strftime("%Y-%m") if (first - 7 * DAY).month != first.month else next_month(first.strftime("%Y-%m"))
    ends = (mature_until + DAY).strftime("%Y-%m")
    whole = sorted(key for key in ledger["months"] if begins <= key < ends)
    if not whole:
        return None, None
    months = ledger["months"]
    peak = max(whole, key=lambda key: (months[key]["legacy_revenue"], [-ord(c) for c in key]))
    after, key = [], peak
    while key in whole and months[key]["legacy_revenue"] > 0:
        after.append(math.log(float(months[key]["legacy_revenue"])))
        key = next_month(key)
    retention = None
    if len(after) >= 4:
        slopes = sorted((after[b] - after[a]) / (b - a) for b in range(len(after)) for a in range(b))
        middle = len(slopes) // 2
        retention = min(D(1), of_float(math.exp(slopes[middle] if len(slopes) % 2 else (slopes[middle - 1] + slopes[middle]) / 2)))
    over = lambda a, b: a / b if b > 0 else None
    last = months[whole[-1]]
    return {
        "month": whole[-1], "legacy": last["legacy_revenue"], "current": last["current_revenue"],
        "legacy_rate": over(ledger["legacy_commission"], ledger["legacy_revenue"]), "current_rate": over(ledger["current_commission"], ledger["current_revenue"]),
        "at_current": over(ledger["legacy_commission"] - ledger["legacy_cost_over_current"], ledger["legacy_revenue"]),
    }, retention


def forecast(start, retention):
    kept = D(1) if retention is None else retention
    legacy_rate = start["legacy_rate"] or D(0)
    current_rate = next((rate for rate in (start["current_rate"], start["at_current"]) if rate is not None), D(0))
    at_current = current_rate if start["at_current"] is None else start["at_current"]
    legacy, months, year = start["legacy"], [], D(0)
    for ahead in range(1, 13):
        legacy = six(legacy * kept)
        cost, revenue = legacy * legacy_rate + start["current"] * current_rate, legacy + start["current"]
        year += six(legacy * legacy_rate - legacy * at_current)
        months.append({"month": next_month(start["month"], ahead), "legacy_revenue": legacy, "current_revenue": start["current"], "commission": six(cost),
                       "blended_rate": cost / revenue if revenue > 0 else None})
    return months, year


def transition(start, retention, rate, day):
    kept = D(1) if retention is None else retention
    entered = day.strftime("%Y-%m") if day.day == 1 else next_month(day.strftime("%Y-%m"))
    first = max(entered, next_month(start["month"]))
    legacy, current = start["legacy"], start["current"]
    revenue, key = legacy + current, next_month(start["month"])
    while key < first:
        legacy = six(legacy * kept)
        current, key = revenue - legacy, next_month(key)
    months = []
    for ahead in range(12):
        legacy, current = six(legacy * kept), six(current * kept)
        cost = legacy * (start["legacy_rate"] or 0) + current * (start["current_rate"] or 0) + (revenue - legacy - current) * rate
        months.append({"month": next_month(first, ahead), "blended_rate": cost / revenue if revenue > 0 else None, "cost": six(cost),
                       "blended_rate_if_all_accept": revenue * rate / revenue if revenue > 0 else None, "cost_if_all_accept": six(revenue * rate)})
    return months
