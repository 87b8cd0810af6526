"""What happens by itself: a year of ticks writes every report that is due once, plans the stages
that open, and does nothing twice, whatever the clock does."""
import concurrent.futures
import datetime
import json
import signal
import time

import house
from house import House, check, equal

OFFICE = "990101"
COUNTY = "example-county-2026"
STAGES = """
local full_coverage = use 'full_coverage'
local p = params { officers = { 1, title = '每组执法人员数', least = 1, most = 2 } }
return programme {
  id = 'two', title = '两轮检查', year = 2026, calendar = 'cn', office = '990101',
  full_coverage { id = 'spring', of = targets { status = 'active', kind = one_of('medical') }, window = between('2026-03-02', '2026-12-18'),
    times = 1, nature = 'agency_check', crew = seats { officer(p.officers) } },
  full_coverage { id = 'autumn', of = targets { status = 'active', kind = 'pharmacy' }, window = between('2026-09-01', '2026-12-18'),
    opens = '2026-07-01', times = 1, nature = 'agency_check', crew = seats { officer(p.officers) } },
}
"""


def at(day, clock="00:00:05"):
    return f"{day}T{clock}+08:00"


def workspace(options, folder, now="2026-01-05T09:00:00+08:00"):
    work = House(options, folder, now=now)
    work.init()
    work.import_all(work.generate("--targets", "40", "--people", "12", "--zones", "3"))
    (folder / "policies").mkdir(exist_ok=True)
    return work


def county(options, folder):
    work = workspace(options, folder)
    policy = house.write(folder / "policies" / "county.lua", work.policy().read_bytes())
    work.run("plan", policy)
    work.run("approve", COUNTY, "--by", "Li")
    return work


def tick(work, now=None, status=0, words=()):
    work.now = now or work.now
    return json.loads(work.run("--json", "tick", *words, status=status).out)


def told(answer, chore, fate="done"):
    return [one for one in answer["items"] if one["chore"] == chore and one["fate"] == fate]


def number(work, programme):
    return json.loads(work.run("--json", "policy", "params",
                               work.folder / "policies" / f"{programme}.lua").out)["planned"]


def days(first, last):
    day = datetime.date.fromisoformat(first)
    while day <= datetime.date.fromisoformat(last):
        yield day.isoformat()
        day += datetime.timedelta(days=1)


def a_year_of_days(options, folder):
    """Each due report lies there once, not before its draft day, by its day, and as it was known
    on its day; a checkpoint of each month."""
    work = county(options, folder)
    items = json.loads(work.run("due", "list", COUNTY, "--json").out)["due"]
    expected = {(one["date"], one["id"].split("/")[0]) for one in items}
    check(len(expected) == 25, f"items: {sorted(expected)}")
    seen = {}
    for day in days("2026-01-05", "2026-12-31"):
        if day[8:] == "20" and day[5:7] in ("03", "07"):  # a result that the month's report has to know
            visit = json.loads(work.run("--json", "visit", "list", "--to", day).out)[-1]["id"]
            work.now = at(day, "15:00:00")
            work.run("outcome", "--visit", visit, "--result", "pass", "--actual-date", day, status=None)
        answer = tick(work, at(day))
        check(not told(answer, "draft", "failed") and not told(answer, "stage", "failed"), f"{day}: {answer}")
        equal(answer["ledger"]["sound"], True, f"{day}: the ledger")
        for one in told(answer, "draft"):
            name = one["what"].rsplit("/", 1)[1]
            seen.setdefault(name, []).append(day)
        again = tick(work, at(day, "00:00:06"))
        equal(again["items"], [], f"{day}, once more")
        check(again["next"] > again["at"], f"{day}: {again}")
    found = {(name[:10], name.split("_")[1]) for name in seen}
    equal(found, expected, "what was written")
    off = house.days_off(options.source)
    for name, written in seen.items():
        ahead = [day for day in days(written[0], name[:10]) if house.is_workday(day, off)]
        check(len(ahead) <= 4, f"{name} was written too early: {written}")
        check(written[0] <= name[:10], f"{name} was written too late: {written}")
    lies = sorted(path.name for path in (folder / "drafts" / OFFICE / COUNTY).iterdir())
    equal(lies, sorted(seen), "what lies there")
    equal(sorted(path.name for path in (folder / "checkpoints").iterdir()),
          [f"2026-{month:02}.txt" for month in range(1, 13)], "checkpoints")
    work.run("ledger", "verify", "--checkpoint", folder / "checkpoints" / "2026-06.txt")


