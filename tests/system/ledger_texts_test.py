#!/usr/bin/env python3
"""Every entry of a year's ledger, written again from the database by docs/ledger.md alone, is the
same text: what is bound, in which order and under which seal."""
import hashlib
import hmac
import json
import sqlite3

from house import KEY, check, equal, main, write
from same_bytes_test import Setting, Year, make_inputs

IN_DRAW_MD = ("commit", "result", "sub_entry")  # judged by tests/oracles/draw


def sha(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).digest()


def as_bytes(value):
    return value if isinstance(value, bytes) else str(value).encode()


def seal(columns):
    row = b"xuncha-row-v1\n" + b"".join(b"%d:%s\n" % (len(as_bytes(one)), as_bytes(one)) for one in columns)
    return hmac.new(bytes.fromhex(KEY), row, "sha256").digest()


def root(leaves):
    """RFC 6962 over texts or bytes."""
    def of(hashes):
        if len(hashes) < 2:
            return hashes[0] if hashes else sha(b"")
        half = 1
        while half * 2 < len(hashes):
            half *= 2
        return sha(b"\1" + of(hashes[:half]) + of(hashes[half:]))
    return of([sha(b"\0" + as_bytes(leaf)) for leaf in leaves]).hex()


def tree(leaves):
    return f"{len(leaves)} {root(leaves)}"


class Texts:
    """One method for each kind of entry: its lines after the first, from those that name the row."""

    def __init__(self, database):
        self.rows = lambda sql, *values: database.execute(sql, values).fetchall()

    def register(self, entry):
        office, number = entry["lines"][:2]
        row, = self.rows("SELECT digest, at, reason, areas, targets, people, absences, relations FROM snapshot"
                         " WHERE office = ? AND number = ?", entry["office"], number)
        return [office, number, row[0], seal(row[1:]).hex()]

    def plan(self, entry):
        office, programme, number = entry["lines"][:3]
        row, = self.rows("SELECT rules, register_digest, visits, at, as_of, snapshot, policy, provisional, summary,"
                         " visit_count FROM plan WHERE office = ? AND programme = ? AND number = ?", office, programme,
                         number)
        return [office, programme, number, *row[:3], seal(row[3:]).hex()]

    def approve(self, entry):
        office, programme, plan, until = entry["lines"][:4]
        row, = self.rows("SELECT at, approved_by, until FROM approval WHERE office = ? AND programme = ? AND plan = ?"
                         " AND until = ?", office, programme, plan, until.replace("-", "", until == "-"))
        return [office, programme, plan, until, seal(row).hex()]

    def replan(self, entry):
        office, programme, plan, number, first, last = entry["lines"][:6]
        changes = self.rows("SELECT number, visit, line, reason, at FROM visit_change WHERE office = ? AND"
                            " programme = ? AND plan = ? AND number BETWEEN ? AND ? ORDER BY number", office,
                            programme, plan, *(0 if end == "-" else end for end in (first, last)))
        bound = ["-", "-"]
        if number != "-":
            row, = self.rows("SELECT register_digest, at, as_of, snapshot, provisional, summary, visit_count FROM"
                             " replan WHERE office = ? AND programme = ? AND plan = ? AND number = ?", office,
                             programme, plan, number)
            bound = [row[0], seal(row[1:]).hex()]
        return [office, programme, plan, number, first, last, tree([seal(change) for change in changes]), *bound]

    def settings(self, entry):
        office, name = entry["lines"][:2]
        row, = self.rows("SELECT office, name, value FROM setting WHERE office = ? AND name = ?", entry["office"],
                         name)
        return [office, name, seal(row).hex()]

    def days(self, entry):
        days = self.rows("SELECT date, kind, name FROM day WHERE office = ? ORDER BY date", entry["office"])
        years = self.rows("SELECT year FROM day_year WHERE office = ? ORDER BY year", entry["office"])
        return [entry["lines"][0], tree([f"{date}\t{'holiday' if kind == 1 else 'workday'}\t{name or '-'}"
                                         for date, kind, name in days]), tree([year for year, in years])]

    def outcomes(self, entry):
        rows = self.rows("SELECT number, visit, target, date, result, item, findings, doctor, disposal, points, amount,"
                         " rectify_by, closed_on, people, at FROM outcome WHERE entry = ? ORDER BY number",
                         entry["index"])
        return [entry["office"], str(len(rows)),
                root(["".join(f"{one}\t" for one in row) + seal(row).hex() for row in rows])]

    def facts(self, entry):
        rows = self.rows("SELECT number, id, body, at, seal FROM fact WHERE office = ? AND kind = ? AND entry = ?"
                         " ORDER BY number", entry["office"], entry["lines"][1], entry["index"])
        equal([row[4] for row in rows], [seal(row[:4]) for row in rows], "seals of facts")
        return [entry["office"], entry["lines"][1], str(len(rows)),
                root(["".join(f"{one}\t" for one in row[:4]) + row[4].hex() for row in rows])]

    def draws(self, entry):
        office, what, first = entry["lines"][:3]
        count = int(entry["lines"][3].split()[0])
        columns, key = {
            "committed": ("id, office, programme, stage, label, batch, committed_at, commit_text, names,"
                          " programme_rules, snapshot, outer_draw, sealed", "commit_entry"),
            "drawn": ("id, drawn_at, beacons, code, result", "result_entry")}[what]
        rows = self.rows(f"SELECT {columns} FROM draw WHERE {key} >= ? ORDER BY {key} LIMIT ?", first, count)
        return [office, what, first, tree([seal(row) for row in rows])]

    def witness(self, entry):
        return [*entry["lines"][:2], "李", "吴"]  # no table keeps them

    def open(self, entry):
        draw = entry["lines"][0]
        (code,), = self.rows("SELECT code FROM draw WHERE id = ?", draw)
        return [draw, code.hex()]

    def sub(self, entry):
        draw, number = entry["lines"][:2]
        row, = self.rows("SELECT draw, number, entry_text, at, visit FROM draw_sub WHERE draw = ? AND number = ?",
                         draw, number)
        return [draw, number, sha(row[2]).hex(), seal(row).hex()]

    def sub_result(self, entry):
        draw, number = entry["lines"][:2]
        row, = self.rows("SELECT draw, number, entry_text, result, beacons, code FROM draw_sub WHERE draw = ? AND"
                         " number = ?", draw, number)
        return [draw, number, sha(row[2]).hex(), sha(row[3]).hex(), seal(row).hex()]

    def void(self, entry):
        draw = entry["lines"][0]
        row, = self.rows("SELECT commit_text, void_reason, void_by FROM draw WHERE id = ?", draw)
        return [draw, sha(row[0]).hex(), *row[1:]]


