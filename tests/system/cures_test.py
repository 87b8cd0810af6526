"""What a plan offers against its shortages is done as a user would do it, and the next plan fits."""
import datetime

import house
from house import House, check, equal

OFFICE = "320282"
FIRST, LAST = "2026-03-02", "2026-03-13"
POLICY = """
local full_coverage = use 'full_coverage'
return programme {{
  id = 'demo-2026', title = '演示', year = 2026, calendar = 'cn', office = '320282',
  full_coverage {{
    id = 'annual', title = '全覆盖', of = targets {{ status = 'active' }}, nature = 'agency_check',
    basis = '示例', crew = seats {{ third_party(2) }}, times = 1,
    window = between('2026-03-02', '{last}'),
  }},
}}
"""


def planned(options, folder, setup, targets, crews=2, last=LAST, barred=(), saturdays=()):
    """Targets of 90 minutes in one zone; barred: those that the second crew may not visit."""
    work = House(options, folder, office=OFFICE)
    work.init()
    work.run("settings", f"setup_minutes={setup}")
    rows = [f"T{i:03d},机构{i},pharmacy,{OFFICE},东" for i in range(targets)]
    people = [f"P{i},人{i},third_party,{OFFICE},第{i // 2}组" for i in range(2 * crews)]
    tables = {"targets": ["id,name,kind,area,zone", *rows],
              "inspectors": ["id,name,roles,area,crew", *people],
              "relations": ["person,target,reason", *(f"P2,{i},亲属" for i in barred)],
              "calendar": ["date,kind,name", *(f"{day},班,加班" for day in saturdays)]}
    for table, lines in tables.items():
        if len(lines) > 1:
            work.run("import", table, house.write(folder / f"{table}.csv", "\n".join(lines) + "\n"))
    rules = house.write(folder / "demo.lua", POLICY.format(last=last))
    result = work.run("plan", rules, "--as-of", "2026-01-05", status=None)
    check(result.status in (0, 1), str(result))
    return work.plan_json("demo-2026")


def later(options, number):
    days, day = house.days_off(options.source), datetime.date.fromisoformat(LAST)
    while number > 0:
        day += datetime.timedelta(days=1)
        number -= house.is_workday(day.isoformat(), days)
    return day.isoformat()


def offered(plan, kind):
    equal(len(plan["proofs"]), 1, "proofs")
    found = [cure for cure in plan["proofs"][0]["cures"] if cure["kind"] == kind]
    check(found, f"no cure of kind {kind}: {plan['proofs'][0]['cures']}")
    return found[0]


def each_cure_is_enough(options, folder):
    # a day holds 4 visits, or 3 where the way there takes half an hour of the morning
    for setup, holds in ((0, 4), (30, 3)):
        targets = 20 * holds + 2
        place = folder / str(setup)
        short = planned(options, place / "short", setup, targets)
        equal(len(short["unmet"]), 2, f"unmet with a way of {setup} minutes")
        proof = short["proofs"][0]
        equal((proof["need"], proof["exist"], proof["crew_days"]), (targets, 20 * holds, 20), "proof")
        equal(short["bounds"]["unserved"]["visits_bound"], 2, "bound")
        cures = {
            "crews": {"crews": 2 + offered(short, "crews")["number"]},
            "days": {"last": later(options, offered(short, "days")["number"])},
            "saturdays": {"saturdays": ["2026-03-07"]},
        }
        equal(offered(short, "saturdays")["number"], 1, "Saturdays")
        for kind, change in cures.items():
            done = planned(options, place / kind, setup, targets, **change)
            equal(done["unmet"], [], f"unmet after the cure {kind} with a way of {setup} minutes")


def a_lifted_relation_is_enough(options, folder):
    barred = [f"T{i:03d}" for i in range(41)]
    short = planned(options, folder / "short", 0, 45, barred=barred)
    equal(len(short["unmet"]), 1, "unmet")
    cure = offered(short, "relation")
    equal(cure["person"], "P2", "who is barred")
    done = planned(options, folder / "lifted", 0, 45,
                   barred=[target for target in barred if target != cure["target"]])
    equal(done["unmet"], [], "unmet after the relation was lifted")


def what_bars_everybody_is_hinted_at(options, folder):
    """Neither days nor more of the same people help where everybody is barred."""
    work = House(options, folder, office=OFFICE, now="2026-02-27T09:00:00+08:00")
    work.init()
    rows = {"targets": ["id,name,kind,area,zone",
                              *(f"T{i},机构{i},pharmacy,{OFFICE},东" for i in range(5))],
                  "inspectors": ["id,name,roles,area,crew",
                                 *(f"P{i},人{i},third_party,{OFFICE},甲" for i in range(2))],
                  "relations": ["person,target,reason", "P0,T0,亲属"]}
    for table, lines in rows.items():
        work.run("import", table, house.write(folder / f"{table}.csv", "\n".join(lines) + "\n"))
    rules = house.write(folder / "demo.lua", POLICY.format(last=LAST))
    more, barred = "a wider window", "the end of a relation (回避)"
    said = work.run("plan", rules, status=1).err
    check(barred in said and more not in said, f"one is barred:\n{said}")
    said = work.run("replan", "demo-2026", status=1).err
    check(barred in said and more not in said, f"one is barred, replanned:\n{said}")
    said = work.run("approve", "demo-2026", "--by", "科长", status=1).err
    check("xuncha explain TARGET" in said and "more people" not in said, said)
    check("回避" in work.run("explain", "T0").out, "the hint leads nowhere")
    short = house.write(folder / "short.lua", POLICY.format(last=FIRST).replace("times = 1", "times = 2")
                        .replace("demo-2026", "short-2026"))
    said = work.run("plan", short, "--dry-run", status=1).err
    check(barred in said and more in said, f"some are barred:\n{said}")
    work.run("register", "set", "T0", "status=closed", "--reason", "关停")
    said = work.run("plan", short, "--dry-run", status=1).err
    check(barred not in said and more in said, f"nobody is barred:\n{said}")


if __name__ == "__main__":
    house.main([each_cure_is_enough, a_lifted_relation_is_enough,
                what_bars_everybody_is_hinted_at])
