import { ageMs } from "./age.ts";

/**
 * Remembers which keys were evicted while still live: two Bloom filters (Bloom, CACM 1970) that take turns, each kept
 * for at least one window. A false positive makes a feature "not measurable" for a window, which is the safe side.
 * Memory is taken at the first eviction only: 8 bits a key, 3 probes, about 3 % false positives when as many keys were evicted as are kept.
 */
export class EvictedKeys {
  private readonly bitsLog2: number;
  private readonly windowMs: number;
  private current: Uint32Array | null = null;
  private previous: Uint32Array | null = null;
  private rotatedAt = 0;

  constructor(keysMax: number, windowMs: number) {
    this.bitsLog2 = Math.min(30, Math.max(10, Math.ceil(Math.log2(keysMax * 8))));
    this.windowMs = windowMs;
  }

  add(low: number, high: number, t: number): void {
    if (this.current === null) {
      this.current = new Uint32Array(2 ** (this.bitsLog2 - 5));
      this.previous = new Uint32Array(2 ** (this.bitsLog2 - 5));
      this.rotatedAt = t;
    }
    this.rotate(t);
    const bits = this.current;
    const shift = 32 - this.bitsLog2;
    for (let i = 0; i < 3; i++) {
      const bit = Math.imul(low + Math.imul(i, high | 1), 0x9e3779b1) >>> shift;
      bits[bit >>> 5]! |= 1 << (bit & 31);
    }
  }

  has(low: number, high: number, t: number): boolean {
    if (this.current === null || this.previous === null) return false;
    this.rotate(t);
    return this.test(this.current, low, high) || this.test(this.previous, low, high);
  }

  /** Forgets them all. */
  clear(): void {
    this.current?.fill(0);
    this.previous?.fill(0);
  }

  get bytes(): number {
    return this.current === null ? 0 : this.current.byteLength * 2;
  }

  static readonly SNAPSHOT_PARTS = 3;

  snapshot(): Uint8Array[] {
    const header = new Uint8Array(new Float64Array([this.rotatedAt]).buffer);
    if (this.current === null || this.previous === null)
      return [header, new Uint8Array(0), new Uint8Array(0)];
    return [header, new Uint8Array(this.current.buffer), new Uint8Array(this.previous.buffer)];
  }

  restore(parts: readonly Uint8Array[]): void {
    const [header, current, previous] = parts as [Uint8Array, Uint8Array, Uint8Array];
    this.rotatedAt = new Float64Array(header.slice().buffer)[0]!;
    this.current = current.length === 0 ? null : new Uint32Array(current.slice().buffer);
    this.previous = previous.length === 0 ? null : new Uint32Array(previous.slice().buffer);
  }

  private rotate(t: number): void {
    const age = ageMs(t, this.rotatedAt);
    if (age < this.windowMs) return;
    const stale = this.previous;
    this.previous = age >= 2 * this.windowMs ? stale : this.current;
    this.current = age >= 2 * this.windowMs ? this.current : stale;
    this.current?.fill(0);
    if (age >= 2 * this.windowMs) this.previous?.fill(0);
    this.rotatedAt = t;
  }

  private test(bits: Uint32Array, low: number, high: number): boolean {
    const shift = 32 - this.bitsLog2;
    for (let i = 0; i < 3; i++) {
      const bit = Math.imul(low + Math.imul(i, high | 1), 0x9e3779b1) >>> shift;
      if ((bits[bit >>> 5]! & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}
