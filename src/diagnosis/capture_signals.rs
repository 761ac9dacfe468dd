//! What can be read of each creator that tells demand created from demand captured. A signal is read from counts with a test, or from
//! the user's own tables; where nothing says anything it is not read, and counts neither way.

use std::collections::{BTreeMap, BTreeSet};

use super::case::Case;
use super::crossing::Share;
use crate::commission::Term;
use crate::ledger::Sheet;
use crate::stats::discovery::discoveries;
use crate::stats::excess::Excess;
use crate::units::Ratio;

/// Orders a creator needs, expected or seen, before a share of them is read.
const ORDERS_MIN: u64 = 20;
/// How many times as well as others a creator must convert, and how seldom buyers must be new, before it counts as a sign.
const CONVERSION_FACTOR: Ratio = Ratio::millionths(1_500_000);
const NEW_FACTOR: Ratio = Ratio::millionths(800_000);
/// Part of the creators with sales that a table must name before a creator it lacks counts as absent.
const COVERED_MIN: Ratio = Ratio::millionths(500_000);

/// Words of a channel that point to buyers who had decided: they look for a price.
const PRICE_WORDS: [&str; 16] = [
    "coupon",
    "coupons",
    "deal",
    "deals",
    "discount",
    "discounts",
    "voucher",
    "vouchers",
    "cashback",
    "rebate",
    "rebates",
    "loyalty",
    "rewards",
    "extension",
    "bargain",
    "bargains",
];

/// What a signal says of one creator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Nothing to read it from.
    Unread,
    /// Read, and no sign of captured demand.
    Quiet(Option<Ratio>),
    /// A sign of captured demand, with its number where it has one.
    Points(Option<Ratio>),
}

impl Reading {
    pub fn is_read(&self) -> bool {
        *self != Reading::Unread
    }

    pub fn points(&self) -> bool {
        matches!(self, Reading::Points(_))
    }

    pub fn number(&self) -> Option<Ratio> {
        match self {
            Reading::Unread => None,
            Reading::Quiet(number) | Reading::Points(number) => *number,
        }
    }
}

/// The signals of one creator, in the order they are listed.
#[derive(Clone, Debug)]
pub struct Signals {
    pub creator: u32,
    /// Times as many orders of a click as others get with the same products.
    pub conversion: Reading,
    /// Times as many buyers new to the brand.
    pub new_to_brand: Reading,
    /// Part of orders on deal days.
    pub deal_days: Reading,
    /// Sales without anything published.
    pub content: Reading,
    /// What the user's list says the channel is.
    pub channel: Reading,
    /// That word.
    pub channel_name: Option<String>,
}

impl Signals {
    pub fn all(&self) -> [&Reading; 5] {
        [&self.conversion, &self.new_to_brand, &self.deal_days, &self.content, &self.channel]
    }

    pub fn read(&self) -> usize {
        self.all().into_iter().filter(|reading| reading.is_read()).count()
    }

    pub fn pointing(&self) -> usize {
        self.all().into_iter().filter(|reading| reading.points()).count()
    }

    /// Part of the signals read that point to captured demand.
    pub fn score(&self) -> Option<Ratio> {
        Ratio::new(i128::try_from(self.pointing()).ok()?, i128::try_from(self.read()).ok()?)
    }
}

/// Signals of every creator with enough clicks and at least one order.
pub fn signals(case: &Case<'_>) -> Vec<Signals> {
    let conversion = tested(case, Share::Conversion, |excess| excess.above, |excess| excess.index >= CONVERSION_FACTOR);
    let new = tested(case, Share::NewToBrand, |excess| excess.below, |excess| excess.index <= NEW_FACTOR);
    let least = case.terms.value(Term::DealShare);
    let deals = if case.deals().is_empty() {
        BTreeMap::new()
    } else {
        tested(case, Share::DealDays, |excess| excess.above, |excess| share(excess).is_some_and(|share| share >= least))
    };
    let (content, channels) = (Content::of(case), channels(case));
    let clicks_min = i64::from(case.rules.rank_clicks_min);
    let read = |from: &BTreeMap<u32, (Excess, bool)>, creator: u32, number: fn(&Excess) -> Option<Ratio>| match from.get(&creator) {
        None => Reading::Unread,
        Some((excess, true)) => Reading::Points(number(excess)),
        Some((excess, false)) => Reading::Quiet(number(excess)),
    };
    let sellers = case.crossing().creators.iter().filter(|(_, sums)| sums.of(Share::Conversion).0 > 0 && sums.of(Share::Conversion).1 >= clicks_min);
    let of = |(creator, _): &(u32, super::crossing::Sums)| Signals {
        creator: *creator,
        conversion: read(&conversion, *creator, |excess| Some(excess.index)),
        new_to_brand: read(&new, *creator, |excess| Some(excess.index)),
        deal_days: read(&deals, *creator, share),
        content: content.reading(*creator),
        channel: channels.get(creator).map_or(Reading::Unread, |name| if is_price_channel(name) { Reading::Points(None) } else { Reading::Quiet(None) }),
        channel_name: channels.get(creator).cloned(),
    };
    sellers.map(of).collect()
}

