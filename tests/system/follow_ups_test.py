"""What happened becomes what is owed: problems are put right and looked at again by others, leads
send a crew, similar institutions are drawn in, a case lifts the cap, a correction takes it back."""
import datetime
import json

from house import House, check, equal, events, main, write

PROGRAMME = "year-2026"
POLICY = """
local full_coverage = use 'full_coverage'
local follow_up = use 'follow_up'
local for_cause = use 'for_cause'
local similar = use 'similar'
local everyone = targets { status = 'active' }
local crew = seats { lead(1), officer(1) }

return programme {
  id = 'year-2026', title = '2026年度检查', year = 2026, calendar = 'cn', office = '320282',
  full_coverage { id = 'annual', of = everyone, window = between('2026-03-02', '2026-06-30'),
                  once_by = '2026-06-30', nature = 'enforcement', crew = crew, cap = 1 },
  follow_up { id = 'again', of = everyone, on = 'rectify', after = 'annual', another = 'crew',
              window = between('2026-03-02', '2026-12-31'), nature = 'agency_check',
              earliest = after(1, 'workday'), latest = after(5, 'workday'),
              report = after(0, 'day'), crew = seats { lead(1), officer(1) } },
  follow_up { id = 'refusals', of = everyone, on = 'refused', after = 'annual',
              window = between('2026-03-02', '2026-12-31'), nature = 'agency_check',
              latest = after(3, 'workday'), crew = seats { lead(1), officer(1) } },
  for_cause { id = 'directed', of = everyone, severity = 3, within = after(5, 'workday'),
              window = between('2026-03-02', '2026-12-31'), nature = 'enforcement', crew = crew, cap = 1 },
  similar { id = 'alike', of = everyone, on = 'problem', after = 'annual', same = { 'organisation' }, itself = false,
            latest = after(20, 'workday'), window = between('2026-03-02', '2026-12-31'),
            nature = 'agency_check', crew = seats { lead(1), officer(1) } },
}
"""


def planned(options, folder):
    house = House(options, folder, now="2026-02-27T18:00:00+08:00", office="320282")
    house.init()
    rows = "".join(f"T{i:02},诊所{i},clinic,320282,active,{'连锁' if i < 3 else ''}\n" for i in range(12))
    house.run("import", "targets", write(folder / "targets.csv",
              "id,name,kind,area,status,organisation\n" + rows))
    people = "".join(f"P{i},人{i},320282,{'AB'[i // 2]},{'lead;officer' if i % 2 == 0 else 'officer'},C{i},2027-12-31\n"
                     for i in range(4))
    house.run("import", "inspectors", write(folder / "people.csv",
              "id,name,area,crew,roles,certificate,certificate_until\n" + people))
    house.run("plan", write(folder / "policy.lua", POLICY))
    house.run("approve", PROGRAMME, "--by", "科长")
    return house


def visits(house, stage=None):
    return [visit for visit in house.plan_json(PROGRAMME)["visits"]
            if stage is None or any(task["stage"] == stage for task in visit["tasks"])]


def people(visit):
    return sorted(person["id"] for person in visit["people"])


def at(house, day, hour="18:00:00"):
    house.now = f"{day}T{hour}+08:00"


def replan(house, status=0):
    return json.loads(house.run("--json", "replan", PROGRAMME, status=status).out)


def sequences(house, place):
    house.run("export", "ics", "--by", "all", "-o", place)
    found = {}
    for path in sorted(place.rglob("*.ics")):
        for event in events(path):
            found[event["UID"]] = int(event["SEQUENCE"])
    return found


def first_problem(house, target=None, **fields):
    """A visit of the plan finds a problem on its day."""
    visit = next(one for one in visits(house, "annual")
                 if one["status"] == "published" and target in (None, one["target"]))
    at(house, visit["date"])
    words = [word for name, value in fields.items() for word in (f"--{name.replace('_', '-')}", value)]
    house.run("outcome", "--visit", visit["id"], "--result", "problem", *words)
    return visit


