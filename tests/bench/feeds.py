"""Makes a province of which each of 50 inspectors has about 500 visits a year, and gives it to bench_feeds:
what it costs to make all calendars anew after a change, beside gzip on the same bytes.

    feeds.py XUNCHA GENERATE BENCH_FEEDS"""
import pathlib
import subprocess
import sys
import tempfile

POLICY = """
local full_coverage = use 'full_coverage'
return programme {
  id = 'country', title = '全省定点医药机构现场检查全覆盖', year = 2026, calendar = 'cn', office = '99',
  full_coverage { id = 'annual', title = '年度全覆盖现场检查', of = targets { status = 'active' },
    once_by = '2026-11-30', nature = 'enforcement', basis = '医疗保障基金使用监督管理条例第二十五条、第二十九条',
    crew = seats { lead(1), officer(1) }, items = { '服务协议履行', '医保基金使用', '医药价格', '内部管理' } },
}
"""


def main():
    xuncha, generate, bench = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        database = folder / "province.db"

        def run(*words):
            subprocess.run([xuncha, "--db", database, "--office", "99", "--now", "2025-12-01T09:00:00+08:00",
                            "--lang", "en", "--quiet", *words], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([generate, "country", "--targets", "12500", "--areas", "5", "--zones", "250", "--teams", "25",
                        "--year", "2026", "-o", folder / "register"], check=True)
        (folder / "country.lua").write_text(POLICY, encoding="utf-8")
        run("init")
        for table in ("areas", "targets", "inspectors"):
            run("import", table, folder / "register" / f"{table}.csv")
        run("plan", folder / "country.lua")
        run("approve", "country", "--by", "bench")
        sys.exit(subprocess.run([bench, database, "99", "country", xuncha], check=False).returncode)


if __name__ == "__main__":
    main()
