import { oidcTrustBound } from "./access/oidc-trust-bound.ts";
import { auditBucketLocked } from "./audit/audit-bucket-locked.ts";
import type { Policy } from "./form/policy.ts";
import { defaultBranchRulesetWithoutBypass } from "./protection/default-branch-ruleset-without-bypass.ts";
import { productionRequiresReviewers } from "./protection/production-requires-reviewers.ts";

/** Every policy of the pack; a policy that is not in this list is not enforced. */
export const policies: readonly Policy[] = [
  productionRequiresReviewers,
  defaultBranchRulesetWithoutBypass,
  auditBucketLocked,
  oidcTrustBound,
];
