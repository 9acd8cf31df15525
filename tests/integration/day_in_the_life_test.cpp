// A day in the life: a thousand articles come, change and go while fifty clients poll, the daemon is killed now and
// then, and nobody ever sees what was not so. In simulated time, by the parts that the daemon is made of.
#include "integration/feed_client.hpp"
#include "integration/house.hpp"
#include "integration/newsroom.hpp"
#include "integration/seed.hpp"
#include "integration/site_model.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace syndicated::testing {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr int articles_of_the_day = 1000;
constexpr int changes_of_the_day = 500;
constexpr int kills_of_the_day = 24;
constexpr int clients = 50;
constexpr std::size_t entries_of_a_feed = 20;
constexpr std::chrono::minutes window_of_a_feed{30};
constexpr milliseconds day = 24h;

std::string settings() {
    return fmt::format("[feeds]\nentries = {}\nwindow = \"{}m\"\n{}", entries_of_a_feed, window_of_a_feed.count(),
                       settings_of_desks());
}

class Day {
public:
    explicit Day(std::uint32_t seed)
        : random_(seed),
          model_(slugs_of_desks(), entries_of_a_feed, window_of_a_feed),
          newsroom_(model_, random_),
          folder_(std::make_unique<TempDir>()),
          house_(std::make_unique<House>(*folder_, 1, settings(), start_of_test)) {
        newsroom_.open(folder_->path());
        for (const auto& slug : model_.slugs()) served_[slug] = committed_[slug] = 0;
        plan_articles();
        for (int i = 0; i < changes_of_the_day; ++i) {
            plan(some_time(), [this] { write([this] { newsroom_.something_changes(now()); }); });
        }
        for (int i = 0; i < kills_of_the_day; ++i) plan(some_time(), [this] { kill(); });
        for (auto hour = 1h; hour < day; ++hour) plan(hour, [this] { house_->reader.restart_scan().value(); });
        plan_clients();
    }

    void pass() {
        while (!plan_.empty() && plan_.begin()->first < day) {
            const auto next = plan_.extract(plan_.begin());
            house_->clock.advance(next.key() - elapsed_);
            elapsed_ = next.key();
            model_.advance(now());
            next.mapped()();
        }
        round();
        compress(true);
        for (auto& client : clients_) {
            poll(client);
            const auto& shown = model_.state(client.slug(), model_.newest(client.slug()));
            CHECK((client.habit() == Habit::delta || client.view() == shown));
        }
    }

    [[nodiscard]] int answers(Habit habit, int status) const {
        int out = 0;
        for (const auto& client : clients_) out += client.habit() == habit ? client.answers(status) : 0;
        return out;
    }
    [[nodiscard]] std::size_t states() const {
        std::size_t out = 0;
        for (const auto& slug : model_.slugs()) out += model_.newest(slug);
        return out;
    }

private:
    using Numbers = std::map<std::string, std::size_t>;  // of a state, by slug
    enum class Moment : std::uint8_t { idle, row_unread, revision_unpublished };