def a_gap_is_made_up_for(options, folder):
    work = county(options, folder)
    tick(work, at("2026-01-20"))
    answer = tick(work, at("2026-03-01"))
    names = {one["what"].rsplit("/", 1)[1][:19] for one in told(answer, "draft")}
    equal(names, {"2026-01-30_monthly-", "2026-02-28_monthly-"}, "after 40 days")
    equal(answer["due"], [{"office": OFFICE, "programme": COUNTY, "overdue": 4, "today": 0, "soon": 0}], "overdue")
    equal(tick(work, at("2026-03-01", "01:00:00"))["items"], [], "once more")
    # The report of a past day says what was known on its day.
    january = folder / "drafts" / OFFICE / COUNTY / "2026-01-30_monthly-in_coverage.xlsx"
    aside = folder / "aside"
    work.run("due", "draft", COUNTY, "--on", "2026-01-30", "-o", aside)
    check((aside / january.name).read_bytes() == january.read_bytes(), "January's figures")


def work_of_people_stays(options, folder):
    work = county(options, folder)
    tick(work, at("2026-01-28"))
    place = folder / "drafts" / OFFICE / COUNTY
    touched, removed = place / "2026-01-30_monthly-in_coverage.docx", place / "2026-01-30_monthly-in_coverage.xlsx"
    touched.write_bytes(b"my own words")
    answer = tick(work, at("2026-01-30"))
    check(touched.read_bytes() == b"my own words", "a draft that somebody changed")
    check(str(removed.name) in json.dumps(answer), "one that nobody changed is written anew")
    tick(work, at("2026-02-01"))
    removed.unlink()
    tick(work, at("2026-02-02"))
    check(not removed.exists(), "what was thrown away after its day stays away")


def stages_open_on_their_day(options, folder):
    work = workspace(options, folder)
    policy = house.write(folder / "policies" / "two.lua", STAGES)
    work.run("plan", policy, "--set", "officers=2", status=None)
    equal(number(work, "two")["as_of"], "2026-03-02", "planned from")
    for day in ("2026-03-02", "2026-05-04", "2026-06-30"):
        equal(told(tick(work, at(day)), "stage"), [], f"nothing opens on {day}")
    (one,) = told(tick(work, at("2026-07-01")), "stage")
    equal((one["programme"], one["what"], one["number"]), ("two", "autumn", 2), "a stage that opened")
    said = json.loads(work.run("--json", "policy", "params", policy).out)
    equal((said["planned"]["number"], said["planned"]["status"], said["planned"]["as_of"]),
          (2, "draft", "2026-07-01"), "a draft, not an approval")
    equal(said["parameters"][0]["planned"], 2, "with the parameters it was made with")
    plan = work.plan_json("two", "--for", "planner")
    check({task["stage"] for visit in plan["visits"] for task in visit["tasks"]} == {"spring", "autumn"}, "both stages")
    equal(told(tick(work, at("2026-07-01", "09:00:00")), "stage"), [], "once")


def what_people_did_to_a_draft_is_kept(options, folder):
    work = workspace(options, folder)
    work.run("plan", house.write(folder / "policies" / "two.lua", STAGES), status=None)
    visit = [one for one in work.plan_json("two", "--for", "planner")["visits"] if one["date"] > "2026-08-01"][0]
    work.run("visit", "pin", visit["id"], "--reason", "as agreed")
    (one,) = told(tick(work, at("2026-07-01")), "stage")
    equal(one["number"], 1, "replanned, not planned anew")
    after = {one["id"]: one for one in work.plan_json("two", "--for", "planner", into="after")["visits"]}
    equal(after[visit["id"]]["date"], visit["date"], "the pinned visit")
    check(any(task["stage"] == "autumn" for one in after.values() for task in one["tasks"]), "autumn is planned")


