// Matches a selector in one pass in document order. For each element a bit set says which compounds it fits with all
// that stands to their left. It follows from the sets of the parent, its ancestors and the siblings before, so nothing
// is tried twice, however the combinators are nested.
#include "normalise/selector.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace syndicated::normalise {

namespace {

using css::Combinator;
using css::Compound;
using css::Test;
using css::What;

bool is_element(const Node& node) {
    return node.tag != Tag::text && node.tag != Tag::comment;
}

// Where each element stands among the elements of its parent.
class Siblings {
public:
    Siblings(const HtmlTree& tree, bool types) : places_(tree.size()) {
        std::vector<std::uint32_t> children(tree.size());
        std::vector<NodeId> last(tree.size(), no_node);
        for (NodeId id = 1; id < tree.size(); ++id) {
            if (!is_element(tree[id])) continue;
            places_[id].number = ++children[tree[id].parent];
            last[tree[id].parent] = id;
        }
        for (const NodeId id : last) {
            if (id != no_node) places_[id].last = true;
        }
        if (types) tell_types(tree);
    }

    struct Place {
        std::uint32_t number = 0;  // from 1
        bool last = false, first_of_type = false, last_of_type = false;
    };
    [[nodiscard]] const Place& operator[](NodeId id) const { return places_[id]; }

private:
    using Kin = std::tuple<NodeId, std::string_view, NodeId>;  // parent, name, element

    void tell_types(const HtmlTree& tree) {
        std::vector<Kin> kin;
        for (NodeId id = 1; id < tree.size(); ++id) {
            if (is_element(tree[id])) kin.emplace_back(tree[id].parent, tree.name(id), id);
        }
        std::sort(kin.begin(), kin.end());
        const auto same = [](const Kin& a, const Kin& b) {
            return std::get<0>(a) == std::get<0>(b) && std::get<1>(a) == std::get<1>(b);
        };
        for (std::size_t i = 0; i < kin.size(); ++i) {
            Place& place = places_[std::get<2>(kin[i])];
            place.first_of_type = i == 0 || !same(kin[i - 1], kin[i]);
            place.last_of_type = i + 1 == kin.size() || !same(kin[i], kin[i + 1]);
        }
    }

    std::vector<Place> places_;
};

// Some n >= 0 gives step * n + offset == number.
bool is_nth(const Test& test, int number) {
    const int rest = number - test.offset;
    if (test.step == 0) return rest == 0;
    return rest % test.step == 0 && rest / test.step >= 0;
}

bool has_word(std::string_view list, std::string_view word) {
    constexpr std::string_view blanks = " \t\n\r\f";
    for (std::size_t begin = 0; begin < list.size();) {
        const std::size_t end = std::min(list.find_first_of(blanks, begin), list.size());
        if (list.substr(begin, end - begin) == word) return true;
        begin = end + 1;
    }
    return false;
}

// Selectors Level 4, section 6.2: an empty value, and a word with a blank in it, is found nowhere.
bool fits_value(const Test& test, std::string_view value, std::string_view wanted) {
    if (test.what == What::equal) return value == wanted;
    if (test.what == What::dash) {
        return value.substr(0, wanted.size()) == wanted &&
               (value.size() == wanted.size() || value[wanted.size()] == '-');
    }
    if (wanted.empty()) return false;
    switch (test.what) {
        case What::word: return has_word(value, wanted);
        case What::begins: return value.substr(0, wanted.size()) == wanted;
        case What::ends: return value.size() >= wanted.size() && value.substr(value.size() - wanted.size()) == wanted;
        default: return value.find(wanted) != std::string_view::npos;
    }
}

class Matcher {
public:
    Matcher(const HtmlTree& tree, const std::vector<Compound>& compounds, const Siblings* siblings, std::size_t& steps)
        : tree_(tree), compounds_(compounds), siblings_(siblings), steps_(steps) {}

    // Those of the compounds in `candidates` that the element fits.
    [[nodiscard]] std::uint64_t fitting(std::uint64_t candidates, NodeId id) {
        std::uint64_t out = 0;
        for (std::size_t k = 0; k < compounds_.size(); ++k) {
            const std::uint64_t bit = std::uint64_t{1} << k;
            if ((candidates & bit) != 0 && fits(compounds_[k], id)) out |= bit;
        }
        return out;
    }

private:
    bool fits(const Compound& compound, NodeId id) {
        const auto holds = [this, id](const Test& test) { return fits(test, id); };
        spend(1);
        return std::all_of(compound.all.begin(), compound.all.end(), holds) &&
               std::none_of(compound.none.begin(), compound.none.end(), [&](const std::vector<Test>& tests) {
                   return std::all_of(tests.begin(), tests.end(), holds);
               });
    }

