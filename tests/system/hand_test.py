"""Changes by hand: what breaks a rule is refused with its name and changes nothing; what is stored
reaches calendars as a later version, the ledger, and every replan after it."""
import csv
import datetime
import json
import zipfile
from xml.sax.saxutils import escape

import house
from house import House, check, equal

PROGRAMME = "example-county-2026"
NOW = "2026-02-27T18:00:00+08:00"
FIRST = "2026-03-02"


def planned(options, folder, approve=True):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "160", "--people", "10", "--zones", "8"))
    work.run("plan", work.policy())
    if approve:
        work.run("approve", PROGRAMME, "--by", "科长")
    work.now = NOW
    return work


def listed(work, *words):
    return json.loads(work.run("--json", "visit", "list", *words).out)


def ahead(work):
    visits = listed(work, "--from", FIRST)
    check(len(visits) > 50, f"{len(visits)} visits lie ahead")
    return visits


def one(work, visit):
    found = [row for row in listed(work) if row["id"] == visit]
    equal(len(found), 1, f"visits {visit}")
    return found[0]


def next_workday(source, date, off=()):
    days = house.days_off(source)
    day = datetime.date.fromisoformat(date)
    while True:
        day += datetime.timedelta(days=1)
        if house.is_workday(day.isoformat(), days) and day.isoformat() not in off:
            return day.isoformat()


def free_day(work, options, crew, after):
    """A working day on which the crew has nothing to do."""
    busy = {row["date"] for row in listed(work, "--crew", crew)}
    return next_workday(options.source, after, busy)


def events(work, folder):
    work.run("export", "ics", "--by", "crew", "-o", folder)
    found = {}
    for path in sorted(folder.rglob("*.ics")):
        for entry in house.events(path):
            found[entry["UID"]] = entry
    return found


def refused(work, *words, status=1, says=()):
    """Nothing is stored, and every word of says is in the error."""
    before = listed(work)
    done = work.run("visit", *words, "--reason", "试", status=status)
    for text in says:
        check(text in done.err, f"'{text}' is not said:\n{done}")
    equal(listed(work), before, "the visits after a refusal")
    return done


def a_move_reaches_calendars_and_stays(options, folder):
    work = planned(options, folder)
    visit = ahead(work)[0]
    before = events(work, folder / "before")
    day = free_day(work, options, visit["crew"], visit["date"])
    work.run("visit", "move", visit["id"], "--to", day, "--reason", "x", "--dry-run")
    equal(one(work, visit["id"]), visit, "after a dry run")
    done = json.loads(work.run("--json", "visit", "move", visit["id"], "--to", day, "--at",
                               "13:30", "--reason", "局长要求").out)
    equal(done["stored"], True, "stored")
    equal(done["effects"][0]["before"]["date"], visit["date"], "before")
    moved = one(work, visit["id"])
    equal((moved["date"], moved["start"], moved["pinned"], moved["reason"]),
          (day, "13:30", True, "局长要求"), "the moved visit")
    after = events(work, folder / "after")
    equal(set(after), set(before), "entries")
    changed = [uid for uid in before if before[uid] != after[uid]]
    equal(len(changed), 1, "entries that differ")
    check(int(after[changed[0]]["SEQUENCE"]) > int(before[changed[0]]["SEQUENCE"]), "SEQUENCE")
    equal(after[changed[0]]["DTSTART"][:8], day.replace("-", ""), "DTSTART")
    work.run("ledger", "verify")
    shown = work.run("--json", "ledger", "show").out.splitlines()[-1]
    check("xuncha-replan-v1" in shown, f"the last entry: {shown}")
    work.run("replan", PROGRAMME, "--as-of", FIRST)
    equal(one(work, visit["id"]), moved, "after a replan")
    work.run("doctor")


