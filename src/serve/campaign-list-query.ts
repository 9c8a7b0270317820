import { type Static, Type } from "typebox";
import { CAMPAIGN_STATUSES } from "../nouns/campaign-record.ts";
import { ID_BYTES_MAX } from "../nouns/limits.ts";
import type { CampaignQuery } from "../ports/campaigns.ts";
import { CAMPAIGN_ORIGINS, CampaignAbout } from "./campaign-schemas.ts";
import type { Lang } from "./page-words.ts";
import { words } from "./schema-parts.ts";
import { CAMPAIGN_ROWS_MAX, CURSOR_CHARS_MAX } from "./serve-limits.ts";

/** A form sends what was left open as empty. */
const open = <const T extends readonly string[]>(all: T) => Type.Optional(words(["", ...all]));

const campaignListFields = {
  status: open(CAMPAIGN_STATUSES),
  live: open(["true", "false"]),
  origin: open(CAMPAIGN_ORIGINS),
  about: Type.Optional(CampaignAbout),
  order: open(["severity", "newest"]),
  after: Type.Optional(Type.String({ maxLength: CURSOR_CHARS_MAX })),
};

/** Filters of the page of campaigns, and where it begins. */
export const CampaignListPageQuery = Type.Object({
  lang: Type.Optional(words(["zh", "en"], { description: "default: the Accept-Language header" })),
  ...campaignListFields,
});

/** Which page's parts to stream. */
export const LiveQuery = Type.Object({
  lang: Type.Optional(words(["zh", "en"], { description: "default: the Accept-Language header" })),
  campaign: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: ID_BYTES_MAX,
      description: "the parts of this campaign's page in place of the live page's",
    }),
  ),
  page: Type.Optional(words(["campaigns"], { description: "the parts of the list of campaigns, filtered" })),
  ...campaignListFields,
});

const FILTERS = ["status", "live", "origin", "about", "order", "after"] as const;

/** What a reader asked for: only what was not left open. */
export type CampaignFilters = { readonly [Name in (typeof FILTERS)[number]]?: string };

/** A page's query → what of it narrows the list. */
export function filtersOf(query: Static<typeof CampaignListPageQuery>): CampaignFilters {
  const asked = FILTERS.map((name) => [name, (query[name] ?? "").trim()] as const);
  return Object.fromEntries(asked.filter(([, value]) => value !== ""));
}

/** The same as the query of reviewed campaigns, for a page of `CAMPAIGN_ROWS_MAX`. */
export function campaignListQuery({
  status,
  live,
  origin,
  about,
  order,
  after,
}: CampaignFilters): CampaignQuery {
  const known = <T extends string>(all: readonly T[], value: string | undefined) =>
    all.find((one) => one === value);
  const asked = {
    status: known(CAMPAIGN_STATUSES, status),
    live: live === undefined ? undefined : live === "true",
    origin: known(CAMPAIGN_ORIGINS, origin),
    about: about === undefined ? undefined : { target: about, account: about },
    order: known(["severity", "newest"] as const, order),
    after,
  };
  const narrowed = Object.entries(asked).filter(([, value]) => value !== undefined);
  return { limit: CAMPAIGN_ROWS_MAX, ...(Object.fromEntries(narrowed) as Omit<CampaignQuery, "limit">) };
}

/** Address of the page under some filters. */
export function campaignListPath(filters: CampaignFilters, lang: Lang): string {
  return `/campaigns?${filterText(filters)}lang=${lang}`;
}

/** Filters as the beginning of a query, ended by `&`. */
export function filterText(filters: CampaignFilters): string {
  const asked = new URLSearchParams();
  for (const name of FILTERS) {
    const value = filters[name];
    if (value !== undefined) asked.set(name, value.toWellFormed());
  }
  return asked.size === 0 ? "" : `${asked}&`;
}
