// What each feed must show, told from the rows by plain code that knows nothing of ledger, renderer and server.
#pragma once

#include "syndicated/base/clock.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace syndicated::testing {

// An entry as a client sees it. Titles are told apart by their version, so a title names one state of an article.
struct Seen {
    std::string guid, title;

    friend auto operator<=>(const Seen&, const Seen&) = default;
};
using Seens = std::vector<Seen>;  // in the feed's order

struct Row {
    std::string guid, title;
    std::set<std::string> slugs;  // of the feeds that show it, "all" left out
    sys_seconds published{};
    bool is_public = true;
};

class SiteModel {
public:
    SiteModel(std::vector<std::string> slugs, std::size_t entries, std::chrono::seconds window);

    // --- rows ---------------------------------------------------------------------------------------------------
    void put(int id, Row row);
    void remove(int id);
    [[nodiscard]] const std::map<int, Row>& rows() const { return rows_; }

    // --- time ---------------------------------------------------------------------------------------------------
    // The clock goes on, and states come about by time alone. Never backwards; call it before rows are changed.
    void advance(sys_seconds now);
    // Rows were changed, all at once: what the feeds show now is a state.
    void note();
    // The next instant at which time alone changes something.
    [[nodiscard]] std::optional<sys_seconds> next_due() const;

    // --- states -------------------------------------------------------------------------------------------------
    [[nodiscard]] const std::vector<std::string>& slugs() const { return slugs_; }
    // The number of the newest state; a feed's states are numbered from 0, the empty feed.
    [[nodiscard]] std::size_t newest(const std::string& slug) const { return states_.at(slug).size() - 1; }
    [[nodiscard]] const Seens& state(const std::string& slug, std::size_t number) const {
        return states_.at(slug).at(number);
    }
    // "state 7 of 40", "no state that the feed ever had": for whoever reads a failure.
    [[nodiscard]] std::string describe(const std::string& slug, const Seens& seen) const;
    // Whether the feed showed that entry in that version at any time.
    [[nodiscard]] bool ever_showed(const std::string& slug, const Seen& entry) const {
        return shown_.at(slug).contains(entry);
    }

private:
    [[nodiscard]] Seens shows(const std::string& slug) const;

    std::vector<std::string> slugs_;
    std::size_t entries_;
    std::chrono::seconds window_;
    std::map<int, Row> rows_;
    // Published descending, then guid: the order of feeds.
    std::map<std::pair<std::chrono::seconds, std::string>, int> order_;
    std::map<std::string, std::vector<Seens>> states_;
    std::map<std::string, std::set<Seen>> shown_;
    sys_seconds now_{};
};

}  // namespace syndicated::testing
