"""Public notices of the plan, of draws and of results, and the clock that says until when results are
public: every row and figure is counted here once more from the tables that were stored, with working
days from the holiday file; corrections, withdrawals, refusals, embargoes, hostile names in every format."""
import csv
import datetime
import hashlib
import html
import io
import json
import re
import sqlite3
import zipfile

import house
from house import House, check, equal

DICE = "dice=1234561234561234561234561"
WORST = ("serious", "problem", "problem_fixed", "refused", "not_found", "closed", "pass")
RESULTS = ("pass", "problem_fixed", "problem", "serious", "closed", "refused", "not_found")
FORMS = ("text", "csv", "xlsx", "docx", "html", "json")
HOSTILE = ("=HYPERLINK(\"http://x\")", "<script>alert(1)</script>", "@SUM(A1)", "甲&乙\"'", "-1+1|cmd",
           "%s%n{{name}}", "]]><w:p/>", "+诊所")
POLICY = """
local spot_check = use 'spot_check'
local full_coverage = use 'full_coverage'
return programme {{
  id = 'cover', title = '现场检查', year = 2026, calendar = 'cn', office = '990101', seed = public_seed,
  full_coverage {{
    id = 'all', title = '全覆盖', of = targets {{ status = 'active', kind = medical }},
    window = between('2026-02-02', '2026-03-31'), times = 1, nature = 'agency_check', basis = '文件一',
    items = {{ '执业许可', '内部管理' }}, crew = seats {{ officer(2) }},
  }},
  spot_check {{
    id = 'check', title = '双随机', window = between('2026-03-02', '2026-03-31'), nature = 'enforcement',
    basis = '条例', sample = share {{ percent(5), of = targets {{ status = 'active' }},
      at_least = {{ medical = 3, pharmacy = 4 }} }},
    crew = seats {{ officer(2) }}, merge = false,
    embargo = {{ before(1, 'workday', '17:00'), from = {{ 'inspector', 'public' }} }},
  }},
  {more}
}}
"""


def workspace(options, folder, more="", now="2026-01-06T12:00:00+08:00"):
    work = House(options, folder, now="2026-01-05T09:00:00+08:00")
    work.init()
    work.import_all(work.generate("--targets", "60", "--people", "16", "--zones", "4"))
    work.file = house.write(work.folder / "policy.lua", POLICY.format(more=more))
    work.run("commit", work.file, "check", "--beacon", "dice 25")
    work.now = now
    work.run("draw", "run", "cover", "check", "--value", DICE)
    work.run("plan", work.file)
    work.run("approve", "cover", "--by", "Wang")
    work.now = "2026-03-02T08:00:00+08:00"
    work.run("replan", "cover")
    work.run("approve", "cover", "--by", "Wang", status=None)
    return work


def visit(work, until):
    """Stores a result of every visit up to a day, one after the other of all kinds."""
    rows = sorted((one for one in work.plan_json("cover", into="all")["visits"]
                   if one["date"] <= until and one["status"] == "published"),
                  key=lambda one: (one["date"], one["id"]))
    lines = ["visit,result,item,points,disposal"]
    for number, one in enumerate(rows):
        result = RESULTS[number % len(RESULTS)]
        lines.append(f"{one['id']},{result},,,")
    work.run("import", "outcomes", house.write(work.folder / "outcomes.csv", "\n".join(lines) + "\n"))
    return rows


def notice(work, *words, form="json", of="results"):
    said = work.run("report", "public", "cover", "--notice", of, "--format", form, *words).out
    return json.loads(said) if form == "json" else said


def after(date, count, off):
    """So many working days after a day."""
    day = datetime.date.fromisoformat(date)
    while count:
        day += datetime.timedelta(days=1)
        count -= house.is_workday(day.isoformat(), off)
    return day.isoformat()


def stored(work, until=None):
    """By visit what its outcomes in force say, from the table alone: (target, day, worst result)."""
    with sqlite3.connect(work.db) as base:
        rows = list(base.execute("SELECT visit, target, date, result, entry FROM outcome "
                                 "WHERE visit <> '' AND (?1 IS NULL OR at <= ?1)", (until,)))
    base.close()
    found = {}
    for one in rows:
        newest = max(row[4] for row in rows if row[0] == one[0])
        if one[4] == newest:
            target, date, worst = found.get(one[0], (one[1], one[2], "pass"))
            found[one[0]] = (target, date, min(worst, one[3], key=WORST.index))
    return found


