"""The working books of an office (leads, cases, institutions): every row and figure is counted again here
from what lies in the database, for days before and after corrections; what an embargo hides stays hidden."""
import csv
import datetime
import io
import json
import sqlite3
import zipfile

import house
from house import House, check, equal
from reports_test import instant_of, outcomes_at, register_at

POLICY = """
local full_coverage, for_cause = use 'full_coverage', use 'for_cause'
local everyone = targets { status = 'active' }
return programme {
  id = 'year', title = '全覆盖<检查>', year = 2026, calendar = 'cn', office = '990101',
  ladder = { targets = { { at = 4, step = 'warning' } } },
  full_coverage { id = 'annual', title = '年度检查', of = everyone, window = between('2026-01-05', '2026-06-30'),
    times = 1, nature = 'agency_check', crew = seats { lead(1) } },
  for_cause { id = 'cause', title = '有因检查', of = everyone, window = year(2026), within = after(10, 'workday'),
    nature = 'agency_check', crew = seats { lead(1) } },
  reports = { due { id = 'leads', what = 'lead-book', when = last_workday 'month', from = '稽核科', to = '局' },
              due { id = 'all', what = 'institution-book', when = last_workday 'month', from = '稽核科', to = '局' } },
}
"""
# Until July nobody in the office may know what these visits found, not even that they took place.
SEALED = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'secret', title = '暗访', year = 2026, calendar = 'cn', office = '990101',
  full_coverage { id = 'night', title = '暗访', of = targets { id = one_of('T01', 'T02') }, merge = false,
    window = between('2026-02-02', '2026-02-27'), times = 1, nature = 'agency_check', crew = seats { lead(1) },
    embargo = { '2026-07-01', from = { 'planner', 'inspector', 'public' } } },
}
"""
HOSTILE = ('=HYPERLINK("http://x","药")', "<script>alert(1)</script>", "@SUM(A1)", "甲乙&\"'", "-1+2", "＝1+1")
CHECKS = ("pass", "problem_fixed", "problem", "serious")
GRAVITY = ("pass", "closed", "not_found", "refused", "problem_fixed", "problem", "serious")
FORMATS = ("text", "csv", "html", "json", "xlsx", "docx")
BOOKS = ("leads", "cases", "institutions")
KINDS = ("hospital", "clinic", "pharmacy")  # in the order of the register's words
CANARY = "暗访所见"


def give(work, table, rows, *words):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    work.run("import", table, house.write(work.folder / f"{table}.csv", text.getvalue()), *words)


def target(number, **more):
    return {"id": f"T{number:02}", "name": HOSTILE[number] if number < len(HOSTILE) else f"机构{number:02}",
            "kind": ("hospital", "clinic", "pharmacy")[number % 3], "level": "一级" if number % 3 == 0 else "",
            "area": ("990101001", "990101002", "990101")[number % 3], "status": "active",
            "last_visit": "2025-11-0" + str(1 + number % 9) if number % 4 == 0 else "", **more}


def lead(number, date, state="received", **more):
    return {"id": f"X{number:03}", "target": f"T{number % 18:02}", "date": date,
            "source": ("complaint", "screening", "media")[number % 3], "severity": str(1 + number % 5),
            "summary": HOSTILE[number % 6] + "串换药品", "state": state, "assigned": "", "reply_due": "",
            "answer": "", "answered_on": "", **more}


def open_office(options, folder):
    work = House(options, folder, now="2026-01-05T08:00:00+08:00")
    work.init()
    give(work, "areas", [
        {"code": "99", "name": "省", "parent": "", "level": "province"},
        {"code": "9901", "name": "市", "parent": "99", "level": "city"},
        {"code": "990101", "name": "县", "parent": "9901", "level": "county"},
        {"code": "990101001", "name": "东<镇>", "parent": "990101", "level": "town"},
        {"code": "990101002", "name": "=西镇", "parent": "990101", "level": "town"}])
    give(work, "targets", [target(number) for number in range(18)])
    give(work, "inspectors", [{"id": f"P{n}", "name": f"检查员{n}", "area": "990101", "roles": "lead"}
                              for n in range(3)])
    for name, text in (("year", POLICY), ("secret", SEALED)):
        work.run("plan", house.write(work.folder / f"{name}.lua", text))
        work.run("approve", name, "--by", "Li")
    return work


def live(options, folder):
    """Half a year of an office; what its books said when a day was over."""
    work, said = open_office(options, folder), {}

    def at(moment):
        work.now = moment + ":00+08:00"

    def note(date, after):
        at(after + "T00:30")
        said[date] = {(book, form): report(work, book, date, form) for book in BOOKS for form in ("csv", "json")}

    def found(visits, results, **more):
        rows = []
        for number, (visit, result) in enumerate(zip(visits, results)):
            bad = result in ("problem", "serious")
            rows.append({"visit": visit["id"], "result": result, "item": "价格" if bad else "",
                         "findings": HOSTILE[number % 6] if bad else "", "points": "3" if bad else "",
                         "amount": "120.5" if bad else "", "rectify_by": "2026-03-20" if bad else "", **more})
            if bad:
                rows.append({**rows[-1], "result": "pass", "item": "许可", "findings": "", "points": "",
                             "amount": "", "rectify_by": ""})
        give(work, "outcomes", rows)

    plan = work.plan_json("year")["visits"]
    secret = work.plan_json("secret", "--for", "admin")["visits"]
    at("2026-01-20T18:00")
    give(work, "leads", [lead(1, "2026-01-07"), lead(2, "2026-01-08", reply_due="2026-02-10"),
                         lead(3, "2026-01-09", "answered", answer="查无实据", answered_on="2026-01-19")])
    at("2026-01-28T18:00")
    work.run("lead", "set", "X001", "state=assigned", "assigned=稽核科")
    work.run("lead", "set", "X002", "state=assigned", "assigned=稽核科")
    at("2026-02-27T18:00")
    early = [visit for visit in plan if visit["date"] <= "2026-02-27"]
    found(early, ("pass", "problem", "refused", "serious", "problem_fixed", "not_found", "pass"))
    found(secret, ("serious", "pass"), findings=CANARY)
    give(work, "leads", [lead(4, "2026-02-03", target=early[1]["target"]),
                         lead(5, "2026-02-04", target=secret[0]["target"]),
                         lead(6, "2026-02-05", "answered", answer="=1+1", answered_on="2026-02-20")])
    note("2026-02-28", "2026-03-01")
    at("2026-03-10T18:00")
    work.run("lead", "done", "X001", "--answer", "已责令改正", "--on", "2026-03-10")
    work.run("lead", "set", "X004", f"visit={early[1]['id']}", "state=checked")
    work.run("lead", "set", "X005", f"visit={secret[0]['id']}", "state=checked")
    work.run("case", "add", "--id", "C1", "--target", early[1]["target"], "--opened", "2026-03-02", "--amount", "120.5",
             "--visit", early[1]["id"])
    work.run("case", "add", "--id", "C2", "--target", secret[0]["target"], "--opened", "2026-03-03", "--amount", "80000",
             "--visit", secret[0]["id"])
    work.run("case", "set", "C1", "referred_to=police", "referred_on=2026-03-05", "found_by=@现场")
    work.run("register", "set", "T17", "status=closed", "--reason", "注销")
    give(work, "targets", [target(18)])
    note("2026-03-15", "2026-03-16")
    at("2026-03-31T18:00")
    work.run("case", "done", "C1", "--decision", "罚款", "--on", "2026-03-31")
    corrected = [{"visit": early[1]["id"], "result": "problem", "item": "价格", "findings": "", "points": "5",
                  "amount": "1", "rectify_by": "2026-03-20", "closed_on": "2026-03-30"}]
    give(work, "outcomes", corrected, "--correct", "--reason", "复核")
    note("2026-03-31", "2026-04-01")
    at("2026-04-20T09:00")
    return work, said, secret


def report(work, book, date, form, *words, lang="en"):
    work.lang = lang
    out = work.folder / f"{book}.{form}"
    work.run("report", "ledger-book", "year", "--book", book, "--as-of", date, "--format", form, "-o", out, *words)
    work.lang = "en"
    return out.read_bytes()


def facts(work, kind, date):
    """id → (newest body up to the end of a day, [(day, body) of each version])."""
    with sqlite3.connect(work.db) as store:
        rows = store.execute("SELECT id, at, body FROM fact WHERE kind = ? AND at <= ? ORDER BY entry, number",
                             (kind, instant_of(date))).fetchall()
    versions = {}
    for name, at, body in rows:
        versions.setdefault(name, []).append((day_of(at), json.loads(body)))
    return {name: (all_of[-1][1], all_of) for name, all_of in versions.items()}


def day_of(instant):
    moment = datetime.datetime.fromisoformat(instant.replace("Z", "+00:00"))
    return (moment + datetime.timedelta(hours=8)).date().isoformat()


def outcomes_of(work, date, hidden):
    """visit → rows in force at the end of a day, without hidden ones."""
    with sqlite3.connect(work.db) as store:
        rows = outcomes_at(store, instant_of(date))
    visits = {}
    for row in rows:
        if row["visit"] not in hidden:
            visits.setdefault(row["visit"], []).append(row)
    return visits


def worst(rows):
    return max((row["result"] for row in rows), key=GRAVITY.index, default="")


def said_of(work, book, date, *words):
    return json.loads(report(work, book, date, "json", *words))


def check_leads(work, date, hidden, found):
    first = date[:8] + "01"
    outcomes = outcomes_of(work, date, hidden)
    expected = []
    for name, (body, versions) in facts(work, "lead", date).items():
        answered = body["state"] == "answered"
        on = body.get("answered_on", "")
        if body["date"] < first and answered and on < first:
            continue
        rows = outcomes.get(body.get("visit", ""), [])
        day = {state: next((when for when, said in versions if said["state"] == state), "")
               for state in ("assigned", "checked")}
        expected.append({
            "id": name, "received": body["date"], "state": body["state"], "source": body["source"],
            "assigned": body.get("assigned", ""), "assigned_on": day["assigned"],
            "checked_on": rows[0]["date"] if rows else day["checked"],
            "visit": body["visit"] if rows else "", "result": worst(rows), "answered_on": on,
            "late": not answered and "" < body.get("reply_due", "") < date})
    expected.sort(key=lambda row: (row["received"], row["id"]))
    equal([{key: row[key] for key in expected[0]} for row in found["month"]["list"]], expected, f"leads of {date}")

    def counts(rows):
        open_ones = [row for row in rows if row["state"] != "answered"]
        return {"carried": sum(row["received"] < first for row in rows),
                "received": sum(row["received"] >= first for row in rows), "answered": len(rows) - len(open_ones),
                "open": len(open_ones), "checked": sum(row["state"] == "checked" for row in open_ones),
                "late": sum(row["late"] for row in rows)}

    total = counts(expected)
    equal(found["month"]["total"], total, f"leads of {date}")
    equal(total["carried"] + total["received"], total["answered"] + total["open"], "what came is what went and stays")
    equal({row.pop("source"): row for row in found["month"]["sources"]},
          {source: counts([row for row in expected if row["source"] == source])
           for source in {row["source"] for row in expected}}, f"sources of {date}")


def check_cases(work, date, found):
    first = date[:8] + "01"
    bodies = {name: body for name, (body, _) in facts(work, "case", date).items()}
    listed = {name: body for name, body in bodies.items()
              if body["opened"] >= first or not body.get("closed_on") or body["closed_on"] >= first}
    equal([row["id"] for row in found["month"]["list"]],
          sorted(listed, key=lambda name: (listed[name]["opened"], name)), f"cases of {date}")
    new = [body for body in listed.values() if body["opened"] >= first]
    done = sum(bool(body.get("closed_on")) for body in listed.values())
    equal({key: found["month"][key] for key in ("carried", "opened", "closed", "open", "referred", "amount")},
          {"carried": len(listed) - len(new), "opened": len(new), "closed": done, "open": len(listed) - done,
           "referred": sum(body.get("referred_on", "") >= first for body in listed.values()),
           "amount": sum(body.get("amount", 0) for body in new)}, f"cases of {date}")


def check_institutions(work, date, hidden, found):
    with sqlite3.connect(work.db) as store:
        register = register_at(store, instant_of(date))
    last = {row["id"]: row["last_visit"] for row in map(target, range(19))}
    visits = outcomes_of(work, date, hidden)
    planned = [visit for visit in work.plan_json("year")["visits"] if visit["date"] >= date]
    expected = {}
    for name, row in register.items():
        mine = sorted((rows for rows in visits.values() if rows[0]["target"] == name), key=lambda rows: rows[0]["date"])
        checks = [rows for rows in mine if any(one["result"] in CHECKS for one in rows)]
        open_ones = [one for rows in mine for one in rows if one["result"] in ("problem", "serious")
                     and (not one["closed_on"] or one["closed_on"] > date)]
        done = {rows[0]["visit"] for rows in mine}
        coming = [visit["date"] for visit in planned if visit["target"] == name and visit["id"] not in done]
        expected[name] = {
            "status": row["status"], "kind": row["kind"], "last": checks[-1][0]["date"] if checks else last[name],
            "result": worst(checks[-1]) if checks else "",
            "checks": sum(rows[0]["date"][:4] == date[:4] for rows in checks), "open": len(open_ones),
            "overdue": sum("" < one["rectify_by"] < date for one in open_ones),
            "points": sum(one["points"] for rows in mine for one in rows if not one["doctor"]),
            "next": min(coming, default="") if row["status"] != "closed" else ""}
    book = found["institutions"]
    equal({row["id"]: {key: row[key] for key in expected[row["id"]]} for row in book["list"]}, expected,
          f"institutions on {date}")
    equal(len(book["list"]), len(register), "one row each")
    equal([(row["area"], KINDS.index(row["kind"]), row["id"]) for row in book["list"]],
          sorted((row["area"], KINDS.index(row["kind"]), row["id"]) for row in book["list"]), "order of institutions")

    def counts(rows):
        return {"institutions": len(rows), "visited": sum(row["checks"] > 0 for row in rows),
                "with_open": sum(row["open"] > 0 for row in rows),
                **{key: sum(row[key] for row in rows) for key in ("checks", "open", "overdue", "points")}}

    standing = [row for row in book["list"] if row["status"] != "closed"]
    equal(book["total"], counts(standing), f"institutions on {date}")
    equal(book["closed"], len(book["list"]) - len(standing), "closed ones")
    for group, key in (("areas", "area"), ("kinds", "kind")):
        equal({row.pop(key): row for row in book[group]},
              {word: counts([row for row in standing if row[key] == word]) for word in {row[key] for row in standing}},
              f"{group} on {date}")


def every_row_is_counted_again(options, folder):
    work, said, secret = live(options, folder)
    hidden = {visit["id"] for visit in secret}
    for date in ("2026-02-28", "2026-03-15", "2026-03-31"):
        check_leads(work, date, hidden, said_of(work, "leads", date))
        check_cases(work, date, said_of(work, "cases", date))
        check_institutions(work, date, hidden, said_of(work, "institutions", date))
        for (book, form), text in said[date].items():
            equal(report(work, book, date, form), text, f"the book of {book} of {date}, in April")
    # Who is not kept from knowing knows; and everybody does once the embargo is over.
    check_institutions(work, "2026-03-31", set(), said_of(work, "institutions", "2026-03-31", "--for", "auditor"))
    work.now = "2026-07-02T09:00:00+08:00"
    check_leads(work, "2026-07-01", set(), said_of(work, "leads", "2026-07-01"))
    check_institutions(work, "2026-07-01", set(), said_of(work, "institutions", "2026-07-01"))


def text_of(path, form):
    if form not in ("xlsx", "docx"):
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


def what_is_secret_or_hostile(options, folder):
    work, _, secret = live(options, folder)
    for lang in ("en", "zh"):
        for book in BOOKS:
            for form in FORMATS:
                once = report(work, book, "2026-03-31", form, lang=lang)
                equal(report(work, book, "2026-03-31", form, lang=lang), once, f"{book} as {form}, again")
                said = text_of(work.folder / f"{book}.{form}", form)
                leaks = [visit["id"] for visit in secret if visit["id"] in said]
                check(CANARY not in said and not leaks, f"the book of {book} as {form} tells what is secret: {leaks}")
                check(form != "html" or "<script>" not in said, f"{book}: a script in HTML")
                if form == "csv":
                    bad = [cell for row in csv.reader(io.StringIO(said.lstrip("\ufeff"))) for cell in row
                           if cell[:1] in tuple("=+-@＝") and cell[:2] != "--"]
                    equal(bad, [], f"{book}: cells that a spreadsheet would run")
    # The programme with the secret visits: they are no next visits either, before they are made.
    early = open_office(options, folder / "early")
    early.run("report", "ledger-book", "secret", "--book", "institutions", "--format", "json", "-o",
              early.folder / "next.json")
    found = json.loads((early.folder / "next.json").read_text(encoding="utf-8"))
    equal({row["next"] for row in found["institutions"]["list"]}, {""}, "next visits that are secret")
    equal(found["hidden"], 2, "hidden visits")


def books_are_drafted(options, folder):
    work, _, _ = live(options, folder)
    work.now = "2026-04-29T09:00:00+08:00"
    work.run("due", "draft", "year", "-o", work.folder / "drafts")
    names = {path.name for path in (work.folder / "drafts").iterdir()}
    for name in ("leads_lead-book", "all_institution-book"):
        for ending in ("docx", "xlsx"):
            check(f"2026-04-30_{name}.{ending}" in names, f"no draft of {name}: {sorted(names)}")
    said = text_of(work.folder / "drafts" / "2026-04-30_leads_lead-book.docx", "docx")
    check("Book of leads" in said and "X002" in said, "the draft holds no leads")


def what_is_asked_wrongly(options, folder):
    work = open_office(options, folder)
    for words, status, reason in (
            (("ledger-book", "year", "--book", "diary"), 2, "is none of visits, leads, cases, institutions"),
            (("coverage", "year", "--book", "leads"), 2, "--book belongs to"),
            (("ledger-book", "year", "--book", "leads", "--for", "inspector"), 2, "not for the role inspector"),
            (("ledger-book", "year", "--book", "leads", "--for", "public"), 2, "not for the role public"),
            (("ledger-book", "nobody", "--book", "leads"), 1, "nobody"),
            (("ledger-book", "year", "--book", "leads", "--as-of", "2026-12-01"), 2, "is still to come")):
        refused = work.run("report", *words, status=status)
        check(reason in refused.err, f"no reason: {refused}")
    empty = said_of(work, "leads", "2026-01-05")
    equal((empty["month"]["list"], empty["month"]["sources"]), ([], []), "no leads yet")
    check("No lead was received" in report(work, "leads", "2026-01-05", "text").decode(), "no word of having none")
    check("No case was opened" in report(work, "cases", "2026-01-05", "text").decode(), "no word of having none")
    equal(report(work, "visits", "2026-01-05", "csv"),
          work.run("report", "ledger-book", "year", "--as-of", "2026-01-05", "--format", "csv").out.encode(),
          "visits are the usual book")


if __name__ == "__main__":
    house.main([every_row_is_counted_again, what_is_secret_or_hostile, books_are_drafted, what_is_asked_wrongly])
