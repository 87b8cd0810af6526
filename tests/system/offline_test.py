"""Without a network: workbooks of a crew and month that go out, are filled in and come back as
outcomes, once; weeks as texts for a chat. By script as a phone's program would write them, and by an
office suite; with hostile names."""
import re
import shutil
import subprocess
import xml.etree.ElementTree
import zipfile

import house
from house import House, Skipped, check, equal, write

HOSTILE = {"H1": "=cmd|'/c calc'!A1", "H2": "@SUM(A1),\"x\"", "H3": "]]><b>&amp;", "H4": "_x0041_长" + "长" * 120,
           "H5": "合计", "H6": "-1+1", "H7": "'单引号", "H8": "😀药店\u00a0二"}
ITEMS = ("医药价格", "药品进销存", "=服务,协议")
POLICY = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'open', title = '现场检查', year = 2026, calendar = 'cn', office = '990101',
  full_coverage {
    id = 'all', of = targets { status = 'active', kind = 'pharmacy' },
    window = between('2026-03-01', '2026-04-30'), times = 1, nature = 'enforcement', merge = false,
    crew = seats { lead(1), officer(1) }, items = { '医药价格', '药品进销存', '=服务,协议' }, EMBARGO
  },
}
"""
SEALED = "embargo = { before(1, 'workday', '17:00'), from = { 'inspector', 'public' } },"
SPACES = {"": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def workspace(options, folder, embargo=""):
    work = House(options, folder, now="2026-02-27T09:00:00+08:00", lang="zh")
    work.init()
    work.import_all(work.generate("--targets", "40", "--people", "8", "--zones", "4"))
    rows = "".join('{},"{}",pharmacy,990101,城东一片区,"{}"\n'.format(
        key, name.replace('"', '""'), name.replace('"', '""')) for key, name in HOSTILE.items())
    work.run("import", "targets", write(folder / "hostile.csv", "id,name,kind,area,zone,address\n" + rows))
    work.run("plan", write(folder / "policy.lua", POLICY.replace("EMBARGO", embargo)))
    work.run("approve", "open", "--by", "科长")
    work.now = "2026-04-30T19:00:00+08:00"
    return work


def exported(work, kind="workbook", into="out", *words):
    """The files by name; all of them for their owner only."""
    work.run("export", kind, "open", "-o", work.folder / into, *words)
    files = {path.name: path for path in sorted((work.folder / into / kind).iterdir())}
    for path in files.values():
        equal(path.stat().st_mode & 0o777, 0o600, f"mode of {path.name}")
    return files


SPRING = ("--window", "2026-03-01..2026-04-30")


class Book:
    """The first worksheet of a workbook: cells are read and written as any program would."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        xml.etree.ElementTree.register_namespace("", SPACES[""])
        self.sheet = xml.etree.ElementTree.fromstring(self.parts["xl/worksheets/sheet1.xml"])
        self.rows = self.sheet.findall("sheetData/row", SPACES)
        self.heads = {self.text(cell): re.sub(r"\d", "", cell.get("r")) for cell in self.rows[1]}

    def text(self, cell):
        found = cell.find("is/t" if cell.get("t") == "inlineStr" else "v", SPACES)
        return "" if found is None else re.sub("_x005F_", "_", found.text)

    def cell(self, row, head):
        place = f"{self.heads[head]}{row.get('r')}"
        return next(cell for cell in row if cell.get("r") == place)

    def get(self, row, head):
        return self.text(self.cell(row, head))

    def put(self, row, head, value):
        cell = self.cell(row, head)
        check(self.is_open(cell), f"{head} is locked")
        for child in list(cell):
            cell.remove(child)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            inside = xml.etree.ElementTree.SubElement(cell, f"{{{SPACES['']}}}is")
            xml.etree.ElementTree.SubElement(inside, f"{{{SPACES['']}}}t").text = value
        else:
            xml.etree.ElementTree.SubElement(cell, f"{{{SPACES['']}}}v").text = repr(value)

    def is_open(self, cell):
        styles = xml.etree.ElementTree.fromstring(self.parts["xl/styles.xml"])
        style = styles.findall("cellXfs/xf", SPACES)[int(cell.get("s", 0))]
        protection = style.find("protection", SPACES)
        return protection is not None and protection.get("locked") == "0"

    def visits(self):
        """Rows by visit."""
        found = {}
        for row in self.rows[2:]:
            if self.get(row, "检查任务"):
                found.setdefault(self.get(row, "检查任务"), []).append(row)
        return found

    def save(self, path):
        self.parts["xl/worksheets/sheet1.xml"] = xml.etree.ElementTree.tostring(
            self.sheet, encoding="utf-8", xml_declaration=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)
        return path


