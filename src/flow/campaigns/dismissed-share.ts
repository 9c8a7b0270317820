import { setImmediate as nextTurn } from "node:timers/promises";

/** Part of a list that a person dismissed, read in slices. */
export async function dismissedShare<Cursor>(
  first: Cursor,
  read: (after: Cursor) => Promise<{ seen: number; dismissed: number; next: Cursor | null }>,
): Promise<number> {
  let seen = 0;
  let dismissed = 0;
  for (let after: Cursor | null = first; after !== null; ) {
    const part = await read(after);
    seen += part.seen;
    dismissed += part.dismissed;
    after = part.next;
    await nextTurn();
  }
  return dismissed / Math.max(1, seen);
}
