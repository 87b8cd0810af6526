"""Items of checklists that are meant for those of whom the past says something: whom the selection
means at the end of a day, and who has a visit because it once meant them, counted here from what was
stored."""
import json
import sqlite3

from house import House, equal, main, write

POLICY = """
local full_coverage = use('full_coverage', {
  times = 1, nature = 'agency_check', crew = seats { lead(1) }, merge = false })
local everyone = targets { status = 'active' }
return programme {
  id = 'year', title = '全覆盖', year = 2026, calendar = 'cn', office = '990101',
  full_coverage { id = 'annual', title = '年度检查', of = everyone, window = between('2026-01-05', '2026-03-31') },
  full_coverage { id = 'again', title = '复查', of = failed 'annual', items = { '整改', '票据' },
                  window = between('2026-04-01', '2026-06-30') },
  full_coverage { id = 'first', title = '补查', of = everyone:where { visits = at_most(0) }, items = { '准入' },
                  window = between('2026-04-01', '2026-06-30') },
}
"""
TARGETS = 12
CHECKS = ("pass", "problem_fixed", "problem", "serious")


def open_office(options, folder):
    work = House(options, folder, now="2026-01-05T08:00:00+08:00")
    work.init()
    tables = {
        "areas": "code,name,parent,level\n99,省,,province\n9901,市,99,city\n990101,县,9901,county\n",
        "targets": "id,name,kind,area\n" + "".join(f"T{n:02},机构{n},clinic,990101\n" for n in range(TARGETS)),
        "inspectors": "id,name,area,roles\nP1,甲,990101,lead\nP2,乙,990101,lead\n"}
    for table, text in tables.items():
        work.run("import", table, write(work.folder / f"{table}.csv", text))
    work.run("plan", write(work.folder / "year.lua", POLICY))
    work.run("approve", "year", "--by", "Li")
    return work


def give(work, rows):
    text = "visit,result,item,closed_on\n" + "".join(",".join(row) + "\n" for row in rows)
    work.run("import", "outcomes", write(work.folder / "outcomes.csv", text))


def visits_of(work, stage):
    plan = work.plan_json("year")
    return sorted((v for v in plan["visits"] if any(t["stage"] == stage for t in v["tasks"])),
                  key=lambda v: v["target"])


def asked(work, date):
    said = json.loads(work.run("report", "coverage", "year", "--as-of", date, "--format", "json").out)
    return {(row["stage"], row["item"]): row for row in said["items"]}


def outcomes_by(work, date):
    """(target, day, result, item) of what was stored by the end of a day; nothing is corrected here."""
    with sqlite3.connect(work.db) as store:
        rows = store.execute("SELECT target, date, result, item FROM outcome").fetchall()
    return [row for row in rows if row[1] <= date]


def count(work, date):
    """stage, item → targets, visited, checked; from the rows alone. Everything was stored on its day."""
    rows = outcomes_by(work, date)
    seen = {row[0] for row in rows if row[2] in CHECKS}
    failed = {row[0] for row in rows if row[1] <= "2026-03-31" and row[2] in ("problem", "serious")}
    again = failed | ({v["target"] for v in visits_of(work, "again")} if date >= "2026-04-01" else set())
    first = {f"T{n:02}" for n in range(TARGETS)} - seen
    first |= {v["target"] for v in visits_of(work, "first")} if date >= "2026-04-01" else set()
    counted = {}
    for stage, members, items in (("again", again, ("整改", "票据")), ("first", first, ("准入",))):
        inside = [row for row in rows if row[0] in members and row[2] in CHECKS and row[1] >= "2026-04-01"]
        for item in items:
            counted[stage, item] = (len(members), len({row[0] for row in inside}),
                                    len({row[0] for row in inside if row[3] == item}))
    return counted


def compare(work, date, expected):
    found = {key: (row["targets"], row["visited"], row["checked"]) for key, row in asked(work, date).items()}
    equal(found, expected, f"{date}: by hand")
    equal(found, count(work, date), f"{date}: from the rows")


def items_are_meant_for_those_of_whom_the_past_speaks(options, folder):
    work = open_office(options, folder)
    annual = visits_of(work, "annual")
    work.now = "2026-03-31T20:00:00+08:00"
    results = ["problem", "serious", "problem", "problem_fixed", "refused", "not_found"] + ["pass"] * 4
    give(work, [(visit["id"], result, "", "") for visit, result in zip(annual, results)])
    # Three failed; two were never let in, two have no result yet.
    three, four = {("again", "整改"): (3, 0, 0), ("again", "票据"): (3, 0, 0)}, {("first", "准入"): (4, 0, 0)}
    work.now = "2026-04-01T00:30:00+08:00"
    compare(work, "2026-03-31", {**three, **four})
    before = work.run("report", "coverage", "year", "--as-of", "2026-03-31", "--format", "json").out

    work.now = "2026-04-01T08:00:00+08:00"
    work.run("replan", "year")
    again, first = visits_of(work, "again"), visits_of(work, "first")
    equal((len(again), len(first)), (3, 4), "visits of the second quarter")
    # Whoever was visited in the second quarter is not "never visited" any more, and was meant nevertheless.
    work.now = "2026-06-30T20:00:00+08:00"
    give(work, [(again[0]["id"], "pass", "整改", ""), (again[0]["id"], "pass", "票据", ""),
                (again[1]["id"], "problem", "整改", ""), (first[0]["id"], "pass", "准入", ""),
                (first[1]["id"], "problem", "准入", ""), (first[2]["id"], "pass", "", "")])
    work.now = "2026-07-01T00:30:00+08:00"
    compare(work, "2026-06-30", {("again", "整改"): (3, 2, 2), ("again", "票据"): (3, 2, 1),
                                 ("first", "准入"): (4, 3, 2)})
    equal(work.run("report", "coverage", "year", "--as-of", "2026-03-31", "--format", "json").out, before,
          "a day that is over")


if __name__ == "__main__":
    main([items_are_meant_for_those_of_whom_the_past_speaks])
