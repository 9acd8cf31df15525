#include "intake/front_matter.hpp"

#include "intake/front_readers.hpp"
#include "intake/json_text.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace syndicated::intake {

namespace json = boost::json;

namespace {

std::string_view line_at(std::string_view text, std::size_t begin) {
    return text.substr(begin, text.find('\n', begin) - begin);
}

// The line is `mark` and nothing more.
bool is_mark(std::string_view line, std::string_view mark) {
    return line.starts_with(mark) && line.find_first_not_of(" \t\r", mark.size()) == std::string_view::npos;
}

std::string without_carriage_returns(std::string_view text) {
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c != '\r'; });
    return out;
}

Error too_many_fields() {
    return {Errc::limit_exceeded, fmt::format("line 1: front matter of more than {} fields", max_front_fields)};
}

bool is_word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// A key, or what was meant to be one: "draft:true".
bool looks_like_key(std::string_view line) {
    std::size_t word = 0;
    while (word < line.size() && is_word_char(line[word])) ++word;
    const bool address = line.substr(word).starts_with("://");
    return yaml_key_size(line) > 0 || (word > 0 && word < line.size() && line[word] == ':' && !address);
}

// "---" may be a rule of the text: front matter goes on with "key: value" or with its end.
bool begins_yaml(std::string_view text) {
    for (std::size_t begin = line_at(text, 0).size() + 1; begin < text.size();) {
        const std::string_view line = line_at(text, begin);
        begin += line.size() + 1;
        if (trim(line).empty() || line.front() == '#') continue;
        return is_mark(line, "---") || is_mark(line, "...") || looks_like_key(line);
    }
    return false;
}

// Between the first line and the next that is `end` or `other_end`.
Result<FrontMatter> read_between(std::string_view text, std::string_view mark, std::string_view other_end) {
    const std::size_t begin = std::min(line_at(text, 0).size() + 1, text.size());
    for (std::size_t at = begin; at < text.size() && at < max_front_bytes;) {
        const std::string_view line = line_at(text, at);
        if (!is_mark(line, mark) && !is_mark(line, other_end)) {
            at += line.size() + 1;
            continue;
        }
        FrontMatter out;
        const std::string inner = without_carriage_returns(text.substr(begin, at - begin));
        out.fields = mark == "+++" ? read_toml(inner, 2) : read_yaml(inner, 2);
        if (out.fields.size() > max_front_fields) return too_many_fields();
        out.found = true;
        out.body = std::min(at + line.size() + 1, text.size());
        return out;
    }
    return Error{Errc::invalid_input,
                 fmt::format("line 1: {} begins front matter, and no second {} within {} KiB ends it", quote(mark),
                             quote(mark), max_front_bytes >> 10U)};
}

void flatten(std::vector<FrontField>& out, const json::object& object, const std::string& prefix) {
    for (const json::key_value_pair& field : object) {
        if (out.size() > max_front_fields) return;
        std::string key = prefix + std::string(field.key().data(), field.key().size());
        const json::object* deeper = field.value().if_object();
        if (deeper == nullptr) {
            // A plain copy would live in the reader's memory, which ends before the field.
            out.push_back({std::move(key), 1, json::value(field.value(), json::storage_ptr()), {}});
            continue;
        }
        out.push_back({key, 1, json::object(), {}});
        if (prefix.empty()) flatten(out, *deeper, key + ".");
    }
}

// {% raw %} and {{< toc >}} are text.
bool begins_json(std::string_view text) {
    const std::size_t next = text.find_first_not_of(" \t\r\n", 1);
    return text.front() == '{' && next != std::string_view::npos && (text[next] == '"' || text[next] == '}');
}

Result<FrontMatter> read_json(std::string_view text) {
    std::size_t most = std::min(text.size(), max_front_bytes);
    while (most < text.size() && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;  // halve no letter
    JsonText reader;
    const JsonText::Parsed parsed = reader.parse(text.substr(0, most));
    if (parsed.value == nullptr || !parsed.value->is_object()) {
        return Error{Errc::invalid_input, "line 1: front matter that begins with \"{\" " + parsed.error};
    }
    FrontMatter out;
    flatten(out.fields, parsed.value->get_object(), {});
    if (out.fields.size() > max_front_fields) return too_many_fields();
    out.found = true;
    out.body = std::min(parsed.read_bytes, text.size());
    return out;
}

}  // namespace

Result<FrontMatter> read_front_matter(std::string_view text) {
    if (text.empty()) return FrontMatter{};
    const std::string_view first = line_at(text, 0);
    if (is_mark(first, "---") && begins_yaml(text)) return read_between(text, "---", "...");
    if (is_mark(first, "+++")) return read_between(text, "+++", "+++");
    if (begins_json(text)) return read_json(text);
    return FrontMatter{};
}

}  // namespace syndicated::intake
