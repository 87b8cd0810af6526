"""Checks calendars/*.ics: usage: calendars_test.py facts|shared_data|icalendar FOLDER SHARED

facts        form of the files (RFC 5545), working days per year, the law and the moon
shared_data  every day from 2018 to 2026 against a table collected elsewhere
icalendar    another parser reads the same events
Exit status: 0 passed, 1 failed, 77 skipped.
"""

import csv
import datetime
import re
import sys
from pathlib import Path

import lunar

SKIPPED = 77
ONE_DAY = datetime.timedelta(days=1)
NOTICE_YEARS = range(2018, 2027)
STATUTORY_YEARS = range(2027, 2041)
WORKING_DAYS = dict(zip(NOTICE_YEARS, (250, 250, 249, 250, 249, 249, 251, 248, 248)))
# Notices per year of the file, in the order of their numbers.
NOTICES = (
    "〔2017〕12号", "〔2018〕15号", "〔2019〕3号", "〔2019〕16号", "〔2020〕1号", "〔2020〕27号",
    "〔2021〕11号", "〔2022〕16号", "〔2023〕7号", "〔2024〕12号", "〔2025〕7号",
)


class Checks:
    def __init__(self):
        self.failures = 0

    def expect(self, condition, message):
        if not condition:
            self.failures += 1
            print("FAILED:", message)

    def equal(self, got, wanted, message):
        self.expect(got == wanted, f"{message}: got {got}, expected {wanted}")


def read_lines(path, checks):
    """Unfolded content lines; checks line ends, lengths, characters."""
    data = path.read_bytes()
    checks.expect(not data.startswith(b"\xef\xbb\xbf"), f"{path.name}: byte order mark")
    checks.expect(data.endswith(b"\r\n"), f"{path.name}: no CRLF at the end")
    lines = []
    for number, raw in enumerate(data[:-2].split(b"\r\n"), 1):
        where = f"{path.name}:{number}"
        checks.expect(len(raw) <= 75, f"{where}: {len(raw)} octets")
        checks.expect(b"\n" not in raw and b"\r" not in raw, f"{where}: bare line end")
        text = raw.decode("utf-8")  # a split character would fail here
        checks.expect(all(ord(c) >= 32 for c in text), f"{where}: control character")
        if text.startswith(" "):
            lines[-1] += text[1:]
        else:
            checks.expect(text != "", f"{where}: empty line")
            lines.append(text)
    return lines


def parse(path, checks):
    """(calendar properties, events), each a dictionary from NAME to (parameters, value)."""
    calendar, events, event = {}, [], None
    lines = read_lines(path, checks)
    checks.equal((lines[0], lines[-1]), ("BEGIN:VCALENDAR", "END:VCALENDAR"), path.name)
    for line in lines[1:-1]:
        match = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)", line)
        checks.expect(match is not None, f"{path.name}: {line}")
        if match is None:
            continue
        name, parameters, value = match.groups()
        if (name, value) == ("BEGIN", "VEVENT"):
            checks.expect(event is None, f"{path.name}: nested event")
            event = {}
        elif (name, value) == ("END", "VEVENT"):
            events.append(event)
            event = None
        else:
            properties = calendar if event is None else event
            checks.expect(name not in properties, f"{path.name}: {name} twice")
            properties[name] = (parameters, value)
    checks.expect(event is None, f"{path.name}: event without end")
    return calendar, events


def parse_date(event, name):
    parameters, value = event[name]
    if parameters != ";VALUE=DATE":
        raise ValueError(f"{name}{parameters}:{value} is not a date")
    return datetime.datetime.strptime(value, "%Y%m%d").date()


def days_of(name, events, checks):
    """Day -> (kind, title); no day twice."""
    days, uids, before = {}, set(), datetime.date.min
    for event in events:
        uid = event["UID"][1]
        for required in ("DTSTAMP", "SUMMARY", "CATEGORIES"):
            checks.expect(required in event, f"{name}: {uid} has no {required}")
        checks.expect(uid not in uids, f"{name}: {uid} twice")
        uids.add(uid)
        start, end = parse_date(event, "DTSTART"), parse_date(event, "DTEND")
        checks.expect(before <= start < end <= start + 12 * ONE_DAY, f"{name}: {uid}: span")
        kind, title = event["CATEGORIES"][1], event["SUMMARY"][1]
        checks.expect(kind in ("HOLIDAY", "WORKDAY"), f"{name}: {uid}: {kind}")
        checks.equal(title.endswith("（班）"), kind == "WORKDAY", f"{name}: {uid}: {title}")
        if kind == "WORKDAY":
            checks.equal(end - start, ONE_DAY, f"{name}: {uid}")
        while start < end:
            checks.expect(start not in days, f"{name}: {start} twice")
            days[start] = (kind, title)
            start += ONE_DAY
        before = end
    return days


def works(days, day):
    if day in days:
        return days[day][0] == "WORKDAY"
    return day.weekday() < 5


def each_day(years):
    day = datetime.date(years[0], 1, 1)
    while day.year <= years[-1]:
        yield day
        day += ONE_DAY


