"""What the tests of the page's verifier share."""
import pathlib
import shutil
import sys

SKIPPED = 77


def verifier(pages):
    """The folder of the page's modules; ends the test as skipped where it is not there."""
    folder = pathlib.Path(pages, "verify")
    noble = folder / "noble.js"
    if not shutil.which("node") or not noble.is_file() or " from '@noble" in noble.read_text(encoding="utf-8"):
        print("node or the pages' packages are missing: nothing was compared")
        sys.exit(SKIPPED)
    return folder
