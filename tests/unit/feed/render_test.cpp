#include "syndicated/feed/render.hpp"
#include "syndicated/base/text.hpp"
#include "unit/feed/samples.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <pugixml.hpp>

using namespace syndicated;
using namespace syndicated::feed;
using namespace syndicated::feed::testing;

namespace {

using Texts = std::vector<std::string>;

struct Facts {
    Texts ids, titles, links, published, authors;
    std::string self, language;
    Texts hubs;
};

pugi::xml_document parsed(const std::string& bytes) {
    pugi::xml_document document;
    REQUIRE(document.load_buffer(bytes.data(), bytes.size()));
    return document;
}

void read_links(Facts& out, pugi::xml_node feed, const char* name) {
    for (const auto link : feed.children(name)) {
        const std::string rel = link.attribute("rel").value();
        if (rel == "self") out.self += link.attribute("href").value();
        if (rel == "hub") out.hubs.emplace_back(link.attribute("href").value());
    }
}

Facts read_rss(const std::string& bytes) {
    Facts out;
    const auto document = parsed(bytes);
    const pugi::xml_node channel = document.child("rss").child("channel");
    read_links(out, channel, "atom:link");
    out.language = channel.child_value("language");
    for (const auto item : channel.children("item")) {
        out.ids.emplace_back(item.child_value("guid"));
        out.titles.emplace_back(item.child_value("title"));
        out.links.emplace_back(item.child_value("link"));
        out.published.emplace_back(item.child_value("pubDate"));
        for (const auto author : item.children("dc:creator")) out.authors.emplace_back(author.child_value());
    }
    return out;
}

Facts read_atom(const std::string& bytes) {
    Facts out;
    const auto document = parsed(bytes);
    const pugi::xml_node feed = document.child("feed");
    read_links(out, feed, "link");
    out.language = feed.attribute("xml:lang").value();
    for (const auto entry : feed.children("entry")) {
        out.ids.emplace_back(entry.child_value("id"));
        out.titles.emplace_back(entry.child_value("title"));
        out.links.emplace_back(entry.find_child_by_attribute("link", "rel", "alternate").attribute("href").value());
        out.published.emplace_back(entry.child_value("published"));
        for (const auto author : entry.children("author")) out.authors.emplace_back(author.child_value("name"));
    }
    return out;
}

std::string string_at(const boost::json::value& object, std::string_view key) {
    return boost::json::value_to<std::string>(object.at(key));
}

Facts read_json(const std::string& bytes) {
    Facts out;
    const auto feed = boost::json::parse(bytes);
    out.self = string_at(feed, "feed_url");
    out.language = string_at(feed, "language");
    if (const auto* hubs = feed.as_object().if_contains("hubs")) {
        for (const auto& hub : hubs->as_array()) out.hubs.push_back(string_at(hub, "url"));
    }
    for (const auto& item : feed.at("items").as_array()) {
        out.ids.push_back(string_at(item, "id"));
        out.titles.push_back(string_at(item, "title"));
        out.links.push_back(string_at(item, "url"));
        out.published.push_back(string_at(item, "date_published"));
        const auto* authors = item.as_object().if_contains("authors");
        if (authors == nullptr) continue;
        for (const auto& author : authors->as_array()) out.authors.push_back(string_at(author, "name"));
    }
    return out;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string rendered(Format format, const Entry& entry) {
    return render_entry(format, entry, sample_site());
}

}  // namespace

TEST_CASE("all formats carry the same entries in the same order") {
    const Site site = sample_site();
    const Facts rss = read_rss(render(Format::rss, sample_category(), sample_entries(), site).bytes);
    const Facts atom = read_atom(render(Format::atom, sample_category(), sample_entries(), site).bytes);
    const Facts json = read_json(render(Format::json, sample_category(), sample_entries(), site).bytes);
    CHECK(rss.ids == Texts{plain_entry().article.guid, hostile_entry().article.guid, bare_entry().article.guid});
    CHECK(rss.authors == Texts{"黄晶晶", "张三", "O'Neill ＜x@y>"});
    for (const auto& other : {atom, json}) {
        CHECK(other.ids == rss.ids);
        CHECK(other.titles == rss.titles);
        CHECK(other.links == rss.links);
        CHECK(other.authors == rss.authors);
        CHECK(other.hubs == rss.hubs);
        CHECK(other.language == "zh-CN");
    }
    CHECK(atom.published == json.published);
    CHECK(rss.published.front() == "Mon, 10 Mar 2025 04:06:31 +0800");
    CHECK(atom.published.front() == "2025-03-10T04:06:31+08:00");
}

TEST_CASE("every document names itself once and every hub") {
    const Site site = sample_site();
    const Facts rss = read_rss(render(Format::rss, sample_category(), {}, site).bytes);
    const Facts atom = read_atom(render(Format::atom, sample_category(), {}, site).bytes);
    const Facts json = read_json(render(Format::json, sample_category(), {}, site).bytes);
    CHECK(rss.self == "https://feeds.example.cn/feeds/yu-le.rss");
    CHECK(atom.self == "https://feeds.example.cn/feeds/yu-le.atom");
    CHECK(json.self == "https://feeds.example.cn/feeds/yu-le.json");
    CHECK(rss.hubs == site.hubs);
    Site quiet = site;
    quiet.hubs.clear();
    for (const Format format : all_formats) {
        CHECK_FALSE(contains(render(format, sample_category(), {}, quiet).bytes, "hub"));
    }
}

TEST_CASE("an entry's bytes stand unchanged at its slice, with its digest") {
    const Site site = sample_site();
    const auto entries = sample_entries();
    for (const Format format : all_formats) {
        const FeedDocument document = render(format, sample_category(), entries, site);
        REQUIRE(document.slices.size() == entries.size());
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const Slice& slice = document.slices[i];
            CHECK(slice.entry == content_of(entries[i]));
            CHECK(document.bytes.substr(slice.offset, slice.length) == render_entry(format, entries[i], site));
        }
    }
}

