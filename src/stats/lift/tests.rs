use super::*;

/// Ranks without any chance, the same that tests/statistics.py makes.
fn ranks(unit: i128, weeks: i128, first: Option<i128>) -> Vec<Option<Ratio>> {
    let better = |week: i128| if first.is_some_and(|first| week >= first) { 30 } else { 0 };
    (0..weeks).map(|week| Some(Ratio::whole(200 + 37 * unit + (unit * unit * 7 + week * 13 + unit * week * 5) % 41 - better(week)))).collect()
}

fn outcomes(units: i128, treated: &[i128], first: usize) -> Vec<Outcome> {
    (0..units)
        .map(|unit| {
            let activated = treated.contains(&unit).then_some(first);
            Outcome { unit: format!("unit {unit:02}"), activated, weeks: ranks(unit, 14, activated.map(|first| first as i128)) }
        })
        .collect()
}

fn always(_: usize, _: usize) -> bool {
    true
}

fn design() -> Design {
    Design::of(Scale::LogRank)
}

fn texts(values: [Ratio; 5]) -> [String; 5] {
    values.map(|value| value.to_places(9))
}

// Expected numbers are printed by tests/statistics.py: scipy 1.17.1, stats.ttest_ind over the units' differences (with and without equal
// variances), its confidence_interval(0.9), and stats.permutation_test of its statistic over all permutations.

#[test]
fn effects_and_chances_are_those_of_scipy() {
    for (units, treated, permutations, expected) in [
        (10, &[1, 4, 7][..], 120, ["0.102266726", "0.072291599", "0.132241853", "0.008333333", "0.044303650"]),
        (11, &[0, 2, 3, 6, 8, 10], 462, ["0.076590884", "0.042184073", "0.110997694", "0.002164502", "0.050330488"]),
    ] {
        let answer = lift(&outcomes(units, treated, 9), &design(), &mut always).expect("enough of both");
        assert_eq!(texts([answer.effect, answer.low, answer.high, answer.p, answer.detectable]), expected.map(String::from));
        assert_eq!((answer.permutations, answer.exhaustive, answer.verdict), (permutations, true, Verdict::Lift));
        assert_eq!((answer.treated.len(), answer.untreated, answer.left_out), (treated.len(), units as usize - treated.len(), 0));
    }
}

#[test]
fn the_order_of_the_rows_changes_no_byte() {
    let mut all = outcomes(14, &[1, 2, 5, 9, 11], 9);
    all[2].activated = Some(10);
    all[4].weeks[3] = None;
    all[9].weeks[12] = None;
    // Two series of a unit that no order but that of their values tells apart.
    all.push(Outcome { weeks: ranks(40, 14, Some(9)), ..all[5].clone() });
    let expected = lift(&all, &design(), &mut always).expect("enough of both");
    assert!(!expected.exhaustive && expected.permutations == 1_000);
    let mut generator = crate::stats::random::Generator::seeded(5);
    for _ in 0..3 {
        generator.shuffle(&mut all);
        assert_eq!(lift(&all, &design(), &mut always).expect("enough of both"), expected);
    }
}

#[test]
fn a_missing_week_is_no_change_and_a_season_of_all_is_none_either() {
    let whole = lift(&outcomes(10, &[1, 4, 7], 9), &design(), &mut always).expect("enough of both");
    let mut in_season = outcomes(10, &[1, 4, 7], 9);
    for outcome in &mut in_season {
        outcome.weeks.iter_mut().enumerate().for_each(|(week, rank)| *rank = rank.and_then(|rank| rank.times(&Ratio::whole(1 + week as i128 % 3))));
    }
    let seasonal = lift(&in_season, &design(), &mut always).expect("enough of both");
    assert!(seasonal.effect.minus(&whole.effect).is_some_and(|apart| apart.rounded_millionths() == Some(0)));
    // The worst season is missing of a treated unit: without regard to the week it would look better afterwards.
    in_season[1].weeks[11] = None;
    let gap = lift(&in_season, &design(), &mut always).expect("enough of both");
    let moved = gap.effect.minus(&whole.effect).and_then(|apart| apart.rounded_millionths()).expect("small");
    assert!(moved.abs() < 10_000, "{moved} millionths");
}

#[test]
fn worse_and_flat_and_unknown_are_told_apart() {
    let mut worse = outcomes(10, &[1, 4, 7], 9);
    worse.iter_mut().filter(|outcome| outcome.activated.is_some()).for_each(|outcome| {
        outcome.weeks[9..].iter_mut().for_each(|rank| *rank = rank.and_then(|rank| rank.plus(&Ratio::whole(90))));
    });
    assert_eq!(lift(&worse, &design(), &mut always).expect("enough of both").verdict, Verdict::Worse);
    let mut none = outcomes(10, &[], 9);
    [1, 4, 7].into_iter().for_each(|unit| none[unit].activated = Some(9));
    let flat = lift(&none, &design(), &mut always).expect("enough of both");
    assert_eq!((flat.verdict, flat.high < design().relevant), (Verdict::Flat, true));
    let demanding = Design { relevant: Ratio::millionths(10_000), ..design() };
    let unknown = lift(&none, &demanding, &mut always).expect("enough of both");
    assert_eq!(unknown.verdict, Verdict::Underpowered);
    assert!(unknown.weeks_more(&unknown.detectable) == Some(0) && unknown.weeks_more(&Ratio::millionths(100)).is_none());
}

