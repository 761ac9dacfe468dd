#!/usr/bin/env bash
# Everything that can be judged without running the app; stops at the first complaint. `scripts/check.sh lints` leaves
# out the last step, which is a test and is counted with the tests by scripts/test.sh.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh rust

step "formatting" cargo fmt --check
for script in scripts/*.sh; do bash -n "$script"; done
step "lints: library, command line, tests" cargo clippy --locked --all-targets -- -D warnings
step "lints: the page" cargo clippy --locked --target "$WASM_TARGET" --features web --bin app -- -D warnings
step "lints: the worker" cargo clippy --locked --target "$WASM_TARGET" --features worker --bin worker -- -D warnings
step "lints: the bench's floors" cargo clippy --locked --target "$WASM_TARGET" --features bench --bin floor -- -D warnings
# The engine must stand without a browser.
step "the library without features" cargo check --locked --lib --no-default-features
[ "${1:-}" = lints ] || step "the repository's own rules" cargo test --locked --test architecture
