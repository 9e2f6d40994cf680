import { z } from "zod";
import { moment, oneOf, sha, text } from "../contract/words.ts";
import { fact, members } from "../facts/facts.ts";

/** What a change is held against. */
export const guardRules = ["protected-paths", "dependency-freeze", "lockfiles"] as const;

export type GuardRule = (typeof guardRules)[number];

/** One commit of the change; of a pull request, all of its commits as one. */
const step = z.strictObject({
  commit: sha,
  paths: z.array(z.string()),
  /** The pull request that it is, or came by; null: it came by none. */
  pull: z.int().nullable(),
});

const pull = z.strictObject({
  number: z.int(),
  author: z.string(),
  /** Null while it is open. */
  mergedAt: moment.nullable(),
  /** The labels that it has now, each with who set it last. */
  labels: z.array(
    z.strictObject({
      name: z.string(),
      /** Null where GitHub does not say. */
      by: z.string().nullable(),
      at: moment.nullable(),
    }),
  ),
});

const freeze = z.strictObject({
  manifest: z.string(),
  lock: z.string(),
  /** Which of the two are there. */
  present: z.strictObject({ manifest: z.boolean(), lock: z.boolean() }),
  /** Lines of the manifest that pin nothing. */
  unpinned: z.array(z.string()),
  /** What the lock says otherwise. */
  differences: z.array(z.string()),
});

const lockfile = z.union([
  z.strictObject({ lock: z.string(), remedy: z.string(), differences: z.array(z.string()) }),
  z.strictObject({ lock: z.string(), remedy: z.string(), missing: text("why it could not be told") }),
]);

/** All that a guard decides from, beside the contract. */
export const guardFacts = z.strictObject({
  facts: z.literal(1),
  subject: z.strictObject({
    rule: oneOf(guardRules, "what the change is held against"),
    event: z.string(),
    /** Null: the branch is new, and everything in it as well. */
    base: sha.nullable(),
    head: sha,
  }),
  steps: fact(z.array(step)),
  pulls: fact(z.array(pull)),
  /** What people may do in the repository who set labels, in GitHub's words. */
  permissions: z.record(z.string(), fact(z.string())),
  members: z.record(z.string(), fact(members)),
  freezes: fact(z.array(freeze)),
  lockfiles: fact(z.array(lockfile)),
});

export type GuardFacts = z.infer<typeof guardFacts>;
export type Step = z.infer<typeof step>;
export type PullFacts = z.infer<typeof pull>;
export type FreezeFacts = z.infer<typeof freeze>;
