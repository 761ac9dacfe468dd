//! The address after `#`: which page, filter, sort and tab. Every part is an enum, a date or a short id; what is not
//! understood means the default, and no name, search text or figure is ever put into an address.

use serde::{Deserialize, Serialize};

use crate::analysis::compare::Against;
use crate::ledger::Period;
use crate::units::Date;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Page {
    #[default]
    Data,
    Overview,
    Performance,
    Commission,
    Diagnosis,
    Settings,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grouping {
    #[default]
    Creator,
    Asin,
    Line,
    Campaign,
    Week,
    Month,
}

/// A part of the Data page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    #[default]
    Files,
    /// What the files can tell, and what not.
    Checks,
    /// Rows that are in several files, creators under several names, programmes.
    Overlaps,
    Templates,
}

/// A part of the Commission page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// What creators see of each product.
    #[default]
    Offers,
    /// What old links cost, and a change of rate.
    Rates,
    Tiers,
    /// Product lines, costs by creator, budgets.
    Costs,
}

/// What the page shows, as the address holds it (but for `search`, which stays out of it).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    pub page: Page,
    pub part: Part,
    pub topic: Topic,
    /// Name of a verdict the list of offers is limited to.
    pub verdict: Option<String>,
    /// First and last day, ISO, both inclusive.
    pub from: Option<String>,
    pub to: Option<String>,
    /// Short id of a product line.
    pub line: Option<String>,
    /// Short id of a campaign.
    pub campaign: Option<String>,
    /// Only rows that are old enough not to change any more.
    pub mature: bool,
    pub by: Grouping,
    /// `previous`, or the first and last day of those to compare with: `2026-01-01.2026-01-31`.
    pub compare: Option<String>,
    /// Column id and direction; `None` is the default: revenue, largest first (weeks and months: newest first).
    pub sort: Option<(String, bool)>,
    /// Short id of the opened row.
    pub row: Option<String>,
    /// Text typed into the search field; not in the address.
    pub search: String,
    /// `#demo=cpg`: load the built-in synthetic client.
    pub demo: bool,
}

impl Page {
    pub const ALL: [Page; 6] = [Page::Data, Page::Overview, Page::Performance, Page::Commission, Page::Diagnosis, Page::Settings];

    /// The word in the address.
    pub fn slug(self) -> &'static str {
        match self {
            Page::Data => "data",
            Page::Overview => "overview",
            Page::Performance => "performance",
            Page::Commission => "commission",
            Page::Diagnosis => "diagnosis",
            Page::Settings => "settings",
        }
    }
}

impl Part {
    pub const ALL: [Part; 4] = [Part::Files, Part::Checks, Part::Overlaps, Part::Templates];

    /// The word in the address.
    pub fn slug(self) -> &'static str {
        match self {
            Part::Files => "files",
            Part::Checks => "checks",
            Part::Overlaps => "overlaps",
            Part::Templates => "templates",
        }
    }
}

impl Topic {
    pub const ALL: [Topic; 4] = [Topic::Offers, Topic::Rates, Topic::Tiers, Topic::Costs];

    /// The word in the address.
    pub fn slug(self) -> &'static str {
        match self {
            Topic::Offers => "offers",
            Topic::Rates => "rates",
            Topic::Tiers => "tiers",
            Topic::Costs => "costs",
        }
    }
}

impl Grouping {
    pub const ALL: [Grouping; 6] = [Grouping::Creator, Grouping::Asin, Grouping::Line, Grouping::Campaign, Grouping::Week, Grouping::Month];

    /// The word in the address.
    pub fn slug(self) -> &'static str {
        match self {
            Grouping::Creator => "creator",
            Grouping::Asin => "asin",
            Grouping::Line => "line",
            Grouping::Campaign => "campaign",
            Grouping::Week => "week",
            Grouping::Month => "month",
        }
    }
}

/// Longest column id or short id taken from an address: ours are far shorter, and a stranger's link is not a place to put text.
const WORD_LENGTH_MAX: usize = 40;

impl View {
    /// What is selected, without how it is shown: the part that every page shares.
    pub fn scope(&self) -> View {
        View { from: self.from.clone(), to: self.to.clone(), line: self.line.clone(), campaign: self.campaign.clone(), mature: self.mature, ..View::default() }
    }

    /// Whether anything is left out.
    pub fn is_filtered(&self) -> bool {
        self.scope() != View::default()
    }

