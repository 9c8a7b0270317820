import { DAY_MS } from "../../nouns/durations.ts";
import { createSeeded } from "../seeded.ts";
import type { Follower } from "./follower.ts";

const START_MS = Date.UTC(2025, 0, 1);
const FIRST = ["lena", "marco", "ines", "tomas", "yuki", "amira", "paulo", "greta", "wei", "noor"];
const LAST = ["berg", "rossi", "ito", "silva", "haddad", "novak", "keller", "moreau", "lindt", "okafor"];

/** People who follow over 300 days, registered over the eight years before, each with a name and a profile of their own. */
export function honestFollowers(count: number, seed: number): Follower[] {
  const random = createSeeded(seed);
  const pick = (list: readonly string[]): string => list[random.below(list.length)]!;
  return Array.from({ length: count }, (_, at) => {
    const followedAtMs = START_MS + random.unit() * 300 * DAY_MS;
    const registeredAtMs = followedAtMs - (5 + random.unit() * 2900) * DAY_MS;
    const name = [
      `${pick(FIRST)}.${pick(LAST)}`,
      `${pick(FIRST)}${random.below(100)}`,
      `${pick(LAST)}_${pick(FIRST)}`,
      `the ${pick(LAST)} ${random.below(3000)}`,
    ][random.below(4)]!;
    return {
      id: `h${at}`,
      registeredAtMs,
      followedAtMs,
      lastActiveAtMs: Number.NaN,
      name,
      posts: random.below(3) === 0 ? 0 : Math.floor(random.unit() * 90),
      followers: Math.floor(Math.exp(6 * random.unit())),
      following: Math.floor(Math.exp(2 + 5 * random.unit())),
      hasPicture: random.below(4) !== 0,
      hasBio: random.below(2) === 0,
    };
  });
}

export interface MadeBatch {
  readonly count: number;
  /** From and for how long, in days from `START_MS`; a time that is absent is that of honest people. */
  readonly registered?: readonly [number, number];
  readonly followed?: readonly [number, number];
  readonly named?: (at: number) => string;
  readonly empty?: boolean;
  /** Follows within hours of its own registration. */
  readonly joins?: boolean;
}

/** Followers who differ from honest ones in what is given. */
export function madeFollowers(batch: MadeBatch, seed: number): Follower[] {
  const random = createSeeded(seed);
  const within = ([from, days]: readonly [number, number]): number =>
    START_MS + (from + random.unit() * days) * DAY_MS;
  return honestFollowers(batch.count, seed).map((row, at) => {
    const registeredAtMs = batch.registered === undefined ? row.registeredAtMs : within(batch.registered);
    const followedAtMs =
      batch.joins === true
        ? registeredAtMs - Math.log(1 - random.unit()) * 0.4 * DAY_MS
        : batch.followed === undefined
          ? Math.max(row.followedAtMs, registeredAtMs)
          : within(batch.followed);
    return {
      ...row,
      id: `m${seed}-${at}`,
      registeredAtMs,
      followedAtMs,
      name: batch.named?.(at) ?? row.name,
      ...(batch.empty === true ? { posts: 0, followers: 0, hasPicture: false, hasBio: false } : {}),
    };
  });
}
