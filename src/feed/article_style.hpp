// The look of an article's page. pugixml escapes <, > and & in text: the style does without them.
#pragma once

#include <string_view>

namespace syndicated::feed {

inline constexpr std::string_view article_css = R"css(
:root { --page: #fbfaf8; --ink: #1f2328; --soft: #5c6570; --line: #e3e0d9; --accent: #b93f0a; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171a; --ink: #e8e6e1; --soft: #9aa4ae; --line: #2e343a; --accent: #ff9a66; }
}
* { box-sizing: border-box; }
body {
  max-width: 42rem; margin: 0 auto; padding: 2rem 1.25rem; background: var(--page); color: var(--ink);
  font: 18px/1.8 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei",
    "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
header, footer, .byline { color: var(--soft); font-size: .85rem; }
header, .byline, footer p { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: 0; }
h1 { margin: 1.5rem 0 .75rem; font-size: 1.75rem; line-height: 1.35; }
.byline { padding-bottom: 1rem; border-bottom: 1px solid var(--line); }
.text img, .text video { max-width: 100%; height: auto; border-radius: 4px; }
.text table { display: block; max-width: 100%; overflow-x: auto; border-collapse: collapse; }
.text td, .text th { padding: .3rem .6rem; border: 1px solid var(--line); }
.text pre { overflow-x: auto; }
.text blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft); }
.text figure { margin: 1rem 0; }
.text figcaption { color: var(--soft); font-size: .85rem; }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
)css";

}  // namespace syndicated::feed
