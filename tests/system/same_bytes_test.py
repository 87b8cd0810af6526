#!/usr/bin/env python3
"""The same register, policies, random values, --now and keys give the same bytes, whoever compiled the
program, wherever it runs, and in whatever order the rows of its input stand.

    same_bytes_test.py --xuncha BINARY… --generate BINARY --source CHECKOUT [--settings N]
    same_bytes_test.py --build FOLDER   --generate BINARY --source CHECKOUT [--settings N]

A setting is a binary, a locale, a time zone, an order of rows, a working directory, addresses at random
or not, one processor or all, what fresh memory holds, and a umask. In each of them the same year is lived
through (STEPS). All that is said and written, and every row of the database, is compared with the first
setting's. --build makes the binaries itself, with each compiler that is installed."""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import random
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from house import KEY, OFFICE, Failed, check, sanitizer_environment, write

SIGNER = """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIGdnZ2dnZ2dnZ2dnZ2dnZ2dnZ2dnZ2dnZ2dnZ2dnZ2dn
-----END PRIVATE KEY-----
"""
TABLES = ("areas", "targets", "inspectors", "experts", "absences", "relations")
COMPILERS = {"gcc": ("-O0", "-O2", "-O3"), "clang": ("-O0", "-O2")}
LOCALES = ("C", "zh_CN.GB18030", "tr_TR.UTF-8", "de_DE.ISO-8859-1", "zh_CN.UTF-8", "POSIX", "C.UTF-8",
           "ar_SA.UTF-8", "ja_JP.EUC-JP", "th_TH.TIS-620", "lt_LT.UTF-8", "en_US.UTF-8", "hi_IN", "",
           "az_AZ.UTF-8", "no_SUCH.locale", "fa_IR", "zh_TW.BIG5", "sv_SE.UTF-8", "cs_CZ.UTF-8")
ZONES = ("UTC", "Asia/Shanghai", "America/St_Johns", "Pacific/Chatham", "Asia/Kathmandu", "Etc/GMT+12",
         "Pacific/Kiritimati", "Europe/Dublin", "XYZ-13:45", ":/nonexistent", "")
FOLDERS = ("a", "名录 库", "x" * 120, "deep/er/and/deep/er", "-o")

POLICY = """
local method = use '{method}'
return programme {{
  id = '{id}', title = '{id}', year = 2026, calendar = 'cn', office = '990101', {seed}
  method {{
    id = 'check', title = '检查', window = between('{first}', '{last}'), nature = 'agency_check', merge = false,
    {what} crew = seats {{ lead(1), officer(1) }},
    embargo = {{ before(1, 'workday', '17:00'), from = {{ 'inspector', 'public' }} }},
  }},
}}
"""
POLICIES = {
    "open": dict(method="spot_check", seed="seed = public_seed,", first="2026-03-02", last="2026-03-31",
                 what="sample = share { percent(20), of = targets { status = 'active' },"
                      " at_least = { medical = 3, pharmacy = 4 } },"),
    "sealed": dict(method="spot_check", seed="seed = sealed,", first="2026-04-13", last="2026-04-24",
                   what="sample = pick { 4, from = targets { status = 'active' } },"),
    "quick": dict(method="full_coverage", seed="", first="2026-06-01", last="2026-09-30",
                  what="of = targets { status = 'active' }, once_by = '2026-09-30', order = 'draw',"),
}
COUNTY = "example-county-2026"
SHARES = "--secret first.share --secret second.share"
# A line is what a user types, or `now INSTANT` for the lines that follow. {visit} and {target} are the
# first visit's of the open draw.
STEPS = f"""
now 2026-01-05T09:00:00+08:00
register digest
plan county.lua
approve {COUNTY} --by 科长
commit open.lua check --beacon 'dice 25' -o public
commit sealed.lua check --beacon 'dice 25' --sealed {SHARES} -o public
now 2026-01-05T12:00:00+08:00
draw run open check --value dice=1234561234561234561234561
draw run sealed check --value dice=6543216543216543216543216 {SHARES}
plan open.lua
plan sealed.lua
plan quick.lua --seed kingfisher
approve open --by 科长
approve sealed --by 科长
approve quick --by 科长
export record -o records
verify records/open_check_targets.record.json
export json open -o json/open
export json quick -o json/quick
export json {COUNTY} -o json/county
export json sealed --for public -o json/sealed
export ics -o ics
export csv {COUNTY} -o csv/county
export csv open --for public -o csv/open
explain {{visit}}
explain {{target}}
ledger checkpoint
now 2026-02-27T18:00:00+08:00
substitute {{visit}} --target --reason closed --beacon 'dice 25' --by 李 --by 吴
substitute {{visit}} --value dice=1111112222223333334444445
import targets changes.csv
import absences away.csv
replan {COUNTY} --as-of 2026-03-02
export json {COUNTY} -o json/replanned
export ics -o ics/replanned
now 2026-06-01T09:00:00+08:00
outcome --visit {{visit}} --result problem --findings 串换药品 --amount 320.50
seal open sealed/check/targets {SHARES}
export record -o records/opened
verify records/opened/sealed_check_targets.record.json
draw show open
draw show sealed
export json sealed -o json/opened
register show
register diff
ledger verify
ledger checkpoint
--json ledger show
"""


