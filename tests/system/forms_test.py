"""Papers of visits and draws, and forms of the office's own: what stands on them is what the workspace
holds; names in forms are found however Word cut them, rows are repeated, nothing becomes a formula."""
import io
import json
import re
import xml.etree.ElementTree as ElementTree
import zipfile

import house
from house import House, check, equal

NOW = "2026-01-05T09:00:00+08:00"
POLICY = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'year', title = '全覆盖 <b>&"', year = 2026, calendar = 'cn', office = '990101',
  full_coverage { id = 'round', title = '年度检查', basis = '条例第二十条',
    of = targets { status = 'active' }, window = between('2026-02-03', '2026-06-30'), times = 1,
    nature = 'enforcement', crew = seats { lead(1), officer(1) }, items = { '处方', '票据' } },
}
"""
HOSTILE = "=cmd|'/c calc'!A1 <script>]]> & \" \u202e"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workspace(options, folder):
    work = House(options, folder, now=NOW)
    work.init()
    work.import_all(work.generate("--targets", "30", "--people", "10", "--zones", "3", "--crews"))
    work.run("plan", house.write(work.folder / "policy.lua", POLICY))
    work.run("approve", "year", "--by", "Li")
    return work


def paper(work, *words):
    """The paragraphs of a Word file, tables' too, and the number of page breaks and sections."""
    place = work.folder / "paper.docx"
    work.run("report", *words, "-o", place)
    return word_text(place.read_bytes())


def word_text(data):
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    return ["".join(text.text or "" for text in line.iter(WORD + "t")) for line in root.iter(WORD + "p")]


def cells(data, sheet="xl/worksheets/sheet1.xml", formulas=False):
    """{"B7": text} of a worksheet."""
    book = zipfile.ZipFile(io.BytesIO(data))
    shared = []
    if "xl/sharedStrings.xml" in book.namelist():
        for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(SHEET + "si"):
            shared.append("".join(text.text or "" for text in item.iter(SHEET + "t")))
    found = {}
    for cell in ElementTree.fromstring(book.read(sheet)).iter(SHEET + "c"):
        check(cell.find(SHEET + "f") is None or formulas, f"{cell.get('r')} holds a formula")
        value = cell.find(SHEET + "v")
        if cell.get("t") == "s":
            found[cell.get("r")] = shared[int(value.text)]
        elif cell.get("t") == "inlineStr":
            found[cell.get("r")] = "".join(text.text or "" for text in cell.iter(SHEET + "t"))
        elif value is not None:
            found[cell.get("r")] = int(value.text)
    return found


def data(work, form="notice", *words):
    return json.loads(work.run("report", "notices", "year", "--form", form, "--format", "json", *words).out)


# ---- Forms of our own ----

def run(text, bold=False):
    mark = "<w:rPr><w:b/></w:rPr>" if bold else ""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<w:r>{mark}<w:t>{text}</w:t></w:r>"


def word_form(body, header=None):
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("word/document.xml",
                      f'<?xml version="1.0" encoding="UTF-8"?><w:document {space}><w:body>{body}'
                      "<w:sectPr><w:pgSz/></w:sectPr></w:body></w:document>")
        if header:
            book.writestr("word/header1.xml", f"<w:hdr {space}><w:p>{run(header)}</w:p></w:hdr>")
        book.writestr("word/styles.xml", "<untouched/>")
    return out.getvalue()


def sheet_form(rows, merges="", strings=()):
    out = io.BytesIO()
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    items = "".join(f"<si><t>{text}</t></si>" for text in strings)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/sharedStrings.xml", f"<sst {space}>{items}</sst>")
        book.writestr("xl/worksheets/sheet1.xml",
                      f"<worksheet {space}><sheetData>{rows}</sheetData>{merges}</worksheet>")
    return out.getvalue()


def fill(work, form, name, *words, status=0):
    house.write(work.folder / name, form)
    place = work.folder / f"filled-{name}"
    result = work.run("report", *words, "--template", work.folder / name, "-o", place, status=status)
    return result if status else place.read_bytes()


