#!/usr/bin/env python3
"""Compares the dates of random recurrence rules and cron lines with python-dateutil and cronsim.

Usage: python3 Tests/Oracle/recurrence.py --probe .build/debug/RecurrenceProbe [--work DIR] [--seed N] [--rules N] [--cron N]

Both oracles compute over wall time without a zone; the zone is applied here, with zoneinfo over the system's files and our rules for gaps and
overlaps. Prints one line for rules and one for cron lines with the number of differences, and the first few of them; exits 1 if there is any.
The oracles are installed into a folder of their own (--work, else a temporary one).
"""

import argparse, calendar, datetime as datetime_module, itertools, json, os, random, subprocess, sys, tempfile, time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

os.environ["PYTHONTZPATH"] = "/usr/share/zoneinfo"
PACKAGES = ["python-dateutil==2.9.0.post0", "cronsim==2.8"]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
COUNT = 100
# How many years of a rule are compared at most.
YEARS = {"DAILY": 8, "WEEKLY": 16, "MONTHLY": 40, "YEARLY": 80}


def install(work: Path) -> None:
    """Installs the oracles and makes them importable."""
    packages = work / "packages"
    if not (packages / "cronsim").exists():
        pip = [sys.executable, "-m", "pip"]
        try:
            subprocess.run([sys.executable, "-m", "venv", str(work / "venv")], check=True, capture_output=True)
            pip = [str(work / "venv/bin/python"), "-m", "pip"]
        except subprocess.CalledProcessError:
            pass  # A Python without ensurepip makes no environment; its own pip fills the folder as well.
        options = ["install", "--quiet", "--disable-pip-version-check", "--target", str(packages)]
        subprocess.run(pip + options + PACKAGES, check=True)
    sys.path.insert(0, str(packages))


# --- Our rules for gaps and overlaps, in terms of zoneinfo ---


def instants(wall: datetime, zone, gap: str, overlap: str) -> list[int]:
    """The Unix seconds of a wall time. PEP 495: in a gap fold=0 has the offset from before it; in an overlap fold=0 is the first showing."""
    first = wall.replace(tzinfo=zone)
    second = wall.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    epoch = int((wall - datetime(1970, 1, 1)).total_seconds())
    one, two = epoch - int(before.total_seconds()), epoch - int(after.total_seconds())
    if before == after:
        return [one]
    if before < after:  # a gap
        return [one] if gap == "shift" else []
    return {"first": [one], "last": [two], "both": [one, two]}[overlap]


def first_instants(walls, case: dict, zone, until: int | None = None) -> list[int]:
    """The first instants of ascending wall times, in order and each once."""
    lowest = case.get("from", -10**12)
    found: set[int] = set()
    limit = None
    for wall in walls:
        for_wall = instants(wall, zone, case["gap"], case["overlap"])
        if until is not None and for_wall and (instants(wall, zone, "shift", case["overlap"])[0] > until):
            continue
        found.update(t for t in for_wall if t >= lowest and (until is None or t <= until))
        # A later wall time may still give an earlier instant, for as long as a clock can be put back.
        if len(found) >= COUNT:
            limit = limit or sorted(found)[COUNT - 1]
            if (wall - datetime(1970, 1, 1)).total_seconds() - 2 * 86400 > limit:
                break
    return sorted(found)[:COUNT]


# --- Recurrence rules ---


def numbers(rng: random.Random, low: int, high: int, most: int) -> list[int]:
    values = [n for n in range(low, high + 1) if n != 0 or low == 0]
    return sorted(rng.sample(values, rng.randint(1, min(most, len(values)))))


