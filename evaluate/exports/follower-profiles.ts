/**
 * What the profiles of followers look like. Honest profiles are often nearly empty: 44 % of all
 * Twitter accounts had never written anything (Twopcharts, 2014), and who joined today has no
 * picture yet. Better-made bought ones look livelier than many of them.
 */
import { honestName } from "./follower-names.ts";
import { BIO_GRAMMAR } from "./follower-texts.ts";
import { fill } from "./grammar.ts";
import { DAY, HOUR, MINUTE } from "./rhythm.ts";
import { exponential, logNormal, pareto, pick, type Random, whole } from "./sampling.ts";

export interface Follower {
  readonly id: string;
  readonly name: string;
  readonly followedAtMs: number;
  readonly registeredAtMs: number;
  readonly posts: number;
  readonly followersCount: number;
  readonly followingCount: number;
  readonly hasPicture: boolean;
  /** Empty when there is none. */
  readonly bio: string;
}

/** A follower before the list is put in order and ids are given. */
export type Profile = Omit<Follower, "id">;

/** When the platform opened. */
const OPENED_MS = Date.UTC(2015, 5, 1);
/**
 * Campaigns of the platform, each with a peak of registrations: a gala with red envelopes, a new
 * phone with the app on it.
 */
const GALAS: readonly number[] = [
  Date.UTC(2018, 1, 15, 12),
  Date.UTC(2019, 1, 4, 12),
  Date.UTC(2020, 0, 24, 12),
  Date.UTC(2021, 1, 11, 12),
  Date.UTC(2022, 8, 16, 2),
  Date.UTC(2024, 1, 9, 12),
];
const GALA_PART = 0.12;
const LURKER_PART = 0.44;
/** Accounts that follow thousands and hope to be followed back. */
const COLLECTOR_PART = 0.02;
/** Most followed accounts that the platform allows. */
const MOST_FOLLOWED = 5000;

/**
 * When somebody registered who follows at `atMs` and is not new: growing numbers over the years,
 * with peaks.
 */
export function honestRegistration(random: Random, atMs: number): number {
  if (random() < GALA_PART) {
    const gala = pick(random, GALAS) + exponential(random, 9 * HOUR);
    if (gala < atMs) return gala;
  }
  return OPENED_MS + (atMs - OPENED_MS - HOUR) * random() ** 0.62;
}

/** An honest profile as it is when the list is exported, at `exportMs`. */
export function honestProfile(
  random: Random,
  followedAtMs: number,
  registeredAtMs: number,
  exportMs: number,
): Profile {
  const ageDays = (exportMs - registeredAtMs) / DAY;
  // Who registered to follow this account has not done much else, mostly.
  const recent = (followedAtMs - registeredAtMs) / DAY < 3;
  const lurker = random() < (recent ? 0.72 : LURKER_PART);
  const grown = Math.min(1.5, (ageDays / 400) ** 0.4);
  const posts = lurker
    ? random() < 0.8
      ? 0
      : whole(random, 1, 3)
    : 1 + Math.floor(logNormal(random, 18, 1.7) * grown);
  const collector = random() < COLLECTOR_PART;
  const followed = collector
    ? pareto(random, 1200, 1.1, MOST_FOLLOWED)
    : logNormal(random, lurker ? 55 : 130, 1.15) * grown;
  const known = collector ? followed * random() * 0.7 : logNormal(random, lurker ? 4 : 38, 1.5) * grown;
  return {
    name: honestName(random, recent ? 0.5 : lurker ? 0.24 : 0.08),
    followedAtMs,
    registeredAtMs,
    posts,
    followersCount: Math.floor(known),
    followingCount: Math.min(MOST_FOLLOWED, 1 + Math.floor(followed)),
    hasPicture: random() < (lurker ? (recent ? 0.38 : 0.58) : 0.93),
    bio: random() < (lurker ? 0.1 : 0.5) ? fill(random, BIO_GRAMMAR, "{bio}") : "",
  };
}

/**
 * Someone of a newly joined region: registered in the same days as the neighbours, kept the
 * proposed name, and followed all accounts that the first page proposed. That page proposes 12 or
 * 20.
 */
export function newcomerProfile(random: Random, registeredAtMs: number): Profile {
  const proposals = random() < 0.6 ? 20 : 12;
  const stayed = random() < 0.45;
  return {
    name: honestName(random, 0.62),
    followedAtMs: registeredAtMs + MINUTE + exponential(random, random() < 0.8 ? 4 * MINUTE : 2 * DAY),
    registeredAtMs,
    posts: stayed ? Math.floor(logNormal(random, 2, 1.2)) : 0,
    followersCount: Math.floor(logNormal(random, stayed ? 6 : 1, 1)),
    followingCount: proposals + (stayed ? Math.floor(logNormal(random, 15, 1.1)) : 0),
    hasPicture: random() < (stayed ? 0.7 : 0.25),
    bio: random() < 0.05 ? fill(random, BIO_GRAMMAR, "{bio}") : "",
  };
}

/** Nearly nothing but follows: of other customers. */
export function emptyProfile(
  random: Random,
  name: string,
  followedAtMs: number,
  registeredAtMs: number,
): Profile {
  return {
    name,
    followedAtMs,
    registeredAtMs,
    posts: random() < 0.87 ? 0 : whole(random, 1, 2),
    followersCount: Math.floor(exponential(random, 1.5)),
    followingCount: 1 + Math.floor(logNormal(random, 160, 0.9)),
    hasPicture: random() < 0.15,
    bio: random() < 0.02 ? fill(random, BIO_GRAMMAR, "{made}") : "",
  };
}

/** With a taken picture, a line of text, a few posts, and followers of the same batch. */
export function madeProfile(
  random: Random,
  name: string,
  followedAtMs: number,
  registeredAtMs: number,
): Profile {
  return {
    name,
    followedAtMs,
    registeredAtMs,
    posts: 1 + Math.floor(logNormal(random, 7, 0.7)),
    followersCount: Math.floor(logNormal(random, 45, 0.7)),
    followingCount: Math.floor(logNormal(random, 320, 0.6)),
    hasPicture: random() < 0.94,
    bio: random() < 0.7 ? fill(random, BIO_GRAMMAR, "{made}") : "",
  };
}
