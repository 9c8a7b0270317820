import { type Checkpoint, parseCheckpoint, parseHash } from "./checkpoint.ts";
import { provesConsistency } from "./proofs.ts";
import { isSignedBy, type SignedNote, type VerifierKey } from "./signed-note.ts";

/** What a log asks of a witness (C2SP tlog-witness): to cosign a checkpoint that goes on from the one of `old` entries. */
export interface AddCheckpoint {
  readonly old: number;
  /** Consistency proof from `old` to the checkpoint's size. */
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: Checkpoint & { readonly note: SignedNote };
  /** The checkpoint as it was sent. */
  readonly text: string;
}

/** The largest tree of a log that a witness has cosigned. */
export interface WitnessedTree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** What a witness answers: by the specification's status codes. `size` of 409: what it has cosigned already. */
export type WitnessOutcome =
  | { readonly status: 200 }
  | { readonly status: 400 | 403 | 404 | 422; readonly why: string }
  | { readonly status: 409; readonly size: number; readonly why: string };

/** Hashes of a proof that a request may hold, by the specification. */
const PROOF_MAX = 63;

/** A request's body; null when it has not the form of one. */
export function parseAddCheckpoint(body: string): AddCheckpoint | null {
  const split = body.indexOf("\n\n");
  if (split < 0) return null;
  const [first = "", ...lines] = body.slice(0, split).split("\n");
  const [, old] = /^old (0|[1-9]\d{0,15})$/.exec(first) ?? [];
  const proof = lines.map(parseHash);
  const text = body.slice(split + 2);
  const checkpoint = parseCheckpoint(text);
  if (old === undefined || checkpoint === null || proof.length > PROOF_MAX || proof.includes(null))
    return null;
  return { old: Number(old), proof: proof as Uint8Array[], checkpoint, text };
}

export function formatAddCheckpoint(old: number, proof: readonly Uint8Array[], checkpoint: string): string {
  const lines = proof.map((hash) => `${Buffer.from(hash).toString("base64")}\n`).join("");
  return `old ${old}\n${lines}\n${checkpoint}`;
}

/**
 * Whether a witness cosigns: `key` is the one it trusts for the checkpoint's origin (null: it knows no such log), `seen` what it
 * cosigned last of it (null: nothing). A tree that does not go on from that one is refused, whoever signed it.
 */
export function witnessOutcome(
  { old, proof, checkpoint }: AddCheckpoint,
  key: VerifierKey | null,
  seen: WitnessedTree | null,
): WitnessOutcome {
  const { origin, size, root, note } = checkpoint;
  if (key === null) return { status: 404, why: `no log \`${origin}\` is witnessed here` };
  if (!isSignedBy(note, key)) return { status: 403, why: `not signed by the key of \`${origin}\`` };
  if (old > size)
    return { status: 400, why: `the old size \`${old}\` is above the checkpoint's \`${size}\`` };
  const cosigned = seen?.size ?? 0;
  if (old !== cosigned)
    return { status: 409, size: cosigned, why: `\`${cosigned}\` entries are cosigned, not \`${old}\`` };
  if (seen === null || cosigned === 0) {
    if (proof.length > 0) return { status: 422, why: "a first checkpoint needs no proof" };
    return { status: 200 };
  }
  const same = Buffer.compare(seen.root, root) === 0;
  if (old === size && !same)
    return { status: 409, size: cosigned, why: `FORK: another tree of \`${size}\` entries was cosigned` };
  if (!provesConsistency(old, size, seen.root, root, proof))
    return { status: 422, why: `FORK or a wrong proof: it does not go on from the tree of \`${old}\`` };
  return { status: 200 };
}
