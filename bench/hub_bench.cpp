// hub_bench [SUBSCRIBERS...]: how many signed deliveries of 10 KiB a second the hub makes to subscribers on loopback,
// how long after a version is out they come, and what a plain libcurl multi loop makes of the same receivers, which is
// the limit. The receivers are a process of their own.
#include "syndicated/base/clock.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/publish/publication.hpp"
#include "syndicated/websub/hub.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace {

using namespace syndicated;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t body_bytes = 10UL * 1024;
constexpr std::size_t most_arrivals = 4'000'000;
constexpr int ports = 8;
const std::string base = "http://feeds.example";
const std::string topic = base + "/feeds/all.rss";

// Written by the receivers, read by whoever measures.
struct Arrivals {
    std::atomic<std::size_t> count{0}, verifications{0};
    std::array<std::int64_t, most_arrivals> at_ns;
};

std::int64_t now_ns() {
    return SteadyClock::now().time_since_epoch().count();
}

// Answers challenges and takes deliveries, as cheaply as that can be done.
class Receivers {
public:
    explicit Receivers(Arrivals& arrivals) : arrivals_(arrivals) {
        for (int& fd : listeners_) {
            fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            sockaddr_in here{};
            here.sin_family = AF_INET;
            here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            socklen_t size = sizeof here;
            if (::bind(fd, reinterpret_cast<sockaddr*>(&here), size) != 0 || ::listen(fd, 1024) != 0) {
                throw std::runtime_error("cannot listen");
            }
            ::getsockname(fd, reinterpret_cast<sockaddr*>(&here), &size);
            ports_.push_back(ntohs(here.sin_port));
        }
    }
    [[nodiscard]] const std::vector<int>& port_numbers() const { return ports_; }

    [[noreturn]] void run() {
        const int epoll = ::epoll_create1(0);
        const auto watch = [epoll](int fd) {
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.fd = fd;
            ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
        };
        for (const int fd : listeners_) watch(fd);
        std::array<epoll_event, 256> events{};
        for (;;) {
            const int ready = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
            for (int i = 0; i < ready; ++i) {
                const int fd = events[static_cast<std::size_t>(i)].data.fd;
                if (std::find(listeners_.begin(), listeners_.end(), fd) == listeners_.end()) {
                    serve(fd);
                } else if (const int client = ::accept4(fd, nullptr, nullptr, SOCK_NONBLOCK); client >= 0) {
                    const int on = 1;
                    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                    watch(client);
                }
            }
        }
    }

private:
    void serve(int fd) {
        std::string& seen = buffers_[fd];
        const ssize_t got = ::recv(fd, chunk_.data(), chunk_.size(), 0);
        if (got <= 0) {
            buffers_.erase(fd);
            ::close(fd);
            return;
        }
        seen.append(chunk_.data(), static_cast<std::size_t>(got));
        for (;;) {
            const std::size_t end = seen.find("\r\n\r\n");
            if (end == std::string::npos) return;
            const std::string_view head(seen.data(), end);
            const std::size_t field = head.find("Content-Length: ");
            const std::size_t length =
                field == std::string_view::npos ? 0 : std::strtoul(seen.c_str() + field + 16, nullptr, 10);
            if (seen.size() < end + 4 + length) return;
            std::string answer = "HTTP/1.1 204 No Content\r\n\r\n";
            if (const std::size_t mark = head.find("hub.challenge="); mark != std::string_view::npos) {
                const std::string_view challenge = head.substr(mark + 14, head.find_first_of("& ", mark) - mark - 14);
                answer = fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", challenge.size(), challenge);
                ++arrivals_.verifications;
            } else {
                const std::size_t place = arrivals_.count.load();
                if (place < most_arrivals) arrivals_.at_ns[place] = now_ns();
                arrivals_.count.store(place + 1);
            }
            (void)::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL);
            seen.erase(0, end + 4 + length);
        }
    }

    Arrivals& arrivals_;
    std::array<int, ports> listeners_{};
    std::vector<int> ports_;
    std::unordered_map<int, std::string> buffers_;
    std::array<char, 64UL * 1024> chunk_{};
};