def hard_rules_are_named(options, folder):
    work = planned(options, folder)
    visits = ahead(work)
    visit = visits[0]
    move = ("move", visit["id"])
    refused(work, *move, "--to", "2026-04-06", says=["2026-04-06 is not a working day",
                                                     "would keep every rule"])
    refused(work, *move, "--to", "2027-01-05", status=None, says=["2027"])
    refused(work, *move, "--to", "2026-12-30", says=["window"])
    refused(work, *move, "--to", "2026-02-26", status=3, says=["2026-02-26 has passed"])
    refused(work, *move, "--at", "12:30", says=["office hours"])
    refused(work, *move, "--at", "09:10", says=["quarter"])
    other = next(row for row in visits if row["crew"] == visit["crew"]
                 and row["date"] != visit["date"])
    refused(work, *move, "--to", other["date"], "--at", other["start"], says=["two places"])
    person = visit["people"][0]["id"]
    day = free_day(work, options, visit["crew"], visit["date"])
    work.run("import", "absences", house.write(
        folder / "away.csv", f"person,from,to,reason\n{person},{day},{day},假\n"))
    refused(work, *move, "--to", day, says=[f"{person} is away on {day}"])
    stranger = next(one["id"] for row in visits for one in row["people"]
                    if row["crew"] != visit["crew"] and one["seat"] == "officer")
    work.run("import", "relations", house.write(
        folder / "barred.csv", f"person,target,reason\n{stranger},{visit['target']},亲属\n"))
    lead = visit["people"][0]["id"]
    refused(work, *move, "--people", f"{lead},{stranger}",
            says=[f"{stranger} is barred from {visit['target']}"])
    refused(work, *move, "--people", lead, says=["two officers", "seats"])
    work.run("register", "set", lead, "per_day=1", "--reason", "试")
    crowded = next(row for row in visits if row["crew"] == visit["crew"]
                   and row["date"] not in (visit["date"], day))
    refused(work, *move, "--to", crowded["date"], says=[f"{lead} makes more than 1"])


def hours_that_passed_are_not_given_again(options, folder):
    """Not by hand, and not by a replan after work, which begins with the next day."""
    work = planned(options, folder)
    visit = ahead(work)[0]
    day = free_day(work, options, visit["crew"], FIRST)
    work.now = f"{day}T10:05:00+08:00"
    move = ("move", visit["id"], "--to", day)
    refused(work, *move, "--at", "09:00", status=3, says=[f"{day} 09:00 has passed"])
    done = json.loads(work.run("--json", "visit", *move, "--reason", "试", "--dry-run").out)
    check(done["effects"][0]["after"]["start"] > "10:05", f"the first free time: {done}")
    later = next(row for row in listed(work) if row["date"] > day)
    during = json.loads(work.run("--json", "replan", PROGRAMME, "--dry-run").out)
    equal(during["as_of"], day, "the first day in office hours")
    work.now = f"{day}T17:00:00+08:00"
    refused(work, "move", later["id"], "--to", day, status=3, says=["has passed"])
    after = json.loads(work.run("--json", "replan", PROGRAMME, "--dry-run").out)
    check(after["as_of"] > day, f"the first day after work: {after['as_of']}")


def what_was_wrong_before_does_not_count(options, folder):
    """Somebody is away from a visit; its hour can be moved all the same."""
    work = planned(options, folder)
    visit = next(row for row in ahead(work) if row["start"] == "09:00" and row["end"] <= "10:30")
    person = visit["people"][0]["id"]
    work.run("import", "absences", house.write(
        folder / "away.csv", f"person,from,to,reason\n{person},{visit['date']},"
        f"{visit['date']},假\n"))
    work.run("visit", "move", visit["id"], "--at", "15:30", "--reason", "试", "--dry-run",
             status=None)
    rule = f"{person} is away on {visit['date']}"
    for words in (("--dry-run",), ()):
        done = work.run("visit", "pin", visit["id"], "--reason", "试", *words)
        check(f"Warning: {visit['id']} breaks a rule where it stands" in done.out and
              rule in done.out, f"the rule is not named:\n{done}")
    said = json.loads(work.run("--json", "visit", "pin", visit["id"], "--reason", "试").out)
    equal([(row["visit"], rule in row["message"]) for row in said["warnings"]],
          [(visit["id"], True)], "warnings")
    equal((said["stored"], one(work, visit["id"])["pinned"]), (True, True), "pinned all the same")
    done = work.run("visit", "pin", visit["id"], "--off", "--reason", "试")
    check("Warning" not in done.out, f"a replan may mend it:\n{done}")
    sound = next(row for row in ahead(work) if row["date"] != visit["date"])
    done = work.run("visit", "pin", sound["id"], "--reason", "试")
    check("Warning" not in done.out, f"it breaks no rule:\n{done}")


