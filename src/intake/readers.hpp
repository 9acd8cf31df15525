// The readers behind read_file, one a kind of file. They share what a caller gave, and the report.
#pragma once

#include "syndicated/intake/intake.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace boost::json {
class value;
}

namespace syndicated::intake {

class JsonText;

// What one read_file call carries from article to article.
class Reading {
public:
    Reading(const std::filesystem::path& file, std::string_view name, const Limits& limits, const ArticleSink& sink,
            const ProgressSink& progress)
        : file_(file), name_(name), limits_(limits), sink_(sink), progress_(progress) {}

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] const Limits& limits() const { return limits_; }
    [[nodiscard]] FileReport& report() { return report_; }

    void problem(std::string text);  // one line
    // With its origin and, when it has none, its guid; `number`: the line or index, 0 for the only one of its file.
    [[nodiscard]] Result<void> deliver(RawArticle&& article, std::int64_t number);
    // The same for a JSON value; a malformed one becomes a problem that begins with `place`.
    [[nodiscard]] Result<void> deliver_json(const boost::json::value& value, std::int64_t number,
                                            std::string_view place, std::string_view charset, std::int64_t replaced);
    [[nodiscard]] bool go_on(std::int64_t bytes_done) const { return !progress_ || progress_(bytes_done); }

private:
    const std::filesystem::path& file_;
    std::string_view name_;
    const Limits& limits_;
    const ArticleSink& sink_;
    const ProgressSink& progress_;
    FileReport report_;
};

[[nodiscard]] Result<void> read_document(Reading& reading, Form form);
[[nodiscard]] Result<void> read_markdown(Reading& reading);
[[nodiscard]] Result<void> read_json(Reading& reading);
[[nodiscard]] Result<void> read_lines(Reading& reading);

[[nodiscard]] Error not_text(std::string_view name, std::string_view why);

}  // namespace syndicated::intake
