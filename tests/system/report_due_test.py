"""What is owed, what came in and whom to chase, on any day of the past: every figure is counted again
from the list of receipts that the test wrote, the Friday before a weekend and the hour of a day."""
import csv
import datetime
import io
import json

import house
from house import House, check, equal

START = "2020-01-06T09:00:00+08:00"
POLICY = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'year', title = '全覆盖', year = 2020, calendar = 'cn', office = '990101',
  full_coverage { id = 'round', of = targets { status = 'active' }, window = between('2020-02-03', '2020-06-30'),
    times = 1, nature = 'agency_check', crew = seats { officer(2) } },
  reports = {
    due { id = 'self', title = '自查报告', what = 'self_check', when = 'on 2020-02-28', each = 'target',
          of = targets { status = 'active' }, from = '定点机构', to = '稽核科' },
    due { id = 'in', title = '各组汇总', what = 'coverage', when = last_workday 'month', from = '各组', to = '稽核科' },
    due { id = 'out', title = '月报', what = 'coverage', when = last_workday 'month', from = '稽核科', to = '市局',
          with = 'next-month' },
    due { id = 'week', title = '周报', what = 'progress', when = weekly('thu', '17:00'), from = '稽核科', to = '省局',
          window = between('2020-03-01', '2020-03-31') },
  },
}
"""


def day(text):
    return datetime.date.fromisoformat(text)


def at(date, clock="18:00"):
    return f"{date}T{clock}:00+08:00"


def working_days(options, first, last):
    """After first, up to last."""
    off, on = house.days_off(options.source)
    date, count = day(first), 0
    while date < day(last):
        date += datetime.timedelta(days=1)
        works = date.isoformat() in on or (date.weekday() < 5 and date.isoformat() not in off)
        count += works
    return count


def workspace(options, folder, targets=12):
    work = House(options, folder, now=START)
    work.init()
    work.import_all(work.generate("--targets", str(targets), "--people", "8", "--zones", "2"))
    work.run("plan", house.write(work.folder / "policy.lua", POLICY))
    work.run("approve", "year", "--by", "Li", "--accept-unmet")
    return work


def figures(work, date):
    return json.loads(work.run("report", "due", "year", "--as-of", date, "--format", "json").out)


def counted(work, options, date, receipts, now_minutes=24 * 60):
    """The same from the days alone. receipts: (item, day it came in, day it was entered)."""
    items = json.loads(work.run("due", "list", "year", "--json").out)["due"]
    totals = dict.fromkeys(("early", "on_time", "late", "missing", "today", "draft", "ahead"), 0)
    chase = {}
    for item in items:
        came = [on for due, on, entered in receipts if due == item["id"] and entered <= date]
        if came:
            state = ("early" if came[-1] < item["date"] else
                     "late" if came[-1] > item["date"] else "on_time")
        elif item["date"] < date:
            state = "missing"
        elif item["date"] == date:
            clock = item["time"] or "24:01"
            state = "missing" if int(clock[:2]) * 60 + int(clock[3:]) < now_minutes else "today"
        else:
            near = working_days(options, date, item["date"]) <= 3
            state = "draft" if near else "ahead"
        totals[state] += 1
        if state == "missing":
            key = (item["from"], item["subject"])
            count, oldest = chase.get(key, (0, item["date"]))
            chase[key] = (count + 1, min(oldest, item["date"]))
    return totals, chase


def compare(work, options, date, receipts, minutes=24 * 60):
    found = figures(work, date)
    totals, chase = counted(work, options, date, receipts, minutes)
    sums = dict(found["totals"])
    equal(sums.pop("due"), sum(totals[state] for state in ("early", "on_time", "late", "missing")),
          f"what was due by {date}")
    equal(sums, totals, f"states on {date}")
    equal({(row["owner"], row["subject"]): (row["missing"], row["oldest"]) for row in found["chase"]},
          chase, f"whom to chase on {date}")
    for row in found["chase"]:
        equal(row["days"], working_days(options, row["oldest"], date), f"working days on {date}")
    for rule in found["rules"]:
        equal(rule["due"], sum(rule[state] for state in ("early", "on_time", "late", "missing")),
              f"{rule['rule']} on {date}")
    return found


def every_day_is_counted_again(options, folder):
    work = workspace(options, folder)
    targets = [row["机构编码"] for row in house.read_csv(folder / "register" / "targets.csv")]
    selves = [item["id"] for item in json.loads(work.run("due", "list", "year", "--json").out)["due"]
              if item["what"] == "self_check"]
    receipts = []

    def enter(entered, rows):
        work.now = at(entered)
        file = house.write(work.folder / "receipts.csv", "due,on\n" + "".join(
            f"{due},{on}\n" for due, on in rows))
        work.run("import", "receipts", file)
        receipts.extend((due, on, entered) for due, on in rows)

    check(len(selves) > 8, f"only {len(selves)} of {len(targets)} institutions owe a self-check")
    enter("2020-02-27", [(selves[0], "2020-02-20"), (selves[1], "2020-02-27")])
    enter("2020-03-02", [(selves[2], "2020-02-28"), (selves[3], "2020-03-02")])
    enter("2020-03-05", [("in/2020-01-23", "2020-01-22"), ("week/2020-03-05", "2020-03-05")])
    work.now = at("2020-03-12", "17:30")
    today = compare(work, options, "2020-03-12", receipts, 17 * 60 + 30)
    week = [item for item in today["items"] if item["id"] == "week/2020-03-12"]
    equal([item["state"] for item in week], ["missing"], "what was due at 17:00, at 17:30")
    row = [line for line in work.run("due", "list", "year").out.splitlines() if "week/2020-03-12" in line]
    check(len(row) == 1 and row[0].startswith("2020-03-12 17:00 ") and row[0].endswith("overdue"), f"listed as {row}")
    before = {date: work.run("report", "due", "year", "--as-of", date, "--format", "html").out
              for date in ("2020-02-27", "2020-02-28", "2020-03-11")}
    others = {kind: work.run("report", kind, "year", "--as-of", "2020-03-11", "--format", "json").out
              for kind in ("coverage", "public", "notices", "approval", "workload")}
    for date in before:
        compare(work, options, date, receipts)

    # What is entered later, and a wrong receipt entered anew, change no day that is over, nor do other
    # days off or the time that a draft takes.
    enter("2020-03-13", [(selves[4], "2020-02-20"), (selves[2], "2020-03-01")])
    work.run("settings", "draft_days=9", "publication_days=3", "office_name=改名局", "number.notice=检〔{year}〕{n}号")
    moved = house.write(work.folder / "moved.csv", "date,kind\n2020-02-28,holiday\n2020-03-12,holiday\n")
    work.run("import", "calendar", moved)
    for date, text in before.items():
        equal(work.run("report", "due", "year", "--as-of", date, "--format", "html").out, text,
              f"the report of {date}, after other days off")
    for kind, text in others.items():
        equal(work.run("report", kind, "year", "--as-of", "2020-03-11", "--format", "json").out, text,
              f"{kind} of a day before the settings")
    check(work.run("report", "due", "year", "--format", "html").out.count("2020-02-27") >
          before["2020-03-11"].count("2020-02-27"), "new days off move nothing")
    back = house.write(work.folder / "back.csv", "date,kind\n2020-02-28,workday\n2020-03-12,workday\n")
    work.run("import", "calendar", back)
    work.run("settings", "draft_days=3", "publication_days=20", "office_name=")
    work.now = at("2020-04-10")
    for date, text in before.items():
        equal(work.run("report", "due", "year", "--as-of", date, "--format", "html").out, text,
              f"the report of {date}, a month later")
    last = compare(work, options, "2020-03-31", receipts)

    # The two hops: what the month's report rests on.
    out = [item for item in last["items"] if item["id"] == "out/2020-02-28"][0]
    owed = len(selves) + 1
    equal(out["below"], {"owed": owed, "in": 5}, "what the report of February rests on")

    equal(work.run("report", "due", "year", "--check", status=1).err.strip(),
          f"{figures(work, '2020-04-10')['totals']['missing']} due items are missing", "--check")
    check("report due" in work.run("report", "public", "year", "--check", status=2).err,
          "--check of another report")
    work.run("report", "due", "year", "--as-of", "2020-04-11", status=2)
    rows = list(csv.reader(io.StringIO(
        work.run("report", "due", "year", "--format", "csv").out.lstrip("\ufeff"))))
    check(any(row and row[0] == "Whom to chase" for row in rows), "no list of whom to chase")


QUARTERS = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'year', title = '全覆盖', year = 2020, calendar = 'cn', office = '990101',
  full_coverage { id = 'round', of = targets { status = 'active' }, window = between('2020-06-01', '2020-06-30'),
    times = 1, nature = 'agency_check', crew = seats { officer(2) } },
  reports = { due { id = 'self', what = 'self_check', when = quarterly(2, 'end', { roll = 'none' }),
                    each = 'target' } },
}
"""


