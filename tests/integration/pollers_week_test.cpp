// A poller's week: five hundred articles an hour, more than the live feed holds from one poll to the next, and one poll
// in ten fails. Who follows prev-archive (RFC 5005) until it meets what it knows misses nothing.
#include "integration/seed.hpp"
#include "support/ledger_builders.hpp"
#include "support/temp_dir.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace syndicated::testing {

namespace {

constexpr std::int64_t hours = 7 * 24, an_hour = 500, batches_an_hour = 5;

// An article each 7.2 s.
sys_seconds published(std::int64_t number) {
    return noon + std::chrono::seconds{number * 3600 / an_hour};
}

class Site {
public:
    explicit Site(std::mt19937& random) : random_(random), ledger_(ledger_in(folder_.path())) {
        auto configuration = a_configuration();
        configuration.limits.max_bytes = 8'000;  // of short articles: well below an hour's
        ledger_->configure(configuration, noon).value();
    }

    void publish(std::int64_t count) {
        std::vector<ledger::Item> items;
        for (; count > 0; --count, ++articles_) items.push_back(item(articles_, ""));
        withdrawn_.resize(static_cast<std::size_t>(articles_));
        ledger_->commit(a_batch(std::move(items)), now()).value();
    }
    // One article gets another title, one goes.
    void revise() {
        ledger_->commit(a_batch({item(some_article(), "，更正")}), now()).value();
        const auto number = some_article();
        withdrawn_[static_cast<std::size_t>(number)] = true;
        ledger_->commit(gone({std::to_string(number)}), now()).value();
    }

    [[nodiscard]] ledger::Ledger& ledger() { return *ledger_; }
    [[nodiscard]] std::int64_t articles() const { return articles_; }
    [[nodiscard]] bool is_withdrawn(std::int64_t number) const { return withdrawn_[static_cast<std::size_t>(number)]; }

private:
    [[nodiscard]] static ledger::Item item(std::int64_t number, std::string_view more) {
        return an_item(number)
            .titled(fmt::format("第{}篇{}", number, more))
            .html("<p>短</p>")
            .in({"新闻"})
            .added_at(published(number))
            .published(published(number));
    }
    [[nodiscard]] sys_seconds now() const { return published(articles_); }
    // Never one that is withdrawn: it would be back.
    [[nodiscard]] std::int64_t some_article() {
        while (true) {
            const auto number = static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(articles_));
            if (!is_withdrawn(number)) return number;
        }
    }

    std::mt19937& random_;
    TempDir folder_;
    std::unique_ptr<ledger::Ledger> ledger_;
    std::int64_t articles_ = 0;
    std::vector<bool> withdrawn_;  // by number
};

class Poller {
public:
    Poller(Site& site, std::mt19937& random) : site_(site), random_(random) {}

    // The site publishes on while it walks. It withdraws nothing: that would draw an article from an archive that is
    // not read yet into the live feed, which is read.
    void poll() {
        const auto before = known_;
        auto document = site_.ledger().feed("all").value();
        live_entries_ = document.entries.size();
        bool meets_known = take(document, before);
        while (!meets_known && !document.previous_archive.empty()) {
            if (random_() % 4 == 0) site_.publish(10);
            document = site_.ledger().archive("all", document.previous_archive).value();
            ++archives_;
            meets_known = take(document, before);
        }
    }

    [[nodiscard]] bool knows(std::int64_t number) const {
        return number < static_cast<std::int64_t>(known_.size()) && known_[static_cast<std::size_t>(number)];
    }
    [[nodiscard]] std::size_t live_entries() const { return live_entries_; }  // in the last poll
    [[nodiscard]] int archives() const { return archives_; }

private:
    // Whether any of the document's entries is one of `before`.
    bool take(const Feed& document, const std::vector<bool>& before) {
        std::vector<std::int64_t> ids;
        for (const auto& entry : document.entries) ids.push_back(entry.id);
        bool meets_known = false;
        for (const auto& entry : site_.ledger().entries(ids).value()) {
            std::size_t number = 0;
            const auto& key = entry.article.key;
            REQUIRE(std::from_chars(key.data(), key.data() + key.size(), number).ec == std::errc());
            meets_known = meets_known || (number < before.size() && before[number]);
            if (number >= known_.size()) known_.resize(number + 1);
            known_[number] = true;
        }
        return meets_known;
    }

    Site& site_;
    std::mt19937& random_;
    std::vector<bool> known_;  // by number
    std::size_t live_entries_ = 0;
    int archives_ = 0;
};

}  // namespace

TEST_CASE("a poller's week: who follows prev-archive misses no article, however many polls fail") {
    std::mt19937 random(seed_of("a poller's week", 84'000));
    Site site(random);
    Poller poller(site, random);
    int polls = 0;
    for (std::int64_t hour = 1; hour <= hours; ++hour) {
        while (site.articles() < hour * an_hour)
            site.publish(std::min(an_hour / batches_an_hour, hour * an_hour - site.articles()));
        site.revise();
        if (random() % 10 == 0 && hour < hours) continue;
        const auto when_asked = site.articles();
        poller.poll();
        ++polls;
        CHECK(poller.live_entries() < an_hour);
        for (std::int64_t number = 0; number < when_asked; ++number) {
            if (!poller.knows(number) && !site.is_withdrawn(number))
                FAIL("it misses article " << number << " in hour " << hour);
        }
    }
    CHECK(polls < hours);
    CHECK(poller.archives() > polls);
    CHECK(site.articles() >= hours * an_hour);
    std::cout << fmt::format("{} articles, {} polls, {} archives\n", site.articles(), polls, poller.archives());
}

}  // namespace syndicated::testing
