#!/usr/bin/env python3
"""Compares the cells of exported tables with what the reports hold, as pandas, LibreOffice and Python's own readers see them.

Usage: python3 Tests/Export/compare.py BINARY [--work DIR] [--sessions N --people N --columns N] [--seed N] [--without-office]

A livedigital of this script's serves calls whose reports are workbooks with everything that breaks a table. The program collects them and exports
csv, json and xlsx, each twice; the second time must give the same bytes. What a cell must be follows from the reports and docs/analytics.md alone.
LibreOffice is asked where it is installed. Prints the count of differences of each reading, what was not run, and the seconds and peak memory of
each export, which never fail it. Exits 1 where a cell or a byte differs.
"""

import argparse, itertools, math, os, random, subprocess, sys, tempfile
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "PlugIn"))

import readers
from livedigital import Livedigital, clock, text_of, workbook
from service import install

PACKAGES = ["pandas==2.3.3", "openpyxl==3.1.5"]
LEADING = ["jobName", "sessionId", "startsAt"]
# Excel begins to count here; LibreOffice, openpyxl and we agree on the days from March 1900 on.
EPOCH = datetime(1899, 12, 30)

TEXTS = [
    "=1+1", "=HYPERLINK(\"http://example.com\",\"x\")", "=cmd|' /C calc'!A0", "+79990000001", "-5", "-", "@SUM(A1:A2)", "\t=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠A1",
    "'quoted", "''", "'=1+1", "00123", "0", "-0", "007,5", "12345678901234567890", "4111111111111111", "1e5", "1E-3", "0x1F", "١٢٣", "1/2", "3-4", "12:30",
    "2026-12-01", "01.12.2026", "2026-12-01T19:00:00.000Z", "TRUE", "false", "ИСТИНА", "NA", "N/A", "#N/A", "#REF!", "nan", "NaN", "null", "None", "inf", "-inf",
    " пробелы ", "  ", "две\nстроки", "\n", "три\n\nстроки\n", "таб\tвнутри", 'Ольга, отдел "Продажи"', '"', '""', '","', ",", ";", "а;б", "a,b;c", "a\\nb", "\\", "a\\", "|",
    "Ёлкин ё", "Мария О’Нил", "e\u0301", "é", "👩‍🚀", "👍🏽", "🇷🇺", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "שלום", "\u202eобратно\u202c", "日本語", "\u00a0", "\u200b", "a\u2028b", "a\u0085b", "ﬁ", "İi",
    "<b>&amp;</b>", "]]>", "<!-- -->", "&#10;", "_x0041", "a_x_", "_xZZ_", "%s%n", "{{x}}", "$A$1", "R1C1", "(1)", "5%", "1 000", "1_000", "€5", "1,5", "1.5", "·" * 300, "Я" * 16000,
]
NUMBERS = [
    0, 1, -1, 7, 3600, 0.1, 0.3, 1 / 3, -2.5, 1e-9, 1.5e-7, 123456789.123, 79990000001, 999999999999999, 9007199254740991, 1e15, 1.2345e20, -1e21, 1e300, 5e-300,
]
DATES = [
    EPOCH.replace(year=1900, month=3, day=1), datetime(1970, 1, 1), datetime(2000, 2, 29, 23, 59, 59), datetime(2026, 12, 1, 16), datetime(2026, 12, 1),
    datetime(2026, 6, 30, 21, 5, 7, 123000), datetime(2027, 1, 1, 0, 0, 0, 999000), datetime(2038, 1, 19, 3, 14, 7), datetime(2999, 12, 31, 23, 59, 59, 500000),
]
# The quarter of a second is less than what makes a spreadsheet show another second.
DURATIONS = [timedelta(hours=hours) for hours in (0, 1.25, 24, 30, 1000)]
DURATIONS += [timedelta(seconds=1), timedelta(seconds=90, milliseconds=250), -timedelta(hours=1.25), -timedelta(hours=30)]
COLUMNS = [
    "userName", "email", "phone", "externalUserId", "onlineDuration", "chatMessagesCount", "joinedAt", "role", "комментарий", "email", "", "sessionId",
    "startsAt", "=1+1", "+phone", "a,b", 'кавычка "', "две\nстроки", "00123", "👍", "TRUE", "column 3", "email (2)", "Время; просмотра",
]


class Report:
    """What a report holds, and when its call began."""

    def __init__(self, id: str, start: datetime, columns: list[str], rows: list[list]):
        self.id, self.start, self.columns, self.rows = id, start, columns, rows


