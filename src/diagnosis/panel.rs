//! The mature rows of a selection, week by week: what trends, tests and comparisons are made from.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analysis::Rules;
use crate::kpi::{Context, Inputs, Kpi, Outcome, evaluate};
use crate::ledger::rollup::Part;
use crate::ledger::{Fact, Group, Ledger, Measure, Slice, Supplied};
use crate::units::{Date, Ratio};

/// Weeks and groups a table of sums may have together; beyond it the groups of least revenue are added up as one.
const SUMS_MAX: usize = 400_000;
/// Links whose sums are kept for the split of a drift; the rest is added up as one.
const LINKS_MAX: usize = 400_000;

/// Sums of the rows of one week, or of several, that supply the same measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    rows: u64,
    values: [i128; Measure::COUNT],
}

impl Sums {
    fn add(&mut self, fact: &Fact) {
        self.rows += 1;
        for (sum, value) in self.values.iter_mut().zip(&fact.values) {
            *sum += i128::from(*value);
        }
    }

    fn add_all(&mut self, other: &Sums) {
        self.rows += other.rows;
        for (sum, value) in self.values.iter_mut().zip(&other.values) {
            *sum += value;
        }
    }
}

/// Sums by group and week.
#[derive(Clone, Debug, Default)]
pub struct Cube {
    /// Combinations of supplied measures that occur.
    kinds: Vec<Supplied>,
    weeks: usize,
    /// Codes of the groups, ascending.
    pub codes: Vec<u32>,
    /// By kind, group and week.
    sums: Vec<Sums>,
}

impl Cube {
    fn new(kinds: &[Supplied], weeks: usize, codes: Vec<u32>) -> Cube {
        let sums = vec![Sums::default(); kinds.len() * weeks * codes.len()];
        Cube { kinds: kinds.to_vec(), weeks, codes, sums }
    }

    fn at(&self, kind: usize, group: usize, week: usize) -> usize {
        (kind * self.codes.len() + group) * self.weeks + week
    }

    /// Place of the group of every code below `size`.
    fn places(&self, size: usize) -> Vec<Option<usize>> {
        let mut places = vec![None; size];
        for (at, code) in self.codes.iter().enumerate() {
            places.get_mut(*code as usize).into_iter().for_each(|place| *place = Some(at));
        }
        places
    }

    /// Place of a group among [`Cube::codes`].
    pub fn place(&self, code: u32) -> Option<usize> {
        self.codes.binary_search(&code).ok()
    }

    /// The rows of one group in some weeks.
    pub fn group(&self, group: usize, weeks: std::ops::Range<usize>) -> Group {
        let part = |(kind, supplied): (usize, &Supplied)| {
            let mut all = Sums::default();
            let of_group = self.sums.get(self.at(kind, group, weeks.start)..self.at(kind, group, weeks.end)).unwrap_or_default();
            of_group.iter().for_each(|sums| all.add_all(sums));
            (all.rows > 0).then_some(Part { supplied: *supplied, rows: all.rows, sums: all.values })
        };
        let code = self.codes.get(group).copied().unwrap_or(0);
        Group { code, parts: self.kinds.iter().enumerate().filter_map(part).collect() }
    }
}

/// One creator's link to one product in one campaign, in both halves of the weeks compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkKey {
    pub asin: u32,
    /// After aliases.
    pub creator: u32,
    /// The campaign a link was opted in to: what sets one cohort of links apart from another.
    pub campaign: u32,
}

/// Micros in the earlier and in the later weeks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkSums {
    pub revenue: [i128; 2],
    pub commission: [i128; 2],
}

/// Everything tests look at, mature rows only.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// First days of the whole, mature weeks that have rows, ascending.
    pub weeks: Vec<Date>,
    pub whole: Cube,
    pub lines: Cube,
    pub asins: Cube,
    pub creators: Cube,
    /// The line with most revenue of each ASIN.
    pub line_of: HashMap<u32, u32, FixedState>,
    /// First day with an order of each line.
    pub first_sale: HashMap<u32, Date, FixedState>,
    /// Links in the weeks a drift is looked for in.
    pub links: Vec<(LinkKey, LinkSums)>,
    supplied: Supplied,
}

/// Rows of the selection that count.
fn rows<'a>(ledger: &'a Ledger, slice: &'a Slice) -> impl Iterator<Item = Fact> + 'a {
    let facts = ledger.columns().facts(0..ledger.rows());
    facts.filter(|(row, fact)| !ledger.is_excluded(*row) && slice.holds(ledger, fact)).map(|(_, fact)| fact)
}

