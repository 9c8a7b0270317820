import { kindWord } from "../nouns/event.ts";
import { type EventRow, keyColumn, keyText } from "../nouns/event-row.ts";

const ID = keyColumn("id");
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");

/** Kinds take five bits. */
const COUNTED = 128;

/** What an event calls itself, its actor and its target. */
export interface EventName {
  readonly id: string;
  readonly actor: string;
  readonly kind: string;
  readonly target: string;
  /** Event type, `un…` for a retraction. */
  readonly type: string;
  /** As it was added. */
  readonly counted: boolean;
}

/**
 * Names of consecutive events by sequence, as text in one byte arena: about 50 bytes an event instead of four strings, so that a
 * window of millions can be named when a few hundred of them are asked for.
 */
export class EventNames {
  private first = 0;
  private count = 0;
  /** Where each event's text begins, from `first` on. */
  private starts = new Float64Array(1024);
  /** Each event's kind, and `COUNTED` where it counts. */
  private marks = new Uint8Array(1024);
  private arena: Buffer = Buffer.alloc(64 * 1024);
  private used = 0;

  /** Takes the next event's names, and whether it counts; returns its sequence. */
  add(row: EventRow, counted = true): number {
    const text = [ID, ACTOR, TARGET_KIND, TARGET].map((column) => keyText(row, column) ?? "").join("\n");
    const bytes = Buffer.byteLength(text);
    if (this.count === this.starts.length) {
      const grown = new Float64Array(this.starts.length * 2);
      grown.set(this.starts);
      this.starts = grown;
      const marks = new Uint8Array(this.starts.length);
      marks.set(this.marks);
      this.marks = marks;
    }
    while (this.used + bytes + 1 > this.arena.length) {
      this.arena = Buffer.concat([this.arena, Buffer.alloc(this.arena.length)]);
    }
    this.marks[this.count] = row.kind | (counted ? COUNTED : 0);
    this.starts[this.count++] = this.used;
    this.used += this.arena.write(text, this.used);
    return this.first + this.count - 1;
  }

  /** Names of an event that was not forgotten. */
  of(sequence: number): EventName {
    const at = sequence - this.first;
    const start = this.starts[at];
    if (start === undefined || at < 0 || at >= this.count)
      throw new Error(`no event with sequence \`${sequence}\``);
    const end = at + 1 < this.count ? this.starts[at + 1]! : this.used;
    const [id = "", actor = "", kind = "", target = ""] = this.arena.toString("utf8", start, end).split("\n");
    const mark = this.marks[at]!;
    return { id, actor, kind, target, type: kindWord(mark & ~COUNTED), counted: mark >= COUNTED };
  }

  /** Forgets the events before a sequence. */
  forgetBefore(sequence: number): void {
    const gone = Math.min(this.count, Math.max(0, sequence - this.first));
    if (gone === 0) return;
    const from = gone < this.count ? this.starts[gone]! : this.used;
    this.arena.copyWithin(0, from, this.used);
    this.used -= from;
    this.marks.copyWithin(0, gone, this.count);
    for (let i = gone; i < this.count; i++) this.starts[i - gone] = this.starts[i]! - from;
    this.count -= gone;
    this.first += gone;
  }
}
