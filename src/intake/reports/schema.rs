//! A report as a declaration: its fields, what they hold, how they are spelled, and where the reader finds it.

use super::super::columns::normalise;
use crate::ledger::CellKind;

/// Whether a field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Optional,
    /// The column must be there; a cell may be empty.
    Column,
    /// Every row must have it.
    Cell,
}

/// One column of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Canonical name. Across reports the same name means the same thing: `asin` is the child ASIN that files are joined
    /// on, and a measure's own name (`clicks`, `orders`, …) is that measure.
    pub name: &'static str,
    /// Header as the report or our template writes it.
    pub header: &'static str,
    pub kind: CellKind,
    /// Further headers, written as normalised.
    pub aliases: &'static [&'static str],
    /// Headers that mean it only where none of the others is there, written as normalised.
    pub weak: &'static [&'static str],
    pub need: Need,
    /// Part of what makes two rows speak of the same thing.
    pub is_key: bool,
    /// Hardly found in any other report: what the report is recognised by.
    pub is_particular: bool,
    /// Its values may be added up.
    pub is_additive: bool,
    /// The only texts allowed; empty when any is.
    pub choices: &'static [&'static str],
    /// Cell of the template's example row.
    pub example: &'static str,
}

impl Field {
    pub const fn new(name: &'static str, header: &'static str, kind: CellKind) -> Field {
        Field {
            name,
            header,
            kind,
            aliases: &[],
            weak: &[],
            need: Need::Optional,
            is_key: false,
            is_particular: false,
            is_additive: matches!(kind, CellKind::Count | CellKind::Money),
            choices: &[],
            example: "",
        }
    }

    /// Further spellings, as normalised.
    pub const fn or(self, aliases: &'static [&'static str]) -> Field {
        Field { aliases, ..self }
    }

    pub const fn weakly(self, weak: &'static [&'static str]) -> Field {
        Field { weak, ..self }
    }

    pub const fn column(self) -> Field {
        Field { need: Need::Column, ..self }
    }

    pub const fn cell(self) -> Field {
        Field { need: Need::Cell, ..self }
    }

    pub const fn key(self) -> Field {
        Field { is_key: true, ..self }
    }

    pub const fn particular(self) -> Field {
        Field { is_particular: true, ..self }
    }

    /// A price, a rank or a stock: not to be added up.
    pub const fn level(self) -> Field {
        Field { is_additive: false, ..self }
    }

    pub const fn one_of(self, choices: &'static [&'static str]) -> Field {
        Field { choices, ..self }
    }

    pub const fn example(self, example: &'static str) -> Field {
        Field { example, ..self }
    }

    /// Whether a normalised header means this field, and whether only weakly.
    pub fn spelled(&self, header: &str) -> Option<Strength> {
        if self.aliases.contains(&header) || normalise(self.header) == header {
            return Some(Strength::Full);
        }
        self.weak.contains(&header).then_some(Strength::Weak)
    }
}

/// How surely a header means a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    Weak,
    Full,
}

pub const fn text(name: &'static str, header: &'static str) -> Field {
    Field::new(name, header, CellKind::Text)
}

pub const fn list(name: &'static str, header: &'static str) -> Field {
    Field::new(name, header, CellKind::List)
}

pub const fn asin(name: &'static str, header: &'static str) -> Field {
    Field::new(name, header, CellKind::Asin)
}

pub const fn date(name: &'static str, header: &'static str) -> Field {
    Field::new(name, header, CellKind::Date)
}

pub const fn range(name: &'static str, header: &'static str) -> Field {
    Field::new(name, header, CellKind::Range)
}

pub const fn count(name: &'static str, header: &'static str) -> Field {
    Field::new(name, header, CellKind::Count)
}

pub const fn money(name: &'static str, header: &'static str) -> Field {
    Field::new(name, header, CellKind::Money)
}

pub const fn decimal(name: &'static str, header: &'static str) -> Field {
    Field::new(name, header, CellKind::Decimal)
}

pub const fn percent(name: &'static str, header: &'static str) -> Field {
    Field::new(name, header, CellKind::Percent)
}

pub const fn rate(name: &'static str, header: &'static str) -> Field {
    Field::new(name, header, CellKind::Rate)
}

pub const fn flag(name: &'static str, header: &'static str) -> Field {
    Field::new(name, header, CellKind::Flag)
}

/// Where a report says which days it speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    /// In its rows.
    Rows,
    /// In its first lines, else in its rows where it has a date column, else the reader is asked.
    File,
    /// It speaks of no days: a list of products or people.
    None,
}

