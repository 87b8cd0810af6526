"""Reports of a programme: every figure of every kind is counted again here from the rows that lie in
the database (visits' lines, their changes, outcomes, registers), for days before and after results
came in, were corrected, institutions opened and closed; and a day that is over never changes."""
import collections
import csv
import datetime
import io
import json
import re
import sqlite3
import types

import house
from house import House, check, equal

POLICY = """
local full_coverage, follow_up = use 'full_coverage', use 'follow_up'
local everyone = targets { status = 'active' }
return programme {
  id = 'year', title = '全覆盖<检查>', year = 2026, calendar = 'cn', office = '990101',
  full_coverage { id = 'annual', title = '年度检查', of = everyone, window = between('2026-01-01', '2026-06-30'),
    times = 1, nature = 'agency_check', crew = seats { lead(1), third_party(1) },
    items = { '执业许可', '价格' } },
  full_coverage { id = 'twice', title = '医院两次', of = targets { status = 'active', kind = 'hospital' },
    window = between('2026-01-01', '2026-06-30'), times = 2, gap = 30, merge = false, nature = 'agency_check',
    crew = seats { lead(1) } },
  follow_up { id = 'again', title = '回头看', of = everyone, on = 'problem', after = 'annual', window = year(2026),
    latest = after(20, 'workday'), nature = 'agency_check', crew = seats { lead(1) } },
  milestones = { { id = 'half', title = '半程', date = '2026-04-15', stage = 'annual' },
                 { id = 'all', title = '全部', date = '2026-12-31' } },
  reports = { due { id = 'monthly', what = 'coverage', when = last_workday 'month', from = '科', to = '局',
                    with = 'next-month' } },
}
"""
KINDS = ("coverage", "progress", "ranking", "workload", "findings", "next-month", "ledger-book")
HOSTILE = ('=HYPERLINK("http://x","药")', "<script>alert(1)</script>", "@SUM(A1)", "甲乙&\"'", "-1+2", "＝1+1")
CHECKS = {"pass", "problem_fixed", "problem", "serious"}
PROBLEMS = {"problem", "serious"}
TOWNS = ("990101001", "990101002", "990101")


def day(text):
    return datetime.date.fromisoformat(text)


def instant_of(date):
    """The last second of a day in Asia/Shanghai, as the database writes it."""
    end = datetime.datetime.fromisoformat(date + "T23:59:59") - datetime.timedelta(hours=8)
    return end.strftime("%Y-%m-%dT%H:%M:%SZ")


# ---- A half-year of an office ----

def target_row(number, status="active", name=None):
    kind = "hospital" if number % 6 == 0 else "clinic" if number % 6 == 1 else "pharmacy"
    name = name or (HOSTILE[number] if number < len(HOSTILE) else f"机构{number:02}")
    return {"id": f"T{number:02}", "name": name, "kind": kind, "area": TOWNS[number % 3], "status": status}


def give(work, table, rows, *words, status=0):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path = house.write(work.folder / f"{table}.csv", text.getvalue())
    return work.run("import", table, path, *words, status=status)


def open_office(options, folder):
    work = House(options, folder, now="2026-01-05T09:00:00+08:00")
    work.init()
    give(work, "areas", [
        {"code": "99", "name": "省", "parent": "", "level": "province"},
        {"code": "9901", "name": "市", "parent": "99", "level": "city"},
        {"code": "990101", "name": "县", "parent": "9901", "level": "county"},
        {"code": "990101001", "name": "东<镇>", "parent": "990101", "level": "town"},
        {"code": "990101002", "name": "=西镇", "parent": "990101", "level": "town"}])
    give(work, "targets", [target_row(number) for number in range(30)])
    give(work, "inspectors", [
        {"id": f"P{number}", "name": HOSTILE[number % 4] + str(number), "area": "990101", "unit": "@局",
         "roles": "lead" if number < 3 else "third_party"} for number in range(6)])
    work.run("plan", house.write(work.folder / "year.lua", POLICY))
    work.run("approve", "year", "--by", "Li", "--until", "2026-03-31")
    return work


