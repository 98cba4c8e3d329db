"""Sets one PDF with typst, in a process of its own: what typst takes, about 27 kB for each cell, ends with it.

Takes the folder of the template and that of the fonts; reads the template's data as JSON and writes the file.
"""

import sys
from pathlib import Path

import typst


def main(folder, fonts):
    made = typst.compile(
        Path(folder, "report.typ").read_bytes(),
        root=folder,
        sys_inputs={"data": sys.stdin.buffer.read().decode()},
        font_paths=[fonts],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main(*sys.argv[1:])
