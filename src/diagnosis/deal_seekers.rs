//! DIA-6: whether buyers come for a price and not for the brand: they do not come back, or only when there is a deal.

use std::collections::BTreeMap;

use super::case::Case;
use super::crossing::Share;
use super::finding::{ComparedRow, Comparison, Evidence, Finding, Ladder, Phrase, Remedy, Rows, Stake, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::ledger::Measure;
use crate::stats::discovery::discoveries;
use crate::stats::excess::Excess;
use crate::units::Ratio;

pub const RULE: Rule = Rule {
    id: "DIA-6",
    name: "Deal seekers",
    question: "Do creators bring buyers who come back, or buyers who came for a deal?",
    test: "All creators: more than the part set of orders on deal days, and at least 1.5 times the part those days are of all. A creator: repeat orders or subscriptions at most 0.8 times as frequent as of others with the \
           same products, the 90 % interval below 1, false names held to the rate set (Benjamini-Hochberg).",
    why: "You may be converting deal-seekers rather than building a customer base.",
    needs: &["events"],
    check,
};

/// Orders a creator, or the programme, needs.
const ORDERS_MIN: u64 = 50;
const INDEX_MAX: Ratio = Ratio::millionths(800_000);
/// How many times the part of deal days among days their part of orders must be.
const CLUSTER_MIN: Ratio = Ratio::millionths(1_500_000);
const LISTED_MAX: usize = 10;

/// A creator whose buyers do not come back.
struct Seldom {
    share: Share,
    excess: Excess,
    low: Ratio,
    high: Ratio,
}

fn check(case: &Case<'_>) -> Answer {
    let (repeat, subscribed) = (case.panel.has(Measure::RepeatOrders), case.panel.has(Measure::SnsOrders));
    let on_deals = cluster(case);
    if !repeat && !subscribed && on_deals.is_none() {
        return Answer::unknown("No attribution row counts repeat orders or subscriptions, and no calendar of deals meets daily rows.");
    }
    let mut findings = Vec::new();
    if let Some(cluster) = on_deals.as_ref().filter(|cluster| cluster.is_told(case)) {
        findings.push(clustered(case, cluster));
    }
    let seldom = seldom(case);
    if !seldom.is_empty() {
        findings.push(seekers(case, &seldom));
    }
    if !findings.is_empty() {
        return Answer::Found(findings);
    }
    match on_deals {
        Some(cluster) => Answer::Clear(Phrase::new(
            "{} of orders fell on deal days, which were {} of all days; no creator's buyers come back clearly less often than others'.",
            [Value::Share(cluster.of_orders), Value::Share(cluster.of_days)],
        )),
        None => Answer::clear("No creator's buyers come back or subscribe clearly less often than others' do with the same products."),
    }
}

/// Orders on deal days.
struct Cluster {
    orders: i64,
    of_orders: Ratio,
    /// Part of deal days among the days of the data, each product weighted by its orders.
    of_days: Ratio,
}

impl Cluster {
    fn is_told(&self, case: &Case<'_>) -> bool {
        let enough = u64::try_from(self.orders).is_ok_and(|orders| orders >= ORDERS_MIN);
        enough && self.of_orders > case.terms.value(Term::DealShare) && self.of_days.times(&CLUSTER_MIN).is_some_and(|least| self.of_orders >= least)
    }
}

fn cluster(case: &Case<'_>) -> Option<Cluster> {
    let deals = case.deals();
    let (begin, _) = case.ledger.dates()?;
    let (first, last) = (case.slice.from.map_or(begin, |from| from.max(begin)), case.mature_until?);
    if deals.is_empty() || last < first {
        return None;
    }
    let last = case.slice.to.map_or(last, |to| to.min(last));
    let days = i128::from(last.days().checked_sub(first.days())?) + 1;
    let mut of_asin: BTreeMap<u32, i64> = BTreeMap::new();
    for ((_, asin), sums) in &case.crossing().pairs {
        *of_asin.entry(*asin).or_default() += sums.of(Share::DealDays).1;
    }
    let (on_deal, orders) = case.crossing().whole(Share::DealDays);
    let on_days: i128 = of_asin.iter().map(|(asin, orders)| i128::from(*orders) * deals.days_of(*asin, first, last) as i128).sum();
    Some(Cluster {
        orders,
        of_orders: Ratio::new(i128::from(on_deal), i128::from(orders))?,
        of_days: Ratio::new(on_days, days.checked_mul(i128::from(orders))?)?,
    })
}

fn clustered(case: &Case<'_>, cluster: &Cluster) -> Finding {
    let weeks = case.panel.weeks.len();
    let paid = Ratio::millionths(case.panel.sum(Measure::Commission, &case.panel.whole, 0, 0..weeks));
    let money = paid.times(&cluster.of_orders).and_then(|paid| case.a_year(&paid, weeks));
    let title =
        Phrase::new("{} of creators' orders came on deal days, which were {} of all days", [Value::Share(cluster.of_orders), Value::Share(cluster.of_days)]);
    let mut finding = Finding::new("deal-days", case.severity(money.as_ref()), Ladder::Correlated, title);
    finding.says = vec![
        Phrase::new("{} orders of mature rows were looked at, day by day and product by product.", [Value::Count(i128::from(cluster.orders))]),
        Phrase::plain("Orders go with deals; whether the buyers would have come without one, this does not say."),
    ];
    finding.fix = Phrase::plain("Pay the bonus on full-price weeks, and keep deals and creator posts apart for a month to see what each brings.");
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::plain("A smaller part of orders on deal days, or a calendar with other deals.");
    finding.evidence = vec![
        Evidence::from("Part of orders on deal days", Value::Share(cluster.of_orders), Rows::of(case.slice)),
        Evidence::from("Part of deal days among days", Value::Share(cluster.of_days), Rows::table(case.deals().rows.iter().copied())),
    ];
    finding.stake = money.map(|money| Stake { money, range: None, basis: "commission on orders of deal days, a year: the most that can be at stake" });
    finding
}

/// Creators whose buyers come back, or subscribe, less often than others' do with the same products.
fn seldom(case: &Case<'_>) -> Vec<Seldom> {
    let mut tested: Vec<(Share, Excess)> = Vec::new();
    for share in [Share::Repeat, Share::Subscribed] {
        let groups = case.crossing().excesses(share).map(|found| found.groups).unwrap_or_default();
        tested.extend(groups.into_iter().filter(|excess| excess.trials >= ORDERS_MIN).map(|excess| (share, excess)));
    }
    let chances: Vec<Ratio> = tested.iter().map(|(_, excess)| excess.below).collect();
    let kept = discoveries(&chances, &case.terms.value(Term::DiscoveryLevel)).unwrap_or_default();
    let told = tested.into_iter().zip(kept).filter(|((_, excess), discovery)| discovery.kept && excess.index <= INDEX_MAX);
    let with_interval = told.filter_map(|((share, excess), _)| {
        let (low, high) = excess.interval()?;
        (high < Ratio::whole(1)).then_some(Seldom { share, excess, low, high })
    });
    let mut seldom: Vec<Seldom> = with_interval.collect();
    seldom.sort_by_key(|seldom| (std::cmp::Reverse(paid(case, seldom)), seldom.excess.group, seldom.share == Share::Subscribed));
    seldom
}

fn paid(case: &Case<'_>, seldom: &Seldom) -> i64 {
    case.crossing().creator(seldom.excess.group).map_or(0, |sums| sums.commission)
}

fn seekers(case: &Case<'_>, seldom: &[Seldom]) -> Finding {
    let mut creators: Vec<u32> = seldom.iter().map(|seldom| seldom.excess.group).collect();
    creators.sort_unstable();
    creators.dedup();
    let stake = lacking(case, seldom);
    let title = match creators.as_slice() {
        [one] => Phrase::new("{}'s buyers come back or subscribe less often than others' do with the same products", [Value::text(case.creator_name(*one))]),
        _ => Phrase::new(
            "Buyers of {} creators come back or subscribe less often than others' do with the same products",
            [Value::Count(creators.len() as i128)],
        ),
    };
    let mut finding = Finding::new("deal-seekers", case.severity(stake.as_ref().map(|stake| &stake.money)), Ladder::Attributed, title);
    finding.says = vec![
        Phrase::plain(
            "Creators are compared with each other, product by product: the account's own repeat rate counts customers, not orders, and is no like measure.",
        ),
        Phrase::plain("Young buyers had less time to come back: a creator who began late can look worse than they are."),
    ];
    finding.fix = Phrase::plain(
        "Brief these creators for the second purchase: the subscription, the pack, the routine. Pay for new and returning buyers, not for clicks on a price.",
    );
    finding.remedy = Remedy::Programme;
    finding.would_change = Phrase::plain("An interval that reaches 1 once their buyers had time to come back.");
    finding.evidence = vec![Evidence::new("Creators named", Value::Count(creators.len() as i128))];
    let row = |seldom: &Seldom| ComparedRow {
        cells: vec![
            Value::text(case.creator_name(seldom.excess.group)),
            Value::text(if seldom.share == Share::Repeat { "repeat orders" } else { "subscriptions" }),
            Value::Number(seldom.excess.index, 2),
            Value::Number(seldom.low, 2),
            Value::Number(seldom.high, 2),
            Value::micros(i128::from(paid(case, seldom))),
        ],
        rows: Rows::of(case.only(|slice| slice.creator = Some(seldom.excess.group))),
    };
    finding.comparisons = vec![Comparison {
        title: "Who buys once",
        columns: vec!["Creator", "Measure", "Times others'", "At least", "At most", "Commission"],
        rows: seldom.iter().take(LISTED_MAX).map(row).collect(),
    }];
    finding.stake = stake;
    finding
}

/// Commission on the orders whose buyers would have come back with others, by each creator's clearest shortfall.
fn lacking(case: &Case<'_>, seldom: &[Seldom]) -> Option<Stake> {
    let panel = &case.panel;
    let weeks = panel.weeks.len();
    let mut worst: BTreeMap<u32, &Seldom> = BTreeMap::new();
    for seldom in seldom {
        let known = worst.entry(seldom.excess.group).or_insert(seldom);
        if seldom.excess.index < known.excess.index {
            *known = seldom;
        }
    }
    let sum = |index: fn(&Seldom) -> Ratio| {
        let parts = worst.iter().filter_map(|(creator, seldom)| Some((panel.creators.place(*creator)?, index(seldom))));
        let mut all = Ratio::whole(0);
        for (at, index) in parts {
            let paid = Ratio::millionths(panel.sum(Measure::Commission, &panel.creators, at, 0..weeks));
            let part = Ratio::millionths(paid.times(&Ratio::whole(1).minus(&index)?)?.rounded_millionths()?);
            all = all.plus(&part)?;
        }
        case.a_year(&all, weeks)
    };
    Some(Stake {
        money: sum(|seldom| seldom.excess.index)?,
        range: sum(|seldom| seldom.high).zip(sum(|seldom| seldom.low)),
        basis: "commission of these creators × what their buyers lack to others' in coming back, a year",
    })
}
