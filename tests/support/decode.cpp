#include "support/decode.hpp"

#include <brotli/decode.h>
#include <libdeflate.h>
#include <zstd.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>

namespace syndicated::testing {

namespace {

using publish::Coding;

std::optional<std::size_t> from_brotli(std::string_view bytes, std::string& out) {
    std::size_t size = out.size();
    const auto done = BrotliDecoderDecompress(bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                                              reinterpret_cast<std::uint8_t*>(out.data()));
    return done == BROTLI_DECODER_RESULT_SUCCESS ? std::optional(size) : std::nullopt;
}

std::optional<std::size_t> from_zstd(std::string_view bytes, std::string& out) {
    const std::size_t size = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
    return ZSTD_isError(size) == 0 ? std::optional(size) : std::nullopt;
}

std::optional<std::size_t> from_gzip(std::string_view bytes, std::string& out) {
    const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
        libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
    std::size_t size = 0;
    const auto done =
        libdeflate_gzip_decompress(decompressor.get(), bytes.data(), bytes.size(), out.data(), out.size(), &size);
    return done == LIBDEFLATE_SUCCESS ? std::optional(size) : std::nullopt;
}

}  // namespace

std::string decode(Coding coding, std::string_view bytes, std::size_t most) {
    if (coding == Coding::identity) return std::string(bytes);
    std::string out(most, '\0');
    const auto size = coding == Coding::br     ? from_brotli(bytes, out)
                      : coding == Coding::zstd ? from_zstd(bytes, out)
                                               : from_gzip(bytes, out);
    if (!size) throw std::runtime_error("no sound form in " + std::string(publish::token_of(coding)));
    out.resize(*size);
    return out;
}

}  // namespace syndicated::testing
