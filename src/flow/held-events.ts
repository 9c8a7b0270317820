import type { EventRow } from "../nouns/event-row.ts";
import { createPackedMemory, type PackedMemory, packedBytesMax, packRow } from "./packed-row.ts";

/** Memory is taken in pieces of this size, so that what is not needed is never taken. */
const PAGE_BYTES = 4 * 1024 * 1024;
/** Smallest piece: a row has at most 64 KiB of text. */
const PAGE_BYTES_MIN = 128 * 1024;
/** Moves of the insertion sort an event, above which the events are in no order and sorted anew. */
const MOVES_PER_EVENT_MAX = 8;

/** Events in memory, in the order they came until `inOrder` is asked for. */
export class HeldEvents {
  private pages: (PackedMemory | undefined)[] = [];
  /** By page: events of it that were not let go. */
  private left: number[] = [];
  private readonly pageBytes: number;
  private used: number;
  private pageAt = -1;
  private readonly pagesMax: number;
  private times = new Float64Array(1024);
  private ties = new Float64Array(1024);
  /** Page and place in it: page × bytes of a page + place. */
  private places = new Float64Array(1024);
  private taken = 0;

  private readonly whole: boolean;

  /** `bytesMax`: of packed events; past it `add` wants what is held to go. `whole`: their lines are kept. */
  constructor(bytesMax: number, whole = true) {
    this.whole = whole;
    this.pageBytes = Math.max(PAGE_BYTES_MIN, Math.min(PAGE_BYTES, bytesMax));
    this.pagesMax = Math.max(1, Math.floor(bytesMax / this.pageBytes));
    this.used = this.pageBytes;
  }

  /** Takes an event in; false when there is no room: clear first. */
  add(row: EventRow, tie: number): boolean {
    if (this.pageBytes - this.used < packedBytesMax(row)) {
      if (this.pageAt + 1 >= this.pagesMax) return false;
      this.pageAt++;
      this.pages[this.pageAt] ??= createPackedMemory(this.pageBytes);
      this.used = 0;
    }
    if (this.taken === this.times.length) this.grow();
    this.times[this.taken] = row.occurredAtMs;
    this.ties[this.taken] = tie;
    this.places[this.taken] = this.pageAt * this.pageBytes + this.used;
    this.left[this.pageAt] = (this.left[this.pageAt] ?? 0) + 1;
    this.taken++;
    this.used += packRow(row, this.pages[this.pageAt]!, this.used, this.whole);
    return true;
  }

  get count(): number {
    return this.taken;
  }

  /** Forgets the events, keeps the memory. */
  clear(): void {
    this.taken = 0;
    this.left = [];
    this.pageAt = -1;
    this.used = this.pageBytes;
  }

  /** Gives the memory back. */
  release(): void {
    this.clear();
    this.pages = [];
    this.times = new Float64Array(0);
    this.ties = new Float64Array(0);
    this.places = new Float64Array(0);
  }

  /** An event is needed no more: memory of which that is true of all goes back, while others still wait. */
  letGo(event: number): void {
    const page = Math.floor(this.places[event]! / this.pageBytes);
    this.left[page] = this.left[page]! - 1;
    if (this.left[page] === 0) this.pages[page] = undefined;
  }

  /** Places in order of time, then of tie, then as they came. About 20 ns an event where they came nearly so, else 0.5 µs. */
  inOrder(): Int32Array {
    const order = new Int32Array(this.taken);
    for (let i = 0; i < order.length; i++) order[i] = i;
    if (!this.insert(order)) {
      for (let i = 0; i < order.length; i++) order[i] = i;
      order.sort((a, b) => this.compare(a, b));
    }
    return order;
  }

  /** The memory of an event, by its number of arrival, and its place there. */
  memoryOf(event: number): PackedMemory {
    return this.pages[Math.floor(this.places[event]! / this.pageBytes)]!;
  }
  placeOf(event: number): number {
    return this.places[event]! % this.pageBytes;
  }

  private compare(a: number, b: number): number {
    const { times, ties } = this;
    return times[a]! - times[b]! || ties[a]! - ties[b]! || a - b;
  }

  /** Insertion sort, for what is in order but for events of one time; false when it is not. */
  private insert(order: Int32Array): boolean {
    let left = MOVES_PER_EVENT_MAX * order.length;
    for (let i = 1; i < order.length; i++) {
      let at = i;
      while (at > 0 && this.compare(order[at - 1]!, i) > 0) {
        order[at] = order[at - 1]!;
        at--;
      }
      order[at] = i;
      left -= i - at;
      if (left < 0) return false;
    }
    return true;
  }

  private grow(): void {
    const size = this.times.length * 2 || 1024;
    const grown = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const next = new Float64Array(size);
      next.set(old);
      return next;
    };
    this.times = grown(this.times);
    this.ties = grown(this.ties);
    this.places = grown(this.places);
  }
}
