//! DIA-13: whose sales look like demand that was there already.

use super::capture_signals::{Reading, Signals};
use super::case::Case;
use super::crossing::{Share, Sums};
use super::finding::{ComparedRow, Comparison, Evidence, Finding, IntervalRow, Ladder, Phrase, Picture, Remedy, Rows, Scale, Stake, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::ledger::Measure;
use crate::stats::proportion::Fit;
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-13",
    name: "Demand created or captured",
    question: "Which creators' sales would probably have happened anyway?",
    test: "Up to five signals a creator: converts at least 1.5 times as well as others with the same products; brings at most 0.8 times as many buyers new to the brand; sells mostly on deal days; sells with nothing \
           published; is listed as a coupon, deal, cashback, loyalty or extension channel. Counts are tested against chance, false names held to the rate set (Benjamini-Hochberg). Named where at least two signals can be \
           read, at least two point that way, and they are the part set of those read.",
    why: "A commission on a sale that was on its way anyway buys nothing.",
    needs: &["events", "content", "creators"],
    check,
};

/// Signals that must be readable, and that must point the same way.
const SIGNALS_MIN: usize = 2;
/// Creators whose reasons are written out; creators and products drawn.
const SAID_MAX: usize = 3;
const DRAWN_MAX: usize = 12;

fn check(case: &Case<'_>) -> Answer {
    if case.crossing().creators.is_empty() {
        return Answer::unknown("No mature row names a creator.");
    }
    let readable: Vec<&Signals> = case.signals().iter().filter(|signals| signals.read() >= SIGNALS_MIN).collect();
    if readable.is_empty() {
        return Answer::unknown("Fewer than two signals can be read of any creator: one alone, as a high conversion, may just as well be good content.");
    }
    let mut named: Vec<&Signals> = case.signals().iter().filter(|signals| is_named(case, signals)).collect();
    if named.is_empty() {
        return Answer::Clear(Phrase::new(
            "Of {} creators at least two signals could be read; of none do they point to demand that was there already.",
            [Value::Count(readable.len() as i128)],
        ));
    }
    named.sort_by_key(|signals| (std::cmp::Reverse(commission(case, signals.creator)), signals.creator));
    Answer::found(finding(case, &named, &readable))
}

/// Whether a creator's sales look captured: praise for their conversion would be misplaced.
pub fn is_named(case: &Case<'_>, signals: &Signals) -> bool {
    let least = case.terms.value(Term::CaptureScore);
    signals.read() >= SIGNALS_MIN && signals.pointing() >= SIGNALS_MIN && signals.score().is_some_and(|score| score >= least)
}

fn sums(case: &Case<'_>, creator: u32) -> Sums {
    case.crossing().creator(creator).copied().unwrap_or_default()
}

fn commission(case: &Case<'_>, creator: u32) -> i64 {
    sums(case, creator).commission
}

fn rows_of(case: &Case<'_>, creator: u32) -> Rows {
    Rows::of(case.only(|slice| slice.creator = Some(creator)))
}

fn finding(case: &Case<'_>, named: &[&Signals], readable: &[&Signals]) -> Finding {
    let paid: i128 = named.iter().map(|signals| i128::from(commission(case, signals.creator))).sum();
    let stake = stake(case, named);
    let severity = case.severity(stake.as_ref().map(|stake| &stake.money));
    let title = match named {
        [one] => Phrase::new(
            "{}'s sales look more like demand that was there than demand created; {} of commission was paid on them",
            [Value::text(case.creator_name(one.creator)), Value::micros(paid)],
        ),
        _ => Phrase::new(
            "Sales of {} creators look more like demand that was there than demand created; {} of commission was paid on them",
            [Value::Count(named.len() as i128), Value::micros(paid)],
        ),
    };
    let mut finding = Finding::new("capture", severity, Ladder::Correlated, title);
    finding.says = named.iter().take(SAID_MAX).flat_map(|signals| reasons(case, signals)).collect();
    finding.says.push(Phrase::plain("These are signs, not proof: each can have an innocent reason. Ask before you act."));
    finding.fix = Phrase::plain(
        "Ask each of them where the links stand. Offer a bonus for buyers new to the brand instead of a higher rate, and leave the products they capture out of the next opt-in as a test.",
    );
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::plain("A share of new buyers like that of others, content you can see, or sales that stop when the link does.");
    finding.evidence = evidence(case, named, readable, paid);
    finding.comparisons = vec![compared(case, named)];
    finding.pictures = pictures(case, named);
    finding.stake = stake;
    finding
}