/// First days of the weeks that lie wholly within the data, the selection and what is mature, and have rows.
fn whole_weeks(ledger: &Ledger, rules: &Rules, slice: &Slice, mature_until: Option<Date>) -> Vec<Date> {
    let (Some((first, last)), Some(mature)) = (ledger.dates(), mature_until) else { return Vec::new() };
    let from = slice.from.map_or(first, |from| from.max(first));
    let until = slice.to.map_or(mature, |to| to.min(mature)).min(last);
    let days = usize::from(last.days().saturating_sub(first.days())) + 1;
    let mut has_rows = vec![false; days];
    for fact in rows(ledger, slice) {
        let day = usize::from(fact.date.days().saturating_sub(first.days()));
        has_rows.get_mut(day).into_iter().for_each(|has| *has = true);
    }
    let with_rows = (0_u16..).zip(has_rows).filter(|(_, has)| *has).map(|(day, _)| first.plus_days(day).week_start(rules.week_start));
    let mut with_rows: Vec<Date> = with_rows.collect();
    with_rows.dedup();
    // The data may begin within their first week only where nothing came before.
    with_rows.retain(|start| *start >= from.week_start(rules.week_start) && (*start >= from || slice.from.is_none()) && start.plus_days(6) <= until);
    with_rows
}

struct Codes {
    lines: Vec<u32>,
    asins: Vec<u32>,
    creators: Vec<u32>,
    kinds: Vec<Supplied>,
}

impl Panel {
    /// Reads every row of the selection once or twice. `drift_weeks` is how many of the latest weeks a drift is looked for in.
    pub fn new(ledger: &Ledger, rules: &Rules, slice: &Slice, mature_until: Option<Date>, drift_weeks: usize) -> Panel {
        let weeks = whole_weeks(ledger, rules, slice, mature_until);
        let mut panel = Panel { weeks, supplied: ledger.supplied(), ..Panel::default() };
        let codes = panel.look(ledger, slice);
        let count = panel.weeks.len();
        panel.whole = Cube::new(&codes.kinds, count, vec![0]);
        panel.lines = Cube::new(&codes.kinds, count, codes.lines);
        panel.asins = Cube::new(&codes.kinds, count, codes.asins);
        panel.creators = Cube::new(&codes.kinds, count, codes.creators);
        panel.fill(ledger, slice, drift_weeks);
        panel
    }

    /// Which groups there are, the largest by revenue where there are too many, and to which line each ASIN belongs.
    fn look(&mut self, ledger: &Ledger, slice: &Slice) -> Codes {
        let sizes = [ledger.lines().len(), ledger.asins().len(), ledger.creators().len()];
        let mut revenue = sizes.map(|size| vec![None::<i128>; size]);
        let mut lines: Vec<Vec<(u32, i128)>> = vec![Vec::new(); ledger.asins().len()];
        let mut first_sale = vec![None::<Date>; ledger.lines().len()];
        let mut kinds = [false; 256];
        for fact in rows(ledger, slice) {
            let sold = i128::from(fact.values.get(Measure::Revenue.index()).copied().unwrap_or(0));
            for (sums, code) in revenue.iter_mut().zip([ledger.line_of(&fact), fact.asin, ledger.canonical_creator(fact.creator)]) {
                sums.get_mut(code as usize).into_iter().for_each(|sum| *sum = Some(sum.unwrap_or(0) + sold));
            }
            if let Some(of_asin) = lines.get_mut(fact.asin as usize) {
                match of_asin.iter_mut().find(|(line, _)| *line == ledger.line_of(&fact)) {
                    Some((_, sum)) => *sum += sold,
                    None => of_asin.push((ledger.line_of(&fact), sold)),
                }
            }
            if let Some(kind) = kinds.get_mut(usize::from(fact.supplied.bits())) {
                *kind = true;
            }
            if fact.values.get(Measure::Orders.index()).is_some_and(|orders| *orders > 0) || !fact.supplied.has(Measure::Orders) && sold > 0 {
                let first = first_sale.get_mut(ledger.line_of(&fact) as usize);
                first.into_iter().for_each(|first| *first = Some(first.map_or(fact.date, |first| first.min(fact.date))));
            }
        }
        self.first_sale = (0_u32..).zip(first_sale).filter_map(|(line, first)| Some((line, first?))).collect();
        let largest_line =
            |of_asin: &Vec<(u32, i128)>| of_asin.iter().max_by_key(|(line, revenue)| (*revenue, std::cmp::Reverse(*line))).map(|(line, _)| *line);
        self.line_of = (0_u32..).zip(&lines).filter_map(|(asin, of_asin)| Some((asin, largest_line(of_asin)?))).collect();
        let most = SUMS_MAX / self.weeks.len().max(1);
        let [of_lines, of_asins, of_creators] = revenue.map(|sums| largest(sums, most));
        let kinds = (0..=u8::MAX).zip(kinds).filter(|(_, seen)| *seen).map(|(bits, _)| Supplied::from_bits(bits)).collect();
        Codes { lines: of_lines, asins: of_asins, creators: of_creators, kinds }
    }

