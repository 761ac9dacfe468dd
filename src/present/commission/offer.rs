//! One product in full: the offer as a creator sees it, what it costs, which rates work, and what to do.

use crate::commission::Commission;
use crate::commission::inputs::{FIELDS, Known, Origin};
use crate::commission::judge::{Judged, Verdict};
use crate::commission::router::Route;
use crate::commission::terms::Term;
use crate::commission::typed::Typed;
use crate::present::format;
use crate::units::fingerprint::short_id;
use crate::units::{Currency, Ratio};

use super::card::{card, part_of};
use super::fields::{field_model, launch_grid};
use super::model::{LandscapeModel, Line, OfferModel, RouteModel, ScenarioChoice};
use super::what_if::{Saved, scenarios, sliders};
use super::{charts, words};

/// What one product is shown with.
pub struct Parts<'a> {
    pub commission: &'a Commission,
    pub typed: &'a Typed,
    pub tried: &'a ScenarioChoice,
    pub saved: &'a [Saved],
    /// `raise` or `passive`, where that was decided.
    pub chosen: &'a str,
    pub currency: Currency,
}

/// The product with this ASIN; `None` for one nobody knows.
pub fn offer(asin: &str, parts: &Parts<'_>) -> Option<OfferModel> {
    let Parts { commission, currency, .. } = *parts;
    let judged = commission.product(asin)?;
    let product = &judged.product;
    let columns = scenarios(commission, judged, parts.tried, parts.saved, currency);
    let charted: Vec<(String, &Judged)> = columns.iter().map(|(model, judged)| (model.name.clone(), judged)).collect();
    let (earnings, earnings_note) = earnings(judged, currency);
    let (launch, launch_note) = launch_grid(judged, parts);
    Some(OfferModel {
        id: short_id(asin),
        asin: asin.to_owned(),
        title: product.title.clone(),
        line: product.line.clone(),
        verdict: judged.verdict.name().to_owned(),
        verdict_label: words::verdict_label(judged.verdict).to_owned(),
        advice: words::advice(judged, currency),
        card: card(judged, parts),
        sides: sides(judged, currency),
        economics: economics(judged, currency),
        corridor: corridor(judged, commission, currency),
        corridor_chart: charts::corridors("corridor", corridor_finding(judged), "Bonus rates".to_owned(), "Scenario", &charted),
        mode: mode(judged, commission, currency),
        routes: judged.routes.iter().map(|route| route_model(route, commission, currency)).collect(),
        routes_why: routes_why(judged, commission, currency),
        earnings,
        earnings_note,
        landscape: landscape(judged, parts),
        fields: FIELDS.iter().map(|field| field_model(field, judged, parts)).collect(),
        sliders: sliders(commission, judged, parts.tried, currency),
        scenarios: columns.into_iter().map(|(model, _)| model).collect(),
        launch,
        launch_note,
        missing: judged.missing.iter().map(|id| missing(id)).collect(),
    })
}

/// An amount as shown.
pub(super) fn money(value: Option<Ratio>, currency: Currency) -> String {
    value.map_or_else(|| "not known".to_owned(), |value| format::money_of(&value, currency))
}

/// The number alone.
pub(super) fn of(known: Option<Known>) -> Option<Ratio> {
    known.map(|known| known.value)
}

/// Where a missing field can be had.
fn missing(id: &str) -> String {
    let place = match id {
        "price" => "in your catalogue (template “catalogue”)",
        "standard_rate" => "from its category: choose one, or add it to your catalogue",
        "brand_rate" => "in Creator Connections, on the campaign's page (template “rates”)",
        "conversion_rate" => "from attribution rows with clicks and orders",
        _ => "in your catalogue (template “catalogue”), or type it here",
    };
    format!("{}: {place}", format::capital(&words::field_label(id)))
}

fn figure(id: &str, label: &str, value: Option<Ratio>, text: String, formula: &str, worked: String, source: String) -> Line {
    Line { id: id.into(), label: label.into(), text, exact: value.map(|value| value.to_places(6)).unwrap_or_default(), formula: formula.into(), worked, source }
}

/// `a × b` where all are known.
fn worked(parts: &[Option<String>], sign: &str) -> String {
    parts.iter().cloned().collect::<Option<Vec<_>>>().map(|parts| parts.join(sign)).unwrap_or_default()
}

fn source(known: Option<Known>) -> String {
    known.map_or_else(|| "not known".to_owned(), |known| words::origin(known.origin).to_owned())
}

