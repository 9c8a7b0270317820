export interface EdgeBurstOptions {
  /** Cells of each of the two rows of each of the three tables, as a power of two, 4 to 24. Default 10, the paper's: 192 KiB in all. */
  readonly cellsLog2?: number;
  /** What is left of a tick's count in the next one, in [0, 1). Default 0.5 (the paper's). */
  readonly decay?: number;
  /** Score from which on a cell's counts are kept out of its past, > 0. Default 1000 (the paper's). */
  readonly threshold?: number;
  readonly seed?: number;
}

/** Doubles of a cell: count of the tick (decayed), sum over the ticks before, last score, tick they are as of. */
const CELL = 4;
const PAST = 1;
const SCORE = 2;
const TICK = 3;
const ROWS = 2;
/** Ticks whose decay is looked up; more is computed. */
const DECAYS = 64;

/**
 * How much an edge, its source or its destination bursts: MIDAS-F (Bhatia et al., AAAI 2020 and TKDD 16(4), 2022), that is, χ² of the count in this tick, decayed
 * over the last, against the mean of all ticks before, on count-min sketches; what scores high stays out of the mean it is held against, so that an attack does not
 * become its own baseline. Where we differ: a cell is brought up to date when it is touched, in closed form, where the paper's code visits every cell at
 * every tick: the same numbers, and a tick costs nothing. Memory is fixed; about 80 ns an edge. Deterministic in the seed.
 */
export class EdgeBurst {
  private readonly edges: Float64Array;
  private readonly sources: Float64Array;
  private readonly destinations: Float64Array;
  private readonly shift: number;
  private readonly rowLength: number;
  private readonly threshold: number;
  private readonly decay: number;
  private readonly seeds: readonly [number, number];
  /** decay^k, and Σ decay^i for i < k. */
  private readonly power: Float64Array;
  private readonly sum: Float64Array;
  private tick = 1;

  constructor({ cellsLog2 = 10, decay = 0.5, threshold = 1000, seed = 1 }: EdgeBurstOptions = {}) {
    if (!(cellsLog2 >= 4 && cellsLog2 <= 24)) throw new Error(`cellsLog2 out of range: \`${cellsLog2}\``);
    if (!(decay >= 0 && decay < 1)) throw new Error(`decay out of range: \`${decay}\``);
    if (!(threshold > 0)) throw new Error(`threshold out of range: \`${threshold}\``);
    this.shift = 32 - cellsLog2;
    this.rowLength = CELL * 2 ** cellsLog2;
    this.threshold = threshold;
    this.edges = new Float64Array(ROWS * this.rowLength);
    this.sources = new Float64Array(ROWS * this.rowLength);
    this.destinations = new Float64Array(ROWS * this.rowLength);
    this.seeds = [Math.imul(seed, 0x9e3779b1) | 1, Math.imul(seed + 1, 0x85ebca6b) | 1];
    this.power = Float64Array.from({ length: DECAYS }, (_, k) => decay ** k);
    this.sum = this.power.map((power) => (1 - power) / (1 - decay));
    this.decay = decay;
  }

  /** Takes in one edge → its score, ≥ 0: the largest of edge, source and destination. Any 32-bit codes; ticks from 1, an earlier one counts as the latest. */
  add(source: number, destination: number, tick: number): number {
    if (tick > this.tick) this.tick = tick;
    const edge = Math.imul(source, 0x2c1b3c6d) ^ Math.imul(destination, 0x297a2d39);
    const a = this.count(this.edges, edge ^ (edge >>> 15));
    const b = this.count(this.sources, source ^ (source >>> 16));
    const c = this.count(this.destinations, destination ^ (destination >>> 16));
    return Math.max(a, b, c);
  }

  get bytes(): number {
    return 3 * this.edges.byteLength;
  }

  /** One count in both rows of a table (multiply-shift: Dietzfelbinger et al., J. Algorithms 25, 1997) → the score of the smaller ones (count-min), kept in both. */
  private count(cells: Float64Array, hash: number): number {
    const { shift, tick } = this;
    const first = (Math.imul(hash, this.seeds[0]) >>> shift) * CELL;
    const second = this.rowLength + (Math.imul(hash, this.seeds[1]) >>> shift) * CELL;
    if (cells[first + TICK] !== tick) this.catchUp(cells, first);
    if (cells[second + TICK] !== tick) this.catchUp(cells, second);
    const own = ++cells[first]!;
    const other = ++cells[second]!;
    const now = Math.min(own, other);
    const past = Math.min(cells[first + PAST]!, cells[second + PAST]!);
    let score = 0;
    if (past > 0) {
      const beyond = now * (tick - 1) - past;
      score = (beyond * beyond) / (past * (tick - 1));
    }
    cells[first + SCORE] = score;
    cells[second + SCORE] = score;
    return score;
  }

  /** The ticks since the cell was touched, at once: its count joins the past and decays; a cell that scored high keeps its mean instead. */
  private catchUp(cells: Float64Array, at: number): void {
    const { tick } = this;
    const asOf = cells[at + TICK]!;
    const ticks = tick - asOf;
    const power = ticks < DECAYS ? this.power[ticks]! : this.decay ** ticks;
    if (cells[at + SCORE]! >= this.threshold) cells[at + PAST]! *= (tick - 1) / (asOf - 1);
    else
      cells[at + PAST]! += cells[at]! * (ticks < DECAYS ? this.sum[ticks]! : (1 - power) / (1 - this.decay));
    cells[at]! *= power;
    cells[at + TICK] = tick;
  }
}
