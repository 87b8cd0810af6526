#!/usr/bin/env python3
"""Verifies published records of draws. Written from docs/draw.md (§ below); shares nothing with xuncha.
    verify.py RECORD.json...    prints "FILE: same", "FILE: different: WHAT" or "FILE: no record: WHY"
                                and returns 0, 1 or 2, the worst of them; §12 says what no record can prove
"""
import collections, datetime, functools, itertools, json, math, pathlib, re, sys, unicodedata
from notes import CONTROLS, check, read_checkpoint, read_key, root_of, sha, tree
# ---- Tables and texts, as patterns (§1, §3, §8) ----
def word(without=''):  # a text without control characters and these, but not "-" alone
    return f'(?:[^-{without}{CONTROLS}][^{without}{CONTROLS}]*|-[^{without}{CONTROLS}]+)'
def composed(t):  # in NFC, at most 30 marks in a row
    return unicodedata.is_normalized('NFC', t) and 31*'m' not in ''.join('.m'[unicodedata.combining(c) > 0] for c in t)
def fields(between, **forms):
    return between.join(f'(?P<{name}>{form})' for name, form in forms.items())
HEX, NUMBER, TEXT, ID = '[0-9a-f]{64}', '0|[1-9][0-9]{0,5}|1000000', f'[^{CONTROLS}]+', word(':,')
SET, DIGEST, PART = f'-|{word(",")}(?:,{word(",")})*', f'(?:0|[1-9][0-9]*) {HEX}', word(':,/ \xa0\u3000')
TABLES = {'targets': fields('\t', id=ID, stratum=word(), weight=NUMBER, organisation=TEXT, area=TEXT, flags=SET),
          'people': fields('\t', id=ID, organisation=TEXT, area=TEXT, capacity=NUMBER, seats=SET),
          'avoid': fields('\t', id=f'{ID}:{ID}', reason=TEXT)}
DRAW_ID, SEED = f'{PART}(?:/{PART})*', '\n' + fields('\n', beacons=TEXT, code='-|' + HEX) + '\n'
COMMIT = fields('\n', head='xuncha-commit-v1', id=DRAW_ID, rules=HEX, **dict.fromkeys(TABLES, DIGEST)) + SEED
ENTRY = fields('\n', head='xuncha-sub-entry-v1', id=DRAW_ID, number='[1-9][0-9]{0,5}|1000000',
               who=f'person\n{ID}|target\n{ID}(?=\n-\n)', at='-|' + ID, reason=word(), evidence='-|' + HEX) + SEED
def members(text):
    words = [] if text == '-' else text.split(',')
    check(words == sorted(set(words)), 'order of a set: ' + text)
    return words
def read_table(name, text, digest):  # rows by their first field; Python sorts texts as if by their UTF-8 bytes
    lines, rows, read = text.split('\n'), {}, {'weight': int, 'capacity': int, 'flags': members, 'seats': members}
    check(lines.pop() == '', name + ': the last line has no end')
    check(f'{len(lines)} {tree([sha(bytes(1), line.encode()) for line in lines]).hex()}' == digest, name + ': digest')
    for line in lines:
        found = re.fullmatch(TABLES[name], line)
        check(found and composed(line), f'{name}: {line}')
        rows[found['id']] = {field: read.get(field, str)(value) for field, value in found.groupdict().items()}
    check(list(rows) == sorted(rows) and len(rows) == len(lines), name + ': order')
    return rows
# ---- Beacons and the seed (§4) ----
LOTTERIES = {'ssq': ((6, 33), (1, 16)), 'dlt': ((5, 35), (2, 12)), 'kl8': ((20, 80),)}  # so many balls of so many
CHAINS = {'8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce': (1595431050, 30, 96),
          '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971': (1692803367, 3, 48)}  # start, step, bytes
def is_lottery(value, balls):
    numbers = iter([int(number) for number in value.split(' ')])
    drawn = [sorted({*itertools.islice(numbers, count)} & {*range(1, most + 1)}) for count, most in balls]
    return (value == ' '.join(str(number) for part in drawn for number in part) and
            [len(part) for part in drawn] == [count for count, _ in balls])
