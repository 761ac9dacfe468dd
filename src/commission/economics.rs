//! Price, costs and rates of one product to what each side gets: the offer (COM-1, COM-2), legibility (COM-3), unit
//! economics (COM-5), the corridor of rates (COM-6), the mode (COM-7) and what later orders add (COM-16).

use super::inputs::{CostTerms, Origin, Product};
use super::terms::{Term, Terms};
use crate::units::{Date, Ratio};

/// How an offer looks to a creator, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Legibility {
    Invisible,
    Marginal,
    Legible,
}

impl Legibility {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Legibility::Invisible => "invisible",
            Legibility::Marginal => "marginal",
            Legibility::Legible => "legible",
        }
    }
}

/// What both sides get from one sale. The creator sees standard rate and bonus; the brand pays the bonus only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// s + b
    pub combined_rate: Option<Ratio>,
    /// p × (s + b)
    pub payout: Option<Ratio>,
    /// p × b
    pub brand_cost: Option<Ratio>,
    /// p × (s + b) × orders per click
    pub epc: Option<Ratio>,
}

/// The offer of one price and two rates.
pub fn offer(price: Option<Ratio>, standard: Option<Ratio>, brand: Option<Ratio>, conversion: Option<Ratio>) -> Offer {
    let combined_rate = standard.zip(brand).and_then(|(standard, brand)| standard.plus(&brand));
    let payout = price.zip(combined_rate).and_then(|(price, combined)| price.times(&combined));
    let brand_cost = price.zip(brand).and_then(|(price, brand)| price.times(&brand));
    let epc = payout.zip(conversion).and_then(|(payout, conversion)| payout.times(&conversion));
    Offer { combined_rate, payout, brand_cost, epc }
}

/// One thing a creator looks at, and how it fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegibilityPart {
    /// `payout`, `epc`, `budget`, `days-left`
    pub id: &'static str,
    /// `None` where it is not known, or nothing is asked of it.
    pub verdict: Option<Legibility>,
}

/// Everything a creator sees taken together: the worst part decides. `None` while the payout is not known.
pub fn legibility(
    product: &Product,
    offer: &Offer,
    bounds: &PayoutBounds,
    runway: Option<Ratio>,
    terms: &Terms,
    as_of: Option<Date>,
) -> (Option<Legibility>, Vec<LegibilityPart>) {
    let payout = offer.payout.map(|payout| bounds.of(&payout));
    let floor = terms.ratio(Term::EpcFloor);
    let epc = floor.zip(offer.epc).map(|(floor, epc)| if epc >= floor { Legibility::Legible } else { Legibility::Marginal });
    let days_left = product.ends_on.zip(as_of).map(|(end, today)| match () {
        () if end < today => Legibility::Invisible,
        () if end.days() - today.days() < terms.whole(Term::DaysLeftMin) => Legibility::Marginal,
        () => Legibility::Legible,
    });
    let is_spent = product.budget_remaining.is_some_and(|budget| !budget.value.is_positive());
    let budget = match (is_spent, runway) {
        (true, _) => Some(Legibility::Invisible),
        (false, Some(days)) if days < Ratio::whole(i128::from(terms.whole(Term::RunwayDays))) => Some(Legibility::Marginal),
        (false, Some(_)) => Some(Legibility::Legible),
        (false, None) => None,
    };
    let parts = [("payout", payout), ("epc", epc), ("budget", budget), ("days-left", days_left)];
    let worst = parts.iter().filter_map(|(_, verdict)| *verdict).min();
    let parts = parts.into_iter().map(|(id, verdict)| LegibilityPart { id, verdict }).collect();
    (payout.and(worst), parts)
}

/// From which payout an offer is marginal, and from which legible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutBounds {
    pub marginal_from: Ratio,
    pub legible_from: Ratio,
    pub source: BoundsSource,
}

/// Who says what a creator notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundsSource {
    /// Nobody but us.
    Default,
    /// The reader set the payout from which an offer is legible: a fit does not take its place.
    Typed,
    /// The reader's own accepted offers.
    Fitted,
}

impl PayoutBounds {
    /// The default bounds; a payout of exactly the target is legible.
    pub fn of_terms(terms: &Terms) -> PayoutBounds {
        let legible_from = terms.value(Term::TargetPayout);
        let source = if terms.is_changed(Term::TargetPayout) { BoundsSource::Typed } else { BoundsSource::Default };
        PayoutBounds { marginal_from: terms.value(Term::InvisiblePayout).min(legible_from), legible_from, source }
    }