    /// Reads an address' fragment. What is not understood is left out; `otherwise` is the page of an address that names none.
    pub fn from_hash(hash: &str, otherwise: Page) -> View {
        let hash = hash.trim_start_matches('#');
        let (path, query) = match hash.split_once('?') {
            Some((path, query)) => (path, query),
            None if hash.contains('=') => ("", hash),
            None => (hash, ""),
        };
        let path = path.trim_matches('/');
        let mut view = View { page: Page::ALL.into_iter().find(|page| page.slug() == path).unwrap_or(otherwise), ..View::default() };
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            view.take(name, value);
        }
        view
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "from" if is_day(value) => self.from = Some(value.into()),
            "to" if is_day(value) => self.to = Some(value.into()),
            "compare" if against(value).is_some() => self.compare = Some(value.into()),
            "line" if is_word(value) => self.line = Some(value.into()),
            "campaign" if is_word(value) => self.campaign = Some(value.into()),
            "rows" => self.mature = value == "mature",
            "row" if is_word(value) => self.row = Some(value.into()),
            "by" => self.by = Grouping::ALL.into_iter().find(|by| by.slug() == value).unwrap_or_default(),
            "sort" => {
                let (column, descending) = match value.strip_prefix('-') {
                    Some(column) => (column, true),
                    None => (value, false),
                };
                if is_word(column) {
                    self.sort = Some((column.into(), descending));
                }
            }
            "show" => {
                self.part = Part::ALL.into_iter().find(|part| part.slug() == value).unwrap_or_default();
                self.topic = Topic::ALL.into_iter().find(|topic| topic.slug() == value).unwrap_or_default();
            }
            "verdict" if is_word(value) => self.verdict = Some(value.into()),
            "demo" => self.demo = value == "cpg",
            _ => {}
        }
    }

    /// The fragment that `from_hash` reads back: `#/performance?by=asin&sort=-revenue`. Never holds `search`.
    pub fn to_hash(&self) -> String {
        let mut parts = Vec::new();
        let mut add = |name: &str, value: &Option<String>| {
            if let Some(value) = value {
                parts.push(format!("{name}={value}"));
            }
        };
        add("from", &self.from);
        add("to", &self.to);
        add("line", &self.line);
        add("campaign", &self.campaign);
        add("rows", &self.mature.then(|| "mature".into()));
        add("compare", &self.compare);
        if self.page == Page::Data {
            add("show", &(self.part != Part::default()).then(|| self.part.slug().into()));
        }
        if self.page == Page::Commission {
            add("show", &(self.topic != Topic::default()).then(|| self.topic.slug().into()));
            add("verdict", &self.verdict);
            add("row", &self.row);
        }
        if self.page == Page::Diagnosis {
            add("row", &self.row);
        }
        if self.page == Page::Performance {
            add("by", &(self.by != Grouping::default()).then(|| self.by.slug().into()));
            let sort = self.sort.as_ref();
            add("sort", &sort.map(|(column, descending)| if *descending { format!("-{column}") } else { column.clone() }));
            add("row", &self.row);
        }
        let query = if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) };
        format!("#/{}{query}", self.page.slug())
    }
}

/// The word of an address that compares with the days right before.
pub const PREVIOUS: &str = "previous";

/// With what to compare, as the address or the command line says it; `None` for anything else.
pub fn against(text: &str) -> Option<Against> {
    if text == PREVIOUS {
        return Some(Against::Preceding);
    }
    let (first, last) = text.split_once('.')?;
    Period::new(Date::from_iso(first)?, Date::from_iso(last)?).map(Against::Chosen)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.len() <= WORD_LENGTH_MAX && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// The shape of an ISO day; whether the calendar has it is for the reader of the filter to say.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::{Grouping, Page, View};

    #[test]
    fn an_address_reads_back_as_it_was_written() {
        for hash in [
            "#/data",
            "#/data?show=checks",
            "#/overview?from=2026-01-04&to=2026-07-04&line=l3",
            "#/performance?by=asin&sort=-revenue&row=r12",
            "#/performance?by=week&sort=key",
            "#/overview?compare=previous",
            "#/performance?compare=2026-01-01.2026-01-31&by=asin",
            "#/commission?verdict=invisible&row=r12",
            "#/commission?show=rates",
            "#/diagnosis?line=l3&campaign=c1&rows=mature&row=dia-5",
            "#/settings",
        ] {
            assert_eq!(View::from_hash(hash, Page::Data).to_hash(), hash);
        }
    }

    #[test]
    fn what_an_address_does_not_name_is_the_default() {
        assert_eq!(View::from_hash("", Page::Overview).page, Page::Overview);
        assert_eq!(View::from_hash("#/nonsense", Page::Data).page, Page::Data);
        assert_eq!(View::from_hash("#main", Page::Overview).page, Page::Overview);
        assert!(View::from_hash("#demo=cpg", Page::Data).demo);
        assert!(!View::from_hash("#demo=other", Page::Data).demo);
    }

    #[test]
    fn text_that_is_neither_id_nor_day_is_dropped() {
        let view = View::from_hash("#/performance?row=Jo%20Smith&from=yesterday&sort=<b>&by=moon&line=&compare=2026-02-01.2026-01-01", Page::Data);
        assert_eq!(view, View { page: Page::Performance, by: Grouping::Creator, ..View::default() });
    }

    #[test]
    fn search_text_never_reaches_the_address() {
        let view = View { page: Page::Performance, search: "oat".into(), ..View::default() };
        assert_eq!(view.to_hash(), "#/performance");
    }
}
