#!/usr/bin/env python3
"""Looks for variables that live as long as the process in the libraries of core/.

Only constant tables are allowed; what can change belongs to a caller.

    globals.py LIBRARY…     prints LIBRARY: symbol; exit 1 if there is any, 77 without nm
    globals.py --self-test  compiles a planted variable and checks that it is found
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
# Sections that can be written to while the program runs; .data.rel.ro is made read-only once
# the addresses are filled in.
WRITABLE = re.compile(r'^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)(?!\.rel\.ro)')
# What sanitizers, coverage and the fuzzer's counters add.
OURS_NOT = re.compile(r'^(__|\.L|_?asan|gcov|llvm_)')


def check(libraries):
    problems = []
    for library in libraries:
        listing = subprocess.run(['nm', '--format=sysv', library], stdout=subprocess.PIPE,
                                 stderr=subprocess.DEVNULL, text=True, check=True).stdout
        for line in listing.splitlines():
            cells = [cell.strip() for cell in line.split('|')]
            if len(cells) != 7 or cells[3] not in ('OBJECT', 'TLS'):
                continue
            if WRITABLE.match(cells[6]) and not OURS_NOT.match(cells[0]):
                problems.append(f'{library}: {cells[0]} can change, in {cells[6]}')
    return problems


def self_test():
    source = '''
        static const char *const names[] = {"a", "b"};
        static const int numbers[] = {1, 2, 3};
        const char *name(int i) { return names[i]; }
        int number(int i) { return numbers[i]; }
    '''
    planted = {
        'counter': 'int count(void) { static int counter; return ++counter; }',
        'words': 'const char *words[] = {"a", "b"};',
        'level': 'int level = 3;',
        'own': '_Thread_local int own; int get(void) { return own++; }',
    }
    failures = 0
    with tempfile.TemporaryDirectory() as place:
        for name, text in [(None, ''), *planted.items()]:
            path = pathlib.Path(place) / 'a.c'
            out = pathlib.Path(place) / 'a.o'
            path.write_text(source + text)
            subprocess.run(['cc', '-O1', '-c', '-o', out, path], check=True)
            problems = check([str(out)])
            good = not problems if name is None else len(problems) == 1 and name in problems[0]
            if not good:
                print(f'{name}: got {problems}')
                failures += 1
    return failures


def main():
    if not shutil.which('nm') or not shutil.which('cc'):
        print('nm or cc is not installed, nothing was checked')
        return SKIPPED
    if sys.argv[1:] == ['--self-test']:
        return 1 if self_test() else 0
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    problems = check(sys.argv[1:])
    print('\n'.join(problems))
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
