#include "ledger/slugs.hpp"

#include "support/ledger_builders.hpp"

#include <catch2/catch.hpp>

namespace syndicated::ledger {

using testing::a_row;
using testing::a_setting;

namespace {

std::string mark_of(std::string_view name, std::size_t digits = 4) {
    return "-" + Digester().add(name).finish().hex().substr(0, digits);
}

struct Case {
    std::vector<CategorySetting> settings;
    std::vector<CategoryTableRow> table;
    std::set<std::string> existing;
    std::map<std::string, std::string> stored;
    std::function<std::string(std::string_view)> propose = [](std::string_view) { return "pin-yin"; };

    [[nodiscard]] Slugs run() const { return assign_slugs({settings, table, existing, stored, propose}); }
};

}  // namespace

TEST_CASE("slugs are lower-case letters, digits and hyphens, and none that syndicated uses itself") {
    for (const auto* const good : {"a", "yu-le", "2025", "-", "allx"}) CHECK(is_slug(good));
    for (const auto* const bad :
         {"", "A", "娱乐", "a/b", "..", "a b", "all", "changes", "featured", "hot", "source", "archive"}) {
        CHECK_FALSE(is_slug(bad));
    }
    CHECK(is_slug(std::string(64, 'a')));
    CHECK_FALSE(is_slug(std::string(65, 'a')));
}

TEST_CASE("settings win a slug, then the table, then who had it, then who comes first") {
    Case c;
    c.settings = {a_setting("s", "x")};
    c.table = {a_row("t", "x"), a_row("u", "y")};
    c.stored = {{"v", "x"}, {"w", "y"}, {"k", "kept"}};
    c.existing = {"s", "t", "u", "v", "w", "k", "n", "o"};
    const auto slugs = c.run().by_name;
    CHECK(slugs.at("s") == "x");
    CHECK(slugs.at("u") == "y");
    CHECK(slugs.at("k") == "kept");
    CHECK(slugs.at("t") == "x" + mark_of("t"));
    CHECK(slugs.at("v") == "x" + mark_of("v"));
    CHECK(slugs.at("w") == "y" + mark_of("w"));
    CHECK(slugs.at("n") == "pin-yin");
    CHECK(slugs.at("o") == "pin-yin" + mark_of("o"));
}

TEST_CASE("a marked slug gets more digits when it is taken, and never grows too long") {
    Case c;
    c.propose = [](std::string_view) { return std::string(64, 'p'); };
    const std::string head(59, 'p');
    c.stored = {{"a", std::string(64, 'p')}, {"b", head + mark_of("n")}};
    c.existing = {"a", "b", "n"};
    CHECK(c.run().by_name.at("n") == std::string(55, 'p') + mark_of("n", 8));
}

TEST_CASE("a proposal that is no slug is made one") {
    struct Row {
        const char *proposed, *slug;
    };
    const auto row = GENERATE(Row{"all", "all*"}, Row{"", "c*"}, Row{"娱乐", "c*"}, Row{"c", "c"}, Row{"a/b", "ab"});
    Case c;
    c.propose = [&row](std::string_view) { return row.proposed; };
    c.existing = {"n"};
    std::string expected = row.slug;
    if (expected.back() == '*') expected.replace(expected.size() - 1, 1, mark_of("n"));
    CHECK(c.run().by_name.at("n") == expected);
    c.propose = nullptr;
    CHECK(c.run().by_name.at("n") == "c" + mark_of("n"));
}

TEST_CASE("a new slug for a name moves it from the former one, of its own will or not") {
    Case c;
    c.settings = {a_setting("a", "new"), a_setting("b", "of-c")};
    c.stored = {{"a", "old"}, {"b", "of-b"}, {"c", "of-c"}};
    c.existing = {"a", "b", "c"};
    const auto slugs = c.run();
    const auto of_c = "of-c" + mark_of("c");
    CHECK(slugs.moved_from == std::map<std::string, std::string>{{"of-b", "of-c"}, {"of-c", of_c}, {"old", "new"}});
    CHECK(slugs.by_name.at("c") == of_c);
}

TEST_CASE("a new name for a slug drops the old name, unless that still exists") {
    Case c;
    c.table = {a_row("new", "x")};
    c.stored = {{"old", "x"}, {"idle", "y"}};
    c.existing = {"new"};
    const auto slugs = c.run();
    CHECK(slugs.by_name.at("new") == "x");
    CHECK(slugs.dropped == std::vector<std::string>{"old"});
    CHECK(slugs.moved_from.empty());
    CHECK(slugs.by_name.at("idle") == "y");  // may come back
}

TEST_CASE("two categories may swap their slugs") {
    Case c;
    c.settings = {a_setting("a", "y"), a_setting("b", "x")};
    c.stored = {{"a", "x"}, {"b", "y"}};
    c.existing = {"a", "b"};
    const auto slugs = c.run();
    CHECK(slugs.by_name == std::map<std::string, std::string>{{"a", "y"}, {"b", "x"}});
    CHECK(slugs.moved_from == std::map<std::string, std::string>{{"x", "y"}, {"y", "x"}});
}

}  // namespace syndicated::ledger
