#!/usr/bin/env python3
"""Checks who includes whom in core/.

A folder includes only its own headers and those of folders of lower layers, and each library
has one folder that knows it. The tables below are the ones of the design.

    layers.py ROOT          checks ROOT/core; prints FILE:LINE: reason; exit 1 if there is any
    layers.py --self-test   plants violations and checks that each is found
"""

import fnmatch
import pathlib
import re
import sys
import tempfile

LAYERS = {
    'base': 0,
    'http': 1,
    'register': 1, 'workdays': 1,
    'rules': 2,
    'draw': 3,
    'plan': 4,
    'policy': 5, 'calendar': 5, 'store': 5, 'exchange': 5,
    'casework': 6,
    'access': 7,
    'report': 7,
    'workspace': 8,
    'history': 9,
    'drawing': 10,
    'publish': 11,
    'programme': 12, 'intake': 12,
    'hand': 13,
    'serve': 14,
    'cli': 15,
}

FROM_LAYER_1_UP = sorted(room for room, layer in LAYERS.items() if layer >= 1)

# First match wins: header pattern, folders that may include it.
LIBRARIES = [
    ('openssl/ssl.h', ['http']),
    ('openssl/err.h', ['base', 'http']),
    ('openssl/*', ['base']),
    ('sanitizer/*', ['base']),
    ('utf8proc.h', ['base']),
    ('jansson.h', FROM_LAYER_1_UP),
    ('lua.h', ['policy']),
    ('lauxlib.h', ['policy']),
    ('lualib.h', ['policy']),
    ('lua5.4/*', ['policy']),
    ('linux/*', ['policy']),
    ('seccomp.h', ['policy']),
    ('sys/prctl.h', ['policy']),
    ('ical.h', ['calendar']),
    ('libical/*', ['calendar']),
    ('sqlite3.h', ['store']),
    ('iconv.h', ['exchange']),
    ('expat.h', ['exchange']),
    ('unzip.h', ['exchange']),
    ('zip.h', ['exchange']),
    ('minizip/*', ['exchange']),
    ('xlsxwriter.h', ['exchange']),
    ('xlsxwriter/*', ['exchange']),
    ('uv.h', ['http', 'serve']),
    ('llhttp.h', ['http']),
    ('zlib.h', ['serve']),
    ('regex.h', ['serve']),
]

# The C library and POSIX; everything else has to stand in a table above.
SYSTEM = set('''
    assert.h ctype.h errno.h float.h inttypes.h limits.h math.h setjmp.h signal.h stdalign.h
    stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h
    time.h wchar.h
    dirent.h fcntl.h fnmatch.h glob.h libgen.h poll.h pthread.h pwd.h sched.h semaphore.h spawn.h
    getopt.h strings.h syslog.h termios.h unistd.h arpa/inet.h netdb.h netinet/in.h netinet/tcp.h
    sys/file.h sys/ioctl.h sys/mman.h sys/resource.h sys/select.h sys/socket.h sys/stat.h
    sys/statvfs.h sys/syscall.h sys/time.h sys/types.h sys/uio.h sys/un.h sys/utsname.h sys/wait.h
'''.split())

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def reason_own(room, header):
    """Why room may not include "header", or None."""
    other, slash, _ = header.partition('/')
    if not slash:
        return f'write "{room}/{header}": headers are named with their folder'
    if other not in LAYERS:
        return f'"{header}": {other} is not a folder of core/ in the layer table'
    if other != room and LAYERS[other] >= LAYERS[room]:
        return (f'"{header}": {room} is layer {LAYERS[room]} and may not include {other} '
                f'of layer {LAYERS[other]}')
    return None


def reason_library(room, header):
    """Why room may not include <header>, or None."""
    for pattern, rooms in LIBRARIES:
        if fnmatch.fnmatch(header, pattern):
            if room in rooms:
                return None
            return f'<{header}>: only {", ".join(rooms)} may include it, {room} may not'
    if header in SYSTEM:
        return None
    return f'<{header}>: this header is not in the table of tests/habits/layers.py'


