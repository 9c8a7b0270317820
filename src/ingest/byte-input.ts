import { type FileHandle, open } from "node:fs/promises";
import { TouchstoneError } from "../nouns/codes.ts";

/** Bytes of a file or a pipe, with a look at its begin before anything is consumed. */
export interface ByteInput {
  readonly name: string;
  readonly path: string | null;
  readonly bytesTotal: number | null;
  /** The first bytes: up to the first line's end or `HEAD_BYTES`, whichever comes first. */
  readonly head: Buffer;
  /** All bytes, the head included. Once. */
  bytes(): AsyncGenerator<Buffer>;
  /** Bytes handed out so far. */
  bytesRead(): number;
  /** Lets go of the file when the rest of it is not wanted. */
  close(): Promise<void>;
}

/** Bytes looked at to tell a format: more than any event line the border takes. */
export const HEAD_BYTES = 128 * 1024;
/** Bytes read from a file at a time. */
const READ_BYTES = 1024 * 1024;

export type InputOrigin =
  | { readonly path: string }
  | { readonly stream: AsyncIterable<Uint8Array | string>; readonly name: string };

/** Opens an input. Throws `cannot_read` when it is missing, a folder or not readable, and `empty_input` when it has no byte. */
export async function openByteInput(origin: InputOrigin): Promise<ByteInput> {
  let bytesTotal: number | null = null;
  let pieces: AsyncGenerator<Buffer>;
  const name = "path" in origin ? origin.path : origin.name;
  if ("path" in origin) {
    const file = await openFile(origin.path);
    bytesTotal = file.bytes;
    pieces = filePieces(file.handle, origin.path);
  } else {
    pieces = streamPieces(origin.stream, origin.name);
  }
  const held: Buffer[] = [];
  let heldBytes = 0;
  while (heldBytes < HEAD_BYTES) {
    const next = await pieces.next();
    if (next.done) break;
    if (next.value.length === 0) continue;
    held.push(next.value);
    heldBytes += next.value.length;
    // A pipe must not wait for more than its first line.
    if (heldBytes >= 8 && next.value.includes(10)) break;
  }
  if (heldBytes === 0) throw new TouchstoneError("empty_input", `\`${name}\` has no bytes`);
  let bytesRead = 0;
  return {
    name,
    path: "path" in origin ? origin.path : null,
    bytesTotal,
    head: Buffer.concat(held).subarray(0, HEAD_BYTES),
    bytesRead: () => bytesRead,
    close: async () => {
      await pieces.return(undefined);
    },
    async *bytes() {
      try {
        for (const piece of held.splice(0)) {
          bytesRead += piece.length;
          yield piece;
        }
        for await (const piece of pieces) {
          bytesRead += piece.length;
          yield piece;
        }
      } finally {
        await pieces.return(undefined);
      }
    },
  };
}

async function openFile(path: string): Promise<{ handle: FileHandle; bytes: number | null }> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    const stat = await handle.stat();
    if (stat.isDirectory()) {
      throw new TouchstoneError("cannot_read", `\`${path}\` is a folder: name a file in it`);
    }
    return { handle, bytes: stat.isFile() ? stat.size : null };
  } catch (error) {
    await handle?.close();
    if (error instanceof TouchstoneError) throw error;
    throw cannotRead(path, error);
  }
}

function cannotRead(name: string, error: unknown): TouchstoneError {
  const code = (error as NodeJS.ErrnoException).code;
  const why =
    code === "ENOENT"
      ? "there is no such file"
      : code === "EACCES"
        ? "permission denied"
        : (error as Error).message;
  return new TouchstoneError("cannot_read", `\`${name}\`: ${why}`, { cause: error });
}

async function* filePieces(handle: FileHandle, path: string): AsyncGenerator<Buffer> {
  try {
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(READ_BYTES);
      const { bytesRead } = await handle.read(piece, 0, READ_BYTES, null);
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  } catch (error) {
    throw cannotRead(path, error);
  } finally {
    await handle.close();
  }
}

async function* streamPieces(
  stream: AsyncIterable<Uint8Array | string>,
  name: string,
): AsyncGenerator<Buffer> {
  try {
    for await (const piece of stream) {
      yield typeof piece === "string"
        ? Buffer.from(piece)
        : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    }
  } catch (error) {
    throw cannotRead(name, error);
  }
}