def a_replan_counts_what_lies_ahead(options, folder):
    """Pinned visits too, and the day that became a holiday is called one."""
    work = planned(options, folder)
    visits = ahead(work)
    work.run("visit", "pin", visits[0]["id"], "--reason", "试")
    said = work.run("replan", PROGRAMME, "--as-of", FIRST).out
    check(f"all {len(visits)} visits that lie ahead stay" in said, said)
    work.run("import", "calendar", house.write(folder / "day.csv",
                                               f"date,kind,name\n{visits[9]['date']},休,本局开放日\n"))
    said = work.run("replan", PROGRAMME, "--as-of", FIRST).out
    check(f" of {len(visits)} visits that lie ahead move" in said, said)
    check(f"{visits[9]['date']} has become a public holiday (本局开放日)." in said, said)


def cancelled_stays_visible_and_is_not_planned_again(options, folder):
    work = planned(options, folder)
    visit = ahead(work)[0]
    before = events(work, folder / "before")
    work.run("visit", "cancel", visit["id"], "--reason", "机构停业装修")
    after = events(work, folder / "after")
    changed = [uid for uid in before if before[uid] != after[uid]]
    equal(len(changed), 1, "entries that differ")
    entry = after[changed[0]]
    equal(entry["STATUS"], "CANCELLED", "STATUS")
    equal(entry["TRANSP"], "TRANSPARENT", "TRANSP")
    check(entry["SUMMARY"].startswith("Cancelled: "), entry["SUMMARY"])
    check(int(entry["SEQUENCE"]) > int(before[changed[0]]["SEQUENCE"]), "SEQUENCE")
    done = json.loads(work.run("--json", "replan", PROGRAMME, "--as-of", FIRST).out)
    equal((done["changes"]["added"], done["moved"]), (0, []), "what a replan adds and moves")
    equal([row["status"] for row in listed(work, "--target", visit["target"])], ["cancelled"],
          "its visits")
    refused(work, "cancel", visit["id"], status=3, says=["was cancelled"])
    work.now = "2026-03-28T18:00:00+08:00"
    check(changed[0] in events(work, folder / "month"), "it is forgotten too early")
    work.now = "2026-03-30T18:00:00+08:00"
    check(changed[0] not in events(work, folder / "later"), "it is not forgotten")
    work.run("settings", "cancelled_days=60")
    check(changed[0] in events(work, folder / "longer"), "the setting changes nothing")
    work.run("ledger", "verify")


def a_cancelled_draft_goes(options, folder):
    work = planned(options, folder, approve=False)
    visit = ahead(work)[0]
    work.run("visit", "cancel", visit["id"], "--reason", "不查")
    work.run("replan", PROGRAMME, "--as-of", FIRST)
    equal([row["status"] for row in listed(work, "--target", visit["target"])], ["void"],
          "its visits")
    work.run("approve", PROGRAMME, "--by", "科长")
    check(visit["target"] not in (row["target"] for row in listed(work)
                                  if row["status"] == "published"), "it is published")