def day_number(day):
    return (house.datetime.date.fromisoformat(day) - house.datetime.date(1899, 12, 30)).days


def stored(work, *words):
    """What an import says it stored anew."""
    out = work.run("import", "outcomes", *words).out
    return int(re.search(r"(?:新增|added) ?(\d+)|(\d+) added", out).group(1)), out


def planned(work):
    return {visit["id"]: visit for visit in work.plan_json("open", into="planner")["visits"]}


def a_workbook_goes_round(options, folder):
    work = workspace(options, folder)
    files = exported(work, "workbook", "out", *SPRING)
    visits = planned(work)
    books = {name: Book(path) for name, path in files.items()}
    for name, book in books.items():
        check(re.fullmatch(r"990101-\d\d-2026-0[34]\.xlsx", name), f"a file is named {name}")
        for key, rows in book.visits().items():
            visit = visits.pop(key)
            equal(f"{visit['crew']}-{visit['date'][:7]}.xlsx", name, key)
            equal([book.get(row, "检查事项") for row in rows], [*ITEMS, "", ""], f"items of {key}")
            for row in rows:
                equal((book.get(row, "机构编码"), book.get(row, "名称"), book.get(row, "计划日期")),
                      (visit["target"], visit["target_name"], str(day_number(visit["date"]))), key)
                for head in ("检查任务", "机构编码", "名称", "地址", "计划日期"):
                    check(not book.is_open(book.cell(row, head)), f"{head} is open")
            check(not book.is_open(book.cell(rows[0], "检查事项")), "an item of the rules is open")
            check(book.is_open(book.cell(rows[3], "检查事项")), "a row to spare is locked")
    equal(visits, {}, "visits in no workbook")
    again = exported(work, "workbook", "again", *SPRING)
    for name, path in files.items():
        check(path.read_bytes() == again[name].read_bytes(), f"{name}: other bytes")
    fill_and_import(work, files, books)


def fill_and_import(work, files, books):
    name, book = max(books.items(), key=lambda pair: len(pair[1].visits()))
    empty, out = stored(work, files[name])
    equal(empty, 0, "outcomes of an empty workbook")
    keys = sorted(book.visits(), key=lambda key: planned(work)[key]["date"])
    check(len(keys) >= 2, "hardly any visits")
    first, second = (book.visits()[key] for key in keys[:2])
    later = "2026-04-30"
    book.put(first[0], "检查结果", "合格")
    book.put(first[0], "实际检查日期", day_number(later))
    book.put(first[2], "检查结果", "发现问题")
    book.put(first[2], "发现问题", "=1+1 账实不符")
    book.put(first[2], "扣分", 3)
    book.put(first[2], "金额", 1234.0999999999999)
    book.put(first[2], "处理方式", "责令改正、追回")
    book.put(first[2], "整改期限", day_number("2026-05-15"))
    book.put(second[4], "检查结果", "关门")
    filled = book.save(work.folder / "filled.xlsx")
    added, out = stored(work, filled)
    equal(added, 3, "outcomes stored")
    left = sum(map(len, book.visits().values())) - 3
    check(str(left) in out, f"that {left} rows have no result: {out}")
    again, out = stored(work, filled)
    equal(again, 0, "outcomes stored again")
    done = planned(work)
    equal((done[keys[0]]["status"], done[keys[0]]["date"], done[keys[1]]["status"]),
          ("done", later, "done"), "the visits")
    what_is_stored_goes_out(work, keys, filled, name)
    changed = Book(filled)
    changed.put(changed.visits()[keys[0]][2], "扣分", 5)
    path = changed.save(work.folder / "changed.xlsx")
    said = work.run("import", "outcomes", path, status=3)
    check("changed.xlsx" in said.err, said.err)
    work.run("import", "outcomes", path, "--correct", "--reason", "重录")
    equal(stored(work, path)[0], 0, "a correction twice")
    changed.put(changed.visits()[keys[1]][0], "发现问题", "没有结果")
    said = work.run("import", "outcomes", changed.save(work.folder / "bad.xlsx"), status=3)
    check("bad.xlsx" in said.err, said.err)