    bool fits(const Test& test, NodeId id) {
        switch (test.what) {
            case What::tag: return tree_[id].tag == test.tag;
            case What::name: return tree_.name(id) == test.name;
            case What::nth_child: return is_nth(test, static_cast<int>((*siblings_)[id].number));
            case What::last_child: return (*siblings_)[id].last;
            case What::first_of_type: return (*siblings_)[id].first_of_type;
            case What::last_of_type: return (*siblings_)[id].last_of_type;
            default: return fits_attribute(test, id);
        }
    }

    bool fits_attribute(const Test& test, NodeId id) {
        spend(tree_[id].attributes);
        const std::string_view value = tree_.attribute(id, test.name);
        if (value.data() == nullptr) return false;
        if (test.what == What::present) return true;
        spend(value.size());
        if (steps_ == 0) return false;
        if (!test.any_case) return fits_value(test, value, test.value);
        return fits_value(test, to_lower_ascii(value), to_lower_ascii(test.value));
    }

    void spend(std::size_t steps) { steps_ -= std::min(steps, steps_); }

    const HtmlTree& tree_;
    const std::vector<Compound>& compounds_;
    const Siblings* siblings_;
    std::size_t& steps_;
};

// An element whose end is not reached yet: what fits it, it or one above, its child before, and any of those.
struct Open {
    NodeId end;
    std::uint64_t self, within, previous, earlier;
};

bool asks_for_place(const Test& test) {
    return test.what >= What::nth_child;
}
bool asks_for_type(const Test& test) {
    return test.what >= What::first_of_type;
}

template <class Asks>
bool any_test(const std::vector<Compound>& compounds, Asks asks) {
    return std::any_of(compounds.begin(), compounds.end(), [asks](const Compound& part) {
        return std::any_of(part.all.begin(), part.all.end(), asks) ||
               std::any_of(part.none.begin(), part.none.end(), [asks](const std::vector<Test>& tests) {
                   return std::any_of(tests.begin(), tests.end(), asks);
               });
    });
}

}  // namespace

Selector::Selector(std::string_view text, std::vector<Compound> compounds)
    : text_(text),
      compounds_(std::move(compounds)),
      asks_places_(any_test(compounds_, asks_for_place)),
      asks_types_(any_test(compounds_, asks_for_type)) {
    for (std::size_t k = 0; k < compounds_.size(); ++k) {
        const Compound& part = compounds_[k];
        const std::uint64_t bit = std::uint64_t{1} << k;
        switch (part.before) {
            case Combinator::none: starts_ |= bit; break;
            case Combinator::descendant: descendants_ |= bit; break;
            case Combinator::child: children_ |= bit; break;
            case Combinator::next: nexts_ |= bit; break;
            case Combinator::later: laters_ |= bit; break;
        }
        if (k + 1 == compounds_.size() || compounds_[k + 1].before == Combinator::none) ends_ |= bit;
    }
}

std::vector<NodeId> Selector::find_in(const HtmlTree& tree, std::size_t& steps) const {
    std::vector<NodeId> out;
    std::optional<Siblings> siblings;
    if (asks_places_) {
        siblings.emplace(tree, asks_types_);
        steps -= std::min(steps, tree.size() * (asks_types_ ? 16 : 1));  // sorted by type
    }
    Matcher matcher(tree, compounds_, siblings ? &*siblings : nullptr, steps);
    std::vector<Open> open;
    if (tree.size() > 0) open.push_back({tree[0].end, 0, 0, 0, 0});
    for (NodeId id = 1; id < tree.size() && steps > 0; ++id) {
        while (open.back().end <= id) open.pop_back();
        if (!is_element(tree[id])) continue;
        Open& parent = open.back();
        const std::uint64_t candidates = starts_ | ((parent.self << 1U) & children_) |
                                         ((parent.within << 1U) & descendants_) | ((parent.previous << 1U) & nexts_) |
                                         ((parent.earlier << 1U) & laters_);
        const std::uint64_t fits = matcher.fitting(candidates, id);
        if ((fits & ends_) != 0) out.push_back(id);
        parent.previous = fits;
        parent.earlier |= fits;
        const Open element{tree[id].end, fits, fits | parent.within, 0, 0};
        if (tree[id].end > id + 1) open.push_back(element);
    }
    if (steps == 0) out.clear();
    return out;
}

}  // namespace syndicated::normalise
