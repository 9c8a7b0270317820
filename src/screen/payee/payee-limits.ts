/** Payees held at once; the one not paid for longest goes first. About 2 kB each, 100 MB at the most. */
export const PAYEES_MAX = 50_000;
/** Latest payments whose reasons make a payee's risk: enough for a share, few enough that a payee who mends recovers. */
export const RECENT_PAYMENTS = 64;
/** Amounts counted one by one; rarer ones give way (Space-Saving, Metwally 2005), so that a million different ones cost no more. */
export const AMOUNTS_MAX = 16;
/** Registers of the sketch of distinct payers: standard error 1.04 / √512 = 4.6 % (Flajolet 2007). */
export const PAYER_REGISTERS = 512;
/** Days of payments kept for the picture. */
export const DAYS_MAX = 31;
/** Complainants known one by one: each counts once. More than these and the number says "at least". */
export const COMPLAINANTS_MAX = 1_000;
/** Latest complaints listed. */
export const COMPLAINTS_LISTED_MAX = 20;
/** Currencies summed apart; further ones are counted together without a sum. */
export const CURRENCIES_MAX = 8;
/** Payments that were not let through, listed on the page. */
export const LATEST_PAYMENTS_MAX = 200;
/**
 * Latest payments whose payers are remembered one by one, so that a complaint is told from a stranger's: 4 bytes each, held
 * only as far as a payee has payments. A later complaint still counts for the policy's rule, not for the payee's risk.
 */
export const LATEST_PAYERS = 512;
/** Days for which a complaint weighs on a payee's risk, back from its latest payment or complaint: who mends recovers. */
export const COMPLAINT_DAYS = 90;
