//! DIA-4: whether the programme gets dearer, and which of the causes that ask for different fixes it is.

use std::collections::BTreeMap;

use super::case::Case;
use super::finding::{ComparedRow, Comparison, Course, Evidence, Finding, Ladder, Phrase, Picture, Remedy, Rows, Scale, Severity, Stake, Value};
use super::panel::{LinkSums, drift_halves};
use super::rule::{Answer, Rule};
use super::split::{Contractual, Fixed, Funnel, contractual, fixed, mix_of};
use crate::commission::Term;
use crate::kpi;
use crate::ledger::{Measure, Slice};
use crate::stats::bootstrap::{Action, Resampled, Statistic, bootstrap};
use crate::stats::drift::{Drift, drift};
use crate::stats::trend::trend;
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-4",
    name: "Ratio drift",
    question: "Does a sale cost more commission than it did, and why?",
    test: "Theil-Sen slope of the weekly ratio over the latest mature weeks. Its chance is that of a drift among weeks that resemble each other up to an \
           autocorrelation of 0.4; rise and fall together at the level set, and a change of the least size set. The change between the two halves is split into \
           rates, mix and, where fixed costs are known, what they are spread over.",
    why: "A rate that is too high and content that does not convert look alike in one ratio and need different fixes.",
    needs: &[],
    check,
};

/// Groups whose growth or fading is listed.
const MOVERS_MAX: usize = 8;

/// What was looked at.
struct Look {
    first: usize,
    half: usize,
    weekly: Vec<Option<Ratio>>,
    contractual: Contractual,
    contractual_p: Ratio,
    /// With fixed costs, where they are dated.
    loaded: Option<Loaded>,
}

struct Loaded {
    split: Fixed,
    p: Ratio,
    slope: Ratio,
    rows: Vec<(u32, u64)>,
}

fn check(case: &Case<'_>) -> Answer {
    let wanted = usize::from(case.terms.whole(Term::DriftWeeks)).max(8);
    let weeks = case.panel.weeks.len();
    if !case.panel.has(Measure::Revenue) || !case.panel.has(Measure::Commission) {
        return Answer::unknown("Needs revenue and commission: the Creator Connections export has both.");
    }
    if weeks < wanted {
        let more = Value::Count(wanted.saturating_sub(weeks) as i128);
        return Answer::Unknown(Phrase::new("Needs {} mature weeks; {} more.", [Value::Count(wanted as i128), more]));
    }
    let Some((look, slope)) = look(case, wanted) else {
        return Answer::unknown("In some of the weeks nothing was sold through creators: there is no ratio to follow.");
    };
    // Two tests share the level.
    let level = case.terms.value(Term::DriftLevel).times(&Ratio::new(1, if look.loaded.is_some() { 2 } else { 1 }).unwrap_or_default()).unwrap_or_default();
    let least = case.terms.value(Term::DriftMin);
    let is_told = |p: &Ratio, change: &Ratio| *p <= level && magnitude(change) >= least;
    let by_contract = is_told(&look.contractual_p, &look.contractual.change());
    let by_load = look.loaded.as_ref().is_some_and(|loaded| is_told(&loaded.p, &look.contractual.change().plus(&loaded.split.change()).unwrap_or_default()));
    if !by_contract && !by_load {
        let p = look.loaded.as_ref().map_or(look.contractual_p, |loaded| loaded.p.min(look.contractual_p));
        return Answer::Clear(Phrase::new(
            "Commission was {} of revenue in the earlier weeks and {} in the later: no trend (p = {}).",
            [Value::Share(look.contractual.before), Value::Share(look.contractual.after), Value::Number(p, 3)],
        ));
    }
    let rises = if by_contract { slope.is_positive() } else { look.loaded.as_ref().is_some_and(|loaded| loaded.slope.is_positive()) };
    Answer::found(finding(case, &look, rises))
}

