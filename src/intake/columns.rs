//! The one table of header spellings.

use crate::units::Currency;

/// A column of the canonical fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    Date,
    CreatorId,
    Creator,
    Campaign,
    Asin,
    Title,
    Line,
    Clicks,
    Orders,
    Units,
    Revenue,
    Commission,
    Rate,
    NtbOrders,
    RepeatOrders,
    SnsOrders,
    Currency,
}

/// How a column is called, here and in exports.
pub struct Spelling {
    pub column: Column,
    /// Canonical name, as in `check` and in mappings.
    pub name: &'static str,
    /// Label in the mapping step.
    pub label: &'static str,
    pub hint: &'static str,
    /// Normalised headers that mean this column.
    aliases: &'static [&'static str],
    /// Headers that mean it only where none of the aliases is there.
    weak: &'static [&'static str],
    /// Headers that may mean it: suggested in the mapping step, never read without asking.
    doubtful: &'static [&'static str],
}

/// Spellings seen in public parsers, documentation and our own template; spellings drift by marketplace and year, so
/// headers are compared after [`normalise`].
pub const SPELLINGS: &[Spelling] = &[
    Spelling {
        column: Column::Date,
        name: "date",
        label: "Date or first day of the week",
        hint: "2026-01-04, 19-Apr-2026, 04/19/2026",
        aliases: &["date", "week start", "week starting", "week start date", "week of", "week", "day", "period", "period start", "month", "report date"],
        weak: &[],
        doubtful: &["start date", "reporting date", "week ending", "date shipped"],
    },
    Spelling {
        column: Column::CreatorId,
        name: "creator_id",
        label: "Creator ID",
        hint: "Stable id or handle",
        aliases: &["creator id", "creator identifier", "influencer id", "store id", "storefront id", "associate id", "publisher id"],
        weak: &[],
        doubtful: &["tracking id", "tag"],
    },
    Spelling {
        column: Column::Creator,
        name: "creator",
        label: "Creator name",
        hint: "Name or storefront",
        aliases: &[
            "creator",
            "creator name",
            "influencer",
            "influencer name",
            "storefront",
            "storefront name",
            "creator handle",
            "affiliate",
            "affiliate name",
        ],
        weak: &["handle", "publisher", "publisher name"],
        doubtful: &[],
    },
    Spelling {
        column: Column::Campaign,
        name: "campaign",
        label: "Campaign",
        hint: "Campaign title",
        aliases: &["campaign", "campaign title", "campaign name"],
        weak: &["campaign id"],
        doubtful: &[],
    },
    Spelling {
        column: Column::Asin,
        name: "asin",
        label: "ASIN",
        hint: "B0 and eight characters, or an ISBN-10",
        aliases: &["asin", "child asin", "product asin", "amazon asin"],
        weak: &[],
        doubtful: &["product id", "advertised asin"],
    },
    Spelling {
        column: Column::Title,
        name: "title",
        label: "Product title",
        hint: "Shown beside the ASIN",
        aliases: &["title", "product title", "product name", "asin title", "item name"],
        weak: &["product", "name"],
        doubtful: &[],
    },
    Spelling {
        column: Column::Line,
        name: "line",
        label: "Product line",
        hint: "Your own grouping of products",
        aliases: &["product line", "line", "product family", "product group"],
        weak: &["sub brand"],
        doubtful: &[],
    },
    Spelling {
        column: Column::Clicks,
        name: "clicks",
        label: "Clicks",
        hint: "Whole number",
        aliases: &["clicks", "click throughs", "clickthroughs", "link clicks", "total clicks"],
        weak: &[],
        doubtful: &[],
    },
    Spelling {
        column: Column::Orders,
        name: "orders",
        label: "Orders",
        hint: "Purchases, whole number",
        aliases: &["orders", "total orders", "attributed orders", "purchases", "attributed purchases", "conversions", "order count"],
        weak: &[],
        doubtful: &[],
    },
    Spelling {
        column: Column::Units,
        name: "units",
        label: "Units",
        hint: "Items sold or shipped",
        aliases: &[
            "units",
            "units sold",
            "units ordered",
            "shipped items",
            "items shipped",
            "shipped units",
            "attributed units",
            "total units sold",
            "units shipped",
        ],
        weak: &["quantity", "qty"],
        doubtful: &[],
    },
    Spelling {
        column: Column::Revenue,
        name: "revenue",
        label: "Revenue",
        hint: "Attributed sales, money",
        aliases: &[
            "revenue",
            "attributed sales",
            "attributed revenue",
            "shipped revenue",
            "total revenue",
            "total sales",
            "product sales",
            "attributed product sales",
        ],
        weak: &["sales"],
        doubtful: &[],
    },
    Spelling {
        column: Column::Commission,
        name: "commission",
        label: "Commission paid",
        hint: "What the bonus cost, money",
        aliases: &[
            "commission",
            "commission income",
            "commission paid",
            "commissions",
            "commission earned",
            "commission amount",
            "total commission",
            "commission spend",
            "bonus paid",
        ],
        weak: &["bonus"],
        doubtful: &["ad fees", "earnings"],
    },
    Spelling {
        column: Column::Rate,
        name: "rate",
        label: "Commission rate",
        hint: "10%, 12.5 or 0.125",
        aliases: &["commission rate", "bonus rate", "commission percent", "commission percentage"],
        weak: &["rate"],
        doubtful: &[],
    },
    Spelling {
        column: Column::NtbOrders,
        name: "ntb_orders",
        label: "New-to-brand orders",
        hint: "Whole number",
        aliases: &["new to brand orders", "ntb orders", "new to brand purchases", "ntb purchases", "orders new to brand", "purchases new to brand"],
        weak: &[],
        doubtful: &[],
    },
    Spelling {
        column: Column::RepeatOrders,
        name: "repeat_orders",
        label: "Repeat orders",
        hint: "Whole number",
        aliases: &["repeat orders", "repeat purchases", "returning orders", "repeat customer orders"],
        weak: &[],
        doubtful: &[],
    },
    Spelling {
        column: Column::SnsOrders,
        name: "sns_orders",
        label: "Subscribe & Save orders",
        hint: "Whole number",
        aliases: &["subscribe and save orders", "subscribe save orders", "sns orders", "subscription orders"],
        weak: &[],
        doubtful: &[],
    },
    Spelling {
        column: Column::Currency,
        name: "currency",
        label: "Currency",
        hint: "USD, EUR, …",
        aliases: &["currency", "currency code", "budget currency"],
        weak: &[],
        doubtful: &[],
    },
];

