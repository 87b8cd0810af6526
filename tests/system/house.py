"""What the end-to-end tests share: a workspace in a folder of its own, runs of the binary, and
checks that say what was expected. Standard library only."""
import argparse
import csv
import datetime
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import traceback

SKIPPED = 77
KEY = "00" * 29 + "0e8a3e"
NOW = "2026-01-05T09:00:00+08:00"
OFFICE = "990101"


class Failed(Exception):
    """A check did not hold."""


class Skipped(Exception):
    """Something outside is not installed or not there."""


def check(holds, message):
    if not holds:
        raise Failed(message)


def equal(found, expected, what):
    check(found == expected, f"{what}: expected {expected!r}, found {found!r}")


class Result:
    def __init__(self, words, done):
        self.words = words
        self.status = done.returncode
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")

    def __str__(self):
        return (f"xuncha {' '.join(self.words)}\n  exit status {self.status}\n"
                f"  standard output: {self.out[-2000:]}\n  standard error: {self.err[-2000:]}")


class House:
    """A folder with a workspace. The environment is empty but for what a test gives."""

    def __init__(self, options, folder, now=NOW, office=OFFICE, environment=None, lang="en"):
        self.options = options
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.db = self.folder / "xuncha.db"
        self.now, self.office, self.lang = now, office, lang
        self.environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8",
                            **sanitizer_environment(), **(environment or {})}

    def command(self, words):
        office = ["--office", self.office] if self.office else []  # else the workspace's own
        return [str(self.options.xuncha), "--db", str(self.db), *office,
                "--lang", self.lang, "--now", self.now, *map(str, words)]

    def start(self, *words):
        """The same as run, but does not wait."""
        return subprocess.Popen(self.command(words), cwd=self.folder, env=self.environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def run(self, *words, status=0, stdin=b"", timeout=120):
        done = subprocess.run(self.command(words), cwd=self.folder, env=self.environment,
                              input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=timeout, check=False)
        result = Result([str(word) for word in words], done)
        if status is not None and result.status != status:
            raise Failed(f"exit status {status} was expected:\n{result}")
        return result

    def init(self, key=KEY):
        return self.run("init", "--workspace-key", key)

    def generate(self, *words):
        """A made-up county in folder/register."""
        place = self.folder / "register"
        subprocess.run([str(self.options.generate), "county", "--office", self.office, *words,
                        "-o", str(place)], check=True, timeout=60)
        return place

    def import_all(self, place,
                   tables=("areas", "targets", "inspectors", "experts", "absences", "relations")):
        for table in tables:
            self.run("import", table, place / f"{table}.csv")

    def digest(self):
        return self.run("register", "digest").out

    def policy(self, name="example/county.lua"):
        return self.options.source / "policies" / name

    def plan_json(self, programme, *words, into="json"):
        place = self.folder / into
        self.run("export", "json", programme, *words, "-o", place)
        return json.loads((place / "plan.json").read_text(encoding="utf-8"))


def sanitizer_environment():
    return {name: value for name, value in os.environ.items()
            if name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")}


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path, text):
    path = pathlib.Path(path)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def days_off(source):
    """Two sets of dates out of calendars/cn.ics, read without any of xuncha's code."""
    off, on = set(), set()
    text = (source / "calendars" / "cn.ics").read_text(encoding="utf-8").replace("\n ", "")
    for event in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", text, re.S):
        first = re.search(r"DTSTART;VALUE=DATE:(\d{8})", event).group(1)
        last = re.search(r"DTEND;VALUE=DATE:(\d{8})", event)
        day = datetime.datetime.strptime(first, "%Y%m%d").date()
        end = (datetime.datetime.strptime(last.group(1), "%Y%m%d").date() if last
               else day + datetime.timedelta(days=1))
        works = "CATEGORIES:WORKDAY" in event
        while day < end:
            (on if works else off).add(day.isoformat())
            day += datetime.timedelta(days=1)
    return off, on


def is_workday(date, days):
    off, on = days
    if date in on:
        return True
    return date not in off and datetime.date.fromisoformat(date).weekday() < 5


def tree_digests(folder):
    """Relative path → SHA-256 of every file below."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file():
            found[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def events(path, kind="VEVENT"):
    """The entries of a feed as dictionaries of their unfolded properties (without parameters)."""
    text = pathlib.Path(path).read_bytes().decode("utf-8").replace("\r\n ", "")
    found = []
    for body in re.findall(rf"BEGIN:{kind}\r\n(.*?\r\n)END:{kind}\r\n", text, re.S):
        entry = {}
        body = re.sub(r"BEGIN:VALARM.*?END:VALARM\r\n", "", body, flags=re.S)
        for line in body.split("\r\n"):
            name, _, value = line.partition(":")
            entry[name.partition(";")[0]] = value
        found.append(entry)
    return found


def need(program):
    path = shutil.which(program)
    if not path:
        raise Skipped(f"{program} is not installed")
    return path


def main(stories, extra=()):
    """Runs the functions in turn, each with options and an empty folder; exits as ctest wants."""
    parser = argparse.ArgumentParser()
    for name in ("xuncha", "generate", "source"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    for name in extra:
        parser.add_argument(f"--{name}", type=pathlib.Path)
    parser.add_argument("--only")
    options = parser.parse_args()
    for name, value in vars(options).items():
        if isinstance(value, pathlib.Path):
            setattr(options, name, value.resolve())
    failed, skipped, ran = [], [], 0
    for story in stories:
        if options.only and options.only not in story.__name__:
            continue
        with tempfile.TemporaryDirectory(prefix="xuncha-") as folder:
            try:
                story(options, pathlib.Path(folder))
                ran += 1
                print(f"ok       {story.__name__}", flush=True)
            except Skipped as reason:
                skipped.append(story.__name__)
                print(f"skipped  {story.__name__}: {reason}", flush=True)
            except Failed as reason:
                failed.append(story.__name__)
                print(f"FAILED   {story.__name__}: {reason}", flush=True)
            except Exception:  # pylint: disable=broad-except
                failed.append(story.__name__)
                print(f"FAILED   {story.__name__}:\n{traceback.format_exc()}", flush=True)
    print(f"{ran} ok, {len(skipped)} skipped, {len(failed)} failed")
    sys.exit(1 if failed else SKIPPED if skipped and not ran else 0)