def swap_pin_and_add(options, folder):
    work = planned(options, folder)
    visits = ahead(work)
    first = visits[0]
    second = next(row for row in visits if row["crew"] == first["crew"]
                  and row["date"] != first["date"])
    work.run("visit", "swap", first["id"], second["id"], "--reason", "对调")
    equal((one(work, first["id"])["date"], one(work, second["id"])["date"]),
          (second["date"], first["date"]), "dates")
    refused(work, "swap", first["id"], first["id"], status=3, says=["itself"])
    third = visits[5]
    work.run("visit", "pin", third["id"], "--reason", "已约好")
    equal(one(work, third["id"])["pinned"], True, "pinned")
    work.run("visit", "pin", third["id"], "--off", "--reason", "取消")
    equal(one(work, third["id"])["pinned"], False, "pinned")
    day = free_day(work, options, first["crew"], first["date"])
    target = visits[8]["target"]
    work.run("visit", "add", target, "--stage", "annual", "--on", day, "--crew", first["crew"],
             "--reason", "投诉")
    added = [row for row in listed(work, "--target", target) if row["date"] == day]
    equal([(row["status"], row["pinned"], row["crew"]) for row in added],
          [("published", True, first["crew"])], "the added visit")
    work.run("replan", PROGRAMME, "--as-of", FIRST)
    equal([row for row in listed(work, "--target", target) if row["date"] == day], added,
          "after a replan")
    work.run("ledger", "verify")
    work.run("doctor")


def bad_input(options, folder):
    work = planned(options, folder)
    visits = ahead(work)
    visit = visits[0]["id"]
    refused(work, "move", "nonesuch", "--to", "2026-03-20", status=3, says=["nonesuch"])
    refused(work, "move", visit, "--to", "tomorrow", status=2)
    refused(work, "move", visit, status=2, says=["where to"])
    refused(work, "move", visit, "--crew", "990101-1", status=3, says=["did you mean 990101-"])
    refused(work, "move", visit, "--people", "没有人", status=3, says=["没有人"])
    refused(work, "move", visit, "--at", "25:00", status=2)
    refused(work, "add", "nonesuch", "--stage", "annual", "--on", "2026-03-20", "--crew",
            "990101-01", status=3, says=["nonesuch"])
    refused(work, "add", visits[0]["target"], "--stage", "anual", "--on", "2026-03-20", "--crew",
            "990101-01", status=3, says=["did you mean annual"])
    work.run("visit", "cancel", visit, status=2)
    past = next(row for row in listed(work) if row["date"] < "2026-02-27")
    refused(work, "move", past["id"], "--to", "2026-03-20", status=3, says=["what has begun"])
    work.run("outcome", "--visit", past["id"], "--result", "pass")
    refused(work, "cancel", past["id"], status=3, says=["is done"])
    said = json.loads(work.run("--json", "visit", "move", visit, "--to", "2026-04-06", "--reason",
                               "x", status=1).err)
    check("working day" in said["error"]["rows"][0]["message"], f"{said}")


# ---- An edited schedule ----

def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return path


def exported(work, lang="en"):
    work.lang = lang
    work.run("export", "csv", "-o", work.folder / lang)
    work.lang = "en"
    return work.folder / lang / "schedule.csv"


def what_was_exported_changes_nothing(options, folder):
    work = planned(options, folder)
    before = listed(work)
    for lang in ("en", "zh"):
        done = work.run("import", "schedule", exported(work, lang))
        check("Nothing changes" in done.out, f"{done}")
    work.run("visit", "cancel", ahead(work)[3]["id"], "--reason", "=1+1")
    before = listed(work)
    done = work.run("import", "schedule", exported(work))
    check("Nothing changes" in done.out, f"{done}")
    equal(listed(work), before, "the visits")


