//! Dates: whatever is read as a day is that day again when it is written as YYYY-MM-DD.

use creator_audit::intake::dates::{DateForm, date};
use creator_audit::intake::values::Cell;

/// Panics where the promise is broken.
pub fn holds(data: &[u8]) {
    for order in [DateForm::MonthFirst, DateForm::DayFirst] {
        if let Cell::Value(day) = date(data, order) {
            let written = day.iso();
            for order in [DateForm::MonthFirst, DateForm::DayFirst] {
                assert_eq!(date(written.as_bytes(), order), Cell::Value(day));
            }
        }
    }
}
