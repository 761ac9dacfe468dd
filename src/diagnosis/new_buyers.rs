//! DIA-7: whether creators bring buyers new to the brand, against what the brand's other channels bring.

use super::case::Case;
use super::crossing::Share;
use super::finding::{Evidence, Finding, IntervalRow, Ladder, Phrase, Picture, Remedy, Rows, Scale, Severity, Stake, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::ledger::{Measure, Supplied};
use crate::stats::bootstrap::{Action, Resampled, Statistic, bootstrap};
use crate::stats::proportion::Fit;
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-7",
    name: "Growing or recirculating",
    question: "Do creators bring new buyers, or buyers the brand had?",
    test: "Share of creators' orders from buyers new to the brand, with a 90 % interval over creators, against the share that the brand's ads report in the same weeks with its own interval: wholly below is recirculating, \
           wholly above is growing, else unclear. Differences under two points are not told.",
    why: "A sale to a buyer the brand had is worth less than one to a new buyer.",
    needs: &["sponsored-brands", "ads-console", "dsp", "amazon-attribution"],
    check,
};

/// Smaller differences are not worth telling.
const DIFFERENCE_MIN: Ratio = Ratio::millionths(20_000);
/// Creators whose scatter makes an interval.
const CREATORS_MIN: usize = 5;

/// Reports that tell new buyers of all orders: kind, how it is called, columns. Of several the first of a pair stands for the other.
const CHANNELS: [(&str, &str, &str, &str); 5] = [
    ("ads-console", "Sponsored ads", "ntb_orders", "orders"),
    ("sponsored-brands", "Sponsored Brands", "ntb_orders", "orders"),
    ("dsp", "Amazon DSP", "ntb_orders", "orders"),
    ("amazon-attribution", "Amazon Attribution", "ntb_orders", "orders"),
    ("amazon-attribution-products", "Amazon Attribution", "ntb_orders", "orders"),
];

/// A share with its 90 % interval.
struct Measured {
    name: &'static str,
    new: i128,
    orders: i128,
    value: Ratio,
    low: Ratio,
    high: Ratio,
    rows: Vec<(u32, u64)>,
}

fn check(case: &Case<'_>) -> Answer {
    if !case.panel.has(Measure::NtbOrders) || !case.panel.has(Measure::Orders) {
        return Answer::unknown("No attribution row says which orders came from buyers new to the brand.");
    }
    let Some(creators) = of_creators(case) else { return Answer::unknown("No mature week has an order of which it is known whether the buyer was new.") };
    let channels = channels(case);
    let (new, orders) = channels.iter().fold((0, 0), |sum, channel| (sum.0 + channel.new, sum.1 + channel.orders));
    let Some(baseline) = measured("The brand's ads", new, orders, Vec::new()) else {
        return Answer::Unknown(Phrase::new(
            "{} of creators' orders came from buyers new to the brand ({} to {}). Whether that is many, only the brand's own other channels can say.",
            [Value::Share(creators.value), Value::Share(creators.low), Value::Share(creators.high)],
        ));
    };
    let gap = creators.value.minus(&baseline.value).unwrap_or_default();
    let verdict = match () {
        () if creators.high < baseline.low && gap <= Ratio::whole(0).minus(&DIFFERENCE_MIN).unwrap_or_default() => "recirculating",
        () if creators.low > baseline.high && gap >= DIFFERENCE_MIN => "growing",
        () => {
            return Answer::Clear(Phrase::new(
                "{} of creators' orders came from new buyers ({} to {}), {} of those of the brand's ads: no difference that can be told.",
                [Value::Share(creators.value), Value::Share(creators.low), Value::Share(creators.high), Value::Share(baseline.value)],
            ));
        }
    };
    Answer::found(finding(case, verdict, &creators, &baseline, &channels))
}

fn of_creators(case: &Case<'_>) -> Option<Measured> {
    let whole = case.panel.whole.group(0, 0..case.panel.weeks.len());
    let both = Supplied::NONE.with(Measure::NtbOrders).with(Measure::Orders);
    let mut all = measured("Creators", whole.sum(Measure::NtbOrders, both), whole.sum(Measure::Orders, both), Vec::new())?;
    let counts: Vec<(u32, (i64, i64))> = case.crossing().creators.iter().map(|(creator, sums)| (*creator, sums.of(Share::NewToBrand))).collect();
    let counts: Vec<&(u32, (i64, i64))> = counts.iter().filter(|(_, (_, orders))| *orders > 0).collect();
    if counts.len() >= CREATORS_MIN {
        let names: Vec<String> = counts.iter().map(|(creator, _)| case.ledger.creators().text(*creator).to_owned()).collect();
        let exact = |value: i64| Ratio::whole(i128::from(value));
        let action = Action {
            statistic: Statistic::Ratio,
            values: counts.iter().map(|(_, (new, _))| exact(*new)).collect(),
            bases: counts.iter().map(|(_, (_, orders))| exact(*orders)).collect(),
        };
        let draws = usize::from(case.terms.whole(Term::ResamplingDraws));
        let spreads = bootstrap(&[action], Resampled::Units(&names), draws, &mut |_, _| true).ok()?;
        (all.low, all.high) = (all.low.min(spreads.total.p5), all.high.max(spreads.total.p95));
    }
    Some(all)
}

