"""What a user sees of a plan: its figures beside their bounds, counted again from the visits; items
by rounds; days on the road; what is proved about what does not fit, and who may read it."""
import collections
import datetime
import json
import re

import house
from house import House, check, equal

OFFICE = "320282"
DAY_MINUTES = 390  # 09:00-12:00 and 13:30-17:00
POLICY = """
local full_coverage = use 'full_coverage'
return programme {{
  id = 'demo-2026', title = '演示', year = 2026, calendar = 'cn', office = '320282',
  full_coverage {{
    id = 'annual', title = '全覆盖', of = targets {{ status = 'active' }}, nature = 'agency_check',
    basis = '示例', crew = seats {{ third_party(2) }}, {more}
  }},
}}
"""
ITEMS = ("病历", "收费", "药品", "床位", "设备")


def workspace(options, folder, more, targets=60, **settings):
    """Two crews of two that are never away, targets of 90 minutes in five zones."""
    work = House(options, folder, office=OFFICE, **settings)
    work.init()
    rows = [f"T{i:03d},机构{i},pharmacy,{OFFICE},{'东西南北中'[i % 5]}" for i in range(targets)]
    people = [f"P{i},人{i},third_party,{OFFICE},{'甲乙'[i // 2]}" for i in range(4)]
    work.run("import", "targets", house.write(
        folder / "targets.csv", "\n".join(["id,name,kind,area,zone", *rows]) + "\n"))
    work.run("import", "inspectors", house.write(
        folder / "people.csv", "\n".join(["id,name,roles,area,crew", *people]) + "\n"))
    work.rules = house.write(folder / "demo.lua", POLICY.format(more=more))
    return work


def workdays(options, first, last):
    days, found = house.days_off(options.source), []
    day = datetime.date.fromisoformat(first)
    while day.isoformat() <= last:
        if house.is_workday(day.isoformat(), days):
            found.append(day.isoformat())
        day += datetime.timedelta(days=1)
    return found


def shares(work_of, room_of):
    """Parts per million of the fair share."""
    fair = sum(work_of.values()) / sum(room_of.values())
    return {key: work_of[key] / room_of[key] / fair * 1e6 for key in work_of}


def close(found, expected, what):
    check(abs(found - expected) <= 5, f"{what}: {found} is not {expected}")


def line_of(text, start):
    found = [line for line in text.splitlines() if line.strip().startswith(start)]
    equal(len(found), 1, f"lines that begin with {start!r} in\n{text}")
    return found[0]


