/**
 * How many copied comments are told, and how many honest ones with them, on exports of one creator's comments.
 * Run alone: `node evaluate/exports/comment-figures.ts [first seed] [seeds]`.
 */

import { createCopiedTexts } from "../../src/flow/copied-texts.ts";
import { createDecoder } from "../../src/ingest/json-decoder.ts";
import type { CopiedTextsReport } from "../../src/nouns/copied-text-report.ts";
import { createEventRow } from "../../src/nouns/event-row.ts";
import { wilsonInterval } from "../../src/statistics/wilson.ts";
import type { World } from "../worlds/world.ts";
import { type CommentExportOptions, makeCommentExport } from "./comment-export.ts";

export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly share: number;
  /** 95 %: Wilson over comments; exports differ more than that, see `worst`. */
  readonly interval: readonly [low: number, high: number];
  /** Lowest recall, or highest share of honest comments, of one export. */
  readonly worst: number;
}

export interface CommentFigures {
  readonly exports: number;
  /** Exports in which any group was told. */
  readonly exportsWithGroups: Share;
  /** Recall by manner of paid comments. */
  readonly paid: Readonly<Record<string, Share>>;
  readonly honest: Share;
}

/** Exports of `seeds` with the given options → figures. About 0.3 s an export of 2,500 comments. Deterministic. */
export function commentFigures(
  seeds: readonly number[],
  options: Omit<CommentExportOptions, "seed"> = {},
): CommentFigures {
  const paid = new Map<string, (readonly [number, number])[]>();
  const honest: (readonly [number, number])[] = [];
  let withGroups = 0;
  for (const seed of seeds) {
    const world = makeCommentExport({ ...options, seed });
    const report = readTexts(world);
    const told = new Set(report.groups.flatMap(({ events }) => events));
    if (report.groups.length > 0) withGroups++;
    const bought = new Set<number>();
    for (const pool of world.pools) {
      const counted = paid.get(pool.name) ?? [];
      paid.set(pool.name, counted);
      counted.push([
        pool.bought.reduce((sum, place) => sum + (told.has(`e${place}`) ? 1 : 0), 0),
        pool.bought.length,
      ]);
      for (const place of pool.bought) bought.add(place);
    }
    let accused = 0;
    for (const id of told) if (!bought.has(Number(id.slice(1)))) accused++;
    honest.push([accused, world.events.length - bought.size]);
  }
  return {
    exports: seeds.length,
    exportsWithGroups: shareOf([[withGroups, seeds.length]], Math.max),
    paid: Object.fromEntries([...paid].map(([name, counted]) => [name, shareOf(counted, Math.min)])),
    honest: shareOf(honest, Math.max),
  };
}

/** A world's comments through the border and the collector, as the commands read a file. */
function readTexts(world: World): CopiedTextsReport {
  const decoder = createDecoder();
  const row = createEventRow();
  const texts = createCopiedTexts();
  const toBytes = new TextEncoder();
  world.events.forEach((event, place) => {
    const line = {
      id: `e${place}`,
      type: event.type,
      at: event.atMs,
      actor: { id: event.actor },
      target: { kind: event.targetKind, id: event.target, owner: event.owner ?? null },
      content: { text: event.text ?? null },
    };
    const bytes = toBytes.encode(JSON.stringify(line));
    const rejection = decoder.decode(bytes, 0, bytes.length, row, Number.POSITIVE_INFINITY);
    if (rejection !== null) throw new Error(`the world's event \`${place}\` is refused: ${rejection.code}`);
    texts.add(row);
  });
  return texts.finish();
}

function shareOf(
  counted: readonly (readonly [number, number])[],
  worse: (...shares: number[]) => number,
): Share {
  const hits = counted.reduce((sum, [hit]) => sum + hit, 0);
  const of = counted.reduce((sum, [, all]) => sum + all, 0);
  return {
    hits,
    of,
    share: hits / of,
    interval: wilsonInterval(hits, of),
    worst: worse(...counted.map(([hit, all]) => hit / all)),
  };
}

if (import.meta.main) {
  const [first = 1, count = 20] = process.argv.slice(2).map(Number);
  const seeds = Array.from({ length: count }, (_, i) => first + i);
  const cases: Readonly<Record<string, Omit<CommentExportOptions, "seed">>> = {
    honest: { paid: [] },
    "one order of each manner": {},
    "190 copied on one video": { paid: [{ manner: "copied" }] },
    "190 copied on each of three": { paid: [{ manner: "copied", count: 570, videos: 3 }] },
    "the same over 72 h, owner unknown": {
      paid: [{ manner: "copied", count: 570, videos: 3, hours: 72 }],
      owner: false,
    },
  };
  for (const [name, options] of Object.entries(cases)) {
    const figures = commentFigures(seeds, options);
    const say = ({ hits, of, share, interval, worst }: Share) =>
      `${share.toFixed(4)} (${hits} of ${of}, ${interval.map((end) => end.toFixed(4)).join(" to ")}, worst ${worst.toFixed(3)})`;
    process.stdout.write(
      `${name}, ${count} exports from seed ${first}; with groups ${say(figures.exportsWithGroups)}\n`,
    );
    process.stdout.write(`  honest flagged ${say(figures.honest)}\n`);
    for (const [manner, share] of Object.entries(figures.paid))
      process.stdout.write(`  ${manner} recall ${say(share)}\n`);
  }
}
