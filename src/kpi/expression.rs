//! What a KPI may be made of.

use crate::ledger::{Measure, Supplied};

/// One KPI.
pub struct Kpi {
    /// Frozen: reports, exports, addresses and tests cite it.
    pub id: &'static str,
    pub label: &'static str,
    pub formula: Formula,
    pub unit: Unit,
    /// What it tells and how to read it, in one or two sentences.
    pub why: &'static str,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Count,
    /// Money, rounded to the currency's minor unit when shown.
    Money,
    /// A ratio shown in per cent.
    Share,
    /// A ratio shown as a number between 0 and 1.
    Index,
}

/// A sum, or one sum over another. Exact either way.
#[derive(Clone, Copy, Debug)]
pub enum Formula {
    Total(Term),
    Ratio(Term, Term),
}

/// An exact whole number at a scale of micros to some power.
#[derive(Clone, Copy, Debug)]
pub enum Term {
    /// Sum of a measure over the group.
    Sum(Measure),
    /// Sum of a measure over all groups of the view.
    Whole(Measure),
    /// Something that is not in attribution files.
    Input(Input),
    Plus(&'static Term, &'static Term),
    Minus(&'static Term, &'static Term),
    Times(&'static Term, &'static Term),
    /// Revenue of the largest creator.
    LargestCreator,
    LargestFiveCreators,
    /// Sum over creators of squared revenue.
    SquaredCreatorRevenues,
    /// Fewest creators holding at least 80 % of revenue.
    CreatorsTo80,
    /// Creators with at least one order.
    ActiveCreators,
    /// Creators active in the last calendar month.
    ActiveLastMonth,
    /// Creators active in this calendar month and the last.
    ActiveBothMonths,
}

/// What other files or the user supply; see [`super::inputs`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Samples, flat fees, tools: costs beside the commission.
    FixedCosts,
    /// Units × contribution margin before commission, product by product.
    Margin,
    /// Ordered product sales of ASINs and dates that a report covers.
    OrderedSales,
    /// Revenue of the same ASINs and dates.
    CoveredRevenue,
    /// Commission of the same ASINs and dates.
    CoveredCommission,
    /// Part of all customers who buy again, of all orders taken as a subscription, of all orders by new customers.
    RepeatBaseline,
    SnsBaseline,
    NtbBaseline,
}

impl Formula {
    /// `commission ÷ revenue`
    pub fn text(&self) -> String {
        match self {
            Formula::Total(term) => term.text(),
            Formula::Ratio(over, under) => format!("{} ÷ {}", over.bracketed(), under.bracketed()),
        }
    }

    /// What is counted of what, where it is one count over another: such a value can be a proportion, and then has an interval.
    pub fn counts(&self) -> Option<(Measure, Measure)> {
        match self {
            Formula::Ratio(Term::Sum(over), Term::Sum(under)) if !over.is_money() && !under.is_money() => Some((*over, *under)),
            _ => None,
        }
    }

    /// Measures every row in the value must supply.
    pub fn needed(&self) -> Supplied {
        match self {
            Formula::Total(term) => term.needed(),
            Formula::Ratio(over, under) => over.needed().union(under.needed()),
        }
    }

    /// What it needs besides measures.
    pub fn inputs(&self) -> Vec<Input> {
        match self {
            Formula::Total(term) => term.inputs(),
            Formula::Ratio(over, under) => [over.inputs(), under.inputs()].concat(),
        }
    }

    /// Whether it looks at single creators.
    pub fn needs_spread(&self) -> bool {
        match self {
            Formula::Total(term) => term.needs_spread(),
            Formula::Ratio(over, under) => over.needs_spread() || under.needs_spread(),
        }
    }
}

impl Term {
    pub fn text(&self) -> String {
        match self {
            Term::Sum(measure) => measure.label().into(),
            Term::Whole(measure) => format!("{} of all groups", measure.label()),
            Term::Input(input) => input.text().into(),
            Term::Plus(a, b) => format!("{} + {}", a.text(), b.text()),
            Term::Minus(a, b) => format!("{} − {}", a.text(), b.text()),
            Term::Times(a, b) => match (a, b) {
                (Term::Sum(x), Term::Sum(y)) if x == y => format!("{}²", x.label()),
                _ => format!("{} × {}", a.bracketed(), b.bracketed()),
            },
            Term::LargestCreator => "revenue of the largest creator".into(),
            Term::LargestFiveCreators => "revenue of the five largest creators".into(),
            Term::SquaredCreatorRevenues => "sum over creators of revenue²".into(),
            Term::CreatorsTo80 => "fewest creators that hold 80 % of revenue".into(),
            Term::ActiveCreators => "creators with at least one order".into(),
            Term::ActiveLastMonth => "creators active last month".into(),
            Term::ActiveBothMonths => "creators active this month and last".into(),
        }
    }