/// The price every other figure is made with, which of the two it is, and the other where it differs.
fn price_line(judged: &Judged, currency: Currency) -> Line {
    let product = &judged.product;
    let is_net = product.price.is_some_and(|price| price.origin == Origin::Facts);
    let listed = product.list_price.filter(|listed| is_net && product.price.is_some_and(|price| price.value != listed.value));
    let listed = listed.map(|listed| format!("; your catalogue lists {}", format::money_of(&listed.value, currency))).unwrap_or_default();
    let price = of(product.price);
    let (label, formula) = if is_net { ("Net average selling price", "revenue ÷ units, of all rows with both") } else { ("Price", "") };
    figure("price", label, price, money(price, currency), formula, String::new(), format!("{}{listed}", source(product.price)))
}

/// What both sides get from one sale.
fn sides(judged: &Judged, currency: Currency) -> Vec<Line> {
    let product = &judged.product;
    let amount = |value: Option<Ratio>| value.map(|value| format::money_of(&value, currency));
    let rate = |value: Option<Ratio>| value.map(|value| format::rate(&value));
    let shown_rate = |value: Option<Ratio>| rate(value).unwrap_or_else(|| "not known".to_owned());
    let (price, standard, brand, conversion) = (of(product.price), of(product.standard_rate), of(product.brand_rate), of(product.conversion));
    let standard_source = match (product.category, product.standard_rate.map(|rate| rate.origin)) {
        (Some(category), Some(Origin::Standard)) => format!("Amazon's standard table, category {}", category.label),
        (Some(category), Some(Origin::StandardOwn)) => format!("your own standard rate of the category {}", category.label),
        _ => source(product.standard_rate),
    };
    vec![
        price_line(judged, currency),
        figure("standard_rate", "Standard rate, paid by Amazon", standard, shown_rate(standard), "", String::new(), standard_source),
        figure("brand_rate", "Your bonus", brand, shown_rate(brand), "", String::new(), source(product.brand_rate)),
        figure(
            "combined_rate",
            "What a creator sees",
            judged.offer.combined_rate,
            shown_rate(judged.offer.combined_rate),
            "standard rate + bonus",
            worked(&[rate(standard), rate(brand)], " + "),
            String::new(),
        ),
        figure(
            "payout",
            "Creator gets for a sale",
            judged.offer.payout,
            money(judged.offer.payout, currency),
            "price × (standard rate + bonus)",
            worked(&[amount(price), rate(judged.offer.combined_rate)], " × "),
            String::new(),
        ),
        figure(
            "brand_cost",
            "You pay for a sale",
            judged.offer.brand_cost,
            money(judged.offer.brand_cost, currency),
            "price × bonus; never the standard rate",
            worked(&[amount(price), rate(brand)], " × "),
            String::new(),
        ),
        figure(
            "conversion_rate",
            if product.sales.conversion_is_by_units { "Units per click" } else { "Orders per click" },
            conversion,
            shown_rate(conversion),
            if product.sales.conversion_is_by_units { "units ÷ clicks" } else { "orders ÷ clicks" },
            String::new(),
            source(product.conversion),
        ),
        figure(
            "epc",
            "Creator gets for a click",
            judged.offer.epc,
            money(judged.offer.epc, currency),
            "payout × orders per click",
            worked(&[amount(judged.offer.payout), rate(conversion)], " × "),
            String::new(),
        ),
    ]
}

/// Price less each cost, and what is left.
fn economics(judged: &Judged, currency: Currency) -> Vec<Line> {
    let costs = &judged.product.costs;
    let all = [
        ("cost_of_goods", costs.cost_of_goods),
        ("referral_fee", costs.referral_fee),
        ("fulfilment_fee", costs.fulfilment_fee),
        ("returns_allowance", costs.returns_allowance),
        ("other_cost", costs.other_cost),
    ];
    let is_optional = |id: &str| matches!(id, "returns_allowance" | "other_cost");
    let mut lines = vec![price_line(judged, currency)];
    for (id, cost) in all {
        let (text, source) = match cost {
            None if is_optional(id) => ("nothing".to_owned(), "not given: taken as nothing".to_owned()),
            cost => (money(of(cost), currency), source(cost)),
        };
        lines.push(figure(id, &format!("less {}", words::field_label(id)), of(cost), text, "", String::new(), source));
    }
    let contribution = judged.contribution;
    let left = contribution.zip(judged.offer.brand_cost).and_then(|(contribution, cost)| contribution.minus(&cost));
    let why = if contribution.is_some() { String::new() } else { "a margin is never assumed".to_owned() };
    lines.push(figure(
        "contribution_margin",
        "Contribution before commission",
        contribution,
        money(contribution, currency),
        "price − all costs above",
        String::new(),
        why,
    ));
    lines.push(figure(
        "brand_cost",
        "less your bonus",
        judged.offer.brand_cost,
        money(judged.offer.brand_cost, currency),
        "price × bonus",
        String::new(),
        String::new(),
    ));
    lines.push(figure("left", "Left of a sale", left, money(left, currency), "contribution − bonus", String::new(), String::new()));
    lines
}

