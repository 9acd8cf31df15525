// Any bytes as a body: what is written must be a fixed point, hold no forbidden tag, and be bounded.
#include "normalise/sanitise.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace syndicated::normalise;

namespace {

[[noreturn]] void fail(const char* what, const std::string& once, const std::string& twice) {
    std::fprintf(stderr, "%s\nonce:  %s\ntwice: %s\n", what, once.c_str(), twice.c_str());
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view html(reinterpret_cast<const char*>(data), size);
    const SafeBody once = sanitise_fragment(html, "https://site.example/a/");
    for (const char* bad :
         {"<script", "<style", "<iframe", "<object", "<svg", "<form", " onerror=\"", "=\"javascript:"}) {
        if (once.html.find(bad) != std::string::npos) fail(bad, once.html, {});
    }
    const SafeBody twice = sanitise_fragment(once.html, "https://site.example/a/");
    if (twice.html != once.html) fail("not a fixed point", once.html, twice.html);
    if (twice.text != once.text) fail("another text", once.text, twice.text);
    return 0;
}
