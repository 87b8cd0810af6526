#!/usr/bin/env python3
"""Changes a small program whose tests are known, and checks that each change is judged rightly."""
import pathlib
import sys
import tempfile

import mutants
import mutate

TOY = {
    'CMakeLists.txt': """cmake_minimum_required(VERSION 3.25)
project(toy LANGUAGES C)
add_subdirectory(core/toy)
add_executable(toy_test toy_test.c)
target_link_libraries(toy_test PRIVATE xc_toy)
enable_testing()
add_test(NAME unit.toy COMMAND toy_test)
""",
    'core/toy/CMakeLists.txt': 'add_library(xc_toy ${XUNCHA_ROOMS} toy.c)\n',
    'core/toy/toy.c': """int larger(int a, int b);
int larger(int a, int b) {
    /* where both are the same, either may be given */
    return a > b ? a : b;
}
int sum(int end);
int sum(int end) {
    int all = 10;
    while (end != 0)
        all += end--;
    return all;
}
""",
    'toy_test.c': """int larger(int a, int b);
int sum(int end);
int main(void) {
    return larger(1, 2) == 2 && larger(5, 3) == 5 && sum(4) == 20 ? 0 : 1;
}
"""}


def main():
    """A change that no test can see survives; all others are caught, one of them because it hangs."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in TOY.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding='utf-8')
        changes = mutants.mutants_of('core/toy/toy.c', TOY['core/toy/toy.c'])
        tree = mutate.Tree(root, root / 'build', r'^unit\.toy$')
        verdicts = {mutant.what: verdict for mutant, verdict in mutate.try_all(tree, changes, 2)}
    wanted = {'column 14: “>” becomes “>=”': 'survived', 'column 12: “a > b ? a : b” becomes “!(a > b ? a : b)”': 'caught',
              'column 9: without “all += end--”': 'hung', 'column 13: “+=” becomes “-=”': 'caught'}
    wrong = {what for what, verdict in wanted.items() if verdicts.get(what) != verdict}
    wrong |= {what for what, verdict in verdicts.items() if verdict == 'survived'} - wanted.keys()
    if wrong:
        print('judged wrongly:', *sorted(wrong), *verdicts.items(), sep='\n')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
