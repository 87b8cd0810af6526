"""What every programme owes: its days, hours, owners and hops are computed here once more from the
programme's own words and the holidays, and compared in every state of what came in. Drafts, calendars,
the two working days of a case, next month's plan, the receipts of 900 institutions."""
import calendar
import datetime
import json
import re
import time
import zipfile

import house
import programmes
from house import check, equal

STATES = ("early", "on_time", "late", "missing", "today", "draft", "ahead")
DRAFT_DAYS = 3


def day(text):
    return datetime.date.fromisoformat(text)


def near(date, step, off):
    """The date, or the next worked one in a direction (step 0: the date as it is)."""
    date = day(date)
    while step and not house.is_workday(date.isoformat(), off):
        date += datetime.timedelta(days=step)
    return date.isoformat()


def workdays_before(date, count, off):
    date = day(date)
    while count:
        date -= datetime.timedelta(days=1)
        count -= house.is_workday(date.isoformat(), off)
    return date.isoformat()


def month_end(year, month, off, worked=True):
    last = datetime.date(year, month, calendar.monthrange(year, month)[1]).isoformat()
    return near(last, -1, off) if worked else last


def owed(programme, off, ids):
    """(rule, day, hour, from, to, subject) of all that the programme's text asks for by the calendar."""
    year = int(programme.now[:4])
    ends = [month_end(year, month, off) for month in range(1, 13)]
    if programme.id == "yixing-2021":  # two hops, and the book of each month
        return [item for end in ends for item in (
            ("monthly-in", end, "", "各部门", "医保稽核科", ""),
            ("monthly-out", end, "", "医保稽核科", "无锡市医疗保障局", ""),
            ("ledger-book", end, "", "医保稽核科", "", ""))]
    if programme.id == "city-lookback-2020":  # one for each county: Thursdays at 17:00, and the summary
        days = [one for one in programmes.days("2020-12-21", "2021-01-29") if day(one).weekday() == 3]
        equal([one[5:] for one in days], ["12-24", "12-31", "01-07", "01-14", "01-21", "01-28"], "Thursdays")
        to = ("辖市(区)医疗保障局", "市医疗保障局")
        return [(rule, one, hour, *to, area) for area in programme.areas for rule, one, hour in
                [("weekly", one, "17:00") for one in days] + [("summary", "2021-01-29", "")]]
    if programme.id == "yanan-county-2020":  # four kinds and the ranking
        selves = [near(f"2020-{end}", -1, off) for end in ("02-29", "05-31", "08-31", "11-30")]
        equal(selves, ["2020-02-28", "2020-05-29", "2020-08-31", "2020-11-30"], "self-checks")
        county = [near(f"2020-{month:02}-20", -1, off) for month in (3, 6, 9, 12)]
        equal(county, ["2020-03-20", "2020-06-19", "2020-09-18", "2020-12-18"], "the county's reports")
        return ([("self-check", one, "", "定点医药机构", "县医疗保障局", target) for one in selves for target in ids]
                + [("county", one, "", owner, "市医疗保障局", "") for one in county
                   for owner in ("县医疗保障局", "市医疗保险经办处")]
                + [("quarter-end", month_end(2020, month, off), "", "县医疗保障局", "市医疗保障局医药服务管理科", "")
                   for month in (3, 6, 9, 12)]
                + [("ranking", month_end(2020, month, off), "", "市医疗保障局", "各县医疗保障局", "") for month in (6, 12)])
    if programme.id == "yanan-spot-check-2020":
        return [("ranking", month_end(2020, month, off), "", "市医疗保障局", "各县医疗保障局", "") for month in (6, 12)]
    if programme.id == "guangxi-pharmacies-2020":
        office = ("医药价格和基金监管股", "市医疗保障局", "")
        return [("plan", "2020-12-25", "", *office), ("summary", "2021-01-10", "", *office)]
    if programme.id == "anhui-district-2021":
        return [("summary", "2021-12-31", "", "监督检查小组", "区医疗保障局", "")]
    if programme.id == "jiangsu-treatment-2019":
        quarters = [month_end(2019, month, off) for month in (3, 6, 9, 12)]
        return [("quarterly", one, "", "设区市医疗保障局", "江苏省医疗保障局", "") for one in quarters]
    if programme.id == "hangzhou-2021":
        years = [near(f"{one}-12-31", -1, off) for one in (2021, 2022, 2023)]
        equal(years, ["2021-12-31", "2022-12-30", "2023-12-29"], "assessments")
        return [("assessment", one, "", "各经办机构", "杭州市医疗保障局", "") for one in years]
    raise house.Failed(f"what {programme} owes is not said")


