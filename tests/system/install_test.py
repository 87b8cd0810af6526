"""What `cmake --install` puts down is whole: the installed program finds its plugins, calendars,
division codes and its Chinese away from the source tree."""
import subprocess

import house
from house import House, check


def the_installed_program_does_the_main_job(options, folder):
    cmake, prefix = house.need("cmake"), folder / "prefix"
    done = subprocess.run([cmake, "--install", str(options.xuncha.parent), "--prefix", str(prefix)],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False)
    check(done.returncode == 0, done.stdout.decode("utf-8", "replace")[-2000:])
    options.xuncha = prefix / "bin" / "xuncha"
    check(options.xuncha.is_file(), "bin/xuncha is missing")
    share = prefix / "share" / "xuncha"
    for name in ("plugins/full_coverage/full_coverage.lua", "policies/example/county.lua",
                 "calendars/cn.ics"):
        check((share / name).is_file(), f"share/xuncha/{name} is missing")
    check((prefix / "share" / "man" / "man1" / "xuncha.1").is_file(), "the manual page is missing")
    strings = [path for path in prefix.rglob("*") if path.is_file()
               and str(options.source).encode() in path.read_bytes()]
    work = House(options, folder / "work", lang="zh")
    said = work.init().out
    check("工作区" in said, f"the catalogue was not found: {said}")
    work.import_all(work.generate("--targets", "60", "--people", "4", "--zones", "4"))
    work.run("plan", share / "policies" / "example" / "county.lua")
    work.run("approve", "example-county-2026", "--by", "someone")
    work.run("export", "ics", "-o", folder / "ics")
    for path in strings:
        check(path.name == "xuncha", f"{path.name} names the source tree")  # debugging symbols may


if __name__ == "__main__":
    house.main([the_installed_program_does_the_main_job])
