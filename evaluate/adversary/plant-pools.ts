/**
 * The adversary of the regression bench: pools of hands that deliver paid acts into an honest
 * world. Red-team simulation for the defender: only log lines of an invented platform are made,
 * nothing here can reach a real service.
 */
import { createRandom, type Pool, type World } from "../worlds/world.ts";
import { type Attack, lineLengthOf, type Switches, switchesOf } from "./attack.ts";
import { shuffled } from "./chance.ts";
import { crewsByChance, crewsOnLines, crewsUsedOnce, type NextCrew } from "./crews.ts";
import { type Desk, deliver, type Planted } from "./deliver.ts";
import { createLabour, type Hand, hire, type Labour } from "./hands.ts";
import { type Catalogue, createCatalogue, type Order, takeOrders } from "./orders.ts";
import { type Survey, surveyOf } from "./survey.ts";

/** Pools added for `worldShare` at the most: a seller of more is out of the question. */
const POOLS_MAX = 1000;

interface Draft {
  readonly name: string;
  readonly hands: readonly Hand[];
  readonly planted: readonly Planted[];
  readonly targets: readonly string[];
}

/**
 * The world with the attack in it. The same world, attack and seed give the same world; `world` is
 * not changed.
 */
export function plantPools(world: World, attack: Attack, seed: number): World {
  const switches = switchesOf(attack);
  const random = createRandom(seed);
  const survey = surveyOf(world);
  const labour = createLabour(survey, switches, random);
  const catalogue = createCatalogue(survey, switches, random);
  const wanted = wantedOf(survey, switches);
  const plans: { readonly orders: Order[]; readonly hands: number }[] = [];
  let ordered = 0;
  while (plans.length < switches.pools || (ordered < wanted && plans.length < POOLS_MAX)) {
    const orders = takeOrders(catalogue, crewLimitOf(switches));
    const acts = orders.reduce((sum, { lot }) => sum + lot, 0);
    ordered += acts;
    plans.push({ orders, hands: switches.usedOnce ? acts : switches.hands });
  }
  const tastes = new Map<number, Int32Array>();
  const drafts = plans.map(({ orders, hands }, number) =>
    draftOf(labour, catalogue, tastes, `pool-${world.pools.length + number + 1}`, orders, hands),
  );
  return merged(world, drafts);
}

/** Bought acts that make up the wanted part of all acts of their type. */
function wantedOf({ events, acts, type }: Survey, { worldShare }: Switches): number {
  if (worldShare <= 0) return 0;
  let honest = 0;
  for (const position of acts) if (events[position]!.type === type) honest++;
  return (honest * worldShare) / (1 - Math.min(0.95, worldShare));
}

/** As many as one order may take of a pool. */
function crewLimitOf({ hands, lineups, usedOnce }: Switches): number {
  return lineups === "lines" && !usedOnce ? Math.min(hands, lineLengthOf(hands)) : hands;
}

function draftOf(
  labour: Labour,
  catalogue: Catalogue,
  tastes: Map<number, Int32Array>,
  name: string,
  orders: readonly Order[],
  count: number,
): Draft {
  const { survey, switches, random } = labour;
  const hands = hire(labour, count);
  const planted: Planted[] = [];
  const avoided = catalogue.taken;
  const { ofOwner } = catalogue;
  const desk: Desk = { survey, switches, random, avoided, tastes, planted, ofOwner };
  const nextCrew = crewsOf(labour, count);
  const crews = orders.map(({ lot }) => nextCrew(lot));
  // Looks are bought from hands that work: whoever only looks is no hand.
  const working = [...new Set(crews.flat())];
  orders.forEach((order, number) => {
    const places = crews[number]!;
    const inOrder = new Set(places);
    // A list of names is worked off from the top; chance takes hands as they come.
    const line = switches.fixedOrder ? places.sort((a, b) => a - b) : shuffled(random, places);
    const others = working.filter((place) => !inOrder.has(place));
    const idle = others.length > 0 ? others : places;
    const namesOf = (list: readonly number[]) => list.map((place) => hands[place]!);
    deliver(desk, order, namesOf(line), namesOf(idle));
  });
  const targets = [...new Set(orders.map(({ target }) => `${target.kind}/${target.id}`))];
  return { name, hands, planted, targets };
}

function crewsOf({ switches, random }: Labour, count: number): NextCrew {
  if (switches.usedOnce) return crewsUsedOnce();
  if (switches.lineups === "lines") return crewsOnLines(random, count);
  return crewsByChance(random, count, switches.unevenness);
}

/**
 * All events in order of time, honest ones first where times are equal, and every pool's places
 * among them.
 */
function merged(world: World, drafts: readonly Draft[]): World {
  const arrivals = drafts
    .flatMap(({ planted }, pool) => planted.map((one) => ({ ...one, pool })))
    .sort((a, b) => a.event.atMs - b.event.atMs);
  const events = new Array<World["events"][number]>(world.events.length + arrivals.length);
  const moved = new Int32Array(world.events.length);
  const bought: number[][] = drafts.map(() => []);
  let next = 0;
  for (let position = 0, place = 0; place < events.length; place++) {
    const honest = world.events[position];
    const arrival = arrivals[next];
    if (honest !== undefined && (arrival === undefined || honest.atMs <= arrival.event.atMs)) {
      events[place] = honest;
      moved[position++] = place;
    } else if (arrival !== undefined) {
      events[place] = arrival.event;
      if (arrival.bought) bought[arrival.pool]!.push(place);
      next++;
    }
  }
  const old: Pool[] = world.pools.map((pool) => ({
    ...pool,
    bought: pool.bought.map((position) => moved[position]!),
  }));
  const added: Pool[] = drafts.map(({ name, hands, targets }, pool) => {
    const positions = Int32Array.from(bought[pool]!);
    const paid = new Set(Array.from(positions, (place) => events[place]!.actor));
    const actors = hands.map((hand) => hand.name).filter((actor) => paid.has(actor));
    return { name, actors, bought: positions, targets };
  });
  return { ...world, events, honest: withoutHands(world, added), pools: [...old, ...added] };
}

/** Whoever is a hand is no longer one whom a detector must not accuse. */
function withoutHands({ honest }: World, pools: readonly Pool[]): World["honest"] {
  const hands = new Set(pools.flatMap(({ actors }) => actors));
  return honest.map((group) => ({ ...group, actors: group.actors.filter((actor) => !hands.has(actor)) }));
}
