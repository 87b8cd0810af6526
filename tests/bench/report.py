"""How long a report over many targets takes, as a user runs it: each kind beside one full scan of
the rows that it is made of. Plans a made-up country (or takes a workspace that is there), stores
results for a third of its visits, and reports on the middle of the year.

Each report is a process of its own, which holds nothing from the one before. It runs twice: `cold`
after the system was asked to forget the workspace's pages (it may refuse those that others use), and
`warm`, as whoever asks for a second report meets it. A workspace of an older version is brought up to
date before, once, as the first command of any user would; the time that takes is printed.

    report.py XUNCHA GENERATE [--targets N] [--db FILE --office CODE --programme ID] [--lines]

--lines: also from a copy without derived forms, as after they were lost."""
import argparse
import csv
import json
import os
import pathlib
import shutil
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
KINDS = ("coverage", "progress", "due", "ranking", "workload", "findings", "public", "next-month", "ledger-book")
RESULTS = ("pass", "pass", "problem_fixed", "pass", "problem", "refused")


def run(words):
    """Seconds on the clock, seconds of work (the system's for it included), most memory in MiB."""
    start = time.monotonic()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, words)
    return time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def forget(path):
    """Asks the system to forget what it holds of the file."""
    for name in (path, pathlib.Path(f"{path}-wal")):
        if name.exists():
            with name.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


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
    """Seconds of work to read the same rows once, every byte of them."""
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    before = os.times()
    for table, column in (("chunk", "lines"), ("outcome", "target"), ("visit_change", "line")):
        store.execute(f"SELECT count(*), max({column}) FROM {table}").fetchone()
    after = os.times()
    return after.user + after.system - before.user - before.system


def measure(options, path, office, programme, kinds, full):
    for kind in kinds:
        words = [str(options.xuncha), "--db", str(path), "--office", office, "--now", "2027-07-01T02:00:00Z",
                 "report", kind, programme, "--as-of", "2027-06-30", "--format", "json"]
        for state in ("cold", "warm"):
            if state == "cold":
                forget(path)
            wall, work, memory = run(words)
            print(f"report {kind:12} {state} {wall:6.2f} s, {work:6.2f} s of work, {work / max(full, 0.001):6.1f} scans,"
                  f" {memory:5.0f} MiB", flush=True)


def without_forms(path, folder):
    """A copy whose registers and plans are read from their lines."""
    copy = folder / "lines.db"
    shutil.copy(path, copy)
    shutil.copy(f"{path}.key", f"{copy}.key")
    store = sqlite3.connect(copy)
    with store:
        store.execute("DELETE FROM derived")
        store.execute("DELETE FROM derived_piece")
    store.close()
    return copy


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("xuncha", type=pathlib.Path)
    parser.add_argument("generate", type=pathlib.Path)
    parser.add_argument("--targets", type=int, default=100000)
    parser.add_argument("--db", type=pathlib.Path)
    parser.add_argument("--office", default="99")
    parser.add_argument("--programme", default="country")
    parser.add_argument("--lines", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xuncha-report-") as folder:
        if options.db:
            path, office, programme = options.db, options.office, options.programme
        else:
            path, office, programme = prepare(options, pathlib.Path(folder))
        wall, _, _ = run([str(options.xuncha), "--db", str(path), "settings"])
        print(f"opened in {wall:.2f} s")
        full = scan(path)
        print(f"one full scan of chunks, outcomes and changes: {full:.2f} s of work, load {os.getloadavg()[0]:.1f}")
        measure(options, path, office, programme, KINDS, full)
        if options.lines:
            print("without derived forms:")
            measure(options, without_forms(path, pathlib.Path(folder)), office, programme, KINDS[:1], full)


if __name__ == "__main__":
    main()
