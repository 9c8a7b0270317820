import { KeyCodes } from "../../kernels/key-codes.ts";
import { grown } from "./growing.ts";
import type { Key, LinkEngagement } from "./link-inputs.ts";
import { BIN_MS, CELLS_MAX, ITEMS_MAX, LATE_BINS_MAX } from "./link-limits.ts";

/** A stretch of one curve, earliest bin first; reused by the next call. */
export interface CurvePart {
  count: number;
  bins: Int32Array;
  counts: Int32Array;
  /** Of `counts`, those that came from the feed, and those whose origin is known. */
  fed: Int32Array;
  known: Int32Array;
}

export interface CurveLimits {
  readonly cellsMax?: number;
  readonly itemsMax?: number;
}

/** Bytes of one bin, of one curve and of one item. */
const CELL_BYTES = 32;
const CURVE_BYTES = 28;
const ITEM_BYTES = 44;
/** Curves a full set of items may have. */
const CURVES_PER_ITEM_MAX = 12;

/**
 * Engagement of items in bins of five minutes, one curve an item and type. Bins stand in a ring in the order they were begun, each linked to the one before it on
 * its curve, so that an event costs O(1), memory is bounded, and what was written first goes first. Items are found by owner.
 */
export class ItemCurves {
  /** Events that came too late to find their bin, and bins that were let go. */
  late = 0;
  evicted = 0;
  private readonly cellsMax: number;
  private readonly itemsMax: number;
  private items = new KeyCodes();
  private owners = new KeyCodes();
  /** By item: its owner, the owner's item before it, its newest curve, its first and its latest bin, and where it was first seen. */
  private itemOwner = new Int32Array(64);
  private itemBefore = new Int32Array(64);
  private itemCurve = new Int32Array(64);
  private itemFirst = new Int32Array(64);
  private itemLatest = new Int32Array(64);
  private itemRef = new Float64Array(64);
  /** By owner: its latest item. */
  private ownerItem = new Int32Array(64);
  /** By curve: its item's next, type, newest cell. */
  private curveNext = new Int32Array(64);
  private curveType = new Int32Array(64);
  private curveHead = new Float64Array(64);
  private curveCount = 0;
  /** Cells: a ring by number; a number below `written − cellsMax` is gone. */
  private bin = new Int32Array(64);
  private total = new Int32Array(64);
  private fromFeed = new Int32Array(64);
  private fromKnown = new Int32Array(64);
  private before = new Float64Array(64);
  private written = 0;

  constructor({ cellsMax = CELLS_MAX, itemsMax = ITEMS_MAX }: CurveLimits = {}) {
    this.cellsMax = cellsMax;
    this.itemsMax = itemsMax;
  }

  get itemCount(): number {
    return this.items.size;
  }

  get ownerCount(): number {
    return this.owners.size;
  }

  get bytes(): number {
    return (
      this.bin.length * CELL_BYTES + this.curveHead.length * CURVE_BYTES + this.itemRef.length * ITEM_BYTES
    );
  }

  /** Takes one event; false where it came too late for its bin, or its item has no owner. O(1), late ones O(their lateness in bins). */
  add(event: LinkEngagement): boolean {
    const item = this.itemOf(event);
    if (item < 0) return false;
    const bin = Math.floor(event.atMs / BIN_MS);
    if (bin < this.itemFirst[item]!) this.itemFirst[item] = bin;
    if (bin > this.itemLatest[item]!) this.itemLatest[item] = bin;
    const cell = this.cellAt(this.curveOf(item, event.type), bin);
    if (cell < 0) {
      this.late++;
      return false;
    }
    this.total[cell]!++;
    if (event.surface !== 0) this.fromKnown[cell]!++;
    if (event.surface === 1) this.fromFeed[cell]!++;
    return true;
  }

  /** The owner's code, or −1 where nothing of theirs was seen. */
  owner({ low, high }: Key): number {
    return this.owners.find(low, high);
  }

