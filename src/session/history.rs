//! Steps: done, taken back, repeated.

use super::derive::SAVED_ASIDE_ROWS_MAX;
use super::notes::note_label;
use super::{Session, refused};
use crate::present::format;
use crate::present::model::StepsModel;
use crate::protocol::messages::Answer;
use crate::workspace::edits::Edit;
use crate::workspace::source::SourceFile;

/// More rows are not held for steps back (about 75 million bytes): the oldest steps are forgotten first, the latest never.
const ROWS_ASIDE_MAX: u64 = 3_000_000;

/// Which way a step is gone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Back,
    Again,
}

impl Session {
    /// Notes a step that was done, and lets go of what no step can bring back any more.
    pub(super) fn note(&mut self, edit: Edit) {
        self.edits.note(edit);
        self.forget_out_of_reach();
        self.forget_beyond(ROWS_ASIDE_MAX);
    }

    /// Forgets the oldest steps while more rows than these are held for steps back.
    fn forget_beyond(&mut self, rows: u64) {
        while self.rows_aside() > rows && self.edits.done.len() > 1 {
            self.edits.done.remove(0);
            self.forget_out_of_reach();
        }
    }

    /// Takes the rows out for good that no step can bring back.
    pub(super) fn forget_out_of_reach(&mut self) {
        for source in self.edits.out_of_reach() {
            self.ledger.remove(source);
            self.edits.aside.retain(|file| file.id != source);
            self.sheets.retain(|(known, _)| *known != source);
        }
    }

    /// Takes the latest step back.
    pub(super) fn undo(&mut self) -> Answer {
        let Some(edit) = self.edits.done.pop() else { return refused("nothing-to-undo", "There is nothing to undo.") };
        self.apply(&edit, Direction::Back);
        let remember = self.remember_as_read(&edit);
        self.edits.undone.push(edit);
        self.edited_and(remember)
    }

    /// Repeats the step that was taken back last.
    pub(super) fn redo(&mut self) -> Answer {
        let Some(edit) = self.edits.undone.pop() else { return refused("nothing-to-redo", "There is nothing to redo.") };
        self.apply(&edit, Direction::Again);
        let remember = self.remember_as_read(&edit);
        self.edits.done.push(edit);
        self.edited_and(remember)
    }

    /// Forgets all steps and what they had set aside: rows that were removed are gone for good.
    pub(super) fn forget_steps(&mut self) -> Answer {
        self.edits.done.clear();
        self.edits.undone.clear();
        self.forget_out_of_reach();
        self.edited()
    }

    fn apply(&mut self, edit: &Edit, direction: Direction) {
        let again = direction == Direction::Again;
        match edit {
            Edit::Import { sources } if again => self.take_up(sources),
            Edit::Remove { sources } if !again => self.take_up(sources),
            Edit::Import { sources } | Edit::Remove { sources } => self.set_aside(sources),
            Edit::ReadAgain { before, after } => {
                let (aside, back) = if again { (before, after) } else { (after, before) };
                self.set_aside(&[*aside]);
                self.take_up(&[*back]);
            }
            Edit::Merge { from, to } if again => self.edits.aliases.push((from.clone(), to.clone())),
            Edit::Unmerge { from, to } if !again => self.edits.aliases.push((from.clone(), to.clone())),
            Edit::Merge { from, .. } | Edit::Unmerge { from, .. } => self.edits.aliases.retain(|(known, _)| known != from),
            Edit::Note { key, before, after } => self.put_note(key, if again { after.clone() } else { before.clone() }),
            Edit::NameCreator { source, before, after } => self.give_creator(*source, if again { after } else { before }),
        }
    }

    /// Rows of these files no longer take part; they are kept, so that the step can be taken back.
    pub(super) fn set_aside(&mut self, sources: &[u32]) {
        let (aside, stay) = std::mem::take(&mut self.files).into_iter().partition(|file| sources.contains(&file.id));
        self.files = stay;
        self.edits.aside.extend::<Vec<_>>(aside);
    }

