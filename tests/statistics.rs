//! What the statistics promise of the long run, by simulation: how often a 90 % interval covers the truth, how often a test alarms where
//! there is nothing, and how often it finds what was planted. Seeds are constants, so a run is the same every time; a bound allows for three
//! standard errors of the share it bounds, √(share × (1 − share) ÷ runs), and says so where it is used.

use creator_audit::stats::bootstrap::{Action, Resampled, Statistic, bootstrap};
use creator_audit::stats::change::{Trials, change, rate_change, ratio_change};
use creator_audit::stats::correlation::correlation;
use creator_audit::stats::dose::{Cell, dose_response};
use creator_audit::stats::drift::drift;
use creator_audit::stats::holdout::{self, Candidate, holdout};
use creator_audit::stats::lift::{Design, Outcome, Scale, Verdict, lift};
use creator_audit::stats::random::Generator;
use creator_audit::stats::trend::trend;
use creator_audit::units::Ratio;

/// Draws of chance for the data of a simulation.
struct Noise(Generator);

impl Noise {
    fn seeded(seed: u64) -> Noise {
        Noise(Generator::seeded(seed))
    }

    /// Between 0 and 1, neither of them.
    fn uniform(&mut self) -> f64 {
        (self.0.below(1 << 31) as f64 + 0.5) / 2_147_483_648.0
    }

    /// Standard normal (Box and Muller).
    fn normal(&mut self) -> f64 {
        (-2.0 * libm::log(self.uniform())).sqrt() * libm::cos(std::f64::consts::TAU * self.uniform())
    }

    /// A stationary first-order autoregression of variance one.
    fn series(&mut self, weeks: usize, autocorrelation: f64) -> Vec<f64> {
        let mut value = self.normal();
        let fresh = (1.0 - autocorrelation * autocorrelation).sqrt();
        (0..weeks)
            .map(|week| {
                value = if week == 0 { value } else { autocorrelation * value + fresh * self.normal() };
                value
            })
            .collect()
    }

    fn trials(&mut self, trials: u64, rate: f64) -> Trials {
        Trials { successes: (0..trials).filter(|_| self.uniform() < rate).count() as u64, trials }
    }
}

fn ratio(value: f64) -> Ratio {
    Ratio::millionths((value * 1e6).round() as i128)
}

fn ratios(values: &[f64]) -> Vec<Ratio> {
    values.iter().copied().map(ratio).collect()
}

/// Share of so many runs in which something happened.
fn share(runs: usize, mut happened: impl FnMut() -> bool) -> f64 {
    (0..runs).filter(|_| happened()).count() as f64 / runs as f64
}

/// Three standard errors of a share over so many runs.
fn allowance(share: f64, runs: usize) -> f64 {
    3.0 * (share * (1.0 - share) / runs as f64).sqrt()
}

/// Level changes of 1.0 in weeks of standard deviation 1: share of intervals that cover the change.
fn covered(noise: &mut Noise, weeks: [usize; 2], autocorrelation: f64, runs: usize) -> f64 {
    share(runs, || {
        let mut values = noise.series(weeks[0] + weeks[1], autocorrelation);
        values[weeks[0]..].iter_mut().for_each(|value| *value += 1.0);
        let found = change(&ratios(&values[..weeks[0]]), &ratios(&values[weeks[0]..])).expect("enough weeks");
        found.low <= Ratio::whole(1) && Ratio::whole(1) <= found.high
    })
}

#[test]
fn intervals_of_a_change_cover_independent_weeks_in_90_percent() {
    let mut noise = Noise::seeded(11);
    // 4,000 runs each: a standard error is 0.5 points.
    for weeks in [[8, 8], [13, 8], [26, 13], [26, 26]] {
        let covered = covered(&mut noise, weeks, 0.0, 4_000);
        println!("{weeks:?} independent weeks: {covered:.4} covered");
        assert!((0.88..=0.92).contains(&covered), "{weeks:?}: {covered}");
    }
}

#[test]
fn a_change_alarms_no_oftener_than_it_says_where_weeks_resemble_each_other() {
    let mut noise = Noise::seeded(12);
    let runs = 3_000;
    for autocorrelation in [0.0, 0.2, 0.4] {
        for weeks in [[8, 4], [8, 8], [13, 13], [26, 26]] {
            let alarms = 1.0 - covered(&mut noise, weeks, autocorrelation, runs);
            println!("{weeks:?} weeks, autocorrelation {autocorrelation}: {alarms:.4} false alarms");
            assert!(alarms <= 0.10 + allowance(0.10, runs), "{weeks:?}, {autocorrelation}: {alarms}");
        }
    }
}

