//! Where the mixture of rates goes: legacy revenue fades as observed, revenue at the present rate stays as it is (COM-9), and
//! what a change of rate makes of it (COM-10).

use super::rate_ledger::{MonthMix, RateLedger};
use crate::stats::trend;
use crate::units::{Date, Ratio};

/// Months that are forecast.
pub const MONTHS: u16 = 12;
/// Fewer whole months with legacy revenue show no fading.
pub const FADING_MONTHS_MIN: usize = 4;

/// How legacy revenue fades.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fading {
    /// Part of a month's legacy revenue that is there in the next; at most one.
    pub retention: Ratio,
    /// Months after which half is left; `None` where nothing fades.
    pub half_life_months: Option<Ratio>,
    /// Whole months it was observed in.
    pub months: usize,
}

/// One month to come; money in units of the currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForecastMonth {
    pub month: u16,
    pub legacy_revenue: Ratio,
    pub current_revenue: Ratio,
    pub commission: Ratio,
    /// Commission ÷ revenue; `None` without revenue.
    pub blended: Option<Ratio>,
    /// Legacy commission less what the same revenue costs at the present rate.
    pub legacy_over_current: Ratio,
}

/// Where a forecast starts from: the latest whole month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    pub month: u16,
    pub legacy_revenue: Ratio,
    pub current_revenue: Ratio,
    /// Mean rates of both.
    pub legacy_rate: Option<Ratio>,
    pub current_rate: Option<Ratio>,
    /// Mean rate the legacy revenue would cost at what is offered now.
    pub legacy_at_current: Option<Ratio>,
}

/// The days that months are whole within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered {
    /// First day of the data.
    pub from: Date,
    /// Last day that is final.
    pub until: Date,
}

impl Covered {
    /// Whether the data hold a month whole, and final. Weeks are dated by their first day and not every day has a sale: data that
    /// begin within the first seven days of a month hold it, those that begin later do not.
    fn holds(&self, month: u16) -> bool {
        let begins = self.from.month_index() + u16::from(self.from.minus_days(7).month_index() == self.from.month_index());
        begins <= month && month < self.until.plus_days(1).month_index()
    }
}

/// Months with sales that the data hold whole; none where no days are known.
pub fn whole_months(ledger: &RateLedger, covered: Option<Covered>) -> Vec<&MonthMix> {
    ledger.months.iter().filter(|month| covered.is_some_and(|covered| covered.holds(month.month))).collect()
}

/// How legacy revenue fades from its largest month on; `None` with too few whole months after it. A month without legacy revenue,
/// or without any row, ends the fading: nothing has no logarithm, and what is sold after it is not what was left.
pub fn fading(ledger: &RateLedger, covered: Option<Covered>) -> Option<Fading> {
    let months = whole_months(ledger, covered);
    let peak = (0..months.len()).rev().max_by_key(|at| months.get(*at).map_or(0, |month| month.legacy_revenue))?;
    let first = months.get(peak)?.month;
    let follows = (first..).zip(months.iter().skip(peak)).take_while(|(expected, month)| month.month == *expected);
    let after: Vec<Ratio> = follows.map(|(_, month)| Ratio::millionths(month.legacy_revenue)).take_while(Ratio::is_positive).collect();
    if after.len() < FADING_MONTHS_MIN {
        return None;
    }
    let retention = trend::retention(&after)?.min(Ratio::whole(1));
    Some(Fading { retention, half_life_months: trend::half_life(&retention), months: after.len() })
}

/// Mean rate of the links at the rate offered now; `None` where they have no revenue.
pub fn current_rate(ledger: &RateLedger) -> Option<Ratio> {
    let commission = ledger.months.iter().map(|month| month.current_commission).sum::<i128>();
    Ratio::new(commission, ledger.current_revenue).filter(|_| ledger.current_revenue > 0)
}