def an_edited_schedule(options, folder):
    work = planned(options, folder)
    rows = rows_of(exported(work))
    later = [row for row in rows if row["date"] >= FIRST]
    moved, gone, new = later[0], later[5], dict.fromkeys(rows[0], "")
    day = free_day(work, options, moved["crew"], moved["date"])
    moved.update({"date": day.replace("-", "/"), "start": "9:00", "reason": "对方要求"})
    gone["status"] = "已取消"
    new.update(target=later[9]["target"], stage=later[9]["stage"], crew=moved["crew"],
               date=next_workday(options.source, day,
                                 {row["date"] for row in listed(work, "--crew", moved["crew"])}))
    rows = [row for row in rows if row is not later[7]] + [new]
    path = write_rows(folder / "edited.csv", rows)
    before = listed(work)
    silent = work.run("import", "schedule", path, "--dry-run", status=3).err
    where = f"edited.csv:{rows.index(gone) + 2}:"
    check(where in silent and "not why" in silent and "--reason TEXT" in silent, silent)
    check(f"edited.csv:{len(rows) + 1}:" in silent, f"the new row says why, too:\n{silent}")
    check(f"edited.csv:{rows.index(moved) + 2}:" not in silent, f"a row that says why:\n{silent}")
    said = work.run("import", "schedule", path, "--dry-run", "--reason", "科务会").out
    check(moved["visit"] in said and gone["visit"] in said, f"the preview:\n{said}")
    equal(listed(work), before, "after a dry run")
    work.run("import", "schedule", path, "--reason", "科务会")
    after = {row["id"]: row for row in listed(work)}
    equal(len(after), len(before) + 1, "visits")
    equal((after[moved["visit"]]["date"], after[moved["visit"]]["reason"]), (day, "对方要求"),
          "the moved one")
    equal((after[gone["visit"]]["status"], after[gone["visit"]]["reason"]),
          ("cancelled", "科务会"), "the cancelled one")
    check(later[7]["visit"] in after, "a visit without a row is gone")
    same = [row for row in before if row["id"] not in (moved["visit"], gone["visit"])]
    equal([after[row["id"]] for row in same], same, "the others")
    work.run("ledger", "verify")
    work.run("doctor")


