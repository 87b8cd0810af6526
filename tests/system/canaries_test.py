"""Whatever this program can say or write, it says nothing to outsiders of a visit that an embargo
hides from them: planted names are looked for in the output, the errors and the files of every
command, at every point of a plan's life. A command that is new must be told apart here: what it
says is for those who plan, or it is looked through."""
import io
import json
import re
import zipfile

import house
from house import House, check, equal

PROGRAMME = "secret"
OUTSIDERS = ("public", "inspector", "feed")
CANARIES = {f"K{number:03}X": f"金丝雀{number:03}号机构" for number in range(50)}
DICE = "dice=1234561234561234561234561"
# Commands whose answers stay with those who plan, who see every visit. Everything else that `help`
# lists is run here for outsiders.
INSIDE = {
    "init", "import", "register show", "register diff", "register digest", "register set",
    "register proposals", "register accept", "register decline", "policy check", "policy explain",
    "policy params", "policy test", "programme list", "programme show",
    "register list", "register get", "plan", "approve", "replan", "visit list", "visit show", "visit decline", "visit declined", "visit move",
    "visit swap",
    "visit pin", "visit cancel", "visit add", "seal init", "seal open", "commit", "draw run",
    "draw void", "substitute", "calendar days", "calendar list", "calendar due", "calendar check", "outcome",
    "lead list", "lead add", "lead set", "lead done", "case list", "case add", "case set",
    "case done", "due list", "due draft", "due done", "tick", "settings", "doctor", "help",
    "export figures", "rollup", "publish results", "publish withdraw", "publish list", "number list", "number skip", "user list", "user add",
    "serve", "user set", "user disable", "user password", "feed list", "feed create", "feed rotate", "feed revoke",
}
OUTSIDE = {"export ics", "export csv", "export xlsx", "export json", "export workbook", "export week",
           "export record", "explain", "report", "verify", "draw show", "ledger verify", "ledger show",
           "ledger checkpoint", "ledger proof"}
# Those that can be asked on behalf of an outsider.
ASKED = {"export ics", "export csv", "export xlsx", "export json", "export workbook", "export week",
         "explain", "report"}
SPRING = ("--window", "2026-03-01..2026-04-30")
# Reports for those who plan; others are for everybody.
REPORTS_INSIDE = {"due", "coverage", "progress", "ranking", "workload", "findings", "next-month",
                  "ledger-book", "approval", "notices"}
POLICY = """
local full_coverage = use 'full_coverage'
local spot_check = use 'spot_check'
return programme {
  id = 'secret', title = '检查', year = 2026, calendar = 'cn', office = '990101',
  full_coverage {
    id = 'all', title = '现场检查', of = targets { status = 'active', kind = 'hospital' }, window = between('2026-03-09', '2026-04-30'),
    times = 1, nature = 'enforcement', crew = seats { lead(1), officer(1) }, merge = false,
    embargo = { before(1, 'workday', '17:00'), from = { 'inspector', 'public' } },
  },
  reports = { due { id = 'month', what = 'coverage', when = last_workday 'month', from = 'office', to = 'city' } },
}
"""


def workspace(options, folder):
    work = House(options, folder, now="2026-02-27T09:00:00+08:00")
    work.init()
    work.import_all(work.generate("--targets", "20", "--people", "8", "--zones", "3"))
    work.run("import", "targets", house.write(
        folder / "canaries.csv", "id,name,kind,area,zone,address,organisation\n" + "".join(
            f"{key},{name},hospital,990101,片区{int(key[1:4]) % 5},{name}路1号,{name}集团\n"
            for key, name in CANARIES.items())))
    work.run("plan", house.write(folder / "policy.lua", POLICY))
    return work


def texts(path):
    """What a file says, also one that is packed."""
    data = path.read_bytes()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return b"".join(name.encode() + book.read(name) for name in book.namelist())
    return data.replace(b"\r\n ", b"")


