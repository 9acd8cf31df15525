// Tells hubs that a feed changed (WebSub, W3C Recommendation 2018-01-23, section 6), and search engines which articles
// are new, again and again until they know.
// One thread of its own with libcurl's multi loop and its own ledger connection. Only what the settings name is used:
// no proxy from the environment, no cookies, http and https alone. A hub on the open Internet can't redirect a ping to
// an inner address, nor can whatever out there an inner hub redirects to; an inner one (loopback, a private network)
// may.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/ledger/ledger.hpp"
#include "syndicated/publish/publication.hpp"
#include "syndicated/websub/services.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace syndicated::websub {

struct Options {
    std::vector<std::string> hubs;
    Services services;                             // told of articles
    std::chrono::milliseconds debounce{500};       // wait for quiet before a ping or an announcement
    std::chrono::milliseconds debounce_max{5000};  // but never longer than this
    std::chrono::milliseconds timeout{10000};      // a whole request
    std::int64_t reply_bytes = 64 * 1024;          // more of an answer is cut off
    int parallel_per_hub = 4;
    std::string user_agent;  // "syndicated/1.2.3"
};

class Pusher {
public:
    Pusher(Options options, const publish::Publication& publication, std::unique_ptr<ledger::Ledger> ledger,
           const Clock& clock);  // starts the thread
    ~Pusher();                   // stops and joins; pings in flight are given up and are due again at the next start
    Pusher(const Pusher&) = delete;
    Pusher& operator=(const Pusher&) = delete;

    // A new Snapshot was swapped in. Any thread.
    void wake();
    // New settings after a reload. Any thread.
    void reconfigure(Options options);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace syndicated::websub
