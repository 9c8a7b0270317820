import { hash } from "node:crypto";
import { PRINCIPAL_KINDS, type PrincipalKind } from "../nouns/ledger-entry.ts";

/**
 * What the tree commits to of one entry. Nothing of it names anybody: what happened and who did it stand in the body, beside, and
 * an erasure removes body and salt while everything that was proven goes on to verify.
 */
export interface LedgerLeaf {
  /** Place in the ledger, from 0. */
  readonly sequence: number;
  /** Receiver's clock, ms since 1970. A clock may go back: the order is that of `sequence`. */
  readonly atMs: number;
  readonly kind: string;
  /** What kind of principal did it; its name stands in the body. */
  readonly by: PrincipalKind;
  /** SHA-256(salt ‖ body), hex. */
  readonly commitment: string;
}

/** Bytes of a salt: 128 bits, so that nobody can try bodies until one fits a commitment whose body was erased. */
export const SALT_BYTES = 16;
const KIND = /^[a-z][a-z0-9_]{0,62}$/;
const COMMITMENT = /^[0-9a-f]{64}$/;

/**
 * The entry's bytes in the log: the canonical JSON (RFC 8785) of at, by, commitment, kind and sequence; some 180 bytes of
 * ASCII. Written out by hand as it is the hot path of an append; a test compares it with `canonicalJson`.
 */
export function leafText({ sequence, atMs, kind, by, commitment }: LedgerLeaf): string {
  const at = new Date(atMs).toISOString();
  return `{"at":"${at}","by":"${by}","commitment":"${commitment}","kind":"${kind}","sequence":${sequence}}`;
}

/** The leaf that a text says; null when it is not exactly what `leafText` writes. */
export function parseLeaf(text: string): LedgerLeaf | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof read !== "object" || read === null) return null;
  const { sequence, at, kind, by, commitment } = read as Record<string, unknown>;
  if (typeof at !== "string" || typeof kind !== "string" || typeof commitment !== "string") return null;
  if (typeof sequence !== "number" || !Number.isSafeInteger(sequence) || sequence < 0) return null;
  const atMs = Date.parse(at);
  const role = PRINCIPAL_KINDS.find((each) => each === by);
  if (role === undefined || !KIND.test(kind) || !COMMITMENT.test(commitment) || Number.isNaN(atMs))
    return null;
  const leaf = { sequence, atMs, kind, by: role, commitment };
  return leafText(leaf) === text ? leaf : null;
}

/** SHA-256(salt ‖ body), hex; `body` is the stored canonical JSON. */
export function commitmentOf(salt: Uint8Array, body: string): string {
  return hash("sha256", Buffer.concat([salt, Buffer.from(body)]), "hex");
}
