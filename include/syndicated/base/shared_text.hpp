// An immutable text that many things have alike, such as the value of a header field: it is in memory once. Any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace syndicated {

class SharedText {
public:
    SharedText() = default;
    SharedText(std::string text)
        : text_(text.empty() ? nullptr : std::make_shared<const std::string>(std::move(text))) {}
    SharedText(std::string_view text) : SharedText(std::string(text)) {}
    SharedText(const char* text) : SharedText(std::string(text)) {}

    operator std::string_view() const { return text_ ? std::string_view(*text_) : std::string_view(); }
    [[nodiscard]] bool empty() const { return text_ == nullptr; }

    friend bool operator==(const SharedText& a, const SharedText& b) {
        return std::string_view(a) == std::string_view(b);
    }

private:
    std::shared_ptr<const std::string> text_;  // null: empty
};

}  // namespace syndicated
