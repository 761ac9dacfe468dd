//! The checks in words.

use crate::intake::reports;
use crate::ledger::{Ledger, Measure};
use crate::present::format;
use crate::present::model::{AvailabilityModel, CheckModel, GradeModel, GradePartModel, JoinModel, NamedText, QualityModel, Verdict};
use crate::quality::availability::State;
use crate::quality::coverage::CAMPAIGNS_LISTED_MAX;
use crate::quality::domain::Found;
use crate::quality::joins::JoinKey;
use crate::quality::reconcile::Offender;
use crate::quality::{Place, Report, Standards};
use crate::units::amount::MICROS_PER_UNIT;
use crate::units::rate::PARTS_PER_WHOLE;
use crate::units::{Currency, Ratio};
use crate::workspace::source::SourceFile;

/// Everything the words need beside the findings.
pub struct Context<'a> {
    pub ledger: &'a Ledger,
    pub files: &'a [SourceFile],
    pub standards: &'a Standards,
    pub currency: Currency,
}

/// The page's model.
pub fn model(report: &Report, context: &Context<'_>) -> QualityModel {
    let told = |is_kpi: bool| {
        let lines = report.availability.iter().filter(move |line| crate::kpi::by_id(line.id).is_some() == is_kpi && (is_kpi || line.id.contains(' ')));
        (lines.clone().filter(|line| line.state == State::Computed).count(), lines.count())
    };
    let ((figures, all_figures), (chapters, all_chapters)) = (told(true), told(false));
    QualityModel {
        grade: grade(report),
        checks: vec![
            coverage(report, context),
            reconciliation(report, context),
            typed_totals(report, context),
            maturity(report, context),
            domain(report, context),
            mixing(report),
        ],
        joins: report.joins.iter().map(|join| join_model(join, context)).collect(),
        availability: report.availability.iter().map(availability).collect(),
        availability_status: format!("{figures} of {all_figures} figures, {chapters} of {all_chapters} chapters"),
    }
}

fn grade(report: &Report) -> GradeModel {
    let parts: Vec<GradePartModel> = report
        .grade
        .parts
        .iter()
        .map(|part| GradePartModel {
            label: part.name.label().into(),
            weight: part.weight,
            share: part.share.map_or_else(|| "unknown".into(), |share| format::percent(&share)),
            share_exact: part.share.map(|share| share.to_text()).unwrap_or_default(),
            meaning: part.name.meaning().into(),
        })
        .collect();
    let known: Vec<String> =
        report.grade.parts.iter().filter(|part| part.share.is_some()).map(|part| format!("{} × {}", part.weight, part.name.label().to_lowercase())).collect();
    let unknown: Vec<&str> = report.grade.parts.iter().filter(|part| part.share.is_none()).map(|part| part.name.label()).collect();
    let weights: u32 = report.grade.parts.iter().filter(|part| part.share.is_some()).map(|part| part.weight).sum();
    let mut formula = if known.is_empty() { "Nothing is known yet.".to_owned() } else { format!("({}) ÷ {weights}.", known.join(" + ")) };
    if !unknown.is_empty() {
        formula.push_str(&format!(" Not counted, because unknown: {}.", unknown.join(", ").to_lowercase()));
    }
    GradeModel {
        letter: report.grade.letter.name().into(),
        caps: report.grade.letter.caps().into(),
        score: report.grade.score.map(|score| format::percent(&score)).unwrap_or_default(),
        score_exact: report.grade.score.map(|score| score.to_text()).unwrap_or_default(),
        formula,
        parts,
    }
}

fn check(id: &str, title: &str, verdict: Verdict, sentences: Vec<String>) -> CheckModel {
    CheckModel { id: id.into(), title: title.into(), verdict, sentences, facts: Vec::new(), columns: Vec::new(), rows: Vec::new(), beyond: String::new() }
}

fn fact(name: &str, text: String) -> NamedText {
    NamedText { name: name.into(), text }
}

fn beyond(listed: usize, total: u64) -> String {
    if total > listed as u64 { format!("first {} of {}", format::count(listed as u64), format::count(total)) } else { String::new() }
}

