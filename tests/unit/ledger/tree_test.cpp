#include "ledger/tree.hpp"

#include "support/ledger_builders.hpp"

#include <catch2/catch.hpp>

namespace syndicated::ledger {

using testing::at;

namespace {

// "a/b" lines in feed order.
std::vector<std::string> paths_of(const std::vector<Place>& places) {
    std::vector<std::string> out;
    for (const auto& place : places) {
        std::string& line = out.emplace_back();
        for (const auto& name : place.path) line.append(line.empty() ? "" : "/").append(name);
    }
    return out;
}

struct Case {
    std::vector<CategorySetting> settings;
    std::vector<CategoryTableRow> table;
    std::set<std::string> carried;
    std::map<std::string, Evidence> evidence;

    void article(std::int64_t first_seen, const std::string& guid, std::vector<std::string> path) {
        Evidence& out = evidence[path.back()];
        carried.insert(path.back());
        out.first_seen = at(first_seen);
        out.guid = guid;
        out.path = std::move(path);
    }
    void setting(const std::string& name, const std::string& parent) {
        settings.push_back(testing::a_setting(name, ""));
        settings.back().parent = parent;
    }
    void row(const std::string& name, const std::string& parent, int position) {
        table.push_back(testing::a_row(name, ""));
        table.back().parent = parent;
        table.back().position = position;
    }
    [[nodiscard]] std::vector<std::string> paths() const {
        return paths_of(build_tree({settings, table, carried, evidence}));
    }
};

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("the breadcrumb gives a category its parents, which exist with it") {
    Case c;
    c.article(1, "g1", {"a", "b", "c"});
    CHECK(c.paths() == Paths{"a", "a/b", "a/b/c"});
}

TEST_CASE("the table's parent wins over the breadcrumb, the settings' over both") {
    Case c;
    c.article(1, "g1", {"a", "c"});
    c.row("c", "t", 0);
    CHECK(c.paths() == Paths{"t", "t/c"});
    c.setting("c", "s");
    CHECK(c.paths() == Paths{"s", "s/c"});
}

TEST_CASE("a category that no article has as its main one stands where the lowest path through it says") {
    Case c;
    c.article(5, "g1", {"x", "b", "c"});
    c.article(3, "g2", {"y", "b", "d"});
    CHECK(c.paths() == Paths{"y", "y/b", "y/b/c", "y/b/d"});
    c.article(9, "g3", {"z", "b"});
    CHECK(c.paths() == Paths{"z", "z/b", "z/b/c", "z/b/d"});
}

TEST_CASE("siblings are ordered by position, then name") {
    Case c;
    c.row("a", "", 2);
    c.row("b", "", 1);
    c.row("c", "", 1);
    c.row("d", "b", 7);
    CHECK(c.paths() == Paths{"b", "b/d", "c", "a"});
}

TEST_CASE("circles are broken at their weakest link, of equals at the lowest name") {
    Case paths;
    paths.article(1, "g1", {"a", "b"});
    paths.article(2, "g2", {"b", "a"});
    CHECK(paths.paths() == Paths{"a", "a/b"});
    paths.setting("a", "b");
    CHECK(paths.paths() == Paths{"b", "b/a"});

    Case self;
    self.setting("a", "a");
    self.article(1, "g", {"b", "x", "b"});
    CHECK(self.paths() == Paths{"a", "b"});

    Case three;
    three.setting("a", "b");
    three.row("b", "c", 0);
    three.setting("c", "a");
    three.row("d", "b", 0);  // hangs on the circle, is not part of it
    CHECK(three.paths() == Paths{"b", "b/a", "b/a/c", "b/d"});
}

TEST_CASE("an endless chain goes on at the top") {
    Case c;
    std::vector<std::string> path;
    for (int i = 0; i < 40; ++i) path.push_back(fmt::format("n{:02}", i));
    c.article(1, "g", path);
    std::size_t longest = 0, count = 0;
    for (const auto& place : build_tree({c.settings, c.table, c.carried, c.evidence})) {
        longest = std::max(longest, place.path.size());
        ++count;
    }
    CHECK(longest == static_cast<std::size_t>(max_levels));
    CHECK(count == 40);
}

TEST_CASE("names without a meaning are no categories") {
    Case c;
    c.carried.insert("");
    c.setting("", "x");
    CHECK(c.paths().empty());
}

}  // namespace syndicated::ledger
