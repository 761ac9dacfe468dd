//! Did an activation lift an outcome? Difference-in-differences: how much more the treated units changed at their activation than the
//! untreated did at the same date, on the logarithm of a rank or the log-odds of a share.
//!
//! Each unit is reduced to one number, its mean after less its mean before (Bertrand, Duflo and Mullainathan, How Much Should We Trust
//! Differences-in-Differences Estimates?, Quarterly Journal of Economics 119, 2004): so however much the weeks of a unit resemble each
//! other, they count once. Treated units are compared with units never treated only, each at its own date, so that staggered
//! activations do not serve as each other's comparison (Goodman-Bacon, Journal of Econometrics 225, 2021). Series of the same unit, as an
//! ASIN's queries, are averaged: they are no independent witnesses. The p-value permutes the activations over whole units, with all their
//! weeks as one block (`permutation`); the placebos show what dates and units without an activation would have brought (`placebo`).
//! Treated units are taken to be exchangeable with the untreated but for the activation.

mod contrast;
mod panel;
mod permutation;
mod placebo;
mod power;

pub use placebo::{Placebo, WeekGap};

use super::{Progress, nine_decimals};
use crate::units::Ratio;
use contrast::Contrast;
use panel::Panel;
use power::Noise;

/// Fewer untreated units tell nothing of how far units differ by themselves.
pub const UNTREATED_MIN: usize = 3;
/// p-values above it are no evidence.
pub const LEVEL: Ratio = Ratio::millionths(100_000);
/// Most weeks more that are ever asked for.
pub const WEEKS_MORE_MAX: usize = 104;

/// What the outcome is, and so on which scale differences are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// A rank, 1 the best, on −ln: an effect of 0.1 is a rank about 10 % nearer to the first.
    LogRank,
    /// A share between 0 and 1, on ln(share ÷ (1 − share)). Shares below 0.005 %, which reports print as nothing, count as that much;
    /// the same at the other end.
    LogitShare,
}

/// One series of weekly outcomes. All series share one calendar: the same place is the same week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub unit: String,
    /// Place of the first week of the activation; `None` for a unit never treated. A unit of several series is treated from the first
    /// activation among them; its series without one are left out.
    pub activated: Option<usize>,
    /// `None` where nothing was reported.
    pub weeks: Vec<Option<Ratio>>,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Design {
    pub scale: Scale,
    /// Weeks with an outcome that a series needs before the activation, and from it on.
    pub weeks_before: usize,
    pub weeks_after: usize,
    /// Smallest lift worth having, on the scale: its exclusion is what makes a result flat.
    pub relevant: Ratio,
    /// Most permutations and at the same time groups of placebos that are tried.
    pub draws: usize,
}

impl Design {
    /// Eight weeks before, four after, a lift of a tenth, 1,000 draws.
    pub fn of(scale: Scale) -> Design {
        Design { scale, weeks_before: 8, weeks_after: 4, relevant: Ratio::millionths(95_310), draws: 1_000 }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLift {
    /// The progress callback asked to stop.
    Cancelled,
    /// No unit has an activation.
    NoTreated,
    /// Treated units there are, but none with enough weeks; the most weeks that one has before and after.
    TooFewWeeks { before: usize, after: usize },
    /// Untreated units with enough weeks around every activation, fewer than [`UNTREATED_MIN`].
    TooFewUntreated(usize),
    /// Numbers beyond any amount.
    NotFinite,
}

/// What the test says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The interval lies above zero and p is at most [`LEVEL`].
    Lift,
    /// The interval lies below zero and p is at most [`LEVEL`].
    Worse,
    /// Neither, and the interval excludes the smallest lift worth having.
    Flat,
    /// Neither, and such a lift may well be there: too few weeks or units to tell.
    Underpowered,
}

/// A treated unit's own effect, nine decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitEffect {
    pub unit: String,
    pub activated: usize,
    pub effect: Ratio,
}