std::string callback(const std::vector<int>& where, std::size_t i) {
    return fmt::format("http://127.0.0.1:{}/callback/{}", where[i % where.size()], i);
}

std::size_t ignore(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
}

// Of this process: on a machine with other work to do it says more than the time.
double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

// Deliveries a second, and CPU time for each.
struct Speed {
    double rate = 0, cpu_us = 0;
};

// What libcurl can do at best: the same body, signed once, on handles that are used again.
Speed plain_loop(const std::vector<int>& where, std::size_t subscribers, std::size_t rounds, const std::string& body) {
    constexpr std::size_t at_once = 128;
    CURLM* multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1024L);
    curl_slist* fields = nullptr;
    for (const char* field :
         {"Content-Type: application/rss+xml", "Expect:", "X-Hub-Signature: sha256=00000000",
          "Link: <http://feeds.example/hub>; rel=\"hub\", <http://feeds.example/x>; rel=\"self\""}) {
        fields = curl_slist_append(fields, field);
    }
    const std::size_t total = subscribers * rounds;
    std::size_t sent = 0, done = 0;
    const auto send = [&](CURL* easy) {
        curl_easy_setopt(easy, CURLOPT_URL, callback(where, sent++ % subscribers).c_str());
        curl_multi_add_handle(multi, easy);
    };
    const auto began = SteadyClock::now();
    const double cpu_before = cpu_seconds();
    for (std::size_t i = 0; i < std::min(at_once, total); ++i) {
        CURL* easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.data());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, fields);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &ignore);
        send(easy);
    }
    while (done < total) {
        int running = 0, left = 0;
        curl_multi_perform(multi, &running);
        while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
            CURL* easy = message->easy_handle;
            ++done;
            curl_multi_remove_handle(multi, easy);
            sent < total ? send(easy) : curl_easy_cleanup(easy);
        }
        if (done < total) curl_multi_poll(multi, nullptr, 0, 1000, nullptr);
    }
    const std::chrono::duration<double> spent = SteadyClock::now() - began;
    const double cpu = cpu_seconds() - cpu_before;
    curl_slist_free_all(fields);
    curl_multi_cleanup(multi);
    return {static_cast<double>(total) / spent.count(), cpu / static_cast<double>(total) * 1e6};
}

void publish(publish::Publication& publication, const std::string& bytes, Revision revision) {
    auto resource = std::make_shared<publish::Resource>();
    resource->head.topic = topic;
    resource->head.content_type = "application/rss+xml; charset=utf-8";
    resource->head.revision = revision;
    resource->body.forms[publish::Coding::identity] = std::make_shared<const std::string>(bytes);
    const std::vector<publish::Change> changes{{"/feeds/all.rss", std::move(resource)}};
    publication.swap_in(publication.current()->with(changes, true));
}

void wait_until(const std::atomic<std::size_t>& value, std::size_t wanted) {
    const auto end = SteadyClock::now() + std::chrono::seconds(120);
    while (value.load() < wanted) {
        if (SteadyClock::now() > end) throw std::runtime_error("deliveries are missing");
        std::this_thread::sleep_for(milliseconds(1));
    }
}

std::int64_t resident_kib() {
    std::int64_t pages = 0;
    if (FILE* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
        std::fclose(file);
    }
    return pages * ::sysconf(_SC_PAGESIZE) / 1024;
}

void subscribe(websub::Hub& hub, const std::vector<int>& where, std::size_t count) {
    std::atomic<std::size_t> accepted{0};
    for (std::size_t i = 0; i < count; ++i) {
        const std::string body = "hub.mode=subscribe&hub.topic=" + percent_encode(topic) +
                                 "&hub.callback=" + percent_encode(callback(where, i)) + "&hub.secret=secret" +
                                 std::to_string(i);
        hub.accept({"application/x-www-form-urlencoded", body, std::nullopt},
                   [&accepted](const websub::HubAnswer& answer) { accepted += answer.status == 202 ? 1 : 0; });
        if (i % 2000 == 1999) wait_until(accepted, i + 1);
    }
    wait_until(accepted, count);
}

