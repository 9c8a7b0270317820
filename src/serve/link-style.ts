/** What the pages of links add to the look of a campaign's page. */
export const LINK_STYLE = `
.state { font-weight: 600; }
.state.linked { color: var(--reject); } .state.follows, .state.promotion { color: var(--hold); }
.state.chance, .state.not_enough, .state.official { color: var(--soft); font-weight: 400; }
.delivery { width: 100%; height: auto; max-height: 320px; }
.delivery .band { fill: var(--gold); opacity: .22; }
.delivery .line { fill: none; stroke: var(--gold); stroke-width: 2.5; }
.delivery .grid { stroke: var(--line); stroke-width: 1; }
.delivery .dot { fill: var(--gold); }
.delivery text { fill: var(--soft); font-size: 12px; font-family: system-ui, sans-serif; }
.steps-table td { white-space: nowrap; }
.lead .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 10px 24px; }
.lead .facts dt { color: var(--soft); font-size: 12.5px; } .lead .facts dd { margin: 0; }
`;
