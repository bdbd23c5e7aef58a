"""The cells of a table as each program reads them: lists of rows, the names of the columns as the first."""

import csv, json, re, shutil, subprocess, tempfile
from pathlib import Path

# Comma, quote, UTF-8, from the first line on; every text in quotes, cells as they are shown.
OFFICE_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true"


def office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def unescaped(value):
    """ECMA-376 writes what XML cannot hold as _xHHHH_; spreadsheets show the character, openpyxl leaves it as it is."""
    if not isinstance(value, str):
        return value
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value)


def frame_rows(frame) -> list[list]:
    import pandas

    return [[None if value is None or value is pandas.NaT or value != value else value for value in row] for row in frame.itertuples(index=False)]


def openpyxl_workbook(path: Path) -> list[list]:
    from openpyxl import load_workbook

    rows = []
    for sheet in load_workbook(path, read_only=True):
        rows += [[unescaped(value) for value in row] for row in sheet.iter_rows(values_only=True, min_row=2 if rows else 1)]
    return rows


def without_booleans(rows: list[list]) -> list[list]:
    """pandas takes TRUE and 1 in one column for the same."""
    return [[float(value) if isinstance(value, bool) else value for value in row] for row in rows]


def pandas_workbook(path: Path) -> list[list]:
    import pandas

    sheets = pandas.read_excel(path, sheet_name=None, header=None, dtype=object, keep_default_na=False, na_values=[], engine="openpyxl")
    rows = []
    for number, frame in enumerate(sheets.values()):
        rows += frame_rows(frame)[min(number, 1):]
    return [[unescaped(None if value == "" else value) for value in row] for row in rows]


def pandas_csv(path: Path) -> list[list]:
    import pandas

    return frame_rows(pandas.read_csv(path, header=None, dtype=str, keep_default_na=False, na_values=[], encoding="utf-8"))


def python_csv(path: Path) -> list[list]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file, strict=True))


def python_json(path: Path) -> list[list]:
    objects = json.loads(path.read_text("utf-8"), parse_int=float)
    columns = list(objects[0])
    assert all(list(item) == columns for item in objects), "every object has all columns in one order"
    return [columns] + [list(item.values()) for item in objects]


def converted(path: Path, to: str, read_as: str | None = None) -> Path:
    """The file as LibreOffice writes it after reading it, without a screen and with a profile of its own."""
    folder = Path(tempfile.mkdtemp(dir=path.parent, prefix="office-"))
    command = [office(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += [f"--infilter={read_as}"] if read_as else []
    command += ["--convert-to", to, "--outdir", str(folder), str(path)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=1200)
    found = folder / f"{path.stem}.{to.split(':')[0]}"
    assert result.returncode == 0 and found.exists(), (command, result.stdout, result.stderr)
    return found
