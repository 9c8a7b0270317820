import type {
  CampaignEvent,
  CampaignReviews,
  CampaignTargetCounts,
  DetectionHealth,
  Page,
  PageQuery,
} from "../flow/reviewed-campaigns.ts";
import type {
  CampaignMemberRecord,
  CampaignRecord,
  CampaignTotals,
  CorrectionRecord,
} from "../nouns/campaign-record.ts";
import { TouchstoneError } from "../nouns/codes.ts";

/** A campaign as a test puts it in, with its lists. */
export interface FixtureCampaign {
  readonly record: CampaignRecord;
  readonly members?: readonly CampaignMemberRecord[];
  readonly targets?: readonly CampaignTargetCounts[];
  readonly events?: readonly CampaignEvent[];
}

/** Reviews of campaigns for this folder's tests: campaigns are put in by hand, reviews are kept, no count moves. */
export interface FixtureCampaigns extends CampaignReviews {
  put(campaign: FixtureCampaign): void;
  setHealth(health: DetectionHealth): void;
  /** One correction of a target, for `history`. */
  correct(kind: string, id: string, correction: CorrectionRecord): void;
  totals(): CampaignTotals;
}

const REVIEWED_AT_MS = 1_790_000_100_000;

const OFF: DetectionHealth = {
  state: "off",
  reason: "",
  position: 0,
  behind: 0,
  lastPassAtMs: 0,
  windows: [],
  evicted: 0,
  bytes: 0,
};

export function createFixtureCampaigns(): FixtureCampaigns {
  const all = new Map<string, FixtureCampaign>();
  const history = new Map<string, CorrectionRecord[]>();
  const watchers = new Set<(record: CampaignRecord) => void>();
  let health = OFF;

  function put(campaign: FixtureCampaign): void {
    all.set(campaign.record.id, campaign);
    for (const tell of watchers) tell(campaign.record);
  }

  const severity = ({ live, score, eventCount }: CampaignRecord): number =>
    (live ? 1e9 : 0) + score * eventCount;
  const records = (): CampaignRecord[] =>
    [...all.values()].map(({ record }) => record).sort((a, b) => severity(b) - severity(a));

  return {
    put,
    setHealth: (next) => {
      health = next;
    },
    correct: (kind, id, correction) => {
      const key = `${kind}/${id}`;
      history.set(key, [correction, ...(history.get(key) ?? [])]);
    },
    totals: () => {
      const of = (status: CampaignRecord["status"]): number =>
        records().filter((record) => record.status === status).length;
      const correctedEvents = records().reduce((sum, { correctedCount }) => sum + correctedCount, 0);
      return {
        open: of("open"),
        confirmed: of("confirmed"),
        dismissed: of("dismissed"),
        correctedEvents,
      };
    },
    list: async ({ status, live, origin, about, order, ...query }) => {
      const found = records().filter(
        (record) =>
          (status === undefined || record.status === status) &&
          (live === undefined || record.live === live) &&
          (origin === undefined || record.origin === origin) &&
          (about === undefined ||
            record.owners.some(({ owner }) => owner === about.account) ||
            all.get(record.id)?.targets?.some(({ id }) => id.startsWith(about.target))),
      );
      return page(order === "newest" ? found.sort((a, b) => b.foundAtMs - a.foundAtMs) : found, query);
    },
    get: async (id) => all.get(id)?.record ?? null,
    members: async (id, query) => page(all.get(id)?.members ?? [], query),
    targets: async (id, query) => page(all.get(id)?.targets ?? [], query),
    events: async (id, query) => page(all.get(id)?.events ?? [], query),
    ofTarget: async (kind, id) =>
      records().filter((record) =>
        all.get(record.id)?.targets?.some((target) => target.kind === kind && target.id === id),
      ),
    async review(id, { status, note, by }) {
      const campaign = all.get(id);
      if (campaign === undefined) throw new TouchstoneError("unknown_campaign", `\`${id}\``);
      const { record } = campaign;
      const review = { status, note, by: { kind: "person", name: by }, atMs: REVIEWED_AT_MS } as const;
      const last = record.reviews.at(-1);
      if (last?.by.kind === "person" && last.by.name === by && last.status === status && last.note === note) {
        return record;
      }
      const changed: CampaignRecord = {
        ...record,
        status,
        correctedCount: status === "confirmed" ? record.eventCount : 0,
        reviews: [...record.reviews, review],
      };
      put({ ...campaign, record: changed });
      return changed;
    },
    history: async (kind, id) => history.get(`${kind}/${id}`) ?? [],
    health: () => health,
    onChange: (onChange) => {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
  };
}

/** Cursors are places in the list. */
function page<T>(items: readonly T[], { limit, after }: PageQuery): Page<T> {
  const from = after === undefined ? 0 : Number(after);
  const next = from + limit;
  return { items: items.slice(from, next), next: next < items.length ? String(next) : null };
}
