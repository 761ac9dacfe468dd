#!/usr/bin/env bash
# Searches for bytes that break the reader: `scripts/fuzz.sh [SECONDS] [TARGET]`, all targets of fuzz/ where none is named. A finding
# is kept in fuzz/artifacts/, what is learnt on the way in fuzz/corpus/; both are ignored by git.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh fuzz

seconds=${1:-60}
targets=${2:-$(cargo fuzz list)}
# Without a sanitizer the pinned compiler is enough: the code has no unsafe of its own, and what is searched for are panics,
# hangs and broken promises, not memory errors.
build=(--sanitizer none)
step "building the targets" cargo fuzz build "${build[@]}"
logs=target/fuzz-logs
mkdir -p "$logs"
# hunt TARGET: a minute of searching writes thousands of lines; shown are how many inputs were tried, and a finding.
hunt() {
  local seeds=fuzz/corpus/$1 log=$logs/$1.log file
  mkdir -p "$seeds"
  # The inputs of the tests are a good beginning.
  for file in tests/golden/*/in/* tests/e2e/files/*; do cp "$file" "$seeds/$(basename "$(dirname "$(dirname "$file")")")-$(basename "$file")"; done
  if cargo fuzz run "${build[@]}" "$1" "$seeds" -- -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 >"$log" 2>&1; then
    printf '    %s inputs tried\n' "$(awk '/^stat::number_of_executed_units/ { print $2 }' "$log")"
  else
    grep -v '^INFO\|^#[0-9]' "$log" | tail -n 40 >&2
    return 1
  fi
}

found=0
for target in $targets; do
  step "$target, $seconds s" hunt "$target" || found=1
done
[ "$found" = 0 ] || die "a target found something (see above and $logs/; its bytes are in fuzz/artifacts/)." \
  "make a small test of them, mend what it shows, and run make fuzz again."
say "nothing found"