TEST_CASE("an entry alone declares no namespace") {
    for (const Format format : all_formats) CHECK_FALSE(contains(rendered(format, hostile_entry()), "xmlns"));
}

TEST_CASE("nothing that XML forbids reaches a document in any format") {
    const Site site = sample_site();
    Category category = sample_category();
    category.title = "娱\x02乐";
    category.description = "\xEF\xBF\xBF\xC0\xAF";
    for (const Format format : all_formats) {
        const std::string bytes = render(format, category, sample_entries(), site).bytes;
        REQUIRE(is_valid_utf8(bytes));
        CHECK(drop_forbidden(bytes) == bytes);
        CHECK_FALSE(contains(bytes, "\\u00"));
        for (std::size_t at = bytes.find("&#"); at != std::string::npos; at = bytes.find("&#", at + 1)) {
            const std::string reference = bytes.substr(at, 6);
            CHECK((reference == "&#x26;" || reference == "&#x3C;"));
        }
        CHECK(contains(bytes, "娱乐"));
        CHECK(contains(bytes, "👨‍👩‍👧 𠮷"));
    }
}

TEST_CASE("a feed without entries is valid and carries no time of its own") {
    const Site site = sample_site();
    const FeedDocument rss = render(Format::rss, sample_category(), {}, site);
    CHECK(rss.slices.empty());
    CHECK_FALSE(contains(rss.bytes, "lastBuildDate"));
    CHECK(contains(render(Format::atom, sample_category(), {}, site).bytes, "<updated>2005-12-01T"));
    CHECK(boost::json::parse(render(Format::json, sample_category(), {}, site).bytes).at("items").as_array().empty());
}

TEST_CASE("a feed is as new as the latest change of any of its entries") {
    Feed feed = feed_of(sample_category(), sample_entries());
    feed.updated = at(0);
    feed.entries.back().updated = at(published_s + 3600);
    const std::vector<Piece> entries(feed.entries.size());
    CHECK(contains(assemble(Format::atom, feed, entries, sample_site()).bytes,
                   "<updated>2025-03-10T05:06:31+08:00</updated>"));
    CHECK(contains(assemble(Format::rss, feed, entries, sample_site()).bytes,
                   "<lastBuildDate>Mon, 10 Mar 2025 05:06:31 +0800</lastBuildDate>"));
}

TEST_CASE("text is escaped once and survives as it was") {
    Entry entry = plain_entry();
    entry.article.title = "1 < 2 && \"c\" ]]> &lt;";
    entry.article.html = "<p>1 &lt; 2 ]]></p>";
    entry.article.image.clear();
    const auto rss =
        parsed("<r xmlns:dc='d' xmlns:content='c' xmlns:media='m'>" + rendered(Format::rss, entry) + "</r>");
    const pugi::xml_node item = rss.child("r").child("item");
    CHECK(item.child_value("title") == entry.article.title);
    CHECK(item.child_value("content:encoded") == entry.article.html);
    const auto json = boost::json::parse(rendered(Format::json, entry));
    CHECK(string_at(json, "title") == entry.article.title);
    CHECK(string_at(json, "content_html") == entry.article.html);
    CHECK_FALSE(contains(rendered(Format::rss, entry), "CDATA"));
}

