#include "http/respond.hpp"

#include "http/http_date.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;
using namespace std::chrono;
using namespace std::string_literals;
using publish::Coding;
using publish::Resource;

namespace {

constexpr sys_seconds modified = sys_days{2025y / March / 10} + 8h;
constexpr sys_seconds now = modified + 1h;
const std::string bytes = "<rss>娱乐</rss>";

// Not what a coder would make, but shorter than the plain bytes, and br the shortest.
std::string bytes_in(Coding coding) {
    return coding == Coding::identity ? bytes : std::string(publish::token_of(coding));
}

const std::vector<Coding> every{publish::all_codings.begin(), publish::all_codings.end()};

std::shared_ptr<Resource> feed(const std::vector<Coding>& there = every, bool complete = true) {
    auto resource = std::make_shared<Resource>();
    resource->head.content_type = "application/rss+xml; charset=utf-8";
    resource->head.content.bytes[0] = 7;
    resource->head.last_modified = modified;
    resource->head.link = "<https://hub/>; rel=\"hub\", <https://h/feeds/yu-le.rss>; rel=\"self\"";
    resource->head.cache_control = "public, max-age=300, stale-while-revalidate=600";
    for (const Coding coding : there) {
        resource->body.forms[coding] = std::make_shared<const std::string>(bytes_in(coding));
    }
    resource->body.complete = complete;
    return resource;
}

// As it is swapped in: the coded forms are still to come.
std::shared_ptr<Resource> fresh_feed() {
    return feed({Coding::identity}, false);
}

std::shared_ptr<Resource> redirect(std::string target, int status) {
    auto resource = std::make_shared<Resource>();
    resource->head.redirect = std::move(target);
    resource->head.redirect_status = status;
    return resource;
}

// One feed at /feed, one redirect, some handlers; `now` an hour after the feed's last change.
struct Site {
    publish::Snapshot snapshot;
    Handlers handlers{{"/healthz",
                       [] {
                           return HandlerResponse{200, "text/plain", "ok\n"};
                       }},
                      {"/readyz",
                       [] {
                           return HandlerResponse{503, "", "filling\n"};
                       }},
                      {"/page",
                       [] {
                           return HandlerResponse{200, "text/html", "<p>", {}, {{"Referrer-Policy", "no-referrer"}}};
                       }},
                      {"/broken", []() -> HandlerResponse { throw std::runtime_error("oops"); }}};
    sys_seconds time = now;

    explicit Site(std::shared_ptr<const Resource> resource = feed()) {
        const std::vector<publish::Change> changes{{"/feed", std::move(resource)},
                                                   {"/feeds/娱乐.rss", redirect("/feeds/yu-le.rss", 308)},
                                                   {"/feeds/\xD3\xE9\xC0\xD6.rss", redirect("/feeds/yu-le.rss", 308)},
                                                   {"/old.rss", redirect("/新 \"\r\nX: y", 301)},
                                                   {"/healthz", feed()}};
        snapshot = *snapshot.with(changes, true);
    }

    Response ask(const Request& request) const {
        std::array<char, http_date_bytes> date{};
        write_http_date(time, date);
        const Context context{snapshot, handlers, time, {date.data(), date.size()}};
        Response out;
        (void)respond(request, context, out);
        return out;
    }
};

Request get(std::string path, Method method = Method::get) {
    Request request;
    request.method = method;
    request.keep_alive = true;
    request.path = std::move(path);
    return request;
}

// The value of a field; "-" when it is not there. Fails when it is there twice.
std::string field(const Response& response, const std::string& name) {
    const std::string start = "\r\n" + name + ": ";
    const std::size_t at = response.head.find(start);
    if (at == std::string::npos) return "-";
    REQUIRE(response.head.find(start, at + 1) == std::string::npos);
    const std::size_t from = at + start.size();
    return response.head.substr(from, response.head.find("\r\n", from) - from);
}

std::string tag(Coding coding) {
    return publish::etag_of(feed()->head.content, coding);
}

}  // namespace

