import { KeyCodes } from "../kernels/key-codes.ts";
import { type EventRow, type KeyColumn, keyColumn } from "../nouns/event-row.ts";
import { groupByCode, Int32List } from "./growable-array.ts";

const KINDS = [
  "device",
  "ip",
  "ip_prefix",
  "asn",
  "user_agent",
  "registration_batch",
] as const satisfies readonly KeyColumn[];

/** By kind: how many of it an account used, and how many accounts use the same. */
export const SHARING_FEATURES: readonly string[] = KINDS.flatMap((kind) => [
  `${kind}.own_log`,
  `${kind}.others_log_mean`,
  `${kind}.others_log_max`,
]);

/** Who used which device, address, network … */
export interface SharedInfrastructure {
  readonly add: (actor: number, row: EventRow) => void;
  /** Features of every actor, one column each in the order of `SHARING_FEATURES`; NaN where the events do not say. */
  readonly read: (actorCount: number) => readonly Float32Array[];
  /** Links not kept because the limit was reached. */
  readonly dropped: () => number;
}

/** Keeps at most `linksMax` changes of device, address … by account: 8 bytes each, and 16 a key. */
export function createSharedInfrastructure(linksMax: number): SharedInfrastructure {
  const kinds = KINDS.map((kind) => ({
    column: keyColumn(kind) * 2,
    codes: new KeyCodes(),
    actors: new Int32List(),
    keys: new Int32List(),
    last: new Int32List(),
  }));
  let dropped = 0;
  return {
    dropped: () => dropped,
    add: (actor, row) => {
      for (const { column, codes, actors, keys, last } of kinds) {
        const low = row.hash[column]!;
        const high = row.hash[column + 1]!;
        if (low === 0 && high === 0) continue;
        const code = codes.code(low, high);
        while (last.size <= actor) last.push(-1);
        if (last.values[actor] === code) continue;
        last.values[actor] = code;
        if (actors.size >= linksMax) {
          dropped++;
          continue;
        }
        actors.push(actor);
        keys.push(code);
      }
    },
    read: (actorCount) => {
      const out: Float32Array[] = [];
      for (const { codes, actors, keys } of kinds) {
        const { starts, order } = groupByCode(actors.values, actors.size, actorCount);
        // The same key may come back after another: each counts once an actor.
        const seenBy = new Int32Array(codes.size).fill(-1);
        const holders = new Int32Array(codes.size);
        for (let actor = 0; actor < actorCount; actor++) {
          for (let i = starts[actor]!; i < starts[actor + 1]!; i++) {
            const key = keys.values[order[i]!]!;
            if (seenBy[key] === actor) continue;
            seenBy[key] = actor;
            holders[key] = holders[key]! + 1;
          }
        }
        seenBy.fill(-1);
        const own = new Float32Array(actorCount).fill(Number.NaN);
        const mean = new Float32Array(actorCount).fill(Number.NaN);
        const max = new Float32Array(actorCount).fill(Number.NaN);
        for (let actor = 0; actor < actorCount; actor++) {
          let used = 0;
          let logs = 0;
          let most = 0;
          for (let i = starts[actor]!; i < starts[actor + 1]!; i++) {
            const key = keys.values[order[i]!]!;
            if (seenBy[key] === actor) continue;
            seenBy[key] = actor;
            const log = Math.log(holders[key]!);
            used++;
            logs += log;
            if (log > most) most = log;
          }
          if (used === 0) continue;
          own[actor] = Math.log(used);
          mean[actor] = logs / used;
          max[actor] = most;
        }
        out.push(own, mean, max);
      }
      return out;
    },
  };
}
