"""Our daemon and nginx on the same documents, each pinned to one core."""
import json, os, pathlib, random, resource, shutil, socket, subprocess, tempfile, time, urllib.request

SERVER_CORE, CLIENT_CORE = 0, 1
FEED = "/feeds/all.rss"


def raise_descriptors():
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)


def pinned(core, command):
    return ["taskset", "-c", str(core), *map(str, command)]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fetch(url, **headers):
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    with urllib.request.urlopen(request, timeout=5) as response:
        return response.read(), response.headers


def write_articles(path):
    """60 articles; the feed of the newest 50 is about 55 KB in gzip."""
    random.seed(1)
    syllables = [chr(random.randrange(0x4E00, 0x8FFF)) for _ in range(600)]
    now = int(time.time())
    with open(path, "w", encoding="utf-8") as out:
        for n in range(60):
            text = lambda length: "".join(random.choices(syllables, k=length))
            body = "".join(f"<p>{text(112)}。</p>" for _ in range(4))
            row = {"id": str(n), "title": f"第{n}篇：{text(12)}", "category": f"栏目{n % 4}", "source": "山海晚报",
                   "published": str(now - 86400 - 60 * n), "url": f"https://www.example.cn/a/{n}.html", "html": body}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


class Process:
    """A server that this program started, and the CPU time and memory of it and its workers."""

    def __init__(self, name, command, port, log):
        self.name, self.port = name, port
        self.child = subprocess.Popen(pinned(SERVER_CORE, command), stdout=log, stderr=log)
        self.url = f"http://127.0.0.1:{port}"

    def wait_for(self, path):
        for _ in range(500):
            try:
                return fetch(self.url + path)
            except OSError:
                if self.child.poll() is not None:
                    raise SystemExit(f"{self.name} ended with status {self.child.returncode}")
                time.sleep(0.02)
        raise SystemExit(f"{self.name} does not answer")

    def pids(self):
        children = pathlib.Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children").read_text().split()
        return [self.child.pid, *map(int, children)]

    def cpu(self):
        """Seconds of user and system time."""
        ticks = 0
        for pid in self.pids():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def private_bytes(self):
        kilobytes = 0
        for pid in self.pids():
            for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Private_"):
                    kilobytes += int(line.split()[1])
        return kilobytes * 1024

    def close(self):
        self.child.terminate()
        self.child.wait()


class Servers:
    def __init__(self, binary):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="syndicated-bench-"))
        self.folder.chmod(0o755)  # nginx's worker is another user
        self.binary, self.log = os.path.abspath(binary), open(self.folder / "log", "wb")
        self.running = []

    def close(self):
        for process in self.running:
            process.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, process, path):
        self.running.append(process)
        process.wait_for(path)
        return process

    def daemon(self, threads=1):
        port, state = free_port(), self.folder / f"threads-{threads}"
        state.mkdir()
        config = state / "syndicated.toml"
        # The articles are made once; a client that sends a byte a second is not to be thrown out while it is measured.
        config.write_text(f"""[site]
id = "bench.example.cn,2025"
base_url = "http://bench.example.cn"
[http]
listen = ["127.0.0.1:{port}"]
threads = {threads}
trusted_proxies = ["127.0.0.0/8"]
max_connections = 20000
header_timeout = "10m"
idle_timeout = "10m"
[feeds]
output = "files"
""")
        articles = self.folder / "articles.ndjson"
        if not articles.exists():
            write_articles(articles)
        subprocess.run([self.binary, "import", "--config", config, articles], check=True, stdout=self.log, stderr=self.log)
        daemon = Process("syndicated", [self.binary, "run", "--config", config], port, self.log)
        self.start(daemon, "/readyz")
        files = state / "files"
        for _ in range(500):
            if (files / (FEED[1:] + ".gz")).exists() and fetch(daemon.url + FEED, Accept_Encoding="gzip")[1]["Content-Encoding"]:
                return daemon, files
            time.sleep(0.02)
        raise SystemExit("the daemon makes no files")

    def nginx(self, root, tuned=False):
        """One worker that keeps files open. `tuned`: with what else makes it faster, off as it is installed from source."""
        port = free_port()
        sendfile, multi_accept, deferred = ("on", "on", " deferred") if tuned else ("off", "off", "")
        folder = self.folder / ("tuned" if tuned else "plain")
        folder.mkdir()
        config = folder / "nginx.conf"
        config.write_text(f"""daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_rlimit_nofile {resource.getrlimit(resource.RLIMIT_NOFILE)[1]};
events {{ worker_connections 16000; multi_accept {multi_accept}; }}
http {{
    access_log off;
    sendfile {sendfile};
    keepalive_timeout 600s;
    keepalive_requests 1000000000;
    open_file_cache max=1000 inactive=1h;
    open_file_cache_valid 1h;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ application/rss+xml rss; }}
    gzip_static on;
    gzip_vary on;
    server {{
        listen 127.0.0.1:{port}{deferred} backlog=4096;
        root {root};
        add_header Cache-Control "public, max-age=300, s-maxage=30";
    }}
}}
""")
        return self.start(Process("tuned nginx" if tuned else "nginx", ["nginx", "-p", folder, "-c", config], port, self.log), FEED)
