"""The words of the command line: what is answered in JSON, in which language, what help says, and
the imports whose options could lose something."""
import json
import re
import sqlite3

import house
from house import House, check, equal

PERSON = "R99010100001"
OTHER = "R99010100002"
ICS = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//test//EN\r\nBEGIN:VEVENT\r\nUID:a@test\r\n"
       "DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260302\r\nSUMMARY:a\r\nEND:VEVENT\r\n"
       "END:VCALENDAR\r\n")


def workspace(options, folder, **settings):
    work = House(options, folder, **settings)
    work.init()
    work.import_all(work.generate("--targets", "60", "--people", "6", "--zones", "5"))
    return work


def absences(work):
    """The absences in force, by their canonical first field."""
    rows = sqlite3.connect(f"file:{work.db}?mode=ro", uri=True).execute(
        "SELECT chunk.lines FROM snapshot JOIN line_set_chunk ON line_set_chunk.line_set ="
        " snapshot.absences JOIN chunk ON chunk.digest = line_set_chunk.chunk WHERE"
        " snapshot.number = (SELECT max(number) FROM snapshot AS s WHERE s.office ="
        " snapshot.office) AND snapshot.office = ? ORDER BY line_set_chunk.position",
        (house.OFFICE,)).fetchall()
    return [line.split("\t")[0] for row in rows for line in row[0].decode().splitlines()]


def days(work, year):
    return work.run("calendar", "days", f"{year}-01-01", f"{year}-12-31").out.split("\n")[0]


def every_answer_is_json(options, folder):
    work = workspace(options, folder)
    policy = work.policy()
    for words in (("register", "show"), ("register", "digest"), ("register", "diff"),
                  ("register", "set", PERSON, "crew=一组", "--reason", "x"), ("doctor",), ("help",),
                  ("help", "--man"), ("calendar", "check"), ("policy", "check", policy),
                  ("policy", "explain", policy), ("plan", policy),
                  ("approve", "example-county-2026", "--by", "x", "--accept-unmet"),
                  ("export", "ics", "-o", folder / "out"), ("explain", PERSON)):
        result = work.run("--json", *words, status=None)
        try:
            json.loads(result.out)
        except ValueError as error:
            raise house.Failed(f"{error}:\n{result}") from error
    for words in (("nothing",), ("calendar",), ("calendar", "days", "--nothing"), ("explain", "X"),
                  ("calendar", "days", "2026-02-30", "2026-03-01")):
        result = work.run("--json", *words, status=None)
        check(result.status in (1, 2), str(result))
        check(json.loads(result.err)["error"]["message"], str(result))
    shown = json.loads(work.run("--json", "register", "show").out)
    equal(shown["rows"]["targets"], 60, "targets")
    changes = json.loads(work.run("--json", "register", "diff").out)["tables"]["people"]["changed"]
    equal(changes, [{"id": PERSON, "fields": {"crew": ["-", "一组"]}}], "what changed")


def wrong_lines_are_told_in_the_language_asked_for(options, folder):
    work = House(options, folder, lang="zh")
    check("未知选项" in work.run("calendar", "days", "--nothing", status=2).err, "not Chinese")
    check("unknown option" in work.run("--nothing", "--lang", "en", status=2).err, "not English")
    check("不是日期" in work.run("calendar", "--lang", "zh", "days", "a", "b", status=2).err,
          "not Chinese where the language stands before the subcommand")
    check("neither zh nor en" in work.run("--lang", "fr", "help", status=2).err, "--lang fr")


def help_and_the_manual_say_the_same(options, folder):
    work = House(options, folder)
    manual = re.sub(r"\\[-&]", lambda found: found[0].strip("\\&"), work.run("help", "--man").out)

    def lines(*words):
        """The first words of the indented lines."""
        return {line.split("  ")[0] for text in work.run("help", *words).out.split("\n")
                if text.startswith("  ") for line in [text.strip()]}
    for command in ("", "init", "import", "register", "policy", "plan", "approve", "export",
                    "explain", "report", "calendar", "doctor", "help"):
        for line in lines(*command.split()):
            check(line in manual or line.split(", ")[-1] in manual, f"not in the manual: {line!r}")
    due = work.run("help", "calendar").out
    for rule in ("last_workday", "workday_on", "weekly", "monthly", "quarterly", "half_yearly",
                 "yearly", "on DATE", "roll="):
        check(rule in due, f"{rule} is not explained")
    near = work.run("help", "regster", status=2).err
    check("register" in near, near)


