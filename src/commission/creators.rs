//! Creators over time: when they opted in, what they cost beside the bonus, how many orders they bring in a month.

use std::collections::{BTreeMap, HashMap};

use super::links::Cells;
use super::tables::{SheetRow, TableRow};
use crate::ledger::{Dimension, Group, Ledger, Measure, Sheet, Slice, Supplied, roll_up};
use crate::quality::names::fold;
use crate::units::{Date, Ratio};

/// What the tables say of creators.
#[derive(Clone, Debug, Default)]
pub struct Creators {
    /// By revenue, the largest first.
    pub costs: Vec<CreatorCost>,
    /// Days of opt-ins, ascending.
    pub opt_in_days: Vec<Date>,
    /// Costs that name no creator, by payment model, in micros.
    pub shared: BTreeMap<String, i128>,
}

/// What one creator cost in all (COM-18); money in micros. Models are never mixed: what a click is paid is no commission.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreatorCost {
    /// Code in the ledger; `None` for one that only the cost table knows.
    pub code: Option<u32>,
    pub name: String,
    pub clicks: i128,
    pub orders: i128,
    pub revenue: i128,
    /// Bonus commission of the attribution rows.
    pub commission: i128,
    /// Commission and revenue of the rows that supply both.
    pub paid_of_revenue: (i128, i128),
    /// Commission and orders of the rows that supply both.
    pub paid_of_orders: (i128, i128),
    /// Rows of the cost table by payment model: bonus, click, flat fee, sample, tool.
    pub by_model: BTreeMap<String, i128>,
    /// Those rows.
    pub rows: Vec<SheetRow>,
}

impl CreatorCost {
    /// Commission and all other cost. A bonus in the cost table is one paid beside the commission, not the commission again.
    pub fn loaded(&self) -> i128 {
        self.with_costs(self.commission)
    }

    fn with_costs(&self, commission: i128) -> i128 {
        self.by_model.values().fold(commission, |all, cost| all.saturating_add(*cost))
    }

    /// Loaded cost ÷ orders, of the rows that supply commission and orders.
    pub fn per_order(&self) -> Option<Ratio> {
        let (commission, orders) = self.paid_of_orders;
        Ratio::millionths(self.with_costs(commission)).over(&Ratio::whole(orders)).filter(|_| orders > 0)
    }

    /// Loaded cost ÷ revenue, of the rows that supply commission and revenue.
    pub fn effective_rate(&self) -> Option<Ratio> {
        let (commission, revenue) = self.paid_of_revenue;
        Ratio::new(self.with_costs(commission), revenue).filter(|_| revenue > 0)
    }
}

/// Commission and a measure of the rows that supply both.
fn paid_of(group: &Group, measure: Measure) -> (i128, i128) {
    let both = Supplied::NONE.with(Measure::Commission).with(measure);
    (group.sum(Measure::Commission, both), group.sum(measure, both))
}

/// Reads creators from rows and sheets (the newest last).
pub fn creators(ledger: &Ledger, sheets: &[(u32, &Sheet)]) -> Creators {
    let sum = |group: &Group, measure: Measure| group.sum(measure, Supplied::NONE.with(measure));
    let mut by_code: BTreeMap<u32, CreatorCost> = BTreeMap::new();
    for group in roll_up(ledger, &Slice::ALL, Dimension::Creator).groups().filter(|group| Some(group.code) != ledger.nameless_creator()) {
        let cost = CreatorCost {
            code: Some(group.code),
            name: ledger.creator_name(group.code).to_owned(),
            clicks: sum(&group, Measure::Clicks),
            orders: sum(&group, Measure::Orders),
            revenue: sum(&group, Measure::Revenue),
            commission: sum(&group, Measure::Commission),
            paid_of_revenue: paid_of(&group, Measure::Revenue),
            paid_of_orders: paid_of(&group, Measure::Orders),
            by_model: BTreeMap::new(),
            rows: Vec::new(),
        };
        by_code.insert(group.code, cost);
    }
    let mut creators = Creators::default();
    let mut unknown: BTreeMap<String, CreatorCost> = BTreeMap::new();
    let of_costs = sheets.iter().filter(|(_, sheet)| sheet.kind == "costs");
    let cost_rows: Vec<TableRow<'_>> = of_costs.flat_map(|(source, sheet)| sheet.counting_rows().map(|row| TableRow { source: *source, sheet, row })).collect();
    let known: HashMap<Vec<char>, u32> = if cost_rows.is_empty() {
        HashMap::new()
    } else {
        let names = |code: &u32| [(fold(ledger.creators().text(*code)), *code), (fold(ledger.creator_name(*code)), *code)];
        by_code.keys().rev().flat_map(names).collect()
    };
    for row in cost_rows {
        let amount = row.number("cost").map_or(0, i128::from);
        let (model, creator) = (row.text("model").unwrap_or_default().to_owned(), row.text("creator_id").unwrap_or_default());
        if creator.is_empty() {
            *creators.shared.entry(model).or_default() += amount;
            continue;
        }
        let cost = match known.get(&fold(creator)).and_then(|code| by_code.get_mut(code)) {
            Some(cost) => cost,
            None => unknown.entry(creator.to_owned()).or_insert_with(|| CreatorCost { name: creator.to_owned(), ..CreatorCost::default() }),
        };
        *cost.by_model.entry(model).or_default() += amount;
        cost.rows.push(row.at());
    }
    creators.costs = by_code.into_values().chain(unknown.into_values()).collect();
    creators.costs.sort_by(|a, b| b.revenue.cmp(&a.revenue).then_with(|| a.name.cmp(&b.name)));
    creators
}

