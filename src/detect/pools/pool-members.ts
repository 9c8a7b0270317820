/** Members of known pools: (key, pool) pairs in typed arrays, found by key and by pool. 28 to 32 bytes a pair; memory is taken as it is used. */
export class PoolMembers {
  size = 0;
  private readonly sizeMax: number;
  /** low at 2e, high at 2e + 1. */
  private words = new Int32Array(2 * START);
  private pools = new Int32Array(START);
  private probabilities = new Float32Array(START);
  /** Next entry of the pool, or of the free list; −1 ends it. */
  private ofPool = new Int32Array(START);
  private inBucket = new Int32Array(START);
  private buckets = new Int32Array(START).fill(-1);
  private free = -1;
  private used = 0;

  constructor(sizeMax: number) {
    this.sizeMax = sizeMax;
  }

  get full(): boolean {
    return this.size >= this.sizeMax;
  }

  /** First entry with a key, or −1. */
  first(low: number, high: number): number {
    return this.same(this.buckets[this.bucketOf(low, high)]!, low, high);
  }

  /** The next entry with the same key, or −1. */
  next(entry: number): number {
    return this.same(this.inBucket[entry]!, this.words[entry * 2]!, this.words[entry * 2 + 1]!);
  }

  poolOf(entry: number): number {
    return this.pools[entry]!;
  }

  probabilityOf(entry: number): number {
    return this.probabilities[entry]!;
  }

  raise(entry: number, probability: number): void {
    if (probability > this.probabilities[entry]!) this.probabilities[entry] = probability;
  }

  /** Adds an entry before `head`, the pool's first so far (−1 = none); returns the new head. Not to be called when `full`. */
  add(low: number, high: number, pool: number, probability: number, head: number): number {
    let entry = this.free;
    if (entry >= 0) this.free = this.ofPool[entry]!;
    else {
      if (this.used === this.pools.length) this.expand();
      entry = this.used++;
    }
    this.words[entry * 2] = low;
    this.words[entry * 2 + 1] = high;
    this.pools[entry] = pool;
    this.probabilities[entry] = probability;
    this.ofPool[entry] = head;
    const bucket = this.bucketOf(low, high);
    this.inBucket[entry] = this.buckets[bucket]!;
    this.buckets[bucket] = entry;
    this.size++;
    return entry;
  }

  /** Takes a pool's entries out. O(members), each bucket being short. */
  removeAll(head: number): void {
    for (let entry = head; entry >= 0; ) {
      const bucket = this.bucketOf(this.words[entry * 2]!, this.words[entry * 2 + 1]!);
      if (this.buckets[bucket] === entry) this.buckets[bucket] = this.inBucket[entry]!;
      else {
        let before = this.buckets[bucket]!;
        while (this.inBucket[before] !== entry) before = this.inBucket[before]!;
        this.inBucket[before] = this.inBucket[entry]!;
      }
      const following = this.ofPool[entry]!;
      this.ofPool[entry] = this.free;
      this.free = entry;
      this.size--;
      entry = following;
    }
  }

  /** A pool's entries, latest first. */
  *entries(head: number): IterableIterator<number> {
    for (let entry = head; entry >= 0; entry = this.ofPool[entry]!) yield entry;
  }

  lowOf(entry: number): number {
    return this.words[entry * 2]!;
  }

  highOf(entry: number): number {
    return this.words[entry * 2 + 1]!;
  }

  get bytes(): number {
    return 4 * (this.pools.length * 6 + this.buckets.length);
  }

  private same(from: number, low: number, high: number): number {
    let entry = from;
    while (entry >= 0 && (this.words[entry * 2] !== low || this.words[entry * 2 + 1] !== high))
      entry = this.inBucket[entry]!;
    return entry;
  }

  private bucketOf(low: number, high: number): number {
    return (low ^ (high >>> 9)) & (this.buckets.length - 1);
  }

  private expand(): void {
    const length = this.pools.length * 2;
    this.words = expanded(this.words, length * 2);
    this.pools = expanded(this.pools, length);
    const probabilities = new Float32Array(length);
    probabilities.set(this.probabilities);
    this.probabilities = probabilities;
    this.ofPool = expanded(this.ofPool, length);
    this.inBucket = new Int32Array(length);
    this.buckets = new Int32Array(length).fill(-1);
    // Only called when no entry is free: all of them are in use.
    for (let entry = 0; entry < this.used; entry++) {
      const bucket = this.bucketOf(this.words[entry * 2]!, this.words[entry * 2 + 1]!);
      this.inBucket[entry] = this.buckets[bucket]!;
      this.buckets[bucket] = entry;
    }
  }
}

/** Entries taken at first; a power of two, as buckets are. */
const START = 1024;

function expanded(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
