"""python native_peers.py FILE RUNS: Polars and DuckDB, from the file to sums of eight measures by creator, ASIN, week and
product line. Prints one JSON line a library: its version, the time of each run in milliseconds, and what it found."""

import json
import sys
import time

import duckdb
import polars

KEYS = {"creator": "Creator ID", "asin": "ASIN", "week": "Week Start", "line": "Product Line"}
COUNTS = ["Clicks", "Orders", "Units", "New-to-brand Orders", "Repeat Orders", "Subscribe & Save Orders"]
MONEY = {"revenue": "Attributed Sales", "commission": "Commission Paid"}


def with_polars(path):
    """Lazy, so that only needed columns are read, and once for all four groupings."""
    amount = lambda column: polars.col(column).str.replace_all("[$,]", "").cast(polars.Float64)
    rows = polars.scan_csv(path).select(*KEYS.values(), *COUNTS, **{name: amount(column) for name, column in MONEY.items()})
    sums = [polars.col(column).sum() for column in [*COUNTS, *MONEY]]
    tables = polars.collect_all([rows.group_by(key).agg(*sums, polars.len().alias("rows")) for key in KEYS.values()])
    cents = lambda column: str(round(tables[0][column].sum() * 100))
    return int(tables[0]["rows"].sum()), cents("revenue"), cents("commission"), [table.height for table in tables]


def with_polars_eager(path):
    """The whole table first, as its user guide begins."""
    amount = lambda column: polars.col(column).str.replace_all("[$,]", "").cast(polars.Float64)
    rows = polars.read_csv(path).with_columns(**{name: amount(column) for name, column in MONEY.items()})
    sums = [polars.col(column).sum() for column in [*COUNTS, *MONEY]]
    tables = [rows.group_by(key).agg(*sums) for key in KEYS.values()]
    cents = lambda column: str(round(tables[0][column].sum() * 100))
    return rows.height, cents("revenue"), cents("commission"), [table.height for table in tables]


def with_duckdb(path):
    """The needed columns into a table, then four queries."""
    quoted = lambda names: ", ".join(f'"{name}"' for name in names)
    amounts = ", ".join(f"""cast(replace(replace("{column}", '$', ''), ',', '') as decimal(18, 2)) {name}""" for name, column in MONEY.items())
    connection = duckdb.connect()
    connection.execute(f"create temp table facts as select {quoted(KEYS.values())}, {quoted(COUNTS)}, {amounts} from read_csv(?, header = true)", [path])
    sums = ", ".join(f"sum({column})" for column in [*(f'"{name}"' for name in COUNTS), *MONEY])
    groups = [len(connection.execute(f'select "{key}", {sums} from facts group by 1').fetchall()) for key in KEYS.values()]
    rows, revenue, commission = connection.execute("select count(*), sum(revenue) * 100, sum(commission) * 100 from facts").fetchone()
    connection.close()
    return rows, str(int(revenue)), str(int(commission)), groups


def main(path, runs):
    contestants = [("Polars", polars.__version__, with_polars), ("Polars, eager", polars.__version__, with_polars_eager), ("DuckDB", duckdb.__version__, with_duckdb)]
    times = {name: [] for name, _, _ in contestants}
    found = {}
    for _ in range(runs):
        for name, _, read in contestants:
            began = time.perf_counter()
            rows, revenue, commission, groups = read(path)
            times[name].append((time.perf_counter() - began) * 1000)
            found[name] = {"rows": rows, "revenue_cents": revenue, "commission_cents": commission, "groups": dict(zip(KEYS, groups))}
    for name, version, _ in contestants:
        print(json.dumps({"name": name, "version": version, "ms": times[name], **found[name]}))


main(sys.argv[1], int(sys.argv[2]))
