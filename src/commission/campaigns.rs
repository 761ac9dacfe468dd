//! Rates that tables name for a whole campaign: they hold for the products sold in it, as far as these have none of their own.

use std::collections::BTreeMap;

use super::gather::daily_commission;
use super::inputs::{Origin, Product};
use super::tables::{RateRow, Tables, has_begun};
use super::terms::Terms;
use crate::ledger::{Dimension, Ledger, Slice, roll_up};
use crate::units::{Date, Ratio};

/// Rows of the tables of rates that name a campaign and no product, by each product sold in it.
pub struct Campaigns<'a> {
    by_asin: BTreeMap<u32, Vec<RateRow<'a>>>,
}

impl<'a> Campaigns<'a> {
    pub fn read(ledger: &Ledger, tables: &Tables<'a>) -> Campaigns<'a> {
        let mut by_asin: BTreeMap<u32, Vec<RateRow<'a>>> = BTreeMap::new();
        let mut sold: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for rate in tables.rates().filter(|rate| rate.asin.is_none()) {
            let Some(campaign) = code_of(ledger, &rate) else { continue };
            let asins = sold.entry(campaign).or_insert_with(|| {
                let slice = Slice { campaign: Some(campaign), ..Slice::ALL };
                roll_up(ledger, &slice, Dimension::Asin).codes().collect()
            });
            asins.iter().for_each(|asin| by_asin.entry(*asin).or_default().push(rate));
        }
        Campaigns { by_asin }
    }

    /// Rates of the campaigns one product is sold in.
    pub fn of(&self, asin: u32) -> &[RateRow<'a>] {
        self.by_asin.get(&asin).map_or(&[], Vec::as_slice)
    }

    /// All of them, with the product.
    pub fn rates(&self) -> impl Iterator<Item = (u32, &RateRow<'a>)> {
        self.by_asin.iter().flat_map(|(asin, rates)| rates.iter().map(|rate| (*asin, rate)))
    }

    /// A campaign's budget is used by all that is sold in it: of the products that have it from there, the use of the whole
    /// campaign takes the place of their own.
    pub fn share_use(
        &self,
        ledger: &Ledger,
        tables: &Tables<'_>,
        products: &[Product],
        today: Option<Date>,
        terms: &Terms,
        daily: &mut BTreeMap<String, Ratio>,
    ) {
        let mut by_campaign: Option<BTreeMap<u32, Ratio>> = None;
        for product in products {
            let Some(budget) = product.budget_remaining.filter(|budget| budget.origin == Origin::Table) else { continue };
            let rates = ledger.asins().code(&product.asin).map_or(&[][..], |code| self.of(code));
            let is_it = |rate: &&RateRow<'_>| rate.budget_remaining.is_some_and(|left| Ratio::millionths(i128::from(left)) == budget.value);
            let Some(rate) = rates.iter().filter(|rate| has_begun(rate, today)).filter(is_it).max_by_key(|rate| rate.valid_from) else { continue };
            if tables.names_budget(&product.asin, today) {
                continue;
            }
            let by_campaign = by_campaign.get_or_insert_with(|| daily_commission(ledger, today, terms, Dimension::Campaign, |code| code));
            if let Some(mean) = code_of(ledger, rate).and_then(|campaign| by_campaign.get(&campaign)) {
                daily.insert(product.asin.clone(), *mean);
            }
        }
    }
}

fn code_of(ledger: &Ledger, rate: &RateRow<'_>) -> Option<u32> {
    rate.campaign.and_then(|campaign| ledger.campaigns().code(campaign))
}
