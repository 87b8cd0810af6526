"""What an office publishes about a programme: figures that follow from its records, the same bytes
for a day that is over, what draws are worth first, and nothing of what an embargo hides."""
import csv
import html.parser
import io
import json
import re
import sqlite3
from fractions import Fraction

import house
from house import House, check, equal

MORNING = "2026-01-05T09:00:00+08:00"
NOON = "2026-01-05T12:00:00+08:00"
NEXT_DAY = "2026-01-06T07:30:00+08:00"
DICE = "dice=1234561234561234561234561"
OTHER_DICE = "dice=6543216543216543216543212"
TWO = ("--by", "Li", "--by", "Wu")
CANARIES = {f"K{number:03}X": f"金丝雀{number:03}号机构" for number in range(50)}
EMBARGO = "embargo = { ['until'] = before(1, 'workday', '17:00'), from = { 'inspector', 'public' } },"

POLICY = """
local spot_check = use 'spot_check'
local full_coverage = use 'full_coverage'
return programme {{
  id = 'spot', title = 'Spot <b>checks</b>', year = 2026, calendar = 'cn', office = '990101', {seed}
  {more}
  spot_check {{
    id = 'check', title = 'the check', window = between('2026-03-02', '2026-03-31'),
    nature = 'agency_check', basis = '苏医保函 2026-1', sample = {sample},
    crew = seats {{ officer(2) }}, {embargo}
  }},
}}
"""
SHARE = ("share { percent(5), of = targets { status = 'active' }, "
         "at_least = { medical = 3, pharmacy = 4 } }")
COVERAGE = """full_coverage {
    id = 'open', title = 'the open stage', of = targets { status = 'active', kind = 'clinic' },
    window = between('2026-03-02', '2026-06-30'), times = 1, nature = 'agency_check',
    crew = seats { officer(2) },
  },"""


def workspace(options, folder, seed="", embargo="", sample=SHARE, more=""):
    work = House(options, folder, now=MORNING)
    work.init()
    work.import_all(work.generate("--targets", "80", "--people", "20", "--zones", "4"))
    work.file = house.write(work.folder / "policy.lua", POLICY.format(
        seed=seed, embargo=embargo, sample=sample, more=more))
    return work


def commit(work, *words):
    return work.run("commit", work.file, "check", "--beacon", "dice 25", *words)


def draw(work, value=DICE, *words):
    return work.run("draw", "run", "spot", "check", "--value", value, *words)


def report(work, *words, form="json"):
    said = work.run("report", "public", "spot", "--format", form, *words).out
    return json.loads(said) if form == "json" else said


