//! Every report family is recognised as itself and as nothing else, however its header drifts.

use creator_audit::intake::columns::{assign, normalise};
use creator_audit::intake::reports::Detection;
use creator_audit::intake::reports::{AUTOMATIC_PERCENT, FAMILIES, Lexicon, Need, SCHEMAS, SUGGESTED_PERCENT, Schema};
use creator_audit::ledger::Measure;

/// A header as a person or another marketplace might have it, and the kind it is.
const WRITTEN: &[(&str, &str)] = &[
    ("creator-connections-earnings", "Date,Campaign Title,ASIN,Clicks,Shipped Items,Revenue,Commission Rate,Commission Income"),
    (
        "template",
        "Date,Creator ID,Creator,Campaign,ASIN,Title,Product Line,Clicks,Orders,Units,Revenue,Commission,Commission Rate,New-to-brand Orders,Repeat Orders,Subscribe & Save Orders",
    ),
    (
        "roll-up",
        "Week Start,Creator ID,Creator Name,ASIN,Product Title,Product Line,Clicks,Orders,Units,Attributed Sales,Commission Paid,New-to-brand Orders,Repeat Orders,Subscribe & Save Orders",
    ),
    ("associates-fee-earnings", "Category,Name,ASIN,Seller,Tracking ID,Date Shipped,Price($),Items Shipped,Returns,Revenue($),Ad Fees($),Device Type Group"),
    (
        "associates-fee-earnings",
        "Category,Name,ASIN,Seller,Tracking ID,Date Shipped,Price(£),Items Shipped,Returns,Revenue(£),Ad Fees(£),Device Type Group,Direct/Indirect",
    ),
    ("associates-orders", "Category,Name,ASIN,Date,Qty,Price($),Link Type,Tag,Indirect Sales,Device Type Group"),
    ("associates-tracking", "Tracking ID,Clicks,Items Ordered,Items Shipped,Revenue,Ad Fees"),
    ("associates-link-type", "Link Type,Clicks,Items Ordered,Items Shipped,Revenue,Ad Fees"),
    ("associates-daily-trends", "Date,Clicks,Items Ordered,Items Shipped,Revenue,Ad Fees"),
    (
        "amazon-attribution",
        "date,advertiserName,publisher,campaignId,adGroupId,Click-throughs,attributedPurchases14d,totalUnitsSold14d,attributedSales14d,totalAttributedSales14d,brb_bonus_amount",
    ),
    (
        "amazon-attribution",
        "date,advertiserName,publisher,campaignId,adGroupId,Click-throughs,attributedDetailPageViewsClicks14d,attributedAddToCartClicks14d,attributedPurchases14d,unitsSold14d,attributedSales14d,attributedNewToBrandPurchases14d",
    ),
    (
        "amazon-attribution-products",
        "date,advertiserName,publisher,campaignId,adGroupId,productAsin,productName,brandName,attributedPurchases14d,unitsSold14d,attributedSales14d,brandHaloAttributedPurchases14d,brandHaloAttributedSales14d",
    ),
    (
        "search-query-performance",
        "Search Query,Search Query Volume,Impressions: Total Count,Impressions: Brand Count,Impressions: Brand Share %,Clicks: Total Count,Clicks: Click Rate %,Clicks: Brand Count,Clicks: Brand Share %,Purchases: Total Count,Purchases: Purchase Rate %,Purchases: Brand Count,Purchases: Brand Share %",
    ),
    ("search-query-performance", "Suchabfrage,Volumen der Suchabfrage,Eindrücke: Markenanteil %,Klicks: Markenanteil %,Käufe: Markenanteil %"),
    (
        "search-query-performance-asin",
        "Search Query,Search Query Score,Search Query Volume,Impressions: Total Count,Impressions: ASIN Count,Impressions: ASIN Share %,Clicks: Total Count,Clicks: ASIN Count,Clicks: ASIN Share %,Reporting Date",
    ),
    (
        "search-catalog-performance",
        "ASIN Title,ASIN,Category,Impressions: Impressions,Clicks: Clicks,Clicks: Click Rate (CTR),Cart Adds: Cart Adds,Purchases: Purchases,Purchases: Search Traffic Sales,Purchases: Conversion Rate %",
    ),
    (
        "top-search-terms",
        "Search Frequency Rank,Search Term,Top Clicked Brand #1,Top Clicked Brands #2,Top Clicked Brands #3,Top Clicked Category #1,Top Clicked Category #2,Top Clicked Category #3,Top Clicked Product #1: ASIN,Top Clicked Product #1: Product Title,Top Clicked Product #1: Click Share,Top Clicked Product #1: Conversion Share,Reporting Date",
    ),
    (
        "market-basket",
        "ASIN,Product Title,Brand Name,Number of Orders,#1 Purchase Combination: ASIN,#1 Purchase Combination: Product Title,#1 Purchase Combination: Combination %",
    ),
    ("repeat-purchase", "asin,orders,uniqueCustomers,repeatCustomersPctTotal,repeatPurchaseRevenue,repeatPurchaseRevenuePctTotal"),
    (
        "business-report-asin",
        "(Parent) ASIN,(Child) ASIN,Title,SKU,Sessions - Total,Sessions - Total - B2B,Page Views - Total,Featured Offer (Buy Box) Percentage,Units Ordered,Units Ordered - B2B,Unit Session Percentage,Ordered Product Sales,Ordered Product Sales - B2B,Total Order Items",
    ),
    (
        "business-report-asin",
        "(Parent) ASIN,(Child) ASIN,Title,Sessions – Total,Page Views – Total,Featured Offer (Buy Box) percentage,Units ordered,Unit Session Percentage,Ordered Product Sales,Total order items",
    ),
    ("business-report-asin", "(Untergeordnete) ASIN,Titel,Sitzungen – Summe,Bestellte Einheiten,Durch bestellte Produkte erzielter Umsatz"),
    (
        "business-report-date",
        "Date,Ordered Product Sales,Units Ordered,Total Order Items,Sessions - Total,Page Views - Total,Featured Offer (Buy Box) Percentage,Unit Session Percentage",
    ),
    ("vendor-sales", "ASIN,Product Title,Brand,Ordered Revenue,Ordered Units,Shipped Revenue,Shipped COGS,Shipped Units,Customer Returns"),
    (
        "sponsored-products-search-term",
        "Start Date,End Date,Portfolio name,Currency,Campaign Name,Ad Group Name,Retailer,Country,Targeting,Match Type,Customer Search Term,Impressions,Clicks,Click-Thru Rate (CTR),Cost Per Click (CPC),Spend,7 Day Total Sales ,Total Advertising Cost of Sales (ACOS) ,7 Day Total Orders (#),7 Day Total Units (#)",
    ),
    (
        "sponsored-products-search-term",
        "Date,Portfolio name,Currency,Campaign Name,Ad Group Name,Targeting,Match Type,Customer Search Term,Impressions,Clicks,Click-Thru Rate (CTR),Spend,14 Day Total Sales,Total Advertising Cost of Sales (ACoS),14 Day Total Orders (#),14 Day Total Units (#)",
    ),
    (
        "sponsored-products-advertised-product",
        "Start Date,End Date,Portfolio name,Currency,Campaign Name,Ad Group Name,Country,Advertised SKU,Advertised ASIN,Impressions,Clicks,Spend,7 Day Total Sales ,7 Day Total Orders (#),7 Day Total Units (#)",
    ),
    (
        "ads-console",
        "Budget currency,Date range,Advertiser account ID,Campaign ID,Campaign name,Advertised product ID,Impressions,Clicks,CTR,Total cost,Purchases,Sales,Units sold,Purchases (promoted),Purchases (halo),Purchases (new to brand),Sales (new to brand)",
    ),
    (
        "sponsored-brands",
        "Date,Portfolio name,Currency,Campaign Name,Country,Impressions,Clicks,Spend,14 Day Total Sales,14 Day Total Orders (#),14 Day New-to-brand Orders (#),14 Day % of Orders New-to-brand,14 Day Branded Searches,Video Complete Views,5 Second View Rate",
    ),
    (
        "dsp",
        "Date,Total cost,Impressions,Click-throughs,Detail page views (DPV),Purchases,Total purchases,Total product sales,Total new-to-brand purchases,Total Subscribe & Save subscriptions (Total SnSS)",
    ),
    (
        "catalogue",
        "ASIN,Parent ASIN,Title,Product Line,Category,Price,Cost of Goods,Referral Fee,Fulfilment Fee,Returns Allowance,Other Cost,Reviews,Rating,Stock Units,Launch Date,Season Start,Subscribe & Save Eligible,Video,A+ Content,Pack Size,Need States",
    ),
    ("rates", "ASIN,Campaign,Brand Rate,Standard Rate,Valid From,Offer Live,Offered,Accepted,Reviewed On"),
    ("creators", "Creator ID,Creator,Aliases,Followers,Need States,Content Share,Opt-in Date,Opt-in Rate,Email,Channel"),
    ("operations", "Date,Kind,Creator ID,ASIN,Item,Closed,Note"),
    ("content", "Asset,Creator ID,ASIN,Published,Format,Hook,Paid Use Until,Url"),
    ("costs", "Date,Model,Creator ID,ASIN,Amount,Programme"),
    ("competitor-cards", "ASIN or Name,Price,Rate,EPC,Rating,Reviews"),
    ("rank", "Date,ASIN,Keyword,Rank"),
    ("events", "Date,Until,Kind,ASIN"),
];

