#!/usr/bin/env python3
"""Made-up records of all kinds of draws, half of them damaged or a lie, and the page's verifier.

    made.py MAKE_RECORDS PAGES COUNT     exit 1 where the two say different things
"""
import pathlib
import subprocess
import sys
import tempfile

import house


def main():
    make, pages, count = sys.argv[1:]
    folder = house.verifier(pages)
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([make, count, place, "20000"], check=True)
        agree = pathlib.Path(__file__).with_name("agree.mjs")
        return subprocess.run(["node", agree, folder, place], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