/// The answer; effects are on the scale, above zero where the outcome got better, with nine decimals.
#[derive(Clone, Debug, PartialEq)]
pub struct Lift {
    pub verdict: Verdict,
    pub effect: Ratio,
    /// The 90 % interval by the t distribution over units.
    pub low: Ratio,
    pub high: Ratio,
    /// Part of the permutations at least as far from zero as what was seen (two-sided).
    pub p: Ratio,
    pub permutations: usize,
    /// All permutations there are were tried, not a draw of them.
    pub exhaustive: bool,
    /// Smallest effect that this many weeks and units find in 80 % of the cases.
    pub detectable: Ratio,
    /// By name.
    pub treated: Vec<UnitEffect>,
    pub untreated: usize,
    /// Units with too few weeks, or not enough of them around every activation.
    pub left_out: usize,
    /// Effects of untreated units at the dates of the activations and at others, by name and week.
    pub placebos: Vec<Placebo>,
    /// Week by week around the activation, for drawing.
    pub path: Vec<WeekGap>,
    noise: Noise,
}

impl Lift {
    /// What the effect multiplies: low end, middle and high end of how many times nearer to the first place the rank is, or of the odds.
    pub fn factors(&self) -> Option<[Ratio; 3]> {
        let factor = |effect: &Ratio| nine_decimals(libm::exp(super::float(effect)));
        Some([factor(&self.low)?, factor(&self.effect)?, factor(&self.high)?])
    }

    /// How many weeks more until an effect of this size is found in 80 % of the cases; `None` where not even
    /// [`WEEKS_MORE_MAX`] would do.
    pub fn weeks_more(&self, effect: &Ratio) -> Option<usize> {
        self.noise.weeks_more(super::float(effect).abs())
    }
}

/// What an effect on the scale is as a change: e to the effect, less one; nine decimals.
pub fn as_change(effect: &Ratio) -> Option<Ratio> {
    nine_decimals(libm::expm1(super::float(effect)))
}

/// Tests for a lift. Neither the order of the outcomes nor that of the draws changes a byte of the answer.
pub fn lift(outcomes: &[Outcome], design: &Design, progress: &mut Progress) -> Result<Lift, NoLift> {
    let panel = Panel::of(outcomes, design)?;
    let own: Contrast = panel.contrast(&panel.labels(), 0).ok_or(NoLift::NotFinite)?;
    let test = permutation::test(&panel, &own, design.draws, progress)?;
    let noise = Noise::of(&panel, &own);
    let placebos = placebo::cloud(&panel).ok_or(NoLift::NotFinite)?;
    let path = placebo::path(&panel, design.draws.min(placebo::GROUPS), progress)?;
    let exact = |value: f64| nine_decimals(value).ok_or(NoLift::NotFinite);
    let reach = own.reach().ok_or(NoLift::NotFinite)?;
    let (low, high, p) = (exact(own.effect - reach)?, exact(own.effect + reach)?, exact(test.p)?);
    let verdict = match p <= LEVEL {
        true if low.is_positive() => Verdict::Lift,
        true if high.is_negative() => Verdict::Worse,
        _ if high < design.relevant => Verdict::Flat,
        _ => Verdict::Underpowered,
    };
    let mut treated = Vec::with_capacity(own.own.len());
    for (unit, effect) in &own.own {
        treated.push(UnitEffect { unit: panel.name(*unit).to_owned(), activated: panel.date_of(*unit), effect: exact(*effect)? });
    }
    Ok(Lift {
        verdict,
        effect: exact(own.effect)?,
        low,
        high,
        p,
        permutations: test.permutations,
        exhaustive: test.exhaustive,
        detectable: exact(noise.detectable())?,
        treated,
        untreated: panel.untreated(),
        left_out: panel.left_out,
        placebos,
        path,
        noise,
    })
}

#[cfg(test)]
mod tests;
