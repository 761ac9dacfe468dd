//! What other files and settings say beside the attribution rows, gathered once until one of them changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Session;
use crate::analysis::beside::{Baseline, Beside, Cost, Ordered, Usual};
use crate::analysis::{Analysis, Detail, analyse};
use crate::commission::Term;
use crate::ledger::{Dimension, Period, Sheet, Slice};
use crate::quality::names::fold;
use crate::units::{Date, Ratio};

/// Reports of everything a product sold. Where the first names a product, the second is not asked: they are two doors of one shop.
const SALES_KINDS: [&str; 2] = ["business-report-asin", "vendor-sales"];

impl Session {
    /// An analysis with all that other files say of its groups.
    pub fn analysed(&self, slice: &Slice, dimension: Dimension, detail: Detail) -> Analysis {
        analyse(&self.ledger, &self.rules, slice, dimension, detail).beside(&self.ledger, self.beside())
    }

    /// Made once, until files, what was typed or a setting change.
    pub(super) fn beside(&self) -> &Beside {
        self.beside.get_or_init(|| Beside { margins: self.margins(), costs: self.costs(), ordered: self.ordered(), usual: self.usual() })
    }

    fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Sheet> {
        self.sheets_by_age().into_iter().map(|(_, sheet)| sheet).filter(move |sheet| sheet.kind == kind)
    }

    /// The commission engine's contribution of each product; nothing where no catalogue and nothing typed could give one.
    fn margins(&self) -> Vec<Option<i64>> {
        if self.of_kind("catalogue").next().is_none() && self.typed().asins().next().is_none() {
            return Vec::new();
        }
        let made = self.commission();
        let mut margins = vec![None; self.ledger.asins().len()];
        for judged in &made.judged {
            let slot = self.ledger.asins().code(&judged.product.asin).and_then(|code| margins.get_mut(code as usize));
            if let Some(slot) = slot {
                *slot = judged.contribution.and_then(|margin| margin.rounded_millionths()).and_then(|micros| i64::try_from(micros).ok());
            }
        }
        if margins.iter().all(Option::is_none) { Vec::new() } else { margins }
    }

    fn costs(&self) -> Option<Vec<Cost>> {
        let mut sheets = self.of_kind("costs").peekable();
        sheets.peek()?;
        let names = |code: u32| [(fold(self.ledger.creators().text(code)), code), (fold(self.ledger.creator_name(code)), code)];
        let known: HashMap<Vec<char>, u32> = (0_u32..).take(self.ledger.creators().len()).flat_map(names).filter(|(name, _)| !name.is_empty()).collect();
        let mut costs = Vec::new();
        for sheet in sheets {
            for row in sheet.counting_rows() {
                let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).unwrap_or_default();
                costs.push(Cost {
                    day: sheet.column("date").and_then(|column| column.day(row)),
                    creator: known.get(&fold(text("creator_id"))).map(|code| self.ledger.canonical_creator(*code)),
                    asin: self.ledger.asins().code(text("asin")).filter(|_| !text("asin").is_empty()),
                    micros: sheet.column("cost").and_then(|column| column.number(row)).unwrap_or(0),
                });
            }
        }
        Some(costs)
    }

    /// Of each product the rows of one kind of report, the shortest spans first; a span that overlaps one already taken is left out.
    fn ordered(&self) -> Vec<Ordered> {
        let mut all: Vec<Ordered> = Vec::new();
        for kind in SALES_KINDS {
            let mut sums: BTreeMap<(u32, Date, Date), i128> = BTreeMap::new();
            for sheet in self.of_kind(kind) {
                for row in sheet.counting_rows() {
                    let asin = sheet.column("asin").and_then(|column| column.text(row)).and_then(|asin| self.ledger.asins().code(asin));
                    let sales = sheet.column("ordered_sales").and_then(|column| column.number(row));
                    if let (Some(asin), Some(sales), Some(period)) = (asin, sales, sheet.span(row)) {
                        *sums.entry((asin, period.first, period.last)).or_default() += i128::from(sales);
                    }
                }
            }
            let known: BTreeSet<u32> = all.iter().map(|row| row.asin).collect();
            let rows = sums.into_iter().filter(|((asin, ..), _)| !known.contains(asin));
            let mut rows: Vec<Ordered> =
                rows.filter_map(|((asin, first, last), micros)| Some(Ordered { asin, period: Period::new(first, last)?, micros })).collect();
            rows.sort_by_key(|row| (row.asin, row.period.last.days() - row.period.first.days(), row.period.first));
            for of_asin in rows.chunk_by(|a, b| a.asin == b.asin) {
                all.extend(apart(of_asin));
            }
        }
        all
    }

    /// What was typed; for repeat orders else the report on customers who came back.
    fn usual(&self) -> BTreeMap<Usual, Baseline> {
        let typed = |term: Term| self.terms.millionths(term).filter(|share| *share > 0);
        let set = [(Usual::Ntb, Term::UsualNtb), (Usual::Repeat, Term::UsualRepeat), (Usual::Sns, Term::UsualSns)];
        let of = |(usual, term): (Usual, Term)| {
            Some((usual, Baseline { whole: Some(typed(term)?), note: "Compared with the share typed in Settings.".into(), ..Baseline::default() }))
        };
        let mut all: BTreeMap<Usual, Baseline> = set.into_iter().filter_map(of).collect();
        if let Some(baseline) = self.repeat_report().filter(|_| !all.contains_key(&Usual::Repeat)) {
            all.insert(Usual::Repeat, baseline);
        }
        all
    }

    fn repeat_report(&self) -> Option<Baseline> {
        let mut counts: BTreeMap<u32, (i64, i64)> = BTreeMap::new();
        let mut of_asin: BTreeMap<u32, i64> = BTreeMap::new();
        // The newest file that names a product decides.
        for sheet in self.of_kind("repeat-purchase") {
            for row in sheet.counting_rows() {
                let number = |name: &str| sheet.column(name).and_then(|column| column.number(row));
                let Some(asin) = sheet.column("asin").and_then(|column| column.text(row)).and_then(|asin| self.ledger.asins().code(asin)) else { continue };
                let share = || Ratio::new(number("repeat_customers")?.into(), number("customers")?.into())?.rounded_millionths();
                let share = number("repeat_customer_share").or_else(|| share().and_then(|share| i64::try_from(share).ok()));
                if let Some(share) = share.filter(|share| *share > 0) {
                    of_asin.insert(asin, share);
                }
                if let Some(both) = number("repeat_customers").zip(number("customers")) {
                    counts.insert(asin, both);
                }
            }
        }
        let (again, all) = counts.values().fold((0_i128, 0_i128), |(again, all), (a, b)| (again + i128::from(*a), all + i128::from(*b)));
        let whole = Ratio::new(again, all).and_then(|share| share.rounded_millionths()).and_then(|share| i64::try_from(share).ok()).filter(|share| *share > 0);
        let note = "Compared with customers who bought again by the Repeat Purchase Behavior report: orders beside customers, so read it as a direction.";
        (!of_asin.is_empty()).then(|| Baseline { whole, of_asin, note: note.to_owned() })
    }
}

/// Those that overlap none before them.
fn apart(rows: &[Ordered]) -> Vec<Ordered> {
    let mut taken: BTreeMap<Date, Ordered> = BTreeMap::new();
    for row in rows {
        let before = taken.range(..=row.period.last).next_back().map(|(_, known)| known.period.last);
        if before.is_none_or(|last| last < row.period.first) {
            taken.insert(row.period.first, *row);
        }
    }
    taken.into_values().collect()
}
