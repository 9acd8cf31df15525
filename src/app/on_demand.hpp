// The render thread: makes what no Snapshot holds ready, for whoever asks, and keeps the last of it. One reader of the
// ledger, however many ask.
#pragma once

#include "app/composer.hpp"
#include "app/documents.hpp"
#include "syndicated/base/clock.hpp"
#include "syndicated/http/maker.hpp"
#include "syndicated/ledger/ledger.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace syndicated::app {

class OnDemand final : public http::Maker {
public:
    // `ledger` is its own connection. `publication` and `clock` outlive it. `kept_bytes`: how much of what was made is
    // kept for the next who asks.
    OnDemand(std::unique_ptr<ledger::Ledger> ledger, const publish::Publication& publication, const Clock& clock,
             Serving serving, std::int64_t kept_bytes);
    ~OnDemand() override;

    [[nodiscard]] http::Wish wish_of(std::string_view path, std::string_view query) const override;
    void make(const http::Need& need, Done done) override;
    // Waits for it, with every form; null: it is not there, or cannot be made now. For threads that may block.
    [[nodiscard]] std::shared_ptr<const publish::Resource> fetch(const std::string& key);

    // Any thread.
    void reconfigure(Serving serving, std::int64_t kept_bytes);
    void stop();  // joins; who still waits gets 503; idempotent

private:
    struct Kept {
        std::string key;
        http::Made made;
        std::int64_t version = 0;  // of the ledger when it was made
        std::chrono::steady_clock::time_point looked_at{};
        std::int64_t bytes = 0;
    };
    using Order = std::list<Kept>;  // the last used first
    struct Asker {
        Done done;
        std::optional<std::weak_ptr<const void>> client;  // see Need

        [[nodiscard]] bool waits() const { return !client || !client->expired(); }
    };
    struct Waiting {
        std::vector<Asker> all;
        bool every_form = false;  // one of them needs it
    };

    void run();
    // Under mutex_:
    [[nodiscard]] bool is_current(const Kept& kept) const;
    [[nodiscard]] bool queue(const http::Need& need, Done& done);  // false: too many wait, `done` is as it was
    bool is_wanted(const std::string& key);                        // what nobody waits for any more is forgotten
    void forget_unwanted();
    [[nodiscard]] bool needs_forms(const std::string& key, const http::Made& made) const;
    http::Made keep(Kept kept);  // gives it back with the forms that were coded before
    void drop_oldest();          // as far as the budget asks for
    // Without it while it calls:
    void answer(std::unique_lock<std::mutex>& lock, const std::string& key, const http::Made& made);
    // Without it:
    [[nodiscard]] Zone zone() const;
    void make_one(const std::string& key);
    void code_one(const std::string& key);

    const publish::Publication& publication_;
    const Clock& clock_;
    std::unique_ptr<ledger::Ledger> ledger_;
    Composer composer_;

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    std::shared_ptr<const Serving> serving_;
    std::int64_t most_kept_bytes_, kept_bytes_ = 0;
    std::deque<std::string> queue_;  // keys, each once
    std::deque<std::string> uncoded_;
    std::unordered_map<std::string, Waiting> waiting_;
    std::size_t waiting_count_ = 0;
    Order order_;
    std::unordered_map<std::string_view, Order::iterator> kept_;  // by the key in order_
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace syndicated::app
