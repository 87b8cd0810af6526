"""Who may what. Commands that run in a user's name do what that user's role and area allow, and say
no more than that user may know; every command of the table is asked for by every role, so that a
new one cannot forget to say what it takes."""
import json

import house
from canaries_test import CANARIES, PROGRAMME, content, seen_in, workspace
from house import House, check, equal

PASSWORD = "一个够长的口令2026"
# docs/server.md, "Who may what"
READ = {"read_public", "read_own", "read", "read_ledger"}
MAY = {
    "admin": READ | {"record_own", "record", "plan", "draw", "administer"},
    "planner": READ | {"record_own", "record", "plan", "draw"},
    "auditor": READ,
    "inspector": {"read_public", "read_own", "record_own"},
    "public": {"read_public"},
}
ACTS = READ | MAY["admin"] | {"here"}


def add(work, name, role, *words, status=0):
    return work.run("user", "add", name, "--role", role, "--from", "-", *words,
                    stdin=PASSWORD.encode() + b"\n", status=status)


def as_user(work, name, *words, status=0):
    return work.run("--as", name if name == "public" else f"{work.office}/{name}", *words, status=status)


def refused(work, name, *words):
    """The error of a command that is forbidden."""
    said = as_user(work, name, "--json", *words, status=1)
    error = json.loads(said.err)["error"]
    equal(error["code"], "forbidden", f"{name}: {' '.join(map(str, words))}")
    equal(said.out, "", "what a forbidden command says")
    return error


def county(options, folder):
    work = House(options, folder, now="2026-02-27T09:00:00+08:00")
    work.init()
    work.import_all(work.generate("--targets", "40", "--people", "6", "--zones", "3"))
    return work


def a_person(folder):
    return house.read_csv(folder / "register" / "inspectors.csv")[0]["人员编号"]


def planned(options, folder):
    """Twenty hospitals of telling names, hidden until five o'clock of the day before."""
    work = workspace(options, folder)
    work.run("approve", PROGRAMME, "--by", "科长")
    rows = json.loads(work.run("--json", "visit", "list").out)
    person = rows[-1]["people"][0]["id"]
    for role in ("admin", "planner", "auditor"):
        add(work, role, role)
    add(work, "inspector", "inspector", "--person", person)
    return work, rows, person


def every_command_says_what_it_takes(options, folder):
    work = county(options, folder)
    add(work, "admin", "admin")
    add(work, "planner", "planner")
    add(work, "auditor", "auditor")
    add(work, "inspector", "检查人员", "--person", a_person(folder))
    table = json.loads(work.run("help", "--json").out)["commands"]
    check(len(table) > 70, f"only {len(table)} commands")
    for command in table:
        words = [word for word in (command["name"], command["subcommand"]) if word]
        check(command["act"] in ACTS, f"{words}: {command['act']}")
        for role, acts in MAY.items():
            said = as_user(work, role, "--json", *words, *["x"] * command["least"], status=None)
            code = json.loads(said.err)["error"]["code"] if said.err.startswith("{") else ""
            equal(code == "forbidden", command["act"] not in acts, f"{role}: {' '.join(words)} ({code})")
    refused(work, "planner", "settings", "setup_minutes=10")
    as_user(work, "admin", "settings", "setup_minutes=10")
    as_user(work, "planner", "settings")
    for kind in ("coverage", "workload", "notices", "due"):
        refused(work, "public", "report", kind, "x")
        refused(work, "inspector", "report", kind, "x")
    refused(work, "public", "visit", "list")
    equal(as_user(work, "990101", "visit", "list", status=1).err.split("\n")[0],
          "there is no user '990101' in office 990101", "a user that is none")
    check("OFFICE/NAME" in work.run("--as", "admin", "visit", "list", status=2).err, "a name without office")


