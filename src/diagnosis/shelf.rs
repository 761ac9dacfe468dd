//! The listings creators send buyers to, each with what the reader's tables say of its readiness.

use std::collections::BTreeMap;

use super::case::Case;
use crate::commission::Term;
use crate::ledger::{Dimension, Measure, Sheet, Supplied, roll_up};
use crate::units::{Date, Ratio};

/// Days after the data begin from which a first sale is a launch and not merely the first the data hold.
const LAUNCH_AFTER_DAYS: u16 = 28;
/// With fewer sessions the conversion of a listing is not told.
const SESSIONS_MIN: i64 = 100;
/// Fewer listings have no middle one.
const LISTINGS_MIN: usize = 5;

/// What a listing is asked for, in the order it should be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    Stock,
    BuyBox,
    Rating,
    Reviews,
    Sessions,
    Content,
}

impl Check {
    /// As a clause: what is wrong.
    pub fn words(self) -> &'static str {
        match self {
            Check::Stock => "out of stock",
            Check::BuyBox => "buy box often lost",
            Check::Rating => "low rating",
            Check::Reviews => "few reviews",
            Check::Sessions => "few visitors buy",
            Check::Content => "no video or A+ content",
        }
    }

    /// What to do about it.
    pub fn fix(self) -> &'static str {
        match self {
            Check::Stock => "bring it back in stock, or pause its offer",
            Check::BuyBox => "win the buy box back, or pause its offer",
            Check::Rating => "find what buyers complain of and mend it",
            Check::Reviews => "collect reviews first",
            Check::Sessions => "mend images, price and text before more visitors are paid for",
            Check::Content => "add a video and A+ content",
        }
    }
}

/// One listing; `None` where no table says it.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    pub asin: String,
    pub title: String,
    /// `None` for one without attribution rows.
    pub code: Option<u32>,
    pub rating: Option<Ratio>,
    pub reviews: Option<i64>,
    pub stock: Option<i64>,
    pub buy_box: Option<Ratio>,
    /// Units ÷ sessions, where there are enough of them.
    pub unit_session: Option<Ratio>,
    /// Both video and A+ content, as far as said.
    pub has_content: Option<bool>,
    /// New enough not to be asked for reviews.
    pub is_launch: bool,
    /// Micros in the days looked back on.
    pub commission: i128,
    pub clicks: i128,
    pub revenue: i128,
    /// What was asked.
    pub tested: Vec<Check>,
    /// What fails.
    pub fails: Vec<Check>,
    /// Rows of catalogue and business report.
    pub rows: Vec<(u32, u64)>,
}

/// Every listing that creators were paid for or sent buyers to in the days looked back on, or that has a live offer, by ASIN.
pub fn listings(case: &Case<'_>) -> Vec<Listing> {
    let (slice, _) = case.trailing();
    let mut all: BTreeMap<String, Listing> = BTreeMap::new();
    for group in roll_up(case.ledger, &slice, Dimension::Asin).groups() {
        let sum = |measure| group.sum(measure, Supplied::NONE.with(measure));
        let asin = case.ledger.asins().text(group.code).to_owned();
        let (commission, clicks, revenue) = (sum(Measure::Commission), sum(Measure::Clicks), sum(Measure::Revenue));
        if !asin.is_empty() && (commission > 0 || clicks > 0 || revenue > 0) {
            let listing = Listing { asin: asin.clone(), code: Some(group.code), commission, clicks, revenue, ..Listing::default() };
            all.insert(asin, listing);
        }
    }
    let is_whole = case.slice.asin.is_none() && case.slice.line.is_none() && case.slice.creator.is_none() && case.slice.campaign.is_none();
    for judged in case.commission.judged.iter().filter(|judged| is_whole && judged.product.offer_live == Some(true)) {
        let asin = &judged.product.asin;
        all.entry(asin.clone()).or_insert_with(|| Listing { asin: asin.clone(), code: case.ledger.asins().code(asin), ..Listing::default() });
    }
    from_catalogue(case, &mut all);
    from_reports(case, &mut all);
    let middle = middle_session(&all);
    for listing in all.values_mut() {
        if listing.title.is_empty() {
            listing.title = listing.code.map_or_else(|| listing.asin.clone(), |code| case.product_name(code));
        }
        test(case, listing, middle);
    }
    all.into_values().collect()
}

fn number(sheet: &Sheet, row: usize, name: &str) -> Option<i64> {
    sheet.column(name).and_then(|column| column.number(row))
}