def beacon(name):  # (how many values it may take, all from 2^64 on are enough; a test of a value's bytes as Latin-1)
    kind, *words = name.split(' ')
    if name == 'local':
        return 2 ** 64, lambda value: len(value) == 32
    if re.fullmatch(f'drand {HEX} [1-9][0-9]{{0,18}}', name):
        return 2 ** 64, lambda value: len(value) in (CHAINS[words[0]][2:] if words[0] in CHAINS else range(1, 1025))
    if re.fullmatch('dice [1-9][0-9]{0,2}', name) and int(words[0]) <= 512:
        return 6 ** int(words[0]), lambda value: re.fullmatch(f'([1-6] ){{{words[0]}}}', value + ' ')
    check(re.fullmatch('lottery (ssq|dlt|kl8) [1-9][0-9]{0,11}', name), 'beacon: ' + name)
    balls = LOTTERIES[words[0]]
    return math.prod(math.comb(most, count) for count, most in balls), lambda value: is_lottery(value, balls)
def read_lines(pattern, text):  # parts of a commit or entry by name, names of its beacons
    found = re.fullmatch(pattern, text)
    check(found and composed(text) and len(found['id'].encode()) <= 256, 'form of: ' + text)
    names = found['beacons'].split(' + ')
    check(len(set(names)) == len(names) <= 8 and math.prod(beacon(n)[0] for n in names) >= 2 ** 64, 'beacons')
    return found, names
read_commit, read_entry = functools.partial(read_lines, COMMIT), functools.partial(read_lines, ENTRY)
def seed_of(part, names, commitment, *before):
    values, code = [bytes.fromhex(b['value']) for b in part['beacons']], bytes.fromhex(part['one_time_code'])
    fitting = [n for n, value in zip(names, values) if beacon(n)[1](value.decode('latin-1'))]
    check([b['name'] for b in part['beacons']] == names == fitting, 'beacons')
    check((sha(b'xuncha-code-v1\n', code).hex() if code else '-') == commitment, 'one_time_code')
    return sha(*before, *map(sha, values), code)
def dues(names, earliest=-math.inf, latest=math.inf):  # when rounds of known chains come out: not before, nor after
    known = [words for words in map(str.split, names) if words[1:] and words[1] in CHAINS]
    times = [CHAINS[chain][0] + (int(number) - 1) * CHAINS[chain][1] for _, chain, number in known]
    check(all(earliest <= time <= latest for time in times), 'the time of a drand round')
    return times
# ---- JSON: records and rules (§1, §2, §11) ----
flag = lambda value: type(value) is bool
STRING, AMOUNT, BYTES = '[^\0\ud800-\udfff]*', range(1000001), '(?:[0-9a-f]{2}){0,1024}'
def fits(value, shape):
    """Shapes: pattern, range, [shape of all], {STRING: shape of all}, {key: shape; with '?': may be missing}, test."""
    if isinstance(shape, str):
        return type(value) is str and re.fullmatch(shape, value)
    if isinstance(shape, range):
        return type(value) is int and value in shape
    if isinstance(shape, list):
        return type(value) is list and all(fits(v, shape[0]) for v in value)
    if not isinstance(shape, dict) or type(value) is not dict:
        return not isinstance(shape, dict) and shape(value)
    known = {key: shape[STRING] for key in value if fits(key, STRING)} if STRING in shape else {
        key.rstrip('?'): inner for key, inner in shape.items() if key in value or key[-1] != '?' or key[:-1] in value}
    return set(value) == set(known) and all(fits(value[key], known[key]) for key in known)
def read_by(reader):
    return lambda value: fits(value, STRING) and reader(value) is not None
def seconds(time):
    found = datetime.datetime.strptime(time + '+0000', '%Y-%m-%dT%H:%M:%SZ%z')
    check(1900 <= found.year < 2200 and found.strftime('%Y-%m-%dT%H:%M:%SZ') == time, 'time: ' + time)
    return found.timestamp()
LOG = {'index': range(2 ** 63), 'time': read_by(seconds), 'checkpoint': STRING,
       'proof': lambda path: fits(path, [HEX]) and len(path) <= 64}
