#!/usr/bin/env python3
"""Collects every text of the program that can be translated.

    extract.py ROOT OUT.pot     needs xgettext; exit 1 and a list of reasons if something that
                                should be collected would be missed

C: the texts in calls of the functions below, and those marked with XC_MSG. Lua: the summaries of
plugins and of their parameters. JavaScript: what the pages say with t('…'), tn('…', '…', n) and
mark('…'). The template has no line numbers and no date, so that the same texts give the same bytes.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

# Functions and the position of the format or text they translate.
FORMATS = {
    'xc_message_set': 2,
    'xc_fail': 3,
    'xc_fail_at': 6,
    'xc_hint': 2,
    'xc_report_note': 2,
    'xc_cell_fail': 4,
    'xc_rules_refuse': 2,
    'xc_table_fail': 4,
    'xc_lines_fail': 2,
    'fail_place': 3,
    'xc_host_raise': 2,
    'xc_host_raise_at': 4,
    'xc_cli_say': 2,
    'fine': 2,
    'wrong': 2,
    'tell': 3,
    'say': 2,
    'figure_cell': 4,
    'xc_bind_tell': 3,
    'xc_record_differ': 2,
    'xc_record_at': 2,
    'xc_html_say': 2,
    'xc_html_element': 3,
    'xc_sheet_text': 2,
    'xc_sheet_warn': 2,
    'xc_sheet_part': 4,
    'xc_sheet_say': 3,
    'xc_sheet_note': 2,
    'xc_sheet_prose': 2,
    'xc_sheet_chart': 4,
    'xc_table_out_title': 3,
    'xc_table_out_say': 2,
    'xc_docx_say': 3,
    'xc_docx_run_say': 3,
    'xc_docx_cell_say': 2,
    'XC_BREACH': 3,
    'XC_SAY': 3,
    'BECAUSE': 3,
    'XC_RULES_HINT': 2,
}
TEXTS = {
    'XC_MSG': 1,
    'xc_text': 2,
    'heading': 2,
    'xc_sheet_head': 3,
    'xc_sheet_series': 2,
    'xc_sheet_sign': 2,
    'xc_sheet_fact': 2,
}
# Functions with a checked format that write what nobody translates.
UNTRANSLATED = {'xc_buffer_printf', 'xc_bind_mark', 'xc_bind_marked', 'name_row'}

DECLARED = re.compile(r'(\w+)\s*\([^;{}()]*,\s*\.\.\.\)\s*XC_PRINTF\((\d+)')
SUMMARY = re.compile(r'''(?:\bsummary\s*=|:means)\s*\(?\s*("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')''')
SAID = re.compile(r"""(?<![\w.$])(?:t|mark)\(\s*('(?:\\.|[^'\\\n])*')"""
                  r"""|(?<![\w.$])tn\(\s*('(?:\\.|[^'\\\n])*'),\s*('(?:\\.|[^'\\\n])*')""")
UNSAID = re.compile(r"""(?<![\w.$])(?:t|tn|mark)\(\s*(?:["`]|[^'()]*\?\s*')""")
LITERAL = re.compile(r'''"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?''')
CHOICE = re.compile(r'[?:]\s*"')
PERCENT = re.compile(rb'% ')
CONVERSION = re.compile(rb'%[^ ]')

HEADER = b'''msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

'''


def lua_texts(root):
    """The summaries of plugins, in the order of the files."""
    for path in sorted((root / 'plugins').glob('*/*.lua')):
        if path.name.endswith('_test.lua'):
            continue
        for match in SUMMARY.finditer(path.read_text(encoding='utf-8')):
            text = re.sub(r'\\(.)', r'\1', match.group(1)[1:-1])
            if text:
                yield path.relative_to(root).as_posix(), text


def page_files(root):
    pages = root / 'core' / 'pages'
    return [path for path in sorted(pages.rglob('*.js')) if 'node_modules' not in path.parts]


