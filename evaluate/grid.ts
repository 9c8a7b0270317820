import { FAMILY_TRAITS } from "../src/simulate/attack-family.ts";
import type { AttackSpec } from "../src/simulate/options.ts";
import { ATTACK_FAMILIES, type AttackFamily } from "../src/simulate/truth.ts";

/** Families of which every campaign must be flagged. */
export const MUST_FLAG: readonly AttackFamily[] = ["bot_burst", "device_farm", "emulator_farm"];

/** Order sizes, by turns: panels sell round numbers from 30 up. */
const AMOUNTS = [30, 50, 100, 200] as const;
/** Pools of each cell for the families that must be flagged: chance decides on phones to a line, marks, hosts. */
const POOLS_MUST = 3;

/**
 * Pools over the ends of each family's ranges: speed × density × camouflage × infrastructure. All eight corners, three pools each, for the
 * families that must be flagged; four corners (a half fraction: every pair of ends occurs), one pool each, for the others.
 */
export function gridAttacks(which: "must" | "rest"): AttackSpec[] {
  const specs: AttackSpec[] = [];
  for (const family of ATTACK_FAMILIES) {
    const must = MUST_FLAG.includes(family);
    if (must !== (which === "must")) continue;
    const traits = FAMILY_TRAITS[family];
    for (const infrastructure of traits.infrastructures) {
      for (let corner = 0; corner < 8; corner++) {
        const bits = [corner & 1, (corner >> 1) & 1, (corner >> 2) & 1] as const;
        if (!must && (bits[0] ^ bits[1] ^ bits[2]) === 1) continue;
        for (let pool = 0; pool < (must ? POOLS_MUST : 1); pool++) {
          specs.push({
            family,
            infrastructure,
            orders: 3,
            amount: AMOUNTS[specs.length % AMOUNTS.length]!,
            deliveryMs: Math.round(traits.deliveryMs[bits[0]]!),
            density: traits.density[bits[1]]!,
            camouflage: traits.camouflage[bits[2]]!,
          });
        }
      }
    }
  }
  return specs;
}
