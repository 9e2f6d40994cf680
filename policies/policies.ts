import { azureRoleNarrow } from "./access/azure-role-narrow.ts";
import { iamPolicyWithoutWildcard } from "./access/iam-policy-without-wildcard.ts";
import { nothingSharedBetweenEnvironments } from "./access/nothing-shared-between-environments.ts";
import { oidcTrustBound } from "./access/oidc-trust-bound.ts";
import { repositoryGrantsBounded } from "./access/repository-grants-bounded.ts";
import { rollbackIdentityOnlySwaps } from "./access/rollback-identity-only-swaps.ts";
import { auditBucketDeniesDeletion } from "./audit/audit-bucket-denies-deletion.ts";
import { auditBucketLocked } from "./audit/audit-bucket-locked.ts";
import { keyRotates } from "./audit/key-rotates.ts";
import { noForceDestroy } from "./audit/no-force-destroy.ts";
import { protectedWhereLossIsFinal } from "./audit/protected-where-loss-is-final.ts";
import { realDataOnlyInProduction } from "./data/real-data-only-in-production.ts";
import { productionKeepsItsControls } from "./delivery/production-keeps-its-controls.ts";
import { workflowsClosed } from "./delivery/workflows-closed.ts";
import type { Policy } from "./form/policy.ts";
import { productionIsWatched } from "./monitoring/production-is-watched.ts";
import { actionsSettingsClosed } from "./protection/actions-settings-closed.ts";
import { defaultBranchRulesetWithoutBypass } from "./protection/default-branch-ruleset-without-bypass.ts";
import { environmentNamesItsBranches } from "./protection/environment-names-its-branches.ts";
import { productionRequiresReviewers } from "./protection/production-requires-reviewers.ts";
import { noPlainTextSecret } from "./secrets/no-plain-text-secret.ts";
import { noStaticCloudSecret } from "./secrets/no-static-cloud-secret.ts";
import { secretsReachOneEnvironment } from "./secrets/secrets-reach-one-environment.ts";
import { cloudResourcesTagged } from "./services/cloud-resources-tagged.ts";
import { encryptedTransport } from "./services/encrypted-transport.ts";
import { noDebugOutsideDevelopment } from "./services/no-debug-outside-development.ts";
import { noPublishingPassword } from "./services/no-publishing-password.ts";
import { productionIsRedundant } from "./services/production-is-redundant.ts";
import { publicAccessBlocked } from "./services/public-access-blocked.ts";
import { vercelWithoutGitLink } from "./services/vercel-without-git-link.ts";

/** Every policy of the pack; a policy that is not in this list is not enforced. */
export const policies: readonly Policy[] = [
  productionRequiresReviewers,
  defaultBranchRulesetWithoutBypass,
  environmentNamesItsBranches,
  productionKeepsItsControls,
  workflowsClosed,
  actionsSettingsClosed,
  repositoryGrantsBounded,
  oidcTrustBound,
  nothingSharedBetweenEnvironments,
  rollbackIdentityOnlySwaps,
  azureRoleNarrow,
  iamPolicyWithoutWildcard,
  noStaticCloudSecret,
  noPlainTextSecret,
  secretsReachOneEnvironment,
  vercelWithoutGitLink,
  noPublishingPassword,
  encryptedTransport,
  publicAccessBlocked,
  noDebugOutsideDevelopment,
  cloudResourcesTagged,
  realDataOnlyInProduction,
  productionIsWatched,
  productionIsRedundant,
  auditBucketLocked,
  auditBucketDeniesDeletion,
  keyRotates,
  protectedWhereLossIsFinal,
  noForceDestroy,
];
