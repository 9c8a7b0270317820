import type { Source } from "../../ingest/source.ts";
import { createBehaviourCollector } from "../../learn/behaviour-features.ts";
import type { FeatureTable } from "../../learn/feature-table.ts";
import { type Rejection, TouchstoneError } from "../../nouns/codes.ts";
import { hashText } from "../../nouns/hash.ts";
import { readInTimeOrder } from "../offline.ts";

/** How far behind the newest event one may lie before the inputs are sorted instead of streamed. */
const LATENESS_MS = 60_000;

/**
 * Events in files → features of the accounts asked for, in their order; NaN for an account without an event. Throws `bad_labels` when no
 * account has one: then the files are of other people. `rewindable`: see `readInTimeOrder`.
 */
export async function readBehaviour(
  open: () => AsyncIterable<Source>,
  rewindable: boolean,
  accounts: readonly string[],
  visitor: {
    readonly rejected: (rejection: Rejection, input: string) => void;
    readonly progress: (bytesRead: number) => void;
    readonly warn: (text: string) => void;
  },
): Promise<FeatureTable> {
  let collector = createBehaviourCollector();
  let rejections: [Rejection, string][] = [];
  await readInTimeOrder(open, rewindable, LATENESS_MS, () => {
    collector = createBehaviourCollector();
    rejections = [];
    return {
      event: (row) => collector.add(row),
      duplicate: () => {},
      rejected: (rejection, input) => rejections.push([rejection, input]),
      progress: visitor.progress,
      drain: async () => {},
    };
  });
  for (const [rejection, input] of rejections) visitor.rejected(rejection, input);
  const dropped = collector.dropped();
  if (dropped > 0) visitor.warn(`behaviour rests on part of the events: ${dropped} were beyond what is held`);
  const rows = accounts.map((account) => collector.rowOf(...hashText(account)));
  const silent = rows.filter((row) => row < 0).length;
  if (silent === accounts.length) {
    throw new TouchstoneError(
      "bad_labels",
      `none of the ${accounts.length} accounts, such as \`${accounts[0] ?? ""}\`, has an event`,
    );
  }
  if (silent > 0)
    visitor.warn(`${silent} of ${accounts.length} accounts have no event: their behaviour is missing`);
  const all = collector.finish();
  return {
    names: all.names,
    rowCount: accounts.length,
    columns: all.columns.map((column) =>
      Float32Array.from(rows, (row) => (row < 0 ? Number.NaN : column[row]!)),
    ),
  };
}
