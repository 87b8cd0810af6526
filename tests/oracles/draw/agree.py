#!/usr/bin/env python3
"""Compares two verifiers' verdicts on made-up records.

    agree.py --make MAKE_RECORDS COUNT     exit 1 where verify.py and ours say different things
    agree.py --make MAKE_RECORDS --self-test
    agree.py --lines                       exit 1 where verify.py is no longer read in an afternoon
"""
import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

import verify

WORDS = ('same', 'different', 'no record')
MOST_LINES, LONGEST_LINE = 400, 120


def compare(make, count, first=0):
    """(lines of disagreement, counts of (what was done, verdict))."""
    bad, counts = [], collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([make, str(count), folder, str(first)], check=True)
        lines = pathlib.Path(folder, 'verdicts.txt').read_text(encoding='utf-8', errors='replace').splitlines()
        for line in lines:
            number, ours, done, reason = line.split('\t', 3)
            verdict, other = verify.judge(pathlib.Path(folder, number + '.json').read_bytes())
            counts[done, WORDS[verdict]] += 1
            if verdict != int(ours):
                bad.append(f'{number} ({done}): ours: {WORDS[int(ours)]} {reason}; verify.py: {WORDS[verdict]} {other}')
            elif done == '-' and verdict != 0:
                bad.append(f'{number}: an honest record is {WORDS[verdict]}: {reason}; {other}')
            elif done not in ('-', 'damage') and verdict != 1:
                bad.append(f'{number}: a lie ({done}) is {WORDS[verdict]}')
        if len(lines) != count:
            bad.append(f'{len(lines)} records instead of {count}')
    return bad, counts


def self_test(make):
    """A verifier that is wrong in one place is found out."""
    wrong = {'pps': lambda weights, n, start: list(weights)[:n],
             'sizes': lambda select, counts: {s: min(1, n) for s, n in counts.items()},
             'root_of': lambda leaf, index, size, path: None,
             'as_logged': lambda sub, entry: sub['entry'],
             'fill': lambda slots, capacity, most: False}
    for name, function in wrong.items():
        right = getattr(verify, name)
        setattr(verify, name, function)
        bad, _ = compare(make, 60)
        setattr(verify, name, right)
        if not bad:
            print('nobody noticed a wrong', name)
            return 1
    return 0


def check_lines():
    """verify.py and what it takes from this folder: few lines, none of them long, nothing but the standard library."""
    folder, lines = pathlib.Path(verify.__file__).resolve().parent, []
    for name, module in list(sys.modules.items()):
        path = pathlib.Path(getattr(module, '__file__', None) or sys.executable).resolve()
        if name != '__main__' and path.parent == folder:
            lines += path.read_text(encoding='utf-8').splitlines()
    imported = re.findall('^(?:import|from) (.*)$', '\n'.join(lines), re.M)
    names = {name for line in imported for name in line.split(' import ')[0].split(', ')}
    foreign = names - {'notes'} - set(sys.stdlib_module_names)
    longest = max(map(len, lines))
    print(f'{len(lines)} lines of at most {longest} characters; not in the standard library: {foreign or "nothing"}')
    return 0 if 300 < len(lines) <= MOST_LINES and longest <= LONGEST_LINE and not foreign else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('count', type=int, nargs='?', default=300)
    parser.add_argument('--first', type=int, default=0)
    parser.add_argument('--make')
    parser.add_argument('--self-test', action='store_true')
    parser.add_argument('--lines', action='store_true')
    options = parser.parse_args()
    if options.lines:
        return check_lines()
    if not options.make:
        parser.error('--make is missing')
    sys.setrecursionlimit(20000)
    if options.self_test:
        return self_test(options.make)
    bad, counts = compare(options.make, options.count, options.first)
    for (done, verdict), count in sorted(counts.items()):
        print(f'{done:8} {verdict:10} {count}')
    for line in bad[:50]:
        print(line)
    print(f'{len(bad)} disagreements')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
