#!/usr/bin/env bash
# Measures the built app and the native command beside their peers.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh test
scripts/build.sh
step "native command line" cargo build --locked --release --bin creator-audit
if ! cmp -s benches/package-lock.json benches/node_modules/.installed; then
  step "the peers, from npm" npm ci --prefix benches --no-audit --no-fund --ignore-scripts
  cp benches/package-lock.json benches/node_modules/.installed
fi
exec node benches/run.mjs "$@"
