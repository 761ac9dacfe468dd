#!/usr/bin/env bash
# Measures the built app and the native command beside their peers.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh test
scripts/build.sh
step "native command line" cargo build --locked --release --bin creator-audit
exec node benches/run.mjs "$@"
