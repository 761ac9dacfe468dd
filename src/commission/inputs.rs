//! What is known of one product, and where each number comes from.

use crate::units::{Date, Ratio};

use super::standard_rates::Category;

/// Where a number comes from, the most certain first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The reader typed it.
    Typed,
    /// A table of the reader's own or a report.
    Table,
    /// The attribution rows.
    Facts,
    /// Concluded from commission ÷ revenue.
    Inferred,
    /// The reader's own rate of a category that was chosen or read.
    StandardOwn,
    /// A table of ours, by a category that was chosen or read.
    Standard,
    /// A default where nobody gives a number.
    Assumed,
}

impl Origin {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Typed => "typed",
            Origin::Table => "table",
            Origin::Facts => "facts",
            Origin::Inferred => "inferred",
            Origin::StandardOwn => "own-standard-rates",
            Origin::Standard => "standard-rates",
            Origin::Assumed => "assumed",
        }
    }
}

/// A number with its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub value: Ratio,
    pub origin: Origin,
}

impl Known {
    pub fn new(value: Ratio, origin: Origin) -> Known {
        Known { value, origin }
    }
}

/// What one unit costs before commission; amounts in units of the currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostTerms {
    pub cost_of_goods: Option<Known>,
    pub referral_fee: Option<Known>,
    pub fulfilment_fee: Option<Known>,
    /// Absent: taken as nothing, and listed as an assumption.
    pub returns_allowance: Option<Known>,
    pub other_cost: Option<Known>,
}

/// What the attribution rows say of one product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sales {
    /// Sums over all rows, each over the rows that supply it.
    pub revenue: i128,
    pub units: i128,
    pub orders: i128,
    /// Orders per click over the rows that supply both, units per click where that cannot be told; never below zero.
    pub conversion: Option<Ratio>,
    pub conversion_is_by_units: bool,
    /// Revenue per unit over the rows that supply both, in units of the currency.
    pub net_price: Option<Ratio>,
    /// Units in the days looked back on, scaled to 90 days; `None` where more came back than was sold.
    pub trailing_units: Option<Ratio>,
    /// The same for revenue, in units of the currency.
    pub trailing_revenue: Option<Ratio>,
}

/// One product with everything the engine asks for. Absent means not known, never zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Product {
    pub asin: String,
    pub title: String,
    pub line: String,
    /// As the catalogue writes it.
    pub category_text: String,
    pub category: Option<&'static Category>,
    pub category_origin: Option<Origin>,
    /// Net average selling price of one unit: revenue ÷ units where rows supply both, for commission is paid of what buyers paid;
    /// else the catalogue's.
    pub price: Option<Known>,
    /// As the catalogue lists it.
    pub list_price: Option<Known>,
    pub standard_rate: Option<Known>,
    /// The bonus offered now.
    pub brand_rate: Option<Known>,
    pub costs: CostTerms,
    pub conversion: Option<Known>,
    pub reviews: Option<i64>,
    pub rating_millionths: Option<i64>,
    pub budget_remaining: Option<Known>,
    pub ends_on: Option<Date>,
    pub offer_live: Option<bool>,
    pub offered: Option<u64>,
    pub accepted: Option<u64>,
    /// Share of customers that bought again.
    pub repeat_share: Option<Known>,
    pub sns_eligible: Option<bool>,
    pub reviewed_on: Option<Date>,
    /// Orders a creator brings in a month, as typed.
    pub monthly_orders: Option<Known>,
    pub sales: Sales,
}

impl Product {
    /// A field that is a number with an origin, by its name.
    pub fn known(&self, field: &str) -> Option<Known> {
        match field {
            "price" => self.price,
            "standard_rate" => self.standard_rate,
            "brand_rate" => self.brand_rate,
            "conversion_rate" => self.conversion,
            "cost_of_goods" => self.costs.cost_of_goods,
            "referral_fee" => self.costs.referral_fee,
            "fulfilment_fee" => self.costs.fulfilment_fee,
            "returns_allowance" => self.costs.returns_allowance,
            "other_cost" => self.costs.other_cost,
            "budget_remaining" => self.budget_remaining,
            "repeat_share" => self.repeat_share,
            "monthly_orders" => self.monthly_orders,
            _ => None,
        }
    }
}

impl Default for Known {
    fn default() -> Known {
        Known::new(Ratio::whole(0), Origin::Assumed)
    }
}

/// One field of a product that a reader may type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductField {
    /// Stable name, as saved, and as `missing` lists it.
    pub id: &'static str,
    pub label: &'static str,
    pub kind: FieldKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Money,
    /// Per cent, or a fraction below one.
    Share,
    Count,
    Date,
    /// An id of the table of standard rates.
    Category,
}

const fn field(id: &'static str, label: &'static str, kind: FieldKind) -> ProductField {
    ProductField { id, label, kind }
}

/// Every field that can be typed, in the order of a form.
pub const FIELDS: [ProductField; 16] = [
    field("price", "Price", FieldKind::Money),
    field("category", "Category", FieldKind::Category),
    field("standard_rate", "Standard rate", FieldKind::Share),
    field("brand_rate", "Your bonus rate", FieldKind::Share),
    field("cost_of_goods", "Cost of goods", FieldKind::Money),
    field("referral_fee", "Referral fee", FieldKind::Money),
    field("fulfilment_fee", "Fulfilment fee", FieldKind::Money),
    field("returns_allowance", "Returns allowance", FieldKind::Money),
    field("other_cost", "Other cost", FieldKind::Money),
    field("conversion_rate", "Conversion rate", FieldKind::Share),
    field("budget_remaining", "Budget left", FieldKind::Money),
    field("ends_on", "Offer ends on", FieldKind::Date),
    field("offered", "Creators offered", FieldKind::Count),
    field("accepted", "Creators accepted", FieldKind::Count),
    field("repeat_share", "Customers who buy again", FieldKind::Share),
    field("monthly_orders", "Orders a creator brings in a month", FieldKind::Count),
];

/// A field by its name.
pub fn product_field(id: &str) -> Option<&'static ProductField> {
    FIELDS.iter().find(|field| field.id == id)
}
