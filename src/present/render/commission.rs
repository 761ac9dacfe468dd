//! The command line's JSON of the commission engine. Money with six decimals, rates as fractions with six, what cannot be
//! computed as null and named in `missing`.

use super::commission_plans;
use super::commission_shape::{
    AcceptanceEntry, AsinEntry, AssumptionEntry, CohortEntry, CommissionReport, CreatorEntry, EarningsEntry, LedgerEntry, LineEntry, LinesEntry, MonthEntry,
    PlaceEntry, ReviewEntry, RouteEntry,
};
use crate::commission::Commission;
use crate::commission::creators::CreatorCost;
use crate::commission::forecast;
use crate::commission::judge::Judged;
use crate::commission::rate_ledger::Cohort;
use crate::commission::review::Inertia;
use crate::commission::router::Route;
use crate::present::commission::words;
use crate::stats::logistic::NoFit;
use crate::units::{Currency, Date, Ratio};

fn six(ratio: &Ratio) -> String {
    ratio.to_places(6)
}

fn some(ratio: Option<Ratio>) -> Option<String> {
    ratio.as_ref().map(six)
}

fn micros(value: i128) -> String {
    six(&Ratio::millionths(value))
}

/// The whole answer.
pub fn commission_report(commission: &Commission, currency: Currency) -> CommissionReport {
    let assumptions = words::assumptions(commission, currency).into_iter();
    let creators = &commission.gathered.creators;
    CommissionReport {
        currency: currency.code().to_owned(),
        as_of: commission.gathered.as_of.map(Date::iso),
        assumptions: assumptions
            .map(|line| AssumptionEntry { id: line.id, label: line.label, value: Some(line.value).filter(|value| !value.is_empty()), source: line.source })
            .collect(),
        asins: commission.judged.iter().map(|judged| asin(judged, commission, currency)).collect(),
        asins_left_out: commission.gathered.products_left_out,
        ledger: ledger(commission),
        acceptance: acceptance(commission),
        review: review(commission),
        lines: lines(commission),
        creators: creators.costs.iter().map(creator).collect(),
        tiers: None,
        transition: None,
        shared_costs: creators.shared.iter().map(|(model, cost)| (model.clone(), micros(*cost))).collect(),
    }
}

fn asin(judged: &Judged, commission: &Commission, currency: Currency) -> AsinEntry {
    let product = &judged.product;
    let fields =
        ["price", "standard_rate", "brand_rate", "conversion_rate", "cost_of_goods", "referral_fee", "fulfilment_fee", "returns_allowance", "other_cost"];
    AsinEntry {
        asin: product.asin.clone(),
        title: product.title.clone(),
        line: product.line.clone(),
        verdict: judged.verdict.name(),
        advice: words::advice(judged, currency),
        category: product.category.map(|category| category.id),
        price: some(product.price.map(|price| price.value)),
        list_price: some(product.list_price.map(|price| price.value)),
        standard_rate: some(product.standard_rate.map(|rate| rate.value)),
        brand_rate: some(product.brand_rate.map(|rate| rate.value)),
        combined_rate: some(judged.offer.combined_rate),
        payout: some(judged.offer.payout),
        brand_cost: some(judged.offer.brand_cost),
        conversion_rate: product.conversion.map(|conversion| conversion.value.to_text()),
        epc: some(judged.offer.epc),
        legibility: judged.legibility.map(|legibility| legibility.name()),
        legibility_parts: judged.parts.iter().map(|part| (part.id, part.verdict.map(|verdict| verdict.name()))).collect(),
        legible_at: some(judged.legible_at),
        contribution_margin: some(judged.contribution),
        bonus_min: some(judged.corridor.bonus_min),
        bonus_max: some(judged.corridor.bonus_max),
        bonus_break_even: some(judged.corridor.break_even),
        bonus_lifetime: some(judged.lifetime_ceiling),
        feasible: judged.corridor.is_feasible,
        mode: judged.mode.map(|mode| mode.name()),
        judged_by: judged.mode.map_or(&[], |mode| mode.judged_by()),
        routes: judged.routes.iter().map(|route| route_entry(route, commission, currency)).collect(),
        monthly_earnings: earnings(judged),
        runway_days: some(judged.runway_days),
        budget: commission_plans::budget(judged, commission),
        launch: commission_plans::launch_grid(judged, commission),
        landscape: judged.place.as_ref().map(|place| PlaceEntry {
            payout_percentile: some(place.payout),
            epc_percentile: some(place.epc),
            cards: place.cards,
            raise_to: some(place.raise_to),
            must_choose: place.must_choose,
        }),
        sources: fields.into_iter().filter_map(|name| Some((name, product.known(name)?.origin.name()))).collect(),
        source_rows: Vec::new(),
        attribution_rows: None,
        missing: judged.missing.clone(),
    }
}

fn route_entry(route: &Route, commission: &Commission, currency: Currency) -> RouteEntry {
    RouteEntry {
        route: route.kind.name(),
        recommended: route.is_recommended,
        bonus: some(route.bonus),
        pack_units: route.pack_units,
        pack_price: some(route.pack_price),
        payout: some(route.payout),
        margin_per_sale: some(route.margin_per_sale),
        expected_margin_90d: some(route.expected_margin),
        reason: words::route_reason(route, &commission.terms, currency),
    }
}

