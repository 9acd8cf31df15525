#include "store/sqlite_cursor.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string_view>
#include <vector>

namespace syndicated::store {

namespace {

constexpr std::string_view form_of_cursor = "1";

std::optional<std::int64_t> number_from(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> fields;
    for (;;) {
        const auto end = text.find(';');
        fields.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return fields;
        text.remove_prefix(end + 1);
    }
}

}  // namespace

Cursor to_text(const SqliteCursor& cursor) {
    // The mark before the op tells a row with an empty op from no row.
    const LogRow row = cursor.row.value_or(LogRow{});
    return fmt::format("{};{};{};{};{};{};{};{}", form_of_cursor, percent_encode(cursor.file), cursor.seq,
                       percent_encode(cursor.row ? "=" + row.op : ""), percent_encode(row.article),
                       cursor.first_read_done ? 1 : 0, cursor.top,
                       cursor.position ? std::to_string(*cursor.position) : "");
}

std::optional<SqliteCursor> cursor_from(const Cursor& text) {
    const auto fields = split(text);
    if (fields.size() != 8 || fields[0] != form_of_cursor) return std::nullopt;
    const auto seq = number_from(fields[2]);
    const auto done = number_from(fields[5]);
    const auto top = number_from(fields[6]);
    const auto position = number_from(fields[7]);
    if (!seq || !done || !top || (!position && !fields[7].empty())) return std::nullopt;

    SqliteCursor cursor;
    cursor.file = percent_decode(fields[1]);
    cursor.seq = *seq;
    if (const auto op = percent_decode(fields[3]); !op.empty()) {
        cursor.row = LogRow{percent_decode(fields[4]), op.substr(1)};
    }
    cursor.first_read_done = *done != 0;
    cursor.top = *top;
    cursor.position = position;
    return cursor;
}

}  // namespace syndicated::store
