//! STA-6: whether channels together claim more than was ordered, and how much of the sales nobody claims.

use super::case::Case;
use super::claims::{CHANNELS, CLICK_WEEKS, Claims, NoClaims, WEEKS_MIN, claims};
use super::finding::{ComparedRow, Comparison, Course, Evidence, Finding, Ladder, Phrase, Picture, Remedy, Rows, Scale, Severity, Stake, Value};
use super::rule::{Answer, Rule};
use crate::commission::Term;
use crate::stats::bootstrap::{Action, Resampled, Statistic, bootstrap};
use crate::units::{Date, Ratio};

pub const RULE: Rule = Rule {
    id: "STA-6",
    name: "Claims over ordered sales",
    question: "Do creators and ads together claim more than was ordered?",
    test: "Claims of creators, ads, DSP and Attribution for the promoted product itself, over its ordered sales, mature weeks in a row only, at least six. Ads date a sale by its click: their claims of the last two weeks are \
           left out, so that every claim left is for a sale of these weeks. More than the part set of what was ordered, by at least 2 %, is a double claim.",
    why: "Windows that work independently can both claim one sale. Channels must not be added up before this is known.",
    needs: &["business-report-asin", "sponsored-products-advertised-product", "ads-console", "dsp", "amazon-attribution-products"],
    check,
};

/// Taxes, cents and cancelled orders can make so much; less is not told.
const MARGIN: Ratio = Ratio::millionths(20_000);
const DRAWN_MAX: usize = 4;
/// Weeks that are drawn together when a range is made: what is bought in one week may be returned in the next.
const BLOCK: usize = 2;

fn check(case: &Case<'_>) -> Answer {
    let all = match claims(case) {
        Ok(all) => all,
        Err(reason) => return unknown(reason),
    };
    let most = case.terms.value(Term::ClaimsMax).plus(&MARGIN).unwrap_or_default();
    let twice: Vec<&Claims> = all.iter().filter(|claims| channels_of(claims) >= 2 && ratio(surely(claims), claims.ordered()) > most).collect();
    if twice.is_empty() {
        let (claimed, ordered) = all.iter().fold((0, 0), |sum, claims| (sum.0 + claims.claimed(), sum.1 + claims.ordered()));
        let claimed = ratio(claimed, ordered);
        let floor = Ratio::whole(1).minus(&claimed).unwrap_or_default().max(Ratio::whole(0));
        return Answer::Clear(Phrase::new(
            "Creators and ads claim {} of the ordered sales of {} products: at least {} were claimed by none of them. No product is claimed twice for certain.",
            [Value::Share(claimed), Value::Count(all.len() as i128), Value::Share(floor)],
        ));
    }
    Answer::found(finding(case, &twice, &all))
}

fn unknown(reason: NoClaims) -> Answer {
    match reason {
        NoClaims::Filtered => Answer::unknown("Some creators or campaigns only are selected: claims are compared with all sales of a product."),
        NoClaims::Monthly => Answer::unknown("Attribution rows cover months: they cannot be laid on weeks."),
        NoClaims::NoOrders => Answer::unknown("No weekly ordered sales by product: business reports by child ASIN, saved week by week or day by day."),
        NoClaims::NoChannel => Answer::unknown("No report of another channel names products and weeks: there is nothing that could claim a sale twice."),
        NoClaims::TooFewWeeks => Answer::Unknown(Phrase::new(
            "Needs {} mature weeks in a row in which a product's orders and all claims on it are known.",
            [Value::Count(WEEKS_MIN as i128)],
        )),
    }
}

fn ratio(over: i128, under: i128) -> Ratio {
    Ratio::new(over, under).unwrap_or_default()
}

/// Channels that claim anything, creators included.
fn channels_of(claims: &Claims) -> usize {
    let ads = (0..CHANNELS.len()).filter(|at| claims.channel(*at) > 0).count();
    ads + usize::from(claims.weeks.iter().any(|week| week.creators > 0))
}

fn surely(claims: &Claims) -> i128 {
    (0..claims.weeks.len()).map(|week| claims.surely_claimed(week)).sum()
}

fn finding(case: &Case<'_>, twice: &[&Claims], all: &[Claims]) -> Finding {
    let (sure, ordered) = twice.iter().fold((0, 0), |sum, claims| (sum.0 + surely(claims), sum.1 + claims.ordered()));
    let stake = stake(case, twice);
    let severity = case.severity(stake.as_ref().map(|stake| &stake.money)).max(Severity::Medium);
    let title = match twice {
        [one] => Phrase::new(
            "{}: channels claim {} of what was ordered. Some sales are claimed twice",
            [Value::text(case.product_name(one.code)), Value::Share(ratio(sure, ordered))],
        ),
        _ => Phrase::new(
            "{} products: channels claim {} of what was ordered. Some sales are claimed twice",
            [Value::Count(twice.len() as i128), Value::Share(ratio(sure, ordered))],
        ),
    };
    let mut finding = Finding::new("double-claim", severity, Ladder::Observed, title);
    finding.says = vec![
        Phrase::new("At least {} more was claimed than ordered in the weeks compared.", [Value::micros(sure - ordered)]),
        Phrase::plain("Halo is ruled out: only sales of the promoted product itself are counted, and reports that name no product are left out."),
        Phrase::new(
            "Timing is ruled out: ads date a sale by its click, so their claims of the last {} weeks are left out.",
            [Value::Count(CLICK_WEEKS as i128)],
        ),
        Phrase::plain("Which of the channels claims too much, this does not say. Never add their sales up."),
    ];
    finding.fix = Phrase::plain(
        "Report each channel by itself, and total sales from the business report alone. Judge creators by a test that leaves products out, not by their claims.",
    );
    finding.remedy = Remedy::Performance;
    finding.would_change = Phrase::plain("Ordered sales that were missing from the business report, or ads sales of other products among those counted.");
    finding.evidence = vec![
        Evidence::from(
            "Claims that are certain",
            Value::micros(sure),
            Rows { facts: twice.iter().map(|claims| case.only(|slice| slice.asin = Some(claims.code))).collect(), tables: Vec::new() },
        ),
        Evidence::from("Ordered sales", Value::micros(ordered), Rows::table(twice.iter().flat_map(|claims| claims.rows.iter().copied()))),
        Evidence::new("Products compared", Value::Count(all.len() as i128)),
    ];
    finding.comparisons = vec![compared(case, all)];
    finding.pictures = vec![picture(case, twice)].into_iter().flatten().collect();
    finding.stake = stake;
    finding
}

