import type { StoreDescription } from "../ports/store-description.ts";
import type { StoredHistory } from "../ports/stored-history.ts";
import { openStoredFolder } from "../store/stored-folder.ts";

/** Opens an engine's stores for reading, beside the engine or without it. Throws `cannot_read`, `storage_failed`, `storage_damaged`. */
export function openStoredHistory({ path }: StoreDescription): StoredHistory {
  return openStoredFolder(path);
}