def first_passwords(options, folder):
    work = county(options, folder)
    made = json.loads(work.run("user", "add", "科长", "--role", "计划员", "--json").out)
    equal({key: made["user"][key] for key in ("name", "role", "area", "person", "state")},
          {"name": "科长", "role": "planner", "area": "990101", "person": "", "state": "fresh"}, "the new user")
    check(len(made["password"]) == 32, "a first password")
    check("password of their own" in refused(work, "科长", "visit", "list")["message"], "a fresh user")
    refused(work, "科长", "help")
    check("already" in add(work, "科长", "admin", status=1).err, "the same name twice")
    again = work.run("user", "password", "科长").out
    check(made["password"] not in again and "shown only now" in again, f"another first password: {again}")
    work.run("user", "password", "科长", "--from", "-", stdin=PASSWORD.encode() + b"\r\nx\n")
    as_user(work, "科长", "register", "show")
    work.run("user", "password", "科长", "--from", "-", stdin=b"kurz\n", status=3)
    work.run("user", "password", "科长", "--from", "-", stdin=b"\n", status=3)
    work.run("user", "disable", "科长")
    check("disabled" in refused(work, "科长", "register", "show")["message"], "a disabled user")
    refused(work, "科长", "help")
    work.run("user", "password", "科长", status=1)
    work.run("user", "disable", "科长", "--off")
    as_user(work, "科长", "register", "show")
    work.run("user", "set", "科长", "--role", "审计员", "--area", "全部")
    refused(work, "科长", "plan", "x.lua")
    for words in (("user", "list"), ("user", "list", "--json"), ("ledger", "show", "--json"),
                  ("doctor",), ("settings", "--json")):
        out = work.run(*words).out
        check(made["password"] not in out and PASSWORD not in out and "scrypt" not in out, f"{words} tells")
    rows = json.loads(work.run("user", "list", "--json").out)["users"]
    equal([set(row) for row in rows], [{"name", "role", "area", "area_name", "person", "person_name", "state",
                                        "changed"}], "what is told of a user")
    equal((rows[0]["area"], rows[0]["role"], rows[0]["state"]), ("", "auditor", "active"), "as it was set")
    for words in (("a b", "--role", "admin"), ("x", "--role", "inspector"), ("x", "--role", "feed"),
                  ("x", "--role", "inspector", "--person", "nobody"), ("x", "--role", "admin", "--area", "1"), ("x",)):
        check(work.run("user", "add", *words, status=None).status in (2, 3), f"user add {words}")


def nobody_reaches_further(options, folder):
    """An admin of a county hands out nothing beyond it, in no office."""
    work = county(options, folder)
    add(work, "county", "admin")
    add(work, "all", "admin", "--area", "all")
    refused(work, "county", "user", "add", "x", "--role", "admin", "--area", "all")
    refused(work, "county", "user", "password", "all")
    refused(work, "county", "user", "disable", "all")
    refused(work, "county", "user", "set", "all", "--role", "auditor")
    refused(work, "county", "user", "set", "county", "--area", "all")
    refused(work, "county", "user", "disable", "county")
    refused(work, "county", "user", "add", "y", "--role", "planner", "--from", "-")
    as_user(work, "county", "user", "add", "x", "--role", "planner")
    as_user(work, "all", "user", "set", "x", "--role", "auditor")
    other = House(options, folder, now=work.now, office="320282")
    own = f"{work.office}/"
    for name, status in (("county", 1), ("all", 0)):
        said = other.run("--as", own + name, "--json", "user", "list", status=status)
        if status:
            equal(json.loads(said.err)["error"]["code"], "forbidden", "another office's users")
    # Without --office a user acts in their own one, which a policy cannot change.
    other.office = None
    rows = json.loads(other.run("--as", own + "all", "--json", "user", "list").out)["users"]
    equal(len(rows), 3, "users of one's own office")


def offices_in_one_workspace(options, folder):
    """A province acts for its counties, a county for itself."""
    work = county(options, folder)
    offices = {code: House(options, folder, now=work.now, office=code)
               for code in ("32", "320282", "320281", "33")}
    for code in ("32", "320282"):
        for role in ("admin", "planner", "auditor"):
            add(offices[code], role, role)
    for role, words in (("admin", ("user", "list")), ("planner", ("settings",)), ("auditor", ("register", "digest"))):
        for asker, reached in (("32", {"32", "320282", "320281"}), ("320282", {"320282"})):
            for code, house_of in offices.items():
                said = house_of.run("--as", f"{asker}/{role}", "--json", *words, status=None)
                code_of = json.loads(said.err)["error"]["code"] if said.status else ""
                equal(code_of == "forbidden", code not in reached, f"{asker}/{role} at {code}: {said}")
    # The province hands out what lies in the county, the county nothing of the province's.
    offices["320282"].run("--as", "32/admin", "user", "set", "planner", "--role", "auditor")
    offices["320282"].run("--as", "32/admin", "user", "add", "new", "--role", "planner")
    check("larger" in offices["320282"].run("--as", "320282/admin", "user", "add", "x", "--role", "admin", "--area",
                                            "32", status=1).err, "a county's admin for the province")


