#!/usr/bin/env python3
"""What comes back from the field: every refusal named by file and line with the database untouched,
results twice, corrections, and what follows from them: proposals, cases, leads."""
import csv
import datetime
import hashlib
import json
import sqlite3

from house import House, check, equal, main, write

PROGRAMME = "example-county-2026"
BEGIN = "2026-01-05T09:00:00+08:00"


def office(options, folder, visits=6, policy=None):
    """An approved plan, and the evening of one of its first days."""
    house = House(options, folder, now=BEGIN)
    house.init()
    house.import_all(house.generate("--targets", "60", "--people", "6", "--zones", "4"))
    house.run("plan", policy or house.policy())
    house.run("approve", PROGRAMME, "--by", "Zhang San")
    plan = house.plan_json(PROGRAMME)
    house.visits = plan["visits"]
    house.now = f"{house.visits[visits]['date']}T20:00:00+08:00"
    house.today = house.visits[visits]["date"]
    house.past = [visit for visit in house.visits if visit["date"] <= house.today]
    house.future = [visit for visit in house.visits if visit["date"] > house.today]
    return house


def state(house):
    """All that is stored: every row of every table, and the bytes of the file."""
    house.run("doctor", status=None)
    base = sqlite3.connect(f"file:{house.db}?mode=ro", uri=True)
    rows = list(base.iterdump())
    base.close()
    check(any("INSERT INTO" in row for row in rows), "the database is empty")
    return rows, hashlib.sha256(house.db.read_bytes()).hexdigest()


def entries(house):
    return len(house.run("--json", "ledger", "show").out.splitlines())


def later(day, days):
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()


def refused(house, table, text, *wanted, words=(), status=3):
    """Each bad row is named with its place; not a byte of the database changes."""
    before, size = state(house), entries(house)
    file = write(house.folder / f"bad-{table}.csv", text)
    result = house.run("import", table, file.name, *words, status=status)
    for sentence in wanted:
        check(sentence in result.err, f"'{sentence}' is not said:\n{result}")
    equal(state(house), before, "the database after a refusal")
    equal(entries(house), size, "entries after a refusal")


def stored(house, table, text, *words):
    return house.run("import", table, write(house.folder / f"{table}.csv", text).name, *words).out


def history(house, visit):
    out = house.run("--json", "outcome", "--visit", visit, "--history").out
    return json.loads(out)["outcomes"]


def bad_outcomes(options, folder):
    house = office(options, folder)
    visit, other, future = house.past[0], house.past[1], house.future[0]
    header = "visit,target,date,actual_date,result,item,rectify_by,closed_on,people,case,new_status,amount\n"
    rows = [
        ("v000000000000,,,,pass,,,,,,,", "2:1: there is no visit 'v000000000000'"),
        (f"{future['id']},,,,pass,,,,,,,", "3:1: ", "is still to come"),
        (f"{visit['id']},,,{later(visit['date'], -1)},pass,,,,,,,", "4:", "lies before"),
        (f"{visit['id']},{other['target']},,,pass,,,,,,,", "5:", f"is one of target {visit['target']}"),
        (f"{visit['id']},,,,splendid,,,,,,,", "6:", "'splendid' is not a result"),
        (f"{visit['id']},,,,problem,,{later(visit['date'], -1)},,,,,", "7:",
         "the time to rectify ends before the check"),
        (f"{visit['id']},,,,problem,,,{later(visit['date'], -1)},,,,", "8:",
         "it was closed before the check"),
        (f"{visit['id']},,,,problem,,,{later(house.today, 1)},,,,", "9:", "is still to come"),
        (f"{visit['id']},,,,pass,,,,NOBODY,,,", "10:", "there is no person 'NOBODY'"),
        (f"{visit['id']},,,,pass,,,,,是,,", "11:", "a case is opened by what is referred"),
        (f"{visit['id']},,,,pass,,,,,,asleep,", "12:", "'asleep' is no status of a target"),
        (",T9999,2026-01-05,,pass,,,,,,,", "13:2: there is no target 'T9999'"),
        (",,,,pass,,,,,,,", "14:", "neither a visit nor a target is named"),
        (f",{visit['target']},,,pass,,,,,,,", "15:", "without a visit the date is needed"),
        (f"{visit['id']},,,,pass,,,,,,,12.345", "16:", "is not an amount in yuan"),
    ]
    text = header + "".join(row[0] + "\n" for row in rows) + f"{other['id']},,,,pass,,,,,,,\n"
    wanted = [sentence if not sentence[0].isdigit() else f"bad-outcomes.csv:{sentence}"
              for row in rows for sentence in row[1:]]
    refused(house, "outcomes", text, *wanted, "15 of 16 rows are bad; nothing was stored")
    taken = house.run("import", "outcomes", "--skip-bad", "bad-outcomes.csv")
    check("1 added" in taken.out, f"the good row is stored:\n{taken}")
    rejected = (folder / "bad-outcomes.csv.rejected.csv").read_text(encoding="utf-8-sig")
    equal(len(rejected.splitlines()), 16, "rejected rows and their header")


