import { TextPages } from "../kernels/text-pages.ts";
import { kindWord } from "../nouns/event.ts";
import { type EventRow, keyColumn, plainText } from "../nouns/event-row.ts";

const ID = keyColumn("id");
const ACTOR = keyColumn("actor");
const TARGET = keyColumn("target");
const TARGET_KIND = keyColumn("target_kind");
const OWNER = keyColumn("owner");

/** Pages of ids that are not packed, 4 MiB: ids are asked for at the end, and in order. */
const ID_PAGES_PLAIN = 32;
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

/** Codes of an event's actor and target: dense, in the order in which events first name them. */
export interface NamedCodes {
  readonly actor: number;
  readonly target: number;
}

/**
 * Names of events by number, in the order they are taken: an id each, and those of actors and targets once, as bytes. About 2 bytes an event and its id, packed, so that a file of
 * millions can be named when a few hundred of them are asked for. Whose names an event bears is the caller's to know, by code. No text is made before it is asked for.
 */
export class EventNames {
  private count = 0;
  private ids = new TextPages(ID_PAGES_PLAIN);
  private actors = new NamesOnce([ACTOR]);
  private targets = new NamesOnce([TARGET_KIND, TARGET, OWNER]);
  /** Each event's kind, and `COUNTED` where it counts. */
  private marks = new Uint8Array(1024);

  /** Takes the next event's names, and whether it counts; returns its number. */
  add(row: EventRow, { actor, target }: NamedCodes, counted = true): number {
    if (this.count === this.marks.length) {
      const marks = new Uint8Array(Math.ceil(this.count * 1.5));
      marks.set(this.marks);
      this.marks = marks;
    }
    this.ids.add(row.bytes, row.span[ID * 2]!, row.span[ID * 2 + 1]!);
    this.actors.take(actor, row);
    this.targets.take(target, row);
    this.marks[this.count] = row.kind | (counted ? COUNTED : 0);
    return this.count++;
  }

  /** Names of an event by its number and codes. */
  of(event: number, codes: NamedCodes): EventName {
    if (!(event >= 0 && event < this.count)) throw new Error(`no event with number \`${event}\``);
    const [actor = ""] = this.actors.textsOf(codes.actor);
    const [kind = "", target = ""] = this.targets.textsOf(codes.target);
    const mark = this.marks[event]!;
    const { ids } = this;
    return {
      // Most ask for other names alone, and those of ids may be packed.
      get id() {
        return plainText(ids.bytesOf(event));
      },
      actor,
      kind,
      target,
      type: kindWord(mark & ~COUNTED),
      counted: mark >= COUNTED,
    };
  }

  /** A target by its code, with its owner where its first event told one. */
  target(code: number): { readonly kind: string; readonly id: string; readonly owner: string | null } {
    const [kind = "", id = "", owner = ""] = this.targets.textsOf(code);
    return { kind, id, owner: owner === "" ? null : owner };
  }

  /**
   * Keeps the names of these events, numbers ascending, and numbers them anew from 0. `actors`, `targets`: the codes of before in the order of the new ones. O(events kept).
   */
  keepOnly(events: Int32Array, actors: Int32Array, targets: Int32Array): void {
    const ids = new TextPages(ID_PAGES_PLAIN);
    for (let to = 0; to < events.length; to++) {
      const id = this.ids.bytesOf(events[to]!);
      ids.add(id, 0, id.length);
      this.marks[to] = this.marks[events[to]!]!;
    }
    this.ids = ids;
    this.count = events.length;
    this.actors = this.actors.only(actors);
    this.targets = this.targets.only(targets);
  }
}

/** Texts of some columns by code, each once. */
class NamesOnce {
  private readonly columns: readonly number[];
  private readonly texts = new TextPages();
  /** Of those asked for before: members of campaigns are, again and again. */
  private readonly asked = new Map<number, readonly string[]>();

  constructor(columns: readonly number[]) {
    this.columns = columns;
  }

  /** Takes the row's texts where its code is the next new one. */
  take(code: number, { bytes, span }: EventRow): void {
    if (code * this.columns.length !== this.texts.size) return;
    for (const own of this.columns) this.texts.add(bytes, span[own * 2]!, span[own * 2 + 1]!);
  }

  textsOf(code: number): readonly string[] {
    let texts = this.asked.get(code);
    if (texts === undefined) {
      texts = this.columns.map((_, i) => plainText(this.texts.bytesOf(code * this.columns.length + i)));
      this.asked.set(code, texts);
    }
    return texts;
  }

  /** The names of these codes, coded anew by their place. */
  only(codes: Int32Array): NamesOnce {
    const kept = new NamesOnce(this.columns);
    for (const code of codes) {
      for (let c = 0; c < this.columns.length; c++) {
        const text = this.texts.bytesOf(code * this.columns.length + c);
        kept.texts.add(text, 0, text.length);
      }
    }
    return kept;
  }
}
