import { z } from "zod";
import { environmentName, moment, oneOf, roleName, sha } from "../contract/words.ts";
import { fact, members, run } from "../facts/facts.ts";

/** What somebody said at one or more doors of a run; GitHub's answer has neither a time nor an attempt. */
const review = z.strictObject({
  doors: z.array(z.string()),
  said: oneOf(["approved", "rejected", "pending"], "what was said"),
  by: z.string(),
  comment: z.string(),
});

/** One deployment that this run made at a door. */
const passing = z.strictObject({
  door: z.string(),
  /** When the run asked to pass. */
  askedAt: moment,
  /** When it passed; null while it waits, and where it was turned away. */
  openedAt: moment.nullable(),
});

/** The pull request by which a release was promoted. */
const promotion = z.strictObject({
  number: z.int(),
  author: z.string(),
  mergedBy: z.string(),
  mergedAt: moment,
  base: z.string(),
  /** The last commit that was reviewed. */
  head: sha,
  merge: sha,
  reviews: z.array(
    z.strictObject({
      by: z.string(),
      said: oneOf(["approved", "changes-requested", "dismissed", "commented"], "what was said"),
      commit: sha.nullable(),
      at: moment,
      comment: z.string(),
    }),
  ),
});

/** All that approvals are judged from, beside the contract. */
export const approvalFacts = z.strictObject({
  facts: z.literal(1),
  subject: z.strictObject({ environment: environmentName, sha }),
  run: fact(run),
  members: z.record(roleName, fact(members)),
  reviews: fact(z.array(review)),
  passings: fact(z.array(passing)),
  /** Null: the commit is no merge of a pull request to the promotion branch. */
  promotion: fact(promotion.nullable()),
});

export type ApprovalFacts = z.infer<typeof approvalFacts>;
export type Review = z.infer<typeof review>;
export type Passing = z.infer<typeof passing>;
export type Promotion = z.infer<typeof promotion>;
