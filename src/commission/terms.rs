//! The numbers that figures and commission verdicts rest on and no file supplies: each has a default, its source, and can be changed.

mod diagnosis;

use super::standard_rates::StandardRates;
use crate::units::Ratio;

use diagnosis::DIAGNOSIS_TERMS;

/// How a term is written and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermUnit {
    /// In units of the currency.
    Money,
    /// A fraction: 0.1 is 10 %.
    Share,
    Days,
    Count,
    /// Hours, points, scores.
    Number,
}

/// Who says that the default holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermSource {
    /// Practice among agencies that run such programmes.
    Practice,
    /// A proposal of ours, where nobody gives a number.
    Proposal,
}

/// What rests on a term, and so where its field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermTopic {
    Figures,
    Commission,
    Diagnosis,
}

/// One editable number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    TargetPayout,
    InvisiblePayout,
    EpcFloor,
    DaysLeftMin,
    TargetMargin,
    LowPrice,
    PackDiscount,
    PackFulfilment,
    RateTolerance,
    ReviewDays,
    RunwayDays,
    RunwayMeanDays,
    LandscapePercentile,
    LandscapeOrders,
    MarginSpread,
    InertiaLevel,
    TrailingDays,
    SubscribeRetention,
    ReferralBonusRate,
    DriftWeeks,
    DriftLevel,
    DriftMin,
    CompareWeeks,
    MaskingShare,
    MaskingLevel,
    LaunchDays,
    PassiveShare,
    DealShare,
    CaptureScore,
    MeasurableShare,
    SignalDays,
    RisingQueries,
    RatingMin,
    ReviewsMin,
    BuyBoxMin,
    SessionShareMin,
    SpreadProducts,
    AudienceOverlap,
    ConversionFactor,
    BriefHours,
    OutreachHours,
    ReviewHours,
    PullHours,
    HoursAvailable,
    OtherDuties,
    OwnerDuties,
    CadenceMin,
    ScoreTiers,
    ScorePull,
    ScoreOutbound,
    ScoreFeedback,
    ScoreMin,
    LiftWeeksBefore,
    LiftWeeksAfter,
    DiscoveryLevel,
    AnomalyScore,
    DoseProducts,
    DoseMonths,
    HoldoutWeeks,
    ResamplingDraws,
    ClaimsMax,
    RankClicks,
    UsualNtb,
    UsualRepeat,
    UsualSns,
}

/// What a term is, in one place: settings, the command line, the page and the register of assumptions read it here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermEntry {
    pub term: Term,
    /// Key in settings.
    pub id: &'static str,
    pub label: &'static str,
    /// What it decides, and what an empty field means.
    pub hint: &'static str,
    pub unit: TermUnit,
    /// Millionths; `None` where nothing is assumed.
    pub default_millionths: Option<i64>,
    pub source: TermSource,
    pub topic: TermTopic,
}

const fn entry(term: Term, id: &'static str, label: &'static str, unit: TermUnit, default_millionths: Option<i64>, hint: &'static str) -> TermEntry {
    TermEntry { term, id, label, hint, unit, default_millionths, source: TermSource::Proposal, topic: TermTopic::Commission }
}

impl TermEntry {
    const fn practice(self) -> TermEntry {
        TermEntry { source: TermSource::Practice, ..self }
    }

    const fn of_figures(self) -> TermEntry {
        TermEntry { topic: TermTopic::Figures, ..self }
    }
}

const WHOLE: i64 = 1_000_000;

/// All terms, in the order they are listed.
pub fn entries() -> impl Iterator<Item = &'static TermEntry> {
    TERMS.iter().chain(&DIAGNOSIS_TERMS)
}

/// Those of diagnosis.
pub fn of_diagnosis() -> impl Iterator<Item = &'static TermEntry> {
    DIAGNOSIS_TERMS.iter()
}

