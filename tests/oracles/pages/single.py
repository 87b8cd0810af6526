#!/usr/bin/env python3
"""The page as one file: it carries all it needs, may load and send nothing, and knows a genuine
drand signature from a forged one.

    single.py PAGES SOURCE
"""
import base64
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

import house

# Round 1000 of quicknet, as its network serves it.
ROUND = ("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", 1000,
         "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39")


def with_drand(record, signature):
    """The record as if it were drawn by that round: no draw at all, but its value can be looked at."""
    chain, number, _ = ROUND
    name = f"drand {chain} {number}"
    lines = record["commit"].split("\n")
    lines[6] = name
    return {**record, "commit": "\n".join(lines), "beacons": [{"name": name, "value": signature, "checked": False}]}


def main():
    pages, source = sys.argv[1:]
    house.verifier(pages)
    golden = pathlib.Path(source, "tests/golden/public_draw/expected/records/spring_check_targets.record.json")
    record = json.loads(golden.read_text(encoding="utf-8"))
    forged = base64.b16encode(hashlib.sha384(b"forged").digest()).decode().lower()
    with tempfile.TemporaryDirectory() as place:
        files = [golden]
        for name, signature in (("genuine", ROUND[2]), ("forged", forged), ("other", ROUND[2][:-2] + "38")):
            files.append(pathlib.Path(place, f"{name}.json"))
            files[-1].write_text(json.dumps(with_drand(record, signature)), encoding="utf-8")
        files.append(pathlib.Path(place, "none.json"))
        files[-1].write_text("{}", encoding="utf-8")
        done = subprocess.run(["node", pathlib.Path(__file__).with_name("single.mjs"), pathlib.Path(pages, "verify.html"), *files],
                              stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        return 1
    said = [json.loads(line) for line in done.stdout.splitlines()]
    found = [(one.get("verdict"), one.get("signatures"), one.get("forged")) for one in said]
    expected = [("same", [], False), ("different", ["valid"], False), ("different", ["invalid"], True),
                ("different", ["invalid"], True), ("none", [], None)]
    for one, wanted in zip(found, expected):
        if one != wanted:
            print(f"expected {wanted}, found {one}")
    return 0 if found == expected else 1


if __name__ == "__main__":
    sys.exit(main())
