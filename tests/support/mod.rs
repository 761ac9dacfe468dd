//! What several test files need: files into a session as a shell would bring them.
#![allow(dead_code)] // each test file is a program of its own and uses a part

use creator_audit::present::model::FileCard;
use creator_audit::present::render::json;
use creator_audit::protocol::messages::Answer;
use creator_audit::session::{Closed, Feed, Import, Session};

/// Reads one file in blocks of `block` bytes.
fn read_one(import: &mut Import, name: &str, bytes: &[u8], block: usize) {
    import.open_counting(name);
    loop {
        for chunk in bytes.chunks(block.max(1)) {
            if import.feed(chunk) == Feed::Enough {
                break;
            }
        }
        if import.close() == Closed::Done {
            return;
        }
    }
}

/// Reads all files in one import, each in blocks of `block` bytes, and gives their cards.
pub fn read_into(session: &mut Session, files: &[(&str, &[u8])], block: usize) -> Vec<FileCard> {
    let mut import = session.begin_import();
    for (name, bytes) in files {
        read_one(&mut import, name, bytes, block);
    }
    match session.commit(import) {
        Answer::Imported { files, .. } => files,
        other => panic!("not an import: {other:?}"),
    }
}

/// What is said of one file: its card, and what `check` prints of it.
pub fn checked(name: &str, bytes: &[u8], block: usize) -> String {
    let mut session = Session::with_seed(7);
    let cards = read_into(&mut session, &[(name, bytes)], block);
    let files: Vec<_> = session.files().iter().chain(session.waiting_files()).map(|file| json::checked(file, name)).collect();
    format!("{}\n{cards:?}", serde_json::to_string_pretty(&files).expect("JSON"))
}
