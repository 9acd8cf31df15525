// The look of the operator's page, kin to the directory page's. It stands in the page as it is: it does without <, >
// and &, which XML would take for its own.
#pragma once

#include <string_view>

namespace syndicated::app {

inline constexpr std::string_view status_css = R"css(
:root {
  --page: #f6f5f2; --card: #fff; --ink: #1f2328; --soft: #5c6570; --line: #e3e0d9; --accent: #b93f0a;
  --well: #1d5fb8; --badly: #c2410c; --good: #2c6e3f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --card: #1c2024; --ink: #e8e6e1; --soft: #9aa4ae; --line: #2e343a; --accent: #ff9a66;
    --well: #6ea4f5; --badly: #ff9a66; --good: #7fcf96;
  }
}
* { box-sizing: border-box; }
body {
  max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei",
    "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
h1, h2, h3, p, dl, dd, ul { margin: 0; padding: 0; }
ul { list-style: none; }
header { display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: baseline; margin-bottom: 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.3; }
h2 { margin-bottom: .7rem; font-size: .95rem; font-weight: 600; color: var(--soft); letter-spacing: .05em; }
h3 { margin: 1.2rem 0 .4rem; font-size: .9rem; font-weight: 600; }
.state { padding: .05rem .7rem; border: 1px solid currentColor; border-radius: 999px; font-size: .9rem; font-weight: 600; }
.state.good { color: var(--good); }
.state.bad { color: var(--badly); }
.when, .note { font-size: .88rem; color: var(--soft); }
.note { margin-top: .5rem; }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1.1rem; }
section {
  min-width: 0; padding: 1rem 1.2rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px;
}
section.wide { grid-column: 1 / -1; }
.facts { font-size: .95rem; }
.facts div { display: flex; justify-content: space-between; gap: 1rem; padding: .2rem 0; }
.facts div { border-top: 1px solid var(--line); }
.facts div:first-child { border-top: 0; }
.facts dt { color: var(--soft); }
.facts dd { font-variant-numeric: tabular-nums; text-align: right; }
.wide .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .8rem 1.2rem; }
.wide .facts div { display: block; padding: 0; border: 0; }
.wide .facts dt { font-size: .85rem; }
.wide .facts dd { font-size: 1.15rem; text-align: left; }
.facts .bad dd { color: var(--badly); font-weight: 600; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: 0 2rem; }
.chart { display: block; overflow: visible; }
.chart text { font-size: 12px; fill: var(--soft); font-variant-numeric: tabular-nums; }
.chart .end { text-anchor: end; }
.chart line { stroke: var(--line); stroke-width: 1; }
.chart .well { fill: var(--well); }
.chart .badly { fill: var(--badly); }
.key { font-size: .85rem; color: var(--soft); }
.key span::before { content: ""; display: inline-block; width: .7em; height: .7em; margin-right: .4em; }
.key span + span { margin-left: 1.2em; }
.key .well::before { background: var(--well); }
.key .badly::before { background: var(--badly); }
table { width: 100%; border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
th { padding: .25rem .5rem; text-align: right; font-size: .82rem; font-weight: 600; color: var(--soft); }
td { padding: .35rem .5rem; border-top: 1px solid var(--line); text-align: right; vertical-align: top; }
th:first-child, td:first-child { padding-left: 0; text-align: left; }
th:last-child, td:last-child { padding-right: 0; }
td.words, th.words { text-align: left; }
td.bad { color: var(--badly); font-weight: 600; }
td li + li { margin-top: .15rem; }
footer { margin-top: 1.5rem; font-size: .85rem; color: var(--soft); }
@media (max-width: 40rem) {
  body { padding: 1.25rem .9rem; }
  section { padding: .9rem 1rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { display: grid; grid-template-columns: 1fr 1fr; gap: .1rem 1.2rem; padding: .55rem 0; }
  tr { border-top: 1px solid var(--line); }
  tbody tr:first-child { border-top: 0; }
  td, td:first-child, td:last-child { display: flex; justify-content: space-between; gap: .8rem; padding: 0; border: 0; }
  td:first-child, td.words { grid-column: 1 / -1; }
  td[data-label]::before { content: attr(data-label); font-weight: 400; color: var(--soft); }
}
)css";

}  // namespace syndicated::app
