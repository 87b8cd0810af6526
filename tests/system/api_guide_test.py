"""The commands of docs/api.md, run as they stand there; what they print is what the page says."""
import re
import subprocess

import house
import served
from house import House, check

NOW = "2026-01-05T09:00:00+08:00"


def examples(text):
    """The commands of the page with the lines that follow each."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.S | re.M):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append([line[2:], []])
            else:
                found[-1][1].append(line)
    return found


def fits(expected, said):
    """`…` stands for anything, also over lines."""
    return re.fullmatch(".*?".join(map(re.escape, expected.split("…"))), said, re.S)


def the_page_tells_the_truth(options, folder):
    for program in ("bash", "curl", "iconv", "sed"):
        house.need(program)
    work = House(options, folder, now=NOW)
    work.init()
    work.import_all(work.generate("--targets", "60", "--people", "8", "--zones", "4"))
    work.run("plan", work.policy())
    work.run("approve", "example-county-2026", "--by", "科长")
    with served.Server(work) as server:
        served.sign_up(work, server, "robot", "planner")
        page = (options.source / "docs" / "api.md").read_text(encoding="utf-8")
        told = examples(page.replace("http://127.0.0.1:8080", f"http://{server.address}"))
        check(len(told) > 20, "the page's examples")
        mark = "=== end of example ==="
        script = "".join(f"{command}\necho '{mark}'\n" for command, _ in told)
        done = subprocess.run(["bash", "-c", script], cwd=folder, env=work.environment, timeout=120,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        said = done.stdout.decode("utf-8").split(mark + "\n")
        wrong = [f"$ {command}\n  the page: {'  '.join(lines)}\n  printed:  {out[:1500]}"
                 for (command, lines), out in zip(told, said) if not fits("\n".join(lines), out.strip())]
        check(not wrong, "\n".join([done.stderr.decode()[-500:], *wrong]))


if __name__ == "__main__":
    house.main([the_page_tells_the_truth])