TEST_CASE("a feed is sent with its validators") {
    const Response got = Site().ask(get("/feed"));
    CHECK(got.head ==
          "HTTP/1.1 200 OK\r\nDate: Mon, 10 Mar 2025 09:00:00 GMT\r\n"
          "ETag: " +
              tag(Coding::identity) +
              "\r\nCache-Control: public, max-age=300, stale-while-revalidate=600\r\nVary: Accept-Encoding\r\n"
              "Content-Type: application/rss+xml; charset=utf-8\r\n"
              "Last-Modified: Mon, 10 Mar 2025 08:00:00 GMT\r\n"
              "Link: <https://hub/>; rel=\"hub\", <https://h/feeds/yu-le.rss>; rel=\"self\"\r\n"
              "X-Content-Type-Options: nosniff\r\nAccess-Control-Allow-Origin: *\r\n"
              "Access-Control-Expose-Headers: ETag, Link\r\nContent-Length: 17\r\n\r\n");
    CHECK(got.status == 200);
    CHECK(got.body == bytes);
    CHECK_FALSE(got.close);
}

TEST_CASE("the bytes stay while the answer holds them") {
    Response got;
    {
        const Site site;
        got = site.ask(get("/feed"));
    }
    CHECK(got.body == bytes);
    CHECK(got.owner != nullptr);
}

TEST_CASE("HEAD has the fields of GET and no body") {
    for (const char* path : {"/feed", "/healthz", "/readyz", "/nowhere", "/feeds/娱乐.rss"}) {
        CAPTURE(path);
        const Response by_get = Site().ask(get(path));
        const Response by_head = Site().ask(get(path, Method::head));
        CHECK(by_head.head == by_get.head);
        CHECK(by_head.body.empty());
    }
}

TEST_CASE("a query changes nothing") {
    Request request = get("/feed");
    request.query = "utm_source=x&%zz";
    CHECK(Site().ask(request).head == Site().ask(get("/feed")).head);
    request.path = "/feeds/娱乐.rss";
    CHECK(field(Site().ask(request), "Location") == "/feeds/yu-le.rss");
}

TEST_CASE("the coding is chosen by what the client accepts and what is there") {
    struct Row {
        const char* accept;  // null: no such field
        std::shared_ptr<Resource> feed;
        int status;
        Coding coding;
    };
    const auto all = feed();
    const auto gzip_only = feed({Coding::identity, Coding::gzip});
    const std::vector<Row> rows{
        {nullptr, all, 200, Coding::identity},
        {"", all, 200, Coding::identity},
        {"identity", all, 200, Coding::identity},
        {"deflate", all, 200, Coding::identity},
        {"gzip", all, 200, Coding::gzip},
        {"x-gzip", all, 200, Coding::gzip},
        {"zstd", all, 200, Coding::zstd},
        {"gzip, deflate, br, zstd", all, 200, Coding::br},
        {"br;q=0.1, gzip;q=0.2", all, 200, Coding::gzip},
        {"gzip;q=0.5, identity", all, 200, Coding::identity},
        {"gzip;q=0", all, 200, Coding::identity},
        {"*", all, 200, Coding::br},
        {"*, br;q=0", all, 200, Coding::zstd},
        {"identity;q=0, gzip", all, 200, Coding::gzip},
        {"br, gzip;q=0.1", gzip_only, 200, Coding::gzip},
        {"br", gzip_only, 200, Coding::identity},
        {"gzip, deflate, br, zstd", fresh_feed(), 200, Coding::identity},
        {"identity;q=0, br", fresh_feed(), 503, {}},
        {"identity;q=0, br", gzip_only, 406, {}},
        {"identity;q=0", all, 406, {}},
        {"identity;q=0", fresh_feed(), 406, {}},
        {"*;q=0", all, 406, {}},
        {"deflate, *;q=0", all, 406, {}},
    };
    for (const Row& row : rows) {
        CAPTURE((row.accept == nullptr ? "none" : row.accept), row.feed->body.complete);
        Request request = get("/feed");
        if (row.accept != nullptr) request.accept_encoding.add(row.accept);
        const Site site(row.feed);
        const Response got = site.ask(request);
        CHECK(got.status == row.status);
        CHECK(field(got, "Vary") == "Accept-Encoding");
        request.method = Method::head;
        CHECK(site.ask(request).head == got.head);
        CHECK(site.ask(request).body.empty());
        if (got.status != 200) {
            CHECK(field(got, "Content-Encoding") == "-");
            CHECK(field(got, "ETag") == "-");
            continue;
        }
        CHECK(field(got, "Content-Encoding") == (row.coding == Coding::identity ? "-" : publish::token_of(row.coding)));
        CHECK(got.body == bytes_in(row.coding));
        CHECK(field(got, "ETag") == tag(row.coding));
        CHECK(field(got, "Content-Length") == std::to_string(got.body.size()));
    }
}

