#include "intake/json_article.hpp"

#include "syndicated/base/text.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syndicated::intake {

namespace json = boost::json;

namespace {

std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}

std::string_view shape_of(const json::value& value) {
    switch (value.kind()) {
        case json::kind::object: return "an object";
        case json::kind::array: return "an array";
        case json::kind::bool_: return "true or false";
        case json::kind::string: return "text";
        case json::kind::null: return "null";
        default: return "a number";
    }
}

Error wrong_shape(std::string_view key, const json::value& value, std::string_view expected) {
    return {Errc::invalid_input, fmt::format("\"{}\" is {}, expected {}", key, shape_of(value), expected)};
}

// A NUL would end the text early in the hands of many an SQL client.
std::string without_nul(std::string_view text) {
    if (text.find('\0') == std::string_view::npos) return std::string(text);
    std::string out;
    for (const char c : text) {
        if (c != '\0') {
            out += c;
        } else {
            append_utf8(out, replacement_character);
        }
    }
    return out;
}

// Text as it stands, a number in its shortest form; nullopt: neither.
std::optional<std::string> text_of(const json::value& value) {
    if (const json::string* text = value.if_string()) return without_nul(view(*text));
    if (const std::int64_t* number = value.if_int64()) return fmt::to_string(*number);
    if (const std::uint64_t* number = value.if_uint64()) return fmt::to_string(*number);
    const double* number = value.if_double();
    if (number == nullptr || !std::isfinite(*number)) return std::nullopt;
    if (*number == std::floor(*number) && std::fabs(*number) < 1e15) return fmt::format("{:.0f}", *number);
    return fmt::format("{}", *number);
}

Result<std::vector<std::string>> texts_of(std::string_view key, const json::value& value) {
    std::vector<std::string> out;
    const json::array* several = value.if_array();
    if (several == nullptr) {
        std::optional<std::string> text = text_of(value);
        if (!text) return wrong_shape(key, value, "text or an array of texts");
        out.push_back(std::move(*text));
        return out;
    }
    for (const json::value& one : *several) {
        if (one.is_null()) continue;
        std::optional<std::string> text = text_of(one);
        if (!text) return wrong_shape(fmt::format("{}[{}]", key, &one - several->data()), one, "text");
        if (!trim(*text).empty()) out.push_back(std::move(*text));
    }
    return out;
}

std::optional<double> number_of(const json::value& value) {
    if (const bool* flag = value.if_bool()) return *flag ? 1.0 : 0.0;
    if (value.is_number()) return value.to_number<double>();
    const json::string* text = value.if_string();
    if (text == nullptr) return std::nullopt;
    const std::string lower = to_lower_ascii(trim(view(*text)));
    if (lower == "1" || lower == "true") return 1.0;
    if (lower == "0" || lower == "false" || lower.empty()) return 0.0;
    return std::nullopt;
}

struct TextKey {
    std::string_view key;
    std::optional<std::string> RawArticle::*column;
};
constexpr std::array<TextKey, 9> text_keys{{{"url", &RawArticle::url},
                                            {"title", &RawArticle::title},
                                            {"published", &RawArticle::published},
                                            {"updated", &RawArticle::updated},
                                            {"views", &RawArticle::views},
                                            {"summary", &RawArticle::summary},
                                            {"image", &RawArticle::image},
                                            {"lang", &RawArticle::lang},
                                            {"origin", &RawArticle::origin}}};
constexpr std::array<std::string_view, 3> body_keys{"html", "content", "body"};  // the best first

}  // namespace

Result<void> ArticleFiller::take(std::string_view key, const json::value& value) {
    if (value.is_null()) return {};
    for (const TextKey& known : text_keys) {
        if (key != known.key) continue;
        std::optional<std::string> text = text_of(value);
        if (!text) return wrong_shape(key, value, "text");
        article_.*known.column = std::move(text);
        return {};
    }
    for (std::size_t rank = 0; rank < body_keys.size(); ++rank) {
        if (key == body_keys[rank]) return take_body(rank, value);
    }
    if (key == "guid" || key == "id") return take_id(key, value);
    if (key == "category") return take_category(value);
    if (key == "author") return take_joined(key, value, &RawArticle::author);
    if (key == "source") return take_joined(key, value, &RawArticle::source);
    if (key == "featured" || key == "status") return take_flag(key, value);
    if (key == "form") return take_form(value);
    return {};
}

Result<void> ArticleFiller::take_joined(std::string_view key, const json::value& value, Column column) {
    const Result<std::vector<std::string>> texts = texts_of(key, value);
    if (!texts) return texts.error();
    std::string joined;
    for (const std::string& text : *texts) joined += (joined.empty() ? "" : "、") + text;
    article_.*column = std::move(joined);
    return {};
}

Result<void> ArticleFiller::take_category(const json::value& value) {
    Result<std::vector<std::string>> texts = texts_of("category", value);
    if (!texts) return texts.error();
    if (texts->empty()) return {};
    article_.category = std::move(texts->front());
    texts->erase(texts->begin());
    article_.more_categories = std::move(*texts);
    return {};
}

Result<void> ArticleFiller::take_flag(std::string_view key, const json::value& value) {
    const std::optional<double> number = number_of(value);
    if (!number && key == "featured") return wrong_shape(key, value, "true, false, 1 or 0");
    if (!number) return wrong_shape(key, value, "a number (1 is public, all else is not)");
    if (key == "featured") article_.featured = *number != 0.0;
    if (key == "status") article_.is_public = *number == 1.0;
    return {};
}

Result<void> ArticleFiller::take_form(const json::value& value) {
    const json::string* text = value.if_string();
    if (text == nullptr) return wrong_shape("form", value, "html, page, text or markdown");
    const std::optional<Form> form = form_from(view(*text));
    if (!form) {
        return Error{Errc::invalid_input,
                     fmt::format("\"form\" is {}, expected html, page, text or markdown", quote(view(*text)))};
    }
    article_.form = *form;
    return {};
}

Result<void> ArticleFiller::take_body(std::size_t rank, const json::value& value) {
    std::optional<std::string> text = text_of(value);
    if (!text) return wrong_shape(body_keys[rank], value, "text");
    if (body_rank_ && rank >= *body_rank_) return {};
    body_rank_ = rank;
    article_.html = std::move(*text);
    return {};
}

Result<void> ArticleFiller::take_id(std::string_view key, const json::value& value) {
    const std::optional<std::string> text = text_of(value);
    if (!text) return wrong_shape(key, value, "text");
    const std::string_view trimmed = trim(*text);
    if (trimmed.empty() || (has_guid_ && key == "id")) return {};
    has_guid_ = has_guid_ || key == "guid";
    article_.guid = std::string(trimmed);
    return {};
}

Result<RawArticle> article_from(const json::value& value) {
    const json::object* object = value.if_object();
    if (object == nullptr) {
        return Error{Errc::invalid_input,
                     fmt::format("is {}, expected an object with title, html ...", shape_of(value))};
    }
    ArticleFiller filler;
    for (const json::key_value_pair& field : *object) {
        const Result<void> taken = filler.take({field.key().data(), field.key().size()}, field.value());
        if (!taken) return taken.error();
    }
    const bool nothing = !filler.has_body() && !filler.article().title && !filler.article().url;
    if (nothing) return Error{Errc::invalid_input, "no article: none of the keys title, html and url is there"};
    return std::move(filler.article());
}

}  // namespace syndicated::intake
