"""Roll-up: three made-up counties hand in figures, signed or filled in by hand, and a city sums them.
Every sum, rate, rank and warning is made again here from the files; the figures themselves are held
against the reports they come from. Bytes of every kind are changed, files are missing, double, of
another period, or contradict themselves."""
import csv
import io
import json
import re
import sys
import zipfile

import house
from house import House, check, equal

CITY = "9901"
COUNTIES = ("990101", "990102", "990103", "990104")
NAMES = {"990101": "=东县", "990102": "西<县>", "990103": "南县", "990104": "北县"}
DAY = "2026-03-31"
KINDS = ("hospital", "clinic", "pharmacy")
COUNTS = ("closed_since", "closed_since_visited", "done", "due", "due_done", "finished", "fulfilled", "inspected",
          "obligations", "opened_since", "opened_since_visited", "owed", "targets", "to_inspect", "visited")
RATES = {"plan": ("due_done", "due"), "tasks": ("fulfilled", "obligations"), "inspection": ("inspected", "to_inspect"),
         "closing": ("finished", "done"), "coverage": ("visited", "targets")}
RESULTS = ("pass", "problem", "refused", "pass", "not_found")
POLICY = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'year', title = '=全覆盖<检查>', year = 2026, calendar = 'cn',
  full_coverage { id = 'annual', of = targets { status = 'active' }, window = between('2026-01-01', '2026-11-30'),
    times = 1, nature = 'agency_check', crew = seats { lead(1) } },
}
"""


# ---- Offices ----

def give(work, table, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return work.run("import", table, house.write(work.folder / f"{table}.csv", text.getvalue()))


def areas():
    rows = [{"code": "99", "name": "省", "parent": "", "level": "province"},
            {"code": CITY, "name": "市", "parent": "99", "level": "city"}]
    for county in COUNTIES:
        rows.append({"code": county, "name": NAMES[county], "parent": CITY, "level": "county"})
        rows += [{"code": county + town, "name": f"镇{town}", "parent": county, "level": "town"}
                 for town in ("001", "002")]
    return rows


def open_county(options, folder, office, size, skip):
    """An office that visits from January on, and leaves out every so-manieth visit."""
    work = House(options, folder / office, office=office)
    work.init(key=office + "0" * 58)
    give(work, "areas", areas())
    give(work, "targets", [{"id": f"{office}T{n:02}", "name": f"机构{n}", "kind": KINDS[n % 3],
                            "area": office + ("001", "002", "")[n % 3], "status": "active"} for n in range(size)])
    give(work, "inspectors", [{"id": f"P{n}", "name": f"人{n}", "area": office, "roles": "lead"} for n in range(2)])
    work.run("plan", house.write(work.folder / "year.lua", POLICY))
    work.run("approve", "year", "--by", "Li")
    plan = work.plan_json("year")
    work.now = "2026-03-31T20:00:00+08:00"
    give(work, "outcomes", [{"visit": visit["id"], "result": RESULTS[n % 5], "item": "价格",
                             "closed_on": visit["date"] if n % 10 == 1 else ""}
                            for n, visit in enumerate(v for v in plan["visits"] if v["date"] <= DAY) if n % skip])
    work.now = "2026-04-01T09:00:00+08:00"
    return work


def open_city(options, folder):
    work = House(options, folder / "city", office=CITY, now="2026-04-03T09:00:00+08:00")
    work.init()
    give(work, "areas", areas())
    return work


def open_all(options, folder):
    counties = {office: open_county(options, folder, office, size, skip)
                for office, size, skip in (("990101", 60, 7), ("990102", 45, 3), ("990103", 31, 2))}
    files = {office: figures(work, folder / "in") for office, work in counties.items()}
    return counties, files, open_city(options, folder)


def figures(work, place, *words, day=DAY):
    work.run("export", "figures", "year", "--as-of", day, "-o", place, *words)
    return place / f"figures-{work.office}-year-{day}.json"


def keys_of(counties, path, change=None):
    lines = []
    for office, work in counties.items():
        key = work.run("ledger", "checkpoint", "--print-key").out.strip()
        lines.append(f"{(change or {}).get(office, office)} {key}")
    return house.write(path, "# whose keys\n" + "\n".join(lines) + "\n")


def rollup(city, files, *words, status=0):
    return city.run("rollup", *files, "--format", "json", *words, status=status)


def read(path):
    return json.loads(path.read_bytes())["figures"]


def rewrite(path, out, change):
    """A file without a signature, with something in it changed."""
    body = read(path)
    change(body)
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return house.write(out, '{"figures":' + text + "}\n")


def row(body, part, of=None):
    return next(r for r in body["rows"] if r["part"] == part and of in (None, r["of"]))


# ---- What stands in a file ----

def a_file_is_what_reports_say_and_anybody_can_verify_it(options, folder):
    work = open_county(options, folder, "990101", 40, 4)
    path = figures(work, folder / "out")
    data = path.read_bytes()
    whole = json.loads(data)
    equal(json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n", data,
          "canonical bytes")
    body = data[len(b'{"figures":'):data.rindex(b',"key":')]
    key = work.run("ledger", "checkpoint", "--print-key").out.strip()
    equal(whole["key"], key, "the ledger's key")
    sys.path.insert(0, str(options.source / "tests/oracles/draw"))
    import notes  # pylint: disable=import-outside-toplevel
    public = notes.read_key(key)[1]
    check(notes.signed(public, b"xuncha-figures-v1\n" + body, bytes.fromhex(whole["signature"])), "the signature")
    check(not notes.signed(public, b"xuncha-figures-v1\n" + body[:-1] + b" ", bytes.fromhex(whole["signature"])),
          "another text")
    found = whole["figures"]
    equal((found["office"], found["as_of"], found["period"], found["year"], found["made"]),
          ({"code": "990101", "name": NAMES["990101"]}, DAY, "2026-03", 2026, "2026-04-01T01:00:00Z"), "the head")
    said = json.loads(work.run("report", "coverage", "year", "--as-of", DAY, "--format", "json").out)

    def same(counts, group, what):
        equal(counts, {name: group[name] for name in COUNTS}, what)

    same(row(found, "total")["counts"], said["total"]["all"], "total")
    same(row(found, "period")["counts"], said["total"]["month"], "the month")
    equal({r["of"] for r in found["rows"] if r["part"] == "kind"}, {k["kind"] for k in said["kinds"]}, "kinds")
    for kind in said["kinds"]:
        same(row(found, "kind", kind["kind"])["counts"], kind["all"], kind["kind"])
    for area in said["areas"]:
        same(row(found, "area", area["code"])["counts"], area["all"], area["code"])
    for month in ("2026-01", "2026-02"):
        last = {"2026-01": "2026-01-31", "2026-02": "2026-02-28"}[month]
        # What was entered later counts here, and not in a report of that day: only what is fixed is compared.
        then = json.loads(work.run("report", "coverage", "year", "--as-of", last, "--format", "json").out)
        for name in ("owed", "due", "targets", "to_inspect", "obligations"):
            equal(row(found, "month", month)["counts"][name], then["total"]["all"][name], f"{month} {name}")
    visits = [v for v in work.plan_json("year", into="after")["visits"] if v["status"] == "done"]
    equal(row(found, "total")["counts"]["done"], len(visits), "done")
    equal(row(found, "month", "2026-01")["counts"]["done"], len([v for v in visits if v["date"] < "2026-02"]), "January")
    half = json.loads((figures(work, folder / "half", "--period", "half-year")).read_bytes())["figures"]
    equal(half["period"], "2026-H1", "the period")
    equal(row(half, "period")["counts"], row(half, "half", "2026-H1")["counts"], "the half-year twice")
    check("机构" not in data.decode() and "人0" not in data.decode() and "990101T" not in data.decode(), "names nobody")
    equal(figures(work, folder / "again").read_bytes(), data, "the same bytes")
    refused = work.run("export", "figures", "none", "-o", folder / "no", status=1)
    check("none" in refused.err, refused)


def drafts_hand_in_nothing(options, folder):
    work = House(options, folder / "draft", office="990101")
    work.init()
    give(work, "areas", areas())
    give(work, "targets", [{"id": "T1", "name": "甲", "kind": "clinic", "area": "990101", "status": "active"}])
    give(work, "inspectors", [{"id": "P", "name": "人", "area": "990101", "roles": "lead"}])
    work.run("plan", house.write(work.folder / "year.lua", POLICY))
    said = work.run("export", "figures", "year", "-o", folder / "out", status=1)
    check("draft" in said.err and not (folder / "out").exists(), said)
    work.run("export", "figures", "year", "-o", folder / "out", "--period", "week", status=2)
    work.run("export", "figures", "year", status=2)


# ---- Sums ----

def with_rates(counts):
    return {**counts, "rates": {name: [counts[a], counts[b]] for name, (a, b) in RATES.items()}}


def expected_sums(bodies):
    sums = {}
    for office, body in sorted(bodies.items()):
        for one in body["rows"]:
            if one["part"] in ("total", "period", "kind", "month"):
                counts, offices = sums.setdefault((one["part"], one["of"]), (dict.fromkeys(COUNTS, 0), []))
                for name in COUNTS:
                    counts[name] += one["counts"][name]
                offices.append(office)
    return {key: {"figures": with_rates(counts), "from": offices} for key, (counts, offices) in sums.items()}


def expected_ranks(bodies, half):
    def share(counts, name):
        a, b = (counts[word] for word in RATES[name])
        return (b > 0, a / b if b else 0)

    def worth(office):
        counts = row(bodies[office], "half", half)["counts"]
        return tuple(share(counts, name) for name in ("inspection", "coverage", "closing"))

    offices = sorted((o for o in bodies if row(bodies[o], "half", half)["counts"]["to_inspect"]), key=lambda o: o)
    offices.sort(key=worth, reverse=True)
    return [(1 + sum(worth(other) > worth(office) for other in offices), office) for office in offices]


def hold(said, bodies):
    equal({(s["part"], s["of"]): {"figures": s["figures"], "from": s["from"]} for s in said["sums"]},
          expected_sums(bodies), "sums")
    for half in said["ranking"]:
        equal([(r["rank"], r["code"]) for r in half["rows"]], expected_ranks(bodies, half["half"]), half["half"])
    check(said["ranking"], "a half-year")


def a_city_sums_what_came_in(options, folder):
    counties, files, city = open_all(options, folder)
    bodies = {office: read(path) for office, path in files.items()}
    said = json.loads(rollup(city, files.values(), "--keys", keys_of(counties, folder / "keys")).out)
    hold(said, bodies)
    equal(said["counts"], {"reported": 3, "missing": 1, "refused": 0, "contradictions": 0}, "counts")
    equal([(o["code"], o["reported"]) for o in said["offices"]],
          [(o, o != "990104") for o in COUNTIES], "who has reported")
    equal([f["signature"] for f in said["files"]], ["trusted"] * 3, "signatures")
    equal(said["signatures"]["trusted"]["from"], sorted(files), "all by known keys")
    equal(rollup(city, reversed(files.values()), "--keys", folder / "keys").out.count('"state":"counts"'), 3, "any order")
    rollup(city, files.values(), "--check", status=1)
    text = city.run("rollup", *files.values()).out
    check("has not reported" in text and "北县 (990104)" in text and "990101, 990102, 990103" in text, text)
    for form in ("csv", "html"):
        out = city.run("rollup", *files.values(), "--format", form).out
        check("<县>" not in out.replace("&lt;", "") or form == "csv", "markup in HTML")
        check(not re.search(r'(^|,)"?=', out, re.M), f"a formula in {form}")
    for form in ("xlsx", "docx"):
        city.run("rollup", *files.values(), "--format", form, "-o", folder / f"r.{form}")
        with zipfile.ZipFile(folder / f"r.{form}") as book:
            check(all(b"<f>" not in book.read(name) for name in book.namelist()), form)
    # Without a workspace nobody is known to be missing; without keys nobody is known at all.
    alone = House(options, folder / "alone", office=None, now=city.now)
    said = json.loads(rollup(alone, files.values()).out)
    hold(said, bodies)
    equal((said["expected"], said["keys"], said["counts"]["missing"]), (False, False, 0), "nobody said who")
    equal({f["signature"] for f in said["files"]}, {"unknown"}, "keys are not known")
    listed = house.write(folder / "who", "# who\n990101 东县\n990104 北县\n990102\n990103,南县\n")
    said = json.loads(rollup(alone, files.values(), "--expect", listed).out)
    equal(said["counts"]["missing"], 1, "listed")
    twice = alone.run("rollup", *files.values(), "--expect", house.write(folder / "w2", "1 a\n1 b\n"), status=3)
    check("w2:2:1" in twice.err, twice)
    bad = alone.run("rollup", *files.values(), "--keys", house.write(folder / "k2", "990101 abc\n"), status=3)
    check("k2:1:1" in bad.err, bad)


def areas_stand_beneath_their_office(options, folder):
    counties, files, city = open_all(options, folder)
    form = folder / "in" / f"figures-990103-year-{DAY}.xlsx"
    given = [files["990101"], files["990102"], form]
    said = json.loads(rollup(city, given).out)
    for office in said["offices"][:3]:
        body = read(files[office["code"]])
        equal([(a["code"], a["name"], a["figures"]) for a in office["areas"]],
              [(r["of"], r["name"], with_rates(r["counts"])) for r in body["rows"] if r["part"] == "area"], office["code"])
        for area in office["areas"] if office["code"] != "990103" else ():
            text = files[office["code"]].read_text(encoding="utf-8")[area["column"] - 1:]
            check(text.startswith('"closed_since":'), f"the place of {area['code']}")
    equal(said["offices"][3]["areas"], [], "who has not reported")
    lines = city.run("rollup", *given).out.splitlines()
    start = next(i for i, line in enumerate(lines) if "by area of each office" in line)
    names = [re.split("  +", line)[1] for line in lines[start + 2:] if line.startswith("  ")]
    names = [name for name in names if "-" not in name]
    equal(names[:4], [f"{NAMES['990101']} (990101)", f"{NAMES['990101']} itself (990101)",
                      "镇001 (990101001)", "镇002 (990101002)"], "beneath its office")
    cells = cells_of(form)
    last = [re.split("  +", line)[-1] for line in lines[start + 2:] if "990103" in line]
    equal([cells["B" + place[1:]] if place[1:] != last[0][1:] else "total" for place in last],
          ["total", "990103", "990103001", "990103002"], "cells of the form")
    for form in ("xlsx", "docx", "html", "csv"):
        city.run("rollup", *given, "--format", form, "-o", folder / f"r.{form}")
    with zipfile.ZipFile(folder / "r.xlsx") as book:
        pages = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    equal(sum(page.count('outlineLevel="1"') for page in pages), 9, "rows that fold away")
    check(any('summaryBelow="0"' in page for page in pages), "below their sum")
    with zipfile.ZipFile(folder / "r.docx") as book:
        equal(book.read("word/document.xml").decode().count('<w:ind w:left="210"/>'), 9, "set in")
    page = (folder / "r.html").read_text(encoding="utf-8")
    equal((page.count("<tr class=group>"), page.count("<tr class=detail>")), (3, 9), "in HTML")
    rows = list(csv.reader(io.StringIO((folder / "r.csv").read_text(encoding="utf-8-sig"))))
    areas_then = [row for row in rows if row and row[0].startswith("镇001 (990101001)")]
    total = row_of_area = row(read(files["990101"]), "area", "990101001")["counts"]
    equal(areas_then[0][1:3], [str(total["due_done"]), str(row_of_area["due"])], "in CSV")
    # Who hands in no areas is said, and the rest stays.
    flat = rewrite(files["990102"], folder / "flat.json",
                   lambda body: body.update(rows=[r for r in body["rows"] if r["part"] != "area"]))
    out = city.run("rollup", files["990101"], flat).out
    check("1 offices have handed in no figures by area" in out and "镇001 (990102001)" not in out, out)


# ---- Files that do not count ----

def files_of_others_are_refused(options, folder):
    counties, files, city = open_all(options, folder)
    first, second, third = files.values()

    def states(given, *words, status=1):
        said = json.loads(rollup(city, given, *words, status=status).out)
        return {f["file"]: f["state"] for f in said["files"]}, said

    # The key of another office, or of nobody.
    foreign = keys_of(counties, folder / "keys", {"990101": "990102", "990102": "990101"})
    found, said = states([first, second, third], "--keys", foreign)
    equal(list(found.values()), ["foreign", "foreign", "counts"], "foreign keys")
    hold(said, {"990103": read(third)})
    # Not the key that the office is known to have: its own new one, or nobody's.
    known = keys_of(counties, folder / "known", {"990102": "990101", "990101": "990109"})
    found, _ = states([first, second, third], "--keys", known)
    equal(list(found.values()), ["foreign", "foreign", "counts"], "keys that are not the office's")
    renamed = house.write(folder / "renamed", re.sub("(?m)^990101 [^+]*", "990102 other-name", (folder / "keys").read_text(
        encoding="utf-8")))
    said = city.run("rollup", first, "--keys", renamed, status=3)
    check("renamed:" in said.err, said)
    partly = house.write(folder / "partly", (folder / "keys").read_text(encoding="utf-8").splitlines()[3] + "\n")
    said = json.loads(rollup(city, files.values(), "--keys", partly).out)
    equal({k: v["from"] for k, v in said["signatures"].items()},
          {"trusted": ["990103"], "unknown": ["990101", "990102"]}, "counted apart")
    # Another day, programme, period.
    early = figures(counties["990102"], folder / "early", day="2026-02-28")
    said = city.run("rollup", first, early, status=2)
    check("--as-of" in said.err and str(early) in said.err, said)
    found, said = states([first, early], "--as-of", DAY)
    equal(found[str(early)], "day", "another day")
    hold(said, {"990101": read(first)})
    half = figures(counties["990102"], folder / "half", "--period", "half-year")
    found, _ = states([first, half], "--period", "2026-03")
    equal(found[str(half)], "period", "another period")
    other = rewrite(second, folder / "other.json", lambda body: body.update(programme="else"))
    found, _ = states([first, other], "--programme", "year")
    equal(found[str(other)], "programme", "another programme")
    stranger = rewrite(second, folder / "stranger.json", lambda body: body["office"].update(code="880101"))
    found, _ = states([first, stranger])
    equal(found[str(stranger)], "unexpected", "who does not report here")
    # Twice: the later one, but never one that is trusted less.
    counties["990101"].now = "2026-04-02T09:00:00+08:00"
    later = figures(counties["990101"], folder / "later")
    for given in ([first, later], [later, first]):
        found, said = states(given, status=0)
        equal((found[str(first)], found[str(later)]), ("replaced", "counts"), "the later one")
        equal([f["replaced_by"] for f in said["files"] if f["file"] == str(first)], [str(later)], "both are named")
    loose = rewrite(first, folder / "loose.json", lambda body: body.update(made="2026-04-09T00:00:00Z"))
    found, said = states([loose, first], status=0)
    equal((found[str(loose)], found[str(first)]), ("replaced", "counts"), "signed before not signed")
    text = city.run("rollup", loose, first).out
    check(f"reported twice: {first} counts instead" in text, text)


def a_changed_byte_is_seen(options, folder):
    work = open_county(options, folder, "990101", 12, 3)
    path = figures(work, folder / "in")
    data = path.read_bytes()
    alone = House(options, folder / "alone", office=None)
    changed = folder / "changed.json"
    digits = [m.start() for m in re.finditer(rb'(?<=:)\d(?=[,}])', data)]
    broken = {"a count": digits[3], "the year": data.rindex(b'"year":2026') + 10,
              "a name": data.index("东县".encode()), "the programme": data.index(b'"programme":"year"') + 14,
              "the signature": data.rindex(b'"signature":"') + 20}
    for what, at in broken.items():
        byte = b"1" if data[at:at + 1] == b"0" else b"0"
        text = data.replace("东县".encode(), "冬县".encode()) if what == "a name" else data[:at] + byte + data[at + 1:]
        check(text != data, what)
        said = alone.run("rollup", house.write(changed, text), "--format", "json", status=1)
        equal(json.loads(said.out)["files"][0]["state"], "broken", what)
        equal(json.loads(said.out)["sums"], [], f"{what}: nothing is summed")
    # Everything else that a byte can do is no figures at all, said with its column.
    refused = {
        "cut": data[:-30], "empty": b"{", "no end": data[:-1], "more": data + b"{}\n", "blank": data.replace(b":", b": ", 1),
        "two lines": data.replace(b"\n", b"\r\n"), "bom": b"{\xef\xbb\xbf" + data, "not UTF-8": data.replace(b"year", b"ye\xff\xfe", 1),
        "a real": data.replace(b'"done":', b'"done":1.', 1), "negative": data.replace(b'"done":', b'"done":-', 1),
        "leading zero": data.replace(b'"done":', b'"done":00', 1), "large": data.replace(b'"done":', b'"done":9999999999', 1),
        "escape": data.replace(b'"of":"', b'"of":"\\u0041', 1), "hidden": data.replace(b'"name":"', '"name":"\u202e'.encode(), 1),
        "no day": data.replace(b"2026-03-31", b"2026-02-31", 1), "format": data.replace(b"figures-v1", b"figures-v2", 1),
        "part": data.replace(b'"part":"kind"', b'"part":"sort"', 1), "kind": data.replace(b'"of":"clinic"', b'"of":"cinema"', 1),
        "twice": data.replace(b'"of":"pharmacy"', b'"of":"clinic"', 1), "key": data.replace(b"xuncha-ledger-", b"xuncha ledger-", 1),
        "long": data.replace(b'"title":"', b'"title":"' + b"x" * 2000, 1), "other period": data.replace(b'"period":"2026-03"', b'"period":"2026-02"', 1),
        "hex": data.replace(b'"signature":"', b'"signature":"G', 1), "member": data.replace(b'"title"', b'"titel"', 1),
    }
    for what, text in refused.items():
        check(text != data, what)
        said = alone.run("rollup", path, house.write(changed, text), "--format", "json", status=3)
        check(re.search(r"changed\.json:1:\d+: ", said.err) and said.out == "", f"{what}: {said}")
    unsigned = data[:data.rindex(b',"key":')] + b"}\n"
    said = json.loads(alone.run("rollup", house.write(changed, unsigned), "--format", "json").out)
    equal(said["files"][0]["signature"], "unsigned", "without a signature")
    for text in (b"", b"<html>", b"\0", b"PK\x03\x04damaged"):
        check("changed.json" in alone.run("rollup", house.write(changed, text), status=3).err, text)


# ---- Contradictions ----

def contradictions_are_named_and_not_mended(options, folder):
    work = open_county(options, folder, "990101", 30, 4)
    path = figures(work, folder / "in")
    alone = House(options, folder / "alone", office=None)

    def found(change):
        out = rewrite(path, folder / "c.json", change)
        said = json.loads(alone.run("rollup", out, "--format", "json").out)
        hold(said, {"990101": read(out)})
        alone.run("rollup", out, "--check", status=1 if said["contradictions"] else 0)
        return {(c["part"], c["of"], c["field"], re.sub(r"\d+", "#", c["says"])) for c in said["contradictions"]}

    def put(part, of, **counts):
        return lambda body: row(body, part, of)["counts"].update(counts)

    equal(found(lambda body: None), set(), "sound figures")
    total = row(read(path), "total")["counts"]
    kind = ("total", "", "obligations", "#, but the kinds sum up to #")
    area = ("total", "", "obligations", "#, but the areas sum up to #")
    month = ("month", "2026-03", "obligations", "#, but the total has #")
    equal(found(put("total", "", obligations=total["obligations"] - 1)) - {
        ("total", "", "fulfilled", "# is more than 'obligations': #")}, {kind, area, month}, "sums")
    check(("total", "", "visited", "# is more than 'targets': #")
          in found(put("total", "", visited=total["targets"] + 1)), "visited > targets")
    check(("kind", "clinic", "due_done", "# is more than 'due': #")
          in found(put("kind", "clinic", due_done=900)), "done > planned")
    equal(found(put("month", "2026-02", finished=0)), {
        ("month", "2026-02", "finished", "#, but the month before it has # already")}, "a month that falls")
    check(("half", "2026-H1", "due", "the half-years sum up to #, more than the total: #")
          in found(put("half", "2026-H1", due=5000, owed=5000)), "more in halves")
    equal(found(put("period", "2026-03", done=total["done"] + 1)), {
        ("period", "2026-03", "done", "#, but the total and the month before differ by #")}, "the period")
    wrong = rewrite(path, folder / "c.json", put("kind", "clinic", due_done=900))
    for one in json.loads(alone.run("rollup", wrong, "--format", "json").out)["contradictions"]:
        value = row(read(wrong), one["part"], one["of"])["counts"][one["field"]]
        check(wrong.read_text(encoding="utf-8")[:one["column"] - 1].endswith(f'"{one["field"]}":')
              and wrong.read_text(encoding="utf-8")[one["column"] - 1:].startswith(str(value)), f"the place of {one}")
    text = alone.run("rollup", rewrite(path, folder / "c.json", put("month", "2026-02", finished=0))).out
    check("contradict" in text and "month 2026-02" in text and "c.json:1:" in text, text)


def nothing_is_counted_twice(options, folder):
    path = figures(open_county(options, folder, "990101", 45, 4), folder / "in")
    body = read(path)
    alone = House(options, folder / "alone", office=None)

    def again(office, name, change=lambda body: None):
        def both(body):
            body["office"].update(code=office, name=office)
            change(body)
        return rewrite(path, folder / name, both)

    def found(*given):
        said = json.loads(alone.run("rollup", *given, "--format", "json").out)
        hold(said, {f["office"]: read(folder / f["file"].rsplit("/", 1)[-1]) if "in/" not in f["file"] else body
                    for f in said["files"]})
        return [(c["office"], c["of"], c["says"]) for c in said["contradictions"] if "counted here" in c["says"]]

    # The city that the county lies in hands in its own, with the county's among them.
    def only_the_county(body):
        body["rows"] = [r for r in body["rows"] if r["part"] != "area" or r["of"] == "990101"]
    city = again("9901", "city.json", only_the_county)
    equal(found(path, city), [("9901", "990101", f"area 990101 is counted here and in its own figures: {path}")], "twice")
    # Two offices that both count a town.
    other = again("990102", "other.json")
    said = found(path, other)
    equal([(office, of) for office, of, _ in said],
          [("990102", "990101"), ("990102", "990101001"), ("990102", "990101002")], "both")
    check(said[0][2].endswith(f"in its own figures: {path}")
          and said[1][2] == f"area 990101001 is counted here and by office 990101: {path}", said)
    none = again("990102", "none.json", lambda body: [r["counts"].update(dict.fromkeys(COUNTS, 0))
                                                      for r in body["rows"]])
    equal(found(path, none), [], "who counts nothing counts nothing twice")


# ---- Forms ----

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells_of(path):
    """The first worksheet as a list of rows: cell name → text."""
    import xml.etree.ElementTree as tree  # pylint: disable=import-outside-toplevel
    with zipfile.ZipFile(path) as book:
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = ["".join(t.text or "" for t in one.iter(NS + "t"))
                      for one in tree.fromstring(book.read("xl/sharedStrings.xml"))]
        page = tree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells = {}
    for cell in page.iter(NS + "c"):
        value = cell.find(NS + "v")
        text = "".join(t.text or "" for t in cell.iter(NS + "t"))
        if value is not None:
            text = shared[int(value.text)] if cell.get("t") == "s" else value.text
        cells[cell.get("r")] = text
    return cells


def fill(path, out, values):
    """Puts values into cells of the first worksheet, as a spreadsheet program would."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    page = parts["xl/worksheets/sheet1.xml"].decode()
    for name, value in values.items():
        text = (f"<v>{value}</v>" if isinstance(value, int) else f"<is><t>{value}</t></is>")
        kind = "" if isinstance(value, int) else ' t="inlineStr"'
        page, count = re.subn(rf'<c r="{name}"((?: s="\d+")?)(?: t="\w+")?(?:/>|>.*?</c>)',
                              rf'<c r="{name}"\g<1>{kind}>{text}</c>', page)
        equal(count, 1, f"cell {name}")
    parts["xl/worksheets/sheet1.xml"] = page.encode()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return out


