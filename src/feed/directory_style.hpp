// The look of the directory page. pugixml escapes <, > and & in text: the style does without them.
#pragma once

#include <string_view>

namespace syndicated::feed {

// The feed icon that browsers and readers know, drawn small.
inline constexpr std::string_view icon_url =
    "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2016%2016'%3E%3Crect"
    "%20width='16'%20height='16'%20rx='3.5'%20fill='%23d9480f'/%3E%3Cg%20fill='none'%20stroke='%23fff'"
    "%20stroke-width='1.8'%20stroke-linecap='round'%3E%3Cpath%20d='M4%203.5a8.5%208.5%200%200%201%208.5"
    "%208.5M4%207.2a4.8%204.8%200%200%201%204.8%204.8'/%3E%3C/g%3E%3Ccircle%20cx='4.7'%20cy='11.3'%20r='1.3'"
    "%20fill='%23fff'/%3E%3C/svg%3E";

inline constexpr std::string_view directory_css = R"css(
:root {
  --page: #f6f5f2; --card: #fff; --ink: #1f2328; --soft: #5c6570; --line: #e3e0d9; --accent: #b93f0a;
  --rss: #b93f0a; --atom: #1d5fb8; --json: #2c6e3f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --card: #1c2024; --ink: #e8e6e1; --soft: #9aa4ae; --line: #2e343a; --accent: #ff9a66;
    --rss: #ff9a66; --atom: #84b6ff; --json: #7fcf96;
  }
}
* { box-sizing: border-box; }
body {
  max-width: 54rem; margin: 0 auto; padding: 3rem 1.25rem 2.5rem; background: var(--page); color: var(--ink);
  font: 16px/1.65 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei",
    "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
h1, h2, h3, p, ul { margin: 0; padding: 0; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
header { display: grid; grid-template-columns: auto 1fr; gap: 0 1rem; align-items: center; margin-bottom: 2rem; }
header img { grid-row: 1 / 3; width: 3.4rem; height: 3.4rem; }
header .brand { align-self: end; font-weight: 600; letter-spacing: .02em; }
h1 { align-self: start; font-size: 2rem; line-height: 1.25; font-weight: 700; }
header p { grid-column: 1 / 3; max-width: 44rem; margin-top: 1.1rem; color: var(--soft); }
h2 { margin: 2.25rem 0 .75rem; font-size: .95rem; font-weight: 600; color: var(--soft); letter-spacing: .05em; }
.everything, .tree { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.everything { border-left: 4px solid var(--accent); }
ul { list-style: none; }
.tree li { border-top: 1px solid var(--line); }
.tree li:first-child { border-top: 0; }
.tree ul { margin-left: 1.25rem; border-left: 2px solid var(--line); }
.tree ul li:first-child { border-top: 1px solid var(--line); }
.row { display: flex; gap: .75rem 1.5rem; align-items: center; padding: .9rem 1.25rem; }
.about { flex: 1; min-width: 0; }
h3 { font-size: 1.06rem; line-height: 1.5; font-weight: 600; }
.everything h3 { font-size: 1.2rem; }
.count { margin-left: .6rem; font-size: .82rem; font-weight: 400; color: var(--soft); white-space: nowrap; }
.description { font-size: .9rem; color: var(--soft); }
.newest { display: flex; gap: .65rem; font-size: .9rem; color: var(--soft); }
.newest bdi { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--ink); }
.newest time { flex: none; font-variant-numeric: tabular-nums; }
.links { display: flex; flex: none; gap: .4rem; }
.links a {
  padding: .2rem .7rem; border: 1px solid currentColor; border-radius: 999px; font-size: .82rem; font-weight: 600;
  line-height: 1.5; letter-spacing: .02em;
}
.links a:hover { background: var(--ink); border-color: var(--ink); color: var(--card); text-decoration: none; }
.rss { color: var(--rss); }
.atom { color: var(--atom); }
.json { color: var(--json); }
.opml { display: flex; flex-wrap: wrap; gap: 0 .6rem; margin-top: .9rem; padding-left: 1.25rem; font-size: .9rem; }
.opml a { font-weight: 600; }
.opml span { color: var(--soft); }
.sources { display: flex; flex-wrap: wrap; gap: .4rem 1.1rem; padding-left: 1.25rem; font-size: .95rem; }
footer {
  display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin-top: 2.5rem; padding-top: 1rem;
  border-top: 1px solid var(--line); font-size: .85rem; color: var(--soft);
}
@media (max-width: 38rem) {
  body { padding-top: 1.75rem; }
  h1 { font-size: 1.6rem; }
  .row { flex-direction: column; align-items: stretch; padding: .9rem 1rem; }
  .tree ul { margin-left: .75rem; }
  .newest { flex-direction: column; gap: 0; }
  .newest bdi { white-space: normal; }
}
)css";

}  // namespace syndicated::feed
