#include "syndicated/http/maker.hpp"

#include "http/respond.hpp"

#include "unit/http/client.hpp"
#include "unit/http/served_site.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;
using namespace syndicated::http::testing;
using namespace std::string_literals;

namespace {

std::shared_ptr<const publish::Resource> document(const std::string& bytes, unsigned char tag = 1) {
    auto out = std::make_shared<publish::Resource>();
    out->head.content_type = "text/plain";
    out->head.content.bytes[0] = tag;
    out->body.forms[publish::Coding::identity] = std::make_shared<const std::string>(bytes);
    out->body.complete = true;
    return out;
}

std::shared_ptr<const publish::Resource> coded(const std::string& key) {
    auto out = std::make_shared<publish::Resource>(*document(key + std::string(1000, ' ')));
    out->body = publish::complete_body(out->body.forms[publish::Coding::identity], publish::all_codings);
    return out;
}

// A document whose head alone is in memory.
std::shared_ptr<const publish::Resource> cold(unsigned char tag) {
    auto out = std::make_shared<publish::Resource>(*document("", tag));
    out->body.forms = {};
    out->body.cold = true;
    out->body.made_as.values.fill(true);
    return out;
}

// Makes what lies below /made/, on threads of its own: "/made/X" is "X", but some words mean something else.
class Workshop final : public Maker {
public:
    void finish() {
        const std::lock_guard lock(mutex_);
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }

    Wish wish_of(std::string_view path, std::string_view query) const override {
        Wish wish;
        if (query == "bad") wish.refusal = "bad is no number";
        if (path.starts_with("/made/")) wish.key = std::string(path) + (query == "a" ? "?a" : "");
        if (path == "/cold") wish.key = path;
        wish.after_snapshot = path == "/made/ready" || path == "/cold";
        return wish;
    }

    void make(const Need& need, Done done) override {
        const std::string& key = need.key;
        ++asked;
        if (need.every_form) return done({200, coded(key)});
        if (key == "/made/never") {
            never_asked = true;
            return;
        }
        if (key == "/made/at-once") return done({200, document("at once")});
        const std::lock_guard lock(mutex_);
        threads_.emplace_back([key, done = std::move(done)] {
            if (key == "/made/gone") return done({410, nullptr});
            if (key == "/made/nothing") return done({404, nullptr});
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
            done({200, document(key.substr(key.rfind('/') + 1))});
        });
    }

    std::atomic<int> asked{0};
    std::atomic<bool> never_asked{false};

private:
    std::mutex mutex_;
    std::vector<std::thread> threads_;
};

// While the server is there, as it has to be when the maker calls back.
class Finish {
public:
    explicit Finish(Workshop& workshop) : workshop_(workshop) {}
    ~Finish() { workshop_.finish(); }
    Finish(const Finish&) = delete;
    Finish& operator=(const Finish&) = delete;

private:
    Workshop& workshop_;
};

std::string get(const std::string& target, const std::string& more = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + more + "\r\n";
}

}  // namespace

TEST_CASE("what the maker makes is served like what lies ready") {
    Workshop workshop;
    ServedSite site({}, 2, "127.0.0.1:0", {}, &workshop);
    const Finish finish(workshop);
    Client client(site.address());
    const Answer made = client.ask(get("/made/one"));
    CHECK(made.status == 200);
    CHECK(made.body == "one");
    CHECK(client.ask(get("/made/one?a")).body == "one?a");
    CHECK(client.ask(get("/made/at-once")).body == "at once");
    CHECK(client.ask(get("/made/gone")).status == 410);
    CHECK(client.ask(get("/made/nothing")).status == 404);
    CHECK(client.ask(get("/made/one", "If-None-Match: " + made.field("ETag") + "\r\n")).status == 304);
    CHECK(client.ask("HEAD /made/one HTTP/1.1\r\nHost: h\r\n\r\n", true).field("Content-Length") == "3");
    CHECK(client.ask(get_small).body == "small");
}

TEST_CASE("nothing is made for a method that reads nothing, for a wrong query, or for what lies ready") {
    Workshop workshop;
    ServedSite site({}, 1, "127.0.0.1:0", {}, &workshop);
    const Finish finish(workshop);
    site.put("/made/ready", "ready");
    Client client(site.address());
    CHECK(client.ask("POST /made/one HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").status == 405);
    CHECK(client.ask("OPTIONS /made/one HTTP/1.1\r\nHost: h\r\n\r\n").status == 204);
    CHECK(client.ask(get("/made/ready")).body == "ready");
    const Answer refused = client.ask(get("/made/one?bad"));
    CHECK(refused.status == 400);
    CHECK(refused.body == "400: bad is no number\n");
    CHECK(client.ask(get("/elsewhere?bad")).status == 400);
    CHECK(client.ask(get("/elsewhere")).status == 404);
    CHECK(workshop.asked == 0);
}

