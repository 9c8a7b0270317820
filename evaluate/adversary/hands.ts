/**
 * The hands of a pool: accounts with a place on the network, a phone and a date of registration.
 * Each has a model, an honest person whose hours, networks and taste it borrows; a hijacked hand is
 * that person.
 */
import type { WorldEvent } from "../worlds/world.ts";
import { DAY_MS, HOUR_MS, type Switches } from "./attack.ts";
import { below, between, pick, type Random } from "./chance.ts";
import { addressNear, createMint, type Mint } from "./mint.ts";
import { isAct, listed, type Survey } from "./survey.ts";

/** Where an act comes from. */
export interface Seat {
  readonly ip?: string;
  readonly asn?: number;
  readonly device?: string;
  readonly userAgent?: string;
}

export interface Hand {
  readonly name: string;
  /** Place of the honest person among the survey's actors. */
  readonly model: number;
  readonly hijacked: boolean;
  readonly registeredAtMs: number | undefined;
  /** Where a visit comes from, drawn anew for each. */
  readonly seatOf: () => Seat;
  /** `type place-of-target` of all it ever did: nobody likes a thing twice. */
  readonly done: Set<string>;
}

/** What hands are made of, one for the whole attack. */
export interface Labour {
  readonly survey: Survey;
  readonly switches: Switches;
  readonly random: Random;
  readonly mintActor: Mint;
  readonly mintDevice: Mint;
  /** Honest people with a life of ordinary size: worth to be copied, or to be stolen. */
  readonly models: readonly number[];
  /** People already stolen. */
  readonly stolen: Set<number>;
  /** Honest accounts behind each address. */
  readonly crowdOf: ReadonlyMap<string, number>;
}

/** Fewer acts than these show no taste, and more than the busiest hundredth has would stand out. */
const MODEL_ACTS_MIN = 3;
const MODEL_BUSIEST = 0.99;
/**
 * An address with so many people is a carrier's gateway or a campus: a hand's phone may be there
 * too.
 */
const SHARED_MIN = 20;
/** No more of all people are for hire: a world in which everybody is paid has no honest side. */
const STOLEN_MAX = 0.3;
/**
 * A rack: phones take turns with some accounts each, and a line serves some racks (as reported of
 * raids).
 */
const ACCOUNTS_PER_DEVICE = 6;
const ACCOUNTS_PER_ADDRESS = 100;
/** A batch of sign-ups takes an hour or two, and is used within weeks. */
const BATCH_MS = 2 * HOUR_MS;
const BATCH_AGE_MS = [2 * DAY_MS, 20 * DAY_MS] as const;
/** Events of a model looked at for its networks. */
const SEATS_SEEN = 40;

export function createLabour(survey: Survey, switches: Switches, random: Random): Labour {
  const { events, ofActor, actors } = survey;
  const devices = new Set<string>();
  const crowdOf = new Map<string, number>();
  const places = new Set<string>();
  for (let actor = 0; actor < actors.length; actor++) {
    places.clear();
    for (const position of listed(ofActor, actor)) {
      const { ip, device } = events[position]!;
      if (device !== undefined) devices.add(device);
      if (ip !== undefined) places.add(ip);
    }
    for (const ip of places) crowdOf.set(ip, (crowdOf.get(ip) ?? 0) + 1);
  }
  return {
    survey,
    switches,
    random,
    mintActor: createMint(random, actors, "a"),
    mintDevice: createMint(random, [...devices], "d"),
    models: modelsOf(survey),
    stolen: new Set(),
    crowdOf,
  };
}

function modelsOf({ events, acts, actorOf, actors, type }: Survey): number[] {
  const counts = new Int32Array(actors.length);
  for (const position of acts) if (events[position]!.type === type) counts[actorOf[position]!]!++;
  const some = Array.from(counts.keys()).filter((actor) => counts[actor]! >= MODEL_ACTS_MIN);
  if (some.length === 0) return Array.from(counts.keys());
  const sorted = some.map((actor) => counts[actor]!).sort((a, b) => a - b);
  const most = sorted[Math.floor(MODEL_BUSIEST * (sorted.length - 1))]!;
  return some.filter((actor) => counts[actor]! <= most);
}

/** So many hands, in the order of their names as the seller keeps them. */
export function hire(labour: Labour, count: number): Hand[] {
  const { survey, switches, random, models, stolen } = labour;
  const batchAtMs = survey.startMs - between(random, BATCH_AGE_MS);
  const farm = farmSeats(labour, count);
  const hands: Hand[] = [];
  for (let number = 0; number < count; number++) {
    let model = pick(random, models);
    // A person is stolen once: where too few are left, an account is made instead.
    const hijacked = random() < switches.hijacked && stolen.size < STOLEN_MAX * models.length;
    while (hijacked && stolen.has(model)) model = pick(random, models);
    if (hijacked) stolen.add(model);
    const own = personSeats(labour, model, hijacked);
    hands.push({
      name: hijacked ? survey.actors[model]! : labour.mintActor(),
      model,
      hijacked,
      registeredAtMs: registrationOf(labour, model, hijacked, batchAtMs),
      seatOf: () => seatOf(labour, own, farm[number]!),
      done: hijacked ? doneBy(survey, model) : new Set(),
    });
  }
  return hands;
}

