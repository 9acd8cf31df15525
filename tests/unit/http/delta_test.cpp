// RFC 3229, A-IM: feed: who gets a delta, and what it says.
#include "http/delta.hpp"
#include "http/http_date.hpp"
#include "http/respond.hpp"

#include "support/decode.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;
using publish::Coding;

namespace {

Digest digest(int number) {
    Digest out;
    out.bytes[0] = static_cast<unsigned char>(number);
    return out;
}

// A feed of entries of 400 letters each; version N has the content digest 100 + N.
std::shared_ptr<publish::Resource> feed(int version, const std::vector<int>& numbers,
                                        const publish::Resource* before = nullptr) {
    auto out = std::make_shared<publish::Resource>();
    out->head.content_type = "application/rss+xml; charset=utf-8";
    out->head.content = digest(100 + version);
    out->head.cache_control = "public, max-age=300";
    out->head.link = "<https://h/feed>; rel=\"self\"";
    std::string bytes = "<rss>";
    publish::Entries entries;
    for (const int number : numbers) {
        entries.slices.push_back({digest(number), static_cast<std::uint32_t>(bytes.size()), 400});
        bytes += std::string(400, static_cast<char>('a' + number - 1));
    }
    bytes += "</rss>";
    if (before != nullptr) entries.former = publish::former_versions(before->head.content, *before->entries);
    out->entries = std::make_shared<const publish::Entries>(std::move(entries));
    out->body = publish::complete_body(std::make_shared<const std::string>(bytes), publish::all_codings);
    return out;
}

// Three versions: each has one entry more than the one before.
struct Site {
    std::shared_ptr<publish::Resource> first = feed(1, {4, 3, 2, 1}), second = feed(2, {5, 4, 3, 2, 1}, first.get()),
                                       third = feed(3, {6, 5, 4, 3, 2, 1}, second.get());

    mutable DeltaCoder coder;
    sys_seconds time{};

    [[nodiscard]] Response ask(const Request& request) const {
        const std::vector<publish::Change> changes{{"/feed", third}};
        const auto snapshot = publish::Snapshot().with(changes, true);
        const Handlers handlers;
        const Context context{*snapshot, handlers, time, "Thu, 01 Jan 1970 00:00:00 GMT", nullptr, &coder};
        Response out;
        (void)respond(request, context, out);
        return out;
    }
};

std::string tag(int version, Coding coding = Coding::identity) {
    return publish::etag_of(digest(100 + version), coding);
}

Request asking(const std::string& if_none_match, const std::string& a_im = "feed",
               const std::string& accept_encoding = "identity") {
    Request out;
    out.method = Method::get;
    out.keep_alive = true;
    out.path = "/feed";
    out.if_none_match.add(if_none_match);
    out.a_im.add(a_im);
    out.accept_encoding.add(accept_encoding);
    return out;
}

std::string letters(char letter) {
    return std::string(400, letter);
}

std::string unpacked(std::string_view gzip) {
    return testing::decode(publish::Coding::gzip, gzip);
}

}  // namespace

TEST_CASE("a client that names a former version gets what it has not") {
    const Site site;
    const Response got = site.ask(asking(tag(2)));
    CHECK(got.head == "HTTP/1.1 226 IM Used\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nIM: feed\r\nDelta-Base: " +
                          tag(2) + "\r\nETag: " + tag(3) +
                          "\r\nCache-Control: no-store\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"
                          "Link: <https://h/feed>; rel=\"self\"\r\nX-Content-Type-Options: nosniff\r\n"
                          "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: ETag, Link\r\n"
                          "Content-Length: 411\r\n\r\n");
    CHECK(got.body == "<rss>" + letters('f') + "</rss>");
    CHECK(site.ask(asking(tag(1))).body == "<rss>" + letters('f') + letters('e') + "</rss>");
    SECTION("by a list, a weak tag, the tag of another form; the newest of several counts") {
        CHECK(site.ask(asking("\"x\", W/" + tag(1) + ", " + tag(2))).body == got.body);
        CHECK(site.ask(asking(tag(2, Coding::br))).body == got.body);
    }
    SECTION("HEAD says the same") {
        Request head = asking(tag(2));
        head.method = Method::head;
        CHECK(site.ask(head).head == got.head);
        CHECK(site.ask(head).body.empty());
    }
}