def form_values(blank, body, made="2026-04-02"):
    """Which cell holds which count, found by the labels that people read."""
    cells = cells_of(blank)
    head = next(int(name[1:]) for name, text in cells.items() if name[0] == "A" and text == "part")
    heads = {text: name[0] for name, text in cells.items() if name[1:] == str(head)}
    wanted = {(r["part"], r["of"]): r["counts"] for r in body["rows"]}
    values = {next("B" + name[1:] for name, text in cells.items() if text == "filled in on"): made}
    line = head + 1
    while cells.get(f"A{line}"):
        counts = wanted.pop((cells[f"A{line}"], cells.get(f"B{line}", "")), None)
        for name in COUNTS if counts else ():
            values[f"{heads[name]}{line}"] = counts[name]
        line += 1
    return values, wanted


def forms_are_filled_in_by_hand(options, folder):
    counties, files, city = open_all(options, folder)
    city.run("export", "figures", "year", "--as-of", DAY, "--blank", "-o", folder / "blank")
    equal(sorted(p.name for p in (folder / "blank").iterdir()),
          [f"figures-{o}-year-{DAY}.xlsx" for o in COUNTIES], "a form for each")
    blank = folder / "blank" / f"figures-990102-year-{DAY}.xlsx"
    with zipfile.ZipFile(blank) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    check("<sheetProtection" in page and 'type="whole"' in page and 'type="date"' in page, "locked, and checked")
    body = read(files["990102"])
    values, rest = form_values(blank, body)
    equal(list(rest), [], "all rows have their place")
    filled = fill(blank, folder / "filled.xlsx", values)
    said = json.loads(rollup(city, [files["990101"], filled, files["990103"]]).out)
    bodies = {office: read(path) for office, path in files.items()}
    bodies["990102"] = body
    hold(said, bodies)
    equal([f["signature"] for f in said["files"]], ["unknown", "unsigned", "unknown"], "not signed")
    equal(said["signatures"]["unsigned"]["from"], ["990102"], "counted apart")
    equal(said["contradictions"], [], "a form says what the office's own figures say")
    # What xuncha fills in itself says the same as what it signs.
    for lang in ("en", "zh"):
        counties["990103"].lang = lang
        figures(counties["990103"], folder / lang)
        own = folder / lang / f"figures-990103-year-{DAY}.xlsx"
        said = json.loads(rollup(city, [files["990101"], own]).out)
        hold(said, {office: bodies[office] for office in ("990101", "990103")})
        equal(said["counts"]["contradictions"], 0, "none")
    # A cell that is wrong is named, and nothing is summed.
    cell = next(name for name in values if name[0] == "F")
    for value, what in (("zwölf", "zwölf"), ("1.5", "1.5"), ("-3", "-3"), ("", "")):
        bad = fill(blank, folder / "bad.xlsx", {**values, cell: value})
        said = city.run("rollup", files["990101"], bad, status=3)
        check(f"bad.xlsx:{cell[1:]}:6: '{what}'" in said.err and not said.out, said)
    letter = next(name[0] for name, text in cells_of(blank).items() if text == "closed_since")
    gone = next(name for name in values if name[0] == letter)
    said = json.loads(rollup(city, [fill(blank, folder / "gone.xlsx", {**values, gone: ""})]).out)
    equal(len(said["sums"]) > 0, True, "closed_since may stay empty")
    said = city.run("rollup", blank, status=3)
    check("filled in" in said.err, said)
    # The same table as text.
    text = "\n".join([f"{label},{value}" for label, value in (
        ("格式", "xuncha-figures-v1"), ("单位代码", "990102"), ("单位名称", "西县"), ("检查项目代号", "year"),
        ("检查项目", "全"), ("年度", "2026"), ("截止日期", "2026年3月31日"), ("期间", "2026-03"), ("填报日期", "2026/4/2"))]
        + ["part,of,name," + ",".join(COUNTS)]
        + [f"{r['part']},{r['of']},," + ",".join(str(r["counts"][c]) for c in COUNTS) for r in body["rows"][:2]]) + "\n"
    said = json.loads(rollup(city, [house.write(folder / "form.csv", text)]).out)
    equal(said["sums"][0]["figures"]["done"], body["rows"][0]["counts"]["done"], "as CSV")
    for old, new, where in (("2026-03\n", "2026-04\n", "form.csv"), ("990102", "", "form.csv:2:"), ("year", "", "form.csv:4:"),
                            ("total,", "totals,", "form.csv:11:1"), (",visited\n", ",visitors\n", "form.csv:10:"),
                            ("2026/4/2", "26-4-2", "form.csv:9:"), ("xuncha-figures-v1", "v9", "form.csv:1:")):
        said = city.run("rollup", house.write(folder / "form.csv", text.replace(old, new, 1)), status=3)
        check(where in said.err, f"{old!r}: {said}")


