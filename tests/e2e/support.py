"""What every story needs: a daemon in a folder of its own, requests, plain SQL by the sqlite3 program, a fake hub.

A story is run as: python3 STORY BINARY. It fails by an exception; the daemon's log is then printed.
"""
import atexit, contextlib, http.client, http.server, itertools, json, os, pathlib, random, shutil, signal, socket, subprocess
import sys, tempfile, threading, time, traceback, urllib.parse

BINARY = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else "syndicated"
TESTS = pathlib.Path(__file__).resolve().parent.parent
FORMATS = ("rss", "atom", "json")
_scratch = []


# No outgoing connection takes one of these by itself, as it does of those that the system gives for port 0.
ports = itertools.count(random.randrange(20000, 31000))


def free_port():
    for port in ports:
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass  # somebody else's


def scratch():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="syndicated-e2e-"))
    _scratch.append(folder)
    return folder


@atexit.register
def _clean():
    for folder in _scratch:
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(what, condition, seconds=20.0):
    """Asks until the condition gives something true, and returns that. Exceptions count as not yet."""
    end, last = time.monotonic() + seconds, None
    while time.monotonic() < end:
        try:
            value = condition()
            if value:
                return value
        except (OSError, AssertionError, KeyError, IndexError, ValueError, http.client.HTTPException) as error:
            last = error
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s in vain for {what}" + (f" (last: {last!r})" if last else ""))


def same(got, wanted, what=""):
    assert got == wanted, f"{what}: got {got!r}, wanted {wanted!r}"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def __getitem__(self, name):
        return self.headers.get(name)

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)


class Daemon:
    def __init__(self, settings="", folder=None, port=None, environment=None):
        self.folder = folder or scratch()
        self.port = port or free_port()
        self.config = self.folder / "syndicated.toml"
        self.environment = environment or {}
        self.process = None
        self.log_path = self.folder / "log"
        self.configure(settings)

    def configure(self, settings):
        text = settings if "[http]" in settings else f'[http]\nlisten = ["127.0.0.1:{self.port}"]\n{settings}'
        self.config.write_text(text, encoding="utf-8")

    # --- life ---------------------------------------------------------------------------------------------------
    def start(self, wait=True):
        environment = {k: v for k, v in os.environ.items() if k != "STATE_DIRECTORY"}
        environment.update(self.environment)
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([BINARY, "run", "--config", str(self.config)], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env=environment, cwd=self.folder)
        if wait:
            wait_for("the daemon to answer", lambda: self._alive() and self.get("/healthz").status == 200)
        return self

    def _alive(self):
        assert self.process.poll() is None, "the daemon ended"
        return True

    def ready(self):
        wait_for("the first read", lambda: self.get("/readyz").text == "ready\n")
        return self

    def stop(self, seconds=10):
        self.process.send_signal(signal.SIGTERM)
        same(self.process.wait(seconds), 0, "exit status after SIGTERM")
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()
        return self

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def __enter__(self):
        return self.start() if self.process is None else self

    def __exit__(self, kind, value, trace):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if kind is not None:
            print("--- the daemon's log\n" + self.log()[-6000:], file=sys.stderr)

    # --- requests -----------------------------------------------------------------------------------------------
    def get(self, path, headers=None, method="GET", port=None):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=10)
        try:
            connection.request(method, path, headers=headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def items(self, slug="all"):
        return self.get(f"/feeds/{slug}.json").json["items"]

    def titles(self, slug="all"):
        return [item["title"] for item in self.items(slug)]

    def metric(self, name):
        for line in self.get("/metrics").text.splitlines():
            if line.startswith(f"syndicated_{name} "):
                return int(line.split()[-1])
        raise KeyError(name)

    # --- other programs -----------------------------------------------------------------------------------------
    @property
    def store(self):
        return self.folder / "articles.db"

    def sql(self, statement, database=None):
        """Plain SQL by the sqlite3 program, as any other program would write."""
        done = subprocess.run(["sqlite3", "-bail", "-cmd", ".timeout 5000", str(database or self.store)],
                              input=statement + ";\n", capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, f"sqlite3: {done.stderr}\n{statement}"
        return done.stdout

    def insert(self, title, category="新闻", published="2025-03-10 04:06:31", html="<p>正文第一段，讲一件事。</p>", **more):
        row = {"title": title, "category": category, "published": published, "html": html, **more}
        quoted = ", ".join("NULL" if v is None else "'" + str(v).replace("'", "''") + "'" for v in row.values())
        return int(self.sql(f"INSERT INTO article ({', '.join(row)}) VALUES ({quoted}); SELECT last_insert_rowid()"))

    def drop(self, name, content):
        """Into the inbox as a careful program would: under another name first."""
        inbox = self.folder / "inbox"
        part = inbox / f".{name}"
        part.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        part.rename(inbox / name)

    def settled(self, seconds=0.4):
        """Nothing was published for a while."""
        def still():
            before = self.metric("snapshot_swaps_total")
            time.sleep(seconds)
            return self.metric("snapshot_swaps_total") == before
        wait_for("the daemon to settle", still)
        return self


def command(*words, data=None, folder=None, timeout=60, environment=None):
    """Runs the program; (status, stdout, stderr) as text."""
    env = {k: v for k, v in os.environ.items() if k != "STATE_DIRECTORY"}
    env.update(environment or {})
    done = subprocess.run([BINARY, *map(str, words)], input=data, capture_output=True, timeout=timeout, env=env,
                          cwd=folder)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def certificate(name):
    """A self-signed one and its key, as files; `name`: "DNS:a.example" or "IP:127.0.0.1"."""
    folder = scratch()
    cert, key = folder / "cert.pem", folder / "key.pem"
    done = subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                           "-days", "2", "-subj", f"/CN={name.partition(':')[2]}", "-addext", f"subjectAltName={name}",
                           "-keyout", key, "-out", cert], capture_output=True, text=True)
    same(done.returncode, 0, done.stderr)
    return cert, key


class FakeHub:
    """A hub on loopback. `answer` is a status, or a function (handler, form) that does what it likes."""

    def __init__(self, answer=204, port=None):
        self.answer, self.pings, self.lock = answer, [], threading.Lock()
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                form = urllib.parse.parse_qs(body)
                with hub.lock:
                    hub.pings.append({"topic": form["hub.topic"][0], "form": form, "headers": dict(self.headers),
                                      "at": time.monotonic()})
                if callable(hub.answer):
                    hub.answer(self, form)
                else:
                    self.send_response(hub.answer)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *ignored):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *ignored):
                pass  # a daemon that was killed resets its connections

        self.server = Server(("127.0.0.1", port or 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hub"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def topics(self):
        with self.lock:
            return sorted(ping["topic"] for ping in self.pings)

    def forget(self):
        with self.lock:
            self.pings.clear()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def main(story):
    try:
        story()
    except BaseException:
        traceback.print_exc()
        sys.exit(1)
    print("ok")