void measure(Arrivals& arrivals, const std::vector<int>& where, std::size_t subscribers) {
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("hub_bench-{}", ::getpid());
    std::filesystem::create_directory(folder);
    const auto open = [&](ledger::Access access) {
        return ledger::open_ledger("sqlite:ledger.db", folder, access).value();
    };
    const auto owner = open(ledger::Access::owner);
    const SystemClock clock;
    publish::Publication publication;
    publish(publication, "none", 1);
    websub::HubOptions options;
    options.url = base + "/hub";
    options.base_url = base;
    options.user_agent = "bench";
    options.max_pending = 1'000'000;
    options.allow_callbacks = {parse_network("127.0.0.1").value()};
    const std::size_t rounds = std::max<std::size_t>(10, 50'000 / subscribers);
    std::string body(body_bytes, 'x');

    const Speed plain_before = plain_loop(where, subscribers, rounds, body);
    const std::int64_t before_kib = resident_kib();
    websub::Hub hub(options, publication, open(ledger::Access::push), clock, [](const auto&, const auto&) {});
    arrivals.verifications = 0;
    subscribe(hub, where, subscribers);
    wait_until(arrivals.verifications, subscribers);
    std::this_thread::sleep_for(milliseconds(500));
    const std::int64_t cost_kib = resident_kib() - before_kib;

    std::vector<std::int64_t> waits;
    arrivals.count = 0;
    const auto began = SteadyClock::now();
    const double cpu_before = cpu_seconds();
    for (std::size_t round = 0; round < rounds; ++round) {
        const std::size_t first = arrivals.count;
        body[0] = static_cast<char>('a' + round % 26);
        const std::int64_t out = now_ns();
        publish(publication, body, round + 2);
        hub.wake();
        wait_until(arrivals.count, first + subscribers);
        for (std::size_t i = first; i < first + subscribers && i < most_arrivals; ++i) {
            waits.push_back(arrivals.at_ns[i] - out);
        }
    }
    const std::chrono::duration<double> spent = SteadyClock::now() - began;
    const double rate = static_cast<double>(rounds * subscribers) / spent.count();
    const double cpu_us = (cpu_seconds() - cpu_before) / static_cast<double>(rounds * subscribers) * 1e6;
    const Speed plain_after = plain_loop(where, subscribers, rounds, body);
    const double plain = (plain_before.rate + plain_after.rate) / 2;
    std::sort(waits.begin(), waits.end());
    const auto at = [&](double share) {
        return static_cast<double>(waits[static_cast<std::size_t>(share * static_cast<double>(waits.size() - 1))]) /
               1e6;
    };
    fmt::print(
        "{:>6} subscribers: plain {:.0f}/s {:.0f}/s, CPU {:.0f} us {:.0f} us each; hub {:.0f}/s = {:.2f}, CPU {:.0f} "
        "us; "
        "out to there p50 {:.1f} ms, p99 {:.1f} ms; {:.1f} MiB\n",
        subscribers, plain_before.rate, plain_after.rate, plain_before.cpu_us, plain_after.cpu_us, rate, rate / plain,
        cpu_us, at(.5), at(.99), static_cast<double>(cost_kib) / 1024);
    std::filesystem::remove_all(folder);
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    void* shared = ::mmap(nullptr, sizeof(Arrivals), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto* arrivals = new (shared) Arrivals;
    Receivers receivers(*arrivals);
    const pid_t child = ::fork();
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        receivers.run();
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    std::vector<std::size_t> counts{500, 5000};
    if (argc > 1) counts.clear();
    for (int i = 1; i < argc; ++i) counts.push_back(std::strtoul(argv[i], nullptr, 10));
    for (const std::size_t count : counts) measure(*arrivals, receivers.port_numbers(), count);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    return 0;
}
