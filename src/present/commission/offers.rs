//! The list of products: what decides each, the most urgent first.

use crate::commission::Commission;
use crate::commission::economics::Legibility;
use crate::commission::judge::{Judged, Verdict};
use crate::commission::standard_rates::{self, Category};
use crate::present::format;
use crate::units::fingerprint::short_id;
use crate::units::{Currency, Ratio};

use super::model::{OfferRow, OffersModel, VerdictCount};
use super::{charts, words};

/// Products in the chart above the list.
const CHARTED_MAX: usize = 12;

/// What of the list is wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// In ASIN, title or line, without regard to case.
    pub search: &'a str,
    /// Name of one verdict; empty for all.
    pub verdict: &'a str,
    pub limit: usize,
    /// As chosen for products without a category.
    pub default_category: &'a str,
}

/// The list.
pub fn offers(commission: &Commission, wanted: &Wanted<'_>, currency: Currency) -> OffersModel {
    let mut all: Vec<&Judged> = commission.judged.iter().collect();
    all.sort_by(|a, b| (a.verdict, b.product.sales.revenue, &a.product.asin).cmp(&(b.verdict, a.product.sales.revenue, &b.product.asin)));
    let search = wanted.search.trim().to_lowercase();
    let is_found = |judged: &&&Judged| {
        let product = &judged.product;
        let is_named = search.is_empty() || [&product.asin, &product.title, &product.line].iter().any(|text| text.to_lowercase().contains(&search));
        is_named && (wanted.verdict.is_empty() || judged.verdict.name() == wanted.verdict)
    };
    let found: Vec<&Judged> = all.iter().filter(is_found).copied().collect();
    let charted: Vec<(String, &Judged)> = found.iter().take(CHARTED_MAX).map(|judged| (judged.product.asin.clone(), *judged)).collect();
    let without_category = commission.judged.iter().filter(|judged| judged.product.standard_rate.is_none()).count();
    OffersModel {
        headline: headline(commission),
        summary: summary(commission, currency),
        counts: counts(commission),
        rows_total: u32::try_from(found.len()).unwrap_or(u32::MAX),
        chart: charts::corridors(
            "corridors",
            chart_finding(&found),
            format!("Bonus rates, the first {} products of the list", charted.len()),
            "Product",
            &charted,
        ),
        rows: found.into_iter().take(wanted.limit).map(|judged| row(judged, currency)).collect(),
        categories: categories(commission),
        default_category: wanted.default_category.to_owned(),
        without_category: u32::try_from(without_category).unwrap_or(u32::MAX),
        notes: notes(commission, currency),
    }
}

/// Every category of the table with the rate that holds, as id and words.
fn categories(commission: &Commission) -> Vec<(String, String)> {
    let rate = |category: &Category| commission.terms.standard_rates.of(category.id, commission.gathered.as_of);
    let text = |category: &Category| rate(category).map_or_else(|| "not published".to_owned(), |rate| format::rate(&Ratio::millionths(i128::from(rate.ppm))));
    let words = |category: &Category| format!("{} ({})", category.label, text(category));
    standard_rates::CATEGORIES.iter().map(|category| (category.id.to_owned(), words(category))).collect()
}

fn counts(commission: &Commission) -> Vec<VerdictCount> {
    let count = |verdict: Verdict| commission.judged.iter().filter(|judged| judged.verdict == verdict).count() as u64;
    let counted = Verdict::ALL.into_iter().map(|verdict| (verdict, count(verdict))).filter(|(_, count)| *count > 0);
    let entry = |(verdict, count): (Verdict, u64)| VerdictCount {
        verdict: verdict.name().to_owned(),
        label: words::verdict_label(verdict).to_owned(),
        count: format::count(count),
    };
    counted.map(entry).collect()
}

