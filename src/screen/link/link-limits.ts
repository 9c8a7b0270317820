/** Every stated limit of the link test, with its reason. */

/** Length of a curve's bin, ms: lags of minutes are told apart, and three days are 864 bins. */
export const BIN_MS = 5 * 60_000;
/** Longest past of a curve that says what it was going to do, ms: three days hold three nights. */
export const PAST_MS = 72 * 3_600_000;
/** Bins of curves held: 40 bytes each, 160 MB; beyond it the bins written first go. */
export const CELLS_MAX = 4_000_000;
/** Items held: 80 bytes each with their curves' heads; beyond it those that nothing came to for longest go. */
export const ITEMS_MAX = 1_000_000;
/** Payments that wait for their windows to close: 100 bytes each; beyond it the earliest are given up and counted. */
export const WAITING_MAX = 1_000_000;
/** Payments of one payee that wait, from payers who own nothing yet: fans of a live room never become buyers of likes. */
export const WAITING_PER_PAYEE_MAX = 5_000;
/** Judged orders held of one payee: the latest; twenty tell a seller, two thousand its prices. */
export const ORDERS_PER_PAYEE_MAX = 2_000;
/** Judged orders held in all, the latest: some 800 bytes each with their steps, 160 MB. */
export const ORDERS_MAX = 200_000;
/** Payees held; beyond it those with no order judged go first. */
export const PAYEES_MAX = 200_000;
/** Items of one payer that are asked, the latest: who owns more is a company, and one of its items always steps. */
export const ITEMS_PER_PAYER_MAX = 200;
/** Late events find their bin within so many of the newest ones of their curve; later ones are left out and counted. */
export const LATE_BINS_MAX = 64;
/** Reference steps held a stratum: the smallest chance that can be told is one part in as many. */
export const REFERENCE_MAX = 1_000;
/** Reference steps below which a stratum borrows from its neighbours, and below which nothing is said. */
export const REFERENCE_MIN = 60;
/** Windows of payers held of each length and class of owners: about 1 kB each, 64 MB; the smallest chance of a window is one part in as many. */
export const WINDOWS_MAX = 2_000;
/** Windows below which a class borrows from its neighbours, and below which the chance among curves stands for a window's: enough that the seldomest cut (0.003) can be told. */
export const WINDOWS_MIN = 400;
/** Orders of different payers below which nothing is said of a payee: below it, chance finds dose and lag that agree. */
export const BUYERS_MIN = 5;
/** False-discovery rate at which a payee is told. Nominal: crowds move many items in the same hours, so that windows are not independent; told at 0.05 some 6 % of those told were chance on worlds of others, at 0.02 some 2 % (docs/evaluation/links.md). */
export const FALSE_DISCOVERY_MAX = 0.02;