/// All commission of the creators named: the most that can be at stake.
fn stake(case: &Case<'_>, named: &[&Signals]) -> Option<Stake> {
    let panel = &case.panel;
    let weeks = panel.weeks.len();
    let place = |signals: &&Signals| panel.creators.place(signals.creator);
    let paid: i128 = named.iter().filter_map(place).map(|at| panel.sum(Measure::Commission, &panel.creators, at, 0..weeks)).sum();
    let money = case.a_year(&Ratio::millionths(paid), weeks)?;
    Some(Stake { money, range: None, basis: "commission of these creators, a year at the pace of all mature weeks: the most that can be at stake" })
}

/// One sentence a sign.
fn reasons(case: &Case<'_>, signals: &Signals) -> Vec<Phrase> {
    let name = || Value::text(case.creator_name(signals.creator));
    let number = |reading: &Reading| reading.number().map_or(Value::Unknown, |number| Value::Number(number, 1));
    let mut reasons = Vec::new();
    if signals.conversion.points() {
        reasons.push(Phrase::new("{} converts {} times as well as others do with the same products.", [name(), number(&signals.conversion)]));
    }
    if signals.new_to_brand.points() {
        reasons.push(Phrase::new("Of {}'s buyers, {} times as many are new to the brand as of others'.", [name(), number(&signals.new_to_brand)]));
    }
    if signals.deal_days.points() {
        reasons.push(Phrase::new("{} of {}'s orders fell on deal days.", [Value::share(signals.deal_days.number()), name()]));
    }
    if signals.content.points() {
        reasons.push(Phrase::new("{} sells, and your list of content has nothing published.", [name()]));
    }
    if let Some(channel) = signals.channel_name.as_ref().filter(|_| signals.channel.points()) {
        reasons.push(Phrase::new("Your list of creators calls {} \"{}\".", [name(), Value::text(channel.clone())]));
    }
    reasons
}

fn evidence(case: &Case<'_>, named: &[&Signals], readable: &[&Signals], paid: i128) -> Vec<Evidence> {
    let facts = named.iter().map(|signals| case.only(|slice| slice.creator = Some(signals.creator))).collect();
    vec![
        Evidence::from("Commission of the creators named", Value::micros(paid), Rows { facts, tables: Vec::new() }),
        Evidence::new("Creators of whom at least two signals could be read", Value::Count(readable.len() as i128)),
        Evidence::new("Creators named", Value::Count(named.len() as i128)),
    ]
}

fn compared(case: &Case<'_>, named: &[&Signals]) -> Comparison {
    let times = |reading: &Reading| reading.number().map_or(Value::Unknown, |number| Value::Number(number, 2));
    let row = |signals: &&Signals| {
        let content = match &signals.content {
            Reading::Unread => Value::Unknown,
            Reading::Quiet(_) => Value::text("published"),
            Reading::Points(_) => Value::text("none listed"),
        };
        let cells = vec![
            Value::text(case.creator_name(signals.creator)),
            Value::share(signals.score()),
            times(&signals.conversion),
            times(&signals.new_to_brand),
            Value::share(signals.deal_days.number()),
            content,
            signals.channel_name.clone().map_or(Value::Unknown, Value::Text),
            Value::micros(i128::from(commission(case, signals.creator))),
        ];
        ComparedRow { cells, rows: rows_of(case, signals.creator) }
    };
    Comparison {
        title: "Signs of demand that was there already",
        columns: vec![
            "Creator",
            "Signs of those read",
            "Conversion, times others'",
            "New to the brand, times others'",
            "Orders on deal days",
            "Content",
            "Channel",
            "Commission",
        ],
        rows: named.iter().map(row).collect(),
    }
}

