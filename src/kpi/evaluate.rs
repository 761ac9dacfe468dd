//! Expressions to exact values.

use super::expression::{Formula, Kpi, Term, unlock_of};
use super::inputs::Inputs;
use crate::ledger::{Group, Measure, Spread, Supplied};
use crate::units::amount::AMOUNT_PLACES;
use crate::units::ratio::Ratio;

/// A KPI's value, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Value(Value),
    /// The expression has no value here; the reason is a sentence.
    NotApplicable(String),
    /// Something is unknown; the text says what would unlock it.
    NotComputable(String),
}

/// An exact value, `numerator ÷ denominator` in the unit of the KPI.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    pub numerator: Quantity,
    /// One for totals.
    pub denominator: Quantity,
    pub is_ratio: bool,
    /// What the value leaves out; empty when nothing.
    pub note: String,
}

/// A whole number of micros to the power `power`: counts have power 0, money 1, squared money 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    pub value: i128,
    pub power: u32,
}

impl Quantity {
    const ONE: Quantity = Quantity { value: 1, power: 0 };

    fn count(value: u64) -> Quantity {
        Quantity { value: i128::from(value), power: 0 }
    }

    /// Decimal places of `value`.
    pub fn places(&self) -> u32 {
        self.power * AMOUNT_PLACES
    }
}

impl Value {
    /// The value as a fraction in the KPI's own unit; `None` where scaling it would overflow.
    pub fn ratio(&self) -> Option<Ratio> {
        let (over, under) = (self.numerator, self.denominator);
        let shift = |value: i128, places: u32| value.checked_mul(crate::units::decimal::power_of_ten(places)?);
        let (numerator, denominator) = if over.places() >= under.places() {
            (over.value, shift(under.value, over.places() - under.places())?)
        } else {
            (shift(over.value, under.places() - over.places())?, under.value)
        };
        Ratio::new(numerator, denominator)
    }
}

/// Everything a KPI of one group is computed from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub group: &'a Group,
    /// All groups of the view together.
    pub whole: &'a Group,
    /// `None` where it was not asked for; KPIs that need it are then not computable.
    pub spread: Option<&'a Spread>,
    /// What other files say of the view, and which of its groups this is; `None` for all together.
    pub inputs: &'a Inputs,
    pub at: Option<usize>,
    /// Measures that any file supplies.
    pub supplied: Supplied,
}

/// Why a term has no quantity.
enum Gap {
    Overflow,
    Unknown(String),
    Inapplicable(String),
}

/// Computes one KPI. Exact; the only rounding is where the value is written.
pub fn evaluate(kpi: &Kpi, context: &Context<'_>) -> Outcome {
    if context.whole.rows() == 0 || context.group.rows() == 0 {
        return Outcome::NotApplicable("No rows in this selection.".into());
    }
    let needed = kpi.formula.needed();
    if let Some(missing) = Measure::ALL.into_iter().find(|&measure| needed.has(measure) && !context.supplied.has(measure)) {
        return Outcome::NotComputable(unlock_of(missing).into());
    }
    match quantities(&kpi.formula, context, needed) {
        Ok((numerator, denominator, is_ratio)) if denominator.value != 0 => {
            Outcome::Value(Value { numerator, denominator, is_ratio, note: note(&kpi.formula, context, needed) })
        }
        Ok(_) => Outcome::NotApplicable(zero_denominator(&kpi.formula)),
        Err(Gap::Overflow) => Outcome::NotComputable("The sum is larger than can be held exactly. Split the files by period.".into()),
        Err(Gap::Unknown(unlock)) => Outcome::NotComputable(unlock),
        Err(Gap::Inapplicable(reason)) => Outcome::NotApplicable(reason),
    }
}

fn quantities(formula: &Formula, context: &Context<'_>, needed: Supplied) -> Result<(Quantity, Quantity, bool), Gap> {
    // Inputs first: a missing cost file is the more useful thing to say than rows without units.
    for input in formula.inputs() {
        context.inputs.of(input, context.at).map_err(|unlock| Gap::Unknown(unlock.to_owned()))?;
    }
    if context.group.rows_with(needed) == 0 {
        let names: Vec<&str> = Measure::ALL.into_iter().filter(|&measure| needed.has(measure)).map(Measure::label).collect();
        return Err(Gap::Unknown(format!("No row of this group has {}.", names.join(" and "))));
    }
    match formula {
        Formula::Total(term) => Ok((quantity(term, context, needed)?, Quantity::ONE, false)),
        Formula::Ratio(over, under) => Ok((quantity(over, context, needed)?, quantity(under, context, needed)?, true)),
    }
}

