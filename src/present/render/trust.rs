//! The command line's JSON of how far the files can be trusted: `quality`, and what `check` adds for several files.

use super::trust_shape::{
    AliasEntry, AvailabilityEntry, CampaignEntry, ChangeEntry, ClashEntry, CoverageEntry, DomainEntry, FoundEntry, GradeEntry, GradePart, JoinEntry,
    MaturityEntry, MixingEntry, OffenderEntry, OverlapEntry, PartialWeek, PlaceEntry, PriceEntry, PriceGapEntry, QualityReport, ReconciliationEntry,
    RestatementEntry, ReturnsEntry, TotalEntry, UnmatchedEntry,
};
use crate::ledger::resolve::{Overlap, Resolution, Restatement};
use crate::ledger::{Ledger, Measure};
use crate::present::format;
use crate::quality::aliases::{Proposal, Proposals, Reason};
use crate::quality::domain::Found;
use crate::quality::grade::Part;
use crate::quality::joins::JoinKey;
use crate::quality::reconcile::Offender;
use crate::quality::{Availability, Coverage, Domain, Join, Maturity, Mixing, Place, Reconciliation, Report, TotalCheck};
use crate::units::decimal::scaled_text;
use crate::units::{Currency, Date, Ratio};
use crate::workspace::source::SourceFile;

/// What the report is made of.
pub struct Parts<'a> {
    pub report: &'a Report,
    pub proposals: &'a Proposals,
    pub resolution: &'a Resolution,
    pub ledger: &'a Ledger,
    pub files: &'a [SourceFile],
    pub currency: Currency,
    pub as_of: Option<Date>,
}

/// The whole answer of `quality`.
pub fn quality_report(parts: &Parts<'_>) -> QualityReport {
    let report = parts.report;
    QualityReport {
        currency: parts.currency.code().to_owned(),
        as_of: parts.as_of.map(Date::iso),
        grade: GradeEntry {
            letter: report.grade.letter.name(),
            score: report.grade.score.map(|score| score.to_text()),
            caps: report.grade.letter.caps(),
            parts: report.grade.parts.iter().map(grade_part).collect(),
        },
        availability: report.availability.iter().map(availability).collect(),
        coverage: report.coverage.as_ref().map(coverage),
        maturity: report.maturity.as_ref().map(maturity),
        reconciliation: parts.reconciliation(&report.reconciliation),
        totals: report.totals.iter().map(total).collect(),
        domain: parts.domain(&report.domain),
        mixing: mixing(&report.mixing),
        joins: report.joins.iter().map(|join| parts.join(join)).collect(),
        aliases: parts.proposals.listed.iter().map(alias).collect(),
        aliases_total: parts.proposals.total,
        overlaps: parts.resolution.overlaps.iter().map(|known| overlap(known, parts.ledger, parts.files)).collect(),
        clashes: clashes(parts.resolution, parts.files),
    }
}

fn name_of(files: &[SourceFile], source: u32) -> String {
    files.iter().find(|file| file.id == source).map_or_else(String::new, |file| file.name.clone())
}

fn money(micros: i128) -> String {
    scaled_text(micros, 6)
}

fn grade_part(part: &Part) -> GradePart {
    GradePart { name: part.name.label(), weight: part.weight, share: part.share.map(|share| share.to_text()) }
}

fn availability(line: &Availability) -> AvailabilityEntry {
    let unlock = line.unlocks.iter().map(|unlock| format!("{}: {}", unlock.label, unlock.found)).collect::<Vec<_>>().join(" ");
    AvailabilityEntry { id: line.id, state: line.state.name(), unlock, reason: line.reason.clone() }
}

fn coverage(found: &Coverage) -> CoverageEntry {
    CoverageEntry {
        from: found.from.iso(),
        to: found.to.iso(),
        days_present: found.days_present,
        days_expected: found.days_expected,
        share: found.share().map(|share| share.to_text()),
        missing_weeks: found.missing_weeks.iter().map(|week| week.iso()).collect(),
        partial_weeks: found.partial_weeks.iter().map(|(week, days)| PartialWeek { week: week.iso(), days: *days }).collect(),
        campaigns: found
            .campaigns
            .iter()
            .map(|span| CampaignEntry { campaign: span.campaign.clone(), first: span.first.iso(), last: span.last.iso() })
            .collect(),
    }
}

