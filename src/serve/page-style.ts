/** The page's look. Text and background differ by 4.5 : 1 or more in both schemes; widths from 320 px up. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f7f5f0; --card: #fffefb; --line: #e2dccf; --ink: #221f1a; --soft: #655d50;
  --gold: #80590a; --gold-wash: #f3e6c8;
  --allow: #2f6f4f; --challenge: #8a6508; --hold: #b04a12; --reject: #a3232b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #141311; --card: #1d1b18; --line: #37332c; --ink: #ece6da; --soft: #aba292;
    --gold: #e2b551; --gold-wash: #3a2f17;
    --allow: #63b98c; --challenge: #d9ae45; --hold: #ee8a4d; --reject: #f0757b;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  font-variant-numeric: tabular-nums;
}
a { color: var(--gold); text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--gold); outline-offset: 3px; border-radius: 3px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 12px; background: var(--card); padding: 6px 12px; z-index: 1; }
header, main, footer { max-width: 1320px; margin: 0 auto; padding: 0 20px; }
header {
  display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 18px;
  padding-top: 26px; padding-bottom: 18px;
}
h1 { font-size: 24px; line-height: 1.2; letter-spacing: .01em; margin-bottom: 8px; }
h1::after { content: ""; display: block; width: 44px; height: 3px; margin-top: 5px; background: var(--gold); border-radius: 2px; }
.motto { color: var(--soft); margin-right: auto; }
.controls { display: flex; align-items: center; gap: 14px; }
.status { display: inline-flex; align-items: center; gap: 7px; color: var(--soft); }
.status::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--soft); }
.status[data-state="live"]::before { background: var(--allow); }
.status[data-state="lost"]::before { background: var(--reject); }
button {
  font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; padding: 3px 12px; min-height: 30px; cursor: pointer;
}
button[hidden] { display: none; }
button:hover { border-color: var(--gold); }
main { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px 18px; min-width: 0; }
section.bare { background: none; border: 0; padding: 0; }
section.bare:has([data-part]:empty) { display: none; }
h2 { font-size: 14px; font-weight: 600; color: var(--soft); margin-bottom: 10px; }
.note { font-size: 12.5px; color: var(--soft); font-weight: 400; }
.none { color: var(--soft); }
.rate { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 10px; }
.rate b { font-size: 44px; line-height: 1.05; font-weight: 600; letter-spacing: -.02em; }
.rate .peak { margin-left: auto; color: var(--soft); }
svg { display: block; width: 100%; }
.spark { height: 92px; margin-top: 10px; overflow: visible; }
.spark path { fill: var(--gold-wash); }
.spark polyline { fill: none; stroke: var(--gold); stroke-width: 2; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.spark line { stroke: var(--line); vector-effect: non-scaling-stroke; }
.axis { display: flex; justify-content: space-between; font-size: 12.5px; color: var(--soft); margin-top: 4px; }
.share { height: 12px; border-radius: 6px; overflow: hidden; background: var(--line); margin-bottom: 12px; }
.allow { fill: var(--allow); background: var(--allow); } .challenge { fill: var(--challenge); background: var(--challenge); }
.hold { fill: var(--hold); background: var(--hold); } .reject { fill: var(--reject); background: var(--reject); }
.verdicts { list-style: none; padding: 0; }
.verdicts li { display: grid; grid-template-columns: 14px 1fr auto 4.6em; align-items: center; gap: 8px; padding: 4px 0; }
.verdicts i { width: 10px; height: 10px; border-radius: 3px; }
.verdicts span, td.number { text-align: right; color: var(--soft); }
.verdicts b { font-size: 18px; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
th { font-size: 12.5px; font-weight: 500; color: var(--soft); text-align: right; padding: 0 0 6px 14px; white-space: nowrap; }
th[scope="row"], thead th:first-child { text-align: left; padding-left: 0; }
th[scope="row"] { white-space: normal; color: inherit; font-size: inherit; font-weight: 400; width: 62%; padding: 8px 0; }
tbody tr { border-top: 1px solid var(--line); }
td { text-align: right; padding: 8px 0 8px 14px; vertical-align: top; white-space: nowrap; }
td.strong { font-weight: 600; color: var(--ink); }
.bar { height: 7px; margin-top: 6px; border-radius: 3.5px; }
.tag { font-size: 12.5px; color: var(--soft); white-space: nowrap; }
.tag bdi { white-space: normal; }
bdi, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; font-size: .93em; overflow-wrap: anywhere; }
.state { font-weight: 600; } .state.open { color: var(--gold); } .state.confirmed { color: var(--reject); } .state.dismissed { color: var(--allow); }
.campaigns-card th .tag { display: block; white-space: normal; }
.health { margin-top: 8px; overflow-wrap: anywhere; } .health[data-state="failed"] b { color: var(--reject); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 10px; font-size: 12.5px; color: var(--soft); }
.legend i { display: inline-block; width: 9px; height: 9px; border-radius: 2px; margin-right: 5px; }
.rejections { list-style: none; padding: 0; }
.rejections > li { border-top: 1px solid var(--line); padding: 10px 0; }
.rejections > li:first-child { border-top: 0; padding-top: 0; }
.rejections > li:last-child { padding-bottom: 0; }
.what { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 10px; }
.what time, .what .score { font-size: 12.5px; color: var(--soft); white-space: nowrap; }
.what a { color: inherit; text-decoration-color: var(--soft); line-height: 1; }
.unseen { position: absolute; clip-path: inset(50%); white-space: nowrap; width: 1px; height: 1px; overflow: hidden; }
.what .who { flex: 1 1 220px; min-width: 0; }
.reasons { padding-left: 18px; margin-top: 2px; list-style: disc; }
.reasons li::marker { color: var(--reject); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); gap: 5px 44px; }
dl div { display: flex; justify-content: space-between; gap: 14px; }
dt { color: var(--soft); flex: none; max-width: 60%; }
dd { text-align: right; overflow-wrap: anywhere; }
.empty { border: 1px dashed var(--gold); border-radius: 10px; padding: 20px; background: var(--card); }
.empty h2 { font-size: 18px; color: var(--ink); margin-bottom: 4px; }
pre { margin-top: 10px; padding: 12px 14px; background: var(--ground); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; }
footer { display: flex; flex-wrap: wrap; gap: 4px 18px; padding-top: 18px; padding-bottom: 30px; font-size: 12.5px; color: var(--soft); }
@media (min-width: 900px) {
  main { grid-template-columns: minmax(0, 7fr) minmax(0, 5fr); align-items: start; }
  section.bare, .engine-card, .campaigns-card { grid-column: 1 / -1; }
  .rate-card, .verdicts-card { align-self: stretch; }
}
@media (max-width: 480px) {
  header, main, footer { padding-left: 14px; padding-right: 14px; }
  .motto { flex-basis: 100%; order: 1; }
  .controls { margin-left: auto; }
  table, thead, tbody { display: block; }
  tr { display: grid; grid-template-columns: repeat(4, 1fr); padding: 8px 0; }
  thead tr { padding: 0; }
  thead th:first-child { position: absolute; clip-path: inset(50%); }
  th[scope="row"] { grid-column: 1 / -1; width: auto; padding: 0 0 4px; }
  td { padding: 0; }
  .rate b { font-size: 38px; }
}
`;
