#include "app/on_demand.hpp"

#include "app/address.hpp"
#include "syndicated/base/log.hpp"

#include <algorithm>
#include <future>
#include <utility>

#include <pthread.h>

namespace syndicated::app {

namespace {

using publish::Coding;

// A client that asks when so many wait already is told to come again; the daemon itself is not.
constexpr std::size_t most_waiting = 1024;
// What is made beyond so many that are to be coded stays as it is: there is no time for it.
constexpr std::size_t most_uncoded = 1024;
// Selections and pages are not made anew more often, however often the ledger changes.
constexpr std::chrono::seconds fresh_for{1};

// With its key, which stands in two places.
std::int64_t bytes_of(const std::string& key, const http::Made& made) {
    constexpr std::int64_t overhead = 1024;
    std::int64_t out = overhead + 2 * static_cast<std::int64_t>(key.size());
    if (!made.resource) return out;
    for (const Coding coding : publish::all_codings) {
        if (const auto& form = made.resource->body.forms[coding]) out += static_cast<std::int64_t>(form->size());
    }
    return out;
}

bool lacks_forms(const http::Made& made) {
    return made.resource && !made.resource->body.complete && made.resource->body.forms[Coding::identity];
}

bool is_page(std::string_view path) {
    return path == directory_path || path == opml_path;
}

}  // namespace

OnDemand::OnDemand(std::unique_ptr<ledger::Ledger> ledger, const publish::Publication& publication, const Clock& clock,
                   Serving serving, std::int64_t kept_bytes)
    : publication_(publication),
      clock_(clock),
      ledger_(std::move(ledger)),
      composer_(*ledger_, publication),
      serving_(std::make_shared<const Serving>(std::move(serving))),
      most_kept_bytes_(kept_bytes),
      thread_([this] { run(); }) {
    pthread_setname_np(thread_.native_handle(), "render");
}

OnDemand::~OnDemand() {
    stop();
}

http::Wish OnDemand::wish_of(std::string_view path, std::string_view query) const {
    http::Wish out;
    if (is_page(path)) {
        out.key = path;
        return out;
    }
    if (path == changes_path) {
        const auto since = parse_cursor(query);
        if (!since) {
            out.refusal = since.error().detail;
        } else {
            out.key = changes_target(*since);
        }
        return out;
    }
    auto address = parse_address(path);
    if (!address) return out;
    if (address->takes_query() && !query.empty()) {
        auto asked = parse_query(query, zone());
        if (!asked) {
            out.refusal = asked.error().detail;
            return out;
        }
        address->ask(*std::move(asked));
    }
    out.after_snapshot = address->kind == Address::Kind::feed && address->query.empty();
    out.key = target_of(*address);
    return out;
}

Zone OnDemand::zone() const {
    const std::lock_guard lock(mutex_);
    return serving_->site.zone;
}

// A live feed must be the version that its head in the Snapshot speaks of, lest a client sees an older one after a
// newer.
bool OnDemand::is_current(const Kept& kept) const {
    if (kept.made.resource && !kept.made.resource->head.topic.empty()) {
        const auto published = publication_.current()->find(kept.key);
        return published != nullptr && published->head.content == kept.made.resource->head.content;
    }
    return clock_.steady() - kept.looked_at < fresh_for;
}

void OnDemand::make(const http::Need& need, Done done) {
    http::Made made{503, nullptr};
    {
        const std::lock_guard lock(mutex_);
        const auto kept = kept_.find(need.key);
        const bool is_enough = kept != kept_.end() && !(need.every_form && lacks_forms(kept->second->made));
        if (!is_enough || !is_current(*kept->second)) {
            if (queue(need, done)) return;
        } else {
            order_.splice(order_.begin(), order_, kept->second);
            made = kept->second->made;
        }
    }
    done(std::move(made));
}

bool OnDemand::queue(const http::Need& need, Done& done) {
    if (waiting_count_ >= most_waiting) forget_unwanted();
    if (stopping_ || (need.client && waiting_count_ >= most_waiting)) return false;
    Waiting& waiting = waiting_[need.key];
    if (waiting.all.empty()) queue_.push_back(need.key);
    waiting.all.push_back({std::move(done), need.client});
    waiting.every_form = waiting.every_form || need.every_form;
    ++waiting_count_;
    wake_.notify_one();
    return true;
}

bool OnDemand::is_wanted(const std::string& key) {
    const auto waiting = waiting_.find(key);
    if (waiting == waiting_.end()) return false;
    const auto& all = waiting->second.all;
    if (std::any_of(all.begin(), all.end(), [](const Asker& asker) { return asker.waits(); })) return true;
    waiting_count_ -= all.size();
    waiting_.erase(waiting);
    return false;
}

void OnDemand::forget_unwanted() {
    std::erase_if(queue_, [this](const std::string& key) { return !is_wanted(key); });
}

std::shared_ptr<const publish::Resource> OnDemand::fetch(const std::string& key) {
    std::promise<http::Made> promise;
    auto future = promise.get_future();
    Done done = [&promise](http::Made made) { promise.set_value(std::move(made)); };
    {
        const std::lock_guard lock(mutex_);
        if (!queue({key}, done)) return nullptr;
    }
    auto made = future.get().resource;
    std::shared_ptr<const Serving> serving;
    {
        const std::lock_guard lock(mutex_);
        serving = serving_;
    }
    return with_forms(std::move(made), serving->codings);  // on the caller's time, as others wait for the thread
}

void OnDemand::reconfigure(Serving serving, std::int64_t kept_bytes) {
    const std::lock_guard lock(mutex_);
    serving_ = std::make_shared<const Serving>(std::move(serving));
    most_kept_bytes_ = kept_bytes;
    kept_.clear();
    order_.clear();
    uncoded_.clear();
    kept_bytes_ = 0;
}

void OnDemand::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void OnDemand::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (queue_.empty() && uncoded_.empty()) {
            wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            continue;
        }
        // Coded forms are for later readers, whoever waits comes first.
        const bool makes = !queue_.empty();
        auto& from = makes ? queue_ : uncoded_;
        const std::string key = std::move(from.front());
        from.pop_front();
        if (makes && !is_wanted(key)) continue;
        lock.unlock();
        makes ? make_one(key) : code_one(key);
        lock.lock();
    }
    for (const auto& key : std::exchange(queue_, {})) answer(lock, key, {503, nullptr});
}

