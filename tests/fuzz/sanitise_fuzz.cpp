// Any bytes as a body: what is written must be a fixed point, hold no forbidden tag, and be bounded.
#include "normalise/sanitise.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using namespace syndicated::normalise;

namespace {

[[noreturn]] void fail(const char* what, const std::string& once, const std::string& twice) {
    std::fprintf(stderr, "%s\nonce:  %s\ntwice: %s\n", what, once.c_str(), twice.c_str());
    std::abort();
}

// The tags without what stands between quotes, and the addresses that were there: " src" "https://...".
struct Tags {
    std::string names;
    std::vector<std::string> addresses;
};

Tags tags_of(const std::string& html) {
    Tags out;
    for (std::size_t at = html.find('<'); at < html.size(); at = html.find('<', at)) {
        while (at < html.size() && html[at] != '>') {
            if (html[at] != '"') {
                out.names += html[at++];
                continue;
            }
            const std::size_t end = html.find('"', at + 1);
            const bool address = out.names.ends_with(" src=") || out.names.ends_with(" href=");
            if (address) out.addresses.push_back(html.substr(at + 1, end - at - 1));
            at = end == std::string::npos ? html.size() : end + 1;
        }
        out.names += '>';
    }
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view html(reinterpret_cast<const char*>(data), size);
    const SafeBody once = sanitise_fragment(html, "https://site.example/a/");
    const Tags tags = tags_of(once.html);
    for (const char* bad : {"<script", "<style", "<iframe", "<object", "<svg", "<form", " on", " style="}) {
        if (tags.names.find(bad) != std::string::npos) fail(bad, once.html, {});
    }
    for (const std::string& address : tags.addresses) {
        const bool safe = address.starts_with("http") || address.starts_with("mailto:") || address.starts_with("#");
        if (!safe) fail("an address", once.html, address);
    }
    const SafeBody twice = sanitise_fragment(once.html, "https://site.example/a/");
    if (twice.html != once.html) fail("not a fixed point", once.html, twice.html);
    if (twice.text != once.text) fail("another text", once.text, twice.text);
    return 0;
}
