#!/usr/bin/env bash
# Builds dist/: the app and its worker, optimised, sealed with digests. Skipped when nothing it reads has changed.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh build

STAMP=target/dist.inputs

# By content, not by time: a fresh clone and a touched file are both judged right.
inputs() {
  find src style .cargo index.html Cargo.toml Cargo.lock Trunk.toml rust-toolchain.toml scripts/seal_worker.mjs scripts/env.sh \
    -type f -print0 | sort -z | xargs -0 sha256sum
}

if [ -f dist/index.html ] && [ "$(inputs)" = "$(cat "$STAMP" 2>/dev/null)" ]; then
  say "dist/ is up to date"
  exit
fi

mkdir -p target
rm -f "$STAMP"
before=$(inputs)
# A failed build ends with the compiler's words, not with where Trunk was in its own code.
step "building dist/" env RUST_BACKTRACE=0 trunk build ||
  die "the build failed (see above)." "correct what the compiler names and run make again."
# What was read at the start: a file saved during the build leaves the stamp stale, so the next build sees it.
printf '%s\n' "$before" >"$STAMP"
say "dist/ is ready: $(du -sk --apparent-size dist | cut -f1) KB, any static host, any folder"