TEST_CASE("who refuses the plain form waits for a coded one") {
    Workshop workshop;
    ServedSite site({}, 1, "127.0.0.1:0", {}, &workshop);
    site.put("/made/ready", std::string(1000, 'x'));
    Client client(site.address());
    for (const char* path : {"/made/ready", "/made/one"}) {
        const Answer answer = client.ask(get(path, "Accept-Encoding: gzip, identity;q=0\r\n"));
        CHECK(answer.status == 200);
        CHECK(answer.field("Content-Encoding") == "gzip");
    }
    site.put_forms("/made/ready");
    CHECK(client.ask(get("/made/ready", "Accept-Encoding: gzip, identity;q=0\r\n")).status == 200);
    CHECK(workshop.asked == 2);
    site.put("/small", std::string(1000, 'x'));  // nobody can be asked for it
    CHECK(client.ask(get("/small", "Accept-Encoding: gzip, identity;q=0\r\n")).status == 503);
}

TEST_CASE("a document that is never made is answered with 503, and the connection lives on") {
    Workshop workshop;
    Limits limits;
    limits.make_timeout = std::chrono::milliseconds{50};
    ServedSite site(limits, 1, "127.0.0.1:0", {}, &workshop);
    const Finish finish(workshop);
    Client client(site.address());
    const Answer late = client.ask(get("/made/never"));
    CHECK(late.status == 503);
    CHECK(late.field("Retry-After") == "1");
    CHECK(client.ask(get_small).body == "small");
}

TEST_CASE("clients that leave, and a server that stops, while documents are made harm nothing") {
    Workshop workshop;
    Limits limits;
    limits.drain_timeout = std::chrono::milliseconds{100};
    ServedSite site(limits, 2, "127.0.0.1:0", {}, &workshop);
    const Finish finish(workshop);
    for (int i = 0; i < 20; ++i) {
        Client client(site.address());
        client.send(get("/made/one") + get("/made/two"));
    }
    Client waiting(site.address());
    waiting.send(get("/made/never"));
    while (!workshop.never_asked) std::this_thread::sleep_for(std::chrono::milliseconds{1});
    site.server().stop();
    CHECK(waiting.at_end());
}

TEST_CASE("conditions on a document whose bytes are not in memory are judged by its head alone") {
    Workshop workshop;
    publish::Snapshot snapshot;
    snapshot = *snapshot.with(std::vector<publish::Change>{{"/cold", cold(7)}}, true);
    const Handlers handlers;
    const Context context{snapshot, handlers, sys_seconds{}, "Thu, 01 Jan 1970 00:00:00 GMT", &workshop};
    Request request;
    request.method = Method::get;
    request.path = "/cold";
    Response out;
    CHECK(respond(request, context, out).key == "/cold");

    Digest tag;
    tag.bytes[0] = 7;
    request.if_none_match.add(publish::etag_of(tag, publish::Coding::identity));
    CHECK(respond(request, context, out).empty());
    CHECK(out.status == 304);
    request.if_none_match.clear();
    request.if_match.add("\"other\"");
    CHECK(respond(request, context, out).empty());
    CHECK(out.status == 412);
    request.if_match.clear();
    request.accept_encoding.add("identity;q=0, br");
    const Need need = respond(request, context, out);
    CHECK(need.key == "/cold");
    CHECK(need.every_form);

    respond_with({200, document("bytes", 7)}, request, context, out);
    CHECK(out.status == 406);
    request.accept_encoding.clear();
    respond_with({200, document("bytes", 7)}, request, context, out);
    CHECK(out.status == 200);
    CHECK(out.body == "bytes");
    respond_with({200, cold(7)}, request, context, out);
    CHECK(out.status == 503);
}

TEST_CASE("without a maker, a document whose bytes are not in memory is not ready") {
    publish::Snapshot snapshot;
    snapshot = *snapshot.with(std::vector<publish::Change>{{"/cold", cold(7)}}, true);
    const Handlers handlers;
    const Context context{snapshot, handlers, sys_seconds{}, "Thu, 01 Jan 1970 00:00:00 GMT"};
    Request request;
    request.method = Method::get;
    request.path = "/cold";
    Response out;
    CHECK(respond(request, context, out).empty());
    CHECK(out.status == 503);
}