def owed_by_those_who_were_open(options, folder):
    """Who opens after a day does not owe what was due on it, and who closed before it nothing further.
    What was due before there was a plan is owed by those who were open when it was made."""
    work = House(options, folder, now=START)
    work.init()
    work.import_all(work.generate("--targets", "12", "--people", "8", "--zones", "2"))
    rows = house.read_csv(folder / "register" / "targets.csv")
    work.run("plan", house.write(work.folder / "policy.lua", QUARTERS))
    work.run("approve", "year", "--by", "Li", "--accept-unmet")

    def owed(now, programme="year"):
        work.now = at(now)
        items = json.loads(work.run("due", "list", programme, "--json").out)["due"]
        return {(item["date"], item["subject"]) for item in items}

    start = owed("2020-01-20")
    first, second = sorted(subject for _, subject in start)[0], sorted(subject for _, subject in start)[-1]
    start = owed("2020-01-20")
    quarters = ("2020-02-29", "2020-05-31", "2020-08-31", "2020-11-30")
    known = {subject for _, subject in start}
    equal(start, {(date, subject) for date in quarters for subject in known}, "owed at first")
    check(first != second, f"only {first} owes anything")
    work.now = at("2020-03-01")
    february = work.run("report", "due", "year", "--as-of", "2020-02-29", "--format", "csv").out

    # In March one closes and another opens; one closes on the very day of May.
    work.now = at("2020-03-10")
    work.run("register", "set", first, "status=closed", "--reason", "注销")
    new = {**[row for row in rows if row["机构编码"] == second][0], "机构编码": "NEW1"}
    work.run("import", "targets", house.write(
        work.folder / "new.csv", ",".join(new) + "\n" + ",".join(new.values()) + "\n"))
    work.now = at("2020-05-31")
    work.run("register", "set", second, "status=closed", "--reason", "注销")
    expected = {(date, subject) for date in quarters for subject in known | {"NEW1"}
                if (subject != first or date < "2020-03-10") and (subject != second or date < "2020-05-31")
                and (subject != "NEW1" or date > "2020-03-10")}
    equal(owed("2020-06-20"), expected, "owed in June")
    found = figures(work, "2020-06-20")
    equal(found["totals"]["missing"], len(known) + len(known) + 1 - 2, "missing in June")
    equal({row["subject"]: row["missing"] for row in found["chase"] if row["subject"] in (first, second, "NEW1")},
          {first: 1, second: 1, "NEW1": 1}, "whom to chase in June")
    equal(work.run("report", "due", "year", "--as-of", "2020-02-29", "--format", "csv").out, february,
          "the report of February, in June")
    late = house.write(work.folder / "receipts.csv", f"due,on\nself/2020-02-29/{first},2020-06-19\n")
    work.run("import", "receipts", late)
    never = house.write(work.folder / "receipts.csv", "due,on\nself/2020-02-29/NEW1,2020-06-19\n")
    refused = work.run("import", "receipts", never, status=3)
    check("nothing is owed by the name of 'self/2020-02-29/NEW1'" in refused.err, str(refused))
    whose = house.write(work.folder / "receipts.csv", "due,target,on\nself/2020-02-29,NEW1,2020-06-19\n")
    refused = work.run("import", "receipts", whose, status=3)
    check("receipts.csv:2:17: NEW1 does not owe 'self/2020-02-29'" in refused.err, str(refused))

    work.run("plan", house.write(work.folder / "late.lua", QUARTERS.replace("'year',", "'late',", 1)))
    equal({subject for date, subject in owed("2020-06-20", "late") if date < "2020-06-20"},
          known - {first, second} | {"NEW1"}, "owed for days before there was a plan")