    fn fill(&mut self, ledger: &Ledger, slice: &Slice, drift_weeks: usize) {
        let (first, half) = drift_halves(self.weeks.len(), drift_weeks);
        let mut links: HashMap<LinkKey, LinkSums, FixedState> = HashMap::default();
        let kinds = self.whole.kinds.clone();
        let sizes = [ledger.lines().len(), ledger.asins().len(), ledger.creators().len()];
        let places = [(&self.lines, sizes[0]), (&self.asins, sizes[1]), (&self.creators, sizes[2])].map(|(cube, size)| cube.places(size));
        let [of_lines, of_asins, of_creators] = &places;
        let weeks_from = self.weeks.first().map_or(0, |first| first.days());
        let week_at: Vec<Option<usize>> = self.week_numbers();
        for fact in rows(ledger, slice) {
            let number = fact.date.days().checked_sub(weeks_from).map(|days| usize::from(days / 7));
            let Some(week) = number.and_then(|number| week_at.get(number).copied().flatten()) else { continue };
            let Some(kind) = kinds.iter().position(|kind| *kind == fact.supplied) else { continue };
            let creator = ledger.canonical_creator(fact.creator);
            let place = |places: &[Option<usize>], code: u32| places.get(code as usize).copied().flatten();
            let (line, asin, maker) = (place(of_lines, ledger.line_of(&fact)), place(of_asins, fact.asin), place(of_creators, creator));
            for (cube, group) in [(&mut self.whole, Some(0)), (&mut self.lines, line), (&mut self.asins, asin), (&mut self.creators, maker)] {
                let at = group.map(|group| cube.at(kind, group, week));
                if let Some(sums) = at.and_then(|at| cube.sums.get_mut(at)) {
                    sums.add(&fact);
                }
            }
            if week >= first && fact.supplied.has(Measure::Revenue) && fact.supplied.has(Measure::Commission) {
                let mut key = LinkKey { asin: fact.asin, creator, campaign: fact.campaign };
                if links.len() >= LINKS_MAX && !links.contains_key(&key) {
                    key = LinkKey { asin: u32::MAX, creator: u32::MAX, campaign: u32::MAX };
                }
                let link = links.entry(key).or_default();
                let value = |measure: Measure| fact.values.get(measure.index()).copied().map_or(0, i128::from);
                let later = usize::from(week >= half);
                if let (Some(revenue), Some(commission)) = (link.revenue.get_mut(later), link.commission.get_mut(later)) {
                    *revenue += value(Measure::Revenue);
                    *commission += value(Measure::Commission);
                }
            }
        }
        self.links = links.into_iter().collect();
        self.links.sort_unstable_by_key(|(key, _)| *key);
    }

    /// Of every week from the first on, which of the panel's it is.
    fn week_numbers(&self) -> Vec<Option<usize>> {
        let Some((first, last)) = self.weeks.first().zip(self.weeks.last()) else { return Vec::new() };
        let number = |week: &Date| usize::from(week.days().saturating_sub(first.days()) / 7);
        let mut numbers = vec![None; number(last) + 1];
        for (at, week) in self.weeks.iter().enumerate() {
            numbers.get_mut(number(week)).into_iter().for_each(|slot| *slot = Some(at));
        }
        numbers
    }

    /// One KPI of one group of a cube over some weeks; `None` where it has no value.
    pub fn figure(&self, kpi: &Kpi, cube: &Cube, group: usize, weeks: std::ops::Range<usize>) -> Option<Ratio> {
        let (own, whole) = (cube.group(group, weeks.clone()), self.whole.group(0, weeks));
        let context = Context { group: &own, whole: &whole, spread: None, inputs: &Inputs::default(), at: None, supplied: self.supplied };
        match evaluate(kpi, &context) {
            Outcome::Value(value) => value.ratio(),
            Outcome::NotApplicable(_) | Outcome::NotComputable(_) => None,
        }
    }

    /// One KPI of one group, week by week.
    pub fn course(&self, kpi: &Kpi, cube: &Cube, group: usize) -> Vec<Option<Ratio>> {
        (0..self.weeks.len()).map(|week| self.figure(kpi, cube, group, week..week + 1)).collect()
    }

    /// Sum of a measure in some weeks over the rows that supply it.
    pub fn sum(&self, measure: Measure, cube: &Cube, group: usize, weeks: std::ops::Range<usize>) -> i128 {
        cube.group(group, weeks).sum(measure, Supplied::NONE.with(measure))
    }

    pub fn has(&self, measure: Measure) -> bool {
        self.supplied.has(measure)
    }
}

/// First week of the latest `wanted`, and the first of their later half; where there is an odd number the earliest is left out.
pub fn drift_halves(weeks: usize, wanted: usize) -> (usize, usize) {
    let half = weeks.min(wanted) / 2;
    (weeks - 2 * half, weeks - half)
}

/// Codes of the groups with most revenue, ascending; those without a row have none.
fn largest(revenue: Vec<Option<i128>>, most: usize) -> Vec<u32> {
    let mut all: Vec<(u32, i128)> = (0_u32..).zip(revenue).filter_map(|(code, revenue)| Some((code, revenue?))).collect();
    all.sort_unstable_by_key(|(code, revenue)| (std::cmp::Reverse(*revenue), *code));
    all.truncate(most);
    let mut codes: Vec<u32> = all.into_iter().map(|(code, _)| code).collect();
    codes.sort_unstable();
    codes
}
