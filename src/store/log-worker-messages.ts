import type { Code } from "../nouns/codes.ts";
import type { LedgerEntry } from "../nouns/ledger-entry.ts";
import type { LogNote, Stream } from "../ports/event-log.ts";
import type { StreamBounds } from "../ports/log-follower.ts";
import type { Chunk } from "./chunk-pool.ts";

/** Where a run's bytes and ids lie inside the chunks of a commit message: bytes first, ids right behind. */
export interface PackedRun {
  readonly stream: Stream;
  readonly first: number;
  readonly count: number;
  readonly policy: string;
  readonly receivedAtMs: number;
  readonly chunk: number;
  readonly offset: number;
  readonly bytesLength: number;
  readonly idsLength: number;
}

/** What the writing thread is started with. */
export interface WorkerSettings {
  readonly file: string;
  readonly bytesMax: number;
}

/** Main thread → writing thread; one at a time, each answered once. */
export type WorkerRequest =
  | { readonly kind: "commit"; readonly runs: readonly PackedRun[]; readonly chunks: readonly Chunk[] }
  | { readonly kind: "drop"; readonly stream: Stream; readonly position: number }
  | { readonly kind: "note"; readonly note: LogNote; readonly entries: readonly LedgerEntry[] }
  | { readonly kind: "erase_copies"; readonly sequences: readonly number[] }
  | { readonly kind: "close" };

/** Writing thread → main thread. `opened` comes once, unasked, or `failed` in its place. */
export type WorkerReply =
  | { readonly kind: "opened"; readonly bounds: readonly StreamBounds[] }
  | { readonly kind: "committed" }
  | { readonly kind: "dropped"; readonly more: boolean; readonly begin: number }
  | { readonly kind: "noted" }
  | { readonly kind: "closed" }
  | { readonly kind: "failed"; readonly code: Code; readonly detail: string };