def figures_can_be_counted_again(options, folder):
    work = workspace(options, folder, "once_by = '2026-06-30',", targets=80)
    said = work.run("plan", work.rules).out
    plan = work.plan_json("demo-2026")
    bounds, visits = plan["bounds"], plan["visits"]
    equal(len(visits), 80, "visits")
    places = {(v["crew"], v["date"], v["zone"]) for v in visits}
    equal(bounds["zone_days"], len(places), "zone-days")
    least = sum(-(-sum(v["zone"] == zone for v in visits) // 4) for zone in "东西南北中")
    check(least <= bounds["zone_days_bound"] <= len(places), f"a bound of {bounds['zone_days_bound']}")
    row = line_of(said, "days out by zone").split()
    equal(row[4:6], [str(len(places)), str(bounds["zone_days_bound"])], "the row of zone-days")

    days = workdays(options, "2026-01-05", "2026-06-30")
    room, done = collections.Counter(d[:7] for d in days), collections.Counter()
    for visit in visits:
        done[visit["date"][:7]] += visit["minutes"]
    loads, month = shares(done, room), bounds["peak_month"]["from"][:7]
    load = max(loads.values())
    close(bounds["peak_month"]["load"], load, "the fullest month")
    close(loads[month], load, "the load of the month that is named")
    check(1e6 <= bounds["peak_month"]["bound"] <= load + 5, "its bound")
    row = line_of(said, "fullest month")
    check(f"{round(load / 1000) / 1000:.3f}" in row and month in row, row)
    check(len(places) < 26 and "fullest week" not in said,
          "these days out cannot be level in 26 weeks, but a fullest week is named")

    crews = collections.Counter()
    for visit in visits:
        crews[visit["crew"]] += visit["minutes"]
    loads = shares(crews, dict.fromkeys(crews, 1))
    close(bounds["crew"]["load"], max(loads.values()), "the busiest crew")
    close(loads[bounds["crew"]["crew"]], max(loads.values()), "the load of the crew that is named")
    equal(bounds["unserved"], {"visits": 0, "visits_bound": 0, "minutes": 0, "minutes_bound": 0},
          "what is unserved")
    check(bounds["tight"], "no span is named as the tightest")
    for span in bounds["tight"]:
        inside = [v for v in visits if span["from"] <= v["date"] <= span["to"]]
        check(span["visits"] <= len(inside), f"{span} asks for more than lies inside")
        check(span["minutes"] <= span["capacity"], f"{span} is over-full, but all fits")
        check(span["from"] in said, f"{span} is not said")


def help_explains_every_figure(options, folder):
    work = workspace(options, folder, "once_by = '2026-06-30',", targets=120)
    told = work.run("help", "plan").out
    for row in work.run("plan", work.rules).out.split("\n\n")[1].splitlines()[1:-1]:
        name = row.strip().split("  ")[0]
        check(f"\n  {name}  " in told, f"help plan does not explain {name!r}:\n{told}")


def every_way_says_the_same(options, folder):
    work = workspace(options, folder, "once_by = '2026-06-30',", targets=120)
    dry = json.loads(work.run("--json", "plan", work.rules, "--dry-run").out)
    told = json.loads(work.run("--json", "plan", work.rules).out)
    plan = work.plan_json("demo-2026")
    equal((dry["number"], told["number"]), (0, 1), "numbers")
    for name in ("bounds", "proofs", "unmet", "moved", "totals"):
        equal(dry[name], plan[name], f"{name} of a dry run")
        equal(told[name], plan[name], f"{name} of the answer")
    english = work.run("plan", work.rules, "--dry-run").out
    work.lang = "zh"
    chinese = work.run("plan", work.rules, "--dry-run").out
    def figures(text):
        return re.findall(r"\d+\.\d{3}", text.split("\n\n")[1])

    equal(figures(english), figures(chinese), "loads in both languages")
    check(len(figures(english)) >= 6, english)
    equal(plan["bounds"], work.plan_json("demo-2026", into="zh")["bounds"], "bounds in Chinese")


def what_does_not_fit_is_for_planners(options, folder):
    more = ("once_by = '2026-01-09', embargo = { ['until'] = before(1, 'workday', '17:00'), "
            "from = { 'inspector', 'public' } },")
    work = workspace(options, folder, more)
    said = work.run("plan", work.rules, status=1).out
    plan = work.plan_json("demo-2026")
    unserved = plan["bounds"]["unserved"]
    equal(unserved["visits"], len(plan["unmet"]), "unserved visits")
    equal(unserved["minutes"], 90 * len(plan["unmet"]), "unserved minutes")
    check(0 < unserved["minutes_bound"] <= unserved["minutes"], f"{unserved}")
    check(unserved["visits_bound"] <= unserved["visits"], f"{unserved}")
    row = line_of(said, "visits not planned").split()
    equal(row[3], str(len(plan["unmet"])), "the row of what is not planned")
    missing = {one["target"] for one in plan["unmet"]}
    check(plan["proofs"], "proved, but no proof is given")
    for one in plan["unmet"]:
        check(one["reason"] and one["label"] == "annual/1" and one["number"] == 1, str(one))
    for proof in plan["proofs"]:
        again(options, proof, said)
    work.run("approve", "demo-2026", "--by", "x", "--accept-unmet")
    for role in ("inspector", "public"):
        shown = work.plan_json("demo-2026", "--for", role, into=role)
        for name, nothing in (("unmet", []), ("proofs", []), ("moved", []), ("bounds", {})):
            equal(shown[name], nothing, f"{name} for {role}")
        text = json.dumps(shown, ensure_ascii=False)
        check(not any(target in text for target in missing), f"{role} sees what is not planned")
        told = work.run("explain", min(missing), "--for", role, status=None)
        check("not proved" not in told.out and "enough" not in told.out, str(told))


def again(options, proof, said):
    """The arithmetic of a proof, from its parts."""
    days = workdays(options, proof["from"], proof["to"])
    equal(proof["shortfall"], proof["need"] - proof["exist"], "the shortfall")
    check(proof["shortfall"] > 0, f"nothing is short: {proof}")
    unit = 1 if proof["unit"] == "visits" else 90
    equal(proof["need"], unit * len(proof["tasks"]), "what the visits need")
    equal(proof["crew_days"], len(days) * len(proof["crews"]), "crew-days")
    if unit == 90:
        check(proof["exist"] <= proof["crew_days"] * DAY_MINUTES, f"more than there is: {proof}")
    check(proof["reason"] in said, f"not said: {proof['reason']}")
    check(proof["cures"], "no cure")
    check(0 < proof["enough"] <= len(proof["tasks"]), f"{proof}")
    for cure in proof["cures"]:
        check(cure["kind"] in ("crews", "days", "saturdays", "relation", "limit"), f"{cure}")
        check(cure["number"] > 0 or cure["person"], f"{cure}")
    check(said.count("would be enough") >= len(proof["cures"]), "a cure is not said")


def items_come_round_by_round(options, folder):
    more = "times = 1, each = 'quarter', items = { '%s' }," % "', '".join(ITEMS)
    work = workspace(options, folder, more, targets=12)
    work.run("plan", work.rules)
    work.run("approve", "demo-2026", "--by", "x")
    plan = work.plan_json("demo-2026")
    seen = collections.defaultdict(list)
    for visit in plan["visits"]:
        check(visit["items"], f"{visit['id']} checks nothing")
        seen[visit["target"]] += visit["items"]
    for target, items in seen.items():
        equal(items, list(ITEMS), f"items of {target} over the year")
    work.run("export", "csv", "demo-2026", "-o", folder / "csv")
    rows = {row["visit"]: row for row in house.read_csv(folder / "csv" / "schedule.csv")}
    work.run("export", "ics", "demo-2026", "-o", folder / "ics")
    feeds = "".join(path.read_text(encoding="utf-8").replace("\n ", "")
                    for path in (folder / "ics" / "person").glob("*.ics"))
    for visit in plan["visits"]:
        equal(rows[visit["id"]]["items"], "; ".join(visit["items"]), "items in schedule.csv")
        lines = "".join(rf"  {n}. {item}\n" for n, item in enumerate(visit["items"], 1))
        entry = next(e for e in feeds.split("BEGIN:VEVENT") if f"Visit {visit['id']}" in e)
        check(f"To check:\\n{lines}" in entry, f"{lines} is not in {entry}")
        check(not any(item in entry for item in set(ITEMS) - set(visit["items"])), entry)
    first = plan["visits"][0]
    told = work.run("explain", first["id"]).out
    check(f"{first['date']}, to check: {'; '.join(first['items'])}" in told, told)
    equal(work.run("explain", first["target"]).out.count("to check: "), 4, "visits of a target")


def the_public_plan_says_how_often(options, folder):
    for number, (more, times) in enumerate((
            ("once_by = '2026-06-30',", "1"), ("times = 2,", "2"),
            ("times = 1, each = 'quarter',", "4"),
            ("average = 1.5, each = 'half', min_each = 0, max_per = 1,", "1.5"))):
        work = workspace(options, folder / str(number), more, targets=8)
        work.run("plan", work.rules)
        work.run("export", "csv", "demo-2026", "-o", folder / "csv")
        row = house.read_csv(folder / "csv" / "inspection-plan.csv")[0]
        equal(row["times a year"], times, f"times a year with {more}")


def visits_of_the_night_say_so(options, folder):
    work = workspace(options, folder, "method = 'night', hours = { '19:00-22:00' }, times = 1,",
                     targets=4)
    work.run("plan", work.rules)
    visits = work.plan_json("demo-2026")["visits"]
    equal({visit["slot"] for visit in visits}, {"night"}, "slots")
    check(all(visit["start"] >= "19:00" for visit in visits), f"{visits}")


def days_on_the_road_are_busy(options, folder):
    more = ("once_by = '2026-06-30', days = 2, travel = 1, minutes = 180, "
            "embargo = { ['until'] = before(1, 'workday', '17:00'), from = { 'inspector' } },")
    work = workspace(options, folder, more, targets=4, now="2025-12-15T09:00:00+08:00")
    work.run("plan", work.rules, "--as-of", "2026-01-15")
    work.run("approve", "demo-2026", "--by", "x")
    plan = work.plan_json("demo-2026")
    equal([visit["travel"] for visit in plan["visits"]], [1] * 4, "travel")
    equal({visit["slot"] for visit in plan["visits"]}, {"day"}, "slots")
    days = workdays(options, "2026-01-01", "2026-12-31")
    expected = collections.defaultdict(set)
    for visit in plan["visits"]:
        for person in visit["people"]:
            expected[person["id"]] |= {days[days.index(visit["date"]) - 1],
                                       days[days.index(visit["end_date"]) + 1]}
    hidden = roads(work, folder / "hidden")
    equal({person: set(found) for person, found in hidden.items()}, expected, "days on the road")
    check(all(title == "On duty (details follow)" for found in hidden.values()
              for title, _ in found.values()), f"an embargoed place is told: {hidden}")
    work.now = "2026-12-01T09:00:00+08:00"
    shown = roads(work, folder / "shown")
    equal({person: set(found) for person, found in shown.items()}, expected, "days, revealed")
    check(all(title.startswith("On the way ") and "机构" in title for found in shown.values()
              for title, _ in found.values()), f"{shown}")
    equal({uid for found in hidden.values() for _, uid in found.values()},
          {uid for found in shown.values() for _, uid in found.values()}, "uids")
    first = plan["visits"][0]
    told = work.run("explain", first["id"]).out
    check("with the way there and back: away from "
          f"{days[days.index(first['date']) - 1]} to {days[days.index(first['end_date']) + 1]}"
          in told, told)


def roads(work, place):
    """Whole-day entries by person: day → (title, uid)."""
    work.run("export", "ics", "demo-2026", "-o", place)
    found = {}
    for path in (place / "person").glob("*.ics"):
        text = path.read_text(encoding="utf-8").replace("\n ", "")
        for event in text.split("BEGIN:VEVENT")[1:]:
            start = re.search(r"DTSTART;VALUE=DATE:(\d{4})(\d\d)(\d\d)", event)
            if start:
                check("TRANSP:OPAQUE" in event, event)
                found.setdefault(path.stem, {})["-".join(start.groups())] = (
                    re.search(r"SUMMARY[^:]*:(.*)", event).group(1),
                    re.search(r"UID:(.*)", event).group(1))
    return found


if __name__ == "__main__":
    house.main([figures_can_be_counted_again, help_explains_every_figure, every_way_says_the_same,
                what_does_not_fit_is_for_planners, items_come_round_by_round,
                the_public_plan_says_how_often, visits_of_the_night_say_so,
                days_on_the_road_are_busy])
