#!/usr/bin/env python3
"""Schemathesis over the served OpenAPI document, all checks: once with livedigital answering, once with it hanging on every call.

Usage: python3 Tests/PlugIn/fuzz.py BINARY [--work DIR] [--examples N] [--seconds N] [--seed N]

With livedigital answering no answer may be a 5xx. With it hanging for a minute on every call only the documented 502, 503 and 504 may. No answer may
take longer than eight seconds either way. Exits 1 on any failure.
"""

import argparse, os, subprocess, sys, time
from pathlib import Path

from service import Service, install

LIMIT = 8


def run(service: Service, arguments, excluded: list[str]) -> int:
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{service.port}/v1/openapi.json", "--checks", "all",
        "--max-response-time", str(LIMIT), "--max-examples", str(arguments.examples), "--max-time", str(arguments.seconds),
        "--seed", str(arguments.seed), "--header", f"Authorization: Bearer {service.tokens['owner']}", "--suppress-health-check", "all",
        "--request-timeout", "30", "--no-color", "--warnings", "off",
    ]
    if excluded:
        command += ["--exclude-checks", ",".join(excluded)]
    return subprocess.run(command, env=os.environ, timeout=arguments.seconds * 4 + 120).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--work", type=Path, default=Path(".build/plug-in"))
    parser.add_argument("--examples", type=int, default=15, help="of each operation and phase")
    parser.add_argument("--seconds", type=int, default=180, help="of each of the two runs")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    install(arguments.work.resolve(), ["schemathesis==4.32.5"])
    print(f"seed {arguments.seed}")
    with Service(arguments.binary) as service:
        answering = run(service, arguments, [])
    with Service(arguments.binary) as service:
        # Known by its fingerprint before livedigital hangs, as an account is that was used before.
        assert service.client()("GET", "/v1/me").status == 200
        service.hang(60)
        hanging = run(service, arguments, ["not_a_server_error", "positive_data_acceptance", "negative_data_rejection"])
    print(f"schemathesis: livedigital answering {'passed' if answering == 0 else 'FAILED'}, hanging {'passed' if hanging == 0 else 'FAILED'}")
    return 1 if answering or hanging else 0


if __name__ == "__main__":
    sys.exit(main())
