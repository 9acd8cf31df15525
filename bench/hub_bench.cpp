// bench_hub [SUBSCRIBERS...]: how many signed deliveries of 10 KiB a second the hub makes to subscribers on loopback,
// how long after a version is out they come, and what a plain libcurl multi loop makes of the same receivers, which is
// the limit; both in turns. Then the same beside callbacks that hang. The receivers are a process of their own;
// bench_hub --receive is that alone: it prints their ports and stays.
#include "receivers.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/publish/publication.hpp"
#include "syndicated/websub/hub.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using namespace syndicated;
using namespace syndicated::bench;
using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t body_bytes = 10UL * 1024;
const std::string base = "http://feeds.example";
const std::string topic = base + "/feeds/all.rss";

std::string callback(const std::vector<int>& where, std::string_view path, std::size_t i) {
    return fmt::format("http://127.0.0.1:{}/{}/{}", where[i % where.size()], path, i);
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

// What libcurl can do at best: a request of the same bytes, signed once, on handles that are used again, and
// connections too.
Speed plain_loop(CURLM* multi, const std::vector<int>& where, std::size_t subscribers, std::size_t rounds) {
    constexpr std::size_t at_once = 128;
    const std::string body(body_bytes, 'x');
    curl_slist* fields = nullptr;
    const std::string signature = "X-Hub-Signature: sha256=" + std::string(64, '0');
    for (const char* field : {signature.c_str(), "Content-Type: application/rss+xml; charset=utf-8",
                              "Link: <http://feeds.example/hub>; rel=\"hub\", "
                              "<http://feeds.example/feeds/all.rss>; rel=\"self\"",
                              "Expect:", "Accept:"}) {
        fields = curl_slist_append(fields, field);
    }
    const std::size_t total = subscribers * rounds;
    std::size_t sent = 0, done = 0;
    const auto send = [&](CURL* easy) {
        curl_easy_setopt(easy, CURLOPT_URL, callback(where, "callback", sent++ % subscribers).c_str());
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
        curl_easy_setopt(easy, CURLOPT_USERAGENT, "bench");
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
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

// Until as many deliveries as are wanted have come.
void wait_for(const Arrivals& arrivals) {
    pollfd enough{arrivals.enough, POLLIN, 0};
    std::uint64_t told = 0;
    if (::poll(&enough, 1, 120'000) != 1 || ::read(arrivals.enough, &told, sizeof told) != sizeof told) {
        throw std::runtime_error("deliveries are missing");
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

// A hub with one topic, and what its subscribers got.
class Site {
public:
    Site(Arrivals& arrivals, const std::vector<int>& where)
        : arrivals_(arrivals),
          where_(where),
          folder_(std::filesystem::temp_directory_path() / fmt::format("bench_hub-{}", ::getpid())) {
        std::filesystem::create_directory(folder_);
        owner_ = open(ledger::Access::owner);
        publish(publication_, "none", revision_);
        websub::HubOptions options;
        options.url = base + "/hub";
        options.base_url = base;
        options.user_agent = "bench";
        options.max_pending = 1'000'000;
        options.allow_callbacks = {parse_network("127.0.0.1").value()};
        hub_.emplace(options, publication_, open(ledger::Access::push), clock_, [](const auto&, const auto&) {});
    }
    ~Site() {
        hub_.reset();
        owner_.reset();
        std::filesystem::remove_all(folder_);
    }
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    void subscribe(std::string_view path, std::size_t count) {
        arrivals_.verifications = 0;
        std::atomic<std::size_t> accepted{0};
        for (std::size_t i = 0; i < count; ++i) {
            const std::string body = "hub.mode=subscribe&hub.topic=" + percent_encode(topic) +
                                     "&hub.callback=" + percent_encode(callback(where_, path, i)) +
                                     "&hub.secret=secret" + std::to_string(i);
            hub_->accept({"application/x-www-form-urlencoded", body, std::nullopt},
                         [&accepted](const websub::HubAnswer& answer) { accepted += answer.status == 202 ? 1 : 0; });
            if (i % 2000 == 1999) wait_until(accepted, i + 1);
        }
        wait_until(accepted, count);
        wait_until(arrivals_.verifications, count);
    }

    // Versions one after the other, each when the last is with all subscribers. How long each delivery took from when
    // its version was out, in nanoseconds, the shortest first.
    std::vector<std::int64_t> fan_out(std::size_t rounds, std::size_t subscribers) {
        std::vector<std::int64_t> waits;
        std::string body(body_bytes, 'x');
        arrivals_.count = 0;
        for (std::size_t round = 0; round < rounds; ++round) {
            const std::size_t first = arrivals_.count;
            arrivals_.wanted = first + subscribers;
            body[0] = static_cast<char>('a' + round % 26);
            const std::int64_t out = now_ns();
            publish(publication_, body, ++revision_);
            hub_->wake();
            wait_for(arrivals_);
            for (std::size_t i = first; i < first + subscribers && i < most_arrivals; ++i) {
                waits.push_back(arrivals_.at_ns[i] - out);
            }
        }
        std::sort(waits.begin(), waits.end());
        return waits;
    }

private:
    [[nodiscard]] std::unique_ptr<ledger::Ledger> open(ledger::Access access) const {
        return ledger::open_ledger("sqlite:ledger.db", folder_, access).value();
    }

    Arrivals& arrivals_;
    std::vector<int> where_;
    std::filesystem::path folder_;
    std::unique_ptr<ledger::Ledger> owner_;
    const SystemClock clock_;
    publish::Publication publication_;
    Revision revision_ = 1;
    std::optional<websub::Hub> hub_;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double ms_at(const std::vector<std::int64_t>& sorted, double share) {
    return static_cast<double>(sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))]) / 1e6;
}

Speed timed_fan_out(Site& site, std::size_t rounds, std::size_t subscribers, std::vector<std::int64_t>& waits) {
    const auto total = static_cast<double>(rounds * subscribers);
    const auto began = SteadyClock::now();
    const double cpu_before = cpu_seconds();
    const auto turn = site.fan_out(rounds, subscribers);
    const std::chrono::duration<double> spent = SteadyClock::now() - began;
    waits.insert(waits.end(), turn.begin(), turn.end());
    return {total / spent.count(), (cpu_seconds() - cpu_before) / total * 1e6};
}

// The hub and the plain loop in turns, so that what else the machine does strikes both.
std::vector<std::int64_t> compare(Site& site, const std::vector<int>& where, std::size_t subscribers,
                                  std::int64_t cost_kib) {
    constexpr std::size_t turns = 15;
    const std::size_t rounds = std::max<std::size_t>(1, 5000 / subscribers);
    const std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi(curl_multi_init(), &curl_multi_cleanup);
    curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, 1024L);
    std::vector<double> plain_rates, hub_rates, plain_cpu, hub_cpu, ratios;
    std::vector<std::int64_t> waits;
    plain_loop(multi.get(), where, subscribers, 1);  // connects
    for (std::size_t turn = 0; turn < turns; ++turn) {
        const Speed plain = plain_loop(multi.get(), where, subscribers, rounds);
        const Speed hub = timed_fan_out(site, rounds, subscribers, waits);
        plain_rates.push_back(plain.rate);
        hub_rates.push_back(hub.rate);
        plain_cpu.push_back(plain.cpu_us);
        hub_cpu.push_back(hub.cpu_us);
        ratios.push_back(hub.rate / plain.rate);
    }
    std::sort(waits.begin(), waits.end());
    fmt::print(
        "{:>6} subscribers, median of {} turns: plain {:.0f}/s, CPU {:.0f} us each; hub {:.0f}/s = {:.2f}, CPU {:.0f} "
        "us; out to there p50 {:.1f} ms, p99 {:.1f} ms; {:.1f} MiB\n",
        subscribers, turns, median(plain_rates), median(plain_cpu), median(hub_rates), median(ratios), median(hub_cpu),
        ms_at(waits, .5), ms_at(waits, .99), static_cast<double>(cost_kib) / 1024);
    return waits;
}

void measure(Arrivals& arrivals, const std::vector<int>& where, std::size_t subscribers) {
    const std::int64_t before_kib = resident_kib();
    Site site(arrivals, where);
    site.subscribe("callback", subscribers);
    std::this_thread::sleep_for(milliseconds(500));
    const auto waits = compare(site, where, subscribers, resident_kib() - before_kib);
    const std::size_t rounds = std::max<std::size_t>(10, 50'000 / subscribers);
    // The second number is more than the hub has at once at the places of the others.
    for (const std::size_t hanging : {20, 200}) {
        site.subscribe("hang", hanging);
        const auto beside = site.fan_out(rounds, subscribers);
        fmt::print(
            "        beside {} callbacks that hang: p50 {:.1f} ms, p99 {:.1f} ms, longest {:.1f} ms (before {:.1f})\n",
            hanging, ms_at(beside, .5), ms_at(beside, .99), ms_at(beside, 1), ms_at(waits, 1));
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    void* shared = ::mmap(nullptr, sizeof(Arrivals), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    auto* arrivals = new (shared) Arrivals;
    Receivers receivers(*arrivals);
    if (argc == 2 && std::string_view(argv[1]) == "--receive") {
        fmt::print("{}\n", fmt::join(receivers.port_numbers(), " "));
        std::fflush(stdout);
        receivers.run();
    }
    const pid_t child = ::fork();
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::setpriority(PRIO_PROCESS, 0, 19);  // like the hub: who is elsewhere takes no core from it
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
