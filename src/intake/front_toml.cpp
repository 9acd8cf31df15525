// Of TOML: "key = value" with texts of all four kinds, numbers and dates as they stand, lists, and tables one name
// deep.
#include "intake/front_readers.hpp"
#include "intake/front_scan.hpp"
#include "syndicated/base/text.hpp"

#include <utility>

namespace syndicated::intake {

namespace {

// a."b".c as a.b.c
std::string joined_key(std::string_view key) {
    std::string out;
    for (const char c : trim(key)) {
        if (c != '"' && c != '\'' && c != ' ' && c != '\t') out += c;
    }
    return out;
}

Scanned bare(FrontScanner& scan) {
    const std::string_view rest = scan.rest_of_line();
    const std::string_view words = trim(rest.substr(0, rest.find('#')));
    scan.next_line();
    if (words.empty()) return {nullptr, "has no value"};
    return {plain_value(words, Dialect::toml), {}};
}

Scanned value(FrontScanner& scan) {
    const bool delimited = std::string_view("\"'[{").find(scan.peek()) != std::string_view::npos && !scan.at_end();
    return delimited ? scan.delimited() : bare(scan);
}

FrontField unreadable(std::int64_t line, std::string_view words, std::string_view why) {
    return {{}, line, boost::json::string_view(words.data(), words.size()), std::string(why)};
}

// The name in [name] or [[name]]; empty: there is none.
std::string table_name(std::string_view words) {
    const std::size_t begin = words.find_first_not_of("[ \t");
    const std::size_t end = words.find(']');
    if (begin == std::string_view::npos || end == std::string_view::npos || end <= begin) return {};
    return joined_key(words.substr(begin, end - begin));
}

}  // namespace

std::vector<FrontField> read_toml(std::string_view text, std::int64_t first_line) {
    FrontScanner scan(text, Dialect::toml, first_line);
    std::vector<FrontField> out;
    std::string table;
    while (out.size() <= max_front_fields && scan.next_words()) {
        scan.skip_blanks();
        const std::int64_t line = scan.line();
        const std::string_view rest = scan.rest_of_line();
        if (rest.front() == '[') {
            table = table_name(rest) + ".";
            if (table == ".") out.push_back(unreadable(line, rest, "expected the name of a table"));
            scan.next_line();
            continue;
        }
        const std::size_t equals = rest.find('=');
        std::string key = joined_key(rest.substr(0, equals));
        if (equals == std::string_view::npos || key.empty()) {
            out.push_back(unreadable(line, rest, "expected \"key = value\""));
            scan.next_line();
            continue;
        }
        scan.skip(equals + 1);
        scan.skip_blanks();
        Scanned scanned = value(scan);
        out.push_back({table + key, line, std::move(scanned.value), std::move(scanned.why)});
    }
    return out;
}

}  // namespace syndicated::intake
