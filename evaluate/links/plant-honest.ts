import type { WorldEvent } from "../worlds/world.ts";
import type { PlantedPayee, PlantedPayment, Role } from "./planted.ts";
import { DAY_MS, HOUR_MS, latestOf, type Survey } from "./world-survey.ts";

/** Honest payees of a world, each kind: payees, and payments to each of them. */
const KINDS: readonly (readonly [role: Role, payees: number, payments: (place: number) => number])[] = [
  ["merchant", 30, (place) => 6 + 2 * place],
  ["tips", 12, (place) => 8 + 4 * place],
  ["goods", 6, (place) => 12 + 8 * place],
  ["payday", 6, (place) => 12 + 8 * place],
  ["studio", 3, () => 25],
  ["print", 3, () => 25],
  ["agency", 3, () => 25],
  ["seeding", 3, () => 25],
];
/** A creator pays for a shoot up to so long before the item comes out. */
const SHOOT_MS = 12 * HOUR_MS;
/** Items of so many events and more go viral, as far as this world goes: the upper tenth. */
const VIRAL_PART = 0.9;
/** Spread of what promotion and seeding bring: ln, a threefold yield either way. */
const YIELD_SPREAD = 1.1;

/** Adds honest payees: those whom nothing follows but by chance, and those whom steps follow though nobody bought them. */
export function plantHonest(
  survey: Survey,
  events: WorldEvent[],
  payments: PlantedPayment[],
  payees: PlantedPayee[],
): void {
  const { unit, pick, owners, waking, beginMs, endMs } = survey;
  const times = timesOf(survey);
  // A fifth of the creators are fans of one influencer and buy when a new item of theirs is out.
  const crowds = times.posted.map(({ atMs }) => atMs).filter((atMs) => atMs > beginMs + DAY_MS);
  const payday = Math.floor((beginMs + endMs) / 2 / DAY_MS) * DAY_MS + 2 * HOUR_MS;
  const make: Readonly<Record<string, () => Omit<PlantedPayment, "payee">>> = {
    merchant: () => ({ payer: pick(owners), atMs: waking(), yuan: 1 + Math.floor(unit() * 200) }),
    tips: () => ({ payer: pick(owners), atMs: waking(), yuan: pick([1, 5.2, 6.6, 10, 52, 66]) }),
    goods: () => ({
      payer: pick(owners.slice(0, Math.ceil(owners.length / 5))),
      atMs: pick(crowds) + Math.floor(unit() * 2 * HOUR_MS),
      yuan: pick([39, 59, 99, 129]),
    }),
    payday: () => ({
      payer: pick(owners),
      atMs: payday + Math.floor(unit() * 10 * HOUR_MS),
      yuan: 5 + Math.floor(unit() * 500),
    }),
    studio: () => {
      const { owner, atMs } = pick(times.posted);
      return { payer: owner, atMs: Math.floor(atMs - unit() * SHOOT_MS), yuan: pick([80, 120, 200, 300]) };
    },
    print: () => {
      const { owner, atMs } = pick(times.viral);
      return { payer: owner, atMs: Math.floor(atMs + unit() * HOUR_MS), yuan: 30 + Math.floor(unit() * 300) };
    },
    agency: () => bring(survey, events, { type: "view", source: "recommend", likes: 0.05, perYuan: 1.2 }),
    seeding: () => bring(survey, events, { type: "view", source: "share", likes: 0.2, perYuan: 0.4 }),
  };
  for (const [role, count, paid] of KINDS) {
    for (let place = 0; place < count; place++) {
      const payee = `${role}${place}`;
      payees.push({ payee, role, orders: 0 });
      for (let i = 0; i < paid(place); i++) payments.push({ ...make[role]!(), payee });
    }
  }
}

/** When items came out, and when the large ones took off. */
function timesOf({
  items,
  beginMs,
  endMs,
}: Survey): Readonly<
  Record<"posted" | "viral", readonly { readonly owner: string; readonly atMs: number }[]>
> {
  const all = [...items.values()].flat();
  const inside = all.filter(({ firstMs }) => firstMs > beginMs + 2 * DAY_MS && firstMs < endMs - DAY_MS);
  const sizes = all.map(({ times }) => times.length).sort((a, b) => a - b);
  const large = sizes[Math.floor(sizes.length * VIRAL_PART)]!;
  return {
    posted: (inside.length > 0 ? inside : all).map(({ owner, firstMs }) => ({ owner, atMs: firstMs })),
    viral: all
      .filter(({ times }) => times.length >= large)
      .map(({ owner, times }) => ({ owner, atMs: times[Math.floor(times.length / 10)]! })),
  };
}

/** Promotion: real people of the world come to an item of the payer, of a yield that varies. */
function bring(
  { pick, owners, waking, items, unit, exponential, normal, actors }: Survey,
  events: WorldEvent[],
  what: { readonly type: string; readonly source: string; readonly likes: number; readonly perYuan: number },
): Omit<PlantedPayment, "payee"> {
  const payer = pick(owners);
  const atMs = waking();
  const yuan = 50 * (1 + Math.floor(unit() * 10));
  const item = latestOf(items.get(payer)!, atMs, unit);
  const count = Math.round(what.perYuan * yuan * Math.exp(YIELD_SPREAD * normal()));
  const fromMs = atMs + 120_000 + exponential(3 * HOUR_MS);
  for (let i = 0; item !== null && i < count; i++) {
    const at = Math.floor(fromMs + unit() * 12 * HOUR_MS);
    const { target, kind: targetKind } = item;
    const event = { atMs: at, actor: pick(actors), targetKind, target, owner: payer, source: what.source };
    events.push({ ...event, type: what.type });
    if (unit() < what.likes) events.push({ ...event, atMs: at + 9_000, type: "like" });
  }
  return { payer, atMs, yuan };
}
