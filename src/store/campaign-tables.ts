/**
 * Tables of campaigns in the records' file. A campaign has a number for its rows; numbers are never given twice, since what a
 * campaign claims outlives it. `corrected`, `counted`, `lifted` and the like are sums over its events, moved with them.
 */
export const CAMPAIGN_TABLES = `
  CREATE TABLE campaigns(
    campaign INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, live INTEGER NOT NULL,
    by_person INTEGER NOT NULL, score REAL NOT NULL, severity REAL NOT NULL, seen_at_ms INTEGER NOT NULL,
    head TEXT NOT NULL, owners TEXT NOT NULL,
    members INTEGER NOT NULL, targets INTEGER NOT NULL, events INTEGER NOT NULL, claimed INTEGER NOT NULL,
    corrected INTEGER NOT NULL) STRICT;
  CREATE INDEX campaigns_by_severity ON campaigns(live DESC, severity DESC, id);
  CREATE INDEX campaigns_by_status ON campaigns(status, live DESC, severity DESC, id);
  CREATE TABLE campaign_members(
    campaign INTEGER NOT NULL, key TEXT NOT NULL, actor TEXT NOT NULL, probability REAL NOT NULL, orders INTEGER NOT NULL,
    PRIMARY KEY(campaign, key)) STRICT, WITHOUT ROWID;
  CREATE INDEX members_by_probability ON campaign_members(campaign, probability DESC, key);
  CREATE INDEX members_by_key ON campaign_members(key);
  CREATE TABLE campaign_targets(
    campaign INTEGER NOT NULL, target INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
    owner TEXT, owner_key TEXT, members INTEGER NOT NULL, audience INTEGER NOT NULL,
    from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL,
    events INTEGER NOT NULL, claimed INTEGER NOT NULL, corrected INTEGER NOT NULL, counted INTEGER NOT NULL,
    lifted INTEGER NOT NULL, PRIMARY KEY(campaign, target)) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX campaign_targets_by_name ON campaign_targets(kind, id, type, campaign);
  CREATE INDEX campaign_targets_by_events ON campaign_targets(campaign, events DESC, target);
  CREATE INDEX campaign_targets_by_owner ON campaign_targets(owner_key) WHERE owner_key IS NOT NULL;
  CREATE TABLE campaign_events(
    position INTEGER NOT NULL, campaign INTEGER NOT NULL, target INTEGER NOT NULL, bucket TEXT NOT NULL,
    claimed INTEGER NOT NULL, dwell_ms REAL, play_ratio REAL, scroll_depth REAL,
    PRIMARY KEY(position, campaign)) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX campaign_events_by_claim ON campaign_events(campaign, claimed, position);
  CREATE TABLE taken_back(position INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE corrections(
    kind TEXT NOT NULL, id TEXT NOT NULL, campaign TEXT NOT NULL, type TEXT NOT NULL, review INTEGER NOT NULL,
    cause TEXT NOT NULL, at_ms INTEGER NOT NULL, public INTEGER NOT NULL, held INTEGER NOT NULL, rejected INTEGER NOT NULL,
    PRIMARY KEY(kind, id, campaign, type, review, cause)) STRICT, WITHOUT ROWID;`;

/** Columns of a campaign's record. */
export const HEAD = "head, owners, members, targets, events, corrected";
const TARGET = `target, kind, id, type, owner, members, audience, from_ms AS fromMs, to_ms AS toMs, events, corrected,
  counted, lifted`;
const CLAIM = `campaign, position, target, bucket, claimed, dwell_ms AS dwellMs, play_ratio AS playRatio,
  scroll_depth AS scrollDepth`;
const ORDER = "ORDER BY live DESC, severity DESC, id";

