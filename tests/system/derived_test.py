"""Derived forms of large registers and plans: every report in every format has the same bytes with
them and without them, nothing wrong in them is ever taken for right, and doctor makes them again."""
import csv
import hashlib
import json
import sqlite3

import house
from house import House, check, equal

TARGETS = 5000
POLICY = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'year', title = '全覆盖检查', year = 2026, calendar = 'cn', office = '99',
  full_coverage { id = 'annual', title = '年度检查', of = targets { status = 'active' }, once_by = '2026-11-30',
    nature = 'agency_check', crew = seats { lead(1), officer(1) } },
  reports = { due { id = 'monthly', what = 'coverage', when = last_workday 'month', from = '科', to = '局',
                    with = 'next-month' } },
}
"""
KINDS = ("coverage", "progress", "due", "ranking", "workload", "findings", "public", "next-month", "ledger-book",
         "approval")
FORMATS = ("json", "csv", "text", "html", "xlsx", "docx")
RESULTS = ("pass", "problem_fixed", "problem", "refused")


def prepare(options, folder):
    """A country of its own: planned, approved, with results, with a register that changed since."""
    work = House(options, folder, office="99", now="2026-01-02T09:00:00+08:00")
    place = work.folder / "register"
    house.subprocess.run([str(options.generate), "country", "--targets", str(TARGETS), "--areas", "5", "--zones", "200",
                          "--teams", "40", "--year", "2026", "-o", str(place)], check=True, timeout=60)
    work.init()
    for table in ("areas", "targets", "inspectors"):
        work.run("import", table, place / f"{table}.csv")
    work.run("plan", house.write(work.folder / "year.lua", POLICY))
    work.run("approve", "year", "--by", "李", "--accept-unmet")
    visits = work.plan_json("year", "--window", "2026-01-01..2026-02-28")["visits"]
    with (work.folder / "outcomes.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("visit", "result", "item"))
        for number, visit in enumerate(visits[:300]):
            writer.writerow((visit["id"], RESULTS[number % len(RESULTS)], "价格"))
    work.now = "2026-03-01T09:00:00+08:00"
    work.run("import", "outcomes", work.folder / "outcomes.csv")
    with (place / "targets.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with (work.folder / "changed.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(dict(row, 状态="关闭") for row in rows[:20])
        writer.writerow(dict(rows[20], 机构编码="P99", 机构名称="新开药店"))
    work.run("import", "targets", work.folder / "changed.csv")
    work.now = "2026-07-01T09:00:00+08:00"
    return work


def report(work, kind, form="json", as_of="2026-06-30"):
    """The digest of its bytes."""
    place = work.folder / "report.out"
    done = work.run("report", kind, "year", "--as-of", as_of, "--format", form, "-o", place, status=None)
    check(place.exists(), f"nothing was written:\n{done}")
    found = hashlib.sha256(place.read_bytes()).hexdigest()
    place.unlink()
    return found


def everything(work, formats=FORMATS):
    return {(kind, form): report(work, kind, form) for kind in KINDS for form in formats}


def sql(work, *statements):
    store = sqlite3.connect(work.db)
    with store:
        for statement in statements:
            store.execute(statement)
    found = store.execute("SELECT count(*) FROM derived").fetchone()[0]
    store.close()
    return found


def with_them_and_without(options, folder):
    work = prepare(options, folder)
    equal(sql(work), 3, "forms: two registers, one plan")
    given = everything(work)
    past = {kind: report(work, kind, as_of="2026-01-31") for kind in KINDS if kind not in ("approval",)}
    equal(sql(work, "DELETE FROM derived", "DELETE FROM derived_piece"), 0, "forms left")
    equal(everything(work), given, "reports without them")
    equal({kind: report(work, kind, as_of="2026-01-31") for kind in past}, past, "those of a past day")
    equal(work.run("doctor", status=None).out.count("derived"), 0, "doctor does not miss them")


def a_flipped_byte(options, folder):
    """In each piece in turn, in a seal, in the list of pieces."""
    work = prepare(options, folder)
    given = {kind: report(work, kind) for kind in KINDS}
    flip = "UPDATE {0} SET {1} = CAST(substr({1}, 1, 40) || x'fe' || substr({1}, 42) AS BLOB)"
    for statement in (flip.format("derived_piece", "bytes"), flip.format("derived", "pieces"),
                      "UPDATE derived SET seal = zeroblob(32)",
                      "DELETE FROM derived_piece WHERE rowid % 2 = 1"):
        sql(work, statement)
        equal({kind: report(work, kind) for kind in KINDS}, given, f"reports after {statement}")
        found = work.run("ledger", "verify", status=1)
        check("damaged; the lines are read in its place" in found.out, f"ledger verify is silent:\n{found}")
        found = work.run("doctor", status=1)
        check("damaged; the lines are read in its place" in found.out, f"doctor is silent:\n{found}")
        check("derived" not in work.run("doctor", status=None).out, "doctor did not make it again")
        work.run("ledger", "verify")
    equal({kind: report(work, kind) for kind in KINDS}, given, "reports after all")


def an_older_workspace(options, folder):
    """Forms are made when it is opened for the first time."""
    work = prepare(options, folder)
    given = {kind: report(work, kind) for kind in KINDS}
    store = sqlite3.connect(work.db)
    store.executescript("DROP TABLE derived; DROP TABLE derived_piece; PRAGMA user_version = 5")
    store.close()
    equal({kind: report(work, kind) for kind in KINDS}, given, "reports of an older workspace")
    equal(sql(work), 3, "forms: two registers, one plan")
    equal(json.loads(work.run("report", "coverage", "year", "--format", "json").out)["report"], "coverage", "report")


if __name__ == "__main__":
    house.main([with_them_and_without, a_flipped_byte, an_older_workspace])
