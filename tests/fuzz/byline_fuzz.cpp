// The byline of a first paragraph, and title noise over its runs.
#include "syndicated/normalise/fields.hpp"

#include "normalise/info_line.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace syndicated::normalise;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    FieldContext context;
    context.now = syndicated::sys_seconds(std::chrono::seconds(1741579200));
    for (const auto& name : read_byline(text, context).value.authors) {
        if (name.empty()) std::abort();
    }
    const std::size_t half = size / 2;
    const std::vector<std::string_view> runs{text.substr(0, half), text.substr(half)};
    const auto found = find_title_noise(runs, "夜班公交新增两条线路").ranges;
    for (std::size_t n = 0; n < runs.size(); ++n) {
        std::size_t last = 0;
        for (const ByteRange& range : found[n]) {
            if (range.begin < last || range.end <= range.begin || range.end > runs[n].size()) std::abort();
            last = range.end;
        }
    }
    return 0;
}
