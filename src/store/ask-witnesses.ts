import { parseCheckpoint } from "../ledger/checkpoint.ts";
import { cosignedAt } from "../ledger/cosignature.ts";
import { type NoteSignature, parseSignatures } from "../ledger/signed-note.ts";
import { formatAddCheckpoint } from "../ledger/witness.ts";
import type { Witness } from "../ledger/witness-list.ts";

/** How long a witness may take: it answers from its own disk. */
const ANSWER_MS = 10_000;
/** An answer is a few signature lines, or a size. */
const ANSWER_CHARS_MAX = 16 * 1024;

/** Asks the witnesses of a log for their cosignatures. */
export interface Cosigners {
  /** Cosignatures on a checkpoint that could be had; never rejects. `proofFrom`: consistency proof from an earlier size. */
  ask(note: string, proofFrom: (old: number) => readonly Uint8Array[]): Promise<readonly NoteSignature[]>;
  /** Breaks off what is under way. */
  stop(): void;
}

/** Over HTTP (C2SP tlog-witness), all at once. A witness that refuses or does not answer is told once, until it answers again. */
export function cosignersOver(
  witnesses: readonly Witness[],
  onWarning: (message: string) => void,
): Cosigners {
  const stopping = new AbortController();
  /** Size that each has cosigned last, as far as is known. */
  const known = new Map<string, number>();
  const failing = new Set<string>();

  async function post(url: string, body: string) {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWER_MS)]);
    const response = await fetch(`${url}/add-checkpoint`, { method: "POST", body, signal });
    return { status: response.status, text: (await response.text()).slice(0, ANSWER_CHARS_MAX) };
  }

  async function askOne(
    { key, url }: Witness,
    note: string,
    proofFrom: (old: number) => readonly Uint8Array[],
  ): Promise<readonly NoteSignature[]> {
    const { size, note: signed } = parseCheckpoint(note)!;
    try {
      let old = known.get(url) ?? 0;
      let answer = await post(url, formatAddCheckpoint(old, proofFrom(old), note));
      // It says how far it has come; a size beyond ours is a ledger that was set back.
      const told = Number(answer.text.trim());
      if (answer.status === 409 && Number.isSafeInteger(told) && told !== old && told <= size) {
        old = told;
        answer = await post(url, formatAddCheckpoint(old, proofFrom(old), note));
      }
      if (answer.status !== 200) throw new Error(`it answers ${answer.status}: ${answer.text.trim()}`);
      const lines = parseSignatures(answer.text) ?? [];
      const own = lines.filter((line) => cosignedAt({ body: signed.body, signatures: [line] }, key) !== null);
      if (own.length === 0) throw new Error("its answer holds no cosignature of its key");
      known.set(url, size);
      failing.delete(url);
      return own;
    } catch (error) {
      if (!failing.has(url) && !stopping.signal.aborted)
        onWarning(
          `the witness \`${key.name}\` at ${url} did not cosign the ledger's checkpoint of \`${size}\`: ${error}`,
        );
      failing.add(url);
      return [];
    }
  }

  return {
    ask: async (note, proofFrom) =>
      (await Promise.all(witnesses.map((witness) => askOne(witness, note, proofFrom)))).flat(),
    stop: () => stopping.abort(),
  };
}
