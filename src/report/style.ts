/** The report's style sheet: dark text on white, one column of readable length, the list of sections beside it where there is room. */
export const STYLE = `
:root { color-scheme: light; --ink: #1b1b1b; --quiet: #555; --line: #d9d9d9; --soft: #f5f5f2; --link: #00518a; }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 45rem; background: #fff; color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
header h1 { margin: 0 0 .25rem; font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; }
header p { margin: 0; color: var(--quiet); }
nav { margin: 1.5rem 0 0; padding: .75rem 1rem; background: var(--soft); border-radius: 6px; font-size: .9rem; }
nav ol { margin: 0; padding: 0; list-style: none; columns: 2; column-gap: 1.5rem; }
nav a { display: block; padding: .1rem 0; color: var(--link); text-decoration: none; }
nav a:hover { text-decoration: underline; }
section { margin-top: 3rem; padding-top: .25rem; border-top: 2px solid var(--ink); }
h2 { margin: .5rem 0 .5rem; font-size: 1.35rem; line-height: 1.25; }
p { margin: .6rem 0; max-width: 42rem; overflow-wrap: anywhere; }
.lead { font-size: 1.12rem; line-height: 1.5; }
.absent { padding: .6rem .9rem; background: var(--soft); border-left: 4px solid var(--quiet); }
figure { margin: 1.75rem 0 0; }
figcaption, caption { text-align: left; font-size: .9rem; line-height: 1.45; color: var(--quiet); margin-bottom: .5rem; }
caption { padding-bottom: .4rem; max-width: min(42rem, 100vw - 3rem); }
figcaption strong, caption strong { color: var(--ink); }
.key { margin: .25rem 0 .4rem; padding: 0; list-style: none; font-size: .85rem; }
.key li { display: inline-block; margin-right: 1.4rem; white-space: nowrap; }
.key svg { display: inline-block; min-width: 0; margin-right: .45rem; vertical-align: -1px; }
.scroll { overflow-x: auto; }
figure .scroll svg { display: block; max-width: 100%; height: auto; }
.table { margin: 1.75rem 0 0; }
table { border-collapse: collapse; font-size: .9rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; min-width: 3.5rem; }
th { border-bottom: 1.5px solid var(--ink); font-weight: 600; vertical-align: bottom; overflow-wrap: normal; }
td { border-bottom: 1px solid var(--line); }
.number { text-align: right; }
th.number { min-width: 3rem; }
td { min-width: 6.5rem; }
td.number, td.word { min-width: 0; white-space: nowrap; }
td:first-child { overflow-wrap: normal; white-space: nowrap; }
.pairs td:first-child { color: var(--quiet); }
summary { cursor: pointer; font-size: .95rem; color: var(--link); }
.command { margin-bottom: .2rem; font-size: .95rem; }
pre { margin: .2rem 0 .8rem; padding: .5rem .75rem; background: var(--soft); border-radius: 4px; overflow-x: auto;
  font: .88rem/1.45 ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
footer { margin-top: 4rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: .85rem; color: var(--quiet); }
@media (min-width: 72rem) {
  body { max-width: 66rem; display: grid; grid-template-columns: 14rem minmax(0, 45rem); column-gap: 4rem; }
  header, footer { grid-column: 1 / -1; }
  nav { position: sticky; top: 1.5rem; align-self: start; margin-top: 3.2rem; max-height: calc(100vh - 3rem); overflow-y: auto; }
  nav ol { columns: 1; }
}
@media (max-width: 34rem) {
  body { padding: 1.25rem .9rem 3rem; }
  nav ol { columns: 1; }
  td:first-child { white-space: normal; }
}
@media print {
  @page { margin: 18mm 16mm; }
  body { display: block; max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  section { margin-top: 1.5rem; }
  h2, figcaption, caption { break-after: avoid; }
  figure, tr, pre { break-inside: avoid; }
  td:first-child { white-space: normal; }
  .scroll { overflow: visible; }
  figure .scroll svg { min-width: 0; }
  pre { white-space: pre-wrap; }
}
`
