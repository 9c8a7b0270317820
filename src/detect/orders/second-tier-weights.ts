/** What is measured of a crowd, in the order it is told. */
export const SECOND_FIELDS = [
  "conversion",
  "one_kind",
  "around",
  "brief",
  "quiet",
  "unlike",
  "apart",
  "unknown",
] as const;
export type SecondField = (typeof SECOND_FIELDS)[number];

export const SECOND_WEIGHTS: Readonly<Record<SecondField, number>> = {
  conversion: 0.2,
  one_kind: 1.7,
  around: 1,
  brief: 0,
  quiet: 0.4,
  unlike: 1,
  apart: 0,
  unknown: 2,
};
export const SECOND_BASE = -6.5;
export const SECOND_BAR = 2.5;