    pub fn of(&self, payout: &Ratio) -> Legibility {
        match () {
            () if *payout >= self.legible_from => Legibility::Legible,
            () if *payout >= self.marginal_from => Legibility::Marginal,
            () => Legibility::Invisible,
        }
    }
}

/// CM = p − cost of goods − referral − fulfilment − returns allowance − other, in units of the currency. Returns and other
/// cost count as nothing where they are not given; the three others must be known. Otherwise the names of what is missing.
pub fn contribution(price: Option<Ratio>, costs: &CostTerms) -> Result<Ratio, Vec<&'static str>> {
    let needed = [("cost_of_goods", costs.cost_of_goods), ("referral_fee", costs.referral_fee), ("fulfilment_fee", costs.fulfilment_fee)];
    let mut missing: Vec<&'static str> = Vec::new();
    if price.is_none() {
        missing.push("price");
    }
    missing.extend(needed.iter().filter(|(_, cost)| cost.is_none()).map(|(name, _)| *name));
    let all = needed.into_iter().map(|(_, cost)| cost).chain([costs.returns_allowance, costs.other_cost]).flatten();
    let margin = all.into_iter().try_fold(price.unwrap_or(Ratio::whole(0)), |left, cost| left.minus(&cost.value));
    match margin {
        Some(margin) if missing.is_empty() => Ok(margin),
        _ => Err(missing),
    }
}

/// Which cost terms count as nothing because nobody gave them.
pub fn assumed_costs(costs: &CostTerms) -> Vec<&'static str> {
    let optional = [("returns_allowance", costs.returns_allowance), ("other_cost", costs.other_cost)];
    optional.into_iter().filter(|(_, cost)| cost.is_none_or(|cost| cost.origin == Origin::Assumed)).map(|(name, _)| name).collect()
}

/// The bonus rates that are seen and still earn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corridor {
    /// max(0, T ÷ p − s)
    pub bonus_min: Option<Ratio>,
    /// (CM − m × p) ÷ p
    pub bonus_max: Option<Ratio>,
    /// CM ÷ p
    pub break_even: Option<Ratio>,
    /// Floor at or below ceiling; `None` where one is not known.
    pub is_feasible: Option<bool>,
}

/// The corridor for target payout `payout` and target margin `margin`. A price of zero or less has none.
pub fn corridor(price: Option<Ratio>, standard: Option<Ratio>, contribution: Option<Ratio>, payout: &Ratio, margin: &Ratio) -> Corridor {
    let price = price.filter(Ratio::is_positive);
    let bonus_min = price.zip(standard).and_then(|(price, standard)| bonus_for(payout, &price, &standard));
    let break_even = price.zip(contribution).and_then(|(price, contribution)| contribution.over(&price));
    let bonus_max = break_even.and_then(|break_even| break_even.minus(margin));
    Corridor { bonus_min, bonus_max, break_even, is_feasible: bonus_min.zip(bonus_max).map(|(least, most)| least <= most) }
}

/// The bonus at which a creator sees `payout` for a sale: max(0, payout ÷ price − standard).
pub fn bonus_for(payout: &Ratio, price: &Ratio, standard: &Ratio) -> Option<Ratio> {
    Some(payout.over(price)?.minus(standard)?.max(Ratio::whole(0)))
}

/// What the programme can be judged by for a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Acquisition,
    Content,
}

impl Mode {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Acquisition => "acquisition",
            Mode::Content => "content",
        }
    }

    /// The figures that tell success in this mode.
    pub fn judged_by(self) -> &'static [&'static str] {
        match self {
            Mode::Acquisition => &["loaded-ratio", "profit-after-commission", "ntb-share"],
            Mode::Content => &["usable assets", "share of search and rank", "cost per usable asset"],
        }
    }
}

/// Sales where some rate is both seen and earns the target margin, content and rank otherwise; `None` while that is not known.
pub fn mode(corridor: &Corridor) -> Option<Mode> {
    corridor.is_feasible.map(|is_feasible| if is_feasible { Mode::Acquisition } else { Mode::Content })
}

