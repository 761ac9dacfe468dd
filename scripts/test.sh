#!/usr/bin/env bash
# Every suite runs, also after one has failed; the last line is the sum, and the exit code tells whether all passed.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh test

LOGS=target/test-logs
rm -rf "$LOGS"
mkdir -p "$LOGS"
PASSED=0
FAILED=0

# suite "name" command...: adds up the closing lines of cargo's ("N passed; N failed") and node's ("pass N", "fail N")
# runners, and a comparison beside Python ("… compared …, N differ") as one test. A suite that fails without counting a failure (it did not compile, say) counts as one.
suite() {
  local name=$1 log=$LOGS/${1// /-}.log code=0 passed failed
  shift
  step "$name" "$@" 2>&1 | tee "$log" || code=${PIPESTATUS[0]}
  passed=$(count "$log" passed pass)
  failed=$(count "$log" failed fail)
  if [ "$code" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
  if [ "$code" != 0 ]; then say "FAILED: $name (all of its output: $log)"; fi
  PASSED=$((PASSED + passed))
  FAILED=$((FAILED + failed))
}

# count LOG CARGO_WORD NODE_WORD
count() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk -v cargo="$2" -v node="$3" '
    /^test result:/ { for (i = 2; i <= NF; i++) if ($i ~ "^" cargo) sum += $(i - 1) }
    ($1 == "ℹ" || $1 == "#") && $2 == node { sum += $3 }
    $1 ~ /^[0-9]+$/ && /compared.* [0-9]+ differ$/ { sum += ($(NF - 1) == 0) == (cargo == "passed") }
    END { print sum + 0 }'
}

web_tests() {
  # The runner reads the browser and its flags from a file; it is made here because the browser differs by machine.
  local capabilities=$ROOT/target/webdriver.json
  node -e 'console.log(JSON.stringify({ "goog:chromeOptions": { binary: process.argv[1], args: process.argv.slice(2) } }))' \
    "$(command -v "$CHROMIUM")" --headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync >"$capabilities"
  # Without debug information wasm-bindgen has a tenth to work through.
  CARGO_PROFILE_DEV_DEBUG=0 WASM_BINDGEN_TEST_WEBDRIVER_JSON=$capabilities CHROMEDRIVER=$(command -v "$CHROMEDRIVER") \
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
    cargo test --locked --target "$WASM_TARGET" --features web --test web
}

journeys() {
  scripts/build.sh && node --test --test-reporter=spec --test-concurrency=2 tests/e2e/*.test.mjs
}

suite "checks" scripts/check.sh lints
suite "library and command line" cargo test --locked
suite "values beside Python" scripts/values.sh quick
[ ! -f tests/web.rs ] || suite "in the browser" web_tests
! compgen -G 'tests/e2e/*.test.mjs' >/dev/null || suite "journeys" journeys

printf '\n%d passed, %d failed\n' "$PASSED" "$FAILED"
[ "$FAILED" = 0 ]