/// One report family whose rows become a sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct Schema {
    /// Stable id, in `check`, in snapshots and for templates.
    pub kind: &'static str,
    /// Name on screen.
    pub label: &'static str,
    /// Where the reader finds this report.
    pub found: &'static str,
    /// What it makes computable: KPI ids and ids of the audit's parts.
    pub unlocks: &'static [&'static str],
    pub dates: Dates,
    pub fields: &'static [Field],
    /// Of each group at least one column must be there, and every row must have a cell in one of them.
    pub any_of: &'static [&'static [&'static str]],
    /// What to know when reading its figures; empty when there is nothing.
    pub caution: &'static str,
    /// Rows are known by a name alone, and one of them may be called "Total".
    pub has_total_row: bool,
}

impl Schema {
    /// A schema without groups or caution, for `..` in declarations.
    pub const PLAIN: Schema =
        Schema { kind: "", label: "", found: "", unlocks: &[], dates: Dates::Rows, fields: &[], any_of: &[], caution: "", has_total_row: false };

    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// A table of the user's own, which has a template.
    pub fn is_own(&self) -> bool {
        self.fields.iter().any(|field| !field.example.is_empty())
    }

    /// Names of the fields that make two rows speak of the same thing.
    pub fn key(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().filter(|field| field.is_key).map(|field| field.name)
    }
}

/// Which header of a file is which field of a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    /// Position in [`Schema::fields`], one entry a header.
    pub fields: Vec<Option<usize>>,
    /// Fields that two headers claim: never decided in silence, so neither has it.
    pub conflicts: Vec<usize>,
}

impl Matched {
    pub fn has(&self, field: usize) -> bool {
        self.fields.contains(&Some(field))
    }

    pub fn recognised(&self) -> usize {
        self.fields.iter().flatten().count()
    }

    /// Whether everything the other recognises is recognised here too, and more.
    pub fn exceeds(&self, other: &Matched) -> bool {
        self.recognised() > other.recognised() && self.fields.iter().zip(&other.fields).all(|(mine, theirs)| mine.is_some() || theirs.is_none())
    }
}

/// Settles claims of headers on fields: `claims` are (header, field, strength).
pub fn settle(schema: &Schema, headers: usize, claims: &[(usize, usize, Strength)]) -> Matched {
    let mut matched = Matched { fields: vec![None; headers], conflicts: Vec::new() };
    for field in 0..schema.fields.len() {
        let of_field = || claims.iter().filter(|(_, claimed, _)| *claimed == field);
        let strongest = of_field().map(|(_, _, strength)| *strength).max();
        let mut best = of_field().filter(|(_, _, strength)| Some(*strength) == strongest);
        match (best.next(), best.next()) {
            (Some((header, _, _)), None) => {
                if let Some(slot) = matched.fields.get_mut(*header) {
                    *slot = slot.or(Some(field));
                }
            }
            (Some(_), Some(_)) => matched.conflicts.push(field),
            (None, _) => {}
        }
    }
    matched
}

/// How surely headers are this report, in per cent: nothing without what every row needs, and below what is read
/// unasked without a header particular to it.
pub fn confidence_percent(schema: &Schema, matched: &Matched, named_headers: usize) -> u32 {
    let recognised = matched.recognised();
    let share = u32::try_from(recognised * 100 / named_headers.max(1)).unwrap_or(0).min(100);
    let claimed = |at: usize| matched.has(at) || matched.conflicts.contains(&at);
    let position = |name: &str| schema.fields.iter().position(|field| field.name == name);
    let has_needed = schema.fields.iter().enumerate().all(|(at, field)| field.need == Need::Optional || claimed(at));
    let has_groups = schema.any_of.iter().all(|group| group.iter().any(|name| position(name).is_some_and(claimed)));
    if !has_needed || !has_groups {
        return share * 49 / 100;
    }
    let particular = schema.fields.iter().enumerate().filter(|(at, field)| field.is_particular && claimed(*at)).count();
    let particular = u32::try_from(particular.min(4)).unwrap_or(0);
    // Our own template, whole and with nothing beside it, is certain however few of its columns are particular.
    let is_template = schema.is_own() && share == 100 && schema.fields.iter().enumerate().all(|(at, field)| field.example.is_empty() || matched.has(at));
    let sure = if is_template { 100 } else { 50 + share * 30 / 100 + particular * 5 };
    if particular == 0 || !matched.conflicts.is_empty() { sure.min(super::AUTOMATIC_PERCENT - 1) } else { sure }
}
