/** The ordered words a decision may end in; a later word is never milder than an earlier one. */
export const VERDICTS = ["allow", "challenge", "hold", "reject"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** 0 allow, 1 challenge, 2 hold, 3 reject: the form used where an event must allocate nothing. */
export type VerdictCode = 0 | 1 | 2 | 3;

/** A verdict's word → its rank. */
export function verdictCode(verdict: Verdict): VerdictCode {
  return VERDICTS.indexOf(verdict) as VerdictCode;
}

/** A verdict's rank → its word. */
export function verdictWord(code: number): Verdict {
  const word = VERDICTS[code];
  if (word === undefined) throw new Error(`verdict code out of range: \`${code}\``);
  return word;
}
