#!/usr/bin/env bash
# Measures the built app and the native command beside their peers. ONLY=browser,first,native,growth,memory,hostile chooses parts.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh test
scripts/build.sh
OUT=target/bench
mkdir -p "$OUT"

step "native command line" cargo build --locked --release --bin creator-audit
wants() { [ -z "${ONLY:-}" ] || [[ ",$ONLY," == *",$1,"* ]]; }

floor() {
  cargo build --locked --release --target "$WASM_TARGET" --features bench --bin floor
  local built=${CARGO_TARGET_DIR:-target}/$WASM_TARGET/release/floor.wasm
  cmp -s "$built" "$OUT/floor.wasm" && return
  wasm-bindgen --target web --no-typescript --out-dir "$OUT/floor" "$built"
  wasm-opt -O2 "$OUT/floor/floor_bg.wasm" -o "$OUT/floor/floor_bg.wasm" # as Trunk does with the worker
  cp "$built" "$OUT/floor.wasm"
}

python_peers() {
  local pins="duckdb==2.0.0 polars==2.1.0"
  [ "$(cat "$OUT/python/.installed" 2>/dev/null)" != "$pins" ] || return 0
  # Without pip the bench goes on and says so.
  python3 -m venv "$OUT/python" >/dev/null 2>&1 || { rm -rf "$OUT/python"; return 0; }
  # shellcheck disable=SC2086 # a list of words
  "$OUT/python/bin/pip" install --quiet --disable-pip-version-check $pins
  printf '%s\n' "$pins" >"$OUT/python/.installed"
}

! wants browser || step "the floors" floor
! wants native || step "the native peers, from PyPI" python_peers
if ! cmp -s benches/package-lock.json benches/node_modules/.installed; then
  step "the peers in the browser, from npm" npm ci --prefix benches --no-audit --no-fund --ignore-scripts
  cp benches/package-lock.json benches/node_modules/.installed
fi
exec node benches/run.mjs --only "${ONLY:-}" "$@"
