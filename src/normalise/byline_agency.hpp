// The outlet and the dateline of a byline: 新华社 北京 3月10日 电. Pure; any thread; looks at the byline's glyphs only.
#pragma once

#include "normalise/glyphs.hpp"

#include "syndicated/normalise/fields.hpp"

#include <optional>
#include <string_view>

namespace syndicated::normalise {

// 电, 讯, 消息, 报道: what closes a dateline.
struct Trigger {
    std::size_t agency_end = 0;  // the agency and its place end here; a date may follow
    std::size_t end = 0;         // behind the word
    bool dated = false;
};

// The first trigger in [begin, end) behind a date, or straight behind what may be an outlet.
[[nodiscard]] std::optional<Trigger> find_trigger(const Glyphs& glyphs, std::size_t begin, std::size_t end,
                                                  const FieldContext& context);
// Where the outlet's name in [begin, end) ends: 山海通讯社 of 山海通讯社山海; `begin` when it names none (本报, 上海).
[[nodiscard]] std::size_t agency_end(const Glyphs& glyphs, std::size_t begin, std::size_t end, bool dated);
// 王一台北: how long the name is that a place follows.
[[nodiscard]] std::size_t name_before_place(std::u32string_view run);

[[nodiscard]] std::size_t find_word(const Glyphs& glyphs, std::u32string_view word, std::size_t begin,
                                    std::size_t end);  // `end`: not there

}  // namespace syndicated::normalise
