# Sourced by every script: the pins, where the tools live, how a step is told and timed, how a script gives up.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD

# wasm-bindgen must equal the crate in Cargo.toml; it and wasm-opt must equal Trunk.toml.
RUST_VERSION=1.95.0
WASM_TARGET=wasm32-unknown-unknown
TRUNK_VERSION=0.21.14
WASM_BINDGEN_VERSION=0.2.129
CARGO_FUZZ_VERSION=0.13.2
NODE_MAJOR_MIN=20

TOOLS=$ROOT/.tools
NODE_TOOLS=$ROOT/tests/e2e/node_modules
# The project's own tools come first and the user's are never written to.
export PATH="$TOOLS/bin:$NODE_TOOLS/.bin:$PATH"
# The tests' browser: Debian's, unless the caller names another.
export CHROMIUM=${CHROMIUM:-chromium} CHROMEDRIVER=${CHROMEDRIVER:-chromedriver}
# Also where a directory override or RUSTUP_TOOLCHAIN of the user would pick another compiler.
export RUSTUP_TOOLCHAIN=$RUST_VERSION

say() { printf '==> %s\n' "$*"; }

# die "what is wrong" "next step": two sentences instead of a stack trace.
die() {
  printf 'error: %s\n' "$1" >&2
  shift
  for line in "$@"; do printf '  next: %s\n' "$line" >&2; done
  exit 1
}

# step "what is being done" command...: says it, does it, says how long it took.
step() {
  local title=$1 began=$SECONDS
  shift
  say "$title"
  "$@" || return $?
  printf '    %s: %d s\n' "$title" $((SECONDS - began))
}