    pub(super) fn take_up(&mut self, sources: &[u32]) {
        let (back, stay) = std::mem::take(&mut self.edits.aside).into_iter().partition(|file| sources.contains(&file.id));
        self.edits.aside = stay;
        self.files.extend::<Vec<_>>(back);
        self.files.sort_by_key(SourceFile::place_or_id);
    }

    /// All rows of a file without a creator column belong to the creator with this name.
    pub(super) fn give_creator(&mut self, source: u32, name: &str) {
        let is_meant = |file: &&mut SourceFile| file.id == source || file.origin == source;
        for file in self.files.iter_mut().chain(&mut self.edits.aside).filter(is_meant) {
            // The name is in the dictionary already, or there was room for it when it was first given.
            if self.ledger.name_creator(file.id, name).is_ok() {
                file.creator = Some(name.to_owned());
            }
        }
    }

    /// What can be taken back and repeated, in words.
    pub(super) fn steps(&self) -> StepsModel {
        let aside = self.rows_aside();
        let rows = format::counted(aside, "removed row is", "removed rows are");
        let note = match aside {
            0 => String::new(),
            1..=SAVED_ASIDE_ROWS_MAX => format!("{rows} kept, so that steps can be undone and redone."),
            _ => format!("{rows} kept only until you close the page: too many to be saved as well."),
        };
        StepsModel { undo: self.edits.done.last().map(|edit| self.label(edit)), redo: self.edits.undone.last().map(|edit| self.label(edit)), note }
    }

    fn label(&self, edit: &Edit) -> String {
        match edit {
            Edit::Import { sources } => format!("import of {}", self.named(sources)),
            Edit::Remove { sources } => format!("removal of {}", self.named(sources)),
            Edit::ReadAgain { after, .. } => format!("other formats of {}", self.named(&[*after])),
            Edit::Merge { from, to } => format!("{} and {} counted as one creator", self.creator_label(from), self.creator_label(to)),
            Edit::Unmerge { from, to } => format!("{} and {} counted as two creators", self.creator_label(from), self.creator_label(to)),
            Edit::Note { key, .. } => note_label(key),
            Edit::NameCreator { after, .. } => format!("naming the creator {after}"),
        }
    }

    fn named(&self, sources: &[u32]) -> String {
        let mut names = self.files.iter().chain(&self.edits.aside).filter(|file| sources.contains(&file.id)).map(|file| file.name.as_str());
        match (sources, names.next()) {
            ([_], Some(name)) => name.to_owned(),
            _ => format::counted(sources.len() as u64, "file", "files"),
        }
    }

    /// What a creator's key is called.
    pub(super) fn creator_label(&self, key: &str) -> String {
        self.ledger.creators().code(key).map_or(key, |code| self.ledger.creator_name(code)).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::messages::Ask;
    use crate::session::Closed;

    #[test]
    fn the_oldest_steps_are_forgotten_where_too_many_rows_are_held_for_them_but_never_the_latest() {
        let mut session = Session::new();
        for number in 1..=3_u32 {
            let mut import = session.begin_import();
            import.open("a.csv", false);
            import.feed(format!("Date,Creator,ASIN,Units\n2026-03-01,Ann,B000000001,{number}\n2026-03-02,Ann,B000000001,1\n").as_bytes());
            assert_eq!(import.close(), Closed::Done);
            session.commit(import);
            session.answer(Ask::RemoveFile { source: number });
        }
        for (rows, (held, steps)) in [(6, (6, 6)), (5, (4, 4)), (2, (2, 2)), (0, (2, 1))] {
            session.forget_beyond(rows);
            assert_eq!((session.ledger.rows(), session.edits.done.len()), (held, steps), "at most {rows} rows");
        }
        session.answer(Ask::Undo);
        assert_eq!(session.files.len(), 1);
    }
}