/// Those of commission.
pub const TERMS: [TermEntry; 23] = [
    entry(
        Term::TargetPayout,
        "target_payout",
        "Payout a creator should see",
        TermUnit::Money,
        Some(2 * WHOLE),
        "For one sale, standard rate and bonus together. From here on an offer counts as legible. Nobody publishes such a figure.",
    ),
    entry(
        Term::InvisiblePayout,
        "invisible_payout",
        "Payout nobody notices",
        TermUnit::Money,
        Some(WHOLE),
        "Below it an offer counts as invisible; between it and the payout above as marginal.",
    ),
    entry(
        Term::EpcFloor,
        "epc_floor",
        "Least earnings per click",
        TermUnit::Money,
        None,
        "An offer that earns a creator less for a click is not legible, whatever it pays for a sale. Empty: not asked for.",
    ),
    entry(
        Term::DaysLeftMin,
        "days_left_min",
        "Days an offer should still run",
        TermUnit::Days,
        Some(14 * WHOLE),
        "An offer that ends sooner is at most marginal.",
    ),
    entry(
        Term::TargetMargin,
        "target_margin",
        "Margin to keep",
        TermUnit::Share,
        Some(WHOLE / 10),
        "Part of the price that must be left after all costs and the bonus: it sets the ceiling of the rate.",
    ),
    entry(
        Term::LowPrice,
        "low_price",
        "Low-price limit",
        TermUnit::Money,
        Some(15 * WHOLE),
        "Products below it are routed: a higher rate, a multipack, or content first.",
    )
    .practice(),
    entry(Term::PackDiscount, "pack_discount", "Discount in a multipack", TermUnit::Share, Some(WHOLE / 10), "Taken off each unit's price."),
    entry(
        Term::PackFulfilment,
        "pack_fulfilment",
        "Fulfilment of a further unit in a pack",
        TermUnit::Share,
        Some(WHOLE / 2),
        "Part of one unit's fulfilment fee that each unit after the first adds. Look your pack up in Amazon's fee table.",
    ),
    entry(
        Term::RateTolerance,
        "rate_tolerance",
        "Rates that count as one",
        TermUnit::Share,
        Some(2_500),
        "Commission ÷ revenue may differ from a rate by this much.",
    ),
    entry(Term::ReviewDays, "review_days", "Days between rate reviews", TermUnit::Days, Some(91 * WHOLE), "A quarter.").practice(),
    entry(
        Term::RunwayDays,
        "runway_days",
        "Days a budget should last",
        TermUnit::Days,
        Some(14 * WHOLE),
        "Creators see how much budget is left; less is warned of.",
    ),
    entry(
        Term::RunwayMeanDays,
        "runway_mean_days",
        "Days a budget's use is averaged over",
        TermUnit::Days,
        Some(14 * WHOLE),
        "Up to the last day in the data.",
    ),
    entry(
        Term::LandscapePercentile,
        "landscape_percentile",
        "Place among competing offers",
        TermUnit::Share,
        Some(WHOLE / 2),
        "An offer that pays less than this part of them asks for a decision: raise it, or accept a passive programme.",
    ),
    entry(
        Term::LandscapeOrders,
        "landscape_orders",
        "Orders a month of a creator worth competing for",
        TermUnit::Count,
        Some(10 * WHOLE),
        "Only where a creator brings as many is the decision asked for.",
    ),
    entry(
        Term::MarginSpread,
        "margin_spread",
        "Spread of margins one rate can serve",
        TermUnit::Share,
        Some(WHOLE / 10),
        "Product lines whose margins lie further apart should not share one rate.",
    ),
    entry(
        Term::InertiaLevel,
        "inertia_level",
        "Certainty asked of a falling trend",
        TermUnit::Share,
        Some(WHOLE / 10),
        "Largest chance of seeing such a fall where there is none.",
    ),
    entry(
        Term::TrailingDays,
        "trailing_days",
        "Days looked back on",
        TermUnit::Days,
        Some(90 * WHOLE),
        "For expected sales, tiers and creators worth inviting again.",
    )
    .practice(),
    entry(
        Term::SubscribeRetention,
        "subscribe_retention",
        "Subscribers who stay for a next delivery",
        TermUnit::Share,
        None,
        "With it, further deliveries raise what a first order is worth. Empty: only the observed repeat share counts.",
    ),
    entry(
        Term::ReferralBonusRate,
        "referral_bonus_rate",
        "Brand Referral Bonus",
        TermUnit::Share,
        None,
        "Credit on sales with an Amazon Attribution tag, for seller accounts. Never on Creator Connections sales. Empty: off.",
    ),
    entry(
        Term::RankClicks,
        "rank_clicks_min",
        "Clicks from which a group is ranked",
        TermUnit::Count,
        Some(100 * WHOLE),
        "With fewer, chance decides more about a rate than the group does: it stands below the ranked ones, without a rank.",
    )
    .of_figures(),
    entry(
        Term::UsualNtb,
        "usual_ntb_share",
        "New-to-brand share of all your orders",
        TermUnit::Share,
        None,
        "What creators' share is compared with. No report has it for a whole brand. Empty: not compared.",
    )
    .of_figures(),
    entry(
        Term::UsualRepeat,
        "usual_repeat_share",
        "Repeat share of all your orders",
        TermUnit::Share,
        None,
        "What creators' share is compared with, over as many days. Empty: the customers who bought again by the Repeat Purchase Behavior report.",
    )
    .of_figures(),
    entry(
        Term::UsualSns,
        "usual_sns_share",
        "Subscribe & Save share of all your orders",
        TermUnit::Share,
        None,
        "What creators' share is compared with. Empty: not compared.",
    )
    .of_figures(),
];