TEST_CASE("a 304 carries what a cache needs, the tag of the 200 among it") {
    for (const Coding coding : publish::all_codings) {
        CAPTURE(publish::token_of(coding));
        Request request = get("/feed");
        request.accept_encoding.add(publish::token_of(coding));
        const Response full = Site().ask(request);
        REQUIRE(field(full, "ETag") == tag(coding));
        request.if_none_match.add("\"old\", W/" + field(full, "ETag"));
        for (const Method method : {Method::get, Method::head}) {
            request.method = method;
            const Response got = Site().ask(request);
            CHECK(got.status == 304);
            CHECK(got.body.empty());
            for (const char* name : {"ETag", "Cache-Control", "Vary", "Date", "Access-Control-Allow-Origin"}) {
                CAPTURE(name);
                CHECK(field(got, name) == field(full, name));
            }
            CHECK(field(got, "Content-Length") == "-");
            CHECK(field(got, "Content-Encoding") == "-");
        }
    }
}

TEST_CASE("the tag of any accepted form counts, whichever form would be sent now") {
    const auto no_br = feed({Coding::identity, Coding::gzip, Coding::zstd});  // an operator switched it off
    for (const Coding held : publish::all_codings) {
        for (const auto& now_there : {feed(), fresh_feed(), no_br}) {
            CAPTURE(publish::token_of(held));
            Request request = get("/feed");
            request.accept_encoding.add("gzip, br, zstd");
            request.if_none_match.add(tag(held));
            const Response got = Site(now_there).ask(request);
            CHECK(got.status == 304);
            CHECK(field(got, "ETag") == tag(held));
            CHECK(field(got, "Vary") == "Accept-Encoding");
        }
        Request takes_plain_only = get("/feed");
        takes_plain_only.if_none_match.add(tag(held));
        CHECK(Site().ask(takes_plain_only).status == (held == Coding::identity ? 304 : 200));
        Request refuses_it = get("/feed");
        refuses_it.accept_encoding.add("*, " + std::string(publish::token_of(held)) + ";q=0");
        refuses_it.if_none_match.add(tag(held));
        CHECK(Site().ask(refuses_it).status == 200);
    }
}

TEST_CASE("Last-Modified is told and compared once its second is past") {
    Request since = get("/feed");
    since.if_modified_since.add("Mon, 10 Mar 2025 08:00:00 GMT");
    Request unless = get("/feed");
    unless.if_unmodified_since.add("Mon, 10 Mar 2025 07:59:59 GMT");
    struct Row {
        sys_seconds time;
        const char* told;
        int since, unless;
    };
    const char* const text = "Mon, 10 Mar 2025 08:00:00 GMT";
    for (const Row& row : std::vector<Row>{{modified - 1h, "-", 200, 200},
                                           {modified, "-", 200, 200},
                                           {modified + 1s, text, 304, 412},
                                           {modified + 24h, text, 304, 412}}) {
        Site site;
        site.time = row.time;
        CHECK(field(site.ask(get("/feed")), "Last-Modified") == row.told);
        CHECK(site.ask(since).status == row.since);
        CHECK(site.ask(unless).status == row.unless);
    }
    auto undated = feed();
    undated->head.last_modified.reset();
    CHECK(field(Site(undated).ask(get("/feed")), "Last-Modified") == "-");
    CHECK(Site(undated).ask(since).status == 200);
}