/// The latest whole month as a start; `None` without one: a part of a month says nothing of a year.
pub fn start(ledger: &RateLedger, covered: Option<Covered>) -> Option<Start> {
    let month = whole_months(ledger, covered).last().copied()?;
    let (legacy, current) = (Ratio::millionths(month.legacy_revenue), Ratio::millionths(month.current_revenue));
    let legacy_rate = Ratio::new(ledger.legacy_commission, ledger.legacy_revenue).filter(|_| ledger.legacy_revenue > 0);
    let over = ledger.legacy_cost_over_current;
    let legacy_at_current = Ratio::millionths(ledger.legacy_commission).minus(&over).and_then(|cost| cost.over(&Ratio::millionths(ledger.legacy_revenue)));
    let legacy_at_current = legacy_at_current.filter(|_| ledger.legacy_revenue > 0);
    Some(Start { month: month.month, legacy_revenue: legacy, current_revenue: current, legacy_rate, current_rate: current_rate(ledger), legacy_at_current })
}

/// The months to come. Legacy revenue fades; without an observed fading it stays, which overstates it if anything.
pub fn forecast(start: &Start, fading: Option<&Fading>) -> Vec<ForecastMonth> {
    let zero = Ratio::whole(0);
    let retention = fading.map_or(Ratio::whole(1), |fading| fading.retention);
    let (legacy_rate, current_rate) = (start.legacy_rate.unwrap_or(zero), start.current_rate.or(start.legacy_at_current).unwrap_or(zero));
    let at_current = start.legacy_at_current.unwrap_or(current_rate);
    let mut legacy = start.legacy_revenue;
    let mut months = Vec::new();
    for ahead in 1..=MONTHS {
        // Kept to millionths, or the fractions outgrow their room within the year.
        legacy = legacy.times(&retention).and_then(|left| left.rounded_millionths()).map_or(zero, Ratio::millionths);
        let month = || {
            let legacy_cost = legacy.times(&legacy_rate)?;
            let commission = legacy_cost.plus(&start.current_revenue.times(&current_rate)?)?;
            let revenue = legacy.plus(&start.current_revenue)?;
            Some(ForecastMonth {
                month: start.month.saturating_add(ahead),
                legacy_revenue: legacy,
                current_revenue: start.current_revenue,
                commission: Ratio::millionths(commission.rounded_millionths()?),
                blended: commission.over(&revenue).filter(|_| revenue.is_positive()),
                legacy_over_current: Ratio::millionths(legacy_cost.minus(&legacy.times(&at_current)?)?.rounded_millionths()?),
            })
        };
        months.extend(month());
    }
    months
}

/// What legacy links will cost over the present rate in the months forecast; below zero they cost less.
pub fn year_over_current(months: &[ForecastMonth]) -> Ratio {
    months.iter().fold(Ratio::whole(0), |sum, month| sum.plus(&month.legacy_over_current).unwrap_or(sum))
}

/// A month of a transition: as the change alone makes it, and with every invited creator on the new rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitionMonth {
    pub month: u16,
    pub blended: Option<Ratio>,
    pub cost: Ratio,
    pub blended_if_all_accept: Option<Ratio>,
    pub cost_if_all_accept: Ratio,
}

/// The first month that a rate entered on a day holds throughout.
pub fn first_whole_month(day: Date) -> u16 {
    day.minus_days(1).month_index().saturating_add(1)
}

