import { p256_oprf } from "@noble/curves/nist.js";

/**
 * The oblivious pseudorandom function of RFC 9497, mode OPRF, suite P256-SHA256: who holds the key learns nothing of the input, who holds the
 * input nothing of the key. Points are checked to lie on the curve; its order is prime, so there is no small group. A few ms each.
 */
export const ELEMENT_BYTES = 33;

/** An input behind a blind that its holder keeps. */
export interface Blinded {
  readonly blind: Uint8Array;
  readonly element: Uint8Array;
}

const { oprf } = p256_oprf;

/** A fresh key, from the system's chance. */
export function freshLookupKey(): Uint8Array {
  return oprf.generateKeyPair().secretKey;
}

/** An input → what may be sent. `rng`: bytes from which the blind is drawn, for tests with published vectors. */
export function blindInput(input: Uint8Array, rng?: (bytes?: number) => Uint8Array): Blinded {
  const { blind, blinded } = rng === undefined ? oprf.blind(input) : oprf.blind(input, rng);
  return { blind, element: blinded };
}

/** The key holder's step; null for bytes that are no point of the curve. */
export function evaluateElement(key: Uint8Array, element: Uint8Array): Uint8Array | null {
  try {
    return oprf.blindEvaluate(key, element);
  } catch {
    return null;
  }
}

/** 32 bytes that depend on input and key alone; null where the key holder sent no point of the curve. */
export function finalizeOutput(
  input: Uint8Array,
  blind: Uint8Array,
  evaluated: Uint8Array,
): Uint8Array | null {
  try {
    return oprf.finalize(input, blind, evaluated);
  } catch {
    return null;
  }
}

/** The same without blinds, for whoever holds the key. */
export function outputFor(key: Uint8Array, input: Uint8Array): Uint8Array {
  const { blind, element } = blindInput(input);
  const evaluated = evaluateElement(key, element);
  const output = evaluated === null ? null : finalizeOutput(input, blind, evaluated);
  if (output === null) throw new Error("a point of our own is none");
  return output;
}