def no_outcome_of_what_is_not_published(options, folder):
    house = House(options, folder, now=BEGIN)
    house.init()
    house.import_all(house.generate("--targets", "60", "--people", "6", "--zones", "4"))
    house.run("plan", house.policy())
    visits = house.plan_json(PROGRAMME)["visits"]
    refused(house, "outcomes", f"visit,result\n{visits[0]['id']},pass\n",
            f"bad-outcomes.csv:2:1: visit {visits[0]['id']} is a draft")
    house.run("approve", PROGRAMME, "--by", "Zhang San")
    house.run("visit", "cancel", visits[1]["id"], "--reason", "closed")
    house.now = f"{visits[1]['date']}T20:00:00+08:00"
    refused(house, "outcomes", f"visit,result\n{visits[1]['id']},pass\n",
            f"visit {visits[1]['id']} was cancelled")


def twice_and_corrected(options, folder):
    house = office(options, folder)
    first, second = house.past[0]["id"], house.past[1]["id"]
    text = ("检查任务,检查结果,检查事项,发现问题,扣分,处理方式\n"
            f"{first},发现问题,医药价格,超标准收费,3,责令改正、追回\n"
            f"{first},合格,内部管理,,,\n{second},合格,,,,\n{second},合格,,,,\n")
    check("3 added, 0 updated, 1 unchanged" in stored(house, "outcomes", text), "rows taken once")
    before = state(house)
    again = stored(house, "outcomes", text)
    check("0 added, 0 updated, 4 unchanged" in again and "Nothing new" in again, again)
    equal(state(house), before, "the database after the same file again")
    equal([row["disposal"] for row in history(house, first)], ["correct,recover", ""], "disposals")

    twice = "a result twice with other content"
    refused(house, "outcomes", f"visit,result\n{second},problem\n", f"bad-outcomes.csv:2:1: {twice}",
            "--correct --reason TEXT")
    refused(house, "outcomes", f"visit,result,item\n{first},pass,医药价格\n", twice)
    refused(house, "outcomes", f"visit,result,item\n{second},problem,医药价格\n", twice)
    refused(house, "outcomes", f"visit,result\n{house.past[2]['id']},pass\n{house.past[2]['id']},serious\n",
            f"bad-outcomes.csv:3:1: {twice}", "in line 2")
    refused(house, "outcomes", text, "--correct needs --reason TEXT", words=("--correct",), status=2)
    done = house.run("outcome", "--visit", second, "--result", "serious", status=3)
    check(twice in done.err, f"the command refuses, too:\n{done}")

    # An item more is no contradiction, and what was said of the others stays.
    house.run("outcome", "--visit", first, "--result", "problem", "--item", "服务协议履行")
    equal(sorted(row["item"] for row in history(house, first)[2:]), ["内部管理", "医药价格", "服务协议履行"],
          "items together")

    house.run("outcome", "--visit", first, "--result", "pass", "--item", "医药价格", "--correct",
              "--reason", "复核无误")
    last = history(house, first)[-3:]
    equal({row["item"]: row["result"] for row in last},
          {"医药价格": "pass", "内部管理": "pass", "服务协议履行": "problem"}, "corrected by one row")
    equal({row["reason"] for row in last}, {"复核无误"}, "the reason")
    out = stored(house, "outcomes", f"visit,result\n{first},problem_fixed\n", "--correct", "--reason", "重录")
    check("Corrected visits: 1" in out, out)
    versions = history(house, first)
    equal((versions[-1]["result"], versions[-1]["item"], versions[-1]["reason"]),
          ("problem_fixed", "", "重录"), "a file says all of a visit")
    equal(len(versions), 2 + 3 + 3 + 1, "nothing is overwritten")
    day = house.run("--json", "outcome", "--target", house.past[0]["target"],
                    "--date", house.past[0]["date"], "--history").out
    equal(json.loads(day)["outcomes"], versions, "asked for by target and day")
    house.lang = "zh"
    check("责令改正、追回" in house.run("outcome", "--visit", first, "--history").out, "disposals in Chinese")
    house.run("outcome", "--visit", "v000000000000", "--history", status=1)
    house.run("ledger", "verify")
    house.run("doctor")


