#!/usr/bin/env bash
# Builds xuncha and plans a made-up county with it: ./start.sh [--serve] [--no-install]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=cmake/packages.sh
source cmake/packages.sh

usage() {
    cat <<'TEXT'
usage: ./start.sh [--serve] [--no-install]

Installs what the build needs with apt (only what is missing), builds xuncha into build/release,
makes up a county's register, plans its year, approves the plan and writes everybody's calendars
into out/example; then it draws whom to check by surprise, in public, and writes the record that
anybody can check. Running it again starts the example afresh.

  --serve        serves the example at http://127.0.0.1:8080 in the end, until Ctrl-C
  --no-install   installs nothing; says what is missing and stops
TEXT
}

install=yes serve=no
for word in "$@"; do
    case $word in
    --serve) serve=yes ;;
    --no-install) install=no ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
done

mapfile -t node < <(node_packages)
need_packages "$install" "${BUILD_PACKAGES[@]}" "${node[@]}"

echo "== Building into build/release"
mkdir -p build
log=build/start.log
if ! { cmake --preset release && cmake --build --preset release -j "$(processors)"; } \
    >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "The build failed; all of its output is in $log." >&2
    exit 4
fi

example=out/example
xuncha=$PWD/build/release/xuncha
generate=$PWD/build/release/tests/generator/xuncha-generate
rm -rf "$example"
mkdir -p "$example"
# A fixed moment and key, so that everybody who runs this sees the same plan.
now=2026-01-05T09:00
key=00000000000000000000000000000000000000000000000000000000000e8a3e
# Known to everybody: the example is for this machine alone.
password="correct horse battery staple"
export XUNCHA_DB=$example/xuncha.db

step() {
    echo
    echo "== $1"
    shift
    "$@"
}
run() {
    "$xuncha" --now "$now:00+08:00" "$@"
}

step "A county of nobody: 900 institutions, 14 inspectors" \
    "$generate" county --office 990101 --targets 900 --people 14 --seed 1 --year 2026 \
    -o "$example/register"
step "A workspace for its office" run --office 990101 init --workspace-key "$key"
for table in areas targets inspectors experts absences relations; do
    step "Import: $table" run import "$table" "$example/register/$table.csv"
done
step "Plan" run plan policies/example/county.lua
step "Approve" run approve example-county-2026 --by "样例县医疗保障局"
step "Commit in public to a draw" \
    run commit policies/example/spot_check.lua april --beacon "dice 25" -o "$example/public"
now=2026-01-05T10:00
step "Draw: 25 dice have been thrown before witnesses" \
    run draw run example-check-2026 april --value dice=3162534126354162534162531
step "Plan who was drawn" run plan policies/example/spot_check.lua
step "Approve" run approve example-check-2026 --by "样例县医疗保障局"
step "Export: record" run export record example-check-2026 -o "$example/records"
step "Verify the record, as anybody can" run verify "$example"/records/*.record.json
step "Let a planner and an inspector in" run user add planner --role planner \
    --from - <<<"$password"
run user add inspector --role inspector --person R99010100001 --from - <<<"$password"
step "Export: calendars" run export ics -o "$example/calendars"
step "Export: tables" run export csv example-county-2026 -o "$example/tables"
step "Export: JSON" run export json example-county-2026 -o "$example"

cat <<TEXT

== Done. Look into $example
  calendars/person/    one calendar for each inspector: open one in any calendar program;
                       visits show as busy times until 17:00 of the working day before
  calendars/office/    the office's own: visits, report days, milestones
  tables/              schedule.csv and inspection-plan.csv for a spreadsheet
  plan.json            the whole plan for other programs
  public/, records/    what was committed to before the draw, and its record, to print and to verify
  xuncha.db            the workspace; try: XUNCHA_DB=$example/xuncha.db build/release/xuncha help
In a browser: ./start.sh --serve, or
  XUNCHA_DB=$example/xuncha.db build/release/xuncha --now $now:00+08:00 serve
then open http://127.0.0.1:8080 and sign in as planner or inspector, office 990101, with the password
"$password".
TEXT
if [[ $serve == yes ]]; then
    run serve
fi
