#!/bin/sh
# The same sources give the same bytes: builds twice, and compares with each other and with what is committed.
set -eu
cd "$(dirname "$0")/.."
sum() { (cd dist && find . -type f | LC_ALL=C sort | xargs sha256sum); }
committed=$(git ls-files dist | LC_ALL=C sort | sed 's|^dist/|./|')
npm run --silent build >/dev/null 2>&1
first=$(sum)
npm run --silent build >/dev/null 2>&1
[ "$first" = "$(sum)" ] || { echo "two builds of the same sources differ" >&2; exit 1; }
git diff --quiet -- dist && [ "$committed" = "$(cd dist && find . -type f | LC_ALL=C sort)" ] || { echo "dist is not what the sources give: npm run build, and commit it" >&2; exit 1; }
echo "dist is what the sources give"
