"""Schedules that come back in any shape: what only looks different changes nothing, what is wrong is named by
line and changes nothing either, and no cell is ever more than text."""
import csv
import io
import json
import random
import sqlite3

import house
from house import House, check, equal

PROGRAMME = "example-county-2026"
ROUNDS = 60
LONG = 1 << 20


class Office:
    """An approved plan and its schedule as it was exported."""

    def __init__(self, options, folder):
        self.work = House(options, folder, now="2026-02-27T18:00:00+08:00")
        self.work.init()
        self.work.import_all(self.work.generate("--targets", "60", "--people", "6", "--zones", "4"))
        self.work.run("plan", self.work.policy(), "--as-of", "2026-02-28")
        self.work.run("approve", PROGRAMME, "--by", "科长")
        self.work.run("export", "csv", "-o", folder / "out")
        with open(folder / "out" / "schedule.csv", encoding="utf-8-sig", newline="") as file:
            self.header, *self.rows = csv.reader(file)
        self.before = self.dump()

    def dump(self):
        base = sqlite3.connect(f"file:{self.work.db}?mode=ro", uri=True)
        rows = list(base.iterdump())
        base.close()
        return rows

    def at(self, column):
        return self.header.index(column)

    def edited(self, **cells):
        """The rows, the first with other cells."""
        rows = [list(row) for row in self.rows]
        for column, text in cells.items():
            rows[0][self.at(column)] = text
        return rows

    def text(self, rows, header=None, end="\n"):
        out = io.StringIO()
        bare = any("\r" in cell for row in rows for cell in row)
        writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL)
        writer.writerows([header or self.header] + rows)
        return out.getvalue()

    def bring(self, data, *words, status=None, name="back.csv"):
        return self.work.run("import", "schedule", house.write(self.work.folder / name, data),
                             "--reason", "调整", *words, status=status)

    def refused(self, data, *says, name="back.csv"):
        """By line, and not a row of the database is another one."""
        done = self.bring(data, name=name)
        check(done.status in (1, 3), f"it is not refused:\n{str(done)[:4000]}")
        for text in says:
            check(text in done.err, f"'{text}' is not said:\n{str(done)[:4000]}")
        check(len(done.err) < 100000, f"{len(done.err)} bytes of complaints")
        equal(self.dump() == self.before, True, "the database is as it was")


def what_only_looks_different(options, folder):
    office = Office(options, folder)
    rows, header = office.rows, office.header
    order = list(range(len(header)))
    random.Random(1).shuffle(order)
    plain = office.text(rows)
    for name, data in {
            "bom": b"\xef\xbb\xbf" + plain.encode(),
            "crlf": office.text(rows, end="\r\n"),
            "cr": office.text(rows, end="\r"),
            "gb18030": plain.encode("gb18030"),
            "utf-16": plain.encode("utf-16"),
            "columns in another order": office.text([[row[i] for i in order] for row in rows],
                                                    [header[i] for i in order]),
            "rows in another order": office.text(rows[::-1]),
            "half of the rows": office.text(rows[::2]),
            "a title above": "2026年检查计划\n" + plain,
            "blank lines": plain.replace("\n", "\n\n"),
            "spaces around": office.text([[f" {cell} " for cell in row] for row in rows]),
            "no last line end": plain.rstrip("\n"),
            "a column more": office.text([row + ["x"] for row in rows], header + ["我的备注"]),
    }.items():
        done = office.bring(data, status=0)
        check("Nothing changes" in done.out, f"{name}:\n{str(done)[:4000]}")
        equal(office.dump() == office.before, True, f"the database after: {name}")