fn share(excess: &Excess) -> Option<Ratio> {
    Ratio::new(i128::from(excess.successes), i128::from(excess.trials))
}

/// Creators with enough counts, each with whether it stands out: among the discoveries, and by enough to matter.
fn tested(case: &Case<'_>, of: Share, chance: fn(&Excess) -> Ratio, matters: impl Fn(&Excess) -> bool) -> BTreeMap<u32, (Excess, bool)> {
    let clicks = u64::from(case.rules.rank_clicks_min);
    let least = if of == Share::Conversion { clicks } else { ORDERS_MIN };
    let mut groups = case.crossing().excesses(of).map(|found| found.groups).unwrap_or_default();
    groups.retain(|excess| excess.trials >= least);
    let chances: Vec<Ratio> = groups.iter().map(chance).collect();
    let kept = discoveries(&chances, &case.terms.value(Term::DiscoveryLevel)).unwrap_or_default();
    groups.into_iter().zip(kept).map(|(excess, discovery)| (excess.group, (excess, discovery.kept && matters(&excess)))).collect()
}

fn is_price_channel(name: &str) -> bool {
    let name = name.to_lowercase();
    name.contains("cash back") || name.split(|letter: char| !letter.is_alphanumeric()).any(|word| PRICE_WORDS.contains(&word))
}

/// What the list of creators calls each one's channel.
fn channels(case: &Case<'_>) -> BTreeMap<u32, String> {
    let people = case.people();
    let mut channels = BTreeMap::new();
    for (_, sheet, row) in case.rows("creators") {
        let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).filter(|text| !text.is_empty());
        let creator = ["creator_id", "creator"].into_iter().filter_map(text).find_map(|name| people.code(name));
        if let (Some(creator), Some(channel)) = (creator, text("channel")) {
            channels.entry(creator).or_insert_with(|| channel.to_owned());
        }
    }
    channels
}

/// Who has published anything.
struct Content {
    creators: BTreeSet<u32>,
    /// The tables name enough creators that one they lack has published nothing.
    is_complete: bool,
}

impl Content {
    fn of(case: &Case<'_>) -> Content {
        let named_in = |kind: &'static str, counts: fn(&Sheet, usize) -> bool| -> BTreeSet<u32> {
            let rows = case.rows(kind).filter(|(_, sheet, row)| counts(sheet, *row));
            rows.filter_map(|(_, sheet, row)| sheet.column("creator_id").and_then(|column| column.text(row)))
                .filter_map(|name| case.people().code(name))
                .collect()
        };
        let mut creators = named_in("content", |_, _| true);
        let named = creators.len();
        creators.extend(named_in("operations", |sheet, row| sheet.column("kind").and_then(|column| column.text(row)) == Some("content submitted")));
        let sellers = case.crossing().creators.iter().filter(|(_, sums)| sums.of(Share::Conversion).0 > 0).count();
        let covered = i128::try_from(named).ok().zip(i128::try_from(sellers).ok()).and_then(|(named, sellers)| Ratio::new(named, sellers));
        Content { is_complete: covered.is_some_and(|covered| covered >= COVERED_MIN), creators }
    }

    fn reading(&self, creator: u32) -> Reading {
        match (self.is_complete, self.creators.contains(&creator)) {
            (false, _) => Reading::Unread,
            (true, true) => Reading::Quiet(None),
            (true, false) => Reading::Points(None),
        }
    }
}