class Text(html.parser.HTMLParser):
    """The texts of a page, and whether its elements are closed in order."""

    def __init__(self, page):
        super().__init__()
        self.open, self.texts, self.tags = [], [], set()
        self.feed(page)
        self.close()
        equal(self.open, [], "elements that stay open")

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in ("meta", "br", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        equal(self.open.pop(), tag, "the element that ends")

    def handle_data(self, data):
        self.texts.append(data)


def counted(record):
    """Places dealt and left by person, by the record alone."""
    dealt, left = {}, {}
    for crew in record["result"]["crews"]:
        for person in crew[1:]:
            dealt[person] = dealt.get(person, 0) + 1
    for sub in record.get("subs", []):
        entry = sub["entry"].split("\n")
        coming = sub["result"].get("crew", [])
        if entry[3] == "person":
            left[entry[4]] = left.get(entry[4], 0) + 1
            coming = [sub["result"]["in"]]
        for person in coming:
            dealt[person] = dealt.get(person, 0) + 1
    return dealt, left


def figures_follow_from_the_records(options, folder):
    work = workspace(options, folder)
    commit(work)
    work.now = NOON
    draw(work)
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")
    visits = work.plan_json("spot")["visits"]
    first, second = visits[0], visits[1]
    work.now = NEXT_DAY
    words = ("--beacon", "dice 25", *TWO)
    work.run("substitute", first["id"], "--person", first["people"][0]["id"], "--reason", "ill",
             *words)
    work.run("substitute", first["id"], "--value", OTHER_DICE)
    work.run("substitute", second["id"], "--target", "--reason", "closed", *words)
    work.run("substitute", second["id"], "--value", DICE)
    work.now = f"{first['date']}T20:00:00+08:00"
    work.run("outcome", "--visit", first["id"], "--result", "pass")
    found = report(work)
    work.run("export", "record", "spot", "-o", folder / "records")
    record = json.loads((folder / "records" / "spot_check_targets.record.json").read_text(
        encoding="utf-8"))
    dealt, left = counted(record)
    people = {person for crew in record["result"]["crews"] for person in crew[1:]}
    seats = sum(len(crew) - 1 for crew in record["result"]["crews"])
    counts = found["draws"][0]["counts"]
    equal((counts["targets"], counts["people"], counts["seats"]), (7, len(people), seats), "drawn")
    equal(counts["substitutions"], {"asked": 2, "waiting": 0, "ended": 0, "nobody": 0, "local": 0, "missing": 0,
                                    "reasons": {"closed": 1, "ill": 1}}, "substitutions")
    equal({row["person"]: row["dealt"] for row in found["rates"]}, dealt, "dealt")
    equal({row["person"]: row["left"] for row in found["rates"] if row["left"]}, left, "left")
    for row in found["rates"]:
        rate = Fraction(row["left"], row["dealt"])
        equal(row["rate"], [rate.numerator, rate.denominator], f"rate of {row['person']}")
    stage = found["stages"][0]
    equal([stage[name] for name in ("targets", "visited", "visits", "done")], [7, 1, 7, 1], "stage")
    equal((found["title"], found["office"]["code"], stage["basis"]),
          ("Spot <b>checks</b>", "990101", "苏医保函 2026-1"), "the programme")
    equal(found["draws"][0]["commit"]["time"], "2026-01-05T01:00:00Z", "time of the commitment")
    check("1 in " in report(work, form="text"), "the rate in words")


def voids_redraws_and_forms(options, folder):
    work = workspace(options, folder)
    commit(work)
    work.now = NOON
    draw(work)
    equal(report(work)["draws"][0]["counts"]["targets"], 7, "known at once, without a plan")
    equal((report(work)["title"], report(work)["stages"]), ("", []), "of what is not published")
    commit(work, "--reason", "=wrong list", "--by", "<script>Li")
    work.now = NEXT_DAY
    work.run("draw", "void", "spot/check/targets/2", "--reason", "=HYPERLINK(\"x\")", "--by", "@Wu")
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")
    found = report(work)
    equal([one["state"] for one in found["draws"]], ["drawn", "void"], "states")
    again, end = found["draws"][1]["again"], found["draws"][1]["end"]
    equal((again["of"], again["reason"], again["by"]),
          ("spot/check/targets", "=wrong list", "<script>Li"), "what it is drawn instead of")
    equal((end["reason"], end["by"], end["time"]),
          ("=HYPERLINK(\"x\")", "@Wu", "2026-01-05T23:30:00Z"), "why it is void")
    equal(found["totals"], {"committed": 2, "drawn": 1, "void": 1, "waiting": 0, "overdue": 0,
                            "again": 1, "substitutions": 0}, "totals")
    rows = list(csv.reader(io.StringIO(report(work, form="csv").lstrip("\ufeff"))))
    cells = [cell for row in rows for cell in row]
    check("'=HYPERLINK(\"x\")" in cells and "'@Wu" in cells, f"formulas: {rows}")
    check(not any(cell.lstrip().startswith(tuple("=+@")) for cell in cells), "a cell is a formula")
    page = report(work, form="html")
    text = Text(page)
    check("script" not in text.tags and "b" not in text.tags, "markup of others")
    check("<script>Li" in text.texts and "Spot <b>checks</b>" in text.texts, "their names")
    check("http:" not in page and "https:" not in page and "@page{size:A4" in page, "the page")
    words = [word for form in ("text", "html", "csv") for word in
             ("spot/check/targets/2", "wrong list", "HYPERLINK") if word not in report(work, form=form)]
    equal(words, [], "missing in a form")
    work.run("report", "public", "spot", "-o", folder / "report.txt")
    equal((folder / "report.txt").stat().st_mode & 0o777, 0o600, "mode of the file")
    equal((folder / "report.txt").read_text(encoding="utf-8"), report(work, form="text"), "the file")
    answer = json.loads(work.run("--json", "report", "public", "spot", "-o", folder / "r.json").out)
    equal(answer, {"file": str(folder / "r.json")}, "the answer")
    equal(json.loads((folder / "r.json").read_text(encoding="utf-8")), found, "the JSON file")
    work.lang = "zh"
    check('lang="zh-CN"' in report(work, form="html"), "the Chinese page")
    equal(report(work), found, "JSON in Chinese")


def a_day_that_is_over_never_changes(options, folder):
    work = workspace(options, folder)
    commit(work)
    days = {}

    def look():
        work.now = work.now[:10] + "T23:59:59+08:00"
        days[work.now[:10]] = [report(work, form=form) for form in ("text", "json", "csv", "html")]

    look()
    work.now = "2026-01-06T12:00:00+08:00"
    draw(work)
    look()
    work.now = "2026-01-07T12:00:00+08:00"
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")
    visit = work.plan_json("spot")["visits"][0]
    look()
    work.now = "2026-01-08T12:00:00+08:00"
    work.run("substitute", visit["id"], "--target", "--reason", "closed", "--beacon", "dice 25", *TWO)
    look()
    work.now = "2026-01-09T12:00:00+08:00"
    work.run("substitute", visit["id"], "--value", OTHER_DICE)
    work.run("register", "set", visit["people"][1]["id"], "name=改名", "--reason", "x")
    look()
    work.now = "2026-03-20T12:00:00+08:00"
    work.run("outcome", "--visit", visit["id"], "--result", "pass")
    work.run("commit", work.file, "check", "--beacon", "dice 25", "--reason", "x", "--by", "Li")
    look()
    work.now = "2026-04-20T12:00:00+08:00"
    work.run("draw", "void", "spot/check/targets/2", "--reason", "x", "--by", "Li")
    for day, seen in days.items():
        for form, text in zip(("text", "json", "csv", "html"), seen):
            equal(report(work, "--as-of", day, form=form), text, f"{form} of {day}")
    check(len({seen[0] for seen in days.values()}) == len(days), "two days have the same report")
    check(json.loads(json.dumps(days["2026-01-06"][1]))["published"] == "", "published too early")
    work.run("report", "public", "spot", "--as-of", "2026-04-21", status=2)
    work.run("report", "public", "spot", "--as-of", "2026-01-04", status=1)


def what_is_wrong_stands_first(options, folder):
    work = workspace(options, folder)
    commit(work)
    equal(report(work)["draws"][0]["state"], "waiting", "at first")
    work.now = "2026-01-12T09:00:00+08:00"
    equal(report(work)["draws"][0]["state"], "waiting", "after seven days")
    work.now = "2026-01-12T09:00:01+08:00"
    equal(report(work)["draws"][0]["state"], "overdue", "after more")
    equal(json.loads(work.run("--json", "ledger", "verify").out)["draws"]["late"], 1, "verify counts")
    check("overdue" in report(work, form="text").splitlines()[2], "overdue stands first")
    with sqlite3.connect(work.db) as base:
        base.execute("DROP TRIGGER ledger_is_not_shortened")
        base.execute("DELETE FROM ledger WHERE number = 1")
    base.close()
    found = report(work)
    equal(found["gaps"], {"entries": 1, "draws": 0, "substitutions": 0}, "gaps")
    check("lacks 1 numbers" in report(work, form="text").splitlines()[3], "a gap stands first")
    with sqlite3.connect(work.db) as base:
        base.execute("DELETE FROM draw")
    base.close()
    work.run("report", "public", "spot", status=1)  # nothing is known of it any more

    quick = workspace(options, folder / "quick")
    quick.run("plan", quick.file, "--seed", "kingfisher")
    line = report(quick, form="text").splitlines()[2]
    check("spot/check/targets" in line and "nobody outside can check it" in line, f"worth: {line}")
    check("nobody outside can check it" in report(quick, form="html").split("<h2>")[0],
          "what it is worth stands first on the page")


def import_canaries(work):
    """A county, and fifty institutions of telling names."""
    work.import_all(work.generate("--targets", "60", "--people", "20", "--zones", "4"))
    work.run("import", "targets", house.write(
        work.folder / "canaries.csv", "id,name,kind,area,zone\n" + "".join(
            f"{key},{name},{'pharmacy' if number % 2 else 'hospital'},990101,片区{number % 5}\n"
            for number, (key, name) in enumerate(CANARIES.items()))))


def sealed(options, folder, sample):
    """An open stage beside a sealed draw that was run, planned and approved."""
    work = House(options, folder, now=MORNING)
    work.init()
    import_canaries(work)
    work.file = house.write(work.folder / "policy.lua", POLICY.format(
        seed="seed = sealed,", embargo=EMBARGO, sample=sample, more=COVERAGE))
    work.run("seal", "init", "-o", work.folder / "seal")
    shares = ["--secret", work.folder / "seal" / "custodian-1.share",
              "--secret", work.folder / "seal" / "custodian-2.share"]
    commit(work, "--sealed", *shares)
    work.now = NOON
    draw(work, DICE, *shares)
    equal(report(work)["draws"][0]["counts"], None, "sealed, and not planned")
    work.run("plan", work.file)
    work.run("approve", "spot", "--by", "Wang")
    return work


def seen_in(text):
    return {key for key, name in CANARIES.items() if key in text or name in text}


def nothing_leaks_before_its_time(options, folder):
    works = {kind: sealed(options, folder / kind,
                          f"pick {{ {count}, from = targets {{ kind = '{kind}' }} }}")
             for kind, count in (("hospital", 3), ("pharmacy", 9))}
    forms = ("text", "csv", "html", "json")
    for now in (NOON, NEXT_DAY, "2026-02-27T12:00:00+08:00"):
        seen = []
        for work in works.values():
            work.now = now
            seen.append([work.run("report", "public", "spot", "--format", form).out
                         for form in forms])
        equal(seen[1], seen[0], f"three hospitals and nine pharmacies on {now}")
        for text in seen[0]:
            equal(seen_in(text), set(), "planted names")
        found = json.loads(seen[0][3])
        hidden = found["draws"][0]
        equal((hidden["state"], hidden["hidden"], hidden["counts"]), ("drawn", True, None), "the draw")
        equal(found["rates"], [], "rates of what is hidden")
        secret = next(stage for stage in found["stages"] if stage["id"] == "check")
        equal([secret[name] for name in ("targets", "visited", "visits", "done")], [0] * 4,
              "the sealed stage")
    work = works["hospital"]
    plan = work.plan_json("spot", into="planner")["visits"]
    secret = [visit for visit in plan if visit["tasks"][0]["stage"] == "check"]
    equal(len(secret), 3, "hidden visits")
    ends = sorted(visit["embargo_until"] for visit in secret)
    work.now = ends[-1].replace("Z", "+00:00")
    found = report(work)
    equal(found["draws"][0]["counts"]["targets"], 3, "drawn, at the end of the embargo")
    equal(sum(row["dealt"] for row in found["rates"]), 6, "dealt")
    equal(found["stages"][1]["visits"], 3, "visits")
    equal(seen_in(report(work, form="html")), set(), "no target is ever named")
    day = ends[-1][:10]
    check(report(work, "--as-of", "2026-02-27")["draws"][0]["counts"] is None, f"before {day}")


def embargoed_looks_like_nothing(options, folder):
    """An embargo without a draw: planned, or nothing of the kind is in the register."""
    policy = """
local full_coverage = use 'full_coverage'
return programme {{
  id = 'spot', title = 'x', year = 2026, office = '990101',
  full_coverage {{ id = 'open', of = targets {{ kind = 'clinic' }}, times = 1,
    window = between('2026-03-02', '2026-06-30'), nature = 'agency_check',
    crew = seats {{ officer(2) }} }},
  full_coverage {{ id = 'secret', of = targets {{ kind = '{kind}' }}, times = 1,
    window = between('2026-03-02', '2026-06-30'), nature = 'enforcement', merge = false,
    crew = seats {{ lead(1), officer(1) }}, {embargo} }},
}}
"""
    texts = []
    for kind in ("hospital", "agency"):  # of which there are none
        work = House(options, folder / kind, now=MORNING)
        work.init()
        import_canaries(work)
        work.run("plan", house.write(work.folder / "p.lua", policy.format(kind=kind, embargo=EMBARGO)))
        work.run("approve", "spot", "--by", "Wang")
        visits = work.plan_json("spot", into="planner")["visits"]
        hidden = sum(visit["tasks"][0]["stage"] == "secret" for visit in visits)
        check((hidden > 0) == (kind == "hospital"), f"{hidden} visits of kind {kind}")
        texts.append([work.run("report", "public", "spot", "--format", form).out
                      for form in ("text", "csv", "html", "json")])
        stage = json.loads(texts[-1][3])["stages"][1]
        equal((stage["visits"], stage["targets"]), (0, 0), "the secret stage")
        check(json.loads(texts[-1][3])["stages"][0]["visits"] > 0, "the open stage")
    equal(texts[0], texts[1], "something hidden and nothing")
    equal([seen_in(text) for text in texts[0]], [set()] * 4, "planted names")


def what_is_refused(options, folder):
    work = workspace(options, folder)
    commit(work)
    for words, status, said in (
            (("coverage", "spot"), 1, "had no plan"),
            (("publc", "spot"), 2, "did you mean public?"),
            (("public",), 2, ""), (("public", "sopt"), 1, "sopt"),
            (("public", "spot", "--format", "pdf"), 2, "none of text, csv, html, xlsx, docx, json"),
            (("public", "spot", "--template", "form.odt"), 2, "no .docx and no .xlsx"),
            (("public", "spot", "--as-of", "2026-02-30"), 2, "is not a date"),
            (("public", "spot", "-o", folder / "no" / "such" / "folder"), 4, "")):
        result = work.run("report", *words, status=status)
        check(said in result.err and result.out == "", f"{words}: {result}")
    told = work.run("help", "report").out
    contract = options.source.parent / "shared" / "CONTRACT.md"
    for word in ("--as-of DATE", "--format", "--template FILE", "-o, --output FILE", "public"):
        check(word in told, f"help does not name {word}")
    if contract.exists():
        line = re.search(r"^ +kinds: (.*)$", contract.read_text(encoding="utf-8"), re.M).group(1)
        for kind in line.split(", "):
            check(re.search(rf"^  {kind}  ", told, re.M), f"help does not name the kind {kind}")


if __name__ == "__main__":
    house.main([figures_follow_from_the_records, voids_redraws_and_forms,
                a_day_that_is_over_never_changes, what_is_wrong_stands_first,
                nothing_leaks_before_its_time, embargoed_looks_like_nothing, what_is_refused])