    // --- the plan -----------------------------------------------------------------------------------------------
    void plan(milliseconds when, std::function<void()> what) { plan_.emplace(when, std::move(what)); }
    [[nodiscard]] int some(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    [[nodiscard]] milliseconds some_time() { return milliseconds(some(static_cast<int>(day.count()))); }

    // Alone, in transactions of several, and several within a second.
    void plan_articles() {
        auto when = some_time();
        for (int left = articles_of_the_day; left > 0;) {
            const int count = std::min(left, some(5) == 0 ? 1 + some(6) : 1);
            plan(when, [this, count] { write([&] { newsroom_.articles_arrive(count, now()); }); });
            left -= count;
            when = some(5) == 0 ? when + milliseconds(some(700)) : some_time();
        }
    }

    // A draw a statement: in which order a compiler evaluates a call's arguments is its own affair.
    void plan_clients() {
        for (int i = 0; i < clients; ++i) {
            const auto habit = all_habits.at(static_cast<std::size_t>(i) % all_habits.size());
            const auto format = all_formats.at(static_cast<std::size_t>(some(3)));
            const auto slug = static_cast<std::size_t>(some(static_cast<int>(model_.slugs().size())));
            clients_.emplace_back(habit, i < clients / 3 ? "all" : model_.slugs()[slug], format);
        }
        for (auto& client : clients_) {
            const auto minutes = 2min * (1 + some(12));
            const auto more = milliseconds(some(60'000));
            for (auto when = milliseconds(some(600'000)); when < day; when += minutes + more) {
                plan(when, [this, &client] { poll(client); });
            }
        }
    }

    // --- the daemon ---------------------------------------------------------------------------------------------
    [[nodiscard]] sys_seconds now() const { return house_->clock.now_s(); }

    // The daemon notices a commit a moment later, and has the coded forms another moment later.
    void write(const std::function<void()>& commit) {
        commit();
        plan(elapsed_ + milliseconds(some(some(2) == 0 ? 200 : 1500)), [this] { round(); });
    }

    // Reading and committing, as far as a kill may leave it.
    ledger::Committed read() {
        auto step = house_->reader.step(house_->rules).value();
        while (step.more) {
            publish(step.committed);
            step = house_->reader.step(house_->rules).value();
        }
        const auto due = house_->ledger->next_due().value();
        if (due && *due <= now()) {
            publish(step.committed);
            step.committed = house_->ledger->release_due(now()).value();
        }
        for (auto& [slug, number] : committed_) number = model_.newest(slug);
        return step.committed;
    }

    void publish(const ledger::Committed& committed) {
        house_->publisher.publish(*house_->ledger, committed, true).value();
    }

    void round() {
        publish(read());
        served_ = committed_;
        ask_at_once_and_again();
        if (some(3) == 0) plan(elapsed_ + milliseconds(some(1000)), [this] { compress(some(2) == 0); });
        const auto due = model_.next_due();
        if (!due || due == planned_due_) return;
        planned_due_ = due;
        plan(*due - start_of_test + milliseconds(some(1000)), [this] { round(); });
    }

    void compress(bool all) {
        while (house_->publisher.compress()) {
            house_->publisher.wait_for_coded();
            if (!all) return;
        }
    }

    // What is in memory goes, what is in the files stays: another process begins with a copy of them, made while the
    // first one has them open, whatever it was doing. What it then serves is what the first would have.
    void kill() {
        const auto moment = static_cast<Moment>(some(3));
        ledger::Committed unpublished;
        if (moment == Moment::idle) round();
        if (moment != Moment::idle) newsroom_.something_changes(now());
        if (moment == Moment::revision_unpublished) unpublished = read();
        auto copy = std::make_unique<TempDir>();
        newsroom_.close();
        fs::copy(folder_->path(), copy->path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
        const auto killed_at = house_->clock.now();
        publish(unpublished);
        if (moment == Moment::row_unread) publish(read());
        const auto expected = house_->documents();

        house_.reset();
        folder_ = std::move(copy);
        house_ = std::make_unique<House>(*folder_, 1, settings(), std::chrono::floor<std::chrono::seconds>(killed_at));
        house_->clock.advance(killed_at - std::chrono::floor<std::chrono::seconds>(killed_at));
        newsroom_.open(folder_->path());
        if (moment != Moment::row_unread) {
            served_ = committed_;
            CHECK(house_->documents() == expected);
        }
        for (int i = 0; i < 5; ++i) poll(clients_[static_cast<std::size_t>(some(clients))]);
        house_->reader.restart_scan().value();
        round();
        CHECK(house_->documents() == expected);
    }

    // --- the clients --------------------------------------------------------------------------------------------
    // Within the second of a change another one may follow, which no date tells from it.
    void ask_at_once_and_again() {
        auto& client = clients_[static_cast<std::size_t>(some(clients))];
        poll(client);
        plan(elapsed_ + milliseconds(some(3000)), [this, &client] { poll(client); });
    }

    // The state that the daemon has come to, and no other: as these numbers only grow, nobody ever goes back.
    void poll(FeedClient& client) {
        INFO(client.describe() << " at " << fmt::format("{:%T}", std::chrono::floor<std::chrono::seconds>(elapsed_)));
        client.poll(*house_->publication.current(), now(), random_);
        const auto& slug = client.slug();
        const auto& shown = model_.state(slug, served_.at(slug));
        if (client.habit() == Habit::delta) return check_kept(client, shown);
        if (client.view() == shown) return;
        FAIL("it shows " << model_.describe(slug, client.view()) << ", should show state " << served_.at(slug));
    }

    // All that the feed shows, as it shows it; of what it shows no longer, some version that it showed once.
    void check_kept(const FeedClient& client, const Seens& shown) {
        for (const auto& entry : shown) {
            const auto found = client.kept().find(entry.guid);
            if (found == client.kept().end()) FAIL("it lacks " << entry.guid);
            if (found->second != entry.title) FAIL("it has " << found->second << " in place of " << entry.title);
        }
        for (const auto& [guid, title] : client.kept()) {
            if (!model_.ever_showed(client.slug(), {guid, title})) FAIL("never shown: " << guid << " " << title);
        }
    }

    std::mt19937 random_;
    SiteModel model_;
    Newsroom newsroom_;
    std::unique_ptr<TempDir> folder_;
    std::unique_ptr<House> house_;
    std::vector<FeedClient> clients_;
    std::multimap<milliseconds, std::function<void()>> plan_;
    milliseconds elapsed_{};
    Numbers committed_, served_;  // what ledger and Snapshot have come to
    std::optional<sys_seconds> planned_due_;
};

}  // namespace

TEST_CASE("a day in the life: every client sees states that the store had, in their order, and the last one") {
    Day day(seed_of("a day in the life", 20250310));
    day.pass();
    std::cout << "states of all feeds together: " << day.states() << '\n';
    for (const auto habit : all_habits) {
        std::cout << fmt::format("{:14} 200: {:5}  226: {:5}  304: {:5}  404: {:5}\n", name_of(habit),
                                 day.answers(habit, 200), day.answers(habit, 226), day.answers(habit, 304),
                                 day.answers(habit, 404));
    }
    for (const auto habit : {Habit::etag, Habit::date, Habit::both, Habit::delta}) {
        CHECK(day.answers(habit, 304) > 10);
        CHECK(day.answers(habit, 200) > 10);
    }
    CHECK(day.answers(Habit::delta, 226) > 10);
}

}  // namespace syndicated::testing
