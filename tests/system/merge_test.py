"""Calendars that merge: programs that import a feed again and again keep every entry that it no
longer holds, and take a new version only for what RFC 5546 calls one. After every change of a plan
such a calendar must hold the visits that its reader has, each once, and no other; and what is
cancelled in it must say no more than it said before."""
import datetime
import importlib.util
import json
import re

import house
from house import House, check, equal

DICE = "dice=1234561234561234561234561"
CANCELLED = "Cancelled: "
BUSY = "On duty (details follow)"
FULL = """
local full_coverage = use 'full_coverage'
return programme {{
  id = '{id}', title = '{id}', year = 2026, calendar = 'cn', office = '990101',
  full_coverage {{
    id = 'all', of = targets {{ status = 'active', kind = '{kind}' }}, window = between('2026-03-09', '2026-06-30'), times = 1,
    nature = '{nature}', crew = seats {{ lead(1), officer(1) }}, merge = false, {embargo}
  }},
}}
"""
SEALED = "embargo = { before(1, 'workday', '17:00'), from = { 'inspector', 'public' } },"
DRAWN = """
local spot_check = use 'spot_check'
return programme {
  id = 'spot', title = 'spot', year = 2026, calendar = 'cn', office = '990101',
  spot_check {
    id = 'check', window = between('2026-04-01', '2026-04-30'), nature = 'agency_check',
    sample = share { percent(8), of = targets { status = 'active' }, at_least = { medical = 3, pharmacy = 4 } },
    crew = seats { officer(2) }, embargo = { before(1, 'workday', '17:00'), from = { 'inspector', 'public' } },
  },
}
"""


class Calendar:
    """A program that imports one feed again and again."""

    def __init__(self, name):
        self.name, self.held, self.highest = name, {}, {}

    def take(self, path):
        entries = house.events(path) if path.exists() else []
        equal(len({entry["UID"] for entry in entries}), len(entries), f"{self.name}: UIDs")
        for entry in entries:
            self.take_entry(entry)
        return {entry["UID"] for entry in entries}

    def take_entry(self, entry):
        uid, number = entry["UID"], int(entry["SEQUENCE"])
        before = self.held.get(uid)
        check(number >= self.highest.get(uid, 0),
              f"{self.name}: SEQUENCE of {uid} fell from {self.highest.get(uid)} to {number}")
        if before and before != entry:
            check(number > int(before["SEQUENCE"]) or is_approval(before, entry),
                  f"{self.name}: {uid} changed without a higher SEQUENCE:\n{before}\n{entry}")
            check(entry["DTSTAMP"] >= before["DTSTAMP"] and
                  entry["LAST-MODIFIED"] >= before["LAST-MODIFIED"], f"{self.name}: {uid} is older")
            if entry["STATUS"] == "CANCELLED" and before["STATUS"] != "CANCELLED":
                self.says_no_more(before, entry)
        self.highest[uid] = number
        self.held[uid] = entry

    def says_no_more(self, before, after):
        """Than what the reader had."""
        equal(after["SUMMARY"], CANCELLED + before["SUMMARY"], f"{self.name}: what is cancelled")
        for word in ("DTSTART", "DTEND", "LOCATION", "DESCRIPTION"):
            equal(after.get(word), before.get(word), f"{self.name}: {word} of a cancelled entry")

    def live(self):
        """The visits: what is due has a day, but no hour."""
        return sorted((entry["DTSTART"], entry["SUMMARY"]) for entry in self.held.values()
                      if entry["STATUS"] != "CANCELLED" and "T" in entry["DTSTART"])


