"""Reads every day from 2000 to 2099 in every spelling with the program and compares with Python's datetime, under several time zones.

    python3 tests/dates.py target/release/creator-audit [YEARS]

Each spelling has a file of its own, as a column has in the wild, with a row for each day. The n-th day brings n units, and the
program sums units by week, once for each day of the week that weeks may begin with. If all seven sums agree everywhere, every day
holds exactly its own units: the differences between neighbouring sums give the units of a day, and n units on the n-th day can
only be the n-th row. Each of the seven runs has another time zone. Then days that do not exist, and texts that look like a date and are
none: each must be rejected in its line and column. Exit status 1 when anything differs."""

import datetime, json, os, subprocess, sys, tempfile
from collections import defaultdict

FIRST, YEARS = datetime.date(2000, 1, 1), 100
SHORT_YEARS = 50  # beyond them two digits may mean the last century
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
ZONES = ["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Pago_Pago", "Europe/Berlin", "Asia/Tokyo"]

MONTHS = {
    "English": "January February March April May June July August September October November December",
    "English, short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "English, capitals": "JAN FEB MAR APR MAY JUN JUL AUG SEPT OCT NOV DEC",
    "German": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "German, short": "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "French, short": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "Spanish, short": "ene feb mar abr may jun jul ago sep oct nov dic",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "Italian, short": "gen feb mar apr mag giu lug ago set ott nov dic",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
MONTHS = {language: names.split() for language, names in MONTHS.items()}


def spellings():
    """(name, day -> text, years it can be used for)"""
    numbers = {
        "ISO": lambda d: d.isoformat(),
        "ISO with slashes": lambda d: f"{d:%Y/%m/%d}",
        "eight digits": lambda d: f"{d:%Y%m%d}",
        "American": lambda d: f"{d:%m/%d/%Y}",
        "American without zeros": lambda d: f"{d.month}/{d.day}/{d.year}",
        "American with a time": lambda d: f"{d.month}/{d.day}/{d.year} 11:59:59 PM",
        "British": lambda d: f"{d:%d/%m/%Y}",
        "British without zeros": lambda d: f"{d.day}/{d.month}/{d.year}",
        "Dutch": lambda d: f"{d:%d-%m-%Y}",
        "German": lambda d: f"{d:%d.%m.%Y}",
        "German without zeros": lambda d: f"{d.day}.{d.month}.{d.year}",
        "with a time": lambda d: f"{d}T23:59:59",
        "with a time in UTC": lambda d: f"{d}T00:00:00Z",
        "with a time far east": lambda d: f"{d} 00:30:00+14:00",
        "with a time far west": lambda d: f"{d} 23:30:00-11:00",
        "spreadsheet serial": lambda d: str((d - datetime.date(1899, 12, 30)).days),
        "Japanese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    }
    short = {
        "German, two-digit year": lambda d: f"{d:%d.%m.%y}",
        "British, two-digit year": lambda d: f"{d:%d/%m/%y}",
        "American, two-digit year": lambda d: f"{d:%m/%d/%y}",
    }
    for name, write in numbers.items():
        yield name, write, YEARS
    for name, write in short.items():
        yield name, write, SHORT_YEARS
    for language, months in MONTHS.items():
        word = lambda d, months=months: months[d.month - 1]
        yield f"{language}: 19-Apr-2026", lambda d, word=word: f"{d.day:02d}-{word(d)}-{d.year}", YEARS
        yield f"{language}: 19 April 2026", lambda d, word=word: f"{d.day} {word(d)} {d.year}", YEARS
        if language.startswith("English"):
            yield f"{language}: Apr 19, 2026", lambda d, word=word: f"{word(d)} {d.day:02d}, {d.year}", YEARS
            yield f"{language}: April 19 2026", lambda d, word=word: f"{word(d)} {d.day} {d.year}", YEARS
            yield f"{language}: Jul 06, 2026 - Jul 29, 2026", lambda d, word=word: f"{word(d)} {d.day:02d}, {d.year} - {word(d)} {d.day:02d}, {d.year}", YEARS
        if language.startswith("German"):
            yield f"{language}: 19. April 2026", lambda d, word=word: f"{d.day}. {word(d)} {d.year}", YEARS


NEVER = [
    "2026-02-29", "2023-02-29", "2100-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "20260230", "20261301", "2026-W07", "2026-060", "30-Feb-2026",
    "31 April 2026", "Feb 30, 2026", "29-Feb-2027", "0-Jan-2026", "32-Jan-2026", "12-Foo-2026", "Smarch 1, 2026", "19-Apr-1926", "1926-04-19", "1999-12-31", "2026-1-2-3", "2026--01-01",
    "tomorrow", "Q1 2026", "Jan", "2026-04-19T25:00:00", "2026-04-19T12:60:00", "19-Apr", "April", "Ap 19, 2026", "1.23E+10", "26-01-04", "99999999", "-2026-01-01",
]
# In a column of this order the day does not exist, although in the other it does.
NEVER_AMERICAN = ["02/30/2026", "13/01/2026", "00/10/2026", "04/31/2026", "02/29/2027"]
NEVER_BRITISH = ["30/02/2026", "01/13/2026", "31/04/2026", "29/02/2027", "00/01/2026"]


def days(years):
    return [FIRST + datetime.timedelta(n) for n in range((datetime.date(FIRST.year + years, 1, 1) - FIRST).days)]


def quoted(text):
    return f'"{text}"' if "," in text else text


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("Date,Creator,ASIN,Units\n")
        file.writelines(f"{quoted(text)},Ann,B000000001,{units}\n" for text, units in rows)


def by_week(program, path, start, zone):
    """{first day of the week: units}"""
    settings = path + ".json"
    with open(settings, "w") as file:
        json.dump({"week_start": start}, file)
    command = [program, "kpis", path, "--by", "week", "--kpi", "units", "--settings", settings]
    run = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "TZ": zone})
    if run.returncode:
        return {"": run.stderr.strip()}
    return {group["key"]: int(group["kpis"][0]["value"]) for group in json.loads(run.stdout)["groups"]}