def said_rows(found):
    return {row["visit"]: (row["target"], row["date"], row["result"]) for row in found["rows"]
            if not row["struck"]}


def results_are_what_is_stored(options, folder):
    work = workspace(options, folder)
    work.now = "2026-03-04T18:00:00+08:00"
    rows = visit(work, "2026-03-04")
    names = {row["机构编码"]: row["机构名称"] for row in house.read_csv(folder / "register" / "targets.csv")}
    found = notice(work)
    equal((found["number"], found["draft"], found["on"]), (0, True, "2026-03-04"), "a draft")
    equal(said_rows(found), stored(work), "rows")
    equal(len(found["rows"]), len(rows), "how many")
    equal([(row["date"], row["target"]) for row in found["rows"]],
          sorted((row["date"], row["target"]) for row in found["rows"]), "order")
    for row in found["rows"]:
        equal(row["target_name"], names[row["target"]], "name")
    for result in RESULTS:
        equal(found["counts"][result], sum(row[2] == result for row in stored(work).values()), result)
    equal(found["count"], len(rows), "count")
    equal((found["from"], found["to"]), (rows[0]["date"], rows[-1]["date"]), "days")
    stages = {task["stage"] for one in rows for task in one["tasks"]}
    check(stages == {"all", "check"}, f"both stages have results: {stages}")
    equal(found["basis"], "文件一; 条例", "legal bases")
    people = {row["人员编号"] for row in house.read_csv(folder / "register" / "inspectors.csv")}
    for form in ("text", "csv", "html", "json"):
        text = notice(work, form=form)
        text = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
        equal([person for person in people if person in text], [], f"people in the notice as {form}")


def due(work, *words):
    found = json.loads(work.run("report", "due", "cover", "--format", "json", *words).out)
    return [item for item in found["items"] if item["what"] == "public"], found


def the_clock(options, folder):
    work = workspace(options, folder)
    work.now = "2026-03-04T18:00:00+08:00"
    rows = visit(work, "2026-03-04")
    off = house.days_off(options.source)
    ends = {one["id"]: one["end_date"] for one in rows}
    items, _ = due(work)
    equal({item["id"].split("/")[2]: item["date"] for item in items},
          {one: after(end, 20, off) for one, end in ends.items()}, "days")
    equal({item["id"].split("/")[1] for item in items}, {item["date"] for item in items}, "ids")
    check(all(item["from"] for item in items), "an owner")
    first = min(item["date"] for item in items)
    work.now = f"{first}T12:00:00+08:00"
    before = sum(one["date"] == rows[0]["date"] for one in rows)
    listed = json.loads(work.run("due", "list", "cover", "--json").out)["due"]
    equal(sum(item["date"] == first for item in listed), before, "due today")
    table = work.run("due", "list", "cover", "--lang", "en").out
    lines = [line for line in table.splitlines() if f"publication/{first}" in line]
    equal(len(lines), 1, "results of one day are one row")
    check(f"{before} results" in lines[0], "how many they are")
    work.run("due", "done", listed[0]["id"], status=3)  # what is public is said row by row
    month = work.run("publish", "results", "cover", "--by", "王", "--window",
                     f"{rows[0]['date']}..{rows[0]['date']}", "--json").out
    equal(json.loads(month)["results"], before, "a window")
    items, whole = due(work)
    states = {}
    for item in items:
        states.setdefault(item["state"], []).append(item)
    equal(len(states["on_time"]), before, "on their day")
    late = next(rule for rule in whole["rules"] if rule["rule"] == "publication")
    equal((late["on_time"], late["missing"], late["due"]), (before, 0, before), "sums")
    last = max(item["date"] for item in items)
    work.now = after(last, 2, off) + "T12:00:00+08:00"
    missing = [item for item in due(work)[0] if item["state"] == "missing"]
    equal(len(missing), len(rows) - before, "missing")
    answer = json.loads(work.run("publish", "results", "cover", "--by", "王", "--dry-run", "--json").out)
    equal((answer["results"], answer["waiting"]), (len(missing), 0), "a dry run")
    work.run("report", "due", "cover", "--check", status=1)
    work.run("publish", "results", "cover", "--by", "王")
    equal({item["state"] for item in due(work)[0]}, {"on_time", "late"}, "at the end")
    work.run("settings", "publication_days=0")
    equal(due(work)[0], [], "no clock")
    work.run("settings", "publication_days=5")
    equal({item["date"] for item in due(work)[0]}, {after(end, 5, off) for end in ends.values()}, "5 days")


