//! How acceptance of an offer depends on what it pays: logistic regression of accepted out of offered on the logarithms of
//! payout and earnings per click, by iteratively reweighted least squares (McCullagh and Nelder, Generalized Linear Models,
//! 2nd edition, section 4.4.3).

use super::{float, six_decimals};
use crate::units::Ratio;

/// Fewer points say nothing about three coefficients.
pub const POINTS_MIN: usize = 8;
const ITERATIONS_MAX: usize = 50;
/// Change of every coefficient at which the search ends.
const SETTLED: f64 = 1e-10;
/// Beyond it a coefficient runs away: the data separate accepted from refused offers completely.
const COEFFICIENT_MAX: f64 = 50.0;

/// One offer: what it pays, to how many creators it went, how many took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// In units of the currency, above zero.
    pub payout: Ratio,
    /// Earnings per click in units of the currency; above zero.
    pub epc: Option<Ratio>,
    pub offered: u64,
    pub accepted: u64,
}

/// A fit: acceptance = 1 ÷ (1 + exp(−(intercept + payout × ln payout + epc × ln epc))).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Acceptance {
    intercept: f64,
    payout: f64,
    /// `None` where the points do not tell it apart from the payout, or lack it.
    epc: Option<f64>,
    pub points: usize,
    /// Accepted ÷ offered over all points.
    pub mean: Ratio,
}

/// Why there is no fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFit {
    /// Points that can be used, fewer than [`POINTS_MIN`].
    TooFew(usize),
    /// Every offer was accepted by all or by none, or a payout separates them completely.
    Separated,
    /// A higher payout goes with less acceptance: these points do not tell what a payout does.
    Falling,
}

/// Fits both coefficients; where earnings per click are missing or cannot be told apart from the payout, the payout's alone.
pub fn fit(points: &[Offered]) -> Result<Acceptance, NoFit> {
    let usable: Vec<&Offered> = points.iter().filter(|point| point.offered > 0 && point.accepted <= point.offered && point.payout.is_positive()).collect();
    if usable.len() < POINTS_MIN {
        return Err(NoFit::TooFew(usable.len()));
    }
    let (accepted, offered) = usable.iter().fold((0, 0), |(accepted, offered), point| (accepted + point.accepted, offered + point.offered));
    let mean = Ratio::new(i128::from(accepted), i128::from(offered)).ok_or(NoFit::Separated)?;
    let with_epc: Option<Vec<[f64; 3]>> =
        usable.iter().map(|point| Some([1.0, libm::log(float(&point.payout)), libm::log(float(&point.epc.filter(Ratio::is_positive)?))])).collect();
    let only_payout: Vec<[f64; 3]> = usable.iter().map(|point| [1.0, libm::log(float(&point.payout)), 0.0]).collect();
    let both = with_epc.and_then(|rows| solve::<3>(&rows, &usable));
    let (coefficients, epc) = match both {
        Some([intercept, payout, epc]) => ([intercept, payout], Some(epc)),
        None => (solve::<2>(&only_payout, &usable).ok_or(NoFit::Separated)?, None),
    };
    let [intercept, payout] = coefficients;
    let acceptance = Acceptance { intercept, payout, epc, points: usable.len(), mean };
    if acceptance.slope() > 0.0 { Ok(acceptance) } else { Err(NoFit::Falling) }
}

impl Acceptance {
    /// What a higher payout does at the same conversion, which moves both.
    fn slope(&self) -> f64 {
        self.payout + self.epc.unwrap_or(0.0)
    }

    /// Intercept, coefficient of ln payout, coefficient of ln epc where there is one; six decimals.
    pub fn coefficients(&self) -> [Option<Ratio>; 3] {
        [six_decimals(self.intercept), six_decimals(self.payout), self.epc.and_then(six_decimals)]
    }

    /// Expected part of the creators that accept an offer; six decimals.
    pub fn of(&self, payout: &Ratio, epc: Option<&Ratio>) -> Option<Ratio> {
        let mut logit = self.intercept + self.payout * libm::log(float(payout));
        if let Some(coefficient) = self.epc {
            logit += coefficient * libm::log(float(epc?));
        }
        six_decimals(1.0 / (1.0 + libm::exp(-logit)))
    }

    /// The payout at which so large a part accepts, for a product with this conversion (orders ÷ clicks); six decimals.
    pub fn payout_for(&self, accepted: &Ratio, conversion: Option<&Ratio>) -> Option<Ratio> {
        let part = float(accepted);
        let mut left = libm::log(part / (1.0 - part)) - self.intercept;
        if let Some(coefficient) = self.epc {
            left -= coefficient * libm::log(float(conversion?));
        }
        six_decimals(libm::exp(left / self.slope()))
    }
}

/// Coefficients of the first `N` columns; `None` where the equations have no single solution or it runs away.
fn solve<const N: usize>(rows: &[[f64; 3]], points: &[&Offered]) -> Option<[f64; N]> {
    let mut beta = [0.0; N];
    for _ in 0..ITERATIONS_MAX {
        let (mut information, mut score) = ([[0.0; N]; N], [0.0; N]);
        for (row, point) in rows.iter().zip(points) {
            let logit: f64 = row.iter().zip(&beta).map(|(x, b)| x * b).sum();
            let expected = 1.0 / (1.0 + libm::exp(-logit));
            let (offered, accepted) = (point.offered as f64, point.accepted as f64);
            let weight = offered * expected * (1.0 - expected);
            for i in 0..N {
                score[i] += row[i] * (accepted - offered * expected);
                for j in 0..N {
                    information[i][j] += weight * row[i] * row[j];
                }
            }
        }
        let step = gauss(information, score)?;
        for i in 0..N {
            beta[i] += step[i];
        }
        if beta.iter().any(|b| !b.is_finite() || b.abs() > COEFFICIENT_MAX) {
            return None;
        }
        if step.iter().all(|change| change.abs() < SETTLED) {
            return Some(beta);
        }
    }
    None
}