/// The months from `first` on, from the present mixture to `new_rate`. Until then older links fade and what they lose is sold
/// at the present rate. From then on all links that exist keep their rate and fade; what they lose is taken to be sold through
/// new links at the new rate, so that revenue stays as it is.
pub fn transition(start: &Start, fading: Option<&Fading>, new_rate: &Ratio, first: u16) -> Vec<TransitionMonth> {
    let zero = Ratio::whole(0);
    let retention = fading.map_or(Ratio::whole(1), |fading| fading.retention);
    let (legacy_rate, current_rate) = (start.legacy_rate.unwrap_or(zero), start.current_rate.unwrap_or(zero));
    let Some(revenue) = start.legacy_revenue.plus(&start.current_revenue) else { return Vec::new() };
    let (mut legacy, mut current) = (start.legacy_revenue, start.current_revenue);
    let mut months = Vec::new();
    let fade = |left: Ratio| left.times(&retention).and_then(|left| left.rounded_millionths()).map_or(zero, Ratio::millionths);
    // A day far ahead is a slip of the keyboard: by then nothing of the present is left anyway.
    let first = first.clamp(start.month.saturating_add(1), start.month.saturating_add(BEFORE_MAX));
    for _ in start.month.saturating_add(1)..first {
        legacy = fade(legacy);
        current = revenue.minus(&legacy).unwrap_or(current);
    }
    for ahead in 0..MONTHS {
        (legacy, current) = (fade(legacy), fade(current));
        let month = || {
            let moved = revenue.minus(&legacy)?.minus(&current)?;
            let cost = legacy.times(&legacy_rate)?.plus(&current.times(&current_rate)?)?.plus(&moved.times(new_rate)?)?;
            let if_all = revenue.times(new_rate)?;
            let blended = |cost: &Ratio| cost.over(&revenue).filter(|_| revenue.is_positive());
            Some(TransitionMonth {
                month: first.saturating_add(ahead),
                blended: blended(&cost),
                cost: Ratio::millionths(cost.rounded_millionths()?),
                blended_if_all_accept: blended(&if_all),
                cost_if_all_accept: Ratio::millionths(if_all.rounded_millionths()?),
            })
        };
        months.extend(month());
    }
    months
}

/// Months between the present and a change that are looked through.
const BEFORE_MAX: u16 = 60;

#[cfg(test)]
mod tests {
    use super::*;

    fn start_of(legacy: i128, current: i128) -> Start {
        let percent = |value: i128| Some(Ratio::millionths(value * 10_000));
        Start {
            month: 318,
            legacy_revenue: Ratio::whole(legacy),
            current_revenue: Ratio::whole(current),
            legacy_rate: percent(10),
            current_rate: percent(6),
            legacy_at_current: percent(6),
        }
    }

    fn halving() -> Fading {
        Fading { retention: Ratio::millionths(500_000), half_life_months: Some(Ratio::whole(1)), months: 5 }
    }

    /// Months from January 2026 on with so much legacy revenue; `None` for one without rows.
    fn ledger(legacy: &[Option<i128>]) -> RateLedger {
        let first = day("2026-01-01").month_index();
        let month = |(month, legacy): (u16, &Option<i128>)| {
            Some(MonthMix { month, legacy_revenue: legacy.as_ref()? * 1_000_000, current_revenue: 1_000_000, ..MonthMix::default() })
        };
        RateLedger { months: (first..).zip(legacy).filter_map(month).collect(), ..RateLedger::default() }
    }

    fn day(text: &str) -> Date {
        Date::from_iso(text).expect("a day")
    }

    fn covered(from: &str, until: &str) -> Option<Covered> {
        Some(Covered { from: day(from), until: day(until) })
    }

    #[test]
    fn a_part_of_a_month_is_never_taken_for_a_whole_one() {
        let ledger = ledger(&[Some(800), Some(400), Some(200), Some(100), Some(50)]);
        let months = |from, until| whole_months(&ledger, covered(from, until)).len();
        assert_eq!((months("2026-01-01", "2026-05-31"), months("2026-01-01", "2026-05-30")), (5, 4));
        assert_eq!((months("2026-01-07", "2026-05-31"), months("2026-01-08", "2026-05-31"), months("2025-12-31", "2026-05-31")), (5, 4, 5));
        assert_eq!((months("2026-03-09", "2026-03-31"), months("2026-03-09", "2026-04-29")), (0, 0));
        assert_eq!(start(&ledger, covered("2026-03-09", "2026-04-29")), None);
        assert_eq!(start(&ledger, None), None);
        assert_eq!(start(&ledger, covered("2026-01-01", "2026-04-30")).map(|start| start.legacy_revenue), Some(Ratio::whole(100)));
    }