fn earnings(judged: &Judged) -> Option<EarningsEntry> {
    let orders = judged.monthly_orders?;
    let earned = |orders: &Ratio| judged.offer.payout.and_then(|payout| payout.times(orders)).as_ref().map(six);
    Some(EarningsEntry {
        orders_p25: six(&orders.low),
        orders_p50: six(&orders.middle),
        orders_p75: six(&orders.high),
        earnings_p25: earned(&orders.low),
        earnings_p50: earned(&orders.middle),
        earnings_p75: earned(&orders.high),
        creators: orders.creators,
    })
}

fn ledger(commission: &Commission) -> LedgerEntry {
    let ledger = &commission.ledger;
    let month = |month: &crate::commission::rate_ledger::MonthMix| MonthEntry {
        month: Date::month_key(month.month),
        legacy_revenue: micros(month.legacy_revenue),
        current_revenue: micros(month.current_revenue),
        unknown_revenue: Some(micros(month.unknown_revenue)),
        commission: micros(month.commission),
        blended_rate: some(month.blended()),
    };
    let coming = |month: &forecast::ForecastMonth| MonthEntry {
        month: Date::month_key(month.month),
        legacy_revenue: six(&month.legacy_revenue),
        current_revenue: six(&month.current_revenue),
        unknown_revenue: None,
        commission: six(&month.commission),
        blended_rate: some(month.blended),
    };
    LedgerEntry {
        blended_rate: some(ledger.blended()),
        revenue: micros(ledger.revenue),
        commission: micros(ledger.commission),
        legacy_revenue: micros(ledger.legacy_revenue),
        current_revenue: micros(ledger.current_revenue),
        unknown_revenue: micros(ledger.unknown_revenue),
        legacy_cost_over_current: six(&ledger.legacy_cost_over_current),
        legacy_cost_next_year: (!commission.forecast.is_empty()).then(|| six(&forecast::year_over_current(&commission.forecast))),
        half_life_months: commission.fading.and_then(|fading| some(fading.half_life_months)),
        cohorts: ledger.cohorts.iter().map(cohort).collect(),
        months: ledger.months.iter().map(month).collect(),
        forecast: commission.forecast.iter().map(coming).collect(),
        rows_without_amounts: ledger.rows_without_amounts,
    }
}

fn cohort(cohort: &Cohort) -> CohortEntry {
    CohortEntry {
        rate: cohort.ppm.map(|ppm| micros(i128::from(ppm))),
        from: cohort.from.iso(),
        revenue: micros(cohort.revenue),
        commission: micros(cohort.commission),
        source: cohort.source.name(),
        links: cohort.links,
        legacy_revenue: micros(cohort.legacy_revenue),
    }
}

fn acceptance(commission: &Commission) -> AcceptanceEntry {
    match &commission.acceptance {
        Ok(fit) => AcceptanceEntry { state: "fitted", points: fit.points, mean: Some(six(&fit.mean)), coefficients: fit.coefficients().map(some).to_vec() },
        Err(NoFit::TooFew(points)) => AcceptanceEntry { state: "too-few", points: *points, mean: None, coefficients: Vec::new() },
        Err(NoFit::Separated) => AcceptanceEntry { state: "separated", points: 0, mean: None, coefficients: Vec::new() },
        Err(NoFit::Falling) => AcceptanceEntry { state: "falling", points: 0, mean: None, coefficients: Vec::new() },
    }
}

fn review(commission: &Commission) -> ReviewEntry {
    let clock = &commission.clock;
    let (inertia, trend, inert) = match &commission.inertia {
        Inertia::OptInsUnknown => ("opt-ins-unknown", None, None),
        Inertia::TooFewWeeks(_) => ("too-few-weeks", None, None),
        Inertia::RateChanged => ("rate-changed", None, Some(false)),
        Inertia::Unchanged { trend, is_inert, .. } => ("unchanged", Some(trend), Some(*is_inert)),
    };
    ReviewEntry {
        last: clock.last.map(Date::iso),
        due: clock.due.map(Date::iso),
        days_since: clock.days_since,
        overdue: clock.is_overdue,
        inertia,
        inert,
        opt_in_slope: trend.map(|trend| six(&trend.slope)),
        falling_p: trend.map(|trend| six(&trend.falling_p)),
    }
}

fn lines(commission: &Commission) -> LinesEntry {
    let sets = &commission.sets;
    let line = |line: &crate::commission::review::LineRates| LineEntry {
        line: line.line.clone(),
        products: line.products,
        margin_share: some(line.margin_share),
        bonus_min: some(line.corridor.map(|(least, _)| least)),
        bonus_max: some(line.corridor.map(|(_, most)| most)),
    };
    LinesEntry {
        flat_rate: some(sets.flat_rate),
        margin_spread: some(sets.spread),
        flat_over_different_margins: sets.is_flat_over_different_margins,
        lines: sets.lines.iter().map(line).collect(),
    }
}

fn creator(cost: &CreatorCost) -> CreatorEntry {
    CreatorEntry {
        creator: cost.name.clone(),
        revenue: micros(cost.revenue),
        commission: micros(cost.commission),
        other_costs: cost.by_model.iter().map(|(model, cost)| (model.clone(), micros(*cost))).collect(),
        loaded_cost: micros(cost.loaded()),
        cost_per_order: some(cost.per_order()),
        effective_rate: some(cost.effective_rate()),
    }
}
