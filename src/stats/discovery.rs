//! Among many creators some look best or worst by chance alone: the false discovery rate of Benjamini and Hochberg (Controlling the False
//! Discovery Rate, Journal of the Royal Statistical Society B 57, 1995). Exact: p-values are only compared, multiplied and divided.

use crate::units::Ratio;

/// One test of many after the correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discovery {
    /// Smallest false discovery rate at which this test is among the discoveries.
    pub adjusted: Ratio,
    /// It is one at the rate asked for.
    pub kept: bool,
}

/// In the order of `p`, which are between 0 and 1; of those kept at most the part `rate` are false in the long run, where the tests are
/// independent or positively dependent. `None` where 128 bits are not enough.
pub fn discoveries(p: &[Ratio], rate: &Ratio) -> Option<Vec<Discovery>> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].cmp(&p[*b]));
    let tests = i128::try_from(p.len()).ok()?;
    let mut least = Ratio::whole(1);
    let mut found = vec![Discovery { adjusted: least, kept: false }; p.len()];
    for (rank, index) in order.iter().enumerate().rev() {
        let share = Ratio::new(tests, i128::try_from(rank).ok()? + 1)?;
        least = least.min(p[*index].times(&share)?);
        found[*index] = Discovery { adjusted: least, kept: least <= *rate };
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::random::Generator;

    const P: [i128; 12] = [1_000, 8_000, 39_000, 41_000, 42_000, 60_000, 74_000, 205_000, 212_000, 216_000, 222_000, 990_000];

    fn values() -> Vec<Ratio> {
        P.into_iter().map(Ratio::millionths).collect()
    }

    #[test]
    fn adjusted_values_are_those_of_statsmodels_and_scipy() {
        let found = discoveries(&values(), &Ratio::millionths(101_000)).expect("small numbers");
        let adjusted: Vec<String> = found.iter().map(|discovery| discovery.adjusted.to_places(9)).collect();
        // statsmodels 0.15.0, stats.multitest.multipletests(P, 0.101, "fdr_bh"); scipy 1.17.1, stats.false_discovery_control(P): the same.
        #[rustfmt::skip]
        let expected = [
            "0.012000000", "0.048000000", "0.100800000", "0.100800000", "0.100800000", "0.120000000",
            "0.126857143", "0.242181818", "0.242181818", "0.242181818", "0.242181818", "0.990000000",
        ];
        assert_eq!(adjusted, expected);
        let kept: Vec<bool> = found.iter().map(|discovery| discovery.kept).collect();
        assert_eq!(kept, [true, true, true, true, true, false, false, false, false, false, false, false]);
    }

    #[test]
    fn the_order_of_the_tests_changes_nothing() {
        let (mut generator, values) = (Generator::seeded(3), values());
        let expected = discoveries(&values, &Ratio::millionths(100_000)).expect("small numbers");
        for _ in 0..20 {
            let mut order: Vec<usize> = (0..values.len()).collect();
            generator.shuffle(&mut order);
            let mixed: Vec<Ratio> = order.iter().map(|index| values[*index]).collect();
            let found = discoveries(&mixed, &Ratio::millionths(100_000)).expect("small numbers");
            assert!(order.iter().zip(&found).all(|(index, discovery)| *discovery == expected[*index]));
        }
        assert_eq!(discoveries(&[], &Ratio::millionths(100_000)), Some(Vec::new()));
    }
}
