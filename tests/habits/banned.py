#!/usr/bin/env python3
"""Looks for what this code base does without.

Functions that cannot be used safely or that ask for the time, floating point where results
have to be exact, files that have grown too long, and notes to oneself.

    banned.py ROOT          prints FILE:LINE: reason; exit 1 if there is any
    banned.py --self-test   plants violations and checks that each is found
"""

import pathlib
import re
import sys
import tempfile

UNSAFE = {
    'strcpy': 'xc_buffer or memcpy with a checked length',
    'strncpy': 'xc_buffer or memcpy with a checked length',
    'stpcpy': 'xc_buffer or memcpy with a checked length',
    'strcat': 'xc_buffer_puts',
    'strncat': 'xc_buffer_puts',
    'sprintf': 'snprintf or xc_buffer_printf',
    'vsprintf': 'vsnprintf',
    'gets': 'xc_file_read',
    'atoi': 'xc_str_to_uint',
    'atol': 'xc_str_to_uint',
    'atoll': 'xc_str_to_uint',
    'atof': 'exact fractions',
    'scanf': 'xc_str_cut and xc_str_to_uint',
    'fscanf': 'xc_str_cut and xc_str_to_uint',
    'sscanf': 'xc_str_cut and xc_str_to_uint',
    'vsscanf': 'xc_str_cut and xc_str_to_uint',
    'strtok': 'xc_str_cut',
    'gmtime': 'base/date.h',
    'gmtime_r': 'base/date.h',
    'localtime': 'base/date.h',
    'localtime_r': 'base/date.h',
    'mktime': 'base/date.h',
    'ctime': 'base/date.h',
    'asctime': 'base/date.h',
    'rand': 'xc_random, or a ticket of the draw',
    'srand': 'xc_random, or a ticket of the draw',
    'setlocale': 'base/catalogue.h',
    'tmpnam': 'mkstemp',
    'tempnam': 'mkstemp',
    'mktemp': 'mkstemp',
}

CLOCKS = ('time', 'clock', 'gettimeofday', 'clock_gettime', 'timespec_get')
WITHOUT_CLOCK = ('register', 'workdays', 'rules', 'draw', 'plan')
WITHOUT_FLOATS = ('register', 'workdays', 'rules', 'draw', 'plan')
LINES_MAX = 600
NOTES = ('TO' 'DO', 'FIX' 'ME', 'XX' 'X')

UNSAFE_CALL = re.compile(r'(?<![\w.>])(%s)\s*\(' % '|'.join(sorted(UNSAFE)))
CLOCK_CALL = re.compile(r'(?<![\w.>])(%s)\s*\(' % '|'.join(CLOCKS))
FLOAT = re.compile(r'\b(float|double)\b|(?<![\w.])(\d+\.\d*|\.\d+|\d+[eE][+-]?\d+)')
NOTE = re.compile(r'\b(%s)\b' % '|'.join(NOTES))
# Comments, texts and character constants of C; a text is kept as "" so that code stays code.
SKIPPED = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def code_only(text):
    """text without comments and literals, with the same lines."""
    def blank(match):
        found = match.group()
        return ('""' if found[0] in '"\'' else ' ') + '\n' * found.count('\n')
    return SKIPPED.sub(blank, text)


def check_c(path, room, text):
    for number, line in enumerate(code_only(text).split('\n'), 1):
        for match in UNSAFE_CALL.finditer(line):
            name = match.group(1)
            yield f'{path}:{number}: {name}() is banned, use {UNSAFE[name]}'
        if room in WITHOUT_CLOCK:
            for match in CLOCK_CALL.finditer(line):
                yield f'{path}:{number}: {match.group(1)}(): {room} never asks for the time'
        if room in WITHOUT_FLOATS:
            for match in FLOAT.finditer(line):
                yield f'{path}:{number}: {match.group()}: {room} uses no floating point'


def check_notes(path, text):
    for number, line in enumerate(text.split('\n'), 1):
        match = NOTE.search(line)
        if match:
            yield f'{path}:{number}: {match.group()}: finish it or open an issue'


