// Times in any text: no crash, no day that rolls over, work that grows with the input only.
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
    const auto one = read_time(text, context);
    const auto pair = read_time_pair(text, context);
    if (pair.value.published && pair.value.updated && pair.value.updated->at < pair.value.published->at) std::abort();
    // 1900 to 2200, or the reader let an unset or broken field through
    if (one.value && (one.value->at.time_since_epoch().count() < -2208988800 - 86400 ||
                      one.value->at.time_since_epoch().count() > 7258118400 + 86400)) {
        std::abort();
    }
    (void)score_info_line(text);
    return 0;
}