def what_is_stored_goes_out(work, keys, filled, name):
    """A workbook made now says what is stored, and comes back as that."""
    fresh = {}
    for path in exported(work, "workbook", "fresh", *SPRING).values():
        equal(stored(work, path)[0], 0, f"{path.name} says what is stored")
        book = Book(path)
        fresh.update({key: (book, rows) for key, rows in book.visits().items()})
    book, rows = fresh[keys[0]]
    equal([book.get(row, "检查结果") for row in rows], ["合格", "", "发现问题", "", ""], "results")
    equal([book.get(rows[2], head) for head in ("发现问题", "扣分", "金额", "处理方式", "整改期限", "实际检查日期")],
          ["=1+1 账实不符", "3", "1234.1", "责令改正、追回", str(day_number("2026-05-15")),
           str(day_number("2026-04-30"))], "what was found")
    book, rows = fresh[keys[1]]
    equal([book.get(row, "检查结果") for row in rows], ["", "", "", "关门", "", ""], "a row beside the items")


def hostile_names_are_texts(options, folder):
    work = workspace(options, folder)
    seen = set()
    for path in exported(work, "workbook", "out", *SPRING).values():
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                root = xml.etree.ElementTree.fromstring(archive.read(name))
                tags = {element.tag.split("}")[-1] for element in root.iter()}
                check("f" not in tags and "hyperlink" not in tags, f"{path.name}: {name} runs something")
        book = Book(path)
        for rows in book.visits().values():
            seen |= {book.get(rows[0], "机构编码")} & set(HOSTILE)
            if book.get(rows[0], "机构编码") in HOSTILE:
                equal(book.get(rows[0], "名称").replace("\u00a0", " "),
                      HOSTILE[book.get(rows[0], "机构编码")].replace("\u00a0", " "), "a name")
                book.put(rows[0], "检查结果", "合格")
        equal(stored(work, book.save(folder / "filled.xlsx"))[1].count("有误 0"), 1, "bad rows")
        equal(stored(work, folder / "filled.xlsx")[0], 0, "the same again")
    equal(seen, set(HOSTILE), "hostile targets in workbooks")


