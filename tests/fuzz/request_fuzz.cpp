// The way of foreign bytes from the socket to an answer: where the head ends, the request, its body, the answer.
#include "http/body_skipper.hpp"
#include "http/head_end.hpp"
#include "http/http_date.hpp"
#include "http/respond.hpp"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;

namespace {

constexpr sys_seconds modified{std::chrono::seconds{1741593600}};

publish::Snapshot make_snapshot() {
    auto resource = std::make_shared<publish::Resource>();
    resource->head.content_type = "application/rss+xml; charset=utf-8";
    resource->head.last_modified = modified;
    resource->body.forms[publish::Coding::identity] =
        std::make_shared<const std::string>("<rss>" + std::string(40, 'x') + "</rss>");
    publish::Entries entries{{{Digest{}, 5, 40}}, {}};  // an entry that who names the version "01000..." has
    Digest before;
    before.bytes[0] = 1;
    entries.former = publish::former_versions(before, entries);
    resource->entries = std::make_shared<const publish::Entries>(std::move(entries));
    for (const publish::Coding coding : {publish::Coding::br, publish::Coding::zstd, publish::Coding::gzip}) {
        resource->body.forms[coding] = std::make_shared<const std::string>(publish::token_of(coding));
    }
    resource->body.complete = true;
    auto redirect = std::make_shared<publish::Resource>();
    redirect->head.redirect = "/a";
    const std::vector<publish::Change> changes{{"/a", resource}, {"/b", redirect}};
    return *publish::Snapshot().with(changes, true);
}

void check(bool holds) {
    if (!holds) std::abort();
}

// An answer is one head: whatever the request said, it ends with the only empty line and has no stray line ends.
void check_answer(const Response& answer) {
    check(answer.status >= 200 && answer.status < 600);
    check(answer.head.find("\r\n\r\n") == answer.head.size() - 4);
    for (std::size_t i = 0; i < answer.head.size(); ++i) {
        if (answer.head[i] == '\n') check(answer.head[i - 1] == '\r');
        if (answer.head[i] == '\r') check(answer.head[i + 1] == '\n');
    }
}

// Only who asks for a delta gets one, and no cache keeps it.
void check_delta(const Request& request, const Response& answer) {
    check(request.a_im.present && request.if_none_match.present);
    check(answer.head.find("\r\nCache-Control: no-store\r\n") != std::string::npos);
    check(answer.head.find("\r\nVary:") == std::string::npos);
}

// A coded form of /a is its coding's name: the header says which it is, and no request gets it that does not ask.
void check_coding(const Request& request, const Response& answer) {
    if (answer.status == 226) return check_delta(request, answer);
    for (const publish::Coding coding : {publish::Coding::br, publish::Coding::zstd, publish::Coding::gzip}) {
        const std::string token(publish::token_of(coding));
        const bool said = answer.head.find("\r\nContent-Encoding: " + token + "\r\n") != std::string::npos;
        if (request.method == Method::get) check(said == (answer.body == token));
        if (!said) continue;
        check(answer.status == 200 && request.accept_encoding.present);
        check(answer.head.find("\r\nVary: Accept-Encoding\r\n") != std::string::npos);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const publish::Snapshot snapshot = make_snapshot();
    static const Handlers handlers{{"/h", [] { return HandlerResponse{200, "text/plain", "ok"}; }}};
    const sys_seconds now = modified + std::chrono::hours{1};
    DateCache dates;
    const Context context{snapshot, handlers, now, dates.at(now)};
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);

    HeadEnd end(4096, 1024);
    const HeadEnd::State state = end.look(bytes);
    HeadEnd slow(4096, 1024);
    HeadEnd::State slow_state = HeadEnd::State::more;
    for (std::size_t n = 1; n <= size && slow_state == HeadEnd::State::more; ++n)
        slow_state = slow.look(bytes.substr(0, n));
    check(state == slow_state);

    Response answer;
    if (state == HeadEnd::State::refused) {
        check(end.status() >= 400);
        refuse(end.status(), false, context.date, answer);
        check_answer(answer);
    }
    if (state != HeadEnd::State::complete) return 0;
    check(end.end() == slow.end());
    Request request;
    const int status = parse_request(bytes.substr(0, end.end()), request);
    if (status != 0) return 0;
    BodySkipper body(request, 1024);
    std::string_view rest = bytes.substr(end.end());
    body.skip(rest);
    (void)respond(request, context, answer);
    check_answer(answer);
    check_coding(request, answer);
    return 0;
}
