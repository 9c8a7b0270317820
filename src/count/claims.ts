import type { Bucket } from "../nouns/counts.ts";
import type {
  CampaignRecords,
  ClaimChanges,
  ClaimStanding,
  EventClaim,
  TargetTally,
} from "../ports/campaigns.ts";
import { ofOneMoment } from "./of-one-moment.ts";

type ClaimSource = Pick<CampaignRecords, "standings">;

/** How an event stands, for as long as somebody who has fetched it needs it. */
interface Fetched {
  standing: ClaimStanding;
  holders: number;
}

/** One target of one campaign: events, claimed, corrected, counted, lifted. */
type Tally = { -readonly [Field in keyof TargetTally]: TargetTally[Field] };

/** What changed since the last store, and how the touched events stand now. */
class Changes {
  readonly standing = new Map<number, ClaimStanding>();
  readonly added: EventClaim[] = [];
  readonly set: Pick<EventClaim, "campaign" | "position" | "claimed">[] = [];
  readonly takenBack = new Set<number>();
  readonly tallies = new Map<string, Tally>();

  get empty(): boolean {
    return this.added.length + this.set.length + this.takenBack.size === 0;
  }
}

/**
 * Where an engagement stands follows from three facts: the bucket its own verdict put it in, whether its actor took it back,
 * and whether a campaign claims it. Claimed = not counted: it stands in `rejected`. Nothing here remembers a movement, so the
 * order of claims, releases and retractions makes no difference, and a repeated one changes nothing.
 * Changes are gathered until they are taken, and join the transaction that stores the counts they moved.
 * The store is never asked while somebody counts: what a run or a slice needs of it is fetched before, and kept in step with what
 * changes until it is let go.
 */
export class Claims {
  private readonly source: ClaimSource;
  private pending = new Changes();
  /** On their way to the store. */
  private sealed = new Changes();
  private readonly held = new Map<number, Fetched>();
  private timesStored = 0;
  private first: number;
  private last: number;

  /** `range`: first and last position that any campaign of the source holds; null when none does. */
  constructor(source: ClaimSource, range: { readonly first: number; readonly last: number } | null) {
    this.source = source;
    this.first = range?.first ?? Number.POSITIVE_INFINITY;
    this.last = range?.last ?? Number.NEGATIVE_INFINITY;
  }

  /** How often changes have reached the store. */
  get storedSequence(): number {
    return this.timesStored;
  }

  /** Whether anything waits to be stored. */
  get waiting(): boolean {
    return !this.pending.empty || !this.sealed.empty;
  }

  /** Whether taking back the engagement at a position must know how it stands, and that is not fetched. */
  needs(position: number): boolean {
    // Most engagements are no campaign's: they cost two comparisons.
    return position >= this.first && position <= this.last && !this.knows(position);
  }

  /** Whether any campaign holds anything. */
  get any(): boolean {
    return this.first <= this.last;
  }

  /**
   * Fetches how events stand, for `takeBack`, `add` and `set` of these positions; returns how to let them go again. Rejects
   * with the store's errors, and then nothing is held.
   */
  async fetch(positions: readonly number[]): Promise<() => void> {
    const read = () => this.source.standings(positions);
    await ofOneMoment(this, read, (standings) => {
      positions.forEach((position, i) => {
        const fetched = this.held.get(position);
        if (fetched === undefined)
          this.held.set(position, { standing: this.since(position, standings[i]!), holders: 1 });
        else fetched.holders++;
      });
    });
    return () => {
      for (const position of positions) {
        const fetched = this.held.get(position)!;
        fetched.holders--;
        if (fetched.holders === 0) this.held.delete(position);
      }
    };
  }

  /** The engagement at `position`, put into `bucket` by its verdict, was taken back → the bucket it stood in until now. */
  takeBack(position: number, bucket: Bucket): Bucket {
    if (position < this.first || position > this.last) {
      this.pending.takenBack.add(position);
      const fetched = this.held.get(position);
      if (fetched !== undefined) fetched.standing = { ...fetched.standing, takenBack: true };
      return bucket;
    }
    const before = this.at(position);
    this.pending.takenBack.add(position);
    this.change(position, before, { claims: before.claims, takenBack: true });
    return before.claims.some(({ claimed }) => claimed) ? "rejected" : bucket;
  }

  /** A campaign holds one more event, unclaimed. One it holds already is left as it is. */
  add(claim: EventClaim): void {
    const { campaign, position } = claim;
    const before = this.at(position);
    if (before.claims.some((other) => other.campaign === campaign)) return;
    this.first = Math.min(this.first, position);
    this.last = Math.max(this.last, position);
    this.pending.added.push(claim);
    this.change(position, before, { ...before, claims: [...before.claims, claim] });
  }