// What was made of the ledger as it still is, is as good as new.
void OnDemand::make_one(const std::string& key) {
    std::shared_ptr<const Serving> serving;
    http::Made made;
    const auto version = ledger_->version();
    if (!version) log::error("app", version.error().detail);
    bool as_before = false;
    {
        const std::lock_guard lock(mutex_);
        serving = serving_;
        const auto kept = kept_.find(key);
        const bool is_of_ledger = !key.starts_with(changes_path);  // that one is made of the Publication
        if (is_of_ledger && version && kept != kept_.end() && kept->second->version == *version) {
            kept->second->looked_at = clock_.steady();
            made = kept->second->made;
            as_before = true;
        }
    }
    if (!as_before) made = composer_.make(key, *serving);
    std::unique_lock lock(mutex_);
    while (needs_forms(key, made)) {
        as_before = false;
        lock.unlock();
        made.resource = with_forms(std::move(made.resource), serving->codings);
        lock.lock();
    }
    const bool worth_keeping = version && made.status != 503 && serving == serving_;
    if (!as_before && worth_keeping) made = keep({key, made, *version, clock_.steady(), bytes_of(key, made)});
    answer(lock, key, made);
}

bool OnDemand::needs_forms(const std::string& key, const http::Made& made) const {
    const auto waiting = waiting_.find(key);
    return waiting != waiting_.end() && waiting->second.every_form && lacks_forms(made);
}

http::Made OnDemand::keep(Kept kept) {
    const auto old = kept_.find(kept.key);
    if (old != kept_.end()) {
        const auto& before = old->second->made.resource;
        const auto& now = kept.made.resource;
        const bool is_same = before && now && before->head.redirect.empty() && now->head.redirect.empty() &&
                             before->head.content == now->head.content;
        if (is_same && lacks_forms(kept.made)) {  // with the forms that were coded meanwhile
            auto again = std::make_shared<publish::Resource>(*now);
            again->body = before->body;
            kept.made.resource = std::move(again);
            kept.bytes = old->second->bytes;
        }
        const auto place = old->second;
        kept_bytes_ -= place->bytes;
        kept_.erase(old);
        order_.erase(place);
    }
    http::Made made = kept.made;
    if (kept.bytes > most_kept_bytes_) return made;
    kept_bytes_ += kept.bytes;
    if (lacks_forms(kept.made) && uncoded_.size() < most_uncoded) uncoded_.push_back(kept.key);
    order_.push_front(std::move(kept));
    kept_.emplace(order_.front().key, order_.begin());
    drop_oldest();
    return made;
}

void OnDemand::drop_oldest() {
    while (kept_bytes_ > most_kept_bytes_) {
        kept_bytes_ -= order_.back().bytes;
        kept_.erase(order_.back().key);
        order_.pop_back();
    }
}

void OnDemand::answer(std::unique_lock<std::mutex>& lock, const std::string& key, const http::Made& made) {
    const auto waiting = waiting_.find(key);
    if (waiting == waiting_.end()) return;
    const auto answered = std::move(waiting->second);
    waiting_count_ -= answered.all.size();
    waiting_.erase(waiting);
    lock.unlock();
    for (const Asker& asker : answered.all) asker.done(made);
    lock.lock();
}

void OnDemand::code_one(const std::string& key) {
    std::shared_ptr<const publish::Resource> resource;
    std::shared_ptr<const Serving> serving;
    {
        const std::lock_guard lock(mutex_);
        const auto kept = kept_.find(key);
        if (kept == kept_.end() || !kept->second->made.resource) return;
        resource = kept->second->made.resource;
        serving = serving_;
    }
    if (resource->body.complete) return;
    auto ready = with_forms(resource, serving->codings);
    const std::lock_guard lock(mutex_);
    const auto kept = kept_.find(key);
    if (kept == kept_.end() || kept->second->made.resource != resource) return;
    Kept& entry = *kept->second;
    entry.made.resource = std::move(ready);
    kept_bytes_ -= entry.bytes;
    entry.bytes = bytes_of(key, entry.made);
    kept_bytes_ += entry.bytes;
    drop_oldest();
}

}  // namespace syndicated::app