def checklists_bind_items(options, folder):
    house = office(options, folder)
    visit = house.past[0]
    kind = "pharmacy" if visit["target"].startswith("P") else "medical"
    stored(house, "checklists", f"list,item,kind,text\n基本,医药价格,{kind},收费是否合规？\n"
                                f"基本,内部管理,{kind},制度是否齐全？\n")
    refused(house, "outcomes", f"visit,result,item\n{visit['id']},pass,医药价\n",
            "bad-outcomes.csv:2:", "'医药价' is on no checklist", "did you mean 医药价格?")
    stored(house, "outcomes", f"visit,result,item\n{visit['id']},pass,医药价格\n{visit['id']},problem,内部管理\n")
    equal(len(history(house, visit["id"])), 2, "items stored")


def few_officers_are_noted(options, folder):
    house = office(options, folder)
    visit = house.past[0]
    house.run("import", "inspectors", write(folder / "more.csv", "id,name,roles\nX1,张一,partner\n").name)
    out = stored(house, "outcomes", f"visit,result,people\n{visit['id']},pass,X1\n")
    check("line 2: visit" in out and "takes two officers" in out, out)
    out = house.run("outcome", "--visit", house.past[1]["id"], "--result", "pass", "--people", "X1").out
    check("takes two officers" in out, out)
    # Names will do, where only one has them.
    house.run("import", "inspectors", write(folder / "more.csv", "id,name,roles\nX2,李二,officer\n"
                                            "X3,李二,officer\nX4,赵四,officer\n").name)
    out = stored(house, "outcomes", f"visit,result,people\n{house.past[2]['id']},pass,张一、赵四\n")
    equal(history(house, house.past[2]["id"])[0]["people"], "X1,X4", "people by name")
    refused(house, "outcomes", f"visit,result,people\n{house.past[3]['id']},pass,李二\n",
            "bad-outcomes.csv:2:", "several people are named '李二'")


def found_on_site(options, folder):
    house = office(options, folder)
    first, second, third = house.past[:3]
    text = ("visit,result,new_address,新法定代表人,new_status\n"
            f"{first['id']},pass,新街1号,王五,\n{second['id']},closed,,,\n")
    out = stored(house, "outcomes", text)
    check("Proposed corrections of the register: 3" in out, out)
    before = state(house)
    check("Nothing new" in stored(house, "outcomes", text), "proposed once")
    equal(state(house), before, "the database after the same file again")
    shown = house.run("register", "proposals").out
    for wanted in (f"{first['id']}/address", f"{first['id']}/legal_representative", f"{second['id']}/status"):
        check(wanted in shown, f"'{wanted}' is not proposed:\n{shown}")
    refused(house, "outcomes", f"visit,result,new_address\n{first['id']},pass,别处\n",
            "bad-outcomes.csv:2:", "'新街1号' was proposed as")
    house.run("register", "accept", f"{first['id']}/address")
    check("Nothing new" in stored(house, "outcomes", text), "an accepted one is not proposed again")
    house.run("outcome", "--visit", third["id"], "--result", "pass", "--found", "地址=南街2号")
    check(f"{third['id']}/address" in house.run("register", "proposals").out, "by the command")
    house.run("outcome", "--visit", third["id"], "--result", "pass", "--found", "colour=red", status=2)
    house.run("outcome", "--visit", third["id"], "--result", "pass", "--found", "address", status=2)


