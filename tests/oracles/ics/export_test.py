"""The example county is planned and its calendars are written, and whoever reads calendars must read
the same in all of them: every file goes through compare.py's three readers.

export_test.py --xuncha BINARY --generate GENERATOR --source CHECKOUT --dump ICS_DUMP --modules DIR"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
OFFICE = "990101"
PROGRAMME = "example-county-2026"
# Before, on a day of visits whose places are known by then, and when all of them are.
MOMENTS = ("2026-01-05T09:00:00+08:00", "2026-06-10T18:00:00+08:00", "2026-12-20T09:00:00+08:00")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("xuncha", "generate", "source", "dump", "modules"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xuncha-oracles-") as top:
        folder = pathlib.Path(top)

        def run(*words, now=MOMENTS[0], lang="zh"):
            subprocess.run([options.xuncha, "--db", str(folder / "xuncha.db"), "--office", OFFICE,
                            "--lang", lang, "--now", now, *map(str, words)], check=True,
                           stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, timeout=120,
                           env={**os.environ, "LC_ALL": "C.UTF-8"})
        subprocess.run([options.generate, "county", "--office", OFFICE, "--targets", "300",
                        "--people", "8", "-o", str(folder / "register")], check=True, timeout=60,
                       stdout=subprocess.DEVNULL)
        run("init")
        for table in ("areas", "targets", "inspectors", "experts", "absences", "relations"):
            run("import", table, folder / "register" / f"{table}.csv")
        hostile = folder / "hostile.csv"
        hostile.write_text(
            "id,name,kind,area,zone,address\n"
            'X1,"逗号，分号;反斜杠、引号"" 冒号:",药店,990101,"东;,片区","甲路, 1号; 二楼"\n'
            "X2,😀🏥 emoji and a very long line that has to be folded 很长很长很长很长很长,药店,990101,,"
            "BEGIN:VEVENT\n", encoding="utf-8")
        run("import", "targets", hostile)
        run("plan", pathlib.Path(options.source) / "policies" / "example" / "county.lua")
        run("approve", PROGRAMME, "--by", "someone")
        for number, moment in enumerate(MOMENTS):
            run("export", "ics", "-o", folder / "out" / str(number), now=moment)
            run("export", "ics", "--for", "public", "-o", folder / "out" / f"{number}-public",
                now=moment, lang="en")
        return subprocess.run(
            [sys.executable, "-B", str(HERE / "compare.py"), str(folder / "out"), "--dump",
             options.dump, "--modules", options.modules], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