def planned(options, folder, programme, each=None):
    folder.mkdir(exist_ok=True)
    work = programmes.workspace(options, folder, programme, each)
    programmes.plan(work, programme)
    return work


def listed(work, programme, *words):
    return json.loads(work.run("due", "list", programme.id, *words, "--json").out)["due"]


def rule_of(item):
    return item["id"].split("/")[0]


def in_states(work, programme, off):
    """Some come in early, on their day, late; some not at all; some are still ahead."""
    items = [item for item in listed(work, programme) if item["target"] == ""]
    middle = items[len(items) * 2 // 3]["date"]
    received, rows = {}, ["due,on"]
    for number, item in enumerate(item for item in items if item["date"] <= middle):
        shift = (-2, 0, 3, None)[number % 4]
        on = None if shift is None else (day(item["date"]) + datetime.timedelta(days=shift)).isoformat()
        if on and on <= middle:
            received[item["id"]] = on
            rows.append(f"{item['id']},{on}")
    work.now = programmes.at(middle, "20:00")
    work.run("import", "receipts", house.write(work.folder / "receipts.csv", "\n".join(rows) + "\n"))

    def state_on(item, date, minutes):
        on = received.get(item["id"])
        if on:
            return "early" if on < item["date"] else "late" if on > item["date"] else "on_time"
        hour = item["time"] and int(item["time"][:2]) * 60 + int(item["time"][3:])
        if item["date"] < date or (item["date"] == date and hour and minutes > hour):
            return "missing"
        if item["date"] == date:
            return "today"
        return "draft" if workdays_before(item["date"], DRAFT_DAYS, off) <= date else "ahead"
    expected = {item["id"]: state_on(item, middle, 20 * 60) for item in items}
    said = json.loads(work.run("report", "due", programme.id, "--format", "json").out)
    found = {item["id"]: item["state"] for item in said["items"] if item["id"] in expected}
    equal(found, expected, f"{programme}: states on {middle}")
    for state in STATES:
        equal(said["totals"][state], sum(one == state for one in expected.values())
              + sum(item["state"] == state for item in said["items"] if item["id"] not in expected),
              f"{programme}: {state}")
    open_ones = {item["id"] for item in listed(work, programme, "--open")}
    equal(open_ones & set(expected), set(expected) - set(received), f"{programme}: what is open")
    for item in listed(work, programme):
        equal(item["received"], received.get(item["id"]), f"{programme}: {item['id']} came in")


def every_day_of_every_programme(options, folder):
    off = house.days_off(options.source)
    for name in ("yixing-2021", "city-lookback-2020", "yanan-county-2020", "yanan-spot-check-2020",
                 "guangxi-pharmacies-2020", "anhui-district-2021", "jiangsu-treatment-2019", "hangzhou-2021"):
        programme = programmes.find(name)
        work = planned(options, folder / name, programme)
        ids = [row["id"] for row in house.read_csv(folder / name / "targets.csv") if row["kind"] != "agency"]
        wanted = sorted(owed(programme, off, ids))
        rules = {item[0] for item in wanted}
        found = sorted((rule_of(item), item["date"], item["time"], item["from"], item["to"], item["subject"])
                       for item in listed(work, programme) if rule_of(item) in rules)
        equal(found, wanted, f"{name}: what is owed")
        in_states(work, programme, off)


def subordinate_offices_hand_in(options, folder):
    """The returns of the counties, named by item and county, in one file."""
    programme = programmes.find("city-lookback-2020")
    work = planned(options, folder, programme)
    first, second, third = programme.areas[:3]
    work.now = "2020-12-28T09:00:00+08:00"
    work.run("import", "receipts", house.write(folder / "in.csv", (
        f"due,office,on\nweekly/2020-12-24,{first},2020-12-24\nweekly/2020-12-24/{second},,2020-12-25\n"
        f"weekly/2020-12-24,{third},2020-12-23\n")))
    said = json.loads(work.run("report", "due", programme.id, "--format", "json").out)
    states = {item["subject"]: item["state"] for item in said["items"] if item["id"].startswith("weekly/2020-12-24/")}
    equal(states, {**dict.fromkeys(programme.areas, "missing"), first: "on_time", second: "late", third: "early"},
          "the first week")
    equal({row["subject"] for row in said["chase"]}, set(programme.areas[3:]), "whom to chase")
    drafts = json.loads(work.run("due", "draft", programme.id, "-o", folder / "drafts", "--json").out)
    equal(drafts["drafts"], [], "drafts of what others write")
    equal({row["subject"] for row in drafts["chase"] if row["date"] == "2020-12-24"}, set(programme.areas[3:]),
          "whom to chase, by drafts")


def two_working_days_after_a_case(options, folder):
    programme = programmes.find("jiangsu-treatment-2019")
    work = planned(options, folder, programme)
    target = f"{programme.areas[0]}-1"

    def opened(date, *words):
        work.now = programmes.at(date)
        said = json.loads(work.run("case", "add", "--target", target, *words, "--json").out)
        return said["id"]
    spring = opened("2019-04-04", "--referred-to", "police", "--referred-on", "2019-04-04", "--amount", "100",
                    "--facts", "冒名住院", "--found-by", "群众举报")
    large = opened("2019-09-02", "--amount", "50000.01", "--facts", "串换药品甲乙", "--found-by", "大数据筛查")
    even = opened("2019-09-03", "--amount", "50000", "--facts", "小案")
    work.now = programmes.at("2019-09-30")
    for one in (large, even):
        work.run("case", "done", one, "--on", "2019-09-30", "--decision", "依据条例第四十条处二倍罚款")
    cases = {item["id"].split("/")[-1]: item["date"] for item in listed(work, programme) if item["what"] == "case"}
    equal(cases, {spring: "2019-04-09", large: "2019-10-09"}, "cases that are reported")
    said = json.loads(work.run("due", "draft", programme.id, "-o", folder / "drafts", "--json").out)
    drafted = {draft["id"].split("/")[-1]: draft for draft in said["drafts"] if draft["what"] == "case"}
    equal({one: draft["state"] for one, draft in drafted.items()}, {spring: "missing", large: "draft"}, "drafts of cases")
    texts = word(drafted[large]["files"][0]["path"], folder)
    for text in ("串换药品甲乙", "大数据筛查", "依据条例第四十条处二倍罚款", "50000.01", target):
        check(text in texts, f"the report on a case does not say {text}: {texts}")
    check("2019-04-09_case-police_" in drafted[spring]["files"][0]["path"], str(drafted[spring]))


def word(path, folder):
    with zipfile.ZipFile(folder / path) as file:
        return re.sub(r"<[^>]+>", "", file.read("word/document.xml").decode("utf-8"))


def a_summary_is_one_report(options, folder):
    """Progress and findings under one head, signed once."""
    programme = programmes.find("anhui-district-2021")
    work = planned(options, folder, programme)
    work.now = programmes.at("2021-12-28")
    said = json.loads(work.run("due", "draft", "-o", folder / "drafts", "--json").out)
    path = f"drafts/{programme.id}/2021-12-31_summary_summary.docx"
    equal([file["path"] for draft in said["drafts"] for file in draft["files"]],
          [str(folder / path), str(folder / path).replace("docx", "xlsx")], "drafts")
    text = word(path, folder)
    for part in ("Summary report as of 2021-12-28".lower(), "month by month", "results"):
        check(part in text.lower(), f"the summary lacks {part}: {text[:900]}")
    equal((text.count("Signed by"), text.count("as of 2021-12-28")), (1, 1), "heads and signatures")

    # Of the day on which there was no plan yet, nothing; of one of two programmes, that one.
    check("had no plan then" in work.run("due", "draft", "--on", "2020-12-31", "-o", folder / "no", status=1).err,
          "a day before all plans")
    work.run("plan", house.write(folder / "later.lua", """
        local full_coverage = use 'full_coverage'
        return programme { id = 'later', title = '又一项', year = 2021, office = '340102', calendar = 'cn',
          full_coverage { id = 'all', title = '全部', of = targets { status = 'active', kind = 'pharmacy' }, times = 1,
            window = between('2021-12-29', '2021-12-31'), nature = 'agency_check', crew = seats { officer(2) } },
          reports = { due { id = 'end', what = 'progress', when = 'on 2021-12-31', from = 'a', to = 'b' } } }"""))
    work.run("due", "draft", "--on", "2021-12-27", "-o", folder / "both")
    check(not (folder / "both").exists(), "a folder for nothing that is due")
    work.run("due", "draft", "-o", folder / "today")
    equal(sorted(path.name for path in (folder / "today").iterdir()), [programme.id, "later"], "programmes")


def drafts_lie_ready(options, folder):
    off = house.days_off(options.source)
    programme = programmes.find("yixing-2021")
    work = planned(options, folder, programme)
    begins = workdays_before("2021-03-31", DRAFT_DAYS, off)
    equal(begins, "2021-03-26", "the day on which the drafts of March begin")
    work.now = programmes.at("2021-02-01")
    work.run("import", "receipts", house.write(folder / "in.csv", "due,on\n" + "".join(
        f"{rule}/2021-01-29,2021-01-29\n" for rule in ("monthly-in", "monthly-out", "ledger-book"))))
    work.now = programmes.at("2021-03-01")
    for rule in ("monthly-in", "monthly-out", "ledger-book"):
        work.run("due", "done", f"{rule}/2021-02-26", "--on", "2021-02-26")
    work.now = programmes.at("2021-03-25")
    said = json.loads(work.run("due", "draft", programme.id, "-o", folder / "none", "--json").out)
    equal((said["drafts"], said["chase"]), ([], []), "four working days before")
    work.now = programmes.at(begins, "23:00")
    work.run("due", "draft", programme.id, "-o", folder / "drafts")
    names = {f"2021-03-31_{name}.{ending}" for ending in ("docx", "xlsx") for name in (
        "monthly-in_coverage", "monthly-out_coverage", "monthly-out_next-month", "ledger-book_ledger-book")}
    equal({path.name for path in (folder / "drafts").iterdir()}, names, "drafts")
    for path in (folder / "drafts").iterdir():
        equal(path.stat().st_mode & 0o777, 0o600, f"mode of {path.name}")
    text = word("drafts/2021-03-31_monthly-out_coverage.docx", folder)
    check("全覆盖情况统计表和下月检查计划" in text and "无锡市医疗保障局" in text, f"a draft without its purpose: {text[:300]}")

    # What somebody wrote into it stays, until he says otherwise; the rest is the same again.
    again = ("due", "draft", programme.id, "-o", folder / "drafts")
    equal({file["is"] for draft in json.loads(work.run(*again, "--json").out)["drafts"] for file in draft["files"]},
          {"same"}, "drafts once more")
    edited = folder / "drafts" / "2021-03-31_monthly-in_coverage.docx"
    before = edited.read_bytes()
    edited.write_bytes(before + b"edited")
    check("kept: 1" in work.run(*again).out, "the edited one is not kept")
    equal(edited.read_bytes(), before + b"edited", "the edited one")
    work.run(*again, "--replace")
    equal(edited.read_bytes(), before, "the one that was replaced")

    # Of a day that is over, the same bytes for good; of a day to come, and without a folder, none.
    work.now = programmes.at("2021-04-20")
    visit = json.loads(work.run("visit", "list", "--programme", programme.id, "--to", "2021-03-26", "--json").out)[0]
    work.run("due", "draft", programme.id, "--on", begins, "-o", folder / "past")
    work.run("outcome", "--visit", visit["id"], "--result", "problem", "--findings", "晚录")
    work.run("due", "draft", "--on", begins, "-o", folder / "later")
    equal(house.tree_digests(folder / "later" / programme.id), house.tree_digests(folder / "past"), "a past day's drafts")
    work.run("due", "draft", programme.id, "--on", "2021-04-21", "-o", folder / "no", status=2)
    work.run("due", "draft", programme.id, status=2)
    work.run("due", "draft", "nothing", "-o", folder / "no", status=1)
    check(not (folder / "no").exists(), "a folder for nothing")
    work.run("settings", "draft_days=0")
    work.run("due", "draft", programme.id, "--on", begins, "-o", folder / "three")
    equal(house.tree_digests(folder / "three"), house.tree_digests(folder / "past"), "a past day, other settings")
    said = json.loads(work.run("due", "draft", programme.id, "-o", folder / "zero", "--json").out)
    check(all(draft["state"] != "draft" for draft in said["drafts"]), "drafts without days set aside")


def calendars_say_when_to_begin(options, folder):
    programme = programmes.find("yixing-2021")
    work = planned(options, folder, programme)

    def feeds():
        work.run("export", "ics", "--by", "office", "-o", folder / "ics")
        entries = house.events(folder / "ics" / "office" / "320282.ics")
        tasks = house.events(folder / "ics" / "office" / "320282-tasks.ics", "VTODO")
        return entries, tasks

    def of(entries, title):
        return [entry for entry in entries if title in entry["SUMMARY"] and "各部门检查情况汇总" in entry["SUMMARY"]]
    work.lang = "en"
    entries, tasks = feeds()
    march = [entry for entry in of(entries, "Begin the draft") if entry["DTSTART"] == "20210326"]
    equal([entry["SUMMARY"] for entry in march], ["Begin the draft: 各部门检查情况汇总 (due 3/31)"], "the draft of March")
    due = [entry for entry in of(entries, "Due") if entry["DTSTART"] == "20210331"][0]
    check(len({entry["UID"] for entry in entries}) == len(entries), "a UID twice")
    equal(len(of(entries, "Begin the draft")), 12, "drafts of the year")
    equal({task["STATUS"] for task in tasks}, {"NEEDS-ACTION"}, "tasks")
    work.now = programmes.at("2021-03-29")
    work.run("due", "done", "monthly-in/2021-03-31", "--on", "2021-03-29")
    entries, tasks = feeds()
    after = {entry["UID"]: entry for entry in entries}
    gone, done = after[march[0]["UID"]], after[due["UID"]]
    equal((gone["STATUS"], gone["SEQUENCE"]), ("CANCELLED", "1"), "the draft's entry when it came in")
    equal((done["STATUS"], done["SEQUENCE"]), ("CONFIRMED", "1"), "the due day's entry")
    check(done["SUMMARY"].startswith("Came in") and done["DTSTAMP"] > due["DTSTAMP"], str(done))
    finished = [task for task in tasks if task["STATUS"] == "COMPLETED"]
    equal([(task["DUE"], task["COMPLETED"], task["PERCENT-COMPLETE"]) for task in finished],
          [("20210331", "20210329T040000Z", "100")], "the task")
    work.now = programmes.at("2021-05-10")
    equal([entry for entry in feeds()[0] if entry["UID"] == march[0]["UID"]], [], "cancelled six weeks ago")


def each_month_carries_the_next(options, folder):
    programme = programmes.find("yixing-2021")
    off = house.days_off(options.source)
    work = planned(options, folder, programme, 120)
    plan = json.loads(work.run("visit", "list", "--programme", programme.id, "--json").out)
    ends = [month_end(2021, month, off) for month in range(1, 13)]
    done = set()
    for number, end in enumerate(ends):
        work.now = programmes.at(end, "18:00")
        this = f"2021-{number + 1:02}"
        following = f"2021-{number + 2:02}" if number < 11 else "2022-01"
        now = [visit for visit in plan if visit["date"] <= end and visit["id"] not in done]
        some = now[:-1] if len(now) > 1 else now
        if some:
            work.run("import", "outcomes", house.write(folder / "done.csv", "visit,result\n" + "".join(
                f"{visit['id']},pass\n" for visit in some)))
        done |= {visit["id"] for visit in some}
        said = json.loads(work.run("report", "coverage", programme.id, "--format", "json").out)
        month, total = said["total"]["month"], said["total"]["all"]
        in_month = [visit for visit in plan if visit["date"][:7] == this]
        equal((month["owed"], month["done"]), (len(in_month), sum(visit["date"][:7] == this for visit in some)),
              f"planned and done in {this}")
        due = [visit for visit in plan if visit["date"] <= end]
        equal(total["rates"]["plan"], [sum(visit["id"] in done for visit in due), len(due)], f"the rate of {this}")
        equal((said["next_month"]["from"][:7], said["next_month"]["visits"]),
              (following, sum(visit["date"][:7] == following for visit in plan)), f"the plan behind {this}")
        equal({visit["id"] for visit in said["next_month"]["list"]},
              {visit["id"] for visit in plan if visit["date"][:7] == following}, f"visits of {following}")


def nine_hundred_institutions(options, folder):
    programme = programmes.find("yanan-county-2020")
    work = planned(options, folder, programme, 900)
    items = [item for item in listed(work, programme) if rule_of(item) == "self-check"]
    equal(len(items), 3600, "self-checks of a year")
    work.now = programmes.at("2020-12-01")
    file = house.write(folder / "receipts.csv", "due,target,on\n" + "".join(
        f"self-check/{item['date']},{item['subject']},{item['date']}\n" for item in items[7:]))
    began = time.monotonic()
    said = json.loads(work.run("import", "receipts", file, "--json").out)[0]
    took = time.monotonic() - began
    equal((said["rows"], said["added"]), (3593, 3593), "receipts")
    check(took < 20, f"{took:.1f} s for 3593 receipts")
    began = time.monotonic()
    said = json.loads(work.run("import", "receipts", file, "--json").out)[0]
    again = time.monotonic() - began
    equal((said["added"], said["updated"], said["unchanged"]), (0, 0, 3593), "the same receipts again")
    entries = work.run("ledger", "verify").out
    work.run("import", "receipts", file)
    equal(work.run("ledger", "verify").out, entries, "the ledger after the same file")
    report = json.loads(work.run("report", "due", programme.id, "--format", "json").out)
    rule = next(row for row in report["rules"] if row["rule"] == "self-check")
    equal((rule["due"], rule["on_time"], rule["missing"]), (3600, 3593, 7), "self-checks")
    equal(sorted(row["subject"] for row in report["chase"] if row["subject"]),
          sorted(item["subject"] for item in items[:7]), "whom to chase")
    print(f"         3593 receipts in {took:.2f} s, again in {again:.2f} s")


if __name__ == "__main__":
    house.main([
        every_day_of_every_programme, subordinate_offices_hand_in, two_working_days_after_a_case, a_summary_is_one_report,
        drafts_lie_ready, calendars_say_when_to_begin, each_month_carries_the_next,
        nine_hundred_institutions,
    ])
