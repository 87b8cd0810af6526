"""What pages list: rows of the register, searched and page by page; programmes with what is planned,
done and due; the table of commands for other programs."""
import json

import house
from house import House, check, equal

PROGRAMME = "example-county-2026"


def registered(options, folder):
    work = House(options, folder)
    work.init()
    place = work.generate("--targets", "60", "--people", "6", "--zones", "4")
    work.import_all(place)
    return work, place


def answer(work, *words):
    return json.loads(work.run("--json", *words).out)


def refused(work, *words, status=2):
    return json.loads(work.run("--json", *words, status=status).err)["error"]


def rows_of_the_register(options, folder):
    work, place = registered(options, folder)
    rows = house.read_csv(place / "targets.csv")
    listed = answer(work, "register", "list", "targets")
    equal(listed["total"], len(rows), "all targets")
    equal(listed["next"], None, "they stand on one page")
    equal([row["id"] for row in listed["items"]], sorted(row["机构编码"] for row in rows), "ids")
    first = listed["items"][0]
    source = next(row for row in rows if row["机构编码"] == first["id"])
    equal((first["name"], first["address"], first["zone"]),
          (source["机构名称"], source["地址"], source["片区"]), "a row's texts")
    seen, after = [], []
    while True:
        page = answer(work, "register", "list", "targets", "--limit", "7", *after)
        seen += [row["id"] for row in page["items"]]
        equal(page["total"], len(rows), "the total on every page")
        if page["next"] is None:
            break
        equal(len(page["items"]), 7, "a full page")
        after = ["--after", page["next"]]
    equal(seen, [row["id"] for row in listed["items"]], "page by page")
    found = answer(work, "register", "list", "targets", "--text", first["id"].lower())
    equal([row["id"] for row in found["items"]], [first["id"]], "an id in small letters")
    pharmacies = answer(work, "register", "list", "targets", "--kind", "药店")["items"]
    check(pharmacies and all(row["kind"] == "pharmacy" for row in pharmacies), "one kind only")
    zone = answer(work, "register", "list", "targets", "--zone", first["zone"])["items"]
    check(zone and all(row["zone"] == first["zone"] for row in zone), "one zone only")
    closed = answer(work, "register", "list", "targets", "--status", "closed")["items"]
    check(all(row["status"] == "closed" for row in closed), "one status only")
    equal(answer(work, "register", "list", "targets", "--area", "3202")["total"], 0,
          "none in another city")
    equal(answer(work, "register", "list", "targets", "--area", "990101")["total"], len(rows),
          "all in the county")
    check("Go on with --after" in work.run("register", "list", "targets", "--limit", "1").out,
          "as text it says how to go on")


def people_and_what_they_may_not(options, folder):
    work, place = registered(options, folder)
    people = answer(work, "register", "list", "inspectors")["items"]
    equal(len(people), len(house.read_csv(place / "inspectors.csv")), "inspectors")
    check(all(row["table"] == "inspectors" for row in people), "no experts among them")
    leads = answer(work, "register", "list", "inspectors", "--role", "lead")["items"]
    check(leads and all("lead" in row["roles"] for row in leads), "leads only")
    experts = answer(work, "register", "list", "experts")["items"]
    equal(len(experts), len(house.read_csv(place / "experts.csv")), "experts")
    away = answer(work, "register", "list", "absences")
    one = away["items"][0]
    own = answer(work, "register", "list", "absences", "--person", one["person"],
                 "--window", one["from"] + ".." + one["to"])["items"]
    check(one in own and all(row["person"] == one["person"] for row in own), "one's absences")
    pages = [answer(work, "register", "list", "absences", "--limit", "1")]
    while pages[-1]["next"]:
        pages.append(answer(work, "register", "list", "absences", "--limit", "1", "--after",
                            pages[-1]["next"]))
    equal([row for page in pages for row in page["items"]], away["items"], "absences by page")
    relations = answer(work, "register", "list", "relations")["items"]
    barred = next(row for row in relations if row["organisation"])
    target = next(row for row in answer(work, "register", "list", "targets")["items"]
                  if row["organisation"] == barred["organisation"])
    check(barred in answer(work, "register", "list", "relations", "--target", target["id"])["items"],
          "a relation to the target's organisation bars from the target")
    whole = answer(work, "register", "get", people[0]["id"])
    equal(whole, {"table": "people", "entry": people[0]}, "one person")
    equal(answer(work, "register", "get", target["id"])["entry"], target, "one target")
    equal(answer(work, "register", "get", "990101")["table"], "areas", "one area")
    check(target["name"] in work.run("register", "get", target["id"]).out, "as text")


def what_cannot_be_listed(options, folder):
    work, _ = registered(options, folder)
    equal(refused(work, "register", "list", "tragets")["code"], "usage", "a table that is none")
    check("hospital" in refused(work, "register", "list", "targets", "--kind", "hospitol")["hint"],
          "a kind that is nearly one")
    check("text" in refused(work, "register", "list", "experts", "--kind", "hospital")["hint"],
          "what experts can be searched by")
    for limit in ("0", "2001", "x", "-1"):
        equal(refused(work, "register", "list", "targets", f"--limit={limit}")["code"], "usage", limit)
    equal(refused(work, "register", "list", "absences", "--after", "x")["code"], "usage", "after")
    equal(refused(work, "register", "list", "targets", "--area", "none", status=1)["code"], "no",
          "an area that is none")
    equal(refused(work, "register", "get", "none", status=1)["code"], "no", "an id that is none")