SEEDS = {'one_time_code': f'(?:{HEX})?', 'beacons': [{'name': STRING, 'value': BYTES, 'checked': flag}]}
ASKED = {'entry': read_by(read_entry), 'log': LOG, 'blind?': HEX}
RUN = {**ASKED, **SEEDS, 'result': {'seed': HEX, 'in': STRING, 'crew?': [STRING]}}
VOID = {**ASKED, 'void_log': LOG, 'void': dict.fromkeys(['by', 'reason'], lambda text: fits(text, STRING) and
        re.fullmatch(word(), text) and composed(text))}
RECORD = {**SEEDS, 'v': range(1, 2), 'commit': read_by(read_commit), 'key': read_by(read_key),
          'files': dict.fromkeys(['rules', *TABLES], STRING), 'log': LOG, 'result_log': LOG,
          'subs?': [lambda sub: fits(sub, VOID) or fits(sub, RUN)],
          'result': {'seed': HEX, 'selected': {STRING: [STRING]}, 'crews?': [[STRING]], 'teams?': [[STRING]]}}
for _ in range(8):
    RECORD = {**RECORD, 'outer?': RECORD}
RULES = {'v': range(1, 2), 'within?': HEX, 'delay?': AMOUNT, 'skip?': [ID], 'must?': [ID],
         'select': {'method': 'srs|pps|order', 'n?': {STRING: AMOUNT}, 'share?': [AMOUNT], 'floors?': {STRING: AMOUNT}},
         'deal?': {'seats': [ID], 'apart?': ['area|organisation'], 'balance?': flag, 'teams?': [[ID]]}}
canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(',', ':')).encode
def unique(pairs):
    check(len(dict(pairs)) == len(pairs), 'JSON: a key stands there twice')
    return dict(pairs)
def read_rules(text, digest):
    rules = json.loads(text)
    check(sha(text.encode()).hex() == digest and canonical(rules) == text and fits(rules, RULES), 'rules')
    select, (a, b) = rules['select'], rules['select'].get('share', [1, 1])
    amounts = [[]] if select['method'] == 'order' else [['n'], ['share'], ['floors', 'share']]
    check(sorted(set(select) - {'method'}) in amounts and 0 < a <= b, 'rules: select')
    return rules