fn coverage(report: &Report, context: &Context<'_>) -> CheckModel {
    let Some(found) = &report.coverage else { return check("DQ-6", "Coverage", Verdict::Unknown, vec!["No rows yet.".into()]) };
    let days = u64::from(found.days_expected);
    let mut sentences = vec![format!(
        "{} of the last {} {} rows ({}).",
        format::count(u64::from(found.days_present)),
        format::counted(days, "day", "days"),
        if found.days_present == 1 { "has" } else { "have" },
        format::period(found.from, found.to)
    )];
    if !found.missing_weeks.is_empty() {
        let weeks = found.missing_weeks.iter().map(|week| format::day_month(*week)).collect::<Vec<_>>().join(", ");
        sentences.push(format!("No rows in {}: {weeks}. Export them and drop them too.", format::counted(found.missing_weeks.len() as u64, "week", "weeks")));
    }
    for (week, days) in &found.partial_weeks {
        sentences.push(format!("The week of {} has rows for {} of its 7 days.", format::date(*week), days));
    }
    let is_whole = found.days_present == found.days_expected && found.missing_weeks.is_empty();
    let mut model = check("DQ-6", "Coverage", if is_whole { Verdict::Good } else { Verdict::Look }, sentences);
    model.columns = ["Campaign", "First day", "Last day"].map(str::to_owned).to_vec();
    model.rows = found.campaigns.iter().map(|span| vec![span.campaign.clone(), format::date(span.first), format::date(span.last)]).collect();
    model.beyond = beyond(CAMPAIGNS_LISTED_MAX.min(model.rows.len()), found.campaigns_total);
    model.facts = vec![fact("Days looked at", format::count(u64::from(context.standards.coverage_days)))];
    model
}

fn tolerance(standards: &Standards) -> String {
    Ratio::new(i128::from(standards.tolerance), i128::from(MICROS_PER_UNIT)).map_or_else(String::new, |ratio| format::percent(&ratio))
}

fn reconciliation(report: &Report, context: &Context<'_>) -> CheckModel {
    let found = &report.reconciliation;
    let Some(ratio) = found.ratio() else {
        let why = if found.rows_with_commission == 0 {
            "No row has a commission."
        } else {
            "No row has commission, revenue and rate together: exports with a commission rate do."
        };
        return check("DQ-4", "Commission against revenue × rate", Verdict::Unknown, vec![why.into()]);
    };
    let is_within = found.is_within == Some(true);
    let expected = Ratio::new(found.expected, i128::from(PARTS_PER_WHOLE) * i128::from(MICROS_PER_UNIT));
    let expected = expected.map_or_else(String::new, |amount| format::money_of(&amount, context.currency));
    let commission = format::money(found.commission, context.currency);
    let verdict = if is_within { "which is within" } else { "which is more than" };
    let mut sentences = vec![format!(
        "Commission is {commission}, revenue × rate {expected}: {} apart, {verdict} the {} allowed.",
        format::percent(&ratio),
        tolerance(context.standards)
    )];
    if found.offenders_total > 0 {
        let rows = format::counted(found.offenders_total, "row differs", "rows differ");
        sentences.push(format!("{rows} by more than that and a cent; look at their rates first."));
    }
    if found.rows < found.rows_with_commission {
        let rows = format::counted(found.rows_with_commission - found.rows, "row with commission has", "rows with commission have");
        sentences.push(format!("{rows} no rate or no revenue and cannot be checked."));
    }
    let mut model =
        check("DQ-4", "Commission against revenue × rate", if is_within && found.offenders_total == 0 { Verdict::Good } else { Verdict::Look }, sentences);
    model.columns = ["File", "Line", "Creator", "ASIN", "Revenue", "Rate", "Commission", "Difference"].map(str::to_owned).to_vec();
    model.rows = found.offenders.iter().map(|offender| offender_row(offender, context)).collect();
    model.beyond = beyond(model.rows.len(), found.offenders_total);
    model
}

fn offender_row(offender: &Offender, context: &Context<'_>) -> Vec<String> {
    let rate = Ratio::new(i128::from(offender.rate.ppm()), i128::from(PARTS_PER_WHOLE));
    let difference = Ratio::new(offender.difference, i128::from(PARTS_PER_WHOLE) * i128::from(MICROS_PER_UNIT));
    let (file, line) = place(offender.place, context);
    vec![
        file,
        line,
        context.ledger.creator_name(context.ledger.canonical_creator(offender.creator)).to_owned(),
        context.ledger.asins().text(offender.asin).to_owned(),
        format::money(i128::from(offender.revenue), context.currency),
        rate.map_or_else(String::new, |rate| format::percent(&rate)),
        format::money(i128::from(offender.commission), context.currency),
        difference.map_or_else(String::new, |amount| format::money_of(&amount, context.currency)),
    ]
}

