/** What the link test says of a payee, by how grave it is. */
export const LINK_STATE_STYLE = `
.state { font-weight: 600; }
.state.linked { color: var(--reject); } .state.follows, .state.promotion { color: var(--hold); }
.state.chance, .state.not_enough, .state.official { color: var(--soft); font-weight: 400; }
`;