class Readers:
    """Everybody who reads a feed of an office."""

    def __init__(self, work, programmes):
        self.work, self.programmes, self.calendars, self.fed = work, programmes, {}, {}

    def plans(self):
        found = []
        for programme in self.programmes:
            found += [visit for visit in self.work.plan_json(programme)["visits"]
                      if visit["status"] in ("published", "accepted", "done")]
        return found

    def look(self, when):
        """Exports, lets every calendar take its feed, compares each with the plans."""
        place = self.work.folder / "feeds"
        self.work.run("export", "ics", "-o", place)
        for path in sorted(place.rglob("*.ics")):
            if path.stem.endswith("-tasks"):
                continue
            name = str(path.relative_to(place))
            calendar = self.calendars.setdefault(name, Calendar(name))
            self.fed[name] = calendar.take(path)
        expected = {}
        for visit in self.plans():
            for name in readers_of(visit):
                expected.setdefault(name, []).append(self.entry(visit, name))
        for name in sorted(set(expected) | set(self.calendars)):
            equal(self.calendars.get(name, Calendar(name)).live(),
                  sorted(expected.get(name, [])), f"{when}: the calendar of {name}")
        return expected

    def entry(self, visit, name):
        start = visit["date"].replace("-", "") + "T" + visit["start"].replace(":", "") + "00"
        own = name.startswith(("person/", "crew/"))
        until = visit.get("embargo_until")
        if own and until and instant(self.work.now) < instant(until):
            return start, BUSY
        kind = "Agency check" if self.nature(visit) == "agency_check" else "Inspection"
        return start, f"{kind}: {visit['target_name']}"

    def nature(self, visit):
        return "agency_check" if visit["tasks"][0]["programme"] in ("open", "spot") else "enforcement"

    def cancelled(self, name):
        return [uid for uid in self.fed[name]
                if self.calendars[name].held[uid]["STATUS"] == "CANCELLED"]


def is_approval(before, after):
    """Who plans sees a draft become a visit: nothing but its status changes."""
    same = set(before) - {"STATUS", "DTSTAMP", "LAST-MODIFIED"}
    return (before["STATUS"], after["STATUS"]) == ("TENTATIVE", "CONFIRMED") and \
        after["DTSTAMP"] > before["DTSTAMP"] and all(before[key] == after.get(key) for key in same)


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def readers_of(visit):
    yield "office/990101.ics"
    for person in visit["people"]:
        yield f"person/{person['id']}.ics"
    yield f"crew/{visit['crew'].replace('+', '%2B')}.ics"
    yield f"area/{visit['area']}.ics"
    if visit["zone"]:
        yield f"area/{visit['area']}-{visit['zone']}.ics"


def county(options, folder, *words):
    work = House(options, folder, now="2026-02-27T09:00:00+08:00")
    work.init()
    work.import_all(work.generate(*words))
    return work


def planned(work, programme, kind, nature, embargo=""):
    work.run("plan", house.write(work.folder / f"{programme}.lua", FULL.format(
        id=programme, kind=kind, nature=nature, embargo=embargo)))
    work.run("approve", programme, "--by", "科长")


def at(work, day, clock="09:00:00"):
    work.now = f"{day}T{clock}+08:00"


def absences(work, name, *rows):
    work.run("import", "absences", house.write(
        work.folder / f"{name}.csv", "person,from,to,reason\n" + "".join(
            f"{person},{first},{last},借调\n" for person, first, last in rows)))


def listed(work, *words):
    return json.loads(work.run("--json", "visit", "list", *words).out)


def ahead(work, programme, day):
    return [row for row in listed(work, "--programme", programme, "--from", day)
            if row["status"] == "published"]


def two_programmes_through_a_spring(options, folder):
    work = county(options, folder, "--targets", "160", "--people", "10", "--zones", "8")
    planned(work, "sealed", "pharmacy", "enforcement", SEALED)
    planned(work, "open", "village_clinic", "agency_check")
    readers = Readers(work, ("sealed", "open"))
    readers.look("approved")
    at(work, "2026-03-11")
    ill = ahead(work, "sealed", "2026-03-16")[0]["people"][0]["id"]
    absences(work, "ill", (ill, "2026-03-12", "2026-04-30"))
    for programme in readers.programmes:
        work.run("replan", programme)
    readers.look("somebody is ill")
    check(readers.cancelled(f"person/{ill}.ics"), "nothing was taken from who is ill")
    by_hand(work, readers)
    at(work, "2026-03-13")
    rows = ahead(work, "sealed", "2026-03-16")
    work.run("visit", "cancel", rows[3]["id"], "--reason", "停业")
    readers.look("one is cancelled")
    others_came(work, readers)
    at(work, "2026-03-27")
    absences(work, "well", (ill, "2026-03-12", "2026-03-29"))
    for programme in readers.programmes:
        work.run("replan", programme)
    readers.look("who was ill is well")
    at(work, "2026-05-19")
    readers.look("two months later")
    for name in readers.calendars:
        equal(readers.cancelled(name), [], f"cancelled entries of {name} after 30 days")