def outcomes_of(plan, first, last, skip=()):
    """What the visits of some days found, in turn all kinds of results, some with several items."""
    rows = []
    for number, visit in enumerate(v for v in plan["visits"] if first <= v["date"] <= last
                                   and v["status"] == "published" and v["target"] not in skip):
        result = ("pass", "problem", "refused", "serious", "problem_fixed", "not_found", "pass")[number % 7]
        base = {"visit": visit["id"], "result": result, "item": "", "findings": "", "points": "", "doctor": "",
                "amount": "", "disposal": "", "rectify_by": "", "closed_on": "", "people": ""}
        if result in PROBLEMS:
            late = (day(visit["date"]) + datetime.timedelta(days=10)).isoformat()
            rows.append({**base, "item": "执业许可", "findings": HOSTILE[number % 6], "points": "4",
                         "amount": "1234.5", "disposal": "责令改正、追回", "rectify_by": late})
            rows.append({**base, "result": "pass", "item": "价格"})
        elif result == "problem_fixed":
            rows.append({**base, "item": "价格", "findings": "=cmd()", "doctor": "D1", "points": "3",
                         "disposal": "另行处理,见附页"})
        elif number % 7 == 0:
            rows += [{**base, "item": item} for item in ("执业许可", "价格")]
        else:
            rows.append(base)
    return rows


def live(options, folder):
    """The office, and what its reports said on the days after they were over."""
    work, said = open_office(options, folder), {}

    def note(date):
        work.now = (day(date) + datetime.timedelta(days=1)).isoformat() + "T00:30:00+08:00"
        said[date] = {kind: report(work, kind, date) for kind in KINDS}

    def at(moment):
        work.now = moment + ":00+08:00"

    note("2026-01-10")
    plan = work.plan_json("year")
    at("2026-02-02T18:00")
    give(work, "outcomes", outcomes_of(plan, "2026-01-12", "2026-01-31"))
    note("2026-02-02")
    at("2026-02-10T09:00")
    give(work, "targets", [target_row(40, name="=新开药店"), target_row(41, "closed")])
    give(work, "targets", [target_row(7, "closed"), {**target_row(8), "kind": "clinic", "area": TOWNS[0]}])
    work.run("replan", "year")
    note("2026-02-15")
    at("2026-02-27T18:00")
    plan = work.plan_json("year", into="second")
    give(work, "outcomes", outcomes_of(plan, "2026-02-01", "2026-02-27"))
    give(work, "outcomes", [{"target": "T02", "date": "2026-02-26", "result": "problem", "points": "2"}])
    work.run("approve", "year", "--by", "Li")
    note("2026-03-10")
    at("2026-04-20T09:00")
    work.run("replan", "year")
    problem = next(row for row in raw(work, "2026-04-20").outcomes if row["result"] == "problem" and row["visit"])
    work.run("outcome", "--visit", problem["visit"], "--result", "problem", "--item", problem["item"],
             "--points", "1", "--closed-on", "2026-04-18", "--correct", "--reason", "办结")
    note("2026-04-20")
    at("2026-05-06T09:00")
    plan = work.plan_json("year", into="third")
    give(work, "outcomes", outcomes_of(plan, "2026-03-03", "2026-05-05", skip=("T03",)))
    refused = next(row for row in raw(work, "2026-05-06").outcomes if row["result"] == "refused")
    work.run("outcome", "--visit", refused["visit"], "--result", "pass", "--correct", "--reason", "重查")
    note("2026-05-06")
    at("2026-07-02T09:00")
    return work, said


def report(work, kind, date, *words, form="json"):
    return work.run("report", kind, "year", "--as-of", date, "--format", form, *words).out


# ---- The same, counted from rows ----

def lines_of(store, digest):
    rows = store.execute("SELECT c.lines FROM line_set_chunk l JOIN chunk c ON c.digest = l.chunk"
                         " WHERE l.line_set = ? ORDER BY l.position", (digest,))
    return [line for (blob,) in rows for line in bytes(blob).decode().split("\n") if line]


