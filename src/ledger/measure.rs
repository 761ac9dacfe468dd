//! The measures a fact can carry.

/// One additive measure of an attribution fact. Money measures are in micros, the others are whole counts; both may be
/// negative where returns are netted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    Clicks,
    Orders,
    Units,
    Revenue,
    Commission,
    NtbOrders,
    RepeatOrders,
    SnsOrders,
}

impl Measure {
    pub const COUNT: usize = 8;
    pub const ALL: [Measure; Measure::COUNT] = [
        Measure::Clicks,
        Measure::Orders,
        Measure::Units,
        Measure::Revenue,
        Measure::Commission,
        Measure::NtbOrders,
        Measure::RepeatOrders,
        Measure::SnsOrders,
    ];

    /// Position in [`Measure::ALL`].
    pub const fn index(self) -> usize {
        match self {
            Measure::Clicks => 0,
            Measure::Orders => 1,
            Measure::Units => 2,
            Measure::Revenue => 3,
            Measure::Commission => 4,
            Measure::NtbOrders => 5,
            Measure::RepeatOrders => 6,
            Measure::SnsOrders => 7,
        }
    }

    /// Canonical name, as in `check`'s sums, exports and SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Measure::Clicks => "clicks",
            Measure::Orders => "orders",
            Measure::Units => "units",
            Measure::Revenue => "revenue",
            Measure::Commission => "commission",
            Measure::NtbOrders => "ntb_orders",
            Measure::RepeatOrders => "repeat_orders",
            Measure::SnsOrders => "sns_orders",
        }
    }

    /// Words for formulas and sentences.
    pub const fn label(self) -> &'static str {
        match self {
            Measure::Clicks => "clicks",
            Measure::Orders => "orders",
            Measure::Units => "units",
            Measure::Revenue => "revenue",
            Measure::Commission => "commission",
            Measure::NtbOrders => "new-to-brand orders",
            Measure::RepeatOrders => "repeat orders",
            Measure::SnsOrders => "Subscribe & Save orders",
        }
    }

    /// Whether values are micros of the currency rather than counts.
    pub const fn is_money(self) -> bool {
        matches!(self, Measure::Revenue | Measure::Commission)
    }
}

/// Which measures a row, or every row of a selection, supplies. Not supplied is unknown, which is not zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Supplied(u8);

impl Supplied {
    pub const NONE: Supplied = Supplied(0);

    pub const fn with(self, measure: Measure) -> Supplied {
        Supplied(self.0 | 1 << measure.index())
    }

    pub const fn union(self, other: Supplied) -> Supplied {
        Supplied(self.0 | other.0)
    }

    pub const fn has(self, measure: Measure) -> bool {
        self.0 & (1 << measure.index()) != 0
    }

    /// Whether everything in `needed` is supplied.
    pub const fn covers(self, needed: Supplied) -> bool {
        self.0 & needed.0 == needed.0
    }

    /// Whether the two have a measure in common.
    pub const fn meets(self, other: Supplied) -> bool {
        self.0 & other.0 != 0
    }

    pub const fn bits(self) -> u8 {
        self.0
    }

    pub const fn from_bits(bits: u8) -> Supplied {
        Supplied(bits)
    }
}