#[test]
fn changes_in_percent_and_of_rates_cover_what_is_true() {
    let mut noise = Noise::seeded(13);
    let runs = 3_000;
    // Revenue that falls by a quarter, with gaps of a tenth around its level; then a rate of 5 % that stays, with weeks that differ by
    // more than independent clicks would.
    let falls = share(runs, || {
        let mut values: Vec<f64> = noise.series(21, 0.0).iter().map(|value| 1_000.0 * libm::exp(0.1 * value)).collect();
        values[13..].iter_mut().for_each(|value| *value *= 0.75);
        let found = ratio_change(&ratios(&values[..13]), &ratios(&values[13..])).expect("all above zero");
        (found.low..=found.high).contains(&ratio(-0.25))
    });
    let runs_of_rates = 1_000;
    let rates = share(runs_of_rates, || {
        let weeks: Vec<Trials> = noise.series(16, 0.0).iter().map(|value| noise.trials(200, 0.05 * libm::exp(0.4 * value - 0.08))).collect();
        let found = rate_change(&weeks[..8], &weeks[8..]).expect("some succeed");
        (found.low..=found.high).contains(&ratio(0.0))
    });
    println!("percent: {falls:.4} covered; rates: {rates:.4} covered");
    assert!((0.88..=0.92 + allowance(0.92, runs)).contains(&falls), "{falls}");
    assert!((0.90 - allowance(0.90, runs_of_rates)..=0.92 + allowance(0.92, runs_of_rates)).contains(&rates), "{rates}");
}

#[test]
fn a_fall_by_a_third_is_found() {
    let mut noise = Noise::seeded(14);
    let found = share(500, || {
        let mut values: Vec<f64> = noise.series(21, 0.2).iter().map(|value| 1_000.0 + 150.0 * value).collect();
        values[13..].iter_mut().for_each(|value| *value -= 333.0);
        ratio_change(&ratios(&values[..13]), &ratios(&values[13..])).expect("all above zero").is_down()
    });
    println!("a fall by a third: found in {found:.3}");
    assert!(found > 0.85, "{found}");
}

/// Ranks of units around their own level, in common seasons, with an effect on the treated from their week on.
fn market(noise: &mut Noise, treated: &[usize], untreated: usize, weeks: usize, autocorrelation: f64, effect: f64) -> Vec<Outcome> {
    let season = noise.series(weeks, 0.7);
    (0..treated.len() + untreated)
        .map(|unit| {
            let (activated, level) = (treated.get(unit).copied(), 4.0 + noise.normal());
            let own = noise.series(weeks, autocorrelation);
            let rank =
                |week: usize| libm::exp(level + 0.3 * season[week] + 0.2 * own[week] - if activated.is_some_and(|first| week >= first) { effect } else { 0.0 });
            Outcome { unit: format!("unit {unit:02}"), activated, weeks: (0..weeks).map(|week| Some(ratio(rank(week)))).collect() }
        })
        .collect()
}

fn design(draws: usize) -> Design {
    Design { draws, ..Design::of(Scale::LogRank) }
}

#[test]
fn a_lift_is_seen_where_none_is_no_oftener_than_it_says() {
    let mut noise = Noise::seeded(21);
    for (treated, untreated, autocorrelation) in [(&[12, 12, 14][..], 9, 0.4), (&[12], 12, 0.4), (&[12; 6], 6, 0.0), (&[11], 4, 0.2)] {
        let runs = 300;
        let (mut lifts, mut small, mut covered) = (0, 0, 0);
        for _ in 0..runs {
            let answer = lift(&market(&mut noise, treated, untreated, 20, autocorrelation, 0.1), &design(99), &mut |_, _| true).expect("enough");
            covered += usize::from((answer.low..=answer.high).contains(&ratio(0.1)));
            let answer = lift(&market(&mut noise, treated, untreated, 20, autocorrelation, 0.0), &design(99), &mut |_, _| true).expect("enough");
            lifts += usize::from(matches!(answer.verdict, Verdict::Lift | Verdict::Worse));
            small += usize::from(answer.p <= ratio(0.1));
        }
        let [lifts, small, covered] = [lifts, small, covered].map(|count| count as f64 / f64::from(runs));
        println!("{treated:?} against {untreated}, autocorrelation {autocorrelation}: verdicts {lifts:.3}, p <= 0.1 {small:.3}, covered {covered:.3}");
        let allowance = allowance(0.1, runs as usize);
        assert!(lifts <= 0.1 + allowance && small <= 0.1 + allowance, "{treated:?}: {lifts}, {small}");
        assert!((0.9 - allowance..=0.9 + allowance).contains(&covered), "{treated:?}: {covered}");
    }
}

