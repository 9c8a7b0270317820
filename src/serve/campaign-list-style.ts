/** What the list of campaigns adds to the look of the live page and of a campaign's. */
export const CAMPAIGN_LIST_STYLE = `
main { grid-template-columns: minmax(0, 1fr); }
section { grid-column: 1 / -1; }
h1 { margin-bottom: 10px; }
.tabs { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 0; }
.tabs a { display: inline-block; padding: 4px 0; }
.tabs a[aria-current] { color: var(--ink); font-weight: 600; text-decoration-thickness: 3px; text-decoration-color: var(--gold); }
.filters { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 118px), 1fr)); gap: 10px 14px; align-items: end; margin-top: 12px; }
.filters label { font-size: 13px; color: var(--soft); }
.filters .about { grid-column: span 2; min-width: 0; }
.filters select, .filters input {
  display: block; width: 100%; font: inherit; color: var(--ink); background: var(--ground);
  border: 1px solid var(--soft); border-radius: 6px; padding: 5px 8px; min-height: 34px;
}
.filters p { display: flex; align-items: center; gap: 14px; min-height: 34px; }
.filters label .note { display: block; }
.all { display: flex; gap: 9px; align-items: center; margin-bottom: 8px; color: var(--soft); font-size: 13px; }
input[type="checkbox"] { width: 18px; height: 18px; accent-color: var(--gold); flex: none; }
.pick { display: flex; gap: 10px; align-items: flex-start; }
.pick input { margin-top: 3px; }
.pick > span { min-width: 0; }
.pick .tag { display: block; white-space: normal; overflow-wrap: anywhere; }
.pick time { white-space: nowrap; }
tr:has(input:checked) { background: var(--gold-wash); }
.found-card th[scope="row"] { width: 66%; }
.actions { display: flex; flex-wrap: wrap; gap: 8px 12px; margin-top: 12px; }
.actions button { padding: 6px 12px; font-weight: 600; }
.actions button.confirmed { border-color: var(--reject); color: var(--reject); }
.actions button:disabled { opacity: .55; cursor: default; }
.batch-card[data-near] { position: sticky; bottom: 0; max-height: 70vh; overflow: auto; box-shadow: 0 -6px 18px rgb(0 0 0 / .12); }
.picked { font-weight: 600; margin-top: 6px; }
.outcomes { list-style: none; padding: 0; margin-top: 10px; }
.outcomes li { border-top: 1px solid var(--line); padding: 5px 0; overflow-wrap: anywhere; }
.outcomes .no { color: var(--reject); }
.empty p + p { margin-top: 4px; }
@media (min-width: 900px) {
  main { grid-template-columns: minmax(0, 1fr); }
  .two { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 2fr); gap: 0 20px; }
}
@media (max-width: 480px) {
  .batch-card[data-near] h2, .batch-card[data-near] .review > .note, .batch-card[data-near] label .note { display: none; }
  .batch-card[data-near] .two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 12px; }
  .batch-card[data-near] .actions { margin-top: 8px; }
  .found-card th[scope="row"] { width: auto; }
}
`;