fn headers(line: &str) -> Vec<String> {
    line.split(',').map(str::to_owned).collect()
}

fn detect(headers: &[String]) -> Detection {
    let normalised: Vec<String> = headers.iter().map(|header| normalise(header)).collect();
    Lexicon::known().detect(&normalised, &assign(&normalised))
}

fn assert_is(kind: &str, headers: &[String], how: &str) {
    let found = detect(headers);
    assert_eq!((found.kind, found.rivals.as_slice()), (kind, &[][..]), "{how}: {headers:?}");
    assert!(found.confidence_percent >= AUTOMATIC_PERCENT, "{how}: {kind} at {} %", found.confidence_percent);
}

/// Numbers that look random and are the same in every run.
struct Steps(u64);

impl Steps {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn shuffled(&mut self, headers: &[String]) -> Vec<String> {
        let mut shuffled = headers.to_vec();
        for at in (1..shuffled.len()).rev() {
            shuffled.swap(at, self.below(at + 1));
        }
        shuffled
    }
}

fn all_headers() -> Vec<(&'static str, Vec<String>)> {
    let declared = SCHEMAS.iter().map(|schema| (schema.kind, schema.fields.iter().map(|field| field.header.to_owned()).collect()));
    WRITTEN.iter().map(|(kind, line)| (*kind, headers(line))).chain(declared).collect()
}

