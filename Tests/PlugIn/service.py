"""A sandbox and a service as child processes, and a client that speaks plain HTTP: what every automation platform is to us."""

import http.client, json, os, re, signal, socket, subprocess, sys, tempfile, threading, time, urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def install(work: Path, packages: list[str]) -> None:
    """Installs packages from PyPI into a folder of their own and makes them importable."""
    folder = work / "packages"
    mark = folder / (".installed-" + re.sub(r"\W", "_", "-".join(packages)))
    if not mark.exists():
        options = ["install", "--quiet", "--disable-pip-version-check", "--target", str(folder), "--upgrade"]
        subprocess.run([sys.executable, "-m", "pip"] + options + packages, check=True)
        mark.touch()
    sys.path.insert(0, str(folder))
    os.environ["PYTHONPATH"] = f"{folder}:{os.environ.get('PYTHONPATH', '')}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(what: str, look, seconds: float = 15):
    """What `look` returns once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


class Answer:
    def __init__(self, status: int, headers, body: bytes, seconds: float):
        self.status, self.headers, self.body, self.seconds = status, {k.lower(): v for k, v in headers}, body, seconds

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:600].decode(errors='replace')}"


class Client:
    """One key at one address."""

    def __init__(self, port: int, key: str | None, prefix: str = ""):
        self.port, self.key, self.prefix = port, key, prefix

    def __call__(self, method: str, path: str, body=None, headers: dict | None = None, raw: bytes | None = None, timeout: float = 30) -> Answer:
        fields = dict(headers or {})
        if self.key is not None:
            fields.setdefault("Authorization", f"Bearer {self.key}")
        if body is not None:
            raw = json.dumps(body, ensure_ascii=False).encode()
        if raw is not None:
            fields.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        began = time.monotonic()
        try:
            connection.request(method, urllib.parse.quote(self.prefix + path, safe="/?&=%:,+-._~"), raw, fields)
            response = connection.getresponse()
            return Answer(response.status, response.getheaders(), response.read(), time.monotonic() - began)
        finally:
            connection.close()


class Child:
    """The binary with a command, its output read line by line."""

    def __init__(self, arguments: list[str], environment: dict, folder: Path, ready: str):
        self.log = open(folder / f"{arguments[1]}.log", "a")
        self.process = subprocess.Popen(
            arguments, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=self.log, start_new_session=True)
        self.lines: list[str] = []
        threading.Thread(target=self.read, daemon=True).start()
        eventually(f"{' '.join(arguments[1:3])} says {ready}", lambda: self.died() or any(re.search(ready, line) for line in self.lines), 30)

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def died(self):
        if self.process.poll() is not None:
            self.log.flush()
            raise AssertionError(f"it ended with {self.process.returncode}: {self.lines[-3:]} {Path(self.log.name).read_text()[-1500:]}")

    def stop(self, number=signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=20)


class Service:
    """A sandbox account and `autowebinar serve` in front of it, in a folder of its own."""

    def __init__(self, binary: str, settings: dict | None = None, sandbox: list[str] | None = None):
        self.binary = str(Path(binary).resolve())
        self.temporary = tempfile.TemporaryDirectory(prefix="autowebinar-plug-in-")
        self.folder = Path(self.temporary.name)
        self.port, self.remote_port = free_port(), free_port()
        self.tokens = {"owner": "owner-" + os.urandom(12).hex()}
        (self.folder / "sandbox.token").write_text(self.tokens["owner"])
        self.environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(self.folder), "TZ": "Europe/Moscow", "LANG": "C.UTF-8",
            "AUTOWEBINAR_LIVEDIGITAL_BASE_URL": f"http://127.0.0.1:{self.remote_port}/v1", "AUTOWEBINAR_LIVEDIGITAL_TIMEOUT": "1s",
            "AUTOWEBINAR_LIVEDIGITAL_RATE": "1000/s", "AUTOWEBINAR_SERVER_PORT": str(self.port),
            "AUTOWEBINAR_SERVER_PUBLIC_URL": f"http://127.0.0.1:{self.port}", "AUTOWEBINAR_SERVER_ALLOW_PRIVATE_HOOKS": "true",
        } | (settings or {})
        self.sandbox = Child(
            [self.binary, "sandbox", "--port", str(self.remote_port), "--token-file", "sandbox.token", "--record-length", "5s"] + (sandbox or []),
            self.environment, self.folder, "Serving")
        self.administration = Client(self.remote_port, None)
        self.start()

    def start(self):
        self.service = Child([self.binary, "serve"], self.environment, self.folder, "Ready")

    def client(self, key: str | None = "owner") -> Client:
        return Client(self.port, self.tokens.get(key, key) if key else None)

    def fault(self, **members) -> None:
        answer = self.administration("POST", "/_sandbox/faults", members)
        assert answer.status == 201, answer

    def hang(self, seconds: float) -> None:
        """Every call of livedigital takes so long from now on."""
        operations = self.administration("GET", "/_sandbox/operations").json
        for operation in operations:
            self.fault(operation=operation, times=1_000_000, action="delay", seconds=seconds)

    def clear_faults(self) -> None:
        self.administration("DELETE", "/_sandbox/faults")

    def ledger(self) -> list:
        return self.administration("GET", "/_sandbox/ledger").json

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        result = subprocess.run([self.binary, *arguments], cwd=self.folder, env=self.environment, text=True, capture_output=True, timeout=60)
        assert not check or result.returncode == 0, (arguments, result)
        return result

    def end(self):
        for child in (self.service, self.sandbox):
            child.stop(signal.SIGKILL)
        self.temporary.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is not None:
            for child in (self.service, self.sandbox):
                child.log.flush()
                print(f"--- {child.log.name}\n{Path(child.log.name).read_text()[-3000:]}", file=sys.stderr)
        self.end()


class Receiver:
    """Somebody's hook: keeps what comes and answers as told."""

    def __init__(self, status: int = 200):
        self.status, self.requests = status, []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                receiver.requests.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def events(self, kind: str | None = None) -> list[dict]:
        bodies = [json.loads(body) for _, body in list(self.requests)]
        return [body for body in bodies if kind is None or body["type"] == kind]
