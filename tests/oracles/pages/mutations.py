#!/usr/bin/env python3
"""Damages records in every place and compares what the page's verifier says with `xuncha verify`.

    mutations.py XUNCHA PAGES SOURCE MAKE_RECORDS [MOST]    exit 1 where they say different things
    mutations.py --self-test XUNCHA PAGES SOURCE MAKE_RECORDS   planted mistakes are noticed

Every member of every record is left out, doubled, given other types and other values; rows of
tables are dropped, doubled, exchanged and changed field by field; bytes are flipped. Other tables and
rules are committed to, so that another draw is run, or cannot be. Exit 77: node
or the pages' packages are missing.
"""
import copy
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import house

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "draw"))
from notes import sha, tree  # noqa: E402

BATCH = 300
ODD = ["", "-", "a", "A\tB\n", "e\u0301", "\u200b", "x" * 300, "\u202e", "0" * 64, "￿😀", 'a"\\b']


def values(rng, value):
    """Other values in the place of this one."""
    yield from (None, 0, -1, 1.5, 2 ** 63 - 1, True, "", [], {})
    if isinstance(value, str):
        yield from ODD[rng.randrange(3)::3]
        for at in {0, len(value) // 2, max(len(value) - 1, 0), rng.randrange(len(value) + 1)}:
            yield value[:at] + value[at + 1:]
            yield value[:at] + ("1" if value[at:at + 1] != "1" else "2") + value[at + 1:]
            yield value[:at] + rng.choice("\t\n :,+-aZ0药") + value[at:]
        yield value.upper()
        lines = value.split("\n")
        if len(lines) > 2:
            yield from tables(rng, lines)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1, value * 10 + 7)
    elif isinstance(value, list) and value:
        at = rng.randrange(len(value))
        yield value[:at] + value[at + 1:]
        yield value[:at] + [value[at]] + value[at:]
        yield value[::-1]
        yield value * 70


def tables(rng, lines):
    """Rows and fields of a table, or lines of an entry."""
    for at in rng.sample(range(len(lines)), min(4, len(lines))):
        yield "\n".join(lines[:at] + lines[at + 1:])
        yield "\n".join(lines[:at] + [lines[at]] + lines[at:])
        other = rng.randrange(len(lines))
        swapped = list(lines)
        swapped[at], swapped[other] = swapped[other], swapped[at]
        yield "\n".join(swapped)
        fields = lines[at].split("\t")
        field = rng.randrange(len(fields))
        for new in ("", "-", "0", "01", "1000001", "a,b", "b,a", "a:b", rng.choice(ODD)):
            yield "\n".join(lines[:at] + ["\t".join(fields[:field] + [new] + fields[field + 1:])] + lines[at + 1:])


def places(json_value, path=()):
    """Paths to all that a record has."""
    children = json_value.items() if isinstance(json_value, dict) else enumerate(json_value) if isinstance(json_value, list) else ()
    for key, child in children:
        yield path + (key,)
        yield from places(child, path + (key,))


def at_path(record, path):
    for key in path:
        record = record[key]
    return record


def dump(record):
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def of_place(rng, record, path):
    *above, last = path
    value = at_path(record, path)
    for new in values(rng, value):
        changed = copy.deepcopy(record)
        at_path(changed, above)[last] = new
        yield dump(changed)
    changed = copy.deepcopy(record)
    del at_path(changed, above)[last]
    yield dump(changed)
    if isinstance(last, str):
        other = copy.deepcopy(record)
        at_path(other, above)[last + "x"] = value
        yield dump(other)
        key = json.dumps(last, ensure_ascii=False).encode() + b":"
        yield dump(record).replace(key, key + b"0," + key, 1)


def of_rules(rng, record):
    """The rules stand in a text of their own: the same for every place of them."""
    rules = json.loads(record["files"]["rules"])
    for path in places(rules):
        for changed in of_place(rng, rules, path):
            if rng.random() < 0.4:
                other = copy.deepcopy(record)
                other["files"]["rules"] = changed.decode("utf-8", "replace")
                yield dump(other)