def content(folder):
    return b"".join(str(path.relative_to(folder)).encode() + b"\n" + texts(path)
                    for path in sorted(folder.rglob("*")) if path.is_file())


def seen_in(data):
    if isinstance(data, str):
        data = data.encode()
    return {key for key, name in CANARIES.items() if key.encode() in data or name.encode() in data}


def visits(work):
    """As those who plan see them."""
    return work.plan_json(PROGRAMME, into="planner")["visits"]


def hidden(work):
    """Targets none of whose visits is known to anybody outside."""
    now = work.now[:16]
    known = set()
    for visit in visits(work):
        until = visit["embargo_until"]  # in UTC; here all ends are at 17:00
        ends = until[:10] + "T17:00"
        check(until.endswith("T09:00:00Z"), f"the end of an embargo: {until}")
        if visit["status"] in ("published", "accepted", "done") and ends <= now:
            known.add(visit["target"])
    return set(CANARIES) - known


def commands(work):
    """Every command that the help lists."""
    found = set()
    for line in work.run("help").out.splitlines():
        match = re.match(r"  ([a-z]+(?: [a-z]+)?)(?: [A-Z\[].*?)?  +\S", line)
        if match and not line.startswith("  --"):
            found.add(match.group(1))
    check(len(found) > 40, f"the help lists only {found}")
    return found


def every_command_has_its_readers(options, folder):
    work = House(options, folder)
    found = commands(work)
    equal(found - INSIDE - OUTSIDE, set(), "commands that this file does not tell apart: say in it who "
          "reads what they say")
    equal((INSIDE | OUTSIDE) - found, set(), "commands that are no more")
    for command in sorted(found):
        words = work.run("help", *command.split()).out
        equal("--for ROLE" in words, command in ASKED, f"`{command}` is asked for somebody")


def outsiders_answers(work, into):
    """Everything that is said and written for outsiders now, by who reads it."""
    place = work.folder / into
    rows = visits(work)
    ids = [rows[0]["id"], rows[-1]["id"], rows[-1]["target"], rows[0]["target"],
           rows[-1]["people"][0]["id"], "nobody", "K0"]
    for role in OUTSIDERS:
        for kind in ("ics", "csv", "xlsx", "json", "workbook", "week"):
            said = work.run("export", kind, PROGRAMME, "--for", role, "-o",
                            place / role / kind, *(SPRING if kind[0] == "w" else ()), status=None)
            yield f"export {kind} for {role}", said, place / role / kind
        yield f"all calendars for {role}", work.run(
            "export", "ics", "--for", role, "-o", place / role / "all", status=None), place / role
        for word in ids:
            said = work.run("explain", word, "--for", role, status=None)
            yield f"explain {word} for {role}", without(said, word), None
    for kind in ("person", "crew"):
        yield f"calendars by {kind}", work.run("export", "ics", "--by", kind, "-o", place / kind), \
            place / kind
    for kind in ("workbook", "week"):
        yield f"export {kind}", work.run("export", kind, PROGRAMME, *SPRING, "-o",
                                         place / f"own-{kind}"), place / f"own-{kind}"
    for role in OUTSIDERS:
        for kind in sorted(report_kinds(work)):
            for form in ("text", "csv", "html", "json"):
                said = work.run("report", kind, PROGRAMME, "--format", form, "--for", role, status=None)
                yield f"report {kind} as {form} for {role}", said, None
    for kind in report_kinds(work) - REPORTS_INSIDE:
        for form in ("text", "csv", "xlsx", "docx", "html", "json"):
            file = place / f"{kind}.{form}"
            place.mkdir(parents=True, exist_ok=True)
            said = work.run("report", kind, PROGRAMME, "--format", form, "-o", file, status=None)
            yield f"report {kind} as {form}", said, place
    for notice in ("plan", "draw", "results"):
        for form in ("text", "csv", "xlsx", "docx", "html", "json"):
            for more in ((), ("--number", "all")) if notice == "results" else ((),):
                file = place / f"{notice}{len(more)}.{form}"
                said = work.run("report", "public", PROGRAMME, "--notice", notice, *more,
                                "--format", form, "-o", file, status=None)
                yield f"notice of {notice} as {form}", said, place
    yield "records", work.run("export", "record", PROGRAMME, "-o", place / "record", status=None), \
        place / "record"
    for words in (("draw", "show", PROGRAMME), ("ledger", "verify"), ("ledger", "show"),
                  ("ledger", "show", "--json"), ("ledger", "checkpoint"), ("ledger", "proof", "3")):
        yield " ".join(words), work.run(*words, status=None), None


