#!/usr/bin/env bash
# Installs what is missing and nothing else, into .tools/ and tests/e2e/node_modules/ (both ignored by git).
#   scripts/setup.sh rust      compiler, components, wasm target
#   scripts/setup.sh build     the above + trunk, wasm-bindgen, wasm-opt
#   scripts/setup.sh test      the above + Chromium and its driver
source "$(dirname "$0")/env.sh"

need_commands() {
  command -v rustup >/dev/null || die "rustup is not installed; it supplies the Rust compiler." \
    "install rustup (its site: rustup.rs), open a new shell, run make again."
  command -v cc >/dev/null || die "a C linker (cc) is not installed; Rust needs it." "apt-get install gcc libc6-dev"
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null || die "node and npm are not installed." \
    "install node $NODE_MAJOR_MIN or newer with npm, run make again."
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge "$NODE_MAJOR_MIN" ] || die "node $(node -v) is too old; $NODE_MAJOR_MIN or newer is needed." \
    "install node $NODE_MAJOR_MIN or newer, run make again."
}

# rustup's own list is read first: asking rustup to install something present costs a network round trip.
rust() {
  local installed
  installed=$(rustup component list --installed --toolchain "$RUST_VERSION" 2>/dev/null || true)
  for part in rustfmt clippy "rust-std-$WASM_TARGET"; do
    grep -q "^$part" <<<"$installed" || { install_rust; return; }
  done
}

install_rust() {
  step "Rust $RUST_VERSION with $WASM_TARGET" \
    rustup toolchain install "$RUST_VERSION" --no-self-update --profile minimal \
    --component rustfmt,clippy --target "$WASM_TARGET" ||
    die "rustup could not install Rust $RUST_VERSION for $WASM_TARGET." "check the network, run make again."
}

version_of() { "$1" --version 2>/dev/null | awk '{ print $2 }' || true; }

cargo_tools() {
  local missing=()
  [ "$(version_of "$TOOLS/bin/wasm-bindgen")" = "$WASM_BINDGEN_VERSION" ] || missing+=("wasm-bindgen-cli@$WASM_BINDGEN_VERSION")
  [ "$(version_of "$TOOLS/bin/trunk")" = "$TRUNK_VERSION" ] || missing+=("trunk@$TRUNK_VERSION")
  for tool in "${missing[@]}"; do
    step "$tool, compiled from source (once)" cargo_install "$tool" ||
      die "cargo could not install $tool (see above)." "check the network, run make again: it continues where it stopped."
  done
  # Half a gigabyte of intermediate files that nothing needs again.
  [ ${#missing[@]} = 0 ] || rm -rf "$TOOLS/target"
}

