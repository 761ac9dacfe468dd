//! Laws of the ledger alone: sums by every key beside a plain reckoning, rows that are excluded, creators under two keys,
//! ranges of a file joined, room a row takes.

use std::collections::{BTreeMap, BTreeSet};

use creator_audit::analysis::key_of;
use creator_audit::ledger::{Dimension, Fact, Group, Ledger, LineRuns, Measure, RowMask, Segment, Slice, Spread, Supplied, roll_up, spreads};
use creator_audit::units::{Date, Rate, Weekday};
use proptest::prelude::*;

/// One row: texts instead of codes, and whether a query counts it.
#[derive(Clone, Debug)]
struct Row {
    day: u16,
    creator: u8,
    asin: u8,
    line: u8,
    campaign: u8,
    rate: Option<u32>,
    values: [i64; Measure::COUNT],
    supplied: u8,
    excluded: bool,
    /// Lines between the last row and this one.
    gap: u8,
}

fn value() -> impl Strategy<Value = i64> {
    prop_oneof![8 => 0_i64..300, 4 => (-900_i64..90_000).prop_map(|cents| cents * 10_000), 1 => any::<i64>(), 1 => prop::sample::select(vec![i64::MIN, i64::MAX, -1])]
}

fn row() -> impl Strategy<Value = Row> {
    let texts = (9_000_u16..9_100, 0_u8..7, 0_u8..5, 0_u8..3, 0_u8..3);
    let cells = (prop::option::of(0_u32..1_000_000), prop::array::uniform8(value()), prop::sample::select(vec![255_u8, 31, 7, 1, 255]), any::<bool>(), 0_u8..3);
    (texts, cells).prop_map(|((day, creator, asin, line, campaign), (rate, values, supplied, excluded, gap))| Row {
        day,
        creator,
        asin,
        line,
        campaign,
        rate,
        values,
        supplied,
        excluded,
        gap,
    })
}

/// Key of a creator; the last one has none.
fn creator_key(creator: u8) -> String {
    if creator == 6 { String::new() } else { format!("c{creator}") }
}

fn push(segment: &mut Segment, row: &Row, line: u64) {
    let code = |dictionary: &mut creator_audit::ledger::Dictionary, text: String| dictionary.intern(text.as_bytes()).expect("room");
    let supplied = Supplied::from_bits(row.supplied);
    let mut values = row.values;
    for (value, measure) in values.iter_mut().zip(Measure::ALL) {
        *value = if supplied.has(measure) { *value } else { 0 };
    }
    let fact = Fact {
        date: Date::from_days(row.day),
        creator: code(&mut segment.creators, creator_key(row.creator)),
        asin: code(&mut segment.asins, format!("B00000000{}", row.asin)),
        line: code(&mut segment.lines, format!("line {}", row.line)),
        campaign: code(&mut segment.campaigns, format!("campaign {}", row.campaign)),
        rate: row.rate.and_then(Rate::from_ppm),
        values,
        supplied,
    };
    segment.creator_names.note(fact.creator, format!("Name {}", row.day % 4).as_bytes());
    segment.titles.note(fact.asin, format!("Title {}", row.day % 5).as_bytes());
    segment.line_runs.push(u32::try_from(segment.columns.rows()).expect("few"), line);
    segment.columns.push(&fact);
}

/// Rows read in one go; the first stands on line `first`. Gives the number of lines, too.
fn segment(rows: &[Row], first: u64) -> (Segment, u64) {
    let (mut segment, mut line) = (Segment::new(5), first);
    for row in rows {
        line += u64::from(row.gap);
        push(&mut segment, row, line);
        line += 1;
    }
    (segment, line - first)
}

fn ledger(files: &[&[Row]]) -> Ledger {
    let mut ledger = Ledger::new(5);
    for (source, rows) in (1..).zip(files) {
        ledger.append(source, None, segment(rows, 2).0).expect("room");
    }
    ledger
}

const DIMENSIONS: [Dimension; 7] =
    [Dimension::Whole, Dimension::Creator, Dimension::Asin, Dimension::Line, Dimension::Campaign, Dimension::Week(Weekday::Sunday), Dimension::Month];

