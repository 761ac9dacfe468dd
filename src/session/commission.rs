//! The commission engine over the workspace, and its pages.

use std::sync::Arc;

use super::{Session, refused};
use crate::commission::{Commission, Sources, commission};
use crate::ledger::Sheet;
use crate::present::commission::model::ScenarioChoice;
use crate::present::commission::offers::{Wanted, offers};
use crate::present::commission::tiers::{TierDesign, tiers};
use crate::present::commission::{costs, offer, plan, rates};
use crate::present::render::csv;
use crate::protocol::messages::{Answer, Ask};
use crate::units::fingerprint::short_id;
use crate::workspace::settings::RateChange;

/// Products on the page at once.
const OFFERS_MAX: usize = 500;

impl Session {
    /// Everything the engine concludes of the files that take part; made once, until they, what was typed or a setting change.
    pub fn commission(&self) -> Arc<Commission> {
        let make = || {
            let (sheets, typed) = (self.sheets_by_age(), self.typed());
            let sources = Sources { ledger: &self.ledger, rules: &self.rules, sheets: &sheets, typed: &typed, terms: &self.terms };
            Arc::new(commission(&sources, self.last_decision()))
        };
        Arc::clone(self.commission.get_or_init(make))
    }

    /// Questions of the Commission page, and what is noted there.
    pub(super) fn answer_commission(&mut self, ask: Ask) -> Answer {
        match ask {
            Ask::Offers { search, verdict, limit } => self.offers(&search, &verdict, limit),
            Ask::Offer { row, tried } => self.offer(&row, &tried),
            Ask::Rates => self.rates(),
            Ask::Transition { rate, day } => self.transition(&rate, &day),
            Ask::Tiers { design } => self.tiers(design.as_ref()),
            Ask::CreatorCosts => self.creator_costs(),
            Ask::OffersCsv => self.offers_csv(),
            Ask::Note { key, value } => self.set_note(&key, value),
            _ => refused("not-a-question", "This request belongs to another page."),
        }
    }

    fn offers(&mut self, search: &str, verdict: &str, limit: u32) -> Answer {
        let (made, currency) = (self.commission(), self.currency());
        let limit = usize::try_from(limit).unwrap_or(OFFERS_MAX).min(OFFERS_MAX);
        let default_category = self.edits.notes.get("default-category").map_or("", String::as_str);
        Answer::Offers { model: offers(&made, &Wanted { search, verdict, limit, default_category }, currency) }
    }

    fn offer(&mut self, row: &str, tried: &ScenarioChoice) -> Answer {
        let (made, currency) = (self.commission(), self.currency());
        let Some(asin) = made.judged.iter().map(|judged| judged.product.asin.as_str()).find(|asin| short_id(asin) == row) else {
            return refused("row-gone", "This product is not in the workspace any more.");
        };
        let (typed, saved) = (self.typed(), self.saved_scenarios(asin));
        let parts = offer::Parts { commission: &made, typed: &typed, tried, saved: &saved, chosen: self.chosen(asin), currency };
        match offer::offer(asin, &parts) {
            Some(model) => Answer::Offer { model: Box::new(model) },
            None => refused("row-gone", "This product is not in the workspace any more."),
        }
    }

    fn rates(&mut self) -> Answer {
        let (made, currency) = (self.commission(), self.currency());
        Answer::Rates { model: rates::rates(&made, &self.ledger, self.decisions(), currency) }
    }

    fn transition(&mut self, rate: &str, day: &str) -> Answer {
        let change = RateChange { rate: rate.to_owned(), from: day.to_owned() };
        let (rate, day) = match change.read() {
            Ok(read) => read,
            Err(error) if error.key == "transition.from" => return refused("bad-day", "Type the day as YYYY-MM-DD."),
            Err(_) => return refused("bad-rate", "Type the new rate as per cent, such as 8%, at most 100%."),
        };
        let (made, currency) = (self.commission(), self.currency());
        match plan::plan(&made, &self.ledger, &rate, day, currency) {
            Some(model) => Answer::Transition { model: Box::new(model) },
            None if !made.ledger.months.is_empty() => refused("no-whole-month", rates::NEEDS_A_MONTH),
            None => refused("no-sales", "A transition starts from what is paid today: import attribution rows with revenue and commission first."),
        }
    }

    fn tiers(&mut self, design: Option<&TierDesign>) -> Answer {
        let (made, currency) = (self.commission(), self.currency());
        let saved = self.saved_tiers();
        Answer::Tiers { model: tiers(&made, design.or(saved.as_ref()), currency) }
    }

    fn creator_costs(&mut self) -> Answer {
        let (made, currency) = (self.commission(), self.currency());
        let is_tagged = |sheet: &Sheet| sheet.kind == "amazon-attribution";
        let sums = self.sheets().filter(|(_, sheet)| is_tagged(sheet)).filter_map(|(_, sheet)| {
            let column = sheet.column("revenue")?;
            Some(sheet.counting_rows().filter_map(|row| column.number(row)).map(i128::from).sum::<i128>())
        });
        let revenue = sums.fold(None, |all: Option<i128>, sum| Some(all.unwrap_or(0) + sum));
        Answer::Costs { model: Box::new(costs::costs(&made, revenue, currency)) }
    }

    fn offers_csv(&mut self) -> Answer {
        Answer::Text { text: csv::offers(&self.commission()) }
    }
}
