//! What other files or the user say beside the rows, for a view and for each of its groups.

use super::expression::Input;

/// One input: its value for the whole view and for each group, in micros, or what would supply it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub whole: Result<i128, String>,
    /// By position in the view; empty where it is not known by group.
    pub of: Vec<Option<i128>>,
    /// Why a group has none.
    pub missing: String,
    /// Said beside every figure that is made from it; empty where there is nothing to say.
    pub note: String,
}

impl Column {
    /// Known for nothing.
    pub fn unknown(unlock: &str) -> Column {
        Column { whole: Err(unlock.to_owned()), of: Vec::new(), missing: unlock.to_owned(), note: String::new() }
    }
}

/// Every input of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    columns: [Column; Input::ALL.len()],
}

impl Default for Inputs {
    fn default() -> Inputs {
        Inputs { columns: Input::ALL.map(|input| Column::unknown(input.unlock())) }
    }
}

impl Inputs {
    pub fn set(&mut self, input: Input, column: Column) {
        if let Some((_, slot)) = Input::ALL.iter().zip(&mut self.columns).find(|(known, _)| **known == input) {
            *slot = column;
        }
    }

    fn column(&self, input: Input) -> Option<&Column> {
        Input::ALL.iter().zip(&self.columns).find(|(known, _)| **known == input).map(|(_, column)| column)
    }

    /// In micros, of a group or (`None`) of everything; else what would supply it.
    pub fn of(&self, input: Input, at: Option<usize>) -> Result<i128, &str> {
        let Some(column) = self.column(input) else { return Err(input.unlock()) };
        match at {
            None => column.whole.as_ref().copied().map_err(String::as_str),
            Some(at) => column.of.get(at).copied().flatten().ok_or(column.missing.as_str()),
        }
    }

    pub fn note(&self, input: Input) -> &str {
        self.column(input).map_or("", |column| column.note.as_str())
    }
}
