/**
 * Makes `models/followers.onnx` and `models/followers-reference.csv.gz` anew: the same bytes from the same code. `node scripts/train-follower-model.ts`, about a
 * minute. What it learns from is drawn in `evaluate/followers` from published figures; no data set is read.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { drawPopulation, featuresWithGaps, KINDS } from "../evaluate/followers/populations.ts";
import { stackRows } from "../src/learn/feature-table.ts";
import { writeOnnx } from "../src/learn/onnx/onnx-write.ts";
import { profileFeatures } from "../src/learn/profiles/profile-features.ts";
import { writeReference } from "../src/learn/profiles/reference-accounts.ts";
import { createSeeded } from "../src/learn/seeded.ts";
import { TRAIN_DEFAULTS, trainTrees } from "../src/learn/trees/train-trees.ts";

/** Populations learned from, and those kept apart to know how the model answers from one to the next. */
const LEARNED = { seed: 1, populations: 60, each: 250, copies: 2 };
const REFERENCE = { seed: 1_001, populations: 60, each: 45 };
/** Small trees and few: the file ships, and what a profile tells is simple. */
const OPTIONS = {
  ...TRAIN_DEFAULTS,
  rounds: 60,
  learningRate: 0.15,
  depthMax: 5,
  leavesMax: 16,
  childWeightMin: 20,
  rowShare: 0.6,
  columnShare: 0.7,
  heldOutShare: 0,
  bags: 1,
  seed: 7,
};

const model = () => {
  const tables = [];
  const labels: number[] = [];
  const random = createSeeded(LEARNED.seed);
  for (let p = 0; p < LEARNED.populations; p++) {
    const { earned, bought } = drawPopulation(LEARNED.seed + p, LEARNED.each);
    const all = [...earned, ...bought];
    for (let copy = 0; copy < LEARNED.copies; copy++) {
      tables.push(featuresWithGaps(all, random));
      for (const { kind } of all) labels.push(KINDS.indexOf(kind));
    }
  }
  return trainTrees(stackRows(tables), Int32Array.from(labels), KINDS, OPTIONS).model;
};

function reference() {
  const tables = [];
  const population: number[] = [];
  const kind: number[] = [];
  const populations: string[] = [];
  for (let p = 0; p < REFERENCE.populations; p++) {
    const { earned, bought } = drawPopulation(REFERENCE.seed + p, REFERENCE.each);
    for (const [name, rows] of [
      [`community-${p}`, earned],
      [`vendor-${p}`, bought],
    ] as const) {
      tables.push(profileFeatures(rows));
      for (const one of rows) {
        population.push(populations.length);
        kind.push(KINDS.indexOf(one.kind));
      }
      populations.push(name);
    }
  }
  return {
    table: stackRows(tables),
    population: Int32Array.from(population),
    populations,
    kind: Int32Array.from(kind),
  };
}

const text = writeReference(reference(), KINDS);
const zipped = gzipSync(text, { level: 9 });
const metadata = {
  "touchstone.profiles": JSON.stringify({ learned: LEARNED, reference: REFERENCE, classes: KINDS }),
  "touchstone.reference_sha256": createHash("sha256").update(text).digest("hex"),
};
const bytes = writeOnnx(model(), metadata, "0.1.0");
const path = (name: string): string => fileURLToPath(new URL(`../models/${name}`, import.meta.url));
writeFileSync(path("followers.onnx"), bytes);
writeFileSync(path("followers-reference.csv.gz"), zipped);
process.stdout.write(
  `followers.onnx ${bytes.length} bytes, followers-reference.csv.gz ${zipped.length} bytes\n`,
);