TEST_CASE("a delta is packed for a client that takes gzip, and its ETag is that of the form it would have got") {
    const Site site;
    const Response got = site.ask(asking(tag(2), "feed", "gzip, br;q=0.5"));
    CHECK(got.status == 226);
    CHECK(got.head.find("Content-Encoding: gzip\r\nETag: " + tag(3, Coding::gzip) + "\r\n") != std::string::npos);
    CHECK(unpacked(got.body) == "<rss>" + letters('f') + "</rss>");
    CHECK(site.ask(asking(tag(2), "feed", "gzip;q=0.1, identity;q=0.5")).head.find("Content-Encoding") ==
          std::string::npos);
    CHECK(site.ask(asking(tag(2), "feed", "br, identity;q=0")).status == 200);
}

TEST_CASE("a delta is packed once for all who ask, and not for a HEAD") {
    const Site site;
    Request request = asking(tag(2), "feed", "gzip");
    const Response got = site.ask(request);
    CHECK(site.ask(asking(tag(1), "feed", "gzip")).body != got.body);
    CHECK(site.ask(request).body.data() == got.body.data());
    request.method = Method::head;
    const std::string head = site.ask(request).head;
    const std::size_t length = got.head.find("Content-Length: ");
    CHECK(head == got.head.substr(0, length) + "\r\n");  // RFC 9110, 9.3.2: what only the content would tell
    const auto snapshot = publish::Snapshot().with(std::vector<publish::Change>{{"/feed", site.third}}, true);
    const Handlers handlers;
    for (const Method method : {Method::get, Method::head}) {
        request.method = method;
        Response whole;
        (void)respond(request, {*snapshot, handlers, site.time, "Thu, 01 Jan 1970 00:00:00 GMT"}, whole);
        CHECK(whole.status == 200);  // there is nobody to code it
    }
}

TEST_CASE("who asks for ever new deltas gets whole documents for the rest of the second") {
    Site site;
    const auto ask = [&site](int number) {
        site.third = feed(3, {number, 4, 3, 2, 1}, site.first.get());
        return site.ask(asking(tag(1), "feed", "gzip")).status;
    };
    int deltas = 0;
    while (deltas < 200 && ask(10 + deltas) == 226) ++deltas;
    CHECK(deltas == most_deltas_coded_a_second);
    CHECK(ask(10) == 200);  // not kept so long
    CHECK(ask(9 + deltas) == 226);
    CHECK(site.ask(asking(tag(1), "feed", "identity")).status == 226);
    site.time += std::chrono::seconds{1};
    CHECK(ask(10) == 226);
}

TEST_CASE("everyone else gets what they would have got") {
    const Site site;
    CHECK(site.ask(asking(tag(3))).status == 304);
    CHECK(site.ask(asking("*")).status == 304);
    CHECK(site.ask(asking("\"0123\"")).status == 200);
    CHECK(site.ask(asking(tag(2), "diffe")).status == 200);
    CHECK(site.ask(asking(tag(2), "feed;q=0")).status == 200);
    Request plain = asking(tag(2));
    plain.a_im.clear();
    const Response whole = site.ask(plain);
    CHECK(whole.status == 200);
    CHECK(whole.head.find("Vary: Accept-Encoding\r\n") != std::string::npos);
    Request unconditional = asking(tag(2));
    unconditional.if_none_match.clear();
    CHECK(site.ask(unconditional).status == 200);
    Request guarded = asking(tag(2));
    guarded.if_match.add("\"other\"");
    CHECK(site.ask(guarded).status == 412);
}

TEST_CASE("A-IM is a list with quality values") {
    for (const std::string yes :
         {"feed", "Feed", "vcdiff, feed", "feed;q=0.5", "diffe;q=1, feed ; q=1.0", "feed;x=y"}) {
        CAPTURE(yes);
        CHECK(takes_feed_deltas(yes));
    }
    for (const std::string no : {"", "feeds", "diffe", "feed;q=0", "feed;q=0.000", "feed; Q=0.0", ",,;feed"}) {
        CAPTURE(no);
        CHECK_FALSE(takes_feed_deltas(no));
    }
}
