// A line with a selector, then a page: what is found is a list of elements in document order, the same when the
// selector is named twice, and a refusal is one short line.
#include "normalise/selector.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using namespace syndicated;
using namespace syndicated::normalise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const std::string text(all.substr(0, all.find('\n')));
    const auto selector = Selector::parse(text);
    if (!selector) {
        const std::string& detail = selector.error().detail;
        if (detail.empty() || detail.size() > 2'000 || detail.find('\n') != std::string::npos) std::abort();
        return 0;
    }
    const HtmlTree tree = HtmlTree::parse_page(all.substr(std::min(text.size() + 1, size)));
    std::size_t steps = 10'000'000;
    const std::vector<NodeId> found = selector->find_in(tree, steps);
    NodeId before = 0;
    for (const NodeId id : found) {
        if (id <= before || id >= tree.size() || tree.name(id).empty()) std::abort();
        before = id;
    }
    const auto twice = Selector::parse(text + "," + text);
    std::size_t enough = 30'000'000;
    if (twice && steps > 0 && twice->find_in(tree, enough) != found) std::abort();
    return 0;
}
