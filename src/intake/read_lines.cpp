// NDJSON: one JSON object a line, read in bounded memory.
#include "intake/file_bytes.hpp"
#include "intake/json_text.hpp"
#include "intake/readers.hpp"
#include "syndicated/base/text.hpp"

#include <fmt/format.h>

#include <cstring>

namespace syndicated::intake {

namespace {

constexpr std::size_t first_buffer = 1048576;

class LineReader {
public:
    LineReader(Reading& reading, const File& file) : reading_(reading), file_(file), buffer_(first_buffer, '\0') {}

    Result<void> run();

private:
    Result<bool> fill();  // false: the file has ended
    Result<void> check_start();
    Result<void> take_lines(bool ended);
    Result<void> take(std::string_view line);
    void give_up_line();

    Reading& reading_;
    const File& file_;
    JsonText text_;
    std::string buffer_;
    std::size_t begin_ = 0, end_ = 0;  // what is read and not taken yet
    std::int64_t done_bytes_ = 0;
    std::int64_t line_ = 0;
    bool started_ = false;
    bool skipping_ = false;  // the rest of a line that was too long
};

Result<bool> LineReader::fill() {
    if (begin_ > 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    const auto limit = static_cast<std::size_t>(reading_.limits().document_bytes);
    if (end_ > limit) give_up_line();
    if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
    const Result<std::size_t> got = file_.read(buffer_.data() + end_, buffer_.size() - end_);
    if (!got) return got.error();
    end_ += *got;
    done_bytes_ += static_cast<std::int64_t>(*got);
    return *got > 0;
}

void LineReader::give_up_line() {
    if (!skipping_) {
        reading_.problem(fmt::format("line {}: longer than the limit for one document ({})", line_ + 1,
                                     size_in_words(reading_.limits().document_bytes)));
    }
    skipping_ = true;
    begin_ = end_ = 0;
}

Result<void> LineReader::check_start() {
    if (started_) return {};
    started_ = true;
    const std::string_view head(buffer_.data(), end_);
    if (const std::string_view kind = binary_kind(head); !kind.empty()) return not_text(reading_.name(), kind);
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
        return Error{Errc::invalid_input, fmt::format("{} is UTF-16: write it as UTF-8", quote(reading_.name(), 200))};
    }
    if (const std::string why = why_not_text(head, 0, head.size()); !why.empty()) return not_text(reading_.name(), why);
    if (head.starts_with("\xEF\xBB\xBF")) begin_ = 3;
    return {};
}

Result<void> LineReader::take_lines(bool ended) {
    while (begin_ < end_) {
        const char* start = buffer_.data() + begin_;
        const void* newline = std::memchr(start, '\n', end_ - begin_);
        if (newline == nullptr && !ended) return {};
        const std::size_t size =
            newline != nullptr ? static_cast<std::size_t>(static_cast<const char*>(newline) - start) : end_ - begin_;
        begin_ += size + (newline != nullptr ? 1 : 0);
        ++line_;
        if (skipping_) {
            skipping_ = false;
            continue;
        }
        const Result<void> taken = take({start, size});
        if (!taken) return taken.error();
    }
    return {};
}

Result<void> LineReader::take(std::string_view line) {
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) return {};
    const std::string place = fmt::format("line {}: ", line_);
    if (line.size() > static_cast<std::size_t>(reading_.limits().document_bytes)) {
        reading_.problem(place + "longer than the limit for one document (" +
                         size_in_words(reading_.limits().document_bytes) + ")");
        return {};
    }
    const JsonText::Parsed parsed = text_.parse(line);
    if (!parsed.error.empty()) {
        reading_.problem(place + parsed.error);
        return {};
    }
    return reading_.deliver_json(*parsed.value, line_, place, parsed.charset, parsed.replaced);
}

Result<void> LineReader::run() {
    for (;;) {
        const Result<bool> more = fill();
        if (!more) return more.error();
        const Result<void> start = check_start();
        if (!start) return start.error();
        const Result<void> taken = take_lines(!*more);
        if (!taken) return taken.error();
        if (!reading_.go_on(done_bytes_) || !*more) return {};
    }
}

}  // namespace

Result<void> read_lines(Reading& reading) {
    const Result<File> file = File::open(reading.file());
    if (!file) return file.error();
    return LineReader(reading, *file).run();
}

}  // namespace syndicated::intake
