"""Files as nobody should send them: each is refused with the right exit status and a message that
names file, line and column where there are such, and nothing of the register changes."""
import re
import zipfile

import house
from house import House, check, equal

TARGETS = "id,name,kind,last_visit\n"
DAY = "T{0},第{0}药店,pharmacy,2025-03-05\n"
ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//test//EN\r\n"
EVENT = ("BEGIN:VEVENT\r\nUID:{0}@test\r\nDTSTAMP:20260101T000000Z\r\n"
         "DTSTART;VALUE=DATE:{1}\r\nSUMMARY:{0}\r\nEND:VEVENT\r\n")


def workspace(options, folder):
    work = House(options, folder)
    work.init()
    work.import_all(work.generate("--targets", "60", "--people", "6", "--zones", "5"))
    return work


def refused(work, table, path, place=None, words=(), status=3, extra=()):
    """Imports, expects the status, and that the register is as it was. place: "3:4" stands in the
    message behind the file's name."""
    before = work.digest()
    result = work.run("import", table, path, *extra, status=None, timeout=60)
    equal(result.status, status, f"exit status for {path.name}:\n{result}\nexit status")
    if place:
        check(f"{path.name}:{place}: " in result.err, f"{path.name}:{place}: is missing:\n{result}")
    for word in words:
        check(word in result.err, f"“{word}” is missing:\n{result}")
    check("\x1b" not in result.err and "\0" not in result.err, "control characters in a message")
    check(len(result.err) < 40000, f"a message of {len(result.err)} bytes")
    equal(work.digest(), before, f"register after {path.name}")
    check(not list(work.folder.glob("*.rejected.csv")), "rejected rows were written")
    return result


def rows(count=3, **changed):
    lines = [DAY.format(number) for number in range(1, count + 1)]
    for name, line in changed.items():
        lines[int(name[1:]) - 1] = line
    return TARGETS + "".join(lines)


def dates_that_do_not_exist(options, folder):
    work = workspace(options, folder)
    for number, day in enumerate(("2026-02-30", "2025-13-01", "2023-02-29", "2025.2.29",
                                  "2025年4月31日", "2025-00-10", "昨天", "20250230")):
        path = house.write(folder / f"date-{number}.csv",
                           rows(r2=f"T2,第2药店,pharmacy,{day}\n"))
        refused(work, "targets", path, "3:18", [day])  # counted in characters


def nul_bytes(options, folder):
    work = workspace(options, folder)
    path = house.write(folder / "nul.csv", rows(r2="T2,第2\0药店,pharmacy,2025-03-05\n"))
    refused(work, "targets", path)
    path = house.write(folder / "all-nul.csv", b"\0" * 5000)
    refused(work, "targets", path)


def quotes_that_stay_open(options, folder):
    work = workspace(options, folder)
    path = house.write(folder / "quote.csv", rows(5, r3='T3,"第3药店,pharmacy,2025-03-05\n'))
    refused(work, "targets", path, "4:4")


def a_field_of_ten_megabytes(options, folder):
    work = workspace(options, folder)
    path = house.write(folder / "big.csv", rows(r2=f"T2,{'药' * 3500000},pharmacy,2025-03-05\n"))
    refused(work, "targets", path, "3:4")
    path = house.write(folder / "big-quoted.csv",
                       rows(r2=f'T2,"{"a," * 5000000}",pharmacy,2025-03-05\n'))
    refused(work, "targets", path, "3:4")


def missing_columns(options, folder):
    work = workspace(options, folder)
    path = house.write(folder / "no-id.csv", "name,kind\n第1药店,pharmacy\n第2药店,pharmacy\n")
    refused(work, "targets", path, words=["id"])
    path = house.write(folder / "no-person.csv", "开始日期,原因\n2026-03-02,病假\n")
    refused(work, "absences", path)
    path = house.write(folder / "empty.csv", b"")
    refused(work, "targets", path)


def ids_that_stand_twice(options, folder):
    work = workspace(options, folder)
    path = house.write(folder / "twice.csv", rows(4, r4="T2,另一家药店,pharmacy,\n"))
    result = refused(work, "targets", path, words=["T2"])
    check(re.search(r"twice\.csv:5:\d+: ", result.err), f"the place is missing:\n{result}")


def ids_that_a_spreadsheet_spoiled(options, folder):
    work = workspace(options, folder)
    path = house.write(folder / "spoiled.csv", rows(r1="9.13E+17,第1药店,pharmacy,\n"))
    refused(work, "targets", path, "2:1", ["9.13E+17"])


def unknown_kinds_and_areas(options, folder):
    work = workspace(options, folder)
    path = house.write(folder / "kind.csv", rows(r3="T3,第3药店,pharmcy,\n"))
    refused(work, "targets", path, "4:9", ["pharmcy", "pharmacy"])
    path = house.write(folder / "area.csv", "id,name,area\nA1,第1药店,990102\n")
    refused(work, "targets", path, "2:9", ["990102"])
    path = house.write(folder / "person.csv", "person,from\nR99010199999,2026-03-02\n")
    refused(work, "absences", path, "2:1", ["R99010199999"])