/** By name. Parameters stand in the order of the text unless numbered. */
export const CAMPAIGN_STATEMENTS = {
  put: `INSERT INTO campaigns(id, status, live, by_person, score, severity, seen_at_ms, head, owners, members, targets, events,
      claimed, corrected) VALUES(?, ?, ?, ?, ?, 0, ?, ?, '[]', 0, 0, 0, 0, 0)
    ON CONFLICT(id) DO UPDATE SET status = excluded.status, live = excluded.live, by_person = excluded.by_person,
      score = excluded.score, severity = excluded.score * events, seen_at_ms = excluded.seen_at_ms, head = excluded.head`,
  numberOf: "SELECT campaign FROM campaigns WHERE id = ?",
  get: `SELECT ${HEAD} FROM campaigns WHERE id = ?`,
  ofTarget: `SELECT ${HEAD} FROM campaigns
    WHERE campaign IN (SELECT campaign FROM campaign_targets WHERE kind = ? AND id = ?) ${ORDER} LIMIT ?`,
  ofMember: `SELECT ${HEAD} FROM campaigns
    WHERE campaign IN (SELECT campaign FROM campaign_members WHERE key = ? AND actor = ?) ${ORDER} LIMIT ?`,
  ofOwner: `SELECT ${HEAD} FROM campaigns
    WHERE campaign IN (SELECT campaign FROM campaign_targets WHERE owner_key = ? AND owner = ?) ${ORDER} LIMIT ?`,
  addMember: "INSERT OR IGNORE INTO campaign_members VALUES(?, ?, ?, ?, ?)",
  raiseMember: `UPDATE campaign_members SET probability = max(probability, ?3), orders = max(orders, ?4)
    WHERE campaign = ?1 AND key = ?2 AND (probability < ?3 OR orders < ?4)`,
  addMembers: "UPDATE campaigns SET members = members + ?2 WHERE campaign = ?1",
  members: `SELECT actor, key, probability, orders FROM campaign_members
    WHERE campaign = ?1 AND (probability < ?2 OR (probability = ?2 AND key > ?3)) ORDER BY probability DESC, key LIMIT ?4`,
  placeOf: "SELECT target FROM campaign_targets WHERE kind = ? AND id = ? AND type = ? AND campaign = ?",
  addTarget: `INSERT INTO campaign_targets VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0)`,
  widenTarget: `UPDATE campaign_targets SET members = max(members, ?3), audience = max(audience, ?4),
      from_ms = min(from_ms, ?5), to_ms = max(to_ms, ?6) WHERE campaign = ?1 AND target = ?2`,
  targetCount: "SELECT targets FROM campaigns WHERE campaign = ?",
  addTargets: "UPDATE campaigns SET targets = targets + ?2 WHERE campaign = ?1",
  targets: `SELECT ${TARGET} FROM campaign_targets
    WHERE campaign = ?1 AND (events < ?2 OR (events = ?2 AND target > ?3)) ORDER BY events DESC, target LIMIT ?4`,
  target: `SELECT ${TARGET} FROM campaign_targets WHERE campaign = ? AND target = ?`,
  ownersOf: `SELECT owner, owner_key AS ownerKey, sum(events) AS acts FROM campaign_targets
    WHERE campaign = ? AND owner IS NOT NULL GROUP BY owner_key ORDER BY acts DESC, owner LIMIT ?`,
  ownerCount: `SELECT count(DISTINCT owner_key) AS owners FROM campaign_targets
    WHERE campaign = ? AND owner_key IS NOT NULL AND events > 0`,
  distinctTargets:
    "SELECT count(*) AS targets FROM (SELECT DISTINCT kind, id FROM campaign_targets WHERE campaign = ?)",
  setOwners: "UPDATE campaigns SET owners = ?2 WHERE campaign = ?1",
  events: `SELECT * FROM (
      SELECT * FROM (SELECT ${CLAIM} FROM campaign_events WHERE campaign = ?1 AND claimed = 0 AND position > ?2
        ORDER BY position LIMIT ?3)
      UNION ALL
      SELECT * FROM (SELECT ${CLAIM} FROM campaign_events WHERE campaign = ?1 AND claimed = 1 AND position > ?2
        ORDER BY position LIMIT ?3))
    ORDER BY position LIMIT ?3`,
  claims: `SELECT ${CLAIM} FROM campaign_events WHERE campaign = ? AND claimed = ? AND position > ? ORDER BY position LIMIT ?`,
  claimsAt: `SELECT ${CLAIM} FROM campaign_events WHERE position = ? ORDER BY campaign`,
  claimFirst: "SELECT position FROM campaign_events ORDER BY position LIMIT 1",
  claimLast: "SELECT position FROM campaign_events ORDER BY position DESC LIMIT 1",
  takenBack: "SELECT 1 FROM taken_back WHERE position = ?",
  changedAfter: `SELECT change, ${HEAD} FROM campaign_changes JOIN campaigns USING(campaign)
    WHERE change > ? ORDER BY change LIMIT ?`,
  latestChange: "SELECT latest FROM campaign_change",
  totals: "SELECT status, count(*) AS campaigns, sum(corrected) AS corrected FROM campaigns GROUP BY status",
  unsettled: `SELECT id FROM campaigns WHERE (status = 'confirmed' AND claimed < events)
    OR (status <> 'confirmed' AND claimed > 0) ORDER BY campaign`,
  addEvent: "INSERT INTO campaign_events VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
  setClaim: "UPDATE campaign_events SET claimed = ?3 WHERE position = ?1 AND campaign = ?2",
  takeBack: "INSERT OR IGNORE INTO taken_back VALUES(?)",
  tallyTarget: `UPDATE campaign_targets SET events = events + ?3, claimed = claimed + ?4, corrected = corrected + ?5,
    counted = counted + ?6, lifted = lifted + ?7 WHERE campaign = ?1 AND target = ?2`,
  tallyCampaign: `UPDATE campaigns SET events = events + ?2, claimed = claimed + ?3, corrected = corrected + ?4,
    severity = score * (events + ?2) WHERE campaign = ?1`,
  correct: `INSERT INTO corrections VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms,
    public = public + excluded.public, held = held + excluded.held, rejected = rejected + excluded.rejected`,
  history: `SELECT at_ms AS atMs, campaign, type, public, held, rejected, cause FROM corrections
    WHERE kind = ? AND id = ? ORDER BY at_ms DESC, campaign, review DESC, type LIMIT ?`,
  dismissedEvents: `SELECT position AS cursor, EXISTS(
      SELECT 1 FROM campaign_events o JOIN campaigns c ON c.campaign = o.campaign
      WHERE o.position = e.position AND c.status = 'dismissed' AND c.by_person = 1) AS dismissed
    FROM (SELECT position FROM campaign_events WHERE campaign = ?1 AND claimed = 0 AND position > ?2
      ORDER BY position LIMIT ?3) e`,
  dismissedMembers: `SELECT key AS cursor, EXISTS(
      SELECT 1 FROM campaign_members o JOIN campaigns c ON c.campaign = o.campaign
      WHERE o.key = m.key AND c.status = 'dismissed' AND c.by_person = 1) AS dismissed
    FROM (SELECT key FROM campaign_members WHERE campaign = ?1 AND key > ?2 ORDER BY key LIMIT ?3) m`,
  forgetMembers: "DELETE FROM campaign_members WHERE key = ?",
  campaignsOfOwner: "SELECT DISTINCT campaign FROM campaign_targets WHERE owner_key = ?1 OR owner = ?2",
  forgetOwners:
    "UPDATE campaign_targets SET owner = NULL, owner_key = NULL WHERE owner_key = ?1 OR owner = ?2",
  latest: "SELECT id, campaign FROM campaigns ORDER BY live DESC, seen_at_ms DESC, campaign LIMIT ?",
  superfluous: `SELECT id, campaign FROM campaigns
    WHERE live = 0 AND ((status = 'confirmed' AND claimed = events) OR (status <> 'confirmed' AND claimed = 0))
    ORDER BY CASE status WHEN 'dismissed' THEN 0 WHEN 'open' THEN 1 ELSE 2 END, seen_at_ms, campaign
    LIMIT max(0, (SELECT count(*) FROM campaigns) - ?)`,
  dropEvents: `DELETE FROM campaign_events WHERE campaign = ?1 AND claimed = 0 AND position IN
    (SELECT position FROM campaign_events WHERE campaign = ?1 AND claimed = 0 ORDER BY position LIMIT ?2)`,
  dropMembers: `DELETE FROM campaign_members WHERE campaign = ?1 AND key IN
    (SELECT key FROM campaign_members WHERE campaign = ?1 LIMIT ?2)`,
  dropTargets: `DELETE FROM campaign_targets WHERE campaign = ?1 AND target IN
    (SELECT target FROM campaign_targets WHERE campaign = ?1 LIMIT ?2)`,
  dropHead: "DELETE FROM campaigns WHERE campaign = ?",
} as const;

/**
 * Older names in heads, with the format that has the new ones. A name in quotes with a colon behind it stands for a field only: inside a text JSON puts a
 * backslash before its quotes.
 */
const RENAMED_IN_HEADS: readonly (readonly [format: number, from: string, to: string])[] = [
  [4, '"knownAs":', '"matchedPool":'],
  [4, '"coactionShare":', '"inCampaignShare":'],
  [4, '"actsBesides":', '"unrelatedActs":'],
  [4, '"origin":"memory"', '"origin":"known_pool"'],
  [5, '"story":', '"lifecycle":'],
  ...["began", "grew", "shrank", "split", "merged", "ended"].map(
    (word) => [5, `"step":"${word}"`, `"transition":"${word}"`] as const,
  ),
];

/** The statements that bring heads of a format to the names of today. */
export function renamedHeadFields(format: number): string {
  return RENAMED_IN_HEADS.filter(([since]) => format < since)
    .map(([, from, to]) => `UPDATE campaigns SET head = replace(head, '${from}', '${to}');`)
    .join("\n");
}
