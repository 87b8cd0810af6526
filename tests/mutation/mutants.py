"""Small changes to a file of C: what programmers get wrong, one place at a time.

Comparisons are moved by one or turned over, && and ||, + and - change places, numbers grow or
shrink by one, statements are left out, returned values negated.
"""
import collections
import re

Mutant = collections.namedtuple('Mutant', 'file line start end text what source')

TOKEN = re.compile(r'''(?P<skip>\s+|//[^\n]*|/\*.*?\*/|^[ \t]*\#(?:\\\n|[^\n])*)|(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
    |(?P<number>0[xX][0-9a-fA-F]+|\d[\w.]*)|(?P<word>[A-Za-z_]\w*)|(?P<sign><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|[-+*/%&|^=!<>]=|&&|\|\||.)''',
                   re.VERBOSE | re.MULTILINE | re.DOTALL)
SWAPS = {'<': '<=', '<=': '<', '>': '>=', '>=': '>', '==': '!=', '!=': '==', '&&': '||', '||': '&&',
         '+': '-', '-': '+', '+=': '-=', '-=': '+=', '++': '--', '--': '++'}
TYPES = {'struct', 'const', 'enum', 'static', 'unsigned', 'int', 'bool', 'char', 'size_t', 'void', 'double', 'case', 'default'}
JUMPS = {'goto', 'continue', 'break'}


class Token:
    def __init__(self, kind, match):
        self.kind, self.text, self.start, self.end = kind, match.group(), match.start(), match.end()


def tokens_of(source):
    found = (Token(match.lastgroup, match) for match in TOKEN.finditer(source))
    return [token for token in found if token.kind != 'skip']


def small_changes(tokens):
    """(start, end, new text) of every change of one token."""
    for before, token, after in zip(tokens, tokens[1:], tokens[2:]):
        if token.kind == 'sign' and token.text in SWAPS:
            alone = before.kind == 'sign' and before.text not in ')]' or before.text == 'return'
            if not (alone and token.text in '+-'):
                yield token.start, token.end, SWAPS[token.text]
        elif token.kind == 'number' and (before.text, after.text) != ('{', '}'):
            digits = re.fullmatch(r'(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)', token.text)
            if digits:
                value = int(digits[1], 16 if digits[1][:2] in ('0x', '0X') else 10)
                yield token.start, token.end, f'{value + 1}{digits[2]}'
                if value > 0:
                    yield token.start, token.end, f'{value - 1}{digits[2]}'


def without_head(run):
    """What is left of a statement without its labels and heads of if, for, while."""
    while run:
        words = [token.text for token in run]
        if words[0] == 'case' or words[1:2] == [':']:
            at = words.index(':') + 1
        elif words[0] in ('else', 'do'):
            at = 1
        elif words[0] in ('if', 'for', 'while', 'switch'):
            at, depth = 2, 1
            while at < len(run) and depth > 0:
                depth += (words[at] == '(') - (words[at] == ')')
                at += 1
        else:
            return run
        run = run[at:]
    return run


def statements(tokens):
    """Runs of tokens inside functions that end in a semicolon."""
    run, depth, inside = [], 0, 0
    for token in tokens:
        if depth == 0 and token.text == '{' and (not without_head(run) if inside else run and run[-1].text == ')'):
            inside, run = inside + 1, []
        elif depth == 0 and token.text == '}':
            inside, run = inside - 1, []
        else:
            run.append(token)
            depth += (token.text in '([{') - (token.text in ')]}')
            if depth == 0 and token.text == ';':
                if inside:
                    yield without_head(run)
                run = []


def statement_changes(tokens):
    for run in statements(tokens):
        if len(run) < 2:
            continue
        words = [token.text for token in run]
        if words[0] == 'return' and len(run) > 2:
            yield run[1].start, run[-2].end, None
        declared = words[0] in TYPES or run[0].kind == run[1].kind == 'word' or (
            words[1] == '*' and len(words) > 3 and words[3] in ('=', ';'))
        if words[0] in JUMPS or words == ['return', ';'] or not declared and words[0] != 'return':
            yield run[0].start, run[-1].start, '(void)0'


def mutants_of(file, source):
    tokens = tokens_of(source)
    found = []
    for start, end, text in [*small_changes(tokens), *statement_changes(tokens)]:
        old = source[start:end]
        text = f'!({old})' if text is None else text
        what = f'without “{" ".join(old.split())}”' if text == '(void)0' else f'“{old}” becomes “{text}”'
        column = start - source.rfind('\n', 0, start)
        found.append(Mutant(file, source.count('\n', 0, start) + 1, start, end, text, f'column {column}: {what}', source))
    return sorted(found, key=lambda mutant: (mutant.start, mutant.end, mutant.text))
