#!/usr/bin/env python3
"""What an exact solver makes of tiny instances, beside our plan.

    exact.py BENCH_PLAN [--targets 50] [--seeds 1 2 3] [--seconds 60] [--solver cbc|glpsol]

The mixed-integer model has one variable per visit, crew, day and half day; the solver (CBC or
GLPK, run as a program) gets a time limit. Printed are its F, its bound of F and ours. Exits with
77 where no solver is installed."""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile


def model(facts):
    """The lines of an LP file; the constant that its objective lacks."""
    morning, afternoon = facts["morning"], facts["afternoon"]
    whole = morning + afternoon
    visits, weeks, away = facts["visits"], facts["weeks"], facts["away"]
    crews, days = len(away), len(weeks)
    bound = facts["plan"]["bound"]
    pause = facts["pause"]
    cells = {(c, d): (0 if away[c][d] & 1 else morning, 0 if away[c][d] & 2 else afternoon)
             for c in range(crews) for d in range(days)}
    work = sum(v["units"] for v in visits)
    share = work / sum(m + a for m, a in cells.values())
    objective, rows, binaries = [], [], []
    served = [[] for _ in visits]
    zone_of, load = {}, {cell: {"m": [], "a": [], "x": []} for cell in cells}
    for number, visit in enumerate(visits):
        units = visit["units"]
        for c in visit["crews"]:
            for d in range(visit["lo"], visit["hi"] + 1):
                m, a = cells[c, d]
                if not pause:
                    kinds = ["x"] if units <= m + a else []
                else:
                    kinds = [k for k, room in (("m", m), ("a", a)) if units <= room]
                    if not kinds and m and a and units > max(morning, afternoon):
                        kinds = ["x"]
                for kind in kinds:
                    name = f"{kind}_{number}_{c}_{d}"
                    binaries.append(name)
                    served[number].append(name)
                    load[c, d][kind].append((units, name))
                    zone_of.setdefault((visit["zone"], c, d), {}).setdefault(number, []).append(name)
    for number, names in enumerate(served):
        binaries.append(f"u_{number}")
        objective.append(f"1000 u_{number}")
        rows.append(" + ".join(names + [f"u_{number}"]) + " = 1")
    for (zone, c, d), inside in zone_of.items():
        name = f"y_{zone}_{c}_{d}"
        binaries.append(name)
        objective.append(name)
        for names in inside.values():
            rows.append(" + ".join(names) + f" - {name} <= 0")
    for (c, d), parts in load.items():
        m, a = cells[c, d]
        if not pause:
            add(rows, parts["x"], m + a)
            continue
        across = parts["x"]
        add(rows, parts["m"] + [(max(1, u - afternoon), n) for u, n in across], m)
        add(rows, parts["a"] + [(max(1, u - morning), n) for u, n in across], a)
        if across:
            add(rows, parts["m"] + parts["a"] + across, whole)
    peaks(rows, load, cells, share, [weeks[d] for d in range(days)], "pw")
    peaks(rows, load, cells, share, None, "pc")
    objective += [f"{bound / 2} pw", f"{bound / 2} pc"]
    lines = ["Minimize", " obj: " + "\n + ".join(objective), "Subject To"]
    lines += [f" r{i}: {row}" for i, row in enumerate(rows)]
    lines += ["Bounds", " pw >= 0", " pc >= 0", "Binaries"] + [" " + name for name in binaries]
    return "\n".join(lines + ["End", ""])


def add(rows, parts, room):
    if parts:
        rows.append(" + ".join(f"{units} {name}" for units, name in parts) + f" <= {room}")


def peaks(rows, load, cells, share, weeks, name):
    """Every week (or crew) has at most 1 + name of the mean load."""
    groups = {}
    for (c, d), parts in load.items():
        group = groups.setdefault(c if weeks is None else weeks[d], [[], 0])
        group[0] += parts["m"] + parts["a"] + parts["x"]
        group[1] += sum(cells[c, d])
    for parts, room in groups.values():
        if parts and room:
            fair = room * share
            rows.append(" + ".join(f"{units} {n}" for units, n in parts) + f" - {fair:.6f} {name} <= {fair:.6f}")


def solve(text, solver, seconds):
    """(F, bound) or None where the solver found nothing."""
    with tempfile.TemporaryDirectory() as folder:
        problem, result = os.path.join(folder, "a.lp"), os.path.join(folder, "a.sol")
        with open(problem, "w", encoding="ascii") as file:
            file.write(text)
        if solver == "cbc":
            command = ["cbc", problem, "sec", str(seconds), "solve", "solution", result]
        else:
            command = ["glpsol", "--lp", problem, "--tmlim", str(seconds), "--cuts", "-o", result]
        out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        return read_cbc(out) if solver == "cbc" else read_glpsol(out, result)


def read_cbc(out):
    value = re.search(r"Objective value:\s+([-\d.e+]+)", out)
    bound = re.search(r"Lower bound:\s+([-\d.e+]+)", out)
    if not value or "No feasible solution" in out:
        return None
    f = float(value.group(1))
    return f, float(bound.group(1)) if bound else f


def read_glpsol(out, result):
    if not os.path.exists(result):
        return None
    with open(result, encoding="utf-8") as file:
        text = file.read()
    value = re.search(r"Objective:\s+\S+ = ([-\d.e+]+)", text)
    done = "INTEGER OPTIMAL" in text
    bounds = re.findall(r">=\s+([-\d.e+]+)", out)
    if not value or "UNDEFINED" in text:
        return None
    f = float(value.group(1))
    return f, f if done else (float(bounds[-1]) if bounds else 0.0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--targets", type=int, default=50)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--solver", choices=["cbc", "glpsol"], default="cbc")
    parser.add_argument("--plain", action="store_true", help="office hours without a pause")
    parser.add_argument("--missing-is-fine", action="store_true", help="exit with 0 where no solver is installed")
    options = parser.parse_args()
    if not shutil.which(options.solver):
        print(f"skipped: {options.solver} is not installed")
        return 0 if options.missing_is_fine else 77
    ours, theirs, count = 0.0, 0.0, 0
    for seed in options.seeds:
        command = [options.bench, "facts", "tiny", str(options.targets), str(seed)] + (["--plain"] if options.plain else [])
        facts = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        plan = facts["plan"]
        found = solve(model(facts), options.solver, options.seconds)
        if not found:
            print(f"seed {seed}: ours F {plan['f']:.2f}; {options.solver} found nothing")
            continue
        f, bound = found
        best = max(bound, plan["f_bound"])
        ours += (plan["f"] - best) / best
        theirs += (f - best) / best
        count += 1
        print(f"seed {seed}: F ours {plan['f']:.2f}, {options.solver} {f:.2f}; bound ours {plan['f_bound']:.2f}, "
              f"{options.solver} {bound:.2f}; gap to the better bound: ours {(plan['f'] - best) / best:.2%}, "
              f"{options.solver} {(f - best) / best:.2%}", flush=True)
    if count:
        print(f"{count} instances of {options.targets} targets: mean gap ours {ours / count:.2%}, "
              f"{options.solver} {theirs / count:.2%} in {options.seconds} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