TEST_CASE("a summary is HTML where it could be taken for HTML, and plain text elsewhere") {
    Entry entry = plain_entry();
    entry.article.summary = "1 < 2 & <b>";
    CHECK(contains(rendered(Format::rss, entry), "<description>1 &amp;lt; 2 &amp;amp; &amp;lt;b&gt;</description>"));
    CHECK(contains(rendered(Format::atom, entry), "<summary type=\"html\">1 &amp;lt; 2 &amp;amp; &amp;lt;b&gt;<"));
    CHECK(contains(rendered(Format::json, entry), "\"summary\":\"1 < 2 & <b>\""));
}

TEST_CASE("a plain summary is of type text") {
    Entry entry = plain_entry();
    entry.article.summary = "只有字";
    CHECK(contains(rendered(Format::atom, entry), "<summary type=\"text\">只有字</summary>"));
}

TEST_CASE("without a summary RSS has the body for its description") {
    Entry entry = plain_entry();
    entry.article.summary.clear();
    CHECK(contains(rendered(Format::rss, entry), "<description>&lt;p&gt;"));
    CHECK_FALSE(contains(rendered(Format::rss, entry), "content:encoded"));
    CHECK_FALSE(contains(rendered(Format::atom, entry), "<summary"));
}

TEST_CASE("where the summary is all there is to read, a picture is no content") {
    Entry entry = plain_entry();
    entry.article.summary = "只有字";
    entry.article.image = "https://www.example.cn/1.jpg";
    entry.article.html.clear();
    CHECK_FALSE(contains(rendered(Format::rss, entry), "content:encoded"));
    CHECK_FALSE(contains(rendered(Format::atom, entry), "<content"));
    CHECK(contains(rendered(Format::json, entry), "\"content_text\":\"只有字\""));
    for (const Format format : all_formats) CHECK(contains(rendered(format, entry), "https://www.example.cn/1.jpg"));
    entry.article.summary.clear();
    CHECK(contains(rendered(Format::atom, entry), "<content type=\"html\">&lt;p&gt;&lt;img"));
}

TEST_CASE("each tombstone is a piece of the document that can be left out") {
    Site site = sample_site();
    site.rss_tombstones = true;
    const Entry entry = plain_entry();
    Feed feed = feed_of(sample_category(), {entry});
    feed.tombstones = {{"tag:example.cn,2025:main/2", at(published_s + 60)}, {"tag:example.cn,2025:main/3", at(0)}};
    for (const Format format : {Format::rss, Format::atom}) {
        const RenderedEntry rendered(entry, site);
        const std::vector<Piece> pieces{rendered.piece(format)};
        const FeedDocument document = assemble(format, feed, pieces, site);
        REQUIRE(document.slices.size() == 3);
        for (std::size_t i = 0; i < 2; ++i) {
            const Slice& slice = document.slices[i];
            const std::string bytes = document.bytes.substr(slice.offset, slice.length);
            CHECK(contains(bytes, feed.tombstones[i].guid));
            CHECK(bytes.starts_with(format == Format::rss ? "    <item>" : "  <at:deleted-entry"));
            CHECK(bytes.ends_with(format == Format::rss ? "</item>\n" : "/>\n"));
            CHECK(slice.offset + slice.length == document.slices[i + 1].offset);
        }
        CHECK(document.slices[2].entry == feed.entries[0].content);
    }
}

TEST_CASE("RSS says how often to look, to readers that know no Cache-Control") {
    const std::string bytes = render(Format::rss, sample_category(), {}, sample_site()).bytes;
    CHECK(contains(bytes, "<sy:updatePeriod>hourly</sy:updatePeriod>"));
    CHECK(contains(bytes, "<sy:updateFrequency>4</sy:updateFrequency>"));
}

