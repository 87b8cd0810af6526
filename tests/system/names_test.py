"""Names and ids as somebody with bad intentions would choose them: no exported cell runs as a formula,
no file lands outside its folder or takes a name that systems trip over, no calendar entry breaks."""
import csv
import json
import unicodedata

import house
from house import House, check, equal

TARGETS = [
    ("=1+1", "=cmd|' /C calc'!A0"), ("+2", "+1+1"), ("-3", "-2+3"), ("@4", "@SUM(1)"),
    ("＝5", "＝cmd"), ("＋6", "＠全角"), ("a/b", 'a/b, "quoted"; x\\n'), ("..", "点点"),
    (".hidden", "名称，逗号；分号\\反斜杠"), ("../../etc/passwd", "路径"), ("CON", "con"),
    ("x" * 60, "长" * 250), ("E1", "😀🏥 END:VEVENT"),
]
ZONES = ["=zone", "z/../z", "区" * 100, "@z"]
PEOPLE = [("../p1", "=cmd人", "../../crew", "组长、执法人员"), ("=p2", "@人", "../../crew", "执法人员"),
          ("é3", "-1", "组" * 90, "组长、执法人员"), ("p4", ";,\\", "组" * 90, "执法人员")]
POLICY = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'names', title = '=title', year = 2026, office = '990101',
  full_coverage { id = 'all', title = '=阶段', of = targets { status = 'active' }, times = 1,
                  nature = 'enforcement', basis = '+依据', items = { '=a', '@b' },
                  crew = seats { lead(1), officer(1) } },
}
"""
STARTS = "=+-@\t\r"


def write_rows(path, head, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def exported(options, folder):
    work = House(options, folder)
    work.init()
    work.run("import", "areas", house.write(
        folder / "areas.csv",
        "code,name,parent,level\n99,=省,,province\n9901,市,99,city\n990101,@县,9901,county\n"))
    work.run("import", "targets", write_rows(
        folder / "targets.csv", ("id", "name", "kind", "area", "zone", "address", "organisation"),
        [(key, name, "clinic", "990101", ZONES[number % 4], '-地址,"x"', "=org")
         for number, (key, name) in enumerate(TARGETS)]))
    work.run("import", "inspectors", write_rows(
        folder / "people.csv", ("id", "name", "area", "crew", "roles", "certificate"),
        [(key, name, "990101", crew, roles, "=C1") for key, name, crew, roles in PEOPLE]))
    work.run("plan", house.write(folder / "policy.lua", POLICY))
    work.run("approve", "names", "--by", "=someone")
    for kind in ("ics", "csv", "json"):
        work.run("export", kind, *([] if kind == "ics" else ["names"]), "-o", folder / "out")
    return work


def no_cell_is_a_formula(options, folder):
    exported(options, folder)
    cells = 0
    for name in ("schedule.csv", "inspection-plan.csv"):
        with open(folder / "out" / name, encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    cells += 1
                    first = unicodedata.normalize("NFKC", cell).lstrip(" ")[:1]
                    check(not first or first not in STARTS, f"{name}: {cell!r} is a formula")
    check(cells > 200, "too few cells to look at")
    rows = house.read_csv(folder / "out" / "schedule.csv")
    equal(sorted(row["name"].lstrip("'") for row in rows), sorted(name for _, name in TARGETS),
          "names in schedule.csv")


def files_stay_in_their_folder(options, folder):
    work = exported(options, folder)
    inside = {path for path in folder.rglob("*") if path.is_file()}
    expected = {work.db, folder / "xuncha.db.key"} | set(folder.glob("*.csv")) | set(
        folder.glob("*.lua"))
    equal({path for path in inside if folder / "out" not in path.parents} - expected, set(),
          "files outside of the folder")
    paths = list((folder / "out").rglob("*.ics"))
    equal(len({str(path).lower() for path in paths}), len(paths), "names that differ by more than case")
    for name in (path.name for path in paths):
        check(len(name.encode()) <= 255 and not name.startswith((".", "-", "~")), name)
        check(not set(name) & set('/\\:*?"<>|= '), f"{name} has characters that systems trip over")
    equal(len(list((folder / "out" / "person").iterdir())), len(PEOPLE), "calendars of people")


def calendars_stay_whole(options, folder):
    exported(options, folder)
    plan = json.loads((folder / "out" / "plan.json").read_text(encoding="utf-8"))
    names = dict(TARGETS)
    equal({visit["target"]: visit["target_name"] for visit in plan["visits"]}, names, "plan.json")
    for path in (folder / "out").rglob("*.ics"):
        data = path.read_bytes()
        for line in data.split(b"\r\n"):
            check(len(line) <= 75 and b"\n" not in line and b"\r" not in line, f"{path.name}: {line}")
            line.decode("utf-8")
        equal(data.count(b"\r\nBEGIN:VEVENT\r\n"), data.count(b"\r\nEND:VEVENT\r\n"),
              f"{path.name}: entries")
    office = house.events(folder / "out" / "office" / "990101.ics")
    told = "\n".join(entry["SUMMARY"] for entry in office)
    for name in names.values():
        text = name.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        check(text in told, f"{text} is in no title of:\n{told}")


if __name__ == "__main__":
    house.main([no_cell_is_a_formula, files_stay_in_their_folder, calendars_stay_whole])