def others_came(work, readers):
    """A result names other people, is corrected, and corrected again."""
    row = ahead(work, "sealed", "2026-03-16")[0]
    other = next(one for one in listed(work) if one["crew"] != row["crew"])["people"][1]["id"]
    came = ("--people", ",".join((row["people"][0]["id"], other)))
    check(row["date"] < "2026-03-26", f"the first visit lies on {row['date']}")
    at(work, row["date"], "08:00:00")
    readers.look("on the day of a result")
    correct = ("--correct", "--reason", "记错")
    for clock, words in (("18:00:00", came), ("19:00:00", correct),
                         ("20:00:00", (*came, *correct))):
        at(work, row["date"], clock)
        work.run("outcome", "--visit", row["id"], "--result", "pass", *words)
        readers.look(f"a result says {words}")
    check(readers.cancelled(f"person/{row['people'][1]['id']}.ics"), "who did not come")


def by_hand(work, readers):
    """Away from a crew, and back; two change places."""
    at(work, "2026-03-12")
    rows = ahead(work, "sealed", "2026-03-23")
    moved = rows[0]
    busy = {(row["crew"], row["date"]) for row in listed(work)}
    for step, clock in enumerate(("09:00:00", "10:00:00", "11:00:00")):
        at(work, "2026-03-12", clock)
        now = next(row for row in listed(work) if row["id"] == moved["id"])
        tried = None
        for row in rows:
            if row["crew"] == now["crew"] or (row["crew"], now["date"]) in busy and step < 1:
                continue
            tried = work.run("visit", "move", moved["id"], "--crew", row["crew"], "--reason", "试",
                             status=None)
            if tried.status == 0:
                break
        check(tried and tried.status == 0, f"no other crew takes {moved['id']}: {tried}")
        expected = readers.look(f"moved to another crew, {step}")
        old = {f"person/{person['id']}.ics" for person in now["people"]}
        new = {f"person/{person['id']}.ics"
               for row in listed(work) if row["id"] == moved["id"] for person in row["people"]}
        for name in old - new:
            check(readers.cancelled(name), f"{name} lost a visit without a word")
            equal(readers.calendars[name].live(), sorted(expected.get(name, [])), name)
    at(work, "2026-03-12", "12:00:00")
    first, swapped = ahead(work, "open", "2026-03-23"), None
    for row in first[1:]:
        if row["date"] != first[0]["date"] and row["crew"] != first[0]["crew"]:
            swapped = work.run("visit", "swap", first[0]["id"], row["id"], "--reason", "对调",
                               status=None)
            if swapped.status == 0:
                break
    check(swapped and swapped.status == 0, f"nothing could be swapped: {swapped}")
    readers.look("two are swapped")


def drawn_ones_are_substituted(options, folder):
    work = county(options, folder, "--targets", "80", "--people", "20", "--zones", "4")
    policy = house.write(folder / "spot.lua", DRAWN)
    work.run("commit", policy, "check", "--beacon", "dice 25")
    at(work, "2026-02-27", "12:00:00")
    work.run("draw", "run", "spot", "check", "--value", DICE)
    work.run("plan", policy)
    work.run("approve", "spot", "--by", "科长")
    readers = Readers(work, ("spot",))
    readers.look("approved")
    visit = ahead(work, "spot", "2026-04-08")[0]
    for day, who, value in (("2026-03-02", "--person", DICE), ("2026-03-03", "--target", DICE[::-1]),
                            ("2026-03-04", "--person", DICE.replace("6", "5"))):
        at(work, day)
        value = "dice=" + re.sub(r"\D", "", value)
        now = next(row for row in listed(work) if row["id"] == visit["id"])
        one = [now["people"][0]["id"]] if who == "--person" else []
        work.run("substitute", visit["id"], who, *one, "--reason", "ill" if one else "closed",
                 "--beacon", "dice 25", "--by", "甲", "--by", "乙")
        at(work, day, "12:00:00")
        work.run("substitute", visit["id"], "--value", value)
        readers.look(f"substituted {who}")
        for person in one:
            check(readers.cancelled(f"person/{person}.ics"), f"{person} lost a visit silently")


