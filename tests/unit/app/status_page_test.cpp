#include "app/status_page.hpp"

#include "syndicated/base/counters.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include <cstring>
#include <set>
#include <string>

namespace syndicated::app {

namespace {

using namespace std::chrono_literals;

constexpr const char* attack = "</bdi></style><script>alert(\"1\")</script>&amp;'\x01\u202E";

struct Page {
    explicit Page(const StatusView& view) : text(render_status(view)) {
        const std::string xml = text.substr(text.find("<html"));
        REQUIRE(text.rfind("<!DOCTYPE html>\n<html", 0) == 0);
        const auto parsed = document.load_buffer(xml.data(), xml.size());
        INFO(parsed.description() << " at " << xml.substr(static_cast<std::size_t>(parsed.offset), 80));
        REQUIRE(parsed);
        CHECK(document.select_nodes("//script|//img|//link|//a|//form|//@style|//@onload|//@href|//@src").empty());
        std::set<std::string> ids;
        for (const auto& id : document.select_nodes("//@id")) CHECK(ids.insert(id.attribute().value()).second);
    }
    [[nodiscard]] std::size_t count(const char* path) const { return document.select_nodes(path).size(); }
    [[nodiscard]] std::string fact(const char* name) const {
        return document.select_node(fmt::format("//div[dt='{}']/dd", name).c_str()).node().text().get();
    }
    [[nodiscard]] bool says(const char* words) const { return text.find(words) != std::string::npos; }

    std::string text;
    pugi::xml_document document;
};

StatusView view_with(websub::HubSummary summary) {
    StatusView view;
    view.hub = std::make_shared<const websub::HubSummary>(std::move(summary));
    return view;
}

}  // namespace

TEST_CASE("a daemon that has just started has a page without numbers, and says what is off") {
    const Page page{StatusView{}};
    CHECK(page.says("<p>The hub is off: [hub] enabled is false.</p>"));
    CHECK(page.says("<p>Not looked at yet.</p>"));
    CHECK(page.says("up for 0 s"));
    CHECK(page.count("//svg") == 1);
    StatusView looked;
    looked.hubs.emplace();
    CHECK(Page(looked).says("<p>None: [websub] hubs is empty.</p>"));
    CHECK(Page(view_with({})).says("Nobody has subscribed yet."));
}

TEST_CASE("time and uptime are said in the site's zone and in the largest units") {
    StatusView view;
    view.at = sys_seconds(1741550791s);
    view.zone = Zone::fixed(8h);
    view.uptime = 3 * 24h + 4h + 5min;
    const Page page(view);
    CHECK(page.says("up for 3 d 4 h"));
    CHECK(page.says("<time datetime=\"2025-03-10T04:06:31+08:00\">2025-03-10 04:06:31 +08:00</time>"));
}

TEST_CASE("the state is that of readyz, and what went wrong stands out") {
    set_gauge(Counter::store_up, 0);
    const auto errors = value_of(Counter::store_errors);
    count(Counter::store_errors, 1234);
    const Page page{StatusView{}};
    CHECK(page.count("//p[@class='state bad'][.='degraded: the article store does not answer']") == 1);
    CHECK(page.count("//div[@class='bad'][dt='reads that failed']") == 1);
    set_gauge(Counter::store_up, 1);
    set_gauge(Counter::store_errors, errors);
    CHECK(Page{StatusView{}}.count("//p[@class='state good'][.='ready']") == 1);
    set_gauge(Counter::filling, 1);
    CHECK(Page{StatusView{}}.count("//p[@class='state busy']") == 1);
    set_gauge(Counter::filling, 0);
}

TEST_CASE("text from elsewhere is text") {
    websub::HubSummary summary;
    summary.topics = {{attack, 1}};
    summary.topic_count = 1;
    StatusView view = view_with(summary);
    view.hubs = {{attack, 1, 1, 0, 0, {{attack, 1}}}};
    const Page page(view);
    CHECK_FALSE(page.says("<script>alert"));
    const auto texts = page.document.select_nodes("//bdi");
    REQUIRE(texts.size() == 3);
    for (const auto& one : texts) {
        CHECK(std::string(one.node().text().get()) == "</bdi></style><script>alert(\"1\")</script>&amp;'\\x01\\u202e");
    }
}

TEST_CASE("a hub's long answer is cut, between two characters") {
    std::string answer;
    for (int i = 0; i < 200; ++i) answer += "新";
    StatusView view;
    view.hubs = {{"https://hub.example/", 1, 0, 1, 0, {{answer, 1}}}};
    const Page page(view);
    CHECK(std::strlen(page.document.select_node("//li/bdi").node().text().get()) == 120 * 3 + 3);
}

TEST_CASE("the topics with the most subscriptions are listed, of the rest how many they are") {
    websub::HubSummary summary;
    for (int i = 0; i < 60; ++i) summary.topics.push_back({fmt::format("https://a/feeds/{}.rss", i), 60 - i});
    summary.topics[0].lag = 1200;
    summary.topics[0].quarantined = 2;
    summary.topic_count = 5060;
    summary.all.subscriptions = 20000;
    const Page page(view_with(summary));
    CHECK(page.count("//table/tbody/tr") == 50);
    CHECK(page.says("5,010 more topics have fewer subscriptions."));
    CHECK(page.fact("subscriptions") == "20,000");
    CHECK(page.count("//tr[1]/td[@data-label='versions lacked'][.='1,200']") == 1);
    CHECK(page.count("//td[@class='bad'][@data-label='in quarantine'][.='2']") == 1);
}

TEST_CASE("the histogram's bars are what lies between two buckets") {
    set_gauge(Counter::delivered_in_50ms, 5);
    set_gauge(Counter::delivered_in_250ms, 5);
    set_gauge(Counter::delivered_in_1s, 8);
    set_gauge(Counter::delivered_in_10s, 8);
    set_gauge(Counter::delivered_in_60s, 8);
    set_gauge(Counter::delivered_in_1h, 9);
    set_gauge(Counter::delivered_in_all, 11);
    const Page page(view_with({}));
    CHECK(std::string(page.document.select_node("//desc[@id='latency-d']").node().text().get()) ==
          "in all: 11; to 50 ms: 5; to 250 ms: 0; to 1 s: 3; to 10 s: 0; to 1 min: 0; to 1 h: 1; longer: 2.");
}

}  // namespace syndicated::app