def of_bytes(rng, text, count):
    for _ in range(count):
        damaged = bytearray(text)
        at = rng.randrange(len(damaged))
        kind = rng.randrange(4)
        if kind == 0:
            damaged[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            damaged[at] = rng.randrange(256)
        elif kind == 2:
            del damaged[at]
        else:
            damaged[at:at] = damaged[rng.randrange(len(damaged)):][:3]
        yield bytes(damaged)


def other_rows(rng, table, columns):
    """The table with rows missing and fields of its columns changed: {column: values}."""
    rows = [line.split("\t") for line in table.split("\n")[:-1] if rng.random() < 0.8]
    for row in rows:
        for column, new in columns.items():
            if rng.random() < 0.3:
                row[column] = rng.choice(new)
    return "".join("\t".join(row) + "\n" for row in rows)


def other_rules(rng, text):
    rules = json.loads(text)
    for amounts in (rules["select"].get("n", {}), rules["select"].get("floors", {})):
        for stratum in amounts:
            amounts[stratum] = max(0, amounts[stratum] + rng.randrange(-1, 3))
    if "share" in rules["select"] and rng.random() < 0.5:
        rules["select"]["share"] = [rng.randrange(1, 60), 60]
    if "deal" in rules:
        rules["deal"]["balance"] = rng.random() < 0.5
        rules["deal"]["seats"] += rng.choices(["lead", "officer", "expert"], k=rng.randrange(2))
        rules["deal"]["apart"] = rng.choice([[], ["area"], ["area", "organisation"]])
    return json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def of_draws(rng, record, count):
    """Other draws, committed to as they are: they run, or there are too few for them."""
    for _ in range(count):
        changed = copy.deepcopy(record)
        files, lines = changed["files"], changed["commit"].split("\n")
        strata = sorted({row.split("\t")[1] for row in files["targets"].split("\n")[:-1]}) or ["A"]
        files["targets"] = other_rows(rng, files["targets"], {1: strata, 2: ["0", "1", "7", "300"], 3: ["-", "O1", "O2"], 4: ["-", "320281"]})
        files["people"] = other_rows(rng, files["people"], {1: ["-", "O1"], 3: ["0", "1", "2"], 4: ["-", "lead", "officer", "lead,officer", "expert"]})
        files["rules"] = other_rules(rng, files["rules"])
        lines[2] = sha(files["rules"].encode()).hex()
        for i, table in enumerate(("targets", "people", "avoid"), 3):
            rows = files[table].split("\n")[:-1]
            lines[i] = f"{len(rows)} {tree([sha(bytes(1), row.encode()) for row in rows]).hex()}"
        changed["commit"] = "\n".join(lines)
        values = [sha(bytes.fromhex(beacon["value"])) for beacon in changed["beacons"]]
        changed["result"]["seed"] = sha(b"xuncha-seed-v1\n", sha(changed["commit"].encode()), *values, bytes.fromhex(changed["one_time_code"])).hex()
        for stratum in changed["result"]["selected"]:
            if rng.random() < 0.2:
                changed["result"]["selected"][stratum] = []
        yield dump(changed)


def mutants(rng, texts, most):
    """The records themselves, then a sample of everything that can be done to them."""
    made = []
    for text in texts:
        record = json.loads(text)
        for path in places(record):
            made += of_place(rng, record, path)
        made += of_rules(rng, record)
        made += of_bytes(rng, text, 60)
    rng.shuffle(made)
    drawn = [one for text in texts for one in of_draws(rng, json.loads(text), most // 100)]
    return texts + made[:most] + drawn


def records(source, make, folder):
    """Records of the tests' cases, and made-up ones of all kinds of draws."""
    found = sorted(source.glob("tests/golden/*/expected/*/*.record.json")) + sorted(source.glob("tests/fuzz/corpus/record/*.json"))
    subprocess.run([make, "60", str(folder), "7000"], check=True)
    for line in (folder / "verdicts.txt").read_text(encoding="utf-8", errors="replace").splitlines():
        name, verdict = line.split("\t")[:2]
        if verdict == "0":
            found.append(folder / f"{name}.json")
    return [path.read_bytes() for path in found]


def place_of(error, name):
    """Where an error of one of several files is, as it is shown for one."""
    place = error["file"].removeprefix(name).removeprefix(": ")
    if error["line"]:
        place += f"{':' if place else ''}{error['line']}" + (f":{error['column']}" if error["column"] else "")
    return f"{place}: {error['message']}" if place else error["message"]


def judge(xuncha, folder, names):
    """Lines for verdicts.txt."""
    done = subprocess.run([xuncha, "--json", "--lang", "en", "verify", *names], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    told = {row["file"]: row for row in (json.loads(done.stdout) if done.stdout.strip() else [])}
    errors = [json.loads(line)["error"] for line in done.stderr.decode("utf-8", "replace").splitlines()]
    problems = {error["file"].split(".json", 1)[0] + ".json": error for error in errors if error["file"]}
    for name in names:
        row = told.get(name)
        if row:
            facts = {key: value for key, value in row.items() if key not in ("file", "verdict", "difference")}
            reason = row.get("difference", "").replace("\n", " ").replace("\t", " ")
            yield "\t".join([name[:-5], "0" if row["verdict"] == "same" else "1", "mutant", reason, json.dumps(facts)])
        else:
            reason = place_of(problems[name], name).replace("\n", " ").replace("\t", " ")
            yield "\t".join([name[:-5], "2", "mutant", reason])


def prepare(options, most, folder):
    """Mutants and what xuncha says of them, in the folder."""
    xuncha, _, source, make = options
    (folder / "made").mkdir()
    texts = mutants(random.Random(7), records(pathlib.Path(source), make, folder / "made"), most)
    names = [f"{i}.json" for i in range(len(texts))]
    for name, text in zip(names, texts):
        (folder / name).write_bytes(text)
    lines = [line for i in range(0, len(names), BATCH) for line in judge(xuncha, folder, names[i:i + BATCH])]
    (folder / "verdicts.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def agrees(verify, folder, quiet=False):
    """Whether the verifier in a folder says the same of what is in the other one."""
    said = subprocess.DEVNULL if quiet else None
    agree = pathlib.Path(__file__).with_name("agree.mjs")
    return subprocess.run(["node", agree, verify, folder], check=False, stdout=said, stderr=said).returncode == 0


# A verifier that is wrong in one place: file, what stands there, what is put there.
PLANTED = [("json.js", "if (map.has(key))", "if (false)"),
           ("form.js", "!shape.fits(value)", "false"),
           ("tables.js", "if (field === '')", "if (false)"),
           ("select.js", "left.n > 0", "left.n > 1"),
           ("flow.js", "degree[a] - degree[b] || a - b", "a - b"),
           ("assign.js", "return this.tops[a] < this.tops[b]", "return this.tops[a] > this.tops[b]"),
           ("warnings.js", "told.size < MOST", "told.size < 1")]


def self_test(options, mutated):
    missed = []
    for name, there, wrong in PLANTED:
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place, "verify")
            shutil.copytree(pathlib.Path(options[1], "verify"), folder)
            text = (folder / name).read_text(encoding="utf-8")
            (folder / name).write_text(text.replace(there, wrong), encoding="utf-8")
            if there not in text or agrees(folder, mutated, quiet=True):
                missed.append(f"{name}: nobody noticed “{wrong}” for “{there}”")
    print("\n".join(missed))
    return 1 if missed else 0


def main():
    arguments = sys.argv[1:]
    testing = "--self-test" in arguments
    if testing:
        arguments.remove("--self-test")
    if len(arguments) < 4:
        print(__doc__)
        return 2
    options = arguments[:4]
    house.verifier(options[1])
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        prepare(options, 600 if testing else int((arguments[4:] or [3000])[0]), folder)
        if testing:
            return self_test(options, folder)
        return 0 if agrees(pathlib.Path(options[1], "verify"), folder) else 1


if __name__ == "__main__":
    sys.exit(main())
