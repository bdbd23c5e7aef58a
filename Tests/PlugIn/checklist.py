#!/usr/bin/env python3
"""What any automation platform does with the service, from the connection test to the last error, over real HTTP.

Usage: python3 Tests/PlugIn/checklist.py BINARY [--work DIR]

Starts a sandbox and the service, walks the list and prints a line for each point; exits 1 at the first that does not hold. Signatures are checked
with the reference implementation of Standard Webhooks, error bodies against the schema in the served OpenAPI document.
"""

import argparse, concurrent.futures, http.client, json, socket, sys, time
from pathlib import Path

from service import Answer, Client, Receiver, Service, eventually, install

EVENT_MEMBERS = [
    "id", "type", "timestamp", "eventName", "spaceId", "spaceName", "roomId", "roomName", "callId", "recordId", "playbackId", "eventId",
    "sessionId", "runId", "jobName", "inviteUrl", "test",
]
EVENT_TYPES = [
    "call.started", "call.finished", "record.started", "record.finished", "record.failed", "record.aborted", "autowebinar.published",
    "session.started", "session.finished", "analytics.ready", "run.late", "run.held", "run.failed", "job.paused", "hook.disabled",
]


def expect(condition, what: str, seen=None) -> None:
    if not condition:
        raise AssertionError(f"{what}; seen: {seen!r}")


