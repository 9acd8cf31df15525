// Cyclic title noise (NORMALISE.md in docs/, section 6.1): scraps of the title, put behind commas and particles in the
// same order again and again. The same letters stand in the text for good reasons too (芯片厂商), so nothing is removed
// unless whole rounds of several scraps agree.
#include "normalise/char_set.hpp"
#include "normalise/fragment.hpp"
#include "normalise/glyphs.hpp"
#include "normalise/info_line.hpp"

#include "syndicated/base/text.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

namespace syndicated::normalise {

namespace {

constexpr std::size_t longest_scrap = 6;
constexpr std::size_t max_title_letters = 200;
constexpr std::size_t max_clocks = 16;
constexpr std::size_t least_scraps = 3;
constexpr std::size_t least_rounds = 2;
constexpr std::size_t least_places = 10;
constexpr std::size_t least_suspects = 2;  // scraps that are worth a remark
constexpr std::size_t least_suspect_places = 6;

// All runs as one row of code points.
std::u32string codes_of(const std::vector<std::string_view>& runs) {
    std::size_t bytes = 0;
    for (const std::string_view one : runs) bytes += one.size();
    std::u32string out;
    out.reserve(bytes / 2);
    for (const std::string_view one : runs) {
        for (std::size_t pos = 0; pos < one.size();) out += next_code_point(one, pos);
    }
    return out;
}

// Where each of them stands: few texts have noise, and the others need not know.
struct Places {
    std::vector<std::uint32_t> run, begin, end;

