"""Requests that follow no redirect, Link fields read strictly, and servers on loopback that note what comes."""
import http.client, http.server, re, threading, time, urllib.parse

from http_wire import Unfit

TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
PARAMETER = rf'[ \t]*;[ \t]*({TOKEN})[ \t]*=[ \t]*({TOKEN}|"(?:[^"\\]|\\.)*")'
LINK = re.compile(rf"""[ \t]*<([^<>"\s{{}}|\\^`]*)>((?:{PARAMETER})*)[ \t]*(?:,|$)""")
FORM = "application/x-www-form-urlencoded"
MOST = 64 * 1024 * 1024


class Reply:
    def __init__(self, status, lines, body):
        self.status, self.lines, self.body = status, lines, body

    def all(self, name):
        return [value for line, value in self.lines if line.lower() == name.lower()]

    def __getitem__(self, name):
        values = self.all(name)
        return ", ".join(values) if values else None


def ask(url, *fields, method="GET", body=None, timeout=5.0):
    """One request; each field is "Name: value". No Accept-Encoding of its own, and no Host where a field gives one."""
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    target, own_host = (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), any(f.startswith("Host:") for f in fields)
    connection = None
    try:
        connection = kind(parts.netloc, timeout=timeout)
        connection.putrequest(method, target, skip_accept_encoding=True, skip_host=own_host)
        for field in fields:
            connection.putheader(*field.split(": ", 1))
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return Reply(answer.status, answer.getheaders(), answer.read(MOST))
    except http.client.HTTPException as error:
        raise Unfit(f"no answer of HTTP: {error!r}")
    finally:
        if connection:
            connection.close()


def links(reply):
    """Pairs of relation and address of all Link fields (RFC 8288, 3)."""
    found = []
    for value in reply.all("Link"):
        while value.strip(" \t"):
            match = LINK.match(value)
            if not match:
                raise Unfit(f"not of RFC 8288: Link: {value[:120]}")
            relations = [text.strip('"') for name, text in re.findall(PARAMETER, match[2]) if name.lower() == "rel"]
            if len(relations) != 1:
                raise Unfit(f"{len(relations)} times rel: Link: {value[:120]}")
            found += [(relation.lower(), match[1]) for relation in relations[0].split()]
            value = value[match.end():]
    return found


def of_relation(found, relation):
    return [address for name, address in found if name == relation]


class Visit:
    """A request that came to a server of the suite."""

    def __init__(self, handler, body):
        self.method, self.target, self.headers, self.body = handler.command, handler.path, handler.headers, body
        self.at = time.monotonic()

    @property
    def form(self):
        """Names and values of the query of a GET, of the body of a POST."""
        text = self.body.decode("utf-8", "replace") if self.method == "POST" else self.target.partition("?")[2]
        return urllib.parse.parse_qsl(text, keep_blank_values=True)

    def value(self, name):
        """The last one: what a hub appends stands behind what the callback had."""
        return dict(self.form).get(name)


class Listener:
    """A server whose owner's `answer(visit)` gives (status, fields, body), or None: close without an answer."""

    def __init__(self, answer, host="127.0.0.1", port=0):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def handle_one(self):
                length = int(self.headers.get("Content-Length") or 0)
                reply = answer(Visit(self, self.rfile.read(min(length, MOST))))
                self.close_connection = self.close_connection or reply is None
                if reply is not None:
                    self.reply(*reply)

            def reply(self, status, fields, body):
                self.send_response(status)
                for field in fields:
                    self.send_header(*field.split(": ", 1))
                if status >= 200 and status != 204:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body if status != 204 else b"")

            do_GET = do_HEAD = do_POST = do_PUT = handle_one

            def log_message(self, *ignored):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads, request_queue_size, allow_reuse_address = True, 256, True

            def handle_error(self, *ignored):
                pass  # the other side may leave

        self.server = Server((host, port), Handler)
        self.base = f"http://{host}:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def wait_until(condition, seconds):
    """What the condition gives as soon as that is true; None when it never is."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            return None
        time.sleep(0.01)
    return value
