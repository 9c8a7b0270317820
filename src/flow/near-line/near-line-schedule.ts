/** Windows that are looked at, the shortest first: orders are delivered within minutes to four days. */
export const DETECTION_WINDOWS_MS = [1, 6, 24, 96].map((hours) => hours * 3_600_000);

/** A window is looked at anew when this part of its events is new, or after this much event time: campaigns appear within a minute. */
const NEW_PART_MIN = 0.01;
const NEW_MS = 60_000;
/** Part of the wall clock that looking may take, all windows together: a quarter of a processor under full load. */
const DUTY_MAX = 0.25;

interface Looked {
  /** Event time, and events added until then. */
  nowMs: number;
  added: number;
  events: number;
  tookMs: number;
  /** On the stopwatch: not before, so that the window keeps to its part of the time. */
  nextMs: number;
}

/** When to look at which window: enough that is new, and time left for it. */
export class PassSchedule {
  private readonly looked: (Looked | null)[] = DETECTION_WINDOWS_MS.map(() => null);

  /** Whether a window is due at event time `nowMs`, after `added` events in all, at `wallMs` on the stopwatch. */
  due(window: number, nowMs: number, added: number, wallMs: number): boolean {
    const last = this.looked[window] ?? null;
    if (last === null) return true;
    if (added === last.added || wallMs < last.nextMs) return false;
    return added - last.added >= NEW_PART_MIN * last.events || nowMs - last.nowMs >= NEW_MS;
  }

  /** Notes a look at `events` events that ended at `wallMs`. Each window gets an equal part of the duty. */
  note(
    window: number,
    { nowMs, added, events, tookMs, wallMs }: Omit<Looked, "nextMs"> & { readonly wallMs: number },
  ): void {
    const restMs = tookMs * (DETECTION_WINDOWS_MS.length / DUTY_MAX - 1);
    this.looked[window] = { nowMs, added, events, tookMs, nextMs: wallMs + restMs };
  }

  /** Duration of a window's latest look, ms. */
  tookMs(window: number): number {
    return this.looked[window]?.tookMs ?? 0;
  }
}