def fixes_addresses():
    """Some containers forbid it."""
    return bool(shutil.which("setarch")) and subprocess.run(["setarch", "-R", "true"], stderr=subprocess.DEVNULL,
                                                            check=False).returncode == 0


class Setting:
    """One way to run the program; number 0 is the plainest."""

    def __init__(self, number, binaries, fixable):
        chosen = random.Random(number)
        self.number = number
        self.binary = binaries[number % len(binaries)]
        self.locale = LOCALES[number // len(binaries) % len(LOCALES)]
        self.zone = ZONES[number % len(ZONES)]
        self.folder = FOLDERS[number % len(FOLDERS)]
        self.fixed = number % 2 == 1 and fixable
        self.alone = number % 3 == 1
        self.fill = number % 256  # 0: whatever the memory held
        self.umask = chosen.choice((0o022, 0o077, 0o000, 0o002))
        self.rows = chosen if number else None

    def __str__(self):
        return (f"{self.number}: {self.binary.parent.name}, LANG={self.locale}, TZ={self.zone}, "
                f"folder {self.folder[:20]}, {'fixed' if self.fixed else 'random'} addresses, "
                f"{'one processor' if self.alone else 'all processors'}, MALLOC_PERTURB_={self.fill}")

    def shuffled(self, text):
        header, *rows = text.splitlines(keepends=True)
        if self.rows:
            self.rows.shuffle(rows)
        return header + "".join(rows)

    def environment(self):
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": self.locale, "LC_ALL": self.locale,
                "LANGUAGE": self.locale, "TZ": self.zone, "MALLOC_PERTURB_": str(self.fill),
                "HOME": f"/nonexistent/{'y' * (self.number % 97)}", **sanitizer_environment()}

    def prepare(self):
        os.umask(self.umask)
        if self.alone:
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


