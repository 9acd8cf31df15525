#include "app/commands.hpp"
#include "app/metrics.hpp"
#include "app/notify.hpp"
#include "app/on_demand.hpp"
#include "app/output_folder.hpp"
#include "app/pipeline.hpp"
#include "app/status.hpp"
#include "syndicated/base/counters.hpp"
#include "syndicated/base/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <system_error>

#include <poll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace syndicated::app {

namespace {

using std::chrono::milliseconds;

// A work thread that has not come by for so long is stuck, and systemd may start us anew.
constexpr std::chrono::minutes stuck_after{5};

// Files that lay in the inbox at the start must stand still for a second before they are taken.
constexpr std::chrono::seconds settles_within{3};

// Signals as something to poll. Made before any other thread, so that all threads have them blocked.
class Signals {
public:
    Signals() {
        sigset_t set;
        sigemptyset(&set);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
        pthread_sigmask(SIG_BLOCK, &set, nullptr);
        fd_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
        if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
    }
    ~Signals() { ::close(fd_); }
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    // The signal that came within `timeout`; 0: none.
    [[nodiscard]] int wait(milliseconds timeout) const {
        pollfd poll_fd{fd_, POLLIN, 0};
        if (::poll(&poll_fd, 1, static_cast<int>(timeout.count())) <= 0) return 0;
        signalfd_siginfo info{};
        return ::read(fd_, &info, sizeof info) == sizeof info ? static_cast<int>(info.ssi_signo) : 0;
    }

private:
    int fd_ = -1;
};

// Documents whose bodies are not in memory, from the thread that makes them.
websub::Hub::Fetch fetch_from(OnDemand& on_demand) {
    return [&on_demand](const std::string& path, websub::Hub::Fetched fetched) {
        on_demand.make({path}, [fetched = std::move(fetched)](const http::Made& made) { fetched(made.resource); });
    };
}

// The daemon's parts in the order in which they start; they stop in the opposite order, but the server first.
class Daemon {
public:
    explicit Daemon(const Settings& settings)
        : settings_(settings), pipeline_(settings, publication_, clock_, [this] { tell_of_swap(); }) {}

    ~Daemon() {
        if (server_ != nullptr) server_->stop();
        pipeline_.stop();
        output_.reset();
        if (on_demand_ != nullptr) on_demand_->stop();
        hub_.reset();
        pusher_.reset();
    }
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    // The exit status when it can't start.
    [[nodiscard]] std::optional<int> start() {
        if (const auto opened = pipeline_.open(); !opened) {
            log::error("app", opened.error().detail);
            return opened.error().code == Errc::invalid_input ? Exit::configuration : Exit::failed;
        }
        auto reading = ledger::open_ledger(settings_.ledger_url, settings_.folder, ledger::Access::read_only);
        if (!reading) {
            log::error("app", reading.error().detail);
            return Exit::failed;
        }
        on_demand_ = std::make_unique<OnDemand>(std::move(*reading), publication_, clock_, settings_.serving(),
                                                settings_.on_demand_bytes());
        output_ = std::make_unique<OutputFolder>(
            publication_, settings_.output_folder(),
            [made = on_demand_.get()](const std::string& path) { return made->fetch(path); });
        if (settings_.hub_enabled) {
            auto of_hub = ledger::open_ledger(settings_.ledger_url, settings_.folder, ledger::Access::push);
            if (!of_hub) {
                log::error("hub", of_hub.error().detail);
                return Exit::failed;
            }
            hub_ = std::make_unique<websub::Hub>(settings_.hub, publication_, std::move(*of_hub), clock_,
                                                 fetch_from(*on_demand_));
        }
        auto looking = ledger::open_ledger(settings_.ledger_url, settings_.folder, ledger::Access::read_only);
        if (!looking) {
            log::error("app", looking.error().detail);
            return Exit::failed;
        }
        status_ = std::make_unique<Status>(std::move(*looking), publication_, clock_, [this] { return hub_summary(); });
        status_->reconfigure(settings_.websub.hubs, settings_.site.zone);
        auto server =
            http::Server::start(settings_.http, publication_, handlers(), clock_, on_demand_.get(), receivers());
        if (!server) {
            log::error("http", server.error().detail);
            return Exit::failed;
        }
        server_ = std::move(*server);
        auto ledger = ledger::open_ledger(settings_.ledger_url, settings_.folder, ledger::Access::push);
        if (!ledger) {
            log::error("websub", ledger.error().detail);
            return Exit::failed;
        }
        pusher_ = std::make_unique<websub::Pusher>(settings_.websub, publication_, std::move(*ledger), clock_);
        pusher_ready_.store(pusher_.get());
        pipeline_.start();
        return std::nullopt;
    }

    void run(const Signals& signals, Notify& notify) {
        notify.ready(status());
        print(fmt::format("directory  {}/\n", settings_.site.base_url));
        const auto watchdog = notify.watchdog_interval();
        const auto tick = watchdog ? std::chrono::duration_cast<milliseconds>(*watchdog) / 2 : milliseconds(1000);
        for (;;) {
            const int signal = signals.wait(std::min(tick, milliseconds(1000)));
            if (signal == SIGTERM || signal == SIGINT) break;
            if (signal == SIGHUP) reload(notify);
            if (pipeline_.silent_for() < stuck_after) notify.watchdog();
            notify.status(status());
            status_->look();
            announce_feeds();
        }
        notify.stopping();
        log::info("app", "stopping");
    }

private:
    [[nodiscard]] std::shared_ptr<const websub::HubSummary> hub_summary() const {
        return hub_ != nullptr ? hub_->summary() : nullptr;
    }

