import { writeFileSync } from "node:fs";
import { runContext } from "../../bench/machine.ts";
import { LinkFinder } from "../../src/flow/links/link-finder.ts";
import { createDecoder } from "../../src/ingest/json-decoder.ts";
import { createEventRow } from "../../src/nouns/event-row.ts";
import type { PayeeLinkReport } from "../../src/nouns/payee-link-report.ts";
import { wilsonInterval } from "../../src/statistics/wilson.ts";
import { lineOf } from "../foreign/find-campaigns.ts";
import { makeWorld, WORLDS } from "../foreign/foreign-plan.ts";
import { type PlantedWorld, plantPayments } from "./plant-payments.ts";

/**
 * `node evaluate/links/run-links.ts [--seeds=1,2] [--world=NAME] [--people=N] [--write]`: the link test on worlds that share nothing with it or with the simulator, with payments planted. Prints a page; `--write` keeps it as
 * docs/evaluation/links.md. No parameter of the test was chosen on these worlds.
 */
const option = (name: string): string | undefined =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const seeds = (option("seeds") ?? "2001,2002,2003").split(",").map(Number);
const people = Number(option("people") ?? 4_000);
const makers = Object.keys(WORLDS).filter(
  (name) => option("world") === undefined || name === option("world"),
);
const SIZES = [5, 10, 20, 50] as const;
const context = runContext();
const rows: {
  readonly maker: string;
  readonly seed: number;
  readonly world: PlantedWorld;
  readonly links: readonly PayeeLinkReport[];
}[] = [];

for (const seed of seeds) {
  for (const maker of makers) {
    const world = plantPayments(makeWorld(maker, null, { people, days: 12 }, seed), seed);
    const links = find(world);
    rows.push({ maker, seed, world, links });
    process.stderr.write(
      `${maker} ${seed}: ${links.filter(({ q }) => (q ?? 1) <= 0.05).length} told of ${links.length}\n`,
    );
  }
}

function find({ events, payments }: PlantedWorld): readonly PayeeLinkReport[] {
  const finder = new LinkFinder();
  const decoder = createDecoder();
  const row = createEventRow();
  const take = (line: string): void => {
    const bytes = Buffer.from(line);
    const refused = decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
    if (refused !== null) throw new Error(JSON.stringify(refused));
    finder.add(row);
  };
  let next = 0;
  events.forEach((event, place) => {
    for (; next < payments.length && payments[next]!.atMs <= event.atMs; next++) {
      const { atMs, payer, payee, yuan } = payments[next]!;
      take(
        JSON.stringify({
          id: `p${next}`,
          type: "payment",
          at: new Date(atMs).toISOString(),
          payer,
          payee: { id: payee },
          amount_minor: Math.round(yuan * 100),
          currency: "CNY",
        }),
      );
    }
    take(lineOf(event, place));
  });
  return finder.look();
}

const part = (hit: number, of: number): string => {
  if (of === 0) return "–";
  const [low, high] = wilsonInterval(hit, of);
  return `${hit} of ${of} (${Math.round(low * 100)} to ${Math.round(high * 100)} %)`;
};

const told = (link: PayeeLinkReport | undefined): boolean => (link?.q ?? 1) <= 0.05;
const cases = rows.flatMap(({ maker, world, links }) =>
  world.payees.map((payee) => ({ maker, ...payee, link: links.find((link) => link.payee === payee.payee) })),
);
const bySize = SIZES.map((orders) => {
  const own = cases.filter((one) => one.role === "seller" && one.orders === orders);
  const linked = own.filter(({ link }) => link?.state === "linked").length;
  return `| ${orders} | ${part(own.filter(({ link }) => told(link)).length, own.length)} | ${part(linked, own.length)} |`;
});
const chance = cases.filter(({ role }) => role === "merchant" || role === "tips");
const agencies = cases.filter(({ role }) => role === "agency");
const toldAll = cases.filter(({ link }) => told(link));
const falsely = toldAll.filter(({ role }) => role === "merchant" || role === "tips").length;
const honest = [...chance, ...agencies];
const byMaker = makers.map((maker) => {
  const own = cases.filter((one) => one.maker === maker);
  const sold = own.filter(({ role }) => role === "seller");
  const wrong = own.filter(({ role, link }) => role !== "seller" && link?.state === "linked").length;
  return `| ${maker} | ${part(sold.filter(({ link }) => told(link)).length, sold.length)} | ${wrong} |`;
});
const page = `# The link test on worlds of others

Written by \`node evaluate/links/run-links.ts --write\`. Commit ${context.commit}, ${context.date}, ${context.machine}. Worlds: ${makers.join("; ")}, ${people} people, 12 days, seeds ${seeds.join(", ")}, none of them tuned on; they share no
code with the link test or the simulator. Payments are planted from the description of the trade: each world has 12 sellers of likes (mean lags of 10 minutes, 3 hours and 20 hours, so up to three days), 60 merchants and tip jars that creators pay at random,
and 4 agencies whose payments bring views from the feed, of a yield that varies threefold. Of a seller's payments 30 % are followed by nothing here, and as many steps come without a payment that is seen. In brackets: 95 % Wilson intervals.

| orders paid to a seller | told at a false-discovery rate of 5 % | \`linked\`: the dose agrees too |
|---|---|---|
${bySize.join("\n")}

* Told payees that nothing links to engagement: ${part(falsely, toldAll.length)} of all told; goal ≤ 5 %.
* Honest payees above challenge (\`linked\`): ${part(honest.filter(({ link }) => link?.state === "linked").length, honest.length)}; goal 0. Merchants and tip jars: ${part(chance.filter(({ link }) => link?.state === "linked").length, chance.length)}; agencies: ${part(agencies.filter(({ link }) => link?.state === "linked").length, agencies.length)}.
* Agencies by state: ${["promotion", "follows", "chance", "not_enough", "linked"].map((state) => `${state} ${agencies.filter(({ link }) => (link?.state ?? "not_enough") === state).length}`).join(", ")}.

| world | sellers told | honest above challenge |
|---|---|---|
${byMaker.join("\n")}

Not measured yet: what the chain adds to campaigns and to payees on the same days.
`;
process.stdout.write(page);
if (process.argv.includes("--write")) {
  writeFileSync(new URL("../../docs/evaluation/links.md", import.meta.url), page);
}