fn maturity(found: &Maturity) -> MaturityEntry {
    let text = |value: i128| if found.is_revenue { money(value) } else { value.to_string() };
    MaturityEntry {
        until: found.until.iso(),
        measured_in: if found.is_revenue { "revenue" } else { "rows" },
        whole: text(found.whole),
        mature: text(found.mature),
        share: found.share().map(|share| share.to_text()),
        mature_at_twice_the_window: text(found.mature_at_twice),
    }
}

fn total(check: &TotalCheck) -> TotalEntry {
    let typed = &check.typed;
    let text = |value: i128| format::measure_exact(typed.measure, value);
    TotalEntry {
        measure: typed.measure.name(),
        file: typed.file.clone(),
        from: typed.from.map(Date::iso),
        to: typed.to.map(Date::iso),
        dashboard: text(i128::from(typed.total)),
        files: check.ours.map(text),
        difference: check.difference().map(text),
        ratio: check.ratio().map(|ratio| ratio.to_text()),
        within: check.is_within,
    }
}

fn mixing(found: &Mixing) -> MixingEntry {
    MixingEntry { currency_assumed: found.assumed.clone(), marketplaces: found.marketplaces.iter().cloned().collect() }
}

fn alias(proposal: &Proposal) -> AliasEntry {
    let reason = match proposal.reason {
        Reason::Listed => "listed".to_owned(),
        Reason::NameOfId => "name-of-id".to_owned(),
        Reason::SameLetters => "same-letters".to_owned(),
        Reason::CopyOfFile => "copy-of-file".to_owned(),
        Reason::NearlySame(edits) => format!("{edits}-letters-apart"),
    };
    AliasEntry {
        from: proposal.from.key.clone(),
        from_name: proposal.from.name.clone(),
        to: proposal.to.key.clone(),
        to_name: proposal.to.name.clone(),
        reason,
        shared: proposal.shared,
        equal: proposal.equal,
    }
}

impl Parts<'_> {
    fn place(&self, place: Place) -> PlaceEntry {
        PlaceEntry { file: name_of(self.files, place.source), line: place.line }
    }

    fn found(&self, found: &Found) -> FoundEntry {
        FoundEntry { rows: found.rows, first: found.places.iter().map(|place| self.place(*place)).collect() }
    }

    fn reconciliation(&self, found: &Reconciliation) -> ReconciliationEntry {
        ReconciliationEntry {
            rows: found.rows,
            rows_with_commission: found.rows_with_commission,
            commission: money(found.commission),
            expected: scaled_text(found.expected, 12),
            ratio: found.ratio().map(|ratio| ratio.to_text()),
            within: found.is_within,
            offenders_total: found.offenders_total,
            offenders: found.offenders.iter().map(|offender| self.offender(offender)).collect(),
        }
    }

    fn offender(&self, offender: &Offender) -> OffenderEntry {
        let PlaceEntry { file, line } = self.place(offender.place);
        OffenderEntry {
            file,
            line,
            creator: self.ledger.creators().text(self.ledger.canonical_creator(offender.creator)).to_owned(),
            asin: self.ledger.asins().text(offender.asin).to_owned(),
            revenue: money(i128::from(offender.revenue)),
            rate: format::rate_exact(offender.rate),
            commission: money(i128::from(offender.commission)),
            difference: scaled_text(offender.difference, 12),
        }
    }

    fn domain(&self, found: &Domain) -> DomainEntry {
        let price = found.price.as_ref().map(|price| PriceEntry {
            compared: price.compared,
            outside: self.found(&price.outside),
            asins: price
                .asins
                .iter()
                .map(|gap| PriceGapEntry {
                    asin: gap.asin.clone(),
                    price: money(i128::from(gap.price)),
                    units: gap.units.to_string(),
                    revenue: money(gap.revenue),
                })
                .collect(),
        });
        let returns = found.returns.iter();
        DomainEntry {
            orders_exceed_clicks: self.found(&found.orders_exceed_clicks),
            price,
            returns: returns
                .map(|(measure, rows, sum)| ReturnsEntry { measure: measure.name(), rows: *rows, sum: format::measure_exact(*measure, *sum) })
                .collect(),
        }
    }

    fn join(&self, join: &Join) -> JoinEntry {
        join_entry(join, self.files)
    }
}