/// The ceiling when later orders count: (CM + Σ repeat_k × CM) ÷ p − m (COM-16). Later orders earn the full contribution, for
/// no bonus is paid on them. `repeat` is the share of buyers that order again; with `retention` each later order is followed
/// by another with that probability, over at most `REPEATS_MAX` of them.
pub fn lifetime_ceiling(price: Option<Ratio>, contribution: Option<Ratio>, repeat: Option<Ratio>, retention: Option<Ratio>, margin: &Ratio) -> Option<Ratio> {
    let (price, contribution) = (price.filter(Ratio::is_positive)?, contribution?);
    let (mut later, mut share) = (Ratio::whole(0), repeat?);
    for _ in 0..REPEATS_MAX {
        later = later.plus(&share)?;
        match retention {
            Some(retention) => share = Ratio::millionths(share.times(&retention)?.rounded_millionths()?),
            None => break,
        }
    }
    let worth = contribution.plus(&contribution.times(&later)?)?;
    worth.over(&price)?.minus(margin)
}

/// A year of monthly deliveries.
const REPEATS_MAX: usize = 12;

#[cfg(test)]
mod tests {
    use super::super::inputs::Known;
    use super::*;

    fn cents(value: i128) -> Ratio {
        Ratio::millionths(value * 10_000)
    }

    fn percent(value: i128) -> Ratio {
        Ratio::millionths(value * 10_000)
    }

    fn costs(goods: i128) -> CostTerms {
        let known = |value| Some(Known::new(cents(value), Origin::Table));
        CostTerms { cost_of_goods: known(goods), referral_fee: known(195), fulfilment_fee: known(322), returns_allowance: known(20), other_cost: known(42) }
    }

    fn text(ratio: Option<Ratio>) -> String {
        ratio.map_or("none".into(), |ratio| ratio.to_places(6))
    }

    #[test]
    fn a_creator_sees_both_rates_and_the_brand_pays_one() {
        // 12.99 × 6 % = 0.7794; × 8 % = 0.062352; the brand pays 12.99 × 5 % = 0.6495
        let offer = offer(Some(cents(1_299)), Some(percent(1)), Some(percent(5)), Some(percent(8)));
        assert_eq!(text(offer.combined_rate), "0.060000");
        assert_eq!(text(offer.payout), "0.779400");
        assert_eq!(text(offer.epc), "0.062352");
        assert_eq!(text(offer.brand_cost), "0.649500");
    }

    #[test]
    fn the_corridor_is_open_at_a_contribution_of_four_ten_and_empty_at_two_sixty() {
        // 2 ÷ 12.99 − 0.01 = 0.143965; (4.10 − 1.299) ÷ 12.99 = 0.215627; 4.10 ÷ 12.99 = 0.315627
        let contribution_of = |goods| contribution(Some(cents(1_299)), &costs(goods)).expect("all costs are known");
        assert_eq!(contribution_of(310), cents(410));
        let open = corridor(Some(cents(1_299)), Some(percent(1)), Some(cents(410)), &Ratio::whole(2), &percent(10));
        assert_eq!((text(open.bonus_min), text(open.bonus_max), text(open.break_even)), ("0.143965".into(), "0.215627".into(), "0.315627".into()));
        assert_eq!((open.is_feasible, mode(&open)), (Some(true), Some(Mode::Acquisition)));
        // (2.60 − 1.299) ÷ 12.99 = 0.100154
        assert_eq!(contribution_of(460), cents(260));
        let empty = corridor(Some(cents(1_299)), Some(percent(1)), Some(cents(260)), &Ratio::whole(2), &percent(10));
        assert_eq!((text(empty.bonus_max), empty.is_feasible, mode(&empty)), ("0.100154".into(), Some(false), Some(Mode::Content)));
    }

    #[test]
    fn a_corridor_of_one_rate_is_feasible() {
        // p = 10, s = 0, T = 2: floor 20 %. CM = 3, m = 10 %: ceiling (3 − 1) ÷ 10 = 20 %.
        let one = corridor(Some(Ratio::whole(10)), Some(Ratio::whole(0)), Some(Ratio::whole(3)), &Ratio::whole(2), &percent(10));
        assert_eq!((one.bonus_min, one.bonus_min == one.bonus_max, one.is_feasible), (Some(percent(20)), true, Some(true)));
    }

    #[test]
    fn a_payout_of_exactly_the_target_is_legible() {
        let bounds = PayoutBounds::of_terms(&Terms::default());
        assert_eq!(bounds.of(&Ratio::whole(2)), Legibility::Legible);
        assert_eq!(bounds.of(&Ratio::millionths(1_999_999)), Legibility::Marginal);
        assert_eq!(bounds.of(&Ratio::whole(1)), Legibility::Marginal);
        assert_eq!(bounds.of(&Ratio::millionths(999_999)), Legibility::Invisible);
        // 34.99 × 6 % = 2.0994
        let pack = offer(Some(cents(3_499)), Some(percent(1)), Some(percent(5)), None);
        assert_eq!((text(pack.payout), pack.payout.map(|payout| bounds.of(&payout))), ("2.099400".into(), Some(Legibility::Legible)));
    }

