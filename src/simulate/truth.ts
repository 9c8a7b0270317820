/** Families of attack in the default plan. The names are the labels of the truth file. */
export const ATTACK_FAMILIES = [
  "bot_burst",
  "device_farm",
  "emulator_farm",
  "residential_proxy",
  "slow_drip",
  "paid_humans",
  "hijacked",
  "zombie_followers",
  "comment_copy",
  "mass_share",
  "post_then_retract",
  "framed_victim",
  "random_dwell",
  "view_inflation",
] as const;
/** Families that come only when asked for: detection is measured on them without ever having been tuned on them. */
export const UNTUNED_FAMILIES = ["vendor_mix", "task_market"] as const;
export const ALL_FAMILIES = [...ATTACK_FAMILIES, ...UNTUNED_FAMILIES] as const;
export type AttackFamily = (typeof ALL_FAMILIES)[number];

/** Honest traffic that looks like an attack. The names stand in the truth file's `set`. */
export const HONEST_SETS = [
  "nat",
  "campus",
  "cafe",
  "family",
  "flash_crowd",
  "live_surge",
  "fan_club",
  "red_packet",
  "promotion",
  "push_surge",
  "new_region",
] as const;
export type HonestSet = (typeof HONEST_SETS)[number];

export type Label = "honest" | AttackFamily;

/** What is true of one event. Never part of the event itself. */
export interface TruthRow {
  readonly event: string;
  readonly label: Label;
  readonly campaign: string | null;
  readonly set: HonestSet | null;
}

/** A truth row as the line of the truth file, without its line end. */
export function truthLine(row: TruthRow): string {
  const campaign = row.campaign === null ? "null" : `"${row.campaign}"`;
  const set = row.set === null ? "null" : `"${row.set}"`;
  return `{"event":"${row.event}","label":"${row.label}","campaign":${campaign},"set":${set}}`;
}
