// What requests are answered with: conditions, codings, deltas, redirects, from a Snapshot that the first byte chooses.
// The rest is a request's head in which LF stands for CRLF and a control character for what no chance would hit: a tag
// of the document, a date, a field's name (fragments below). request_fuzz has the raw bytes.
#include "http/http_date.hpp"
#include "http/respond.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;
using publish::Coding;

namespace {

constexpr sys_seconds now{std::chrono::seconds{1741593600}};
constexpr std::string_view before = "<rss>", after = "</rss>";
constexpr int entries = 6;
// How many of its entries, from the last, who holds that version knows.
constexpr std::array<int, 2> known_by_former{5, 4};  // the newest first; less than half of it is new

Digest digest(int number) {
    Digest out;
    out.bytes[0] = static_cast<unsigned char>(number);
    return out;
}

const Digest content = digest(100);

Digest content_of_former(std::size_t version) {
    return digest(101 + static_cast<int>(version));
}

std::string entry(int number) {
    return std::string(60, static_cast<char>('a' + number));
}

std::string document(int count) {
    std::string out(before);
    for (int i = 0; i < count; ++i) out += entry(i);
    return out.append(after);
}

void check(bool holds) {
    if (!holds) std::abort();
}

// --- what is served -------------------------------------------------------------------------------------------------

struct Choice {
    bool br, zstd, gzip, complete, dated, in_this_second, moved, cut;
};

Choice choice_of(unsigned bits) {
    const auto bit = [bits](unsigned number) { return ((bits >> number) & 1) != 0; };
    return {bit(0), bit(1), bit(2), bit(3), bit(4), bit(5), bit(6), bit(7)};
}

std::shared_ptr<const publish::Entries> cut() {
    publish::Entries out;
    for (int i = 0; i < entries; ++i) {
        const auto offset = before.size() + static_cast<std::size_t>(i) * entry(i).size();
        out.slices.push_back(
            {digest(i), static_cast<std::uint32_t>(offset), static_cast<std::uint32_t>(entry(i).size())});
    }
    for (std::size_t version = 0; version < known_by_former.size(); ++version) {
        std::vector<Digest> known;
        for (int i = entries - known_by_former[version]; i < entries; ++i) known.push_back(digest(i));
        out.former.push_back(
            {content_of_former(version), std::make_shared<const std::vector<Digest>>(std::move(known))});
    }
    return std::make_shared<const publish::Entries>(std::move(out));
}

std::shared_ptr<const publish::Snapshot> snapshot_of(const Choice& choice) {
    auto feed = std::make_shared<publish::Resource>();
    feed->head.content_type = "application/rss+xml; charset=utf-8";
    feed->head.content = content;
    feed->head.link = "<https://hub.example/>; rel=\"hub\"";
    feed->head.cache_control = "max-age=300";
    if (choice.dated) feed->head.last_modified = choice.in_this_second ? now : now - std::chrono::hours{1};
    feed->body.complete = choice.complete;
    feed->body.forms[Coding::identity] = std::make_shared<const std::string>(document(entries));
    for (const auto& [coding, wanted] :
         {std::pair{Coding::br, choice.br}, {Coding::zstd, choice.zstd}, {Coding::gzip, choice.gzip}}) {
        // Its name will do: nobody undoes it here.
        if (wanted) feed->body.forms[coding] = std::make_shared<const std::string>(publish::token_of(coding));
    }
    if (choice.cut) feed->entries = cut();
    auto redirect = std::make_shared<publish::Resource>();
    redirect->head.redirect = "/feeds/\xE5\xA8\xB1 \r\nX: \"y\"\x7F%.rss";
    redirect->head.redirect_status = choice.moved ? 301 : 308;
    const std::vector<publish::Change> changes{{"/feeds/a.rss", feed}, {"/\xD3\xE9", redirect}};
    return publish::Snapshot().with(changes, true);
}

// --- what is asked --------------------------------------------------------------------------------------------------

const std::string* fragment(unsigned char byte) {
    static const std::map<unsigned char, std::string> fragments = [] {
        const auto date = [](sys_seconds at) {
            std::array<char, http_date_bytes> text{};
            write_http_date(at, text);
            return std::string(text.data(), text.size());
        };
        return std::map<unsigned char, std::string>{{0x01, publish::etag_of(content, Coding::identity)},
                                                    {0x02, publish::etag_of(content, Coding::br)},
                                                    {0x03, publish::etag_of(content, Coding::gzip)},
                                                    {0x04, publish::etag_of(content_of_former(0), Coding::identity)},
                                                    {0x05, publish::etag_of(content_of_former(1), Coding::zstd)},
                                                    {0x06, date(now)},
                                                    {0x07, date(now - std::chrono::hours{1})},
                                                    {0x08, date(now - std::chrono::hours{2})},
                                                    {0x0B, "If-None-Match: "},
                                                    {0x0C, "If-Match: "},
                                                    {0x0E, "If-Modified-Since: "},
                                                    {0x0F, "If-Unmodified-Since: "},
                                                    {0x10, "Accept-Encoding: "},
                                                    {0x11, "A-IM: feed"},
                                                    {0x12, "GET /feeds/a.rss HTTP/1.1\r\nHost: a\r\n"},
                                                    {0x13, "HEAD /feeds/a.rss HTTP/1.1\r\nHost: a\r\n"},
                                                    {0x14, "GET /%D3%E9 HTTP/1.1\r\nHost: a\r\n"}};
    }();
    const auto found = fragments.find(byte);
    return found == fragments.end() ? nullptr : &found->second;
}

std::string head_of(std::string_view input) {
    std::string out;
    for (const char c : input) {
        const std::string* const words = fragment(static_cast<unsigned char>(c));
        if (c == '\n') {
            out += "\r\n";
        } else if (words != nullptr) {
            out += *words;
        } else {
            out += c;
        }
    }
    return out + "\r\n";
}

// --- what must hold -------------------------------------------------------------------------------------------------

struct Answer {
    int status;
    std::map<std::string, std::string, std::less<>> fields;
    std::string_view body;

