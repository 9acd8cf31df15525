// Content codings (RFC 9110, 8.4.1): what they are called, and the coders behind them. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace syndicated::publish {

// The form that is usually the shortest comes first: the order in which a server prefers them when nothing else
// decides.
enum class Coding : std::uint8_t { br, zstd, gzip, identity };
inline constexpr std::array<Coding, 4> all_codings{Coding::br, Coding::zstd, Coding::gzip, Coding::identity};

// One value for each coding.
template <class T>
struct PerCoding {
    std::array<T, all_codings.size()> values{};

    [[nodiscard]] constexpr const T& operator[](Coding coding) const {
        return values[static_cast<std::size_t>(coding)];
    }
    [[nodiscard]] constexpr T& operator[](Coding coding) { return values[static_cast<std::size_t>(coding)]; }
};

// "br": how header fields and settings name it.
[[nodiscard]] std::string_view token_of(Coding coding);
// ".br": of a file that stands beside the plain one; identity has none.
[[nodiscard]] std::string_view ending_of(Coding coding);
// "-br1f0c62aa": what an ETag of this form ends in. It names the coder, its version and its level; identity has none.
[[nodiscard]] std::string_view etag_suffix_of(Coding coding);

// The coded form: the same bytes each time, without name, time or checksum that the coding does not demand. Identity is
// a copy. Throws std::bad_alloc alone.
[[nodiscard]] std::string encode(Coding coding, std::string_view bytes);

}  // namespace syndicated::publish
