#!/usr/bin/env python3
"""Verifies published records of draws. Written from docs/draw.md alone; shares nothing with xuncha.

    verify.py RECORD.json...    prints "FILE: same", "FILE: different: WHAT" or "FILE: no record: WHY"

Exit status: 0 all the same, 1 something differs, 2 something is no record. What a record cannot prove
(that the key is the office's, that a drand signature is the chain's) is not looked at.
"""
import datetime, json, math, re, sys, unicodedata
from notes import plain, read_checkpoint, read_key, root_of, sha, tree

class NoRecord(Exception): pass
class Different(Exception): pass
def form(condition, what, refusal=NoRecord):
    if not condition:
        raise refusal(what)
def same(condition, what):
    form(condition, what, Different)
def match(pattern, text):
    return re.fullmatch(pattern, text, re.A)

# ---- Texts ----
HEX, ROWS = '[0-9a-f]{64}', '(0|[1-9][0-9]{0,18})'

def is_id(text):
    return type(text) is str and text not in ('', '-') and ':' not in text and ',' not in text
def members(text):
    return set() if text == '-' else set(text.split(','))
def is_set(text):
    parts = [p.encode() for p in text.split(',')]
    return text == '-' or all(a < b for a, b in zip([b''] + parts, parts)) and b'-' not in parts
def is_number(text):
    return match('0|[1-9][0-9]{0,6}', text) and int(text) <= 1000000
TABLES = {'targets': (is_id, '[^-].*|-.+', is_number, '.+', '.+', is_set), 'people': (is_id, '.+', '.+', is_number, is_set),
          'avoid': (lambda pair: pair.count(':') == 1 and all(map(is_id, pair.split(':'))), '.+')}
def read_table(text, name, digest):
    """The rows by their first field, checked against the commit's digest."""
    lines, rows, before = text.split('\n'), {}, b''
    same(lines.pop() == '' and '%d %s' % (len(lines), tree(l.encode() for l in lines).hex()) == digest, name + ': digest')
    for at, line in enumerate(lines, 1):
        row, first = line.split('\t'), line.split('\t')[0].encode()
        same(len(row) == len(TABLES[name]) and all(row) and all(map(plain, row)) and before < first and
             unicodedata.is_normalized('NFC', line) and all(map(fits, row, TABLES[name])), '%s:%d' % (name, at))
        before, rows[row[0]] = first, row
    return rows
LOTTERIES = {'ssq': ((33, 6), (16, 1)), 'dlt': ((35, 5), (12, 2)), 'kl8': ((80, 20),)}
CHAINS = {'8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce': (1595431050, 30),
          '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971': (1692803367, 3)}
def outcomes(name):
    """How many values a beacon may take, at most 2^64; None: no name of a beacon."""
    words = name.split(' ')
    if name == 'local' or match('drand [0-9a-f]{64} [1-9][0-9]{0,18}', name):
        return 2 ** 64
    if match('dice [1-9][0-9]{0,2}', name):
        return 6 ** min(int(words[1]), 25)
    if match('lottery (ssq|dlt|kl8) [1-9][0-9]{0,11}', name):
        return math.prod(math.comb(*balls) for balls in LOTTERIES[words[1]])
    return None
def value_fits(name, value):
    words = name.split(' ')
    if words[0] in ('local', 'drand'):
        return len(value) in ((32,) if words[0] == 'local' else (48, 96))
    numbers = [int(n) for n in value.split(b' ')] if re.fullmatch(b'[1-9][0-9]?( [1-9][0-9]?)*', value) else [0]
    if words[0] == 'dice':
        return len(numbers) == int(words[1]) and min(numbers) > 0 and max(numbers) <= 6
    for most, count in LOTTERIES[words[1]]:
        some, numbers = numbers[:count], numbers[count:]
        if len(some) != count or some[-1] > most or any(a >= b for a, b in zip([0] + some, some)):
            return False
    return not numbers
