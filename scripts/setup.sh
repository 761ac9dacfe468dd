#!/usr/bin/env bash
# Installs what is missing and nothing else, into .tools/ and tests/e2e/node_modules/ (both ignored by git):
#   scripts/setup.sh rust     compiler, formatter, linter, wasm target
#   scripts/setup.sh build    + trunk, wasm-bindgen, wasm-opt
#   scripts/setup.sh test     + Chromium and its driver (Debian packages)
#   scripts/setup.sh fuzz     compiler and cargo-fuzz
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

LOGS=$TOOLS/log

# --- Rust -----------------------------------------------------------------------------------------------------------

rust() {
  command -v rustup >/dev/null || die "rustup is not installed; it supplies the Rust compiler." \
    "install rustup (its site is rustup.rs), open a new shell and run make again."
  command -v cc >/dev/null || die "there is no C linker (cc); Rust needs one." "apt-get install gcc libc6-dev"
  # The list of what is there is read first: asking rustup to install costs a network round trip.
  local installed part
  installed=$(rustup component list --installed --toolchain "$RUST_VERSION" 2>/dev/null || true)
  for part in rustfmt clippy "rust-std-$WASM_TARGET"; do
    if ! grep -q "^$part" <<<"$installed"; then
      step "Rust $RUST_VERSION for this machine and for $WASM_TARGET" \
        rustup toolchain install "$RUST_VERSION" --no-self-update --profile minimal \
        --component rustfmt,clippy --target "$WASM_TARGET" ||
        die "rustup could not install Rust $RUST_VERSION for $WASM_TARGET." "check the network and run make again."
      return
    fi
  done
}

# --- tools from npm: wasm-opt, and what the browser journeys need -----------------------------------------------------

node_is_new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null || die "node and npm are not installed." \
    "install node $NODE_MAJOR_MIN or newer with npm, and run make again."
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge "$NODE_MAJOR_MIN" ] ||
    die "node $(node -v) is too old." "install node $NODE_MAJOR_MIN or newer, and run make again."
}

npm_is_missing() { ! cmp -s "$ROOT/tests/e2e/package-lock.json" "$NODE_TOOLS/.installed"; }

npm_tools() {
  # A link leads to somebody else's folder, which is not ours to replace.
  [ ! -L "$NODE_TOOLS" ] || rm "$NODE_TOOLS"
  (cd "$ROOT/tests/e2e" && npm ci --no-audit --no-fund --ignore-scripts)
  # Written last: an interrupted install is done again.
  cp "$ROOT/tests/e2e/package-lock.json" "$NODE_TOOLS/.installed"
}

# --- tools from crates: trunk, wasm-bindgen ---------------------------------------------------------------------------

version_of() { "$1" --version 2>/dev/null | awk '{ print $2 }' || true; }
trunk_is_missing() { [ "$(version_of "$TOOLS/bin/trunk")" != "$TRUNK_VERSION" ]; }
wasm_bindgen_is_missing() { [ "$(version_of "$TOOLS/bin/wasm-bindgen")" != "$WASM_BINDGEN_VERSION" ]; }

# cargo_tool NAME VERSION. Unoptimised, without debug information, without TLS and update check (neither is needed here):
# that halves the time to compile and costs a build of the app about 0.3 s. The output is the same, byte by byte.
cargo_tool() {
  CARGO_TARGET_DIR=$TOOLS/target/$1 CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0 \
    cargo install "$1" --version "$2" --locked --debug --no-default-features --root "$TOOLS" --force &&
    rm -rf "$TOOLS/target/$1" # hundreds of megabytes that nothing reads again
}

trunk_tool() { cargo_tool trunk "$TRUNK_VERSION"; }
wasm_bindgen_tool() { cargo_tool wasm-bindgen-cli "$WASM_BINDGEN_VERSION"; }

fuzz_tool() {
  command -v c++ >/dev/null || die "there is no C++ compiler (c++); the search engine of make fuzz is written in it." "apt-get install g++"
  [ "$(version_of "$TOOLS/bin/cargo-fuzz")" = "$CARGO_FUZZ_VERSION" ] ||
    step "cargo-fuzz $CARGO_FUZZ_VERSION, compiled once" cargo_tool cargo-fuzz "$CARGO_FUZZ_VERSION"
}

# --- side by side -----------------------------------------------------------------------------------------------------

