//! DIA-19: what the programmes are that creators can be paid through, and how they go together. Facts for a table beside the findings:
//! who starts a programme and what a brand can decide in it. No figure of what others reach stands here; nobody publishes one that holds.

use crate::units::Programme;

/// The day these facts were last gone through.
pub const AS_OF: &str = "2026-11-22";

/// One programme as a brand meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explained {
    pub programme: Programme,
    pub started_by: &'static str,
    pub products: &'static str,
    pub rate: &'static str,
    pub time: &'static str,
    /// What the brand pays, and whom.
    pub paid: &'static str,
    /// What the brand is told of sales.
    pub told: &'static str,
    pub window: &'static str,
    /// How it goes with Sponsored Brands video and display.
    pub with_ads: &'static str,
    /// What it is good for.
    pub use_for: &'static str,
}

/// In the order of [`Programme::ALL`].
pub const EXPLAINED: [Explained; 4] = [
    Explained {
        programme: Programme::CreatorConnections,
        started_by: "The brand posts an offer; creators take it.",
        products: "The brand chooses each product.",
        rate: "The brand sets a bonus on top of Amazon's standard rate. A change holds for new opt-ins only.",
        time: "The brand sets start, end and budget.",
        paid: "The bonus, on sales. Amazon pays the standard rate.",
        told: "Sales by creator and product.",
        window: "Not published; the standard rate's window is 24 hours.",
        with_ads: "Yes: ads can stand behind the same products, and content can be used in them where rights were agreed.",
        use_for: "Sales that can be judged product by product, and content on products you choose.",
    },
    Explained {
        programme: Programme::Attribution,
        started_by: "The brand makes tagged links and hands them out.",
        products: "The brand chooses each product.",
        rate: "None: the brand agrees with each partner what is paid.",
        time: "The brand decides.",
        paid: "Whatever was agreed for the traffic. Sellers may get a referral bonus on these sales.",
        told: "Clicks, sales and new-to-brand by tag, campaign and product; tags with fewer than ten clicks read as zero.",
        window: "14 days.",
        with_ads: "Beside them: it measures traffic from outside Amazon.",
        use_for: "Measuring partners outside Amazon.",
    },
    Explained {
        programme: Programme::Associates,
        started_by: "A publisher or creator joins by themselves.",
        products: "Whoever links chooses; any product may be linked.",
        rate: "Amazon's standard rate by category.",
        time: "The brand has no say.",
        paid: "Nothing: Amazon pays.",
        told: "Only the publisher sees the report.",
        window: "24 hours.",
        with_ads: "No connection.",
        use_for: "Nothing to run: it is the ground the others stand on.",
    },
    Explained {
        programme: Programme::Influencer,
        started_by: "A creator applies and builds a storefront.",
        products: "The creator chooses.",
        rate: "Amazon's standard rate.",
        time: "The brand has no say.",
        paid: "Nothing through the programme; what a brand pays a creator beside it stands in no report.",
        told: "Only the creator sees the report.",
        window: "24 hours.",
        with_ads: "No connection.",
        use_for: "Being found in storefronts; not a place for a budget that must be measured.",
    },
];

/// How two programmes go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Side by side without getting in each other's way.
    Beside,
    /// Both may claim the same order: never add their sales up.
    MayClaimTwice,
}

impl Fit {
    pub fn words(self) -> &'static str {
        match self {
            Fit::Beside => "side by side",
            Fit::MayClaimTwice => "side by side, but never added up",
        }
    }
}

/// Each pair of programmes once.
pub const PAIRS: [(Programme, Programme, Fit, &str); 6] = [
    (Programme::CreatorConnections, Programme::Attribution, Fit::MayClaimTwice, "Their windows are independent: one order can stand in both."),
    (Programme::CreatorConnections, Programme::Associates, Fit::Beside, "A link earns one or the other: the bonus comes on top of the standard rate."),
    (Programme::CreatorConnections, Programme::Influencer, Fit::Beside, "The same creator can be in both; pay for a piece of content once."),
    (Programme::Attribution, Programme::Associates, Fit::MayClaimTwice, "A tagged click and a later affiliate click can claim one order."),
    (Programme::Attribution, Programme::Influencer, Fit::MayClaimTwice, "A tagged click and a later storefront click can claim one order."),
    (Programme::Associates, Programme::Influencer, Fit::Beside, "Storefronts are Associates with a page of their own."),
];

/// What Creator Connections tells and allows that a platform outside Amazon does not.
pub const ADDED: [&str; 4] = [
    "sales product by product, from Amazon and not from the creator",
    "a rate of its own for each product and category",
    "creators who sell on Amazon already",
    "ads on the same products, Sponsored Brands and display, beside the content",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_programme_is_explained_once_and_each_pair_stands_once() {
        assert_eq!(EXPLAINED.map(|explained| explained.programme), Programme::ALL);
        for (at, one) in Programme::ALL.iter().enumerate() {
            for other in Programme::ALL.iter().skip(at + 1) {
                assert_eq!(PAIRS.iter().filter(|(a, b, _, _)| a == one && b == other).count(), 1, "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn no_benchmark_is_told() {
        let texts = EXPLAINED.iter().flat_map(|one| [one.started_by, one.products, one.rate, one.time, one.paid, one.told, one.with_ads, one.use_for]);
        let all: Vec<&str> = texts.chain(PAIRS.iter().map(|(_, _, _, note)| *note)).chain(ADDED).collect();
        assert!(all.iter().all(|text| !text.contains('%') && !text.contains(char::is_numeric)), "{all:?}");
    }
}
