// CSS selectors (Selectors Level 4, the part that site rules need) on our own tree: why not XPath, and how a selector
// is matched in linear time, docs/decisions/0005. Pure; any thread; a selector is immutable once parsed.
#pragma once

#include "normalise/html_tree.hpp"
#include "syndicated/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated::normalise {

namespace css {

enum class What : std::uint8_t {
    tag,       // an element that html_tags.hpp lists
    name,      // any other, by its name
    present,   // [a]
    equal,     // [a=v], #v
    word,      // [a~=v], .v
    begins,    // [a^=v]
    ends,      // [a$=v]
    contains,  // [a*=v]
    dash,      // [a|=v]: v, or v and a hyphen
    nth_child,
    last_child,
    first_of_type,
    last_of_type
};

// One simple selector.
struct Test {
    What what = What::tag;
    Tag tag = Tag::other;
    bool any_case = false;  // ASCII case of the value does not count
    std::string name, value;
    int step = 0, offset = 0;  // of nth_child: An+B
};

enum class Combinator : std::uint8_t { none, descendant, child, next, later };  // none: a complex selector begins

struct Compound {
    Combinator before = Combinator::none;
    std::vector<Test> all;                // each must hold
    std::vector<std::vector<Test>> none;  // :not(): of each list one test at least must fail
};

}  // namespace css

class Selector {
public:
    static constexpr std::size_t longest = 1024;   // bytes
    static constexpr std::size_t most_parts = 64;  // compounds, commas or not: a bit each

    // Errors name the character (from 1), what is wrong there and what was expected. invalid_input: no selector, or one
    // that is not supported; limit_exceeded: too long or of too many parts.
    [[nodiscard]] static Result<Selector> parse(std::string_view text);

    // The elements that match, in document order, dropped and hidden ones too. Each test takes from `steps`; when they
    // run out nothing matches and `steps` is 0. Node 0 is the document and no element.
    [[nodiscard]] std::vector<NodeId> find_in(const HtmlTree& tree, std::size_t& steps) const;

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    Selector(std::string_view text, std::vector<css::Compound> compounds);

    std::string text_;
    std::vector<css::Compound> compounds_;
    bool asks_places_, asks_types_;  // some test is about siblings; and about their types
    // Bit k is compound k: those that begin and end a complex selector, and those that a combinator joins to the left.
    std::uint64_t starts_ = 0, ends_ = 0, children_ = 0, descendants_ = 0, nexts_ = 0, laters_ = 0;
};

}  // namespace syndicated::normalise
