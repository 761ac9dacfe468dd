//! What-if (COM-20): one product under other numbers.

use super::inputs::{Known, Origin, Product};
use super::terms::{Term, Terms};
use crate::units::Ratio;

/// What is changed; absent means as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    pub bonus: Option<Ratio>,
    pub target_payout: Option<Ratio>,
    pub target_margin: Option<Ratio>,
    /// Of one sale: of the whole pack where there is one.
    pub price: Option<Ratio>,
    /// Units sold as one; costs grow with it as in the multipack route.
    pub pack_units: Option<u8>,
    pub conversion: Option<Ratio>,
}

impl Scenario {
    pub fn is_empty(&self) -> bool {
        *self == Scenario::default()
    }
}

/// The terms under a scenario.
pub fn terms_under(scenario: &Scenario, terms: &Terms) -> Terms {
    let mut terms = terms.clone();
    let mut set = |term, value: Option<Ratio>| {
        if let Some(millionths) = value.and_then(|value| value.rounded_millionths()).and_then(|value| i64::try_from(value).ok()) {
            terms.set(term, millionths);
        }
    };
    set(Term::TargetPayout, scenario.target_payout);
    set(Term::TargetMargin, scenario.target_margin);
    terms
}

/// The product under a scenario. A pack without a price of its own sells at the units' price less the usual discount.
pub fn product_under(scenario: &Scenario, product: &Product, terms: &Terms) -> Product {
    let mut product = product.clone();
    let typed = |value: Ratio| Known::new(value, Origin::Typed);
    let single = product.price.map(|price| price.value);
    let units = scenario.pack_units.filter(|units| *units > 1).map(i128::from);
    let discounted =
        units.zip(single).and_then(|(units, price)| Ratio::whole(1).minus(&terms.value(Term::PackDiscount))?.times(&price)?.times(&Ratio::whole(units)));
    product.price = scenario.price.or(discounted).map(typed).or(product.price);
    if let Some(units) = units {
        pack(&mut product, units, single, terms);
    } else if let (Some(before), Some(after)) = (single.filter(Ratio::is_positive), scenario.price) {
        // A referral fee is part of the price: at another price it is that part of it.
        let referral = product.costs.referral_fee.and_then(|fee| fee.value.over(&before)?.times(&after));
        product.costs.referral_fee = referral.map(typed).or(product.costs.referral_fee);
    }
    product.brand_rate = scenario.bonus.map(typed).or(product.brand_rate);
    product.conversion = scenario.conversion.map(typed).or(product.conversion);
    product
}

/// Costs of `units` sold as one; units sold stay what they are.
fn pack(product: &mut Product, units: i128, single: Option<Ratio>, terms: &Terms) {
    let count = Ratio::whole(units);
    let scale = |cost: Option<Known>, by: Option<Ratio>| cost.zip(by).and_then(|(cost, by)| Some(Known::new(cost.value.times(&by)?, cost.origin)));
    let by_price = product.price.map(|price| price.value).zip(single.filter(Ratio::is_positive)).and_then(|(pack, single)| pack.over(&single));
    let fulfilment = terms.value(Term::PackFulfilment).times(&Ratio::whole(units - 1)).and_then(|further| further.plus(&Ratio::whole(1)));
    let costs = &mut product.costs;
    costs.cost_of_goods = scale(costs.cost_of_goods, Some(count));
    costs.referral_fee = scale(costs.referral_fee, by_price);
    costs.fulfilment_fee = scale(costs.fulfilment_fee, fulfilment);
    costs.returns_allowance = scale(costs.returns_allowance, Some(count));
    costs.other_cost = scale(costs.other_cost, Some(count));
    product.sales.trailing_units = product.sales.trailing_units.and_then(|sold| sold.over(&count));
}

#[cfg(test)]
mod tests {
    use super::super::economics::contribution;
    use super::super::inputs::CostTerms;
    use super::*;

    fn cents(value: i128) -> Option<Known> {
        Some(Known::new(Ratio::millionths(value * 10_000), Origin::Table))
    }

    #[test]
    fn a_pack_costs_what_the_multipack_route_says() {
        let costs =
            CostTerms { cost_of_goods: cents(310), referral_fee: cents(195), fulfilment_fee: cents(322), returns_allowance: cents(20), other_cost: cents(42) };
        let product = Product { price: cents(1_299), costs, ..Product::default() };
        let three = product_under(&Scenario { pack_units: Some(3), ..Scenario::default() }, &product, &Terms::default());
        let price = three.price.map(|price| price.value);
        // 35.073 − 5.265 − 6.44 − 11.16 = 12.208
        assert_eq!(price.map(|price| price.to_places(3)), Some("35.073".into()));
        assert_eq!(contribution(price, &three.costs).map(|margin| margin.to_places(3)), Ok("12.208".into()));
    }

    #[test]
    fn a_higher_price_pays_a_higher_referral_fee() {
        let product = Product { price: cents(1_000), costs: CostTerms { referral_fee: cents(150), ..CostTerms::default() }, ..Product::default() };
        let dearer = product_under(&Scenario { price: Some(Ratio::whole(12)), ..Scenario::default() }, &product, &Terms::default());
        assert_eq!(dearer.costs.referral_fee.map(|fee| fee.value.to_places(2)), Some("1.80".into()));
        assert_eq!(product_under(&Scenario::default(), &product, &Terms::default()), product);
    }
}