def visits_at(store, instant):
    (base,) = store.execute("SELECT visits FROM plan").fetchone()
    visits = dict(line.split("\t", 1) for line in lines_of(store, base))
    for visit, line in store.execute("SELECT visit, line FROM visit_change WHERE at <= ? ORDER BY number", (instant,)):
        visits[visit] = line.split("\t", 1)[1] if line else None
    return [json.loads(line) for line in visits.values() if line]


def register_at(store, instant):
    digest = store.execute("SELECT targets FROM snapshot WHERE at <= ? ORDER BY number DESC LIMIT 1",
                           (instant,)).fetchone()[0]
    targets = {}
    for line in lines_of(store, digest):
        fields = line.split("\t")
        targets[fields[0]] = {"name": fields[1], "kind": fields[2], "area": fields[5], "status": fields[13]}
    return targets


def outcomes_at(store, instant):
    """In force: the newest entry of each visit, or of each target and day."""
    store.row_factory = sqlite3.Row
    rows = [dict(row) for row in store.execute("SELECT * FROM outcome WHERE at <= ? ORDER BY entry, number", (instant,))]
    store.row_factory = None
    newest = {}
    for row in rows:
        newest[row["visit"] or (row["target"], row["date"])] = row["entry"]
    return [row for row in rows if newest[row["visit"] or (row["target"], row["date"])] == row["entry"]]


def raw(work, date):
    """What the database knew at the end of a day."""
    store = sqlite3.connect(f"file:{work.db}?mode=ro", uri=True)
    known = types.SimpleNamespace()
    instant = instant_of(date)
    known.date = date
    known.published = store.execute("SELECT min(at) FROM approval").fetchone()[0]
    frozen = visits_at(store, known.published)
    known.old, known.new = register_at(store, known.published), register_at(store, instant)
    known.visits = {visit["id"]: visit for visit in visits_at(store, instant)
                    if visit["status"] not in ("cancelled", "void")}
    known.outcomes = outcomes_at(store, instant)
    known.base = {}
    summary = json.loads(store.execute("SELECT summary FROM plan").fetchone()[0])
    for visit in frozen:
        for task in visit["tasks"]:
            known.base[task["label"], visit["target"], task["number"]] = visit["date"]
    for row in summary["unmet"]:
        known.base[row["label"], row["target"], row["number"]] = "2026-06-30"
    for (line,) in store.execute("SELECT line FROM visit_change WHERE at > ? AND at <= ? AND line <> '' ORDER BY number",
                                 (known.published, instant)):
        visit = json.loads(line.split("\t", 1)[1])
        for task in visit["tasks"]:
            key = (task["label"], visit["target"], task["number"])
            if task["stage"] == "again" and visit["status"] not in ("cancelled", "void"):
                known.base.setdefault(key, visit["date"])
    for (text,) in store.execute("SELECT summary FROM replan WHERE at > ? AND at <= ? ORDER BY number",
                                 (known.published, instant)):
        for row in json.loads(text)["unmet"]:
            if row["stage"] == "again":
                known.base.setdefault((row["label"], row["target"], row["number"]), "2026-12-31")
    store.close()
    known.done = {}
    for row in known.outcomes:
        if row["visit"] in known.visits:
            known.done.setdefault(row["visit"], []).append(row)
    known.serving = {(task["label"], visit["target"], task["number"]): visit["id"]
                     for visit in known.visits.values() for task in visit["tasks"]}
    return known


def is_open(row, date):
    return row["result"] in PROBLEMS and (not row["closed_on"] or row["closed_on"] > date)


def known_as(known, target):
    return known.old.get(target) or known.new.get(target)


def office_area(area):
    return area if area in TOWNS else ""


