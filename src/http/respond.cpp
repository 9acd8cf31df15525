#include "http/respond.hpp"

#include "syndicated/base/log.hpp"
#include "syndicated/base/text.hpp"

#include "http/accept_encoding.hpp"
#include "http/conditional.hpp"
#include "http/head_writer.hpp"
#include "http/http_date.hpp"

#include <array>
#include <exception>
#include <optional>
#include <utility>

namespace syndicated::http {

namespace {

using publish::Coding;
using publish::Resource;

constexpr std::string_view allowed_methods = "GET, HEAD, OPTIONS";
constexpr std::string_view allowed_to_receivers = "POST, OPTIONS";

std::string_view text_of(int status) {
    switch (status) {
        case 400: return "400: this is not a valid HTTP/1.1 request.\n";
        case 404: return "404: there is nothing at this address. The list of feeds is at /\n";
        case 405: return "405: only GET and HEAD are answered here.\n";
        case 406: return "406: there is no form of this document in a content coding that the request accepts.\n";
        case 408: return "408: the request took too long to arrive.\n";
        case 410: return "410: what was at this address is gone for good.\n";
        case 412: return "412: what the request expects of this document does not hold.\n";
        case 413: return "413: the request's body is too large.\n";
        case 414: return "414: the address is too long.\n";
        case 417: return "417: 100-continue is the only expectation that is understood.\n";
        case 431: return "431: the request's header is too large.\n";
        case 500: return "500: an error of the server; its log says more.\n";
        case 501: return "501: chunked is the only transfer coding that is understood.\n";
        case 503: return "503: not ready yet; try again in a second.\n";
        case 505: return "505: only HTTP/1.0 and HTTP/1.1 are spoken here.\n";
        default: return {};
    }
}

// What every resource of the Snapshot carries: any page may read a feed, and its validators.
void write_sharing(HeadWriter& head) {
    head.field("Access-Control-Allow-Origin", "*");
    head.field("Access-Control-Expose-Headers", "ETag, Link");
}

// A location is written in ASCII, whatever the path it came from (RFC 9110, 10.2.2), and stays on this host: behind
// "//" another one would be named (RFC 3986, 4.2).
std::string location_of(std::string_view target) {
    std::string out;
    if (target.starts_with("//")) {
        out = "/%2F";
        target.remove_prefix(2);
    }
    for (const char c : target) {
        const auto byte = static_cast<unsigned char>(c);
        constexpr std::string_view never_raw = "\"<>\\^`{|}";
        if (byte <= 0x20 || byte >= 0x7F || never_raw.find(c) != std::string_view::npos) {
            out += percent_encode(std::string_view(&c, 1));
        } else {
            out += c;
        }
    }
    return out;
}

class Responder {
public:
    Responder(const Request& request, const Context& context, Response& out)
        : request_(request), context_(context), out_(out) {}

    // What has to be made first; empty: it is answered.
    Need run() {
        if (request_.path == "*") {
            answer_options(false);
        } else if (const auto handler = context_.handlers.find(request_.path); handler != context_.handlers.end()) {
            answer_handler(handler->second);
        } else if (context_.receiver_at(request_.path) != nullptr) {
            answer_receiver();
        } else {
            return answer_address();
        }
        return {};
    }

    void run(HandlerResponse answer) { write_answer(std::move(answer)); }

    void run(const Made& made) {
        if (made.resource) {
            if (!answer_resource(*made.resource)) answer_text(503);
        } else if (made.status == 404) {
            answer_missing();
        } else {
            answer_text(made.status);
        }
    }

private:
    [[nodiscard]] bool reads() const { return request_.method == Method::get || request_.method == Method::head; }

    HeadWriter begin(int status) {
        out_.status = status;
        HeadWriter head(out_.head, status, context_.date);
        if (status == 503) head.field("Retry-After", "1");
        return head;
    }

    void finish(HeadWriter& head, std::string_view body) {
        head.content_length(body.size());
        if (request_.method != Method::head) out_.body = body;
        head.finish(out_.close, request_.http_1_0);
    }

    Need answer_address() {
        // Nearly every request asks for what is ready: nothing is wished for it.
        auto resource = request_.query.empty() ? context_.snapshot.find(request_.path) : nullptr;
        if (resource && reads() && answer_resource(*resource)) return {};
        Wish wish;
        if (context_.maker != nullptr) wish = context_.maker->wish_of(request_.path, request_.query);
        const bool may_be_ready = wish.key.empty() || wish.after_snapshot;
        if (!resource && may_be_ready) resource = context_.snapshot.find(request_.path);
        const bool is_there = resource || !wish.key.empty() || !wish.refusal.empty();
        if (!is_there) {
            answer_missing();
        } else if (request_.method == Method::options) {
            answer_options(true);
        } else if (!reads()) {
            answer_text(405);
        } else if (!wish.refusal.empty()) {
            answer_refusal(std::move(wish.refusal));
        } else if (!resource || !answer_resource(*resource)) {
            if (!wish.key.empty()) return {std::move(wish.key), refuses_plain()};
            answer_text(503);
        }
        return {};
    }

