#!/usr/bin/env python3
"""Schemathesis over the served OpenAPI document, all checks: once with livedigital answering, once with it hanging on every call.

Usage: python3 Tests/PlugIn/fuzz.py BINARY [--work DIR] [--examples N] [--seconds N] [--seed N] [--path /v1/…] [--only answering|hanging]

With livedigital answering no answer may be a 5xx. With it hanging for a minute on every call only 502, 503 and 504 may, with their codes. No answer may
take longer than eight seconds either way. What else is checked, and which refusals are right, is in fuzz_checks.py. Exits 1 on any failure.
"""

import argparse, collections, os, subprocess, sys, time
from pathlib import Path

from service import Service, install

LIMIT = 8


def run(service: Service, arguments, is_hanging: bool) -> int:
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{service.port}/v1/openapi.json", "--checks", "all",
        "--max-response-time", str(LIMIT), "--max-examples", str(arguments.examples), "--max-time", str(arguments.seconds),
        "--seed", str(arguments.seed), "--header", f"Authorization: Bearer {service.tokens['owner']}", "--suppress-health-check", "all",
        # Waiting for what hangs costs nothing, so much of it is done at once.
        "--request-timeout", "30", "--no-color", "--warnings", "off", "--workers", "12" if is_hanging else "1",
    ]
    if arguments.path:
        command += ["--include-path", arguments.path]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "fuzz_checks", "FUZZ_HANGING": "1" if is_hanging else "0"}
    environment["PYTHONPATH"] = f"{Path(__file__).resolve().parent}:{environment['PYTHONPATH']}"
    return subprocess.run(command, env=environment, cwd=service.folder, timeout=arguments.seconds * 4 + 120).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--work", type=Path, default=Path(".build/plug-in"))
    parser.add_argument("--examples", type=int, default=15, help="of each operation and phase")
    parser.add_argument("--seconds", type=int, default=180, help="of each of the two runs")
    parser.add_argument("--path", help="one path of the document alone")
    parser.add_argument("--only", choices=["answering", "hanging"], help="one of the two runs")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    install(arguments.work.resolve(), ["schemathesis==4.32.5"])
    print(f"seed {arguments.seed}")
    outcomes = {}
    for name in [arguments.only] if arguments.only else ["answering", "hanging"]:
        # The word that the rooms of this livedigital take.
        with Service(arguments.binary, settings={"AUTOWEBINAR_LIVEDIGITAL_WAITING_ROOM_ON": "everybody"}) as service:
            if name == "hanging":
                # Known by its fingerprint before livedigital hangs, as an account is that was used before.
                assert service.client()("GET", "/v1/me").status == 200
                service.hang(60)
            outcomes[name] = run(service, arguments, name == "hanging")
            asked = collections.Counter(request.get("operation") for request in service.administration("GET", "/_sandbox/requests").json)
            print(f"livedigital was asked {asked.total()} times for {len(asked)} operations")
            assert asked.total() > 50, asked
    said = ", ".join(f"{name} {'FAILED' if code else 'passed'}" for name, code in outcomes.items())
    print(f"schemathesis, livedigital {said}; seed {arguments.seed}")
    return 1 if any(outcomes.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