TEST_CASE("the entry's picture goes in front of a body that has none") {
    Entry entry = plain_entry();
    entry.article.html = "<p>x</p>";
    const std::string picture =
        "<p><img src=\"https://www.example.cn/img/chip.jpg\" alt=\"\" referrerpolicy=\"no-referrer\"></p>";
    CHECK(string_at(boost::json::parse(rendered(Format::json, entry)), "content_html") == picture + "<p>x</p>");
    const auto content = [&entry](std::string html) {
        entry.article.html = std::move(html);
        return string_at(boost::json::parse(rendered(Format::json, entry)), "content_html");
    };
    const std::string own = "<img src=\"" + entry.article.image + "\" alt=\"\">";
    const std::string other = "<img src=\"https://www.example.cn/other.jpg\" alt=\"\">";
    for (const std::string& as_it_is : {"<p>x</p>" + own, "<figure>" + other + "</figure>x", " <p> " + other}) {
        CHECK(content(as_it_is) == as_it_is);
    }
    for (const std::string& without : {"<p>x</p>" + other, "x" + other, std::string("<p></p>"), std::string("<p")}) {
        CHECK(content(without) == picture + without);
    }
    const std::string body = plain_entry().article.html;
    CHECK(string_at(boost::json::parse(rendered(Format::json, plain_entry())), "content_html") == body);
}

TEST_CASE("the outlet is a source with an address or dc:source without one") {
    CHECK(contains(rendered(Format::rss, plain_entry()), "<dc:source>电子发烧友网</dc:source>"));
    CHECK_FALSE(contains(rendered(Format::rss, plain_entry()), "<source"));
    CHECK(contains(rendered(Format::rss, hostile_entry()), "<source url=\"https://xn--"));
    CHECK_FALSE(contains(rendered(Format::rss, hostile_entry()), "dc:source"));
    CHECK(contains(rendered(Format::atom, hostile_entry()), "rel=\"via\""));
    CHECK_FALSE(contains(rendered(Format::json, bare_entry()), "_syndicated"));
}

TEST_CASE("the main category carries its whole path") {
    CHECK(contains(rendered(Format::rss, hostile_entry()), ">新闻/社会</category>"));
    CHECK(contains(rendered(Format::atom, hostile_entry()), "term=\"社会\""));
    CHECK(contains(rendered(Format::atom, hostile_entry()), "label=\"新闻/社会\""));
    CHECK(contains(rendered(Format::json, hostile_entry()), "\"tags\":[\"社会\",\"娱乐\"]"));
}

TEST_CASE("an entry without a body has content in JSON and a title everywhere") {
    Entry entry = bare_entry();
    CHECK(contains(rendered(Format::json, entry), "\"content_text\":\"只有摘要\""));
    entry.article.summary.clear();
    CHECK(contains(rendered(Format::rss, entry), "<title>https://www.example.cn/</title>"));
    CHECK(contains(rendered(Format::json, entry), "\"content_text\":\"https://www.example.cn/\""));
    CHECK(contains(rendered(Format::atom, entry), "<content type=\"text\">https://www.example.cn/</content>"));
}

TEST_CASE("dates carry the site's zone") {
    Site site = sample_site();
    site.zone = Zone::fixed(-std::chrono::minutes(210));
    CHECK(contains(render_entry(Format::rss, plain_entry(), site), "Sun, 09 Mar 2025 16:36:31 -0330"));
    CHECK(contains(render_entry(Format::atom, plain_entry(), site), "2025-03-09T16:36:31-03:30"));
}

TEST_CASE("a feed's id stays when it moves, as long as the site has one") {
    Site site = sample_site();
    CHECK(contains(render(Format::atom, sample_category(), {}, site).bytes, "<id>tag:example.cn,2025:feed/yu-le</id>"));
    Category renamed = sample_category();
    renamed.first = "ent";
    CHECK(contains(render(Format::atom, renamed, {}, site).bytes, "<id>tag:example.cn,2025:feed/ent</id>"));
    site.id.clear();
    CHECK(contains(render(Format::atom, sample_category(), {}, site).bytes,
                   "<id>https://feeds.example.cn/feeds/yu-le.atom</id>"));
}

TEST_CASE("a feed whose own texts are missing is still valid") {
    Site site;
    site.title = " ";
    site.base_url = "http://127.0.0.1:8080";
    Category all;
    all.slug = "all";
    const Facts rss = read_rss(render(Format::rss, all, {}, site).bytes);
    CHECK(rss.language == "zh-CN");
    const std::string bytes = render(Format::atom, all, {}, site).bytes;
    CHECK(contains(bytes, "<title>http://127.0.0.1:8080</title>"));
    CHECK(contains(bytes, "<name>http://127.0.0.1:8080</name>"));
}
