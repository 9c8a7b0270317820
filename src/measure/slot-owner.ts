import { type KeyTable, SLOT_HEADER_WORDS } from "../kernels/key-table.ts";
import { NO_BLOCK, Slab } from "../kernels/slab.ts";
import { SLOTS, slotOf } from "../kernels/slots.ts";
import type { EventRow } from "../nouns/event-row.ts";
import type { Policy } from "../nouns/policy.ts";
import type { WindowStats } from "../ports/window-state.ts";
import { compilePlan, type GroupStep, type KindPlan, type Plan } from "./plan.ts";

/**
 * Slab words per allowed key: what a key's windows may take on average before windows are kept coarser. 128 words are
 * 512 bytes; the default policy measures under 200 bytes on simulated traffic.
 */
export const SLAB_WORDS_PER_KEY = 128;

/**
 * Event time between full sweeps of a slot. Times are kept modulo 2^32 ms (49.7 days); windows reach 30 days, so with a sweep every
 * 3.1 days no entry is ever older than 34 days when it is looked at.
 */
const FULL_SWEEP_MS = 2 ** 28;
/** Longest window a policy may ask for. */
const WINDOW_MS_MAX = 30 * 86_400_000;
/** Words of a slot's part before its tables: the time it was last swept, a double. */
const PART_HEADER_WORDS = 2;
const COPIED_SINGLY_MAX = 64;
/** A slot of a snapshot holds more than the first one by no more than this, as a rule; else memory is taken by doubling. */
const SLOTS_DIFFER = 1 / 8;

/**
 * Who holds some slots of a policy's windows, or all: enters every event under those of its keys that fall into them, and writes the
 * features of these. Sees every event, in order, whoever holds the other slots.
 */
export class SlotOwner {
  private readonly plan: Plan;
  private readonly slab: Slab;
  /** By slot: 1 where it is held; null while all are. */
  private held: Uint8Array | null;
  /** By slot: when it was last swept, ms; −1 before the first event. */
  private readonly sweptAtMs = new Float64Array(SLOTS).fill(-1);
  private nextSweepMs = -1;

  constructor(policy: Policy, holds: (slot: number) => boolean) {
    this.slab = new Slab(policy.keysMax * SLAB_WORDS_PER_KEY);
    this.plan = compilePlan(policy, this.slab);
    this.slab.onFull = () => this.moveTogether();
    const held = Uint8Array.from({ length: SLOTS }, (_, slot) => (holds(slot) ? 1 : 0));
    this.held = held.every((one) => one === 1) ? null : held;
  }

  /** What a kind of event does here; undefined where no rule asks and no feature is fed. */
  planOf(kind: number): KindPlan | undefined {
    return this.plan.kinds[kind];
  }

  get holdsAll(): boolean {
    return this.held === null;
  }

  /**
   * Enters an event that is not late and writes the windowed features of the keys that are held here, and of absent keys. `out` null:
   * nobody asks for them, and what reading them would have changed is changed.
   */
  measure(row: EventRow, asOfMs: number, out: Float64Array | null): void {
    const plan = this.plan.kinds[row.kind];
    if (plan === undefined) return;
    if (asOfMs >= this.nextSweepMs) this.sweepUpTo(asOfMs);
    this.measureTables(plan, row, asOfMs >>> 0, out);
    if (plan.elsewhere.length > 0) this.measureElsewhere(plan, row, asOfMs >>> 0, out);
  }

  stats(): WindowStats {
    let keysLive = 0;
    let keysEvicted = 0;
    let bytes = this.slab.bytes;
    for (const table of this.plan.tables) {
      keysLive += table.keysLive;
      keysEvicted += table.keysEvicted;
      bytes += table.bytes;
    }
    return { keysLive, keysEvicted, bytes };
  }

  /** When it was last swept, then each table's rows, then the blocks of all rows, in order; where they lie is left out. O(the slot). */
  snapshotSlot(slot: number): Uint8Array {
    const { tables } = this.plan;
    let words = PART_HEADER_WORDS + this.slab.usedBy(slot);
    for (const table of tables) words += table.slotWords(slot);
    const part = new Uint32Array(words);
    new Float64Array(part.buffer, 0, 1)[0] = this.sweptAtMs[slot]!;
    let at = PART_HEADER_WORDS;
    const rowsAt = new Map<KeyTable, number>();
    for (const table of tables) {
      rowsAt.set(table, at + SLOT_HEADER_WORDS);
      at = table.writeSlot(slot, part, at);
    }
    this.eachBlock(slot, (table, word, inSlot) => {
      const block = table.words[word]!;
      const log2 = block === NO_BLOCK ? 0 : table.words[word + 1]!;
      const copied = rowsAt.get(table)! + inSlot;
      part[copied] = NO_BLOCK;
      part[copied + 1] = log2;
      if (log2 === 0) return;
      copyWords(this.slab.words, block, part, at, 2 ** log2);
      at += 2 ** log2;
    });
    return new Uint8Array(part.buffer);
  }