    [[nodiscard]] http::Handlers handlers() const {
        auto out = metrics_handlers([this] { return hub_summary(); });
        out.emplace(status_path, [this] { return status_->page(); });
        return out;
    }

    // What is posted to the hub.
    [[nodiscard]] http::Receivers receivers() {
        http::Receivers out;
        if (!hub_) return out;
        out[settings_.hub_path].receive = [hub = hub_.get()](http::Posted posted, http::Answered answered) {
            hub->accept({std::move(posted.content_type), std::move(posted.body), posted.client},
                        [answered = std::move(answered)](const websub::HubAnswer& answer) {
                            std::string text = answer.text.empty() ? std::string() : answer.text + "\n";
                            answered({answer.status, {}, std::move(text), answer.retry_after});
                        });
        };
        return out;
    }

    void tell_of_swap() {
        if (output_ != nullptr) output_->notify();
        if (hub_ != nullptr) hub_->wake();
        if (auto* pusher = pusher_ready_.load()) pusher->wake();
    }

    [[nodiscard]] std::string status() const {
        return fmt::format("{} entries in {} feeds, {} pings due{}", value_of(Counter::entries),
                           value_of(Counter::feeds), value_of(Counter::pings_due),
                           value_of(Counter::store_up) == 1 ? "" : "; the article store does not answer");
    }

    void reload(Notify& notify) {
        notify.reloading();
        auto settings = load_settings(settings_.file, settings_.folder.string());
        if (!settings) {
            log::error("app", fmt::format("{}; the settings stay as they were", settings.error().detail));
            count(Counter::reloads_failed);
        } else if (const auto fixed = needs_restart(*settings); !fixed.empty()) {
            log::error("app", fmt::format("{} cannot change while running, restart for it; the settings stay as they "
                                          "were",
                                          fixed));
            count(Counter::reloads_failed);
        } else {
            settings_ = std::move(*settings);
            log::configure(settings_.log_level, settings_.log_format, std::getenv("JOURNAL_STREAM") != nullptr);
            pipeline_.reload(settings_);
            on_demand_->reconfigure(settings_.serving(), settings_.on_demand_bytes());
            server_->reconfigure(settings_.http);
            pusher_->reconfigure(settings_.websub);
            if (hub_ != nullptr) hub_->reconfigure(settings_.hub);
            output_->move_to(settings_.output_folder());
            status_->reconfigure(settings_.websub.hubs, settings_.site.zone);
            log::info("app", "new settings are in force");
            count(Counter::reloads_done);
        }
        notify.ready(status());
    }

    // Names the settings that only a restart can change, or nothing.
    [[nodiscard]] std::string needs_restart(const Settings& settings) const {
        if (settings.http.listen != settings_.http.listen) return "http.listen";
        if (settings.http.threads != settings_.http.threads) return "http.threads";
        if (settings.store.url != settings_.store.url) return "store.url";
        if (settings.store.name != settings_.store.name) return "store.name";
        if (settings.store.guid != settings_.store.guid) return "store.guid";
        if (settings.site.id != settings_.site.id) return "site.id";
        if (settings.ledger_url != settings_.ledger_url) return "ledger.url";
        if (settings.hub_enabled != settings_.hub_enabled) return "hub.enabled";
        if (settings.hub_path != settings_.hub_path) return "hub.path";
        return {};
    }

    // Once, when the first read is complete and what lay in the inbox is served too: where the feeds are.
    void announce_feeds() {
        const auto now = publication_.current();
        const bool settled = now == last_seen_ && now->complete() && clock_.steady() - started_ > settles_within;
        last_seen_ = now;
        if (announced_ || !settled) return;
        announced_ = true;
        std::vector<std::string> topics;
        now->for_each([&](const std::string&, const publish::Resource& resource) {
            if (!resource.head.topic.empty()) topics.push_back(resource.head.topic);
        });
        std::sort(topics.begin(), topics.end());
        constexpr std::size_t most = 30;
        for (std::size_t i = 0; i < std::min(most, topics.size()); ++i)
            print(fmt::format("feed       {}\n", topics[i]));
        if (topics.size() > most) print(fmt::format("... and {} more\n", topics.size() - most));
    }

    Settings settings_;
    SystemClock clock_;
    publish::Publication publication_;
    std::atomic<websub::Pusher*> pusher_ready_{nullptr};
    std::unique_ptr<websub::Pusher> pusher_;
    std::unique_ptr<OnDemand> on_demand_;
    std::unique_ptr<websub::Hub> hub_;  // null: not enabled; set before the pipeline starts
    std::unique_ptr<Status> status_;
    std::unique_ptr<http::Server> server_;
    std::shared_ptr<const publish::Snapshot> last_seen_;
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    bool announced_ = false;
    Pipeline pipeline_;
    std::unique_ptr<OutputFolder> output_;
};

// As many descriptors as the system lets us have: each connection is one.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int run_daemon(const Settings& settings) {
    log::configure(settings.log_level, settings.log_format, std::getenv("JOURNAL_STREAM") != nullptr);
    raise_descriptor_limit();
    const Signals signals;
    Notify notify;
    Daemon daemon(settings);
    if (const auto failed = daemon.start()) return *failed;
    daemon.run(signals, notify);
    return Exit::done;
}

}  // namespace syndicated::app