TEST_CASE("a failed precondition is 412") {
    Request request = get("/feed");
    request.if_match.add("\"other\"");
    const Response got = Site().ask(request);
    CHECK(got.status == 412);
    CHECK(field(got, "Cache-Control") == "no-store");
    CHECK(field(got, "ETag") == "-");
}

TEST_CASE("conditions count only where 200 would be the answer") {
    Request request = get("/nowhere");
    request.if_match.add("\"a\"");
    CHECK(Site().ask(request).status == 404);
    request.path = "/feeds/娱乐.rss";
    CHECK(Site().ask(request).status == 308);
    request.path = "/feed";
    request.method = Method::other;
    CHECK(Site().ask(request).status == 405);
    request.method = Method::get;
    request.accept_encoding.add("*;q=0");
    CHECK(Site().ask(request).status == 406);
}

TEST_CASE("a redirect names its target in ASCII") {
    const Response got = Site().ask(get("/feeds/娱乐.rss"));
    CHECK(got.status == 308);
    CHECK(got.head.starts_with("HTTP/1.1 308 Permanent Redirect\r\n"));
    CHECK(field(got, "Location") == "/feeds/yu-le.rss");
    CHECK(field(got, "Content-Length") == "0");
    const Response moved = Site().ask(get("/old.rss"));
    CHECK(moved.status == 301);
    CHECK(field(moved, "Location") == "/%E6%96%B0%20%22%0D%0AX:%20y");
}

TEST_CASE("a redirect never leads to another host") {
    for (const auto& [target, location] :
         std::vector<std::pair<std::string, std::string>>{{"//host/feed", "/%2Fhost/feed"},
                                                          {"/\\host", "/%5Chost"},
                                                          {"///host", "/%2F/host"},
                                                          {"/\t/host", "/%09/host"}}) {
        const Response got = Site(redirect(target, 301)).ask(get("/feed"));
        CHECK(field(got, "Location") == location);
    }
}

TEST_CASE("handlers come before the Snapshot and are never stored") {
    const Response got = Site().ask(get("/healthz"));
    CHECK(got.status == 200);
    CHECK(got.body == "ok\n");
    CHECK(field(got, "Cache-Control") == "no-store");
    CHECK(field(got, "Content-Type") == "text/plain");
    CHECK(field(got, "ETag") == "-");
    const Response not_ready = Site().ask(get("/readyz"));
    CHECK(not_ready.status == 503);
    CHECK(field(not_ready, "Retry-After") == "1");
    CHECK(not_ready.body == "filling\n");
    CHECK(field(not_ready, "Content-Type") == "text/plain; charset=utf-8");
    CHECK(Site().ask(get("/broken")).status == 500);
}

TEST_CASE("a handler may say more in the head") {
    const Response got = Site().ask(get("/page"));
    CHECK(field(got, "Referrer-Policy") == "no-referrer");
    CHECK(field(got, "Cache-Control") == "no-store");
    CHECK(field(got, "Content-Length") == "3");
}

TEST_CASE("other paths are not there, near misses too") {
    for (const char* path : {"/nowhere", "/feed/", "/Feed", "//feed", "/./feed", "/feed.", "", "/healthz/"}) {
        CAPTURE(path);
        const Response got = Site().ask(get(path));
        CHECK(got.status == 404);
        CHECK(field(got, "Cache-Control") == "no-store");
        CHECK(got.body.starts_with("404"));
    }
}

TEST_CASE("a path that is no UTF-8 leads where its bytes are known, and is else no address") {
    const std::string gbk = "/feeds/\xD3\xE9\xC0\xD6.rss";
    CHECK(field(Site().ask(get(gbk)), "Location") == "/feeds/yu-le.rss");
    for (const std::string& path : {gbk + "x", "/\xFF"s, "/\xC0\xAF"s, "/\xED\xA0\x80"s}) {
        const Response got = Site().ask(get(path));
        CHECK(got.status == 400);
        CHECK(field(got, "Connection") == "close");
    }
}

