//! One product judged: what a creator sees, whether it works, and the number that decides it.

use super::creators::MonthlyOrders;
use super::economics::{
    BoundsSource, Corridor, Legibility, LegibilityPart, Mode, Offer, PayoutBounds, assumed_costs, bonus_for, contribution, corridor, legibility,
    lifetime_ceiling, mode, offer,
};
use super::inputs::{Known, Product};
use super::landscape::Place;
use super::router::{Present, Route, routes};
use super::terms::{Term, Terms};
use crate::stats::logistic::Acceptance;
use crate::units::{Date, Ratio};

/// The verdict on one offer, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The bonus is above break-even: every sale loses money.
    LosesMoney,
    /// No rate is both seen and earns the margin to keep.
    NoRateWorks,
    /// Nobody sees it.
    Invisible,
    /// Every sale earns, but less than the margin to keep.
    BelowMargin,
    /// Seen, not attractive.
    Marginal,
    /// Nothing is known that would say whether it works.
    Unknown,
    /// Seen; whether it earns is not known.
    SeenCostsUnknown,
    /// Seen, and earns the margin to keep.
    Works,
}

impl Verdict {
    pub const ALL: [Verdict; 8] = [
        Verdict::LosesMoney,
        Verdict::NoRateWorks,
        Verdict::Invisible,
        Verdict::BelowMargin,
        Verdict::Marginal,
        Verdict::Unknown,
        Verdict::SeenCostsUnknown,
        Verdict::Works,
    ];

    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::LosesMoney => "loses-money",
            Verdict::NoRateWorks => "no-rate-works",
            Verdict::Invisible => "invisible",
            Verdict::BelowMargin => "below-margin",
            Verdict::Marginal => "marginal",
            Verdict::Unknown => "unknown",
            Verdict::SeenCostsUnknown => "seen-costs-unknown",
            Verdict::Works => "works",
        }
    }
}

/// Everything concluded of one product.
#[derive(Clone, Debug)]
pub struct Judged {
    pub product: Product,
    pub offer: Offer,
    pub bounds: PayoutBounds,
    pub legibility: Option<Legibility>,
    pub parts: Vec<LegibilityPart>,
    /// The bonus from which the payout is legible.
    pub legible_at: Option<Ratio>,
    /// In units of the currency; `None` while a cost is missing.
    pub contribution: Option<Ratio>,
    pub assumed_costs: Vec<&'static str>,
    pub corridor: Corridor,
    pub mode: Option<Mode>,
    pub routes: Vec<Route>,
    pub lifetime_ceiling: Option<Ratio>,
    /// Days the budget lasts at its present use.
    pub runway_days: Option<Ratio>,
    pub monthly_orders: Option<MonthlyOrders>,
    /// Among competing offers, where there are cards.
    pub place: Option<Place>,
    /// Part of the product's own catalogue that pays a creator less for a sale.
    pub payout_place: Option<Ratio>,
    /// Fields nobody supplies, in the order of a form.
    pub missing: Vec<&'static str>,
    pub verdict: Verdict,
}

/// What a product is judged beside.
pub struct Beside<'a> {
    pub terms: &'a Terms,
    pub as_of: Option<Date>,
    pub acceptance: Option<&'a Acceptance>,
    /// Mean commission a day, in units of the currency.
    pub daily_commission: Option<Ratio>,
    pub monthly_orders: Option<MonthlyOrders>,
}

/// Judges one product.
pub fn judge(product: Product, beside: &Beside<'_>) -> Judged {
    let terms = beside.terms;
    let value = |known: Option<Known>| known.map(|known| known.value);
    let (price, standard, brand, conversion) = (value(product.price), value(product.standard_rate), value(product.brand_rate), value(product.conversion));
    let offer = offer(price, standard, brand, conversion);
    let bounds = bounds(terms, beside.acceptance, conversion.as_ref());
    let runway_days = value(product.budget_remaining).zip(beside.daily_commission.filter(Ratio::is_positive)).and_then(|(left, daily)| left.over(&daily));
    let (legibility, parts) = legibility(&product, &offer, &bounds, runway_days, terms, beside.as_of);
    let contribution = contribution(price, &product.costs);
    let margin = terms.value(Term::TargetMargin);
    let corridor = corridor(price, standard, contribution.as_ref().ok().copied(), &terms.value(Term::TargetPayout), &margin);
    let verdict = verdict_on(brand.as_ref(), legibility, &corridor, &offer);
    let positive_price = price.filter(Ratio::is_positive);
    let monthly_orders = match value(product.monthly_orders) {
        Some(typed) => Some(MonthlyOrders { low: typed, middle: typed, high: typed, creators: 0, is_own: true }),
        None => beside.monthly_orders,
    };
    Judged {
        legible_at: positive_price.zip(standard).and_then(|(price, standard)| bonus_for(&bounds.legible_from, &price, &standard)),
        lifetime_ceiling: lifetime_ceiling(
            price,
            contribution.as_ref().ok().copied(),
            value(product.repeat_share),
            terms.ratio(Term::SubscribeRetention),
            &margin,
        ),
        routes: routes(&product, &offer, Present { is_feasible: corridor.is_feasible, works: verdict == Verdict::Works }, terms, beside.acceptance),
        mode: mode(&corridor),
        verdict,
        missing: missing(&product, contribution.as_ref().err()),
        contribution: contribution.ok(),
        assumed_costs: assumed_costs(&product.costs),
        place: None,
        payout_place: None,
        monthly_orders,
        runway_days,
        legibility,
        parts,
        bounds,
        corridor,
        offer,
        product,
    }
}

