import { openStoresAlone } from "../../compose/open-stores-alone.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { DAY_MS } from "../../nouns/durations.ts";
import type { Erasure } from "../../nouns/erasure.ts";
import { KEEP_DAYS } from "../../nouns/record-settings.ts";
import { lockFolder } from "../../store/folder-lock.ts";
import { noteRecords, storesDisagree } from "../store-agreement.ts";
import { forgetActor } from "./forget-actor.ts";
import { ForgottenActors } from "./forgotten-actors.ts";

/**
 * Erases accounts in a data folder that no engine has open; nothing is decided anew, so no policy is needed. One erasure an account, in order. Rejects with
 * `folder_in_use` or the store's errors.
 */
export async function forgetInFolder(folder: string, actors: readonly string[]): Promise<readonly Erasure[]> {
  const lock = lockFolder(folder);
  try {
    const { log, records, close } = await openStoresAlone({ kind: "folder", path: folder });
    try {
      const disagreement = await storesDisagree(log, records);
      if (disagreement !== null) throw new TouchstoneError("storage_damaged", disagreement.en);
      const days = await records.get(KEEP_DAYS);
      const keepMs = days === null || days === "" ? null : Number(days) * DAY_MS;
      const by = { kind: "system", name: "command_line" } as const;
      const forgotten = await ForgottenActors.stored(records);
      const parts = { records, log, forgotten, keepMs, by, clock: Date.now };
      const erasures: Erasure[] = [];
      for (const actor of actors) erasures.push(await forgetActor(parts, actor));
      await noteRecords(log, records);
      return erasures;
    } finally {
      await close();
    }
  } finally {
    lock.release();
  }
}
