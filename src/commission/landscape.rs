//! An offer among competing ones (COM-14), and among the brand's own (COM-2).

use super::creators::quantile;
use super::economics::bonus_for;
use super::gather::Card;
use super::judge::Judged;
use super::links::Cells;
use super::terms::{Term, Terms};
use crate::units::Ratio;

/// Where an offer stands among competing ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Part of the cards that pay less for a sale; those that pay the same count half. `None` without payouts.
    pub payout: Option<Ratio>,
    /// The same for earnings per click.
    pub epc: Option<Ratio>,
    /// Cards with a payout.
    pub cards: usize,
    /// Payout of the middle card.
    pub middle_payout: Option<Ratio>,
    /// The bonus at which this offer pays as much; `None` where price or standard rate is not known.
    pub raise_to: Option<Ratio>,
    /// Most orders a month that one creator brings of this product.
    pub best_creator_orders: Option<Ratio>,
    /// The offer pays less than the asked place and a creator worth competing for sells it: raise it, or accept a passive
    /// programme. There is no third.
    pub must_choose: bool,
}

/// Part of `others` below `own`, those equal counting half; `None` without others.
pub fn percentile(own: &Ratio, others: &[Ratio]) -> Option<Ratio> {
    let twice: usize = others.iter().map(|other| if other < own { 2 } else { usize::from(other == own) }).sum();
    Ratio::new(i128::try_from(twice).ok()?, i128::try_from(others.len()).ok()?.checked_mul(2)?)
}

/// The place of a judged product among cards; `None` where there are none.
pub fn place(judged: &Judged, cards: &[Card], best_creator_orders: Option<Ratio>, terms: &Terms) -> Option<Place> {
    if cards.is_empty() {
        return None;
    }
    let payouts: Vec<Ratio> = cards.iter().filter_map(Card::payout).collect();
    let epcs: Vec<Ratio> = cards.iter().filter_map(|card| card.epc).collect();
    let payout = judged.offer.payout.and_then(|own| percentile(&own, &payouts));
    let middle_payout = middle(&payouts);
    let product = &judged.product;
    let price = product.price.map(|price| price.value).filter(Ratio::is_positive);
    let raise_to = price.zip(product.standard_rate).zip(middle_payout).and_then(|((price, standard), wanted)| bonus_for(&wanted, &price, &standard.value));
    let is_low = payout.is_some_and(|payout| payout < terms.value(Term::LandscapePercentile));
    let is_worth = best_creator_orders.is_some_and(|orders| orders >= Ratio::whole(i128::from(terms.whole(Term::LandscapeOrders))));
    Some(Place {
        epc: judged.offer.epc.and_then(|own| percentile(&own, &epcs)),
        cards: payouts.len(),
        payout,
        middle_payout,
        raise_to,
        best_creator_orders,
        must_choose: is_low && is_worth,
    })
}

fn middle(payouts: &[Ratio]) -> Option<Ratio> {
    let mut micros: Vec<i128> = payouts.iter().filter_map(Ratio::rounded_millionths).collect();
    micros.sort_unstable();
    quantile(&micros, 1, 2)?.over(&Ratio::whole(1_000_000))
}

/// Of each product, the most orders a month that one creator brings: orders ÷ months with rows.
pub fn best_creators(cells: &Cells) -> std::collections::BTreeMap<u32, Ratio> {
    let mut by_link: std::collections::BTreeMap<(u32, u32), (i128, std::collections::BTreeSet<u16>)> = std::collections::BTreeMap::new();
    for cell in &cells.cells {
        let (orders, months) = by_link.entry((cell.key.asin, cell.key.creator)).or_default();
        *orders += cell.orders;
        months.insert(cell.key.month);
    }
    let mut best: std::collections::BTreeMap<u32, Ratio> = std::collections::BTreeMap::new();
    for ((asin, _), (orders, months)) in by_link {
        let Some(mean) = i128::try_from(months.len()).ok().and_then(|months| Ratio::new(orders, months)) else { continue };
        let found = best.entry(asin).or_insert(mean);
        *found = (*found).max(mean);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_counts_equals_half() {
        let others: Vec<Ratio> = [1, 2, 2, 4].into_iter().map(Ratio::whole).collect();
        // One below, two equal: (1 + 2 ÷ 2) ÷ 4
        assert_eq!(percentile(&Ratio::whole(2), &others), Ratio::new(1, 2));
        assert_eq!(percentile(&Ratio::whole(5), &others), Some(Ratio::whole(1)));
        assert_eq!(percentile(&Ratio::whole(5), &[]), None);
    }

    #[test]
    fn the_middle_payout_lies_between_two_middle_cards() {
        let payouts: Vec<Ratio> = [3, 1, 2, 10].into_iter().map(Ratio::whole).collect();
        assert_eq!(middle(&payouts), Ratio::new(5, 2));
    }
}
