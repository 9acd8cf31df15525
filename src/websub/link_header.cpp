#include "websub/link_header.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <utility>

namespace syndicated::websub {

namespace {

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

bool take(std::string_view& text, char c) {
    skip_blanks(text);
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

bool is_token_char(char c) {
    const bool letter_or_digit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter_or_digit || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

std::string take_token(std::string_view& text) {
    skip_blanks(text);
    const auto end = std::find_if_not(text.begin(), text.end(), is_token_char);
    std::string out(text.begin(), end);
    text.remove_prefix(out.size());
    return out;
}

// Behind the opening quotation mark.
std::optional<std::string> take_quoted(std::string_view& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return out;
        }
        if (text[i] == '\\' && ++i == text.size()) break;
        out += text[i];
    }
    return std::nullopt;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    for (skip_blanks(text); !text.empty(); skip_blanks(text)) {
        const auto word = text.substr(0, text.find_first_of(" \t"));
        out.push_back(to_lower_ascii(word));
        text.remove_prefix(word.size());
    }
    return out;
}

bool take_parameters(std::string_view& text, HeaderLink& link) {
    bool has_rel = false;
    while (take(text, ';')) {
        const std::string name = take_token(text);
        if (name.empty()) return false;
        std::string value;
        if (take(text, '=')) {
            if (take(text, '"')) {
                auto quoted = take_quoted(text);
                if (!quoted) return false;
                value = std::move(*quoted);
            } else {
                value = take_token(text);
                if (value.empty()) return false;
            }
        }
        if (equal_ignoring_case(name, "rel") && !std::exchange(has_rel, true)) link.relations = words_of(value);
    }
    return true;
}

}  // namespace

std::optional<std::vector<HeaderLink>> parse_links(std::string_view value) {
    std::vector<HeaderLink> out;
    for (skip_blanks(value); !value.empty(); skip_blanks(value)) {
        if (take(value, ',')) continue;  // an empty member
        if (!take(value, '<')) return std::nullopt;
        const auto end = value.find('>');
        if (end == std::string_view::npos) return std::nullopt;
        HeaderLink link;
        link.target = value.substr(0, end);
        value.remove_prefix(end + 1);
        if (!take_parameters(value, link)) return std::nullopt;
        out.push_back(std::move(link));
        skip_blanks(value);
        if (!value.empty() && value.front() != ',') return std::nullopt;
    }
    return out;
}

std::vector<std::string> targets_of(const std::vector<HeaderLink>& links, std::string_view relation) {
    std::vector<std::string> out;
    for (const HeaderLink& link : links) {
        const bool has = std::find(link.relations.begin(), link.relations.end(), relation) != link.relations.end();
        if (has) out.push_back(link.target);
    }
    return out;
}

}  // namespace syndicated::websub