def rows_say_what_is_missing_once(options, folder):
    """Day and people are taken over from above; a result for the whole visit may stand beside items;
    what was done outside the plan has rows of its own; the rules ask more than the checklists."""
    work = workspace(options, folder)
    work.run("import", "checklists", write(
        folder / "list.csv", "list,item,kind,text\n价格,医药价格,pharmacy,价格是否公示？\n价格,票据,pharmacy,票据齐全？\n"))
    book = Book(max(exported(work, "workbook", "out", *SPRING).values(), key=lambda one: one.stat().st_size))
    visits = planned(work)
    key, rows = max(book.visits().items(), key=lambda pair: visits[pair[0]]["date"])
    equal([book.get(row, "检查内容") for row in rows[:3]], ["价格是否公示？", "", ""], "what is asked")
    other = next(person["id"] for visit in visits.values() for person in visit["people"]
                 if person["id"] not in {one["id"] for one in visits[key]["people"]})
    for at in (0, 1, 2, 3):
        book.put(rows[at], "检查结果", "合格")
    book.put(rows[1], "实际检查日期", day_number("2026-04-30"))
    book.put(rows[0], "实际检查日期", day_number("2026-04-30"))
    book.put(rows[0], "检查人员", other)
    free = book.rows[-1]
    target = next(row["机构编码"] for row in house.read_csv(folder / "register" / "targets.csv")
                  if "药店" not in row["机构名称"])
    for head, value in (("机构编码", target), ("计划日期", day_number("2026-04-29")), ("检查结果", "拒绝检查")):
        book.put(free, head, value)
    path = book.save(folder / "filled.xlsx")
    equal(stored(work, path)[0], 5, "outcomes stored")
    equal(stored(work, path)[0], 0, "the same again")
    history = house.json.loads(work.run("--json", "outcome", "--visit", key, "--history").out)["outcomes"]
    equal([(row["date"], row["people"]) for row in history], [("2026-04-30", other)] * 4, "day and people")
    lines = f"visit,date,result,item,findings\n{key},,,医药价格,\n{key},,,票据,缺\n"
    work.lang = "en"
    told = work.run("import", "outcomes", write(folder / "lines.csv", lines), status=3)
    check("lines.csv:3:16: other cells of this row are filled in, but not its result" in told.err, told.err)
    told = work.run("import", "outcomes", write(folder / "lines.csv", lines.replace("缺", "")))
    check("rows without a result, which were left out: 2" in told.out and "0 added" in told.out, told.out)


def formulas_are_worked_out_or_named(options, folder):
    """A cell whose result is not in the file holds nothing to whoever reads it: no day is lost in silence."""
    work = workspace(options, folder)
    path = max(exported(work, "workbook", "out", *SPRING).values(), key=lambda one: len(Book(one).visits()))
    for result, kind, status in (("", None, 3), (None, None, 3), ("", "str", 0), (str(day_number("2026-04-30")), None, 0)):
        book = Book(path)
        row = next(iter(book.visits().values()))[0]
        book.put(row, "检查结果", "合格")
        book.put(row, "实际检查日期", 1)
        cell = book.cell(row, "实际检查日期")
        cell.remove(cell[0])
        if kind:
            cell.set("t", kind)
        xml.etree.ElementTree.SubElement(cell, f"{{{SPACES['']}}}f").text = "TODAY()"
        if result is not None:
            xml.etree.ElementTree.SubElement(cell, f"{{{SPACES['']}}}v").text = result
        work.lang = "en"
        said = work.run("import", "outcomes", book.save(folder / "formula.xlsx"), "--dry-run", status=status)
        if status:
            place = f"formula.xlsx:{row.get('r')}:{ord(book.heads['实际检查日期']) - ord('A') + 1}: "
            check(place in said.err and "the result of this formula" in said.err, said)


def an_office_suite_opens_it(options, folder):
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        raise Skipped("there is no LibreOffice (package libreoffice-calc-nogui)")
    work = workspace(options, folder)
    path = max(exported(work, "workbook", "out", *SPRING).values(), key=lambda one: len(Book(one).visits()))
    book = Book(path)
    key, rows = next(iter(book.visits().items()))
    book.put(rows[0], "检查结果", "合格")
    book.put(rows[1], "检查结果", "发现问题")
    book.put(rows[1], "金额", 99.5)
    book.save(folder / "filled.xlsx")
    (folder / "made").mkdir()
    for form, name in (("xlsx:Calc MS Excel 2007 XML", "filled.xlsx"), ("csv:Text - txt - csv (StarCalc):44,34,76,1",
                                                                      "filled.csv")):
        done = subprocess.run([program, f"-env:UserInstallation=file://{folder}/profile", "--headless",
                               "--convert-to", form, "--outdir", str(folder / "made"),
                               str(folder / "filled.xlsx")], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=240, check=False)
        check((folder / "made" / name).exists(), f"{name}: {done.stdout.decode('utf-8', 'replace')}")
    check(b"dataValidation " in zipfile.ZipFile(folder / "made" / "filled.xlsx").read(
        "xl/worksheets/sheet1.xml"), "the drop-downs are gone")
    equal(stored(work, folder / "made" / "filled.xlsx")[0], 2, "outcomes that LibreOffice saved")
    for name in ("made/filled.csv", "filled.xlsx"):
        equal(stored(work, folder / name)[0], 0, f"{name}, the same again")
    equal(planned(work)[key]["status"], "done", "the visit")