def check(root):
    root = pathlib.Path(root)
    problems = []
    files = 0
    for part in ('core', 'tests', 'plugins', 'policies', 'cmake'):
        for path in sorted((root / part).rglob('*')):
            if path.suffix not in ('.c', '.h', '.lua', '.py', '.cmake') or not path.is_file():
                continue
            files += 1
            text = path.read_text(encoding='utf-8')
            problems += check_notes(path, text)
            if path.suffix in ('.c', '.h'):
                inside = path.relative_to(root).parts
                problems += check_c(path, inside[1] if part == 'core' else None, text)
                lines = text.count('\n')
                if part == 'core' and lines > LINES_MAX:
                    problems.append(f'{path}: {lines} lines, at most {LINES_MAX}: '
                                    'split it by meaning')
    if files == 0:
        problems.append(f'{root}: no sources found, nothing was checked')
    return problems


def self_test():
    note = NOTES[0]
    # path, content, a part of what has to be said (None: fine)
    cases = [
        ('core/plan/a.c', '/* double the time() of strcpy(a) */ int a = 3; // 1.5\n', None),
        ('core/plan/a.c', 'const char *a = "strcpy(x) 1.5 double \\" rand()";\n', None),
        ('core/plan/a.c', 'int double_random = 0x1e9 + 10u; runtime(a); a.time(b);\n', None),
        ('core/plan/a.c', "char quote = '\"'; int b = '\\''; int x1 = a1[2];\n", None),
        ('core/cli/a.c', 'double x = 1.5; now = time(NULL);\n', None),
        ('core/base/a.c', 'char t[] = ".xuncha-%s";\n' % ('X' * 6), None),
        ('core/base/a.c', '\n' * 600, None),
        ('tests/unit/x.c', 'double x;\n' + '\n' * 700, None),
        ('core/base/a.c', '\n' * 601, '601 lines'),
        ('core/draw/a.c', '/* a\n b */ double x;\n', ':2: double'),
        ('core/draw/a.h', 'float x(void);\n', 'float'),
        ('core/plan/a.c', 'int x = y * 1.5;\n', '1.5'),
        ('core/plan/a.c', 'int x = 1e9;\n', '1e9'),
        ('core/register/a.c', 'x = time (NULL);\n', 'never asks'),
        ('core/rules/a.c', 'clock_gettime(CLOCK_REALTIME, &t);\n', 'never asks'),
        ('core/workdays/a.c', 'x = clock();\n', 'never asks'),
        ('core/cli/a.c', '// ' + note + ' later\n', note),
        ('plugins/x/x.lua', '-- ' + NOTES[1] + '\n', NOTES[1]),
        ('tests/x.py', '# ' + NOTES[2] + ': why\n', NOTES[2]),
    ]
    for name in UNSAFE:
        cases.append(('core/serve/a.c', f'int f(void) {{ return {name}(a); }}\n', name + '()'))
        cases.append(('tests/unit/a.c', f'x = y ? {name}\t(a) : 0;\n', name + '()'))
        cases.append(('core/base/a.c', f'x = xc_{name}(a) + {name}_all(b) + p->{name};\n', None))
    failures = 0
    for path, content, expected in cases:
        with tempfile.TemporaryDirectory() as root:
            whole = pathlib.Path(root) / path
            whole.parent.mkdir(parents=True)
            whole.write_text(content)
            problems = check(root)
        if expected is None:
            good = not problems
        else:
            good = len(problems) == 1 and expected in problems[0]
        if not good:
            print(f'{path} {content[:60]!r}: expected {expected!r}, got {problems}')
            failures += 1
    with tempfile.TemporaryDirectory() as root:
        if not check(root):
            print('an empty tree passed')
            failures += 1
    return failures


def main():
    if sys.argv[1:] == ['--self-test']:
        return 1 if self_test() else 0
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    problems = check(sys.argv[1])
    print('\n'.join(problems))
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
