import type { Pseudonymiser } from "../ingest/pseudonymise.ts";
import { pseudonymiseLines } from "../ingest/pseudonymise-lines.ts";
import type { Engine } from "./engine.ts";

/**
 * The engine behind a border that replaces identifiers: lines are rewritten before anything else sees them, so neither the
 * log, nor a decision, nor the live page holds an original. Questions about an account may name the original: it is
 * looked up by its pseudonym. `accounts`: whether account ids are among what is replaced.
 */
export function pseudonymousEngine(
  engine: Engine,
  pseudonymiser: Pseudonymiser,
  accounts: boolean,
  payees = false,
): Engine {
  const payee = (id: string): string => (payees ? pseudonymiser.value("payee", id) : id);
  const stored = (kind: string, id: string): string =>
    accounts && kind === "account" ? pseudonymiser.value("actor", id) : id;
  const reviews = engine.campaigns;
  const { links } = engine;
  return {
    ledger: engine.ledger,
    campaigns: {
      list: ({ about, ...query }) =>
        reviews.list(
          about === undefined
            ? query
            : { ...query, about: { ...about, account: stored("account", about.account) } },
        ),
      get: (id) => reviews.get(id),
      members: (id, query) => reviews.members(id, query),
      targets: (id, query) => reviews.targets(id, query),
      events: (id, query) => reviews.events(id, query),
      ofTarget: (kind, id) => reviews.ofTarget(kind, stored(kind, id)),
      review: (id, review) => reviews.review(id, review),
      history: (kind, id) => reviews.history(kind, stored(kind, id)),
      health: () => reviews.health(),
      onChange: (onChange) => reviews.onChange(onChange),
    },
    payments: {
      ...engine.payments,
      get screens() {
        return engine.payments.screens;
      },
      screen: (lines, options) => engine.payments.screen(pseudonymiseLines(lines, pseudonymiser), options),
      payee: (id) => engine.payments.payee(payee(id)),
      apply: (id, application) => engine.payments.apply(payee(id), application),
      answerComplaint: (id, complaint, answer) =>
        engine.payments.answerComplaint(payee(id), complaint, answer),
    },
    links: {
      list: () => links.list(),
      of: (payee) => links.of(payee) ?? links.of(pseudonymiser.value("payee", payee)),
      servedBy: (kind, id) => links.servedBy(kind, stored(kind, id)),
      health: () => links.health(),
    },
    changes: engine.changes,
    policies: engine.policies,
    lists: {
      summary: () => engine.lists.summary(),
      page: (list, limit, after) => engine.lists.page(list, limit, after),
      change: async (list, { add, remove, by }) => {
        const name = <T extends { kind: string; value: string }>(item: T): T =>
          item.kind === "account" ? { ...item, value: stored("account", item.value) } : item;
        return engine.lists.change(list, { add: add.map(name), remove: remove.map(name), by });
      },
    },
    trails: {
      ofActor: (actor, query) => engine.trails.ofActor(stored("account", actor), query),
      ofTarget: (kind, id, query) =>
        engine.trails.ofTarget(kind, kind === "payee" ? payee(id) : stored(kind, id), query),
      campaignsOf: (actor) => engine.trails.campaignsOf(stored("account", actor)),
      isErased: (actor) => engine.trails.isErased(stored("account", actor)),
    },
    submit: async (lines, options) => engine.submit(pseudonymiseLines(lines, pseudonymiser), options),
    counts: (kind, id) => engine.counts(kind, stored(kind, id)),
    quality: (kind, id) => engine.quality(kind, stored(kind, id)),
    decision: (eventId) => engine.decision(eventId),
    explain: (decision) => engine.explain(decision),
    overview: () => engine.overview(),
    forget: (actor) => engine.forget(stored("account", actor)),
    readiness: () => engine.readiness(),
    close: () => engine.close(),
  };
}
