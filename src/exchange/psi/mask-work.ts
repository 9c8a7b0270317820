import { createMasker, OUTPUT_BYTES, outputOf, POINT_BYTES, PSEUDONYM_BYTES } from "./p256.ts";

/**
 * What a thread does with a run of pseudonyms and points, one after the other: `mask_pseudonyms` → points; `mask_points` → points;
 * `outputs_of_pseudonyms` → outputs (the answerer's); `outputs_of_points` → outputs of pseudonyms whose twice masked points these
 * are, the scalar being the inverse of the first mask (the offerer's).
 */
export type MaskKind = "mask_pseudonyms" | "mask_points" | "outputs_of_pseudonyms" | "outputs_of_points";

/** `pseudonyms` for all kinds but `mask_points`, `points` for the kinds that say so: as many of both. */
export interface MaskRun {
  readonly kind: MaskKind;
  readonly pseudonyms: Uint8Array;
  readonly points: Uint8Array;
}

/** The results of a run, or the first of its points that is not on the curve. */
export type MaskResult =
  | { readonly kind: "done"; readonly bytes: Uint8Array }
  | { readonly kind: "bad_point"; readonly index: number };

/** A function that does runs with one scalar in one exchange. */
export function createMaskWork(scalar: Uint8Array, session: Uint8Array): (run: MaskRun) => MaskResult {
  const masker = createMasker(scalar, session);
  return ({ kind, pseudonyms, points }) => {
    const ofPoints = kind === "mask_points" || kind === "outputs_of_points";
    const count = ofPoints ? points.length / POINT_BYTES : pseudonyms.length / PSEUDONYM_BYTES;
    const toOutput = kind === "outputs_of_pseudonyms" || kind === "outputs_of_points";
    const width = toOutput ? OUTPUT_BYTES : POINT_BYTES;
    const bytes = new Uint8Array(count * width);
    for (let i = 0; i < count; i++) {
      const pseudonym = pseudonyms.subarray(i * PSEUDONYM_BYTES, (i + 1) * PSEUDONYM_BYTES);
      const x = ofPoints
        ? masker.mask(points.subarray(i * POINT_BYTES, (i + 1) * POINT_BYTES))
        : masker.maskPseudonym(pseudonym);
      if (x === null) return { kind: "bad_point", index: i };
      bytes.set(toOutput ? outputOf(session, pseudonym, x) : x, i * width);
    }
    return { kind: "done", bytes };
  };
}
