import type { Order } from "./order.ts";
import type { OwnWindows } from "./own-windows.ts";
import type { StepNull } from "./step-null.ts";
import type { WindowNull } from "./window-null.ts";

/** What chance makes of curves, and of payers' windows. */
export interface Nulls {
  readonly steps: StepNull;
  readonly windows: WindowNull;
  readonly own: OwnWindows;
}

/** A buyer's payments within one window. */
export interface BuyerWindow {
  /** Chance of the least likely of them, corrected for their number. */
  readonly p: number;
  /** The first of them, how many they are, and when else this buyer paid. */
  readonly order: Order;
  readonly count: number;
  readonly paidAtMs: readonly number[];
}
