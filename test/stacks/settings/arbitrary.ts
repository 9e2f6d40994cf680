import fc from "fast-check";

const slug = (prefix: string) => fc.stringMatching(/^[a-z0-9]{1,6}$/).map((end) => `${prefix}-${end}`);
const day = fc
  .date({ min: new Date("2026-01-01"), max: new Date("2030-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const ordered = <Value extends string>(value: fc.Arbitrary<Value>) =>
  fc.tuple(value, value).map(([one, other]): [Value, Value] => (one <= other ? [one, other] : [other, one]));
const minute = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map(
    (total) => `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`,
  );
const weekday = fc.constantFrom("monday", "tuesday", "wednesday", "thursday", "friday");

const window = fc
  .record({
    zone: fc.constantFrom("UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu"),
    days: fc.uniqueArray(weekday, { minLength: 1 }),
    hours: ordered(minute).filter(([from, to]) => from < to),
    runway: fc.boolean(),
  })
  .map(({ zone, days, hours: [from, to], runway }) => ({ zone, hours: [{ days, from, to }], runway }));

const alerts = fc
  .record({
    severity: fc.constantFrom("critical", "high", "low"),
    later: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
  })
  .map(({ severity, later }) => ({
    severity,
    escalation: [
      { afterMinutes: 0, emails: ["operators@example.com"] },
      ...(later === undefined ? [] : [{ afterMinutes: later, emails: ["on-call@example.com"] }]),
    ],
  }));

/** The names that generated settings lean on; an account that has them can hold every generated pipeline. */
export const world = {
  owner: "mayassistant-org",
  repository: "mayassistant",
  teams: ["release-approvers", "operators", "developers"],
  dopplerConfigs: { development: "dev", staging: "stg", production: "prd" },
} as const;

function stage(tier: "development" | "staging" | "production") {
  const production = tier === "production";
  return fc
    .record({
      approvals: fc.constantFrom(
        ...(production
          ? [["approver"], ["approver", "operator"]]
          : [[], ["operator"], ["operator", "approver"]]),
      ),
      window: fc.option(window, { nil: undefined }),
      blackouts: fc.array(
        ordered(day).map(([from, to]) => ({ from, to, reason: "planned maintenance" })),
        { maxLength: 2 },
      ),
      holidays: fc.array(day, { maxLength: 2 }),
      rateLimit: fc.option(
        fc.record({ deployments: fc.integer({ min: 1, max: 5 }), perHours: fc.integer({ min: 1, max: 48 }) }),
        { nil: undefined },
      ),
      alerts,
      watchMinutes: fc.integer({ min: 1, max: 60 }),
      logLevel: fc.constantFrom("information", "warning", ...(production ? [] : ["debug"])),
      monitoring: fc.constantFrom("basic", "full", "comprehensive"),
      flags: fc.dictionary(fc.stringMatching(/^[A-Z][A-Za-z]{2,8}$/), fc.boolean(), { maxKeys: 3 }),
      secrets: fc.boolean(),
    })
    .map(({ logLevel, monitoring, flags, secrets, window, rateLimit, ...rest }) => ({
      tier,
      branches: production ? ["main"] : ["main", "feature/*"],
      dataClass: production ? "real" : "test",
      health: { backend: ["/health"] },
      ...rest,
      ...(window ? { window } : {}),
      ...(rateLimit ? { rateLimit } : {}),
      profile: {
        instances: { minimum: production ? 2 : 1, maximum: 5 },
        logLevel,
        monitoring,
        featureFlags: flags,
      },
      ...(secrets ? { secrets: { config: world.dopplerConfigs[tier] } } : {}),
    }));
}

const common = fc
  .record({
    title: fc.stringMatching(/^[A-Z][a-z ]{1,20}[a-z]$/),
    costCentre: slug("cc"),
    plan: fc.constantFrom(
      { plan: "enterprise", visibility: "private" },
      { plan: "team", visibility: "public" },
    ),
    integrationBranch: fc.boolean(),
    signedCommits: fc.boolean(),
    labels: fc.uniqueArray(slug("approved"), { maxLength: 3 }),
    development: stage("development"),
    staging: stage("staging"),
    production: stage("production"),
    requires: fc.boolean(),
  })
  .map((given) => ({
    version: 2,
    application: { name: "mayassistant", title: given.title, owner: "a team", costCentre: given.costCentre },
    github: {
      owner: world.owner,
      repository: { name: world.repository, manage: "existing" },
      ...given.plan,
      ...(given.integrationBranch ? { integrationBranch: "develop" } : {}),
      signedCommits: given.signedCommits,
      access: Object.fromEntries(world.teams.map((team) => [team, "push"])),
      labels: given.labels.map((name) => ({ name, color: "fbca04" })),
    },
    roles: {
      approver: { teams: ["release-approvers"] },
      operator: { teams: ["operators"] },
    },
    protection: {
      pipelineOwners: "approver",
      protectedPaths: given.labels.map((label) => ({ paths: [`${label}/**`], label })),
    },
    environments: {
      development: given.development,
      staging: given.staging,
      production: {
        ...given.production,
        ...(given.requires ? { requires: { environment: "staging", withinHours: 24 } } : {}),
      },
    },
    services: { backend: { platform: "azure-functions" }, frontend: { platform: "vercel" } },
    aws: { region: "us-east-1", oidcProvider: "create" },
    doppler: { project: "mayassistant", githubIntegration: "11111111-2222-4333-8444-555555555555" },
    secrets: { backend: { database: ["DATABASE_URL"], encryption: ["ENCRYPTION_KEY"] } },
  }));

const retention = fc.constantFrom(
  { mode: "COMPLIANCE", days: 2557 },
  { mode: "GOVERNANCE", days: 1, rehearsal: { reason: "a rehearsal", until: "2027-12-31" } },
);

/** What one generated pipeline's files hold: Pulumi.yaml's settings, and each stack's own. */
export const pipeline = fc
  .record({
    common,
    retention,
    days: fc.integer({ min: 30, max: 400 }),
    sku: fc.constantFrom("EP1", "EP2"),
    interval: fc.constantFrom(10, 30),
    failures: fc.integer({ min: 1, max: 10 }),
    services: fc.boolean(),
    monitoring: fc.boolean(),
  })
  .map((given): { common: Record<string, unknown>; stacks: Record<string, Record<string, unknown>> } => {
    const environmentStack = (name: string) => ({
      kind: "environment",
      environment: name,
      ...(given.services
        ? {
            backend: {
              name: `mayassistant-${name}`,
              location: "eastus",
              sku: given.sku,
              logRetentionDays: given.days,
            },
            frontend: { project: `mayassistant-${name}` },
            ...(given.monitoring
              ? { monitoring: { intervalSeconds: given.interval, failures: given.failures } }
              : {}),
          }
        : {}),
    });
    return {
      common: given.common,
      stacks: {
        shared: {
          kind: "shared",
          audit: { bucket: "mayassistant-audit-archive", retention: given.retention },
        },
        development: environmentStack("development"),
        staging: environmentStack("staging"),
        production: environmentStack("production"),
      },
    };
  });