/// Everything queries tell of a ledger, by text instead of code.
fn told(ledger: &Ledger) -> Vec<(String, Group, Spread)> {
    let mut all = Vec::new();
    let creator = ledger.creators().code("c1");
    let line = ledger.lines().code("line 0");
    let from = Some(Date::from_days(9_040));
    let slices =
        [Slice::ALL, Slice { from, ..Slice::ALL }, Slice { creator: creator.or(Some(77)), ..Slice::ALL }, Slice { line: line.or(Some(77)), ..Slice::ALL }];
    for (number, slice) in slices.iter().enumerate() {
        for dimension in DIMENSIONS {
            let groups: Vec<Group> = roll_up(ledger, slice, dimension).groups().collect();
            let spreads = spreads(ledger, slice, dimension, Date::from_days(9_060).month_index());
            assert_eq!(groups.iter().map(|group| group.code).collect::<Vec<_>>(), spreads.iter().map(|spread| spread.code).collect::<Vec<_>>());
            for (group, spread) in groups.into_iter().zip(spreads) {
                let key = format!("{number} {dimension:?} {}", key_of(ledger, dimension, group.code));
                let is_time = matches!(dimension, Dimension::Week(_) | Dimension::Month);
                let code = if is_time { group.code } else { 0 };
                all.push((key, Group { code, ..group }, Spread { code, ..spread }));
            }
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// The rows of [`told`]'s slices, by the row's own texts.
fn is_in(row: &Row, slice: usize) -> bool {
    match slice {
        0 => true,
        1 => row.day >= 9_040,
        2 => row.creator == 1,
        _ => row.line == 0,
    }
}

/// What a row is grouped by, as [`key_of`] writes it.
fn key_in(row: &Row, dimension: Dimension) -> String {
    let date = Date::from_days(row.day);
    match dimension {
        Dimension::Whole => String::new(),
        Dimension::Creator => creator_key(row.creator),
        Dimension::Asin => format!("B00000000{}", row.asin),
        Dimension::Line => format!("line {}", row.line),
        Dimension::Campaign => format!("campaign {}", row.campaign),
        Dimension::Week(first) => date.week_start(first).iso(),
        Dimension::Month => date.iso()[..7].to_owned(),
    }
}

fn supplied_value(row: &Row, measure: Measure) -> i128 {
    if Supplied::from_bits(row.supplied).has(measure) { i128::from(row.values[measure.index()]) } else { 0 }
}

/// The parts of a group: rows and sums by what the rows supply. Row by row, in wide numbers.
fn reckoned_parts(rows: &[&Row]) -> Vec<(u8, u64, [i128; Measure::COUNT])> {
    let mut parts: BTreeMap<u8, (u64, [i128; Measure::COUNT])> = BTreeMap::new();
    for row in rows {
        let (count, sums) = parts.entry(row.supplied).or_default();
        *count += 1;
        Measure::ALL.into_iter().for_each(|measure| sums[measure.index()] += supplied_value(row, measure));
    }
    parts.into_iter().map(|(supplied, (count, sums))| (supplied, count, sums)).collect()
}

/// Creators with an order in these rows, in one month or in all.
fn reckoned_active(rows: &[&Row], month: Option<u16>) -> BTreeSet<u8> {
    let mut orders: BTreeMap<u8, i128> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.creator != 6 && month.is_none_or(|month| Date::from_days(row.day).month_index() == month)) {
        *orders.entry(row.creator).or_default() += supplied_value(row, Measure::Orders);
    }
    orders.into_iter().filter(|(_, orders)| *orders > 0).map(|(creator, _)| creator).collect()
}

/// Largest creator, largest five, creators, creators to 80 % and active ones of a group.
fn reckoned_spread(rows: &[&Row]) -> (i128, i128, u64, Option<u64>, u64) {
    let total: i128 = rows.iter().map(|row| supplied_value(row, Measure::Revenue)).sum();
    let mut revenues: BTreeMap<u8, i128> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.creator != 6) {
        *revenues.entry(row.creator).or_default() += supplied_value(row, Measure::Revenue);
    }
    let mut revenues: Vec<i128> = revenues.into_values().collect();
    revenues.sort_unstable_by(|a, b| b.cmp(a));
    let holds = |count: usize| revenues[..count].iter().sum::<i128>() * 5 >= total * 4;
    let to_80 = (1..=revenues.len()).find(|count| holds(*count)).filter(|_| total > 0);
    let active = reckoned_active(rows, None).len() as u64;
    (revenues.first().copied().unwrap_or(0), revenues.iter().take(5).sum(), revenues.len() as u64, to_80.map(|count| count as u64), active)
}

/// Everything [`told`] tells, by adding up row after row.
fn check_against_reckoning(ledger: &Ledger, rows: &[Row]) {
    let told = told(ledger);
    let mut expected = 0;
    for slice in 0..4 {
        let selected: Vec<&Row> = rows.iter().filter(|row| is_in(row, slice)).collect();
        for dimension in DIMENSIONS {
            let mut groups: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
            selected.iter().for_each(|row| groups.entry(key_in(row, dimension)).or_default().push(row));
            expected += groups.len();
            for (key, rows) in groups {
                let key = format!("{slice} {dimension:?} {key}");
                let Ok(at) = told.binary_search_by(|(known, ..)| known.cmp(&key)) else { panic!("{key} is missing") };
                let (_, group, spread) = &told[at];
                let parts: Vec<_> = group.parts.iter().map(|part| (part.supplied.bits(), part.rows, part.sums)).collect();
                assert_eq!(parts, reckoned_parts(&rows), "{key}");
                let figures = (spread.largest, spread.largest_five, spread.creators, spread.holders_of_80, spread.active);
                assert_eq!(figures, reckoned_spread(&rows), "{key}");
                let this = Date::from_days(9_060).month_index();
                let (active, before) = (reckoned_active(&rows, Some(this)), reckoned_active(&rows, Some(this - 1)));
                match dimension {
                    Dimension::Week(_) => assert_eq!(spread.months, None),
                    Dimension::Month => {
                        let own = Date::from_days(rows[0].day).month_index();
                        let before: Vec<&Row> = selected.iter().copied().filter(|row| Date::from_days(row.day).month_index() + 1 == own).collect();
                        let (active, before) = (reckoned_active(&rows, None), reckoned_active(&before, None));
                        let months = spread.months.expect("months are compared");
                        assert_eq!(
                            (months.this, months.last, months.both),
                            (active.len() as u64, before.len() as u64, active.intersection(&before).count() as u64),
                            "{key}"
                        );
                    }
                    _ => {
                        let months = spread.months.expect("months are compared");
                        assert_eq!(
                            (months.this, months.last, months.both),
                            (active.len() as u64, before.len() as u64, active.intersection(&before).count() as u64),
                            "{key}"
                        );
                    }
                }
            }
        }
    }
    assert_eq!(told.len(), expected, "no group without rows");
}

fn counts(ledger: &Ledger) -> impl PartialEq + std::fmt::Debug {
    let lines: Vec<String> = ledger.used_lines().iter().map(|code| ledger.lines().text(*code).to_owned()).collect();
    let mut lines = lines;
    lines.sort();
    let sums = Measure::ALL.map(|measure| ledger.sum(measure));
    (ledger.dates(), ledger.supplied(), sums, ledger.creators_used(), ledger.asins_used(), lines)
}

fn kept(rows: &[Row]) -> Vec<Row> {
    rows.iter().filter(|row| !row.excluded).cloned().collect()
}

fn mask(rows: &[Row]) -> RowMask {
    rows.iter().enumerate().filter(|(_, row)| row.excluded).map(|(row, _)| row).collect()
}

fn facts(segment: &Segment) -> Vec<Fact> {
    (0..segment.columns.rows()).filter_map(|row| segment.columns.fact(row)).collect()
}

/// Rows without end, the same every time: values of every width, some rows like the one before.
fn seeded(count: usize) -> Vec<Row> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    (0..count)
        .map(|row| {
            let wide = row / 700 % 3 == 2;
            let value = |next: &mut dyn FnMut(u64) -> u64| {
                if wide { (next(u64::from(u32::MAX)) << 32 | next(u64::from(u32::MAX))).cast_signed() } else { i64::try_from(next(300)).expect("small") }
            };
            let values = [(); 8].map(|()| value(&mut next));
            let number = |next: &mut dyn FnMut(u64) -> u64, bound: u64| u8::try_from(next(bound)).expect("small");
            Row {
                day: 9_000 + u16::from(number(&mut next, 100)),
                creator: number(&mut next, 7),
                asin: number(&mut next, 5),
                line: number(&mut next, 3),
                campaign: number(&mut next, 3),
                rate: (next(3) > 0).then(|| 10_000 * u32::try_from(next(20)).expect("small")),
                values,
                supplied: [255, 31, 7][usize::try_from(next(3)).expect("small")],
                excluded: next(5) == 0,
                gap: 0,
            }
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sums_by_every_key_are_what_adding_row_after_row_gives(files in prop::collection::vec(prop::collection::vec(row(), 0..40), 1..4)) {
        let all: Vec<&[Row]> = files.iter().map(Vec::as_slice).collect();
        check_against_reckoning(&ledger(&all), &files.concat());
    }

    #[test]
    fn every_fact_comes_back_as_it_was_pushed(rows in prop::collection::vec(row(), 0..60)) {
        let (segment, _) = segment(&rows, 1);
        let one_by_one: Vec<Fact> = (0..rows.len()).filter_map(|row| segment.columns.fact(row)).collect();
        let in_order: Vec<Fact> = segment.columns.facts(0..rows.len()).map(|(_, fact)| fact).collect();
        prop_assert_eq!(&one_by_one, &in_order);
        prop_assert_eq!(one_by_one.len(), rows.len());
        for (fact, row) in one_by_one.iter().zip(&rows) {
            prop_assert_eq!(fact.date.days(), row.day);
            prop_assert_eq!(fact.rate.map(Rate::ppm), row.rate);
            prop_assert_eq!(segment.asins.text(fact.asin), format!("B00000000{}", row.asin));
            prop_assert_eq!(segment.creators.text(fact.creator), creator_key(row.creator));
            prop_assert_eq!(Measure::ALL.map(|measure| i128::from(fact.values[measure.index()])), Measure::ALL.map(|measure| supplied_value(row, measure)));
        }
    }

    #[test]
    fn excluded_rows_count_nowhere_and_stay_in_the_ledger(rows in prop::collection::vec(row(), 0..60)) {
        let mut masked = ledger(&[&rows]);
        masked.set_excluded(mask(&rows));
        let without = ledger(&[&kept(&rows)]);
        prop_assert_eq!(told(&masked), told(&without));
        prop_assert_eq!(counts(&masked), counts(&without));
        prop_assert_eq!(masked.rows(), rows.len());
        masked.set_excluded(RowMask::default());
        prop_assert_eq!(told(&masked), told(&ledger(&[&rows])), "nothing of them is lost");
    }

    #[test]
    fn an_alias_counts_as_the_creator_it_stands_for(rows in prop::collection::vec(row(), 0..60), stands_for in prop::collection::vec(0_u8..7, 7)) {
        let mut aliased = ledger(&[&rows]);
        let code = |creator: u8| aliased.creators().code(&creator_key(creator));
        let mut aliases: Vec<u32> = (0..u32::try_from(aliased.creators().len()).expect("few")).collect();
        // Creators 4 to 6 may stand for 0 to 3, which are themselves: no alias of an alias.
        let canonical = |creator: u8| if creator >= 4 && stands_for[usize::from(creator)] < 4 { stands_for[usize::from(creator)] } else { creator };
        let known = |creator: u8| rows.iter().any(|row| row.creator == creator);
        let canonical = |creator: u8| if known(canonical(creator)) { canonical(creator) } else { creator };
        for creator in 0..7 {
            if let (Some(own), Some(other)) = (code(creator), code(canonical(creator))) {
                aliases[own as usize] = other;
            }
        }
        aliased.set_creator_aliases(aliases);
        let renamed: Vec<Row> = rows.iter().map(|row| Row { creator: canonical(row.creator), ..row.clone() }).collect();
        let renamed = ledger(&[&renamed]);
        prop_assert_eq!(told(&aliased), told(&renamed));
        prop_assert_eq!(aliased.creators_used(), renamed.creators_used());
    }

    #[test]
    fn a_file_taken_out_leaves_the_others_exclusions_and_aliases(
        files in prop::collection::vec(prop::collection::vec(row(), 0..20), 1..4),
        out in any::<prop::sample::Index>(),
    ) {
        let out = out.index(files.len());
        let build = |files: &[&[Row]]| {
            let mut ledger = ledger(files);
            ledger.set_excluded(mask(&files.concat()));
            let (alias, canonical) = (ledger.creators().code("c3"), ledger.creators().code("c2"));
            if let (Some(alias), Some(canonical)) = (alias, canonical) {
                let codes = 0..u32::try_from(ledger.creators().len()).expect("few");
                ledger.set_creator_aliases(codes.map(|code| if code == alias { canonical } else { code }).collect());
            }
            ledger
        };
        let all: Vec<&[Row]> = files.iter().map(Vec::as_slice).collect();
        let mut removed = build(&all);
        let source = u32::try_from(out + 1).expect("few");
        let mut copy = removed.without(&[source]);
        removed.remove(source);
        // A copy has no exclusions of its own; whose rows they are is known to whoever makes it.
        copy.set_excluded(removed.excluded().clone());
        prop_assert_eq!((told(&copy), counts(&copy), copy.sources()), (told(&removed), counts(&removed), removed.sources()));
        // The creator an alias stands for is kept with it, also where only the file that is gone had a row of it.
        let has = |creator: u8| files.iter().enumerate().any(|(at, rows)| at != out && rows.iter().any(|row| row.creator == creator));
        prop_assume!(!has(3) || has(2));
        let rest: Vec<&[Row]> = all.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, rows)| *rows).collect();
        let fresh = build(&rest);
        prop_assert_eq!(told(&removed), told(&fresh));
        prop_assert_eq!(counts(&removed), counts(&fresh));
    }

    #[test]
    fn ranges_of_a_file_joined_are_the_file_read_in_one_go(rows in prop::collection::vec(row(), 0..60), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4)) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(rows.len() + 1)).chain([0, rows.len()]).collect();
        cuts.sort_unstable();
        let (whole, _) = segment(&rows, 1);
        let mut joined = Segment::new(5);
        let mut before = 0;
        for range in cuts.windows(2) {
            let (next, lines) = segment(&rows[range[0]..range[1]], 1);
            let handed_over = Segment::from_bytes(&next.to_bytes(), 9).expect("whole bytes");
            prop_assert!(handed_over == next);
            joined.join(handed_over, before).expect("room");
            before += lines;
        }
        prop_assert!(joined == whole);
    }

    #[test]
    fn damaged_bytes_of_a_segment_never_give_codes_without_text(rows in prop::collection::vec(row(), 1..10), at in any::<prop::sample::Index>(), with in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let bytes = segment(&rows, 1).0.to_bytes();
        prop_assert!(Segment::from_bytes(&bytes[..cut.index(bytes.len())], 5).is_err());
        let mut damaged = bytes.clone();
        let at = at.index(bytes.len());
        damaged[at] = with;
        if let Ok(segment) = Segment::from_bytes(&damaged, 5) {
            for fact in facts(&segment) {
                prop_assert!((fact.creator as usize) < segment.creators.len() && (fact.asin as usize) < segment.asins.len());
                prop_assert!((fact.line as usize) < segment.lines.len() && (fact.campaign as usize) < segment.campaigns.len());
            }
        }
    }
}