/// File name and line; a fact that several files make has neither.
fn place(place: Place, context: &Context<'_>) -> (String, String) {
    match context.files.iter().find(|file| file.id == place.source) {
        Some(file) => (file.name.clone(), place.line.to_string()),
        None => ("several files".into(), String::new()),
    }
}

fn typed_totals(report: &Report, context: &Context<'_>) -> CheckModel {
    let title = "Sums against your dashboard";
    if report.totals.is_empty() {
        let how = "Type the totals your dashboard shows in Settings, and they are compared here.";
        return check("DQ-4", title, Verdict::Unknown, vec![how.into()]);
    }
    let apart = report.totals.iter().filter(|total| !total.is_within).count() as u64;
    let sentence = match apart {
        0 => format!("All typed totals agree within {}.", tolerance(context.standards)),
        _ => format!("{} more than {} from what the files say.", format::counted(apart, "typed total is", "typed totals are"), tolerance(context.standards)),
    };
    let mut model = check("DQ-4", title, if apart == 0 { Verdict::Good } else { Verdict::Look }, vec![sentence]);
    model.columns = ["Measure", "Of", "Dashboard", "Files", "Difference"].map(str::to_owned).to_vec();
    let row = |total: &crate::quality::TotalCheck| {
        let measure = total.typed.measure;
        let text = |value: i128| format::measure(measure, value, context.currency);
        let period = match (total.typed.from, total.typed.to) {
            (Some(from), Some(to)) => format::period(from, to),
            (Some(from), None) => format!("from {}", format::date(from)),
            (None, Some(to)) => format!("until {}", format::date(to)),
            (None, None) => "all days".into(),
        };
        let of = total.typed.file.clone().map_or(period.clone(), |file| format!("{file}, {period}"));
        let unknown = || "not in files".to_owned();
        let difference = total.difference().map_or_else(unknown, |difference| format::change(measure, difference, context.currency));
        vec![format::capital(measure.label()), of, text(i128::from(total.typed.total)), total.ours.map_or_else(unknown, text), difference]
    };
    model.rows = report.totals.iter().map(row).collect();
    model
}

fn maturity(report: &Report, _: &Context<'_>) -> CheckModel {
    let Some((found, share)) = report.maturity.and_then(|found| Some((found, found.share()?))) else {
        return check("DQ-5", "Maturity", Verdict::Unknown, vec!["No rows yet.".into()]);
    };
    let what = if found.is_revenue { "revenue" } else { "rows" };
    let whole = |mature: i128| Ratio::new(mature.clamp(0, found.whole), found.whole).map_or_else(String::new, |share| format::percent(&share));
    let sentences = vec![
        format!("{} of {what} is dated up to {} and no longer changes; later rows may still be restated.", format::percent(&share), format::date(found.until)),
        format!("With an attribution window twice as long it would be {}.", whole(found.mature_at_twice)),
    ];
    let is_all = found.mature == found.whole;
    check("DQ-5", "Maturity", if is_all { Verdict::Good } else { Verdict::Look }, sentences)
}