def edit(path, out, change, part="xl/worksheets/sheet1.xml"):
    """Changes the XML of a workbook's part."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    text = change(parts[part].decode())
    check(text != parts[part].decode(), f"nothing was changed for {out.name}")
    parts[part] = text.encode()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return out


def forms_that_were_edited_are_named_by_their_cell(options, folder):
    work = open_county(options, folder, "990101", 24, 3)
    figures(work, folder / "in")
    form = folder / "in" / f"figures-990101-year-{DAY}.xlsx"
    cells = cells_of(form)
    head = next(int(name[1:]) for name, text in cells.items() if name[0] == "A" and text == "part")
    cell = next(name for name, text in cells.items() if text == "to_inspect")[0] + str(head + 1)
    alone = House(options, folder / "alone", office=None, now="2026-04-03T09:00:00+08:00")

    def put(name, inner):
        return lambda page: re.sub(rf'<c r="{name}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)', rf'<c r="{name}"\g<1>{inner}</c>', page)

    def tried(name, change, part="xl/worksheets/sheet1.xml", status=3):
        return alone.run("rollup", edit(form, folder / name, change, part), status=status)

    column = str(ord(cell[0]) - ord("A") + 1)
    merge = lambda page: put(cell[0] + str(head + 2), ">")(  # noqa: E731
        re.sub("(<mergeCells[^>]*>)", rf'\1<mergeCell ref="{cell}:{cell[0]}{head + 2}"/>', page))
    for name, change, place, what in (
            ("unsolved", put(cell, "><f>SUM(A1:A2)</f>"), cell, "the result of this formula"),
            ("error", put(cell, ' t="e"><f>1/0</f><v>#DIV/0!</v>'), cell, "'#DIV/0!'"),
            ("text", put(cell, ' t="inlineStr"><is><t>十</t></is>'), cell, "'十'"),
            ("merged", merge, f"{cell[0]}{head + 2}", "merged with the one above"),
            ("row", lambda page: page.replace(f'<row r="{head + 2}"', f'<row hidden="1" r="{head + 2}"'),
             f"D{head + 2}", "row is hidden"),
            ("column", lambda page: re.sub(rf'<col min="{column}" max="{column}"', r'\g<0> hidden="1"', page), cell,
             "column is hidden")):
        said = tried(name + ".xlsx", change)
        where = f"{name}.xlsx:{place[1:]}:{ord(place[0]) - ord('A') + 1}: "
        check(where in said.err and what in said.err and f"cell {place} of worksheet" in said.err, f"{name}: {said}")
        check(not said.out, f"{name}: nothing is summed")
    row_of_formulas = tried("empty.xlsx", lambda page: re.sub(
        rf'<row r="{head + 3}".*?</row>', lambda found: re.sub(
            rf'(<c r="[D-R]{head + 3}"[^>]*>)<v>.*?</v>', r"\1<f>1</f>", found[0]), page))
    check("the result of this formula" in row_of_formulas.err, row_of_formulas)
    # A formula that was worked out counts, and is named.
    solved = edit(form, folder / "solved.xlsx", put(cell, f"><f>SUM(A1:A2)</f><v>{cells[cell]}.0</v>"))
    said = alone.run("rollup", solved)
    check(f"counts; 1 formulas, the first in {cell}," in said.out, said)
    equal(json.loads(alone.run("rollup", solved, "--format", "json").out)["files"][0]["formulas"], 1, "formulas")
    # The first worksheet is gone, or nobody sees it.
    for name, change in (("gone", lambda book: re.sub("<sheet [^>]*/>", "", book, count=1)),
                         ("hidden", lambda book: book.replace("<sheet name=", '<sheet state="hidden" name=', 1))):
        said = tried(name + ".xlsx", change, "xl/workbook.xml")
        check("“how to fill in”, is no form of figures" in said.err and "--blank" in said.err, said)
    # What contradicts itself is named by its cell.
    wrong = edit(form, folder / "wrong.xlsx", put(cell, "><v>9999</v>"))
    out = alone.run("rollup", wrong).out
    check(re.search(rf"total +to_inspect +9999 is more than 'due': \d+ +{re.escape(str(wrong))}, {cell}$", out, re.M), out)


def all_files_that_cannot_be_read_are_named(options, folder):
    path = figures(open_county(options, folder, "990101", 12, 3), folder / "in")
    data = path.read_bytes()
    alone = House(options, folder / "alone", office=None)
    bad = [house.write(folder / name, text) for name, text in (
        ("bom.json", b"\xef\xbb\xbf" + data), ("dos.json", data[:-1] + b"\r\n"), ("wide.json", data.decode().encode("utf-16")),
        ("pretty.json", json.dumps(json.loads(data), indent=1)), ("page.csv", "<html>"))]
    said = alone.run("rollup", path, *bad, status=3)
    for one in bad:
        check(f"{one}:" in said.err, f"{one.name}: {said}")
    check("5 of 6 files cannot be read" in said.err and not said.out and "canonical" not in said.err, said)
    check(f"{bad[1]}:1:{len(data.decode())}: " in said.err and "\n was expected" not in said.err, said)
    equal(json.loads(alone.run("--json", "rollup", path, *bad, status=3).err)["error"]["file"], str(bad[0]), "one object")
    # Names of files are shown, whatever they are, and steer nothing.
    for name in ("\x1b[31m.json", "a\nb.json", "\u202eb.json", "=1+1.json", '"<b>.json'):
        odd = house.write(folder / name, data)
        for form in ("text", "csv", "html", "json", "docx"):
            out = alone.run("rollup", odd, "--format", form, *(("-o", folder / "o") if form == "docx" else ())).out
            check(not re.search("[\x1b\u202e]", out) and "a\nb" not in out, f"{name!r} in {form}")
            check(form != "html" or "<b>" not in out, f"{name!r} in {form}")


if __name__ == "__main__":
    house.main([a_file_is_what_reports_say_and_anybody_can_verify_it, drafts_hand_in_nothing, a_city_sums_what_came_in,
                files_of_others_are_refused, a_changed_byte_is_seen, contradictions_are_named_and_not_mended,
                forms_are_filled_in_by_hand, areas_stand_beneath_their_office, nothing_is_counted_twice,
                forms_that_were_edited_are_named_by_their_cell, all_files_that_cannot_be_read_are_named])
