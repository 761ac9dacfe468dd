"""Computes with scipy, statsmodels and numpy every number that the tests of src/stats quote to nine decimals, and looks it up there.

    python3 tests/statistics.py

Prints each number with its name; exit status 1 when one does not stand in the file it belongs to. Shares no code with the program:
covariances are whole matrices here, waves are scipy's cosine transform, panels are regressions on dummies."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import fft, linalg, signal, stats
from statsmodels.stats.multitest import multipletests

STATS = Path(__file__).resolve().parent.parent / "src" / "stats"
missing = []


def quoted(file, name, *values):
    texts = [f"{value + 0.0:.9f}" for value in np.ravel(values)]
    print(f"{file}: {name}:", *texts)
    source = (STATS / file).read_text()
    missing.extend((file, name, text) for text in texts if text not in source)


# Change of level ----------------------------------------------------------------------------------------------------------------

def autoregressive(n, rho=0.4):
    return linalg.toeplitz(rho ** np.arange(n))


def waves(n, count):
    """Rows: cosines with 1 to `count` half turns, of length one."""
    return fft.dct(np.eye(n), type=2, norm="ortho", axis=0)[1 : count + 1]


def counts_and_part(lengths):
    n = np.array(lengths)
    contrast = np.r_[-np.ones(n[0]) / n[0], np.ones(n[1]) / n[1]]
    needed = contrast @ autoregressive(n.sum()) @ contrast / (1 / n).sum()

    def part(counts):
        shown = [np.trace(waves(n[k], counts[k]) @ autoregressive(n[k]) @ waves(n[k], counts[k]).T) for k in (0, 1)]
        return min(1.0, sum(shown) / sum(counts) / needed)

    counts = [1, 1]
    while True:
        k = 0 if (counts[0] + 1) / n[0] <= (counts[1] + 1) / n[1] else 1
        more = [counts[0] + (k == 0), counts[1] + (k == 1)]
        if more[k] >= n[k] or 2 * stats.t.sf(stats.t.ppf(0.95, sum(more)) / part(more) ** 0.5, sum(more)) < 0.085:
            return counts, part(counts)
        counts = more


def change(difference, residuals, sizes):
    counts, part = counts_and_part([len(r) for r in residuals])
    freedom = sum(counts)
    total = sum(((waves(len(r), b) @ r) ** 2).sum() for r, b in zip(residuals, counts))
    error = np.sqrt(total / freedom / part * sum(1 / np.array(sizes)))
    reach = stats.t.ppf(0.95, freedom) * error
    return freedom, difference, difference - reach, difference + reach, 2 * stats.t.sf(abs(difference) / error, freedom)


def means(before, after):
    before, after = np.array(before, float), np.array(after, float)
    return change(after.mean() - before.mean(), [before - before.mean(), after - after.mean()], [len(before), len(after)])


def ratio(before, after):
    before, after = np.array(before, float), np.array(after, float)
    freedom, *rest, p = change(
        np.log(after.mean() / before.mean()), [before / before.mean() - 1, after / after.mean() - 1], [len(before), len(after)])
    return freedom, *np.expm1(rest), p


def rate(before, after):
    (x0, n0), (x1, n1) = np.array(before, float).T, np.array(after, float).T
    pooled = (x0.sum() + x1.sum()) / (n0.sum() + n1.sum())
    scaled = [(x - x.sum() / n.sum() * n) / np.sqrt(pooled * (1 - pooled) * n.mean()) for x, n in ((x0, n0), (x1, n1))]
    # The dispersion is that of the scaled weeks; a difference is measured in binomial units.
    unit = np.sqrt(pooled * (1 - pooled))
    freedom, *rest, p = change((x1.sum() / n1.sum() - x0.sum() / n0.sum()) / unit, scaled, [n0.sum(), n1.sum()])
    return freedom, *(np.array(rest) * unit), p


BEFORE = [52, 61, 48, 55, 70, 66, 59, 63, 51, 47, 58, 64, 69]
AFTER = [44, 39, 51, 47, 42, 38, 55, 49]
print(f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, numpy {np.__version__}")
for name, before, after in (("13 and 8 weeks", BEFORE, AFTER), ("8 and 4 weeks", AFTER, BEFORE[:4]), ("26 and 26 weeks", BEFORE * 2, (AFTER * 4)[:26])):
    freedom, *values = means(before, after)
    print(f"degrees of freedom {freedom}")
    quoted("change.rs", name, *values)
    freedom, *values = ratio(before, after)
    quoted("change.rs", name + ", as a ratio", *values)
CLICKS = [900, 1100, 800, 1000, 950, 1200, 1050, 990]
quoted("change.rs", "rates", *rate(list(zip(AFTER, CLICKS)), list(zip(BEFORE, CLICKS[::-1] + CLICKS)))[1:])

# Drift --------------------------------------------------------------------------------------------------------------------------

def drift(values):
    n = len(values)
    # Columns at right angles to each other: level, line, and what they leave of the second and later waves.
    columns = linalg.qr(np.column_stack([np.ones(n), np.arange(n), waves(n, n - 2)[1:].T]), mode="economic")[0]
    line, rest = columns[:, 1] * np.sign(columns[-1, 1]), columns[:, 2:]

    def part(count):
        return min(1.0, np.mean([rest[:, k] @ autoregressive(n) @ rest[:, k] for k in range(count)]) / (line @ autoregressive(n) @ line))

    count = 1
    while count < rest.shape[1] and 2 * stats.t.sf(stats.t.ppf(0.95, count + 1) / part(count + 1) ** 0.5, count + 1) >= 0.055:
        count += 1
    length = np.sqrt(n * (n * n - 1) / 12)
    slope = stats.linregress(np.arange(n), values).slope
    error = np.sqrt(((rest[:, :count].T @ values) ** 2).mean() / part(count)) / length
    reach = stats.t.ppf(0.95, count) * error
    print(f"degrees of freedom {count}")
    return slope, slope - reach, slope + reach, stats.t.sf(slope / error, count), stats.t.cdf(slope / error, count)


quoted("drift.rs", "eight weeks", *drift([71, 74, 69, 78, 77, 81, 80, 86]))
LONG = BEFORE + [50, *AFTER[:3], 47, 42, 38, 55, 49, 40, 36, 41, 45]
quoted("drift.rs", "26 weeks", *drift(LONG))

# False discoveries --------------------------------------------------------------------------------------------------------------

P = np.array([1, 8, 39, 41, 42, 60, 74, 205, 212, 216, 222, 990]) / 1000
adjusted = multipletests(P, 0.101, "fdr_bh")[1]
assert np.allclose(adjusted, stats.false_discovery_control(P), atol=1e-15)
quoted("discovery.rs", "adjusted", *adjusted)

# Lift ---------------------------------------------------------------------------------------------------------------------------

def ranks(unit, weeks, first=None):
    """Made-up ranks without any chance, so that the tests can make them too."""
    better = [0 if first is None or week < first else 30 for week in range(weeks)]
    return np.array([200 + 37 * unit + (unit * unit * 7 + week * 13 + unit * week * 5) % 41 - better[week] for week in range(weeks)], float)


def differences(units, first, treated, weeks=14):
    logs = [-np.log(ranks(unit, weeks, first if unit in treated else None)) for unit in units]
    return np.array([log[first:].mean() - log[:first].mean() for log in logs])


for name, units, treated, equal in (("three of ten", range(10), {1, 4, 7}, True), ("six of eleven", range(11), {0, 2, 3, 6, 8, 10}, False)):
    every = differences(units, 9, treated)
    chosen = np.array([unit in treated for unit in units])
    test = stats.ttest_ind(every[chosen], every[~chosen], equal_var=equal)
    interval = test.confidence_interval(0.9)
    quoted("lift/tests.rs", name, every[chosen].mean() - every[~chosen].mean(), *interval)
    statistic = lambda x, y: stats.ttest_ind(x, y, equal_var=equal).statistic
    p = stats.permutation_test((every[chosen], every[~chosen]), lambda x, y: abs(statistic(x, y)), n_resamples=np.inf, alternative="greater", vectorized=False)
    quoted("lift/tests.rs", name + ", all permutations", p.pvalue)
    error = (interval.high - interval.low) / 2 / stats.t.ppf(0.95, test.df)
    quoted("lift/tests.rs", name + ", detectable", (stats.t.ppf(0.95, test.df) + stats.t.ppf(0.8, test.df)) * error)
    print(len(p.null_distribution), "permutations")

# Correlation --------------------------------------------------------------------------------------------------------------------

def clicks(week):
    return 1000 + 20 * week + (week * week * 37 + week * 101) % 400


def searches(week):
    return 500 + 9 * week + (clicks(week - 2) if week >= 2 else 1100) // 4 + (week * 59 + week * week * week) % 83


week = np.arange(30)
first, second = np.array([clicks(w) for w in week], float), np.array([searches(w) for w in week], float)
flat = [signal.detrend(series) for series in (first, second)]
quoted("correlation.rs", "by lag", *[stats.pearsonr(flat[0][: 30 - lag], flat[1][lag:]).statistic for lag in range(5)])
x, y, n = first[:28], second[2:], 28
fit = sm.OLS(y, np.column_stack([np.ones(n), np.arange(n), x])).fit()
apart = sm.OLS(x, np.column_stack([np.ones(n), np.arange(n)])).fit().resid
products, count = apart * fit.resid, int(0.4 * n ** (2 / 3))
error = np.sqrt(((waves(n, count) @ products) ** 2).mean() * n * n / (n - 3)) / (apart**2).sum()
quoted("correlation.rs", "per thousand", *(1000 * (fit.params[2] + error * stats.t.ppf(0.95, count) * np.array([0, -1, 1]))))

# Dose ---------------------------------------------------------------------------------------------------------------------------

cells = pd.DataFrame(
    [
        (unit, period, (unit * 31 + period * 17 + unit * period * 7) % 23 + 3 * period, (unit * 53 + period * 29 + unit * unit * period * 3) % 37 + 5 * unit)
        for unit in range(14) for period in range(5) if (unit + 2 * period) % 7 != 3
    ],
    columns=["unit", "period", "dose", "response"],
)
cells["response"] += 2 * cells["dose"]


def slope(cells):
    dummies = pd.get_dummies(cells[["unit", "period"]].astype(str), dtype=float).drop(columns="period_0")
    return sm.OLS(cells["response"], dummies.assign(dose=cells["dose"])).fit().params["dose"]


units = sorted(cells["unit"].unique())
whole = slope(cells)
error = np.sqrt(sum((slope(cells[cells["unit"] != unit]) - whole) ** 2 for unit in units) * (len(units) - 1) / len(units))
reach = stats.t.ppf(0.95, len(units) - 1) * error
print(f"{len(units)} units, {len(cells)} cells")
quoted("dose.rs", "slope", whole, whole - reach, whole + reach, 2 * stats.t.sf(whole / error, len(units) - 1))

# Holdout ------------------------------------------------------------------------------------------------------------------------

def level(unit, week):
    return 100 * (unit // 2 + 1) + (unit * unit * 11 + week * 7 + unit * week * 3 + week * week) % 29


history = np.array([[level(unit, week) for week in range(20)] for unit in range(8)], float)
parts = history / history.mean(axis=1, keepdims=True)
features = np.column_stack([np.log(history.mean(axis=1)), [np.polyfit(np.arange(20), part, 1)[0] for part in parts]])
features = (features - features.mean(axis=0)) / features.std(axis=0, ddof=1)
free, pairs, gap = set(range(8)), [], np.zeros(2)
while free:
    a, b = min(((a, b) for a in free for b in free if a < b), key=lambda ab: ((features[ab[0]] - features[ab[1]]) ** 2).sum())
    free -= {a, b}
    apart = features[a] - features[b]
    a, b, apart = (b, a, -apart) if ((gap - apart) ** 2).sum() < ((gap + apart) ** 2).sum() else (a, b, apart)
    gap += apart
    pairs.append((a, b))
print("pairs, off and on:", pairs)
changes = [parts[:, start : start + 4].mean(axis=1) - parts[:, start - 8 : start].mean(axis=1) for start in range(8, 17)]
for count in (2, 3, 4):
    error = np.sqrt(np.mean([(change[off] - change[on]) ** 2 for off, on in pairs[:count] for change in changes]) / count)
    critical = stats.t.ppf(0.95, count - 1)
    quoted("holdout.rs", f"{count} pairs", error * (critical + stats.t.ppf(0.8, count - 1)), stats.t.sf(critical - 0.05 / error, count - 1))

# Outliers -----------------------------------------------------------------------------------------------------------------------

values = np.array([41, 58, 47, 170, 33, 55, 49, 43])
quoted("anomaly.rs", "by the median distance", *(0.6745 * (values - np.median(values)) / stats.median_abs_deviation(values)))
values = np.array([10, 10, 10, 10, 10, 10, 11, 30])
assert stats.median_abs_deviation(values) == 0
distances = values - np.median(values)
quoted("anomaly.rs", "by the mean distance", *(distances / (1.253314 * np.abs(distances).mean())))

print("Not quoted:", missing) if missing else print("All of them are quoted.")
sys.exit(bool(missing))