  /** Throws on a part of another policy's windows. */
  restoreSlot(slot: number, bytes: Uint8Array): void {
    const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
    const part = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
    this.dropSlot(slot);
    this.sweptAtMs[slot] = new Float64Array(aligned.buffer, aligned.byteOffset, 1)[0]!;
    this.nextSweepMs = Math.min(this.nextSweepMs, this.sweptAtMs[slot]! + FULL_SWEEP_MS);
    let at = PART_HEADER_WORDS;
    const first = this.plan.tables.every((table) => table.keysLive === 0);
    for (const table of this.plan.tables) at = table.readSlot(slot, part, at);
    // A hash fills the slots alike: what one takes tells what all will.
    if (first) this.slab.reserve(Math.ceil((part.length - at) * SLOTS * (1 + SLOTS_DIFFER)));
    this.eachBlock(slot, (table, word) => {
      const log2 = table.words[word + 1]!;
      if (log2 === 0) return;
      const block = this.slab.take(log2, slot);
      copyWords(part, at, this.slab.words, block, 2 ** log2);
      table.words[word] = block;
      at += 2 ** log2;
    });
    if (at !== part.length)
      throw new Error(`a slot's part of \`${part.length}\` words, of which \`${at}\` are its own`);
    this.hold(slot, 1);
  }

  dropSlot(slot: number): void {
    for (const table of this.plan.tables) table.dropSlot(slot);
    this.hold(slot, 0);
  }

  restart(asOfMs: number): void {
    this.slab.clear();
    for (const table of this.plan.tables) table.restart(asOfMs >>> 0);
    this.sweptAtMs.fill(asOfMs);
    this.nextSweepMs = asOfMs + FULL_SWEEP_MS;
  }

  private hold(slot: number, held: 0 | 1): void {
    this.held ??= new Uint8Array(SLOTS).fill(1);
    this.held[slot] = held;
    if (held === 1 && !this.held.includes(0)) this.held = null;
  }

  private measureTables(plan: KindPlan, row: EventRow, t: number, out: Float64Array | null): void {
    const hash = row.hash;
    const { held } = this;
    // What nobody else has is measured without a row; but an owner of some slots keeps what it would keep of others' events.
    const lone = held === null ? row.lone : 0;
    for (let i = 0; i < plan.tables.length; i++) {
      const { table, columnA, columnB, loneMask, steps } = plan.tables[i]!;
      let low = hash[columnA * 2]!;
      let high = hash[columnA * 2 + 1]!;
      let present = (low | high) !== 0;
      if (columnB >= 0 && present) {
        const lowB = hash[columnB * 2]!;
        const highB = hash[columnB * 2 + 1]!;
        present = (lowB | highB) !== 0;
        // The columns are hashes already: one multiply-rotate round keeps the pair as spread out as they are.
        low = Math.imul(((low << 15) | (low >>> 17)) ^ lowB, 0x85ebca6b) ^ highB;
        high = Math.imul(((high << 13) | (high >>> 19)) ^ highB, 0xc2b2ae35) ^ lowB;
        if ((low | high) === 0) low = 1;
      }
      if (!present) {
        if (out === null) continue;
        for (let g = 0; g < steps.length; g++) if (steps[g]!.reads) steps[g]!.group.absent(out);
        continue;
      }
      if (held !== null && held[slotOf(low, high)] === 0) continue;
      if ((lone & loneMask) !== 0) {
        if (out !== null) measureAlone(steps, row, out);
        continue;
      }
      let entering = 0;
      for (let g = 0; g < steps.length; g++) {
        const step = steps[g]!;
        if (step.enters && (step.where === null || step.where(row) === 1)) entering |= 1 << g;
      }
      const base = entering === 0 ? table.peek(low, high) : table.find(low, high, t);
      if (base < 0) {
        const evicted = table.wasEvicted(low, high, t);
        if (out === null) continue;
        for (let g = 0; g < steps.length; g++) {
          if (!steps[g]!.reads) continue;
          if (evicted) steps[g]!.group.absent(out);
          else steps[g]!.group.unseen(out);
        }
        continue;
      }
      for (let g = 0; g < steps.length; g++) {
        const step = steps[g]!;
        const entered = ((entering >>> g) & 1) === 1;
        if (entered) step.group.enter(base, t, row);
        if (!step.reads) continue;
        if (out === null) step.group.expire(base, t);
        else step.group.read(base, t, row, out, entered);
      }
    }
  }