def report_kinds(work):
    text = work.run("help", "report").out
    return set(re.findall(r"^  ([a-z-]+)  +\S", text.split("Kinds", 1)[1], re.M))


def without(said, word):
    """The same, but for the word that was asked about."""
    said.out, said.err = said.out.replace(word, "?"), said.err.replace(word, "?")
    return said


def look(work, when):
    secret = hidden(work)
    check(secret, f"{when}: nothing is hidden")
    for what, said, place in outsiders_answers(work, f"out-{len(list(work.folder.iterdir()))}"):
        equal(seen_in(said.out) & secret, set(), f"{when}: {what} says")
        equal(seen_in(said.err) & secret, set(), f"{when}: {what} says with its errors")
        if place is not None and place.exists():
            equal(seen_in(content(place)) & secret, set(), f"{when}: {what} writes")


def a_plan_s_whole_life(options, folder):
    work = workspace(options, folder)
    look(work, "a draft")
    work.run("approve", PROGRAMME, "--by", "科长")
    look(work, "approved")
    work.now = "2026-03-11T18:00:00+08:00"
    rows = sorted(visits(work), key=lambda visit: (visit["date"], visit["id"]))
    done = [visit for visit in rows if visit["date"] <= "2026-03-11"]
    check(done and len(done) < len(rows), "the first days")
    for visit in done:
        work.run("outcome", "--visit", visit["id"], "--result", "problem", "--disposal", "整改")
    look(work, "first results")
    published = json.loads(work.run("publish", "results", PROGRAMME, "--by", "科长", "--json").out)
    check(published["results"] > 0 and len(published["rows"]) == published["results"], "nothing is published")
    known = {row["target"] for row in published["rows"]}
    equal(known & hidden(work), set(), "published before the end of its embargo")
    look(work, "first notice")
    work.now = "2026-03-12T09:00:00+08:00"
    ahead = [visit for visit in rows if visit["date"] > "2026-03-16"]
    gone = ahead[0]["people"][0]["id"]
    work.run("import", "absences", house.write(
        folder / "ill.csv", f"person,from,to,reason\n{gone},2026-03-13,2026-06-30,病假\n"))
    work.run("replan", PROGRAMME)
    look(work, "somebody is ill")
    rows = [visit for visit in sorted(visits(work), key=lambda visit: (visit["date"], visit["id"]))
            if visit["date"] > "2026-03-16" and visit["status"] == "published"]
    work.run("visit", "cancel", rows[0]["id"], "--reason", "停业")
    other = next(visit for visit in rows if visit["crew"] != rows[1]["crew"])
    work.run("visit", "move", rows[1]["id"], "--crew", other["crew"], "--reason", "试", status=None)
    work.run("register", "set", rows[2]["target"], "status=closed", "--reason", "关门")
    work.run("lead", "add", "--target", rows[3]["target"], "--source", "complaint", "--text", "投诉",
             status=None)
    work.run("replan", PROGRAMME)
    look(work, "by hand, closed, a lead")
    work.now = "2026-03-31T18:00:00+08:00"
    cancelled = rows[0]["target"]
    check(cancelled in hidden(work), "a visit cancelled before its embargo ended is known")
    look(work, "the end of the embargoes of what was cancelled")


if __name__ == "__main__":
    house.main([every_command_has_its_readers, a_plan_s_whole_life])