def nothing_is_published_twice(options, folder):
    work = workspace(options, folder)
    work.now = "2026-03-04T18:00:00+08:00"
    rows = visit(work, "2026-03-04")
    draft = notice(work)
    work.run("publish", "results", "cover", status=2)  # by whom
    work.run("publish", "results", "cover", "--by", "王", "--on", "2026-03-05", status=2)
    work.run("publish", "results", "cover", "--by", "王", "--dry-run")
    equal(json.loads(work.run("publish", "list", "cover", "--json").out), {"notices": []}, "a dry run")
    first = json.loads(work.run("publish", "results", "cover", "--by", "王", "--json").out)
    equal((first["notice"], first["results"], first["corrections"]), (1, len(rows), 0), "the first")
    again = json.loads(work.run("publish", "results", "cover", "--by", "王", "--json").out)
    equal((again["notice"], again["results"], again["rows"]), (0, 0, []), "once more")
    published = notice(work, "--number", "1")
    for row in published["rows"]:
        equal(row["date_text"], "/".join(part.lstrip("0") for part in row["date"].split("-")), "the day in words")
    equal(said_rows(published), said_rows(draft), "what was published is what the draft said")
    equal((published["number"], published["draft"]), (1, False), "no draft")
    equal(notice(work)["rows"], [], "nothing waits")
    texts = {form: notice(work, "--number", "1", form=form) for form in ("text", "csv", "html", "json")}

    wrong, kept = rows[3], rows[0]
    work.now = "2026-03-06T10:00:00+08:00"
    was = stored(work)[wrong["id"]]
    work.run("outcome", "--visit", wrong["id"], "--result", "pass", "--correct", "--reason", "复核无误")
    work.run("outcome", "--visit", rows[2]["id"], "--result", stored(work)[rows[2]["id"]][2], "--points", "2",
             "--correct", "--reason", "扣分")  # what nobody reads is no correction
    after_it = notice(work)
    equal([(row["visit"], row["result"], row["struck"], row["act"], row["notice"]) for row in after_it["rows"]],
          [(wrong["id"], was[2], True, "result", 1), (wrong["id"], "pass", False, "correction", 2)],
          "the old row crossed out, the new one")
    owed = [item for item in due(work)[0] if item["state"] not in ("early", "on_time", "late")]
    off = house.days_off(options.source)
    equal([(item["id"].split("/", 2)[2], item["date"]) for item in owed],
          [(f"{wrong['id']}/2", after("2026-03-06", 20, off))], "owed once more")
    work.run("publish", "results", "cover", "--by", "王", "--on", "2026-03-03", status=1)  # days go forward
    second = json.loads(work.run("publish", "results", "cover", "--by", "李", "--json").out)
    equal((second["notice"], second["results"], second["corrections"]), (2, 0, 1), "the second")
    check(all(item["received"] for item in due(work)[0]), "nothing is owed")
    old = next(row for row in notice(work, "--number", "1")["rows"] if row["visit"] == wrong["id"])
    equal((old["struck"], old["replaced_by"], old["result"]), (True, 2, was[2]), "in the first notice")
    for form, text in texts.items():
        equal(notice(work, "--number", "1", "--as-of", "2026-03-04", form=form), text, f"{form} of that day")

    work.run("publish", "withdraw", "cover", kept["id"], "--by", "王", status=2)  # why
    work.run("publish", "withdraw", "cover", "v0", "--reason", "x", "--by", "王", status=1)
    work.run("publish", "withdraw", "cover", kept["id"], "--reason", "电话13812345678", "--by", "王", status=3)
    work.run("publish", "withdraw", "cover", kept["id"], "--reason", "对象登记有误", "--by", "王")
    work.run("publish", "withdraw", "cover", kept["id"], "--reason", "再次", "--by", "王", status=1)
    gone = notice(work, "--number", "3")
    equal([(row["visit"], row["struck"], row["act"]) for row in gone["rows"]], [(kept["id"], True, "result")],
          "withdrawn")
    check("对象登记有误" in gone["rows"][0]["remark"], "why")
    whole = notice(work, "--number", "all")
    standing = {key: row for key, row in stored(work).items() if key != kept["id"]}
    equal(said_rows(whole), standing, "all that stands")
    equal(sum(row["struck"] for row in whole["rows"]), 2, "crossed out")
    equal(notice(work)["rows"], [], "it does not come up again")
    work.run("outcome", "--visit", kept["id"], "--result", "problem", "--correct", "--reason", "更正")
    equal([(row["visit"], row["act"]) for row in notice(work)["rows"]], [(kept["id"], "correction")],
          "but when it is corrected")
    notices = json.loads(work.run("publish", "list", "cover", "--json").out)["notices"]
    equal([(one["notice"], one["results"], one["corrections"], one["withdrawn"], one["by"]) for one in notices],
          [(1, len(rows), 0, 0, "王"), (2, 0, 1, 0, "李"), (3, 0, 0, 1, "王")], "the list")
    work.run("report", "public", "cover", "--notice", "results", "--number", "9", status=1)
    work.run("ledger", "verify")
    with sqlite3.connect(work.db) as base:
        base.execute("DROP TRIGGER fact_is_not_changed")
        base.execute("UPDATE fact SET body = replace(body, 'refused', 'pass') WHERE kind = 'publication'")
    base.close()
    check("publication" in work.run("ledger", "verify", status=1).out, "a changed row is named")