impl Column {
    pub fn spelling(self) -> Option<&'static Spelling> {
        SPELLINGS.iter().find(|spelling| spelling.column == self)
    }

    pub fn name(self) -> &'static str {
        self.spelling().map_or("", |spelling| spelling.name)
    }

    /// Whether its cells are texts of any kind, such as a title; not dates, identifiers or figures.
    pub fn holds_text(self) -> bool {
        matches!(self, Column::Creator | Column::CreatorId | Column::Campaign | Column::Title | Column::Line)
    }

    pub fn from_name(name: &str) -> Option<Column> {
        SPELLINGS.iter().find(|spelling| spelling.name == name).map(|spelling| spelling.column)
    }
}

/// A header without case, punctuation, currency in brackets, doubled blanks and byte-order marks; `&` becomes "and". Words
/// in brackets stay: `Purchases (halo)` are not `Purchases`.
pub fn normalise(header: &str) -> String {
    let mut text = String::with_capacity(header.len());
    let mut rest = header;
    while let Some(open) = rest.find('(') {
        let (before, bracket) = rest.split_at(open);
        let (inside, after) = bracket.get(1..).and_then(|bracket| bracket.split_once(')')).unwrap_or((bracket, ""));
        normalise_part(before, &mut text);
        text.push(' ');
        if inside.chars().any(char::is_alphanumeric) && Currency::from_text(inside).is_none() {
            normalise_part(inside, &mut text);
            text.push(' ');
        }
        rest = after;
    }
    normalise_part(rest, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn normalise_part(part: &str, text: &mut String) {
    for c in part.chars() {
        match c {
            '&' => text.push_str(" and "),
            '%' => text.push_str(" percent "),
            '#' => text.push_str(" number "),
            c if c.is_alphanumeric() => text.extend(c.to_lowercase()),
            _ => text.push(' '),
        }
    }
}

/// Which header was recognised as which column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// One entry a header.
    pub columns: Vec<Option<Column>>,
    /// Columns that two headers claim: never decided in silence.
    pub conflicts: Vec<Column>,
    /// Some header was recognised only by a spelling that may mean something else.
    pub is_doubtful: bool,
}

impl Assignment {
    pub fn recognised(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    pub fn has(&self, column: Column) -> bool {
        self.columns.contains(&Some(column))
    }
}

/// Recognises headers. Where two headers claim one column neither gets it and the conflict is named.
pub fn assign(normalised: &[String]) -> Assignment {
    let mut assignment = Assignment { columns: vec![None; normalised.len()], conflicts: Vec::new(), is_doubtful: false };
    for spelling in SPELLINGS {
        let matching =
            |list: &[&str]| -> Vec<usize> { normalised.iter().enumerate().filter(|(_, header)| list.contains(&header.as_str())).map(|(at, _)| at).collect() };
        let mut claims = matching(spelling.aliases);
        if claims.is_empty() {
            claims = matching(spelling.weak);
        }
        if claims.is_empty() {
            claims = matching(spelling.doubtful);
            assignment.is_doubtful |= !claims.is_empty();
        }
        match claims.as_slice() {
            [] => {}
            [only] => {
                if let Some(slot) = assignment.columns.get_mut(*only) {
                    *slot = slot.or(Some(spelling.column));
                }
            }
            _ => assignment.conflicts.push(spelling.column),
        }
    }
    assignment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_drift_and_still_mean_the_same() {
        for (header, expected) in [
            ("\u{feff}Date", "date"),
            ("  Commission\u{a0}Income ", "commission income"),
            ("Subscribe & Save Orders", "subscribe and save orders"),
            ("Revenue (₹)", "revenue"),
            ("(Child) ASIN", "child asin"),
            ("New-to-brand Orders", "new to brand orders"),
            ("Sessions – Total", "sessions total"),
            ("Purchases (halo)", "purchases halo"),
            ("Total Orders (#)", "total orders"),
            ("Sales (USD)", "sales"),
            ("Top Clicked Brand #1", "top clicked brand number 1"),
            ("Clicks: Click Rate (CTR)", "clicks click rate ctr"),
            ("Price (Median", "price median"),
        ] {
            assert_eq!(normalise(header), expected);
        }
    }

    #[test]
    fn no_spelling_means_two_columns() {
        let mut seen = std::collections::BTreeMap::new();
        for spelling in SPELLINGS {
            for alias in spelling.aliases.iter().chain(spelling.weak).chain(spelling.doubtful) {
                assert_eq!(&normalise(alias), alias, "aliases are written as normalised");
                assert_eq!(seen.insert(*alias, spelling.name), None, "{alias} stands twice");
            }
        }
    }

    #[test]
    fn two_headers_for_one_column_are_a_conflict() {
        let headers = ["date", "asin", "revenue", "revenue"].map(String::from);
        let assignment = assign(&headers);
        assert_eq!(assignment.conflicts, [Column::Revenue]);
        assert!(!assignment.has(Column::Revenue));
    }
}