/// Conversion of the creators named and of the largest others, and what each sold of which product.
fn pictures(case: &Case<'_>, named: &[&Signals]) -> Vec<Picture> {
    let crossing = case.crossing();
    let mut others: Vec<(u32, i64)> = crossing.creators.iter().map(|(creator, sums)| (*creator, sums.of(Share::Conversion).1)).collect();
    others.retain(|(creator, _)| !named.iter().any(|signals| signals.creator == *creator));
    others.sort_by_key(|(creator, clicks)| (std::cmp::Reverse(*clicks), *creator));
    let drawn: Vec<u32> = named.iter().map(|signals| signals.creator).chain(others.into_iter().map(|(creator, _)| creator)).take(DRAWN_MAX).collect();
    vec![forest(case, &drawn), heat(case, &drawn)]
}

/// Conversion of creators with its 90 % interval.
pub fn forest(case: &Case<'_>, creators: &[u32]) -> Picture {
    let crossing = case.crossing();
    let mut fit = Fit::default();
    crossing.creators.iter().for_each(|(_, sums)| fit.add(i128::from(sums.of(Share::Conversion).0), i128::from(sums.of(Share::Conversion).1)));
    let prior = fit.prior();
    let row = |creator: &u32| {
        let (orders, clicks) = sums(case, *creator).of(Share::Conversion);
        let interval = prior.interval(i128::from(orders), i128::from(clicks))?;
        Some(IntervalRow { name: case.creator_name(*creator), low: interval.low, value: interval.mean, high: interval.high })
    };
    let (orders, clicks) = crossing.whole(Share::Conversion);
    Picture::Intervals {
        title: Phrase::plain("Conversion of creators, with 90 % intervals"),
        x_name: "Orders of clicks",
        rows: creators.iter().filter_map(row).collect(),
        reference: Ratio::new(i128::from(orders), i128::from(clicks)).map(|rate| ("All creators", rate)),
        scale: Scale::Share,
    }
}

/// Revenue of creators by product, as parts of each creator's own.
fn heat(case: &Case<'_>, creators: &[u32]) -> Picture {
    let crossing = case.crossing();
    let mut products: Vec<(u32, i64)> = Vec::new();
    for ((creator, asin), sums) in crossing.pairs.iter().filter(|((_, asin), _)| *asin != u32::MAX) {
        if creators.contains(creator) {
            match products.iter_mut().find(|(known, _)| known == asin) {
                Some((_, revenue)) => *revenue += sums.revenue,
                None => products.push((*asin, sums.revenue)),
            }
        }
    }
    products.sort_by_key(|(asin, revenue)| (std::cmp::Reverse(*revenue), *asin));
    products.truncate(DRAWN_MAX);
    let cell = |creator: u32, asin: u32| {
        let at = crossing.pairs.binary_search_by_key(&(creator, asin), |(key, _)| *key).ok()?;
        let own = crossing.pairs.get(at)?.1.revenue;
        Ratio::new(i128::from(own), i128::from(sums(case, creator).revenue)).filter(|_| sums(case, creator).revenue > 0)
    };
    Picture::Heat {
        title: Phrase::plain("What each creator sells: parts of the creator's own revenue"),
        rows: creators.iter().map(|creator| case.creator_name(*creator)).collect(),
        columns: products.iter().map(|(asin, _)| case.product_name(*asin)).collect(),
        cells: creators.iter().map(|creator| products.iter().map(|(asin, _)| cell(*creator, *asin)).collect()).collect(),
        scale: Scale::Share,
    }
}