/// Counts as a share with Jeffreys' interval; `None` without orders.
fn measured(name: &'static str, new: i128, orders: i128, rows: Vec<(u32, u64)>) -> Option<Measured> {
    let interval = Fit::default().prior().interval(new, orders)?;
    Some(Measured { name, new, orders, value: Ratio::new(new, orders)?, low: interval.low, high: interval.high, rows })
}

/// What each of the brand's other channels reports for the mature weeks.
fn channels(case: &Case<'_>) -> Vec<Measured> {
    let (Some(first), Some(last)) = (case.panel.weeks.first(), case.panel.weeks.last().map(|start| start.plus_days(6))) else { return Vec::new() };
    let mut found: Vec<Measured> = Vec::new();
    for (kind, name, new, orders) in CHANNELS {
        let (mut sums, mut rows) = ((0, 0), Vec::new());
        for (source, sheet, row) in case.rows(kind) {
            let number = |name: &str| sheet.column(name).and_then(|column| column.number(row)).map(i128::from);
            let total = |name: &str| number(&format!("total_{name}"));
            // DSP reports what was promoted and everything: like is compared with like.
            let pair = total(new).zip(total(orders)).or_else(|| number(new).zip(number(orders)));
            let inside = sheet.span(row).is_some_and(|span| span.first >= *first && span.last <= last);
            if let (Some((new, orders)), true) = (pair, inside) {
                sums = (sums.0 + new, sums.1 + orders);
                rows.push((source, sheet.line(row)));
            }
        }
        let is_told = |known: &Measured| known.name == name || known.name == "Sponsored ads" && name == "Sponsored Brands";
        if !found.iter().any(is_told) {
            found.extend(measured(name, sums.0, sums.1, rows));
        }
    }
    found
}

fn finding(case: &Case<'_>, verdict: &'static str, creators: &Measured, baseline: &Measured, channels: &[Measured]) -> Finding {
    let grows = verdict == "growing";
    let stake = (!grows).then(|| stake(case, creators, baseline)).flatten();
    let severity = if grows { Severity::Note } else { case.severity(stake.as_ref().map(|stake| &stake.money)).max(Severity::Medium) };
    let template = if grows {
        "Creators bring more new buyers than the brand's ads: {} of orders against {}"
    } else {
        "Creators sell mostly to buyers the brand had: {} of orders came from new ones, {} with the brand's ads"
    };
    let mut finding = Finding::new(verdict, severity, Ladder::Attributed, Phrase::new(template, [Value::Share(creators.value), Value::Share(baseline.value)]));
    finding.says = vec![
        Phrase::new("The share lies between {} and {} over creators (90 % interval).", [Value::Share(creators.low), Value::Share(creators.high)]),
        Phrase::new(
            "The brand's ads: between {} and {}, of {} orders in the same weeks.",
            [Value::Share(baseline.low), Value::Share(baseline.high), Value::Count(baseline.orders)],
        ),
        Phrase::plain("Amazon calls a buyer new who bought nothing of the brand in twelve months. Reports count by their own windows."),
    ];
    (finding.fix, finding.remedy) = if grows {
        (Phrase::plain("Nothing to mend. Judge creators by new buyers as well as by sales."), Remedy::Performance)
    } else {
        (
            Phrase::plain("Recruit creators whose audience does not know the brand, and brief them for a first purchase. See DIA-13 for who captures demand."),
            Remedy::Programme,
        )
    };
    finding.would_change = Phrase::plain("Two intervals that overlap once more weeks are in.");
    let mature = Rows::of(case.weeks(case.slice, 0..case.panel.weeks.len()));
    finding.evidence = vec![
        Evidence::from("New to the brand, creators' orders", Value::Share(creators.value), mature),
        Evidence::new("New to the brand, the brand's ads", Value::Share(baseline.value)),
    ];
    finding
        .evidence
        .extend(channels.iter().map(|channel| Evidence::from(channel.name, Value::Share(channel.value), Rows::table(channel.rows.iter().copied()))));
    let row = |measured: &Measured| IntervalRow { name: measured.name.to_owned(), low: measured.low, value: measured.value, high: measured.high };
    finding.pictures = vec![Picture::Intervals {
        title: Phrase::plain("Part of orders from buyers new to the brand, with 90 % intervals"),
        x_name: "New of all orders",
        rows: std::iter::once(creators).chain(channels).map(row).collect(),
        reference: Some(("The brand's ads", baseline.value)),
        scale: Scale::Share,
    }];
    finding.stake = stake;
    finding
}

/// Commission on orders of known buyers beyond the part that the brand's ads have.
fn stake(case: &Case<'_>, creators: &Measured, baseline: &Measured) -> Option<Stake> {
    let weeks = case.panel.weeks.len();
    let paid = case.a_year(&Ratio::millionths(case.panel.sum(Measure::Commission, &case.panel.whole, 0, 0..weeks)), weeks)?;
    let paid = Ratio::millionths(paid.rounded_millionths()?);
    let times =
        |share: &Ratio| Some(Ratio::millionths(Ratio::millionths(baseline.value.minus(share)?.rounded_millionths()?).times(&paid)?.rounded_millionths()?));
    Some(Stake {
        money: times(&creators.value)?,
        range: times(&creators.high).zip(times(&creators.low)),
        basis: "commission × what creators' share of new buyers lacks to that of the brand's ads, a year",
    })
}