def addresses_of_calendars(options, folder):
    work = county(options, folder)
    people = [row["人员编号"] for row in house.read_csv(folder / "register" / "inspectors.csv")]
    add(work, "admin", "admin")
    add(work, "inspector", "inspector", "--person", people[0])
    made = json.loads(as_user(work, "inspector", "--json", "feed", "create", people[0], "--by", "person").out)
    check(made["address"].startswith("/feeds/") and made["address"].endswith(".ics") and len(made["address"]) == 43,
          f"the address: {made}")
    refused(work, "inspector", "feed", "create", people[1], "--by", "person")
    refused(work, "inspector", "feed", "create", "--by", "office")
    work.run("settings", "public_url=https://xuncha.example.cn/")
    office = as_user(work, "admin", "feed", "create", "--by", "单位", "--note", "局里大屏").out
    check("https://xuncha.example.cn/feeds/" in office and "shown only now" in office, f"the whole address: {office}")
    refused(work, "inspector", "feed", "rotate", "2")
    refused(work, "inspector", "feed", "revoke", "2")
    own = json.loads(as_user(work, "inspector", "--json", "feed", "list").out)["feeds"]
    equal([(row["id"], row["by"], row["key"]) for row in own], [(1, "person", people[0])], "one's own feeds")
    again = json.loads(as_user(work, "inspector", "--json", "feed", "rotate", "1").out)
    check(again["address"] != made["address"], "another address")
    rows = work.run("--json", "feed", "list").out
    equal([row["note"] for row in json.loads(rows)["feeds"]], ["", "局里大屏"], "all feeds")
    for token in (made["address"][7:-4], again["address"].split("/")[-1][:-4]):
        check(token not in rows and token not in work.run("ledger", "show", "--json").out, "an address is told again")
    as_user(work, "inspector", "feed", "revoke", "1")
    work.run("feed", "rotate", "1", status=1)
    for words in (("nobody", "--by", "person"), ("1", "--by", "area"), ("320282", "--by", "office"), ("x", "--by", "y"),
                  ("--by", "crew"), ("x",)):
        check(work.run("feed", "create", *words, status=None).status in (2, 3), f"feed create {words}")


def a_part_of_the_office(options, folder):
    """A user whose area is smaller than the office sees the visits that lie there."""
    work = county(options, folder)
    work.run("import", "areas", house.write(
        folder / "towns.csv", "code,name,parent,level\n990101001,东镇,990101,town\n990101002,西镇,990101,town\n"))
    work.run("import", "targets", house.write(folder / "east.csv", "id,name,kind,area,zone\n" + "".join(
        f"T{i},{i}号药店,pharmacy,{990101001 + i % 2},片区1\n" for i in range(20))))
    work.run("plan", work.policy())
    add(work, "east", "planner", "--area", "990101001")
    rows = json.loads(work.run("--json", "visit", "list").out)
    here = [row["id"] for row in rows if row["area"] == "990101001"]
    check(0 < len(here) < len(rows), "some visits lie in the town")
    equal([row["area_name"] for row in rows if row["area"] == "990101002"][0], "西镇", "the name of an area")
    seen = json.loads(as_user(work, "east", "--json", "visit", "list").out)
    equal([row["id"] for row in seen], here, "visits of one's own area")
    equal(json.loads(as_user(work, "east", "--json", "visit", "list", "--area", "990101002").out), [], "of another")
    equal([row["id"] for row in json.loads(work.run("--json", "visit", "list", "--area", "990101001").out)], here,
          "--area")
    equal(json.loads(as_user(work, "east", "--json", "visit", "show", here[0]).out)["area"], "990101001", "one of them")
    elsewhere = next(row["id"] for row in rows if row["area"] != "990101001")
    as_user(work, "east", "visit", "show", elsewhere, status=1)
    refused(work, "east", "explain", here[0])
    refused(work, "east", "register", "show")
    refused(work, "east", "plan", work.policy())


def names_are_one_s_own(options, folder):
    work = workspace(options, folder)
    add(work, "zhang", "planner")
    refused(work, "zhang", "approve", PROGRAMME, "--by", "li")
    said = json.loads(as_user(work, "zhang", "--json", "approve", PROGRAMME).out)
    equal(said["by"], "zhang", "who approves")
    check("second person" in refused(work, "zhang", "draw", "void", "x", "--reason", "y", "--by", "zhang")["message"],
          "one's own second person")
    as_user(work, "zhang", "export", "json", PROGRAMME, "--for", "public", "-o", folder / "out")


