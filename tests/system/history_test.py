"""What selections ask of the past in numbers (docs/rules.md): each column is counted here once more
from what was stored, by other rules written down in another language, and compared target by target."""
import collections
import json
import random

from house import House, check, equal, main, write

TARGETS = [f"T{number}" for number in range(1, 9)]
CHECKS = ("pass", "problem_fixed", "problem", "serious")
FAILED_FROM = 8  # points of a year
MOST = {"visits": 4, "findings": 6, "points": 12, "severity": 5, "cases": 3, "failed_years": 3}

POLICY = """
local full_coverage = use('full_coverage', {
  times = 1, minutes = 15, nature = 'agency_check', method = 'written', merge = false,
  crew = seats { auditor(1) }, window = year(2025),
})
local everyone = targets()
return programme {
  id = 'asked', title = 'asked', year = 2025, office = '320282',
  ladder = { targets = { { at = 4, step = 'warning' } }, failed_years = 2,
             grades = { { grade = 'good', from = 0 }, { grade = 'failed', from = 8, failed = true } } },
%s}
"""


def stages():
    text = ""
    for field, most in MOST.items():
        for number in range(1, most + 1):
            text += (f"  full_coverage {{ id = '{field}-{number}', "
                     f"of = everyone:where {{ {field} = at_least({number}) }} }},\n")
    return text


def make_outcomes(dice):
    """{(target, date): rows of one check}, as an office stores them without a plan."""
    made = {}
    for target in TARGETS:
        for _ in range(dice.randint(2, 9)):
            date = f"{dice.choice((2022, 2023, 2023, 2024, 2024))}-{dice.randint(1, 6):02}-{dice.randint(1, 28):02}"
            result = dice.choice(CHECKS + ("problem", "problem", "refused", "not_found"))
            rows = []
            for number in range(dice.randint(1, 3) if result in ("problem", "serious") else 1):
                found = result in ("problem", "serious")
                rows.append({"result": result, "item": f"项目{number}" if found else "",
                             "points": str(dice.randint(1, 6)) if found else "",
                             "doctor": dice.choice(("", "", "D1")) if found else "",
                             "closed_on": "2024-06-20" if found and dice.random() < 0.3 else ""})
            made[target, date] = rows
    return made


def table(outcomes):
    fields = ("result", "item", "points", "doctor", "closed_on")
    return "target,date," + ",".join(fields) + "\n" + "".join(
        ",".join((target, date, *(row[field] for field in fields))) + "\n"
        for (target, date), rows in sorted(outcomes.items()) for row in rows)


def failed_years(lost, year):
    """Running up to last year, or this one where it has failed already."""
    running = 0
    for each in range(2000, year):
        running = running + 1 if lost.get(each, 0) >= FAILED_FROM else 0
    return running + 1 if lost.get(year, 0) >= FAILED_FROM else running


def count(outcomes, leads, cases, today):
    """field → target → number, from the facts alone."""
    year = int(today[:4])
    counted = {field: collections.Counter() for field in MOST}
    lost = {target: collections.Counter() for target in TARGETS}
    for (target, date), rows in outcomes.items():
        this_year = int(date[:4]) == year
        counted["visits"][target] += this_year and any(row["result"] in CHECKS for row in rows)
        for row in rows:
            problem = row["result"] in ("problem", "serious")
            counted["findings"][target] += problem and not (row["closed_on"] and row["closed_on"] <= today)
            points = int(row["points"] or 0) if not row["doctor"] else 0
            counted["points"][target] += points if this_year else 0
            lost[target][int(date[:4])] += points
    for target, severity, state in leads:
        if state in ("received", "assigned"):
            counted["severity"][target] = max(counted["severity"][target], severity)
    for target, closed in cases:
        counted["cases"][target] += closed is None or today < closed
    for target in TARGETS:
        counted["failed_years"][target] = failed_years(lost[target], year)
    return counted


def ask(house):
    """field → target → number, as selections see it: whoever reaches a number is planned for it."""
    seen = {field: collections.Counter() for field in MOST}
    house.run("plan", write(house.folder / "asked.lua", POLICY % stages()))
    plan = house.plan_json("asked")
    equal(plan["unmet"], [], "all have a place")
    for visit in plan["visits"]:
        for task in visit["tasks"]:
            seen[task["stage"].rpartition("-")[0]][visit["target"]] += 1
    return seen


def compare(house, facts, today):
    seen, counted = ask(house), count(*facts, today)
    check(sum(sum(numbers.values()) for numbers in counted.values()) > 30, "hardly anything is asked")
    for field, most in MOST.items():
        for target in TARGETS:
            equal(seen[field][target], min(counted[field][target], most), f"{today}: {field} of {target}")


def office(options, folder):
    house = House(options, folder, now="2024-06-30T18:00:00+08:00", office="320282")
    house.init()
    house.run("import", "targets", write(folder / "targets.csv", "id,name,kind,area,status,last_visit\n" + "".join(
        f"{target},诊所{target},clinic,320282,active,2023-12-3{number % 2}\n"
        for number, target in enumerate(TARGETS))))
    house.run("import", "inspectors", write(folder / "people.csv", "id,name,area,roles\n" + "".join(
        f"P{number},人{number},320282,auditor\n" for number in range(4))))
    return house