    explicit Places(const std::vector<std::string_view>& runs) {
        for (std::size_t n = 0; n < runs.size(); ++n) {
            for (std::size_t pos = 0; pos < runs[n].size();) {
                const std::size_t start = pos;
                (void)next_code_point(runs[n], pos);
                run.push_back(static_cast<std::uint32_t>(n));
                begin.push_back(static_cast<std::uint32_t>(start));
                end.push_back(static_cast<std::uint32_t>(pos));
            }
        }
    }
};

struct Scrap {
    std::u32string text;
    std::vector<std::uint32_t> places;  // indexes into the row, ascending
};

// Scraps in the order of one round, the clock first.
using Cycle = std::vector<Scrap>;

constexpr CharSet anchors(U",，。；;！!？?、的是了称在为");

std::u32string letters_of_title(std::string_view title) {
    std::u32string out;
    for (std::size_t pos = 0; pos < title.size() && out.size() < max_title_letters;) {
        const char32_t c = next_code_point(title, pos);
        if (is_letter(c)) out += c;
    }
    return out;
}

bool is_subsequence(std::u32string_view scrap, std::u32string_view letters) {
    std::size_t at = 0;
    for (const char32_t c : scrap) {
        at = letters.find(c, at);
        if (at == std::u32string_view::npos) return false;
        ++at;
    }
    return true;
}

// Every beginning of 2 to 6 letters behind an anchor that the title holds in this order, at least twice in the text; of
// two at the very same places the longer.
std::vector<Scrap> find_scraps(const std::u32string& codes, std::u32string_view letters) {
    std::unordered_map<std::u32string, std::vector<std::uint32_t>> found;
    for (std::size_t i = 1; i < codes.size(); ++i) {
        if (!anchors.has(codes[i - 1])) continue;
        std::size_t at = 0;
        for (std::size_t length = 1; length <= longest_scrap && i + length <= codes.size(); ++length) {
            const char32_t c = codes[i + length - 1];
            at = is_letter(c) ? letters.find(c, at) : std::u32string_view::npos;
            if (at == std::u32string_view::npos) break;
            ++at;
            if (length > 1) found[codes.substr(i, length)].push_back(static_cast<std::uint32_t>(i));
        }
    }
    std::unordered_map<std::u32string, bool> covered;
    for (const auto& [text, places] : found) {
        if (text.size() < 3) continue;
        const std::u32string shorter = text.substr(0, text.size() - 1);
        const auto parent = found.find(shorter);
        if (parent != found.end() && parent->second.size() == places.size()) covered[shorter] = true;
    }
    std::vector<Scrap> out;
    for (const auto& [text, places] : found) {
        if (places.size() >= 2 && covered.find(text) == covered.end()) out.push_back({text, places});
    }
    // the map's order is nobody's business
    std::sort(out.begin(), out.end(), [](const Scrap& a, const Scrap& b) {
        if (a.places.front() != b.places.front()) return a.places.front() < b.places.front();
        if (a.places.size() != b.places.size()) return a.places.size() > b.places.size();
        return a.text.size() > b.text.size();
    });
    return out;
}

// Exactly one place in every gap between the clock's places, none before the first, at most one behind the last.
bool keeps_time(const Scrap& scrap, const Scrap& clock) {
    const auto& ticks = clock.places;
    if (scrap.places.size() + 1 < ticks.size() || scrap.places.size() > ticks.size()) return false;
    for (std::size_t n = 0; n < scrap.places.size(); ++n) {
        if (scrap.places[n] <= ticks[n] || (n + 1 < ticks.size() && scrap.places[n] >= ticks[n + 1])) return false;
    }
    return true;
}

// In every round behind `last`, and not overlapping it.
bool follows(const Scrap& scrap, const Scrap& last) {
    const std::size_t rounds = std::min(scrap.places.size(), last.places.size());
    for (std::size_t n = 0; n < rounds; ++n) {
        if (scrap.places[n] < last.places[n] + last.text.size()) return false;
    }
    return scrap.places.size() <= last.places.size();
}

// The scraps that go round with this clock. `scraps` are in the order of their first places.
Cycle cycle_of(const Scrap& clock, const std::vector<Scrap>& scraps, std::u32string_view letters) {
    Cycle out{clock};
    std::size_t letter = 0;
    for (const Scrap& scrap : scraps) {
        if (!keeps_time(scrap, clock) || !follows(scrap, out.back())) continue;
        const std::size_t next = letters.find(scrap.text[0], letter + 1);
        if (next == std::u32string_view::npos || !is_subsequence(scrap.text, letters.substr(next))) continue;
        letter = next;
        out.push_back(scrap);
    }
    return out;
}

std::size_t count_places(const Cycle& cycle) {
    std::size_t out = 0;
    for (const Scrap& scrap : cycle) out += scrap.places.size();
    return out;
}

// A round is whole when the last of its scraps is there: scraps of a round that was broken off are missing at its end.
std::size_t whole_rounds(const Cycle& cycle) {
    return cycle.back().places.size();
}

// What is noise for sure, and what only looks like it.
struct Cycles {
    Cycle sure, suspected;
};

Cycles find_cycles(const std::u32string& codes, std::u32string_view letters) {
    const std::vector<Scrap> scraps = find_scraps(codes, letters);
    std::vector<const Scrap*> clocks;
    for (const Scrap& scrap : scraps) {
        if (scrap.text[0] == letters[0]) clocks.push_back(&scrap);
    }
    std::stable_sort(clocks.begin(), clocks.end(),
                     [](const Scrap* a, const Scrap* b) { return a->places.size() > b->places.size(); });
    if (clocks.size() > max_clocks) clocks.resize(max_clocks);
    Cycle best, suspect;
    for (const Scrap* clock : clocks) {
        Cycle cycle = cycle_of(*clock, scraps, letters);
        const std::size_t places = count_places(cycle);
        const bool rounds = whole_rounds(cycle) >= least_rounds;
        if (rounds && cycle.size() >= least_scraps && places >= least_places) {
            if (places > count_places(best)) best = std::move(cycle);
        } else if (rounds && cycle.size() >= least_suspects && places >= least_suspect_places) {
            if (places > count_places(suspect)) suspect = std::move(cycle);
        }
    }
    return {std::move(best), std::move(suspect)};
}

std::string shown(const Cycle& cycle) {
    std::string out;
    for (const Scrap& scrap : cycle) {
        if (!out.empty()) out += "、";
        for (const char32_t c : scrap.text) append_utf8(out, c);
    }
    return out;
}

void add_range(const Places& places, std::size_t first, std::size_t length, std::vector<std::vector<ByteRange>>& out) {
    for (std::size_t i = first; i < first + length; ++i) {
        auto& ranges = out[places.run[i]];
        if (i > first && places.run[i] == places.run[i - 1])
            ranges.back().end = places.end[i];
        else
            ranges.push_back({places.begin[i], places.end[i]});
    }
}

// Lines that are nothing but template marks.
Denoised without_residue(std::string_view text) {
    Denoised out;
    for (std::size_t pos = 0; pos <= text.size();) {
        const std::size_t end = std::min(text.find('\n', pos), text.size());
        const std::string_view line = text.substr(pos, end - pos);
        if (is_template_residue(line))
            out.removed.emplace_back(trim(line));
        else
            out.text.append(line).append(end < text.size() ? "\n" : "");
        pos = end + 1;
    }
    return out;
}

}  // namespace

TitleNoise find_title_noise(const std::vector<std::string_view>& runs, std::string_view title) {
    TitleNoise out;
    out.ranges.resize(runs.size());
    const std::u32string letters = letters_of_title(title);
    if (letters.size() < 2 * least_scraps) return out;
    const Cycles cycles = find_cycles(codes_of(runs), letters);
    if (cycles.sure.empty()) {
        out.suspected = shown(cycles.suspected);
        return out;
    }
    const Places places(runs);
    for (const Scrap& scrap : cycles.sure) {
        for (const std::uint32_t place : scrap.places) add_range(places, place, scrap.text.size(), out.ranges);
    }
    for (auto& ranges : out.ranges) {
        std::sort(ranges.begin(), ranges.end(),
                  [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
    }
    return out;
}

Denoised remove_title_noise(std::string_view text, std::string_view title) {
    Denoised out;
    std::size_t pos = 0;
    const TitleNoise noise = find_title_noise({text}, title);
    for (const ByteRange& range : noise.ranges[0]) {
        out.text += text.substr(pos, range.begin - pos);
        out.removed.emplace_back(text.substr(range.begin, range.end - range.begin));
        pos = range.end;
    }
    out.text += text.substr(pos);
    return out;
}

Reading<Denoised> read_noise(std::string_view raw, const FieldContext& context) {
    Reading<Denoised> out;
    out.raw = std::string(head_of(raw, 400));
    // before the tags go: <%=x%> looks like one
    Denoised plain = without_residue(raw);
    Denoised rest = without_residue(fragment_text(plain.text));
    plain.text = std::move(rest.text);
    plain.removed.insert(plain.removed.end(), rest.removed.begin(), rest.removed.end());
    out.value = remove_title_noise(plain.text, context.title);
    out.rule = out.value.removed.empty() ? (plain.removed.empty() ? "noise.none" : "noise.template_residue")
                                         : "noise.title_cycle";
    out.value.removed.insert(out.value.removed.begin(), plain.removed.begin(), plain.removed.end());
    return out;
}

}  // namespace syndicated::normalise