def what_is_wrong_is_named(options, folder):
    office = Office(options, folder)
    rows = office.rows
    first, visit = rows[0], rows[0][office.at("visit")]
    swapped = list(office.header)
    a, b = office.at("date"), office.at("crew")
    swapped[a], swapped[b] = swapped[b], swapped[a]
    office.refused(office.text(rows + [first]), f"back.csv:{len(rows) + 2}:", f"visit {visit} stands here twice")
    office.refused(office.text(rows, swapped), "back.csv:2:")
    office.refused(office.text(rows, ["visit"] + ["date"] * 2 + office.header[3:]), "date")
    office.refused(office.text([row[1:] for row in rows], office.header[1:]), "back.csv:2:")
    for unknown in ("v0", visit.upper(), visit + "0", f"{visit}\u200b", "'; DROP TABLE visits; --", "../../etc/passwd", "0"):
        office.refused(office.text(office.edited(visit=unknown)), "back.csv:2:")
    for formula in ("=1+1", "=HYPERLINK(\"http://x\",\"y\")", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"):
        office.refused(office.text(office.edited(date=formula)), "back.csv:2:")
        office.refused(office.text(office.edited(crew=formula)), "back.csv:2:")
        office.refused(office.text(office.edited(people=formula)), "back.csv:2:")
        office.refused(office.text(office.edited(name=formula)), "back.csv:2:")
    for column in ("visit", "date", "start", "crew", "people", "stage", "status", "reason", "items", "address"):
        office.refused(office.text(office.edited(**{column: "长" * (LONG // 3)})), "back.csv:2:")
        office.refused(office.text(office.edited(**{column: "x\ny"})), "back.csv:2:")
    office.refused(office.text(rows).encode()[:-1] + b"\xff\xfe\n", "back.csv")
    office.refused(b"\x00" * 100, "back.csv")
    office.refused(b"PK\x03\x04" + bytes(range(256)), "back.xlsx", name="back.xlsx")
    office.refused(office.text(rows).replace("\n", '\n"', 1), "back.csv")
    office.refused("", "back.csv")


def a_formula_as_a_reason_stays_text(options, folder):
    office = Office(options, folder)
    visit = office.rows[0][office.at("visit")]
    for reason in ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-1"):
        done = office.bring(office.text(office.edited(status="cancelled", reason=reason)), "--dry-run", status=0)
        check(visit in done.out, str(done))
    office.bring(office.text(office.edited(status="cancelled", reason="=1+1")), status=0)
    office.work.run("export", "csv", "-o", folder / "after")
    for path in (folder / "after").glob("*.csv"):
        with open(path, encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row if cell[:1] in ("=", "@")]
        equal(cells, [], f"cells of {path.name} that a spreadsheet would run")
    again = (folder / "after" / "schedule.csv").read_bytes()
    done = office.bring(again, status=0)
    check("Nothing changes" in done.out, f"what was neutralised comes back as it was:\n{done}")


def spoil(chance, office):
    """Some cells, rows or bytes are something else."""
    texts = ("", "-", "=1+1", "2026-02-30", "2026-04-06", "24:00", "99:99", "张三", "cancelled", "作废", "done", "\u202e", "\0",
             "0x10", "1e400", "١٢", "a" * 70000, "\"", ",", "\r\n", "草案")
    rows, header = [list(row) for row in office.rows], list(office.header)
    for _ in range(chance.randint(1, 8)):
        row = chance.choice(rows)
        way = chance.randrange(6)
        if way < 3:
            row[chance.randrange(len(row))] = chance.choice(texts)
        elif way == 3:
            row[chance.randrange(len(row))] = chance.choice(chance.choice(rows))
        elif way == 4:
            rows.insert(chance.randrange(len(rows)), list(chance.choice(rows)))
        else:
            chance.shuffle(header)
    data = bytearray(office.text(rows, header, chance.choice(("\n", "\r\n"))).encode(chance.choice(("utf-8", "gb18030")), "replace"))
    for _ in range(chance.choice((0, 0, 0, 3))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def chance_never_breaks_anything(options, folder):
    """An answer, never a crash; what is refused, or only looked at, stores nothing."""
    office = Office(options, folder)
    chance = random.Random(20260227)
    for number in range(ROUNDS):
        data = spoil(chance, office)
        done = office.bring(data, "--dry-run")
        check(done.status in (0, 1, 3), f"round {number}:\n{str(done)[:4000]}")
        check("\0" not in done.err and "\u202e" not in done.err, f"round {number}: bare characters are said")
        told = office.work.run("--json", "import", "schedule", folder / "back.csv", "--reason", "x", "--dry-run",
                               status=done.status)
        json.loads(told.out if done.status == 0 else told.err)
    equal(office.dump() == office.before, True, "the database after all of them")


if __name__ == "__main__":
    house.main([what_only_looks_different, what_is_wrong_is_named, a_formula_as_a_reason_stays_text,
                chance_never_breaks_anything])
