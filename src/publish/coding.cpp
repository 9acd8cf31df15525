#include "syndicated/publish/publication.hpp"

#include <libdeflate.h>

#include <new>

namespace syndicated::publish {

namespace {

// Level 6 is libdeflate's default; higher ones cost much more time than they save bytes on documents of this size.
constexpr int gzip_level = 6;

// The header names the version that we were compiled against, a shared library may be another: what it makes of a
// known text tells. Two compressors that give other bytes must not share a strong validator.
std::string make_gzip_suffix() {
    std::string probe;
    for (int i = 0; i < 512; ++i) probe += std::to_string((i * i * 7) % 1009) + "<entry>新闻</entry>";
    Digester digester;
    digester.add("deflate-libdeflate-" LIBDEFLATE_VERSION_STRING).add(std::int64_t{gzip_level}).add(gzip(probe));
    return "-gz" + digester.finish().hex().substr(0, 8);
}

}  // namespace

std::string etag_of(const Head& head, Coding coding) {
    static const std::string gzip_suffix = make_gzip_suffix();
    std::string out = "\"";
    out += head.content.hex();
    if (coding == Coding::gzip) out += gzip_suffix;
    return out += '"';
}

std::string gzip(std::string_view bytes) {
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
        libdeflate_alloc_compressor(gzip_level), libdeflate_free_compressor);
    if (!compressor) throw std::bad_alloc();
    std::string out;
    out.resize(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()));
    out.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
    out.shrink_to_fit();  // the bound is larger than the input, and the bytes stay as long as the document is served
    return out;
}

}  // namespace syndicated::publish