def an_hour_that_is_owed_counts(options, folder):
    """Behind 17:00 is late on the very day, where somebody said or saw when it came in."""
    work = workspace(options, folder)
    work.now = at("2020-03-13", "08:00")
    file = house.write(work.folder / "hours.csv", "报送节点,报送日期,报送时刻\nweek/2020-03-05,2020-03-05,17:00\n"
                       "week/2020-03-12,2020-03-12,17:01\nin/2020-02-28,2020-02-28,23:59\n")
    work.run("import", "receipts", file)
    check("Nothing new" in work.run("import", "receipts", file).out, "the same file stores something")
    work.now = at("2020-03-19", "17:01")
    work.run("due", "done", "week/2020-03-19")

    def states(date):
        return [item["state"] for item in figures(work, date)["items"]
                if item["id"][:5] == "week/" or item["id"] == "in/2020-02-28"]

    equal(states("2020-03-19")[:4], ["on_time", "on_time", "late", "late"], "by the hour")
    work.run("due", "done", "week/2020-03-19", "--on", "2020-03-19")
    work.run("due", "done", "week/2020-03-12", "--on", "2020-03-12", "--at", "16:59")
    equal(states("2020-03-19")[:4], ["on_time", "on_time", "on_time", "on_time"], "corrected, and without an hour")
    bad = work.run("due", "done", "week/2020-03-19", "--at", "5pm", status=3)
    check("'5pm' is not an hour" in bad.err, bad.err)
    bad = work.run("due", "done", "week/2020-03-19", "--at", "18:00", status=3)
    check("18:00 is still to come" in bad.err, bad.err)


if __name__ == "__main__":
    house.main([every_day_is_counted_again, an_hour_that_is_owed_counts, owed_by_those_who_were_open])
