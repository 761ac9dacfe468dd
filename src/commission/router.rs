//! What to do with a product no rate fits, or whose price is low (COM-8): a higher rate, a multipack, or content first.

use super::economics::{Offer, bonus_for, contribution};
use super::inputs::Product;
use super::terms::{Term, Terms};
use crate::stats::logistic::Acceptance;
use crate::units::Ratio;

/// Units of a pack beyond which nobody sells one.
pub const PACK_UNITS_MAX: i128 = 24;

/// One way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteKind {
    Raise,
    Multipack,
    Reframe,
}

impl RouteKind {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            RouteKind::Raise => "raise",
            RouteKind::Multipack => "multipack",
            RouteKind::Reframe => "reframe",
        }
    }
}

/// Why a route is taken or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteReason {
    /// Passes the floor with the largest expected margin.
    Best,
    /// Passes the floor, but another earns more.
    EarnsLess,
    /// Leaves less than the margin to keep.
    BelowFloor,
    /// Needs a bonus above the whole price.
    NoSuchRate,
    /// Needs more units in a pack than [`PACK_UNITS_MAX`], or no number of them.
    NoSuchPack,
    /// The other two leave too little.
    OnlyOneLeft,
    /// Another route sells at a profit.
    SellsElsewhere,
    /// The present offer is seen and earns the margin to keep: nothing needs to change.
    AlreadyWorks,
    /// A number is missing.
    Unknown,
}

/// One way out with its numbers; money in units of the currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub kind: RouteKind,
    pub is_recommended: bool,
    pub bonus: Option<Ratio>,
    pub pack_units: Option<i128>,
    pub pack_price: Option<Ratio>,
    /// Payout a creator sees for a sale of it.
    pub payout: Option<Ratio>,
    /// Left of one sale after costs and bonus.
    pub margin_per_sale: Option<Ratio>,
    /// Left of a sale as part of its price.
    pub margin_share: Option<Ratio>,
    /// Expected over 90 days; `None` without units or costs.
    pub expected_margin: Option<Ratio>,
    pub reason: RouteReason,
}

/// How the product stands without any route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    /// Some rate is both seen and earns the margin to keep; `None` where that is not known.
    pub is_feasible: Option<bool>,
    /// The bonus offered now is such a rate.
    pub works: bool,
}

/// The three routes side by side; empty for a product that needs none: its price is not low, and some rate fits. With a fit a
/// route sells as many more units as more creators accept what it pays, and the one with the largest expected margin that passes the
/// floor is recommended, whichever it is. Without one each sells what is sold today, so that keeping the rate would always win against
/// paying more: then it is recommended only where neither other route passes. Where the present offer works the routes are compared,
/// and none is recommended.
pub fn routes(product: &Product, offer: &Offer, present: Present, terms: &Terms, acceptance: Option<&Acceptance>) -> Vec<Route> {
    let Some(price) = product.price.map(|price| price.value).filter(Ratio::is_positive) else { return Vec::new() };
    if price >= terms.value(Term::LowPrice) && present.is_feasible != Some(false) {
        return Vec::new();
    }
    let mut routes = vec![raise(product, &price, terms), multipack(product, &price, offer, terms)];
    let mut is_compared = acceptance.is_some();
    for route in &mut routes {
        let more = acceptance.zip(offer.payout).zip(route.payout).and_then(|((fit, today), then)| more_accept(fit, product, &today, &then));
        let expected = route.expected_margin.zip(more).and_then(|(margin, more)| kept(margin.times(&more)?));
        is_compared &= expected.is_some() || route.reason != RouteReason::Best;
        route.expected_margin = expected.or(route.expected_margin);
    }
    let is_judged = routes.iter().all(|route| route.reason != RouteReason::Unknown);
    let sells = routes.iter().any(|route| route.reason == RouteReason::Best);
    routes.push(reframe(product, &price, terms, Beside { sells, is_judged, is_compared }));
    let passing = || routes.iter().enumerate().filter(|(_, route)| route.reason == RouteReason::Best);
    // Of two that earn the same the larger pack; what is kept as it is only where it earns more.
    let sold = passing().filter(|(_, route)| route.kind != RouteKind::Reframe).max_by(|(_, a), (_, b)| worth(a).cmp(&worth(b)));
    let kept_as_it_is = passing().find(|(_, route)| route.kind == RouteKind::Reframe);
    let earns_more = |kept: &Route| sold.is_none_or(|(_, sold)| kept.expected_margin > sold.expected_margin);
    let best = kept_as_it_is.filter(|(_, route)| earns_more(route)).or(sold).map(|(at, _)| at);
    for (at, route) in routes.iter_mut().enumerate() {
        route.is_recommended = best == Some(at) || route.reason == RouteReason::OnlyOneLeft;
        if route.reason == RouteReason::Best && best != Some(at) {
            route.reason = RouteReason::EarnsLess;
        }
    }
    for route in routes.iter_mut().filter(|_| present.works) {
        (route.is_recommended, route.reason) = (false, RouteReason::AlreadyWorks);
    }
    routes
}

