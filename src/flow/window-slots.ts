import type { WindowState } from "../ports/window-state.ts";

/**
 * Slots of a snapshot that was written while events came in: each holds the events before a position of its own, ascending. A replay
 * from the first of these gives each to the windows when it has come to its position; until then the slot takes no part.
 */
export class WindowSlots {
  private readonly windows: WindowState;
  private readonly slotsAt: readonly number[];
  private readonly parts: readonly Uint8Array[];
  private next = 0;

  constructor(windows: WindowState, slotsAt: readonly number[], parts: readonly Uint8Array[]) {
    if (slotsAt.length !== windows.slots)
      throw new Error(`a snapshot of \`${slotsAt.length}\` slots where there are ${windows.slots}`);
    this.windows = windows;
    this.slotsAt = slotsAt;
    this.parts = parts;
    for (let slot = 0; slot < windows.slots; slot++) windows.dropSlot(slot);
  }

  /** Restores the slots that hold no event from `position` on. */
  restoreUpTo(position: number): void {
    for (; this.next < this.slotsAt.length && this.slotsAt[this.next]! <= position; this.next++)
      this.windows.restoreSlot(this.next, this.parts[this.next]!);
  }
}
