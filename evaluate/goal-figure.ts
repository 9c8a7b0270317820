/** What the project set out to reach, in the order of its design; a goal of its own never appears here first. */
export const GOAL_ROWS = {
  within24h: "campaigns delivered within 24 h, 1:1 camouflage",
  drip: "campaigns dripped over 96 h",
  tenMillion: "10 M events",
  million: "recompute of 1 M events",
  delay: "time to detect",
  unseen: "a family of attack it never saw",
  firstOrder: "first order of a fresh pool",
  counts: "counts of attacked targets",
  honest: "honest hard cases",
  falseAlarms: "false alarms obtained / asked",
  bought: "bought accounts",
  singleEvents: "single events, before detection",
} as const;
export type GoalRow = keyof typeof GOAL_ROWS;

/** One figure beside what it should be, as it stands in a report's JSON. */
export interface GoalFigure {
  readonly row: GoalRow;
  readonly what: string;
  readonly data: string;
  /** What chance began with, where it is not all of the report's seeds. */
  readonly seeds?: readonly number[];
  /** Null: it could not be measured, or what was waited for never came. */
  readonly value: number | null;
  /** 95 % interval, where there is one. */
  readonly low: number | null;
  readonly high: number | null;
  /** The goal, as what the figure should at least and at most be; both null: shown without one. */
  readonly least: number | null;
  readonly most: number | null;
  readonly unit: "decimal" | "percent" | "plain";
}

/** How far a figure is from its goal: 0 = met, null = it has none, NaN = it could not be measured. */
export function missedBy({ value, least, most }: GoalFigure): number | null {
  if (least === null && most === null) return null;
  if (value === null) return Number.NaN;
  return Math.max(0, (least ?? value) - value, value - (most ?? value));
}

/** Whether a figure that missed its goal has it in its interval. */
export function goalInInterval({ low, high, least, most }: GoalFigure): boolean {
  return low !== null && high !== null && high >= (least ?? high) && low <= (most ?? low);
}
