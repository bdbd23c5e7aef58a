"""A livedigital of one room, for as much of the API as a collection of calls needs; its reports are workbooks that openpyxl wrote."""

import io, json, threading, urllib.parse
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SPACE, ROOM = "662cc96d46ac941cda787127", "66d1d55d1cf5d9c045c0d1c4"


def text_of(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds") + "Z"


def clock(duration: timedelta) -> str:
    """Hours, which go on past 24, minutes and seconds, and the milliseconds where there are any."""
    seconds, milliseconds = divmod(abs(duration) // timedelta(milliseconds=1), 1000)
    text = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}" + (f".{milliseconds:03}" if milliseconds else "")
    return "-" + text if duration < timedelta() else text


def workbook(rows: list[list]) -> bytes:
    """The rows as the first sheet of a workbook, texts as texts, whatever they begin with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Участники")
    for row in rows:
        cells = []
        for value in row:
            # Of space alone openpyxl does not say that it counts.
            blank = isinstance(value, str) and value.isspace()
            cell = WriteOnlyCell(sheet, "".join(f"_x{ord(letter):04X}_" for letter in value) if blank else value)
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, datetime):
                cell.number_format = "yyyy-mm-dd hh:mm:ss.000"
            elif isinstance(value, timedelta):
                cell.number_format = "[h]:mm:ss"
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class Livedigital:
    """Serves calls, a dict from the id to (start, the bytes of the report), until it is closed."""

    def __init__(self, calls: dict[str, tuple[datetime, bytes]]):
        days: dict[str, list[dict]] = {}
        for id, (start, _) in calls.items():
            call = {"id": id, "roomId": ROOM, "active": False, "startedAt": text_of(start), "finishedAt": text_of(start + timedelta(hours=1))}
            days.setdefault(call["startedAt"][:10], []).append(call)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                address = urllib.parse.urlsplit(self.path)
                query = dict(urllib.parse.parse_qsl(address.query))
                match address.path.removeprefix("/v1/").strip("/").split("/"):
                    case ["users", "me"]:
                        self.answer({"id": "60d55c0eb9ef88ab17b0aabb", "email": "owner@example.com"})
                    case ["spaces"]:
                        self.answer({"items": [{"id": SPACE, "name": "Экспорт"}]})
                    case ["spaces", _, "rooms"]:
                        self.answer({"items": [{"id": ROOM, "name": "Зал", "spaceId": SPACE}]})
                    case ["spaces", _, "analytics", "calls"]:
                        self.answer({"items": days.get(query["date"][:10], [])})
                    case ["spaces", _, "analytics", "report"]:
                        self.send(200, calls[query["callId"]][1], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
                    case _:
                        self.send(404, b'{"message":"no such path"}', "application/json")

            def answer(self, body):
                self.send(200, json.dumps(body).encode(), "application/json")

            def send(self, status: int, body: bytes, kind: str):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