fn corridor(judged: &Judged, commission: &Commission, currency: Currency) -> Vec<Line> {
    let corridor = &judged.corridor;
    let (terms, price) = (&commission.terms, of(judged.product.price));
    let amount = |value: Option<Ratio>| value.map(|value| format::money_of(&value, currency));
    let rate = |value: Option<Ratio>| value.map(|value| format::rate(&value));
    let (target, margin) = (terms.ratio(Term::TargetPayout), terms.ratio(Term::TargetMargin));
    let known = |text: String, value: Option<Ratio>| if value.is_some() { text } else { "not known".to_owned() };
    let bound = |id: &str, label: &str, value: Option<Ratio>, text: String, formula: &str, worked: String| {
        figure(id, label, value, known(text, value), formula, worked, String::new())
    };
    let floor_worked = worked(&[amount(target), amount(price)], " ÷ ");
    let floor_worked = worked(&[Some(floor_worked).filter(|text| !text.is_empty()), rate(of(judged.product.standard_rate))], " − ");
    let ceiling_worked = worked(&[amount(judged.contribution), amount(price)], " ÷ ");
    let break_even_worked = ceiling_worked.clone();
    let ceiling_worked = worked(&[Some(ceiling_worked).filter(|text| !text.is_empty()), rate(margin)], " − ");
    let mut lines = vec![
        bound(
            "bonus_min",
            "Floor: seen from",
            corridor.bonus_min,
            words::least(&corridor.bonus_min),
            "target payout ÷ price − standard rate, at least nothing",
            floor_worked,
        ),
        bound(
            "bonus_max",
            "Ceiling: earns your margin up to",
            corridor.bonus_max,
            words::most(&corridor.bonus_max),
            "contribution ÷ price − margin to keep",
            ceiling_worked,
        ),
        bound("bonus_break_even", "Break-even", corridor.break_even, words::most(&corridor.break_even), "contribution ÷ price", break_even_worked),
    ];
    let repeat = of(judged.product.repeat_share);
    lines.push(figure(
        "bonus_lifetime",
        "Ceiling when later orders count",
        judged.lifetime_ceiling,
        known(words::most(&judged.lifetime_ceiling), judged.lifetime_ceiling),
        "(contribution + repeat share × contribution) ÷ price − margin to keep",
        repeat.map(|share| format!("repeat share {}", format::rate(&share))).unwrap_or_default(),
        if repeat.is_some() { source(judged.product.repeat_share) } else { "needs the repeat purchase report of Brand Analytics, or a typed share".to_owned() },
    ));
    lines
}

fn corridor_finding(judged: &Judged) -> String {
    let (from, to) = (words::least(&judged.corridor.bonus_min), words::most(&judged.corridor.bonus_max));
    match judged.corridor.is_feasible {
        Some(true) => format!("Every bonus from {from} to {to} is seen and earns your margin"),
        Some(false) => format!("No rate works: seen only from {from}, affordable only to {to}"),
        None => "Which rates work is not known yet".to_owned(),
    }
}

