import { LABEL_BYTES, OUTPUT_BYTES, TAG_BYTES } from "./p256.ts";

/**
 * The answerer's rows as they are sent: a tag and a hidden label each, in the order of the tags. Tags are outputs of a function
 * that only the answerer can compute alone, so their order is as good as a shuffle, and a row of random bytes looks like any other.
 */
export interface AnswerTable {
  /** 24 bytes a row. */
  readonly bytes: Uint8Array;
}

export const ROW_BYTES = OUTPUT_BYTES;

/** `outputs` and `labels` row by row → a table of `size` rows, `filler` (random bytes, a row each) making up for what is missing. */
export function makeTable(outputs: Uint8Array, labels: Uint8Array, filler: Uint8Array): AnswerTable {
  const rows = outputs.length / OUTPUT_BYTES;
  const bytes = new Uint8Array(outputs.length + filler.length);
  bytes.set(outputs);
  bytes.set(filler, outputs.length);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < LABEL_BYTES; i++)
      bytes[row * ROW_BYTES + TAG_BYTES + i]! ^= labels[row * LABEL_BYTES + i]!;
  }
  return { bytes: sorted(bytes) };
}

/** The first row that does not come after the one before it, or null: tags are distinct and ascend. */
export function firstDisorder(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let row = 1; row < bytes.length / ROW_BYTES; row++) {
    if (compareTags(view, (row - 1) * ROW_BYTES, view, row * ROW_BYTES) >= 0) return row;
  }
  return null;
}

/** The label under an output's tag, or null where the answerer has no such row. Some 20 comparisons. */
export function labelOf({ bytes }: AnswerTable, output: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sought = new DataView(output.buffer, output.byteOffset, output.byteLength);
  let [low, high] = [0, bytes.length / ROW_BYTES];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareTags(view, middle * ROW_BYTES, sought, 0);
    if (order === 0) {
      const hidden = bytes.subarray(middle * ROW_BYTES + TAG_BYTES, (middle + 1) * ROW_BYTES);
      return hidden.map((byte, i) => byte ^ output[TAG_BYTES + i]!);
    }
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return null;
}

function sorted(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer);
  const order = Uint32Array.from({ length: bytes.length / ROW_BYTES }, (_, row) => row);
  order.sort((a, b) => compareTags(view, a * ROW_BYTES, view, b * ROW_BYTES));
  const out = new Uint8Array(bytes.length);
  order.forEach((row, at) => {
    out.set(bytes.subarray(row * ROW_BYTES, (row + 1) * ROW_BYTES), at * ROW_BYTES);
  });
  return out;
}

function compareTags(a: DataView, aAt: number, b: DataView, bAt: number): number {
  for (let i = 0; i < TAG_BYTES; i += 4) {
    const difference = a.getUint32(aAt + i) - b.getUint32(bAt + i);
    if (difference !== 0) return difference;
  }
  return 0;
}