/// The terms in force: defaults, and what the user changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    changed: Vec<(Term, i64)>,
    pub standard_rates: StandardRates,
}

impl Terms {
    /// Sets a term, in millionths; a later value takes the place of an earlier one.
    pub fn set(&mut self, term: Term, millionths: i64) {
        self.changed.retain(|(known, _)| *known != term);
        self.changed.push((term, millionths));
    }

    pub fn is_changed(&self, term: Term) -> bool {
        self.changed.iter().any(|(known, _)| *known == term)
    }

    /// In millionths; `None` where nothing is assumed and nothing given.
    pub fn millionths(&self, term: Term) -> Option<i64> {
        let changed = self.changed.iter().find(|(known, _)| *known == term).map(|(_, value)| *value);
        changed.or_else(|| entries().find(|entry| entry.term == term).and_then(|entry| entry.default_millionths))
    }

    /// The exact value: money in units of its currency, shares as fractions.
    pub fn ratio(&self, term: Term) -> Option<Ratio> {
        self.millionths(term).map(|value| Ratio::millionths(i128::from(value)))
    }

    /// The exact value of a term that has a default; zero for one that has none.
    pub fn value(&self, term: Term) -> Ratio {
        self.ratio(term).unwrap_or(Ratio::whole(0))
    }

    /// Whole days or a count, from 0 to 4,000.
    pub fn whole(&self, term: Term) -> u16 {
        let whole = self.millionths(term).unwrap_or(0) / WHOLE;
        u16::try_from(whole.clamp(0, 4_000)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_stands_once_in_the_list() {
        for entry in entries() {
            assert_eq!(entries().filter(|other| other.term == entry.term || other.id == entry.id).count(), 1, "{}", entry.id);
        }
    }

    #[test]
    fn a_changed_term_takes_the_place_of_its_default() {
        let mut terms = Terms::default();
        assert_eq!((terms.millionths(Term::TargetPayout), terms.ratio(Term::EpcFloor)), (Some(2_000_000), None));
        terms.set(Term::TargetPayout, 2_500_000);
        terms.set(Term::TargetPayout, 3_000_000);
        assert_eq!(terms.value(Term::TargetPayout), Ratio::whole(3));
        assert_eq!(terms.whole(Term::ReviewDays), 91);
        assert!(terms.is_changed(Term::TargetPayout) && !terms.is_changed(Term::ReviewDays));
    }
}
