/**
 * A number for each change of a campaign that a list shows, so that whoever follows campaigns can say how far they have come.
 * Triggers give it, inside the transaction of the change: none is missed, whatever writes. A look that only moves the time a
 * campaign was last seen is no change. Files of before get one number for each campaign they hold.
 */
export const CAMPAIGN_CHANGES = `
  CREATE TABLE campaign_changes(campaign INTEGER PRIMARY KEY, change INTEGER NOT NULL UNIQUE) STRICT;
  CREATE TABLE campaign_change(one INTEGER PRIMARY KEY CHECK(one = 1), latest INTEGER NOT NULL) STRICT;
  INSERT INTO campaign_changes SELECT campaign, campaign FROM campaigns;
  INSERT INTO campaign_change SELECT 1, coalesce(max(campaign), 0) FROM campaigns;
  CREATE TRIGGER campaign_came AFTER INSERT ON campaigns BEGIN
    UPDATE campaign_change SET latest = latest + 1;
    DELETE FROM campaign_changes WHERE campaign = new.campaign;
    INSERT INTO campaign_changes SELECT new.campaign, latest FROM campaign_change;
  END;
  CREATE TRIGGER campaign_changed
    AFTER UPDATE OF status, live, score, members, targets, events, corrected ON campaigns
    WHEN old.status <> new.status OR old.live <> new.live OR old.score <> new.score OR old.members <> new.members
      OR old.targets <> new.targets OR old.events <> new.events OR old.corrected <> new.corrected
  BEGIN
    UPDATE campaign_change SET latest = latest + 1;
    DELETE FROM campaign_changes WHERE campaign = new.campaign;
    INSERT INTO campaign_changes SELECT new.campaign, latest FROM campaign_change;
  END;
  CREATE TRIGGER campaign_went AFTER DELETE ON campaigns BEGIN
    DELETE FROM campaign_changes WHERE campaign = old.campaign;
  END;`;
