#!/usr/bin/env python3
"""Checks that everything the program says can be said in Chinese.

po/zh_CN.po has a finished translation for each text of the program and for nothing else, and each
translation takes the arguments that its text takes: conversions, and the {names} of the pages.

    po.py ROOT          prints what is wrong; exit 1 if anything is, 77 without gettext
    po.py --self-test   plants violations and checks that each is found
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / 'po'))
import extract  # noqa: E402  (lies beside the catalogue)

SKIPPED = 77
TOOLS = ('xgettext', 'msgfmt', 'msgattrib')
ENTRY = re.compile(r'^msgid ((?:"(?:\\.|[^"\\\n])*"\n)+)msgstr ((?:"(?:\\.|[^"\\\n])*"\n?)+)',
                   re.MULTILINE)
STRING = re.compile(r'"((?:\\.|[^"\\\n])*)"')
# What a translation may share with its text: conversions, and words without a letter.
NAMED = re.compile(r'(?<!\{)\{(\w+)\}(?!\})')
CONVERSION = re.compile(r"%[-+ #0'$*.\d]*(?:hh|h|ll|l|z|j|t)?[sdiuxXc%]")


def run(command):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return (result.returncode, result.stdout.decode('utf-8', 'replace'),
            result.stderr.decode('utf-8', 'replace').strip())


def entries(text):
    """{text: translation} of a .po file as gettext's tools write it, without the header."""
    found = {}
    for match in ENTRY.finditer(text):
        source, translation = (''.join(STRING.findall(part)) for part in match.groups())
        if source:
            found[source] = translation
    return found


def check(root):
    root = pathlib.Path(root)
    catalogue = str(root / 'po' / 'zh_CN.po')
    with tempfile.TemporaryDirectory() as place:
        template = pathlib.Path(place) / 'xuncha.pot'
        problems = extract.extract(root, template)
        wanted = entries(template.read_text(encoding='utf-8'))
        status, _, said = run(['msgfmt', '--check-format', '--check-domain',
                               '--output-file=' + place + '/zh_CN.mo', catalogue])
    if status != 0:
        return problems + [said]
    if not wanted:
        problems.append(f'{root}: no texts found, nothing was checked')
    show = ['msgattrib', '--no-wrap', catalogue]
    finished = entries(run(show + ['--translated', '--no-fuzzy', '--no-obsolete'])[1])
    present = entries(run(show + ['--no-obsolete'])[1])
    if run(show + ['--only-obsolete'])[1].strip():
        problems.append('zh_CN.po keeps translations of texts that are gone')
    for text in sorted(wanted.keys() - finished.keys()):
        problems.append(f'zh_CN.po does not translate: "{text}"')
    for text in sorted(present.keys() - wanted.keys()):
        problems.append(f'zh_CN.po translates what nobody says: "{text}"')
    for text, translation in sorted(finished.items()):
        if set(NAMED.findall(text)) != set(NAMED.findall(translation)):
            problems.append(f'zh_CN.po: the translation takes other names in braces: "{text}"')
        if text == translation and re.search('[A-Za-z]{2}', CONVERSION.sub('', text)):
            problems.append(f'zh_CN.po repeats the English: "{text}"')
    if problems:
        problems.append('run po/update.sh, then translate what it lists')
    return problems


HEADER = ('msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n'
          '"Content-Type: text/plain; charset=UTF-8\\n"\n\n')
CODE = 'int f(void) {\n    return xc_fail(error, XC_EINPUT, "%s: no %d", a, b);\n}\n'
GOOD = '#, c-format\nmsgid "%s: no %d"\nmsgstr "%s：没有%d"\n\n'


