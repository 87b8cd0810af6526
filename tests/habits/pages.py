#!/usr/bin/env python3
"""Checks what browsers load: core/pages.

Modules are well formed, shorter than 400 lines and import what exists; nothing is inline or comes
from elsewhere, which the pages' security policy would refuse at run time only.

    pages.py ROOT        prints what is wrong; exit 1 if anything is, 77 without node
    pages.py --self-test plants violations and checks that each is found
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
MOST_LINES = 400
IMPORT = re.compile(r"""(?:\bfrom|\bimport\()\s*'(\.[^']+)'""")
FORBIDDEN = [
    (re.compile(r'\.(?:innerHTML|outerHTML)\b|insertAdjacentHTML|document\.write|dangerouslySet'),
     'HTML made of strings: use htm'),
    (re.compile(r'<[a-z][^>]*\sstyle="'), 'style="…" is refused by the policy: use a class'),
    (re.compile(r'\bstyle="[^"$]'), 'style="…" is refused by the policy: use a class'),
    (re.compile(r'\beval\(|new Function\('), 'code from strings is refused by the policy'),
    (re.compile(r'<script(?![^>]*\bsrc=)'), 'an inline script is refused by the policy'),
    (re.compile(r'<style\b'), 'an inline style sheet is refused by the policy'),
    (re.compile(r'''(?:src|href|url\(|fetch\(|from)\s*[=]?\s*["'(]?\s*(?:https?:)?//'''),
     'pages load nothing from elsewhere'),
    (re.compile(r'\bconsole\.'), 'left over from trying things out'),
]
PARSE = '''
const { readFileSync } = require('node:fs');
const { SourceTextModule } = require('node:vm');
for (const name of process.argv.slice(1)) {
  try {
    new SourceTextModule(readFileSync(name, 'utf8').replace(/^#!.*/, ''), { identifier: name });
  } catch (error) {
    console.log(`${error.stack.split('\\n', 1)[0]}: ${error.name}: ${error.message}`);
  }
}
'''


def files(root):
    pages = root / 'core' / 'pages'
    return [path for path in sorted(pages.rglob('*'))
            if path.suffix in ('.js', '.mjs', '.html', '.css') and 'node_modules' not in path.parts]


def badly_formed(root, names):
    """All modules in one run: starting node for each takes a minute."""
    if not names:
        return []
    said = subprocess.run(['node', '--experimental-vm-modules', '--no-warnings', '-e', PARSE,
                           '--', *names], cwd=root, stdout=subprocess.PIPE, check=True)
    return said.stdout.decode('utf-8', 'replace').splitlines()


def check(root):
    root = pathlib.Path(root)
    problems, modules = [], []
    found = files(root)
    for path in found:
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding='utf-8')
        lines = text.count('\n')
        if lines >= MOST_LINES:
            problems.append(f'{name}: {lines} lines; keep files below {MOST_LINES}')
        for pattern, why in FORBIDDEN:
            for match in pattern.finditer(text):
                problems.append(f'{name}:{text.count(chr(10), 0, match.start()) + 1}: {why}')
        if path.suffix not in ('.js', '.mjs'):
            continue
        for target in IMPORT.findall(text):
            wanted = (path.parent / target).resolve()
            if 'vendor' not in wanted.parts and not wanted.is_file():
                problems.append(f'{name}: imports {target}, which does not exist')
        modules.append(name)
    problems += badly_formed(root, modules)
    if not found:
        problems.append(f'{root}: no pages found, nothing was checked')
    return problems


def self_test():
    cases = [
        ({'a.js': "import { b } from './b.js';\nb();\n", 'b.js': 'export const b = () => 1;\n'}, None),
        ({'a.js': "import { b } from './b.js';\nb();\n"}, 'does not exist'),
        ({'a.js': "const a = import('./v/b.js');\n"}, 'does not exist'),
        ({'a.js': "import { h } from './vendor/preact.js';\nh();\n"}, None),
        ({'a.js': 'const a = ;\n'}, 'SyntaxError'),
        ({'a.js': '// long\n' * 400}, 'below 400'),
        ({'a.js': 'node.innerHTML = name;\n'}, 'use htm'),
        ({'a.js': 'html`<p style="color: red">`;\n'}, 'use a class'),
        ({'a.js': 'html`<p style=${{ width }}>`;\n'}, None),
        ({'a.js': "console.log('x');\n"}, 'left over'),
        ({'a.html': '<script>x()</script>\n'}, 'inline script'),
        ({'a.html': '<script src="/assets/a.js"></script>\n'}, None),
        ({'a.html': '<link href="https://example.org/a.css">\n'}, 'from elsewhere'),
        ({'a.css': 'a { background: url(//example.org/a.png); }\n'}, 'from elsewhere'),
        ({}, 'no pages found'),
    ]
    failures = 0
    for given, expected in cases:
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place) / 'core' / 'pages'
            folder.mkdir(parents=True)
            (folder / 'package.json').write_text('{"type":"module"}', encoding='utf-8')
            for name, text in given.items():
                (folder / name).write_text(text, encoding='utf-8')
            problems = '\n'.join(check(place))
        if (expected is None) == bool(problems) or expected and expected not in problems:
            print(f'{given}: expected {expected!r}, got {problems!r}')
            failures += 1
    return failures


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    if not shutil.which('node'):
        print('node: not installed, nothing was checked')
        return SKIPPED
    if sys.argv[1] == '--self-test':
        return 1 if self_test() else 0
    problems = check(sys.argv[1])
    print('\n'.join(problems))
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
