/**
 * What a foreign world is: engagement as an export holds it, and what only its maker knows. Makers of worlds share no code and no
 * idea with `src`; they import nothing but this file.
 */

/** One event as an export holds it. A field that the world does not know is left out. */
export interface WorldEvent {
  /** `like view follow favorite comment share`, or the retraction of one: `unlike unfollow unfavorite`. */
  readonly type: string;
  readonly atMs: number;
  readonly actor: string;
  /** Kind of target (`video article account live link comment`) and id. */
  readonly targetKind: string;
  readonly target: string;
  /** The account that gains. */
  readonly owner?: string;
  /** How the actor came: `recommend search follow share profile hot …`. */
  readonly source?: string;
  readonly ip?: string;
  readonly asn?: number;
  readonly device?: string;
  readonly userAgent?: string;
  readonly registeredAtMs?: number;
  /** Text of a comment. */
  readonly text?: string;
}

/** People who do the same thing for a good reason: those a detector must not accuse. */
export interface HonestGroup {
  /** What they are, in the field's words: `fan club`, `flash crowd`, `school`, `feed cohort` … */
  readonly kind: string;
  readonly actors: readonly string[];
}

/** Events that somebody paid for, and the hands that did them. */
export interface Pool {
  readonly name: string;
  readonly actors: readonly string[];
  /** Places in `World.events` of the acts that were paid for; cover is not among them. */
  readonly bought: Int32Array;
  /** `kind/id` of targets that somebody paid for. */
  readonly targets: readonly string[];
}

export interface World {
  readonly name: string;
  /** In order of time. */
  readonly events: readonly WorldEvent[];
  readonly honest: readonly HonestGroup[];
  /** Empty in a world without an attacker. */
  readonly pools: readonly Pool[];
}

export interface WorldOptions {
  readonly seed: number;
  /** Accounts, 300 to 500,000. Makers may go a tenth beside it. */
  readonly people: number;
  readonly days: number;
}

/** Makes a world. The same options give the same world, byte for byte. */
export type MakeWorld = (options: WorldOptions) => World;

/** Uniform in [0, 1), from a 32-bit seed: splitmix32, good enough for traffic. */
export function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296;
  };
}
