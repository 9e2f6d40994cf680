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

/** The books of the ledger: each has a chain for every environment. */
const books = [locations.ledger, locations.secretAccess, locations.securityScans, locations.metrics] as const;

/**
 * Where the jobs of a stage add: to its own chains and their segments, never to another stage's. What a job of staging
 * writes can so never look like a record of production.
 */
export function writerPrefixes(stage: string): string[] {
  return [
    ...books.map((book) => `${book}${stage}/`),
    ...books.map((book) => `${locations.segments}${book}${stage}/`),
  ];
}