def every_bad_row_is_named(options, folder):
    work = workspace(options, folder)
    text = TARGETS + "".join(
        f"T{n},第{n}药店,pharmacy,{'2026-02-30' if n % 3 == 0 else '2025-03-05'}\n"
        for n in range(1, 301))
    path = house.write(folder / "many.csv", text)
    result = refused(work, "targets", path)
    named = set(map(int, re.findall(r"many\.csv:(\d+):\d+: ", result.err)))
    bad = {n + 1 for n in range(1, 301) if n % 3 == 0}
    equal(len(named), 50, "rows shown in full")
    others = {int(number) for number in re.findall(r"\d+", result.err.split("lines:", 1)[1]
                                                   .split("\n", 1)[0])}
    equal(named | others, bad, "rows named")


def good_rows_alone(options, folder):
    """--skip-bad stores the good rows and hands back the others."""
    work = workspace(options, folder)
    path = house.write(folder / "mixed.csv", rows(4, r2="T2,第2药店,pharmacy,2026-02-30\n"))
    before = work.digest()
    work.run("import", "targets", path, "--skip-bad")
    check(work.digest() != before, "nothing was stored")
    back = (folder / "mixed.csv.rejected.csv").read_text(encoding="utf-8-sig")
    check("T2" in back and "2026-02-30" in back and "T3" not in back, back)


def replacing_may_not_close_many(options, folder):
    work = workspace(options, folder)
    path = house.write(folder / "few.csv", rows(3))
    refused(work, "targets", path, extra=("--mode", "replace"), words=["--yes"])
    work.run("import", "targets", path, "--mode", "replace", "--yes")


def other_files_than_tables(options, folder):
    work = workspace(options, folder)
    html = "<!DOCTYPE html>\n<html><body><table><tr><td>id</td></tr></table></body></html>\n"
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 4096
    refused(work, "targets", house.write(folder / "page.csv", html))
    refused(work, "targets", house.write(folder / "old.xls", ole), words=["xlsx"])
    refused(work, "targets", house.write(folder / "list.et", ole), words=["xlsx"])
    refused(work, "targets", house.write(folder / "noise.csv", bytes(range(256)) * 64))
    refused(work, "targets", house.write(folder / "half.json", '[{"id":"T1","name":"a"'))
    refused(work, "targets", house.write(folder / "twice.json",
                                         '[{"id":"T1","id":"T2","name":"a"}]'))
    refused(work, "targets", house.write(folder / "deep.json", "[" * 200000))


SHEET = ('<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.'
         'org/spreadsheetml/2006/main"><sheetData>')