/// What the programme is judged by for it, why, and what would switch that.
fn mode(judged: &Judged, commission: &Commission, currency: Currency) -> String {
    use crate::commission::economics::Mode;
    const SALES: &str = "by sales (fully loaded commission ratio, profit after commission, new-to-brand share)";
    const CONTENT: &str = "by content and rank (usable assets, share of search, cost per usable asset)";
    // Floor and ceiling meet where the contribution pays for the floor and the margin to keep.
    let turning = judged
        .corridor
        .bonus_min
        .zip(of(judged.product.price))
        .and_then(|(floor, price)| floor.plus(&commission.terms.value(Term::TargetMargin))?.times(&price));
    let amount = |value: Option<Ratio>| money(value, currency);
    match judged.mode {
        Some(Mode::Acquisition) => format!(
            "Judge it {SALES}: some rate is both seen and earns your margin. Below a contribution of {} a unit, {} today, none would be, and it would be judged {CONTENT}.",
            amount(turning),
            amount(judged.contribution)
        ),
        Some(Mode::Content) => format!(
            "Judge it {CONTENT}: no rate is both seen and earns your margin. From a contribution of {} a unit, {} today, some rate would be, and it could be judged {SALES}.",
            amount(turning),
            amount(judged.contribution)
        ),
        None => format!("Whether to judge it {SALES} or {CONTENT} depends on its costs, which are not known."),
    }
}

fn routes_why(judged: &Judged, commission: &Commission, currency: Currency) -> String {
    let low = commission.terms.value(Term::LowPrice);
    let basis = match &commission.acceptance {
        Ok(fit) => format!("with as many more units as more creators accept, going by your own {} offers", fit.points),
        Err(_) => "at the units creators sell today, for what a better offer adds is not known".to_owned(),
    };
    match of(judged.product.price) {
        _ if judged.routes.is_empty() => String::new(),
        _ if judged.verdict == Verdict::Works => {
            format!(
                "The offer already works: nothing needs to change. What the three ways for prices below {} would bring, {basis}:",
                format::money_of(&low, currency)
            )
        }
        Some(price) if price < low => format!("The price is below {}. Three ways compared, {basis}:", format::money_of(&low, currency)),
        _ => format!("No rate is both seen and affordable. Three ways compared, {basis}:"),
    }
}

fn route_model(route: &Route, commission: &Commission, currency: Currency) -> RouteModel {
    RouteModel {
        route: route.kind.name().to_owned(),
        label: words::route_label(route.kind).to_owned(),
        is_recommended: route.is_recommended,
        what: words::route_sentence(route, currency),
        bonus: route.bonus.map_or_else(|| "not known".to_owned(), |bonus| words::least(&Some(bonus))),
        payout: money(route.payout, currency),
        left_per_sale: money(route.margin_per_sale, currency),
        expected: money(route.expected_margin, currency),
        expected_exact: route.expected_margin.map(|margin| margin.to_places(6)).unwrap_or_default(),
        reason: words::route_reason(route, &commission.terms, currency),
    }
}

fn earnings(judged: &Judged, currency: Currency) -> (Vec<Line>, String) {
    let Some(orders) = judged.monthly_orders else {
        return (Vec::new(), "Fewer than ten creators have sold anything: type how many orders a month you expect of one.".to_owned());
    };
    let quartile = |id: &str, label: &str, orders: Ratio| {
        let earned = judged.offer.payout.and_then(|payout| payout.times(&orders));
        let worked = worked(&[judged.offer.payout.map(|payout| format::money_of(&payout, currency)), Some(orders.to_places(1))], " × ");
        figure(id, label, earned, money(earned, currency), "payout × orders a month", worked, format!("{} orders a month", orders.to_places(1)))
    };
    if orders.creators == 0 {
        return (vec![quartile("earnings_p50", "At the orders you typed", orders.middle)], String::new());
    }
    let of = if orders.is_own { "of this product" } else { "of all products" };
    let note = format!("Months with orders {of}, by {}.", format::counted(orders.creators as u64, "creator", "creators"));
    let lines =
        [("earnings_p25", "A weak month", orders.low), ("earnings_p50", "The middle month", orders.middle), ("earnings_p75", "A strong month", orders.high)];
    (lines.into_iter().map(|(id, label, orders)| quartile(id, label, orders)).collect(), note)
}

fn landscape(judged: &Judged, parts: &Parts<'_>) -> Option<LandscapeModel> {
    let place = judged.place.as_ref()?;
    let payout = place.payout?;
    let best = place.best_creator_orders.map(|orders| format!(" Your best creator brings {} orders a month.", orders.to_places(1))).unwrap_or_default();
    let sentence = format!("It pays more than {}.{best}", part_of(&payout, &format::counted(place.cards as u64, "competing offer", "competing offers")));
    let raise = place.raise_to.map(|bonus| format!("Raise the bonus to {}, what the middle offer pays", words::least(&Some(bonus)))).unwrap_or_default();
    Some(LandscapeModel { sentence, must_choose: place.must_choose, raise, chosen: parts.chosen.to_owned() })
}
