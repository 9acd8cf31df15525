// The look of explain's HTML page, kin to the directory page's. A field's colour is one hue, lighter or darker with
// the scheme.
#pragma once

#include <string_view>

namespace syndicated::app {

inline constexpr std::string_view explain_css = R"css(
:root {
  --page: #f6f5f2; --card: #fff; --ink: #1f2328; --soft: #5c6570; --line: #e3e0d9; --accent: #b93f0a; --gone: #6f7479;
  --tint: 92% 86%; --edge: 65% 40%;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --card: #1c2024; --ink: #e8e6e1; --soft: #9aa4ae; --line: #2e343a; --accent: #ff9a66;
    --gone: #8a929a; --tint: 45% 26%; --edge: 60% 62%;
  }
}
.f-title { --hue: 45; }
.f-source { --hue: 140; }
.f-author { --hue: 210; }
.f-editor { --hue: 275; }
.f-published { --hue: 0; }
.f-updated { --hue: 24; }
.f-category { --hue: 180; }
.f-views { --hue: 320; }
* { box-sizing: border-box; }
body {
  max-width: 86rem; margin: 0 auto; padding: 2rem 1.25rem; background: var(--page); color: var(--ink);
  font: 16px/1.65 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei",
    "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
h1, h2, p, ul, ol { margin: 0; padding: 0; }
ul, ol { list-style: none; }
code, small { font: .8rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.brand { font-size: .9rem; color: var(--soft); }
article { margin-top: 1rem; }
article + article { margin-top: 3rem; padding-top: 2rem; border-top: 1px solid var(--line); }
h1 { font-size: 1.6rem; line-height: 1.35; }
h2 { margin: 0 0 .6rem; font-size: .95rem; font-weight: 600; color: var(--soft); letter-spacing: .05em; }
.withheld { margin-top: .6rem; color: var(--accent); font-weight: 600; }
.columns { display: grid; grid-template-columns: minmax(0, 27rem) minmax(0, 1fr); gap: 1.25rem; align-items: start; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; }
.card + .card { margin-top: 1.25rem; }
.legend { display: flex; flex-wrap: wrap; gap: .4rem; margin: 1rem 0 1.25rem; font-size: .85rem; }
.legend li { padding: .1rem .6rem; border-radius: 999px; border: 1px solid var(--line); }
.legend [class] { background: hsl(var(--hue) var(--tint)); border-color: hsl(var(--hue) var(--edge)); }
.legend .is-absent { opacity: .45; }
.legend .is-body { background: none; border-color: var(--ink); }
.legend .is-gone { background: none; border-color: var(--line); color: var(--gone); text-decoration: line-through; }
.legend a { color: inherit; text-decoration: none; }
.field { padding: .7rem 0; border-top: 1px solid var(--line); }
.field:first-of-type { border-top: 0; padding-top: 0; }
.field b, .elsewhere b {
  display: inline-block; margin-right: .4rem; padding: 0 .5rem; border-radius: 5px; font-size: .8rem; font-weight: 600;
  background: var(--line);
}
.field[class*="f-"] b, .elsewhere b { background: hsl(var(--hue) var(--tint)); }
.field code { color: var(--soft); }
.value { margin-top: .15rem; font-weight: 500; }
.why, .passed, .missing, .pieces, .remarks, .elsewhere { font-size: .88rem; color: var(--soft); }
.passed li::before { content: "passed over "; font-size: .8rem; opacity: .75; }
.missing li { display: inline-block; margin-right: 1rem; }
.pieces li, .remarks li, .elsewhere li { padding: .25rem 0; }
.pieces li + li, .remarks li + li { border-top: 1px solid var(--line); }
.elsewhere { margin-bottom: 1rem; padding-bottom: .6rem; border-bottom: 1px solid var(--line); }
.source p { padding: .15rem 0 .15rem .9rem; border-left: 3px solid transparent; }
.source .body { padding: .4rem 0 .4rem .9rem; border-left-color: var(--ink); }
.source .around, summary { font-size: .9rem; color: var(--soft); }
.source .removed { font-size: .9rem; }
summary { padding: .15rem 0 .15rem .9rem; cursor: pointer; }
mark {
  padding: .1em .2em; border-radius: 4px; color: var(--ink); background: hsl(var(--hue) var(--tint));
  border-bottom: 2px solid hsl(var(--hue) var(--edge)); -webkit-box-decoration-break: clone;
  box-decoration-break: clone;
}
mark:target, .elsewhere :target { outline: 2px solid hsl(var(--hue) var(--edge)); outline-offset: 2px; }
mark.f-title { font-size: 1.15rem; font-weight: 700; }
mark::after {
  content: attr(data-field); margin-left: .3em; font-size: .65rem; font-weight: 400; vertical-align: super;
  line-height: 1; opacity: .75;
}
del { color: var(--gone); text-decoration: line-through; }
.removed small { color: var(--gone); }
.picture {
  display: inline-block; padding: 0 .6rem; border: 1px dashed var(--soft); border-radius: 6px; font-size: .8rem;
  color: var(--soft);
}
@media (max-width: 60rem) {
  body { padding: 1.25rem .9rem; }
  .columns { grid-template-columns: minmax(0, 1fr); }
  h1 { font-size: 1.35rem; }
  .card { padding: .9rem 1rem; }
}
)css";

}  // namespace syndicated::app
