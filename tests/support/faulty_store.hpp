// A Store that passes every call on to another one, fails on command, and reads in small steps on command. One thread,
// like any Store.
#pragma once

#include "syndicated/store/store.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace syndicated::testing {

class FaultyStore final : public store::Store {
public:
    enum class Call : std::uint8_t { uuid, read, restart_scan, find, categories, count, views, write, changed };
    static constexpr int until_healed = -1;

    explicit FaultyStore(std::unique_ptr<store::Store> inner) : inner_(std::move(inner)) {}

    // The next `times` calls return `error` and reach nothing.
    void fail(Call call, Error error, int times = until_healed) { plan(call) = {std::move(error), times, false}; }
    // The next `times` calls do their work, but the answer is lost: `error` is returned.
    void lose_answer(Call call, Error error, int times = 1) { plan(call) = {std::move(error), times, true}; }
    void fail_everything(const Error& error) {
        for (auto& plan : plans_) plan = {error, until_healed, false};
    }
    void heal() { plans_ = {}; }
    void read_at_most(std::int64_t rows) { most_rows_ = rows; }

    [[nodiscard]] int calls(Call call) const { return calls_.at(static_cast<std::size_t>(call)); }
    [[nodiscard]] store::Store& inner() { return *inner_; }

    [[nodiscard]] const std::string& name() const override { return inner_->name(); }
    [[nodiscard]] Result<std::string> uuid() override {
        return pass(Call::uuid, [&] { return inner_->uuid(); });
    }
    [[nodiscard]] Result<store::Batch> read(const store::Cursor& cursor, std::int64_t limit) override {
        return pass(Call::read, [&] { return inner_->read(cursor, std::min(limit, most_rows_)); });
    }
    [[nodiscard]] Result<store::Cursor> restart_scan(const store::Cursor& cursor) override {
        return pass(Call::restart_scan, [&] { return inner_->restart_scan(cursor); });
    }
    [[nodiscard]] Result<RawArticle> find(std::string_view key) override {
        return pass(Call::find, [&] { return inner_->find(key); });
    }
    [[nodiscard]] Result<std::vector<store::CategoryRow>> categories() override {
        return pass(Call::categories, [&] { return inner_->categories(); });
    }
    [[nodiscard]] Result<std::int64_t> count() override {
        return pass(Call::count, [&] { return inner_->count(); });
    }
    [[nodiscard]] Result<store::ViewSlice> views(std::int64_t high, std::int64_t limit) override {
        return pass(Call::views, [&] { return inner_->views(high, limit); });
    }
    [[nodiscard]] Result<store::Written> write(std::span<const RawArticle> articles) override {
        return pass(Call::write, [&] { return inner_->write(articles); });
    }
    [[nodiscard]] int fd() const override { return inner_->fd(); }
    [[nodiscard]] Result<bool> changed() override {
        return pass(Call::changed, [&] { return inner_->changed(); });
    }
    [[nodiscard]] std::chrono::microseconds ask_again_in() const override { return inner_->ask_again_in(); }

private:
    struct Plan {
        Error error;
        int times = 0;
        bool does_work = false;
    };
    static constexpr std::size_t call_count = static_cast<std::size_t>(Call::changed) + 1;

    Plan& plan(Call call) { return plans_.at(static_cast<std::size_t>(call)); }

    template <class Work>
    auto pass(Call call, Work work) -> decltype(work()) {
        ++calls_.at(static_cast<std::size_t>(call));
        auto& planned = plan(call);
        if (planned.times == 0) return work();
        if (planned.times > 0) --planned.times;
        if (planned.does_work) (void)work();
        return planned.error;
    }

    std::unique_ptr<store::Store> inner_;
    std::int64_t most_rows_ = std::numeric_limits<std::int64_t>::max();
    std::array<Plan, call_count> plans_{};
    std::array<int, call_count> calls_{};
};

}  // namespace syndicated::testing