def compare(program, path, name, spelled, years, problems):
    all_days = days(years)
    write(path, [(spelled(day), n) for n, day in enumerate(all_days, 1)])
    for number, (start, zone) in enumerate(zip(WEEKDAYS, ZONES)):
        want = defaultdict(int)
        for n, day in enumerate(all_days, 1):
            # The first week of all begins with the first day that is kept.
            want[max(FIRST, day - datetime.timedelta((day.weekday() - number) % 7)).isoformat()] += n
        found = by_week(program, path, start, zone)
        if found != want:
            first = next((key for key in sorted({*found, *want}) if found.get(key) != want.get(key)), "")
            problems.append((name, f"weeks from {start}, TZ {zone}: week {first} has", found.get(first), "units, not", want.get(first)))
            return 0
    return len(all_days)


def never(program, path, good, wrong, problems):
    rows = [row for text in wrong for row in ((good, 1), (text, 1))]
    write(path, rows)
    checked = json.loads(subprocess.run([program, "check", path], capture_output=True, text=True).stdout)[0]
    rejected = {issue["line"]: issue for issue in checked["issues"] if issue["code"] == "bad-date" and issue["column"] == "Date"}
    for at, (text, _) in enumerate(rows):
        if (at + 2 in rejected) != (at % 2 == 1):
            problems.append((f"beside {good}", repr(text), "is read" if at % 2 else "is rejected"))
    return len(wrong)


def main(program, years=YEARS):
    problems, compared, spelled, rejected = [], 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "days.csv")
        for name, write_day, years_of_it in spellings():
            compared += compare(program, path, name, write_day, min(years, years_of_it), problems)
            spelled += 1
        for good, wrong in [("2026-01-31", NEVER), ("01/31/2026", NEVER + NEVER_AMERICAN), ("31/01/2026", NEVER + NEVER_BRITISH), ("31.01.2026", NEVER)]:
            rejected += never(program, path, good, wrong, problems)
    for problem in problems[:60]:
        print("DIFFERS", *problem)
    print(f"{compared} days in {spelled} spellings compared, each under {len(ZONES)} time zones; {rejected} texts that are no date, {len(problems)} differ")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:3])))
