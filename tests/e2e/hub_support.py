"""Somebody who subscribes to the built-in hub, and the forms that are posted to it."""
from support import *
import ssl


class Subscriber:
    """Somebody who subscribes. `status`: what deliveries get, 0 for nothing; `confirms`: whether verifications do;
    `redirect`: status and address that both get instead. `certificate`: of its server, and the key; None for plain HTTP."""

    def __init__(self, host="127.0.0.1", certificate=None):
        self.checks, self.deliveries, self.lock = [], [], threading.Lock()
        self.status, self.confirms, self.redirect = 204, True, None
        me = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query, keep_blank_values=True)
                with me.lock:
                    me.checks.append({"path": self.path, "query": query})
                body = query.get("hub.challenge", [""])[0].encode() if me.confirms else b"no"
                self.answer(200, body)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if me.status == 0:  # nobody is there
                    self.close_connection = True
                    return
                with me.lock:
                    me.deliveries.append({"path": self.path, "headers": self.headers, "body": body})
                self.answer(me.status, b"")

            def answer(self, status, body):
                status, location = me.redirect or (status, None)
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *ignored):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 100

            def handle_error(self, *ignored):
                pass

        self.server = Server((host, 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.url = f"http{'s' if certificate else ''}://{host}:{self.port}/callback?id=%7e1&hub.mode=mine"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def bodies(self):
        with self.lock:
            return [d["body"] for d in self.deliveries]


def post(d, path="/hub", body=None, headers=None, **fields):
    """The answer to a form; names with "_" for "."."""
    form = {f"hub.{name}": value for name, value in fields.items()}
    if body is None:
        body = urllib.parse.urlencode(form)
    connection = http.client.HTTPConnection("127.0.0.1", d.port, timeout=10)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


# A hub that connects to this machine, and tries again soon.
SETTINGS = '[hub]\nenabled = true\nfirst_retry = "200ms"\nper_client_limit = 0\nallow_callbacks = ["127.0.0.1/32"]\n'


def subscriptions(d):
    return int(d.sql("SELECT count(*) FROM subscription", d.folder / "ledger.db"))


def requests_waiting(d):
    """Those whose callbacks have not answered yet."""
    return int(d.sql("SELECT count(*) FROM subscription_request", d.folder / "ledger.db"))