def rates(known, member=lambda target: True, stage=None, first="", last="9999", cut=None):
    """The counts that every rate is made of, by their definitions."""
    cut = min(cut or last, known.date)
    count = collections.Counter()
    pairs, targets, due_targets, inspected, visited, come = {}, set(), set(), set(), set(), set()
    keys = set(known.base) | set(known.serving)
    for label, target, number in sorted(keys):
        if not member(target) or (stage and not label.startswith(stage + "/")):
            continue
        key = (label, target, number)
        planned = known.base.get(key)
        rows = known.done.get(known.serving.get(key), [])
        done = bool(rows) and rows[0]["date"] <= cut
        checked = done and any(row["result"] in CHECKS for row in rows)
        if planned is None:
            come.add(target)
        else:
            targets.add(target)
            if first <= planned <= last:
                count["owed"] += 1
                pairs.setdefault((label, target), []).append(checked)
                if planned <= cut:
                    count["due"] += 1
                    count["due_done"] += done
                    due_targets.add(target)
                    if checked:
                        inspected.add(target)
        if done and rows[0]["date"] >= first:
            count["done"] += 1
            count["finished"] += not any(is_open(row, known.date) for row in rows)
            if checked:
                visited.add(target)
    if not stage:
        come |= {target for target, row in known.new.items() if row["status"] == "active" and member(target)}
    come -= targets
    gone = {target for target in targets
            if target not in known.new or known.new[target]["status"] == "closed"}
    count.update({"obligations": len(pairs), "fulfilled": sum(all(one) for one in pairs.values()),
                  "to_inspect": len(due_targets), "inspected": len(inspected), "targets": len(targets),
                  "visited": len(visited & targets), "closed_since": len(gone),
                  "closed_since_visited": len(gone & visited), "opened_since": len(come),
                  "opened_since_visited": len(come & visited)})
    count["today"] = count["targets"] - count["closed_since"] + count["opened_since"]
    count["today_visited"] = count["visited"] - count["closed_since_visited"] + count["opened_since_visited"]
    return count


COUNTS = ("owed", "due", "due_done", "obligations", "fulfilled", "to_inspect", "inspected", "done", "finished",
          "targets", "visited", "closed_since", "closed_since_visited", "opened_since", "opened_since_visited",
          "today", "today_visited")
RATES = {"plan": ("due_done", "due"), "tasks": ("fulfilled", "obligations"),
         "inspection": ("inspected", "to_inspect"), "closing": ("finished", "done"),
         "coverage": ("visited", "targets")}


def same_rates(found, expected, what):
    equal({name: found[name] for name in COUNTS}, {name: expected[name] for name in COUNTS}, what)
    equal(found["rates"], {name: [expected[number], expected[of]] for name, (number, of) in RATES.items()},
          f"{what}: rates")


def month_of(date):
    first = day(date).replace(day=1)
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    return first.isoformat(), last.isoformat()


def check_coverage(known, found):
    first, last = month_of(known.date)
    groups = [("together", found["total"], lambda target: True, None)]
    for area in found["areas"]:
        groups.append((area["code"], area,
                       lambda target, code=area["code"]: office_area(known_as(known, target)["area"]) == code, None))
    for kind in found["kinds"]:
        groups.append((kind["kind"], kind,
                       lambda target, word=kind["kind"]: known_as(known, target)["kind"] == word, None))
    for stage in found["stages"]:
        groups.append((stage["id"], stage, lambda target: True, stage["id"]))
    for name, group, member, stage in groups:
        same_rates(group["all"], rates(known, member, stage), f"{known.date}: coverage of {name}")
        same_rates(group["month"], rates(known, member, stage, first, last), f"{known.date}: month of {name}")
    for span in ("all", "month"):  # parts make the whole
        for part in ("areas", "kinds"):
            for name in ("owed", "due", "due_done", "targets", "visited", "done"):
                equal(sum(one[span][name] for one in found[part]), found["total"][span][name], f"{part} {name}")
    base = {target for _, target, _ in known.base}
    equal([row["id"] for row in found["closed_since"]],
          sorted(t for t in base if known.new.get(t, {"status": "closed"})["status"] == "closed"), "closed since")
    equal({row["id"] for row in found["opened_since"]},
          {t for t, row in known.new.items() if row["status"] == "active"} - base, "opened since")
    for item in found["items"]:
        rows = [row for row in known.outcomes if row["item"] == item["item"] and row["result"] in CHECKS]
        rows = [row for row in rows if known.new[row["target"]]["status"] == "active"]
        problems = {row["target"] for row in rows if row["result"] != "pass"}
        equal((item["checked"], item["problems"], item["last"]),
              (len({row["target"] for row in rows}), len(problems), max([row["date"] for row in rows], default="")),
              f"{known.date}: item {item['item']}")


