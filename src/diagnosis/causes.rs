//! What may keep creators from a live offer, in the order it is asked for.

use super::case::Case;
use super::finding::{Phrase, Remedy, Stake, Value};
use super::listing::commission_a_year;
use super::shelf::Listing;
use crate::commission::Term;
use crate::commission::economics::Legibility;
use crate::commission::judge::Judged;
use crate::units::Ratio;

/// A live offer.
pub struct Live<'a> {
    pub judged: &'a Judged,
    pub listing: Option<Listing>,
    /// `None` for one without attribution rows.
    pub code: Option<u32>,
}

/// The causes in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CauseId {
    Payout,
    PerClick,
    Budget,
    Spread,
    Category,
    Listing,
}

impl CauseId {
    const ALL: [CauseId; 6] = [CauseId::Payout, CauseId::PerClick, CauseId::Budget, CauseId::Spread, CauseId::Category, CauseId::Listing];

    /// Within a sentence.
    pub fn words(self) -> &'static str {
        match self {
            CauseId::Payout => "the payout",
            CauseId::PerClick => "what a click earns",
            CauseId::Budget => "budget or days left",
            CauseId::Spread => "too many products",
            CauseId::Category => "the category",
            CauseId::Listing => "the listings",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Fails,
    Holds,
    Unknown,
}

/// One cause with what was seen.
pub struct Cause {
    pub id: CauseId,
    pub state: State,
    /// Offers it could be told of.
    pub tested: usize,
    /// Places of those that fail.
    pub failing: Vec<usize>,
    pub says: Phrase,
    pub fix: Phrase,
    pub remedy: Remedy,
}

impl Live<'_> {
    /// Whether this offer fails a cause; `None` where that is not known.
    fn fail(&self, case: &Case<'_>, cause: CauseId) -> Option<bool> {
        let part = |id: &str| self.judged.parts.iter().find(|part| part.id == id).and_then(|part| part.verdict);
        let is_seen = |verdict: Legibility| verdict == Legibility::Legible;
        match cause {
            CauseId::Payout => part("payout").map(|verdict| !is_seen(verdict)),
            CauseId::PerClick => {
                let place = self.judged.place.as_ref().and_then(|place| place.epc);
                let among_others = place.map(|place| place < case.terms.value(Term::LandscapePercentile));
                part("epc").map(|verdict| !is_seen(verdict)).or(among_others)
            }
            CauseId::Budget => [part("budget"), part("days-left")].into_iter().flatten().min().map(|worst| !is_seen(worst)),
            CauseId::Spread => None,
            CauseId::Category => fits(&self.judged.product.category_text).map(|fits| !fits),
            CauseId::Listing => self.listing.as_ref().filter(|listing| !listing.tested.is_empty()).map(|listing| !listing.fails.is_empty()),
        }
    }

    /// Every cause this offer fails, in order.
    pub fn fails(&self, case: &Case<'_>) -> Vec<CauseId> {
        CauseId::ALL.into_iter().filter(|cause| self.fail(case, *cause) == Some(true)).collect()
    }
}

/// Whether seeing a product used helps to sell it, as far as its category says: food, care, supplements, pets and home care yes;
/// what is bought by price, no.
fn fits(category: &str) -> Option<bool> {
    const BY_PRICE: [&str; 9] = [
        "paper goods",
        "paper product",
        "paper towel",
        "toilet paper",
        "facial tissue",
        "cleaning suppl",
        "cleaning product",
        "household cleaner",
        "pantry staple",
    ];
    const BY_SIGHT: [&str; 16] = [
        "grocery",
        "gourmet",
        "food",
        "snack",
        "beverage",
        "drink",
        "personal care",
        "beauty",
        "skin care",
        "hair care",
        "supplement",
        "vitamin",
        "health",
        "pet",
        "home care",
        "baby",
    ];
    let category = category.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| category.contains(word));
    match (has(&BY_PRICE), has(&BY_SIGHT)) {
        (true, _) => Some(false),
        (false, true) => Some(true),
        (false, false) => None,
    }
}