fn magnitude(ratio: &Ratio) -> Ratio {
    if ratio.is_negative() { ratio.times(&Ratio::whole(-1)).unwrap_or_default() } else { *ratio }
}

fn two_sided(drift: &Drift) -> Ratio {
    let smaller = drift.falling_p.min(drift.rising_p);
    smaller.times(&Ratio::whole(2)).unwrap_or_default().min(Ratio::whole(1))
}

/// The ratio's course and split, and its slope a week.
fn look(case: &Case<'_>, wanted: usize) -> Option<(Look, Ratio)> {
    let panel = &case.panel;
    let (first, half) = drift_halves(panel.weeks.len(), wanted);
    let kpi = kpi::by_id("contractual-ratio")?;
    let weekly = panel.course(kpi, &panel.whole, 0);
    let values: Vec<Ratio> = weekly.get(first..)?.iter().copied().collect::<Option<_>>()?;
    let (found, slope) = (drift(&values)?, trend(&values)?.slope);
    let contractual = contractual(&panel.links)?;
    let look = Look { first, half, weekly, contractual, contractual_p: two_sided(&found), loaded: loaded(case, first, half) };
    Some((look, slope))
}

/// Costs with a day in the weeks looked at, spread evenly over them for the test: a fee is paid once, and what it brings comes later.
fn loaded(case: &Case<'_>, first: usize, half: usize) -> Option<Loaded> {
    let panel = &case.panel;
    let begin = *panel.weeks.get(first)?;
    let middle = *panel.weeks.get(half)?;
    let end = panel.weeks.last()?.plus_days(6);
    let (mut halves, mut rows) = ([0_i128; 2], Vec::new());
    for (source, sheet, row) in case.rows("costs") {
        let cell = |name: &str| sheet.column(name);
        let (Some(day), Some(cost)) = (cell("date").and_then(|column| column.day(row)), cell("cost").and_then(|column| column.number(row))) else { continue };
        let is_bonus = cell("model").and_then(|column| column.text(row)) == Some("bonus");
        if day < begin || day > end || is_bonus {
            continue;
        }
        let half = usize::from(day >= middle);
        halves.get_mut(half).into_iter().for_each(|sum| *sum += i128::from(cost));
        rows.push((source, sheet.line(row)));
    }
    let weeks = panel.weeks.len();
    let funnel = |half: usize, weeks: std::ops::Range<usize>| Funnel {
        fixed_costs: halves.get(half).copied().unwrap_or(0),
        revenue: panel.sum(Measure::Revenue, &panel.whole, 0, weeks.clone()),
        clicks: panel.sum(Measure::Clicks, &panel.whole, 0, weeks.clone()),
        orders: panel.sum(Measure::Orders, &panel.whole, 0, weeks),
    };
    let split = fixed(&funnel(0, first..half), &funnel(1, half..weeks))?;
    let each = Ratio::new(halves.iter().sum(), i128::try_from(weeks - first).ok()?)?;
    let weekly = (first..weeks).map(|week| {
        let sum = |measure| panel.sum(measure, &panel.whole, 0, week..week + 1);
        Ratio::whole(sum(Measure::Commission)).plus(&each)?.over(&Ratio::whole(sum(Measure::Revenue)))
    });
    let weekly = weekly.collect::<Option<Vec<_>>>()?;
    Some(Loaded { split, p: two_sided(&drift(&weekly)?), slope: trend(&weekly)?.slope, rows })
}

/// A cause: its word, how it is called, and what it contributed.
type Part = (&'static str, &'static str, Ratio);

fn parts(look: &Look) -> Vec<Part> {
    let split = &look.contractual;
    let mut parts = vec![
        ("rate", "Rates", split.rate),
        ("mix", "Mix of products", split.mix_products),
        ("mix", "Mix of creators", split.mix_creators),
        ("mix", "Mix of campaigns", split.mix_cohorts),
    ];
    if let Some(loaded) = &look.loaded {
        let split = &loaded.split;
        parts.extend([
            ("fixed-costs", "Fixed costs", split.costs),
            ("clicks", "Clicks", split.clicks),
            ("conversion", "Conversion", split.conversion),
            ("basket", "Basket", split.basket),
        ]);
    }
    parts
}

