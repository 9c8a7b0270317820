import { join } from "node:path";
import type { Snapshots } from "../ports/snapshots.ts";
import type { StoreDescription } from "../ports/store-description.ts";
import { openSnapshots } from "../store/snapshot.ts";

/** Where the nightly thread keeps the acts of the weeks. `onWarning`: told of what was passed over. */
export function openNightlySnapshots(
  { path }: StoreDescription,
  onWarning: (message: string) => void,
): Snapshots {
  return openSnapshots(join(path, "nightly"), {
    onIgnored: ({ file, reason }) => onWarning(`snapshot \`${file}\` was passed over: ${reason}`),
  });
}