def help_says_every_option_once(options, folder):
    work = House(options, folder)
    commands = {line.split()[0] for line in work.run("help").out.split("\n\n")[2].splitlines() if line.startswith("  ")}
    check({"import", "visit", "outcome", "ledger"} <= commands, f"commands: {sorted(commands)}")
    for command in sorted(commands):
        for block in re.split(r"^xuncha ", work.run("help", command).out, flags=re.M):
            names = re.findall(r"^  (?:-\w, )?(--[a-z-]+)", block, re.M)
            equal(names, list(dict.fromkeys(names)), f"options of {block.split(chr(10))[0]}")


def a_slip_of_the_hand_is_no_attribute(options, folder):
    work = workspace(options, folder)
    before = work.digest()
    wrong = work.run("register", "set", PERSON, "crw=一组", "--reason", "x", status=2)
    check("crew" in wrong.err, str(wrong))
    equal(work.digest(), before, "register")
    own = work.run("register", "set", PERSON, "车牌=8", "--reason", "x").out
    check("attribute" in own and work.digest() != before, own)


def kept_maps_wait_for_their_file(options, folder):
    work = workspace(options, folder)
    odd = house.write(folder / "odd.csv", "序号,名称\nX1,第一药店\n")
    work.run("import", "targets", odd, "--map", "序号=id")
    again = work.run("import", "targets", odd).out
    check("an earlier --map" in again, again)
    work.run("import", "targets", house.write(folder / "plain.csv", "id,name\nX2,第二药店\n"))
    days_off = house.write(folder / "days.csv", "天,类型\n2026-03-02,休\n")
    work.run("import", "calendar", days_off, "--map", "天=date")
    work.run("import", "calendar", days_off, days_off)


def replacing_loses_nothing_unsaid(options, folder):
    work = workspace(options, folder)
    calendar = house.write(folder / "leave.ics", ICS)
    before = work.digest()
    few = house.write(folder / "few.csv", f"person,from\n{PERSON},2026-03-02\n")
    refused = work.run("import", "absences", few, "--mode", "replace", status=3)
    check("--yes" in refused.err, str(refused))
    work.run("import", "targets", few, few, "--mode", "replace", "--yes", status=2)
    equal(work.digest(), before, "register")
    work.run("import", "absences", calendar, "--person", OTHER)
    check(work.digest() != before, "nothing was imported")
    merged = absences(work)
    work.run("import", "absences", calendar, "--person", OTHER, "--mode", "replace")
    replaced = absences(work)
    check(f"{OTHER}:2026-03-02:2026-03-02:-" in replaced, "the calendar's day is not there")
    equal([row for row in replaced if row.startswith(OTHER)],
          [f"{OTHER}:2026-03-02:2026-03-02:-"], "what replacing leaves of the calendar's person")
    equal([row for row in replaced if not row.startswith(OTHER)],
          [row for row in merged if not row.startswith(OTHER)], "everybody else's absences")


def a_calendar_without_a_year_is_no_notice(options, folder):
    work = workspace(options, folder)
    birthdays = house.write(folder / "birthdays.ics", ICS)
    work.office = None
    refused = work.run("import", "calendar", birthdays, status=3)
    check("covers no year" in refused.err, str(refused))
    equal(days(work, 2026), "248", "working days after a calendar of something else")
    work.run("--office", house.OFFICE, "import", "calendar", birthdays)
    equal(work.run("--office", house.OFFICE, "calendar", "days", "2026-01-01",
                   "2026-12-31").out.split("\n")[0], "247", "with the office's own day off")


