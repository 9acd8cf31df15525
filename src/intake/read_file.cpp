#include "intake/file_bytes.hpp"
#include "intake/json_article.hpp"
#include "intake/json_text.hpp"
#include "intake/markdown_article.hpp"
#include "intake/readers.hpp"
#include "syndicated/base/text.hpp"
#include "syndicated/intake/intake.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace syndicated::intake {

namespace {

constexpr std::size_t kept_problems = 20;

enum class Kind { none, page, text, markdown, json, lines };

struct Ending {
    std::string_view ending;
    Kind kind;
};
constexpr Ending endings[] = {{".html", Kind::page},         {".htm", Kind::page},  {".shtml", Kind::page},
                              {".xhtml", Kind::page},        {".txt", Kind::text},  {".md", Kind::markdown},
                              {".markdown", Kind::markdown}, {".json", Kind::json}, {".ndjson", Kind::lines},
                              {".jsonl", Kind::lines}};

Kind kind_of(const std::filesystem::path& file) {
    const std::string ending = to_lower_ascii(file.extension().string());
    for (const Ending& known : endings) {
        if (ending == known.ending) return known.kind;
    }
    return Kind::none;
}

void replace_nul(Decoded& decoded) {
    const auto zeros = std::count(decoded.text.begin(), decoded.text.end(), '\0');
    if (zeros == 0) return;
    std::string out;
    out.reserve(decoded.text.size() + static_cast<std::size_t>(zeros) * 2);
    for (const char c : decoded.text) {
        if (c != '\0') {
            out += c;
        } else {
            append_utf8(out, replacement_character);
        }
    }
    decoded.text = std::move(out);
    decoded.undecodable += zeros;
}

// The whole document as UTF-8 text without NUL.
Result<Decoded> load(const Reading& reading) {
    const Result<std::string> bytes = read_whole(reading.file(), reading.limits().document_bytes);
    if (!bytes) return bytes.error();
    if (const std::string_view kind = binary_kind(*bytes); !kind.empty()) return not_text(reading.name(), kind);
    Decoded decoded = decode(*bytes);
    if (const std::string why = why_not_text(decoded.text, decoded.undecodable, bytes->size()); !why.empty()) {
        return not_text(reading.name(), why);
    }
    if (trim(decoded.text).empty()) {
        return Error{Errc::invalid_input, fmt::format("{} is empty (blanks only)", quote(reading.name(), 200))};
    }
    replace_nul(decoded);
    return decoded;
}

Result<void> deliver_array(Reading& reading, const boost::json::array& articles, const Decoded& decoded,
                           std::int64_t replaced) {
    std::int64_t number = 0;
    for (const boost::json::value& value : articles) {
        ++number;
        const Result<void> delivered =
            reading.deliver_json(value, number, fmt::format("article {}: ", number), decoded.charset, replaced);
        if (!delivered) return delivered.error();
    }
    return {};
}

}  // namespace

Error not_text(std::string_view name, std::string_view why) {
    return {Errc::invalid_input,
            fmt::format("{} is not text ({}): drop HTML, plain text, Markdown, JSON or NDJSON", quote(name, 200), why)};
}

void Reading::problem(std::string text) {
    ++report_.problem_count;
    if (report_.problems.size() < kept_problems) report_.problems.push_back(std::move(text));
}

Result<void> Reading::deliver(RawArticle&& article, std::int64_t number) {
    if (!article.origin) article.origin = std::string(name_);
    if (!article.guid) {
        article.guid = fmt::format("file:{}", name_);
        if (number > 0) *article.guid += fmt::format("#{}", number);
    }
    Result<void> taken = sink_(std::move(article));
    if (taken) ++report_.articles;
    return taken;
}

Result<void> Reading::deliver_json(const boost::json::value& value, std::int64_t number, std::string_view place,
                                   std::string_view charset, std::int64_t replaced) {
    Result<RawArticle> article = article_from(value);
    if (!article) {
        problem(fmt::format("{}{}", place, article.error().detail));
        return {};
    }
    if (!charset.empty() && charset != "utf-8") article->charset = std::string(charset);
    article->undecodable = replaced;
    return deliver(std::move(*article), number);
}

Result<void> read_document(Reading& reading, Form form) {
    Result<Decoded> decoded = load(reading);
    if (!decoded) return decoded.error();
    RawArticle article;
    article.form = form;
    article.html = std::move(decoded->text);
    article.charset = std::move(decoded->charset);
    article.undecodable = decoded->undecodable;
    return reading.deliver(std::move(article), 0);
}

Result<void> read_markdown(Reading& reading) {
    Result<Decoded> decoded = load(reading);
    if (!decoded) return decoded.error();
    Result<MarkdownArticle> made = markdown_article(decoded->text, reading.name());
    if (!made) return within(quote(reading.name(), 200), made.error());
    for (std::string& problem : made->problems) reading.problem(std::move(problem));
    made->article.charset = std::move(decoded->charset);
    made->article.undecodable = decoded->undecodable;
    return reading.deliver(std::move(made->article), 0);
}

Result<void> read_json(Reading& reading) {
    const Result<Decoded> decoded = load(reading);
    if (!decoded) return decoded.error();
    JsonText text;
    const JsonText::Parsed parsed = text.parse(decoded->text);
    const std::int64_t replaced = decoded->undecodable + parsed.replaced;
    if (!parsed.error.empty()) {
        // Several tools write one object a line and call it .json.
        if (parsed.value != nullptr && parsed.value->is_object()) return read_lines(reading);
        return Error{Errc::invalid_input, fmt::format("{} {}", quote(reading.name(), 200), parsed.error)};
    }
    if (parsed.value->is_array()) return deliver_array(reading, parsed.value->get_array(), *decoded, replaced);
    return reading.deliver_json(*parsed.value, 0, "", decoded->charset, replaced);
}

bool is_known_kind(const std::filesystem::path& file) {
    return kind_of(file) != Kind::none;
}

Result<FileReport> read_file(const std::filesystem::path& file, std::string_view name, const Limits& limits,
                             const ArticleSink& sink, const ProgressSink& progress) {
    Reading reading(file, name, limits, sink, progress);
    Result<void> outcome;
    switch (kind_of(file)) {
        case Kind::page: outcome = read_document(reading, Form::page); break;
        case Kind::text: outcome = read_document(reading, Form::text); break;
        case Kind::markdown: outcome = read_markdown(reading); break;
        case Kind::json: outcome = read_json(reading); break;
        case Kind::lines: outcome = read_lines(reading); break;
        case Kind::none:
            return Error{Errc::invalid_input,
                         fmt::format("{} is of no known kind: its name must end in .html, .htm, .shtml, .xhtml, .txt, "
                                     ".md, .markdown, .json, .ndjson or .jsonl",
                                     quote(name, 200))};
    }
    if (!outcome) return outcome.error();
    return std::move(reading.report());
}

}  // namespace syndicated::intake