/// The cause that moved the ratio most in the direction it went: its word and its sum.
fn driver(parts: &[Part], rises: bool) -> (&'static str, Ratio) {
    let mut sums: Vec<(&'static str, Ratio)> = Vec::new();
    for (word, _, part) in parts {
        match sums.iter_mut().find(|(known, _)| known == word) {
            Some((_, sum)) => *sum = sum.plus(part).unwrap_or_default(),
            None => sums.push((word, *part)),
        }
    }
    sums.into_iter().reduce(|best, next| if (next.1 > best.1) == rises && next.1 != best.1 { next } else { best }).unwrap_or(("rate", Ratio::whole(0)))
}

fn finding(case: &Case<'_>, look: &Look, rises: bool) -> Finding {
    let parts = parts(look);
    let (word, sum) = driver(&parts, rises);
    let (before, after) = ends(look);
    let change = after.minus(&before).unwrap_or_default();
    let weeks = case.panel.weeks.len();
    let later = look.half..weeks;
    let revenue = case.a_year(&case.revenue(later.clone()), later.len());
    let money = revenue.and_then(|revenue| revenue.times(&change));
    let severity = if rises { case.severity(money.as_ref()) } else { Severity::Note };
    let template =
        if rises { "Creators' sales cost {} of revenue, up from {}, mostly by {}" } else { "Creators' sales cost {} of revenue, down from {}, mostly by {}" };
    let title = Phrase::new(template, [Value::Share(after), Value::Share(before), Value::text(cause(word))]);
    let mut finding = Finding::new(word, severity, Ladder::Attributed, title);
    finding.says = says(look, &change, &sum, word);
    (finding.fix, finding.remedy) = fix(word, rises);
    finding.would_change = Phrase::new(
        "Another {} weeks without a rise, or a part other than {} becoming the largest.",
        [Value::Count((weeks - look.first) as i128), Value::text(cause(word))],
    );
    let range = revenue.and_then(|revenue| range(case, look, &revenue));
    finding.stake = money.map(|money| Stake { money, range, basis: "change of the ratio × revenue of the later weeks, a year at that pace" });
    finding.evidence = evidence(case, look);
    finding.comparisons = movers(case, look);
    finding.pictures = pictures(case, look, &parts, rises);
    finding
}

/// 90 % range of the money, had other creators come along: commission's part is drawn again by creator, fixed costs stay as they are.
fn range(case: &Case<'_>, look: &Look, yearly: &Ratio) -> Option<(Ratio, Ratio)> {
    let mut creators: BTreeMap<u32, LinkSums> = BTreeMap::new();
    for (key, link) in &case.panel.links {
        let sums = creators.entry(key.creator).or_default();
        sums.revenue.iter_mut().zip(link.revenue).for_each(|(sum, value)| *sum += value);
        sums.commission.iter_mut().zip(link.commission).for_each(|(sum, value)| *sum += value);
    }
    let names: Vec<String> = creators.keys().map(|code| case.ledger.creators().text(*code).to_owned()).collect();
    let half = |values: fn(&LinkSums) -> [i128; 2], later: bool, sign: i128| -> Vec<Ratio> {
        creators.values().map(values).map(|[earlier, after]| Ratio::millionths(sign * if later { after } else { earlier })).collect()
    };
    let action = |later: bool, sign: i128| Action {
        statistic: Statistic::Ratio,
        values: half(|sums| sums.commission, later, sign),
        bases: half(|sums| sums.revenue, later, 1),
    };
    let draws = usize::from(case.terms.whole(Term::ResamplingDraws));
    let spread = bootstrap(&[action(true, 1), action(false, -1)], Resampled::Units(&names), draws, &mut |_, _| true).ok()?.total;
    let fixed = look.loaded.as_ref().map_or(Ratio::whole(0), |loaded| loaded.split.change());
    let yearly = Ratio::millionths(yearly.rounded_millionths()?);
    let worth = |change: &Ratio| Ratio::millionths(change.plus(&fixed)?.rounded_millionths()?).times(&yearly)?.rounded_millionths().map(Ratio::millionths);
    worth(&spread.p5).zip(worth(&spread.p95))
}

/// Costs ÷ revenue in both halves, with fixed costs where they are known.
fn ends(look: &Look) -> (Ratio, Ratio) {
    let with = |ratio: &Ratio, more: Option<&Ratio>| more.map_or(Some(*ratio), |more| ratio.plus(more)).unwrap_or(*ratio);
    let fixed = look.loaded.as_ref().map(|loaded| &loaded.split);
    (with(&look.contractual.before, fixed.map(|split| &split.before)), with(&look.contractual.after, fixed.map(|split| &split.after)))
}

/// How a cause is called within a sentence.
fn cause(word: &str) -> &'static str {
    match word {
        "rate" => "rates",
        "mix" => "mix",
        "fixed-costs" => "fixed costs",
        "clicks" => "clicks",
        "conversion" => "conversion",
        _ => "the size of baskets",
    }
}