#[test]
fn lines_of_a_joined_file_go_on_where_the_first_range_ended() {
    let row = |gap| Row { day: 9_000, creator: 0, asin: 0, line: 0, campaign: 0, rate: None, values: [1; 8], supplied: 255, excluded: false, gap };
    // Lines 2 and 3, then 6 (two lines between); the next range begins behind line 6 and has its rows on its lines 1 and 3.
    let (mut first, _) = segment(&[row(0), row(0), row(2)], 2);
    let (next, _) = segment(&[row(0), row(1)], 1);
    first.join(next, 6).expect("room");
    assert_eq!((0..5).map(|row| first.line_runs.line(row)).collect::<Vec<_>>(), [2, 3, 6, 7, 9]);
    assert_eq!(first.line_runs, LineRuns::from_runs(vec![(0, 2), (2, 6), (4, 9)]));
}

#[test]
fn many_rows_of_every_width_add_up_as_few_do() {
    let rows = seeded(5_000);
    let (first, second) = rows.split_at(3_001);
    let mut both = ledger(&[first, second]);
    check_against_reckoning(&both, &rows);
    both.set_excluded(mask(&rows));
    check_against_reckoning(&both, &kept(&rows));
    both.remove(1);
    check_against_reckoning(&both, &kept(second));
}

