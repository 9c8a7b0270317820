/** A list of 32-bit whole numbers that grows by doubling. */
export class Int32List {
  values = new Int32Array(1024);
  size = 0;

  push(value: number): void {
    if (this.size === this.values.length) {
      const grown = new Int32Array(this.values.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.size++] = value;
  }
}

/** Rows of `width` numbers each, all 0 at first, that grow by doubling. */
export class Rows {
  values: Float64Array<ArrayBuffer>;
  readonly width: number;

  constructor(width: number) {
    this.width = width;
    this.values = new Float64Array(width * 256);
  }

  /** Where row `row` begins; makes room for it. Read `values` after it. */
  at(row: number): number {
    const from = row * this.width;
    if (from + this.width > this.values.length) {
      const grown = new Float64Array(Math.max(this.values.length * 2, from + this.width));
      grown.set(this.values);
      this.values = grown;
    }
    return from;
  }
}

/** Items by a code in [0, count): those of code c are order[starts[c], starts[c + 1]), in their order. −1 = nowhere. */
export function groupByCode(
  codes: Int32Array,
  size: number,
  count: number,
): { readonly starts: Int32Array; readonly order: Int32Array } {
  const starts = new Int32Array(count + 1);
  let kept = 0;
  for (let i = 0; i < size; i++) {
    const code = codes[i]!;
    if (code < 0) continue;
    starts[code + 1] = starts[code + 1]! + 1;
    kept++;
  }
  for (let c = 0; c < count; c++) starts[c + 1] = starts[c + 1]! + starts[c]!;
  const next = starts.slice(0, count);
  const order = new Int32Array(kept);
  for (let i = 0; i < size; i++) {
    const code = codes[i]!;
    if (code < 0) continue;
    order[next[code]!] = i;
    next[code] = next[code]! + 1;
  }
  return { starts, order };
}