  /** Items of an owner, the latest first, `max` at the most; whether there are more. */
  itemsOf(owner: number, max: number): { readonly items: readonly number[]; readonly more: boolean } {
    const items: number[] = [];
    let item = owner < 0 ? -1 : this.ownerItem[owner]! - 1;
    for (; item >= 0 && items.length < max; item = this.itemBefore[item]! - 1) items.push(item);
    return { items, more: item >= 0 };
  }

  /** Key of an item, and the event it was first seen by. */
  itemName(item: number): Key & { readonly ref: number } {
    const { words } = this.items;
    return { low: words[item * 2]!, high: words[item * 2 + 1]!, ref: this.itemRef[item]! };
  }

  /** The item's code, or −1 where it is not held. */
  item({ low, high }: Key): number {
    return this.items.find(low, high);
  }

  /** Key of an owner. */
  ownerKey(owner: number): Key {
    const { words } = this.owners;
    return { low: words[owner * 2]!, high: words[owner * 2 + 1]! };
  }

  /** First and latest bin that anything came to an item in. */
  firstBin(item: number): number {
    return this.itemFirst[item]!;
  }

  latestBin(item: number): number {
    return this.itemLatest[item]!;
  }

  /** Types that an item has curves of. */
  typesOf(item: number): readonly { readonly type: number; readonly curve: number }[] {
    const types: { type: number; curve: number }[] = [];
    for (let curve = this.itemCurve[item]! - 1; curve >= 0; curve = this.curveNext[curve]! - 1) {
      types.push({ type: this.curveType[curve]!, curve });
    }
    return types.reverse();
  }

  /** A curve's bins in [from, to). O(bins after `from`). */
  read(curve: number, from: number, to: number, into: CurvePart): CurvePart {
    let count = 0;
    const oldest = this.written - this.cellsMax;
    for (let at = this.curveHead[curve]!; at >= 0 && at >= oldest; ) {
      const cell = at % this.cellsMax;
      const bin = this.bin[cell]!;
      if (bin < from) break;
      if (bin < to) {
        if (count === into.bins.length) widen(into);
        into.bins[count] = bin;
        into.counts[count] = this.total[cell]!;
        into.fed[count] = this.fromFeed[cell]!;
        into.known[count++] = this.fromKnown[cell]!;
      }
      at = this.before[cell]!;
    }
    into.count = count;
    for (const array of [into.bins, into.counts, into.fed, into.known]) array.subarray(0, count).reverse();
    return into;
  }

  private itemOf({ item: key, owner, atMs, ref }: LinkEngagement): number {
    const known = this.items.find(key.low, key.high);
    if (known >= 0) return known;
    if ((owner.low === 0 && owner.high === 0) || (key.low === 0 && key.high === 0)) return -1;
    if (this.items.size >= this.itemsMax) this.makeRoom();
    const item = this.items.code(key.low, key.high);
    const own = this.owners.code(owner.low, owner.high);
    this.itemOwner = grown(this.itemOwner, item + 1, this.itemsMax);
    this.itemBefore = grown(this.itemBefore, item + 1, this.itemsMax);
    this.itemCurve = grown(this.itemCurve, item + 1, this.itemsMax);
    this.itemFirst = grown(this.itemFirst, item + 1, this.itemsMax);
    this.itemLatest = grown(this.itemLatest, item + 1, this.itemsMax);
    this.itemRef = grown(this.itemRef, item + 1, this.itemsMax);
    this.ownerItem = grown(this.ownerItem, own + 1, this.itemsMax);
    this.itemOwner[item] = own;
    this.itemBefore[item] = this.ownerItem[own]!;
    this.ownerItem[own] = item + 1;
    this.itemCurve[item] = 0;
    this.itemFirst[item] = this.itemLatest[item] = Math.floor(atMs / BIN_MS);
    this.itemRef[item] = ref;
    return item;
  }