function doneBy({ events, ofActor, targetOf }: Survey, actor: number): Set<string> {
  const done = new Set<string>();
  for (const position of listed(ofActor, actor)) {
    const { type } = events[position]!;
    if (isAct(type)) done.add(`${type} ${targetOf[position]}`);
  }
  return done;
}

function registrationOf(labour: Labour, model: number, hijacked: boolean, batchAtMs: number) {
  const { survey, switches, random, models } = labour;
  const aged = hijacked || switches.registration === "aged";
  if (!aged) return random() < presenceOf(survey) ? batchAtMs + random() * BATCH_MS : undefined;
  const { events, ofActor } = survey;
  const other = hijacked ? model : pick(random, models);
  const at = events[ofActor.at[ofActor.from[other]!]!]!.registeredAtMs;
  // Not the same moment as anybody's, but as old.
  return at === undefined || hijacked ? at : Math.round(at - random() * DAY_MS);
}

function presenceOf(survey: Survey): number {
  return survey.presence.act.registeredAtMs;
}

/** The seats of one visit: from the rack, from a person's places, or from where a proxy leads. */
function seatOf(labour: Labour, own: () => Seat, rack: Seat): Seat {
  const { switches, random } = labour;
  const { network, devices } = switches;
  const away = network === "rotating" ? personSeats(labour, pick(random, labour.models), false)() : own();
  const line = network === "farm" ? rack : away;
  const phone = devices === "farm" ? rack : own();
  const device = devices === "rotating" && phone.device !== undefined ? labour.mintDevice() : phone.device;
  return {
    ...(line.ip === undefined ? {} : { ip: line.ip }),
    ...(line.asn === undefined ? {} : { asn: line.asn }),
    ...(device === undefined ? {} : { device }),
    ...(phone.userAgent === undefined ? {} : { userAgent: phone.userAgent }),
  };
}

/** A line and a phone for each hand of a farm; a few models of phone, one network. */
function farmSeats(labour: Labour, count: number): Seat[] {
  const { survey, random, mintDevice } = labour;
  const somewhere = eventWith(labour, "ip");
  const clients = [eventWith(labour, "userAgent"), eventWith(labour, "userAgent")];
  const lines = Array.from({ length: Math.ceil(count / ACCOUNTS_PER_ADDRESS) }, () =>
    somewhere?.ip === undefined ? undefined : addressNear(random, somewhere.ip),
  );
  const phoneCount = Math.ceil(count / ACCOUNTS_PER_DEVICE);
  const known = survey.presence.act.device > 0;
  const phones = Array.from({ length: phoneCount }, () => (known ? mintDevice() : undefined));
  return Array.from({ length: count }, (_, number) => {
    const ip = lines[Math.floor(number / ACCOUNTS_PER_ADDRESS)];
    const phone = Math.floor(number / ACCOUNTS_PER_DEVICE);
    const device = phones[phone];
    const userAgent = clients[phone % clients.length]?.userAgent;
    return {
      ...(ip === undefined ? {} : { ip }),
      ...(somewhere?.asn === undefined ? {} : { asn: somewhere.asn }),
      ...(device === undefined ? {} : { device }),
      ...(userAgent === undefined ? {} : { userAgent }),
    };
  });
}

function eventWith({ survey, random }: Labour, field: "ip" | "userAgent"): WorldEvent | undefined {
  for (let tries = 0; tries < 1000; tries++) {
    const event = survey.events[below(random, survey.events.length)]!;
    if (event[field] !== undefined) return event;
  }
  return undefined;
}

/**
 * A person's places, as often as they are there. A hand that only resembles the person has other
 * addresses in the same networks and phones of its own; the address of a crowd may be that of a
 * hand too.
 */
function personSeats(labour: Labour, model: number, themselves: boolean): () => Seat {
  const { survey, random, crowdOf, mintDevice } = labour;
  const { events, ofActor } = survey;
  const start = ofActor.from[model]!;
  const count = Math.min(SEATS_SEEN, ofActor.from[model + 1]! - start);
  const addresses = new Map<string, string>();
  const devices = new Map<string, string>();
  return () => {
    const { ip, asn, device, userAgent } = events[ofActor.at[start + below(random, count)]!]!;
    const crowded = ip !== undefined && (crowdOf.get(ip) ?? 0) >= SHARED_MIN;
    const line = themselves || crowded ? ip : renamed(addresses, ip, (known) => addressNear(random, known));
    const phone = themselves ? device : renamed(devices, device, mintDevice);
    return {
      ...(line === undefined ? {} : { ip: line }),
      ...(asn === undefined ? {} : { asn }),
      ...(phone === undefined ? {} : { device: phone }),
      ...(userAgent === undefined ? {} : { userAgent }),
    };
  };
}

function renamed(names: Map<string, string>, id: string | undefined, make: (known: string) => string) {
  if (id === undefined) return undefined;
  let name = names.get(id);
  if (name === undefined) {
    name = make(id);
    names.set(id, name);
  }
  return name;
}