/// One join, by file name.
pub fn join_entry(join: &Join, files: &[SourceFile]) -> JoinEntry {
    let unmatched = join.unmatched.iter();
    JoinEntry {
        file: name_of(files, join.source),
        kind: files.iter().find(|file| file.id == join.source).map_or_else(String::new, |file| file.kind.clone()),
        on: match join.on {
            JoinKey::Asin => "asin",
            JoinKey::Creator => "creator",
            JoinKey::Week => "week",
        },
        keys: join.keys,
        matched: join.matched,
        revenue: money(join.revenue),
        matched_revenue: money(join.matched_revenue),
        share: join.share().map(|share: Ratio| share.to_text()),
        unmatched_total: join.keys - join.matched,
        unmatched: unmatched.map(|key| UnmatchedEntry { key: key.key.clone(), name: key.name.clone(), rows: key.rows, revenue: money(key.revenue) }).collect(),
        file_keys: join.sheet_keys,
        file_unmatched_total: join.sheet_unmatched_total,
        file_unmatched: join.sheet_unmatched.clone(),
    }
}

/// One pair of files.
pub fn overlap(found: &Overlap, ledger: &Ledger, files: &[SourceFile]) -> OverlapEntry {
    let deltas = Measure::ALL.into_iter().zip(found.deltas).filter(|(_, delta)| *delta != 0);
    let completed = Measure::ALL.into_iter().zip(found.completed_keys).filter(|(_, keys)| *keys > 0);
    OverlapEntry {
        newer: name_of(files, found.newer),
        older: name_of(files, found.older),
        duplicate_keys: found.duplicate_keys,
        duplicate_rows: found.duplicate_rows,
        restated_keys: found.restated_keys,
        restated_rows: found.restated_rows,
        deltas: deltas.map(|(measure, delta)| (measure.name(), format::measure_exact(measure, delta))).collect(),
        completed: completed.map(|(measure, keys)| (measure.name(), keys)).collect(),
        restatements: found.listed.iter().map(|restated| restatement(restated, ledger)).collect(),
    }
}

fn restatement(restated: &Restatement, ledger: &Ledger) -> RestatementEntry {
    let measures = restated.changes.iter().map(|&(measure, older, newer)| ChangeEntry {
        measure: measure.name(),
        older: format::measure_exact(measure, older),
        newer: format::measure_exact(measure, newer),
    });
    let rates = restated.rates.map(|(older, newer)| ChangeEntry { measure: "rate", older: format::rate_exact(older), newer: format::rate_exact(newer) });
    RestatementEntry {
        date: restated.date.iso(),
        creator: ledger.creators().text(restated.creator).to_owned(),
        asin: ledger.asins().text(restated.asin).to_owned(),
        campaign: ledger.campaigns().text(restated.campaign).to_owned(),
        line: ledger.lines().text(restated.line).to_owned(),
        older_line: restated.older_line,
        newer_line: restated.newer_line,
        changes: measures.chain(rates).collect(),
    }
}

/// Files that clash, by name.
pub fn clashes(resolution: &Resolution, files: &[SourceFile]) -> Vec<ClashEntry> {
    let entry = |clash: &crate::ledger::grain::Clash| ClashEntry {
        coarse: name_of(files, clash.coarse),
        coarse_grain: clash.coarse_grain.name(),
        fine: name_of(files, clash.fine),
        fine_grain: clash.fine_grain.name(),
        rows: clash.rows,
    };
    let mut clashes: Vec<ClashEntry> = resolution.clashes.iter().map(entry).collect();
    clashes.sort_by(|a, b| (&a.coarse, &a.fine).cmp(&(&b.coarse, &b.fine)));
    clashes
}