def inspectors_see_their_own(options, folder):
    work, rows, person = planned(options, folder)
    mine = [row for row in rows if person in [one["id"] for one in row["people"]]]
    others = [row for row in rows if row not in mine]
    check(mine and others, "some visits are theirs")
    seen = json.loads(as_user(work, "inspector", "--json", "visit", "list").out)
    equal([set(row) for row in seen], [{"id", "busy", "date", "end_date", "start", "end"}] * len(mine),
          "before the embargo ends")
    equal([row["id"] for row in seen], [row["id"] for row in mine], "their visits")
    for words in (("--target", mine[0]["target"]), ("--crew", mine[0]["crew"]), ("--programme", PROGRAMME),
                  ("--status", "published"), ("--area", mine[0]["area"]), ("--zone", mine[0]["zone"] or "x")):
        equal(json.loads(as_user(work, "inspector", "--json", "visit", "list", *words).out), [],
              f"asked for by {words[0]}")
    refused(work, "inspector", "visit", "list", "--person", others[0]["people"][0]["id"])
    check("On duty" in as_user(work, "inspector", "visit", "list").out, "as text")
    first = mine[0]
    work.now = first["date"] + "T08:00:00+08:00"
    seen = json.loads(as_user(work, "inspector", "--json", "visit", "list", "--on", first["date"]).out)
    whole = json.loads(work.run("--json", "visit", "list", "--on", first["date"], "--person", person).out)
    equal(seen, whole, "on the day, as the planner sees them")
    check(seen[0]["target_name"] and seen[0]["address"] and all(one["name"] for one in seen[0]["people"]),
          "what a calendar needs")
    as_user(work, "inspector", "explain", first["id"])
    shown = json.loads(as_user(work, "inspector", "--json", "visit", "show", first["id"]).out)
    equal(shown["target"], first["target"], "their visit")
    late = others[-1]
    as_user(work, "inspector", "explain", late["id"], status=1)
    as_user(work, "inspector", "visit", "show", late["id"], status=1)
    # Who is ill cannot come, whatever it is; the rest is the office's.
    as_user(work, "inspector", "visit", "decline", mine[-1]["id"], "--ground", "ill")
    told = json.loads(as_user(work, "inspector", "--json", "visit", "declined").out)["declined"]
    equal([(row["visit"], row["state"], row["about"]) for row in told], [(mine[-1]["id"], "open", None)], "declined")
    refused(work, "inspector", "visit", "decline", late["id"], "--ground", "ill")
    refused(work, "inspector", "visit", "decline", mine[-1]["id"], "--refuse", "不行")
    refused(work, "inspector", "explain", first["id"], "--for", "planner")
    # Results: of their own, and of what they may know of.
    for row in (late, mine[-1], {"id": "nothing"}):
        refused(work, "inspector", "outcome", "--visit", row["id"], "--result", "pass")
        refused(work, "inspector", "outcome", "--visit", row["id"], "--history")
    refused(work, "inspector", "outcome", "--target", first["target"], "--date", first["date"], "--result", "pass")
    work.now = first["date"] + "T17:30:00+08:00"
    as_user(work, "inspector", "outcome", "--visit", first["id"], "--result", "problem", "--findings", "串换药品")
    as_user(work, "inspector", "outcome", "--visit", first["id"], "--history")
    seen = json.loads(as_user(work, "inspector", "--json", "visit", "list", "--status", "已完成").out)
    equal([(row["id"], row["result"]) for row in seen], [(first["id"], "problem")], "what is done")
    # Who else is away, and why, is not theirs to know.
    work.run("import", "absences", house.write(folder / "away.csv", "person,from,to,reason\n" + "".join(
        f"{who},2026-04-29,2026-04-30,病假\n" for who in sorted({one["id"] for row in rows for one in row["people"]}))))
    days = ("--json", "calendar", "list", "2026-04-01", "2026-05-05")
    check(len(json.loads(work.run(*days).out)["absences"]) > 1, "the planner sees who is away")
    equal([row["person"] for row in json.loads(as_user(work, "inspector", *days).out)["absences"]], [person], "away")
    # Elsewhere their id is somebody else's.
    equal(json.loads(work.run("--as", "990101/inspector", "--office", "320282", "--json", "visit", "list",
                              status=1).err)["error"]["code"], "forbidden", "in another office")


