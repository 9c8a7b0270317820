import type { Judge } from "../judge.ts";

/** A judge whose policy can be changed between two events. */
export interface LiveJudge extends Judge {
  /** From the next event on another judge decides; its windows must have met every event before. */
  replaceBy(next: Judge): void;
}

/** Whoever holds it sees the judge that decides now. */
export function createLiveJudge(first: Judge): LiveJudge {
  let now = first;
  return {
    get policy() {
      return now.policy;
    },
    get windows() {
      return now.windows;
    },
    get clock() {
      return now.clock;
    },
    get placeholders() {
      return now.placeholders;
    },
    get cleared() {
      return now.cleared;
    },
    get asOfMs() {
      return now.asOfMs;
    },
    judge: (row, receivedAtMs, position) => now.judge(row, receivedAtMs, position),
    judgeOrdered: (row, late) => now.judgeOrdered(row, late),
    enter: (row, receivedAtMs, position) => now.enter(row, receivedAtMs, position),
    replaceBy(next) {
      now = next;
    },
  };
}