def put_right_and_looked_at_again(options, folder):
    house = planned(options, folder)
    equal(visits(house, "again"), [], "follow-ups before anything was found")
    visit = first_problem(house, "T05", item="药品储存", rectify_by="2026-07-03")
    before = {one["id"]: one for one in visits(house)}
    told = sequences(house, folder / "before")
    replan(house)
    follow, = visits(house, "again")
    equal(follow["target"], "T05", "who is visited again")
    check("2026-07-06" <= follow["date"] <= "2026-07-10", f"its window: {follow['date']}")
    check(not set(people(follow)) & set(people(visit)), f"other people come: {people(follow)}")
    after = {one["id"]: one for one in visits(house)}
    equal({key: after[key] for key in before}, before, "the other visits")
    now = sequences(house, folder / "after")
    equal({key: now[key] for key in told}, told, "their SEQUENCE")
    why = house.run("explain", follow["id"]).out
    check(visit["id"] in why and "2026-07-03" in why and "药品储存" in why, f"why:\n{why}")
    check("why not the same crew" in why, f"why others:\n{why}")
    at(house, follow["date"])
    house.run("outcome", "--visit", follow["id"], "--result", "pass")
    done = replan(house)
    equal((done["moved"], done["changes"]["added"]), ([], 0), "after it passed")
    house.run("ledger", "verify")


def what_is_late_comes_in_the_hours_left(options, folder):
    """A visit that should have been made days ago is made today, but not this morning."""
    house = planned(options, folder)
    visit = next(one for one in visits(house, "annual") if one["status"] == "published")
    at(house, visit["date"])
    house.run("outcome", "--visit", visit["id"], "--result", "refused")
    busy = {one["date"] for one in visits(house, "annual")}
    day = datetime.date.fromisoformat(visit["date"]) + datetime.timedelta(days=7)
    while day.weekday() > 3 or day.isoformat() in busy:
        day += datetime.timedelta(days=1)
    at(house, day.isoformat(), "10:05:00")
    replan(house)
    late, = visits(house, "refusals")
    equal(late["date"], day.isoformat(), "the first day that is left")
    check(late["start"] > "10:05", f"it begins at {late['start']}")


def owed_items(house, *words):
    """What institutions owe; what the office publishes has tests of its own."""
    return [item for item in json.loads(house.run("--json", "due", "list", *words).out)["due"]
            if item["what"] != "public"]


def owed(house, *words):
    return [(item["date"], item["subject"], item["received"], item["overdue"]) for item in owed_items(house, *words)]


def reports_are_owed(options, folder):
    house = planned(options, folder)
    equal(owed(house), [], "before anything was found")
    first_problem(house, "T05", rectify_by="2026-07-03")
    first_problem(house, "T06", rectify_by="2026-07-06")
    at(house, "2026-07-06")
    equal(owed(house), [("2026-07-03", "T05", None, True), ("2026-07-06", "T06", None, False)], "what is owed")
    told = house.run("due", "list", PROGRAMME).out
    check("overdue: 2" in told and "report on what was put right" in told, told)  # with one publication
    equal(sum(item["what"] != "public" for item in house.plan_json(PROGRAMME)["due"]), 2, "due items of plan.json")
    item = owed_items(house, "--open")[0]["id"]
    house.run("due", "done", item, "--on", "2026-07-06")
    equal(owed(house, "--open"), [("2026-07-06", "T06", None, False)], "what is still owed")
    equal(owed(house, "--to", "2026-07-03"), [("2026-07-03", "T05", "2026-07-06", False)], "what came in")
    check("Nothing changed" in house.run("due", "done", item, "--on", "2026-07-06").out, "once is enough")
    result = house.run("due", "done", "report/2026-01-01", status=3)
    check("nothing is owed by the name of" in result.err, result.err)
    house.run("export", "ics", "--by", "office", "-o", folder / "ics")
    check(any("2026" in event["DTSTART"] and "what was put right" in str(event)
              for path in (folder / "ics").rglob("*.ics") for event in events(path)), "the office's feed")
    house.run("ledger", "verify")


CARE = """
local phases = use 'phases'
return programme {
  id = 'care', title = '自查', year = 2026, calendar = 'cn', office = '320282',
  phases { id = 'self', of = targets { status = 'active' }, self_check = '2026-06-30', within = after(5, 'workday'),
           spans = { phase { id = 'check', title = '自查', from = '2026-03-02', to = '2026-06-30' } },
           window = between('2026-03-02', '2026-12-31'), nature = 'agency_check', merge = false,
           crew = seats { lead(1), officer(1) } },
}
"""


def a_day_that_moves_keeps_what_came_in(options, folder):
    """A notice takes the day on which reports are due: those that came in before stay in."""
    house = planned(options, folder)
    house.run("plan", write(folder / "care.lua", CARE))
    house.run("approve", "care", "--by", "科长")
    house.now = "2026-06-20T09:00:00+08:00"
    house.run("import", "receipts", write(folder / "receipts.csv", "due,programme,target,on\n" + "".join(
        f"self-self-check/2026-06-30,care,T{i:02},2026-06-19\n" for i in range(2, 12))))
    house.run("import", "calendar", write(folder / "moved.csv", "date,kind,name\n2026-06-30,holiday,调休\n"))
    equal({item[0] for item in owed(house, "care")}, {"2026-06-29"}, "the day it moved to")
    equal([item[1] for item in owed(house, "care", "--open")], ["T00", "T01"], "who sent nothing")
    house.now = "2026-07-01T08:00:00+08:00"
    house.run("replan", "care")
    equal(sorted(visit["target"] for visit in house.plan_json("care")["visits"]), ["T00", "T01"],
          "whoever sent nothing is visited")