/// Every cause in its order.
pub fn causes(case: &Case<'_>, live: &[Live<'_>]) -> Vec<Cause> {
    CauseId::ALL.into_iter().map(|id| if id == CauseId::Spread { spread(case, live) } else { cause(case, live, id) }).collect()
}

/// A cause that is told offer by offer: it stands in the way where at least half of the offers it is known of fail.
fn cause(case: &Case<'_>, live: &[Live<'_>], id: CauseId) -> Cause {
    let told: Vec<(usize, bool)> = live.iter().enumerate().filter_map(|(at, live)| Some((at, live.fail(case, id)?))).collect();
    let failing: Vec<usize> = told.iter().filter(|(_, fails)| *fails).map(|(at, _)| *at).collect();
    let state = match told.len() {
        0 => State::Unknown,
        tested if !failing.is_empty() && 2 * failing.len() >= tested => State::Fails,
        _ => State::Holds,
    };
    let (says, fix, remedy) = words(case, live, id, &failing, told.len());
    Cause { id, state, tested: told.len(), failing, says, fix, remedy }
}

/// More offers than a programme starts with, most of which nobody accepted as far as that is told.
fn spread(case: &Case<'_>, live: &[Live<'_>]) -> Cause {
    let most = usize::from(case.terms.whole(Term::SpreadProducts));
    let told: Vec<(usize, u64)> = live.iter().enumerate().filter_map(|(at, live)| Some((at, live.judged.product.accepted?))).collect();
    let ignored: Vec<usize> = told.iter().filter(|(_, accepted)| *accepted == 0).map(|(at, _)| *at).collect();
    let is_ignored = told.is_empty() || 2 * ignored.len() >= told.len();
    let is_wide = live.len() > most;
    let fails = is_wide && is_ignored;
    let counts = [Value::Count(live.len() as i128), Value::Count(most as i128)];
    let accepted = [Value::Count(ignored.len() as i128), Value::Count(told.len() as i128)];
    let says = match told.is_empty() {
        true => Phrase::new("{} products share the programme's attention; it starts best with {}.", counts),
        false => {
            Phrase::new("{} products share the programme's attention; it starts best with {}. Nobody accepted {} of {} offers.", [counts, accepted].concat())
        }
    };
    let fix = Phrase::new(
        "Keep the offers of the {} products that convert best and have most reviews; pause the others until these work.",
        [Value::Count(most as i128)],
    );
    let failing = match (fails, ignored.is_empty()) {
        (false, _) => Vec::new(),
        (true, true) => (0..live.len()).collect(),
        (true, false) => ignored,
    };
    Cause { id: CauseId::Spread, state: if fails { State::Fails } else { State::Holds }, tested: live.len(), failing, says, fix, remedy: Remedy::Offers }
}

/// The middle of some offers' amounts, the lower of two.
fn middle(live: &[Live<'_>], failing: &[usize], amount: impl Fn(&Judged) -> Option<Ratio>) -> Value {
    let mut all: Vec<Ratio> = failing.iter().filter_map(|at| amount(live.get(*at)?.judged)).collect();
    all.sort();
    Value::money(all.get(all.len().saturating_sub(1) / 2).copied())
}

fn words(case: &Case<'_>, live: &[Live<'_>], id: CauseId, failing: &[usize], tested: usize) -> (Phrase, Phrase, Remedy) {
    let counts = || [Value::Count(failing.len() as i128), Value::Count(tested as i128)];
    let remedy = match failing {
        [one] => live.get(*one).map_or(Remedy::Offers, |live| Remedy::Offer(live.judged.product.asin.clone())),
        _ => Remedy::Offers,
    };
    match id {
        CauseId::Payout => {
            let wanted = live.first().map(|live| live.judged.bounds.legible_from);
            let payout = middle(live, failing, |judged| judged.offer.payout);
            let says = Phrase::new(
                "{} of {} live offers pay too little for a sale to be noticed: the middle one pays {}, noticed from {} on.",
                [counts().to_vec(), vec![payout, Value::money(wanted)]].concat(),
            );
            (says, fix_payout(live, failing), remedy)
        }
        CauseId::PerClick => {
            let epc = middle(live, failing, |judged| judged.offer.epc);
            let says = Phrase::new("{} of {} live offers earn a creator too little for a click; the middle one {}.", [counts().to_vec(), vec![epc]].concat());
            (says, Phrase::plain("Raise what a click earns: mend conversion first, then the rate, or lead with the products that earn more."), remedy)
        }
        CauseId::Budget => (
            Phrase::new("{} of {} live offers have little budget or few days left, and creators see both.", counts()),
            Phrase::new("Fill budgets up to {} days of use, and move end dates out.", [Value::Count(i128::from(case.terms.whole(Term::RunwayDays)))]),
            remedy,
        ),
        CauseId::Category => (
            Phrase::new("{} of {} live offers are of a category that is bought by price; there content sells less.", counts()),
            Phrase::plain("Ask of these offers that they earn after all costs, or run them for content; put briefs behind the others."),
            remedy,
        ),
        CauseId::Listing => (
            Phrase::new("{} of {} listings are not ready for buyers.", counts()),
            Phrase::plain("Mend these listings before anybody is briefed for them."),
            remedy,
        ),
        CauseId::Spread => (Phrase::plain(""), Phrase::plain(""), remedy),
    }
}