BOOK = {
    "[Content_Types].xml":
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content'
        '-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
    "_rels/.rels":
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006'
        '/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDoc'
        'ument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml":
        '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/200'
        '6/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sh'
        'eets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels":
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006'
        '/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDoc'
        'ument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def book(path, pieces):
    """An .xlsx file whose only sheet is made of the pieces."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in BOOK.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for piece in pieces:
                sheet.write(piece)
    return path


def zip_bombs(options, folder):
    work = workspace(options, folder)

    def cell(text):
        return f'<c t="inlineStr"><is><t>{text}</t></is></c>'
    head = (SHEET + "<row>" + cell("id") + cell("name") + "</row>").encode()
    good = book(folder / "good.xlsx", [head, b"<row>" + (cell("T1") + cell("一")).encode() +
                                       b"</row></sheetData></worksheet>"])
    work.run("import", "targets", good)  # so that what follows is refused for its size alone
    row = b"<row>" + (cell("T2") + cell("a" * 1000)).encode() + b"</row>"
    bomb = book(folder / "bomb.xlsx", [head] + [row * 1000] * 600)
    check(bomb.stat().st_size < 20_000_000, "the bomb is too large to be one")
    refused(work, "targets", bomb)
    blank = book(folder / "blank.xlsx", [head] + [b" " * 1_000_000] * 600)
    refused(work, "targets", blank)
    for name, keep in (("cut.xlsx", 0.6), ("stub.xlsx", 0.1)):
        data = good.read_bytes()
        refused(work, "targets", house.write(folder / name, data[:int(len(data) * keep)]))
    entities = SHEET.replace("?><w", '?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij")) + "]><w")
    refused(work, "targets", book(folder / "laughs.xlsx",
                                  [entities.encode(), b"<row>" + cell("&j;").encode() +
                                   b"</row></sheetData></worksheet>"]))


def calendars_that_are_none(options, folder):
    work = workspace(options, folder)
    before = work.run("calendar", "days", "2026-01-01", "2026-12-31").out
    whole = ICS + EVENT.format("a", "20260302") + EVENT.format("b", "20260303") + "END:VCALENDAR\r\n"
    bad = {
        "page.ics": "<html><body>503 Service Unavailable</body></html>\n",
        "cut.ics": whole[:whole.index("UID:b")],
        "half.ics": whole[:-len("END:VCALENDAR\r\n")],
        "deep.ics": ICS + "BEGIN:VEVENT\r\n" * 100000,
        "deep-2.ics": ICS + "BEGIN:X\r\n" * 100000 + "END:X\r\n" * 100000 + "END:VCALENDAR\r\n",
        "nothing.ics": ICS + "END:VCALENDAR\r\n",
        "day.ics": whole.replace("20260303", "20260230"),
        "nul.ics": whole.replace("SUMMARY:a", "SUMMARY:a\0"),
        "endless.ics": whole.replace("SUMMARY:a", "RRULE:FREQ=SECONDLY\r\nSUMMARY:a"),
        "alone.ics": EVENT.format("a", "20260302"),
    }
    for name, text in bad.items():
        path = house.write(folder / name, text)
        refused(work, "calendar", path)
        refused(work, "absences", path, extra=("--person", "R99010100001"))
    equal(work.run("calendar", "days", "2026-01-01", "2026-12-31").out, before, "working days")
    place = house.write(folder / "line.ics", whole.replace("20260303", "20260230"))
    refused(work, "calendar", place, words=["line.ics:13:"])


def several_files_are_one(options, folder):
    """One bad file among several: none is stored."""
    work = workspace(options, folder)
    good = house.write(folder / "good.csv", rows(3))
    bad = house.write(folder / "bad.csv", "id,name,last_visit\nB1,一,2026-02-30\n")
    before = work.digest()
    work.run("import", "targets", good, bad, status=3)
    equal(work.digest(), before, "register")


def errors_as_json(options, folder):
    import json  # pylint: disable=import-outside-toplevel
    work = workspace(options, folder)
    path = house.write(folder / "date.csv", rows(r2="T2,第2药店,pharmacy,2026-02-30\n",
                                                 r3="T3,第3药店,pharmcy,\n"))
    result = work.run("--json", "import", "targets", path, status=3)
    error = json.loads(result.err)["error"]  # one object, whatever is wrong
    equal((error["line"], error["column"]), (3, 18), "place of the first")
    check(str(error["file"]).endswith("date.csv"), str(error))
    equal([row["line"] for row in error["rows"]], [3, 4], "bad rows")
    check("2026-02-30" in error["rows"][0]["message"], str(error))
    check("pharmacy" in error["rows"][1]["hint"], str(error))
    answer = json.loads(work.run("--json", "import", "targets", path, "--skip-bad").out)
    equal([row["line"] for row in answer[0]["bad_rows"]], [3, 4], "bad rows that were left out")
    check("2026-02-30" in answer[0]["rejected"], "the rejected rows")


def columns_as_json(options, folder):
    """How a file's headers were read, also where it is refused for them: a page maps them."""
    import json  # pylint: disable=import-outside-toplevel
    work = workspace(options, folder)
    path = house.write(folder / "odd.csv", "序号码,name,kind,区域\nA1,甲药店,pharmacy,东\n")
    refused = work.run("--json", "import", "targets", path, status=3)
    equal(json.loads(refused.err)["error"]["line"], 1, "line of the header")
    answer = json.loads(refused.out)[0]
    equal([(one["header"], one["column"]) for one in answer["columns"]],
          [("序号码", None), ("name", "name"), ("kind", "kind"), ("区域", None)], "columns")
    check({"name": "id", "required": True}.items()
          <= next(one for one in answer["known"] if one["name"] == "id").items(), str(answer))
    answer = json.loads(work.run("--json", "import", "targets", path, "--dry-run",
                                 "--map", "序号码=id,区域=zone").out)[0]
    equal([one["column"] for one in answer["columns"]], ["id", "name", "kind", "zone"], "mapped")


def spreadsheets_run_nothing(options, folder):
    """Names that a spreadsheet would run as a formula come out as text."""
    work = workspace(options, folder)
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", " =1"]
    text = "id,name,kind,area,zone\n" + "".join(
        f'F{number},"{name}",pharmacy,990101,一片区\n' for number, name in enumerate(names))
    work.run("import", "targets", house.write(folder / "formulas.csv", text), status=None)
    work.run("plan", work.policy())
    work.run("export", "csv", "example-county-2026", "-o", folder / "out")
    for row in house.read_csv(folder / "out" / "schedule.csv"):
        for value in row.values():
            check(not re.match(r"\s*[=+@\t\r＝＋＠]|\s*-\D", value or ""), f"cell {value!r}")


if __name__ == "__main__":
    house.main([
        dates_that_do_not_exist, nul_bytes, quotes_that_stay_open, a_field_of_ten_megabytes,
        missing_columns, ids_that_stand_twice, ids_that_a_spreadsheet_spoiled,
        unknown_kinds_and_areas, every_bad_row_is_named, good_rows_alone,
        replacing_may_not_close_many, other_files_than_tables, zip_bombs, calendars_that_are_none,
        several_files_are_one, errors_as_json, columns_as_json,
        spreadsheets_run_nothing,
    ])