def approved_plans_wait(options, folder):
    work = workspace(options, folder)
    work.run("plan", house.write(folder / "policies" / "two.lua", STAGES), status=None)
    work.run("approve", "two", "--by", "Li", "--accept-unmet")
    answer = tick(work, at("2026-07-01"))
    equal(told(answer, "stage"), [], "nothing is published by itself")
    (one,) = told(answer, "stage", "waits")
    equal((one["what"], one["code"]), ("autumn", "no"), "it waits")
    check("xuncha replan two" in one["hint"], str(one))
    (one,) = told(tick(work, at("2026-07-02")), "stage", "waits")
    work.run("replan", "two", status=None)
    equal(told(tick(work, at("2026-07-03")), "stage", "waits"), [], "after the replan")


def approved_up_to_a_day(options, folder):
    """What lies behind the approval may be planned: it stays a draft."""
    work = workspace(options, folder)
    work.run("plan", house.write(folder / "policies" / "two.lua", STAGES), status=None)
    work.run("approve", "two", "--by", "Li", "--until", "2026-03-31", "--accept-unmet")
    before = {one["id"]: one for one in work.plan_json("two", "--for", "public")["visits"]}
    (one,) = told(tick(work, at("2026-07-01")), "stage")
    equal(one["number"], 1, "replanned")
    after = {one["id"]: one for one in work.plan_json("two", "--for", "public", into="after")["visits"]}
    equal(after, before, "what the public sees")
    drafts = [one for one in work.plan_json("two", "--for", "planner", into="all")["visits"]
              if one["tasks"][0]["stage"] == "autumn"]
    check(drafts and all(one["status"] == "draft" for one in drafts), "autumn stays a draft")


def policies_that_do_not_load(options, folder):
    work = workspace(options, folder)
    policy = house.write(folder / "policies" / "two.lua", STAGES)
    work.run("plan", policy, status=None)
    house.write(policy, STAGES + "\nfor")
    answer = tick(work, at("2026-07-01"), status=1)
    (one,) = told(answer, "stage", "failed")
    check(one["file"].endswith("two.lua") and one["line"] > 5, str(one))
    other = folder / "policies" / "elsewhere"
    other.mkdir()
    house.write(other / "two.lua", STAGES)
    (one,) = told(tick(work, at("2026-07-02")), "stage")
    equal(one["number"], 2, "another file of the same name and programme")


def a_missing_policy(options, folder):
    """The rules are stored with the plan: it is replanned."""
    work = workspace(options, folder)
    policy = house.write(folder / "elsewhere.lua", STAGES)
    work.run("plan", policy, status=None)
    (one,) = told(tick(work, at("2026-07-01")), "stage")
    equal(one["number"], 1, "replanned")


def clocks_that_jump(options, folder):
    work = county(options, folder)
    tick(work, at("2026-02-01"))
    before = sorted(path.name for path in (folder / "drafts").rglob("*.*"))
    back = tick(work, at("2024-12-27"))
    check(not told(back, "draft"), "nothing is due before the plan was made")
    check(back["next"] > back["at"], str(back))
    check(sorted(path.name for path in (folder / "drafts").rglob("*.*")) == before, "nothing goes")
    forward = tick(work, at("2027-03-10"))
    check(len(told(forward, "draft")) > 50, "all that was due since")
    equal(tick(work, at("2027-03-10", "00:00:06"))["items"], [], "once")
    home = tick(work, at("2026-02-02"))
    check(not told(home, "stage") and not told(home, "draft", "failed"), str(home))
    equal(home["ledger"]["at"], "2026-02-01T16:00:05Z", "checked once more")


def four_at_once(options, folder):
    work = workspace(options, folder)
    work.run("plan", house.write(folder / "policies" / "two.lua", STAGES), status=None)
    work.now = at("2026-07-01")
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: json.loads(work.run("--json", "tick").out), range(4)))
    equal(sum(len(told(answer, "stage")) for answer in answers), 1, "planned by one of four")
    equal(sum(len(told(answer, "check")) for answer in answers), 1, "checked by one of four")
    equal(number(work, "two")["number"], 2, "one draft more")


