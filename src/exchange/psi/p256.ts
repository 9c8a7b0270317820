import { createECDH, type ECDH, hash } from "node:crypto";

/** A point is sent as its x coordinate: masks by scalars do not need the sign of y. */
export const POINT_BYTES = 32;
export const SCALAR_BYTES = 32;
/** A keyed pseudonym: HMAC-SHA-256, whole. */
export const PSEUDONYM_BYTES = 32;
/** Names one exchange; every hash below is bound to it, so that nothing of one exchange is of use in another. */
export const SESSION_BYTES = 16;
/** Of an output of the function: what is compared, and what hides the label. */
export const TAG_BYTES = 16;
export const LABEL_BYTES = 8;
export const OUTPUT_BYTES = TAG_BYTES + LABEL_BYTES;

const CURVE = "prime256v1";
/** Order of P-256 (FIPS 186-5; SP 800-186, 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const POINT_DOMAIN = Buffer.from("touchstone/exchange/v1/point\0");
const OUTPUT_DOMAIN = Buffer.from("touchstone/exchange/v1/output\0");
/** Half of all x are on the curve: the chance that so many in a row are not is 2^-256. */
const TRIES_MAX = 256;

/** The scalar of one side in one exchange, with what it does. Not constant in time: nobody but its owner measures it. */
export interface Masker {
  /** x of secret · P, P having this x. Null when no point of the curve has it. About 0.12 ms. */
  mask(x: Uint8Array): Uint8Array | null;
  /** x of secret · H(pseudonym). About 0.2 ms. */
  maskPseudonym(pseudonym: Uint8Array): Uint8Array;
}

/** A fresh secret scalar, from the system's chance. */
export function freshScalar(): Uint8Array {
  const ecdh = createECDH(CURVE);
  ecdh.generateKeys();
  // A scalar below 2^248 comes shorter.
  return Buffer.concat([Buffer.alloc(SCALAR_BYTES), ecdh.getPrivateKey()]).subarray(-SCALAR_BYTES);
}

/** 1 / scalar modulo the curve's order: takes a mask off again. Throws for 0. */
export function inverseScalar(scalar: Uint8Array): Uint8Array {
  let [low, high] = [BigInt(`0x${Buffer.from(scalar).toString("hex")}`) % ORDER, ORDER];
  let [lowTimes, highTimes] = [1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high] = [high % low, low];
    [lowTimes, highTimes] = [highTimes - quotient * lowTimes, lowTimes];
  }
  if (low === 0n) throw new Error("0 has no inverse");
  const inverse = ((lowTimes % ORDER) + ORDER) % ORDER;
  return Buffer.from(inverse.toString(16).padStart(2 * SCALAR_BYTES, "0"), "hex");
}

/**
 * Masks by one scalar on P-256, by `node:crypto`. P-256 has a prime number of points and every x is decompressed before it is
 * used, so no point of a small group or of the twist comes through. A pseudonym becomes a point by hunting: x = SHA-256(domain ‖
 * session ‖ counter ‖ pseudonym) for counter 0, 1, … until a point has it (draft-ecdh-psi-00, section 3). How many tries that takes
 * shows in time, to nobody but the owner of the pseudonyms. RFC 9380 has a map of constant time, at a tenth of the speed here.
 */
export function createMasker(scalar: Uint8Array, session: Uint8Array): Masker {
  const ecdh = createECDH(CURVE);
  ecdh.setPrivateKey(scalar);
  const compressed = Buffer.alloc(1 + POINT_BYTES, 0x02);
  const mask = (x: Uint8Array): Uint8Array | null => {
    compressed.set(x, 1);
    return sharedX(ecdh, compressed);
  };
  const hunted = Buffer.concat([POINT_DOMAIN, session, Buffer.alloc(1 + PSEUDONYM_BYTES)]);
  const counterAt = POINT_DOMAIN.length + SESSION_BYTES;
  return {
    mask,
    maskPseudonym(pseudonym) {
      hunted.set(pseudonym, counterAt + 1);
      for (let counter = 0; counter < TRIES_MAX; counter++) {
        hunted[counterAt] = counter;
        const masked = mask(hash("sha256", hunted, "buffer"));
        if (masked !== null) return masked;
      }
      throw new Error("no point in 256 tries: the hash is broken");
    },
  };
}

/** What both sides can compute of a pseudonym only with the answerer's help: SHA-256 over x of secret · H(pseudonym). */
export function outputOf(session: Uint8Array, pseudonym: Uint8Array, x: Uint8Array): Uint8Array {
  return hash("sha256", Buffer.concat([OUTPUT_DOMAIN, session, pseudonym, x]), "buffer").subarray(
    0,
    OUTPUT_BYTES,
  );
}

function sharedX(ecdh: ECDH, compressed: Uint8Array): Uint8Array | null {
  try {
    return ecdh.computeSecret(compressed);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY")
      return null;
    throw cause;
  }
}
