//! What the command line is given to read: files, and the tables inside archives and workbooks.

use std::fs::File;
use std::io::{Read, Seek};

use creator_audit::books;
use creator_audit::present::model::{FileCard, FileState};
use creator_audit::protocol::messages::Answer;
use creator_audit::session::{Closed, Import, Session};

use super::{Stop, complain, threads};

pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".into(),
        std::io::ErrorKind::PermissionDenied => "it may not be read".into(),
        std::io::ErrorKind::IsADirectory => "it is a folder, not a file".into(),
        _ => "it could not be read".into(),
    }
}

/// Something to read: a file of the command line's, or a table inside one.
pub struct Input {
    path: String,
    /// The whole way to the table, where the file is an archive or a workbook.
    member: Option<String>,
}

impl Input {
    pub fn name(&self) -> &str {
        self.member.as_deref().unwrap_or(&self.path)
    }

    fn read(&self, import: &mut Import, block: &mut [u8]) -> Result<(), Stop> {
        let unreadable = |error: std::io::Error| unreadable_stop(&self.path, &error);
        let mut file = File::open(&self.path).map_err(unreadable)?;
        if let Some(member) = &self.member {
            let modified = modified_ms(&file);
            import.unpack(&self.path, &mut file, Some(member), modified);
            return Ok(());
        }
        import.open_counting(&self.path);
        import.modified(modified_ms(&file));
        loop {
            threads::feed(&mut file, &self.path, import, block).map_err(unreadable)?;
            match import.close() {
                Closed::Done => return Ok(()),
                Closed::ReadAgain => file.rewind().map_err(unreadable)?,
            }
        }
    }
}

/// What there is to read in each file, in order. An archive that cannot be opened is read too, to say why.
pub fn inputs(path: &str) -> Result<Vec<Input>, Stop> {
    let unreadable = |error: std::io::Error| unreadable_stop(path, &error);
    let mut file = File::open(path).map_err(unreadable)?;
    let mut head = Vec::new();
    Read::take(&mut file, books::MARK_BYTES).read_to_end(&mut head).map_err(unreadable)?;
    let input = |member| Input { path: path.to_owned(), member };
    if !books::is_book(&head) {
        return Ok(vec![input(None)]);
    }
    Ok(match books::names(path, &mut file) {
        Ok(names) => names.into_iter().map(|name| input(Some(name))).collect(),
        Err(_) => vec![input(Some(path.to_owned()))],
    })
}

fn unreadable_stop(path: &str, error: &std::io::Error) -> Stop {
    Stop::Input(format!("{path}: {}. Check the path and try again.", reason(error)))
}

/// Reads everything into the session and gives the cards.
pub fn read_all(session: &mut Session, inputs: &[Input]) -> Result<Vec<FileCard>, Stop> {
    let mut import = session.begin_import();
    let mut block = vec![0; super::BLOCK_BYTES];
    for input in inputs {
        input.read(&mut import, &mut block)?;
    }
    match session.commit(import) {
        Answer::Imported { files, .. } => Ok(files),
        _ => Err(Stop::Input("the files could not be read.".into())),
    }
}

/// When a file was last modified, in milliseconds since 1970; 0 where the file system does not say.
fn modified_ms(file: &File) -> u64 {
    let modified = file.metadata().and_then(|metadata| metadata.modified()).ok();
    let since = modified.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_millis()).ok()).unwrap_or(0)
}

/// A file that was named and cannot be read ends the run. A table inside one, such as a sheet with notes, is only told, as long
/// as there is another to read.
pub fn report_problems(cards: &[FileCard], inputs: &[Input]) -> Result<(), Stop> {
    let mut first_problem = None;
    for card in cards {
        let name = &card.name;
        let problem = match &card.outcome {
            FileState::Read => continue,
            FileState::AlreadyHere { name: twin } => {
                complain(&format!("{name} has the same rows as {twin}; they are counted once."), 0);
                continue;
            }
            FileState::NeedsMapping { mapping, .. } => {
                format!("{name}: {} The page asks for the columns; the command line needs headers as in the template.", mapping.reason)
            }
            FileState::Unusable { message, next_step, .. } => format!("{name}: {message} {next_step}"),
        };
        if inputs.iter().any(|input| input.member.is_none() && input.path == *name) {
            return Err(Stop::Input(problem));
        }
        complain(&problem, 0);
        first_problem.get_or_insert(problem);
    }
    let any_read = cards.iter().any(|card| !matches!(card.outcome, FileState::NeedsMapping { .. } | FileState::Unusable { .. }));
    if any_read { Ok(()) } else { first_problem.map_or(Ok(()), |problem| Err(Stop::Input(problem))) }
}
