// A path, then a line with a query: what they stand for has one text, which stands for the same; a refusal is one line.
// The words of a query never are anything but words to the index.
#include "app/address.hpp"
#include "ledger/archive_key.hpp"
#include "ledger/search_text.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace syndicated;
using namespace syndicated::app;

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void check_query(std::string_view text) {
    const auto query = parse_query(text, Zone::fixed(std::chrono::hours(8)));
    if (!query) {
        const std::string& line = query.error().detail;
        require(!line.empty() && line.size() < 1'000 && line.find('\n') == std::string::npos);
        return;
    }
    require(is_valid_utf8(query->words) && query->limit.value_or(1) >= 1 && query->limit.value_or(1) <= most_queried);
    const std::string canonical = text_of(*query);
    require(canonical.find_first_not_of("?&=%-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") ==
            std::string::npos);
    const auto again = parse_query(std::string_view(canonical).substr(canonical.empty() ? 0 : 1), Zone::fixed({}));
    require(again.has_value() && *again == *query);
    const auto expression = ledger::search_expression({query->words, query->source, query->author});
    if (expression)
        require(is_valid_utf8(*expression) && std::count(expression->begin(), expression->end(), '"') % 2 == 0);
}

void check_path(std::string_view path, std::string_view query) {
    auto address = parse_address(path);
    if (!address) return;
    if (auto asked = parse_query(query, Zone::fixed({}))) address->ask(*std::move(asked));
    const std::string target = target_of(*address);
    const auto again = parse_target(target);
    require(again.has_value() && target_of(*again) == target && again->kind == address->kind);
    const auto range = ledger::range_named(address->key, Zone::fixed(std::chrono::hours(8)));
    if (range) require(range->key == address->key && range->begin <= range->end);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const std::string_view path = all.substr(0, all.find('\n'));
    const std::string_view query = all.substr(std::min(path.size() + 1, size));
    check_query(query);
    check_path(path, query);
    if (const auto cursor = parse_cursor(query); cursor) require(!changes_target(*cursor).empty());
    return 0;
}
