#include "websub/judge_topic.hpp"

#include <catch2/catch.hpp>

using namespace syndicated;
using namespace syndicated::websub;

namespace {

const SiteTopic topic{"https://feeds.example.cn/feeds/all.rss", Format::rss, {"https://hub.example/"}};

std::string document(const std::string& self, const std::string& hub) {
    return "<rss version=\"2.0\"><channel><atom:link rel=\"self\" href=\"" + self +
           "\"/><atom:link rel=\"hub\" href=\"" + hub + "\"/></channel></rss>";
}

Fetched good() {
    Fetched out;
    out.status = 200;
    out.content_type = "application/rss+xml; charset=utf-8";
    out.link = "<https://hub.example/>; rel=\"hub\", <https://feeds.example.cn/feeds/all.rss>; rel=\"self\"";
    out.body = document(topic.url, "https://hub.example/");
    return out;
}

Fetched good_head() {
    Fetched out = good();
    out.body.clear();
    return out;
}

bool says(const std::vector<std::string>& lines, const std::string& what) {
    return lines.size() == 1 && lines.front().find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("a topic that is as the settings say has nothing wrong") {
    CHECK(judge_topic(topic, good(), good_head()).empty());
    CHECK(judge_visit(topic, "Feedly", good()).empty());
}

TEST_CASE("without hubs no header need name the document, whatever else it names") {
    const SiteTopic quiet{topic.url, topic.format, {}};
    Fetched get = good(), head = good_head();
    get.body = "<rss version=\"2.0\"><channel><atom:link rel=\"self\" href=\"" + topic.url + "\"/></channel></rss>";
    for (const auto* const link : {"", "<https://www.example.cn/licence>; rel=\"license\""}) {
        get.link = head.link = link;
        CHECK(judge_topic(quiet, get, head).empty());
    }
    get.link = head.link = good().link;
    CHECK(says(judge_topic(quiet, get, head), "rel=hub is \"https://hub.example/\", the settings say none"));
}

TEST_CASE("what is wrong with a topic is said in a line") {
    Fetched get = good();
    get.link = "<https://hub.example/>; rel=\"hub\", <http://feeds.example.cn/feeds/all.rss>; rel=\"self\"";
    Fetched head = good_head();
    head.link = get.link;
    CHECK(
        says(judge_topic(topic, get, head), "the Link header: rel=self is \"http://feeds.example.cn/feeds/all.rss\""));

    get = good();
    get.link += ", <https://b.cn/>; rel=self";
    head.link = get.link;
    CHECK(says(judge_topic(topic, get, head),
               "rel=self is \"https://feeds.example.cn/feeds/all.rss\", \"https://b.cn/\""));

    get = good();
    get.body = document(topic.url, "https://other.example/");
    CHECK(says(judge_topic(topic, get, good_head()), "the body: rel=hub is \"https://other.example/\""));

    get = good();
    get.link = "<https://hub.example/> rel=hub";
    head.link = get.link;
    CHECK(says(judge_topic(topic, get, head), "malformed"));

    head = good_head();
    head.link.clear();
    CHECK(says(judge_topic(topic, good(), head), "HEAD has the Link header \"\""));
    head.status = 405;
    CHECK(says(judge_topic(topic, good(), head), "HEAD is answered with 405"));

    get = good();
    get.content_type = "text/xml";
    CHECK(says(judge_topic(topic, get, good_head()), "its Content-Type is \"text/xml\""));

    get = good();
    get.status = 301;
    get.location = "https://www.example.cn/";
    CHECK(says(judge_topic(topic, get, good_head()), "GET is answered with 301 to \"https://www.example.cn/\""));
    get.failure = "no connection";
    CHECK(says(judge_topic(topic, get, good_head()), "GET is answered with no connection"));
}

TEST_CASE("a topic without hubs needs no Link header") {
    SiteTopic alone = topic;
    alone.hubs.clear();
    Fetched get = good();
    get.link.clear();
    get.body = "<rss><channel><atom:link rel=\"self\" href=\"" + topic.url + "\"/></channel></rss>";
    Fetched head = good_head();
    head.link.clear();
    CHECK(judge_topic(alone, get, head).empty());
}

TEST_CASE("a bot wall is told from the feed") {
    Fetched wall;
    wall.status = 403;
    CHECK(judge_visit(topic, "FreshRSS", wall) == "FreshRSS is kept out by a bot wall, which answers 403");
    wall.status = 200;
    wall.content_type = "text/html; charset=utf-8";
    wall.body = "<html><title>Just a moment...</title></html>";
    CHECK(judge_visit(topic, "Miniflux", wall) ==
          "Miniflux gets a page (the challenge of a bot wall?) instead of the feed");
    wall.status = 404;
    CHECK(judge_visit(topic, "curl", wall) == "curl is answered with 404");
}