def store(house, dice):
    outcomes = make_outcomes(dice)
    house.run("import", "outcomes", write(house.folder / "outcomes.csv", table(outcomes)))
    leads = [(dice.choice(TARGETS), dice.randint(1, 5),
              dice.choice(("received", "assigned", "checked"))) for _ in range(9)]
    house.run("import", "leads", write(
        house.folder / "leads.csv", "id,target,date,source,severity,summary,state,assigned\n" + "".join(
            f"L{number},{target},2024-05-0{number + 1},complaint,{severity},x,{state},科室\n"
            for number, (target, severity, state) in enumerate(leads))))
    cases = [(dice.choice(TARGETS), dice.choice((None, "2024-06-30", "2024-06-12"))) for _ in range(7)]
    for number, (target, closed) in enumerate(cases):
        house.run("case", "add", "--target", target, "--facts", "x", "--opened", "2024-06-01")
        if closed:
            house.run("case", "done", f"C2024-{number + 1:04}", "--on", closed, "--decision", "x")
    return outcomes, leads, cases


def columns_are_what_the_facts_say(options, folder):
    for seed in range(2):
        house = office(options, folder / str(seed))
        facts = store(house, random.Random(seed))
        compare(house, facts, "2024-06-30")


def corrections_take_the_place_of_what_they_correct(options, folder):
    """Of a check that is corrected only the later rows count, and no row of the earlier ones."""
    dice = random.Random(7)
    house = office(options, folder)
    outcomes, leads, cases = store(house, dice)
    wrong = dict(dice.sample(sorted(outcomes.items()), 8))
    better = {key: [{"result": "pass" if number % 2 else "serious", "item": "", "points": "" if number % 2 else "5",
                     "doctor": "", "closed_on": ""}] for number, key in enumerate(wrong)}
    house.run("import", "outcomes", write(folder / "better.csv", table(better)), "--correct", "--reason", "重录")
    outcomes.update(better)
    compare(house, (outcomes, leads, cases), "2024-06-30")


def a_new_year_begins_at_nothing(options, folder):
    """Visits and points are those of the year; findings, leads, cases and failed years stay."""
    house = office(options, folder)
    facts = store(house, random.Random(3))
    house.now = "2025-01-04T09:00:00+08:00"
    compare(house, facts, "2025-01-04")
    seen = ask_again(house)
    equal(sum(seen["visits"].values()) + sum(seen["points"].values()), 0, "visits and points of 2025")


def ask_again(house):
    text = (house.folder / "asked.lua").read_text(encoding="utf-8").replace("'asked'", "'again'")
    write(house.folder / "asked.lua", text)
    house.run("plan", house.folder / "asked.lua")
    seen = {field: collections.Counter() for field in MOST}
    for visit in house.plan_json("again", into="again")["visits"]:
        seen[visit["tasks"][0]["stage"].rpartition("-")[0]][visit["target"]] += 1
    return seen


def proposals_change_nothing_until_accepted(options, folder):
    """What an outcome says about the register is no history; a declined one leaves no trace."""
    house = office(options, folder)
    facts = store(house, random.Random(11))
    house.run("outcome", "--target", "T1", "--date", "2024-06-29", "--result", "pass", "--found", "地址=新街1号")
    facts[0]["T1", "2024-06-29"] = [{"result": "pass", "item": "", "points": "", "doctor": "", "closed_on": ""}]
    for proposal in json.loads(house.run("--json", "register", "proposals").out)["proposals"]:
        house.run("register", "decline", proposal["id"], "--reason", "未变更")
    compare(house, facts, "2024-06-30")


def the_last_visit_is_the_later_one(options, folder):
    """Of the register's day and the latest check in force; refusals are no checks."""
    house = office(options, folder)
    house.run("import", "outcomes", write(folder / "outcomes.csv", "target,date,result\n"
              "T1,2024-02-03,pass\nT1,2024-03-04,refused\nT2,2022-01-05,pass\n"))
    policy = (POLICY % "").replace("\n}\n", """
  full_coverage { id = 'early', of = targets { last_visit = before '2024-01-01' } },
  full_coverage { id = 'day', of = targets { last_visit = before '2024-02-03' } },
  full_coverage { id = 'behind', of = targets { last_visit = before '2024-02-04' } },
}
""")
    house.run("plan", write(folder / "asked.lua", policy))
    seen = collections.defaultdict(set)
    for visit in house.plan_json("asked")["visits"]:
        seen[visit["tasks"][0]["stage"]].add(visit["target"])
    equal(dict(seen), {
        "early": set(TARGETS[1:]), "day": set(TARGETS[1:]), "behind": set(TARGETS)}, "last visits")


if __name__ == "__main__":
    main([columns_are_what_the_facts_say, corrections_take_the_place_of_what_they_correct,
          a_new_year_begins_at_nothing, proposals_change_nothing_until_accepted,
          the_last_visit_is_the_later_one])