fn says(look: &Look, change: &Ratio, sum: &Ratio, word: &str) -> Vec<Phrase> {
    let split = &look.contractual;
    let mut says = vec![Phrase::new(
        "The ratio changed by {} points between the two halves; {} account for {}.",
        [Value::Points(*change), Value::text(cause(word)), Value::Points(*sum)],
    )];
    says.push(Phrase::new(
        "Commission alone went from {} to {}: {} by rates and {} by mix.",
        [Value::Share(split.before), Value::Share(split.after), Value::Points(split.rate), Value::Points(split.mix)],
    ));
    match &look.loaded {
        Some(loaded) => says.push(Phrase::new(
            "Fixed costs went from {} to {} of revenue, {} of it by conversion.",
            [Value::Share(loaded.split.before), Value::Share(loaded.split.after), Value::Points(loaded.split.conversion)],
        )),
        None => says.push(Phrase::plain("No cost with a day is known in these weeks: samples, fees and tools are not in this ratio.")),
    }
    says
}

fn fix(word: &str, rises: bool) -> (Phrase, Remedy) {
    if !rises {
        return (Phrase::plain("Nothing to mend: note what was done, so that it can be repeated."), Remedy::Rates);
    }
    match word {
        "rate" => {
            (Phrase::plain("Links are paid more than before. Compare the new rate with the corridor of each product, and plan the way back."), Remedy::Rates)
        }
        "mix" => (
            Phrase::plain("Sales moved to dearer links. Set rates by product line, and invite creators on older, dearer links again at today's rate."),
            Remedy::Rates,
        ),
        "fixed-costs" => (Phrase::plain("More was paid for samples, fees and tools. See which creators earned theirs back."), Remedy::Costs),
        "clicks" => (Phrase::plain("The same costs meet fewer clicks. Brief and invite again before touching the rate."), Remedy::Programme),
        "conversion" => (Phrase::plain("Content or listing convinces less; the rate is not the cause. Mend briefs and listings first."), Remedy::Programme),
        _ => (Phrase::plain("Baskets got smaller. Put packs and larger sizes in front of creators."), Remedy::Offers),
    }
}