#[test]
fn every_family_is_recognised_as_itself_in_any_order() {
    let mut steps = Steps(7);
    for (kind, headers) in all_headers() {
        assert_is(kind, &headers, "as declared");
        for _ in 0..10 {
            assert_is(kind, &steps.shuffled(&headers), "shuffled");
        }
    }
}

#[test]
fn every_family_is_among_the_written_headers() {
    let kinds = FAMILIES.iter().map(|family| family.kind).chain(SCHEMAS.iter().map(|schema| schema.kind));
    for kind in kinds {
        assert!(WRITTEN.iter().any(|(written, _)| *written == kind), "{kind} has no header here");
    }
}

#[test]
fn blanks_case_dashes_currency_and_byte_order_marks_change_nothing() {
    for (kind, headers) in all_headers() {
        let drifted = |change: &dyn Fn(&str) -> String| headers.iter().map(|header| change(header)).collect::<Vec<_>>();
        assert_is(kind, &drifted(&|header| format!("{header} ")), "trailing blanks");
        assert_is(kind, &drifted(&|header| format!("\u{a0}{}\u{202f}", header.replace(' ', "\u{a0}"))), "no-break blanks");
        assert_is(kind, &drifted(&|header| header.to_uppercase()), "capitals");
        assert_is(kind, &drifted(&|header| header.to_lowercase()), "small letters");
        assert_is(kind, &drifted(&|header| header.replace(" - ", " – ")), "en dashes");
        assert_is(kind, &drifted(&|header| format!("{header} (₹)")), "a currency in brackets");
        let mut marked = headers.clone();
        marked[0] = format!("\u{feff}{}", marked[0]);
        assert_is(kind, &marked, "a byte-order mark");
    }
}

/// Whether every row would still have what it needs without this header.
fn is_hideable(schema: &Schema, header: &str) -> bool {
    let Some(field) = schema.fields.iter().find(|field| field.spelled(&normalise(header)).is_some()) else { return true };
    field.need == Need::Optional && !schema.any_of.iter().any(|group| group.contains(&field.name))
}

#[test]
fn a_hidden_column_never_turns_a_report_into_another() {
    for (kind, headers) in all_headers() {
        let Some(schema) = creator_audit::intake::reports::schema(kind) else { continue };
        for hidden in 0..headers.len() {
            let mut shown = headers.clone();
            let header = shown.remove(hidden);
            let found = detect(&shown);
            let asked = found.confidence_percent < AUTOMATIC_PERCENT;
            assert!(asked || found.kind == kind, "{kind} without {header} was taken for {}", found.kind);
            if is_hideable(schema, &header) && shown.len() >= 8 {
                assert_is(kind, &shown, &format!("without {header}"));
            }
        }
    }
}