/// The default bounds, or what the reader's own accepted offers say: legible where as large a part of the creators accepts as
/// on average, invisible where not even half of that does. A bound that the reader set stays.
fn bounds(terms: &Terms, acceptance: Option<&Acceptance>, conversion: Option<&Ratio>) -> PayoutBounds {
    let set = PayoutBounds::of_terms(terms);
    let fitted = acceptance.and_then(|fit| {
        let half = fit.mean.over(&Ratio::whole(2))?;
        let conversion = conversion.filter(|conversion| conversion.is_positive());
        Some((fit.payout_for(&half, conversion)?, fit.payout_for(&fit.mean, conversion)?))
    });
    let Some((half, mean)) = fitted else { return set };
    let (legible_from, source) = if terms.is_changed(Term::TargetPayout) { (set.legible_from, set.source) } else { (mean, BoundsSource::Fitted) };
    let marginal_from = if terms.is_changed(Term::InvisiblePayout) { terms.value(Term::InvisiblePayout) } else { half };
    PayoutBounds { marginal_from: marginal_from.min(legible_from), legible_from, source }
}

fn missing(product: &Product, costs: Option<&Vec<&'static str>>) -> Vec<&'static str> {
    let known = [
        // A price of nothing is known, but no rate of it can be told.
        ("price", product.price.is_some_and(|price| price.value.is_positive())),
        ("standard_rate", product.standard_rate.is_some()),
        ("brand_rate", product.brand_rate.is_some()),
        ("conversion_rate", product.conversion.is_some()),
    ];
    let mut missing: Vec<&'static str> = known.into_iter().filter(|(_, is_known)| !is_known).map(|(name, _)| name).collect();
    missing.extend(costs.into_iter().flatten().filter(|name| **name != "price"));
    missing
}

fn verdict_on(brand: Option<&Ratio>, legibility: Option<Legibility>, corridor: &Corridor, offer: &Offer) -> Verdict {
    let is_above = |bound: Option<Ratio>| brand.zip(bound).is_some_and(|(brand, bound)| *brand > bound);
    match legibility {
        _ if is_above(corridor.break_even) => Verdict::LosesMoney,
        _ if corridor.is_feasible == Some(false) => Verdict::NoRateWorks,
        Some(Legibility::Invisible) => Verdict::Invisible,
        _ if is_above(corridor.bonus_max) => Verdict::BelowMargin,
        Some(Legibility::Marginal) => Verdict::Marginal,
        Some(Legibility::Legible) if corridor.bonus_max.is_some() => Verdict::Works,
        Some(Legibility::Legible) if offer.payout.is_some() => Verdict::SeenCostsUnknown,
        _ => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::logistic::{Offered, fit};

    /// Twelve offers of which more are accepted the more they pay.
    fn acceptance() -> Acceptance {
        let offer = |at: u64| Offered { payout: Ratio::millionths(i128::from(at) * 500_000), epc: None, offered: 100, accepted: at * at / 2 + 1 };
        fit(&(1..=12).map(offer).collect::<Vec<_>>()).expect("a fit")
    }

    #[test]
    fn a_payout_that_the_reader_set_stays_where_offers_could_tell_another() {
        let fit = acceptance();
        let fitted = bounds(&Terms::default(), Some(&fit), None);
        assert_eq!(fitted.source, BoundsSource::Fitted);
        assert_ne!(fitted.legible_from, Ratio::whole(2));
        let mut terms = Terms::default();
        terms.set(Term::TargetPayout, 2_000_000);
        let set = bounds(&terms, Some(&fit), None);
        // What nobody notices was not set: the fit still tells it.
        assert_eq!((set.legible_from, set.marginal_from, set.source), (Ratio::whole(2), fitted.marginal_from.min(Ratio::whole(2)), BoundsSource::Typed));
        terms.set(Term::InvisiblePayout, 750_000);
        assert_eq!(bounds(&terms, Some(&fit), None).marginal_from, Ratio::millionths(750_000));
        assert_eq!(bounds(&Terms::default(), None, None).source, BoundsSource::Default);
    }
}
