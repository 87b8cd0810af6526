"""What is found at the turn of a year lies in the time of two years' follow-ups: it is looked at again
once, by the programme that planned it first, and never by none."""
from house import House, check, equal, main, write

POLICY = """
local full_coverage, follow_up, for_cause = use 'full_coverage', use 'follow_up', use 'for_cause'
local everyone = targets {{ status = 'active' }}
return programme {{
  id = 'y{year}', title = '{year}年度', year = {year}, calendar = 'cn', office = '320282',
  full_coverage {{ id = 'annual', of = everyone, window = between('{year}-{first}', '{year}-12-31'), times = 1,
    nature = 'agency_check', merge = false, crew = seats {{ lead(1) }} }},
  follow_up {{ id = 'again', of = everyone, on = 'problem', window = year({year}), latest = after(20, 'workday'),
    nature = 'agency_check', crew = seats {{ lead(1) }} }},
  for_cause {{ id = 'cause', of = everyone, window = year({year}), within = after(20, 'workday'),
    nature = 'agency_check', merge = false, crew = seats {{ lead(1) }} }},
}}
"""


def at(house, moment):
    house.now = moment + ":00+08:00"


def opened(options, folder):
    house = House(options, folder, now="2024-12-02T08:00:00+08:00", office="320282")
    house.init()
    house.run("import", "targets", write(folder / "targets.csv", "id,name,kind,area\n" + "".join(
        f"T{n},机构{n},clinic,320282\n" for n in range(4))))
    house.run("import", "inspectors", write(folder / "people.csv", "id,name,area,roles\n" + "".join(
        f"P{n},人{n},320282,lead\n" for n in range(4))))
    plan(house, 2024, "12-02")
    return house


def plan(house, year, first):
    house.run("plan", write(house.folder / f"y{year}.lua", POLICY.format(year=year, first=first)))
    house.run("approve", f"y{year}", "--by", "Li", "--accept-unmet")


def found(house, target, date):
    """A problem at a target, on a visit outside any plan."""
    house.run("outcome", "--target", target, "--date", date, "--result", "problem", "--findings", "串换")


def looks(house, year, stage="again"):
    """target → days of the visits that stand for a cause."""
    days = {}
    for visit in house.plan_json(f"y{year}")["visits"]:
        if any(task["stage"] == stage and task["programme"] == f"y{year}" for task in visit["tasks"]) \
                and visit["status"] not in ("cancelled", "void"):
            days.setdefault(visit["target"], []).append(visit["date"])
    return days


def the_year_of_the_finding_looks_again(options, folder):
    house = opened(options, folder)
    at(house, "2024-12-19T18:00")
    found(house, "T0", "2024-12-19")
    at(house, "2024-12-20T08:00")
    house.run("replan", "y2024")
    first = looks(house, 2024)
    equal({target: len(days) for target, days in first.items()}, {"T0": 1}, "looks of 2024")
    plan(house, 2025, "03-03")
    equal(looks(house, 2025), {}, "looks of 2025 at what 2024 looks at")
    for year in (2025, 2024):
        house.run("replan", f"y{year}")
    equal((looks(house, 2024), looks(house, 2025)), (first, {}), "looks after replans")


def the_next_year_takes_over_what_nobody_planned(options, folder):
    house = opened(options, folder)
    plan(house, 2025, "03-03")
    at(house, "2024-12-30T18:00")
    found(house, "T1", "2024-12-30")
    at(house, "2025-01-02T08:00")
    house.run("replan", "y2025")
    taken = looks(house, 2025)
    equal({target: len(days) for target, days in taken.items()}, {"T1": 1}, "looks of 2025")
    check(taken["T1"][0] >= "2025-01-02", f"before the year: {taken}")
    house.run("replan", "y2024")
    equal(looks(house, 2024), {}, "looks of 2024 at what 2025 has taken over")
    # What is taken off one plan is the other's again: it says that it has no day left.
    visit = next(visit for visit in house.plan_json("y2025")["visits"] if visit["target"] == "T1"
                 and any(task["stage"] == "again" for task in visit["tasks"]))
    house.run("visit", "cancel", visit["id"], "--reason", "由上年度方案复查")
    left = house.run("replan", "y2024", status=1)
    check("no working day is left for it" in left.out and "(T1)" in left.out, f"nobody says that it is left: {left}")


def within_a_year_each_policy_is_by_itself(options, folder):
    """Two programmes of one year both look again where both say so, whatever their windows."""
    house = opened(options, folder)
    text = POLICY.format(year=2024, first="12-02").replace("'y2024'", "'other'").replace(
        "window = year(2024), latest", "window = between('2024-12-06', '2024-12-31'), latest")
    house.run("plan", write(house.folder / "other.lua", text))
    house.run("approve", "other", "--by", "Li", "--accept-unmet")
    at(house, "2024-12-05T18:00")
    found(house, "T2", "2024-12-05")
    at(house, "2024-12-06T08:00")
    for programme in ("y2024", "other"):
        house.run("replan", programme)
        again = [visit for visit in house.plan_json(programme)["visits"]
                 if any(task["stage"] == "again" and task["programme"] == programme for task in visit["tasks"])]
        equal([visit["target"] for visit in again], ["T2"], f"looks of {programme}")


def a_lead_is_checked_once(options, folder):
    house = opened(options, folder)
    at(house, "2024-12-18T18:00")
    house.run("lead", "add", "--id", "X1", "--target", "T3", "--source", "complaint", "--severity", "4",
              "--summary", "串换药品", "--date", "2024-12-18")
    at(house, "2024-12-19T08:00")
    house.run("replan", "y2024")
    plan(house, 2025, "03-03")
    equal((list(looks(house, 2024, "cause")), looks(house, 2025, "cause")), (["T3"], {}), "checks of the lead")


if __name__ == "__main__":
    main([the_year_of_the_finding_looks_again, the_next_year_takes_over_what_nobody_planned,
          within_a_year_each_policy_is_by_itself, a_lead_is_checked_once])
