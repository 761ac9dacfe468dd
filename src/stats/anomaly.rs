//! Weeks that stand out: the modified z-score of Iglewicz and Hoaglin (How to Detect and Handle Outliers, ASQC Basic References in Quality
//! Control 16, 1993), which a single wild week cannot hide by widening the spread it is measured with.

use super::quantile::median;
use super::{float, mean, nine_decimals};
use crate::units::Ratio;

/// Scores farther from zero are called outliers in the book.
pub const THRESHOLD: Ratio = Ratio::millionths(3_500_000);
/// Median of |z| of a standard normal, to the digits of the book.
const MEDIAN_OF_NORMAL: f64 = 0.6745;
/// √(π ÷ 2): what turns a mean absolute deviation into a standard deviation, to the digits of the book.
const MEAN_TO_DEVIATION: f64 = 1.253314;

/// A value and how far it stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// 0.6745 × (value − median) ÷ median absolute deviation; where more than half of the values are equal, (value − median) ÷
    /// (1.253314 × mean absolute deviation); 0 where all are. Nine decimals.
    pub score: Ratio,
    /// The score is farther from zero than the threshold.
    pub stands_out: bool,
}

/// In the order of `values`. `None` for fewer than three, of which none can stand out, and for numbers beyond any amount.
pub fn standings(values: &[Ratio], threshold: &Ratio) -> Option<Vec<Standing>> {
    if values.len() < 3 {
        return None;
    }
    let values: Vec<f64> = values.iter().map(float).collect();
    let middle = median(&values)?;
    let distances: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    let (median_distance, mean_distance) = (median(&distances)?, mean(&distances));
    let unit = match (median_distance > 0.0, mean_distance > 0.0) {
        (true, _) => median_distance / MEDIAN_OF_NORMAL,
        (false, true) => MEAN_TO_DEVIATION * mean_distance,
        (false, false) => 1.0,
    };
    values
        .iter()
        .map(|value| {
            let score = nine_decimals((value - middle) / unit)?;
            Some(Standing { score, stands_out: score > *threshold || Ratio::whole(0).minus(&score)? > *threshold })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(values: &[i128]) -> Vec<(String, bool)> {
        let values: Vec<Ratio> = values.iter().map(|value| Ratio::whole(*value)).collect();
        let standings = standings(&values, &THRESHOLD).expect("enough values");
        standings.into_iter().map(|standing| (standing.score.to_places(9), standing.stands_out)).collect()
    }

    // Expected numbers are printed by tests/statistics.py: scipy 1.17.1, stats.median_abs_deviation; numpy 2.4.6.

    #[test]
    fn scores_are_those_of_scipy() {
        let expected = ["-0.674500000", "0.963571429", "-0.096357143", "11.755571429", "-1.445357143", "0.674500000", "0.096357143", "-0.481785714"];
        let found = scores(&[41, 58, 47, 170, 33, 55, 49, 43]);
        assert_eq!(found.iter().map(|(score, _)| score.as_str()).collect::<Vec<_>>(), expected);
        assert_eq!(found.iter().map(|(_, stands_out)| *stands_out).collect::<Vec<_>>(), [false, false, false, true, false, false, false, false]);
    }

    #[test]
    fn where_most_values_are_equal_the_mean_distance_is_the_measure() {
        let found = scores(&[10, 10, 10, 10, 10, 10, 11, 30]);
        let scores: Vec<&str> = found.iter().map(|(score, _)| score.as_str()).collect();
        assert_eq!(scores, ["0.000000000", "0.000000000", "0.000000000", "0.000000000", "0.000000000", "0.000000000", "0.303956056", "6.079121129"]);
        assert!(found[7].1 && !found[6].1);
    }

    #[test]
    fn what_never_moves_never_stands_out() {
        assert!(scores(&[5, 5, 5, 5]).iter().all(|standing| *standing == ("0.000000000".to_owned(), false)));
        assert_eq!(standings(&[Ratio::whole(1), Ratio::whole(900)], &THRESHOLD), None);
    }
}