def cases_and_leads(options, folder):
    house = office(options, folder)
    first, second = house.past[0], house.past[1]
    stored(house, "leads", "id,target,date,source,severity,summary,visit\n"
                           f"L-1,{first['target']},2026-01-05,complaint,4,串换药品,{first['id']}\n")
    text = ("visit,result,item,findings,amount,disposal,case\n"
            f"{first['id']},serious,医药价格,超标准收费,1000.5,,是\n"
            f"{first['id']},serious,内部管理,台账不全,20,,\n"
            f"{second['id']},problem,,可疑处方,,移送,是\n")
    out = stored(house, "outcomes", text)
    check("Opened cases: 2" in out and "Checked leads: 1" in out, out)
    cases = json.loads(house.run("--json", "case", "list").out)["cases"]
    equal([(case["id"], case["visit"], case["amount"], case["facts"]) for case in cases],
          [("C2026-0001", first["id"], "1020.50", "超标准收费；台账不全"),
           ("C2026-0002", second["id"], "0.00", "可疑处方")], "cases")
    lead, = json.loads(house.run("--json", "lead", "list").out)["leads"]
    equal((lead["state"], lead["visit"]), ("checked", first["id"]), "the lead")
    before = state(house)
    check("Nothing new" in stored(house, "outcomes", text), "nothing twice")
    equal(state(house), before, "the database after the same file again")
    house.run("ledger", "verify")
    house.run("doctor")


LADDER = """
  ladder = { targets = { { at = 3, step = 'warning', title = '警告' }, { at = 6, step = 'suspension', title = '暂停' } } },
"""


def a_dry_run_shows_all_that_follows(options, folder):
    """Proposals, cases, leads and points: the very lines, and the very lists, of the run after it."""
    text = (options.source / "policies" / "example" / "county.lua").read_text(encoding="utf-8")
    house = office(options, folder, policy=write(folder / "laddered.lua", text.replace(
        "  reports = {", LADDER + "  reports = {", 1)))
    first, second, third = house.past[:3]
    stored(house, "leads", "id,target,date,source,severity,summary,visit\n"
                           f"L-1,{first['target']},2026-01-05,complaint,4,串换药品,{first['id']}\n")
    stored(house, "outcomes", f"visit,result,points\n{third['id']},problem,2\n")
    file = write(folder / "follows.csv",
                 "visit,result,item,points,doctor,amount,disposal,case,new_address\n"
                 f"{first['id']},serious,医药价格,4,,1000.5,,是,新街1号\n"
                 f"{first['id']},problem,内部管理,1,D01,,,,\n"
                 f"{second['id']},closed,,,,,,,\n"
                 f"{third['id']},problem,医药价格,5,,,,,\n").name
    begin = state(house)
    dry = {form: house.run(*words, "import", "outcomes", file, "--dry-run").out
           for form, words in (("text", ()), ("json", ("--json",)))}
    equal(state(house), begin, "the database after dry runs")
    copy = folder / "before.db"
    copy.write_bytes(house.db.read_bytes())
    real = {"text": house.run("import", "outcomes", file).out}
    house.db.write_bytes(copy.read_bytes())
    equal(state(house), begin, "the database as it was")
    real["json"] = house.run("--json", "import", "outcomes", file).out
    equal([line for line in dry["text"].splitlines() if line != "Dry run: nothing was stored."],
          [line for line in real["text"].splitlines() if not line.startswith("Stored, new or changed: ")],
          "the lines of both")
    for line in (f"    {first['id']}/address: “新街1号” instead of “", f"    {second['id']}/status: “closed” instead of “active”",
                 f"    C2026-0001: target {first['target']}, 1000.50 yuan",
                 f"    L-1: target {first['target']}, by visit {first['id']}",
                 f"    target {first['target']} in 2026: 0 → 4", f"    target {third['target']} in 2026: 2 → 7",
                 "        step of example-county-2026: 警告", "        step of example-county-2026: 暂停",
                 "    doctor D01 in 2026: 0 → 1"):
        check(line in dry["text"], f"'{line}' is not shown:\n{dry['text']}")
    follows = {form: json.loads(out)[-1] for form, out in (("dry", dry["json"]), ("real", real["json"]))}
    equal((follows["dry"].pop("stored"), follows["real"].pop("stored")), (False, True), "stored")
    equal(follows["dry"], follows["real"], "the lists of both")
    equal({name: len(follows["dry"][name]) for name in ("proposals", "cases", "leads", "points")},
          {"proposals": 2, "cases": 1, "leads": 1, "points": 3}, "how many follow")
    equal([(row["before"], row["after"], row["step"]) for row in follows["dry"]["points"] if "target" in row
           and row["target"] == third["target"]], [(2, 7, "suspension")], "points of a target")
    equal([row["id"] for row in json.loads(house.run("--json", "case", "list").out)["cases"]],
          [row["id"] for row in follows["dry"]["cases"]], "the case has that number")
    check("Points that change" not in house.run("import", "outcomes", file, "--dry-run").out, "known ones change nothing")