def names_however_they_are_cut(options, folder):
    work = workspace(options, folder)
    wanted = data(work)["documents"]
    check(len(wanted) > 5, "too few visits to test with")
    body = (f"<w:p>{run('致 {')}{run('{ target', True)}{run('_name }')}{run('}（{{机构编码}}）:')}</w:p>"
            f"<w:p>{run('plain & bytes')}</w:p>"
            f"<w:tbl><w:tr><w:tc><w:p>{run('no.')}</w:p></w:tc></w:tr>"
            f"<w:tr><w:tc><w:p>{run('{{people.no}}')}</w:p></w:tc><w:tc><w:p>{run('{{检查人员.姓名}} {{people.certificate}}')}"
            f"</w:p></w:tc></w:tr></w:tbl>"
            f"<w:tbl><w:tr><w:tc><w:p>{run('[{{problems.item}}]')}</w:p></w:tc></w:tr></w:tbl>")
    filled = fill(work, word_form(body, "{{office_name}} {{年度}}"), "form.docx", "notices", "year")
    text = word_text(filled)
    expected = []
    for one in wanted:
        expected.append(f"致 {one['target_name']}（{one['target']}）:")
        expected += ["plain & bytes", "no."]
        for person in one["people"]:
            expected += [str(person["no"]), f"{person['name']} {person['certificate']}"]
        expected += ["[]", ""]  # an empty list, then the page break
    equal(text, expected[:-1], "the filled form")
    book = zipfile.ZipFile(io.BytesIO(filled))
    equal(book.read("word/styles.xml"), b"<untouched/>", "another part")
    check("2026" in book.read("word/header1.xml").decode(), "the header is not filled in")
    equal(fill(work, word_form(body), "again.docx", "notices", "year"),
          fill(work, word_form(body), "again.docx", "notices", "year"), "the same form twice")
    bad = fill(work, word_form(f"<w:p>{run('{{target_nam}}')}</w:p>"), "bad.docx", "notices", "year", status=3)
    check("bad.docx" in bad.err and "{{target_nam}}" in bad.err and "{{target_name}}" in bad.err, bad.err)
    equal((work.folder / "filled-bad.docx").exists(), False, "a file of a form that was refused")


def rows_of_a_worksheet(options, folder):
    work = workspace(options, folder)
    documents = data(work)["documents"]
    rows = ('<row r="1"><c r="A1" s="4" t="s"><v>0</v></c></row>'
            '<row r="3" spans="1:3"><c r="A3" t="s"><v>1</v></c><c r="B3" s="2" t="s"><v>2</v></c></row>'
            '<row r="4"><c r="A4" t="inlineStr"><is><t>{{year}}</t></is></c><c r="B4"><v>7</v></c></row>')
    merges = '<mergeCells count="2"><mergeCell ref="A3:A3"/><mergeCell ref="A4:C4"/></mergeCells>'
    strings = ("{{title}} / {{单位名称}}", "{{documents.target}}", "{{documents.people}}")
    found = cells(fill(work, sheet_form(rows, merges, strings), "list.xlsx", "notices", "year"))
    count = len(documents)
    equal([found[f"A{3 + i}"] for i in range(count)], [one["target"] for one in documents], "targets")
    equal(found["B3"], "、".join(person["name"] for person in documents[0]["people"]), "people")
    equal(found[f"A{3 + count}"], 2026, "the row below, moved, as a number")
    equal(found[f"B{3 + count}"], 7, "a number of the form itself")
    merged = zipfile.ZipFile(work.folder / "filled-list.xlsx").read("xl/worksheets/sheet1.xml").decode()
    references = re.findall(r'mergeCell ref="([^"]+)"', merged)
    equal(references, [f"A{3 + i}:A{3 + i}" for i in range(count)] + [f"A{3 + count}:C{3 + count}"], "merges")
    for name, content in (("no.xlsx", b"PK\x03\x04 nothing"), ("empty.docx", b"")):
        fill(work, content, name, "notices", "year", status=3)
    work.run("report", "notices", "year", "--template", work.folder / "form.odt", "-o", folder / "x", status=2)
    work.run("report", "notices", "year", "--template", work.folder / "list.xlsx", "--format", "docx",
             "-o", folder / "x", status=2)


