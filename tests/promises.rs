//! The promises that `make fuzz` searches to break, kept with the inputs of the tests, with bytes that look random, and with what
//! searching has found.

use std::fs;
use std::path::{Path, PathBuf};

#[path = "../fuzz/src/lib.rs"]
mod promises;

/// Name, what panics where it is broken, and of how many inputs one is tried: `rows` reads some dozen pages before each.
type Promise = (&'static str, fn(&[u8]), usize);

const PROMISES: [Promise; 6] = [
    ("dates", promises::dates::holds, 1),
    ("detection", promises::detection::holds, 1),
    ("restore", promises::restore::holds, 1),
    ("rows", promises::rows::holds, 3),
    ("scan", promises::scan::holds, 1),
    ("values", promises::values::holds, 1),
];

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the tests").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn promises_hold_for_the_inputs_of_the_tests() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files: Vec<PathBuf> = files_below(&tests.join("golden")).into_iter().chain(files_below(&tests.join("e2e/files"))).collect();
    assert!(files.len() > 50, "the inputs were found");
    for (at, path) in files.into_iter().enumerate() {
        let bytes = fs::read(&path).expect("a file");
        // The last bytes say how a promise is put to the test; beyond some pages a file says nothing new.
        let bytes = [bytes.get(..4_000).unwrap_or(&bytes), &[0, 5, 7]].concat();
        for (name, holds, _) in PROMISES.into_iter().filter(|(_, _, of)| at % of == 0) {
            println!("{name}: {}", path.display());
            holds(&bytes);
        }
    }
}

#[test]
fn promises_hold_for_bytes_that_look_random() {
    const PIECES: [&[u8]; 24] = [
        b",",
        b";",
        b"\n",
        b"\r\n",
        b"\r",
        b"\"",
        b"\"\"",
        b" ",
        b"2026-01-04",
        b"1.234,56",
        b"Date",
        b"ASIN",
        b"B000000001",
        b"Creator",
        b"Revenue",
        b"Units",
        b"\xe2\x82\xac",
        b"\xe9",
        b"\0",
        b"(12.50)",
        b"Total",
        b"1e5",
        b"03/04/2026",
        b"=",
    ];
    let mut state = 20_260_704_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    for at in 0..300 {
        let mut bytes: Vec<u8> = (0..next(60)).flat_map(|_| PIECES[next(PIECES.len())]).copied().collect();
        bytes.extend((0..4).map(|_| u8::try_from(next(256)).expect("a byte")));
        for (name, holds, _) in PROMISES.into_iter().filter(|(_, _, of)| at % of == 0) {
            println!("{name}: {:?}", String::from_utf8_lossy(&bytes));
            holds(&bytes);
        }
    }
}