def drafts_reach_nobody_and_planners_without_ghosts(options, folder):
    """Who plans sees drafts: those of a plan that is made anew, or thrown away, are cancelled too;
    nobody else ever hears of one."""
    work = county(options, folder, "--targets", "60", "--people", "8", "--zones", "4")
    office = Calendar("office")
    for hour, kind in ((10, "village_clinic"), (11, "pharmacy"), (12, "village_clinic")):
        at(work, "2026-03-02", f"{hour}:00:00")
        work.run("plan", house.write(folder / "p.lua", FULL.format(
            id="p", kind=kind, nature="enforcement", embargo="")))
        work.run("export", "ics", "-o", folder / "feeds")
        office.take(folder / "feeds" / "office" / "990101.ics")
        equal(len(office.live()), len(work.plan_json("p")["visits"]), f"drafts of {kind}s")
        for path in (folder / "feeds" / "person").iterdir():
            equal(house.events(path), [], f"drafts in {path.name}")
    rows = listed(work, "--programme", "p")
    at(work, "2026-03-03")
    work.run("visit", "cancel", rows[0]["id"], "--reason", "停业")
    moved = next(row for row in rows if row["crew"] != rows[1]["crew"])
    work.run("visit", "move", rows[1]["id"], "--crew", moved["crew"], "--reason", "试", status=None)
    work.run("approve", "p", "--by", "科长")
    work.run("export", "ics", "-o", folder / "feeds")
    office.take(folder / "feeds" / "office" / "990101.ics")
    equal(len(office.live()), len(rows) - 1, "entries of the office")
    for path in (folder / "feeds" / "person").iterdir():
        equal([entry for entry in house.events(path) if entry["STATUS"] == "CANCELLED"], [],
              f"what {path.name} never held")


def a_month_that_was_handed_out(options, folder):
    """Feeds of one month: what moves into another month is told by the month that it left."""
    work = county(options, folder, "--targets", "60", "--people", "8", "--zones", "4")
    planned(work, "open", "village_clinic", "agency_check")
    march = ("--window", "2026-03-01..2026-03-31")
    visit = next(row for row in ahead(work, "open", "2026-03-12") if row["date"] < "2026-04-01")
    name = f"person/{visit['people'][0]['id']}.ics"
    calendar = Calendar(name)
    work.run("export", "ics", *march, "-o", folder / "march")
    calendar.take(folder / "march" / name)
    at(work, "2026-03-10")
    busy = {row["date"] for row in listed(work, "--crew", visit["crew"])}
    day = next(day for day in ("2026-04-08", "2026-04-09", "2026-04-10", "2026-04-13")
               if day not in busy)
    work.run("visit", "move", visit["id"], "--to", day, "--reason", "试")
    work.run("export", "ics", *march, "-o", folder / "march")
    calendar.take(folder / "march" / name)
    equal([start for start, _ in calendar.live() if start.startswith(day.replace("-", ""))],
          [day.replace("-", "") + "T" + visit["start"].replace(":", "") + "00"], "the moved visit")
    check(not [start for start, _ in calendar.live() if start > "20260401" and
               not start.startswith(day.replace("-", ""))], "April in March")


def moved(work, visit, days):
    """Moves a visit to the first of these days on which its crew is free."""
    busy = {row["date"] for row in listed(work, "--crew", visit["crew"])}
    for day in days:
        if day not in busy and work.run("visit", "move", visit["id"], "--to", day, "--reason", "试",
                                        status=None).status == 0:
            return day
    raise house.Failed(f"{visit['id']} cannot be moved to any of {days}")


