// Of YAML: "key: value" with plain, quoted and block texts, lists of both kinds, and maps one level down. No anchors,
// no tags, no maps in lists: such a value is said to be unreadable.
#include "intake/front_readers.hpp"
#include "intake/front_scan.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <utility>

namespace syndicated::intake {

namespace json = boost::json;

namespace {

bool is_blank_or_end(std::string_view text, std::size_t at) {
    return at >= text.size() || text[at] == ' ' || text[at] == '\t';
}

bool begins_item(std::string_view words) {
    return !words.empty() && words.front() == '-' && is_blank_or_end(words, 1);
}

// Without a comment and the blanks around.
std::string_view plain_words(std::string_view rest) {
    for (std::size_t at = rest.find('#'); at != std::string_view::npos; at = rest.find('#', at + 1)) {
        if (at == 0 || rest[at - 1] == ' ' || rest[at - 1] == '\t') return trim(rest.substr(0, at));
    }
    return trim(rest);
}

class YamlReader {
public:
    YamlReader(std::string_view text, std::int64_t first_line) : scan_(text, Dialect::yaml, first_line) {}

    std::vector<FrontField> run();

private:
    void entry(const std::string& prefix, std::size_t indent);
    void nested(std::string key, std::size_t indent, std::int64_t line);
    Scanned value(std::size_t indent);
    Scanned plain(std::size_t indent);
    Scanned block(std::size_t indent);
    Scanned items(std::size_t indent);
    Scanned item(std::size_t indent);
    void skip_deeper(std::size_t indent);
    void unreadable(std::string_view why);  // the rest of the line
    void add(std::string key, std::int64_t line, Scanned scanned) {
        fields_.push_back({std::move(key), line, std::move(scanned.value), std::move(scanned.why)});
    }
    [[nodiscard]] bool full() const { return fields_.size() > max_front_fields; }

