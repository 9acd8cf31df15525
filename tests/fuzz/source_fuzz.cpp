// Source, people, views, category and the info line as a whole: what comes out is short and was in the text.
#include "syndicated/normalise/fields.hpp"
#include "syndicated/normalise/normalise.hpp"

#include "normalise/info_line.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace syndicated::normalise;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    FieldContext context;
    context.now = syndicated::sys_seconds(std::chrono::seconds(1741579200));
    context.categories = {"娱乐", "热点"};
    context.title = text.substr(0, text.find('\n'));
    const auto source = read_source(text, context);
    if (source.value.name && (source.value.name->empty() || source.value.name->size() > 400)) std::abort();
    for (const auto& name : read_author(text, context).value) {
        if (name.empty() || name.size() > 400) std::abort();
    }
    (void)read_editor(text, context);
    (void)read_views(text, context);
    (void)read_category(text, context);
    (void)read_list_title(text, context);
    (void)read_info_line(text, context);
    const auto noise = read_noise(text, context);
    if (noise.value.text.size() > 4 * size + 16) std::abort();
    const std::string slug = propose_slug(text);
    if (slug.empty() || slug.size() > 64) std::abort();
    return 0;
}
