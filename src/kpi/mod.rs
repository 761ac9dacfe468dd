//! KPIs, each declared once as an expression over measures. Value, formula text, column, chart and export derive from
//! the declaration. A new KPI is a new entry in one of the family files.

pub mod acquisition;
pub mod concentration;
pub mod efficiency;
pub mod evaluate;
pub mod expression;
pub mod inputs;
pub mod margin;
pub mod volume;

pub use evaluate::{Context, Outcome, Value, evaluate};
pub use expression::{Formula, Input, Kpi, Term, Unit};
pub use inputs::Inputs;

/// A group of KPIs that are read together.
pub struct Family {
    pub title: &'static str,
    pub kpis: &'static [Kpi],
}

/// Families in reading order.
pub const FAMILIES: &[&Family] = &[&volume::FAMILY, &efficiency::FAMILY, &acquisition::FAMILY, &concentration::FAMILY, &margin::FAMILY];

/// Every KPI, in reading order: the order of columns and exports.
pub fn all() -> impl Iterator<Item = &'static Kpi> {
    FAMILIES.iter().flat_map(|family| family.kpis)
}

/// The KPI with this id.
pub fn by_id(id: &str) -> Option<&'static Kpi> {
    all().find(|kpi| kpi.id == id)
}

/// The KPI that may stand for another where its measures are missing, labelled so.
pub fn stand_in(id: &str) -> Option<&'static Kpi> {
    (id == efficiency::CONVERSION).then(|| by_id(efficiency::UNIT_CONVERSION)).flatten()
}