def bad_papers(options, folder):
    house = office(options, folder)
    visit = house.past[0]["target"]
    closed = house.visits[-1]["target"]
    house.run("register", "set", closed, "status=closed", "--reason", "x")
    head = "id,target,date,source,severity,summary,state,assigned\n"
    stored(house, "leads", head + f"L-1,{visit},2026-01-05,complaint,4,x,assigned,监管科\n")
    refused(house, "leads", head + "L-2,T9999,2026-01-05,media,1,x,,\n"
            f"L-3,{closed},2026-01-05,media,1,x,,\nL-4,{visit},{later(house.today, 1)},media,1,x,,\n"
            f"L-1,{visit},2026-01-05,complaint,4,x,received,监管科\n"
            f"L-5,{visit},2026-01-05,media,1,电话13812345678,,\n,{visit},2026-01-05,media,1,x,,\n"
            f"L-6,{visit},2026-01-05,media,1,x,,\nL-6,{visit},2026-01-05,media,2,x,,\n",
            "bad-leads.csv:2:5: there is no target 'T9999'", f"bad-leads.csv:3:5: target {closed} is closed",
            "bad-leads.csv:4:", "is still to come", "bad-leads.csv:5:", "is assigned already, which stays",
            "bad-leads.csv:6:", "who informed the office is never stored", "bad-leads.csv:7:1: id is needed",
            "bad-leads.csv:9:1: “L-6” stands twice with other content, in line 8 and here")
    check(b"13812345678" not in house.db.read_bytes(), "a refused number is in the database")
    refused(house, "receipts", f"due,on\nmonthly,2026-01-05\nmonthly-in,2026-01-05\nmonthly-in/2026-01-30,{later(house.today, 1)}\n"
            "monthly-in/2026-01-30,2026-01-04\nmonthly-in/2026-01-30,\n",
            "bad-receipts.csv:2:1: nothing is owed by the name of 'monthly'",
            "bad-receipts.csv:3:1: 'monthly-in' names several due items",
            "bad-receipts.csv:4:", "is still to come", "bad-receipts.csv:5:",
            "when the programme was approved", "bad-receipts.csv:6:", "on is needed")
    refused(house, "closures", "area,zone,from,to,reason\n999,,2026-02-01,,x\n,火星,2026-02-01,,x\n"
            "990101,,2026-02-02,2026-02-01,x\n990101,城区一片区,2026-02-01,,x\n990101,,2026-02-01,,\n",
            "bad-closures.csv:2:1: there is no area '999'", "bad-closures.csv:3:2: no target lies in a zone '火星'",
            "bad-closures.csv:4:", "to lies before from", "either an area or a zone", "reason is needed")
    refused(house, "checklists", "list,item,kind,text\na,b,鱼,x\na/b,c,,x\na,c,,\n",
            "bad-checklists.csv:2:5: '鱼' is not a kind of targets", "bad-checklists.csv:3:1: ", "text is needed")
    refused(house, "leads", head, "--mode replace: nothing is taken away", words=("--mode", "replace"), status=2)


