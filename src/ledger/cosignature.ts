import { sign } from "node:crypto";
import {
  type NoteSignature,
  type SignedNote,
  type SignerKey,
  type VerifierKey,
  verifyEd25519,
} from "./signed-note.ts";

/** Bytes of the time that stands before the signature: POSIX seconds, big endian. */
const TIME_BYTES = 8;

/**
 * A witness's cosignature/v1 on a checkpoint (C2SP tlog-cosignature): as of `timeSeconds`, this is the largest consistent tree
 * that it has seen of this log.
 */
export function cosign(body: string, key: SignerKey, timeSeconds: number): NoteSignature {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(timeSeconds));
  const signature = sign(null, message(body, BigInt(timeSeconds)), key.privateKey);
  return { name: key.name, keyId: key.keyId, signature: Buffer.concat([time, signature]) };
}

/** When a witness cosigned a note, POSIX seconds; null when it did not, or its signature is not right. */
export function cosignedAt({ body, signatures }: SignedNote, key: VerifierKey): number | null {
  for (const { name, keyId, signature } of signatures) {
    if (name !== key.name || keyId !== key.keyId || signature.length <= TIME_BYTES) continue;
    const bytes = Buffer.from(signature);
    const time = bytes.readBigUInt64BE();
    if (time > BigInt(Number.MAX_SAFE_INTEGER)) continue;
    if (verifyEd25519(message(body, time), bytes.subarray(TIME_BYTES), key.publicKey)) return Number(time);
  }
  return null;
}

function message(body: string, time: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${body}`);
}
