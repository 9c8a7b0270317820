/** Why a file cannot tell hands from people by itself, or tells less. Most telling first where several hold. */
export const DATA_LIMITS = [
  "no_acts",
  "one_moment",
  "each_once",
  "too_concentrated",
  "one_owner",
  "owners_unknown",
  "few_days",
] as const;
export type DataLimit = (typeof DATA_LIMITS)[number];
