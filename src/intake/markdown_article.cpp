#include "intake/markdown_article.hpp"

#include "intake/front_matter.hpp"
#include "intake/json_article.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace syndicated::intake {

namespace json = boost::json;

namespace {

// A key of JSON input, and what else it is called in front matter; the first that has a value counts.
struct Column {
    std::string_view key;
    std::array<std::string_view, 8> names;
};
constexpr std::array<Column, 15> columns{
    {{"guid", {"guid"}},
     {"id", {"id"}},
     {"url", {"url", "permalink"}},
     {"title", {"title"}},
     {"category", {"category", "categories"}},
     {"source", {"source"}},
     {"author", {"author", "authors", "author.name"}},
     {"published", {"published", "publishdate", "date", "pubdate"}},
     {"updated", {"updated", "lastmod", "modified", "last_modified_at", "updateddate"}},
     {"views", {"views"}},
     {"summary", {"summary", "description", "excerpt"}},
     {"image", {"image", "cover", "thumbnail", "banner", "featured_image", "cover.image", "header.image", "images"}},
     {"lang", {"lang", "language"}},
     {"featured", {"featured"}},
     {"origin", {"origin"}}}};

// Keys that hide an article when their value is this.
struct Flag {
    std::string_view key;
    bool hides_when;
};
constexpr std::array<Flag, 4> flags{{{"draft", true}, {"private", true}, {"hidden", true}, {"published", false}}};

std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}

// Hugo's keys are the same in any case; featured-image is featured_image.
std::string plain_key(std::string_view key) {
    std::string out = to_lower_ascii(key);
    std::replace(out.begin(), out.end(), '-', '_');
    return out;
}

std::optional<bool> flag_of(const json::value& value) {
    if (const bool* flag = value.if_bool()) return *flag;
    if (value.is_number()) return value.to_number<double>() != 0;
    const json::string* text = value.if_string();
    if (text == nullptr) return std::nullopt;
    const std::string word = to_lower_ascii(trim(view(*text)));
    if (word == "true" || word == "yes" || word == "on" || word == "1") return true;
    if (word == "false" || word == "no" || word == "off" || word == "0") return false;
    return std::nullopt;
}

bool is_nothing(const json::value& value) {
    const json::string* text = value.if_string();
    return value.is_null() || (text != nullptr && trim(view(*text)).empty());
}

// Hexo's [[娱乐, 电影], 热点]: a list in the list is a path.
json::value paths_joined(const json::value& value) {
    if (!value.is_array()) return value;
    json::array out;
    for (const json::value& one : value.get_array()) {
        const json::array* path = one.if_array();
        if (path == nullptr) {
            out.push_back(one);
            continue;
        }
        std::string joined;
        for (const json::value& part : *path) {
            if (!part.is_string()) return value;
            joined += (joined.empty() ? "" : " > ") + std::string(view(part.get_string()));
        }
        out.emplace_back(joined);
    }
    return out;
}

// The value as the column takes it; null: this key says nothing about it.
json::value fitted(std::string_view column, const json::value& value) {
    if (is_nothing(value)) return nullptr;
    if (column == "category") return paths_joined(value);
    if (column == "published" && flag_of(value) && !value.is_number()) return nullptr;  // Jekyll's published: false
    if (column == "image") {  // cover: false, and themes' maps of pictures and captions
        if (value.is_array()) return value.get_array().empty() ? json::value(nullptr) : value.get_array().front();
        return value.is_object() || (flag_of(value) && !value.is_number()) ? json::value(nullptr) : value;
    }
    const bool pattern =
        column == "url" && value.is_string() && view(value.get_string()).find("/:") != std::string::npos;
    return pattern ? json::value(nullptr) : value;  // Jekyll's permalink: /:year/:title/
}

// A line without a readable key that may have been meant to hide the article: "draft:true".
bool may_hide(const json::value& line) {
    const std::string words = line.is_string() ? plain_key(view(line.get_string())) : std::string();
    const auto begins = [&words](std::string_view key) { return words.find(key) < 2; };  // perhaps behind a quote
    return begins("status") || begins("password") ||
           std::any_of(flags.begin(), flags.end(), [&](const Flag& flag) { return begins(flag.key); });
}

class FrontFiller {
public:
    explicit FrontFiller(const std::vector<FrontField>& fields) : fields_(fields) {
        for (const FrontField& field : fields) keys_.push_back(plain_key(field.key));
    }

    MarkdownArticle run();

private:
    const FrontField* find(std::string_view key) const;
    void take(const Column& column);
    void take_flag(const Flag& flag, const FrontField& field);
    void take_status();
    void hide(const FrontField& field, std::string_view why);
    void problem(const FrontField& field, std::string_view why);