def several_offices(options, folder):
    """All of a workspace, or the one that is named."""
    work = workspace(options, folder)
    other = House(options, folder, now=work.now, office="990102")
    other.import_all(other.generate("--targets", "20", "--people", "8", "--zones", "2"))
    for one in (work, other):
        text = STAGES.replace("office = '990101'", f"office = '{one.office}'")
        (folder / "policies" / one.office).mkdir()
        one.run("plan", house.write(folder / "policies" / one.office / "two.lua", text), status=None)
    (one,) = told(tick(other, at("2026-07-01")), "stage")
    equal((one["office"], one["number"]), ("990102", 2), "the one that is named")
    work.office = None
    (one,) = told(tick(work, at("2026-07-01")), "stage")
    equal((one["office"], one["number"]), ("990101", 2), "the others")


def killed_at_any_moment(options, folder):
    """What a tick that was killed left undone is done by the next one, and nothing is half there."""
    calm, wild = county(options, folder / "calm"), county(options, folder / "wild")
    tick(calm, at("2026-03-31"))
    wild.now = at("2026-03-31")
    for number in range(25):
        process = wild.start("tick")
        time.sleep(0.004 * number)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    answer = tick(wild)
    equal((told(answer, "draft", "failed"), answer["ledger"]["sound"]), ([], True), "after 25 kills")

    def files(work):
        return {path.relative_to(work.folder): path.read_bytes() for place in ("drafts", "checkpoints")
                for path in sorted((work.folder / place).rglob("*.*"))}

    expected, found = files(calm), files(wild)
    left = [path for path in found if path.name.startswith(".xuncha-")]
    equal({path: text for path, text in found.items() if path not in left and path.suffix != ".txt"},
          {path: text for path, text in expected.items() if path.suffix != ".txt"}, "the same files")
    equal(tick(wild)["items"], [], "once more")
    tick(wild, at("2032-04-02"))  # what was left half written goes, a day after
    equal([path for path in files(wild) if path.name.startswith(".xuncha-")], [], "leftovers")


def a_ledger_that_does_not_hold(options, folder):
    """Cut off at its end, which only the checkpoint of the month can show."""
    import sqlite3
    work = county(options, folder)
    tick(work, at("2026-03-02"))
    with sqlite3.connect(work.db) as database:
        database.execute("DROP TRIGGER ledger_is_not_shortened")
        database.execute("DELETE FROM ledger WHERE number = (SELECT max(number) FROM ledger)")
        database.execute("DELETE FROM approval")
        database.execute("UPDATE plan SET status = 1, approved_by = '', approved_at = '', approved_until = ''")
    answer = tick(work, at("2026-04-01"), status=1)
    equal((answer["ledger"]["sound"], len(told(answer, "check", "failed"))), (False, 1), "what was cut off")
    check(not (folder / "checkpoints" / "2026-04.txt").exists(), "no checkpoint over it")
    answer = tick(work, at("2026-04-01", "00:10:00"), status=1)
    equal(told(answer, "check", "failed"), [], "not checked again at once, but not forgotten")


def embargoes_end(options, folder):
    """The next instant is the end of the first embargo where that comes before midnight."""
    work = county(options, folder)
    visits = json.loads(work.run("--json", "visit", "list").out)
    first = min(one["date"] for one in visits)
    day = max(day for day in days("2026-01-05", first)
              if day < first and house.is_workday(day, house.days_off(options.source)))
    answer = tick(work, at(day, "09:30:00"))
    equal((answer["next"], answer["because"]), (f"{day}T09:00:00Z", "embargo"), "at 17:00")
    answer = tick(work, at(day, "17:00:00"))
    equal(answer["because"], "day", "after it")


def an_empty_workspace(options, folder):
    work = House(options, folder)
    work.init()
    answer = tick(work)
    equal((answer["due"], told(answer, "stage")), ([], []), "nothing")
    equal(answer["next"], "2026-01-05T16:00:00Z", "midnight")
    broken = House(options, folder / "none")
    broken.run("tick", status=4)


if __name__ == "__main__":
    house.main([
        an_empty_workspace, a_gap_is_made_up_for, work_of_people_stays, stages_open_on_their_day,
        what_people_did_to_a_draft_is_kept, approved_plans_wait, approved_up_to_a_day,
        policies_that_do_not_load, a_missing_policy, clocks_that_jump, four_at_once, several_offices, killed_at_any_moment,
        a_ledger_that_does_not_hold, embargoes_end, a_year_of_days,
    ])
