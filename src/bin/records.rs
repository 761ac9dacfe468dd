//! `records`: how a file, or a table inside an archive or a workbook, is split.

use std::fs::File;
use std::io::{BufWriter, Read, StdoutLock, Write};
use std::path::Path;

use creator_audit::books::{self, Note, Sink};
use creator_audit::intake::records::Splitter;
use creator_audit::intake::scan::Record;
use creator_audit::present::render::json;

use super::inputs::reason;
use super::{BLOCK_BYTES, Options, Stop};

/// Written as it is read: the file may be larger than memory. A table inside another file is named by its whole way,
/// `book.xlsx/Sheet1`; the file alone will do where there is one table.
pub fn records(options: &Options) -> Result<String, Stop> {
    let [path] = options.files.as_slice() else { return Err(Stop::Usage("records shows one file at a time.".into())) };
    let place = Path::new(path).ancestors().find(|place| place.is_file()).and_then(Path::to_str).unwrap_or(path);
    let unreadable = |error: std::io::Error| Stop::Input(format!("{path}: {}. Check the path and try again.", reason(&error)));
    let mut file = File::open(place).map_err(unreadable)?;
    let mut printer = Printer::new(path, options.delimiter);
    let mut head = Vec::new();
    Read::take(&mut file, books::MARK_BYTES).read_to_end(&mut head).map_err(unreadable)?;
    if books::is_book(&head) {
        let wanted = one_table(path, place, &mut file)?;
        let mut table = Table { printer, wanted };
        books::unpack(place, &mut file, &mut table).map_err(|error| Stop::Input(format!("{path}: {error} {}", error.code().next_step())))?;
        return table.printer.result();
    }
    if place != path {
        return Err(Stop::Input(format!("{path}: {place} is no archive and no workbook. Name the file itself.")));
    }
    printer.feed(&head, false);
    let mut block = vec![0; BLOCK_BYTES];
    while printer.stopped.is_none() {
        let count = file.read(&mut block).map_err(unreadable)?;
        printer.feed(block.get(..count).unwrap_or_default(), count == 0);
        if count == 0 {
            break;
        }
    }
    printer.result()
}

/// The way to the table that is meant.
fn one_table(path: &str, place: &str, file: &mut File) -> Result<String, Stop> {
    let names = books::names(place, file).map_err(|error| Stop::Input(format!("{path}: {error} {}", error.code().next_step())))?;
    match names.as_slice() {
        [name] if path == place => Ok(name.clone()),
        names if names.iter().any(|name| name == path) => Ok(path.to_owned()),
        names => Err(Stop::Input(format!("{path}: there is no one table of that name. Name one of: {}.", names.join(", ")))),
    }
}

/// Splits what it is fed and prints each record as a line of JSON.
struct Printer<'a> {
    path: &'a str,
    splitter: Splitter,
    out: BufWriter<StdoutLock<'static>>,
    /// Why nothing more is printed.
    stopped: Option<Result<String, Stop>>,
}

impl<'a> Printer<'a> {
    fn new(path: &'a str, delimiter: Option<u8>) -> Printer<'a> {
        Printer { path, splitter: Splitter::new(delimiter), out: BufWriter::new(std::io::stdout().lock()), stopped: None }
    }

    fn feed(&mut self, block: &[u8], last: bool) {
        let (out, mut written) = (&mut self.out, Ok(()));
        let print = |record: &Record<'_>| {
            if written.is_ok() {
                written = serde_json::to_writer(&mut *out, &json::split_record(record)).map_err(std::io::Error::from).and_then(|()| out.write_all(b"\n"));
            }
        };
        if let Err(unusable) = self.splitter.feed(block, last, print) {
            self.stopped = Some(Err(Stop::Input(format!("{}: {} {}", self.path, unusable.message, unusable.code.next_step()))));
        } else if let Err(error) = written.and_then(|()| if last { self.out.flush() } else { Ok(()) }) {
            // A reader that closes early, such as `head`, has seen enough.
            let is_enough = error.kind() == std::io::ErrorKind::BrokenPipe;
            let full = || Stop::Input("the records could not be written: is the disk full?".into());
            self.stopped = Some(if is_enough { Ok(String::new()) } else { Err(full()) });
        }
    }

    fn result(self) -> Result<String, Stop> {
        self.stopped.unwrap_or_else(|| Ok(String::new()))
    }
}

/// Passes one table of an archive on.
struct Table<'a> {
    printer: Printer<'a>,
    wanted: String,
}

impl Sink for Table<'_> {
    fn begin(&mut self, name: &str) -> bool {
        self.wanted == name
    }

    fn block(&mut self, bytes: &[u8]) -> bool {
        self.printer.feed(bytes, false);
        self.printer.stopped.is_none()
    }

    fn end(&mut self, ended: Result<&[Note], books::BookError>) {
        match ended {
            _ if self.printer.stopped.is_some() => {}
            Ok(_) => self.printer.feed(&[], true),
            Err(error) => self.printer.stopped = Some(Err(Stop::Input(format!("{}: {error} {}", self.wanted, error.code().next_step())))),
        }
    }
}