  /**
   * A campaign claims an event it holds, or releases it → the bucket the engagement stood in before and the one it stands in
   * now; null when nothing moves: it was taken back, rejected by its own verdict, or claimed by another campaign as well.
   * undefined when it is so already.
   */
  set(
    campaign: number,
    position: number,
    claimed: boolean,
  ): { readonly from: Bucket; readonly to: Bucket } | null | undefined {
    const before = this.at(position);
    const own = before.claims.find((claim) => claim.campaign === campaign);
    if (own === undefined || own.claimed === claimed) return undefined;
    this.pending.set.push({ campaign, position, claimed });
    const claims = before.claims.map((claim) => (claim === own ? { ...claim, claimed } : claim));
    const after = { ...before, claims };
    this.change(position, before, after);
    const [from, to] = [bucketOf(before), bucketOf(after)];
    return from === null || to === null || from === to ? null : { from, to };
  }

  /** Where the engagement is counted now, by how the store says that it stands; null = taken back. */
  bucketAt(position: number, bucket: Bucket, stored: ClaimStanding): Bucket | null {
    const { claims, takenBack } = this.since(position, stored);
    if (takenBack) return null;
    return claims.some(({ claimed }) => claimed) ? "rejected" : bucket;
  }

  /** Changes of one target's numbers that are not in the store yet. */
  pendingTally(campaign: number, target: number): TargetTally {
    const sum = emptyTally(campaign, target);
    for (const { tallies } of [this.sealed, this.pending]) {
      const tally = tallies.get(`${campaign}/${target}`);
      if (tally !== undefined) add(sum, tally, 1);
    }
    return sum;
  }

  /** All changes since the last call. They count as not stored until `stored` is called. */
  take(): Omit<ClaimChanges, "history"> {
    this.sealed = this.pending;
    this.pending = new Changes();
    const { added, set, takenBack, tallies } = this.sealed;
    return { added, set, takenBack: [...takenBack], tallies: [...tallies.values()] };
  }

  /** The changes of the last `take` are in the store. */
  stored(): void {
    this.timesStored++;
    this.sealed = new Changes();
  }

  /** Forgets what was gathered: at a start, what the store holds already. `keepTakenBack`: but for what it does not hold yet. */
  discard(keepTakenBack: boolean): void {
    const { takenBack } = this.pending;
    this.pending = new Changes();
    this.sealed = new Changes();
    this.timesStored++;
    if (keepTakenBack) for (const position of takenBack) this.pending.takenBack.add(position);
  }

  private knows(position: number): boolean {
    return (
      this.held.has(position) || this.pending.standing.has(position) || this.sealed.standing.has(position)
    );
  }

  private at(position: number): ClaimStanding {
    const stored = this.held.get(position)?.standing;
    if (stored === undefined && !this.knows(position))
      throw new Error(`how the event at position \`${position}\` stands was not fetched`);
    return this.since(position, stored ?? { claims: [], takenBack: false });
  }

  /** How an event stands by what has changed since the store said this of it. */
  private since(position: number, stored: ClaimStanding): ClaimStanding {
    const changed = this.pending.standing.get(position) ?? this.sealed.standing.get(position);
    if (changed !== undefined) return changed;
    const takenBack =
      stored.takenBack || this.pending.takenBack.has(position) || this.sealed.takenBack.has(position);
    return { claims: stored.claims, takenBack };
  }

  private change(position: number, before: ClaimStanding, after: ClaimStanding): void {
    this.pending.standing.set(position, after);
    const fetched = this.held.get(position);
    if (fetched !== undefined) fetched.standing = after;
    for (const claim of before.claims) this.tally(claim, before, -1);
    for (const claim of after.claims) this.tally(claim, after, 1);
  }

  private tally(claim: EventClaim, standing: ClaimStanding, sign: 1 | -1): void {
    const { campaign, target, bucket, claimed } = claim;
    const key = `${campaign}/${target}`;
    let sum = this.pending.tallies.get(key);
    if (sum === undefined) {
      sum = emptyTally(campaign, target);
      this.pending.tallies.set(key, sum);
    }
    const stands = !standing.takenBack;
    const alone = !standing.claims.some((other) => other !== claim && other.claimed);
    const one = {
      events: 1,
      claimed: claimed ? 1 : 0,
      corrected: stands && claimed && bucket !== "rejected" ? 1 : 0,
      counted: stands && alone && !claimed && bucket === "public" ? 1 : 0,
      lifted: stands && alone && claimed && bucket === "public" ? 1 : 0,
    };
    add(sum, one, sign);
  }
}

/** Where an event that campaigns hold is counted; null = nowhere. All of them say the same of its own verdict. */
function bucketOf({ claims, takenBack }: ClaimStanding): Bucket | null {
  if (takenBack) return null;
  return claims.some(({ claimed }) => claimed) ? "rejected" : (claims[0]?.bucket ?? null);
}

function emptyTally(campaign: number, target: number): Tally {
  return { campaign, target, events: 0, claimed: 0, corrected: 0, counted: 0, lifted: 0 };
}

function add(sum: Tally, other: Omit<TargetTally, "campaign" | "target">, sign: 1 | -1): void {
  sum.events += sign * other.events;
  sum.claimed += sign * other.claimed;
  sum.corrected += sign * other.corrected;
  sum.counted += sign * other.counted;
  sum.lifted += sign * other.lifted;
}