#[test]
fn half_of_the_optional_columns_hidden_never_chooses_another_report() {
    let mut steps = Steps(11);
    for (kind, headers) in all_headers() {
        for _ in 0..40 {
            let shown: Vec<String> = headers.iter().filter(|_| steps.below(2) == 0).cloned().collect();
            let found = detect(&shown);
            let asked = found.confidence_percent < AUTOMATIC_PERCENT;
            // Where every header left is the other report's own, it is that report.
            let is_whole = found.matched.recognised() == shown.len();
            let facts = |kind: &str| FAMILIES.iter().any(|family| family.kind == kind);
            assert!(asked || found.kind == kind || is_whole || facts(found.kind) && facts(kind), "{kind} as {shown:?} was taken for {}", found.kind);
        }
    }
}

#[test]
fn two_reports_glued_together_are_asked_about() {
    for (one, two) in [("rank", "costs"), ("operations", "content"), ("vendor-sales", "market-basket")] {
        let line = |kind: &str| WRITTEN.iter().find(|(written, _)| *written == kind).map(|(_, line)| headers(line)).expect("a header");
        let found = detect(&line(one).into_iter().chain(line(two)).collect::<Vec<_>>());
        assert!(found.confidence_percent < AUTOMATIC_PERCENT, "{one} and {two}: {} at {} %", found.kind, found.confidence_percent);
    }
}

#[test]
fn what_two_families_explain_alike_is_asked_and_names_both() {
    let found = detect(&headers("Date,Kind,ASIN"));
    assert!((SUGGESTED_PERCENT..AUTOMATIC_PERCENT).contains(&found.confidence_percent));
    let mut named: Vec<&str> = found.rivals.iter().copied().chain([found.kind]).collect();
    named.sort_unstable();
    assert_eq!(named, ["events", "operations"]);
}

#[test]
fn the_same_header_twice_is_asked() {
    for (kind, mut headers) in all_headers() {
        let Some(schema) = creator_audit::intake::reports::schema(kind) else { continue };
        headers.push(headers[0].clone());
        let found = detect(&headers);
        assert!(found.confidence_percent < AUTOMATIC_PERCENT, "{kind} with {} twice", headers[0]);
        assert_eq!(found.schema.map(|schema| schema.kind), Some(schema.kind));
        assert_eq!(found.matched.conflicts.len(), 1, "{kind}");
    }
}

#[test]
fn headers_of_other_things_are_nothing_we_know() {
    for line in [
        "a,b,c",
        "Woche;Person;Artikel;Umsatz",
        "id,first name,last name,e-mail,phone",
        "sepal length,sepal width,species",
        "Date,Amount",
        "ASIN",
        "Price,Rating",
    ] {
        assert!(detect(&headers(line)).confidence_percent < AUTOMATIC_PERCENT, "{line}");
    }
}

#[test]
fn declarations_are_sound() {
    let mut kinds: Vec<&str> = SCHEMAS.iter().map(|schema| schema.kind).chain(FAMILIES.iter().map(|family| family.kind)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), SCHEMAS.len() + FAMILIES.len(), "a kind stands twice");
    for schema in SCHEMAS {
        let mut names = std::collections::BTreeSet::new();
        let mut spellings = std::collections::BTreeMap::new();
        for field in schema.fields {
            assert!(names.insert(field.name), "{}: {} stands twice", schema.kind, field.name);
            let full = std::iter::once(normalise(field.header)).chain(field.aliases.iter().map(|&alias| alias.to_owned()));
            for spelling in full {
                assert_eq!(normalise(&spelling), spelling, "{}: aliases are written as normalised", schema.kind);
                assert_eq!(spellings.insert(spelling.clone(), field.name), None, "{}: {spelling} means two fields", schema.kind);
            }
            let measure = Measure::ALL.into_iter().find(|measure| measure.name() == field.name);
            let is_money = field.kind == creator_audit::ledger::CellKind::Money;
            assert!(measure.is_none_or(|measure| measure.is_money() == is_money), "{}: {} is that measure", schema.kind, field.name);
        }
        for name in schema.any_of.iter().copied().flatten() {
            assert!(schema.field(name).is_some(), "{}: no field {name}", schema.kind);
        }
        assert!(!schema.found.is_empty() && !schema.unlocks.is_empty() && schema.key().next().is_some(), "{}", schema.kind);
        assert!(schema.fields.iter().any(|field| field.is_particular), "{}", schema.kind);
    }
}
