#!/usr/bin/env bash
# Reads every file of a folder with the native command and compares with the folder's expected.json.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
[ -n "${1:-}" ] || die "no folder was named." "make corpora DIR=path/to/folder (a folder with an expected.json)"
[ -f "$1/expected.json" ] || die "there is no expected.json in '$1'." "make corpora DIR=path/to/folder (a folder with an expected.json)"
scripts/setup.sh rust
step "native command line" cargo build --locked --release --bin creator-audit
exec node scripts/corpora.mjs "$1"