def papers_say_what_is_stored(options, folder):
    work = workspace(options, folder)
    work.run("register", "set", data(work)["documents"][0]["target"], f"name={HOSTILE[:-2]}", "--reason", "test")
    documents = data(work)["documents"]
    text = paper(work, "notices", "year", "--format", "docx")
    whole = "\n".join(text)
    for one in documents:
        check(f"{one['target_name']}:" in text, f"no notice for {one['target_name']}")
        check(one["visit"] in whole, f"no notice names {one['visit']}")
    equal(sum(line == "Notice of inspection" for line in text), len(documents), "notices")
    record = paper(work, "notices", "year", "--form", "site-record", "--visit", documents[0]["visit"],
                   "--format", "docx")
    check({"处方", "票据"} <= set(record), "the items are not asked")
    days = data(work, "dispatch")["documents"]
    equal(sorted(visit["visit"] for day in days for visit in day["visits"]),
          sorted(one["visit"] for one in documents), "visits on dispatch orders")
    for day in days:
        equal({visit["date"] for visit in day["visits"]}, {day["date"]}, "days of an order")
        equal({visit["crew"] for visit in day["visits"]}, {day["crew"]}, "crews of an order")
    plan = data(work, "approval")["documents"][0]
    equal(plan["visits"], len(documents), "visits to be approved")
    equal(sum(month["visits"] for month in plan["months"]), len(documents), "visits by month")

    first = documents[0]
    work.now = f"{first['date']}T18:00:00+08:00"
    file = house.write(work.folder / "outcomes.csv",
                       "visit,result,item,findings,points,amount,disposal,rectify_by,actual_date\n"
                       f"{first['visit']},problem,处方,=1+1,3,120.50,责令改正,2026-06-30,{first['date']}\n"
                       f"{first['visit']},pass,票据,,,,,,{first['date']}\n")
    work.run("import", "outcomes", file)
    papers = data(work, "rectification")["documents"]
    equal([(one["visit"], one["points"], one["amount"], one["rectify_by"]) for one in papers],
          [(first["visit"], 3, "120.50", "2026-06-30")], "what is to be put right")
    equal([problem["findings"] for problem in papers[0]["problems"]], ["=1+1"], "problems")
    check("=1+1" in paper(work, "notices", "year", "--form", "rectification", "--format", "docx"), "no finding")
    before = work.run("report", "notices", "year", "--form", "site-record", "--format", "json",
                      "--as-of", "2026-01-06").out
    check(first["visit"] in before and '"results":[{' not in before, "the paper knows what came later")
    last = documents[-1]["date"]
    work.now = f"{last}T08:00:00+08:00"
    for form in ("notice", "dispatch"):
        equal({one["date"] for one in data(work, form)["documents"]}, {last}, f"{form} of days that are over")
    check(len(data(work, "site-record")["documents"]) == len(documents), "no record of a day that is over")
    work.run("report", "notices", "year", "--visit", "v000000000000", status=1)
    work.run("report", "notices", "year", "--form", "letter", status=2)
    work.run("report", "public", "year", "--form", "notice", status=2)


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def text_cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def formula_cell(place, formula, value="7", more=""):
    return f'<c r="{place}"><f{more}>{formula}</f><v>{value}</v></c>'