def a_notice_replaces_its_own_year(options, folder):
    work = workspace(options, folder)
    own = house.write(folder / "own.csv", "date,kind\n2025-03-03,休\n2026-03-02,休\n")
    work.run("import", "calendar", own)
    equal((days(work, 2025), days(work, 2026)), ("247", "247"), "working days with the office's own")
    notice = house.write(folder / "2026.csv", "date,kind\n2026-01-01,休\n2026-10-01,休\n")
    work.run("import", "calendar", notice, "--mode", "replace")
    equal((days(work, 2025), days(work, 2026)), ("247", "248"), "working days after the notice")
    part = house.write(folder / "part.csv", "date,kind\n2031-01-01,休\n")
    check("2031" in work.run("import", "calendar", part).out, "it is not said that 2031 is unknown")
    work.run("calendar", "days", "2031-01-01", "2031-12-31", status=3)
    bad = house.write(folder / "bad.csv", "date,kind\n2026-02-30,休\n")
    work.run("import", "calendar", own, bad, status=3)
    equal(days(work, 2026), "248", "working days after two files, one of them bad")


def provisional_days_are_marked(options, folder):
    work = workspace(options, folder)
    words = ("calendar", "due", "last_workday year", "--from", "2027-01-01", "--to", "2027-12-31")
    work.run(*words, status=3)
    check("provisional" in work.run(*words, "--provisional").out, "not marked")
    rows = json.loads(work.run("--json", *words, "--provisional").out)
    equal([row["provisional"] for row in rows], [True], "marks")
    work.run("calendar", "due", "weekly mon", "--from", "2026-02-01", "--to", "2026-01-01", status=2)


SECOND = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'second-2026', title = '专项检查', year = 2026, office = '990101',
  full_coverage {
    id = 'again', of = targets { status = 'active' }, once_by = '2026-12-31', merge = false,
    nature = 'enforcement', basis = '示例', crew = seats { lead(1), officer(1) },
  },
}
"""


def a_cap_holds_over_all_programmes(options, folder):
    work = workspace(options, folder)
    work.run("plan", work.policy())
    work.run("approve", "example-county-2026", "--by", "x", "--accept-unmet")
    second = house.write(folder / "second.lua", SECOND)
    free = json.loads(work.run("--json", "plan", second, "--dry-run", status=None).out)
    check(free["totals"]["visits"] > 0, "nothing fits beside the first programme")
    equal(json.loads(work.run("--json", "settings", "cap_enforcement=1").out),
          {"cap_enforcement": 1, "cap_agency_check": 0, "setup_minutes": 0, "cancelled_days": 30, "refresh_minutes": 60, "public_url": "", "draft_days": 3, "publication_days": 20,
           "office_name": "", "number.notice": ""}, "settings")
    capped = json.loads(work.run("--json", "plan", second, "--dry-run", status=1).out)
    equal(capped["totals"]["visits"], 0, "visits beyond the cap")
    equal(json.loads(work.run("--json", "settings", "cap_enforcement.pharmacy=3").out),
          {"cap_enforcement": 1, "cap_enforcement.pharmacy": 3, "cap_agency_check": 0,
           "setup_minutes": 0, "cancelled_days": 30, "refresh_minutes": 60, "public_url": "", "draft_days": 3, "publication_days": 20, "office_name": "", "number.notice": ""}, "settings of a kind")
    work.run("settings", "cap_enforcement.pharmacy=0")
    work.run("settings", "cap_enforcement.shop=3", status=2)
    work.run("settings", "cap_enforcement=many", status=2)
    check("cap_enforcement?" in work.run("settings", "cap_enforcment=1", status=2).err, "no advice")


def a_programme_of_the_past_is_told_how(options, folder):
    work = workspace(options, folder)
    work.now = "2027-02-01T09:00:00+08:00"
    late = work.run("plan", work.policy(), "--dry-run", status=1)
    check("--as-of" in late.err and "2027-02-01" in late.err, str(late))
    early = work.run("plan", work.policy(), "--dry-run", "--as-of", "2026-01-05", status=None)
    check("was over before" not in early.err, str(early))


if __name__ == "__main__":
    house.main([
        every_answer_is_json, wrong_lines_are_told_in_the_language_asked_for,
        help_and_the_manual_say_the_same, help_says_every_option_once, a_slip_of_the_hand_is_no_attribute,
        kept_maps_wait_for_their_file, replacing_loses_nothing_unsaid,
        a_notice_replaces_its_own_year, a_calendar_without_a_year_is_no_notice,
        provisional_days_are_marked, a_cap_holds_over_all_programmes,
        a_programme_of_the_past_is_told_how,
    ])
