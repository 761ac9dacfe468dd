"""Reads seeded amounts in every spelling with the program and compares each of them with Python's Decimal, to the last digit.

    python3 tests/amounts.py target/release/creator-audit [HOW_MANY]

Each spelling has a file of its own, as a column has in the wild; every row is a creator of its own, so that the KPIs by creator
show each value for itself. Beside them stand counts in the same spelling, and near misses: texts that look like an amount and are
none, which must be rejected with line and column while the rows around them are read. Shares no code with the program: values are
made as Decimals, written as text here, and rounded half away from zero to six places by Decimal. Exit status 1 when anything differs."""

import json, os, random, re, subprocess, sys, tempfile
from decimal import Decimal, ROUND_HALF_UP, getcontext

getcontext().prec = 60
MICRO = Decimal("0.000001")
NBSP, NARROW, THIN, MINUS = "\u00a0", "\u202f", "\u2009", "\u2212"


def value(random):
    """A Decimal below a hundred billion: mostly money, sometimes float noise or more places than are kept."""
    kind = random.randrange(10)
    if kind < 5:
        places, top = 2, random.choice([10**4, 10**6, 10**9])
    elif kind < 6:
        places, top = 0, random.choice([10, 1000, 10**9, 10**11])
    elif kind < 7:
        places, top = random.randrange(1, 7), 10**random.randrange(1, 12)
    elif kind < 8:  # exactly half a millionth: rounded away from zero
        return Decimal(random.randrange(10**9) * 10 + 5).scaleb(-7)
    else:
        places, top = random.randrange(7, 16), 10**random.randrange(8, 18)
    return Decimal(random.randrange(top)).scaleb(-places)


def grouped(digits, separator, sizes=(3,)):
    """`digits` in groups from the right: the last of sizes[0] digits, those before of sizes[-1]."""
    groups, size = [], sizes[0]
    while len(digits) > size:
        groups.insert(0, digits[-size:])
        digits, size = digits[:-size], sizes[-1]
    return separator.join([digits] + groups)


def number(amount, point, separators, sizes, random):
    """Digits with or without groups, by the column's decimal mark."""
    text = format(amount, "f")
    whole, _, fraction = text.partition(".")
    if separators and random.random() < 0.7:
        whole = grouped(whole, random.choice(separators), sizes)
    if fraction and whole == "0" and random.random() < 0.1:
        whole = ""  # .50
    return whole + (point + fraction if fraction else "")


def signed(amount_text, negative, before, after, random):
    """Sign and currency sign around a number, in the ways exports write them."""
    sign = random.choice(["-", MINUS]) if negative else random.choice(["", "", "", "+"])
    style = random.randrange(6)
    money = before + amount_text + after
    if negative and style == 0:
        return "(" + money + ")"
    if negative and style == 1 and not after:
        return money + random.choice(["-", MINUS])
    if before and style == 2:
        return before + sign + amount_text + after
    return sign + money


class Spelling:
    def __init__(self, name, delimiter, point, separators, sizes=(3,), before=("",), after=("",), currency="USD", misses=()):
        self.name, self.delimiter, self.point, self.separators, self.sizes = name, delimiter, point, separators, sizes
        self.before, self.after, self.currency, self.misses = before, after, currency, misses

    def amount(self, amount, negative, random):
        text = number(amount, self.point, self.separators, self.sizes, random)
        return signed(text, negative, random.choice(self.before), random.choice(self.after), random)

    def count(self, count, random):
        text = str(count)
        if self.separators and random.random() < 0.7:
            text = grouped(text, random.choice(self.separators), self.sizes)
        return text


class Exponents(Spelling):
    """1.23E+4 and float noise with an exponent; never grouped."""

    def amount(self, amount, negative, random):
        shift = random.randrange(-9, 10)
        mantissa = format(amount.scaleb(-shift), "f")
        text = mantissa + random.choice("eE") + (f"{shift:+d}" if random.random() < 0.6 else f"{shift:+03d}" if random.random() < 0.5 else str(shift))
        return ("-" if negative else "") + text


ANYWHERE = [
    "abc", "1.2.3,4,5", "--5", "(5", "5)", "((5))", "+-5", "- -5", "-5-", "(-5)", "e5", "1e", "1e+", "1e5.5", "1e100", "0x1F", "NaN", "inf", "Infinity", "1_000", "12-50",
    "1/2", "\uff15\uff10", "\u0661\u0662", "$", "-$", "$$5", "=1+1", "#REF!", "########", "5 5", "1 23", "1 2345", "12%", "1'23", "five", "1;5", "100000000000.01", "9" * 40, "5 USD EUR",
]
POINT_MISSES = ["1,23", "12,34.56", "1,2345", "1,234,56", ",234", "1,,234", "1,234.5.6", "1.234,56", "0,123", "1, 234", "1,234 567", "1,234'567.00", "1234,567.00"]
COMMA_MISSES = ["1.23", "12.34,56", "1.2345", "1.234.56", ".234.567", "1..234", "1.234,5,6", "1,234.56", "0.123", "1. 234", "1.234 567", "1234.567,00"]

