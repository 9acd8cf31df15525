// JSON text from strangers to Boost.JSON values: in any encoding, with lone surrogates mended, bounded in depth.
// One thread.
#pragma once

#include <boost/json.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace syndicated::intake {

// "\ud800" without its other half is an error to Boost.JSON and no character in UTF-8: it becomes "\ufffd". Returns
// how many were replaced.
std::int64_t mend_surrogates(std::string& json);

class JsonText {
public:
    JsonText();

    struct Parsed {
        const boost::json::value* value = nullptr;  // until the next parse(); null: see `error`
        std::string error;                          // "is not JSON at byte 12: ..."
        std::size_t read_bytes = 0;                 // less than the text when something stands behind the value
        std::string charset;                        // when it was not UTF-8
        std::int64_t replaced = 0;                  // bytes and lone surrogates
    };
    // One value with nothing but blanks around it. Clean UTF-8, the usual case, is read once and not copied.
    [[nodiscard]] Parsed parse(std::string_view text);

private:
    bool try_parse(std::string_view text, Parsed& out);

    std::array<unsigned char, 65536> memory_;
    boost::json::monotonic_resource resource_;
    boost::json::parser parser_;
    std::optional<boost::json::value> value_;
    std::string last_charset_;  // of the line before: short lines are alike
};

}  // namespace syndicated::intake