  /** Enters the event under its own key, then reads under another of its values. */
  private measureElsewhere(plan: KindPlan, row: EventRow, t: number, out: Float64Array | null): void {
    const hash = row.hash;
    const { held } = this;
    for (let i = 0; i < plan.elsewhere.length; i++) {
      const { table, columnA, readColumn, steps } = plan.elsewhere[i]!;
      const low = hash[columnA * 2]!;
      const high = hash[columnA * 2 + 1]!;
      if ((low | high) !== 0 && (held === null || held[slotOf(low, high)] === 1)) {
        let base = -1;
        for (let g = 0; g < steps.length; g++) {
          const step = steps[g]!;
          if (!step.enters || (step.where !== null && step.where(row) !== 1)) continue;
          if (base < 0) base = table.find(low, high, t);
          step.group.enter(base, t, row);
        }
      }
      const readLow = hash[readColumn * 2]!;
      const readHigh = hash[readColumn * 2 + 1]!;
      const present = (readLow | readHigh) !== 0;
      if (present && held !== null && held[slotOf(readLow, readHigh)] === 0) continue;
      const base = present ? table.peek(readLow, readHigh) : -1;
      const evicted = present && base < 0 && table.wasEvicted(readLow, readHigh, t);
      for (let g = 0; g < steps.length; g++) {
        const { group, reads } = steps[g]!;
        if (!reads) continue;
        if (out === null) {
          if (base >= 0) group.expire(base, t);
        } else if (base >= 0) group.read(base, t, row, out, false);
        else if (!present || evicted) group.absent(out);
        else group.unseen(out);
      }
    }
  }

  /** After a gap the sweeps that would have happened in it are made up for, as far back as anything can have lived. */
  private sweepUpTo(asOfMs: number): void {
    this.nextSweepMs = Number.POSITIVE_INFINITY;
    for (let slot = 0; slot < SLOTS; slot++) {
      let at = this.sweptAtMs[slot]! < 0 ? asOfMs : this.sweptAtMs[slot]!;
      const passesMax = WINDOW_MS_MAX / FULL_SWEEP_MS + 2;
      for (let passes = 0; asOfMs - at >= FULL_SWEEP_MS && passes < passesMax; passes++) {
        at += FULL_SWEEP_MS;
        this.sweep(slot, at >>> 0);
      }
      this.sweptAtMs[slot] = asOfMs - at >= FULL_SWEEP_MS ? asOfMs : at;
      this.nextSweepMs = Math.min(this.nextSweepMs, this.sweptAtMs[slot]! + FULL_SWEEP_MS);
    }
  }

  private sweep(slot: number, t: number): void {
    for (const table of this.plan.tables) {
      const groups = this.plan.groupsOf.get(table)!;
      table.sweepSlot(slot, t, (base) => {
        for (const group of groups) group.expire(base, t);
      });
    }
  }

  /** Calls with each word of a slot's rows where the address of a block may stand, its size in the next; and the word's place among the slot's rows. */
  private eachBlock(slot: number, visit: (table: KeyTable, word: number, inSlot: number) => void): void {
    for (const table of this.plan.tables) {
      const groups = this.plan.groupsOf.get(table)!;
      table.eachRow(slot, (base, row) => {
        for (const group of groups) {
          const word = group.blockWord(base);
          if (word >= 0) visit(table, word, row * table.stride + word - base);
        }
      });
    }
  }

  private moveTogether(): void {
    this.slab.compact((move) => {
      for (let slot = 0; slot < SLOTS; slot++) {
        this.eachBlock(slot, ({ words }, word) => {
          if (words[word] !== NO_BLOCK) words[word] = move(words[word]!, words[word + 1]!);
        });
      }
    });
  }
}

/** A view of a few words costs more than their copy, and most blocks are small. */
function copyWords(from: Uint32Array, at: number, to: Uint32Array, toAt: number, count: number): void {
  if (count > COPIED_SINGLY_MAX) to.set(from.subarray(at, at + count), toAt);
  else for (let i = 0; i < count; i++) to[toAt + i] = from[at + i]!;
}

function measureAlone(steps: readonly GroupStep[], row: EventRow, out: Float64Array): void {
  for (let g = 0; g < steps.length; g++) {
    const { group, reads, enters, where } = steps[g]!;
    if (reads) group.alone(row, out, enters && (where === null || where(row) === 1));
  }
}