#[test]
fn shares_are_compared_as_odds() {
    let shares = |from: i128| (0..14).map(|week| Some(Ratio::millionths(if week < 9 { from } else { 2 * from }))).collect();
    let mut all: Vec<Outcome> =
        (0..8).map(|unit| Outcome { unit: unit.to_string(), activated: None, weeks: vec![Some(Ratio::millionths(100_000)); 14] }).collect();
    all.extend((8..10).map(|unit| Outcome { unit: unit.to_string(), activated: Some(9), weeks: shares(100_000) }));
    let answer = lift(&all, &Design::of(Scale::LogitShare), &mut always).expect("enough of both");
    // Odds of 1/9 become 1/4; without any spread the interval is that point.
    assert_eq!(answer.factors().expect("finite").map(|factor| factor.to_places(6)), ["2.250000"; 3].map(String::from));
    // Nothing at all counts as half of the finest share that is printed: 0.00005 to 0.0001.
    all.iter_mut().skip(8).for_each(|outcome| {
        let nothing_then_little = |week: usize| Some(Ratio::millionths(if week < 9 { 0 } else { 100 }));
        outcome.weeks = (0..14).map(nothing_then_little).collect();
    });
    let answer = lift(&all, &Design::of(Scale::LogitShare), &mut always).expect("enough of both");
    assert_eq!(answer.factors().expect("finite")[1].to_places(4), "2.0001");
}

#[test]
fn placebos_are_the_untreated_at_every_date_and_the_path_rises_at_the_activation() {
    let answer = lift(&outcomes(10, &[1, 4, 7], 9), &design(), &mut always).expect("enough of both");
    // Seven untreated units; eight weeks before and four after leave the weeks 8, 9 and 10.
    assert_eq!(answer.placebos.len(), 21);
    assert_eq!(answer.placebos.iter().filter(|placebo| placebo.same_date && placebo.week == 9).count(), 7);
    // At each date placebos are distances from the others of the same seven, so they sum to zero but for rounding.
    let sum = answer.placebos.iter().filter(|placebo| placebo.week == 8).try_fold(Ratio::whole(0), |sum, placebo| sum.plus(&placebo.effect));
    assert!(sum.is_some_and(|sum| sum.rounded_millionths() == Some(0)));
    let (before, after): (Vec<&WeekGap>, Vec<&WeekGap>) = answer.path.iter().partition(|week| week.offset < 0);
    assert_eq!((before.len(), after.len(), after[0].units), (9, 5, 3));
    assert!(answer.path.iter().all(|week| week.low <= week.high));
    let total = |weeks: &[&WeekGap]| weeks.iter().try_fold(Ratio::whole(0), |sum, week| sum.plus(&week.gap)).expect("small");
    // Before, gaps are distances from their own mean; afterwards their mean is the effect.
    assert_eq!(total(&before).rounded_millionths(), Some(0));
    let mean = total(&after).over(&Ratio::whole(5)).and_then(|mean| mean.minus(&answer.effect)).expect("small");
    assert_eq!(mean.rounded_millionths(), Some(0));
}

#[test]
fn few_units_turn_the_calendar_too() {
    // One of four units, 14 weeks: 4 × 14 permutations.
    let answer = lift(&outcomes(4, &[1], 9), &design(), &mut always).expect("enough of both");
    assert_eq!((answer.permutations, answer.exhaustive), (56, true));
}

#[test]
fn what_cannot_be_tested_is_said() {
    let ask = |outcomes: &[Outcome]| lift(outcomes, &design(), &mut always).expect_err("not enough");
    assert_eq!(ask(&outcomes(10, &[], 9)), NoLift::NoTreated);
    assert_eq!(ask(&[]), NoLift::NoTreated);
    assert_eq!(ask(&outcomes(10, &[1, 4], 7)), NoLift::TooFewWeeks { before: 7, after: 7 });
    assert_eq!(ask(&outcomes(10, &[1, 4], 12)), NoLift::TooFewWeeks { before: 12, after: 2 });
    assert_eq!(ask(&outcomes(4, &[1, 2], 9)), NoLift::TooFewUntreated(2));
    let mut silent = outcomes(5, &[1], 9);
    silent[3].weeks = vec![None; 14];
    assert_eq!(lift(&silent, &design(), &mut always).map(|answer| (answer.untreated, answer.left_out)), Ok((3, 1)));
    // Series of a treated unit that were not activated are no witnesses of either side.
    let mut mixed = outcomes(5, &[1], 9);
    mixed.push(Outcome { activated: None, weeks: ranks(33, 14, None), ..mixed[1].clone() });
    assert_eq!(lift(&mixed, &design(), &mut always), lift(&mixed[..5], &design(), &mut always));
}

#[test]
fn every_long_loop_can_be_cancelled() {
    let all = outcomes(14, &[1, 2, 5, 9, 11], 9);
    let mut reports = Vec::new();
    let answer = lift(&all, &design(), &mut |done, total| {
        reports.push((done, total));
        true
    });
    assert!(answer.is_ok() && reports.contains(&(950, 1_000)) && reports.contains(&(180, 200)));
    for stop_at in [0, 3, reports.len() - 1] {
        let mut calls = 0;
        let answer = lift(&all, &design(), &mut |_, _| {
            calls += 1;
            calls <= stop_at
        });
        assert_eq!(answer, Err(NoLift::Cancelled));
    }
}
