import { createHash } from "node:crypto";
import type { CorrectionCause } from "../nouns/campaign-record.ts";
import type { Bucket } from "../nouns/counts.ts";
import type { CorrectionDelta } from "../ports/campaigns.ts";

/** Targets named in one entry of the ledger: an entry is read by people, and hashed whole. */
const TARGETS_PER_ENTRY = 1_000;

/** Which decision is carried out. */
export interface CorrectionOrder {
  readonly campaign: string;
  /** Place of the decision among the campaign's, from 0. */
  readonly review: number;
  readonly cause: CorrectionCause;
}

/** What a `correction` entry of the ledger says. */
export interface CorrectionEntry {
  readonly campaign: string;
  readonly cause: CorrectionCause;
  readonly targets: readonly {
    readonly kind: string;
    readonly id: string;
    readonly type: string;
    readonly public: number;
    readonly held: number;
    readonly rejected: number;
  }[];
  /** Events claimed or released, and how many of them moved a count. */
  readonly events: number;
  readonly moved: number;
  readonly first: number;
  readonly last: number;
  /** SHA-256, hex, of the events' log positions in ascending order, in decimal, each followed by \n. */
  readonly sha256: string;
}

type Moved = { kind: string; id: string; type: string; public: number; held: number; rejected: number };

interface Group {
  readonly order: CorrectionOrder;
  readonly positions: number[];
  moved: number;
  readonly targets: Map<string, Moved>;
}

/** Events claimed and released → what the ledger and the targets' histories say of them, a group for each decision. */
export class CorrectionGroups {
  private open = new Map<string, Group>();
  private full: Group[] = [];

  /** One event claimed or released; `move` null: nothing moved. */
  add(
    order: CorrectionOrder,
    position: number,
    target: { readonly kind: string; readonly id: string; readonly type: string },
    move: { readonly from: Bucket; readonly to: Bucket } | null,
  ): void {
    const key = `${order.campaign} ${order.review} ${order.cause}`;
    let group = this.open.get(key);
    if (group === undefined) {
      group = { order, positions: [], moved: 0, targets: new Map() };
      this.open.set(key, group);
    }
    group.positions.push(position);
    if (move === null) return;
    group.moved++;
    const name = `${target.kind}/${target.id}/${target.type}`;
    let moved = group.targets.get(name);
    if (moved === undefined) {
      const { kind, id, type } = target;
      moved = { kind, id, type, public: 0, held: 0, rejected: 0 };
      group.targets.set(name, moved);
    }
    moved[move.from]--;
    moved[move.to]++;
    if (group.targets.size >= TARGETS_PER_ENTRY) {
      this.open.delete(key);
      this.full.push(group);
    }
  }

  /** Everything since the last call. */
  take(atMs: number): {
    readonly entries: readonly CorrectionEntry[];
    readonly history: readonly CorrectionDelta[];
  } {
    const groups = [...this.full, ...this.open.values()];
    this.full = [];
    this.open = new Map();
    return {
      entries: groups.map(entryOf),
      history: groups.flatMap(({ order, targets }) =>
        [...targets.values()]
          .filter((moved) => moved.public !== 0 || moved.held !== 0 || moved.rejected !== 0)
          .map((moved) => ({ ...moved, ...order, atMs })),
      ),
    };
  }
}

function entryOf({ order, positions, moved, targets }: Group): CorrectionEntry {
  const sorted = positions.sort((a, b) => a - b);
  const hash = createHash("sha256");
  for (const position of sorted) hash.update(`${position}\n`);
  return {
    campaign: order.campaign,
    cause: order.cause,
    targets: [...targets.values()],
    events: sorted.length,
    moved,
    first: sorted[0]!,
    last: sorted.at(-1)!,
    sha256: hash.digest("hex"),
  };
}
