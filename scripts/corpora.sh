#!/usr/bin/env bash
# Reads every file below a folder with the native command and compares with what is stated of it there, and with Python's split.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
[ -d "${1:-}" ] || die "no folder was named, or there is none of that name: '${1:-}'." "make corpora DIR=path/to/folder (files, and what to expect of them in expected.json)"
scripts/setup.sh rust
command -v python3 >/dev/null || die "python3 is not installed; it splits each file a second time." "apt-get install python3"
step "native command line" cargo build --locked --release --bin creator-audit
exec node scripts/corpora.mjs "$1"