    fn bracketed(&self) -> String {
        let is_square = matches!(self, Term::Times(Term::Sum(x), Term::Sum(y)) if x == y);
        if matches!(self, Term::Plus(..) | Term::Minus(..) | Term::Times(..)) && !is_square { format!("({})", self.text()) } else { self.text() }
    }

    pub fn needed(&self) -> Supplied {
        match self {
            Term::Sum(measure) | Term::Whole(measure) => Supplied::NONE.with(*measure),
            Term::Input(input) => input.needed(),
            Term::Plus(a, b) | Term::Minus(a, b) | Term::Times(a, b) => a.needed().union(b.needed()),
            Term::LargestCreator | Term::LargestFiveCreators | Term::SquaredCreatorRevenues | Term::CreatorsTo80 => Supplied::NONE.with(Measure::Revenue),
            Term::ActiveCreators | Term::ActiveLastMonth | Term::ActiveBothMonths => Supplied::NONE.with(Measure::Orders),
        }
    }

    fn inputs(&self) -> Vec<Input> {
        match self {
            Term::Input(input) => vec![*input],
            Term::Plus(a, b) | Term::Minus(a, b) | Term::Times(a, b) => [a.inputs(), b.inputs()].concat(),
            _ => Vec::new(),
        }
    }

    fn needs_spread(&self) -> bool {
        matches!(
            self,
            Term::LargestCreator
                | Term::LargestFiveCreators
                | Term::SquaredCreatorRevenues
                | Term::CreatorsTo80
                | Term::ActiveCreators
                | Term::ActiveLastMonth
                | Term::ActiveBothMonths
        )
    }
}

impl Input {
    pub const ALL: [Input; 8] = [
        Input::FixedCosts,
        Input::Margin,
        Input::OrderedSales,
        Input::CoveredRevenue,
        Input::CoveredCommission,
        Input::RepeatBaseline,
        Input::SnsBaseline,
        Input::NtbBaseline,
    ];

    fn text(self) -> &'static str {
        match self {
            Input::FixedCosts => "fixed costs",
            Input::Margin => "units × contribution margin",
            Input::OrderedSales => "ordered product sales",
            Input::CoveredRevenue => "revenue of the same ASINs and dates",
            Input::CoveredCommission => "commission of the same ASINs and dates",
            Input::RepeatBaseline => "usual repeat share",
            Input::SnsBaseline => "usual Subscribe & Save share",
            Input::NtbBaseline => "usual new-to-brand share",
        }
    }

    /// Measures that a row in it must supply.
    fn needed(self) -> Supplied {
        match self {
            Input::Margin => Supplied::NONE.with(Measure::Units),
            Input::CoveredRevenue => Supplied::NONE.with(Measure::Revenue),
            Input::CoveredCommission => Supplied::NONE.with(Measure::Commission),
            _ => Supplied::NONE,
        }
    }

    /// What to bring or type so that the figure can be computed.
    pub fn unlock(self) -> &'static str {
        match self {
            Input::FixedCosts => "Needs your fixed costs (samples, flat fees, tools): a costs file, or the amount typed in Settings.",
            Input::Margin => "Needs the contribution margin of each ASIN: a catalogue with price, cost of goods and fees.",
            Input::OrderedSales | Input::CoveredRevenue | Input::CoveredCommission => {
                "Needs ordered product sales of the same ASINs: the business report by child ASIN (Seller Central), or vendor sales."
            }
            Input::RepeatBaseline => "Needs what is usual: the Repeat Purchase Behavior report (Brand Analytics), or your repeat share typed in Settings.",
            Input::SnsBaseline => "Needs what is usual: type the Subscribe & Save share of all your orders in Settings.",
            Input::NtbBaseline => "Needs what is usual: type the new-to-brand share of all your orders in Settings.",
        }
    }
}

/// Which report supplies a measure that these files lack.
pub fn unlock_of(measure: Measure) -> &'static str {
    match measure {
        Measure::Clicks => "No file has clicks. The Creator Connections export has them; so does the template.",
        Measure::Orders => "No file has orders. The brand-side creator report or the template supplies them; the creator-side export has units only.",
        Measure::Units => "No file has units. The Creator Connections export has them (shipped items); so does the template.",
        Measure::Revenue => "No file has revenue. The Creator Connections export has it; so does the template.",
        Measure::Commission => "No file has commission. The Creator Connections export has it (commission income); so does the template.",
        Measure::NtbOrders => {
            "No file has new-to-brand orders by creator, and Amazon's reports have no creator in them. Supply them in the template if you have counts."
        }
        Measure::RepeatOrders => {
            "No file has repeat orders by creator, and Amazon's reports have no creator in them. Supply them in the template if you have counts."
        }
        Measure::SnsOrders => {
            "No file has Subscribe & Save orders by creator, and Amazon's reports have no creator in them. Supply them in the template if you have counts."
        }
    }
}
