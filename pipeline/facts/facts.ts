import { z } from "zod";
import { migrationRisks } from "../contract/environment.ts";
import { environmentName, login, moment, oneOf, roleName, sha, text } from "../contract/words.ts";

/** A fact is there, or it is said why not; a gate that asks for a missing one never opens. */
export type Fact<Value> = { value: Value } | { missing: string };

/** Schema of a fact. */
export function fact<Schema extends z.ZodType>(value: Schema) {
  return z.union([z.strictObject({ value }), z.strictObject({ missing: text("why it could not be told") })]);
}

/** What is to happen: a release goes in, or an earlier one comes back. */
export const kinds = ["release", "rollback"] as const;

export const run = z.strictObject({
  id: z.int(),
  attempt: z.int().min(1),
  event: z.string(),
  /** The workflow file, as `.github/workflows/deploy.yml`. */
  workflow: z.string(),
  branch: z.string().nullable(),
  /** The commit whose workflow file runs; not always the release. */
  sha,
  /** Who set the run in motion first. */
  actor: z.string(),
  /** Who set this attempt in motion. */
  triggeringActor: z.string(),
  /** When this attempt began. */
  startedAt: moment,
});

export const members = z.strictObject({ logins: z.array(z.string()), readAt: moment });

/** One release that went into an environment, whatever became of it. */
const passage = z.strictObject({
  /** The workflow run; null where the record names none. */
  run: z.int().nullable(),
  sha,
  /** When it began to go in. */
  at: moment,
  /** Where that is written: a record of the ledger, or a deployment of GitHub. */
  source: z.string(),
});

const declaration = z.strictObject({
  kind: oneOf(["override", "expedite", "first-release"], "what is declared"),
  by: login,
  at: moment,
  reason: text("a reason"),
  environment: environmentName,
  sha,
  /** The gates that an override opens. */
  gates: z.array(z.string()).optional(),
  /** When an override ends. */
  until: moment.optional(),
  source: z.string(),
});

/** All that a decision is made from beside the contract and the time. */
export const facts = z.strictObject({
  facts: z.literal(1),
  subject: z.strictObject({ environment: environmentName, kind: oneOf(kinds, "what happens"), sha }),
  clock: fact(z.strictObject({ runner: moment, github: moment })),
  run: fact(run),
  /** The release's tree: a merge may give the same content another commit. */
  tree: fact(sha),
  /** Whether the release is reachable from the run's branch. */
  onBranch: fact(z.boolean()),
  members: z.record(roleName, fact(members)),
  freezes: fact(z.array(z.strictObject({ reference: z.string(), title: z.string() }))),
  incidents: fact(
    z.array(
      z.strictObject({
        reference: z.string(),
        title: z.string(),
        openedAt: moment,
        closedAt: moment.nullable(),
      }),
    ),
  ),
  /** Releases into this environment that GitHub's deployments show. */
  deployments: fact(z.array(passage)),
  /** Releases into this environment that the ledger shows. */
  releases: fact(z.array(passage)),
  /** The newest good release in this environment, by the ledger; null: there was none yet. */
  lastGood: fact(z.strictObject({ sha, at: moment }).nullable()),
  /** Whether this commit has been a good release here before; asked of a rollback only. */
  wasGood: fact(z.boolean()),
  /** Outcomes of the smoke tests that the ledger holds for the earlier stage. */
  passes: fact(
    z.array(
      z.strictObject({
        environment: environmentName,
        sha,
        tree: sha.nullable(),
        at: moment,
        outcome: oneOf(["pass", "fail"], "what came of it"),
        source: z.string(),
      }),
    ),
  ),
  checks: fact(
    z.array(
      z.strictObject({
        name: z.string(),
        /** The app that ran it; a person with write access can report a check of any name by another app. */
        app: z.string(),
        /** Null while it runs. */
        conclusion: z.string().nullable(),
        startedAt: moment.nullable(),
      }),
    ),
  ),
  records: fact(z.array(z.strictObject({ kind: z.string(), at: moment, good: z.boolean() }))),
  migrations: fact(
    z.strictObject({ risk: oneOf(migrationRisks, "the worst risk"), names: z.array(z.string()) }),
  ),
  attestations: fact(
    z.array(z.strictObject({ artifact: z.string(), verified: z.boolean(), why: z.string() })),
  ),
  declarations: fact(z.array(declaration)),
});

export type Facts = z.infer<typeof facts>;
export type Kind = (typeof kinds)[number];
export type Run = z.infer<typeof run>;
export type Passage = z.infer<typeof passage>;
export type Declaration = z.infer<typeof declaration>;
export type Members = z.infer<typeof members>;
export type RoleMembers = Facts["members"];
export type FactName = Exclude<keyof Facts, "facts" | "subject" | "members">;

/** A fact that nobody asked for. */
export const notAsked = { missing: "The contract asks for nothing that needs it." } as const;
