//! The address after `#`: which page, filter, sort and tab. Every part is an enum, a date or a short id; what is not
//! understood means the default, and no name, search text or figure is ever put into an address.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Page {
    #[default]
    Data,
    Overview,
    Performance,
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

/// What the page shows, as the address holds it (but for `search`, which stays out of it).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    pub page: Page,
    /// First and last day, ISO, both inclusive.
    pub from: Option<String>,
    pub to: Option<String>,
    /// Short id of a product line.
    pub line: Option<String>,
    pub by: Grouping,
    /// Column id and direction; `None` is the default: revenue, largest first (weeks and months: newest first).
    pub sort: Option<(String, bool)>,
    /// Short id of the opened row.
    pub row: Option<String>,
    /// Text typed into the search field; not in the address.
    pub search: String,
    /// `#demo=cpg`: load the built-in synthetic client.
    pub demo: bool,
}
