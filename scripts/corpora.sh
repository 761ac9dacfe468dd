#!/usr/bin/env bash
# Reads every file below a folder with the native command and compares with what each expected.json there says.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
[ -d "${1:-}" ] || die "no folder was named, or there is none of that name: '${1:-}'." "make corpora DIR=path/to/folder (files, and what to expect of them in expected.json)"
scripts/setup.sh rust
step "native command line" cargo build --locked --release --bin creator-audit
exec node scripts/corpora.mjs "$1"
