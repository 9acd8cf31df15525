// Tells search engines of articles: the part of the push thread that reads announcements from the ledger, sends them in
// batches, one request a service at a time, and writes down how far each service is.
#pragma once

#include "syndicated/base/clock.hpp"
#include "syndicated/websub/pusher.hpp"
#include "websub/announce_rules.hpp"
#include "websub/outbox.hpp"
#include "websub/service.hpp"
#include "websub/transfer.hpp"

#include <curl/curl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syndicated::websub {

class Announcer {
public:
    Announcer(Outbox& outbox, const Clock& clock) : outbox_(outbox), clock_(clock) {}

    // Services with other settings begin anew; the others go on, with what is on its way.
    void configure(const Options& options);
    // The ledger may hold more.
    void look_soon() { look_at_ = clock_.steady(); }
    // Looks at the ledger if it is time to, and sends what is due.
    void work(CURLM* multi);
    // libcurl is through with a request.
    void over(CURL* handle, CURLcode code);
    // When work() has something to do; a request on its way is no reason, nor is an outbox that can't be read.
    [[nodiscard]] std::optional<SteadyTime> next_work() const;
    void give_up() { lines_.clear(); }  // what is on its way

private:
    struct Line {
        std::unique_ptr<Service> service;
        std::optional<std::pair<std::int64_t, Revision>> seen;  // the ledger's version and `told` at the last look
        Topic burst;                                            // the newest number that waits, as a revision
        std::int64_t waiting = 0;                               // addresses
        std::size_t room = 0;                                   // addresses of the next request at most
        bool anew = false;                                      // its settings changed while we ran
        bool looked = false, failing = false;
        bool said_full = false, said_foreign = false;
        std::unique_ptr<Transfer> transfer;  // null: none is on its way
        Batch batch;                         // of it
        std::size_t sent = 0;                // its addresses
    };

    [[nodiscard]] PingState& state_of(const Line& line);
    [[nodiscard]] Debounce debounce() const { return {options_.debounce, options_.debounce_max}; }
    void look();
    [[nodiscard]] bool look(Line& line);  // false: the ledger fails
    void plan();
    void send(Line& line, CURLM* multi);
    [[nodiscard]] std::vector<std::string> urls_of(Line& line, const std::vector<ledger::Announcement>& rows) const;
    void finish(Line& line, Answer answer, std::string_view body);
    void report(Line& line, const Next& next);
    void postpone(const Error& error);

    Outbox& outbox_;
    const Clock& clock_;
    Options options_;
    std::vector<Line> lines_;
    std::optional<SteadyTime> look_at_, send_at_;
    bool configured_ = false, ledger_fails_ = false;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace syndicated::websub