def workbook(path, rows):
    """A workbook with texts; hours are fractions of a day, as spreadsheets keep them."""
    def cell(name, value):
        if name in ("start", "end") and value:
            hour, minute = value.split(":")
            return f"<c><v>{(int(hour) * 60 + int(minute)) / 1440:.15g}</v></c>"
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    lines = [list(zip(rows[0], rows[0]))] + [list(row.items()) for row in rows]
    sheet = "".join("<row>" + "".join(cell(name if number else "", value)
                                      for name, value in line) + "</row>"
                    for number, line in enumerate(lines))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        book.writestr("_rels/.rels", f'<Relationships xmlns="{package}/relationships"><Relationship '
                      f'Id="r1" Type="{links}/officeDocument" Target="xl/workbook.xml"/>'
                      "</Relationships>")
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>'
                      '<sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>')
        book.writestr("xl/_rels/workbook.xml.rels",
                      f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
                      f'Type="{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
        book.writestr("xl/worksheets/sheet1.xml",
                      f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>')
    return path


def a_workbook_comes_back(options, folder):
    work = planned(options, folder)
    rows = rows_of(exported(work))
    done = work.run("import", "schedule", workbook(folder / "same.xlsx", rows))
    check("Nothing changes" in done.out, f"{done}")
    moved = next(row for row in rows if row["date"] >= FIRST)
    moved["date"] = free_day(work, options, moved["crew"], moved["date"])
    moved["start"] = "13:30"
    work.run("import", "schedule", workbook(folder / "edited.xlsx", rows), "--reason", "改期")
    found = one(work, moved["visit"])
    equal((found["date"], found["start"], found["reason"]),
          (moved["date"], "13:30", "改期"), "the moved visit")


def bad_schedules_store_nothing(options, folder):
    work = planned(options, folder)
    rows = rows_of(exported(work))
    before = listed(work)
    later = [number for number, row in enumerate(rows) if row["date"] >= FIRST]

    def says(status, changes, *texts):
        edited = [dict(row) for row in rows]
        for number, cells in changes.items():
            edited[number].update(cells)
        path = write_rows(folder / "bad.csv", edited)
        done = work.run("import", "schedule", path, "--reason", "调整", status=status)
        for text in texts:
            check(text in done.err, f"'{text}' is not said:\n{done}")
        equal(listed(work), before, "the visits")
        named = [int(line.split(":")[1]) for line in done.err.splitlines()
                 if line.startswith("bad.csv:")]
        equal(named, sorted(named), "the order of lines")

    first, second = later[0], later[1]
    says(3, {first: {"name": "别的"}, second: {"people": "无此人"}}, f"bad.csv:{first + 2}:",
         "name", f"bad.csv:{second + 2}:", "无此人")
    says(3, {first: {"visit": "v0"}}, "there is no visit 'v0'")
    says(3, {first: {"visit": rows[second]["visit"], "target": ""}}, "cannot be changed here")
    says(3, {first: {"visit": ""}, second: {"crew": "", "visit": "", "people": ""}},
         "which visit is this")
    says(3, {first: {"status": "done"}}, "status")
    says(3, {first: {"end": "23:00"}}, "end")
    says(3, {first: {"start": "morning"}}, "not a time")
    says(3, {first: {"reason": "无"}}, "nothing else")
    says(3, {0: {"date": "2026-03-20"}}, "bad.csv:2:", "what has begun stays")
    says(1, {first: {"date": "2026-04-06"}, second: {"date": "2026-04-06"}},
         f"bad.csv:{first + 2}:", f"bad.csv:{second + 2}:", "2026-04-06 is not a working day")
    says(1, {number: {"date": "2026-04-06"} for number in later[:9]},
         *(f"bad.csv:{number + 2}:" for number in later[:9]))
    path = write_rows(folder / "good.csv", rows)
    work.run("import", "schedule", path, "--skip-bad", status=2)


# ---- Other programmes ----

SUPERVISED = """
local full_coverage = use 'full_coverage'
return programme {{
  id = 'own-2026', title = '自查', year = 2026, calendar = 'cn', office = '990101',
  full_coverage {{
    id = 'own', of = targets {{ status = 'active', kind = 'hospital' }}, times = 1, each = 'quarter', gap = 30, cap = 4, merge = false,
    window = between('2026-03-02', '2026-09-30'), nature = 'agency_check', crew = seats {{ lead(1), officer(1) }},
    minutes = 90, embargo = {{ ['until'] = before(1, 'workday', '17:00'), from = {{ 'inspector', 'public' }} }},
  }},
}}
"""


def gap_cap_and_embargo(options, folder):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "160", "--people", "10", "--zones", "8"))
    work.run("plan", work.policy())
    work.run("approve", PROGRAMME, "--by", "科长")
    work.run("plan", house.write(folder / "own.lua", SUPERVISED.format()))
    work.run("approve", "own-2026", "--by", "科长")
    work.now = NOW
    visits = listed(work, "--programme", "own-2026")
    target = visits[0]["target"]
    own = [row for row in visits if row["target"] == target]
    equal(len(own), 3, f"visits of {target}")
    near = next_workday(options.source, own[0]["date"])
    refused(work, "move", own[1]["id"], "--to", near, says=["days lie between"])
    late = next(row for row in listed(work, "--from", "2026-10-09") if row["target"] != target)
    refused(work, "swap", own[0]["id"], late["id"], says=["outside the window of 'own"])
    day = free_day(work, options, own[1]["crew"], own[1]["date"])
    work.run("visit", "move", own[1]["id"], "--to", day, "--reason", "试")
    moved = next(row for row in work.plan_json("own-2026")["visits"] if row["id"] == own[1]["id"])
    check(moved["embargo_until"] < day + "T", f"the embargo ends on {moved['embargo_until']}")
    for date in ("2026-09-28", "2026-09-29"):
        done = work.run("visit", "add", target, "--stage", "own", "--on", date, "--crew",
                        own[0]["crew"], "--at", "09:00", "--reason", "投诉", status=None)
        if done.status:
            break
    check(done.status == 1 and ("more than 4" in done.err or "days lie between" in done.err),
          f"the cap:\n{done}")