/// Raise where a rate fits; where none does, a pack or content.
fn fix_payout(live: &[Live<'_>], failing: &[usize]) -> Phrase {
    let judged = || failing.iter().filter_map(|at| live.get(*at)).map(|live| live.judged);
    let without = judged().filter(|judged| judged.corridor.is_feasible == Some(false)).count();
    let bonuses: Vec<Ratio> = judged().filter(|judged| judged.corridor.is_feasible != Some(false)).filter_map(|judged| judged.legible_at).collect();
    match (bonuses.iter().max(), without) {
        (Some(most), 0) => Phrase::new("Raise the bonus to where the payout is noticed, at most {}; then brief those who sell already.", [Value::Share(*most)]),
        (Some(most), _) => Phrase::new(
            "Raise the bonus to where the payout is noticed, at most {}. For {} products no rate both shows and earns: offer a pack, or run them for content.",
            [Value::Share(*most), Value::Count(without as i128)],
        ),
        (None, 0) => Phrase::plain("Raise the bonus to where the payout is noticed; then brief those who sell already."),
        (None, _) => Phrase::plain("No rate both shows and earns here: offer a pack that pays more for a sale, or run these products for content."),
    }
}

/// What the first cause is worth, where that can be told.
pub fn stake(case: &Case<'_>, cause: &Cause, live: &[Live<'_>]) -> Option<Stake> {
    let failing = || cause.failing.iter().filter_map(|at| live.get(*at));
    let sum = |amounts: Vec<Ratio>| amounts.iter().try_fold(Ratio::whole(0), |sum, amount| sum.plus(amount));
    // Expected sales of products are told for 90 days.
    let a_year = |amount: Ratio| case.days_to_year(&Ratio::millionths(amount.rounded_millionths()?), 90).filter(Ratio::is_positive);
    let (money, basis) = match cause.id {
        CauseId::Payout => {
            let more = |judged: &Judged| {
                let raise = judged.legible_at?.minus(&judged.product.brand_rate?.value)?;
                let cost = raise.times(&judged.product.sales.trailing_revenue?)?;
                Some(Ratio::millionths(cost.rounded_millionths()?)).filter(|cost| cost.is_positive())
            };
            let costs = failing().map(|live| live.judged).filter(|judged| judged.corridor.is_feasible != Some(false)).filter_map(more);
            (sum(costs.collect())?, "cost of the bonus at which these offers are noticed, on today's sales, a year")
        }
        CauseId::Budget => {
            let revenue = failing().filter_map(|live| live.judged.product.sales.trailing_revenue);
            (sum(revenue.collect())?, "revenue credited to these offers, which stops with them, a year at today's pace")
        }
        CauseId::Listing => {
            let listings: Vec<&Listing> = failing().filter_map(|live| live.listing.as_ref()).collect();
            let money = commission_a_year(case, &listings)?;
            return Some(Stake { money, range: None, basis: "commission of these listings in the days looked back on, a year at that pace" });
        }
        CauseId::PerClick | CauseId::Spread | CauseId::Category => return None,
    };
    Some(Stake { money: a_year(money)?, range: None, basis })
}