def counting_form():
    """A workbook as offices have them: months in row 4, sums below and on another sheet, what the sheet knows
    about those rows, and a chain of calculation."""
    rows = (f'<row r="1">{text_cell("A1", "{{title}}")}{formula_cell("C1", "B6")}</row>'
            f'<row r="3">{text_cell("A3", "月")}{text_cell("B3", "次数")}</row>'
            f'<row r="4" spans="1:6">{text_cell("A4", "{{months.month}}")}{text_cell("B4", "{{months.visits}}")}'
            f'{formula_cell("C4", "B4*2")}{formula_cell("D4", "SUM(B$4:B4)")}'
            f'{formula_cell("E4", "B4/SUM(B$4:B$4)")}{formula_cell("F4", "IF(ISNUMBER(F3),F3,0)+B4")}</row>'
            f'<row r="6">{text_cell("A6", "合计")}{formula_cell("B6", "SUM(B4:B4)")}'
            f'{formula_cell("C6", "SUM(C4:C5)", more=chr(32) + "t=" + chr(34) + "shared" + chr(34) + " ref=" + chr(34) + "C6:E6" + chr(34) + " si=" + chr(34) + "0" + chr(34))}'
            f'<c r="E6"><f t="shared" si="0"/><v>7</v></c></row>'
            f'<row r="8">{text_cell("A8", "共 {{visits}} 次 _x0041_")}{formula_cell("B8", "COUNT($B$4:$B$4)")}'
            f'{formula_cell("C8", "LOG10(100)&amp;&quot;B4&quot;")}</row>')
    sheet = (f'<worksheet {MAIN} {LINKS}><dimension ref="A1:F8"/><sheetData>{rows}</sheetData>'
             '<mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="C8:D8"/></mergeCells>'
             '<conditionalFormatting sqref="B4 B6"><cfRule type="expression" priority="1"><formula>B4&gt;$B$6</formula></cfRule>'
             '</conditionalFormatting><dataValidations count="1"><dataValidation type="list" sqref="G4">'
             '<formula1>$A$8:$A$9</formula1></dataValidation></dataValidations>'
             '<rowBreaks count="1" manualBreakCount="1"><brk id="6" max="16383" man="1"/></rowBreaks></worksheet>')
    other = (f'<worksheet {MAIN}><sheetData><row r="1">{formula_cell("A1", "SUM(计划!B4:B4)")}'
             f"{formula_cell('B1', '计划!B6')}{formula_cell('C1', 'SUM(总数)')}</row></sheetData></worksheet>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                      'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                      f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
                      f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
                      f'<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{TYPE}.worksheet+xml"/>'
                      f'<Override PartName="/xl/calcChain.xml" ContentType="{TYPE}.calcChain+xml"/></Types>')
        book.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                      f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}/relationships">'
                      f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
                      f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
                      f'<Relationship Id="rId3" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>')
        book.writestr("xl/workbook.xml", f'<workbook {MAIN} {LINKS}><sheets><sheet name="总表" sheetId="1" r:id="rId1"/>'
                      '<sheet name="计划" sheetId="2" r:id="rId2"/></sheets><definedNames>'
                      '<definedName name="_xlnm.Print_Area" localSheetId="1">计划!$A$1:$F$8</definedName>'
                      "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"1\">计划!$3:$3</definedName>"
                      "<definedName name=\"总数\">'计划'!$B$4:$B$4</definedName></definedNames>"
                      '<calcPr calcId="191029"/></workbook>')
        book.writestr("xl/calcChain.xml", f'<calcChain {MAIN}><c r="C4" i="2"/></calcChain>')
        book.writestr("xl/worksheets/sheet1.xml", sheet)
        book.writestr("xl/worksheets/sheet2.xml", other)
    return out.getvalue()


def formulas(data, sheet):
    root = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(f"xl/worksheets/{sheet}.xml"))
    found = {}
    for cell in root.iter(SHEET + "c"):
        formula = cell.find(SHEET + "f")
        if formula is not None:
            check(cell.find(SHEET + "v") is None, f"{cell.get('r')} keeps the value that it had")
            found[cell.get("r")] = formula.text
    return found