def random_rule(rng: random.Random) -> dict:
    """The parts of a valid rule, as lists."""
    freq = rng.choice(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
    rule: dict = {"FREQ": freq}
    if rng.random() < 0.5:
        rule["INTERVAL"] = rng.choice([1, 2, 2, 3, 4, 5, 7, 10, 13])
    if rng.random() < 0.35:
        rule["WKST"] = rng.choice(WEEKDAYS)

    def chance(part: str, probability: float, values) -> None:
        if rng.random() < probability:
            rule[part] = values()

    chance("BYMONTH", 0.3, lambda: numbers(rng, 1, 12, 4))
    if freq == "YEARLY":
        # 52, 53, -52 and -53 are compared with date.isocalendar instead (week_cases). dateutil lists 2011-01-01 and 2022-01-01 for BYWEEKNO=53,
        # which are in week 52 by isocalendar; and for BYWEEKNO=-52 it misses 1996-12-30, in week 1 of the 52 weeks of 1997.
        chance("BYWEEKNO", 0.2, lambda: numbers(rng, -51, 51, 5))
        chance("BYYEARDAY", 0.15, lambda: numbers(rng, -366, 366, 8))
    if freq != "WEEKLY":
        chance("BYMONTHDAY", 0.3, lambda: numbers(rng, -31, 31, 5))
    if rng.random() < 0.5:
        ordinals = freq in ("MONTHLY", "YEARLY") and "BYWEEKNO" not in rule
        limit = 5 if freq == "MONTHLY" or "BYMONTH" in rule else 53
        chosen = set()
        for _ in range(rng.randint(1, 4)):
            ordinal = rng.choice([n for n in range(-limit, limit + 1) if n]) if ordinals and rng.random() < 0.5 else None
            chosen.add((ordinal, rng.choice(WEEKDAYS)))
        rule["BYDAY"] = sorted(chosen, key=str)
    chance("BYHOUR", 0.2, lambda: numbers(rng, 0, 23, 3))
    chance("BYMINUTE", 0.2, lambda: numbers(rng, 0, 59, 3))
    chance("BYSECOND", 0.05, lambda: numbers(rng, 0, 59, 2))
    if any(part.startswith("BY") for part in rule):
        chance("BYSETPOS", 0.25, lambda: numbers(rng, -6, 6, 3))
    return rule


def rule_text(rule: dict, rng: random.Random) -> str:
    def value(part):
        if part == "BYDAY":
            return ",".join(f"{ordinal or ''}{day}" for ordinal, day in rule[part])
        return ",".join(map(str, rule[part])) if isinstance(rule[part], list) else str(rule[part])

    parts = list(rule)
    rng.shuffle(parts)
    return ";".join(f"{part}={value(part)}" for part in parts)


def rule_walls(rule: dict, start: datetime, end: datetime):
    """The wall times of a rule by dateutil, with the three places made explicit where it leaves RFC 5545."""
    from dateutil import rrule as dateutil

    freq = rule["FREQ"]
    options: dict = {"interval": rule.get("INTERVAL", 1), "wkst": getattr(dateutil, rule.get("WKST", "MO"))}
    for part in ["BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS"]:
        if part in rule:
            options[part.lower()] = rule[part]
    options.setdefault("byhour", start.hour)
    options.setdefault("byminute", start.minute)
    options.setdefault("bysecond", start.second)
    if "BYDAY" in rule:
        ordinals = [o for o, _ in rule["BYDAY"] if o]
        # 1. dateutil wants both where plain and numbered weekdays are mixed (the RFC unites them): write every plain one as all of its numbers.
        limit = 5 if freq == "MONTHLY" or "BYMONTH" in rule else 53
        days = []
        for ordinal, day in rule["BYDAY"]:
            weekday = getattr(dateutil, day)
            days += [weekday(ordinal)] if ordinal else [weekday(n) for n in range(1, limit + 1)] if ordinals else [weekday]
        options["byweekday"] = days
    elif "BYWEEKNO" in rule and "BYMONTHDAY" not in rule and "BYYEARDAY" not in rule:
        # 2. What a rule does not name comes from DTSTART (RFC 5545 section 3.3.10); dateutil takes all seven days of the week.
        options["byweekday"] = [start.weekday()]
    first = start
    if freq == "WEEKLY" and "BYSETPOS" in rule:
        # 3. "A set of recurrence instances starts at the beginning of the interval" (RFC 5545, BYSETPOS); dateutil starts the first week's set
        # at DTSTART. Begin at the first day of that week, and leave out what is before DTSTART.
        options.setdefault("byweekday", [start.weekday()])
        first = start - timedelta(days=(start.weekday() - WEEKDAYS.index(rule.get("WKST", "MO"))) % 7)
        first = first.replace(hour=0, minute=0, second=0)
    # Its search is bounded by the calendar alone, which takes it seconds where a rule never matches.
    dateutil.datetime = SimpleNamespace(**(vars(datetime_module) | {"MAXYEAR": end.year}))
    walls = dateutil.rrule(getattr(dateutil, freq), dtstart=first, until=end, **options)
    walls = itertools.dropwhile(lambda wall: wall < start, walls)
    return itertools.islice(walls, rule["COUNT"]) if "COUNT" in rule else walls


def random_wall(rng: random.Random) -> datetime:
    wall = datetime(rng.randint(1990, 2037), rng.randint(1, 12), 1) + timedelta(days=rng.randint(0, 30))
    # Half of them in the small hours, where clocks are changed.
    hour = rng.randint(0, 4) if rng.random() < 0.5 else rng.randint(0, 23)
    return wall.replace(hour=hour, minute=rng.choice([0, 0, 15, 30, 45, rng.randint(0, 59)]))


def zone_options(rng: random.Random, zones: list[str]) -> dict:
    return {"zone": rng.choice(zones), "gap": rng.choice(["shift", "shift", "skip"]), "overlap": rng.choice(["first", "last", "both"]), "count": COUNT}


def rule_case(rng: random.Random, zones: list[str]):
    from zoneinfo import ZoneInfo

    start, rule = random_wall(rng), random_rule(rng)
    case = {"start": start.isoformat()} | zone_options(rng, zones)
    zone = ZoneInfo(case["zone"])
    end, horizon, until = None, start + timedelta(days=rng.choice([30, 400, 4000])), None
    kind = rng.random()
    if kind < 0.2:
        rule["COUNT"] = rng.randint(1, 150)
    elif kind < 0.3:
        rule["UNTIL"], end = horizon.strftime("%Y%m%d"), horizon.replace(hour=23, minute=59, second=59)
    elif kind < 0.4:
        rule["UNTIL"], end = horizon.strftime("%Y%m%dT%H%M%S"), horizon
    elif kind < 0.5:
        rule["UNTIL"] = horizon.strftime("%Y%m%dT%H%M%SZ")
        until, end = int(horizon.replace(tzinfo=timezone.utc).timestamp()), horizon + timedelta(days=3)
    case["rule"] = rule_text(rule, rng)
    if rng.random() < 0.3:
        case["from"] = int((start + timedelta(days=rng.randint(-10, 2000))).replace(tzinfo=timezone.utc).timestamp())
    # A rule that never matches would keep dateutil busy to the year 9999: instants are compared so far.
    certain = start + timedelta(days=YEARS[rule["FREQ"]] * 366)
    walls = itertools.takewhile(lambda wall: wall <= (min(end, certain) if end else certain), rule_walls(rule, start, certain))
    if "from" in case:
        # Earlier wall times give no instant from there on.
        lowest = datetime(1970, 1, 1) + timedelta(seconds=case["from"]) - timedelta(days=3)
        walls = itertools.dropwhile(lambda wall: wall < lowest, walls)
    walls = list(itertools.islice(walls, 6 * COUNT))
    kept = walls
    if walls and rng.random() < 0.3:
        chosen = rng.sample(walls[:60], min(len(walls[:60]), rng.randint(1, 5)))
        case["exclude"] = sorted({w.date().isoformat() if rng.random() < 0.5 else w.isoformat() for w in chosen})
        kept = [w for w in walls if w.isoformat() not in case["exclude"] and w.date().isoformat() not in case["exclude"]]
    # The last two days before a cut may lack an instant that a later wall time gives.
    if len(walls) == 6 * COUNT:
        certain = walls[-1]
    return case, first_instants(kept, case, zone, until), int((certain - datetime(1970, 1, 3)).total_seconds())


def week_cases() -> list:
    """Weeks at both ends of the year, by the ISO calendar of Python itself."""
    cases = []
    for number in [1, 2, 51, 52, 53, -1, -2, -51, -52, -53]:
        case = {"rule": f"FREQ=YEARLY;BYWEEKNO={number};BYDAY=MO,TU,WE,TH,FR,SA,SU", "start": "1990-01-01T00:00", "zone": "UTC", "count": COUNT}
        expected = []
        for offset in range(366 * 100):
            day = date(1990, 1, 1) + timedelta(days=offset)
            year, week, _ = day.isocalendar()
            if number in (week, week - 1 - date(year, 12, 28).isocalendar().week) and len(expected) < COUNT:
                expected.append((day - date(1970, 1, 1)).days * 86400)
        cases.append((case, expected, None))
    return cases


# --- Cron lines ---


def random_field(rng: random.Random, low: int, high: int, names: list[str]) -> str:
    def number(n):
        return rng.choice([names[n - low], names[n - low].upper()]) if n - low < len(names) and names and rng.random() < 0.4 else str(n)

    def item():
        kind = rng.random()
        a = rng.randint(low, high)
        b = rng.randint(a, high)
        step = rng.randint(1, max(1, (high - low) // 2))
        if kind < 0.5 or a == b:
            return number(a)
        if kind < 0.75:
            return f"{number(a)}-{number(b)}"
        # A range of one number with a step goes on to the end in cronsim; a != b here.
        return f"{number(a)}-{number(b)}/{step}" if kind < 0.85 else f"*/{step}" if kind < 0.95 else f"{a}/{step}"

    return "*" if rng.random() < 0.35 else ",".join(item() for _ in range(rng.choice([1, 1, 1, 2, 3])))


def cron_case(rng: random.Random, zones: list[str]):
    from cronsim import CronSim, CronSimError
    from zoneinfo import ZoneInfo

    months = [name.lower() for name in calendar.month_abbr[1:]]
    days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    fields = [(0, 59, []), (0, 23, []), (1, 31, []), (1, 12, months), (0, rng.choice([6, 7]), days)]
    line = " ".join(random_field(rng, *field) for field in fields)
    start = random_wall(rng)
    case = {"cron": line, "start": start.isoformat()} | zone_options(rng, zones)
    try:
        walls = list(itertools.islice(CronSim(line, start - timedelta(minutes=1)), 3000 if line.startswith("*") else 6 * COUNT))
    except CronSimError:
        walls = []  # It refuses days that none of the months has.
    return case, first_instants(walls, case, ZoneInfo(case["zone"])), None


# --- Comparison ---


def ask(probe: str, cases: list[dict]) -> list[dict]:
    text = "".join(json.dumps(case) + "\n" for case in cases)
    answer = subprocess.run([probe], input=text, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in answer.splitlines()]


def compare(name: str, probe: str, cases: list) -> int:
    answers = ask(probe, [case for case, _, _ in cases])
    differences, instants_compared = [], 0
    for (case, expected, certain), answer in zip(cases, answers, strict=True):
        found = [] if answer.get("error") == "neverMatches" else answer.get("instants")
        if found is not None and certain is not None:
            expected, found = [t for t in expected if t <= certain], [t for t in found if t <= certain]
        instants_compared += len(expected)
        if found != expected:
            differences.append((case, expected, answer))
    print(f"{name}: {len(differences)} differences in {len(cases)} cases, {instants_compared} instants")
    for case, expected, answer in differences[:5]:
        print(json.dumps(case))
        print(f"  expected {json.dumps(expected)[:300]}\n  found    {json.dumps(answer)[:300]}")
    return len(differences)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--probe", required=True, help="the built RecurrenceProbe")
    parser.add_argument("--work", type=Path, help="where the oracles are installed and kept")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--rules", type=int, default=5000)
    parser.add_argument("--cron", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        install(work)
        import zoneinfo

        zoneinfo.reset_tzpath(["/usr/share/zoneinfo"])
        zones = sorted(zoneinfo.available_timezones() - {"localtime", "posixrules", "Factory"})
        seed = random.SystemRandom().randrange(10**9) if arguments.seed is None else arguments.seed
        print(f"seed {seed}, {len(zones)} zones")
        rng = random.Random(seed)
        found = compare("rules", arguments.probe, [rule_case(rng, zones) for _ in range(arguments.rules)])
        found += compare("week numbers", arguments.probe, week_cases())
        found += compare("cron lines", arguments.probe, [cron_case(rng, zones) for _ in range(arguments.cron)])
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