def sealed_visits_wait(options, folder):
    """What an embargo hides is in no notice, and its clock begins when the embargo ends."""
    work = workspace(options, folder, more="""
  full_coverage { id = 'secret', title = '暗访', of = targets { status = 'active', kind = 'pharmacy' },
    window = between('2026-03-02', '2026-03-31'), times = 1, nature = 'agency_check', basis = '密件',
    crew = seats { officer(2) }, merge = false, embargo = { ['until'] = '2026-03-27', from = { 'public' } } },""")
    work.now = "2026-03-05T18:00:00+08:00"
    visit(work, "2026-03-05")
    plan = work.plan_json("cover", into="all")["visits"]
    secret = {one["id"] for one in plan if one["tasks"][0]["stage"] == "secret"}
    done = secret & set(stored(work))
    check(done, "a secret visit is done")
    found = notice(work)
    equal(set(said_rows(found)) & secret, set(), "hidden visits in the notice")
    check("密件" not in json.dumps(found, ensure_ascii=False), "the basis of a hidden stage")
    equal(set(said_rows(found)), set(stored(work)) - secret, "the others")
    equal([item for item in due(work)[0] if item["id"].split("/")[2] in secret], [], "not owed yet")
    published = json.loads(work.run("publish", "results", "cover", "--by", "王", "--json").out)
    equal({row["visit"] for row in published["rows"]} & secret, set(), "published too early")
    work.now = "2026-03-27T09:00:00+08:00"
    equal(set(said_rows(notice(work))), done, "after the embargo")
    off = house.days_off(options.source)
    equal({item["date"] for item in due(work)[0] if item["id"].split("/")[2] in secret},
          {after("2026-03-27", 20, off)}, "the clock begins with the end of the embargo")
    check("密件" in notice(work)["basis"], "its basis then")


def a_policy_s_own_clock(options, folder):
    work = workspace(options, folder, more="""reports = { due { id = 'results', title = '结果公示', what = 'public',
    window = between('2026-01-01', '2026-12-31'), from = '稽核科', to = '社会',
    since = { kind = 'visited', of = 'all', to = after(7, 'workday') } } },""")
    work.now = "2026-03-04T18:00:00+08:00"
    rows = visit(work, "2026-03-04")
    off = house.days_off(options.source)
    checks = {key for key, row in stored(work).items() if row[2] in WORST[:3] + ("pass",)}
    meant = {one["id"]: after(one["end_date"], 7, off) for one in rows
             if one["id"] in checks and one["tasks"][0]["stage"] == "all"}
    items, _ = due(work)
    equal({item["id"].split("/")[2]: item["date"] for item in items}, meant, "its own days and stage")
    equal({(item["from"], item["to"], item["rule"]) for item in items}, {("稽核科", "社会", "results")}, "its owner")
    work.run("publish", "results", "cover", "--by", "王")
    check(all(item["received"] == "2026-03-04" for item in due(work)[0]), "published")


