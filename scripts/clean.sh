#!/usr/bin/env bash
# Back to a fresh clone. Files under version control are not touched.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
rm -rf target dist .tools "$NODE_TOOLS" fuzz/target fuzz/corpus
say "removed target/, dist/, .tools/, tests/e2e/node_modules/ and what make fuzz has built and learnt"
