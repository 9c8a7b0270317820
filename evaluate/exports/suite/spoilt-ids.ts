import type { Truth } from "./truth.ts";

const WORDS = [
  "round",
  "15 (significant )?digits",
  "last digits",
  "spoil",
  "precision",
  "scientific",
  "四舍五入",
  "舍入",
  "精度",
  "15 ?位",
  "丢失",
  "损坏",
  "科学计数",
];

/** Ids that Excel rounded: refuse, or count the events and say that people cannot be told apart. */
export const SPOILT_IDS: Partial<Truth> = {
  outcome: "either",
  people: -1,
  targets: -1,
  mustSay: [{ about: "ids were rounded", patterns: WORDS }],
  refusal: { reason: "ids lost their last digits in Excel", patterns: WORDS },
};

/** 15 significant digits, the rest zeros: what Excel makes of a longer number. */
export function roundedNumber(digits: string): number {
  return Number(digits.slice(0, 15).padEnd(digits.length, "0"));
}

/** `7.40E+18`, as a saved column of long numbers reads. */
export function scientific(digits: string): string {
  const [mantissa, exponent] = Number(digits).toExponential(5).split("e+");
  return `${mantissa}E+${exponent}`;
}