def draws_say_how_to_check_them(options, folder):
    work = workspace(options, folder)
    hidden = notice(work, of="draw")
    equal((hidden["draws"][0]["state"], hidden["draws"][0]["hidden"], "targets" in hidden["draws"][0]),
          ("drawn", True, False), "withheld")
    work.now = "2026-04-01T09:00:00+08:00"
    found = notice(work, of="draw")["draws"][0]
    work.run("export", "record", "cover", "-o", folder / "records")
    record = json.loads((folder / "records" / "cover_check_targets.record.json").read_text(encoding="utf-8"))
    commit = record["commit"]
    equal("\n".join(found["commit_lines"]) + "\n", commit, "the commitment")
    equal(found["commit"], hashlib.sha256(commit.encode()).hexdigest(), "its digest")
    equal([row["id"] for row in found["targets"]],
          [one for stratum in record["result"]["selected"].values() for one in stratum], "what was drawn")
    equal((found["seed"], found["record"]), (record["result"]["seed"], "cover_check_targets.record.json"), "seed")
    equal([beacon["name"] for beacon in found["beacons"]], ["dice 25"], "what was named beforehand")
    equal([beacon["value"] for beacon in found["beacons"]], [beacon["value"] for beacon in record["beacons"]],
          "and what it gave")
    lines = commit.split("\n")
    equal(f"{found['urn']} {found['urn_digest']}", lines[3], "the list's digest")
    names = {row["机构编码"]: row["机构名称"] for row in house.read_csv(folder / "register" / "targets.csv")}
    for row in found["targets"]:
        equal(row["name"], names[row["id"]], "name")
    whole = notice(work, of="draw")
    with sqlite3.connect(work.db) as base:
        size = base.execute("SELECT count(*) FROM ledger").fetchone()[0]
    base.close()
    ledger = whole["ledger"]
    equal(ledger["size"], size, "entries")
    equal("\n".join(ledger["checkpoint"]), work.run("ledger", "checkpoint").out.rstrip("\n"), "the head")
    equal(ledger["key"], work.run("ledger", "checkpoint", "--print-key").out.strip(), "the key")
    before = notice(work, "--as-of", "2026-03-31", of="draw")
    work.run("settings", "draft_days=4")
    equal(notice(work, "--as-of", "2026-03-31", of="draw"), before, "a day that is over")
    work.run("report", "public", "cover", "--notice", "draw", "--draw", "nope", status=1)
    equal(len(notice(work, "--draw", found["draw"], of="draw")["draws"]), 1, "one draw")
    text, ledger = notice(work, of="draw", form="text"), notice(work, of="draw")["ledger"]
    for word in (found["commit"], found["seed"], ledger["root"], ledger["key"]):
        check(word in text, f"{word} is in the letter")


def the_plan(options, folder):
    work = workspace(options, folder)
    rows = house.read_csv(folder / "register" / "targets.csv")
    active = [row for row in rows if row["状态"] == "正常"]
    medical = [row for row in active if "药店" not in row["机构类型"]]
    work.run("settings", "cap_enforcement=2")
    found = notice(work, of="plan")
    equal([(row["matter"], row["basis"], row["from"], row["to"], row["times"]) for row in found["rows"]],
          [("全覆盖", "文件一", "2026-02-02", "2026-03-31", "1"),
           ("双随机", "条例", "2026-03-02", "2026-03-31", "1")], "rows")
    check(f"({len(medical)})" in found["rows"][0]["targets"], f"how many: {found['rows'][0]['targets']}")
    check(f"({len(active)})" in found["rows"][1]["targets"], f"of how many: {found['rows'][1]['targets']}")
    check("5%" in found["rows"][1]["targets"] and "pharmacy 4" in found["rows"][1]["targets"], "what share")
    equal((found["approved"], found["cap_enforcement"]), ("2026-01-06", 2), "approved")
    equal((found["provisional"], found["cap_agency_check"]), (False, 0), "the rest")
    work.run("export", "csv", "cover", "-o", folder / "csv")
    table = house.read_csv(folder / "csv" / "inspection-plan.csv")
    equal([row["targets and number"] for row in table], [row["targets"] for row in found["rows"]],
          "the table that is exported")
    fresh = House(options, folder / "draft")
    fresh.init()
    fresh.import_all(fresh.generate("--targets", "20", "--people", "8", "--zones", "2"))
    fresh.run("plan", house.write(folder / "draft" / "p.lua", POLICY.format(more="").replace(
        "seed = public_seed,", "")))
    fresh.run("report", "public", "cover", "--notice", "plan", status=1)  # a draft