/// How many offers a creator can see, of those where that is known.
fn headline(commission: &Commission) -> String {
    let judged = || commission.judged.iter().filter(|judged| judged.legibility.is_some());
    let (known, seen) = (judged().count() as u64, judged().filter(|judged| judged.legibility == Some(Legibility::Legible)).count() as u64);
    let products = commission.judged.len() as u64;
    match (known, seen) {
        (0, _) if products == 0 => "No products yet".to_owned(),
        (0, _) => format!("What creators see of {} is not known yet", format::counted(products, "product", "products")),
        (known, seen) if seen == known => format!("Creators can see all {} offers that can be judged", format::count(known)),
        (known, 0) => format!("None of {} pays a creator enough to be noticed", format::counted(known, "offer", "offers")),
        (known, 1) => format!("One of {} pays a creator enough to be noticed", format::counted(known, "offer", "offers")),
        (known, seen) => format!("{} of {} pay a creator enough to be noticed", format::count(seen), format::counted(known, "offer", "offers")),
    }
}

fn summary(commission: &Commission, currency: Currency) -> Vec<String> {
    let mut sentences = Vec::new();
    let count = |verdict: Verdict| commission.judged.iter().filter(|judged| judged.verdict == verdict).count() as u64;
    let (losing, closed) = (count(Verdict::LosesMoney), count(Verdict::NoRateWorks));
    if losing > 0 {
        sentences.push(format!("{} with every sale a creator brings.", format::counted(losing, "product loses money", "products lose money")));
    }
    if closed > 0 {
        let products = format::counted(closed, "product has", "products have");
        sentences.push(format!("{products} no rate that is both seen and affordable: the page says what else works."));
    }
    let over = commission.ledger.legacy_cost_over_current;
    if over.is_positive() {
        sentences.push(format!("Links at older rates have cost {} more than today's rates would have.", format::money_of(&over, currency)));
    }
    sentences
}

fn chart_finding(found: &[&Judged]) -> String {
    let judged = || found.iter().filter(|judged| judged.corridor.is_feasible.is_some());
    let (known, open) = (judged().count() as u64, judged().filter(|judged| judged.corridor.is_feasible == Some(true)).count() as u64);
    format!("{} of {} with known costs have a rate that is seen and affordable", format::count(open), format::counted(known, "product", "products"))
}

fn notes(commission: &Commission, currency: Currency) -> Vec<String> {
    let mut notes = Vec::new();
    let left_out = commission.gathered.products_left_out;
    if left_out > 0 {
        notes.push(format!("{} with the least revenue are not judged one by one.", format::counted(left_out, "product", "products")));
    }
    let is_set = commission.terms.is_changed(crate::commission::Term::TargetPayout);
    if let (Ok(fit), true) = (&commission.acceptance, is_set) {
        let target = format::money_of(&commission.terms.value(crate::commission::Term::TargetPayout), currency);
        notes.push(format!("What counts as noticed is the payout you set, {target}; your own {} offers are not asked for it.", fit.points));
    } else if let Ok(fit) = &commission.acceptance {
        notes.push(format!(
            "What counts as noticed is fitted to your own {} offers: legible is where as many creators accept as on average ({}).",
            fit.points,
            format::rate(&fit.mean)
        ));
    }
    notes
}

fn row(judged: &Judged, currency: Currency) -> OfferRow {
    let product = &judged.product;
    let money = |value: Option<Ratio>| value.map_or_else(|| "not known".to_owned(), |value| format::money_of(&value, currency));
    OfferRow {
        id: short_id(&product.asin),
        asin: product.asin.clone(),
        title: product.title.clone(),
        verdict: judged.verdict.name().to_owned(),
        verdict_label: words::verdict_label(judged.verdict).to_owned(),
        deciding: words::deciding(judged, currency),
        price: money(product.price.map(|price| price.value)),
        bonus: product.brand_rate.map_or_else(|| "not known".to_owned(), |rate| format::rate(&rate.value)),
        payout: money(judged.offer.payout),
        corridor: match (judged.corridor.bonus_min, judged.corridor.bonus_max, judged.corridor.is_feasible) {
            (Some(least), Some(most), Some(true)) => format!("{} – {}", words::least(&Some(least)), words::most(&Some(most))),
            (Some(_), Some(_), _) => "none".to_owned(),
            (Some(least), None, _) => format!("from {}", words::least(&Some(least))),
            _ => "not known".to_owned(),
        },
        revenue: format::money(product.sales.revenue, currency),
    }
}
