#include "integration/feed_client.hpp"

#include "http/http_date.hpp"
#include "http/request.hpp"
#include "http/respond.hpp"
#include "support/decode.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <pugixml.hpp>

#include <utility>

namespace syndicated::testing {

namespace {

using publish::Coding;

Coding coding_of(std::string_view token) {
    if (token.empty()) return Coding::identity;
    for (const Coding coding : publish::all_codings) {
        if (publish::token_of(coding) == token) return coding;
    }
    FAIL("a coding that nobody knows: " << token);
    return Coding::identity;
}

// Any of the codings with any weight, in any order; empty: no such header.
std::string some_codings(std::mt19937& random) {
    constexpr std::array<std::string_view, 7> headers{
        "", "gzip", "br", "zstd", "gzip, deflate, br, zstd", "br;q=0.1, gzip;q=0.9, identity;q=0.5", "br;q=0, *;q=0.5"};
    return std::string(headers.at(random() % headers.size()));
}

// Enough for the headers that these clients send.
bool accepts(const std::string& header, const std::string& token) {
    if (header.find(token + ";q=0,") != std::string::npos) return false;
    return header.find(token) != std::string::npos || header.find('*') != std::string::npos;
}

Seens parse_xml(const std::string& bytes, const char* path, const char* entry, const char* id) {
    pugi::xml_document document;
    REQUIRE(document.load_buffer(bytes.data(), bytes.size()));
    const auto parent = document.first_element_by_path(path);
    REQUIRE(parent);
    Seens out;
    for (const auto node : parent.children(entry)) {
        out.push_back({node.child_value(id), node.child_value("title")});
    }
    return out;
}

Seens parse_json(const std::string& bytes) {
    Seens out;
    const auto document = boost::json::parse(bytes);
    for (const auto& item : document.at("items").as_array()) {
        out.push_back({std::string(item.at("id").as_string()), std::string(item.at("title").as_string())});
    }
    return out;
}

HttpAnswer parse_answer(const http::Response& response) {
    HttpAnswer out;
    out.status = response.status;
    out.body = response.body;
    std::string_view rest = response.head;
    REQUIRE(rest.ends_with("\r\n\r\n"));
    rest.remove_prefix(rest.find("\r\n") + 2);
    while (rest != "\r\n") {
        const auto line = rest.substr(0, rest.find("\r\n"));
        const auto colon = line.find(": ");
        REQUIRE(colon != std::string_view::npos);
        REQUIRE(out.fields.emplace(line.substr(0, colon), line.substr(colon + 2)).second);
        rest.remove_prefix(line.size() + 2);
    }
    return out;
}

}  // namespace

std::string_view name_of(Habit habit) {
    constexpr std::array<std::string_view, all_habits.size()> names{"unconditional", "etag", "date", "both", "delta"};
    return names.at(static_cast<std::size_t>(habit));
}

HttpAnswer ask(const publish::Snapshot& snapshot, const std::string& request, sys_seconds now) {
    http::Request parsed;
    REQUIRE(http::parse_request(request, parsed) == 0);
    http::DateCache dates;
    const http::Handlers handlers;
    http::Response response;
    REQUIRE(http::respond(parsed, {snapshot, handlers, now, dates.at(now)}, response).empty());
    return parse_answer(response);
}

Seens parse_document(Format format, const std::string& bytes) {
    switch (format) {
        case Format::rss: return parse_xml(bytes, "rss/channel", "item", "guid");
        case Format::atom: return parse_xml(bytes, "feed", "entry", "id");
        case Format::json: return parse_json(bytes);
    }
    return {};
}

FeedClient::FeedClient(Habit habit, std::string slug, Format format)
    : habit_(habit), slug_(std::move(slug)), format_(format) {}

int FeedClient::answers(int status) const {
    const auto found = answers_.find(status);
    return found == answers_.end() ? 0 : found->second;
}

std::string FeedClient::describe() const {
    return fmt::format("a client of the habit {} of {}", name_of(habit_), path_of(slug_, format_));
}

void FeedClient::poll(const publish::Snapshot& snapshot, sys_seconds now, std::mt19937& random) {
    const auto request = make_request(random);
    INFO(request);
    const auto answer = ask(snapshot, request, now);
    ++answers_[answer.status];
    INFO("answered with " << answer.status);
    if (answer.status == 404) {  // no category of that name as yet, or no longer
        view_.clear();
        kept_.clear();
        etag_.clear();
        modified_.clear();
        return;
    }
    check_times(answer, now);
    if (answer.status == 304) return check_not_modified(answer);
    take(answer);
}

std::string FeedClient::make_request(std::mt19937& random) {
    switch (habit_) {
        case Habit::unconditional:
        case Habit::date: accepted_.clear(); break;
        case Habit::etag: accepted_ = "gzip"; break;
        case Habit::both: accepted_ = some_codings(random); break;
        case Habit::delta: accepted_ = random() % 2 == 0 ? "gzip" : ""; break;
    }
    std::string out = fmt::format("GET {} HTTP/1.1\r\nHost: feeds.example.cn\r\n", path_of(slug_, format_));
    if (!accepted_.empty()) out += fmt::format("Accept-Encoding: {}\r\n", accepted_);
    const bool tags = habit_ == Habit::etag || habit_ == Habit::both || habit_ == Habit::delta;
    const bool dates = habit_ == Habit::date || habit_ == Habit::both;
    if (tags && !etag_.empty()) out += fmt::format("If-None-Match: {}\r\n", etag_);
    if (dates && !modified_.empty()) out += fmt::format("If-Modified-Since: {}\r\n", modified_);
    if (habit_ == Habit::delta) out += "A-IM: feed\r\n";
    return out + "\r\n";
}

// Last-Modified never goes back, and is never later than Date.
void FeedClient::check_times(const HttpAnswer& answer, sys_seconds now) {
    REQUIRE(http::parse_http_date(answer.field("Date"), now) == now);
    const auto text = answer.field("Last-Modified");
    if (text.empty()) return;
    const auto modified = http::parse_http_date(text, now);
    REQUIRE(modified);
    REQUIRE(*modified <= now);
    if (newest_) REQUIRE(*modified >= *newest_);
    newest_ = modified;
}

void FeedClient::check_not_modified(const HttpAnswer& answer) const {
    REQUIRE(answer.body.empty());
    REQUIRE(habit_ != Habit::unconditional);
    if (habit_ == Habit::date) {
        REQUIRE_FALSE(modified_.empty());
    } else {
        REQUIRE(answer.field("ETag") == etag_);
    }
}

void FeedClient::take(const HttpAnswer& answer) {
    REQUIRE((answer.status == 200 || answer.status == 226));
    REQUIRE(answer.field("Content-Length") == std::to_string(answer.body.size()));
    const auto token = answer.field("Content-Encoding");
    REQUIRE((token.empty() || accepts(accepted_, token)));
    const auto seen = parse_document(format_, decode(coding_of(token), answer.body));
    if (answer.status == 226) {
        REQUIRE(habit_ == Habit::delta);
        REQUIRE(answer.field("Delta-Base") == etag_);
    } else {
        view_ = seen;
        kept_.clear();
    }
    for (const auto& entry : seen) kept_[entry.guid] = entry.title;
    etag_ = answer.field("ETag");
    modified_ = answer.field("Last-Modified");
    REQUIRE_FALSE(etag_.empty());
}

}  // namespace syndicated::testing