#[test]
fn a_row_of_an_ordinary_report_takes_less_than_thirty_bytes() {
    // 50,000 rows of 2,000 creators, 500 products and 14 weeks, with all eight measures: money up to 655.35 in whole cents.
    let mut segment = Segment::new(1);
    for (row, seed) in (0_u32..).zip(seeded(50_000)) {
        let small = |at: usize| seed.values[at].rem_euclid(200);
        let values = [seed.values[0].rem_euclid(5_000), small(1), small(2), small(3) * 2_990_000, small(4) * 310_000, small(5), small(6), small(7)];
        let code = |dictionary: &mut creator_audit::ledger::Dictionary, text: String| dictionary.intern(text.as_bytes()).expect("room");
        segment.columns.push(&Fact {
            date: Date::from_days(9_000 + seed.day % 14 * 7),
            creator: code(&mut segment.creators, format!("cr{}", row * 7_919 % 2_000)),
            asin: code(&mut segment.asins, format!("B{:09}", row * 31 % 500)),
            line: code(&mut segment.lines, format!("Line {}", row % 9)),
            campaign: code(&mut segment.campaigns, String::new()),
            rate: None,
            values,
            supplied: Supplied::from_bits(255),
        });
    }
    // A day 1, creator and ASIN 2 each, line 1, clicks 2, revenue and commission in cents 2 each, five other counts 1 each: 17.
    let taken = segment.columns.bytes() as f64 / 50_000.0;
    assert!((17.0..20.0).contains(&taken), "{taken} bytes a row");
}