def edited(house, name, changes):
    """The exported schedule with some cells changed: {visit: {column: text}}."""
    house.run("export", "csv", "-o", house.folder / "out")
    with open(house.folder / "out" / "schedule.csv", encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    with open(house.folder / name, "w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, rows[0].keys())
        writer.writeheader()
        writer.writerows([{**row, **changes.get(row["visit"], {})} for row in rows])


def cell_at(path, line, column):
    """FILE:LINE:COLUMN of a cell, as an editor counts characters."""
    text = path.read_text(encoding="utf-8").splitlines()
    names, (cells,) = text[0].split(","), csv.reader([text[line - 1]])
    before = text[line - 1].index(cells[names.index(column)], sum(map(len, cells[:names.index(column)])))
    quoted = before > 0 and text[line - 1][before - 1] == '"'
    return f"{path.name}:{line}:{before if quoted else before + 1}"


def line_of(path, visit):
    return next(number for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
                if visit in row)


def every_bad_sentence_has_its_place(options, folder):
    """In both languages, with line and column, and not a row of the database is another one after it."""
    house = office(options, folder)
    visit, other = house.past[0], house.past[1]
    closed = house.visits[-1]["target"]
    house.run("register", "set", closed, "status=closed", "--reason", "x")
    stored(house, "outcomes", f"visit,result,item\n{other['id']},pass,医药价格\n")
    ahead = house.future[0]
    free = [one for one in house.visits if one["crew"] != ahead["crew"]]
    recused = free[0]["people"][1]["id"]
    stored(house, "relations", f"person,target,reason\n{recused},{ahead['target']},亲属\n")
    moves = {"date": "2026-04-06", "reason": "改期"}
    edited(house, "holiday.csv", {ahead["id"]: moves})
    edited(house, "recused.csv", {ahead["id"]: {"people": f"{ahead['people'][0]['id']},{recused}", "reason": "换人"}})
    write(folder / "unknown.csv", f"visit,result\n{visit['id']},pass\nv000000000000,pass\n")
    write(folder / "early.csv", f"visit,result,actual_date\n{visit['id']},pass,{later(visit['date'], -1)}\n")
    write(folder / "twice.csv", f"visit,result,item\n{visit['id']},pass,\n{other['id']},serious,医药价格\n")
    write(folder / "closed.csv", "id,target,date,source,severity,summary\n"
                                 f"L-1,{visit['target']},2026-01-05,media,1,x\nL-2,{closed},2026-01-05,media,1,x\n")
    line = line_of(folder / "holiday.csv", ahead["id"])
    sentences = (
        ("outcomes", "unknown", 3, "visit", 3, "there is no visit 'v000000000000'", "没有检查任务"),
        ("outcomes", "early", 2, "actual_date", 3, "lies before", "早于"),
        ("outcomes", "twice", 3, "visit", 3, "a result twice with other content", "内容不同"),
        ("leads", "closed", 3, "target", 3, f"target {closed} is closed", "已关闭"),
        ("schedule", "holiday", line, "date", 1, "2026-04-06 is not a working day", "2026-04-06"),
        ("schedule", "recused", line, "people", 1, f"{recused} is barred from {ahead['target']}", "回避"))
    before = state(house)
    for table, name, line, column, status, english, chinese in sentences:
        place = cell_at(folder / f"{name}.csv", line, column)
        name = f"{name}.csv"
        for words in ((), ("--dry-run",)):
            house.lang = "en"
            said = house.run("import", table, name, *words, status=status).err
            check(any(row.startswith(f"{place}: ") and english in row for row in said.splitlines()),
                  f"'{place}: … {english}' is not said:\n{said}")
            house.lang = "zh"
            said = house.run("import", table, name, *words, status=status).err
            check(any(row.startswith(f"{place}: ") and chinese in row and english not in row
                      for row in said.splitlines()), f"'{place}: … {chinese}' is not said:\n{said}")
        house.lang = "en"
        error = json.loads(house.run("--json", "import", table, name, status=status).err)["error"]
        places = [(row["line"], row["column"]) for row in error.get("rows", [error])]
        check(tuple(map(int, place.split(":")[1:])) in places, f"the place in JSON: {error}")
        equal(state(house), before, f"the database after {name}")


def papers_are_stored_once(options, folder):
    house = office(options, folder)
    target = house.past[0]["target"]
    tables = {
        "leads": f"编号,机构编码,受理日期,来源,严重程度,摘要,举报人\nL-1,{target},2026-01-05,投诉举报,4,串换药品,某某\n",
        "checklists": "list,item,text\na,b,x\na,c,y\n",
        "receipts": "due,on\nmonthly-in/2026-01-30,2026-01-05\n",
        "closures": "zone,from,to,reason\n城区一片区,2026-12-01,2026-12-02,台风\n",
    }
    for table, text in tables.items():
        size = entries(house)
        check("Dry run" in stored(house, table, text, "--dry-run"), "a dry run")
        equal(entries(house), size, "entries after a dry run")
        stored(house, table, text)
        equal(entries(house), size + 1, f"entries of {table}")
        check("Nothing new" in stored(house, table, text), f"{table} twice")
        equal(entries(house), size + 1, f"entries of {table} twice")
    check("某某".encode() not in house.db.read_bytes(), "the informant is in the database")
    check("not stored (1): 举报人" in stored(house, "leads", tables["leads"]), "said what is left out")
    out = stored(house, "checklists", "list,item,text\na,c,y\n", "--mode", "replace")
    check("1 closed" in out, out)
    out = stored(house, "closures", "zone,from,to,reason\n城区一片区,2026-12-03,,台风\n", "--mode", "replace")
    check("1 added" in out and "1 closed" in out, out)
    stored(house, "leads", f"序号,机构编码,受理日期,来源,严重程度\nL-2,{target},2026-01-05,媒体,1\n", "--map", "序号=id")
    check("Nothing new" in stored(house, "leads", f"序号,机构编码,受理日期,来源,严重程度\nL-2,{target},2026-01-05,媒体,1\n"),
          "the map is kept")
    house.run("ledger", "verify")


def the_page_knows_the_columns(options, folder):
    """docs/outcomes.md names every column of these tables and every disposal, in both languages."""
    page = (options.source / "docs" / "outcomes.md").read_text(encoding="utf-8")
    shown = House(options, folder).run("help", "import").out.split("\n\n")
    tables = {block.split("\n", 1)[0]: block.split("\n")[1:] for block in shown}
    for table in ("outcomes", "leads", "checklists", "receipts", "closures"):
        lines = [line.split() for line in tables[table] if line.strip()]
        check(len(lines) >= 5, f"columns of {table}: {lines}")
        for words in lines:
            name, chinese = words[0], words[-1].split("/")[0]
            check(name in page, f"{table}: '{name}' is not on the page")
            check(chinese in page, f"{table}: '{chinese}' is not on the page")


main([the_page_knows_the_columns, bad_outcomes, no_outcome_of_what_is_not_published, twice_and_corrected, checklists_bind_items,
      few_officers_are_noted, found_on_site, cases_and_leads, a_dry_run_shows_all_that_follows,
      every_bad_sentence_has_its_place, bad_papers, papers_are_stored_once])
