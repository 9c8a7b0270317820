import type { Random } from "./random.ts";

/** What an app version reports. Older ones know fewer fields; the writer leaves out what a version does not know. */
export interface AppVersion {
  readonly name: string;
  readonly share: number;
  readonly sendsTraits: boolean;
  readonly sendsScroll: boolean;
  readonly sendsPreceding: boolean;
  readonly sendsBehavior: boolean;
}

export const APP_VERSIONS: readonly AppVersion[] = [
  {
    name: "11.3",
    share: 0.18,
    sendsTraits: true,
    sendsScroll: true,
    sendsPreceding: true,
    sendsBehavior: true,
  },
  {
    name: "11.2",
    share: 0.44,
    sendsTraits: true,
    sendsScroll: true,
    sendsPreceding: true,
    sendsBehavior: true,
  },
  {
    name: "11.1",
    share: 0.17,
    sendsTraits: true,
    sendsScroll: true,
    sendsPreceding: true,
    sendsBehavior: true,
  },
  {
    name: "10.9",
    share: 0.1,
    sendsTraits: true,
    sendsScroll: true,
    sendsPreceding: true,
    sendsBehavior: true,
  },
  {
    name: "10.4",
    share: 0.06,
    sendsTraits: true,
    sendsScroll: false,
    sendsPreceding: true,
    sendsBehavior: true,
  },
  {
    name: "9.8",
    share: 0.035,
    sendsTraits: false,
    sendsScroll: false,
    sendsPreceding: false,
    sendsBehavior: true,
  },
  {
    name: "8.6",
    share: 0.015,
    sendsTraits: false,
    sendsScroll: false,
    sendsPreceding: false,
    sendsBehavior: false,
  },
];

const MAKERS = ["Kunlun", "Pearl", "Yunfan", "Orchid", "Tiansu", "Meridian"] as const;
export const MODEL_COUNT = 96;
export const SYSTEM_COUNT = 5;

/** One app on one device. Traits: bit 0 emulator, bit 1 rooted. */
export interface ClientBuild {
  readonly model: number;
  readonly system: number;
  readonly version: number;
  readonly traits: number;
}

/** A build drawn as the honest population's are: models by a power law, newer systems and versions more often. */
export function drawBuild(random: Random): ClientBuild {
  const model = Math.min(MODEL_COUNT - 1, Math.floor(MODEL_COUNT * random.unit() ** 2.2));
  const system = Math.min(SYSTEM_COUNT - 1, Math.floor(SYSTEM_COUNT * random.unit() ** 1.4));
  // People who root their phones and players who run the app in a desktop emulator are few, but honest.
  const traits = (random.chance(0.002) ? 1 : 0) | (random.chance(0.009) ? 2 : 0);
  return { model, system, version: drawVersion(random), traits };
}

export function drawVersion(random: Random): number {
  let rest = random.unit();
  for (let i = 0; i < APP_VERSIONS.length; i++) {
    rest -= APP_VERSIONS[i]!.share;
    if (rest < 0) return i;
  }
  return 1;
}

const texts = new Map<number, string>();

/** The part of the JSON context that a build fixes, cached: at most models × systems × versions × 4 texts. */
export function buildJson(build: ClientBuild): string {
  const key =
    ((build.model * SYSTEM_COUNT + build.system) * APP_VERSIONS.length + build.version) * 4 + build.traits;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const version = APP_VERSIONS[build.version]!;
  const maker = MAKERS[build.model % MAKERS.length]!;
  const agent = `Pebble/${version.name} (Android ${15 - build.system}; ${maker} ${100 + build.model * 7})`;
  const traits = version.sendsTraits
    ? `"emulator":${(build.traits & 1) !== 0},"rooted":${(build.traits & 2) !== 0},`
    : "";
  const text = `${traits}"app_version":"${version.name}","user_agent":"${agent}"`;
  texts.set(key, text);
  return text;
}