def reports(rng: random.Random, sessions: int, people: int, most_columns: int, variety: int = 20) -> list[Report]:
    """Of so many different contents; the first ones hold every value of the lists above."""
    values = [*TEXTS, *NUMBERS, *DATES, *DURATIONS, True, False]
    pending = list(values)
    # The long ones once are enough.
    values = [value for value in values if not isinstance(value, str) or len(value) < 200]
    contents = []
    for _ in range(min(sessions, variety)):
        columns = rng.sample(COLUMNS[:most_columns], rng.randint(most_columns * 2 // 3, most_columns))
        rows = []
        for _ in range(people):
            # Some cells are empty and some rows end early, but none is empty altogether: that would be no participant.
            row = ["участник"] + [None if rng.random() < 0.15 else pending.pop() if pending else rng.choice(values) for _ in columns[1:]]
            rows.append(row[: rng.randint(1, len(row))] if not pending and rng.random() < 0.1 else row)
        contents.append((columns, rows))
    assert not pending, f"{len(pending)} values found no place; ask for more sessions or people"
    first = datetime(2026, 11, 2, 9)
    made = []
    for number in range(sessions):
        start = first + timedelta(minutes=20 * number, milliseconds=number % 1000)
        made.append(Report(f"{number:06x}{rng.getrandbits(72):018x}", start, *contents[number % len(contents)]))
    return made


# --- What the tables must hold, after docs/analytics.md ---


def unique(names: list[str], taken: list[str]) -> list[str]:
    used, made = set(taken), []
    for name in names:
        candidate, number = name, 1
        while candidate in used:
            number += 1
            candidate = f"{name} ({number})"
        used.add(candidate)
        made.append(candidate)
    return made


def merged(all_reports: list[Report]) -> list[list]:
    """The names of the columns, then the rows: texts, floats, booleans, datetimes, timedeltas, and None where there is nothing."""
    columns = list(LEADING)
    table = []
    for report in all_reports:
        own = unique([name or f"column {number + 1}" for number, name in enumerate(report.columns)], [])
        places = []
        for name in unique(own, LEADING):
            if name not in columns:
                columns.append(name)
            places.append(columns.index(name))
        for values in report.rows:
            table.append((report, dict(zip(places, values))))
    rows = [columns]
    for report, values in table:
        row = ["command", report.id, report.start] + [values.get(place) for place in range(3, len(columns))]
        rows.append([float(value) if isinstance(value, int) and not isinstance(value, bool) else value for value in row])
    return rows


def guarded(text: str) -> str:
    return "'" + text if text[:1] and text[0] in "=+-@\t\r\n＝＋－＠\ufeff" else text


def in_csv(value) -> str:
    match value:
        case None: return ""
        case bool(): return "TRUE" if value else "FALSE"
        case str(): return guarded(value)
        case datetime(): return text_of(value)
        case timedelta(): return clock(value)
    return f"{value:.0f}" if abs(value) < 9e15 and value == round(value) else repr(value)


def in_json(value):
    return in_csv(value) if isinstance(value, (datetime, timedelta)) else value


def as_shown(value):
    """A cell of the workbook as LibreOffice writes it into a CSV: dates and durations with what their format shows."""
    match value:
        case None: return ""
        case bool(): return "TRUE" if value else "FALSE"
        case datetime(): return value.strftime("%Y-%m-%d %H:%M:%S")
        case timedelta(): return clock(value).partition(".")[0]
    return value


# --- Comparing ---


def is_same(expected, read) -> bool:
    if any(isinstance(expected, kind) and isinstance(read, kind) for kind in (datetime, timedelta)):
        return abs(expected - read) < timedelta(milliseconds=1)
    if isinstance(expected, float) and isinstance(read, (int, float)) and not isinstance(read, bool):
        return math.isclose(expected, read, rel_tol=1e-15)
    if isinstance(expected, float) and isinstance(read, str):
        return number(read) is not None and math.isclose(expected, number(read), rel_tol=1e-15)
    return type(expected) is type(read) and expected == read


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


class Comparison:
    def __init__(self):
        self.differences = 0
        self.left_out: list[str] = []

    def compare(self, what: str, expected: list[list], read: list[list]) -> None:
        """Counts the cells that differ; short rows of a workbook end in empty cells."""
        found = [f"{len(read)} rows instead of {len(expected)}"] if len(read) != len(expected) else []
        cells = 0
        for line, (wanted, row) in enumerate(zip(expected, read)):
            for place, (left, right) in enumerate(itertools.zip_longest(wanted, row)):
                cells += 1
                if not is_same(left, right):
                    name = str(expected[0][place])[:30] if place < len(expected[0]) else f"column {place + 1}"
                    found.append(f"row {line + 1}, {name!r}: {str(left)[:60]!r} reads {str(right)[:60]!r}")
        self.say(what, found, f"{cells:,} cells")

    def say(self, what: str, found: list[str], of: str) -> None:
        self.differences += len(found)
        print(f"  {what}: {len(found)} differences in {of}", flush=True)
        for text in found[:10]:
            print(f"    {text}")


# --- The program ---


class Program:
    """The binary in a folder of its own, in front of the reports."""

    def __init__(self, binary: str, folder: Path, address: str):
        self.binary, self.folder = str(Path(binary).resolve()), folder
        self.environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8", "AUTOWEBINAR_TOKEN": "token-" + os.urandom(12).hex(),
            "AUTOWEBINAR_LIVEDIGITAL_BASE_URL": address, "AUTOWEBINAR_LIVEDIGITAL_RATE": "5000/s",
        }

    # A process begins with the peak of the one that forked it, so a small one stands between the program and this script.
    MEASURING = """if True:
        import resource, subprocess, sys, time
        began = time.monotonic()
        status = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
        print(time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
        sys.exit(status)"""

    def run(self, *arguments: str) -> tuple[float, int]:
        """The seconds and the bytes of memory at the peak."""
        command = [sys.executable, "-I", "-c", self.MEASURING, self.binary, *arguments]
        result = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        assert result.returncode == 0, (arguments, result.returncode, result.stderr[-1500:])
        seconds, memory = result.stdout.split()
        return float(seconds), int(memory)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--work", type=Path, default=Path(".build/export"))
    parser.add_argument("--sessions", type=int, default=12)
    parser.add_argument("--people", type=int, default=25)
    parser.add_argument("--columns", type=int, default=len(COLUMNS), help="of a report, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-office", action="store_true", help="leave LibreOffice out")
    arguments = parser.parse_args()
    install(arguments.work.resolve(), PACKAGES)

    all_reports = reports(random.Random(arguments.seed), arguments.sessions, arguments.people, arguments.columns)
    files: dict[int, bytes] = {}
    for report in all_reports:
        if id(report.rows) not in files:
            files[id(report.rows)] = workbook([report.columns] + report.rows)
    expected = merged(all_reports)
    print(f"{arguments.sessions:,} sessions of {arguments.people} people, {len(expected[0])} columns, seed {arguments.seed}", flush=True)

    comparison = Comparison()
    remote = Livedigital({report.id: (report.start, files[id(report.rows)]) for report in all_reports})
    with tempfile.TemporaryDirectory(prefix="autowebinar-export-") as name:
        folder = Path(name)
        program = Program(arguments.binary, folder, remote.address)
        try:
            first, last = all_reports[0].start.date(), all_reports[-1].start.date()
            seconds, _ = program.run(
                "analytics", "collect", "--space", "Экспорт", "--from", str(first), "--to", str(last), "--format", "xlsx", "--json")
            print(f"  collected in {seconds:.1f} s", flush=True)
            seconds, memory = program.run("analytics", "list", "--json")
            print(f"  taken in in {seconds:.1f} s, {memory / 1e6:.0f} MB at the peak", flush=True)
        finally:
            remote.close()
        for form in ("csv", "json", "xlsx"):
            seconds, memory = program.run("analytics", "export", "--format", form, "--output", f"table.{form}")
            program.run("analytics", "export", "--format", form, "--output", f"again.{form}")
            table, again = (folder / f"{stem}.{form}" for stem in ("table", "again"))
            print(f"  exported as {form}: {seconds:.1f} s, {memory / 1e6:.0f} MB at the peak, {table.stat().st_size / 1e6:.1f} MB")
            same = table.read_bytes() == again.read_bytes()
            comparison.say(f"{form} written again", [] if same else ["the bytes differ"], f"{table.stat().st_size:,} bytes")
        compare(comparison, expected, folder, not arguments.without_office)
    for text in comparison.left_out:
        print(f"  not run: {text}")
    print(f"exports: {comparison.differences} differences")
    return 1 if comparison.differences else 0


def compare(comparison: Comparison, expected: list[list], folder: Path, with_office: bool) -> None:
    texts = [[in_csv(value) for value in row] for row in expected]
    table = folder / "table.csv"
    comparison.compare("json, Python", [[in_json(value) for value in row] for row in expected], readers.python_json(folder / "table.json"))
    comparison.compare("csv, Python", texts, readers.python_csv(table))
    comparison.compare("csv, pandas", texts, readers.pandas_csv(table))
    comparison.compare("xlsx, openpyxl", expected, readers.openpyxl_workbook(folder / "table.xlsx"))
    pandas_rows = readers.without_booleans(readers.pandas_workbook(folder / "table.xlsx"))
    comparison.compare("xlsx, pandas", readers.without_booleans(expected), pandas_rows)
    if not with_office or not readers.office():
        comparison.left_out.append(f"LibreOffice, which {'is not installed' if with_office else 'was left out'}")
        return
    # Without the types of the columns a spreadsheet guesses, and 00123 becomes 123: whoever opens the CSV says that they are text.
    columns = "/".join(f"{number + 1}/2" for number in range(len(expected[0])))
    read = readers.converted(table, readers.OFFICE_CSV, read_as=f"CSV:44,34,76,1,{columns},0,false,false")
    comparison.compare("csv, LibreOffice", texts, readers.python_csv(read))
    read = readers.converted(folder / "table.xlsx", readers.OFFICE_CSV)
    comparison.compare("xlsx, LibreOffice", [[as_shown(value) for value in row] for row in expected], readers.python_csv(read))


if __name__ == "__main__":
    sys.exit(main())