class Year:
    """The year of STEPS, in a setting. found: name → digest of all that came of it."""

    def __init__(self, setting, inputs, place):
        self.setting, self.place, self.found, self.said = setting, place, {}, []
        self.now = "2026-01-05T09:00:00+08:00"
        place.mkdir(parents=True)
        for name, text in inputs.items():
            write(place / name, setting.shuffled(text) if name.endswith(".csv") else text)
        self.inputs = set(inputs)

    def run(self, *words):
        fixed = ["setarch", "-R"] if self.setting.fixed else []
        done = subprocess.run(
            [*fixed, str(self.setting.binary), "--db", "xuncha.db", "--office", OFFICE, "--lang", "zh",
             "--now", self.now, *words], cwd=self.place, env=self.setting.environment(),
            preexec_fn=self.setting.prepare, stdin=subprocess.DEVNULL, capture_output=True, timeout=300,
            check=False)
        check(done.returncode == 0, f"setting {self.setting}: {' '.join(words)}: exit status "
              f"{done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
        name = f"{len(self.said):02} {' '.join(words)}"
        self.said.append(name)
        self.found[name] = hashlib.sha256(done.stdout + b"\0" + done.stderr).hexdigest()
        return done.stdout.decode()

    def live(self):
        self.run("init", "--workspace-key", KEY, "--signing-key", "signer.pem")
        for table in TABLES:
            self.run("import", table, f"{table}.csv")
        subject = {}
        for line in STEPS.strip().splitlines():
            words = shlex.split(line.format(**subject) if "{" in line else line)
            if words[0] == "now":
                self.now = words[1]
            else:
                self.run(*words)
            if words[:3] == ["export", "json", "open"]:
                plan = json.loads((self.place / "json/open/plan.json").read_text(encoding="utf-8"))
                subject = {"visit": plan["visits"][0]["id"], "target": plan["visits"][0]["target"]}

    def gather(self):
        for path in sorted(self.place.rglob("*")):
            name = str(path.relative_to(self.place))
            if path.is_file() and name not in self.inputs and not name.startswith("xuncha.db"):
                self.found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        with sqlite3.connect(self.place / "xuncha.db") as database:
            for row in database.iterdump():
                table = row.split('"')[1] if row.startswith("INSERT") else "schema"
                name = f"database, {table}"
                self.found[name] = hashlib.sha256((self.found.get(name, "") + row).encode()).hexdigest()
        database.close()


def make_inputs(options, folder):
    """Name → text of a made-up county and of what happens to it; CSV with its rows as they come."""
    subprocess.run([str(options.generate), "county", "--office", OFFICE, "--targets", "60", "--people", "14",
                    "--zones", "4", "-o", str(folder)], check=True, timeout=60)
    inputs = {f"{table}.csv": (folder / f"{table}.csv").read_text(encoding="utf-8") for table in TABLES}
    header, *rows = inputs["targets.csv"].splitlines(keepends=True)
    people = [line.split(",")[0] for line in inputs["inspectors.csv"].splitlines()[1:4]]
    golden = options.source / "tests/golden/sealed_draw"
    for name in ("first.share", "second.share"):
        inputs[name] = (golden / name).read_text(encoding="ascii")
    for name, policy in POLICIES.items():
        inputs[f"{name}.lua"] = POLICY.format(id=name, **policy)
    inputs["county.lua"] = (options.source / "policies/example/county.lua").read_text(encoding="utf-8")
    inputs["signer.pem"] = SIGNER
    inputs["changes.csv"] = header + "".join(row.replace("正常", "关闭") for row in rows[20:24]) + "".join(
        row.replace(row.split(",")[0], f"N{number}", 1) for number, row in enumerate(rows[40:43]))
    inputs["away.csv"] = "人员编号,开始日期,结束日期,原因\n" + "".join(
        f"{person},2026-03-{3 + 4 * number:02},2026-03-{12 + 4 * number:02},借调\n"
        for number, person in enumerate(people))
    return inputs


def build(options):
    """Every compiler's binaries, in folders named after compiler and level."""
    binaries = []
    launcher = ["-DCMAKE_C_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    for compiler, levels in COMPILERS.items():
        if not shutil.which(compiler):
            print(f"skipped: {compiler} is not installed", flush=True)
            continue
        for level in levels:
            place = options.build / f"{compiler}{level}"
            for words in (["-S", options.source, "-B", place, "-DXUNCHA_TESTS=OFF", "-DCMAKE_BUILD_TYPE=None",
                           f"-DCMAKE_C_COMPILER={compiler}", f"-DCMAKE_C_FLAGS={level}", *launcher],
                          ["--build", place, "-j", os.cpu_count(), "--target", "all"]):
                done = subprocess.run(["cmake", *map(str, words)], capture_output=True, text=True, check=False)
                check(done.returncode == 0, f"{compiler} {level}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
            binaries.append(place / "xuncha")
    return binaries


def make_liar(binary, place):
    liar = write(place / "liar", f'#!/bin/sh\n[ "$9" = approve ] && echo "$TZ"\nexec {shlex.quote(str(binary))} "$@"\n')
    liar.chmod(0o700)
    return liar


def differences(first, year):
    names = [name for name in sorted(first.found | year.found)
             if first.found.get(name) != year.found.get(name)]
    return f"setting {year.setting} differs from the first in: {'; '.join(names[:12])}" if names else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("generate", "source"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--xuncha", type=pathlib.Path, nargs="*", default=[])
    parser.add_argument("--build", type=pathlib.Path)
    parser.add_argument("--settings", type=int, default=3)
    parser.add_argument("--self-test", action="store_true", help="a program that shows its time zone must be found")
    options = parser.parse_args()
    options.source, options.generate = options.source.resolve(), options.generate.resolve()
    try:
        binaries = [binary.resolve() for binary in options.xuncha] + (build(options) if options.build else [])
        check(binaries, "no binary was named and none could be built")
        with tempfile.TemporaryDirectory(prefix="xuncha-") as folder:
            place = pathlib.Path(folder)
            if not options.self_test:
                return compare_all(options, binaries, place)
            check(compare_all(options, [binaries[0], make_liar(binaries[0], place)], place) == 1,
                  "a program that shows its time zone was not found")
            return 0
    except Failed as reason:
        print(f"FAILED   {reason}")
        return 1


def compare_all(options, binaries, folder):
    inputs = make_inputs(options, folder / "register")
    fixable, first, same = fixes_addresses(), None, 0

    def one(number):
        setting = Setting(number, binaries, fixable)
        year = Year(setting, inputs, folder / str(number) / setting.folder)
        year.live()
        year.gather()
        shutil.rmtree(folder / str(number))
        return year
    with concurrent.futures.ThreadPoolExecutor(min(os.cpu_count(), 4)) as pool:
        for year in pool.map(one, range(options.settings)):
            first = first or year
            reason = differences(first, year)
            same += not reason
            if reason:
                print(f"FAILED   {reason}", flush=True)
    print(f"{same} of {options.settings} the same bytes: {len(first.found)} outputs of {len(first.said)} commands, "
          f"{len(binaries)} binaries{'' if fixable else '; addresses could not be fixed'}", flush=True)
    return 0 if same == options.settings else 1


if __name__ == "__main__":
    sys.exit(main())
