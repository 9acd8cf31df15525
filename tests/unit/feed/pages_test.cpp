#include "syndicated/feed/pages.hpp"
#include "unit/feed/samples.hpp"

#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include <algorithm>

using namespace syndicated;
using namespace syndicated::feed;
using namespace syndicated::feed::testing;

namespace {

pugi::xml_document parsed(const std::string& bytes) {
    pugi::xml_document document;
    const auto result =
        document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
    INFO(result.description() << " at byte " << result.offset);
    REQUIRE(result);
    return document;
}

}  // namespace

TEST_CASE("the directory offers every category's feeds to browsers and to people") {
    const auto page = parsed(render_directory(sample_listings(), {}, sample_site()));
    const pugi::xml_node head = page.child("html").child("head");
    const pugi::xml_node first = head.child("link");
    CHECK(std::string(first.attribute("rel").value()) == "alternate");
    CHECK(std::string(first.attribute("type").value()) == "application/rss+xml");
    CHECK(std::string(first.attribute("title").value()) == "示例新闻网 (RSS)");
    CHECK(std::string(first.attribute("href").value()) == "feeds/all.rss");
    CHECK(page.select_nodes("//link[@rel='alternate']").size() == 18);
    for (const auto& listing : sample_listings()) {
        for (const Format format : all_formats) {
            const std::string href = path_of(listing.category.slug, format).substr(1);
            CHECK(page.select_nodes(("//main//a[@href='" + href + "']").c_str()).size() == 1);
        }
    }
    CHECK(page.select_node("//a[@href='feeds.opml']"));
    CHECK_FALSE(page.select_node("//script"));
}

TEST_CASE("the feed of flagged articles stands beside that of everything, above the categories") {
    auto listings = sample_listings();
    Listing featured;
    featured.category.slug = "featured";
    featured.category.title = "焦点";
    listings.insert(listings.begin() + 1, featured);
    const auto page = parsed(render_directory(listings, {}, sample_site()));
    const auto sections = page.select_nodes("//section[@class='everything']//h3/bdi");
    REQUIRE(sections.size() == 2);
    CHECK(std::string(sections[0].node().child_value()) == "全部文章");
    CHECK(std::string(sections[1].node().child_value()) == "焦点");
    CHECK(page.select_node("//section//a[@href='feeds/featured.atom']"));
    CHECK_FALSE(page.select_node("//ul//a[@href='feeds/featured.atom']"));
}

TEST_CASE("where views are counted the directory leads to the most read of each feed") {
    auto listings = sample_listings();
    CHECK_FALSE(parsed(render_directory(listings, {}, sample_site())).select_node("//a[contains(@href, 'hot')]"));
    for (auto& listing : listings) listing.hot = true;
    const auto page = parsed(render_directory(listings, {}, sample_site()));
    CHECK(page.select_nodes("//a[.='热门']").size() == listings.size());
    const auto link = page.select_node("//a[@href='feeds/yu-le/hot.rss']").node();
    CHECK(std::string(link.attribute("aria-label").value()) == "娱乐 热门文章");
    CHECK(std::string(link.attribute("type").value()) == "application/rss+xml");
}

TEST_CASE("the directory shows the tree, counts, newest titles and dates") {
    const auto page = parsed(render_directory(sample_listings(), {}, sample_site()));
    const auto children = page.select_nodes("//ul[@class='tree']/li[1]/ul/li/div/div/h3/bdi");
    REQUIRE(children.size() == 2);
    CHECK(std::string(children[0].node().child_value()) == "社会");
    CHECK(std::string(children[1].node().child_value()) == "国际");
    const pugi::xml_node time = page.select_node("//time").node();
    CHECK(std::string(time.child_value()) == "2025-03-10 04:06");
    CHECK(std::string(time.attribute("datetime").value()) == "2025-03-10T04:06:31+08:00");
    CHECK(page.select_node("//span[@class='count'][.='1250 篇']"));
    CHECK(page.select_node("//bdi[starts-with(., '<b>不是标记</b> & ')]"));
    CHECK(page.select_node("//p[.='暂时还没有文章']"));
}