/// How many times as many creators accept `then` as accept `today`.
fn more_accept(fit: &Acceptance, product: &Product, today: &Ratio, then: &Ratio) -> Option<Ratio> {
    let of = |payout: &Ratio| {
        let epc = product.conversion.and_then(|conversion| payout.times(&conversion.value));
        fit.of(payout, epc.as_ref())
    };
    of(then)?.over(&of(today)?)
}

/// In millionths, so that fractions do not outgrow their room.
fn kept(value: Ratio) -> Option<Ratio> {
    value.rounded_millionths().map(Ratio::millionths)
}

/// What decides between routes that pass: expected margin, or margin per unit sold where no units are known.
fn worth(route: &Route) -> Option<(Option<Ratio>, Option<Ratio>)> {
    let units = Ratio::whole(route.pack_units.unwrap_or(1));
    Some((route.expected_margin, route.margin_per_sale.and_then(|margin| margin.over(&units))))
}

struct Sale {
    price: Ratio,
    contribution: Ratio,
    bonus: Ratio,
    units: i128,
}

fn route(kind: RouteKind, product: &Product, sale: Option<&Sale>, payout: Option<Ratio>) -> Route {
    let margin_per_sale = sale.and_then(|sale| sale.contribution.minus(&sale.price.times(&sale.bonus)?));
    let sales = product.sales.trailing_units.zip(sale).and_then(|(units, sale)| units.over(&Ratio::whole(sale.units)));
    Route {
        kind,
        is_recommended: false,
        bonus: sale.map(|sale| sale.bonus),
        pack_units: sale.filter(|_| kind == RouteKind::Multipack).map(|sale| sale.units),
        pack_price: sale.filter(|_| kind == RouteKind::Multipack).map(|sale| sale.price),
        payout,
        margin_per_sale,
        margin_share: margin_per_sale.zip(sale).and_then(|(margin, sale)| margin.over(&sale.price)),
        expected_margin: margin_per_sale.zip(sales).and_then(|(margin, sales)| margin.times(&sales)),
        reason: RouteReason::Unknown,
    }
}

/// Best as far as the floor goes, or why not.
fn judged(route: &Route, terms: &Terms) -> RouteReason {
    match route.margin_share {
        Some(share) if share >= terms.value(Term::TargetMargin) => RouteReason::Best,
        Some(_) => RouteReason::BelowFloor,
        None => RouteReason::Unknown,
    }
}