/// Creators needed before their spread says something (COM-4).
pub const EARNERS_MIN: usize = 10;

/// Orders of one product that a creator brings in a month: quartiles over creators and months with at least one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthlyOrders {
    pub low: Ratio,
    pub middle: Ratio,
    pub high: Ratio,
    pub creators: usize,
    /// Of this product's creators; else of all products'.
    pub is_own: bool,
}

/// The spread for one product, of all products where fewer than [`EARNERS_MIN`] creators sell it; `None` where they are too
/// few there too.
pub fn monthly_orders(cells: &Cells, asin: Option<u32>) -> Option<MonthlyOrders> {
    spread(cells, |cell| Some(cell) == asin, true).filter(|_| asin.is_some()).or_else(|| spread(cells, |_| true, false))
}

fn spread(cells: &Cells, wanted: impl Fn(u32) -> bool, is_own: bool) -> Option<MonthlyOrders> {
    let mut orders: BTreeMap<(u32, u32, u16), i128> = BTreeMap::new();
    for cell in cells.cells.iter().filter(|cell| wanted(cell.key.asin)) {
        *orders.entry((cell.key.creator, cell.key.asin, cell.key.month)).or_default() += cell.orders;
    }
    orders.retain(|_, count| *count > 0);
    let mut creators: Vec<u32> = orders.keys().map(|(creator, _, _)| *creator).collect();
    creators.dedup();
    if creators.len() < EARNERS_MIN {
        return None;
    }
    let mut counts: Vec<i128> = orders.into_values().collect();
    counts.sort_unstable();
    let at = |quarters| quantile(&counts, quarters, 4);
    Some(MonthlyOrders { low: at(1)?, middle: at(2)?, high: at(3)?, creators: creators.len(), is_own })
}

/// A quantile of ascending values, between two of them by their distance (the method of spreadsheets, R's type 7).
pub fn quantile(values: &[i128], part: usize, of: usize) -> Option<Ratio> {
    let place = values.len().checked_sub(1)?.checked_mul(part)?;
    let (at, rest) = (place / of.max(1), place % of.max(1));
    let (low, high) = (*values.get(at)?, *values.get(at + 1).or(values.get(at))?);
    let step = Ratio::new(i128::try_from(rest).ok()?, i128::try_from(of).ok()?)?.times(&Ratio::whole(high.checked_sub(low)?))?;
    Ratio::whole(low).plus(&step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_values_by_their_distance() {
        // Places 0.75, 1.5 and 2.25 of 1, 2, 4, 8: 1.75, 3 and 5.
        let values = [1, 2, 4, 8];
        assert_eq!(quantile(&values, 1, 4), Ratio::new(7, 4));
        assert_eq!(quantile(&values, 2, 4), Some(Ratio::whole(3)));
        assert_eq!(quantile(&values, 3, 4), Some(Ratio::whole(5)));
        assert_eq!(quantile(&[], 1, 4), None);
    }

    #[test]
    fn all_cost_is_commission_and_every_model_beside_it() {
        let by_model = BTreeMap::from([("sample".to_owned(), 18_500_000), ("flat fee".to_owned(), 150_000_000)]);
        let cost = CreatorCost {
            commission: 80_000_000,
            paid_of_revenue: (80_000_000, 1_000_000_000),
            paid_of_orders: (80_000_000, 20),
            by_model,
            ..CreatorCost::default()
        };
        // 80 + 18.50 + 150 = 248.50; ÷ 20 = 12.425; ÷ 1,000 = 24.85 %
        assert_eq!(cost.loaded(), 248_500_000);
        assert_eq!(cost.per_order().map(|value| value.to_places(6)), Some("12.425000".into()));
        assert_eq!(cost.effective_rate().map(|value| value.to_places(6)), Some("0.248500".into()));
        assert_eq!(CreatorCost::default().per_order(), None);
    }
}