def self_test():
    # the C file, what follows the header of the catalogue, a part of what has to be said
    cases = [
        (CODE, GOOD, None),
        (CODE, GOOD.replace('%s：没有%d', '没有%2$d：%1$s'), None),
        (CODE + 'int g = tell(a, b, "%.*s%%");\n',
         GOOD + '#, c-format\nmsgid "%.*s%%"\nmsgstr "%.*s%%"\n', None),
        (CODE + 'const char *h = XC_MSG("over 5 % of it");\n',
         GOOD + 'msgid "over 5 % of it"\nmsgstr "超过其 5 %"\n', None),
        (CODE + 'xc_hint(e, "a ?" ": " "b");\n', GOOD + 'msgid "a ?: b"\nmsgstr "甲"\n', None),
        (CODE, '', 'does not translate: "%s: no %d"'),
        (CODE, GOOD.replace('%s：没有%d', ''), 'does not translate'),
        (CODE, GOOD.replace('#, ', '#, fuzzy, '), 'does not translate'),
        (CODE, GOOD.replace('%s：没有%d', '%s'), 'number of format specifications'),
        (CODE, GOOD.replace('%s：没有%d', '%d：没有%s'), 'not the same'),
        (CODE, GOOD.replace('%s：没有%d', '%s: no %d'), 'repeats the English'),
        (CODE, GOOD + 'msgid "gone"\nmsgstr "没了"\n', 'what nobody says: "gone"'),
        (CODE, GOOD + '#~ msgid "gone"\n#~ msgstr "没了"\n', 'texts that are gone'),
        (CODE + 'const char *h = XC_MSG("word");\n', GOOD, 'does not translate: "word"'),
        (CODE + 'const char *h = XC_MSG("one " /* and */\n    "two");\n', GOOD,
         'does not translate: "one two"'),
        (CODE + 'void note(int a, const char *format, ...) XC_PRINTF(2, 3);\n', GOOD,
         'note() takes a format'),
        (CODE + 'xc_hint(e, a ? "one" : "two");\n', GOOD, 'a.c:4: mark both texts'),
        ('int f(void);\n', '', 'no texts found'),
    ]
    failures = 0
    for code, catalogue, expected in cases:
        with tempfile.TemporaryDirectory() as place:
            root = pathlib.Path(place)
            for path, text in (('core/a/a.c', code), ('po/zh_CN.po', HEADER + catalogue)):
                (root / path).parent.mkdir(parents=True)
                (root / path).write_text(text, encoding='utf-8')
            problems = check(root)
        if (expected is None) == bool(problems) or expected and expected not in '\n'.join(problems):
            print(f'{code!r} {catalogue!r}: expected {expected!r}, got {problems}')
            failures += 1
    return failures + self_test_lua() + self_test_pages()


def self_test_lua():
    """A plugin's summaries are texts, those of its tests are not."""
    with tempfile.TemporaryDirectory() as place:
        root = pathlib.Path(place)
        for path, text in (
                ('core/a/a.c', CODE),
                ('plugins/a/a.lua', "return plugin { summary = 'it\\'s',\n"
                                    " params = { a = param.date:means 'the day' } }\n"),
                ('plugins/a/a_test.lua', "summary = 'a test'\n"),
                ('po/zh_CN.po', HEADER + GOOD)):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding='utf-8')
        problems = check(root)
    if [line for line in problems if 'translate:' in line] != [
            'zh_CN.po does not translate: "it\'s"', 'zh_CN.po does not translate: "the day"']:
        print(f'summaries of plugins: {problems}')
        return 1
    return 0


def self_test_pages():
    """What the pages say are texts, with the same {names} in both languages."""
    page = ("t('it\\'s {n}', { n }); tn('{n} row', '{n} rows', n); const a = mark('word');\n"
            "const b = get('/x'); t(a);\n")
    cases = [
        (page, '', ['does not translate: "it\'s {n}"', 'does not translate: "{n} row"',
                    'does not translate: "{n} rows"', 'does not translate: "word"']),
        ("t('on {day}');\n", 'msgid "on {day}"\nmsgstr "{tag}"\n\n', ['other names in braces']),
        ('t(`x`);\n', '', ['v.js:1: say t(']),
        ("\nt(a ? 'x' : 'y');\n", '', ['v.js:2: say t(']),
        ("t('on {day}');\n", 'msgid "on {day}"\nmsgstr "{day}（日）"\n\n', []),
    ]
    failures = 0
    for code, catalogue, expected in cases:
        with tempfile.TemporaryDirectory() as place:
            root = pathlib.Path(place)
            for path, text in (('core/a/a.c', CODE), ('core/pages/views/v.js', code),
                               ('po/zh_CN.po', HEADER + GOOD + catalogue)):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding='utf-8')
            problems = check(root)
        found = [line for line in problems if not line.startswith('run po/update')]
        if len(found) != len(expected) or not all(
                any(part in line for line in found) for part in expected):
            print(f'{code!r}: expected {expected!r}, got {problems}')
            failures += 1
    return failures


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        print(f'{", ".join(missing)}: not installed, nothing was checked')
        return SKIPPED
    if sys.argv[1] == '--self-test':
        return 1 if self_test() else 0
    problems = check(sys.argv[1])
    print('\n'.join(problems))
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