/// (a) The bonus at which a creator sees the target payout.
fn raise(product: &Product, price: &Ratio, terms: &Terms) -> Route {
    let target = terms.value(Term::TargetPayout);
    let bonus = product.standard_rate.and_then(|standard| bonus_for(&target, price, &standard.value));
    let contribution = contribution(Some(*price), &product.costs).ok();
    let sale = bonus.zip(contribution).map(|(bonus, contribution)| Sale { price: *price, contribution, bonus, units: 1 });
    let combined = product.standard_rate.zip(bonus).and_then(|(standard, bonus)| standard.value.plus(&bonus));
    let mut route = route(RouteKind::Raise, product, sale.as_ref(), combined.and_then(|combined| price.times(&combined)));
    route.bonus = bonus;
    route.reason = match bonus {
        Some(bonus) if bonus > Ratio::whole(1) => RouteReason::NoSuchRate,
        _ => judged(&route, terms),
    };
    route
}

/// (b) As many units in a pack as bring today's rates to the target payout: n = ceil(T ÷ (p × (1 − d) × (s + b))). The
/// referral fee grows with the price, each unit after the first adds part of a fulfilment fee, all other cost is per unit.
fn multipack(product: &Product, price: &Ratio, offer: &Offer, terms: &Terms) -> Route {
    let unit_price = Ratio::whole(1).minus(&terms.value(Term::PackDiscount)).and_then(|rest| rest.times(price));
    let per_unit = unit_price.zip(offer.combined_rate).and_then(|(price, combined)| price.times(&combined));
    let units = per_unit.and_then(|per_unit| terms.value(Term::TargetPayout).over(&per_unit)).map(|units| units.ceiling().max(2));
    let is_possible = units.is_some_and(|units| units <= PACK_UNITS_MAX);
    let sale = unit_price.zip(units.filter(|_| is_possible)).zip(product.brand_rate).and_then(|((unit_price, units), bonus)| {
        let pack_price = unit_price.times(&Ratio::whole(units))?;
        Some(Sale { price: pack_price, contribution: pack_contribution(product, price, &pack_price, units, terms)?, bonus: bonus.value, units })
    });
    let payout = units.filter(|_| is_possible).zip(per_unit).and_then(|(units, per_unit)| per_unit.times(&Ratio::whole(units)));
    let mut route = route(RouteKind::Multipack, product, sale.as_ref(), payout);
    route.pack_units = units.filter(|_| is_possible);
    route.pack_price = route.pack_units.zip(unit_price).and_then(|(units, price)| price.times(&Ratio::whole(units)));
    route.bonus = product.brand_rate.map(|bonus| bonus.value);
    let no_rate = offer.combined_rate.is_some_and(|combined| !combined.is_positive());
    let too_many = units.is_some_and(|units| units > PACK_UNITS_MAX);
    route.reason = if no_rate || too_many { RouteReason::NoSuchPack } else { judged(&route, terms) };
    route
}

fn pack_contribution(product: &Product, price: &Ratio, pack_price: &Ratio, units: i128, terms: &Terms) -> Option<Ratio> {
    let costs = &product.costs;
    let count = Ratio::whole(units);
    let referral = costs.referral_fee?.value.over(price)?.times(pack_price)?;
    let further = terms.value(Term::PackFulfilment).times(&Ratio::whole(units - 1))?;
    let fulfilment = costs.fulfilment_fee?.value.times(&further.plus(&Ratio::whole(1))?)?;
    let zero = Ratio::whole(0);
    let other = |cost: Option<super::inputs::Known>| cost.map_or(zero, |cost| cost.value);
    let each = costs.cost_of_goods?.value.plus(&other(costs.returns_allowance))?.plus(&other(costs.other_cost))?;
    pack_price.minus(&referral)?.minus(&fulfilment)?.minus(&each.times(&count)?)
}

/// What keeping the rate is judged beside.
struct Beside {
    /// Another route passes the floor.
    sells: bool,
    /// Both others could be judged.
    is_judged: bool,
    /// What the others would sell more is known.
    is_compared: bool,
}

