"""Real registers, if they lie beside the checkout (../shared/data): what offices really have must
come through whole, and be planned. Nothing of them is kept in the repository."""
import collections
import csv
import datetime
import json
import re

import house
from house import House, check, equal

PEOPLE = "id,name,area,roles,certificate\n"


def data(options, name):
    path = options.shared / name if options.shared else None
    if not path or not path.is_file():
        raise house.Skipped(f"{name} is not there")
    return path


def workspace(options, folder, office, now="2026-01-05T09:00:00+08:00"):
    work = House(options, folder, office=office, now=now)
    work.init()
    return work


def count(work, table):
    line = next(line for line in work.digest().splitlines() if line.startswith(table + " "))
    return int(line.split()[1])


def real_workdays(options):
    """Whether a date is worked, by the list of holidays beside the checkout."""
    kinds = {row["date"]: row["kind"] for row in house.read_csv(data(options, "holidays-cn.csv"))}

    def worked(date):
        kind = kinds.get(date)
        return kind == "workday" or (kind is None
                                     and datetime.date.fromisoformat(date).weekday() < 5)
    return worked


def judge(options, plan, targets, first, last):
    """Every target once or named as unmet, on working days, nobody in two places."""
    worked = real_workdays(options)
    seen = collections.Counter(visit["target"] for visit in plan["visits"])
    unmet = {row["target"] for row in plan["unmet"]}
    equal(max(seen.values()), 1, "visits of a target")
    equal(set(seen) | unmet, set(targets), "targets planned or named")
    busy = collections.defaultdict(list)
    for visit in plan["visits"]:
        check(first <= visit["date"] <= last, f"{visit['date']} lies outside the window")
        check(worked(visit["date"]), f"{visit['date']} is not worked")
        for person in visit["people"]:
            busy[person["id"], visit["date"]].append((visit["start"], visit["minutes"]))
    for (person, date), visits in busy.items():
        visits.sort()
        for (start, length), (following, _) in zip(visits, visits[1:]):
            end = int(start[:2]) * 60 + int(start[3:]) + length
            check(end <= int(following[:2]) * 60 + int(following[3:]),
                  f"{person} is in two places on {date}")