def what_speaks_of_rows_moves_with_them(options, folder):
    work = workspace(options, folder)
    months = data(work, "approval")["documents"][0]["months"]
    n = len(months)
    last = 3 + n
    check(n > 2, "too few months to test with")
    filled = fill(work, counting_form(), "count.xlsx", "approval", "year")
    found = cells(filled, formulas=True)
    equal([found[f"B{4 + i}"] for i in range(n)], [month["visits"] for month in months], "the list")
    check(found[f"A{7 + n}"].endswith("次 A"), "a character written by its number")
    wanted = {"C1": f"B{5 + n}"}
    for row in range(4, 4 + n):
        wanted.update({f"C{row}": f"B{row}*2", f"D{row}": f"SUM(B$4:B{row})", f"E{row}": f"B{row}/SUM(B$4:B${last})",
                       f"F{row}": f"IF(ISNUMBER(F{row - 1}),F{row - 1},0)+B{row}"})
    wanted.update({f"B{5 + n}": f"SUM(B4:B{last})", f"C{5 + n}": f"SUM(C4:C{4 + n})", f"E{5 + n}": f"SUM(E4:E{4 + n})",
                   f"B{7 + n}": f"COUNT($B$4:$B${last})", f"C{7 + n}": 'LOG10(100)&"B4"'})
    equal(formulas(filled, "sheet1"), wanted, "formulas")
    equal(formulas(filled, "sheet2"), {"A1": f"SUM(计划!B4:B{last})", "B1": f"计划!B{5 + n}", "C1": "SUM(总数)"},
          "formulas of another sheet")
    book = zipfile.ZipFile(io.BytesIO(filled))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    for part in (f'<dimension ref="A1:F{7 + n}"/>', f'<mergeCell ref="A1:B1"/><mergeCell ref="C{7 + n}:D{7 + n}"/>',
                 f'sqref="B4:B{last} B{5 + n}"', f"<formula>B4&gt;$B${5 + n}</formula>", f'sqref="G4:G{last}"',
                 f"<formula1>$A${7 + n}:$A${8 + n}</formula1>", f'<brk id="{5 + n}"'):
        check(part in sheet, f"no {part} in {sheet[-1500:]}")
    names = book.read("xl/workbook.xml").decode()
    for part in (f"计划!$A$1:$F${7 + n}<", "计划!$3:$3<", f"$B$4:$B${last}<", '<calcPr calcId="191029" fullCalcOnLoad="1"/>'):
        check(part in names, f"no {part} in {names}")
    check("xl/calcChain.xml" not in book.namelist(), "the chain of calculation is kept")
    for part in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        check("calcChain" not in book.read(part).decode(), f"{part} names a part that is gone")
        ElementTree.fromstring(book.read(part))


PATTERN = "杭医保检通〔{year}〕{n}号"


def numbers(work, form="notice", *words):
    """{id of the paper: its number} as the data of the form says."""
    return {one.get("visit") or one.get("draw"): one["paper_number"] for one in data(work, form, *words)["documents"]}