SPELLINGS = [
    Spelling("American", ",", ".", [","], before=("", "$"), misses=POINT_MISSES),
    Spelling("American, words for the currency", ",", ".", [","], before=("", "US$", "USD "), after=("",), misses=POINT_MISSES),
    Spelling("plain", ",", ".", [], misses=POINT_MISSES),
    Spelling("German", ";", ",", ["."], after=("", " €", "€", NBSP + "€", " EUR"), currency="EUR", misses=COMMA_MISSES),
    Spelling("French", ";", ",", [" ", NBSP, NARROW, THIN], after=("", " €", NBSP + "€", NARROW + "€"), currency="EUR", misses=COMMA_MISSES),
    Spelling("Indian", ",", ".", [","], sizes=(3, 2), before=("", "₹", "₹ "), currency="INR", misses=["1,23", "1,2345", "12,34.56", ",234"]),
    Spelling("Swiss", "\t", ".", ["'", "’"], before=("", "CHF "), currency="CHF", misses=POINT_MISSES),
    Spelling("British", "|", ".", [",", " "], before=("", "£"), currency="GBP", misses=POINT_MISSES),
    Exponents("exponents and float noise", ",", ".", [], misses=POINT_MISSES),
]


def quoted(text, delimiter):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in (delimiter, '"', "\n")) else text


def write(path, spelling, rows):
    """Rows of (creator, revenue, commission, units) as texts."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(spelling.delimiter.join(["Date", "Creator ID", "ASIN", "Revenue", "Commission", "Units"]) + "\n")
        for cells in rows:
            file.write(spelling.delimiter.join(quoted(cell, spelling.delimiter) for cell in ["2026-01-04", cells[0], "B000000001", *cells[1:]]) + "\n")


ENTRY = re.compile(r'"(key|id|state|value)": "?([^",\n]*)')


def by_creator(program, path):
    """{creator: {kpi: text}} and the currency, from the lines of the JSON: a parser would need gigabytes."""
    command = [program, "kpis", path, "--by", "creator", "--kpi", "revenue,commission,units"]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{' '.join(command)}: {run.stderr}")
    head, _, groups = run.stdout.partition('"groups"')
    found, current, kpi = {}, None, None
    for name, text in ENTRY.findall(groups):
        if name == "key":
            current = found[text] = {}
        elif name == "id":
            kpi = text
        elif name == "value":
            current[kpi] = text
    return found, json.loads(head.rstrip().rstrip(",") + "}")["currency"]


def exact(amount, negative):
    rounded = amount.quantize(MICRO, rounding=ROUND_HALF_UP)
    return format(-rounded if negative and rounded else rounded, "f")


def compare(program, spelling, rows, folder, random, problems):
    path, want, texts = os.path.join(folder, "amounts.csv"), {}, []
    for at in range(rows):
        key, cells, values = f"c{at:07d}", [], []
        for _ in range(2):
            amount, negative = value(random), random.random() < 0.3
            cells.append(spelling.amount(amount, negative, random))
            values.append(exact(amount, negative))
        units = random.randrange(random.choice([10, 1000, 10**7]))
        texts.append((key, *cells, spelling.count(units, random)))
        want[key] = dict(revenue=values[0], commission=values[1], units=str(units), text=texts[-1])
    write(path, spelling, texts)
    found, currency = by_creator(program, path)
    if currency != spelling.currency:
        problems.append((spelling.name, "currency", currency, spelling.currency))
    for key, wanted in want.items():
        for kpi in ("revenue", "commission", "units"):
            if found.get(key, {}).get(kpi) != wanted[kpi]:
                problems.append((spelling.name, kpi, wanted["text"], "read as", found.get(key, {}).get(kpi), "is", wanted[kpi]))
    if len(found) != len(want):
        problems.append((spelling.name, "creators", len(found), len(want)))
    return 3 * len(want)


def near_misses(program, spelling, folder, random, problems):
    """Good rows with a near miss after each two: exactly the near misses are rejected, in their column."""
    path, texts, wrong = os.path.join(folder, "misses.csv"), [], {}
    for at, miss in enumerate(ANYWHERE + list(spelling.misses)):
        for part in range(2):
            amount = Decimal(random.randrange(10**8, 10**9)).scaleb(-2)
            texts.append((f"good{at}-{part}", spelling.amount(amount, False, random), "1", "1"))
        texts.append((f"miss{at}", miss, "1", "1"))
        wrong[len(texts) + 1] = miss
    write(path, spelling, texts)
    run = subprocess.run([program, "check", path], capture_output=True, text=True)
    checked = json.loads(run.stdout)[0]
    rejected = {issue["line"]: issue for issue in checked["issues"] if issue["line"] > 1 and issue["code"] in ("bad-amount", "mixed-currency", "damaged-cell")}
    for line in sorted(set(wrong) - set(rejected)):
        problems.append((spelling.name, "read, but is no amount", wrong[line]))
    for line in sorted(set(rejected) - set(wrong)):
        problems.append((spelling.name, "rejected, but is an amount", rejected[line]["raw"]))
    if checked["rejected"] != len(wrong) or any(issue["column"] != "Revenue" for issue in rejected.values()):
        problems.append((spelling.name, "rejected", checked["rejected"], "of", len(wrong), "near misses"))
    return len(wrong)


def main(program, how_many=1_000_000):
    random_numbers, problems, compared, misses = random.Random(20260704), [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for spelling in SPELLINGS:
            compared += compare(program, spelling, how_many // (2 * len(SPELLINGS)) + 1, folder, random_numbers, problems)
            misses += near_misses(program, spelling, folder, random_numbers, problems)
    for problem in problems[:40]:
        print("DIFFERS", *problem)
    print(f"{compared * 2 // 3} amounts and {compared // 3} counts in {len(SPELLINGS)} spellings compared, {misses} near misses, {len(problems)} differ")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:3])))