class Checklist:
    def __init__(self, service: Service):
        self.service, self.api = service, service.client()
        self.points = 0

    def point(self, text: str) -> None:
        self.points += 1
        print(f"  ok  {text}", flush=True)

    # --- The connection ---

    def connection(self):
        me = self.api("GET", "/v1/me")
        expect(me.status == 200 and {"id", "label", "hooksAvailable"} <= me.json.keys(), "GET /v1/me says who it is", me)
        expect(me.headers.get("x-request-id"), "every answer has an X-Request-Id", me.headers)
        other = Client(self.service.port, None)("GET", "/v1/me", headers={"X-API-Key": self.service.tokens["owner"]})
        expect(other.status == 200, "X-API-Key serves as well", other)
        for key in (None, "wrong"):
            self.problem(self.service.client(key)("GET", "/v1/me"), 401, "unauthorized")
        self.point("connection test: 200 with the token, 401 without or with a wrong one")

    # --- Drop-downs and samples ---

    def options(self):
        def choose(path: str, label: str | None = None) -> dict:
            items = self.api("GET", path)
            expect(items.status == 200 and isinstance(items.json, list) and items.json, f"{path} lists something", items)
            for item in items.json:
                expect({"id", "value", "name", "label", "parentId"} <= item.keys() and item["id"] == item["value"], "an option is whole", item)
            return next((item for item in items.json if label in (None, item["label"])), items.json[0])

        space = choose("/v1/options/spaces", "Маркетинг")
        room = choose(f"/v1/options/rooms?spaceId={space['id']}", "Демо-зал")
        record = choose(f"/v1/options/records?spaceId={space['id']}&roomId={room['id']}", "Демо, лучшее")
        expect(room["parentId"] == space["id"] and record["parentId"] == room["id"], "options know what they are in", (room, record))
        for name in ("room-types", "roles", "timezones", "event-types"):
            choose(f"/v1/options/{name}?limit=5")
        narrowed = self.api("GET", f"/v1/options/records?spaceId={space['id']}&roomId={room['id']}&q=осень")
        expect([item["label"] for item in narrowed.json] == ["Демо, осень"], "q narrows a list", narrowed)
        page = self.api("GET", f"/v1/options/records?spaceId={space['id']}&roomId={room['id']}&limit=1")
        expect(len(page.json) == 1 and 'rel="next"' in page.headers.get("link", ""), "a page links to the next one", page.headers)
        self.space, self.room, self.record = space, room, record
        self.point("drop-downs: space, then room, then record; the fixed lists; search and pages")

    def samples(self):
        for kind in EVENT_TYPES:
            sample = self.api("GET", f"/v1/samples/{kind}")
            expect(sample.status == 200 and 1 <= len(sample.json) <= 3, f"{kind} has samples", sample)
            for event in sample.json:
                expect(sorted(event) == sorted(EVENT_MEMBERS) and event["type"] == kind, f"a sample of {kind} has the members of an event", event)
        self.point(f"samples of all {len(EVENT_TYPES)} types, in the shape of events")

    # --- Triggers ---

    def triggers(self):
        from standardwebhooks import Webhook

        receiver = Receiver()
        body = {"targetUrl": receiver.url, "event": "call_started", "spaceId": self.space["id"]}
        first = self.api("POST", "/v1/hooks", body)
        expect(first.status == 201 and first.json["secret"].startswith("whsec_") and first.json["status"] == "active", "subscribed", first)
        hook, secret = first.json["id"], first.json["secret"]
        again = self.api("POST", "/v1/hooks", {"url": receiver.url, "events": ["call.started"], "spaceId": self.space["id"]})
        expect(again.status == 200 and again.json["id"] == hook, "the same subscription has one id, whatever its spelling", again)
        listed = self.api("GET", f"/v1/hooks?url={receiver.url}").json
        expect([item["id"] for item in listed["items"]] == [hook], "it is listed by its address", listed)
        self.point("subscribe twice: one id")

        test = self.api("POST", f"/v1/hooks/{hook}/test")
        expect(test.status in (200, 201, 202), "a test delivery is asked for", test)
        headers, raw = eventually("the test delivery arrives", lambda: receiver.requests and receiver.requests[-1])
        sent = Webhook(secret).verify(raw, {name.lower(): value for name, value in headers.items()})
        expect(sorted(sent) == sorted(EVENT_MEMBERS) and sent["test"] is True and sent["type"] == "call.started", "a test event", sent)
        self.point("test delivery, its signature verified by the reference implementation")

        def is_subscribed():
            requests = self.service.administration("GET", "/_sandbox/requests").json
            return any(request.get("operation") == "createWebhook" and request.get("status") == 201 for request in requests)

        eventually("livedigital's webhook is ours", is_subscribed)
        self.service.administration("POST", "/_sandbox/calls", {"roomId": self.room["id"]})
        event = eventually("the call's event arrives", lambda: [e for e in receiver.events("call.started") if not e["test"]])[0]
        expect(event["eventName"] == "call_started" and event["spaceId"] == self.space["id"] and event["roomId"] == self.room["id"], "ids", event)
        expect(event["roomName"] == "Демо-зал" and event["callId"], "names and the call's id", event)
        twin = self.api("GET", "/v1/events?type=call.started&limit=10").json
        expect(any(item["id"] == event["id"] and item == event for item in twin["items"]), "the polling twin has the very same event", twin)
        self.point("a real event: livedigital to us to the hook, and the same by polling")

        for _ in range(2):
            expect(self.api("DELETE", f"/v1/hooks/{hook}").status == 204, "unsubscribed, and again")
        self.point("unsubscribe twice: 204 and 204")

        gone = Receiver(status=410)
        hook = self.api("POST", "/v1/hooks", {"url": gone.url, "events": ["call.started"]}).json["id"]
        self.api("POST", f"/v1/hooks/{hook}/test")
        eventually("410 disables the hook", lambda: self.api("GET", f"/v1/hooks/{hook}").json["status"] == "disabled")
        self.point("a receiver that answers 410 is disabled at once")

    # --- Actions ---

    def actions(self):
        key = {"Idempotency-Key": "plug-in-1"}
        body = {"name": "Планёрка из Albato", "spaceName": "Продажи", "type": "lesson", "isAutoRecordingAllowed": "true", "redirectUrl": ""}
        first = self.api("POST", "/v1/rooms", body, headers=key)
        expect(first.status == 201 and first.json.get("id"), "a room is made, by the name of its space, with a form's texts", first)
        again = self.api("POST", "/v1/rooms", body, headers=key)
        expect(again.status == 201 and again.json == first.json and again.headers.get("idempotent-replayed") == "true", "replayed", again)
        self.problem(self.api("POST", "/v1/rooms", body | {"name": "Другая"}, headers=key), 422, "idempotency_key_reused")
        body = {"name": "Twins", "spaceId": self.space["id"], "type": "webinar"}
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            twins = list(pool.map(lambda _: self.api("POST", "/v1/rooms", body, headers={"Idempotency-Key": "plug-in-2"}), range(8)))
        expect({twin.status for twin in twins} <= {201, 409} and any(twin.status == 201 for twin in twins), "one of twins is carried out", twins)
        for twin in twins:
            if twin.status == 409:
                self.problem(twin, 409, "request_in_progress")
        made = [entry for entry in self.service.ledger() if entry["kind"] == "room" and entry["what"] == "created" and entry["state"]["name"].startswith("Twins")]
        expect(len(made) == 1, "twins make one room", made)
        self.point("an action with a key: replay, another body refused, twins make one room")

        webinar = {"name": "Из Albato", "spaceId": self.space["id"], "roomId": self.room["id"], "recordId": self.record["id"]}
        webinar |= {"startDate": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + 7200)), "timezone": "Europe/Moscow"}
        made = self.api("POST", "/v1/autowebinars", webinar | {"externalId": "deal-1"})
        expect(made.status == 201 and made.json["published"] is True and made.json["eventId"] in made.json["inviteUrl"], "published", made)
        same = self.api("POST", "/v1/autowebinars", webinar | {"externalId": "deal-1"})
        expect(same.json["id"] == made.json["id"], "an externalId is a natural key", same)
        other = self.api("POST", "/v1/autowebinars", webinar | {"externalId": "deal-1", "name": "Другое"})
        self.problem(other, 422, "idempotency_key_reused")
        self.point("an autowebinar in one action, with its invitation")

    def jobs(self):
        document = {
            "kind": "autowebinar", "title": "Серия из Albato", "space": "Маркетинг", "room": "Демо-зал", "record": {"latest": {"nameContains": "Демо"}},
            "schedule": {"timezone": "Europe/Moscow", "cron": "0 19 * * 2"},
        }
        made = self.api("PUT", "/v1/jobs/albato-series", document)
        expect(made.status == 201, "a job is made from its document", made)
        shown = self.api("GET", "/v1/jobs/albato-series").json
        written = self.api("PUT", "/v1/jobs/albato-series", shown["document"])
        expect(written.status == 200 and written.json == shown, "what is shown of a job can be written back and changes nothing", (shown, written))
        dates = self.api("GET", "/v1/jobs/albato-series/next?count=3").json
        expect(len(dates["items"]) == 3 and all(date["timezone"] == "Europe/Moscow" for date in dates["items"]), "its next dates", dates)
        wrong = self.problem(self.api("PUT", "/v1/jobs/albato-series", document | {"tilte": "x"}), 400, "invalid_request_params")
        expect(wrong["errors"][0]["field"] == "tilte" and wrong["errors"][0]["code"] == "unknown_member", "a typo is named", wrong)
        expect([self.api("DELETE", "/v1/jobs/albato-series").status for _ in range(2)] == [204, 204], "removed, and again")
        self.point("a job: written, shown as the document that it was written from, written back, removed twice")

    # --- Errors ---

    def problem(self, answer, status: int, code: str) -> dict:
        expect(answer.status == status, f"{status} {code}", answer)
        expect(answer.headers.get("content-type", "").startswith("application/problem+json"), "a problem document", answer.headers)
        body = answer.json
        expect(body["status"] == status and body["code"] == code and body["message"] == body["detail"] and body["requestId"], "a problem", body)
        if self.schema is not None:
            self.schema.validate(body)
        if status in (429, 502, 503, 504):
            expect(int(answer.headers.get("retry-after", 0)) > 0 and body["retryable"] is True, f"{status} says when to try again", answer.headers)
        return body

    schema = None

    def document(self):
        from jsonschema.validators import Draft202012Validator

        served = Client(self.service.port, None)("GET", "/v1/openapi.json")
        expect(served.status == 200 and served.json["openapi"].startswith("3.1"), "an OpenAPI 3.1 document", served)
        problem = served.json["components"]["schemas"]["Problem"]
        self.schema = Draft202012Validator({**problem, "components": served.json["components"]})
        self.point(f"the OpenAPI document: {sum(len(path) for path in served.json['paths'].values())} operations")

    def both_languages(self, send, status: int, code: str) -> None:
        english = self.problem(send({}), status, code)
        russian = self.problem(send({"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"}), status, code)
        expect(any("а" <= letter <= "я" for letter in russian["message"].lower()), f"{status} in Russian", russian["message"])
        expect(english["title"] == russian["title"], "titles are fixed", (english, russian))

    def errors(self):
        api, space, room = self.api, self.space["id"], self.room["id"]
        access = f"/v1/spaces/{space}/rooms/{room}/access"

        def upstream(operation: str, **action):
            def send(headers):
                self.service.clear_faults()
                self.service.fault(operation=operation, times=1000, **action)
                try:
                    return api("GET", f"/v1/options/spaces?q={time.monotonic_ns()}", headers=headers)
                finally:
                    self.service.clear_faults()
            return send

        self.both_languages(lambda h: api("POST", access, {"username": "A", "role": "user", "ttl": 604801}, headers=h), 400, "invalid_request_params")
        bad = api("POST", access, {"username": "A", "role": "king", "surname": "B"}).json
        expect({error["field"] for error in bad["errors"]} == {"role", "surname"}, "each wrong member is named", bad)
        self.both_languages(lambda h: self.service.client("wrong")("GET", "/v1/runs", headers=h), 401, "unauthorized")
        self.both_languages(upstream("getSpacesList", action="status", status=403), 403, "forbidden")
        self.both_languages(lambda h: api("GET", "/v1/runs/nobody@always", headers=h), 404, "not_found")
        foreign = next(item["id"] for item in api("GET", "/v1/options/spaces").json if item["label"] == "Продажи")
        self.both_languages(lambda h: api("DELETE", f"/v1/spaces/{foreign}", headers=h), 409, "not_created_here")
        self.both_languages(lambda h: api("POST", "/v1/hooks", raw=b"{" + b" " * (2 << 20) + b"}", headers=h), 413, "too_large")
        self.both_languages(upstream("getSpacesList", action="status", status=429, retryAfter=7), 429, "rate_limited")
        self.both_languages(upstream("getSpacesList", action="garbage"), 502, "upstream_error")
        self.both_languages(upstream("getSpacesList", action="status", status=503), 503, "upstream_unavailable")
        self.both_languages(upstream("getSpacesList", action="delay", seconds=20), 504, "upstream_timeout")
        self.both_languages(lambda h: api("PATCH", "/v1/runs", headers=h), 405, "method_not_allowed")
        for raw in (b"{", b"[]", b'{"name":"\xff"}', '{"name":"x"}'.encode("utf-16")):
            self.both_languages(lambda h: api("POST", "/v1/spaces", raw=raw, headers=h), 400, "invalid_request_params")
        self.both_languages(lambda h: api("GET", f"/v1/options/rooms?spaceName={time.monotonic_ns()}", headers=h), 404, "not_found")
        self.malformed()
        self.slow_client()
        self.point("400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 431, 502, 503, 504: problem documents of the served schema, in both languages")

    def malformed(self):
        """What is no HTTP, or too long, is refused in the same form."""
        long = b"GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 90_000 + b"\r\n\r\n"
        for sent, status in ((b"HELLO\r\n\r\n", 400), (b"GET /v1/me HTTP/1.1\r\nno colon\r\n\r\n", 400), (long, 431)):
            with socket.create_connection(("127.0.0.1", self.service.port), timeout=20) as client:
                client.sendall(sent)
                answer = b"".join(iter(lambda: client.recv(65536), b""))
            head, _, body = answer.partition(b"\r\n\r\n")
            expect(head.startswith(f"HTTP/1.1 {status} ".encode()) and b"application/problem+json" in head, f"{status} for what is no request", answer[:300])
            self.schema.validate(json.loads(body))
        for path in ("/v1/runs/%zz", "/v1/runs?job=%e0%a4"):
            self.problem(self.percent(path), 400, "invalid_request_params")

    def percent(self, path: str):
        """A path as it is, which the client would mend."""
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=20)
        connection.request("GET", path, headers={"Authorization": f"Bearer {self.service.tokens['owner']}"})
        response = connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read(), 0)

    def slow_client(self):
        """One that stops in the middle of its request is cut off."""
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=60) as client:
            token = self.service.tokens["owner"]
            client.sendall(
                f"POST /v1/hooks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
                f"Content-Length: 1000\r\n\r\n{{".encode())
            answer = client.recv(4096)
        expect(b" 408 " in answer.split(b"\r\n")[0] or answer == b"", "a client that stalls is answered 408 or cut off", answer[:200])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--work", type=Path, default=Path(".build/plug-in"))
    arguments = parser.parse_args()
    install(arguments.work.resolve(), ["standardwebhooks==1.1.0", "jsonschema==4.26.0"])
    began = time.monotonic()
    with Service(arguments.binary) as service:
        list_ = Checklist(service)
        list_.document()
        for step in (list_.connection, list_.options, list_.samples, list_.triggers, list_.actions, list_.jobs, list_.errors):
            try:
                step()
            except (AssertionError, KeyError, IndexError, TypeError) as error:
                print(f"FAIL  {step.__name__}: {type(error).__name__}: {error}")
                raise
    print(f"plug-in checklist: {list_.points} points hold, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
