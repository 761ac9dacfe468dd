//! The offer as a creator sees it, what of it is judged, and where it stands.

use crate::commission::economics::Legibility;
use crate::commission::judge::Judged;
use crate::commission::terms::Term;
use crate::present::format;
use crate::units::Ratio;

use super::model::{OfferCard, SeenPart};
use super::offer::{Parts, money, of};
use super::words;

/// The card.
pub fn card(judged: &Judged, parts: &Parts<'_>) -> OfferCard {
    let (product, currency) = (&judged.product, parts.currency);
    let days = product.ends_on.zip(parts.commission.gathered.as_of).map(|(end, today)| i32::from(end.days()) - i32::from(today.days()));
    let days_left = match days {
        None => "not known".to_owned(),
        Some(days) if days < 0 => "ended".to_owned(),
        Some(days) => format::counted(u64::from(days.unsigned_abs()), "day", "days"),
    };
    OfferCard {
        title: if product.title.is_empty() { product.asin.clone() } else { product.title.clone() },
        price: money(of(product.price), currency),
        payout: money(judged.offer.payout, currency),
        rate: judged.offer.combined_rate.map_or_else(|| "not known".to_owned(), |rate| format::rate(&rate)),
        epc: money(judged.offer.epc, currency),
        rating: product.rating_millionths.map(|rating| Ratio::millionths(i128::from(rating)).to_places(1)).unwrap_or_default(),
        reviews: product
            .reviews
            .and_then(|reviews| u64::try_from(reviews).ok())
            .map(|reviews| format::counted(reviews, "review", "reviews"))
            .unwrap_or_default(),
        budget: money(of(product.budget_remaining), currency),
        days_left,
        parts: judged.parts.iter().map(|part| seen(part.id, part.verdict, judged, parts)).collect(),
        places: places(judged),
    }
}

fn seen(id: &str, verdict: Option<Legibility>, judged: &Judged, parts: &Parts<'_>) -> SeenPart {
    let (currency, terms) = (parts.currency, &parts.commission.terms);
    let bounds = &judged.bounds;
    let amount = |ratio: &Ratio| format::money_of(ratio, currency);
    let (label, text, why) = match id {
        "payout" => (
            "Payout for a sale",
            money(judged.offer.payout, currency),
            format!(
                "Legible from {}, invisible below {}, {}.",
                amount(&bounds.legible_from),
                amount(&bounds.marginal_from),
                words::bounds_source(bounds.source)
            ),
        ),
        "epc" => (
            "Earnings per click",
            money(judged.offer.epc, currency),
            terms.ratio(Term::EpcFloor).map_or_else(|| "No floor is set: see Settings.".to_owned(), |floor| format!("Your floor is {}.", amount(&floor))),
        ),
        "budget" => (
            "Budget left",
            judged
                .runway_days
                .map_or_else(|| money(of(judged.product.budget_remaining), currency), |days| format!("{} days at its present use", days.to_places(0))),
            if verdict.is_some() {
                format!("Should last {} days.", terms.whole(Term::RunwayDays))
            } else {
                "Type what is left, or import it with your rates.".to_owned()
            },
        ),
        _ => (
            "Days left",
            judged.product.ends_on.map_or_else(|| "not known".to_owned(), |day| format!("ends {}", format::date(day))),
            if verdict.is_some() {
                format!("Should run {} days more.", terms.whole(Term::DaysLeftMin))
            } else {
                "Type when the offer ends, or import it with your rates.".to_owned()
            },
        ),
    };
    SeenPart { label: label.to_owned(), text, verdict: verdict.map(|verdict| verdict.name().to_owned()).unwrap_or_default(), why }
}

fn places(judged: &Judged) -> Vec<String> {
    let mut places = Vec::new();
    if let Some(share) = judged.payout_place {
        places.push(format!("Pays more than {}.", part_of(&share, "your own offers")));
    }
    if let Some(place) = &judged.place {
        let cards = format::counted(place.cards as u64, "competing offer", "competing offers");
        places.extend(place.payout.map(|share| format!("Pays more than {}.", part_of(&share, &cards))));
        places.extend(place.epc.map(|share| format!("Earns more per click than {}.", part_of(&share, "them"))));
    }
    places
}

/// `16.7% of your own offers`, `none of them`, `all of them`
pub fn part_of(share: &Ratio, what: &str) -> String {
    match () {
        () if !share.is_positive() => format!("none of {what}"),
        () if *share >= Ratio::whole(1) => format!("all of {what}"),
        () => format!("{} of {what}", format::rate(share)),
    }
}
