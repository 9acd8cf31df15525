#include "app/status_charts.hpp"

#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include <array>
#include <limits>
#include <string>
#include <vector>

namespace syndicated::app {

namespace {

struct Svg {
    explicit Svg(const std::string& text) {
        const auto parsed = document.load_string(text.c_str());
        INFO(text);
        REQUIRE(parsed);
        root = document.child("svg");
        REQUIRE(root);
        // What it is called is said by reference.
        CHECK(std::string(root.attribute("aria-labelledby").value()) ==
              std::string(root.child("title").attribute("id").value()) + " " +
                  root.child("desc").attribute("id").value());
        CHECK(document.select_nodes("//@style|//@fill|//script|//@href").empty());
    }
    [[nodiscard]] std::size_t bars(const char* kind) const {
        return document.select_nodes(("//rect[@class='" + std::string(kind) + "']").c_str()).size();
    }
    [[nodiscard]] std::string description() const { return root.child("desc").text().get(); }

    pugi::xml_document document;
    pugi::xml_node root;
};

constexpr ChartWords words{"d", "Deliveries per minute"};

}  // namespace

TEST_CASE("numbers have commas") {
    CHECK(with_commas(0) == "0");
    CHECK(with_commas(999) == "999");
    CHECK(with_commas(1000) == "1,000");
    CHECK(with_commas(-123456) == "-123,456");
    CHECK(with_commas(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
}

TEST_CASE("a chart of minutes without anything is a base line and a sentence") {
    const Svg none(minutes_chart(words, {}));
    CHECK(none.bars("well") + none.bars("badly") == 0);
    CHECK(none.root.child("line"));
    CHECK(none.description() == "0 in the last hour; at most 0 a minute.");
}

TEST_CASE("each minute has its place from the right, what failed stands above") {
    const std::array<MinuteBar, 4> minutes{{{2000, 0}, {0, 0}, {1000, 1000}, {0, 1}}};
    const Svg svg(minutes_chart(words, minutes));
    CHECK(svg.bars("well") == 2);
    CHECK(svg.bars("badly") == 2);
    CHECK(svg.description() == "4,001 in the last hour, 1,001 failed; at most 2,000 a minute.");
    const auto titles = svg.document.select_nodes("//g/title");
    REQUIRE(titles.size() == 3);
    CHECK(std::string(titles[0].node().text().get()) == "3 min ago: 2,000");
    CHECK(std::string(titles[1].node().text().get()) == "1 min ago: 1,000, failed 1,000");
    CHECK(std::string(titles[2].node().text().get()) == "this minute: 0, failed 1");
    const auto bars = svg.document.select_nodes("//rect");
    CHECK(bars[0].node().attribute("height").as_double() == 108);
    CHECK(bars[1].node().attribute("y").as_double() == 74);
    CHECK(bars[2].node().attribute("y").as_double() == 20);
    CHECK(bars[3].node().attribute("height").as_double() == 1.5);  // it can be seen
    CHECK(bars[3].node().attribute("x").as_double() > 98);
}

TEST_CASE("of more than an hour the last hour is shown") {
    const std::vector<MinuteBar> minutes(100, MinuteBar{1, 0});
    const Svg svg(minutes_chart(words, minutes));
    CHECK(svg.bars("well") == 60);
    CHECK(svg.document.select_node("//rect").node().attribute("x").as_double() >= 0);
}

TEST_CASE("a chart of rows has each name and value") {
    const std::array<NamedBar, 3> rows{{{"to 50 ms", 1200}, {"to 1 s", 0}, {"more", 300}}};
    const Svg svg(rows_chart(words, rows));
    CHECK(svg.bars("well") == 2);
    CHECK(svg.description() == "in all: 1,500; to 50 ms: 1,200; to 1 s: 0; more: 300.");
    CHECK(svg.document.select_nodes("//text").size() == 6);
    const auto bars = svg.document.select_nodes("//rect/@width");
    CHECK(bars[0].attribute().as_double() == 52);
    CHECK(bars[1].attribute().as_double() == 13);
}

}  // namespace syndicated::app
