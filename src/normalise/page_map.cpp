// A Finding says in which part of the page its raw text stands. That text is looked for there, without what its reader
// was given beside the page's own letters: blanks between the elements of an info line, arrows in a path that icons
// part, hyphens in a date that is laid out on three lines.
#include "normalise/page_map.hpp"

#include "normalise/title.hpp"
#include "syndicated/base/text.hpp"

#include <algorithm>
#include <string_view>

namespace syndicated::normalise {

namespace {

bool is_arrow(char32_t c) {
    return c == U'>' || c == U'＞' || c == U'»' || c == U'›' || c == U'→' || c == U'/' || c == U'／';
}

bool joins_date(char32_t c) {
    return c == U'-' || c == U'/';
}

bool joins_nothing(char32_t /*c*/) {
    return false;
}

using Filter = bool (*)(char32_t);

Filter filter_of(std::string_view field) {
    if (field == "category") return is_arrow;
    return field == "published" || field == "updated" ? joins_date : joins_nothing;
}

// The letters of some text but for blanks and what the filter takes, each byte with the place where it stands.
struct Letters {
    struct Origin {
        std::size_t block, byte;
    };
    std::string text;
    std::vector<Origin> origins;

    void add(std::string_view piece, std::size_t block, Filter filter) {
        for (std::size_t pos = 0; pos < piece.size();) {
            const std::size_t start = pos;
            const char32_t c = next_code_point(piece, pos);
            if (is_blank(c) || filter(c)) continue;
            text += piece.substr(start, pos - start);
            for (std::size_t byte = start; byte < pos; ++byte) origins.push_back({block, byte});
        }
    }
};

std::string letters_of(std::string_view text, Filter filter = joins_nothing) {
    Letters out;
    out.add(text, 0, filter);
    return std::move(out.text);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

struct Window {
    std::size_t first, last;  // blocks [first, last)
};

struct Piece {
    std::size_t block, begin, end;
};

class Mapper {
public:
    explicit Mapper(const Draft& draft)
        : draft_(draft), blocks_(draft.material.blocks.list), zones_(draft.material.zones), map_{} {}

    PageMap draw() {
        take_blocks();
        for (const Removal& removal : zones_.removals) take_removal(removal);
        for (const Finding& finding : draft_.decided) {
            if (!finding.taken.empty() && !finding.raw.empty()) place(finding);
        }
        for (PageBlock& block : map_.blocks) {
            std::stable_sort(block.marks.begin(), block.marks.end(),
                             [](const PageMark& a, const PageMark& b) { return a.begin < b.begin; });
        }
        return std::move(map_);
    }

private:
    void take_blocks() {
        map_.blocks.resize(blocks_.size());
        for (std::size_t i = 0; i < blocks_.size(); ++i) {
            PageBlock& block = map_.blocks[i];
            block.text = blocks_[i].text;
            block.pictures = blocks_[i].images;
            block.body = i >= zones_.first && i < zones_.last;
            // As make_body() reports it.
            if (!block.body && blocks_[i].kind == LineKind::residue) block.removed = "template_residue";
        }
    }

    void take_removal(const Removal& removal) {
        PageBlock& block = map_.blocks[removal.block];
        if (removal.end != std::string::npos) {
            block.marks.push_back({removal.begin, removal.end, {}, std::string(removal.rule)});
            return;
        }
        block.removed = removal.rule;
        block.body = false;
    }

    void place(const Finding& finding) {
        if (finding.field == "title") return place_title(finding);
        const Filter filter = filter_of(finding.field);
        const std::string wanted = letters_of(finding.raw, filter);
        if (wanted.empty()) return;
        for (const Window& window : windows_of(finding)) {
            const Letters letters = read(window, filter);
            const std::size_t at = find(letters, wanted);
            if (at == std::string::npos) continue;
            mark(finding, narrowed(finding, letters, at, at + wanted.size()));
            return;
        }
    }

    // A title is a whole block: its words may stand anywhere.
    void place_title(const Finding& finding) {
        const auto says_it = [&](std::size_t i) { return same_title(blocks_[i].text, finding.taken); };
        std::size_t at = zones_.title_block;
        if (at == std::string::npos || !says_it(at)) {
            at = 0;
            while (at < zones_.last && !says_it(at)) ++at;
            if (at == zones_.last) return;
        }
        mark(finding, {{at, 0, blocks_[at].text.size()}});
    }

    // Where the text of a finding may stand, best first.
    [[nodiscard]] std::vector<Window> windows_of(const Finding& finding) const {
        const std::size_t first = zones_.first;
        const std::size_t last = zones_.last;
        const bool titled = zones_.title_block != std::string::npos && zones_.title_block < first;
        const std::size_t above = titled ? zones_.title_block + 1 : first - std::min<std::size_t>(first, 16);
        const std::string_view place = finding.place;
        if (place == "info line" || place == "class source" || place == "class author") {
            return {{above, first}, {above - std::min<std::size_t>(above, 8), above}, {last, blocks_.size()}};
        }
        if (place == "foot") return {{last - std::min<std::size_t>(last, 1), blocks_.size()}};
        if (place == "first paragraph") return {{first, std::min(first + 6, last)}};
        if (place == "last paragraph") return {{std::max(first, last - std::min<std::size_t>(last, 3)), last}};
        if (place.rfind("breadcrumb", 0) == 0) return {{0, first}};
        // A site's rule finds it by an element, wherever that stands.
        const std::string& ruled = draft_.material.by_rule.info_place;
        if (!ruled.empty() && place == ruled) return {{0, first}, {last, blocks_.size()}, {first, last}};
        return {};
    }

    [[nodiscard]] Letters read(const Window& window, Filter filter) const {
        Letters out;
        for (std::size_t i = window.first; i < std::min(window.last, blocks_.size()); ++i) {
            out.add(blocks_[i].text, i, filter);
        }
        return out;
    }

    // The first place that is no other field's and no part of a longer number, if there is a choice: the views of
    // one element may stand right before the date of the next.
    [[nodiscard]] std::size_t find(const Letters& letters, std::string_view wanted) const {
        std::size_t found = std::string::npos;
        int best = 3;
        for (std::size_t at = letters.text.find(wanted); at != std::string::npos && best > 0;
             at = letters.text.find(wanted, at + 1)) {
            const std::size_t end = at + wanted.size();
            const bool inside = (at > 0 && is_digit(wanted.front()) && is_digit(letters.text[at - 1])) ||
                                (end < letters.text.size() && is_digit(wanted.back()) && is_digit(letters.text[end]));
            const int flaws = (inside ? 1 : 0) + (is_marked(letters.origins[at]) ? 1 : 0);
            if (flaws >= best) continue;
            best = flaws;
            found = at;
        }
        return found;
    }

    [[nodiscard]] bool is_marked(const Letters::Origin& origin) const {
        const std::vector<PageMark>& marks = map_.blocks[origin.block].marks;
        return std::any_of(marks.begin(), marks.end(), [&origin](const PageMark& m) {
            return !m.field.empty() && m.begin <= origin.byte && origin.byte < m.end;
        });
    }

    // Of names the names themselves, if each of them is there: source and author come out of one byline.
    [[nodiscard]] std::vector<Piece> narrowed(const Finding& finding, const Letters& letters, std::size_t begin,
                                              std::size_t end) const {
        std::vector<std::string> names;
        if (finding.field == "source") names = {draft_.article.source};
        if (finding.field == "author") names = draft_.article.authors;
        if (finding.field == "editor") names = draft_.article.editors;
        const std::string_view all = std::string_view(letters.text).substr(0, end);
        std::vector<Piece> out;
        for (const std::string& name : names) {
            const std::string wanted = letters_of(name);
            const std::size_t at = wanted.empty() ? std::string::npos : all.find(wanted, begin);
            if (at == std::string::npos) return pieces(letters, begin, end);
            for (const Piece& piece : pieces(letters, at, at + wanted.size())) out.push_back(piece);
        }
        return out.empty() ? pieces(letters, begin, end) : out;
    }

    // A text may reach over blocks: a label and its value, a date on three lines.
    static std::vector<Piece> pieces(const Letters& letters, std::size_t begin, std::size_t end) {
        std::vector<Piece> out;
        for (std::size_t i = begin; i < end; ++i) {
            const Letters::Origin& origin = letters.origins[i];
            if (out.empty() || out.back().block != origin.block) {
                out.push_back({origin.block, origin.byte, origin.byte});
            }
            out.back().end = origin.byte + 1;
        }
        return out;
    }

    void mark(const Finding& finding, const std::vector<Piece>& pieces) {
        for (const Piece& piece : pieces) {
            map_.blocks[piece.block].marks.push_back({piece.begin, piece.end, finding.field, finding.rule});
        }
    }

    const Draft& draft_;
    const std::vector<Block>& blocks_;
    const Zones& zones_;
    PageMap map_;
};

}  // namespace

PageMap draw_map(const Draft& draft) {
    return Mapper(draft).draw();
}

}  // namespace syndicated::normalise