  private curveOf(item: number, type: number): number {
    for (let curve = this.itemCurve[item]! - 1; curve >= 0; curve = this.curveNext[curve]! - 1) {
      if (this.curveType[curve] === type) return curve;
    }
    const curve = this.curveCount++;
    const max = this.itemsMax * CURVES_PER_ITEM_MAX;
    this.curveNext = grown(this.curveNext, curve + 1, max);
    this.curveType = grown(this.curveType, curve + 1, max);
    this.curveHead = grown(this.curveHead, curve + 1, max);
    this.curveNext[curve] = this.itemCurve[item]!;
    this.curveType[curve] = type;
    this.curveHead[curve] = -1;
    this.itemCurve[item] = curve + 1;
    return curve;
  }

  /** The ring's place of a curve's bin, begun where it is new; −1 for one that is too late. */
  private cellAt(curve: number, bin: number): number {
    const oldest = this.written - this.cellsMax;
    let after = -1;
    let at = this.curveHead[curve]!;
    for (let steps = 0; at >= 0 && at >= oldest; steps++) {
      const cell = at % this.cellsMax;
      if (this.bin[cell] === bin) return cell;
      if (this.bin[cell]! < bin) break;
      if (steps === LATE_BINS_MAX) return -1;
      after = at;
      at = this.before[cell]!;
    }
    const number = this.written++;
    const cell = number % this.cellsMax;
    if (number >= this.cellsMax) this.evicted++;
    else this.growCells(cell);
    this.bin[cell] = bin;
    this.total[cell] = this.fromFeed[cell] = this.fromKnown[cell] = 0;
    this.before[cell] = at;
    // What stood in this place may have been the bin after: then the curve begins here.
    if (after >= 0 && after > number - this.cellsMax) this.before[after % this.cellsMax] = number;
    else this.curveHead[curve] = number;
    return cell;
  }

  private growCells(cell: number): void {
    this.bin = grown(this.bin, cell + 1, this.cellsMax);
    this.total = grown(this.total, cell + 1, this.cellsMax);
    this.fromFeed = grown(this.fromFeed, cell + 1, this.cellsMax);
    this.fromKnown = grown(this.fromKnown, cell + 1, this.cellsMax);
    this.before = grown(this.before, cell + 1, this.cellsMax);
  }

  /** Lets the half of the items go that nothing came to for longest. O(all that is held). */
  private makeRoom(): void {
    const latest = this.itemLatest.slice(0, this.items.size).sort();
    const fromBin = latest[latest.length >> 1]!;
    const left = new ItemCurves({ cellsMax: this.cellsMax, itemsMax: this.itemsMax });
    const part = createCurvePart();
    let kept = 0;
    for (let item = 0; item < this.items.size && kept < this.itemsMax / 2; item++) {
      if (this.itemLatest[item]! < fromBin) continue;
      kept++;
      const owner = this.itemOwner[item]!;
      const to = left.itemOf({
        type: 0,
        atMs: this.itemFirst[item]! * BIN_MS,
        item: this.itemName(item),
        owner: this.ownerKey(owner),
        surface: 0,
        ref: this.itemRef[item]!,
      });
      left.itemLatest[to] = this.itemLatest[item]!;
      for (const { type, curve } of this.typesOf(item)) {
        const into = left.curveOf(to, type);
        this.read(curve, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, part);
        for (let i = 0; i < part.count; i++) {
          const cell = left.cellAt(into, part.bins[i]!);
          left.total[cell] = part.counts[i]!;
          left.fromFeed[cell] = part.fed[i]!;
          left.fromKnown[cell] = part.known[i]!;
        }
      }
    }
    const { late, evicted } = this;
    Object.assign(this, left);
    this.late = late;
    this.evicted = evicted;
  }
}

/** Room for a stretch of a curve. */
export function createCurvePart(): CurvePart {
  return {
    count: 0,
    bins: new Int32Array(256),
    counts: new Int32Array(256),
    fed: new Int32Array(256),
    known: new Int32Array(256),
  };
}

function widen(part: CurvePart): void {
  const { length } = part.bins;
  for (const name of ["bins", "counts", "fed", "known"] as const)
    part[name] = grown(part[name], length * 2, 1 << 24);
}