def sheets(data):
    """All texts of a packed file, its markup resolved."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return html.unescape(re.sub("<[^>]+>", "\n", "".join(
            book.read(name).decode("utf-8") for name in sorted(book.namelist()) if name.endswith(".xml"))))


def hostile_names(options, folder):
    work = workspace(options, folder)
    work.now = "2026-03-04T18:00:00+08:00"
    rows = visit(work, "2026-03-04")
    for one, name in zip(rows, HOSTILE):
        work.run("register", "set", one["target"], f"name={name}", "--reason", "x")
    work.run("publish", "results", "cover", "--by", "<b>=王")
    work.run("publish", "withdraw", "cover", rows[0]["id"], "--reason", "=1+1<i>", "--by", "@x")
    for words in ((), ("--number", "1"), ("--number", "all")):
        for form in FORMS:
            file = folder / f"out{len(words)}{words[-1] if words else ''}.{form}"
            work.run("report", "public", "cover", "--notice", "results", *words, "--format", form, "-o", file)
            if not words:
                continue
            data = file.read_bytes()
            if form in ("xlsx", "docx"):
                text = sheets(data)
                check(form == "docx" or "<f>" not in text, "a formula")
            else:
                text = html.unescape(data.decode("utf-8"))
            if form == "html":
                check("<script>" not in data.decode("utf-8") and "<b>" not in data.decode("utf-8"), "markup")
            if form == "csv":
                cells = [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in row]
                check(not any(cell.startswith(tuple("=+-@")) for cell in cells), f"a formula: {cells}")
                text = "\n".join(cells)
            if form == "json":
                text = "\n".join(row["target_name"] for row in json.loads(text)["rows"])
            names = [name for name in HOSTILE if name not in text]
            equal(names, [], f"names that {form} lost")
    for form in ("xlsx", "html", "docx"):
        data = (folder / f"out2all.{form}").read_bytes()
        struck = {"xlsx": "<strike", "html": "class=struck", "docx": "<w:strike/>"}[form]
        whole = data.decode("utf-8") if form == "html" else "".join(
            zipfile.ZipFile(io.BytesIO(data)).read(name).decode("utf-8")
            for name in zipfile.ZipFile(io.BytesIO(data)).namelist())
        check(struck in whole, f"nothing is crossed out as {form}")


def calendars_and_drafts(options, folder):
    work = workspace(options, folder)
    work.now = "2026-03-04T18:00:00+08:00"
    rows = visit(work, "2026-03-04")
    items, _ = due(work)
    work.now = min(item["date"] for item in items) + "T09:00:00+08:00"
    work.run("export", "ics", "cover", "--by", "office", "-o", folder / "ics")
    file = folder / "ics" / "office" / "990101.ics"
    entries = [one for one in house.events(file) if "publication of results" in one.get("SUMMARY", "")]
    days = sorted({item["date"] for item in items})
    equal(sorted(one["DTSTART"] for one in entries if one["SUMMARY"].startswith("Due")),
          [day.replace("-", "") for day in days], "one entry for each day")
    uids = {one["DTSTART"]: one["UID"] for one in entries if one["SUMMARY"].startswith("Due")}
    first = sum(item["date"] == days[0] for item in items)
    check(any(f"({first})" in one["SUMMARY"] for one in entries), f"how many: {entries[0]}")
    drafts = json.loads(work.run("due", "draft", "cover", "-o", folder / "drafts", "--json").out)["drafts"]
    mine = [one for one in drafts if one["what"] == "public"]
    equal(len(mine), 1, "one notice for all that wait")
    equal(sorted(path.name for path in (folder / "drafts").iterdir() if "publication" in path.name),
          [f"{days[0]}_publication_public.docx", f"{days[0]}_publication_public.xlsx"], "its files")
    text = sheets((folder / "drafts" / f"{days[0]}_publication_public.docx").read_bytes())
    equal([one["target"] for one in rows if one["target"] not in text], [], "all results are in it")
    work.run("publish", "results", "cover", "--by", "王")
    work.run("export", "ics", "cover", "--by", "office", "-o", folder / "ics2")
    later = [one for one in house.events(folder / "ics2" / "office" / "990101.ics")
             if one.get("UID") in uids.values()]
    equal(len(later), len(days), "the same entries")
    check(all("Published" in one["DESCRIPTION"] for one in later), "what was published")
    equal(json.loads(work.run("due", "draft", "cover", "-o", folder / "none", "--json").out)["drafts"], [],
          "nothing is drafted any more")


if __name__ == "__main__":
    house.main([results_are_what_is_stored, the_clock, nothing_is_published_twice, sealed_visits_wait,
                a_policy_s_own_clock, draws_say_how_to_check_them, the_plan, hostile_names,
                calendars_and_drafts])