def planned_in(known, first, last):
    """Visits of the plan on some days that are not done."""
    return sorted((visit["date"], visit["id"]) for visit in known.visits.values()
                  if visit["id"] not in known.done and first <= visit["date"] <= last)


def check_next(known, found):
    month = found["month"]
    first, last = month_of((day(month_of(known.date)[1]) + datetime.timedelta(days=1)).isoformat())
    equal((month["from"], month["to"]), (first, last), "the next month")
    expected = planned_in(known, first, last)
    equal([(row["date"], row["id"]) for row in month["list"]], expected, f"{known.date}: plan of the next month")
    equal(month["visits"], len(expected), "visits of the next month")
    for row in month["list"]:
        visit = known.visits[row["id"]]
        equal([person["id"] for person in row["people"]], [person["id"] for person in visit["people"]], "people")
        equal(row["target"]["name"], known.new[visit["target"]]["name"], "name")


def check_progress(known, found):
    same_rates(found["total"], rates(known), f"{known.date}: progress")
    sums = collections.Counter()
    for month in found["months"]:
        first, last = month["from"], month["to"]
        one = rates(known, first=first, last=last)
        by_then = rates(known, last=last)
        now = 0
        for (label, target, number), visit in known.serving.items():
            rows = known.done.get(visit)
            now += first <= (rows[0]["date"] if rows else known.visits[visit]["date"]) <= last
        sums.update({"owed": one["owed"], "done": one["done"]})
        equal({name: month[name] for name in ("planned", "due", "due_done", "done", "planned_now")},
              {"planned": one["owed"], "due": one["due"], "due_done": one["due_done"], "done": one["done"],
               "planned_now": now}, f"{known.date}: {first}")
        equal(month["so_far"], {"planned": sums["owed"], "due": by_then["due"], "due_done": by_then["due_done"],
                                "done": sums["done"]}, f"{known.date}: so far in {first}")
    for stage in found["stages"]:
        for month in stage["months"]:
            one = rates(known, stage=stage["id"], first=month["from"], last=month["to"])
            equal((month["planned"], month["due_done"], month["done"]), (one["owed"], one["due_done"], one["done"]),
                  f"{stage['id']} {month['from']}")
    equal([row["id"] for row in found["milestones"]], ["half", "all"], "milestones")
    for row in found["milestones"]:
        expected = rates(known, stage=row["stage"] or None, cut=row["date"])
        same_rates(row["rates"], expected, f"{known.date}: milestone {row['id']}")
        over = known.date >= row["date"]
        reached = (expected["fulfilled"] == expected["obligations"] and (over or expected["obligations"])
                   and (row["stage"] or expected["finished"] == expected["done"]))
        equal(row["state"], "reached" if reached else "missed" if over else "open", "state of a milestone")


def check_ranking(known, found):
    for half in found["halves"]:
        rows = []
        for area in TOWNS:
            one = rates(known, lambda target, code=area: office_area(known_as(known, target)["area"]) == code,
                        first=half["from"], last=half["to"])
            if one["to_inspect"]:
                keys = tuple(one[number] / one[of] if one[of] else -1
                             for number, of in (RATES["inspection"], RATES["coverage"], RATES["closing"]))
                rows.append((keys, area, one))
        rows.sort(key=lambda row: ([-key for key in row[0]], row[1]))
        expected = [(area, 1 + sum(other[0] > keys for other in rows)) for keys, area, _ in rows]
        equal([(row["code"], row["rank"]) for row in half["rows"]], expected, f"{known.date}: ranking")
        for row, (_, area, one) in zip(half["rows"], rows):
            same_rates(row["figures"], one, f"{known.date}: ranking of {area}")