    [[nodiscard]] bool refuses_plain() const {
        return parse_accept_encoding(request_.accept_encoding.value)[Coding::identity] == 0;
    }

    // Bytes that are no UTF-8 may name a feed, in GBK; those that name nothing are no address at all.
    void answer_missing() {
        if (is_valid_utf8(request_.path)) return answer_text(404);
        out_.close = true;
        answer_text(400);
    }

    void answer_refusal(std::string line) {
        const auto body = std::make_shared<const std::string>("400: " + std::move(line) + "\n");
        HeadWriter head = begin_text(400);
        finish(head, *body);
        out_.owner = body;
    }

    void answer_text(int status) {
        HeadWriter head = begin_text(status);
        if (status == 405) head.field("Allow", allowed_methods);
        if (status == 406 || status == 503) head.field("Vary", "Accept-Encoding");
        finish(head, text_of(status));
    }

    HeadWriter begin_text(int status) {
        HeadWriter head = begin(status);
        head.field("Content-Type", "text/plain; charset=utf-8");
        head.field("Cache-Control", "no-store");
        head.field("X-Content-Type-Options", "nosniff");
        if (shared_) write_sharing(head);
        return head;
    }

    // Also a browser's question whether a page from elsewhere may send conditional requests (Fetch: CORS preflight).
    void answer_options(bool shared, std::string_view allowed = allowed_methods) {
        HeadWriter head = begin(204);
        head.field("Allow", allowed);
        if (shared) {
            write_sharing(head);
            head.field("Access-Control-Allow-Methods", "GET, HEAD");
            head.field("Access-Control-Allow-Headers",
                       "A-IM, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, Cache-Control");
            head.field("Access-Control-Max-Age", "86400");
        }
        head.finish(out_.close, request_.http_1_0);
    }

    void answer_handler(const Handler& handler) {
        if (request_.method == Method::options) return answer_options(false);
        shared_ = false;
        if (!reads()) return answer_text(405);
        HandlerResponse answer;
        try {
            answer = handler();
        } catch (const std::exception& error) {
            log::error("http", "the handler of " + quote(request_.path) + " failed: " + quote(error.what()));
            return answer_text(500);
        }
        write_answer(std::move(answer));
    }

    // All but a POST, which goes to it.
    void answer_receiver() {
        shared_ = false;
        if (request_.method == Method::options) return answer_options(false, allowed_to_receivers);
        HeadWriter head = begin_text(405);
        head.field("Allow", allowed_to_receivers);
        finish(head, "405: this address takes POST alone.\n");
    }

    void write_answer(HandlerResponse answer) {
        const auto body = std::make_shared<const std::string>(std::move(answer.body));
        out_.status = answer.status;
        HeadWriter head(out_.head, answer.status, context_.date);
        if (answer.status == 503 && answer.retry_after.count() == 0) answer.retry_after = std::chrono::seconds(1);
        if (answer.retry_after.count() > 0) head.field("Retry-After", std::to_string(answer.retry_after.count()));
        head.field("Content-Type", answer.content_type.empty() ? "text/plain; charset=utf-8" : answer.content_type);
        head.field("Cache-Control", "no-store");
        head.field("X-Content-Type-Options", "nosniff");
        for (const auto& [name, value] : answer.fields) head.field(name, value);
        finish(head, *body);
        out_.owner = body;
    }

    // False: it needs a form that is not in memory.
    [[nodiscard]] bool answer_resource(const Resource& resource) {
        if (!resource.head.redirect.empty()) {
            answer_redirect(resource.head);
            return true;
        }
        const Weights weights = parse_accept_encoding(request_.accept_encoding.value);
        const auto coding = choose_form(resource.body, weights);
        if (!coding) {
            answer_text(406);
            return true;
        }
        if (answered_by_conditions(resource.head, *coding, weights)) return true;
        if (auto delta = make_delta(request_, resource, weights, context_.delta_coder, context_.now)) {
            write_delta(resource.head, *coding, std::move(*delta));
            return true;
        }
        const publish::Bytes& form = resource.body.forms[*coding];
        if (!form) return false;
        write_document(resource.head, *coding, *form);
        out_.owner = form;  // and not its other forms
        return true;
    }

    void answer_redirect(const publish::Head& target) {
        HeadWriter head = begin(target.redirect_status);
        head.field("Location", location_of(target.redirect));
        if (!target.cache_control.empty()) head.field("Cache-Control", target.cache_control);
        head.field("X-Content-Type-Options", "nosniff");
        write_sharing(head);
        finish(head, {});
    }

    // Told only once its second is past (RFC 9110, 8.8.2.1): more may happen within it.
    [[nodiscard]] std::optional<sys_seconds> last_modified_of(const publish::Head& head) const {
        return head.last_modified && *head.last_modified < context_.now ? head.last_modified : std::nullopt;
    }