def months_after_one_another(options, folder):
    """A file a month: April's tells what came from March and what went there; March's, taken once
    more, the rest."""
    work = county(options, folder, "--targets", "160", "--people", "10", "--zones", "8")
    planned(work, "sealed", "pharmacy", "enforcement", SEALED)
    planned(work, "open", "village_clinic", "agency_check")
    readers, calendars = Readers(work, ("sealed", "open")), {}

    def take(month):
        place = folder / f"month-{month[:7]}"
        work.run("export", "ics", "--window", month, "-o", place)
        for path in sorted(place.rglob("*.ics")):
            name = str(path.relative_to(place))
            if not name.endswith("-tasks.ics"):
                calendars.setdefault(name, Calendar(name)).take(path)

    def expected(months):
        found = {name: [] for name in calendars}
        for visit in readers.plans():
            for name in readers_of(visit):
                if visit["date"][:7] in months or visit["id"] == away["id"]:
                    found[name].append(readers.entry(visit, name))
        return {name: sorted(entries) for name, entries in found.items()}

    march, april = "2026-03-01..2026-03-31", "2026-04-01..2026-04-30"
    take(march)
    at(work, "2026-03-13")
    rows = ahead(work, "sealed", "2026-03-18")
    first, away, gone = [row for row in rows if row["date"] < "2026-04-01"][-3:]
    last = next(row for row in ahead(work, "open", "2026-04-01") if row["date"] < "2026-05-01")
    later = moved(work, first, ("2026-04-08", "2026-04-09", "2026-04-10", "2026-04-13", "2026-04-14"))
    moved(work, away, ("2026-05-06", "2026-05-07", "2026-05-08", "2026-05-11", "2026-05-12"))
    sooner = moved(work, last, ("2026-03-23", "2026-03-24", "2026-03-25", "2026-03-26", "2026-03-27"))
    work.run("visit", "cancel", gone["id"], "--reason", "停业")
    at(work, "2026-03-31")
    take(april)
    for visit, day in ((first, later), (last, sooner)):
        for name in (f"person/{visit['people'][0]['id']}.ics", "office/990101.ics"):
            found = [start for start, title in calendars[name].live()
                     if start[:8] in {visit["date"].replace("-", ""), day.replace("-", "")}
                     and start.endswith(visit["start"].replace(":", "") + "00")
                     and (visit["target_name"] in title or title == BUSY)]
            check(day.replace("-", "") in {start[:8] for start in found}, f"{name}: {found}, not {day}")
    take(march)
    for name, entries in expected(("2026-03", "2026-04")).items():
        equal(calendars[name].live(), entries, f"{name} after April and March once more")


def every_parser_reads_them(options, folder):
    """What one common parser reads of cancelled entries is what this file reads."""
    if importlib.util.find_spec("icalendar") is None:
        raise house.Skipped("python3-icalendar is not installed")
    import icalendar  # pylint: disable=import-outside-toplevel,import-error
    work = county(options, folder, "--targets", "60", "--people", "8", "--zones", "4")
    planned(work, "sealed", "pharmacy", "enforcement", SEALED)
    at(work, "2026-03-10")
    row = ahead(work, "sealed", "2026-03-20")[0]
    gone = row["people"][0]["id"]
    absences(work, "ill", (gone, "2026-03-11", "2026-06-30"))
    work.run("replan", "sealed")
    work.run("export", "ics", "-o", folder / "feeds")
    seen = 0
    for path in sorted((folder / "feeds").rglob("*.ics")):
        found = {str(entry["UID"]): entry for entry in
                 icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")}
        for entry in house.events(path):
            other = found[entry["UID"]]
            equal((str(other["STATUS"]), int(other["SEQUENCE"])),
                  (entry["STATUS"], int(entry["SEQUENCE"])), f"{path.name}: {entry['UID']}")
            seen += entry["STATUS"] == "CANCELLED"
            if entry["STATUS"] == "CANCELLED" and path.parent.name == "person":
                equal((str(other["SUMMARY"]), "LOCATION" in other, "DESCRIPTION" in other),
                      (CANCELLED + BUSY, False, False), "a sealed visit that went elsewhere")
    check(seen > 0, "nothing was cancelled")


if __name__ == "__main__":
    house.main([two_programmes_through_a_spring, drawn_ones_are_substituted,
                drafts_reach_nobody_and_planners_without_ghosts, a_month_that_was_handed_out,
                months_after_one_another,
                every_parser_reads_them])
