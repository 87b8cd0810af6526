"""The page of a record as people get it: in both languages, with names and words instead of codes,
and all times by the clock of the programme's zone, while whatever is signed or read by programs keeps UTC."""
import json
import re

import house
from house import House, check, equal

POLICY = """
local double_random = use 'double_random'
return programme {
  id = 'spring', title = '春季抽查', year = 2026, office = '990101', zone = 'Asia/Urumqi',
  double_random {
    id = 'check', title = '双随机', window = between('2026-03-02', '2026-03-31'), nature = 'enforcement',
    sample = pick { { medical = 2, pharmacy = 3 }, from = targets { status = 'active' } },
    crew = seats { officer(2) }, basis = 'x',
  },
}
"""
DICE = "dice=1234561234561234561234561"
BOTH = ("抽取记录", "Record of a draw", "纪检监察：", "discipline inspection:", "执法人员", "officer",
        "药店", "pharmacy", "春季抽查 · 双随机")


def drawn(options, folder):
    """A workspace with a draw, and what commit, an early run, the run and the ledger said."""
    work = House(options, folder, now="2026-01-05T09:00:00+08:00")
    work.init()
    work.import_all(work.generate("--targets", "60", "--people", "12", "--zones", "4"))
    work.file = house.write(folder / "policy.lua", POLICY)
    said = [work.run("commit", work.file, "check", "--beacon", "dice 25", "--beacon",
                     "drand@2026-01-05T09:20:00+08:00").out]
    beacon = "drand=" + "ab" * 48
    said.append(work.run("draw", "run", "spring", "check", "--value", DICE, "--value", beacon,
                         status=1).err)
    work.now = "2026-01-05T12:00:30+08:00"
    said.append(work.run("draw", "run", "spring", "check", "--value", DICE, "--value", beacon).out)
    said.append(work.run("draw", "show", "spring").out)
    return work, said


def times_by_the_clock_of_the_zone(options, folder):
    work, said = drawn(options, folder)
    for text, time in zip(said, ("2026-01-05 07:20 +06:00", "2026-01-05 07:20 +06:00",
                                 "2026-01-05 10:00:30 +06:00", "2026-01-05 07:00 +06:00")):
        check(time in text, f"{time} is not in:\n{text}")
        check(not re.search(r":\d\dZ", text), f"a time in UTC is in:\n{text}")
    shown = json.loads(work.run("--json", "draw", "show", "spring").out)["draws"][0]
    equal((shown["committed"], shown["drawn"]), ("2026-01-05T01:00:00Z", "2026-01-05T04:00:30Z"),
          "times for programs")
    work.run("plan", work.file)
    check("2026-01-05 10:00:30 +06:00" in work.run("ledger", "show").out, "the ledger for people")
    check("2026-01-05T04:00:30Z" in work.run("--json", "ledger", "show").out, "its lines")
    check("of 2026-01-05 07:00 +06:00:" in work.run("ledger", "proof", "spring/check/targets").out,
          "the time of a proof")


def the_page_in_both_languages(options, folder):
    work, _ = drawn(options, folder)
    name = "spring_check_targets.record"
    pages = {}
    for language, attribute in (("zh", "zh-CN"), ("en", "en")):
        work.run("--lang", language, "export", "record", "spring", "-o", folder / language)
        pages[language] = (folder / language / f"{name}.html").read_text(encoding="utf-8")
        check(f'<html lang="{attribute}">' in pages[language], f"the language of {language}")
        for text in (*BOTH, "2026-01-05 10:00:30 +06:00", "2026-01-05 07:20 +06:00"):
            check(text in pages[language], f"{text} is not on the page in {language}")
        check("UTC" not in pages[language] and ":30Z" not in pages[language], "a time in UTC")
    check('<h1>抽取记录 <span lang="en">Record of a draw</span></h1>' in pages["zh"], "Chinese first")
    check('<h1>Record of a draw <span lang="zh-CN">抽取记录</span></h1>' in pages["en"], "English first")
    record = json.loads((folder / "en" / f"{name}.json").read_text(encoding="utf-8"))
    equal(record["log"]["time"], "2026-01-05T01:00:00Z", "the record's own time")
    target, *people = record["result"]["crews"][0]
    for key in (target, *people):
        check(f" <small>{key}</small>" in pages["zh"], f"{key} has no name")
        equal(pages["zh"].count(f"<td>{key}</td>"), 0, f"{key} stands without its name")
    house.write(folder / "elsewhere.json", (folder / "en" / f"{name}.json").read_text(encoding="utf-8"))
    work.run("verify", folder / "elsewhere.json", "--page", folder / "elsewhere.html")
    page = (folder / "elsewhere.html").read_text(encoding="utf-8")
    check(f"<td>{target}</td>" in page and f"<small>{target}</small>" not in page, "ids without names")
    check("2026-01-05 12:00:30 +08:00" in page and "春季抽查" not in page, "what a stranger knows")


house.main([times_by_the_clock_of_the_zone, the_page_in_both_languages])
