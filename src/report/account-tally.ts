import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";
import { VERDICTS, verdictCode } from "../nouns/verdict.ts";
import { ACCOUNT_ROWS_MAX } from "./audit-limits.ts";
import { rowKey } from "./row-key.ts";
import { verdictRecord } from "./verdict-timeline.ts";

const ACTOR = keyColumn("actor");
const CHALLENGE = verdictCode("challenge");

/** One account with unusual events. */
export interface AccountRow {
  readonly id: string;
  readonly challenged: number;
  readonly held: number;
  readonly rejected: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface AccountTally {
  /** Counts one decided event, where it is unusual. */
  add(row: EventRow, verdict: number): void;
  /** Most rejected first, then held, challenged, by id. `left`: unusual events of accounts past the limit. */
  accounts(): { readonly rows: readonly AccountRow[]; readonly left: number };
}

/** Every account with an event that was challenged, held or rejected, by name. Only kept where a list of accounts is asked for. */
export function createAccountTally(rowsMax = ACCOUNT_ROWS_MAX): AccountTally {
  const found = new Map<number, { id: string; counts: Float64Array; firstMs: number; lastMs: number }>();
  let left = 0;
  return {
    add(row, verdict) {
      if (verdict < CHALLENGE) return;
      const key = rowKey(row, ACTOR);
      let account = found.get(key);
      if (account === undefined) {
        if (found.size >= rowsMax) {
          left++;
          return;
        }
        account = {
          id: keyText(row, ACTOR) ?? "?",
          counts: new Float64Array(VERDICTS.length),
          firstMs: row.occurredAtMs,
          lastMs: row.occurredAtMs,
        };
        found.set(key, account);
      }
      account.counts[verdict]!++;
      account.firstMs = Math.min(account.firstMs, row.occurredAtMs);
      account.lastMs = Math.max(account.lastMs, row.occurredAtMs);
    },
    accounts() {
      const rows = [...found.values()].map(({ id, counts, firstMs, lastMs }) => {
        const { challenge, hold, reject } = verdictRecord(counts);
        return { id, challenged: challenge, held: hold, rejected: reject, firstMs, lastMs };
      });
      rows.sort(
        (a, b) =>
          b.rejected - a.rejected ||
          b.held - a.held ||
          b.challenged - a.challenged ||
          (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
      );
      return { rows, left };
    },
  };
}