def check_workload(known, found):
    first, _ = month_of(known.date)
    persons, crews = collections.defaultdict(collections.Counter), collections.defaultdict(collections.Counter)
    days, crew_days = collections.defaultdict(set), collections.defaultdict(set)
    for visit_id, rows in known.done.items():
        visit, date = known.visits[visit_id], rows[0]["date"]
        night = visit["start"] >= 18 * 60 or visit["start"] < 6 * 60
        for span in ("all",) + (("month",) if date >= first else ()):
            third = sum(person["seat"] == "third_party" for person in visit["people"])
            crews[visit["crew"], span].update(
                {"visits": 1, "minutes": visit["minutes"], "third_party": third, "night": night,
                 "third_party_minutes": third * visit["minutes"],
                 "led": any(person["seat"] == "lead" for person in visit["people"])})
            crew_days[visit["crew"], span].add(date)
            for person in visit["people"]:
                is_third = person["seat"] == "third_party"
                persons[person["id"], span].update(
                    {"visits": 1, "minutes": visit["minutes"], "led": person["seat"] == "lead", "night": night,
                     "third_party": is_third, "third_party_minutes": is_third * visit["minutes"]})
                days[person["id"], span].add(date)
    equal([row["id"] for row in found["persons"]], sorted({who for who, _ in persons}), "who worked")
    names = ("visits", "minutes", "led", "night", "third_party", "third_party_minutes")
    for row in found["persons"]:
        for span in ("all", "month"):
            equal([row[span][name] for name in names] + [row[span]["days"]],
                  [persons[row["id"], span][name] for name in names] + [len(days[row["id"], span])],
                  f"{known.date}: {span} of {row['id']}")
    for row in found["crews"]:
        for span in ("all", "month"):
            equal([row[span][name] for name in names] + [row[span]["days"]],
                  [crews[row["crew"], span][name] for name in names] + [len(crew_days[row["crew"], span])],
                  f"{known.date}: {span} of {row['crew']}")
    equal(found["total"]["all"]["visits"], len(known.done), "visits done")


GRAVITY = ("serious", "problem", "problem_fixed", "refused", "not_found", "closed", "pass")


def findings_of(rows, date):
    by_visit = collections.defaultdict(list)
    for row in rows:
        by_visit[row["visit"] or (row["target"], row["date"])].append(row["result"])
    worst = collections.Counter(min(results, key=GRAVITY.index) for results in by_visit.values())
    return {"visits": len(by_visit), "worst": {word: worst[word] for word in GRAVITY}, "rows": len(rows),
            "results": {word: sum(row["result"] == word for row in rows) for word in GRAVITY},
            "open": sum(is_open(row, date) for row in rows),
            "overdue": sum(is_open(row, date) and "" < row["rectify_by"] < date for row in rows),
            "points": sum(row["points"] for row in rows), "amount": sum(row["amount"] for row in rows)}


def of_group(group):
    return {name: group[name] for name in ("visits", "worst", "rows", "results", "open", "overdue", "points", "amount")}


def check_findings(known, found):
    first, _ = month_of(known.date)
    rows = [row for rows in known.done.values() for row in rows]
    date = known.date
    equal(of_group(found["total"]), findings_of(rows, date), f"{date}: findings")
    equal(of_group(found["month"]), findings_of([row for row in rows if row["date"] >= first], date), "month")
    equal(of_group(found["outside"]), findings_of([row for row in known.outcomes if not row["visit"]], date), "outside")
    for area in found["areas"]:
        equal(of_group(area), findings_of([row for row in rows
                                           if known_as(known, row["target"])["area"] == area["code"]], date), "area")
    for kind in found["kinds"]:
        equal(of_group(kind), findings_of([row for row in rows
                                           if known_as(known, row["target"])["kind"] == kind["kind"]], date), "kind")
    equal({item["item"] for item in found["items"]}, {row["item"] for row in rows}, "items")
    for item in found["items"]:
        equal(of_group(item), findings_of([row for row in rows if row["item"] == item["item"]], date), "item")

    def parts(row):
        words = row["disposal"].split(",")
        return words if words == ["correct", "recover"] else [row["disposal"]]
    equal([one["disposal"] for one in found["disposals"]], sorted({p for row in rows for p in parts(row)}), "disposals")
    for one in found["disposals"]:
        equal(of_group(one), findings_of([row for row in rows if one["disposal"] in parts(row)], date), "disposal")
    equal([row["rectify_by"] for row in found["overdue"]],
          sorted(row["rectify_by"] for row in rows if is_open(row, date) and "" < row["rectify_by"] < date), "overdue")
    lost = collections.Counter()
    for row in known.outcomes:
        lost["doctor" if row["doctor"] else "target", row["doctor"] or row["target"]] += row["points"]
    equal({(row["who"], row["id"]): row["points"] for row in found["points"]},
          {who: points for who, points in lost.items() if points}, f"{date}: points")