COMMIT = ['xuncha-commit-v1', '.+', HEX] + 3 * [ROWS + ' ' + HEX] + ['.+', '-|' + HEX]
ENTRY = ['xuncha-sub-entry-v1', '.+', '[1-9][0-9]{0,5}', 'target|person', '[^:,]+', '[^:,]+', '.+', '-|' + HEX, '.+',
         '-|' + HEX]
def read_lines(text, patterns):
    """Lines of a commit or entry, and the names of its beacons, which stand in the last line but one."""
    lines = text.split('\n')
    form(lines.pop() == '' and len(lines) == len(patterns) and all(map(match, patterns, lines)) and
         all(map(plain, lines)), patterns[0])
    form(len(lines[1].encode()) <= 256 and all(map(is_id, lines[1].split('/'))) and
         not any(c.isspace() for c in lines[1]), 'draw id')
    names = lines[-2].split(' + ')
    form(len(set(names)) == len(names) <= 8 and None not in map(outcomes, names), 'beacons')
    form(math.prod(map(outcomes, names)) >= 2 ** 64, 'beacons: fewer than 2^64 outcomes')
    return lines, names

# ---- JSON ----
def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(',', ':'))
def read_json(text, refusal=NoRecord):
    def pairs(found):
        form(len(dict(found)) == len(found), 'double key', refusal)
        return dict(found)
    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_float=pairs, parse_constant=pairs)
        again = canonical(value).encode().decode()  # fails for half a surrogate pair
        form('\\u0000' not in again.replace('\\\\', ''), 'NUL', refusal)
        return value
    except (ValueError, TypeError, RecursionError) as error:
        raise refusal('JSON: %s' % error) from None
def fits(value, shape):
    """A shape is a type, a pattern, a test, [shape of all], {str: shape of all}, or {key: shape}; '?' behind a key: optional."""
    if isinstance(shape, (type, str)):
        return type(value) is shape or type(value) is type(shape) and match(shape, value)
    if isinstance(shape, list):
        return type(value) is list and all(fits(v, shape[0]) for v in value)
    if not isinstance(shape, dict):
        return shape(value)
    if type(value) is not dict or str in shape:
        return type(value) is dict and all(fits(v, shape[str]) for v in value.values())
    known = {k.rstrip('?'): s for k, s in shape.items()}
    return {k for k in shape if k[-1] != '?'} <= set(value) <= set(known) and all(fits(v, known[k]) for k, v in value.items())
def number(value, most=1000000):
    return type(value) is int and 0 <= value <= most
def seconds(text):
    return datetime.datetime.strptime(text + '+0000', '%Y-%m-%dT%H:%M:%SZ%z').timestamp()
TIME = r'(19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ'
def one(value):
    return number(value) and value == 1
LOG = {'index': lambda v: number(v, 2 ** 63 - 1), 'time': lambda v: fits(v, TIME) and seconds(v) is not None,
       'checkpoint': str, 'proof': lambda v: fits(v, [HEX]) and len(v) <= 64}
VALUES = {'one_time_code': HEX + '|', 'beacons': [{'name': str, 'value': '([0-9a-f]{2})*', 'checked': bool}]}
RECORD = dict(VALUES, v=one, commit=str, key=str, log=LOG, result_log=LOG,
              files={'rules': str, 'targets': str, 'people': str, 'avoid': str},
              result={'seed': HEX, 'selected': {str: [str]}, 'crews?': [[str]], 'teams?': [[str]]})
RECORD['outer?'] = lambda v: fits(v, RECORD)
RECORD['subs?'] = [dict(VALUES, entry=str, log=LOG, result={'seed': HEX, 'in': str, 'crew?': [str]})]
RULES = {'v': one, 'within?': HEX, 'delay?': number, 'skip?': [is_id], 'must?': [is_id],
         'select': {'method': 'srs|pps|order', 'n?': {str: number}, 'share?': [number], 'floors?': {str: number}},
         'deal?': {'seats': [is_id], 'apart?': ['area|organisation'], 'balance?': bool, 'teams?': [[is_id]]}}
