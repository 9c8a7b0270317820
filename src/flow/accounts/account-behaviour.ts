import type { Source } from "../../ingest/source.ts";
import { createBehaviourCollector } from "../../learn/behaviour-features.ts";
import type { FeatureTable } from "../../learn/feature-table.ts";
import { createViewOnlyAugmentation, lookAt, type ViewOnlyRows } from "../../learn/view-only-augmentation.ts";
import { type Rejection, TouchstoneError } from "../../nouns/codes.ts";
import { hashText } from "../../nouns/hash.ts";
import type { InputFinding } from "../../nouns/input-finding.ts";
import { readInTimeOrder } from "../offline.ts";
import { createSetAsideNotes } from "../set-aside-notes.ts";

/** How far behind the newest event one may lie before the inputs are sorted instead of streamed. */
const LATENESS_MS = 60_000;

/** Behaviour of accounts, in the order they were asked for. */
export interface Behaviour {
  readonly table: FeatureTable;
  /** The same accounts as had they only viewed, to learn from; null when it was not asked for. */
  readonly views: ViewOnlyRows | null;
}

/**
 * Events in files → features of the accounts asked for, in their order; NaN for an account without an event. Throws `bad_labels` when no
 * account has one: then the files are of other people. `rewindable`: see `readInTimeOrder`. `twice`: also the look at views alone (see `createViewOnlyAugmentation`).
 */
export async function readBehaviour(
  open: () => AsyncIterable<Source>,
  rewindable: boolean,
  accounts: readonly string[],
  twice: boolean,
  visitor: {
    readonly rejected: (rejection: Rejection, input: string) => void;
    readonly progress: (bytesRead: number) => void;
    readonly warn: (text: string) => void;
    /** Optional values of events that could not be read, and count as absent from what accounts did. */
    readonly setAside: (findings: readonly InputFinding[]) => void;
  },
): Promise<Behaviour> {
  const begin = () => {
    if (twice) return createViewOnlyAugmentation();
    const single = createBehaviourCollector();
    return { ...single, finish: () => ({ whole: single.finish(), views: null }) };
  };
  let collector = begin();
  let rejections: [Rejection, string][] = [];
  let aside = createSetAsideNotes();
  let events = 0;
  await readInTimeOrder(open, rewindable, LATENESS_MS, () => {
    collector = begin();
    rejections = [];
    aside = createSetAsideNotes();
    events = 0;
    return {
      event(row) {
        events++;
        collector.add(row);
      },
      setAside: aside.setAside,
      duplicate: () => {},
      rejected: (rejection, input) => rejections.push([rejection, input]),
      progress: visitor.progress,
      drain: async () => {},
    };
  });
  for (const [rejection, input] of rejections) visitor.rejected(rejection, input);
  visitor.setAside(aside.findings(events));
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
  const { whole, views } = collector.finish();
  return {
    table: {
      names: whole.names,
      rowCount: accounts.length,
      columns: whole.columns.map((column) =>
        Float32Array.from(rows, (row) => (row < 0 ? Number.NaN : column[row]!)),
      ),
    },
    views: views === null ? null : lookAt(views, rows),
  };
}
