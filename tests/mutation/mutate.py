#!/usr/bin/env python3
"""Changes the code in one small place at a time and asks whether the tests notice.

    mutate.py --source TREE --build FOLDER [--tests REGEX] [--most N --seed S] FILE.c…

FOLDER becomes a build of its own with the rooms as shared libraries, so that a mutant costs one
compilation and one link. A mutant that makes a test take 20 seconds, or several times as long
as it should, counts as caught. Exit 1 where a mutant survives.
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import queue
import random
import re
import resource
import shlex
import signal
import subprocess
import sys
import tempfile
import time

import mutants

TESTS = r'^(unit\.draw\.|unit\.base\.(note|digest)|property\.(deal|draw|substitute)$|oracles\.draw\.agree|fuzz\.(draw|record))'
BYTES = 3 << 30
VERDICTS = ('caught', 'hung', 'not compiled', 'survived')


def run(command, folder, libraries=None, most_bytes=resource.RLIM_INFINITY, seconds=20):
    """'ok', 'failed' or 'hung': processor time is limited, and time by the clock to ten times that."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    environment = dict(os.environ, LC_ALL='C.UTF-8', ASAN_OPTIONS='detect_leaks=1')
    if libraries:
        environment['LD_LIBRARY_PATH'] = libraries
    process = subprocess.Popen(command, cwd=folder, env=environment, preexec_fn=limit, start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        code = process.wait(10 * seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return 'hung'
    return 'ok' if code == 0 else 'hung' if code in (-signal.SIGXCPU, -signal.SIGKILL) else 'failed'


class Tree:
    """The scratch build and its tests, the quick ones first."""

    def __init__(self, source, build, pattern, sanitize=''):
        self.source, self.build, self.last = source, build, {}
        self.most_bytes = resource.RLIM_INFINITY if sanitize else BYTES
        self.cmake(['-S', source, '-B', build, '-G', 'Unix Makefiles', '-DXUNCHA_ROOMS=SHARED',
                    f'-DXUNCHA_SANITIZE={sanitize}', '-DCMAKE_BUILD_TYPE=None', '-DCMAKE_C_FLAGS=-O1 -w'])
        self.tests = dict(self.find_tests(pattern))
        programs = {pathlib.Path(word).name for command in self.tests.values() for word in command
                    if word.startswith(f'{build}/')}
        if not self.tests:
            sys.exit('no test has such a name')
        self.cmake(['--build', build, '-j', str(os.cpu_count()), '--target', *sorted(programs)])
        self.seconds, costs = {}, {}
        for name in self.tests:
            start = time.monotonic()
            if self.test(name, None) != 'ok':
                sys.exit(f'{name} fails before anything is changed')
            costs[name] = time.monotonic() - start
            self.seconds[name] = min(20, 2 + int(4 * costs[name]))
        self.order = sorted(costs, key=costs.get)

    def test(self, name, libraries):
        return run(self.tests[name], self.build, libraries, self.most_bytes, self.seconds.get(name, 20))

    @staticmethod
    def cmake(arguments):
        done = subprocess.run(['cmake', *map(str, arguments)], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stdout[-2000:] + done.stderr[-4000:])

    def find_tests(self, pattern):
        for file in self.build.rglob('CTestTestfile.cmake'):
            for line in file.read_text(encoding='utf-8').splitlines():
                match = re.match(r'add_test\((?:\[=*\[)?([\w.]+)(?:\]=*\])? (.*)\)$', line)
                if match and re.search(pattern, match[1]):
                    yield match[1], shlex.split(match[2])

    def link(self, mutant, folder):
        """Compiles the mutant and links its room anew into folder; False: it is not C."""
        path = pathlib.PurePath(mutant.file)
        room, name = path.parts[1], path.name
        place = self.build / 'core' / room
        work = place / f'CMakeFiles/xc_{room}.dir'
        (folder / name).write_text(mutant.source[:mutant.start] + mutant.text + mutant.source[mutant.end:], encoding='utf-8')
        flags = dict(re.findall(r'^C_(\w+) = ?(.*)$', (work / 'flags.make').read_text(encoding='utf-8'), re.MULTILINE))
        compiler, *rest = shlex.split((work / 'link.txt').read_text(encoding='utf-8'))
        include = ['-I', str((self.source / mutant.file).parent)]
        words = shlex.split(' '.join(flags[key] for key in ('DEFINES', 'INCLUDES', 'FLAGS')))
        if run([compiler, *words, *include, '-c', folder / name, '-o', folder / 'mutant.o'], place) != 'ok':
            return False
        rest = [str(folder / 'mutant.o') if word.endswith(f'.dir/{name}.o') else word for word in rest]
        at = rest.index('-o') + 1
        rest[at] = str(folder / rest[at])
        return run([compiler, *rest], place) == 'ok'

    def judge(self, mutant, folder):
        for file in folder.iterdir():
            file.unlink()
        if not self.link(mutant, folder):
            return 'not compiled'
        first = self.last.get(mutant.file)
        for name in sorted(self.order, key=lambda name: name != first):
            found = self.test(name, str(folder))
            if found != 'ok':
                self.last[mutant.file] = name
                return 'hung' if found == 'hung' else 'caught'
        return 'survived'


def try_all(tree, changes, workers):
    with tempfile.TemporaryDirectory() as scratch:
        folders = queue.Queue()
        for number in range(workers):
            folders.put(pathlib.Path(scratch, str(number)))
            pathlib.Path(scratch, str(number)).mkdir()

        def one(mutant):
            folder = folders.get()
            try:
                return mutant, tree.judge(mutant, folder)
            finally:
                folders.put(folder)
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            for mutant, verdict in pool.map(one, changes):
                if verdict == 'survived':
                    print(f'{mutant.file}:{mutant.line}: {mutant.what}', flush=True)
                yield mutant, verdict


def table(verdicts):
    yield ' '.join(f'{word:>12}' for word in ('tried',) + VERDICTS) + '  file'
    for file in [*sorted(verdicts), 'all']:
        counts = verdicts[file] if file != 'all' else sum(verdicts.values(), collections.Counter())
        yield ' '.join(f'{number:12}' for number in [counts.total(), *(counts[word] for word in VERDICTS)]) + f'  {file}'


def again(file):
    """The mutants that an earlier run printed as survivors, as a set of their lines."""
    return {line.rstrip('\n') for line in open(file, encoding='utf-8')}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('files', nargs='*', help='core/draw/select.c …; default: all of core/draw, and core/base/{merkle,note}.c')
    parser.add_argument('--source', type=pathlib.Path)
    parser.add_argument('--build', type=pathlib.Path)
    parser.add_argument('--tests', default=TESTS, help='regular expression for the names of the tests that judge')
    parser.add_argument('--most', type=int, help='tries that many, chosen by --seed')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--again', help='tries only the survivors that a file names, as printed by an earlier run')
    parser.add_argument('--sanitize', default='', help='value of -fsanitize=')
    parser.add_argument('--workers', type=int, default=os.cpu_count())
    options = parser.parse_args()
    source, build = options.source.resolve(), options.build.resolve()
    files = options.files or ['core/base/merkle.c', 'core/base/note.c', *sorted(
        str(path.relative_to(source)) for path in source.glob('core/draw/*.c'))]
    changes = [mutant for file in files for mutant in mutants.mutants_of(file, (source / file).read_text(encoding='utf-8'))]
    if options.again:
        known = again(options.again)
        changes = [mutant for mutant in changes if f'{mutant.file}:{mutant.line}: {mutant.what}' in known]
    if options.most is not None and options.most < len(changes):
        changes = sorted(random.Random(options.seed).sample(changes, options.most), key=lambda mutant: mutant[:5])
    tree = Tree(source, build, options.tests, options.sanitize)
    verdicts = collections.defaultdict(collections.Counter)
    for mutant, verdict in try_all(tree, changes, options.workers):
        verdicts[mutant.file][verdict] += 1
    print(*table(verdicts), sep='\n')
    return 1 if any(counts['survived'] for counts in verdicts.values()) else 0


if __name__ == '__main__':
    sys.exit(main())