def yixing_is_covered_by_the_insurers_staff(options, folder):
    with open(data(options, "targets-jiangsu.csv"), encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        fields, rows = reader.fieldnames, [row for row in reader if row["county"] == "宜兴市"]
    equal(len(rows), 54, "institutions of Yixing in the file")
    with open(folder / "yixing.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields)
        writer.writeheader()
        writer.writerows(rows)
    work = workspace(options, folder, "320282", now="2021-01-04T09:00:00+08:00")
    work.run("import", "targets", folder / "yixing.csv")
    work.run("import", "inspectors", house.write(folder / "staff.csv", PEOPLE + "".join(
        f"S{number},第{number}人,320282,third_party,\n" for number in range(1, 5))))
    policy = work.policy("yixing/full_coverage.lua")
    work.run("policy", "check", policy)
    work.run("plan", policy)
    plan = work.plan_json("yixing-2021")
    kinds = {row["id"] for row in rows if row["type"] not in ("public_health", "other")}
    equal(count(work, "targets"), 54, "targets")
    judge(options, plan, kinds, "2021-01-01", "2021-11-30")
    equal(plan["unmet"], [], "unmet")
    monthly = [item["date"] for item in plan["due"] if item["id"].startswith("monthly-in")]
    equal(len(monthly), 12, "monthly reports")
    work.run("approve", "yixing-2021", "--by", "someone")
    work.run("export", "ics", "-o", folder / "ics")
    equal(sum(len(house.events(folder / "ics" / "person" / f"S{number}.ics"))
              for number in range(1, 5)), 2 * len(kinds), "entries of the staff")
    again = work.run("explain", plan["visits"][0]["target"]).out
    check(plan["visits"][0]["date"] in again, again)


def beijing_is_planned_district_by_district(options, folder):
    path = data(options, "targets-beijing-designated.csv")
    rows = house.read_csv(path)
    equal(len(rows), 2948, "institutions in the file")
    work = workspace(options, folder, "11")
    first = work.run("import", "targets", path, status=3)  # one zone is no county: with the cure
    check("import areas" in first.err, str(first))
    work.run("import", "areas", house.write(
        folder / "areas.csv",
        "code,name,parent,level\n110171,经济技术开发区,1101,county\n"))
    work.run("import", "targets", path)
    equal(count(work, "targets"), 2948, "targets")
    districts = ("01 02 05 06 07 08 09 11 12 13 14 15 16 17 18 19 71").split()
    people = PEOPLE + "".join(
        f"S{district}{number},{district}号区第{number}人,1101{district},officer lead,C{district}"
        f"{number}\n".replace("officer lead", "组长、执法人员" if number <= 2 else "执法人员")
        for district in districts for number in range(1, 5))
    work.run("import", "inspectors", house.write(folder / "people.csv", people))
    policy = house.write(folder / "beijing.lua", """
        local full_coverage = use 'full_coverage'
        return programme {
          id = 'beijing', title = '全覆盖', year = 2026, office = '11',
          full_coverage { id = 'all', of = targets { status = 'active' }, once_by = '2026-11-30',
                          nature = 'enforcement', crew = seats { lead(1), officer(1) } },
        }""")
    work.run("plan", policy)
    plan = work.plan_json("beijing")
    judge(options, plan, {row["id"] for row in rows}, "2026-01-05", "2026-11-30")
    print(f"         Beijing: {len(plan['visits'])} visits, {len(plan['unmet'])} unmet")
    equal(len(plan["unmet"]), 0, "unmet")
    homes = {f"S{district}{number}": f"1101{district}" for district in districts
             for number in range(1, 5)}
    for visit in plan["visits"]:
        for person in visit["people"]:
            equal(homes[person["id"]], visit["area"], f"area of visit {visit['id']}")


def districts_of_beijing_check_each_other(options, folder):
    """P4 on a real city: every marked institution once more, at night, by another district."""
    rows = house.read_csv(data(options, "targets-beijing-designated.csv"))
    marked = {row["id"] for row in rows[::40]}
    with open(folder / "marked.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "flags"])
        writer.writeheader()
        writer.writerows({**row, "flags": "重点" if row["id"] in marked else ""} for row in rows)
    work = workspace(options, folder, "11", now="2020-12-18T09:00:00+08:00")
    work.run("import", "areas", house.write(
        folder / "areas.csv", "code,name,parent,level\n110171,经济技术开发区,1101,county\n"))
    work.run("import", "targets", folder / "marked.csv")
    districts = ("01 02 05 06 07 08 09 11 12 13 14 15 16 17 18 19 71").split()
    work.run("import", "inspectors", house.write(folder / "people.csv", PEOPLE + "".join(
        f"S{district}{number:02},{district}号区第{number}人,1101{district},"
        f"{'组长、执法人员' if number <= 4 else '执法人员'},Z{district}{number}\n"
        for district in districts for number in range(1, 9))))
    work.run("plan", work.policy("city/lookback.lua"), "--set", "office=11", "--set", "minutes=60")
    plan = work.plan_json("city-lookback-2020")
    night = [visit for visit in plan["visits"] if visit["tasks"][0]["stage"] == "night"]
    local = [visit for visit in plan["visits"] if visit["tasks"][0]["stage"] == "local"]
    equal([row for row in plan["unmet"] if row["stage"] == "night"], [], "unmet at night")
    medical = {visit["target"] for visit in local} | {row["target"] for row in plan["unmet"]}
    equal({visit["target"] for visit in night}, marked & medical, "visited at night")
    equal(len(night), len(marked & medical), "visits at night")
    for visit in night:
        check(visit["start"] >= "19:00", f"{visit['id']} begins at {visit['start']}")
        homes = {"1101" + person["id"][1:3] for person in visit["people"]}
        check(len(visit["people"]) == 2 and visit["area"] not in homes, f"{visit['id']}: {homes}")
    for visit in local:
        equal({"1101" + person["id"][1:3] for person in visit["people"]}, {visit["area"]}, "home")
    print(f"         Beijing: {len(local)} visits, {len(night)} at night, {len(plan['unmet'])} unmet")


def zone_of(row):
    """The town, else the letters that the postcode begins with."""
    if row["city"].strip():
        return row["city"].strip().title()
    letters = re.match(r"[A-Z]+", row["address"].rsplit(",", 1)[-1].strip())
    return letters.group() if letters else "-"


def pharmacies_are_planned_by_town(options, folder):
    rows = house.read_csv(data(options, "targets-uk-pharmacies.csv"))
    zones = {row["id"]: zone_of(row) for row in rows}
    with open(folder / "uk.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "type", "zone", "address", "lat", "lon"])
        writer.writerows([row["id"], row["name"], row["type"], zones[row["id"]],
                          row["address"], row["lat"], row["lon"]] for row in rows)
    work = workspace(options, folder, "110101")
    work.run("import", "targets", folder / "uk.csv")
    work.run("import", "inspectors", house.write(folder / "people.csv", PEOPLE + "".join(
        f"S{number:02},第{number}人,110101,{'组长、执法人员' if number % 2 else '执法人员'},C{number}\n"
        for number in range(1, 33))))
    policy = house.write(folder / "uk.lua", """
        local full_coverage = use 'full_coverage'
        return programme {
          id = 'uk', title = '全覆盖', year = 2026, office = '110101',
          full_coverage { id = 'all', of = targets { status = 'active' }, once_by = '2026-11-30',
                          nature = 'enforcement', crew = seats { lead(1), officer(1) } },
        }""")
    work.run("plan", policy)
    plan = work.plan_json("uk")
    judge(options, plan, set(zones), "2026-01-05", "2026-11-30")
    equal(plan["unmet"], [], "unmet")
    # office hours hold four visits of 90 minutes a day: two before the pause, two behind it
    visits = collections.Counter(zones.values())
    least = sum(-(-number // 4) for number in visits.values())
    taken = len({(visit["crew"], visit["date"], zones[visit["target"]])
                 for visit in plan["visits"]})
    print(f"         by town: {len(plan['visits'])} visits in {len(visits)} zones, "
          f"{taken} zone-days where no plan has less than {least}")
    equal(plan["bounds"]["zone_days"], taken, "zone-days")
    check(plan["bounds"]["zone_days_bound"] <= least, "the bound is above what is possible")
    check(taken <= 1.006 * least, f"{taken} zone-days, {least} are needed")


def the_gbk_file_reads_like_its_utf8_twin(options, folder):
    path = data(options, "北京市医院名册-gbk.csv")
    words = ("--map", "序号=id,大类=kind")
    one = workspace(options, folder / "one", "1101")
    said = one.run("import", "targets", path, *words).out
    check("GB18030" in said or "CP936" in said, said)
    equal(count(one, "targets"), 724, "targets")
    two = workspace(options, folder / "two", "1101")
    twin = house.write(two.folder / "twin.csv", path.read_bytes().decode("gb18030"))
    two.run("import", "targets", twin, *words)
    equal(two.digest(), one.digest(), "digest")
    one.run("import", "targets", path)  # the map was kept
    equal(two.digest(), one.digest(), "digest after importing again")


def the_list_of_holidays_gives_the_same_days(options, folder):
    work = workspace(options, folder, "110101")
    expected = dict(zip(range(2018, 2027), (250, 250, 249, 250, 249, 249, 251, 248, 248)))

    def days():
        found = {}
        for year in expected:
            said = work.run("--json", "calendar", "days", f"{year}-01-01", f"{year}-12-31").out
            found[year] = next(int(word) for word in
                               said.replace(",", " ").replace("}", " ").replace(":", " ").split()
                               if word.isdigit() and 200 < int(word) < 300)
        return found
    equal(days(), expected, "working days of calendars/cn.ics")
    work.run("import", "calendar", data(options, "holidays-cn.csv"))
    equal(days(), expected, "working days of the list")


def towns_of_six_provinces(options, folder):
    work = workspace(options, folder, "32")
    before = work.run("import", "areas", data(options, "divisions-cn-towns-6provinces.csv")).out
    check("9186" in before, before)
    equal(count(work, "areas") >= 9186 + 3000, True, "areas")


def who_reports_to_a_province_is_somebody(options, folder):
    """The collective rows of the country's list (市辖区, 省直辖县级行政区划) owe no figures: what lies in them does."""
    path = data(options, "divisions-cn.csv")
    rows = house.read_csv(path)
    below = collections.defaultdict(list)
    for row in rows:
        below[row["parent_code"]].append(row)

    def owing(code):
        return [found for row in below[code] for found in
                (owing(row["code"]) if row["name"] in ("市辖区", "县") or "直辖县级" in row["name"]
                 else [row["code"].removesuffix("00")])]
    for province in ("11", "41", "46", "50", "65", "33"):
        work = workspace(options, folder / province, province)
        work.run("import", "areas", path, "--skip-bad")
        expected = sorted(owing(province + "0000"))
        work.run("export", "figures", "year", "--as-of", "2026-03-31", "--blank", "-o", work.folder / "blank")
        equal(sorted(p.name.split("-")[1] for p in (work.folder / "blank").iterdir()), expected, "forms")
        counts = ",".join(["0"] * 15)
        form = "\n".join(f"{label},{value}" for label, value in (
            ("format", "xuncha-figures-v1"), ("office", expected[0]), ("office name", "one"), ("programme", "year"),
            ("title", "all"), ("year", "2026"), ("as of", "2026-03-31"), ("period", "2026-03"), ("filled in on", "2026-04-01")))
        form += ("\npart,of,name,owed,due,due_done,obligations,fulfilled,to_inspect,inspected,done,finished,targets,visited,"
                 f"closed_since,opened_since,opened_since_visited,closed_since_visited\ntotal,,,{counts}\nperiod,2026-03,,{counts}\n")
        said = json.loads(work.run("rollup", house.write(work.folder / "one.csv", form), "--format", "json").out)
        equal([office["code"] for office in said["offices"]], expected, f"who reports to {province}")
        equal(said["counts"]["missing"], len(expected) - 1, "missing")


def pharmacies_in_traditional_characters(options, folder):
    path = data(options, "targets-taiwan-contracted-pharmacies.csv")
    rows = house.read_csv(path)
    names = {}
    for row in rows:
        city = names.setdefault(row["city"], (f"98{len(names) + 10}", {}))
        city[1].setdefault(row["county"], f"{city[0]}{len(city[1]) + 1:02}")
    check(all(len(city[1]) < 90 for city in names.values()), "too many townships for two digits")
    text = "code,name,parent,level\n98,样例,,province\n" + "".join(
        f"{code},{city},98,city\n" + "".join(f"{town},{name},{code},county\n"
                                             for name, town in towns.items() if name)
        for city, (code, towns) in names.items())
    work = workspace(options, folder, "98")
    work.run("import", "areas", house.write(folder / "areas.csv", text))
    work.run("import", "targets", path)
    equal(count(work, "targets"), 6292, "targets")


def pharmacies_with_commas_and_quotes(options, folder):
    path = data(options, "targets-uk-pharmacies.csv")
    head, body = path.read_text(encoding="utf-8").split("\n", 1)
    work = workspace(options, folder, "110101")
    renamed = house.write(folder / "uk.csv", head.replace("city", "post_town") + "\n" + body)
    work.run("import", "targets", renamed)
    equal(count(work, "targets"), 11206, "targets")


if __name__ == "__main__":
    house.main([
        yixing_is_covered_by_the_insurers_staff, beijing_is_planned_district_by_district,
        districts_of_beijing_check_each_other,
        pharmacies_are_planned_by_town,
        the_gbk_file_reads_like_its_utf8_twin, the_list_of_holidays_gives_the_same_days,
        towns_of_six_provinces, who_reports_to_a_province_is_somebody, pharmacies_in_traditional_characters,
        pharmacies_with_commas_and_quotes,
    ], extra=["shared"])
