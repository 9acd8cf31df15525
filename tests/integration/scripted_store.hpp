// A Store whose batches a test writes down. The cursor is the number of the next one.
#pragma once

#include "syndicated/store/store.hpp"

#include <string>
#include <utility>
#include <vector>

namespace syndicated::testing {

class ScriptedStore final : public store::Store {
public:
    using Script = std::vector<store::Batch>;

    // `next` and `more` follow from the place in the script.
    explicit ScriptedStore(Script script) : script_(std::move(script)) {}

    void add(store::Batch batch) { script_.push_back(std::move(batch)); }

    [[nodiscard]] const std::string& name() const override { return name_; }
    [[nodiscard]] Result<store::Batch> read(const store::Cursor& cursor, std::int64_t) override {
        const auto at = cursor.empty() ? std::size_t{0} : std::stoul(cursor);
        auto out = at < script_.size() ? script_[at] : store::Batch{};
        out.next = at < script_.size() ? std::to_string(at + 1) : cursor;
        out.more = at + 1 < script_.size();
        return out;
    }
    [[nodiscard]] Result<std::string> uuid() override { return nothing(); }
    [[nodiscard]] Result<store::Cursor> restart_scan(const store::Cursor&) override { return nothing(); }
    [[nodiscard]] Result<RawArticle> find(std::string_view) override { return nothing(); }
    [[nodiscard]] Result<std::vector<store::CategoryRow>> categories() override { return nothing(); }
    [[nodiscard]] Result<std::int64_t> count() override { return nothing(); }
    [[nodiscard]] Result<store::ViewSlice> views(std::int64_t, std::int64_t) override { return nothing(); }
    [[nodiscard]] Result<store::Written> write(std::span<const RawArticle>) override { return nothing(); }
    [[nodiscard]] int fd() const override { return -1; }
    [[nodiscard]] Result<bool> changed() override { return nothing(); }
    [[nodiscard]] std::chrono::microseconds ask_again_in() const override { return {}; }

private:
    static Error nothing() { return {Errc::internal, "not in the script"}; }

    std::string name_ = "main";
    Script script_;
};

}  // namespace syndicated::testing