def programmes(options, folder):
    work, _ = registered(options, folder)
    equal(answer(work, "programme", "list"), {"programmes": []}, "before there is a plan")
    equal(refused(work, "programme", "show", PROGRAMME, status=1)["code"], "no", "none to show")
    work.run("plan", work.policy())
    row = answer(work, "programme", "list")["programmes"][0]
    plan = work.plan_json(PROGRAMME)
    equal((row["id"], row["status"], row["approved"]), (PROGRAMME, "draft", None), "a draft")
    equal(row["visits"]["draft"], len(plan["visits"]), "its visits")
    work.run("approve", PROGRAMME, "--by", "科长", "--until", "2026-04-30")
    visits = answer(work, "visit", "list")
    work.now = visits[0]["date"] + "T18:00:00+08:00"
    work.run("outcome", "--visit", visits[0]["id"], "--result", "pass")
    row = answer(work, "programme", "list")["programmes"][0]
    equal((row["status"], row["approved"]["by"], row["approved"]["until"]),
          ("approved", "科长", "2026-04-30"), "approved up to a day")
    statuses = [visit["status"] for visit in answer(work, "visit", "list")]
    equal(row["visits"], {status: statuses.count(status) for status in row["visits"]}, "by status")
    equal(row["visits"]["done"], 1, "one is done")
    for status, number in row["visits"].items():
        equal(sum(month["visits"][status] for month in row["months"]), number, f"months: {status}")
        equal(sum(stage["visits"][status] for stage in row["stages"]), number, f"stages: {status}")
    equal(row["stages"][0]["state"], "open", "the stage's state")
    due = [item for item in answer(work, "due", "list")["due"] if item["received"] is None]
    equal(row["overdue"], sum(item["overdue"] for item in due), "what is late")
    equal(row["next_due"]["id"], next(item["id"] for item in due if not item["overdue"]), "due next")
    shown = answer(work, "programme", "show", PROGRAMME)
    equal({key: shown[key] for key in row}, row, "the same row")
    equal(shown["plan"]["unmet"], plan["unmet"], "what is not planned")
    equal(shown["plan"]["bounds"]["zone_days"], plan["bounds"]["zone_days"], "the bounds")
    equal([shown["register"], shown["rules"]], [plan["register"], plan["rules"]], "digests")
    public = answer(work, "--as", "public", "programme", "show", PROGRAMME)
    seen = sum(public["visits"].values())
    check(0 < seen < sum(row["visits"].values()) and not public["visits"]["draft"],
          "the public sees some visits, and no drafts")
    equal(sum(sum(month["visits"].values()) for month in public["months"]), seen, "months of these")
    equal((public["plan"], public["overdue"], public["next_due"]), (None, 0, None), "no more")
    check(PROGRAMME in work.run("programme", "list").out, "as text")
    check("annual" in work.run("programme", "show", PROGRAMME).out, "one as text")
    work.run("programme", "show", "other", status=1)


def explanations(options, folder):
    work, _ = registered(options, folder)
    work.run("plan", work.policy())
    visit = answer(work, "visit", "list")[0]
    for subject, topics in (
            (visit["id"], ["what", "why_here", "why_then", "why_them", "to_check"]),
            (visit["target"], ["what", "visit", "to_check"]),
            (visit["people"][0]["id"], ["person", "visit"])):
        said = answer(work, "explain", subject)
        found = [sentence["topic"] for sentence in said["sentences"]]
        check(set(topics) <= set(found), f"{subject}: {topics} among {found}")
        check("other" not in found, f"{subject}: every sentence has its topic: {said}")
        lines = [line.strip() for line in work.run("explain", subject).out.splitlines()]
        equal([sentence["text"] for sentence in said["sentences"]], lines, "the same as text")
        work.lang = "zh"
        chinese = [sentence["topic"] for sentence in answer(work, "explain", subject)["sentences"]]
        equal(chinese, found, "the same topics in Chinese")
        work.lang = "en"
    policy = answer(work, "policy", "explain", work.policy())
    equal(["  " * line["level"] + line["text"] for line in policy["lines"]],
          [line for line in work.run("policy", "explain", work.policy()).out.splitlines() if line],
          "a policy's sentences")
    tests = answer(work, "policy", "test", work.policy())
    equal((tests["failed"], tests["passed"]), (0, len(tests["tests"])), "a policy's tests")
    equal(answer(work, "ledger", "show", "2", "--limit", "1")["index"], 2, "one entry of the ledger")
    work.office = "3202"
    equal((answer(work, "visit", "list"), answer(work, "due", "list")), ([], {"due": []}),
          "an office without plans")


def commands_for_programs(options, folder):
    work = House(options, folder)
    told = answer(work, "help")
    text = work.run("help").out
    for command in told["commands"]:
        words = " ".join(filter(None, (command["name"], command["subcommand"])))
        check(f"  {words}" in text, f"{words} stands in the help, too")
        own = work.run("help", *words.split()).out
        for option in command["options"]:
            check(f"--{option['name']}" in own, f"help {words} names --{option['name']}")
    check({"db", "office", "json"} <= {option["name"] for option in told["options"]}, "options of all")
    equal(refused(work, "regster")["hint"].split()[3].strip("?"), "register", "the nearest command")


if __name__ == "__main__":
    house.main([rows_of_the_register, people_and_what_they_may_not, what_cannot_be_listed, programmes,
                explanations, commands_for_programs])