def an_embargo_holds(options, folder):
    """What is hidden from those who go there is in no workbook, and busy time in their week."""
    work = workspace(options, folder, SEALED)
    visits = planned(work)
    first = min(visit["date"] for visit in visits.values())
    work.now = f"{first}T09:00:00+08:00"
    files = exported(work, "workbook", "out", *SPRING)
    inside = {key for path in files.values() for key in Book(path).visits()}
    ends = first + "T09:00:00Z"  # 17:00 there
    equal(inside, {key for key, visit in visits.items() if visit["embargo_until"] < ends}, "visits in workbooks")
    said = work.run("--json", "export", "workbook", "open", "-o", folder / "json", *SPRING).out
    equal(house.json.loads(said)["hidden"], len(visits) - len(inside), "hidden visits")
    secret = {visit["target_name"] for key, visit in visits.items() if key not in inside}
    told = "".join(path.read_text("utf-8") for path in exported(work, "week", "out", *SPRING).values())
    for name in secret:
        check(name not in told, f"{name} is in somebody's week")
    equal(told.count("–") >= len(secret), True, "busy times")
    planner = exported(work, "workbook", "planner", "--for", "planner", *SPRING)
    equal({key for path in planner.values() for key in Book(path).visits()}, set(visits), "for who plans")


def weeks_are_short_texts(options, folder):
    work = workspace(options, folder)
    visits = planned(work)
    day = min(visit["date"] for visit in visits.values())
    work.now = f"{day}T08:00:00+08:00"
    monday = house.datetime.date.fromisoformat(day)
    monday -= house.datetime.timedelta(days=monday.weekday())
    week = {str(monday + house.datetime.timedelta(days=i)) for i in range(7)}
    expected = {}
    for visit in visits.values():
        if visit["date"] in week:
            for person in visit["people"]:
                expected.setdefault(person["id"], []).append(visit)
    files = exported(work, "week")
    equal(set(files), {f"{person}-{monday}.txt" for person in expected}, "files")
    for person, own in expected.items():
        text = files[f"{person}-{monday}.txt"].read_text("utf-8")
        check(not re.search("[\x00-\x09\x0b-\x1f\x7f]", text), f"a control character: {text!r}")
        check(text.count("\n") <= len(own) + 2 * len({visit["date"] for visit in own}) + 3, text)
        for visit in own:
            date = house.datetime.date.fromisoformat(visit["date"])
            check(f"{date.month}月{date.day}日 周{'一二三四五六日'[date.weekday()]}" in text, text)
            check(f"{visit['start']}–" in text and visit["target_name"] in text, text)
    work.lang = "en"
    for path in exported(work, "week", "english").values():
        check(re.search(r"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) 2026-\d\d-\d\d$", path.read_text("utf-8"), re.M),
              path.read_text("utf-8"))


def nothing_to_write_is_said(options, folder):
    work = workspace(options, folder)
    work.lang = "en"
    out = work.run("export", "workbook", "open", "-o", folder / "none", "--window", "2027-01-01..2027-01-31").out
    check("No approved visits" in out, out)
    work.run("export", "workbook", "open", status=2)
    work.run("export", "workbook", "nothing", "-o", folder / "none", status=1)
    work.run("export", "week", "-o", folder / "none", "--window", "never", status=2)


if __name__ == "__main__":
    house.main([a_workbook_goes_round, rows_say_what_is_missing_once, hostile_names_are_texts,
                formulas_are_worked_out_or_named, an_office_suite_opens_it, an_embargo_holds, weeks_are_short_texts, nothing_to_write_is_said])
