import type { Snapshot, Snapshots } from "../ports/snapshots.ts";

/** The newest snapshot, in memory. NOT durable: for tests. A header is kept as JSON, as in a file. */
export function openMemorySnapshots(): Snapshots {
  let newest: Snapshot | null = null;
  let lastWrite: Promise<unknown> = Promise.resolve();
  return {
    async read() {
      await lastWrite;
      return newest;
    },
    write(header, parts) {
      const done = lastWrite.then(() => {
        newest = {
          header: JSON.parse(JSON.stringify(header)) as Snapshot["header"],
          parts: parts.map((part) => part.slice()),
        };
      });
      lastWrite = done.catch(() => {}); // its caller is told
      return done;
    },
  };
}