def check_book(known, found):
    first, _ = month_of(known.date)
    expected = sorted((rows[0]["date"], visit) for visit, rows in known.done.items() if rows[0]["date"] >= first)
    listed = found["month"]["list"]
    equal([(row["date"], row["id"]) for row in listed], expected, f"{known.date}: the working book")
    for row in listed:
        equal([(one["result"], one["item"], one["findings"], one["disposal"], one["points"], one["amount"])
               for one in row["results"]],
              [(one["result"], one["item"], one["findings"], one["disposal"], one["points"], one["amount"])
               for one in known.done[row["id"]]], "results in the book")


CHECK = {"coverage": check_coverage, "progress": check_progress, "ranking": check_ranking,
         "workload": check_workload, "findings": check_findings, "next-month": check_next, "ledger-book": check_book}


# ---- The stories ----

def every_figure_is_counted_again(options, folder):
    work, said = live(options, folder)
    closed = opened = corrected = 0
    for date in (*said, "2026-01-20", "2026-02-28", "2026-03-31", "2026-06-30"):
        known = raw(work, date)
        for kind in KINDS:
            found = json.loads(report(work, kind, date))
            equal((found["report"], found["as_of"], found["programme"]), (kind, date, "year"), "head")
            CHECK[kind](known, found)
            if kind == "coverage":
                check_next(known, {"month": found["next_month"]})
                closed = max(closed, len(found["closed_since"]))
                opened = max(opened, len(found["opened_since"]))
            corrected += kind == "findings" and found["total"]["visits"] > 0
    check(closed == 1 and opened == 1 and corrected > 3, f"nothing happened: {closed}, {opened}, {corrected}")
    for date, texts in said.items():  # the same bytes as when the day was over
        for kind, text in texts.items():
            equal(report(work, kind, date), text, f"{kind} of {date}, months later")
    work.run("report", "coverage", "year", "--as-of", "2026-07-03", status=2)
    work.run("report", "coverage", "year", "--as-of", "2026-01-04", status=1)
    work.run("report", "coverage", "nothing", status=1)