def late_ones_come_at_once(options, folder):
    house = planned(options, folder)
    first_problem(house, "T05", rectify_by="2026-07-03")
    at(house, "2026-08-03", "07:00:00")
    replan(house)
    follow, = visits(house, "again")
    check("2026-08-03" <= follow["date"] <= "2026-08-07", f"late: {follow['date']}")
    again = replan(house)
    equal((again["changes"]["added"], again["moved"]), (0, []), "the second time")


def corrected_ones_are_taken_back(options, folder):
    house = planned(options, folder)
    visit = first_problem(house, "T05", rectify_by="2026-07-03")
    replan(house)
    follow, = visits(house, "again")
    house.run("outcome", "--visit", visit["id"], "--result", "pass", "--findings", "误报",
              "--correct", "--reason", "误报")
    replan(house)
    gone, = visits(house, "again")
    equal((gone["id"], gone["status"]), (follow["id"], "cancelled"), "what was owed")
    house.run("outcome", "--visit", visit["id"], "--result", "problem", "--rectify-by", "2026-07-06",
              "--correct", "--reason", "复核")
    replan(house)
    back = [one for one in visits(house, "again") if one["status"] != "cancelled"]
    equal([one["target"] for one in back], ["T05"], "found after all")
    house.run("ledger", "verify")


def refused_ones_are_tried_again(options, folder):
    house = planned(options, folder)
    visit = next(one for one in visits(house, "annual"))
    at(house, visit["date"])
    house.run("outcome", "--visit", visit["id"], "--result", "refused")
    replan(house)
    second, = visits(house, "refusals")
    equal(second["target"], visit["target"], "who is tried again")
    check(second["date"] > visit["date"], "later")


def leads_send_a_crew(options, folder):
    house = planned(options, folder)
    at(house, "2026-07-20", "07:00:00")
    done = [one for one in visits(house, "annual") if one["target"] == "T07"]
    house.run("outcome", "--visit", done[0]["id"], "--result", "pass")
    house.run("lead", "add", "--target", "T07", "--source", "complaint", "--severity", "4", "--summary", "串换药品")
    house.run("lead", "add", "--target", "T08", "--source", "complaint", "--severity", "2", "--summary", "态度")
    replan(house, status=1)
    equal(visits(house, "directed"), [], "the cap of one visit a year holds")
    house.run("case", "add", "--target", "T07", "--opened", "2026-07-20")
    replan(house)
    directed, = visits(house, "directed")
    equal(directed["target"], "T07", "a case lifts the cap")
    check("2026-07-20" <= directed["date"] <= "2026-07-27", directed["date"])
    why = house.run("explain", directed["id"]).out
    check("L2026-0001" in why, why)
    house.run("lead", "done", "L2026-0001", "--answer", "已电话核实")
    replan(house)
    equal([one["status"] for one in visits(house, "directed")], ["cancelled"], "an answered lead")
    house.run("ledger", "verify")


def its_outcome_checks_the_lead(options, folder):
    """Without a word about it: the plan knows which lead sent the crew."""
    house = planned(options, folder)
    at(house, "2026-07-20", "07:00:00")
    for summary in ("串换药品", "超量开药"):
        house.run("lead", "add", "--target", "T07", "--source", "complaint", "--severity", "4", "--summary", summary)
    house.run("case", "add", "--target", "T07", "--opened", "2026-07-20")
    replan(house)
    first = min(visits(house, "directed"), key=lambda one: (one["date"], one["id"]))
    at(house, first["date"])
    said = house.run("outcome", "--visit", first["id"], "--result", "pass").out
    check("Checked leads: 1" in said, said)
    leads = json.loads(house.run("--json", "lead", "list").out)["leads"]
    equal(sorted(lead["state"] for lead in leads), ["checked", "received"], "states")
    equal([lead["visit"] for lead in leads if lead["state"] == "checked"], [first["id"]], "which visit")
    directed = visits(house, "directed")
    replan(house)
    equal(sorted(one["id"] for one in visits(house, "directed")), sorted(one["id"] for one in directed), "the others")
    house.run("ledger", "verify")


