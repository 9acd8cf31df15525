// The HTML elements that the normaliser tells apart. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace syndicated::normalise {

// X(id, kind): block breaks the line and stands outside of paragraphs; inner is phrasing; gone is never shown.
// (clang-format would indent a long list of calls step by step.)
// clang-format off
#define SYNDICATED_TAGS(X) \
    X(a, inner) X(abbr, inner) X(address, block) X(applet, gone) X(area, inner) X(article, block) \
    X(aside, block) X(audio, inner) X(b, inner) X(base, inner) X(bdi, inner) X(bdo, inner) X(big, inner) \
    X(blockquote, block) X(body, block) X(br, inner) X(button, gone) X(canvas, gone) X(caption, block) \
    X(center, block) X(cite, inner) X(code, inner) X(col, inner) X(colgroup, block) X(datalist, gone) \
    X(dd, block) X(del, inner) X(details, block) X(dfn, inner) X(dialog, gone) X(dir, block) X(div, block) \
    X(dl, block) X(dt, block) X(em, inner) X(embed, inner) X(fieldset, block) X(figcaption, block) \
    X(figure, block) X(font, inner) X(footer, block) X(form, block) X(frame, gone) X(frameset, gone) \
    X(h1, block) X(h2, block) X(h3, block) X(h4, block) X(h5, block) X(h6, block) X(head, block) \
    X(header, block) X(hr, block) X(html, block) X(i, inner) X(iframe, gone) X(img, inner) X(input, gone) \
    X(ins, inner) X(kbd, inner) X(label, inner) X(legend, block) X(li, block) X(link, inner) X(main, block) \
    X(map, inner) X(mark, inner) X(math, gone) X(menu, block) X(meta, inner) X(nav, block) X(noscript, gone) \
    X(object, gone) X(ol, block) X(option, gone) X(p, block) X(param, gone) X(picture, inner) X(pre, block) \
    X(q, inner) X(rp, inner) X(rt, inner) X(ruby, inner) X(s, inner) X(samp, inner) X(script, gone) \
    X(section, block) X(select, gone) X(small, inner) X(source, inner) X(span, inner) X(strike, inner) \
    X(strong, inner) X(style, gone) X(sub, inner) X(summary, block) X(sup, inner) X(svg, gone) X(table, block) \
    X(tbody, block) X(td, block) X(template_, gone) X(textarea, gone) X(tfoot, block) X(th, block) \
    X(thead, block) X(time, inner) X(title, block) X(tr, block) X(tt, inner) X(u, inner) X(ul, block) \
    X(var, inner) X(video, inner) X(wbr, inner)
// clang-format on

enum class Tag : std::uint8_t {
    text,     // a run of characters
    comment,  // kept for the markers that CMSs leave around a body
    other,    // an element not listed
#define SYNDICATED_ID(id, kind) id,
    SYNDICATED_TAGS(SYNDICATED_ID)
#undef SYNDICATED_ID
};

enum class TagKind : std::uint8_t { inner, block, gone };

[[nodiscard]] Tag tag_from(std::string_view name);  // lower case
[[nodiscard]] std::string_view name_of(Tag tag);    // empty for text, comment and other
[[nodiscard]] TagKind kind_of(Tag tag);
[[nodiscard]] inline bool is_block(Tag tag) {
    return kind_of(tag) == TagKind::block;
}
[[nodiscard]] inline bool is_heading(Tag tag) {
    return tag >= Tag::h1 && tag <= Tag::h6;
}

}  // namespace syndicated::normalise