    [[nodiscard]] bool has(std::string_view name) const { return fields.find(name) != fields.end(); }
    [[nodiscard]] std::string field(std::string_view name) const {
        const auto found = fields.find(name);
        return found == fields.end() ? "" : found->second;
    }
};

// Every line is one field with a name of its own and a value of visible characters: nothing was injected.
Answer read(const Response& response) {
    Answer out{response.status, {}, response.body};
    std::string_view rest = response.head;
    check(rest.starts_with("HTTP/1.1 " + std::to_string(response.status) + " "));
    rest.remove_prefix(rest.find("\r\n") + 2);
    while (rest != "\r\n") {
        const std::size_t end = rest.find("\r\n");
        check(end != std::string_view::npos);
        const std::string_view line = rest.substr(0, end);
        check(std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7F; }));
        const std::size_t colon = line.find(": ");
        check(colon != std::string_view::npos && colon > 0 &&
              line.substr(0, colon).find(' ') == std::string_view::npos);
        check(out.fields.emplace(line.substr(0, colon), line.substr(colon + 2)).second);
        rest.remove_prefix(end + 2);
    }
    return out;
}

void check_framing(const Request& request, const Answer& answer) {
    constexpr std::array known{200, 204, 226, 301, 304, 308, 400, 404, 405, 406, 412, 503};
    check(std::find(known.begin(), known.end(), answer.status) != known.end());
    const bool bare = answer.status == 204 || answer.status == 304;
    check(answer.has("Content-Length") != bare);
    if (bare || request.method == Method::head) {
        check(answer.body.empty());
    } else {
        check(answer.field("Content-Length") == std::to_string(answer.body.size()));
    }
    check(answer.has("Location") == (answer.status == 301 || answer.status == 308));
    check(answer.has("Allow") == (answer.status == 405 || answer.status == 204));
}

bool names_the_document(const std::string& list) {
    if (list.find('*') != std::string::npos) return true;
    return std::any_of(publish::all_codings.begin(), publish::all_codings.end(), [&](Coding coding) {
        return list.find(publish::etag_of(content, coding)) != std::string::npos;
    });
}

