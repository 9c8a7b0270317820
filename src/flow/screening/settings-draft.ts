import type { NewEntry } from "../../nouns/ledger-entry.ts";
import type { Records } from "../../ports/records.ts";

/** Settings and entries of the ledger that belong to one step, as they will be: written together or not at all. */
export interface SettingsDraft {
  /** As it will stand; else as it is kept. */
  get(key: string): Promise<string | null>;
  set(key: string, value: string): void;
  append(entry: NewEntry): void;
  /** Writes all of it in one transaction. */
  write(atMs: number): Promise<void>;
}

export function createSettingsDraft(records: Pick<Records, "get" | "write">): SettingsDraft {
  const settings = new Map<string, string>();
  const entries: NewEntry[] = [];
  return {
    get: async (key) => settings.get(key) ?? (await records.get(key)),
    set: (key, value) => void settings.set(key, value),
    append: (entry) => void entries.push(entry),
    write: (atMs) => records.write({ settings: [...settings], entries }, atMs),
  };
}