declare -A TITLE=(
  [npm_tools]="wasm-opt, playwright-core, axe-core and public test data from npm"
  [wasm_bindgen_tool]="wasm-bindgen $WASM_BINDGEN_VERSION, compiled once"
  [trunk_tool]="trunk $TRUNK_VERSION, compiled once"
  [compile_app]="the app and its worker, first compilation"
)

# together JOB...: runs them at once, output to .tools/log/. Trunk takes longest and one of its crates keeps a single core
# busy for a minute, so it goes first and the others fill what it leaves.
together() {
  local job began=$SECONDS told=$SECONDS failed=0
  declare -A pid
  mkdir -p "$LOGS"
  for job in "$@"; do
    say "${TITLE[$job]}"
    (
      set -e
      [ "$job" = trunk_tool ] || renice -n 10 $BASHPID
      "$job"
    ) >"$LOGS/$job.log" 2>&1 </dev/null &
    pid[$job]=$!
  done
  # Started in the background, they do not hear Ctrl-C; without this they would go on compiling.
  trap 'kill ${pid[*]} 2>/dev/null || true' EXIT
  while [ ${#pid[@]} -gt 0 ]; do
    sleep 1
    for job in "${!pid[@]}"; do
      kill -0 "${pid[$job]}" 2>/dev/null && continue
      if wait "${pid[$job]}"; then
        printf '    %s: %d s\n' "${TITLE[$job]}" $((SECONDS - began))
      else
        failed=1
        printf '    failed: %s\n' "${TITLE[$job]}" >&2
        tail -n 25 "$LOGS/$job.log" >&2
      fi
      unset "pid[$job]"
    done
    if [ ${#pid[@]} -gt 0 ] && [ $((SECONDS - told)) -ge 30 ]; then
      told=$SECONDS
      printf '    … %d s, still at work: %s\n' $((SECONDS - began)) "${!pid[*]}"
    fi
  done
  trap - EXIT
  [ "$failed" = 0 ] || die "a part of the set-up failed (its last lines are above, all of it is in .tools/log/)." \
    "check the network, then run make again: what is already installed is kept."
}

build_tools() {
  node_is_new_enough
  local missing=()
  ! npm_is_missing || missing+=(npm_tools)
  ! wasm_bindgen_is_missing || missing+=(wasm_bindgen_tool)
  ! trunk_is_missing || missing+=(trunk_tool)
  [ ${#missing[@]} -gt 0 ] || return 0
  # Compiled while trunk compiles; trunk's own call of cargo finds the work done.
  ! trunk_is_missing || missing+=(compile_app)
  say "setting up the project's own tools in .tools/ (once)"
  together "${missing[@]}"
}

compile_app() {
  cargo build --locked --target "$WASM_TARGET" --release --features worker --bin worker
  cargo build --locked --target "$WASM_TARGET" --profile app --features web --bin app
}

# --- the browser ------------------------------------------------------------------------------------------------------

browser() {
  if command -v "$CHROMIUM" >/dev/null && command -v "$CHROMEDRIVER" >/dev/null; then return; fi
  local packages="chromium chromium-driver fonts-liberation" root=""
  if [ "$(id -u)" != 0 ]; then
    root="sudo -n"
    $root true 2>/dev/null || die "the tests need Chromium and its driver, and installing them needs root." \
      "sudo apt-get install $packages" \
      "or name your own: CHROMIUM=/path/to/chromium CHROMEDRIVER=/path/to/chromedriver make test"
  fi
  command -v apt-get >/dev/null || die "the tests need Chromium and its driver, and this is not a Debian machine." \
    "install both, then: CHROMIUM=/path/to/chromium CHROMEDRIVER=/path/to/chromedriver make test"
  step "Debian packages: $packages" apt_install "$root" "$packages" ||
    die "apt-get could not install $packages." "check the network, or install them by hand, and run make again."
}

apt_install() {
  mkdir -p "$LOGS"
  # shellcheck disable=SC2086 # both are lists of words
  { $1 apt-get update && DEBIAN_FRONTEND=noninteractive $1 apt-get install -y --no-install-recommends $2; } \
    >"$LOGS/apt.log" 2>&1 || { tail -n 15 "$LOGS/apt.log" >&2; return 1; }
}

case "${1:-}" in
  rust) rust ;;
  build) rust; build_tools ;;
  test) rust; build_tools; browser ;;
  fuzz) rust; fuzz_tool ;;
  *) die "scripts/setup.sh was called with '${1:-}'." "use one of: rust, build, test, fuzz." ;;
esac
