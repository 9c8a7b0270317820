import { LINK_STATE_STYLE } from "./link-state-style.ts";

/** What the pages of links add to the look of a campaign's page. */
export const LINK_STYLE = `${LINK_STATE_STYLE}
main > section { grid-column: 1 / -1; min-width: 0; overflow-x: auto; }
.links-card th[scope="row"] { width: 1%; overflow-wrap: normal; white-space: nowrap; }
.links-card td { white-space: normal; }
.links-card td:nth-child(2) { min-width: 13em; } .links-card td:last-child { min-width: 8em; }
.delivery { width: 100%; height: auto; max-height: 320px; }
.delivery .band { fill: var(--gold); opacity: .22; }
.delivery .line { fill: none; stroke: var(--gold); stroke-width: 2.5; }
.delivery .grid { stroke: var(--line); stroke-width: 1; }
.delivery .dot { fill: var(--gold); }
.delivery text { fill: var(--soft); font-size: 12px; font-family: system-ui, sans-serif; }
.steps-table td { white-space: nowrap; }
@media (max-width: 480px) {
  .links-card thead, .steps-table thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .links-card tr, .steps-table tr { display: block; }
  .links-card th[scope="row"], .steps-table th[scope="row"] { display: block; width: auto; white-space: normal; }
  .links-card td, .steps-table td { display: flex; justify-content: space-between; gap: 14px; text-align: right; min-width: 0; padding: 2px 0; white-space: normal; }
  .links-card td:nth-child(2), .links-card td:last-child { min-width: 0; }
  .links-card td::before, .steps-table td::before { content: attr(data-head); color: var(--soft); font-size: 12.5px; flex: none; }
}
.lead .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(240px, 1fr)); gap: 12px 28px; }
.lead .facts > div { display: block; }
.lead .facts dt { color: var(--soft); font-size: 12.5px; } .lead .facts dd { margin: 0; text-align: left; }
`;