def page_texts(root):
    """What the pages say, in the order of the files."""
    for path in page_files(root):
        for match in SAID.finditer(path.read_text(encoding='utf-8')):
            for text in filter(None, match.groups()):
                yield path.relative_to(root).as_posix(), re.sub(r'\\(.)', r'\1', text[1:-1])


def page_problems(root):
    """Calls whose text would be missed: only literals in single quotes are found."""
    for path in page_files(root):
        text = path.read_text(encoding='utf-8')
        for match in UNSAID.finditer(text):
            line = text.count('\n', 0, match.start()) + 1
            name = path.relative_to(root).as_posix()
            yield f"{name}:{line}: say t('…') with one text in single quotes; mark() the others"


def arguments(text, at):
    """The arguments of a call; at stands behind its opening bracket."""
    found, start, depth = [], at, 0
    while at < len(text):
        if text[at] in '"\'':
            at = LITERAL.match(text, at).end()
            continue
        if text[at] == ',' and depth == 0:
            found.append(text[start:at])
            start = at + 1
        depth += {'(': 1, '[': 1, '{': 1, ')': -1, ']': -1, '}': -1}.get(text[at], 0)
        if depth < 0:
            break
        at += 1
    return found + [text[start:at]]


def unseen(path, text):
    """Reasons why xgettext would miss something in this file."""
    for name, number in DECLARED.findall(text):
        if name not in UNTRANSLATED and FORMATS.get(name) != int(number):
            yield f'{path}: {name}() takes a format: add it to FORMATS of po/extract.py'
    positions = FORMATS | TEXTS
    for match in re.finditer(r'(?<![\w.>])(%s)\s*\(' % '|'.join(positions), text):
        given = arguments(text, match.end())
        position = positions[match.group(1)]
        if position <= len(given) and CHOICE.search(LITERAL.sub('""', given[position - 1])):
            line = text.count('\n', 0, match.start()) + 1
            yield f'{path}:{line}: mark both texts of the choice with XC_MSG'


def c_literal(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def without_guess(entry):
    """The entry; xgettext takes the percent sign of "5 % of" for a conversion, no text here is."""
    if PERCENT.search(entry) and not CONVERSION.search(entry):
        return entry.replace(b'#, c-format\n', b'')
    return entry


def extract(root, out):
    root = pathlib.Path(root).resolve()
    sources = sorted(path.relative_to(root).as_posix() for path in (root / 'core').rglob('*.[ch]'))
    problems = []
    for source in sources:
        problems += unseen(source, (root / source).read_text(encoding='utf-8'))
    problems += page_problems(root)
    if not sources:
        problems.append(f'{root}: no sources found')
    command = ['xgettext', '--language=C', '--from-code=UTF-8', '--sort-output', '--no-location',
               '--no-wrap', '--keyword', '--output=-', '--directory=' + str(root)]
    for name, position in FORMATS.items():
        command += [f'--keyword={name}:{position}', f'--flag={name}:{position}:c-format']
    for name, position in TEXTS.items():
        command.append(f'--keyword={name}:{position}')
    with tempfile.TemporaryDirectory() as place:
        plugins = pathlib.Path(place) / 'plugins.c'
        plugins.write_text(''.join(f'/* {path} */ XC_MSG({c_literal(text)});\n'
                                   for path, text in [*lua_texts(root), *page_texts(root)]),
                           encoding='utf-8')
        result = subprocess.run(command + sources + [str(plugins)], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, check=False)
    said = result.stderr.decode('utf-8', 'replace')
    if result.returncode != 0 or said:
        problems.append(said.strip())
    entries = result.stdout.partition(b'\n\n')[2].split(b'\n\n')
    pathlib.Path(out).write_bytes(HEADER + b'\n\n'.join(map(without_guess, entries)))
    return problems


def main():
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    problems = extract(sys.argv[1], sys.argv[2])
    print('\n'.join(problems), end='\n' if problems else '')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