    #[test]
    fn prices_of_nothing_and_losses_have_no_hidden_rate() {
        let free = corridor(Some(Ratio::whole(0)), Some(percent(1)), Some(cents(-889)), &Ratio::whole(2), &percent(10));
        assert_eq!(free, Corridor::default());
        let loss = corridor(Some(cents(1_299)), Some(percent(1)), Some(cents(-100)), &Ratio::whole(2), &percent(10));
        assert_eq!((loss.is_feasible, loss.break_even.map(|rate| rate.is_negative())), (Some(false), Some(true)));
        // 100 % standard: no bonus is needed, and none is negative.
        let whole = corridor(Some(cents(1_299)), Some(percent(100)), Some(cents(410)), &Ratio::whole(2), &percent(10));
        assert_eq!(text(whole.bonus_min), "0.000000");
    }

    #[test]
    fn a_margin_is_never_assumed() {
        let without = CostTerms { referral_fee: None, ..costs(310) };
        assert_eq!(contribution(Some(cents(1_299)), &without), Err(vec!["referral_fee"]));
        assert_eq!(contribution(None, &CostTerms::default()), Err(vec!["price", "cost_of_goods", "referral_fee", "fulfilment_fee"]));
        let short = CostTerms { returns_allowance: None, other_cost: None, ..costs(310) };
        assert_eq!(contribution(Some(cents(1_299)), &short), Ok(cents(472)));
        assert_eq!(assumed_costs(&short), ["returns_allowance", "other_cost"]);
    }

    #[test]
    fn the_worst_of_what_a_creator_sees_decides() {
        let mut terms = Terms::default();
        let seen = offer(Some(cents(3_499)), Some(percent(1)), Some(percent(5)), Some(percent(2)));
        let bounds = PayoutBounds::of_terms(&terms);
        let today = Date::from_iso("2026-07-04");
        let mut product = Product::default();
        let verdict = |product: &Product, terms: &Terms, runway| legibility(product, &seen, &bounds, runway, terms, today).0;
        assert_eq!(verdict(&product, &terms, None), Some(Legibility::Legible));
        // 2.0994 × 2 % = 0.041988
        terms.set(Term::EpcFloor, 50_000);
        assert_eq!(verdict(&product, &terms, None), Some(Legibility::Marginal));
        terms.set(Term::EpcFloor, 40_000);
        assert_eq!(verdict(&product, &terms, Some(Ratio::whole(13))), Some(Legibility::Marginal));
        assert_eq!(verdict(&product, &terms, Some(Ratio::whole(14))), Some(Legibility::Legible));
        product.ends_on = Date::from_iso("2026-07-17");
        assert_eq!(verdict(&product, &terms, None), Some(Legibility::Marginal));
        product.ends_on = Date::from_iso("2026-07-03");
        assert_eq!(verdict(&product, &terms, None), Some(Legibility::Invisible));
        product = Product { budget_remaining: Some(Known::default()), ..Product::default() };
        assert_eq!(verdict(&product, &terms, None), Some(Legibility::Invisible));
    }

    #[test]
    fn later_orders_raise_the_ceiling_by_what_they_earn() {
        // (4.10 + 0.3 × 4.10) ÷ 12.99 − 0.10 = 0.310316
        let once = lifetime_ceiling(Some(cents(1_299)), Some(cents(410)), Some(percent(30)), None, &percent(10));
        assert_eq!(text(once), "0.310316");
        // 0.3 × (1 + 0.5 + … + 0.5^11) = 0.3 × 1.99951171875 = 0.5998535…; each power is kept in millionths, so 0.599854
        let staying = lifetime_ceiling(Some(cents(1_299)), Some(cents(410)), Some(percent(30)), Some(percent(50)), &percent(10));
        // 4.10 × 1.599854 ÷ 12.99 − 0.10 = 0.4049577…
        assert_eq!(text(staying), "0.404958");
        assert_eq!(lifetime_ceiling(Some(cents(1_299)), Some(cents(410)), None, None, &percent(10)), None);
    }
}