/// Solves a small system by elimination with pivots; `None` where it is singular to within rounding.
fn gauss<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> Option<[f64; N]> {
    let scale = a.iter().flatten().fold(0.0_f64, |most, value| most.max(value.abs()));
    for column in 0..N {
        let pivot = (column..N).max_by(|i, j| a[*i][column].abs().total_cmp(&a[*j][column].abs()))?;
        if a[pivot][column].abs() <= scale * 1e-9 {
            return None;
        }
        a.swap(column, pivot);
        b.swap(column, pivot);
        for row in column + 1..N {
            let factor = a[row][column] / a[column][column];
            let above = a[column];
            a[row].iter_mut().zip(&above).skip(column).for_each(|(value, above)| *value -= factor * above);
            b[row] -= factor * b[column];
        }
    }
    let mut x = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|k| a[row][k] * x[k]).sum();
        x[row] = (b[row] - known) / a[row][row];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Payout and earnings per click in cents, creators offered and accepted.
    const OFFERS: [(i128, i128, u64, u64); 10] = [
        (78, 6, 120, 4),
        (110, 5, 80, 5),
        (145, 12, 150, 15),
        (195, 10, 60, 9),
        (210, 21, 200, 44),
        (260, 13, 90, 18),
        (320, 29, 110, 39),
        (405, 24, 75, 26),
        (550, 66, 40, 24),
        (725, 51, 130, 71),
    ];

    fn cents(value: i128) -> Ratio {
        Ratio::millionths(value * 10_000)
    }

    fn offers(epc: impl Fn(i128, i128) -> Option<i128>) -> Vec<Offered> {
        let offer = |(payout, per_click, offered, accepted)| Offered { payout: cents(payout), epc: epc(payout, per_click).map(cents), offered, accepted };
        OFFERS.into_iter().map(offer).collect()
    }

    fn texts(coefficients: [Option<Ratio>; 3]) -> [String; 3] {
        coefficients.map(|coefficient| coefficient.map_or("none".into(), |coefficient| coefficient.to_places(6)))
    }

    // Expected numbers are those of statsmodels 0.15.0, GLM(accepted and refused, [1, ln payout, ln epc], Binomial()).fit(tol=1e-14)
    // on OFFERS: params and predict.

    #[test]
    fn both_coefficients_are_those_of_statsmodels() {
        let fit = fit(&offers(|_, epc| Some(epc))).expect("a fit");
        assert_eq!(texts(fit.coefficients()), ["-0.766711", "0.795862", "0.719032"]);
        assert_eq!((fit.points, fit.mean), (10, Ratio::new(255, 1_055).expect("not zero")));
        assert_eq!(fit.of(&cents(300), Some(&cents(20))).map(|part| part.to_places(6)), Some("0.259301".into()));
    }

    #[test]
    fn the_payout_alone_is_fitted_where_clicks_say_nothing_of_their_own() {
        let expected = ["-2.620108", "1.516573", "none"];
        assert_eq!(texts(fit(&offers(|_, _| None)).expect("a fit").coefficients()), expected);
        // At one conversion everywhere earnings per click are the payout again.
        let alone = fit(&offers(|payout, _| Some(payout / 100 * 5 + 5))).expect("a fit");
        assert!(alone.epc.is_some(), "rounded to cents they still differ");
        let same = fit(&offers(|payout, _| Some(payout * 3))).expect("a fit");
        assert_eq!(texts(same.coefficients()), expected);
        assert_eq!(same.of(&cents(300), None).map(|part| part.to_places(6)), Some("0.278085".into()));
    }

    #[test]
    fn the_payout_for_a_part_is_the_one_at_which_that_part_accepts() {
        for fit in [fit(&offers(|_, epc| Some(epc))).expect("a fit"), fit(&offers(|_, _| None)).expect("a fit")] {
            let conversion = Ratio::millionths(80_000);
            let payout = fit.payout_for(&Ratio::millionths(250_000), Some(&conversion)).expect("a payout");
            let epc = payout.times(&conversion);
            assert_eq!(fit.of(&payout, epc.as_ref()).map(|part| part.to_places(5)), Some("0.25000".into()));
        }
    }

    #[test]
    fn what_no_line_describes_is_refused() {
        let all = offers(|_, _| None);
        assert_eq!(fit(&all[..7]), Err(NoFit::TooFew(7)));
        let mut separated = all.clone();
        separated.iter_mut().for_each(|offer| offer.accepted = if offer.payout > cents(200) { offer.offered } else { 0 });
        assert_eq!(fit(&separated), Err(NoFit::Separated));
        let mut none = all.clone();
        none.iter_mut().for_each(|offer| offer.accepted = 0);
        assert_eq!(fit(&none), Err(NoFit::Separated));
        let mut falling = all;
        falling.iter_mut().for_each(|offer| offer.accepted = offer.offered - offer.accepted);
        assert_eq!(fit(&falling), Err(NoFit::Falling));
    }
}
