/** Where the archive keeps what; each is a prefix of its bucket, and all lie under its lock. */
export const locations = {
  /** The hash-chained order of all evidence, by environment and sequence. */
  ledger: "ledger/",
  /** What jobs write before an environment opens; the next record of the ledger takes it in. */
  early: "pre/",
  secretAccess: "secret-access/",
  securityScans: "security-scans/",
  metrics: "metrics/",
  /** Copies of a day's records in one object, large enough for Glacier. */
  segments: "segments/",
} as const;

/** The kinds of record that governance asks for (S004-GOV-02), and where each lies. */
export const recordTypes = [
  { type: "deployment", prefix: locations.ledger },
  { type: "secret-access", prefix: locations.secretAccess },
  { type: "change-approval", prefix: locations.ledger },
  { type: "security-scan", prefix: locations.securityScans },
  { type: "performance-metric", prefix: locations.metrics },
] as const;

/** Where the jobs of an environment add: everywhere but where jobs write that nobody has let in yet. */
export const writerPrefixes: readonly string[] = Object.values(locations).filter(
  (prefix) => prefix !== locations.early,
);
