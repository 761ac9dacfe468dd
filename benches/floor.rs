//! What no reader of this kind can be faster than: the worker's own way of getting the bytes of a file, alone and with its splitter
//! behind it. Built by `make bench` only.

use creator_audit::intake::scan::Scanner;
use creator_audit::shell::blocks::Blocks;
use wasm_bindgen::prelude::*;
use web_sys::Blob;

fn main() {}

/// Reads every byte; how many there were.
#[wasm_bindgen]
pub async fn read(part: Blob) -> f64 {
    let mut blocks = Blocks::new(part);
    let (mut block, mut bytes) = (Vec::new(), 0);
    while blocks.next(&mut block).await.unwrap_throw() {
        bytes += block.len();
    }
    bytes as f64
}

/// Reads every byte and splits records and fields; how many fields there were.
#[wasm_bindgen]
pub async fn scan(part: Blob) -> f64 {
    let mut blocks = Blocks::new(part);
    let mut scanner = Scanner::new(b',', 0, 1);
    let (mut block, mut fields) = (Vec::new(), 0);
    while blocks.next(&mut block).await.unwrap_throw() {
        scanner.feed(&block, false, |record| fields += record.field_count);
    }
    scanner.feed(&[], true, |record| fields += record.field_count);
    fields as f64
}