    #[test]
    fn a_month_without_sales_ends_the_fading() {
        let year = covered("2026-01-01", "2026-12-31");
        let halved = fading(&ledger(&[Some(800), Some(400), Some(200), Some(100)]), year).expect("four months");
        assert_eq!((halved.retention, halved.months), (Ratio::millionths(500_000), 4));
        // Taken for neighbours, 200 and 100 would halve in a month what took two.
        assert_eq!(fading(&ledger(&[Some(800), Some(400), Some(200), None, Some(100)]), year), None);
        assert_eq!(fading(&ledger(&[Some(800), Some(400), Some(200), Some(0), Some(100)]), year), None);
        let until_then = fading(&ledger(&[Some(800), Some(400), Some(200), Some(100), None, Some(700)]), year).expect("four months before it");
        assert_eq!((until_then.retention, until_then.months), (Ratio::millionths(500_000), 4));
    }

    #[test]
    fn legacy_revenue_fades_and_the_blend_comes_down_to_the_present_rate() {
        let months = forecast(&start_of(10_000, 30_000), Some(&halving()));
        let first = months.first().expect("a month");
        // 5,000 at 10 % and 30,000 at 6 %: 500 + 1,800 = 2,300 of 35,000; 200 over the present rate.
        assert_eq!((first.month, first.legacy_revenue, first.commission), (319, Ratio::whole(5_000), Ratio::whole(2_300)));
        assert_eq!(first.blended.map(|rate| rate.to_places(6)), Some("0.065714".into()));
        assert_eq!(first.legacy_over_current, Ratio::whole(200));
        assert!(months.windows(2).all(|pair| pair[1].blended < pair[0].blended && pair[1].blended > Some(Ratio::millionths(60_000))));
        // 400 × (1/2 + … + 1/4096) = 400 × 4095/4096 = 399.902344, each month to millionths
        assert_eq!(year_over_current(&months).to_places(6), "399.902344");
    }

    #[test]
    fn a_rate_holds_throughout_from_the_first_month_it_begins_with() {
        let month = |day: &str| Date::month_key(first_whole_month(Date::from_iso(day).expect("a day")));
        assert_eq!((month("2026-07-01"), month("2026-07-02"), month("2026-12-31")), ("2026-07".into(), "2026-08".into(), "2027-01".into()));
    }

    #[test]
    fn a_change_of_rate_reaches_new_links_only() {
        let months = transition(&start_of(10_000, 30_000), Some(&halving()), &Ratio::millionths(80_000), 0);
        let first = months.first().expect("a month");
        // Of 40,000: 5,000 at 10 %, 15,000 at 6 %, 20,000 at 8 % = 500 + 900 + 1,600 = 3,000 (7.5 %); if all accept 3,200.
        assert_eq!((first.cost, first.cost_if_all_accept), (Ratio::whole(3_000), Ratio::whole(3_200)));
        assert_eq!(first.blended.map(|rate| rate.to_places(6)), Some("0.075000".into()));
        // Entered a month later: first 5,000 at 10 % and 35,000 at 6 %; then of these 2,500, 17,500 and 20,000 at 8 %:
        // 250 + 1,050 + 1,600 = 2,900.
        let later = transition(&start_of(10_000, 30_000), Some(&halving()), &Ratio::millionths(80_000), 320);
        assert_eq!(later.first().map(|month| (month.month, month.cost)), Some((320, Ratio::whole(2_900))));
        let unfading = transition(&start_of(10_000, 30_000), None, &Ratio::millionths(80_000), 0);
        assert_eq!(unfading.last().map(|month| month.cost), Some(Ratio::whole(2_800)));
    }
}
