/** A policy without rules that matter: what is not counted is so because of a campaign, and only when a person says so. */
export const PEOPLE_DECIDE = `name: people-decide
version: "1"
features:
  ip_likes_1m: { kind: count, by: ip, on: like, window: 60s }
rules:
  r:
    on: like
    when: ip_likes_1m > 1000000
    weight: 0.1
    text: { zh: 甲, en: a }
campaigns:
  confirm: never
  watch: { every: 1s }
`;
