import { CHALLENGE_SCORE, type RemarkReader } from "../../src/screen/remark/remark-reading.ts";
import { count, share, table } from "../report-format.ts";
import type { LabelledRemark } from "./remark-lines.ts";

/** How many of a kind there are and how many were challenged. */
interface KindTally {
  readonly kind: string;
  readonly bought: boolean;
  all: number;
  challenged: number;
}
export interface RemarkTally {
  readonly bought: number;
  readonly honest: number;
  /** Bought and challenged. */
  readonly caught: number;
  /** Honest and challenged. */
  readonly wronged: number;
  readonly kinds: readonly KindTally[];
}

/** Reads every remark and counts what is challenged, by kind. */
export function tallyRemarks(remarks: readonly LabelledRemark[], read: RemarkReader): RemarkTally {
  const kinds = new Map<string, KindTally>();
  const totals = { bought: 0, honest: 0, caught: 0, wronged: 0 };
  for (const { remark, context, bought, kind } of remarks) {
    const challenged = read(remark, context).score >= CHALLENGE_SCORE;
    totals[bought ? "bought" : "honest"]++;
    if (challenged) totals[bought ? "caught" : "wronged"]++;
    const key = `${bought ? "bought" : "honest"} ${kind}`;
    const tally = kinds.get(key) ?? { kind, bought, all: 0, challenged: 0 };
    tally.all++;
    if (challenged) tally.challenged++;
    kinds.set(key, tally);
  }
  const order = [...kinds.values()].sort(
    (a, b) => Number(b.bought) - Number(a.bought) || (a.kind < b.kind ? -1 : 1),
  );
  return { ...totals, kinds: order };
}

/** The tally as Markdown: totals with Wilson's 95 % intervals, then the kinds. No text of a remark is shown. */
export function tallyReport(tally: RemarkTally): string {
  const challenged = tally.caught + tally.wronged;
  return [
    table(
      ["figure", "value (95 %)", "of", "goal"],
      [
        ["precision", share(tally.caught, challenged), count(challenged), "≥ 95 %"],
        ["recall", share(tally.caught, tally.bought), count(tally.bought), "≥ 85 %"],
        ["honest remarks challenged", share(tally.wronged, tally.honest), count(tally.honest), "≤ 0.1 %"],
      ],
    ),
    "",
    table(
      ["kind", "truth", "remarks", "challenged", "share (95 %)"],
      tally.kinds.map(({ kind, bought, all, challenged: hit }) => [
        kind,
        bought ? "bought" : "honest",
        count(all),
        count(hit),
        share(hit, all),
      ]),
    ),
  ].join("\n");
}
