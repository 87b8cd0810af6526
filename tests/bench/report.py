"""How long a report over many targets takes, as a user runs it: each kind beside one full scan of
the rows that it is made of. Plans a made-up country (or takes a workspace that is there), stores
results for a third of its visits, and reports on the middle of the year.

    report.py XUNCHA GENERATE [--targets N] [--db FILE --office CODE --programme ID]"""
import argparse
import csv
import json
import os
import pathlib
import resource
import sqlite3
import subprocess
import tempfile
import time

POLICY = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'country', title = '全省全覆盖检查', year = 2027, calendar = 'cn', office = '99',
  full_coverage { id = 'annual', of = targets { status = 'active' }, once_by = '2027-11-30', nature = 'agency_check',
    crew = seats { lead(1), officer(1) } },
}
"""
KINDS = ("coverage", "progress", "ranking", "workload", "findings", "next-month", "ledger-book")
RESULTS = ("pass", "pass", "problem_fixed", "pass", "problem", "refused")


def run(words):
    """Seconds on the clock, seconds of work."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - start, used.ru_utime - before.ru_utime


def prepare(options, folder):
    office = [str(options.xuncha), "--db", str(folder / "country.db"), "--office", "99"]
    subprocess.run([str(options.generate), "country", "--targets", str(options.targets), "--year", "2027", "-o",
                    str(folder / "register")], check=True)
    (folder / "country.lua").write_text(POLICY, encoding="utf-8")
    then = [*office, "--now", "2026-12-01T00:00:00Z", "--quiet"]
    run([*then, "init"])
    for table in ("areas", "targets", "inspectors"):
        run([*then, "import", table, str(folder / "register" / f"{table}.csv")])
    run([*then, "plan", str(folder / "country.lua"), "--provisional"])
    run([*then, "approve", "country", "--by", "Li", "--accept-unmet"])
    run([*then, "export", "json", "country", "--window", "2027-01-01..2027-04-30", "-o", str(folder / "plan")])
    visits = json.loads((folder / "plan" / "plan.json").read_text(encoding="utf-8"))["visits"]
    with (folder / "outcomes.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("visit", "result", "item"))
        for number, visit in enumerate(visits):
            writer.writerow((visit["id"], RESULTS[number % len(RESULTS)], "价格"))
    run([*office, "--now", "2027-05-01T00:00:00Z", "--quiet", "import", "outcomes", str(folder / "outcomes.csv")])
    return folder / "country.db", "99", "country"


def scan(path):
    """The same rows, read once."""
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    start = time.process_time()
    for table, column in (("chunk", "lines"), ("outcome", "target"), ("visit_change", "line")):
        store.execute(f"SELECT count(*), max({column}) FROM {table}").fetchone()
    return time.process_time() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("xuncha", type=pathlib.Path)
    parser.add_argument("generate", type=pathlib.Path)
    parser.add_argument("--targets", type=int, default=100000)
    parser.add_argument("--db", type=pathlib.Path)
    parser.add_argument("--office", default="99")
    parser.add_argument("--programme", default="country")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xuncha-report-") as folder:
        if options.db:
            path, office, programme = options.db, options.office, options.programme
        else:
            path, office, programme = prepare(options, pathlib.Path(folder))
        full = scan(path)
        print(f"one full scan of chunks, outcomes and changes: {full:.2f} s of work, load {os.getloadavg()[0]:.1f}")
        for kind in KINDS:
            wall, work = run([str(options.xuncha), "--db", str(path), "--office", office, "--now",
                              "2027-07-01T02:00:00Z", "report", kind, programme, "--as-of", "2027-06-30", "--format",
                              "json"])
            print(f"report {kind:12} {wall:6.2f} s, {work:6.2f} s of work, {work / max(full, 0.001):6.1f} scans")


if __name__ == "__main__":
    main()