fn domain(report: &Report, context: &Context<'_>) -> CheckModel {
    let found = &report.domain;
    let mut sentences = Vec::new();
    let places = |found: &Found| {
        let named: Vec<String> = found.places.iter().take(3).map(|known| place(*known, context)).map(|(file, line)| format!("{file} line {line}")).collect();
        if found.rows > named.len() as u64 { format!("first {}", named.join(", ")) } else { named.join(", ") }
    };
    if found.orders_exceed_clicks.rows > 0 {
        let rows = format::counted(found.orders_exceed_clicks.rows, "row has", "rows have");
        sentences.push(format!("{rows} more orders than clicks ({}): possible when orders follow earlier clicks.", places(&found.orders_exceed_clicks)));
    }
    match &found.price {
        None => sentences.push("Revenue per unit cannot be compared with prices: no catalogue with prices is here.".into()),
        Some(price) if price.outside.rows == 0 => {
            sentences.push(format!("{} near the catalogue's price.", format::counted(price.compared, "row sells", "rows sell")));
        }
        Some(price) => {
            let rows = format::counted(price.outside.rows, "row sells", "rows sell");
            sentences.push(format!(
                "{rows} outside {} to {} times the catalogue's price: check pack sizes, currency and the catalogue.",
                factor(context.standards.price_low),
                factor(context.standards.price_high)
            ));
        }
    }
    for (measure, rows, sum) in &found.returns {
        let rows = format::counted(*rows, "row is", "rows are");
        sentences.push(format!(
            "{rows} below zero in {}, {} in all: returns, which are counted.",
            measure.label(),
            format::measure(*measure, *sum, context.currency)
        ));
    }
    let is_odd = found.orders_exceed_clicks.rows > 0 || found.price.as_ref().is_some_and(|price| price.outside.rows > 0);
    let mut model = check("DQ-2", "Figures that cannot be", if is_odd { Verdict::Look } else { Verdict::Good }, sentences);
    if let Some(price) = found.price.as_ref().filter(|price| !price.asins.is_empty()) {
        model.columns = ["ASIN", "Price", "Revenue per unit", "Units"].map(str::to_owned).to_vec();
        let each = |gap: &crate::quality::domain::PriceGap| {
            let units = gap.units.checked_mul(i128::from(MICROS_PER_UNIT)).and_then(|units| Ratio::new(gap.revenue, units));
            let sold = units.map_or_else(String::new, |amount| format::money_of(&amount, context.currency));
            vec![gap.asin.clone(), format::money(i128::from(gap.price), context.currency), sold, format::measure(Measure::Units, gap.units, context.currency)]
        };
        model.rows = price.asins.iter().map(each).collect();
    }
    model
}

fn factor(millionths: i64) -> String {
    let text = crate::units::decimal::scaled_text(i128::from(millionths), 6);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn mixing(report: &Report) -> CheckModel {
    let mut sentences = vec!["All amounts are in one currency: a file in another is refused.".to_owned()];
    if !report.mixing.assumed.is_empty() {
        let files = format::counted(report.mixing.assumed.len() as u64, "file names", "files name");
        sentences.push(format!("{files} no currency and are taken for it: {}.", report.mixing.assumed.join(", ")));
    }
    let mixed = report.mixing.marketplaces.len() > 1;
    if mixed {
        let each: Vec<String> = report.mixing.marketplaces.iter().map(|(market, files)| format!("{market} ({})", files.join(", "))).collect();
        sentences.push(format!("Several marketplaces are mixed: {}. Audit each in a workspace of its own.", each.join("; ")));
    }
    let verdict = if mixed || !report.mixing.assumed.is_empty() { Verdict::Look } else { Verdict::Good };
    check("DQ-7", "Currency and marketplace", verdict, sentences)
}

fn join_model(join: &crate::quality::Join, context: &Context<'_>) -> JoinModel {
    let file = context.files.iter().find(|file| file.id == join.source);
    let (one, many) = match join.on {
        JoinKey::Asin => ("ASIN", "ASINs"),
        JoinKey::Creator => ("creator", "creators"),
        JoinKey::Week => ("week", "weeks"),
    };
    let money = |micros: i128| format::money(micros, context.currency);
    let keys = format!("{} of {}", format::count(join.matched), format::counted(join.keys, one, many));
    let text = if join.revenue == 0 { keys } else { format!("{keys}, {} of {}", money(join.matched_revenue), money(join.revenue)) };
    let share = join.share();
    JoinModel {
        source: join.source,
        file: file.map(|file| file.name.clone()).unwrap_or_default(),
        kind: file.map_or("", |file| reports::label(&file.kind)).into(),
        on: one.into(),
        share: share.map_or_else(|| "n/a".into(), |share| format::percent(&share)),
        share_exact: share.map(|share| share.to_text()).unwrap_or_default(),
        text,
        unmatched: join.unmatched.iter().map(|key| vec![key.key.clone(), key.name.clone(), format::count(key.rows), money(key.revenue)]).collect(),
        unmatched_total: join.keys - join.matched,
        file_unmatched: join.sheet_unmatched.clone(),
        file_unmatched_total: join.sheet_unmatched_total,
    }
}

fn availability(line: &crate::quality::Availability) -> AvailabilityModel {
    AvailabilityModel {
        id: line.id.into(),
        label: line.label.into(),
        state: line.state.name().into(),
        reason: line.reason.clone(),
        unlocks: line.unlocks.iter().map(|unlock| NamedText { name: unlock.label.into(), text: unlock.found.into() }).collect(),
    }
}
