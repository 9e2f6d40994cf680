import type { Contract } from "../../pipeline/contract/contract.ts";
import type { Stage } from "../../pipeline/contract/environment.ts";
import type { Declaration, Facts } from "../../pipeline/facts/facts.ts";

export const release = "a".repeat(40);
export const tree = "b".repeat(40);
/** Monday, 10:00 in New York. */
export const monday = "2027-02-01T15:00:00Z";

export const hours = (count: number) => count * 3_600_000;

/** A moment before or after another, in UTC. */
export const shifted = (moment: string, milliseconds: number) =>
  new Date(Date.parse(moment) + milliseconds).toISOString().replace(".000Z", "Z");

/** Production as specification 002 has it: two roles, a window, a rate limit, a stage before it. */
export const production: Stage = {
  tier: "production",
  branches: ["main"],
  doors: [
    { name: "production-tech-lead", purpose: "approval", role: "tech-lead" },
    { name: "production", purpose: "entry", role: "qa-lead" },
    { name: "production-rollback", purpose: "rollback" },
  ],
  approval: "reviewers",
  dataClass: "real",
  window: {
    zone: "America/New_York",
    hours: [{ days: ["monday", "tuesday", "wednesday", "thursday"], from: "09:00", to: "15:00" }],
    runway: false,
  },
  blackouts: [{ from: "2027-02-08", to: "2027-02-09", reason: "Planned maintenance" }],
  holidays: ["2027-02-15"],
  rateLimit: { deployments: 1, perHours: 4 },
  requires: { environment: "staging", withinHours: 24 },
  incidentFreeHours: 24,
  evidence: { checks: ["ci"], records: ["backup"], migrations: "reversible" },
  watchMinutes: 15,
  limits: { deployMinutes: 20, rollbackMinutes: 5 },
};

const open: Stage = {
  tier: "development",
  branches: ["main", "feature/*"],
  doors: [{ name: "development", purpose: "entry" }],
  approval: "reviewers",
  dataClass: "test",
  blackouts: [],
  holidays: [],
  evidence: { checks: [], records: [], migrations: "irreversible" },
  watchMinutes: 15,
  limits: { deployMinutes: 10, rollbackMinutes: 5 },
};

export const contract: Contract = {
  contract: 1,
  application: { name: "clinical-diary", title: "Clinical Diary" },
  repository: { owner: "acme", name: "app", defaultBranch: "main" },
  runtime: { version: "0.1.0", sha256: "0".repeat(64) },
  roles: {
    "tech-lead": { teams: ["tech-leads"], users: [] },
    "qa-lead": { teams: [], users: ["quinn"] },
    "deployment-manager": { teams: ["deployment-managers"], users: [] },
  },
  releases: {
    startedBy: "deployment-manager",
    overriddenBy: "tech-lead",
    firstReleaseBy: "tech-lead",
    activation: "on",
    longestOverrideHours: 24,
  },
  labels: { incident: "incident", critical: "critical", freeze: "deployment-freeze" },
  protection: { protectedPaths: [], dependencyFreeze: [] },
  environments: {
    development: open,
    staging: {
      ...open,
      tier: "staging",
      branches: ["main"],
      doors: [
        { name: "staging", purpose: "entry", role: "qa-lead" },
        { name: "staging-rollback", purpose: "rollback" },
      ],
    },
    production,
  },
  notifications: { emails: [] },
  objectives: {},
  audit: {
    bucket: "clinical-diary-audit",
    region: "us-east-1",
    indexBucket: "clinical-diary-audit-index",
    prefixes: {
      ledger: "ledger/",
      early: "pre/",
      secretAccess: "secret-access/",
      securityScans: "security-scans/",
      metrics: "metrics/",
      segments: "segments/",
    },
  },
};

/** The contract with other rules for one environment. */
export function ruled(change: Partial<Stage>, name = "production"): Contract {
  const stage = contract.environments[name];
  if (!stage) throw new Error(`The test's contract has no ${name}`);
  return { ...contract, environments: { ...contract.environments, [name]: { ...stage, ...change } } };
}

/** Facts under which every gate of production says yes on that Monday. */
export const goodFacts: Facts = {
  facts: 1,
  subject: { environment: "production", kind: "release", sha: release },
  clock: { value: { runner: monday, github: monday } },
  run: {
    value: {
      id: 700,
      attempt: 1,
      event: "workflow_dispatch",
      workflow: ".github/workflows/deploy-production.yml",
      branch: "main",
      sha: release,
      actor: "dora",
      triggeringActor: "dora",
      startedAt: shifted(monday, -hours(1)),
    },
  },
  tree: { value: tree },
  onBranch: { value: true },
  members: {
    "tech-lead": { value: { logins: ["terry", "tess"], readAt: monday } },
    "qa-lead": { value: { logins: ["quinn"], readAt: monday } },
    "deployment-manager": { value: { logins: ["dora", "dan"], readAt: monday } },
  },
  freezes: { value: [] },
  incidents: { value: [] },
  deployments: { value: [] },
  releases: { value: [] },
  lastGood: { value: { sha: "c".repeat(40), at: "2027-01-20T15:00:00Z" } },
  wasGood: { value: false },
  passes: {
    value: [
      {
        environment: "staging",
        sha: release,
        tree,
        at: shifted(monday, -hours(2)),
        outcome: "pass",
        source: "staging/41",
      },
    ],
  },
  checks: {
    value: [
      { name: "ci", app: "github-actions", conclusion: "success", startedAt: shifted(monday, -hours(3)) },
    ],
  },
  records: { value: [{ kind: "backup", at: shifted(monday, -hours(1)), good: true }] },
  migrations: { value: { risk: "trivial", names: ["015_add_index.sql"] } },
  attestations: { value: [] },
  declarations: { value: [] },
};

/** A declaration for the release to production, made an hour before. */
export function declared(change: Partial<Declaration>): Facts["declarations"] {
  const whole: Declaration = {
    kind: "override",
    by: "terry",
    at: shifted(monday, -hours(1)),
    reason: "Mends incident #12",
    environment: "production",
    sha: release,
    source: "run 700",
    ...change,
  };
  return { value: [whole] };
}
