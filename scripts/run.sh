#!/usr/bin/env bash
# Sets up, builds, serves. PORT= names the port; without it 8080 or the next free one.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/build.sh
exec node scripts/serve.mjs --root dist ${PORT:+--port "$PORT"}
