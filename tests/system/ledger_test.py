#!/usr/bin/env python3
"""The ledger from outside: an exported one damaged in every way, writers side by side and killed,
a clock that goes back, rows changed in the database, outcomes entered."""
import json
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time

from house import House, check, equal, main, write

APPEND = ("settings", "cap_enforcement={}")
ENTRIES = 2  # of APPEND: what the setting was, and that it changed


def office(options, folder, plan=False):
    house = House(options, folder)
    house.init()
    place = house.generate()
    tables = ("areas", "targets", "inspectors", "experts", "absences", "relations")
    house.import_all(place, tables if plan else ("areas", "targets"))
    if plan:
        house.run("plan", house.policy(), status=None)
    return house


def published(house):
    """The lines, the key file and the checkpoint file that others verify with."""
    lines = write(house.folder / "ledger.jsonl", house.run("--json", "ledger", "show").out)
    key = write(house.folder / "key", house.run("ledger", "checkpoint", "--print-key").out)
    note = write(house.folder / "checkpoint", house.run("ledger", "checkpoint").out)
    return lines, key, note


def entries(house):
    return [json.loads(line) for line in house.run("--json", "ledger", "show").out.splitlines()]


def first_finding(house, path, key, note):
    result = house.run("--json", "ledger", "verify", path, "--key", key, "--checkpoint", note,
                       status=None)
    check(result.status in (0, 1), f"exit status 0 or 1 was expected:\n{result}")
    answer = json.loads(result.out)
    equal(answer["sound"], result.status == 0, "answer and exit status")
    return answer["findings"][0] if answer["findings"] else None


def damaged_files(options, folder):
    """Every record dropped, doubled and swapped, and bytes flipped everywhere, name the record."""
    house = office(options, folder)
    lines, key, note = published(house)
    records = lines.read_bytes().splitlines(keepends=True)
    check(len(records) >= 4, f"only {len(records)} records")
    equal(first_finding(house, lines, key, note), None, "findings in a sound ledger")
    bad = folder / "bad.jsonl"

    def found_at(changed, place, what):
        write(bad, b"".join(changed))
        finding = first_finding(house, bad, key, note)
        check(finding is not None, f"{what}: not found")
        equal(finding["entry"], place, what)

    for i in range(len(records)):
        found_at(records[:i] + records[i + 1:], i, f"record {i} dropped")
        found_at(records[:i + 1] + records[i:], i + 1, f"record {i} doubled")
        for k in range(i + 1, len(records)):
            swapped = list(records)
            swapped[i], swapped[k] = swapped[k], swapped[i]
            found_at(swapped, i, f"records {i} and {k} swapped")
        chosen = random.Random(i).sample(range(len(records[i])), 12) + [len(records[i]) - 1]
        for at in chosen:  # every byte and bit: tests/unit/store/ledger_test.c
            flipped = bytearray(records[i])
            flipped[at] ^= 1
            found_at(records[:i] + [bytes(flipped)] + records[i + 1:], i,
                     f"byte {at} of record {i} flipped")
    longer = records + [records[-1].replace(b'"index":%d' % (len(records) - 1),
                                            b'"index":%d' % len(records))]
    found_at(longer, len(records), "a forged record added")
    other = House(options, folder / "other")
    other.init()
    _, other_key, _ = published(other)
    result = house.run("ledger", "verify", lines, "--key", other_key, status=1)
    check("entry 0: its signature" in result.out, f"another key was accepted:\n{result}")
    house.run("ledger", "verify", lines, status=2)  # whose ledger is it?
    house.run("ledger", "verify", folder / "none", "--key", key, status=3)
    house.run("ledger", "verify", lines, "--key", key, "--checkpoint", lines, status=None)