def check_source(room, path):
    for number, line in enumerate(path.read_text(encoding='utf-8').splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        own, library = match.groups()
        reason = reason_own(room, own) if own else reason_library(room, library)
        if reason:
            yield f'{path}:{number}: {reason}'


def check_build(room, path):
    """The folders a library is linked with obey the same table."""
    text = re.sub(r'#[^\n]*', '', path.read_text(encoding='utf-8'))
    for call in re.findall(r'xc_room\(([^)]*)\)', text):
        words = call.split()
        if words and words[0] != room:
            yield f'{path}: xc_room({words[0]}) stands in the folder {room}'
        wanted = False
        for word in words[1:]:
            if word.isupper():
                wanted = word == 'ROOMS'
            elif wanted and LAYERS.get(word, 99) >= LAYERS[room]:
                yield f'{path}: {room} may not be linked with {word}'


def check(root):
    core = pathlib.Path(root) / 'core'
    problems = []
    files = 0
    for folder in sorted(path for path in core.iterdir() if path.is_dir()):
        room = folder.name
        if room not in LAYERS and not any(folder.glob('*.[ch]')):
            continue  # what browsers load
        if room not in LAYERS:
            problems.append(f'{folder}: not in the layer table')
            continue
        for path in sorted(folder.rglob('*.[ch]')):
            files += 1
            problems += check_source(room, path)
        for path in sorted(folder.rglob('CMakeLists.txt')):
            problems += check_build(room, path)
    if files == 0:
        problems.append(f'{core}: no sources found, nothing was checked')
    return problems


def self_test():
    # path, content, a part of what has to be said (None: fine)
    cases = [
        ('plan/a.c', '#include "base/str.h"\n#include "plan/a.h"\n#include <jansson.h>\n', None),
        ('policy/a.c', '#include <lua.h>\n#include <linux/seccomp.h>\n', None),
        ('http/a.c', '#include <openssl/ssl.h>\n#include "base/x.h"\n', None),
        ('cli/a.c', '// #include <uv.h>\n#include <stdio.h>\n', None),
        ('base/CMakeLists.txt', 'xc_room(base SOURCES a.c LIBRARIES PkgConfig::CRYPTO)', None),
        ('rules/CMakeLists.txt', 'xc_room(rules SOURCES a.c ROOMS base register)', None),
        ('base/a.c', '#include "register/register.h"\n', 'layer 0'),
        ('register/a.c', '#include "workdays/due.h"\n', 'of layer 1'),
        ('register/a.h', '\n  #  include "rules/rules.h"\n', ':2: '),
        ('store/a.c', '#include "calendar/feed.h"\n', 'may not include calendar'),
        ('plan/a.c', '#include "cli/cli.h"\n', 'layer 15'),
        ('plan/a.c', '#include "a.h"\n', 'named with their folder'),
        ('plan/a.c', '#include "../base/str.h"\n', 'not a folder'),
        ('plan/a.c', '#include <sqlite3.h>\n', 'only store'),
        ('cli/a.c', '#include <zlib.h>\n', 'only serve'),
        ('cli/a.c', '#include <lauxlib.h>\n', 'only policy'),
        ('plan/a.c', '#include <linux/seccomp.h>\n', 'only policy'),
        ('report/a.c', '#include <libical/ical.h>\n', 'only calendar'),
        ('policy/a.c', '#include <openssl/evp.h>\n', 'only base'),
        ('serve/a.c', '#include <openssl/evp.h>\n', 'only base'),
        ('cli/a.c', '#include <openssl/ssl.h>\n', 'only http'),
        ('register/a.c', '#include <utf8proc.h>\n', 'only base'),
        ('base/a.c', '#include <jansson.h>\n', 'base may not'),
        ('store/a.c', '#include <iconv.h>\n', 'only exchange'),
        ('store/a.c', '#include <minizip/unzip.h>\n', 'only exchange'),
        ('plan/a.c', '#include <curl/curl.h>\n', 'not in the table'),
        ('kitchen/a.c', '\n', 'not in the layer table'),
        ('base/CMakeLists.txt', 'xc_room(base SOURCES a.c ROOMS plan)', 'linked with plan'),
        ('plan/CMakeLists.txt', 'xc_room(draw SOURCES a.c ROOMS base)', 'stands in'),
    ]
    failures = 0
    for path, content, expected in cases:
        with tempfile.TemporaryDirectory() as root:
            whole = pathlib.Path(root) / 'core' / path
            clean = pathlib.Path(root) / 'core' / 'base' / 'clean.c'
            clean.parent.mkdir(parents=True)
            clean.write_text('#include <string.h>\n')
            whole.parent.mkdir(parents=True, exist_ok=True)
            whole.write_text(content)
            problems = check(root)
        if expected is None:
            good = not problems
        else:
            good = len(problems) == 1 and expected in problems[0]
        if not good:
            print(f'{path} {content!r}: expected {expected!r}, got {problems}')
            failures += 1
    with tempfile.TemporaryDirectory() as root:
        (pathlib.Path(root) / 'core').mkdir()
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