def what_is_written_harms_nobody(options, folder):
    work, _ = live(options, folder)
    for kind in KINDS:
        for lang in ("en", "zh"):
            work.lang = lang
            table = report(work, kind, "2026-05-06", form="csv").lstrip("\ufeff")
            for row in csv.reader(io.StringIO(table)):
                for cell in row:
                    check(not re.match(r"\s*[=+@\t＝＋＠]", cell) and not re.match(r"\s*-(?!\d+(\.\d+)?$)", cell),
                          f"{kind}: a cell that a spreadsheet runs: {cell!r}")
            page = report(work, kind, "2026-05-06", form="html")
            check("<script" not in page and "东<镇>" not in page and "<检查>" not in page, f"{kind}: HTML in HTML")
            text = report(work, kind, "2026-05-06", form="text")
            check(not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", text), f"{kind}: text steers a terminal")


def the_book_has_a_row_for_what_was_found(options, folder):
    """Items that say nothing but the same result share a row; nothing else does."""
    work, _ = live(options, folder)
    shared = alone = 0
    for date in ("2026-01-31", "2026-02-28", "2026-03-31", "2026-05-31"):
        wanted = []
        for visit in json.loads(report(work, "ledger-book", date))["month"]["list"]:
            plain = collections.defaultdict(list)
            for one in visit["results"]:
                if any(one[name] for name in ("findings", "disposal", "points", "amount", "rectify_by", "closed_on")):
                    wanted.append((visit["target"]["id"], one["item"]))
                    alone += 1
                else:
                    plain[one["result"]].append(one["item"])
            wanted += [(visit["target"]["id"], ", ".join(items)) for items in plain.values()]
            shared += sum(len(items) > 1 for items in plain.values())
        table = csv.reader(io.StringIO(report(work, "ledger-book", date, form="csv").lstrip("\ufeff")))
        rows = [(row[1], row[8]) for row in table if len(row) > 8 and re.match(r"2026-\d\d-\d\d$", row[0])]
        equal(sorted(rows), sorted(wanted), f"targets and items of the book on {date}")
    check(shared > 0 and alone > 0, f"{shared} rows are shared, {alone} are not")


def who_may_see_what(options, folder):
    work, _ = live(options, folder)
    for kind in ("workload", "findings", "ledger-book"):
        work.run("report", kind, "year", "--for", "public", status=2)
        work.run("report", kind, "year", "--for", "auditor")
    for kind in KINDS:
        work.run("report", kind, "year", "--for", "inspector", status=2)
    check("feed" in work.run("report", "coverage", "year", "--for", "boss", status=2).err, "no list of roles")
    for kind in ("coverage", "progress", "ranking", "next-month"):
        equal(json.loads(report(work, kind, "2026-05-06", "--for", "public"))["for"], "public", "reader")
    work.run("report", "public", "year", "--for", "public", status=2)


def hidden_visits_are_nobodys_business(options, folder):
    work = open_office(options, folder)
    policy = POLICY.replace("'year', title", "'secret', title").replace(
        "nature = 'agency_check', crew = seats { lead(1), third_party(1) }",
        "embargo = { ['until'] = before(1, 'workday', '17:00'), from = { 'planner', 'public' } },"
        " nature = 'agency_check', crew = seats { lead(1), third_party(1) }").replace("'year', what", "'secret', what")
    work.run("plan", house.write(work.folder / "secret.lua", policy.replace("id = 'year'", "id = 'secret'")))
    work.run("approve", "secret", "--by", "Li", "--accept-unmet")
    public = json.loads(work.run("report", "next-month", "secret", "--format", "json", "--for", "public").out)
    office = json.loads(work.run("report", "next-month", "secret", "--format", "json").out)
    admin = json.loads(work.run("report", "next-month", "secret", "--format", "json", "--for", "admin").out)
    equal(office["month"]["visits"], admin["month"]["visits"], "the office knows how many")
    equal((admin["hidden"], admin["month"]["visits_hidden"]), (0, 0), "the admin sees all")
    check(office["month"]["visits_hidden"] > 0, "nothing is hidden from the planner")
    hidden = ({row["id"] for row in admin["month"]["list"]} - {row["id"] for row in office["month"]["list"]})
    equal(len(hidden), office["month"]["visits_hidden"], "hidden visits")
    check(not hidden & {row["id"] for row in public["month"]["list"]} and public["hidden"] == 0, "public sees")
    shown = work.run("report", "coverage", "secret", "--format", "json", "--for", "public").out
    annual = next(stage for stage in json.loads(shown)["stages"] if stage["id"] == "annual")
    equal((annual["all"]["owed"], annual["all"]["targets"]), (0, 0), "an embargoed stage looks like an empty one")


def every_figure_of_the_documents_is_tested(options, _folder):
    text = (options.source / "docs" / "reports.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+)`", text))
    tested = "".join((options.source / "tests" / "system" / f"{name}_test.py").read_text(encoding="utf-8")
                     for name in ("reports", "report_due", "dues", "books", "notices"))
    missing = {name for name in named if not re.search(rf"\b{name}\b", tested)}
    equal(missing - {"public", "due", "rectification", "title", "v", "year", "number"}, set(),
          "figures that nobody counts again")
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| `(\w+)` ÷ `(\w+)` \|", text, re.M)
    equal({name: (number, of) for name, number, of in rows}, RATES, "formulas of the rates")


if __name__ == "__main__":
    house.main([every_figure_of_the_documents_is_tested, every_figure_is_counted_again, what_is_written_harms_nobody,
                the_book_has_a_row_for_what_was_found, who_may_see_what, hidden_visits_are_nobodys_business])
