// What every native article store keeps, whatever database is behind it: one list of cases, run by each backend's
// test with an empty store and a way to run SQL in it as another program would. The SQL is portable.
#pragma once

#include "syndicated/store/store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace syndicated::testing {

struct StoreUnderTest {
    std::function<std::unique_ptr<store::Store>()> open;  // the same database each time; named "main"
    std::function<void(const std::string& sql)> execute;  // by another connection; committed when it returns
};

struct StoreContractCase {
    std::string name;
    std::function<void(const StoreUnderTest&)> check;  // Catch2 assertions
};

// Each case wants an empty store of its own.
[[nodiscard]] const std::vector<StoreContractCase>& store_contract();

// Everything read from `cursor` on until there is no more; rows by key, the newest version of each.
struct ReadAll {
    std::vector<RawArticle> rows;  // in the order in which they came
    std::vector<std::string> gone;
    bool categories_changed = false;
    bool scanned_all = false;  // scan steps that together cover every position, without a gap
    bool first_read_done = false;
    store::Cursor next;

    [[nodiscard]] std::vector<std::string> titles() const;
    [[nodiscard]] std::set<std::string> keys() const;
};
[[nodiscard]] ReadAll read_all(store::Store& store, const store::Cursor& cursor, std::int64_t limit = 100);

// Polls fd() and ask_again_in() as the daemon does until changed() says true.
[[nodiscard]] bool wait_for_change(store::Store& store, std::chrono::milliseconds at_most = std::chrono::seconds(5));

}  // namespace syndicated::testing