// By plainer rules than the server's: it may answer in full where these would let it say less, never the other way.
void check_conditions(const Request& request, const Choice& choice, const Answer& answer) {
    const bool told = choice.dated && !choice.in_this_second;
    if (answer.status == 304) {
        const auto since = parse_http_date(request.if_modified_since.value, now);
        const bool by_date = told && since && *since >= now - std::chrono::hours{1};
        check(request.if_none_match.present ? names_the_document(request.if_none_match.value) : by_date);
        check(answer.has("ETag") && !answer.has("Content-Type"));
    }
    if (answer.status == 412) {
        check(request.if_match.present || (told && request.if_unmodified_since.present));
    }
    if (answer.status == 200 && request.if_match.present && answer.has("ETag")) {
        check(names_the_document(request.if_match.value));
    }
    if (answer.has("Last-Modified")) check(told && answer.field("Last-Modified") != answer.field("Date"));
}

Coding coding_of(const Answer& answer) {
    const auto token = answer.field("Content-Encoding");
    for (const Coding coding : publish::all_codings) {
        if (coding != Coding::identity && publish::token_of(coding) == token) return coding;
    }
    check(token.empty());
    return Coding::identity;
}

// Who asks for news gets the entries that the named version lacks, and those alone.
void check_delta(const Request& request, const Choice& choice, const Answer& answer, Coding coding) {
    check(choice.cut && request.a_im.present && request.if_none_match.present);
    check(answer.field("IM") == "feed" && answer.field("Cache-Control") == "no-store" && !answer.has("Vary"));
    const auto base = answer.field("Delta-Base");
    check(request.if_none_match.value.find(base) != std::string::npos);
    std::optional<std::string> wanted;
    for (std::size_t version = 0; version < known_by_former.size(); ++version) {
        for (const Coding held : publish::all_codings) {
            if (base == publish::etag_of(content_of_former(version), held)) {
                wanted = document(entries - known_by_former[version]);
            }
        }
    }
    check(wanted.has_value());
    check(coding == Coding::identity || coding == Coding::gzip);
    if (request.method == Method::get) check(answer.body == publish::encode(coding, *wanted));
}

void check_document(const Request& request, const Choice& choice, const Answer& answer) {
    const Coding coding = coding_of(answer);
    if (coding != Coding::identity) {
        const auto& header = request.accept_encoding.value;
        std::string lower = header;
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        check(lower.find(publish::token_of(coding)) != std::string::npos || header.find('*') != std::string::npos);
    }
    if (answer.status == 226) return check_delta(request, choice, answer, coding);
    if (answer.status != 200 || !answer.has("ETag")) return check(coding == Coding::identity);
    check(answer.field("ETag") == publish::etag_of(content, coding));
    check(answer.field("Vary") == "Accept-Encoding");
    const std::string wanted = coding == Coding::identity ? document(entries) : std::string(publish::token_of(coding));
    if (request.method == Method::get) check(answer.body == wanted);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static std::array<std::shared_ptr<const publish::Snapshot>, 256> snapshots;
    static const Handlers handlers{{"/h", [] { return HandlerResponse{200, "text/plain", "ok"}; }}};
    const Choice choice = choice_of(data[0]);
    auto& snapshot = snapshots.at(data[0]);
    if (snapshot == nullptr) snapshot = snapshot_of(choice);
    Request request;
    if (parse_request(head_of({reinterpret_cast<const char*>(data) + 1, size - 1}), request) != 0) return 0;

    DateCache dates;
    const Context context{*snapshot, handlers, now, dates.at(now)};
    Response response;
    check(respond(request, context, response).empty());
    const Answer answer = read(response);
    check_framing(request, answer);
    check_conditions(request, choice, answer);
    check_document(request, choice, answer);

    if (request.method != Method::head) return 0;
    const std::string head = response.head;  // that of a GET, to the letter
    request.method = Method::get;
    check(respond(request, context, response).empty());
    check(response.head == head);
    return 0;
}