def a_notice_keeps_a_pinned_visit_secret(options, folder):
    """Before a Monday that somebody pinned a Saturday becomes a day of work: it is known on that one."""
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "160", "--people", "10", "--zones", "8"))
    work.run("plan", house.write(folder / "own.lua", SUPERVISED.format()))
    work.run("approve", "own-2026", "--by", "科长")
    work.now = NOW

    def end_of(visit):
        return next(row["embargo_until"] for row in work.plan_json("own-2026")["visits"] if row["id"] == visit)

    def over_a_weekend(row):
        day = datetime.date.fromisoformat(row["date"])
        return day.weekday() == 0 and row["embargo_until"] == f"{day - datetime.timedelta(3)}T09:00:00Z"

    visits = [row for row in work.plan_json("own-2026")["visits"] if row["date"] > "2026-03-06"]
    visit = next(row for row in visits if over_a_weekend(row))
    monday = datetime.date.fromisoformat(visit["date"])
    work.run("visit", "pin", visit["id"], "--reason", "约定")
    work.run("import", "calendar", house.write(folder / "notice.csv", "date,kind,name\n"
                                               f"{monday - datetime.timedelta(2)},workday,调休\n"))
    work.run("replan", "own-2026")
    equal(end_of(visit["id"]), f"{monday - datetime.timedelta(2)}T09:00:00Z", "the end on Saturday")
    check("Nothing" in work.run("replan", "own-2026").out, "a second replan has nothing to do")
    work.run("ledger", "verify")


def drawn_people_are_replaced_by_a_draw(options, folder):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "160", "--people", "10", "--zones", "8"))
    text = work.policy("example/spot_check.lua").read_text(encoding="utf-8")
    policy = house.write(folder / "spot.lua", text.replace("  seed = public_seed,\n", ""))
    work.run("plan", policy, "--seed", "a", "--as-of", "2026-04-01")
    work.run("approve", "example-check-2026", "--by", "科长")
    visits = listed(work)
    visit = visits[0]
    others = next(row for row in visits if row["people"] != visit["people"])
    refused(work, "move", visit["id"], "--people",
            ",".join(one["id"] for one in others["people"]), says=["drawn", "xuncha substitute"])
    refused(work, "move", visit["id"], "--crew", others["crew"], says=["xuncha substitute"])
    busy = {row["date"] for row in visits}
    day = next_workday(options.source, "2026-04-06", busy)
    work.run("visit", "move", visit["id"], "--to", day, "--reason", "试")
    moved = one(work, visit["id"])
    equal((moved["date"], moved["people"]), (day, visit["people"]), "the moved visit")
    swapped = [row for row in visits[1:] if row["date"] != visits[1]["date"]
               and row["people"] != visits[1]["people"]]
    done = work.run("visit", "swap", visits[1]["id"], swapped[0]["id"], "--reason", "试",
                    status=None)
    if done.status == 0:
        equal(one(work, visits[1]["id"])["people"], visits[1]["people"], "people of a swapped one")
    work.run("ledger", "verify")


if __name__ == "__main__":
    house.main([a_move_reaches_calendars_and_stays, hard_rules_are_named, a_replan_counts_what_lies_ahead,
                hours_that_passed_are_not_given_again, what_was_wrong_before_does_not_count,
                cancelled_stays_visible_and_is_not_planned_again, a_cancelled_draft_goes,
                swap_pin_and_add, bad_input, what_was_exported_changes_nothing,
                an_edited_schedule, a_workbook_comes_back, bad_schedules_store_nothing, gap_cap_and_embargo,
                a_notice_keeps_a_pinned_visit_secret,
                drawn_people_are_replaced_by_a_draw])