def numbers_stay(options, folder):
    work = workspace(options, folder)
    for bad, why in (("号", "{year}"), ("{year}号", "{n}"), ("{n}{year}{n}", "{n}"), ("{year}{n}{x}", "braces"),
                     ("{year}{n}\n", "printed"), ("{year}{n}" + "长" * 60, "too long")):
        check(why in work.run("settings", f"number.notice={bad}", status=2).err, f"no word about {bad!r}")
    check("number.notice?" in work.run("settings", f"number.notic={PATTERN}", status=2).err, "no advice")
    ids = [one["visit"] for one in data(work)["documents"]]
    text = paper(work, "notices", "year", "--format", "docx", "--visit", ids[0])
    check(any(line.startswith("No.") for line in text), "no gap for a number")
    equal(set(numbers(work).values()), {""}, "numbers without a pattern")
    work.run("settings", f"number.notice={PATTERN}", f"number.site-record={PATTERN}", "number.dispatch=派{year}-{n}")
    check("is given" not in work.run("number", "skip", "notice", "1..56", "--reason", "手写").out, "skipped")
    check("given already" in work.run("number", "skip", "notice", "40..60", "--reason", "x", status=1).err, "twice")
    work.run("number", "skip", "notice", "0..3", "--reason", "x", status=2)
    work.run("number", "skip", "notice", "70", status=2)
    work.run("number", "skip", "approval", "1", "--reason", "x", status=2)

    text = paper(work, "notices", "year", "--format", "docx", "--visit", ids[1])
    check("杭医保检通〔2026〕57号" in text, "the first number")
    equal(numbers(work)[ids[1]], "杭医保检通〔2026〕57号", "the number in the data")
    work.run("report", "notices", "year", "--format", "docx", "-o", folder / "all.docx")
    given = numbers(work)
    equal(sorted(given.values(), key=lambda number: int(number[11:-1])),
          [f"杭医保检通〔2026〕{57 + i}号" for i in range(len(ids))], "numbers without gaps")
    equal(given[ids[0]], "杭医保检通〔2026〕58号", "the next one goes to the first paper without")
    paper(work, "notices", "year", "--form", "site-record", "--format", "docx", "--visit", ids[0])
    record = numbers(work, "site-record")[ids[0]]
    equal(record, f"杭医保检通〔2026〕{57 + len(ids)}号", "two forms share a series")
    paper(work, "notices", "year", "--form", "dispatch", "--format", "docx")
    equal(len({one["paper_number"] for one in data(work, "dispatch")["documents"]}),
          len(data(work, "dispatch")["documents"]), "numbers of orders")

    work.run("settings", "number.notice=新〔{year}〕{n}号")
    work.now = "2027-01-05T09:00:00+08:00"
    again = (folder / "all.docx").read_bytes()
    work.run("report", "notices", "year", "--format", "docx", "--as-of", "2026-01-05", "-o", folder / "all.docx")
    equal((folder / "all.docx").read_bytes(), again, "the same papers a year later")
    equal(numbers(work, "notice", "--as-of", "2026-01-05"), given, "the same data")

    work.now = NOW
    work.run("visit", "cancel", ids[2], "--reason", "关门")
    listed = json.loads(work.run("--json", "number", "list").out)
    by_number = {one["number"]: one for one in listed["numbers"]}
    equal(listed["not_given"], 0, "gaps")
    equal(by_number["杭医保检通〔2026〕1号 – 杭医保检通〔2026〕56号"]["remark"], "手写", "what was skipped")
    equal(by_number[given[ids[2]]]["remark"], "cancelled", "a number whose visit is off")
    equal(by_number[given[ids[2]]]["paper"], ids[2], "whose number it is")
    work.run("number", "skip", "notice", "9..10", "--year", "2028", "--reason", "备用")
    listed = json.loads(work.run("--json", "number", "list").out)
    equal(listed["not_given"], 8, "numbers that nobody has")
    check("新〔2028〕1号 – 新〔2028〕8号" in work.run("number", "list").out, "the gap is not named")
    work.run("ledger", "verify")
    equal(work.run("--lang", "zh", "number", "list", "--form", "letter", status=2).out, "", "a form that is none")


def one_name_for_all(options, folder):
    work = workspace(options, folder)
    work.run("settings", "office_name=天河市医疗保障局<&>")
    equal(data(work)["office_name"], "天河市医疗保障局<&>", "papers")
    for kind in ("progress", "public", "due", "ledger-book"):
        check("天河市医疗保障局<&>" in work.run("report", kind, "year").out, f"{kind} does not name the office")
    work.run("export", "csv", "year", "-o", folder / "csv")
    check("天河市医疗保障局<&>" in (folder / "csv" / "inspection-plan.csv").read_text("utf-8"), "the public plan")
    work.run("settings", "office_name=")
    check("Healthcare Security Administration of" in data(work)["office_name"], "the name is not taken away")
    work.run("settings", "office_name=a\u202eb", status=2)


if __name__ == "__main__":
    house.main([names_however_they_are_cut, rows_of_a_worksheet, papers_say_what_is_stored,
                what_speaks_of_rows_moves_with_them, numbers_stay, one_name_for_all])