#[test]
fn a_planted_lift_is_found_and_as_often_as_its_power_says() {
    let mut noise = Noise::seeded(22);
    let runs = 150;
    let ask = |noise: &mut Noise, effect: f64| lift(&market(noise, &[12, 12, 13, 13], 10, 20, 0.3, effect), &design(99), &mut |_, _| true).expect("enough");
    let detectable = ask(&mut noise, 0.0).detectable;
    println!("detectable with four of 14: {}", detectable.to_places(3));
    let found = share(runs, || ask(&mut noise, 0.35).verdict == Verdict::Lift);
    println!("a lift of 0.35: found in {found:.3}");
    assert!(found >= 0.8, "{found}");
    let worse = share(runs, || ask(&mut noise, -0.35).verdict == Verdict::Worse);
    assert!(worse >= 0.8, "{worse}");
    // The effect that each data set calls detectable, averaged over many, is found in about four of five.
    let mut total = 0.0;
    (0..runs).for_each(|_| total += ask(&mut noise, 0.0).detectable.to_places(6).parse::<f64>().expect("a number"));
    let typical = total / runs as f64;
    let found = share(runs, || ask(&mut noise, typical).low.is_positive());
    println!("the detectable lift of {typical:.3}: found in {found:.3}");
    assert!((found - 0.8).abs() <= allowance(0.8, runs) + 0.02, "{found}");
}

#[test]
fn a_drift_alarms_no_oftener_than_it_says_where_weeks_resemble_each_other() {
    let mut noise = Noise::seeded(31);
    let runs = 3_000;
    for weeks in [8, 13, 26] {
        for autocorrelation in [0.0, 0.2, 0.4] {
            let (mut ranks, mut waves) = (0, 0);
            for _ in 0..runs {
                let values = ratios(&noise.series(weeks, autocorrelation));
                ranks += usize::from(trend(&values).expect("enough weeks").rising_p <= ratio(0.1));
                waves += usize::from(drift(&values).expect("enough weeks").rising_p <= ratio(0.1));
            }
            let [ranks, waves] = [ranks, waves].map(|count| count as f64 / runs as f64);
            println!("{weeks} weeks, autocorrelation {autocorrelation}: {waves:.3} rise by the waves, {ranks:.3} by Mann and Kendall");
            assert!(waves <= 0.1 + allowance(0.1, runs), "{weeks}, {autocorrelation}: {waves}");
        }
    }
    // A ratio of 12 % that gains 0.6 points a week, in weeks that scatter by one point.
    let found = share(1_000, || {
        let values: Vec<f64> = noise.series(8, 0.2).iter().enumerate().map(|(week, value)| 0.12 + 0.006 * week as f64 + 0.01 * value).collect();
        drift(&ratios(&values)).expect("enough weeks").rising_p <= ratio(0.1)
    });
    println!("a drift of 0.6 deviations a week: found in {found:.3}");
    assert!(found >= 0.8, "{found}");
}

/// Weekly clicks and the searches of two weeks later, as far as clicks bring them.
fn clicks_and_searches(noise: &mut Noise, weeks: usize, autocorrelation: f64, brought: f64) -> [Vec<Option<Ratio>>; 2] {
    let (clicks, searches) = (noise.series(weeks, autocorrelation), noise.series(weeks, autocorrelation));
    let searches: Vec<f64> = (0..weeks)
        .map(|week| 5_000.0 + 10.0 * week as f64 + 100.0 * searches[week] + if week < 2 { 0.0 } else { brought * 200.0 * clicks[week - 2] })
        .collect();
    let clicks: Vec<f64> = clicks.iter().enumerate().map(|(week, value)| 1_000.0 + 30.0 * week as f64 + 200.0 * value).collect();
    [clicks, searches].map(|series| series.into_iter().map(|value| Some(ratio(value))).collect())
}

#[test]
fn searches_follow_clicks_only_where_they_do() {
    let mut noise = Noise::seeded(41);
    let runs = 600;
    for (weeks, autocorrelation) in [(26, 0.0), (52, 0.4)] {
        let alarms = share(runs, || {
            let [clicks, searches] = clicks_and_searches(&mut noise, weeks, autocorrelation, 0.0);
            correlation(&clicks, &searches, 99, &mut |_, _| true).expect("enough weeks").p <= ratio(0.1)
        });
        println!("{weeks} weeks, autocorrelation {autocorrelation}: {alarms:.3} false alarms");
        assert!(alarms <= 0.1 + allowance(0.1, runs), "{weeks}: {alarms}");
    }
    let (mut found, mut covered) = (0, 0);
    for _ in 0..runs {
        let [clicks, searches] = clicks_and_searches(&mut noise, 52, 0.3, 0.5);
        let answer = correlation(&clicks, &searches, 19, &mut |_, _| true).expect("enough weeks");
        found += usize::from(answer.p <= ratio(0.1) && answer.lag == 2);
        covered += usize::from((answer.low..=answer.high).contains(&ratio(500.0)));
    }
    let [found, covered] = [found, covered].map(|count| count as f64 / runs as f64);
    println!("500 searches for 1,000 clicks: found in {found:.3}, covered in {covered:.3}");
    assert!(found >= 0.8, "{found}");
    assert!((0.9 - allowance(0.9, runs)..=0.9 + allowance(0.9, runs)).contains(&covered), "{covered}");
}

