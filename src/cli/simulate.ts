import type { Command } from "commander";
import type { SimulationOptions } from "../simulate/options.ts";
import { createSimulation } from "../simulate/simulation.ts";
import { ATTACK_FAMILIES, HONEST_SETS, truthLine } from "../simulate/truth.ts";
import { duration, time, wholeNumber, words } from "./arguments.ts";
import { openOutput } from "./output.ts";
import { createProgress } from "./progress.ts";

interface Options {
  readonly output?: string;
  readonly truth?: string;
  readonly campaigns?: string;
  readonly seed: number;
  readonly events: number;
  readonly duration: number;
  readonly start?: number;
  readonly disorder?: number;
  readonly payments?: boolean;
  readonly payees?: string;
  readonly attacks: readonly string[];
  readonly honest: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `touchstone simulate`: event lines of a made-up day, and the truth about them in files of their own. */
export function register(program: Command): void {
  program
    .command("simulate")
    .description(
      "writes event lines of a simulated day, with known attacks in it (log lines and nothing else)",
    )
    .option(
      "-o, --output <file>",
      "where the events go; `.gz` and `.zst` are compressed (default: standard output)",
    )
    .option("--truth <file>", "ground truth, one line an event")
    .option("--campaigns <file>", "what was sold, one line a campaign")
    .option("--payments", "payments too: what was bought is paid for, among all that people pay for")
    .option("--payees <file>", "whom payments went to and what they are, one line a payee")
    .option("--seed <number>", "the same seed gives the same bytes", wholeNumber(0, 2 ** 32 - 1), 1)
    .option("--events <number>", "events a day", wholeNumber(1_000, 1_000_000_000), 1_000_000)
    .option("--duration <time>", "how much time is simulated, as in 6h or 3d", duration, 86_400_000)
    .option("--start <time>", "first moment, RFC 3339", time)
    .option("--disorder <time>", "one event in fifty comes up to this much late", duration)
    .option("--attacks <families>", `default, none, or some of: ${ATTACK_FAMILIES.join(",")}`, words, [
      "default",
    ])
    .option("--honest <sets>", `default, none, or some of: ${HONEST_SETS.join(",")}`, words, ["default"])
    .option("--json", "prints a summary as JSON on standard error")
    .option("--quiet", "no progress bar")
    .action(run);
}

async function run(options: Options): Promise<void> {
  const simulation = createSimulation(simulationOptions(options));
  const events = openOutput(options.output);
  const truth = options.truth === undefined ? null : openOutput(options.truth);
  const total = simulation.endMs - simulation.startMs;
  const progress = createProgress("simulating", total, options.quiet ?? false);
  const labels: Record<string, number> = {};
  let count = 0;
  for (const { bytes, count: lines, truth: rows } of simulation.runs()) {
    await events.write(bytes);
    if (truth !== null) await truth.write(`${rows.map(truthLine).join("\n")}\n`);
    for (const { label } of rows) labels[label] = (labels[label] ?? 0) + 1;
    count += lines;
    progress.update(Math.min(total, (count / options.events) * 86_400_000), `${count} events`);
  }
  progress.stop();
  await events.close();
  await truth?.close();
  if (options.campaigns !== undefined) {
    const campaigns = openOutput(options.campaigns);
    await campaigns.write(
      `${simulation
        .campaigns()
        .map((row) => JSON.stringify(row))
        .join("\n")}\n`,
    );
    await campaigns.close();
  }
  if (options.payees !== undefined) {
    const payees = openOutput(options.payees);
    const rows = simulation.payees();
    if (rows.length > 0) await payees.write(`${rows.map((row) => JSON.stringify(row)).join("\n")}\n`);
    await payees.close();
  }
  const summary = {
    events: count,
    people: simulation.peopleCount,
    campaigns: simulation.campaigns().length,
    labels,
  };
  if (options.json) process.stderr.write(`${JSON.stringify(summary)}\n`);
  else if (!options.quiet) {
    const attacks = count - (labels.honest ?? 0);
    process.stderr.write(
      `${count} events by ${simulation.peopleCount} people, ${summary.campaigns} campaigns with ${attacks} events\n`,
    );
  }
}

function simulationOptions(options: Options): SimulationOptions {
  const one = (list: readonly string[]): "default" | "none" | null =>
    list.length === 1 && (list[0] === "default" || list[0] === "none") ? list[0] : null;
  return {
    seed: options.seed,
    eventsPerDay: options.events,
    durationMs: options.duration,
    ...(options.start === undefined ? {} : { startMs: options.start }),
    ...(options.disorder === undefined ? {} : { disorderMs: options.disorder }),
    payments: options.payments === true || options.payees !== undefined,
    // Words that are no family or set are refused by the simulation, with the list of those that are.
    attacks:
      one(options.attacks) ??
      options.attacks.map((family) => ({ family: family as (typeof ATTACK_FAMILIES)[number] })),
    honestSets: one(options.honest) ?? options.honest.map((set) => set as (typeof HONEST_SETS)[number]),
  };
}