fn from_catalogue(case: &Case<'_>, all: &mut BTreeMap<String, Listing>) {
    let mut first_sale: Option<BTreeMap<u32, Date>> = None;
    let mut launched: BTreeMap<String, Date> = BTreeMap::new();
    for (source, sheet, row) in case.rows("catalogue") {
        let text = |name: &str| sheet.column(name).and_then(|column| column.text(row));
        let Some(listing) = text("asin").and_then(|asin| all.get_mut(asin)) else { continue };
        let number = |name: &str| number(sheet, row, name);
        listing.rating = listing.rating.or(number("rating").map(|rating| Ratio::millionths(i128::from(rating))));
        listing.reviews = listing.reviews.or(number("reviews"));
        listing.stock = listing.stock.or(number("stock_units"));
        let flag = |name: &str| sheet.column(name).and_then(|column| column.flag(row));
        let content = match (flag("has_video"), flag("has_a_plus")) {
            (None, None) => None,
            (video, a_plus) => Some(video != Some(false) && a_plus != Some(false)),
        };
        listing.has_content = listing.has_content.or(content);
        if listing.title.is_empty() {
            listing.title = text("title").unwrap_or_default().to_owned();
        }
        if let Some(day) = sheet.column("launch_date").and_then(|column| column.day(row)) {
            launched.entry(listing.asin.clone()).or_insert(day);
        }
        listing.rows.push((source, sheet.line(row)));
    }
    let Some(today) = case.as_of else { return };
    for listing in all.values_mut() {
        let sold = || {
            let first_sale = first_sale.get_or_insert_with(|| first_sales(case));
            let begin = case.ledger.dates().map(|(begin, _)| begin.plus_days(LAUNCH_AFTER_DAYS));
            listing.code.and_then(|code| first_sale.get(&code)).copied().filter(|day| begin.is_some_and(|begin| *day > begin))
        };
        let launch = launched.get(&listing.asin).copied().or_else(sold);
        listing.is_launch = launch.is_some_and(|day| day.plus_days(case.terms.whole(Term::LaunchDays)) >= today);
    }
}

/// First day with revenue of each ASIN code.
fn first_sales(case: &Case<'_>) -> BTreeMap<u32, Date> {
    let mut first: BTreeMap<u32, Date> = BTreeMap::new();
    for (row, fact) in case.ledger.columns().facts(0..case.ledger.rows()) {
        let has_sold = fact.values.get(Measure::Revenue.index()).is_some_and(|revenue| *revenue > 0);
        if has_sold && !case.ledger.is_excluded(row) {
            let day = first.entry(fact.asin).or_insert(fact.date);
            *day = (*day).min(fact.date);
        }
    }
    first
}

/// Buy box and conversion of the newest business report that has the product; one child may stand under several parents.
fn from_reports(case: &Case<'_>, all: &mut BTreeMap<String, Listing>) {
    #[derive(Default)]
    struct Seen {
        source: u32,
        sessions: i64,
        units: i64,
        /// Share × sessions, and those sessions; without sessions each row counts once.
        buy_box: (i128, i128),
    }
    let mut seen: BTreeMap<&str, Seen> = BTreeMap::new();
    for (source, sheet, row) in case.rows("business-report-asin") {
        let Some(asin) = sheet.column("asin").and_then(|column| column.text(row)) else { continue };
        let Some(listing) = all.get_mut(asin) else { continue };
        let seen = seen.entry(asin).or_insert_with(|| Seen { source, ..Seen::default() });
        if seen.source != source {
            continue;
        }
        let sessions = number(sheet, row, "sessions");
        if let (Some(sessions), Some(units)) = (sessions, number(sheet, row, "ordered_units")) {
            seen.sessions += sessions;
            seen.units += units;
        }
        if let Some(share) = number(sheet, row, "buy_box_share") {
            let weight = i128::from(sessions.unwrap_or(1));
            seen.buy_box = (seen.buy_box.0 + i128::from(share) * weight, seen.buy_box.1 + weight);
        }
        listing.rows.push((source, sheet.line(row)));
    }
    for (asin, seen) in seen {
        let Some(listing) = all.get_mut(asin) else { continue };
        listing.buy_box = Ratio::new(seen.buy_box.0, seen.buy_box.1 * 1_000_000);
        listing.unit_session = Ratio::new(i128::from(seen.units), i128::from(seen.sessions)).filter(|_| seen.sessions >= SESSIONS_MIN);
    }
}

/// The middle unit session share of one's own listings, the lower of two; `None` for too few.
fn middle_session(all: &BTreeMap<String, Listing>) -> Option<Ratio> {
    let mut shares: Vec<Ratio> = all.values().filter_map(|listing| listing.unit_session).collect();
    shares.sort();
    shares.get(shares.len().checked_sub(1)? / 2).copied().filter(|_| shares.len() >= LISTINGS_MIN)
}

fn test(case: &Case<'_>, listing: &mut Listing, middle: Option<Ratio>) {
    let least = |term: Term| case.terms.value(term);
    let sessions = listing.unit_session.zip(middle).zip(case.terms.ratio(Term::SessionShareMin));
    // A launch has no reviews yet: content in its first weeks is what brings them.
    let few_reviews = listing.reviews.filter(|_| !listing.is_launch).map(|reviews| Ratio::whole(i128::from(reviews)) < least(Term::ReviewsMin));
    let checks = [
        (Check::Stock, listing.stock.map(|stock| stock <= 0)),
        (Check::BuyBox, listing.buy_box.map(|share| share < least(Term::BuyBoxMin))),
        (Check::Rating, listing.rating.map(|rating| rating < least(Term::RatingMin))),
        (Check::Reviews, few_reviews),
        (Check::Sessions, sessions.and_then(|((own, middle), part)| Some(own < middle.times(&part)?))),
        (Check::Content, listing.has_content.map(|has| !has)),
    ];
    for (check, fails) in checks {
        listing.tested.extend(fails.map(|_| check));
        listing.fails.extend(fails.filter(|fails| *fails).map(|_| check));
    }
}
