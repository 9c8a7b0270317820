import { PATTERN_CHARS_MAX } from "./limits.ts";

/** Most unbounded repeats in one pattern: with two, work stays quadratic in `MATCHED_CHARS_MAX`. */
const REPEATS_MAX = 2;

/**
 * Why a regular expression is refused, or null when it may run. Accepted: what RE2 and JavaScript share and cannot run
 * away: no repeat of a group that holds a repeat or a choice, no look-around, no back-reference, at most two unbounded
 * repeats. (Backtracking cost: Davis et al., ESEC/FSE 2018, "The impact of regular expression denial of service".)
 */
export function patternProblem(pattern: string): { message: string; hint?: string } | null {
  if (pattern.length > PATTERN_CHARS_MAX) {
    return { message: `the pattern is longer than ${PATTERN_CHARS_MAX} characters` };
  }
  if (/\(\?(?!:)/.test(pattern))
    return { message: "look-around and named groups are not accepted in a pattern" };
  if (/(?:^|[^\\])(?:\\\\)*\\[1-9k]/.test(pattern)) {
    return { message: "back-references are not accepted in a pattern" };
  }
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    return { message: `the pattern is not valid: ${String(error).replace(/^.*?: /, "")}` };
  }
  const groups: { risky: boolean }[] = [];
  let repeats = 0;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === "\\") i++;
    else if (char === "[") {
      while (++i < pattern.length && pattern[i] !== "]") if (pattern[i] === "\\") i++;
    } else if (char === "(") groups.push({ risky: false });
    else if (char === "|") {
      for (const group of groups) group.risky = true;
    } else if (char === ")") {
      const closed = groups.pop();
      const repeated = /^(?:[*+]|\{\d+(?:,\d*)?\})/.test(pattern.slice(i + 1));
      if (closed?.risky && repeated) {
        return {
          message: "a repeated group must not hold a repeat or a choice",
          hint: "such a pattern can take exponential time on a crafted text",
        };
      }
    } else if (char === "*" || char === "+" || /^\{\d+,?\d*\}/.test(pattern.slice(i))) {
      for (const group of groups) group.risky = true;
      const bounded = /^\{\d+(?:,(\d+))?\}/.exec(pattern.slice(i));
      if (bounded === null && ++repeats > REPEATS_MAX) {
        return { message: `more than ${REPEATS_MAX} unbounded repeats in a pattern` };
      }
      if (bounded !== null && Number(bounded[1] ?? 0) > 100) return { message: "a repeat of more than 100" };
    }
  }
  return null;
}