def as_documented(options, folder):
    year = Year(Setting(0, [options.xuncha], False), make_inputs(options, folder / "register"), folder / "year")
    year.live()
    year.run("settings", "cap_enforcement=3")
    target = json.loads((year.place / "json/open/plan.json").read_text(encoding="utf-8"))["visits"][0]["target"]
    year.run("lead", "add", "--target", target, "--source", "举报", "--severity", "3", "--summary", "串换")
    autumn = (year.place / "open.lua").read_text(encoding="utf-8").replace("2026-03-", "2026-10-")
    write(year.place / "autumn.lua", autumn.replace("id = 'open'", "id = 'autumn'"))
    year.run("commit", "autumn.lua", "check", "--beacon", "dice 25")
    year.run("draw", "void", "autumn/check/targets", "--reason", "作废", "--by", "吴")
    with sqlite3.connect(year.place / "xuncha.db") as database:
        texts, seen = Texts(database), set()
        lines = [json.loads(line) for line in year.run("--json", "ledger", "show").splitlines()]
        newest = {tuple(entry["text"].split("\n")[:3]): entry["index"] for entry in lines}
        for entry in lines:
            kind, *entry["lines"] = entry["text"].rstrip("\n").split("\n")
            name = kind.removeprefix("xuncha-").removesuffix("-v1").replace("-", "_")
            replaced = name in ("settings", "days") and newest[kind, *entry["lines"][:2]] != entry["index"]
            check(hasattr(texts, name) or name in IN_DRAW_MD, f"{kind} is not written again here")
            if name not in IN_DRAW_MD and not replaced:
                equal(entry["lines"], getattr(texts, name)(entry), f"entry {entry['index']}, {kind}")
                seen.add(name)
    database.close()
    wanted = {name for name in vars(Texts) if not name.startswith("_")}
    equal(seen, wanted, "kinds of entries")


if __name__ == "__main__":
    main([as_documented])
