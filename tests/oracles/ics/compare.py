"""Lets three readers judge .ics files: libical, python3-icalendar and npm's ical.js must say the
same of every file in a folder. Exit status 0: they agree; 1: they do not, or one of them cannot
read a file; 77: a reader is not installed (the others agreed).

compare.py FOLDER --dump ICS_DUMP --modules DIR
compare.py --self-test --dump ICS_DUMP --modules DIR"""
import argparse
import glob
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
NODE_FILES = ["package.json", "package-lock.json", "read_ics.mjs"]


def install(modules):
    """Puts ical.js beside a copy of its reader; the reader's path, or None."""
    if shutil.which("node") is None:
        return None
    os.makedirs(modules, exist_ok=True)
    for name in NODE_FILES:
        shutil.copy(os.path.join(HERE, name), modules)
    if not os.path.isdir(os.path.join(modules, "node_modules", "ical.js")):
        if shutil.which("npm") is None:
            return None
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"]
        try:
            done = subprocess.run(command, cwd=modules, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, timeout=120, check=False)
        except subprocess.TimeoutExpired:
            return None
        if done.returncode != 0:
            return None
    return os.path.join(modules, "read_ics.mjs")


def readers(options):
    """Name → command, None where the reader is not installed."""
    script = install(options.modules)
    python = importlib.util.find_spec("icalendar") is not None
    return {
        "libical": [options.dump],
        "python3-icalendar": [sys.executable, "-B", os.path.join(HERE, "read_ics.py")]
        if python else None,
        "ical.js": ["node", script] if script is not None else None,
    }


def differences(left, right, names):
    """Sentences about what two readers see differently, at most 20."""
    found = []
    for file in sorted(set(left) | set(right)):
        one, two = left.get(file, []), right.get(file, [])
        if len(one) != len(two):
            found.append(f"{file}: {names[0]} sees {len(one)} entries, {names[1]} {len(two)}")
        for a, b in zip(one, two):
            for key in sorted(set(a) | set(b)):
                if a.get(key) != b.get(key):
                    found.append(f"{file}: {a.get('uid')}: {key}: {names[0]} reads "
                                 f"{a.get(key)!r}, {names[1]} {b.get(key)!r}")
    return found[:20]


def compare(folder, commands):
    files = sorted(glob.glob(os.path.join(folder, "**", "*.ics"), recursive=True))
    if not files:
        print(f"{folder}: no .ics files")
        return 1
    results = {}
    for name, command in commands.items():
        if command is None:
            continue
        done = subprocess.run(command + files, stdout=subprocess.PIPE, check=False)
        if done.returncode != 0:
            print(f"{name} cannot read a file")
            return 1
        results[name] = json.loads(done.stdout)
    first = next(iter(results))
    found = []
    for name, result in results.items():
        found += differences(results[first], result, (first, name))
    found = found[:50]
    for entries in results[first].values():
        found += [f"{entry['uid']}: a floating time" for entry in entries
                  if "floating" in (entry["start"], entry["end"], entry["due"])]
    print("\n".join(found) if found else
          f"{len(files)} files, {sum(map(len, results[first].values()))} entries: "
          f"{', '.join(results)} agree")
    return 1 if found else 0


SPLIT = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
         "DTSTAMP:20260101T000000Z\r\nDTSTART:20260302T090000{zone}\r\nSUMMARY:{text}\r\n"
         "END:VEVENT\r\nEND:VCALENDAR\r\n")


def self_test(commands):
    """A floating time, and a text that the readers are known to read differently."""
    for zone, text in (("", "x"), ("Z", "C:\\\\new")):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "bad.ics"), "w", encoding="utf-8", newline="") as file:
                file.write(SPLIT.format(zone=zone, text=text))
            if compare(folder, commands) != 1:
                print("a bad file was not found")
                return 1
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--dump", required=True)
    parser.add_argument("--modules", required=True)
    parser.add_argument("--self-test", action="store_true")
    options = parser.parse_args()
    commands = readers(options)
    status = self_test(commands) if options.self_test else compare(options.folder, commands)
    missing = [name for name, command in commands.items() if command is None]
    if status == 0 and missing:
        print(f"not installed: {', '.join(missing)}")
        return 77
    return status


if __name__ == "__main__":
    sys.exit(main())