fn evidence(case: &Case<'_>, look: &Look) -> Vec<Evidence> {
    let weeks = case.panel.weeks.len();
    let half = |range| Rows::of(case.weeks(case.slice, range));
    let split = &look.contractual;
    let mut evidence = vec![
        Evidence::from("Commission ÷ revenue, earlier weeks", Value::Share(split.before), half(look.first..look.half)),
        Evidence::from("Commission ÷ revenue, later weeks", Value::Share(split.after), half(look.half..weeks)),
        Evidence::new("By rates", Value::Points(split.rate)),
        Evidence::new("By mix", Value::Points(split.mix)),
        Evidence::new("Chance of such a trend without one (commission)", Value::Number(look.contractual_p, 4)),
    ];
    if let Some(loaded) = &look.loaded {
        evidence.push(Evidence::from("Fixed costs ÷ revenue, earlier weeks", Value::Share(loaded.split.before), Rows::table(loaded.rows.iter().copied())));
        evidence.push(Evidence::from("Fixed costs ÷ revenue, later weeks", Value::Share(loaded.split.after), Rows::table(loaded.rows.iter().copied())));
        evidence.push(Evidence::new("By conversion", Value::Points(loaded.split.conversion)));
        evidence.push(Evidence::new("Chance of such a trend without one (with fixed costs)", Value::Number(loaded.p, 4)));
    }
    evidence
}

/// Which products, creators and campaigns made the mix dearer or cheaper.
fn movers(case: &Case<'_>, look: &Look) -> Vec<Comparison> {
    let ledger = case.ledger;
    let campaign = |code: u32| Some(ledger.campaigns().text(code)).filter(|name| !name.is_empty()).unwrap_or("(no campaign)").to_owned();
    let slice_of = |change: &dyn Fn(&mut Slice)| Rows::of(case.weeks(case.only(change), look.first..case.panel.weeks.len()));
    let links = &case.panel.links;
    let products = mix_of(links, |key| key.asin).unwrap_or_default();
    let creators = mix_of(links, |key| key.creator).unwrap_or_default();
    let campaigns = mix_of(links, |key| key.campaign).unwrap_or_default();
    let rest = |code: u32, name: String| if code == u32::MAX { "(all others)".to_owned() } else { name };
    vec![
        compared("Products", products, |code| (rest(code, case.product_name(code)), slice_of(&|slice| slice.asin = Some(code)))),
        compared("Creators", creators, |code| (rest(code, case.creator_name(code)), slice_of(&|slice| slice.creator = Some(code)))),
        compared("Campaigns", campaigns, |code| (rest(code, campaign(code)), slice_of(&|slice| slice.campaign = Some(code)))),
    ]
}

fn compared(name: &'static str, mut parts: Vec<(u32, Ratio)>, named: impl Fn(u32) -> (String, Rows)) -> Comparison {
    parts.sort_by(|(code, part), (other, with)| magnitude(with).cmp(&magnitude(part)).then(code.cmp(other)));
    parts.truncate(MOVERS_MAX);
    let row = |(code, part): (u32, Ratio)| {
        let (label, rows) = named(code);
        ComparedRow { cells: vec![Value::Text(label), Value::Points(part)], rows }
    };
    let title = match name {
        "Products" => "What each product's growth or fading did to the ratio",
        "Creators" => "What each creator's growth or fading did to the ratio",
        _ => "What each campaign's growth or fading did to the ratio",
    };
    Comparison { title, columns: vec![name, "Points"], rows: parts.into_iter().map(row).collect() }
}

fn pictures(case: &Case<'_>, look: &Look, parts: &[Part], rises: bool) -> Vec<Picture> {
    let (before, after) = ends(look);
    let direction = if rises { "Cost of a sale rose from {} to {}" } else { "Cost of a sale fell from {} to {}" };
    let title = Phrase::new(direction, [Value::Share(before), Value::Share(after)]);
    let bars = parts.iter().map(|(_, label, part)| (*label, *part)).collect();
    let course = Course { name: "Commission ÷ revenue".to_owned(), values: look.weekly.clone(), is_ghost: false };
    vec![
        Picture::Waterfall { title, start: ("Earlier weeks", before), parts: bars, end: "Later weeks", scale: Scale::Share },
        Picture::Weeks {
            title: Phrase::plain("Commission as a part of revenue, week by week"),
            weeks: case.panel.weeks.clone(),
            courses: vec![course],
            band: None,
            scale: Scale::Share,
        },
    ]
}
