//! Product lines of rows whose file names none: by the reader's map, by the catalogue, by rule on title or parent ASIN.

use std::collections::BTreeMap;

use super::Session;
use crate::ledger::Sheet;

impl Session {
    /// Lays lines over rows that name none. A product's line is that of the map in the settings, else of the newest catalogue, else
    /// of the first rule that fits, else that of another product under its parent.
    pub(super) fn derive_lines(&mut self) {
        let lines = self.lines_of_products();
        // Too many different texts: rows then keep what their files say.
        let _ = self.ledger.set_product_lines(&lines);
    }

    fn lines_of_products(&self) -> Vec<(u32, String)> {
        let catalogues: Vec<&Sheet> = self.sheets_by_age().into_iter().map(|(_, sheet)| sheet).filter(|sheet| sheet.kind == "catalogue").collect();
        if catalogues.is_empty() && self.lines.of_asin.is_empty() && self.lines.rules.is_empty() {
            return Vec::new();
        }
        // Of each field the newest file that has it decides: it comes last.
        let mut known: BTreeMap<&str, [&str; 3]> = BTreeMap::new();
        for (sheet, row) in catalogues.into_iter().flat_map(|sheet| sheet.counting_rows().map(move |row| (sheet, row))) {
            let text = |name: &str| sheet.column(name).and_then(|column| column.text(row)).unwrap_or_default();
            let fields = known.entry(text("asin")).or_default();
            for (field, name) in fields.iter_mut().zip(["line", "title", "parent_asin"]).filter(|(_, name)| !text(name).is_empty()) {
                *field = text(name);
            }
        }
        let mut found: Vec<(u32, String, &str)> = Vec::new();
        let mut of_parent: BTreeMap<&str, String> = BTreeMap::new();
        for (code, asin) in (0_u32..).zip(self.ledger.asins().texts()) {
            let [line, title, parent] = known.get(asin).copied().unwrap_or_default();
            let title = if title.is_empty() { self.ledger.title(code) } else { title }.to_lowercase();
            let fits = |(word, _): &&(String, String)| title.contains(word.as_str()) || (!parent.is_empty() && parent.to_lowercase() == *word);
            let by_rule = || self.lines.rules.iter().find(fits).map(|(_, line)| line.as_str());
            let line = self.lines.of_asin.get(asin).map(String::as_str).or(Some(line).filter(|line| !line.is_empty())).or_else(by_rule).unwrap_or_default();
            if !line.is_empty() && !parent.is_empty() {
                // Where products under one parent have several lines, the first by name: the order of files decides nothing.
                let known = of_parent.entry(parent).or_insert_with(|| line.to_owned());
                if line < known.as_str() {
                    line.clone_into(known);
                }
            }
            found.push((code, line.to_owned(), parent));
        }
        let inherited = |(code, line, parent): (u32, String, &str)| {
            let line = if line.is_empty() { of_parent.get(parent).filter(|_| !parent.is_empty()).cloned()? } else { line };
            Some((code, line))
        };
        found.into_iter().filter_map(inherited).collect()
    }
}
