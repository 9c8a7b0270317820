/** What a campaign's page adds to the look of the live page. */
export const CAMPAIGN_STYLE = `
.brand { font-weight: 600; }
.brand a { color: inherit; text-decoration: none; }
h1 { max-width: 62em; }
.lead h1 { font-size: 21px; line-height: 1.4; margin: 4px 0 10px; }
.without { font-size: 17px; margin-bottom: 4px; }
.lead, .steps, .answer { overflow-wrap: anywhere; }
.lead dl { margin-top: 14px; }
h3 { font-size: 13px; font-weight: 600; color: var(--soft); margin: 16px 0 6px; }
.weights, .explanations, .steps, .events { list-style: none; padding: 0; }
.weights li { display: flex; flex-wrap: wrap; gap: 2px 16px; justify-content: space-between; border-top: 1px solid var(--line); padding: 7px 0; }
.weights li > span:first-child { flex: 1 1 260px; }
.weights li:first-child, .explanations li:first-child { border-top: 0; }
.weight { display: flex; align-items: center; gap: 8px; color: var(--soft); font-size: 12.5px; }
.weigh { width: 90px; height: 8px; }
.weigh.for rect { fill: var(--reject); } .weigh.against rect { fill: var(--allow); }
.explanations li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; border-top: 1px solid var(--line); padding: 7px 0; }
.explanations b { font-weight: 600; }
.explanations .because { grid-column: 1 / -1; color: var(--soft); }
.finding { font-size: 12.5px; }
.excluded .finding { color: var(--allow); } .not_excluded .finding { color: var(--hold); font-weight: 600; } .not_measurable .finding { color: var(--soft); }
.facts th[scope="row"] { width: auto; padding: 6px 0; }
.facts td { padding-top: 6px; padding-bottom: 6px; }
.facts td + td { color: var(--soft); white-space: normal; min-width: 8em; }
.bars rect { fill: var(--gold); }
.timeline { height: 92px; border-bottom: 1px solid var(--line); }
.spectrum { height: 44px; max-width: 520px; border-bottom: 1px solid var(--line); }
.spectrum-title { margin: 14px 0 4px; }
.bins { max-width: 520px; } .bins span { flex: 1; text-align: center; font-size: 11px; }
.matrix rect { fill: var(--ground); } .matrix path { fill: var(--gold); }
.matrix + .note, .axis + .note { margin-top: 8px; }
.chips { display: flex; flex-wrap: wrap; gap: 6px; list-style: none; padding: 0; }
.chips li { border: 1px solid var(--line); border-radius: 6px; padding: 2px 8px; max-width: 100%; overflow-wrap: anywhere; }
.events li, .steps li { border-top: 1px solid var(--line); padding: 6px 0; overflow-wrap: anywhere; }
.events li:first-child, .steps li:first-child { border-top: 0; padding-top: 0; }
.steps p { color: var(--soft); }
.pager { display: flex; gap: 18px; margin-top: 12px; }
.review label { display: block; margin-top: 8px; font-size: 13px; color: var(--soft); }
.review input, .review textarea {
  display: block; width: 100%; font: inherit; font-size: 15px; color: var(--ink); background: var(--ground);
  border: 1px solid var(--soft); border-radius: 6px; padding: 6px 9px; resize: vertical;
}
.decision { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 14px; align-items: center; margin-top: 10px; }
.decision p { font-size: 13.5px; color: var(--soft); }
.decision button { min-width: 7.5em; padding: 6px 12px; font-weight: 600; }
.decision button.confirmed { border-color: var(--reject); color: var(--reject); }
.answer { color: var(--reject); min-height: 1.4em; margin-top: 6px; }
.answer.good { color: var(--ink); font-weight: 600; }
@media (min-width: 900px) {
  section.lead, .counts-card { grid-column: 1 / -1; }
  main { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); align-items: stretch; }
}
@media (max-width: 480px) {
  table.facts { display: table; } .facts thead { display: table-header-group; } .facts tbody { display: table-row-group; }
  .facts tr { display: table-row; } .facts td, .facts th { padding: 6px 0 6px 8px; } .facts thead th:first-child { position: static; clip-path: none; }
  .facts th[scope="row"] { width: 46%; padding-left: 0; }
  table.three tr { grid-template-columns: repeat(3, 1fr); }
  .decision { grid-template-columns: minmax(0, 1fr); }
}
`;
