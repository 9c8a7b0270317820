import { createTurns } from "../../kernels/time/in-turn.ts";
import { TouchstoneError } from "../../nouns/codes.ts";
import { hashHex } from "../../nouns/hash.ts";
import { FORGOTTEN_ACTORS } from "../../nouns/record-settings.ts";
import type { Records } from "../../ports/records.ts";
import type { ForgottenNames } from "../campaigns/forgotten-names.ts";
import { FORGOTTEN_MAX } from "./erase-limits.ts";

/**
 * Erased accounts that the log still names, by hash, each with where the log ended when it was erased. Detection goes on reading those events, and would write the name
 * again at its next look; once they are dropped the account is nobody in particular here.
 */
export class ForgottenActors implements ForgottenNames {
  private readonly records: Pick<Records, "get" | "set">;
  private readonly ends: Map<string, number>;
  /** Each change is made from what the one before has stored. */
  private readonly inTurn = createTurns();

  private constructor(records: Pick<Records, "get" | "set">, ends: Map<string, number>) {
    this.records = records;
    this.ends = ends;
  }

  /** Those that the records know. */
  static async stored(records: Pick<Records, "get" | "set">): Promise<ForgottenActors> {
    const stored = await records.get(FORGOTTEN_ACTORS);
    const ends = stored === null ? [] : (JSON.parse(stored) as [string, number][]);
    return new ForgottenActors(records, new Map(ends));
  }

  hasKey(key: string): boolean {
    return this.ends.size > 0 && this.ends.has(key);
  }

  hasName(name: string): boolean {
    return this.ends.size > 0 && this.ends.has(hashHex(name));
  }

  /** `logEnd`: position after the log's last event. Rejects with `overloaded` when too many wait for the log to drop their events, and with the store's errors. */
  add(key: string, logEnd: number): Promise<void> {
    return this.inTurn(async () => {
      const next = new Map(this.ends).set(key, logEnd);
      if (next.size > FORGOTTEN_MAX) {
        throw new TouchstoneError(
          "overloaded",
          `the log still names \`${FORGOTTEN_MAX}\` erased accounts; keep fewer days of it`,
        );
      }
      await this.store(next);
    });
  }

  /** Those whose events were all dropped need no watching over any more. */
  dropBefore(logBegin: number): Promise<void> {
    return this.inTurn(async () => {
      const left = [...this.ends].filter(([, end]) => end > logBegin);
      if (left.length < this.ends.size) await this.store(new Map(left));
    });
  }

  private async store(next: ReadonlyMap<string, number>): Promise<void> {
    await this.records.set(FORGOTTEN_ACTORS, JSON.stringify([...next]));
    this.ends.clear();
    for (const [key, end] of next) this.ends.set(key, end);
  }
}