    // A client may hold a form that would not be sent now, as the coded ones come a moment after identity: as long as
    // it accepts that form, its tag is as good (we select the representation, RFC 9110, 12.1).
    bool answered_by_conditions(const publish::Head& document, Coding coding, const Weights& weights) {
        if (!request_.if_match.present && !request_.if_none_match.present && !request_.if_modified_since.present &&
            !request_.if_unmodified_since.present) {
            return false;
        }
        std::array<publish::EtagBuffer, publish::all_codings.size()> buffers;
        std::array<std::string_view, publish::all_codings.size()> tags{
            write_etag(document.content, coding, buffers[0])};
        std::size_t count = 1;
        for (const Coding other : publish::all_codings) {
            if (other == coding || weights[other] == 0) continue;
            tags[count] = write_etag(document.content, other, buffers[count]);
            ++count;
        }
        const std::span<const std::string_view> offered(tags.data(), count);
        const Judgement judged = judge_conditions(request_, offered, last_modified_of(document), context_.now);
        if (judged.verdict == Verdict::precondition_failed) answer_text(412);
        if (judged.verdict == Verdict::not_modified) write_not_modified(document, tags[judged.tag]);
        return judged.verdict != Verdict::send;
    }

    // RFC 9110, 15.4.5: what a 200 would have carried and a cache needs.
    void write_not_modified(const publish::Head& document, std::string_view tag) {
        HeadWriter head = begin(304);
        head.field("ETag", tag);
        if (!document.cache_control.empty()) head.field("Cache-Control", document.cache_control);
        head.field("Vary", "Accept-Encoding");
        write_sharing(head);
        head.finish(out_.close, request_.http_1_0);
    }

    void write_document(const publish::Head& document, Coding coding, const std::string& bytes) {
        HeadWriter head = begin(200);
        if (coding != Coding::identity) head.field("Content-Encoding", publish::token_of(coding));
        publish::EtagBuffer tag;
        head.field("ETag", write_etag(document.content, coding, tag));
        if (!document.cache_control.empty()) head.field("Cache-Control", document.cache_control);
        head.field("Vary", "Accept-Encoding");
        write_representation(head, document);
        finish(head, bytes);
    }

    // What a document and a delta of it carry alike.
    void write_representation(HeadWriter& head, const publish::Head& document) {
        head.field("Content-Type", document.content_type);
        if (const auto modified = last_modified_of(document)) {
            std::array<char, http_date_bytes> text{};
            write_http_date(*modified, text);
            head.field("Last-Modified", {text.data(), text.size()});
        }
        if (!document.link.empty()) head.field("Link", document.link);
        head.field("X-Content-Type-Options", "nosniff");
        write_sharing(head);
    }

    // RFC 3229: the ETag is that of the whole, in the form that the client would have got. Never for a cache, which
    // would have to know both A-IM and If-None-Match; so nothing varies.
    void write_delta(const publish::Head& document, Coding whole, Delta delta) {
        HeadWriter head = begin(226);
        head.field("IM", "feed");
        head.field("Delta-Base", delta.base);
        if (delta.coding != Coding::identity) head.field("Content-Encoding", publish::token_of(delta.coding));
        publish::EtagBuffer tag;
        head.field("ETag", write_etag(document.content, whole, tag));
        head.field("Cache-Control", "no-store");
        write_representation(head, document);
        if (!delta.bytes) return head.finish(out_.close, request_.http_1_0);
        finish(head, *delta.bytes);
        out_.owner = std::move(delta.bytes);
    }

    const Request& request_;
    const Context& context_;
    Response& out_;
    bool shared_ = true;  // what any page may read: all but the handlers' answers
};

}  // namespace

void Response::clear() {
    status = 0;
    close = false;
    head.clear();
    body = {};
    owner.reset();
}

Need respond(const Request& request, const Context& context, Response& out) {
    out.clear();
    out.close = !request.keep_alive;
    return Responder(request, context, out).run();
}

void respond_with(const Made& made, const Request& request, const Context& context, Response& out) {
    out.clear();
    out.close = !request.keep_alive;
    Responder(request, context, out).run(made);
}

void respond_with(HandlerResponse answer, const Request& request, const Context& context, Response& out) {
    out.clear();
    out.close = !request.keep_alive;
    Responder(request, context, out).run(std::move(answer));
}

const Receiver* Context::receiver_at(std::string_view path) const {
    if (receivers == nullptr || receivers->empty()) return nullptr;
    const auto found = receivers->find(path);
    return found == receivers->end() ? nullptr : &found->second;
}

void refuse(int status, bool head_only, std::string_view date, Response& out) {
    out.clear();
    out.close = true;
    out.status = status;
    HeadWriter head(out.head, status, date);
    const std::string_view text = text_of(status);
    if (status == 405) head.field("Allow", allowed_methods);
    head.field("Content-Type", "text/plain; charset=utf-8");
    head.field("Cache-Control", "no-store");
    head.field("X-Content-Type-Options", "nosniff");
    write_sharing(head);
    head.content_length(text.size());
    if (!head_only) out.body = text;
    head.finish(true, false);
}

}  // namespace syndicated::http