/// (c) The rate stays, and the programme is judged by content and rank. It competes on expected margin where that can be compared, and
/// is what is left where no route sells at a profit.
fn reframe(product: &Product, price: &Ratio, terms: &Terms, beside: Beside) -> Route {
    let contribution = contribution(Some(*price), &product.costs).ok();
    let sale = product.brand_rate.zip(contribution).map(|(bonus, contribution)| Sale { price: *price, contribution, bonus: bonus.value, units: 1 });
    let combined = product.standard_rate.zip(product.brand_rate).and_then(|(standard, bonus)| standard.value.plus(&bonus.value));
    let mut route = route(RouteKind::Reframe, product, sale.as_ref(), combined.and_then(|combined| price.times(&combined)));
    route.bonus = product.brand_rate.map(|bonus| bonus.value);
    route.reason = match beside {
        Beside { sells: true, is_compared: true, .. } if route.expected_margin.is_some() => judged(&route, terms),
        Beside { sells: true, .. } => RouteReason::SellsElsewhere,
        Beside { is_judged: true, .. } => RouteReason::OnlyOneLeft,
        Beside { .. } => RouteReason::Unknown,
    };
    route
}

#[cfg(test)]
mod tests {
    use super::super::economics::offer;
    use super::super::inputs::{CostTerms, Known, Origin, Sales};
    use super::*;

    fn cents(value: i128) -> Known {
        Known::new(Ratio::millionths(value * 10_000), Origin::Table)
    }

    fn granola(goods: i128, price: i128) -> Product {
        Product {
            price: Some(cents(price)),
            standard_rate: Some(Known::new(Ratio::millionths(10_000), Origin::Table)),
            brand_rate: Some(Known::new(Ratio::millionths(50_000), Origin::Table)),
            costs: CostTerms {
                cost_of_goods: Some(cents(goods)),
                referral_fee: Some(cents(195)),
                fulfilment_fee: Some(cents(322)),
                returns_allowance: Some(cents(20)),
                other_cost: Some(cents(42)),
            },
            sales: Sales { trailing_units: Some(Ratio::whole(300)), ..Sales::default() },
            ..Product::default()
        }
    }

    fn routed(product: &Product) -> Vec<Route> {
        let value = |known: Option<Known>| known.map(|known| known.value);
        let offer = offer(value(product.price), value(product.standard_rate), value(product.brand_rate), None);
        let price = value(product.price);
        let contribution = contribution(price, &product.costs).ok();
        let terms = Terms::default();
        let corridor = super::super::economics::corridor(price, value(product.standard_rate), contribution, &Ratio::whole(2), &terms.value(Term::TargetMargin));
        routes(product, &offer, Present { is_feasible: corridor.is_feasible, works: false }, &terms, None)
    }

    fn text(ratio: Option<Ratio>) -> String {
        ratio.map_or("none".into(), |ratio| ratio.to_places(4))
    }

    #[test]
    fn three_routes_are_compared_under_fifteen_dollars() {
        let routes = routed(&granola(310, 1_299));
        let [raise, pack, reframe] = routes.as_slice() else { panic!("{routes:?}") };
        // Raise: 4.10 − (2 − 0.1299) = 2.2299 a unit, × 300.
        assert_eq!((text(raise.margin_per_sale), text(raise.expected_margin)), ("2.2299".into(), "668.9700".into()));
        // Pack: unit price 11.691, payout of a unit 0.70146, 2 ÷ 0.70146 = 2.85: three units at 35.073.
        assert_eq!((pack.pack_units, text(pack.pack_price), text(pack.payout)), (Some(3), "35.0730".into(), "2.1044".into()));
        // Referral 1.95 ÷ 12.99 × 35.073 = 5.265; fulfilment 3.22 × 2 = 6.44; goods and other 3.72 × 3 = 11.16; bonus 1.75365:
        // 35.073 − 5.265 − 6.44 − 11.16 − 1.75365 = 10.45435, for 100 packs.
        assert_eq!((text(pack.margin_per_sale), text(pack.expected_margin)), ("10.4544".into(), "1045.4350".into()));
        assert_eq!((pack.is_recommended, pack.reason), (true, RouteReason::Best));
        assert_eq!((raise.is_recommended, raise.reason), (false, RouteReason::EarnsLess));
        assert_eq!((reframe.is_recommended, reframe.reason), (false, RouteReason::SellsElsewhere));
    }

