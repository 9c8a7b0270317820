import type { Rejection } from "../nouns/codes.ts";

/** Rejections shown one by one on a terminal; the rest is counted. `--rejects FILE` keeps them all. */
const SHOWN_MAX = 20;

/** Tells the person about rejected lines as they come, and counts them by code. */
export interface RejectionReport {
  readonly total: number;
  readonly byCode: Readonly<Record<string, number>>;
  add(rejection: Rejection, input: string): void;
}

export function createRejectionReport(keep: (line: string) => void): RejectionReport {
  const byCode: Record<string, number> = {};
  let total = 0;
  return {
    get total() {
      return total;
    },
    byCode,
    add(rejection, input) {
      total++;
      byCode[rejection.code] = (byCode[rejection.code] ?? 0) + 1;
      keep(`${JSON.stringify({ input, ...rejection })}\n`);
      if (total <= SHOWN_MAX) {
        const { code, line, field, value, hint } = rejection;
        const where = field === "" ? "" : ` ${field}`;
        const what = value === "" ? "" : ` \`${value}\``;
        process.stderr.write(`${input}:${line}: ${code}${where}${what}: ${hint}\n`);
      } else if (total === SHOWN_MAX + 1) {
        process.stderr.write("… further rejected lines are counted only; `--rejects FILE` keeps them all\n");
      }
    },
  };
}
