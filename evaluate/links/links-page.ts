import type { RunContext } from "../../bench/machine.ts";
import { LINK_STATES } from "../../src/nouns/payee-link.ts";
import { wilsonInterval } from "../../src/statistics/wilson.ts";
import { PACES, SIZES } from "./plant-payments.ts";
import { ROLES, UNRELATED } from "./planted.ts";
import type { PayeeRow, WorldRow } from "./world-row.ts";

const TOLD = new Set(["linked", "follows", "promotion"]);
const told = ({ state }: PayeeRow): boolean => TOLD.has(state);
const linked = ({ state }: PayeeRow): boolean => state === "linked";
/** Measures beyond a warning: for a payee what a hold is for a payment. */
const beyondWarning = (measure: PayeeRow["alone"]): boolean => measure !== "none" && measure !== "warn";
const PACE_WORDS = ["minutes", "hours", "most of a day", "a day and a half"] as const;

/** Worlds → the page docs/evaluation/links.md. */
export function linksPage(rows: readonly WorldRow[], context: RunContext, people: number): string {
  const all = rows.flatMap(({ payees }) => payees);
  const sellers = all.filter(({ role }) => role === "seller");
  const honest = all.filter(({ role }) => role !== "seller");
  const toldAll = all.filter(told);
  const byChance = toldAll.filter(({ role }) => UNRELATED.has(role));
  const makers = [...new Set(rows.map(({ maker }) => maker))];
  const seeds = [...new Set(rows.map(({ seed }) => seed))];
  const sizes = SIZES.map((orders) => {
    const own = sellers.filter((one) => one.orders === orders);
    const paces = PACES.map((_, place) => own.filter((one) => paceOf(one) === place));
    return `| ${orders} | ${part(own.filter(told).length, own.length)} | ${part(own.filter(linked).length, own.length)} | ${paces.map((some) => `${some.filter(told).length} of ${some.length}`).join(" | ")} |`;
  });
  const roles = ROLES.filter((role) => role !== "seller").map((role) => {
    const own = all.filter((one) => one.role === role);
    const states = LINK_STATES.map((state) => own.filter((one) => one.state === state).length);
    return `| ${role} | ${own.length} | ${states.slice(0, 5).join(" | ")} | ${part(own.filter(({ together }) => beyondWarning(together)).length, own.length)} |`;
  });
  const worlds = makers.map((maker) => {
    const of = rows.filter((row) => row.maker === maker);
    const payees = of.flatMap((row) => row.payees);
    const sold = payees.filter(({ role, orders }) => role === "seller" && orders >= 20);
    const wrong = payees.filter((one) => UNRELATED.has(one.role) && told(one)).length;
    return `| ${maker} | ${of.map(({ owners }) => owners).join(", ")} | ${part(sold.filter(told).length, sold.length)} | ${wrong} of ${payees.filter(told).length} | ${payees.filter((one) => one.role !== "seller" && linked(one)).length} |`;
  });
  const sum = (of: (row: WorldRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const orders = sum((row) => row.orders.all);
  const chain = (of: (row: WorldRow) => number): string => part(sum(of), orders);
  const payeesBy = (of: (one: PayeeRow) => boolean): string =>
    `${part(sellers.filter(of).length, sellers.length)} | ${part(honest.filter(of).length, honest.length)}`;
  return `# The link test on worlds of others

Written by \`npm run evaluate -- --links --write\`. Commit ${context.commit}, ${context.date}, ${context.machine}. Worlds: ${makers.join("; ")}, ${people} people, 12 days, seeds ${seeds.join(", ")}; the test was worked on with seeds 2001 to 2003, of which none is here.
Seeds 3001 to 3003 were seen once: of 179 told 1 was chance (0.1 to 3.1 %), and 1 of 792 honest payees was \`linked\`, one of 36 for seeding; since then doses agree at a chance of 0.2 % instead of 1 %. Seeds 4001 to 4003 were seen once: of 226 told 2 were chance (0.2 to 3.2 %), and 1 of 990 honest payees was \`linked\`, again one for seeding; since then it is 0.05 %. Worlds share no
code with the link test or the simulator. Payments are planted from the description of the trade. Each world has ${SIZES.length * PACES.length} sellers of likes, with 5, 10, 20 and 50 orders and mean lags of 10 minutes, 3 hours, 20 and 36 hours (exponential: of the last every eighth is longer than three days). Of a seller's payments 30 % are
followed by nothing here, and as many steps come without a payment that is seen. Honest payees: merchants and tip jars at random times; shops of an influencer's goods (fans who are creators buy when a new item is out); shops on a pay-day; studios (creators pay, then post); print
shops (creators on a viral item pay); agencies (the feed brings views, of a yield that varies threefold); seeding (people are sent goods and share, as varied). In brackets: 95 % Wilson intervals.

## Sellers

| orders paid | told | \`linked\`: doses agree too | told at lags of ${PACE_WORDS.join(" | at ")} |
|---|---|---|---|---|---|---|
${sizes.join("\n")}

A payee is told at a nominal false-discovery rate of 2 %. Of ${toldAll.length} told, chance alone made ${part(byChance.length, toldAll.length)}; goal ≤ 5 %. Told studios, print shops, agencies and seeding are not among these: steps do follow their payments.

## Honest payees

| who | all | ${LINK_STATES.slice(0, 5).join(" | ")} | beyond a warning |
|---|---|---|---|---|---|---|---|
${roles.join("\n")}

Above challenge (\`linked\`): ${part(honest.filter(linked).length, honest.length)}; goal 0.

| world | creators, by seed | sellers told, 20 orders and more | told by chance | honest \`linked\` |
|---|---|---|---|---|
${worlds.join("\n")}

## What the chain adds, on the same days

Bought orders that were paid here and delivered: ${orders}. An order is found by a campaign where its item is a target of one in its time, and by a payee where it is a step named of a payee that is \`linked\`.

| bought orders found | |
|---|---|
| by campaigns alone (engagement, no payments) | ${chain((row) => row.orders.byCampaigns)} |
| by linked payees alone | ${chain((row) => row.orders.byPayees)} |
| by either | ${chain((row) => row.orders.byEither)} |

Campaigns found: ${sum((row) => row.campaigns.found)}, of which ${sum((row) => row.campaigns.honest)} are not hands in the main.

| payees with a measure proposed | sellers | honest payees |
|---|---|---|
| payments alone: a warning or more | ${payeesBy(({ alone }) => alone !== "none")} |
| payments and the link: a warning or more | ${payeesBy(({ together }) => together !== "none")} |
| payments alone: lower limits or more | ${payeesBy(({ alone }) => beyondWarning(alone))} |
| payments and the link: lower limits or more | ${payeesBy(({ together }) => beyondWarning(together))} |

Engagement alone names no payee. Every fifth payment to a seller has a remark that says what for.

Cost, all worlds: ${number(sum(({ events }) => events))} events, ${number(sum(({ cpuSeconds }) => cpuSeconds.links))} CPU-s for reading, screening and the link test, ${number(sum(({ cpuSeconds }) => cpuSeconds.campaigns))} CPU-s for campaigns.
`;
}

function paceOf({ payee }: PayeeRow): number {
  return Number(payee.slice("seller".length)) % PACES.length;
}

function part(hit: number, of: number): string {
  if (of === 0) return "–";
  const [low, high] = wilsonInterval(hit, of);
  const percent = (share: number): string => String(Math.round(share * 1000) / 10);
  return `${hit} of ${of} (${percent(low)} to ${percent(high)} %)`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString("en");
}