    const std::vector<FrontField>& fields_;
    std::vector<std::string> keys_;
    ArticleFiller filler_;
    std::vector<std::pair<std::int64_t, std::string>> problems_;  // by their lines
};

// Of several, the last.
const FrontField* FrontFiller::find(std::string_view key) const {
    for (std::size_t i = keys_.size(); i-- > 0 && !key.empty();) {
        if (keys_[i] == key) return &fields_[i];
    }
    return nullptr;
}

void FrontFiller::problem(const FrontField& field, std::string_view why) {
    const std::string key = field.key.empty() ? std::string() : field.key + ": ";
    problems_.emplace_back(field.line, fmt::format("line {}: {}{}", field.line, key, why));
}

void FrontFiller::hide(const FrontField& field, std::string_view why) {
    problem(field, std::string(why) + "; so the article is not public");
    filler_.article().is_public = false;
}

void FrontFiller::take(const Column& column) {
    for (const std::string_view name : column.names) {
        const FrontField* field = find(name);
        if (field == nullptr) continue;
        if (!field->why.empty()) {
            problem(*field, field->why);
            continue;
        }
        const json::value value = fitted(column.key, field->value);
        if (value.is_null()) continue;
        const Result<void> taken = filler_.take(column.key, value);
        if (taken) return;
        problem(*field, taken.error().detail);
    }
}

void FrontFiller::take_flag(const Flag& flag, const FrontField& field) {
    if (field.why.empty() && is_nothing(field.value)) return;
    const std::optional<bool> value = flag_of(field.value);
    if (value == flag.hides_when) filler_.article().is_public = false;
    if (flag.key == "published") {  // as a rule a time; that it cannot be read is said there
        if (!field.why.empty()) filler_.article().is_public = false;
    } else if (!value) {
        hide(field, field.why.empty() ? "is neither true nor false" : field.why);
    }
}

// A number as in JSON input, or a CMS's word.
void FrontFiller::take_status() {
    const FrontField* field = find("status");
    if (field == nullptr || (field->why.empty() && is_nothing(field->value))) return;
    if (!field->why.empty()) return hide(*field, field->why);
    const json::string* text = field->value.if_string();
    const std::string word = text != nullptr ? to_lower_ascii(trim(view(*text))) : std::string();
    if (word == "publish" || word == "published" || word == "public") return;
    const Result<void> taken = filler_.take("status", field->value);
    if (text != nullptr && !taken) {  // draft, private ...
        filler_.article().is_public = false;
    } else if (!taken) {
        hide(*field, taken.error().detail);
    }
}

MarkdownArticle FrontFiller::run() {
    for (const Column& column : columns) take(column);
    take_status();  // the only one that may say "public": all that hides comes behind
    for (const FrontField& field : fields_) {
        if (field.key.empty() && may_hide(field.value)) {
            hide(field, field.why);
        } else if (field.key.empty()) {
            problem(field, field.why);
        }
    }
    for (std::size_t i = 0; i < fields_.size(); ++i) {  // each of them: one that hides is enough
        for (const Flag& flag : flags) {
            if (keys_[i] == flag.key) take_flag(flag, fields_[i]);
        }
    }
    const FrontField* password = find("password");  // Hexo's encrypted articles
    if (password != nullptr && !(password->why.empty() && is_nothing(password->value))) {
        filler_.article().is_public = false;
    }
    std::stable_sort(problems_.begin(), problems_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    MarkdownArticle out{std::move(filler_.article()), {}};
    for (auto& [line, text] : problems_) out.problems.push_back(std::move(text));
    return out;
}

// "2025-03-10" of _posts/2025-03-10-title.md.
std::optional<std::string> day_in(std::string_view name) {
    name.remove_prefix(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1);
    constexpr std::string_view shape = "0000-00-00-";
    if (name.size() < shape.size()) return std::nullopt;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const bool fits = shape[i] == '-' ? name[i] == '-' : name[i] >= '0' && name[i] <= '9';
        if (!fits) return std::nullopt;
    }
    return std::string(name.substr(0, shape.size() - 1));
}

}  // namespace

Result<MarkdownArticle> markdown_article(std::string_view text, std::string_view name) {
    const Result<FrontMatter> front = read_front_matter(text);
    if (!front) return front.error();
    MarkdownArticle out = FrontFiller(front->fields).run();
    RawArticle& article = out.article;
    if (front->found && !article.published) article.published = day_in(name);
    article.html = std::string(text.substr(front->body));
    article.form = Form::markdown;
    if (!article.title && !article.url && trim(article.html).empty()) {
        return Error{Errc::invalid_input, "no article: neither a title nor a text is there"};
    }
    return out;
}

}  // namespace syndicated::intake
