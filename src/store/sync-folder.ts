import { closeSync, fsyncSync, openSync } from "node:fs";

/** Makes the names of a folder's files durable: a renamed or new file may otherwise be gone after a power loss. */
export function syncFolder(folder: string): void {
  // Windows cannot open folders; its file systems journal names themselves.
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
