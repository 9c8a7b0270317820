import { KeyCodes } from "../kernels/key-codes.ts";
import { TextPages } from "../kernels/text-pages.ts";
import { kindWord } from "../nouns/event.ts";
import { type EventRow, keyColumn, plainText } from "../nouns/event-row.ts";

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
 * Names of events by number, in the order they are taken: an id each, and those of actors and targets once, as bytes. About 14 bytes an event and its id, so that a file of
 * millions can be named when a few hundred of them are asked for. No text is made before it is asked for.
 */
export class EventNames {
  private count = 0;
  private ids = new TextPages();
  private actors = new NamesOnce([ACTOR]);
  private targets = new NamesOnce([TARGET_KIND, TARGET]);
  /** Codes of each event's actor and target, its kind, and `COUNTED` where it counts. */
  private actor = new Int32Array(1024);
  private target = new Int32Array(1024);
  private marks = new Uint8Array(1024);

  /** Takes the next event's names, and whether it counts; returns its number. */
  add(row: EventRow, counted = true): number {
    if (this.count === this.marks.length) this.grow();
    this.ids.add(row.bytes, row.span[ID * 2]!, row.span[ID * 2 + 1]!);
    this.actor[this.count] = this.actors.codeOf(row, ACTOR);
    this.target[this.count] = this.targets.codeOf(row, TARGET);
    this.marks[this.count] = row.kind | (counted ? COUNTED : 0);
    return this.count++;
  }

  /** Names of an event by its number. */
  of(event: number): EventName {
    if (!(event >= 0 && event < this.count)) throw new Error(`no event with number \`${event}\``);
    const [actor = ""] = this.actors.textsOf(this.actor[event]!);
    const [kind = "", target = ""] = this.targets.textsOf(this.target[event]!);
    const mark = this.marks[event]!;
    return {
      id: plainText(this.ids.bytesOf(event)),
      actor,
      kind,
      target,
      type: kindWord(mark & ~COUNTED),
      counted: mark >= COUNTED,
    };
  }

  /** Keeps the names of these events, numbers ascending, and numbers them anew from 0. O(events kept). */
  keepOnly(events: Int32Array): void {
    const ids = new TextPages();
    for (let to = 0; to < events.length; to++) {
      const event = events[to]!;
      const id = this.ids.bytesOf(event);
      ids.add(id, 0, id.length);
      this.actor[to] = this.actor[event]!;
      this.target[to] = this.target[event]!;
      this.marks[to] = this.marks[event]!;
    }
    this.ids = ids;
    this.count = events.length;
    this.actors = this.actors.only(this.actor.subarray(0, this.count));
    this.targets = this.targets.only(this.target.subarray(0, this.count));
  }

  private grow(): void {
    const length = Math.ceil(this.marks.length * 1.5);
    const [actor, target, marks] = [new Int32Array(length), new Int32Array(length), new Uint8Array(length)];
    actor.set(this.actor);
    target.set(this.target);
    marks.set(this.marks);
    this.actor = actor;
    this.target = target;
    this.marks = marks;
  }
}

/** Texts of some columns by the key of one, each once. */
class NamesOnce {
  private readonly columns: readonly number[];
  private readonly codes = new KeyCodes();
  private readonly texts = new TextPages();

  constructor(columns: readonly number[]) {
    this.columns = columns;
  }

  /** The code of the row's key; its texts are taken when it is new. −1 where the row has none. */
  codeOf({ hash, bytes, span }: EventRow, column: number): number {
    const before = this.codes.size;
    const code = this.codes.code(hash[column * 2]!, hash[column * 2 + 1]!);
    if (code === before)
      for (const own of this.columns) this.texts.add(bytes, span[own * 2]!, span[own * 2 + 1]!);
    return code;
  }

  textsOf(code: number): readonly string[] {
    if (code < 0) return [];
    return this.columns.map((_, i) => plainText(this.texts.bytesOf(code * this.columns.length + i)));
  }

  /** The names that these codes mean, coded anew; the codes are changed in place. */
  only(codes: Int32Array): NamesOnce {
    const kept = new NamesOnce(this.columns);
    const renamed = new Int32Array(this.codes.size).fill(-1);
    const { words } = this.codes;
    for (let i = 0; i < codes.length; i++) {
      const before = codes[i]!;
      if (before < 0) continue;
      if (renamed[before] === -1) {
        renamed[before] = kept.codes.code(words[before * 2]!, words[before * 2 + 1]!);
        for (let c = 0; c < this.columns.length; c++) {
          const text = this.texts.bytesOf(before * this.columns.length + c);
          kept.texts.add(text, 0, text.length);
        }
      }
      codes[i] = renamed[before]!;
    }
    return kept;
  }
}