def what_took_place_counts(options, folder):
    """On another day, by others: it is they who do not come again, and that day in the calendars."""
    house = planned(options, folder)
    visit = next(one for one in visits(house, "annual") if one["status"] == "published")
    told = sequences(house, folder / "before")
    others = [person for person in ("P0", "P1", "P2", "P3") if person not in people(visit)]
    at(house, "2026-06-29")
    row = (f"target,date,actual_date,people,result,rectify_by\n{visit['target']},{visit['date']},2026-06-27,"
           f"{'、'.join(others)},problem,2026-07-03\n")
    for time in range(2):  # the second time it is known by the day that was planned
        house.run("import", "outcomes", write(folder / "outcomes.csv", row))
        done, = [one for one in visits(house) if one["status"] == "done"]
        equal((done["id"], done["date"], people(done)), (visit["id"], "2026-06-27", others), f"time {time}")
    now = sequences(house, folder / "after")
    equal(sum(now[key] > told[key] for key in told), 1, "visits with a higher SEQUENCE")
    replan(house)
    follow, = visits(house, "again")
    equal(people(follow), people(visit), "who was planned but did not come looks at it again")
    house.run("doctor")
    house.run("ledger", "verify")


def a_new_legal_representative_is_a_lead(options, folder):
    house = planned(options, folder)
    rows = [("T00", "active", "甲"), ("T01", "active", "乙"), ("T02", "closed", "丙"), ("T03", "active", "")]

    def give(name, rows):
        table = "".join(f"{target},{status},{legal}\n" for target, status, legal in rows)
        return json.loads(house.run("--json", "import", "targets",
                                    write(folder / name, "id,status,legal_representative\n" + table)).out)

    check("legal" not in str(give("first.csv", rows)[-1]["notes"]), "filled in for the first time")
    at(house, "2026-07-20", "07:00:00")
    report = give("second.csv", [("T00", "active", "丁"), ("T01", "active", "乙"), ("T02", "closed", "戊"),
                                 ("T03", "active", "己")])
    check("1 targets have another legal representative" in str(report[-1]["notes"]), report)
    lead, = json.loads(house.run("--json", "lead", "list").out)["leads"]
    check(lead["id"].startswith("legal-T00-"), lead)
    equal((lead["target"], lead["source"], lead["severity"], lead["date"], lead["state"]),
          ("T00", "register", 3, "2026-07-20", "received"), "the lead")
    check("甲 → 丁" in lead["summary"], lead["summary"])
    said = house.run("register", "set", "T01", "legal_representative=13812345678", "--reason", "变更").out
    check("a lead was opened" in said, said)
    lead = [one for one in json.loads(house.run("--json", "lead", "list").out)["leads"] if one["target"] == "T01"][0]
    check("138" not in lead["summary"], f"a number is not repeated: {lead}")
    house.run("register", "set", "T00", "name=新名", "--reason", "变更")
    equal(len(json.loads(house.run("--json", "lead", "list").out)["leads"]), 2, "leads")
    house.run("ledger", "verify")


def like_ones_are_drawn_in(options, folder):
    house = planned(options, folder)
    first_problem(house, "T01")
    replan(house)
    equal(sorted(one["target"] for one in visits(house, "alike")), ["T00", "T02"], "of the same chain")
    why = house.run("explain", visits(house, "alike")[0]["id"]).out
    check("like T01" in why, why)


def what_nobody_can_do_is_said(options, folder):
    """Nothing moves, but somebody is owed a visit that has no place: the stored plan says so, once."""
    house = planned(options, folder)
    house.run("import", "absences", write(folder / "away.csv", "person,from,to\n" + "".join(
        f"P{i},2026-07-06,2026-07-10\n" for i in range(4))))
    replan(house)
    first_problem(house, "T05", rectify_by="2026-07-03")
    done = replan(house, status=1)
    equal((done["moved"], done["changes"]["added"], done["stored"]), ([], 0, True), "what was done")
    unmet, = house.plan_json(PROGRAMME)["unmet"]
    equal((unmet["target"], unmet["stage"]), ("T05", "again"), "who has no place")
    equal(replan(house, status=1)["stored"], False, "the same again")
    house.run("ledger", "verify")


main([put_right_and_looked_at_again, what_is_late_comes_in_the_hours_left, reports_are_owed,
      a_day_that_moves_keeps_what_came_in, late_ones_come_at_once, corrected_ones_are_taken_back,
      refused_ones_are_tried_again, leads_send_a_crew, its_outcome_checks_the_lead, what_took_place_counts,
      a_new_legal_representative_is_a_lead, like_ones_are_drawn_in, what_nobody_can_do_is_said])
