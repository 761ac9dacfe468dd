#!/usr/bin/env bash
# Amounts, dates, figures and commission verdicts as the command line tells them, beside Python's Decimal and datetime.
# `scripts/values.sh quick` takes a sample, with the program as the tests have built it.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh rust
command -v python3 >/dev/null || die "python3 is not installed; it computes again what the program reads." "apt-get install python3"
if [ "${1:-}" = quick ]; then
  profile=debug amounts=60000 years=8 products=300
  step "command line" cargo build --locked --bin creator-audit
else
  profile=release amounts=1000000 years=100 products=1000
  step "command line" cargo build --locked --release --bin creator-audit
fi
program=${CARGO_TARGET_DIR:-target}/$profile/creator-audit

code=0
step "amounts" python3 tests/amounts.py "$program" "$amounts" || code=1
step "dates" python3 tests/dates.py "$program" "$years" || code=1
"$program" sample >target/sample.csv
step "figures of the sample" python3 tests/recompute.py "$program" target/sample.csv || code=1
step "commission of $products generated products" python3 tests/commission.py "$program" "$products" || code=1
step "drifts of generated clients" python3 tests/diagnosis.py "$program" || code=1
exit "$code"