def read_rules(text, digest_of):
    same(sha(text.encode()).hex() == digest_of, 'rules: digest')
    rules = read_json(text, Different)
    same(canonical(rules) == text and fits(rules, RULES), 'rules: form')
    select, share = rules['select'], rules['select'].get('share')
    same(('n' in select) + ('share' in select) == (select['method'] != 'order') and (share or 'floors' not in select) and
         (not share or len(share) == 2 and 0 < share[0] <= share[1]), 'rules: select')
    return rules

# ---- Drawing ----
def sizes(select, counts):
    """How many of each stratum; counts: N of each."""
    floors, method = select.get('floors'), select['method']
    numbers = counts if method == 'order' else select.get('n', floors or {})
    same(all(n <= counts.get(s, 0) for s, n in numbers.items()), 'selected: a stratum is too small')
    if 'share' not in select:
        return {s: numbers.get(s, 0) for s in counts}
    a, b = select['share']
    if floors is None:
        return {s: -(-a * n // b) for s, n in counts.items()}
    total, floor = sum(counts.values()), sum(floors.values())
    rest = max(-(-a * total // b), floor) - floor
    parts = {s: divmod(rest * (n - floors.get(s, 0)), max(total - floor, 1)) for s, n in counts.items()}
    more = sorted(counts, key=lambda s: (-parts[s][1], s.encode()))[:rest - sum(w for w, _ in parts.values())]
    return {s: floors.get(s, 0) + parts[s][0] + (s in more) for s in counts}
def pps(units, n, start):
    """units: [ticket, id, weight] in ticket order, weights above 0, at least n."""
    taken, total = [], sum(u[2] for u in units)
    while n and max(n * u[2] for u in units) >= total:
        unit = min(units, key=lambda u: (-u[2], u[0]))
        taken, units, n, total = taken + [unit[1]], [u for u in units if u is not unit], n - 1, total - unit[2]
    offset, low = int.from_bytes(start, 'big') % max(total, 1), 0
    for unit in units if n else []:
        high = low + n * unit[2]
        taken += [unit[1]] if (high - offset - 1) // total > (low - offset - 1) // total else []
        low = high
    return taken

def fill(slots, capacity):
    """Any assignment by augmenting paths, or None; slots: (group, candidates), nobody twice in a group."""
    held = [None] * len(slots)
    def find(slot, seen):
        group, candidates = slots[slot] if (None, slot) not in seen else (None, [])
        seen.add((None, slot))
        for one in candidates:
            if (group, one) in seen or one == held[slot]:
                continue
            seen.add((group, one))
            theirs = [s for s, h in enumerate(held) if h == one]
            inside = [s for s in theirs if slots[s][0] == group]
            room = not inside and len(theirs) < capacity[one]
            blocked = not inside and not room and one in seen  # all who sit with `one` were asked before
            seen |= set() if inside or room else {one}
            if room or not blocked and any(find(s, seen) for s in inside or theirs):
                held[slot] = one
                return True
        return False
    return held if all(find(slot, set()) for slot in range(len(slots))) else None

def assign(slots, capacity, able=0):
    """The lexicographically first, or None; able: share the load, capacities cut to the smallest feasible number."""
    if able:
        cuts = range(-(-len(slots) // able), max(capacity.values()) + 1)
        found = (assign(slots, {p: min(c, cut) for p, c in capacity.items()}) for cut in cuts)
        return next((held for held in found if held is not None), None)
    held, slots = fill(slots, capacity), list(slots)
    for at, (group, candidates) in enumerate(slots if held else []):
        for one in candidates[:candidates.index(held[at])]:
            slots[at] = (group, [one])
            trial = fill(slots, capacity)
            if trial:
                held = trial
                break
        slots[at] = (group, [held[at]])
    return held

class Urn:
    def __init__(self, rules, tables, drawn_outside):
        self.targets, self.people, self.avoid = tables
        self.rules, self.deal, self.select = rules, rules.get('deal', {}), dict(rules['select'])
        inside = {t[1] for t in self.targets.values() if drawn_outside is None or t[1] in drawn_outside}
        for name in {'n', 'floors'} & set(self.select) if drawn_outside is not None else ():
            self.select[name] = {s: n for s, n in self.select[name].items() if s in drawn_outside}
        self.purpose, self.apart = 'order' if self.select['method'] == 'order' else 'target', self.deal.get('apart', [])
        self.strata, skip = {t[1]: [] for t in self.targets.values()}, set(rules.get('skip', []))
        for t in self.targets.values():
            self.strata[t[1]] += [t] if t[1] in inside and not members(t[5]) & skip else []
    def tickets(self, draw, seed):
        self.ticket = lambda purpose, s: sha(sha(('xuncha/%s/%s\n' % (purpose, draw)).encode(), seed), s.encode())
    def some(self, rows, n, stratum):
        """n of the rows by the method; None: too few."""
        pool = [t for t in rows if self.select['method'] != 'pps' or t[2] != '0']
        units = sorted([self.ticket(self.purpose, t[0]), t[0], int(t[2])] for t in pool)
        if len(units) < n or self.select['method'] != 'pps':
            return [u[1] for u in units[:n]] if len(units) >= n else None
        return pps(units, n, self.ticket('start', stratum))
    def selected(self):
        out, must = {}, set(self.rules.get('must', []))
        numbers = sizes(self.select, {s: len(rows) for s, rows in self.strata.items()})
        for stratum, rows in self.strata.items():
            first = [t[0] for t in rows if members(t[5]) & must]
            drawn = self.some([t for t in rows if t[0] not in first], max(numbers[stratum] - len(first), 0), stratum)
            same(drawn is not None, 'selected: too few with a weight in ' + stratum)
            out[stratum] = sorted(first + drawn, key=lambda t: self.ticket(self.purpose, t))
        return out
    def barred(self, person, target):
        p, t = self.people[person], self.targets[target]
        return person + ':' + target in self.avoid or 'organisation' in self.apart and p[1] == t[3] != '-' or \
            'area' in self.apart and p[2] == t[4] != '-'
    def may(self, kind, target=None):
        able = [p for p, row in self.people.items() if row[3] != '0' and kind in members(row[4])]
        return able if target is None else sorted((p for p in able if not self.barred(p, target)),
                                                  key=lambda p: self.ticket('pair', target + '\t' + p))
    def dealt(self, targets, capacity, balance):
        """One crew for each target, or None."""
        slots = [(t, self.may(kind, t)) for t in targets for kind in self.deal['seats']]
        able = {p for kind in self.deal['seats'] for p in self.may(kind)}
        held, seats = assign(slots, capacity, len(able) if balance else 0), len(self.deal['seats'])
        return held and [held[i * seats:(i + 1) * seats] for i in range(len(targets))]
    def capacity(self):
        return {p: int(row[3]) for p, row in self.people.items()}
    def draw_crews(self):
        self.drawn = [t for ids in self.selected().values() for t in ids]
        self.ever, self.teams, self.team_of, self.crews, self.left = set(self.drawn), [], {}, {}, set()
        slots = sorted(self.drawn, key=lambda t: self.ticket(self.purpose, t))
        if 'teams' in self.deal:
            fixed, seats = self.deal['teams'], [(i, k) for k in self.deal['seats'] for i in range(len(self.deal['teams']))]
            names = [p for team in fixed for p in team]
            same(set(names) <= set(self.people) and len(set(names)) == len(names), 'teams: fixed people')
            pool = sorted(set(self.people) - set(names), key=lambda p: self.ticket('team', p))
            held = assign([(at, [p for p in pool if p in self.may(k)]) for at, (_, k) in enumerate(seats)], dict.fromkeys(pool, 1))
            same(held is not None, 'teams: too few people')
            self.teams = [team + [p for p, (j, _) in zip(held, seats) if j == i] for i, team in enumerate(fixed)]
            room = {i: min([int(self.people[p][3]) for p in team] + [1000000]) for i, team in enumerate(self.teams)}
            held = assign([(t, self.teams_for(t)) for t in slots], room, len(self.teams))
            same(held is not None, 'teams: too few')
            self.team_of = dict(zip(slots, held))
        elif self.deal:
            held = self.dealt(slots, self.capacity(), self.deal.get('balance'))
            same(held is not None, 'crews: too few people')
            self.crews = dict(zip(slots, held))
    def teams_for(self, target):
        free = [i for i, team in enumerate(self.teams) if not any(p and self.barred(p, target) for p in team)]
        return sorted(free, key=lambda i: self.ticket('pair', '%s\t%d' % (target, i + 1)))
    def crew(self, target):
        return self.teams[self.team_of[target]] if target in self.team_of else self.crews.get(target, [])
    def room(self):
        """What is left of everybody's capacity."""
        used = [p for t in self.drawn for p in self.crew(t) if p]
        return {p: c - used.count(p) for p, c in self.capacity().items()}
    def replace_target(self, leaves):
        stratum = self.targets[leaves][1]
        new = self.some([t for t in self.strata[stratum] if t[0] not in self.ever], 1, stratum)
        self.drawn.remove(leaves)
        room, crews = self.room(), [[]]
        if new and self.teams:
            teams = [i for i in self.teams_for(new[0]) if all(room[p] > 0 for p in self.teams[i] if p)]
            crews = [self.team_of[leaves]] if self.team_of[leaves] in teams else teams[:1]
        elif new and self.deal:
            crews = self.dealt(new, room, False)
        if not new or not crews:
            return '-'
        (self.team_of if self.teams else self.crews)[new[0]] = crews[0]
        self.drawn.append(new[0])
        self.ever.add(new[0])
        return new[0]
    def replace_person(self, leaves, target):
        if self.teams:
            number, team = next(((i, t) for i, t in enumerate(self.teams) if leaves in t), (0, []))
            fixed, visits = len(self.deal['teams'][number]), [t for t in self.drawn if self.crew(t) is team]
            same(target == '-' and leaves in team[fixed:], 'nobody who can be replaced')
            taken, kind = {p for t in self.teams for p in t}, self.deal['seats'][team.index(leaves) - fixed]
            able = [p for p, row in self.people.items() if int(row[3]) >= len(visits) and kind in members(row[4]) and
                    p not in taken and (number, p) not in self.left and not any(self.barred(p, t) for t in visits)]
            able, mark = sorted(able, key=lambda p: self.ticket('team', p)), (number, leaves)
        else:
            team, room, mark = self.crews.get(target, []), self.room(), (target, leaves)
            same(target in self.drawn and leaves in team, 'nobody who can be replaced')
            able = [p for p in self.may(self.deal['seats'][team.index(leaves)], target) if p not in team and
                    (target, p) not in self.left and room[p] > 0]
        team[team.index(leaves)] = able[0] if able else None
        self.left.add(mark)
        return able[0] if able else '-'

# ---- The whole record ----
def seed_of(part, names, commitment, *before):
    values, code = [bytes.fromhex(b['value']) for b in part['beacons']], bytes.fromhex(part['one_time_code'])
    same([b['name'] for b in part['beacons']] == names and all(map(value_fits, names, values)), 'beacons')
    same((sha(b'xuncha-code-v1\n', code).hex() if code else '-') == commitment, 'one_time_code')
    return sha(*before, *map(sha, values), code)
def check_due(names, earliest, latest, where):
    for words in (name.split(' ') for name in names):
        if words[0] == 'drand' and words[1] in CHAINS:
            due = CHAINS[words[1]][0] + (int(words[2]) - 1) * CHAINS[words[1]][1]
            same(earliest <= due <= latest, where + ': the time of a drand round')
def parse(record):
    form(fits(record, RECORD), 'keys and types')
    commit, key = read_lines(record['commit'], COMMIT), read_key(record['key'])
    form(key, 'key')
    entries = [read_lines(sub['entry'], ENTRY) for sub in record.get('subs', [])]
    return commit, entries, key, parse(record['outer']) if 'outer' in record else None

def verify(record, parsed):
    (commit, names), entries, key, parsed_outer = parsed
    files, result, outside = record['files'], record['result'], None
    rules = read_rules(files['rules'], commit[2])
    tables = [read_table(files[name], name, commit[3 + i]) for i, name in enumerate(('targets', 'people', 'avoid'))]
    same(('outer' in record) == ('within' in rules), 'outer')
    if 'outer' in record:
        same(sha(record['outer']['commit'].encode()).hex() == rules['within'], 'outer: commit')
        verify(record['outer'], parsed_outer)
        outside = {t for ids in record['outer']['result']['selected'].values() for t in ids}
    seed = seed_of(record, names, commit[7], b'xuncha-seed-v1\n', sha(record['commit'].encode()))
    same(result['seed'] == seed.hex(), 'seed')
    urn = Urn(rules, tables, outside)
    urn.tickets(commit[1], seed)
    same(result['selected'] == urn.selected(), 'selected')
    urn.draw_crews()
    slots = sorted(urn.drawn, key=lambda t: urn.ticket(urn.purpose, t))
    same(result.get('teams') == ([list(t) for t in urn.teams] if 'teams' in urn.deal else None), 'teams')
    same(result.get('crews') == ([[t] + urn.crew(t) for t in slots] if urn.deal else None), 'crews')
    entry = 'xuncha-result-v1\n%s\n%s\n%s\n' % (commit[1], sha(record['commit'].encode()).hex(), sha(canonical(result).encode()).hex())
    logs = [(record['log'], record['commit'], 'log'), (record['result_log'], entry, 'result_log')]
    for at, (sub, (lines, sub_names)) in enumerate(zip(record.get('subs', []), entries), 1):
        where, leaves = 'substitution %d: ' % at, lines[4]
        same(lines[1] == commit[1] and lines[2] == str(at), where + 'number')
        seed_j = seed_of(sub, sub_names, lines[9], b'xuncha-sub-v1\n', seed, sha(sub['entry'].encode()))
        urn.tickets(commit[1], seed_j)
        same(lines[3] == 'person' or leaves in urn.drawn and lines[5] == '-', where + 'what leaves')
        one = urn.replace_person(leaves, lines[5]) if lines[3] == 'person' else urn.replace_target(leaves)
        expected = {'seed': seed_j.hex(), 'in': one}
        if lines[3] == 'target' and one != '-' and urn.deal:
            expected['crew'] = [p for p in urn.crew(one) if p]
        same(sub['result'] == expected, where + 'result')
        logs.append((sub['log'], sub['entry'], where + 'log'))
        check_due(sub_names, seconds(sub['log']['time']) + 1, math.inf, where)
    times, trees = [seconds(log['time']) for log, _, _ in logs], {}
    for log, text, where in logs:
        try:
            size, root = read_checkpoint(log['checkpoint'], key)
        except ValueError as reason:
            raise Different('%s: checkpoint: %s' % (where, reason)) from None
        leaf, path = 'xuncha-entry-v1\n' + log['time'] + '\n' + text, map(bytes.fromhex, log['proof'])
        same(root_of(leaf.encode(), log['index'], size - 1, path) == root, where + ': proof')
        same(trees.setdefault(size, root) == root, where + ': another tree of the same size')
    same(all(a[0]['index'] < b[0]['index'] for a, b in zip(logs, logs[1:])) and times == sorted(times), 'order in the ledger')
    earliest = times[0] + rules.get('delay', 600)
    same(names == ['local'] * len(names) or times[1] >= earliest, 'delay')
    check_due(names, earliest, times[1], 'beacons')
def judge(raw):
    """(0 same, 1 different, 2 no record; the reason)"""
    try:
        record = read_json(raw.decode())
        verify(record, parse(record))
        return 0, ''
    except Different as difference:
        return 1, str(difference)
    except (NoRecord, ValueError) as reason:
        return 2, str(reason)
def main(paths):
    worst = 0
    for path in paths:
        with open(path, 'rb') as file:
            verdict, reason = judge(file.read())
        print(path + ': ' + ('same', 'different: ', 'no record: ')[verdict] + reason)
        worst = max(worst, verdict)
    return worst

if __name__ == '__main__':
    sys.setrecursionlimit(20000)
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else print(__doc__) or 2)
