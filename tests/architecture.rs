//! The repository's own rules: direction of imports, banned names, sizes.

use std::fs;
use std::path::{Path, PathBuf};

/// A module imports only modules above it in this order.
const ORDER: [&str; 17] = [
    "units",
    "ledger",
    "intake",
    "books",
    "kpi",
    "stats",
    "analysis",
    "quality",
    "commission",
    "diagnosis",
    "workspace",
    "present",
    "sample",
    "protocol",
    "session",
    "shell",
    "ui",
];
/// Where nothing of the browser, no clock, no randomness and no global may be named.
const CORE: usize = 15;
/// Where no amount, rate or ratio may be a float, and nothing may panic. `present` draws and `stats` estimates, so they hold floats.
const EXACT: [&str; 10] = ["units", "ledger", "intake", "books", "kpi", "analysis", "quality", "commission", "diagnosis", "workspace"];
const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// Every source file with its module and its code: comments, and tests at its end, left out.
fn sources() -> Vec<(PathBuf, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    for path in rust_files(&root) {
        let inside = path.strip_prefix(&root).expect("below src");
        let first = inside.iter().next().expect("a name").to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&path).expect("UTF-8");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| [line, "\n"]).collect();
        all.push((inside.to_owned(), module, code));
    }
    assert!(all.len() > 40, "the sources were found");
    all
}

fn position(module: &str) -> Option<usize> {
    ORDER.iter().position(|known| *known == module)
}

/// Names of our modules that a line imports or uses.
fn used_modules(code: &str) -> Vec<String> {
    code.split("crate::").skip(1).map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

#[test]
fn a_module_imports_only_modules_above_it() {
    let mut wrong = Vec::new();
    for (path, module, code) in sources() {
        let Some(own) = position(&module) else { continue };
        for used in used_modules(&code) {
            if position(&used).is_some_and(|other| other > own) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_has_its_place_in_the_order() {
    for (path, module, _) in sources() {
        assert!(position(&module).is_some() || module == "lib" || module == "bin", "{} has no place", path.display());
    }
}

#[test]
fn the_core_names_no_browser_clock_or_chance() {
    let banned =
        ["leptos", "web_sys", "js_sys", "wasm_bindgen", "plotters", "gloo", "SystemTime", "Instant::", "std::env", "thread_local", "static mut", "rand::"];
    let mut wrong = Vec::new();
    for (path, module, code) in sources() {
        if position(&module).is_none_or(|place| place >= CORE) {
            continue;
        }
        wrong.extend(banned.iter().filter(|name| code.contains(**name)).map(|name| format!("{} names {name}", path.display())));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn amounts_and_ratios_are_never_floats_and_nothing_panics() {
    let banned = ["f32", "f64", ".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("];
    let mut wrong = Vec::new();
    for (path, module, code) in sources() {
        if EXACT.contains(&module.as_str()) {
            wrong.extend(banned.iter().filter(|name| code.contains(**name)).map(|name| format!("{} has {name}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_shell_touches_the_browser_s_globals() {
    let banned = ["web_sys::window", "leptos::prelude::window", "local_storage", "Worker::new", "Blob::new", "innerHTML", "inner_html"];
    let mut wrong = Vec::new();
    for (path, module, code) in sources() {
        if module == "ui" {
            wrong.extend(banned.iter().filter(|name| code.contains(**name)).map(|name| format!("{} names {name}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_page_formats_no_number() {
    let mut wrong = Vec::new();
    for (path, module, code) in sources() {
        if module == "ui" && (code.contains(":.1}") || code.contains(":.2}") || code.contains("to_fixed")) {
            wrong.push(path.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_and_functions_stay_readable() {
    let mut wrong = Vec::new();
    for (path, _, code) in sources() {
        let lines = code.lines().count();
        if lines > FILE_LINES_MAX {
            wrong.push(format!("{}: {lines} lines", path.display()));
        }
        wrong.extend(long_functions(&code).into_iter().map(|(name, lines)| format!("{}: {name} has {lines} lines", path.display())));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Functions over the limit, found by indentation: the formatter puts the closing brace under the first letter.
fn long_functions(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut long = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let is_function = line.trim_start().split(' ').take_while(|word| *word != "{").any(|word| word == "fn") && line.trim_end().ends_with('{');
        if !is_function {
            continue;
        }
        let closing = format!("{}}}", " ".repeat(indent));
        let length = lines.iter().skip(at).position(|later| *later == closing).unwrap_or(0);
        if length > FUNCTION_LINES_MAX {
            long.push((line.trim().to_owned(), length));
        }
    }
    long
}

#[test]
fn nothing_is_left_behind_and_the_project_stands_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    let words = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["../", "shared"].concat(), ["/work", "/"].concat()];
    for folder in ["src", "tests", "scripts", "style", "benches"] {
        for path in all_files(&root.join(folder)) {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            wrong.extend(words.iter().filter(|word| text.contains(word.as_str())).map(|word| format!("{} has {word}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        match path.file_name().is_some_and(|name| name == "node_modules") {
            true => {}
            false if path.is_dir() => files.extend(all_files(&path)),
            false => files.push(path),
        }
    }
    files
}

#[test]
fn every_dependency_says_in_a_line_why_it_is_there() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).expect("Cargo.toml");
    let (mut in_dependencies, mut count, mut wrong) = (false, 0, Vec::new());
    let mut before = "";
    for line in text.lines() {
        if line.starts_with('[') {
            in_dependencies = line.ends_with("dependencies]");
        } else if in_dependencies && line.contains(" = ") && !line.starts_with([' ', '#']) {
            count += 1;
            if !line.contains('#') && !before.starts_with('#') {
                wrong.push(line.to_owned());
            }
        }
        before = line;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!((5..=25).contains(&count), "{count} direct dependencies");
}
