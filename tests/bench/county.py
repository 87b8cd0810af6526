#!/usr/bin/env python3
"""Times the main job on a generated county, as a user runs it.

usage: county.py XUNCHA XUNCHA-GENERATE POLICY.lua [ROUNDS]

Prints medians: a policy's evaluation (two confined workers) beside starting /bin/true twice, and
`plan`, `approve`, `export ics` beside copying and syncing the exported files.
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

KEY = "00000000000000000000000000000000000000000000000000000000000e8a3e"
NOW = "2026-01-05T09:00:00+08:00"


def timed(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def median(rounds, function):
    return statistics.median(timed(function) for _ in range(rounds))


def copy_and_sync(source, target):
    shutil.rmtree(target, ignore_errors=True)
    for folder, _, files in os.walk(source):
        there = os.path.join(target, os.path.relpath(folder, source))
        os.makedirs(there)
        for name in files:
            with open(os.path.join(folder, name), "rb") as read:
                data = read.read()
            with open(os.path.join(there, name), "wb") as write:
                write.write(data)
                os.fsync(write.fileno())


def main():
    xuncha, generate, policy = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    with tempfile.TemporaryDirectory(prefix="xuncha-bench-") as home:
        register, feeds = os.path.join(home, "register"), os.path.join(home, "feeds")
        empty, db = os.path.join(home, "empty.db"), os.path.join(home, "x.db")

        def run(*words, ok=(0,)):
            done = subprocess.run([xuncha, "--db", db, "--now", NOW, *words],
                                  capture_output=True, check=False)
            if done.returncode not in ok:
                sys.exit(done.stderr.decode())

        subprocess.run([generate, "county", "--office", "990101", "--targets", "900", "--people",
                        "14", "--seed", "1", "--year", "2026", "-o", register], check=True)
        run("--office", "990101", "init", "--workspace-key", KEY)
        for table in ("areas", "targets", "inspectors", "experts", "absences", "relations"):
            run("import", table, os.path.join(register, table + ".csv"))
        shutil.copy(db, empty)

        def main_job():
            run("plan", policy)
            run("approve", "example-county-2026", "--by", "bench")
            run("export", "ics", "-o", feeds)

        whole = []
        for _ in range(rounds):
            shutil.copy(empty, db)
            shutil.rmtree(feeds, ignore_errors=True)
            whole.append(timed(main_job))
        job = statistics.median(whole)
        copy = median(rounds, lambda: copy_and_sync(feeds, os.path.join(home, "copy")))
        check = median(rounds, lambda: run("policy", "check", policy))
        start = median(rounds, lambda: [subprocess.run(["/bin/true"], check=True) for _ in "ab"])
        size = sum(os.path.getsize(os.path.join(folder, name))
                   for folder, _, files in os.walk(feeds) for name in files)
        print(f"county of 900 targets and 14 inspectors, medians of {rounds} runs")
        print(f"  plan + approve + export ics        {job:8.3f} s  ({size / 1e6:.1f} MB of calendars)")
        print(f"  copying and syncing these files    {copy:8.3f} s")
        print(f"  ratio                              {job / copy:8.1f}")
        print(f"  policy check (two workers)         {check:8.3f} s")
        print(f"  starting /bin/true twice           {start:8.3f} s")
        print(f"  ratio                              {check / start:8.1f}")


if __name__ == "__main__":
    main()