/// What is claimed beyond what was ordered, with a range over weeks.
fn stake(case: &Case<'_>, twice: &[&Claims]) -> Option<Stake> {
    let weeks = twice.iter().map(|claims| claims.weeks.len()).max()?;
    let beyond =
        |claims: &&Claims| (0..weeks).map(|week| claims.surely_claimed(week) - claims.weeks.get(week).map_or(0, |week| week.ordered)).collect::<Vec<i128>>();
    let mut values = vec![0_i128; weeks];
    for claims in twice {
        values.iter_mut().zip(beyond(claims)).for_each(|(sum, value)| *sum += value);
    }
    let money = case.a_year(&Ratio::millionths(values.iter().sum()), weeks)?;
    let action = Action { statistic: Statistic::Sum, values: values.iter().map(|value| Ratio::millionths(*value)).collect(), bases: Vec::new() };
    let draws = usize::from(case.terms.whole(Term::ResamplingDraws));
    let spread = bootstrap(&[action], Resampled::Blocks(BLOCK), draws, &mut |_, _| true).ok().map(|spreads| spreads.total);
    let yearly = |value: &Ratio| case.a_year(&Ratio::millionths(value.rounded_millionths()?), weeks);
    let range = spread.and_then(|spread| yearly(&spread.p5).zip(yearly(&spread.p95)));
    Some(Stake { money, range, basis: "sales claimed beyond what was ordered, a year: reported twice, at least" })
}

fn compared(case: &Case<'_>, all: &[Claims]) -> Comparison {
    let mut columns =
        vec!["Product", "Certain claims of ordered sales", "All claims of ordered sales", "Claimed by none, at least", "Ordered sales", "Creators"];
    let shown: Vec<usize> = (0..CHANNELS.len()).filter(|at| all.iter().any(|claims| claims.channel(*at) > 0)).collect();
    columns.extend(shown.iter().filter_map(|at| CHANNELS.get(*at)).map(|(_, name, _)| *name));
    let mut order: Vec<&Claims> = all.iter().collect();
    order.sort_by(|a, b| ratio(surely(b), b.ordered()).cmp(&ratio(surely(a), a.ordered())).then(a.asin.cmp(&b.asin)));
    let row = |claims: &&Claims| {
        let (ordered, claimed) = (claims.ordered(), ratio(claims.claimed(), claims.ordered()));
        let mut cells = vec![
            Value::text(case.product_name(claims.code)),
            Value::Share(ratio(surely(claims), ordered)),
            Value::Share(claimed),
            Value::Share(Ratio::whole(1).minus(&claimed).unwrap_or_default().max(Ratio::whole(0))),
            Value::micros(ordered),
            Value::micros(claims.weeks.iter().map(|week| week.creators).sum()),
        ];
        cells.extend(shown.iter().map(|at| Value::micros(claims.channel(*at))));
        let mut rows = Rows::of(case.only(|slice| slice.asin = Some(claims.code)));
        rows.tables = claims.rows.clone();
        ComparedRow { cells, rows }
    };
    Comparison { title: "Claims and ordered sales, product by product", columns, rows: order.iter().map(row).collect() }
}

/// Claims over ordered sales by week.
fn picture(case: &Case<'_>, twice: &[&Claims]) -> Option<Picture> {
    let first = twice.iter().map(|claims| claims.first).min()?;
    let last = twice.iter().map(|claims| claims.first.plus_days(u16::try_from(7 * claims.weeks.len()).unwrap_or(0))).max()?;
    let weeks: Vec<Date> = (0..(last.days() - first.days()) / 7).map(|week| first.plus_days(week * 7)).collect();
    let value = |claims: &Claims, week: &Date| {
        let at = usize::from(week.days().checked_sub(claims.first.days())? / 7);
        let week = claims.weeks.get(at)?;
        Ratio::new(week.claimed(), week.ordered)
    };
    let course =
        |claims: &&&Claims| Course { name: case.product_name(claims.code), values: weeks.iter().map(|week| value(claims, week)).collect(), is_ghost: false };
    let all = Course { name: "All that was ordered".to_owned(), values: weeks.iter().map(|_| Some(Ratio::whole(1))).collect(), is_ghost: true };
    let courses = std::iter::once(all).chain(twice.iter().take(DRAWN_MAX).collect::<Vec<_>>().iter().map(course)).collect();
    Some(Picture::Weeks { title: Phrase::plain("Claims over ordered sales, week by week"), weeks, courses, band: None, scale: Scale::Share })
}