TEST_CASE("the directory speaks the site's language") {
    Site site = sample_site();
    CHECK_THAT(render_directory(sample_listings(), {}, site), Catch::Contains("<html lang=\"zh-CN\">"));
    site.language = "en-GB";
    const std::string page = render_directory(sample_listings(), {}, site);
    CHECK_THAT(page, Catch::Contains("<html lang=\"en-GB\">") && Catch::Contains("1250 articles") &&
                         Catch::Contains(">1 article<") && !Catch::Contains("栏目<"));
    site.language.clear();
    CHECK_THAT(render_directory({}, {}, site), Catch::StartsWith("<!DOCTYPE html>"));
}

TEST_CASE("hostile names stay text in the directory and the OPML") {
    std::vector<Listing> listings{listing("x", "\x01</bdi><script>\"&", "", 1, "</time><img onerror='x'>")};
    listings[0].category.description = "</p><script>";
    listings[0].category.language = "\"><script>";
    for (const auto& bytes :
         {render_directory(listings, {}, sample_site()), render_opml(listings, {}, sample_site())}) {
        CHECK_FALSE(parsed(bytes).select_node("//script | //img[@onerror]"));
        CHECK_THAT(bytes, !Catch::Contains("\x01"));
    }
}

TEST_CASE("a chain of a thousand parents and a circle give bounded pages") {
    std::vector<Listing> listings;
    for (int i = 0; i < 1000; ++i) {
        listings.push_back(listing("c" + std::to_string(i), "n", i == 0 ? "c999" : "c" + std::to_string(i - 1), 1));
    }
    CHECK(render_directory(listings, {}, sample_site()).size() < 3'000'000);
    const std::string opml = render_opml(listings, {}, sample_site());
    CHECK(opml.size() < 1'000'000);
    CHECK(parsed(opml).select_nodes("//outline[@xmlUrl]").size() == 1000);
}

TEST_CASE("of very many feeds the pages show the first, and say how many more there are") {
    std::vector<Listing> listings{listing("all", "", "", 1)};
    for (int i = 1; i <= 20'000; ++i) listings.push_back(listing("c" + std::to_string(i), "n", "", 1));
    const std::vector<SourceListing> sources(10'000, SourceListing{"s", "/feeds/source/s", 20});
    const std::string bytes = render_directory(listings, sources, sample_site());
    CHECK(bytes.size() < 1'500'000);
    const auto page = parsed(bytes);
    CHECK(page.select_nodes("//ul[@class='tree']/li").size() == 1000);
    CHECK(page.select_nodes("//link[@rel='alternate']").size() == 150);
    CHECK(page.select_node("//p[@class='more'][contains(., '19000')]"));
    CHECK(parsed(render_opml(listings, {}, sample_site())).select_nodes("//outline[@xmlUrl]").size() == 10'000);
}

TEST_CASE("the OPML holds every feed once, children in their parent's folder") {
    const auto opml = parsed(render_opml(sample_listings(), {}, sample_site()));
    CHECK(opml.select_nodes("//outline[@type='rss'][@text][@title][@xmlUrl][@htmlUrl]").size() == 6);
    const auto folder = opml.select_nodes("/opml/body/outline[not(@type)][@text='新闻']/outline");
    REQUIRE(folder.size() == 3);
    CHECK(std::string(folder[0].node().attribute("xmlUrl").value()) == "https://feeds.example.cn/feeds/xin-wen.rss");
    CHECK(std::string(folder[1].node().attribute("text").value()) == "社会");
    CHECK_FALSE(opml.select_node("//outline[@type='rss']/outline"));
}

TEST_CASE("the site's title is text on an article's page, whatever stands in it") {
    Site site = sample_site();
    site.title = "坏消息 & <站>";
    const std::string page = render_article(plain_entry(), nullptr, site);
    CHECK(page.find(">坏消息 &amp; &lt;站&gt;</a>") != std::string::npos);
    CHECK(page.find("& <站>") == std::string::npos);
}