    #[test]
    fn keeping_the_rate_competes_on_margin_where_accepted_offers_tell_what_more_a_better_one_sells() {
        use crate::stats::logistic::{Offered, fit};
        let product = granola(310, 1_299);
        let offer = offer(Some(Ratio::millionths(12_990_000)), Some(Ratio::millionths(10_000)), Some(Ratio::millionths(50_000)), None);
        let mut terms = Terms::default();
        // A full fulfilment fee for each unit of a pack: 35.073 − 5.265 − 9.66 − 11.16 − 1.75365 = 7.23435, for 100 packs 723.435.
        terms.set(Term::PackFulfilment, 1_000_000);
        let routed = |accepted: fn(u64) -> u64| {
            let point = |at: u64| Offered { payout: Ratio::millionths(i128::from(at) * 500_000), epc: None, offered: 1_000, accepted: accepted(at) };
            let fit = fit(&(1..=12).map(point).collect::<Vec<_>>()).expect("a fit");
            routes(&product, &offer, Present { is_feasible: Some(true), works: false }, &terms, Some(&fit))
        };
        let of = |routes: &[Route]| routes.iter().map(|route| (route.is_recommended, route.reason)).collect::<Vec<_>>();
        // Hardly more accept what pays more: today's 4.10 − 0.6495 = 3.4505 × 300 = 1,035.15 is the most.
        let flat = routed(|at| 500 + at);
        assert_eq!(of(&flat), [(false, RouteReason::EarnsLess), (false, RouteReason::EarnsLess), (true, RouteReason::Best)]);
        assert_eq!(text(flat.last().and_then(|route| route.expected_margin)), "1035.1500");
        // At 0.78 one in fifty accepts, at 2.00 one in nine: five times 668.97 is more.
        let steep = routed(|at| 7 * at * at);
        assert_eq!(steep.iter().filter(|route| route.is_recommended).count(), 1);
        assert_eq!(steep.last().map(|route| (route.is_recommended, route.reason)), Some((false, RouteReason::EarnsLess)));
    }

    #[test]
    fn content_is_what_is_left_when_nothing_sells_at_a_profit() {
        let routes = routed(&granola(800, 1_299));
        let reasons: Vec<RouteReason> = routes.iter().map(|route| route.reason).collect();
        assert_eq!(reasons, [RouteReason::BelowFloor, RouteReason::BelowFloor, RouteReason::OnlyOneLeft]);
        assert_eq!(routes.iter().filter(|route| route.is_recommended).map(|route| route.kind).collect::<Vec<_>>(), [RouteKind::Reframe]);
    }

    #[test]
    fn fifteen_dollars_is_not_under_fifteen() {
        // At 15.00, CM 6.11: b_min 12.33 %, b_max 30.7 %: feasible, so nothing is routed; one cent less is.
        assert!(routed(&granola(310, 1_500)).is_empty());
        assert_eq!(routed(&granola(310, 1_499)).len(), 3);
        // Above it only where no rate fits.
        assert_eq!(routed(&granola(1_000, 1_600)).len(), 3);
    }

    #[test]
    fn without_costs_nothing_is_recommended() {
        let product = Product { costs: CostTerms::default(), ..granola(310, 1_299) };
        let routes = routed(&product);
        assert!(routes.iter().all(|route| !route.is_recommended && route.reason == RouteReason::Unknown && route.expected_margin.is_none()));
        assert_eq!(text(routes.first().and_then(|route| route.bonus)), "0.1440");
    }
}
