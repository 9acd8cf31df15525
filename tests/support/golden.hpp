// What golden cases of normalise and intake have in common: a file holds settings ("@word value", a line each), the
// input, a line of four hyphens, and what is expected of it. .ci/check-rules reads the same files: every rule of
// docs/normalise.md needs a case that names it behind "rule:" or "rules:", and one that names it behind "not:".
#pragma once

#include "support/temp_dir.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syndicated::testing::golden {

struct Case {
    std::vector<std::pair<std::string, std::string>> settings;  // "@now 2025-…" as {"now", "2025-…"}
    std::string input, expected;
};

// The word before the first blank, taken off.
inline std::string take_word(std::string_view& text) {
    const std::string word(text.substr(0, text.find(' ')));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

inline Case load(const std::filesystem::path& path) {
    const std::string all = read_file(path);
    const std::size_t divider = all.find("\n----\n");
    REQUIRE(divider != std::string::npos);
    Case out;
    out.expected = all.substr(divider + 6);
    std::string_view rest(all.data(), divider);
    while (!rest.empty() && rest.front() == '@') {
        std::string_view line = rest.substr(1, rest.find('\n') - 1);
        rest.remove_prefix(std::min(rest.size(), line.size() + 2));
        std::string word = take_word(line);
        out.settings.emplace_back(std::move(word), line);
    }
    out.input = rest;
    return out;
}

// What stands behind "word: " at a line's start; empty when no line has it.
inline std::string_view line_of(std::string_view text, std::string_view word) {
    while (!text.empty()) {
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.substr(0, word.size() + 2) == std::string(word) + ": ") return line.substr(word.size() + 2);
    }
    return {};
}

// "time.absolute; updated: time.clock of the published day": time.absolute and time.clock.
inline std::set<std::string> rules_in(std::string_view list) {
    std::set<std::string> out;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find("; "), list.size());
        std::string_view name = list.substr(0, end);
        list.remove_prefix(std::min(list.size(), end + 2));
        if (name.substr(0, 9) == "updated: ") name.remove_prefix(9);
        out.insert(take_word(name));
    }
    return out;
}

}  // namespace syndicated::testing::golden
