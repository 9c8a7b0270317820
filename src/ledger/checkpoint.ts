import { formatNote, parseNote, type SignedNote, type SignerKey, signNote } from "./signed-note.ts";
import { HASH_BYTES } from "./tree-hash.ts";

/** What a log says of itself (C2SP tlog-checkpoint): its name, how many entries it has, and the root of their tree. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export function checkpointBody({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}

/** A checkpoint signed by its log. */
export function signCheckpoint(checkpoint: Checkpoint, key: SignerKey): string {
  const body = checkpointBody(checkpoint);
  return formatNote({ body, signatures: [signNote(body, key)] });
}

/** Reads a note that is a checkpoint; null when it is none. No signature is checked. */
export function parseCheckpoint(text: string): (Checkpoint & { readonly note: SignedNote }) | null {
  const note = parseNote(text);
  if (note === null) return null;
  const [origin, size, base64] = note.body.split("\n");
  if (origin === undefined || origin === "" || !/^(0|[1-9]\d{0,15})$/.test(size ?? "")) return null;
  const root = parseHash(base64 ?? "");
  if (root === null || !Number.isSafeInteger(Number(size))) return null;
  return { origin, size: Number(size), root, note };
}

/** A hash in base64; null when it is not 32 bytes, or not written as they are. */
export function parseHash(base64: string): Uint8Array | null {
  const bytes = Buffer.from(base64, "base64");
  return bytes.length === HASH_BYTES && bytes.toString("base64") === base64 ? bytes : null;
}
