// A fixed list of words that each line of a page is compared with: most lines differ from all of them in the first
// letter, which a small filter tells. Pure; any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace syndicated::normalise {

template <std::size_t count>
class WordTable {
public:
    constexpr explicit WordTable(const std::array<std::string_view, count>& words) : words_(words) {
        for (const std::string_view word : words) {
            const std::uint32_t bit = bit_of(word);
            filter_[bit / 64] |= std::uint64_t{1} << (bit % 64);
        }
    }

    // The text is one of the words.
    [[nodiscard]] bool has(std::string_view text) const {
        return may_begin(text) && std::find(words_.begin(), words_.end(), text) != words_.end();
    }

    // The text begins with one of the words.
    [[nodiscard]] bool begins(std::string_view text) const {
        return may_begin(text) && std::any_of(words_.begin(), words_.end(),
                                              [text](std::string_view word) { return text.starts_with(word); });
    }

    [[nodiscard]] bool occurs_in(std::string_view text) const {
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (begins(text.substr(at))) return true;
            while (at + 1 < text.size() && (static_cast<unsigned char>(text[at + 1]) & 0xC0U) == 0x80U) ++at;
        }
        return false;
    }

    // Whether a word may begin as the text does.
    [[nodiscard]] bool may_begin(std::string_view text) const {
        const std::uint32_t bit = bit_of(text);
        return !text.empty() && (filter_[bit / 64] >> (bit % 64) & 1U) != 0;
    }

    [[nodiscard]] const std::array<std::string_view, count>& words() const { return words_; }

private:
    // Of the first letter: three bytes where UTF-8 has as many, else the first one.
    [[nodiscard]] static constexpr std::uint32_t bit_of(std::string_view text) {
        const auto byte = [text](std::size_t i) {
            return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
        };
        if (text.empty()) return 0;
        if (byte(0) < 0xE0 || text.size() < 3) return byte(0);
        return ((byte(0) << 16U | byte(1) << 8U | byte(2)) * 0x9E3779B1U) >> 22U;  // Fibonacci hashing to ten bits
    }

    std::array<std::string_view, count> words_;
    std::array<std::uint64_t, 16> filter_{};
};

}  // namespace syndicated::normalise