# ---- Drawing targets (§6) ----
def sizes(select, counts):  # how many of each stratum; counts: N of each
    floors = collections.Counter(select.get('floors'))
    given = collections.Counter(counts if select['method'] == 'order' else select.get('n', floors))
    check(all(n <= counts.get(stratum, 0) for stratum, n in given.items()), 'selected: a stratum is too small')
    a, b = select.get('share', (0, 1))
    if 'floors' not in select:
        return {s: -(-a * n // b) if 'share' in select else given[s] for s, n in counts.items()}
    total, floor = sum(counts.values()), sum(floors.values())
    rest = max(-(-a * total // b) - floor, 0)
    parts = {s: divmod(rest * (n - floors[s]), max(total - floor, 1)) for s, n in counts.items()}
    more = sorted(counts, key=lambda s: (-parts[s][1], s))[:rest - sum(whole for whole, _ in parts.values())]
    return {s: floors[s] + parts[s][0] + (s in more) for s in counts}
def pps(weights, n, start):  # n targets; weights: {target: weight above 0} in ticket order, at least n
    taken, total = [], sum(weights.values())
    while n and n * max(weights.values()) >= total:
        taken.append(max(weights, key=weights.get))  # of equals the first
        total -= weights.pop(taken[-1])
        n -= 1
    high = n and -1 - int.from_bytes(start, 'big') % total
    for target, weight in weights.items() if n else ():
        low, high = high, high + n * weight
        taken += [target] if high // total > low // total else []
    return taken
# ---- Assignments (§7): a slot is (group, candidates), and nobody sits twice in a group ----
def fill(slots, capacity, most):  # whether all can be, by augmenting paths slot → (group, person) → person → end
    room = collections.defaultdict(collections.Counter)  # of each step, backwards too
    for slot, (group, candidates) in enumerate(slots):
        for one in candidates:
            room[slot][group, one] = room[group, one][one,] = 1
            room[one,]['end'] = min(capacity[one], most)
    def push(node, seen):
        seen.add(node)
        for after in room[node]:
            if room[node][after] and after not in seen and (after == 'end' or push(after, seen)):
                room[node][after] -= 1
                room[after][node] += 1
                return True
        return False
    return all(push(slot, set()) for slot in range(len(slots)))
def assign(slots, capacity, able=1):  # who takes each, or None; nobody more than slots / able, or the next that will do
    tried = range(-(-len(slots) // max(able, 1)), len(slots) + 1)
    most = next((number for number in tried if fill(slots, capacity, number)), None)
    for at, (group, candidates) in enumerate(slots if most is not None else []):
        trials = (slots[:at] + [(group, [one])] + slots[at + 1:] for one in candidates)
        slots = next(trial for trial in trials if fill(trial, capacity, most))  # the first that does
    return None if most is None else [candidates[0] for _, candidates in slots]
# ---- An urn: what is drawn, dealt and replaced (§6 to §8) ----
class Urn:
    def __init__(self, rules, tables, within):  # within: strata that an outer draw selected, or None: all
        (self.targets, self.people, self.avoid), self.select = tables, dict(rules['select'])
        self.deal, self.must, skip = rules.get('deal', {}), set(rules.get('must', [])), set(rules.get('skip', []))
        self.purpose = 'order' if self.select['method'] == 'order' else 'target'
        self.strata = {row['stratum']: [] for row in self.targets.values()}
        for target, row in self.targets.items():
            if (within is None or row['stratum'] in within) and not set(row['flags']) & skip:
                self.strata[row['stratum']].append(target)
        for key in {'n', 'floors'} & set(self.select) if within is not None else ():
            self.select[key] = {stratum: n for stratum, n in self.select[key].items() if stratum in within}
        self.crews, self.teams, self.left = {}, {}, set()  # the crew of each target drawn; teams by number
    def ticket(self, purpose, text):
        return sha(sha(f'xuncha/{purpose}/{self.draw_id}\n'.encode(), self.seed), text.encode())
    def ranked(self, purpose, ones, before=''):
        return sorted(ones, key=lambda one: self.ticket(purpose, before + one))
    def some(self, targets, n, stratum):  # n of them by the method, or fewer if they do not suffice
        targets = self.ranked(self.purpose, targets)
        if self.select['method'] != 'pps':
            return targets[:n]
        weights = {t: self.targets[t]['weight'] for t in targets if self.targets[t]['weight']}
        return pps(weights, n, self.ticket('start', stratum)) if len(weights) >= n else []
    def selected(self, numbers):
        for stratum, targets in self.strata.items():
            first = [t for t in targets if set(self.targets[t]['flags']) & self.must]
            n = max(numbers[stratum] - len(first), 0)
            drawn = self.some([t for t in targets if t not in first], n, stratum)
            check(len(drawn) == n, 'selected: too few in ' + stratum)
            yield stratum, self.ranked(self.purpose, first + drawn)
    def barred(self, person, target):
        p, t = self.people[person], self.targets[target]
        return f'{person}:{target}' in self.avoid or any(p[f] == t[f] != '-' for f in self.deal.get('apart', []))
    def may(self, kind, *where):  # who may take such a seat and is barred from none of the targets
        return [p for p in self.people if kind in self.people[p]['seats'] and not any(self.barred(p, t) for t in where)]
    def room(self):  # how many targets everybody could still take
        used = collections.Counter(p for crew in self.crews.values() for p in crew)
        return {p: row['capacity'] - used[p] for p, row in self.people.items()}
    def seated(self, targets, balance):  # a crew for each target, or None
        seats, room = self.deal['seats'], self.room()
        slots = [(t, self.ranked('pair', self.may(kind, t), t + '\t')) for t in targets for kind in seats]
        held = assign(slots, room, len({p for kind in seats for p in self.may(kind) if room[p] > 0}) if balance else 1)
        return held and [held[i * len(seats):(i + 1) * len(seats)] for i in range(len(targets))]
    def teams_for(self, target):
        free = [n for n, team in self.teams.items() if not any(p and self.barred(p, target) for p in team)]
        return self.ranked('pair', free, target + '\t')
    def staff(self, fixed):  # the members of each team, fixed and drawn, by its number
        names = [p for team in fixed for p in team]
        check(set(names) <= set(self.people) and len(set(names)) == len(names), 'teams: fixed people')
        pool = [p for p in self.ranked('team', self.people) if p not in names and self.people[p]['capacity']]
        slots = [('', [p for p in pool if p in self.may(kind)]) for kind in self.deal['seats'] for _ in fixed]
        held = assign(slots, dict.fromkeys(pool, 1))
        check(held is not None, 'teams: too few people')
        return {str(i + 1): team + held[i::len(fixed)] for i, team in enumerate(fixed)}
    def draw(self, draw_id, seed):  # the result as records have it
        self.draw_id, self.seed = draw_id, seed
        numbers = sizes(self.select, {stratum: len(targets) for stratum, targets in self.strata.items()})
        result = {'seed': seed.hex(), 'selected': dict(self.selected(numbers))}
        targets = self.ranked(self.purpose, [t for some in result['selected'].values() for t in some])
        crews, self.ever = [[] for _ in targets], set(targets)
        if 'teams' in self.deal:
            self.teams = self.staff(self.deal['teams'])
            result['teams'] = [list(team) for team in self.teams.values()]
            room = {n: min([self.people[p]['capacity'] for p in team] + [1000000]) for n, team in self.teams.items()}
            held = assign([(t, self.teams_for(t)) for t in targets], room, len(room))
            crews = held and [self.teams[n] for n in held]
        elif self.deal:
            crews = self.seated(targets, self.deal.get('balance'))
        check(crews is not None, 'crews: too few people or teams')
        self.crews = dict(zip(targets, crews))
        return {**result, 'crews': [[t] + crew for t, crew in self.crews.items()]} if self.deal else result
    def replace_target(self, leaves):
        check(leaves in self.crews, 'this target cannot leave')
        old, stratum, crews = self.crews.pop(leaves), self.targets[leaves]['stratum'], [[]]
        new = self.some([t for t in self.strata[stratum] if t not in self.ever], 1, stratum)
        if new and self.teams:
            room, teams = self.room(), [self.teams[n] for n in self.teams_for(new[0])]
            crews = sorted((t for t in teams if all(room[p] > 0 for p in t if p)), key=lambda t: t is not old)
        elif new and self.deal:
            crews = self.seated(new, False)
        if not new or not crews:
            return {'in': '-'}
        self.crews[new[0]] = crews[0]
        self.ever.add(new[0])
        return {'in': new[0], 'crew': [p for p in crews[0] if p]} if self.deal else {'in': new[0]}
    def replace_person(self, leaves, target):
        place = next((n for n, team in self.teams.items() if leaves in team), '-') if self.teams else target
        crew, seats = (self.teams or self.crews).get(place, []), self.deal.get('seats', [])
        check(leaves in crew[len(crew) - len(seats):] and (not self.teams or target == '-'), 'nobody who can leave')
        visits = [t for t, visitors in self.crews.items() if visitors is crew]
        seat, room, taken = crew.index(leaves), self.room(), {p for team in [crew, *self.teams.values()] for p in team}
        able = [p for p in self.may(seats[seat - len(crew)], *visits)
                if p not in taken and (place, p) not in self.left and room[p] >= len(visits)]
        able = self.ranked('team', able) if self.teams else self.ranked('pair', able, target + '\t')
        crew[seat] = able[0] if able else None
        self.left.add((place, leaves))
        return {'in': crew[seat] or '-'}
# ---- The whole record (§8 to §12) ----
def check_ledger(logs, key):  # logs: (log, text of the entry), in the order that they must have
    roots, at = {}, (-1, -math.inf)
    for log, entry in logs:
        (size, root), last, at = read_checkpoint(log['checkpoint'], key), at, (log['index'], seconds(log['time']))
        leaf = sha(b'\0xuncha-entry-v1\n', f'{log["time"]}\n{entry}'.encode())
        proven = root_of(leaf, log['index'], size, [bytes.fromhex(step) for step in log['proof']])
        check(proven == root == roots.setdefault(size, root), 'proof of entry %d' % log['index'])
        check(last[0] < at[0] and last[1] <= at[1], 'order in the ledger')
def as_logged(sub, entry):  # an entry as the ledger has it: closed, if it has a blind (§9)
    hidden = 'blind' in sub and sha(b'xuncha-closed-v1\n', bytes.fromhex(sub['blind']), sub['entry'].encode()).hex()
    check(not hidden or entry['code'] != '-', 'blind')
    closed = ['xuncha-sub-closed-v1', *entry.group('id', 'number'), hidden, *entry.group('beacons', 'code'), '']
    return '\n'.join(closed) if hidden else sub['entry']
def verify(record):  # the targets that were drawn, if all is so
    (commit, names), files, outer = read_commit(record['commit']), record['files'], record.get('outer')
    rules, digest = read_rules(files['rules'], commit['rules']), sha(record['commit'].encode())
    check(rules.get('within') == (outer and sha(outer['commit'].encode()).hex()), 'outer')
    urn = Urn(rules, [read_table(name, files[name], commit[name]) for name in TABLES], outer and verify(outer))
    seed = seed_of(record, names, commit['code'], b'xuncha-seed-v1\n', digest)
    check(record['result'] == urn.draw(commit['id'], seed), 'result')
    drawn, result = set(urn.crews), sha(canonical(record['result']).encode())
    entry = f'xuncha-result-v1\n{commit["id"]}\n{digest.hex()}\n{result.hex()}\n'
    logs = [(record['log'], record['commit']), (record['result_log'], entry)]
    earliest, latest = seconds(record['log']['time']) + rules.get('delay', 600), seconds(record['result_log']['time'])
    check(names == ['local'] or latest >= earliest, 'delay')
    dues(names, earliest, latest)
    seen = False  # whether somebody may have known a value before he ended its substitution
    for number, sub in enumerate(record.get('subs', []), 1):
        entry, names = read_entry(sub['entry'])
        check((entry['id'], entry['number']) == (commit['id'], str(number)), f'substitution {number}: number')
        times, text = dues(names, seconds(sub['log']['time']) + 1), as_logged(sub, entry)
        check(times or not seen or commit['beacons'] == 'local', f'substitution {number}: no public clock after a void')
        logs.append((sub['log'], text))
        if 'void' in sub:
            seen, last = True, max(times, default=math.inf)
            check(seconds(sub['void_log']['time']) < last, f'substitution {number}: ended when its value was out')
            ending = f'{sha(text.encode()).hex()}\n{sub["void"]["reason"]}\n{sub["void"]["by"]}\n'
            logs.append((sub['void_log'], f'xuncha-sub-void-v1\n{commit["id"]}\n{number}\n{ending}'))
            continue
        urn.seed = seed_of(sub, names, entry['code'], b'xuncha-sub-v1\n', seed, sha(sub['entry'].encode()))
        kind, who = entry['who'].split('\n')
        new = urn.replace_person(who, entry['at']) if kind == 'person' else urn.replace_target(who)
        check(sub['result'] == {'seed': urn.seed.hex(), **new}, f'substitution {number}: result')
    check_ledger(logs, read_key(record['key']))
    return drawn
def judge(raw):  # (0 same, 1 different, 2 no record; the reason)
    verdict = 2
    try:
        record = json.loads(raw.decode(), object_pairs_hook=unique)
        check(fits(record, RECORD), 'keys and types')
        verdict = 1
        verify(record)
        return 0, ''
    except (ValueError, RecursionError) as reason:
        return verdict, str(reason)
if __name__ == '__main__':
    sys.setrecursionlimit(20000)
    verdicts = [judge(pathlib.Path(path).read_bytes()) for path in sys.argv[1:]]
    for path, (verdict, reason) in zip(sys.argv[1:], verdicts):
        print(path + ': ' + ('same', 'different: ', 'no record: ')[verdict] + reason)
    sys.exit(max(verdicts)[0] if verdicts else print(__doc__) or 2)