def nothing_leaks(options, folder):
    """Whatever an inspector or nobody in particular may run says nothing of what is still hidden."""
    work, rows, person = planned(options, folder)
    table = json.loads(work.run("help", "--json").out)["commands"]
    words = [rows[0]["id"], rows[-1]["id"], rows[-1]["target"], person, "K0", PROGRAMME]
    asked = {
        "report": [("public", PROGRAMME)] + [("public", PROGRAMME, "--notice", kind)
                                             for kind in ("plan", "draw", "results")],
        "explain": [(word,) for word in words], "visit show": [(word,) for word in words],
        "visit list": [()] + [("--target", row["target"]) for row in rows[::7]],
        "outcome": [("--visit", rows[-1]["id"], "--result", "pass"), ("--visit", rows[-1]["id"], "--history"),
                    ("--target", rows[-1]["target"], "--date", rows[-1]["date"], "--result", "pass"),
                    ("--target", rows[-1]["target"], "--date", rows[-1]["date"], "--history")],
        "draw show": [(PROGRAMME,)], "export record": [(PROGRAMME, "-o", folder / "record")],
        "calendar days": [("2026-03-01", "2026-03-31")], "programme show": [(PROGRAMME,)],
        "export json": [(PROGRAMME, "-o", folder / "json"), (PROGRAMME, "--for", "inspector", "-o", folder / "json")],
        "visit decline": [(rows[-1]["id"], "--ground", "ill"), (rows[0]["target"], "--ground", "ill")],
        "visit declined": [()],
    }
    for row in rows[-3:]:
        work.run("visit", "decline", row["id"], "--person", row["people"][0]["id"], "--ground", "回避")
    for now in ("2026-02-27T09:00:00+08:00", rows[-1]["date"] + "T08:00:00+08:00"):
        work.now = now
        known = {row["target"] for row in rows if row["date"] <= now[:10]} if now > "2026-03" else set()
        for name in ("inspector", "public"):
            for command in table:
                if command["act"] not in MAY[name]:
                    continue
                run = " ".join(word for word in (command["name"], command["subcommand"]) if word)
                for operands in asked.get(run, [("x",) * command["least"]]):
                    said = as_user(work, name, *run.split(), *operands, status=None)
                    told = seen_in(said.out) | seen_in(said.err)
                    told -= {word for word in map(str, operands) if word in CANARIES} | known
                    equal(told, set(), f"{now}: {name}: {run} {operands} tells")
            for place in ("record", "json"):
                if (folder / place).exists():
                    equal(seen_in(content(folder / place)) - known, set(), f"{now}: {name}: files in {place}")


def results_are_public_once_published(options, folder):
    """Neither the next notice nor why the office moved a visit is anybody's before."""
    work, rows, _ = planned(options, folder)
    work.run("visit", "pin", rows[-1]["id"], "--reason", "举报核查")
    work.now = rows[0]["date"] + "T18:00:00+08:00"
    done = [row for row in rows if row["date"] == rows[0]["date"]]
    for row in done:
        work.run("outcome", "--visit", row["id"], "--result", "serious", "--findings", "串换药品")
    asked = ("--json", "report", "public", PROGRAMME, "--notice", "results", "--format", "json")
    check(seen_in(work.run(*asked).out), "the office sees the next notice")
    for name in ("public", "inspector"):
        said = as_user(work, name, *asked, status=None)
        equal(seen_in(said.out), set(), f"{name} sees what is not published")
    work.run("publish", "results", PROGRAMME, "--by", "科长")
    for name in ("public", "inspector"):
        equal(seen_in(as_user(work, name, *asked).out), {row["target"] for row in done}, f"{name} sees what is")
    work.now = "2026-05-31T09:00:00+08:00"
    as_user(work, "public", "export", "json", PROGRAMME, "-o", folder / "json")
    plan = (folder / "json" / "plan.json").read_text(encoding="utf-8")
    check(rows[-1]["target"] in plan and "举报" not in plan, "why a visit was pinned")


if __name__ == "__main__":
    house.main([every_command_says_what_it_takes, first_passwords, nobody_reaches_further, offices_in_one_workspace,
                addresses_of_calendars, a_part_of_the_office, names_are_one_s_own, inspectors_see_their_own,
                nothing_leaks, results_are_public_once_published])
