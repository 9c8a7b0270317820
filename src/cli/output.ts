import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import { TouchstoneError } from "../nouns/codes.ts";

/** A file or standard output that is written with back pressure; `.gz` and `.zst` names are compressed. */
export interface Output {
  write(bytes: Uint8Array | string): Promise<void>;
  /** Resolves when everything is with the operating system. */
  close(): Promise<void>;
}

/** `path` undefined or `-`: standard output. Rejects with `cannot_write` naming the path. */
export function openOutput(path: string | undefined): Output {
  if (path === undefined || path === "-") {
    return { write: (bytes) => put(process.stdout, bytes), close: async () => {} };
  }
  const file = createWriteStream(path);
  const head: Writable = path.endsWith(".gz")
    ? createGzip({ level: 6 })
    : path.endsWith(".zst")
      ? createZstdCompress()
      : file;
  if (head !== file) head.pipe(file);
  let failure: Error | null = null;
  file.on("error", (cause) => {
    failure = new TouchstoneError("cannot_write", `\`${path}\`: ${cause.message}`, { cause });
    head.destroy(failure);
  });
  const check = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw failure ?? error;
    });
  return {
    write(bytes) {
      const written = failure === null ? check(put(head, bytes)) : Promise.reject(failure);
      written.catch(() => {}); // who gathers writes hears of it when they are awaited, and at the close
      return written;
    },
    close: () => {
      head.end();
      return check(finished(file).then(() => {}));
    },
  };
}

/** Streams that are full, and who waits for them: one pair of listeners however many writes wait. */
const full = new WeakMap<Writable, Promise<void>>();

function put(stream: Writable, bytes: Uint8Array | string): Promise<void> {
  if (stream.write(bytes)) return Promise.resolve();
  let drained = full.get(stream);
  if (drained === undefined) {
    drained = new Promise((resolve, reject) => {
      const settle = (error?: Error): void => {
        stream.off("drain", settle);
        stream.off("error", settle);
        full.delete(stream);
        if (error === undefined) resolve();
        else reject(error);
      };
      stream.once("drain", settle);
      stream.once("error", settle);
    });
    full.set(stream, drained);
  }
  return drained;
}
