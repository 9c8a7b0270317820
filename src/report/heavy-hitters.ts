/**
 * The most frequent keys of a stream in bounded memory: Space-Saving (Metwally, Agrawal, El Abbadi, "Efficient
 * computation of frequent and top-k elements in data streams", ICDT 2005, fig. 1). Exact while at most `counters`
 * distinct keys came; then a new key takes over the counter with the least count and inherits it as its possible excess.
 * Every key that truly came more than total / counters times is kept. The least counter is found by a binary heap
 * (the paper's bucket list saves a logarithm that discarded events are too few to notice).
 */
export interface HeavyHitters {
  /** Counts one sighting. `text` is asked for only when the key takes a counter. O(log counters) at worst. */
  add(key: number, text: () => string): void;
  /** The `limit` largest, most first, ties by text; a true count is in [events − over_max, events]. */
  top(limit: number): { readonly text: string; readonly events: number; readonly over_max: number }[];
  /** No counter was ever taken over. */
  exact(): boolean;
}

/**
 * An empty set of `counters` counters (≥ 1). `textAtOnce`: false where only texts of keys that came again are wanted: of others
 * that took a counter over it is "", and not asked for.
 */
export function createHeavyHitters(counters: number, textAtOnce = true): HeavyHitters {
  const slotOf = new Map<number, number>();
  const keys = new Float64Array(counters);
  const counts = new Float64Array(counters);
  const excess = new Float64Array(counters);
  const texts: string[] = [];
  /** Heap of slots, least count on top; place[slot] is where a slot stands in it. */
  const heap = new Int32Array(counters);
  const place = new Int32Array(counters);
  let replaced = false;

  function put(at: number, slot: number): void {
    heap[at] = slot;
    place[slot] = at;
  }

  function sink(from: number): void {
    const slot = heap[from]!;
    const size = texts.length;
    let at = from;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && counts[heap[child + 1]!]! < counts[heap[child]!]!) child++;
      if (counts[heap[child]!]! >= counts[slot]!) break;
      put(at, heap[child]!);
      at = child;
    }
    put(at, slot);
  }

  function rise(from: number): void {
    const slot = heap[from]!;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (counts[heap[parent]!]! <= counts[slot]!) break;
      put(at, heap[parent]!);
      at = parent;
    }
    put(at, slot);
  }

  return {
    add(key, text) {
      const known = slotOf.get(key);
      if (known !== undefined) {
        counts[known]!++;
        if (texts[known] === "") texts[known] = text();
        sink(place[known]!);
        return;
      }
      const free = texts.length;
      if (free < counters) {
        texts.push(textAtOnce ? text() : "");
        keys[free] = key;
        counts[free] = 1;
        slotOf.set(key, free);
        put(free, free);
        rise(free);
        return;
      }
      replaced = true;
      const least = heap[0]!;
      slotOf.delete(keys[least]!);
      slotOf.set(key, least);
      keys[least] = key;
      texts[least] = textAtOnce ? text() : "";
      excess[least] = counts[least]!;
      counts[least]!++;
      sink(0);
    },
    top(limit) {
      return texts
        .map((text, slot) => ({ text, events: counts[slot]!, over_max: excess[slot]! }))
        .sort((a, b) => b.events - a.events || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
        .slice(0, limit);
    },
    exact: () => !replaced,
  };
}