fn quantity(term: &Term, context: &Context<'_>, needed: Supplied) -> Result<Quantity, Gap> {
    match term {
        Term::Sum(measure) => Ok(sum(context.group, *measure, needed)),
        Term::Whole(measure) => Ok(sum(context.whole, *measure, needed)),
        Term::Input(input) => {
            let value = context.inputs.of(*input, context.at).map_err(|unlock| Gap::Unknown(unlock.to_owned()))?;
            Ok(Quantity { value, power: 1 })
        }
        Term::Plus(a, b) => combine(quantity(a, context, needed)?, quantity(b, context, needed)?, i128::checked_add),
        Term::Minus(a, b) => combine(quantity(a, context, needed)?, quantity(b, context, needed)?, i128::checked_sub),
        Term::Times(a, b) => {
            let (a, b) = (quantity(a, context, needed)?, quantity(b, context, needed)?);
            Ok(Quantity { value: a.value.checked_mul(b.value).ok_or(Gap::Overflow)?, power: a.power + b.power })
        }
        _ => by_creator(term, context),
    }
}

/// Terms that look at single creators.
fn by_creator(term: &Term, context: &Context<'_>) -> Result<Quantity, Gap> {
    let spread = context.spread.ok_or_else(|| Gap::Unknown("Not computed for this view.".into()))?;
    if spread.creators == 0 {
        return Err(Gap::Unknown("No row of this group names a creator. The brand-side creator report or the template supplies creators.".into()));
    }
    let months = || spread.months.ok_or_else(|| Gap::Inapplicable("Compares calendar months; a week has none of its own.".into()));
    match term {
        Term::LargestCreator => Ok(Quantity { value: spread.largest, power: 1 }),
        Term::LargestFiveCreators => Ok(Quantity { value: spread.largest_five, power: 1 }),
        Term::SquaredCreatorRevenues => Ok(Quantity { value: spread.squares.ok_or(Gap::Overflow)?, power: 2 }),
        Term::CreatorsTo80 => spread
            .holders_of_80
            .map(Quantity::count)
            .ok_or_else(|| Gap::Inapplicable("Revenue is not positive, or the creators that are named hold less than 80% of it.".into())),
        Term::ActiveCreators => Ok(Quantity::count(spread.active)),
        Term::ActiveLastMonth => Ok(Quantity::count(months()?.last)),
        _ => Ok(Quantity::count(months()?.both)),
    }
}

fn sum(group: &Group, measure: Measure, needed: Supplied) -> Quantity {
    Quantity { value: group.sum(measure, needed), power: u32::from(measure.is_money()) }
}

fn combine(a: Quantity, b: Quantity, operation: fn(i128, i128) -> Option<i128>) -> Result<Quantity, Gap> {
    debug_assert_eq!(a.power, b.power, "only like things are added");
    Ok(Quantity { value: operation(a.value, b.value).ok_or(Gap::Overflow)?, power: a.power })
}

fn zero_denominator(formula: &Formula) -> String {
    match formula {
        Formula::Ratio(_, Term::ActiveLastMonth) => "No creator was active in the calendar month before, within this selection.".into(),
        Formula::Ratio(_, under) => format!("Zero {}: nothing to divide by.", under.text()),
        Formula::Total(_) => String::new(),
    }
}

/// What the value leaves out, and where what is no row comes from.
fn note(formula: &Formula, context: &Context<'_>, needed: Supplied) -> String {
    let mut notes = vec![left_out(context, needed)];
    for input in formula.inputs() {
        let note = context.inputs.note(input);
        if notes.iter().all(|known| known != note) {
            notes.push(note.to_owned());
        }
    }
    notes.retain(|note| !note.is_empty());
    notes.join(" ")
}

/// Rows that lack something the value needs are left out of all its parts, and it says so.
fn left_out(context: &Context<'_>, needed: Supplied) -> String {
    let (all, used) = (context.group.rows(), context.group.rows_with(needed));
    if used == all {
        return String::new();
    }
    let lacking: Vec<&str> = Measure::ALL
        .into_iter()
        .filter(|&measure| needed.has(measure) && context.group.rows_with(Supplied::NONE.with(measure)) < all)
        .map(Measure::label)
        .collect();
    format!("From {used} of {all} rows: the others have no {}.", lacking.join(" or no "))
}
