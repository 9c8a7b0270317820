import type { Order, SeenSteps } from "./order.ts";
import { SCALES_MS } from "./scales.ts";

/** Windows of one payer before a payment, spread evenly: enough to tell who buys every day from who never does. */
const WINDOWS = 10;
/** How far back they reach, ms: a week holds a weekend; further back a creator was another one. */
const BACK_MS = 7 * 86_400_000;
/** Windows held at once, some 600 bytes each, 60 MB; beyond it they are read again. */
const HELD_MAX = 100_000;

/** Reads the curves of a payer's items after a moment; null where that cannot be done. */
export type ReadWindow = (payer: Order["payerKey"], atMs: number, scaleMs: number) => SeenSteps | null;

/**
 * What a payer's own items did in windows before a payment, as long as the one after it: who buys elsewhere every other day has steps after
 * whatever payment, and those before it tell so. A payer is its own control (Farrington, Biometrics 51, 1995).
 */
export class OwnWindows {
  private held = new Map<Order, (readonly SeenSteps[] | undefined)[]>();
  private count = 0;
  private readonly read: ReadWindow;
  private readonly beginMs: () => number;

  /** `beginMs`: when engagement begins; NaN while there is none. */
  constructor(read: ReadWindow, beginMs: () => number) {
    this.read = read;
    this.beginMs = beginMs;
  }

  /** Windows that ended before the payment and hold none of `others`, times of the payer's other payments to the same payee. O(windows · curves), once a look. */
  before(order: Order, scale: number, others: readonly number[]): readonly SeenSteps[] {
    const known = this.held.get(order)?.[scale];
    if (known !== undefined) return known;
    const scaleMs = SCALES_MS[scale]!;
    const lastMs = order.atMs - scaleMs;
    const firstMs = Math.max(this.beginMs(), lastMs - BACK_MS);
    const windows: SeenSteps[] = [];
    for (let i = 0; i < WINDOWS && lastMs > firstMs; i++) {
      const atMs = Math.floor(firstMs + ((i + 0.5) / WINDOWS) * (lastMs - firstMs));
      if (others.some((paidMs) => paidMs > atMs - scaleMs && paidMs < atMs + scaleMs)) continue;
      const window = this.read(order.payerKey, atMs, scaleMs);
      if (window !== null) windows.push(window);
    }
    this.hold(order, scale, windows);
    return windows;
  }

  /** Events may have come to what was read. */
  forget(): void {
    this.held = new Map();
    this.count = 0;
  }

  private hold(order: Order, scale: number, windows: readonly SeenSteps[]): void {
    if (this.count + windows.length > HELD_MAX) this.forget();
    this.count += windows.length;
    const scales = this.held.get(order) ?? [];
    scales[scale] = windows;
    this.held.set(order, scales);
  }
}