def check_notices(calendar, events, checks):
    days = days_of("cn.ics", events, checks)
    checks.equal(calendar["X-XUNCHA-YEARS"][1], ",".join(map(str, NOTICE_YEARS)), "years")
    checks.expect("X-XUNCHA-PROVISIONAL" not in calendar, "cn.ics: provisional")
    for year in NOTICE_YEARS:
        count = sum(works(days, day) for day in each_day((year, year)))
        checks.equal(count, WORKING_DAYS[year], f"working days of {year}")
    for day, (kind, title) in days.items():
        if kind == "WORKDAY":
            checks.expect(day.weekday() >= 5, f"{day} {title}: make-up day within the week")
    sources = [event for event in events if "DESCRIPTION" in event]
    for event in sources:
        checks.expect(re.fullmatch(r"https?://www\.gov\.cn/zhengce/\S+\.htm",
                                   event["URL"][1]), event["URL"][1])
    numbers = {re.search(r"国办发明电(〔\d{4}〕\d+号)", event["DESCRIPTION"][1]).group(1)
               for event in sources}
    checks.equal(numbers, set(NOTICES), "notices named")
    # The law's days off lie inside what the notices gave (eve and 2 May since 2025).
    for year in NOTICE_YEARS:
        for day in statutory(year, year >= 2025):
            checks.expect(not works(days, day), f"{day} is a statutory holiday")


def statutory(year, revised=True):
    """Day -> names of the law's holidays."""
    spring = lunar.lunar_date(year, 1, 1)
    days = {}

    def add(name, first, count):
        for i in range(count):
            days.setdefault(first + i * ONE_DAY, []).append(name)

    add("元旦", datetime.date(year, 1, 1), 1)
    add("春节", spring - ONE_DAY if revised else spring, 4 if revised else 3)
    add("清明节", lunar.qingming(year), 1)
    add("劳动节", datetime.date(year, 5, 1), 2 if revised else 1)
    add("端午节", lunar.lunar_date(year, 5, 5), 1)
    add("国庆节", datetime.date(year, 10, 1), 3)
    add("中秋节", lunar.lunar_date(year, 8, 15), 1)
    return days


def check_statutory(calendar, events, checks):
    days = days_of("cn-statutory.ics", events, checks)
    checks.equal(calendar["X-XUNCHA-YEARS"][1], ",".join(map(str, STATUTORY_YEARS)), "years")
    checks.equal(calendar["X-XUNCHA-PROVISIONAL"][1], "TRUE", "provisional")
    wanted = {}
    for year in STATUTORY_YEARS:
        wanted.update(statutory(year))
        checks.expect(datetime.date(year, 4, 4) in days or datetime.date(year, 4, 5) in days,
                      f"{year}: Qingming")
    checks.equal(sorted(days), sorted(wanted), "statutory days")
    for day, names in wanted.items():
        kind, title = days.get(day, ("", ""))
        checks.equal(kind, "HOLIDAY", f"{day}")
        for name in names:
            checks.expect(name in title, f"{day}: {name} is not named in {title}")
    # Known dates, independent of the computation in lunar.py.
    for text, name in (("2027-02-06", "春节"), ("2027-02-05", "春节"), ("2027-02-08", "春节"),
                       ("2028-01-26", "春节"), ("2030-02-03", "春节"), ("2033-01-31", "春节"),
                       ("2034-02-19", "春节"), ("2028-05-28", "端午节"), ("2033-09-08", "中秋节"),
                       ("2028-10-03", "中秋节"), ("2028-04-04", "清明节"), ("2027-04-05", "清明节")):
        day = datetime.date.fromisoformat(text)
        checks.expect(name in days.get(day, ("", ""))[1], f"{text} is not {name}")
    checks.expect(datetime.date(2027, 2, 9) not in days, "2027-02-09 is not statutory")


def run_facts(folder, _shared, checks):
    check_notices(*parse(folder / "cn.ics", checks), checks)
    check_statutory(*parse(folder / "cn-statutory.ics", checks), checks)
    return 0


def run_shared_data(folder, shared, checks):
    table = shared / "holidays-cn.csv"
    if not table.exists():
        print(f"skipped: {table} is not here")
        return SKIPPED
    with table.open(encoding="utf-8", newline="") as file:
        kinds = {"holiday": "HOLIDAY", "workday": "WORKDAY"}
        other = {datetime.date.fromisoformat(row["date"]): (kinds[row["kind"]], row["name"])
                 for row in csv.DictReader(file)}
    days = days_of("cn.ics", parse(folder / "cn.ics", checks)[1], checks)
    count = 0
    for day in each_day(NOTICE_YEARS):
        checks.equal(works(days, day), works(other, day), f"{day} is a working day")
        count += 1
    for day, (kind, title) in days.items():
        checks.equal((kind, title.removesuffix("（班）")), other.get(day), f"{day}")
    print(f"{count} days compared, {len(days)} of {len(other)} named days in the file")
    return 0


def run_icalendar(folder, _shared, checks):
    try:
        import icalendar
    except ImportError:
        print("skipped: the module icalendar (python3-icalendar) is not here")
        return SKIPPED
    for name in ("cn.ics", "cn-statutory.ics"):
        mine = [(e["UID"][1], parse_date(e, "DTSTART"), parse_date(e, "DTEND"), e["SUMMARY"][1])
                for e in parse(folder / name, checks)[1]]
        read = icalendar.Calendar.from_ical((folder / name).read_bytes())
        theirs = [(str(e["UID"]), e["DTSTART"].dt, e["DTEND"].dt, str(e["SUMMARY"]))
                  for e in read.walk("VEVENT")]
        checks.equal(theirs, mine, f"{name} as icalendar reads it")
        checks.equal([e.errors for e in read.walk() if e.errors], [], f"{name}: errors")
        print(f"{name}: {len(theirs)} events")
    return 0


def main(arguments):
    parts = {"facts": run_facts, "shared_data": run_shared_data, "icalendar": run_icalendar}
    if len(arguments) != 4 or arguments[1] not in parts:
        print(__doc__)
        return 2
    checks = Checks()
    code = parts[arguments[1]](Path(arguments[2]), Path(arguments[3]), checks)
    return 1 if checks.failures else code


if __name__ == "__main__":
    sys.exit(main(sys.argv))
