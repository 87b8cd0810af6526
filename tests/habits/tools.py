#!/usr/bin/env python3
"""Runs clang-format and luacheck over the tree.

    tools.py format ROOT      C files of core/ and tests/ as .clang-format wants them
    tools.py luacheck ROOT    Lua files of plugins/, policies/ and tests/
    tools.py WHICH ROOT --self-test   a planted violation is found, a clean file is not

Exit 77: the tool is not installed (the test counts as skipped).
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
FORMAT_VERSION = '14'  # other versions lay out some lines differently


def files(root, parts, suffixes):
    found = []
    for part in parts:
        for path in sorted((root / part).rglob('*')):
            if path.suffix in suffixes and path.is_file():
                found.append(str(path))
    return found


def run(command, cwd=None):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            check=False, cwd=cwd)
    return result.returncode, result.stdout


def find_clang_format():
    for name in ('clang-format-' + FORMAT_VERSION, 'clang-format'):
        tool = shutil.which(name)
        if tool:
            _, said = run([tool, '--version'])
            if re.search(r'version %s\.' % FORMAT_VERSION, said):
                return tool
            print(f'{tool} is not version {FORMAT_VERSION}')
    return None


def check_format(tool, config, root):
    sources = files(root, ('core', 'tests'), ('.c', '.h'))
    if not sources:
        return 1, 'no C files found, nothing was checked'
    status, said = run([tool, f'--style=file:{config / ".clang-format"}', '--dry-run', '-Werror',
                        '--ferror-limit=1', *sources])
    places = re.findall(r'^(\S+?:\d+):\d+: error: ', said, re.MULTILINE)
    if places:
        said = '\n'.join(place + ': run clang-format -i on this file' for place in places)
    return status, said


def check_lua(tool, config, root):
    sources = files(root, ('plugins', 'policies', 'tests'), ('.lua',))
    if not sources:
        return 0, 'no Lua files yet'
    # The patterns of .luacheckrc count from where luacheck runs.
    sources = [os.path.relpath(source, root) for source in sources]
    return run([tool, '--config', str(config / '.luacheckrc'), '--no-cache', '--no-color',
                '--quiet', *sources], cwd=root)


TOOLS = {
    'format': (find_clang_format, check_format,
               ('core/base/a.c', 'int one(void) {\n    return 1;\n}\n'),
               ('core/base/b.c', 'int two(void){\n  return  2;}\n')),
    'luacheck': (lambda: shutil.which('luacheck'), check_lua,
                 ('plugins/a/a.lua', 'local one = 1\nreturn one\n'),
                 ('plugins/b/b.lua', 'local unused = 1\nleaked = 2\n')),
}


def plant(root, case):
    path = root / case[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(case[1])


def self_test(tool, check, config, clean, dirty):
    with tempfile.TemporaryDirectory() as place:
        root = pathlib.Path(place)
        plant(root, clean)
        status, said = check(tool, config, root)
        if status != 0:
            print('the clean file was refused:\n' + said)
            return 1
        plant(root, dirty)
        status, said = check(tool, config, root)
        if status == 0 or dirty[0] not in said:
            print('the planted violation was not found:\n' + said)
            return 1
    return 0


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in TOOLS:
        print(__doc__)
        return 2
    find, check, clean, dirty = TOOLS[sys.argv[1]]
    root = pathlib.Path(sys.argv[2]).resolve()
    tool = find()
    if not tool:
        print(f'{sys.argv[1]}: the tool is not installed, nothing was checked')
        return SKIPPED
    if sys.argv[3:] == ['--self-test']:
        return self_test(tool, check, root, clean, dirty)
    status, said = check(tool, root, root)
    print(said)
    return 1 if status else 0


if __name__ == '__main__':
    sys.exit(main())
