// A feed reader: asks by one of five habits, keeps the validators that it is given, undoes codings, parses what it gets
// and merges deltas. What it must never be sent fails the test at once.
#pragma once

#include "integration/site_model.hpp"

#include "syndicated/base/clock.hpp"
#include "syndicated/model/feed.hpp"
#include "syndicated/publish/publication.hpp"

#include <array>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>

namespace syndicated::testing {

enum class Habit : std::uint8_t {
    unconditional,  // no validators, no codings
    etag,           // If-None-Match, gzip
    date,           // If-Modified-Since alone
    both,           // both, and other codings each time
    delta,          // A-IM: feed
};
inline constexpr std::array<Habit, 5> all_habits{Habit::unconditional, Habit::etag, Habit::date, Habit::both,
                                                 Habit::delta};
[[nodiscard]] std::string_view name_of(Habit habit);

struct HttpAnswer {
    int status = 0;
    std::map<std::string, std::string, std::less<>> fields;
    std::string body;  // as sent

    [[nodiscard]] std::string field(std::string_view name) const {  // empty: it has none
        const auto found = fields.find(name);
        return found == fields.end() ? std::string() : found->second;
    }
};

// The bytes of a request and of its answer, by the parts of the server that decide, without its sockets.
[[nodiscard]] HttpAnswer ask(const publish::Snapshot& snapshot, const std::string& request, sys_seconds now);

// What a document shows, in its order.
[[nodiscard]] Seens parse_document(Format format, const std::string& bytes);

class FeedClient {
public:
    FeedClient(Habit habit, std::string slug, Format format);

    void poll(const publish::Snapshot& snapshot, sys_seconds now, std::mt19937& random);

    [[nodiscard]] Habit habit() const { return habit_; }
    [[nodiscard]] const std::string& slug() const { return slug_; }
    // What it believes that the feed shows. One that takes deltas is told what is new, never what is gone: it cannot
    // know the feed's end, and keeps what it once got, without an order.
    [[nodiscard]] const Seens& view() const { return view_; }
    [[nodiscard]] const std::map<std::string, std::string>& kept() const { return kept_; }  // titles by guid
    [[nodiscard]] int answers(int status) const;
    [[nodiscard]] std::string describe() const;

private:
    [[nodiscard]] std::string make_request(std::mt19937& random);
    void check_times(const HttpAnswer& answer, sys_seconds now);
    void check_not_modified(const HttpAnswer& answer) const;
    void take(const HttpAnswer& answer);

    Habit habit_;
    std::string slug_;
    Format format_;
    std::string etag_, modified_;        // as last told
    std::string accepted_;               // the last request's Accept-Encoding
    std::optional<sys_seconds> newest_;  // the newest Last-Modified of all
    Seens view_;
    std::map<std::string, std::string> kept_;
    std::map<int, int> answers_;
};

}  // namespace syndicated::testing