def no_fork_no_gap(options, folder):
    """Eight writers, fifty appends each, at the same time."""
    house = House(options, folder)
    house.init()
    before = len(entries(house))
    script = ("i=0; while [ $i -lt 50 ]; do \"$@\" settings "
              "cap_enforcement=$(( ($0 * 50 + i) % 300 + 1 )) >/dev/null || exit 1; "
              "i=$((i + 1)); done")
    started = [subprocess.Popen(["/bin/sh", "-c", script, str(writer), *house.command([])],
                                cwd=folder, env=house.environment, stderr=subprocess.PIPE)
               for writer in range(8)]
    for process in started:
        _, said = process.communicate(timeout=250)
        equal(process.returncode, 0, f"a writer's exit status ({said.decode()})")
    found = entries(house)
    equal([entry["index"] for entry in found], list(range(len(found))), "numbers")
    # A value that is set already makes no entry, which writers side by side may meet.
    check(before + ENTRIES * 300 <= len(found) <= before + ENTRIES * 400, f"{len(found)} entries")
    house.run("ledger", "verify")


def killed(options, folder):
    """Whatever moment it dies at, what was acknowledged is there."""
    house = House(options, folder)
    house.init()
    moments = random.Random(7)
    kept = len(entries(house))
    for turn in range(40):
        process = house.start(*(word.format(turn + 1) for word in APPEND))
        time.sleep(moments.random() * 0.03)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        acknowledged = process.returncode == 0
        found = len(entries(house))
        check(found >= kept + ENTRIES * acknowledged, f"turn {turn}: an acknowledged entry is lost")
        check(found in (kept, kept + ENTRIES), f"turn {turn}: half of it, or too many entries")
        kept = found
    house.run("ledger", "verify")


def clock_goes_back(options, folder):
    """A clock 400 days back: the order stays, and so does the time."""
    house = House(options, folder)
    house.init()
    house.run(*(word.format(5) for word in APPEND))
    house.now = "2024-12-01T09:00:00+08:00"
    house.run(*(word.format(6) for word in APPEND))
    house.now = "2026-01-06T09:00:00+08:00"
    house.run(*(word.format(7) for word in APPEND))
    times = [entry["at"] for entry in entries(house)]
    equal(times, sorted(times), "times in order")
    equal(times[-3 * ENTRIES::ENTRIES],
          ["2026-01-05T01:00:00Z", "2026-01-05T01:00:00Z", "2026-01-06T01:00:00Z"], "times")
    house.run("ledger", "verify")


def outcomes_make_done(options, folder):
    """Only approved visits; done afterwards; a changed row of anything bound shows."""
    house = office(options, folder, plan=True)
    programme = entries(house)[-1]["text"].split("\n")[2]
    visits = house.plan_json(programme)["visits"]
    first, second = visits[0], visits[1]
    refused = house.run("outcome", "--visit", first["id"], "--result", "pass", status=3)
    check("is a draft" in refused.err, f"a draft visit has an outcome:\n{refused}")
    house.run("approve", programme, "--by", "Zhang San")
    house.now = f"{visits[-1]['date']}T18:00:00+08:00"
    house.run("outcome", "--visit", first["id"], "--result", "problem", "--item", "billing",
              "--amount", "1234.5", "--points", "3")
    house.run("outcome", "--visit", "v000000000000", "--result", "pass", status=3)
    house.run("outcome", "--visit", second["id"], "--result", "splendid", status=3)
    house.run("outcome", "--visit", second["id"], "--result", "pass", "--date", "2199-01-01",
              status=3)
    house.run("outcome", "--result", "pass", status=2)
    statuses = {visit["id"]: visit["status"]
                for visit in house.plan_json(programme, into="after")["visits"]}
    equal(statuses[first["id"]], "done", "status of the visit with an outcome")
    equal(statuses[second["id"]], "published", "status of the other")
    sheet = write(folder / "results.csv", "\ufeff检查任务,检查对象,日期,检查结果,违规金额\n"
                  f",{second['target']},{second['date']},合格,\n"
                  f"{visits[2]['id']},,,发现问题,12.34\n")
    house.run("import", "outcomes", sheet)
    bad = write(folder / "bad.csv", "visit,target,date,result,amount\n"
                f"{visits[3]['id']},,,pass,\n"
                "nobody,,,pass,\n"
                f"{visits[4]['id']},,,pass,12.345\n"
                f"{visits[3]['id']},,,serious,\n"
                ",,,pass,\n"
                f"{visits[5]['id']},{visits[3]['target']},,pass,\n")
    size = len(entries(house))
    refused = house.run("import", "outcomes", bad, status=3)
    for line in (3, 4, 5, 6, 7):
        check(f"bad.csv:{line}:" in refused.err, f"line {line} is not named:\n{refused}")
    equal(len(entries(house)), size, "entries after a refused import")
    statuses = {visit["id"]: visit["status"]
                for visit in house.plan_json(programme, into="again")["visits"]}
    equal([statuses[visit["id"]] for visit in visits[:4]],
          ["done", "done", "done", "published"], "statuses")
    house.run("replan", programme)
    house.run("lead", "add", "--target", first["target"], "--source", "media", "--severity", "2", "--summary",
              "overcharged")
    house.run("ledger", "verify")
    house.run("doctor", status=None)
    text = house.run("--json", "ledger", "show").out
    for secret in (first["id"], first["target"], "Zhang San", "billing", "overcharged"):
        check(secret not in text, f"the ledger names '{secret}'")
    changed_rows(house)