TEST_CASE("methods that change something are not allowed") {
    for (const char* path : {"/feed", "/healthz", "/feeds/娱乐.rss"}) {
        const Response got = Site().ask(get(path, Method::other));
        CHECK(got.status == 405);
        CHECK(field(got, "Allow") == "GET, HEAD, OPTIONS");
    }
    CHECK(Site().ask(get("/nowhere", Method::other)).status == 404);
}

TEST_CASE("a page from elsewhere may read why there is no feed, but no handler's answer") {
    Request stale = get("/feed");
    stale.if_match.add("\"other\"");
    Request picky = get("/feed");
    picky.accept_encoding.add("*;q=0");
    for (const auto& [request, status] : std::vector<std::pair<Request, int>>{
             {get("/feeds/nowhere.rss"), 404}, {picky, 406}, {stale, 412}, {get("/feed", Method::other), 405}}) {
        const Response got = Site().ask(request);
        CHECK(got.status == status);
        CHECK(field(got, "Access-Control-Allow-Origin") == "*");
    }
    CHECK(field(Site().ask(get("/broken")), "Access-Control-Allow-Origin") == "-");
    CHECK(field(Site().ask(get("/healthz", Method::other)), "Access-Control-Allow-Origin") == "-");
}

TEST_CASE("OPTIONS says what is allowed") {
    for (const char* path : {"*", "/feed", "/healthz"}) {
        CAPTURE(path);
        const Response got = Site().ask(get(path, Method::options));
        CHECK(got.status == 204);
        CHECK(got.body.empty());
        CHECK(field(got, "Allow") == "GET, HEAD, OPTIONS");
        CHECK(field(got, "Content-Length") == "-");
    }
    CHECK(field(Site().ask(get("/feed", Method::options)), "Access-Control-Allow-Methods") == "GET, HEAD");
    CHECK(field(Site().ask(get("/feed", Method::options)), "Access-Control-Allow-Headers") ==
          "A-IM, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, Cache-Control");
    CHECK(field(Site().ask(get("/healthz", Method::options)), "Access-Control-Allow-Origin") == "-");
}

TEST_CASE("Connection says what the version alone does not") {
    Request request = get("/feed");
    CHECK(field(Site().ask(request), "Connection") == "-");
    request.http_1_0 = true;
    CHECK(field(Site().ask(request), "Connection") == "keep-alive");
    request.keep_alive = false;
    CHECK(field(Site().ask(request), "Connection") == "close");
    CHECK(Site().ask(request).close);
    request.http_1_0 = false;
    CHECK(field(Site().ask(request), "Connection") == "close");
}

TEST_CASE("a document whose bytes are not there is asked for again, unless a condition answers") {
    const auto cold = feed({}, false);
    const Response got = Site(cold).ask(get("/feed"));
    CHECK(got.status == 503);
    CHECK(field(got, "Retry-After") == "1");
    Request request = get("/feed");
    request.if_none_match.add(tag(Coding::identity));
    CHECK(Site(cold).ask(request).status == 304);
}

TEST_CASE("what is no request is refused with a short text, and the connection ends") {
    for (const int status : {400, 405, 408, 413, 414, 417, 431, 501, 505}) {
        CAPTURE(status);
        Response got;
        refuse(status, false, "Mon, 10 Mar 2025 09:00:00 GMT", got);
        CHECK(got.close);
        CHECK(got.head.starts_with("HTTP/1.1 " + std::to_string(status) + " "));
        CHECK(field(got, "Connection") == "close");
        CHECK(field(got, "Allow") == (status == 405 ? "GET, HEAD, OPTIONS" : "-"));
        CHECK(field(got, "Access-Control-Allow-Origin") == "*");  // a page is told why
        CHECK(field(got, "Content-Length") == std::to_string(got.body.size()));
        CHECK(got.body.starts_with(std::to_string(status)));
        CHECK(got.body.ends_with("\n"));
        const std::string head = got.head;
        refuse(status, true, "Mon, 10 Mar 2025 09:00:00 GMT", got);
        CHECK(got.head == head);
        CHECK(got.body.empty());
    }
}
