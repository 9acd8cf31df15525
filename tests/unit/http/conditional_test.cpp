#include "http/conditional.hpp"

#include "http/http_date.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace syndicated;
using namespace syndicated::http;
using namespace std::chrono;

namespace {

constexpr sys_seconds modified = sys_days{2025y / March / 10} + 8h;
constexpr sys_seconds now = modified + 1h;
const char* const before = "Mon, 10 Mar 2025 07:59:59 GMT";
const char* const same = "Mon, 10 Mar 2025 08:00:00 GMT";
const char* const after = "Mon, 10 Mar 2025 08:00:01 GMT";
const char* const far_ahead = "Tue, 10 Mar 2026 08:00:00 GMT";

// Null: the field is not there.
struct Row {
    const char* if_match;
    const char* if_unmodified_since;
    const char* if_none_match;
    const char* if_modified_since;
    Verdict verdict;
};

void set(Field& field, const char* value) {
    if (value != nullptr) field.add(value);
}

Judgement judge(const Row& row, const std::vector<std::string_view>& tags, std::optional<sys_seconds> last_modified) {
    Request request;
    request.method = Method::get;
    set(request.if_match, row.if_match);
    set(request.if_unmodified_since, row.if_unmodified_since);
    set(request.if_none_match, row.if_none_match);
    set(request.if_modified_since, row.if_modified_since);
    return judge_conditions(request, tags, last_modified, now);
}

constexpr auto send = Verdict::send;
constexpr auto not_modified = Verdict::not_modified;
constexpr auto failed = Verdict::precondition_failed;

}  // namespace

TEST_CASE("entity tags are found in a list") {
    struct List {
        const char* value;
        bool strong, weak;
    };
    const std::vector<List> lists{
        {R"("a")", true, true},
        {R"(W/"a")", false, true},
        {R"("b", "a")", true, true},
        {R"("b" , W/"c","a")", true, true},
        {R"(W/"b", W/"a")", false, true},
        {R"(, , "a",)", true, true},
        {R"("b,"a")", false, false},
        {R"("b,", "a")", true, true},
        {R"("x,\"a")", false, false},
        {R"(a)", false, false},
        {R"(w/"a")", false, false},
        {R"(W/a)", false, false},
        {R"("A")", false, false},
        {R"("")", false, false},
        {R"("a)", false, false},
        {R"(a")", false, false},
        {R"(a, "a")", true, true},
        {R"("a"x)", false, false},
        {R"("a" "a")", false, false},
        {R"("a"-gzip, "b")", false, false},
        {"", false, false},
        {",", false, false},
        {"\t\"a\"\t", true, true},
    };
    for (const List& list : lists) {
        CAPTURE(list.value);
        CHECK(lists_tag(list.value, "\"a\"", false) == list.strong);
        CHECK(lists_tag(list.value, "\"a\"", true) == list.weak);
    }
}

TEST_CASE("conditions are judged in the order of RFC 9110, 13.2.2") {
    const std::vector<Row> rows{
        {nullptr, nullptr, nullptr, nullptr, send},
        // If-None-Match alone
        {nullptr, nullptr, R"("a")", nullptr, not_modified},
        {nullptr, nullptr, R"(W/"a")", nullptr, not_modified},
        {nullptr, nullptr, R"("b", W/"a")", nullptr, not_modified},
        {nullptr, nullptr, R"("b")", nullptr, send},
        {nullptr, nullptr, "*", nullptr, not_modified},
        {nullptr, nullptr, " * ", nullptr, not_modified},
        {nullptr, nullptr, R"("*")", nullptr, send},
        {nullptr, nullptr, "", nullptr, send},
        // the date counts for nothing beside it
        {nullptr, nullptr, R"("b")", after, send},
        {nullptr, nullptr, "", same, send},
        {nullptr, nullptr, R"("a")", before, not_modified},
        {nullptr, nullptr, R"("a")", "rubbish", not_modified},
        // If-Modified-Since alone
        {nullptr, nullptr, nullptr, before, send},
        {nullptr, nullptr, nullptr, same, not_modified},
        {nullptr, nullptr, nullptr, after, not_modified},
        {nullptr, nullptr, nullptr, far_ahead, not_modified},
        {nullptr, nullptr, nullptr, "Monday, 10-Mar-25 08:00:00 GMT", not_modified},
        {nullptr, nullptr, nullptr, "Mon Mar 10 08:00:00 2025", not_modified},
        {nullptr, nullptr, nullptr, "Mon, 10 Mar 2025 08:00:00 CET", send},
        {nullptr, nullptr, nullptr, "", send},
        // If-Match: strong comparison
        {R"("a")", nullptr, nullptr, nullptr, send},
        {R"("b", "a")", nullptr, nullptr, nullptr, send},
        {R"(W/"a")", nullptr, nullptr, nullptr, failed},
        {R"("b")", nullptr, nullptr, nullptr, failed},
        {"*", nullptr, nullptr, nullptr, send},
        {"", nullptr, nullptr, nullptr, failed},
        // If-Unmodified-Since, ignored beside If-Match
        {nullptr, before, nullptr, nullptr, failed},
        {nullptr, same, nullptr, nullptr, send},
        {nullptr, after, nullptr, nullptr, send},
        {nullptr, "rubbish", nullptr, nullptr, send},
        {R"("a")", before, nullptr, nullptr, send},
        // all together
        {R"("a")", nullptr, R"("a")", nullptr, not_modified},
        {R"("b")", nullptr, R"("a")", nullptr, failed},
        {nullptr, before, R"("a")", nullptr, failed},
        {nullptr, same, R"("a")", nullptr, not_modified},
        {nullptr, same, nullptr, same, not_modified},
        {R"("a")", nullptr, nullptr, same, not_modified},
    };
    for (const Row& row : rows) {
        CAPTURE(&row - rows.data());
        CHECK(judge(row, {"\"a\""}, modified).verdict == row.verdict);
    }
}

TEST_CASE("without a Last-Modified the dates count for nothing") {
    CHECK(judge({nullptr, nullptr, nullptr, same, send}, {"\"a\""}, std::nullopt).verdict == send);
    CHECK(judge({nullptr, before, nullptr, nullptr, send}, {"\"a\""}, std::nullopt).verdict == send);
    CHECK(judge({nullptr, nullptr, "\"a\"", same, send}, {"\"a\""}, std::nullopt).verdict == not_modified);
}

TEST_CASE("the tag of any form that the client takes is good, and the answer names it") {
    const std::vector<std::string_view> tags{"\"a-gz\"", "\"a\""};
    const Judgement first = judge({nullptr, nullptr, "\"a\", \"a-gz\"", nullptr, send}, tags, modified);
    CHECK(first.verdict == not_modified);
    CHECK(first.tag == 0);
    const Judgement second = judge({nullptr, nullptr, "\"a\"", nullptr, send}, tags, modified);
    CHECK(second.verdict == not_modified);
    CHECK(second.tag == 1);
    CHECK(judge({nullptr, nullptr, "*", nullptr, send}, tags, modified).tag == 0);
}