    FrontScanner scan_;
    std::vector<FrontField> fields_;
};

void YamlReader::skip_deeper(std::size_t indent) {
    for (std::optional<std::size_t> next = scan_.next_words(); next && *next > indent; next = scan_.next_words()) {
        scan_.next_line();
    }
}

void YamlReader::unreadable(std::string_view why) {
    const std::string_view rest = scan_.rest_of_line();
    fields_.push_back({{}, scan_.line(), json::string_view(rest.data(), rest.size()), std::string(why)});
    scan_.next_line();
}

// Lines that go further in than the key belong to it.
Scanned YamlReader::plain(std::size_t indent) {
    std::string out(plain_words(scan_.rest_of_line()));
    scan_.next_line();
    while (!scan_.at_end()) {
        FrontScanner ahead = scan_;
        if (ahead.skip_blanks() <= indent || ahead.at_line_end() || ahead.at_comment()) break;
        const std::string_view rest = ahead.rest_of_line();
        if (yaml_key_size(rest) > 0) break;  // a key that slipped in
        out += ' ';
        out += plain_words(rest);
        scan_.next_line();
    }
    return {plain_value(out, Dialect::yaml), {}};
}

// | keeps its line ends, > makes blanks of them.
Scanned YamlReader::block(std::size_t indent) {
    const bool folded = scan_.peek() == '>';
    scan_.next_line();
    std::string out;
    std::size_t margin = 0;
    std::size_t blank_lines = 0;
    while (!scan_.at_end()) {
        FrontScanner ahead = scan_;
        const std::size_t blanks = ahead.skip_blanks();
        if (!ahead.at_line_end() && blanks <= indent) break;
        if (margin == 0 && !ahead.at_line_end()) margin = blanks;
        std::string_view line = scan_.rest_of_line();
        line.remove_prefix(std::min(margin, blanks));
        scan_.next_line();
        if (trim(line).empty()) {
            ++blank_lines;
            continue;
        }
        if (!out.empty()) out += folded && blank_lines == 0 ? " " : std::string(blank_lines + (folded ? 0 : 1), '\n');
        blank_lines = 0;
        out += line;
    }
    return {json::value(json::string_view(out)), {}};
}

Scanned YamlReader::item(std::size_t indent) {
    const std::string_view rest = scan_.rest_of_line();
    const bool quoted = rest.front() == '"' || rest.front() == '\'';
    const bool map = !quoted && yaml_key_size(rest) > 0;
    if (!map && !begins_item(rest)) return value(indent);
    scan_.next_line();
    skip_deeper(indent);
    return {nullptr, map ? "is a list of maps" : "is a list of lists"};
}

Scanned YamlReader::items(std::size_t indent) {
    json::array out;
    std::string why;
    for (;;) {
        const std::optional<std::size_t> blanks = scan_.next_words();
        if (!blanks || *blanks != indent) break;
        FrontScanner ahead = scan_;
        ahead.skip(indent);
        if (!begins_item(ahead.rest_of_line())) break;
        scan_.skip(indent + 1);
        scan_.skip_blanks();
        if (scan_.at_line_end() || scan_.at_comment()) {  // nothing, or something further in
            scan_.next_line();
            skip_deeper(indent);
            continue;
        }
        Scanned one = item(indent);
        if (one.why.empty() && out.size() >= max_front_items) {
            one.why = "has more than " + std::to_string(max_front_items) + " values";
        }
        if (why.empty()) why = std::move(one.why);
        if (why.empty() && !one.value.is_null()) out.push_back(std::move(one.value));
    }
    return {std::move(out), std::move(why)};
}

// From its first character to the start of the line behind it.
Scanned YamlReader::value(std::size_t indent) {
    const char first = scan_.peek();
    if (first == '|' || first == '>') return block(indent);
    if (std::string_view("\"'[{").find(first) != std::string_view::npos) return scan_.delimited();
    if (std::string_view("&*!").find(first) == std::string_view::npos) return plain(indent);
    scan_.next_line();
    return {nullptr, "has an anchor, alias or tag, which is not read"};
}

void YamlReader::nested(std::string key, std::size_t indent, std::int64_t line) {
    const std::optional<std::size_t> next = scan_.next_words();
    FrontScanner ahead = scan_;
    ahead.skip(next.value_or(0));
    if (next && *next >= indent && begins_item(ahead.rest_of_line())) return add(std::move(key), line, items(*next));
    if (!next || *next <= indent) return add(std::move(key), line, {nullptr, {}});
    add(key, line, {json::object(), {}});
    if (indent > 0) return skip_deeper(indent);
    for (std::optional<std::size_t> at = next; at && *at > indent && !full(); at = scan_.next_words()) {
        if (*at == *next) {
            scan_.skip(*at);
            entry(key + ".", *at);
        } else {
            scan_.next_line();
        }
    }
}

void YamlReader::entry(const std::string& prefix, std::size_t indent) {
    const std::int64_t line = scan_.line();
    const std::string_view rest = scan_.rest_of_line();
    const std::size_t size = yaml_key_size(rest);
    if (size == 0) return unreadable("expected \"key: value\"");
    std::string_view key = trim(rest.substr(0, size - 1));
    if (key.size() > 1 && (key.front() == '"' || key.front() == '\'')) key = key.substr(1, key.size() - 2);
    std::string name = prefix + std::string(key);
    scan_.skip(size);
    scan_.skip_blanks();
    if (scan_.at_line_end() || scan_.at_comment()) {
        scan_.next_line();
        return nested(std::move(name), indent, line);
    }
    Scanned scanned = value(indent);
    add(std::move(name), line, std::move(scanned));
}

std::vector<FrontField> YamlReader::run() {
    while (!full()) {
        const std::optional<std::size_t> blanks = scan_.next_words();
        if (!blanks) break;
        if (*blanks == 0) {
            entry({}, 0);
            continue;
        }
        scan_.skip(*blanks);
        unreadable("is indented, but belongs to no key");
    }
    return std::move(fields_);
}

}  // namespace

std::size_t yaml_key_size(std::string_view line) {
    if (line.empty() || begins_item(line) ||
        std::string_view("#[]{},&*!|>%@`?").find(line.front()) != std::string::npos) {
        return 0;
    }
    std::size_t from = 0;
    if (line.front() == '"' || line.front() == '\'') {
        from = line.find(line.front(), 1);
        if (from == std::string_view::npos) return 0;
    }
    for (std::size_t at = line.find(':', from); at != std::string_view::npos; at = line.find(':', at + 1)) {
        if (is_blank_or_end(line, at + 1)) return at + 1;
    }
    return 0;
}

std::vector<FrontField> read_yaml(std::string_view text, std::int64_t first_line) {
    return YamlReader(text, first_line).run();
}

}  // namespace syndicated::intake
