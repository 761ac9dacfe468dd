//! The thresholds of diagnosis.

use super::{Term, TermEntry, TermTopic, TermUnit, WHOLE, entry};

const fn found(term: Term, id: &'static str, label: &'static str, unit: TermUnit, default_millionths: Option<i64>, hint: &'static str) -> TermEntry {
    TermEntry { topic: TermTopic::Diagnosis, ..entry(term, id, label, unit, default_millionths, hint) }
}

const fn share(term: Term, id: &'static str, label: &'static str, millionths: i64, hint: &'static str) -> TermEntry {
    found(term, id, label, TermUnit::Share, Some(millionths), hint)
}

const fn whole(term: Term, id: &'static str, label: &'static str, unit: TermUnit, value: i64, hint: &'static str) -> TermEntry {
    found(term, id, label, unit, Some(value * WHOLE), hint)
}

const fn number(term: Term, id: &'static str, label: &'static str, millionths: i64, hint: &'static str) -> TermEntry {
    found(term, id, label, TermUnit::Number, Some(millionths), hint)
}

/// All of them, in the order they are listed.
pub const DIAGNOSIS_TERMS: [TermEntry; 42] = [
    whole(
        Term::DriftWeeks,
        "drift_weeks",
        "Weeks a drift is looked for in",
        TermUnit::Count,
        8,
        "The latest mature ones; their later half is compared with the earlier.",
    ),
    share(
        Term::DriftLevel,
        "drift_level",
        "Certainty asked of a drift",
        100_000,
        "Largest chance of seeing such a trend where there is none, rise and fall together.",
    ),
    share(Term::DriftMin, "drift_min", "Least change of the ratio worth telling", 2_500, "Smaller changes are rounding of cents and chance, however regular."),
    whole(
        Term::CompareWeeks,
        "compare_weeks",
        "Weeks compared with the weeks before",
        TermUnit::Count,
        8,
        "As many before as after; fewer where the data are shorter, at least four.",
    ),
    share(
        Term::MaskingShare,
        "masking_share",
        "Least part of revenue of a line worth telling",
        100_000,
        "Smaller lines are told only where they are launches.",
    ),
    share(
        Term::MaskingLevel,
        "masking_level",
        "False falls of a line accepted",
        50_000,
        "Benjamini and Hochberg's rate over all lines compared: where nothing happened, at most one client in twenty is told of a fall.",
    ),
    whole(Term::LaunchDays, "launch_days", "Days a launch lasts", TermUnit::Days, 60, "From the first sale.").practice(),
    share(
        Term::PassiveShare,
        "passive_share",
        "Revenue from creators you approached, below which a programme is mixed",
        300_000,
        "With none at all it is passive.",
    ),
    share(Term::DealShare, "deal_share", "Part of orders on deal days that makes a deal audience", 600_000, "Deal days come from your calendar of events."),
    share(
        Term::CaptureScore,
        "capture_score",
        "Score from which sales look captured rather than created",
        600_000,
        "Part of the signals that could be read which point that way.",
    ),
    share(
        Term::MeasurableShare,
        "measurable_share",
        "Least part of a budget that can be measured",
        500_000,
        "Money whose sales can be told product by product.",
    ),
    whole(
        Term::SignalDays,
        "signal_days",
        "Days in which creators' clicks should meet ads",
        TermUnit::Days,
        28,
        "Products with clicks in these days and no spend on Sponsored Products are named.",
    ),
    share(Term::RisingQueries, "rising_queries", "Rise of a search that counts", 200_000, "Against the weeks before creators began."),
    number(Term::RatingMin, "rating_min", "Least rating of a listing", 4 * WHOLE, "Below it a listing should be mended before creators are paid."),
    whole(Term::ReviewsMin, "reviews_min", "Least reviews of a listing", TermUnit::Count, 15, "The same."),
    share(Term::BuyBoxMin, "buy_box_min", "Least share of the buy box", 900_000, "The same."),
    share(
        Term::SessionShareMin,
        "session_share_min",
        "Least units a session, against your own middle listing",
        500_000,
        "Below it a listing convinces too few of its visitors. 0: not asked.",
    ),
    whole(
        Term::SpreadProducts,
        "spread_products",
        "Products a programme starts with",
        TermUnit::Count,
        5,
        "More offers thin out what each can earn a creator.",
    )
    .practice(),
    share(
        Term::AudienceOverlap,
        "audience_overlap",
        "Overlap of creators between lines",
        600_000,
        "Jaccard index: creators of both lines among those of either.",
    ),
    number(
        Term::ConversionFactor,
        "conversion_factor",
        "Times conversion may differ between lines that share creators",
        2 * WHOLE,
        "Beyond it one audience does not serve both.",
    ),
    number(Term::BriefHours, "brief_hours", "Hours a brief takes", WHOLE / 2, ""),
    number(Term::OutreachHours, "outreach_hours", "Hours an outreach takes", WHOLE / 5, ""),
    number(Term::ReviewHours, "review_hours", "Hours a content review takes", WHOLE / 4, ""),
    number(Term::PullHours, "pull_hours", "Hours the weekly pull takes", WHOLE / 2, "").practice(),
    found(Term::HoursAvailable, "hours_available", "Hours a week for the programme", TermUnit::Number, None, "Empty: not judged."),
    whole(Term::OtherDuties, "other_duties", "Other duties of the owner that are too many", TermUnit::Count, 4, "A programme that comes fifth is not run."),
    found(
        Term::OwnerDuties,
        "owner_duties",
        "Other duties the programme's owner has",
        TermUnit::Count,
        None,
        "Empty: not judged. 0 where the programme is the only one.",
    ),
    share(Term::CadenceMin, "cadence_min", "Least part of weeks with a pull", 500_000, "Of the last 13 weeks."),
    number(Term::ScoreTiers, "score_tiers", "Points for tiers in force", 25 * WHOLE, "Of the score of performance against publicity."),
    number(Term::ScorePull, "score_pull", "Points for a weekly pull by product", 25 * WHOLE, "The same."),
    number(Term::ScoreOutbound, "score_outbound", "Points for outbound briefs in 90 days", 25 * WHOLE, "The same."),
    number(Term::ScoreFeedback, "score_feedback", "Points for a weekly creative feedback loop", 25 * WHOLE, "The same."),
    share(Term::ScoreMin, "score_min", "Least part of the points that could be judged", 500_000, "Below it the programme is run like publicity."),
    whole(Term::LiftWeeksBefore, "lift_weeks_before", "Weeks before an activation", TermUnit::Count, 8, "Fewer are no baseline."),
    whole(Term::LiftWeeksAfter, "lift_weeks_after", "Weeks after an activation", TermUnit::Count, 4, "Fewer are no effect."),
    share(Term::DiscoveryLevel, "discovery_level", "False names accepted among best and worst", 100_000, "Benjamini and Hochberg's rate."),
    number(
        Term::AnomalyScore,
        "anomaly_score",
        "Robust score of an anomaly",
        3 * WHOLE + WHOLE / 2,
        "Distance from the median in median absolute deviations, scaled.",
    ),
    whole(Term::DoseProducts, "dose_products", "Products a dose-response needs", TermUnit::Count, 12, "Fewer say nothing."),
    whole(Term::DoseMonths, "dose_months", "Months a dose-response needs", TermUnit::Count, 3, "Fewer say nothing."),
    whole(Term::HoldoutWeeks, "holdout_weeks", "Weeks of a holdout", TermUnit::Count, 4, "A product's offer is paused for as long."),
    whole(Term::ResamplingDraws, "resampling_draws", "Draws of a resampling", TermUnit::Count, 1_000, "More take longer and change little."),
    share(
        Term::ClaimsMax,
        "claims_max",
        "Claims over ordered sales that are too many",
        WHOLE,
        "Above it channels claim one sale twice, unless halo or timing explains it.",
    ),
];
