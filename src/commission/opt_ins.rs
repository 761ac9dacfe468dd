//! At which rate a creator opted in, as far as tables say it: a rate of their own, or the version in force on the day.

use std::collections::{BTreeMap, HashMap};

use crate::units::Date;

/// One bonus rate of a product from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// `None`: since ever.
    pub from: Option<Date>,
    pub ppm: u32,
}

/// One opt-in of a creator. A link made at it keeps its rate; a second opt-in makes new links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OptIn {
    pub on: Option<Date>,
    pub ppm: Option<u32>,
}

/// What the tables say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenRates {
    /// By ASIN code, ascending by day.
    versions: BTreeMap<u32, Vec<Version>>,
    /// By creator code, ascending by day.
    opt_ins: HashMap<u32, Vec<OptIn>>,
}

impl GivenRates {
    pub fn add_version(&mut self, asin: u32, version: Version) {
        let versions = self.versions.entry(asin).or_default();
        versions.push(version);
        versions.sort_unstable();
    }

    pub fn add_opt_in(&mut self, creator: u32, opt_in: OptIn) {
        let opt_ins = self.opt_ins.entry(creator).or_default();
        opt_ins.push(opt_in);
        opt_ins.sort_unstable();
    }

    /// The versions of one product, oldest first.
    pub fn versions(&self, asin: u32) -> &[Version] {
        self.versions.get(&asin).map_or(&[], Vec::as_slice)
    }

    /// Products and rates of all versions that have begun on a day.
    pub fn begun(&self, on: Option<Date>) -> impl Iterator<Item = (u32, u32)> {
        let has_begun = move |version: &&Version| on.is_none_or(|on| version.from.is_none_or(|from| from <= on));
        self.versions.iter().flat_map(move |(asin, versions)| versions.iter().filter(has_begun).map(|version| (*asin, version.ppm)))
    }

    /// Every rate some table names for a product, or for an opt-in of this creator.
    pub fn of_link(&self, creator: u32, asin: u32) -> impl Iterator<Item = u32> {
        let opt_ins = self.opt_ins.get(&creator).map_or(&[][..], Vec::as_slice);
        self.versions(asin).iter().map(|version| version.ppm).chain(opt_ins.iter().filter_map(|opt_in| opt_in.ppm))
    }

    /// All opt-ins with their creators.
    pub fn opt_ins(&self) -> impl Iterator<Item = (u32, OptIn)> {
        self.opt_ins.iter().flat_map(|(creator, opt_ins)| opt_ins.iter().map(|opt_in| (*creator, *opt_in)))
    }

    /// The version of a product in force on a day: a change counts from its own day on.
    pub fn in_force(&self, asin: u32, on: Date) -> Option<u32> {
        let begun = self.versions(asin).iter().filter(|version| version.from.is_none_or(|from| from <= on));
        begun.max_by_key(|version| version.from).map(|version| version.ppm)
    }

    /// The rate of what a creator sells of a product on a day: that of the latest opt-in until then, of the first where all come
    /// later. `None` where no table says it.
    pub fn of(&self, creator: u32, asin: u32, on: Date) -> Option<u32> {
        let opt_ins = self.opt_ins.get(&creator)?;
        let begun = opt_ins.iter().rev().find(|opt_in| opt_in.on.is_none_or(|day| day <= on));
        let opt_in = begun.or_else(|| opt_ins.first())?;
        opt_in.ppm.or_else(|| self.in_force(asin, opt_in.on?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::from_iso(text).expect("a day")
    }

    #[test]
    fn a_link_keeps_the_rate_of_its_opt_in() {
        let mut given = GivenRates::default();
        given.add_version(1, Version { from: Some(day("2026-04-01")), ppm: 60_000 });
        given.add_version(1, Version { from: Some(day("2026-01-01")), ppm: 100_000 });
        given.add_opt_in(7, OptIn { on: Some(day("2026-02-10")), ppm: None });
        given.add_opt_in(8, OptIn { on: Some(day("2026-04-01")), ppm: None });
        assert_eq!(given.of(7, 1, day("2026-06-01")), Some(100_000));
        // Who opts in on the day of the change gets the new rate.
        assert_eq!(given.of(8, 1, day("2026-06-01")), Some(60_000));
        assert_eq!(given.in_force(1, day("2026-03-31")), Some(100_000));
        assert_eq!(given.in_force(1, day("2025-12-31")), None);
        assert_eq!((given.of(9, 1, day("2026-06-01")), given.of(7, 2, day("2026-06-01"))), (None, None));
    }

    #[test]
    fn who_opted_in_twice_sells_at_the_second_rate_from_that_day() {
        let mut given = GivenRates::default();
        given.add_opt_in(7, OptIn { on: Some(day("2026-05-01")), ppm: Some(60_000) });
        given.add_opt_in(7, OptIn { on: Some(day("2026-01-10")), ppm: Some(100_000) });
        assert_eq!(given.of(7, 1, day("2026-04-30")), Some(100_000));
        assert_eq!(given.of(7, 1, day("2026-05-01")), Some(60_000));
        assert_eq!(given.of(7, 1, day("2026-01-01")), Some(100_000));
    }
}
