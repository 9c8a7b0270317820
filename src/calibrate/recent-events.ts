const EMPTY = -1;

/**
 * What the last events did to the calibration, so that it can be undone when a campaign is named: a ring of fixed size with an open-addressing index by id. An id
 * that comes again replaces the earlier entry in the index.
 */
export class RecentEvents {
  readonly stratum: Uint32Array;
  readonly bin: Uint16Array;
  /** Which baselines it entered: bits of the caller's. */
  readonly entered: Uint8Array;
  /** What the feedback learnt. */
  readonly learnt: Uint8Array;
  readonly pooledBin: Uint16Array;
  readonly pooledWeight: Float64Array;
  /** Weight it entered with, in units of the baselines at the time. */
  readonly weight: Float64Array;
  /** Hour of the meter it was counted in, and how many of the asked rates it was an alarm at; 255 = undone. */
  readonly hour: Float64Array;
  readonly alarms: Uint8Array;
  private readonly ids: Int32Array;
  private readonly index: Int32Array;
  private readonly mask: number;
  private readonly size: number;
  private next = 0;
  private used = 0;

  /** `size`: entries, a power of two. 50 bytes each. */
  constructor(size: number) {
    this.size = size;
    this.stratum = new Uint32Array(size);
    this.bin = new Uint16Array(size);
    this.entered = new Uint8Array(size);
    this.learnt = new Uint8Array(size);
    this.pooledBin = new Uint16Array(size);
    this.pooledWeight = new Float64Array(size);
    this.weight = new Float64Array(size);
    this.hour = new Float64Array(size);
    this.alarms = new Uint8Array(size);
    this.ids = new Int32Array(size * 2);
    this.index = new Int32Array(size * 2).fill(EMPTY);
    this.mask = size * 2 - 1;
  }

  /** A fresh entry's place, the oldest one's when all are taken. */
  add(idLow: number, idHigh: number): number {
    const place = this.next;
    this.next = (place + 1) & (this.size - 1);
    if (this.used === this.size) this.remove(place);
    else this.used++;
    this.ids[place * 2] = idLow;
    this.ids[place * 2 + 1] = idHigh;
    let slot = this.slotOf(idLow, idHigh);
    while (this.index[slot] !== EMPTY) {
      const other = this.index[slot]!;
      if (this.ids[other * 2] === (idLow | 0) && this.ids[other * 2 + 1] === (idHigh | 0)) break;
      slot = (slot + 1) & this.mask;
    }
    this.index[slot] = place;
    return place;
  }

  /** Place of the id's latest entry, −1 when it is not or no more remembered. */
  find(idLow: number, idHigh: number): number {
    for (let slot = this.slotOf(idLow, idHigh); ; slot = (slot + 1) & this.mask) {
      const place = this.index[slot]!;
      if (place === EMPTY) return -1;
      if (this.ids[place * 2] === (idLow | 0) && this.ids[place * 2 + 1] === (idHigh | 0)) return place;
    }
  }

  /** The baselines' weights were scaled by this. */
  scale(by: number): void {
    for (let i = 0; i < this.size; i++) this.weight[i]! *= by;
  }

  scalePooled(by: number): void {
    for (let i = 0; i < this.size; i++) this.pooledWeight[i]! *= by;
  }

  get bytes(): number {
    return this.arrays().reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  snapshot(): Uint8Array[] {
    const header = new Float64Array([this.next, this.used]);
    return [
      new Uint8Array(header.buffer),
      ...this.arrays().map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)),
    ];
  }

  restore(parts: readonly Uint8Array[]): void {
    const header = new Float64Array(parts[0]!.slice().buffer);
    this.next = header[0]!;
    this.used = header[1]!;
    this.arrays().forEach((array, i) => {
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(parts[i + 1]!);
    });
  }

  private arrays(): readonly (Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array)[] {
    const { stratum, bin, pooledBin, entered, learnt, weight, pooledWeight, hour, alarms, ids, index } = this;
    return [stratum, bin, pooledBin, entered, learnt, weight, pooledWeight, hour, alarms, ids, index];
  }

  private slotOf(idLow: number, idHigh: number): number {
    return (Math.imul(idLow ^ Math.imul(idHigh, 0x85ebca6b), 0x9e3779b1) >>> 8) & this.mask;
  }

  /** Linear probing's deletion (Knuth, TAOCP 3, 6.4, algorithm R). Nothing when a later entry has taken the id over. */
  private remove(place: number): void {
    const { index, ids, mask } = this;
    let gap = this.slotOf(ids[place * 2]!, ids[place * 2 + 1]!);
    while (index[gap] !== place) {
      if (index[gap] === EMPTY) return;
      gap = (gap + 1) & mask;
    }
    for (let slot = (gap + 1) & mask; index[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const other = index[slot]!;
      const home = this.slotOf(ids[other * 2]!, ids[other * 2 + 1]!);
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        index[gap] = other;
        gap = slot;
      }
    }
    index[gap] = EMPTY;
  }
}