#[test]
fn a_dose_response_covers_what_is_true_also_where_few_units_have_most_of_the_dose() {
    let mut noise = Noise::seeded(51);
    let runs = 600;
    for uneven in [0.0, 1.0] {
        let covered = share(runs, || {
            let mut cells = Vec::with_capacity(72);
            let seasons = noise.series(6, 0.0);
            for unit in 0..12 {
                let (level, dose, response) = (noise.normal(), libm::exp(uneven * noise.normal()), noise.series(6, 0.5));
                for period in 0..6 {
                    let dose = dose * noise.uniform();
                    let value = 3.0 * level + seasons[period] + 2.0 * dose + response[period];
                    cells.push(Cell { unit: unit.to_string(), period: period as i32, dose: ratio(dose), response: ratio(value) });
                }
            }
            let found = dose_response(&cells, 12, 3, &mut |_, _| true).expect("enough");
            (found.low..=found.high).contains(&ratio(2.0))
        });
        println!("unevenness {uneven}: {covered:.3} covered");
        assert!((0.9 - allowance(0.9, runs)..=0.9 + allowance(0.9, runs)).contains(&covered), "{uneven}: {covered}");
    }
}

#[test]
fn a_holdout_finds_what_it_says_it_finds() {
    let mut noise = Noise::seeded(61);
    let runs = 300;
    let design = holdout::Design { loss: ratio(0.1), ..holdout::Design::default() };
    let (mut promised, mut found) = (0.0, 0);
    for _ in 0..runs {
        let (mut candidates, mut futures) = (Vec::new(), Vec::new());
        for unit in 0..12 {
            let level = 100.0 * libm::exp(noise.normal());
            let weeks: Vec<f64> = noise.series(44, 0.3).iter().map(|value| level * (1.0 + 0.1 * value)).collect();
            candidates.push(Candidate { unit: unit.to_string(), weeks: weeks[..40].iter().map(|value| Some(ratio(*value))).collect() });
            let mean = |weeks: &[f64]| weeks.iter().sum::<f64>() / weeks.len() as f64 / level;
            futures.push(mean(&weeks[40..]) - mean(&weeks[32..40]));
        }
        let plan = holdout(&candidates, &design).expect("enough units");
        promised += plan.reaches[4].power.to_places(6).parse::<f64>().expect("a number");
        // The test afterwards: six pairs, a loss of a tenth in each unit switched off, Student's t with five degrees of freedom.
        let change = |name: &str, loss: f64| futures[name.parse::<usize>().expect("a number")] - loss;
        let apart: Vec<f64> = plan.pairs.iter().map(|pair| change(&pair.off, 0.1) - change(&pair.on, 0.0)).collect();
        let mean = apart.iter().sum::<f64>() / 6.0;
        let error = (apart.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 30.0).sqrt();
        found += usize::from(mean / error < -2.015_048);
    }
    let (promised, found) = (promised / runs as f64, found as f64 / runs as f64);
    println!("a loss of a tenth in six pairs: promised in {promised:.3}, found in {found:.3}");
    // The promise is an average of chances from noisy spreads, so it errs on the careful side.
    assert!((promised - allowance(found, runs)..=promised + 0.1 + allowance(found, runs)).contains(&found), "{promised}, {found}");
}

#[test]
fn a_bootstrap_covers_a_mean_nearly_as_often_as_it_says() {
    let mut noise = Noise::seeded(71);
    let runs = 300;
    let names: Vec<String> = (0..40).map(|unit| format!("creator {unit:02}")).collect();
    // Creators' revenue is skewed: percentiles then fall short by a few points, which is known of them (Efron and Tibshirani, chapter 14).
    let covered = share(runs, || {
        let values: Vec<f64> = (0..40).map(|_| libm::exp(0.5 * noise.normal() - 0.125)).collect();
        let action = Action { statistic: Statistic::Mean, values: ratios(&values), bases: Vec::new() };
        let spread = bootstrap(&[action], Resampled::Units(&names), 400, &mut |_, _| true).expect("enough").total;
        (spread.p5..=spread.p95).contains(&ratio(1.0))
    });
    println!("mean of 40 creators: {covered:.3} covered");
    assert!((0.87 - allowance(0.87, runs)..=0.9 + allowance(0.9, runs)).contains(&covered), "{covered}");
}