def changed_rows(house):
    changes = {
        "xuncha-register-v1": "UPDATE snapshot SET reason = 'x' WHERE number = 2",
        "xuncha-plan-v1": "UPDATE plan SET summary = '{}'",
        "xuncha-approve-v1": "UPDATE approval SET approved_by = 'x'",
        "xuncha-outcomes-v1": "UPDATE outcome SET result = 'pass' WHERE item = 'billing'",
        "fact lead L2026-0001 was changed": "UPDATE fact SET body = '{}'",
        "xuncha-days-v1": "UPDATE day SET kind = 1 WHERE kind = 2",
        "stored lines do not match": "DELETE FROM line_set_chunk WHERE position = 0",
    }
    whole = house.db.read_bytes()
    for wanted, statement in changes.items():
        with sqlite3.connect(house.db) as database:
            database.execute("DROP TRIGGER IF EXISTS fact_is_not_changed")
            check(database.execute(statement).rowcount > 0, f"{statement}: no row was changed")
        database.close()
        result = house.run("ledger", "verify", status=1)
        check(wanted in result.out, f"{statement} does not show as {wanted}:\n{result}")
        check(re.search(r"^entry \d+: ", result.out, re.M), f"no entry is named:\n{result}")
        for ending in ("-wal", "-shm"):
            (house.db.parent / (house.db.name + ending)).unlink(missing_ok=True)
        house.db.write_bytes(whole)
    house.run("ledger", "verify")
    with sqlite3.connect(house.db) as database:
        for statement in ("DELETE FROM ledger", "UPDATE ledger SET at = ''"):
            try:
                database.execute(statement)
            except sqlite3.IntegrityError as refused:
                check("append-only" in str(refused), str(refused))
            else:
                check(False, f"{statement} was allowed")
    database.close()


def without_the_key(options, folder):
    """Without its key file a workspace can be read, and nothing can be entered."""
    house = office(options, folder)
    key = house.folder / "xuncha.db.key"
    check(key.stat().st_mode & 0o077 == 0, "the key can be read by others")
    aside = key.rename(house.folder / "aside")
    house.run("register", "show")
    house.run("ledger", "show")
    refused = house.run(*(word.format(5) for word in APPEND), status=4)
    check("signing key" in refused.err, f"the key is not named:\n{refused}")
    aside.rename(key)
    house.run(*(word.format(5) for word in APPEND))
    house.run("ledger", "verify")


if __name__ == "__main__":
    sys.exit(main([damaged_files, no_fork_no_gap, killed, clock_goes_back, outcomes_make_done,
                   without_the_key]))
