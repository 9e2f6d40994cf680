import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { Bucket } from "@pulumi/aws/s3/bucket.js";
import {
  BucketObjectLockConfiguration,
  type BucketObjectLockConfigurationArgs,
} from "@pulumi/aws/s3/bucketObjectLockConfiguration.js";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import {
  FederatedIdentityCredential,
  type FederatedIdentityCredentialArgs,
} from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";
import {
  RepositoryEnvironment,
  type RepositoryEnvironmentArgs,
} from "@pulumi/github/repositoryEnvironment.js";
import { RepositoryEnvironmentDeploymentPolicy } from "@pulumi/github/repositoryEnvironmentDeploymentPolicy.js";
import { RepositoryRuleset, type RepositoryRulesetArgs } from "@pulumi/github/repositoryRuleset.js";
import * as pulumi from "@pulumi/pulumi";

const repository = "application";
const subject = "repo:acme/application:environment:production";
const tags = {
  application: "application",
  environment: "production",
  owner: "the team",
  "cost-centre": "42",
  "data-class": "real",
};
const host = "token.actions.githubusercontent.com";

/** What a test changes in a program that keeps every policy. */
export interface Changes {
  /** Inputs of the production environment; `arn` is text that only the update knows. */
  environment?: (arn: pulumi.Output<string>) => Partial<RepositoryEnvironmentArgs>;
  tier?: string;
  ruleset?: Partial<RepositoryRulesetArgs>;
  lock?: Partial<BucketObjectLockConfigurationArgs>;
  retention?: object;
  /** Pulumi's option of the archive's resources. */
  protect?: boolean;
  /** The subjects of the AWS role's trust. */
  subjects?: string[];
  credential?: Partial<FederatedIdentityCredentialArgs>;
}

class Part extends pulumi.ComponentResource {
  constructor(kind: string, name: string, inputs: pulumi.Inputs) {
    super(`gatehouse:components:${kind}`, name, inputs);
    this.registerOutputs({});
  }
}

/** Registers with the published SDKs one of everything that the policies judge, as it should be but for the changes. */
export function declare(changes: Changes): void {
  const provider = new OpenIdConnectProvider("github", {
    url: `https://${host}`,
    clientIdLists: ["sts.amazonaws.com"],
    tags,
  });
  declareEnvironments(changes, provider.arn);
  declareRuleset(changes);
  declareArchive(changes);
  declareTrust(changes);
}

function declareEnvironments(changes: Changes, arn: pulumi.Output<string>): void {
  const parent = new Part("Environment", "production", {
    tier: changes.tier ?? "production",
    gates: [
      { name: "production", purpose: "entry" },
      { name: "production-rollback", purpose: "rollback" },
    ],
  });
  const closed: Omit<RepositoryEnvironmentArgs, "environment"> = {
    repository,
    canAdminsBypass: false,
    deploymentBranchPolicy: { customBranchPolicies: true, protectedBranches: false },
  };
  const environments: RepositoryEnvironmentArgs[] = [
    {
      ...closed,
      environment: "production",
      preventSelfReview: true,
      reviewers: [{ teams: [7] }],
      ...changes.environment?.(arn),
    },
    { ...closed, environment: "production-rollback" },
  ];
  environments.forEach((args, index) => {
    const { environment } = new RepositoryEnvironment(`production-door-${index}`, args, { parent });
    const branch = { repository, environment, branchPattern: "main" };
    new RepositoryEnvironmentDeploymentPolicy(`production-branch-${index}`, branch, { parent });
  });
}

function declareRuleset(changes: Changes): void {
  new RepositoryRuleset("default-branch", {
    repository,
    name: "default branch",
    target: "branch",
    enforcement: "active",
    conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
    rules: {
      deletion: true,
      nonFastForward: true,
      requiredLinearHistory: true,
      pullRequest: {
        requireCodeOwnerReview: true,
        dismissStaleReviewsOnPush: true,
        requireLastPushApproval: true,
        requiredApprovingReviewCount: 1,
      },
    },
    ...changes.ruleset,
  });
}

function declareArchive(changes: Changes): void {
  const parent = new Part("Audit", "audit", { retention: changes.retention ?? {} });
  const kept = { parent, protect: changes.protect ?? true };
  const { bucket } = new Bucket(
    "audit-bucket",
    { bucket: "acme-records", objectLockEnabled: true, tags },
    kept,
  );
  const versioning = { bucket, versioningConfiguration: { status: "Enabled" } };
  new BucketVersioning("audit-versioning", versioning, kept);
  new BucketObjectLockConfiguration(
    "audit-lock",
    { bucket, rule: { defaultRetention: { mode: "COMPLIANCE", years: 7 } }, ...changes.lock },
    kept,
  );
  const blocked = { blockPublicAcls: true, blockPublicPolicy: true };
  const restricted = { ignorePublicAcls: true, restrictPublicBuckets: true };
  new BucketPublicAccessBlock("audit-public-access", { bucket, ...blocked, ...restricted }, kept);
  new BucketPolicy("audit-policy", { bucket, policy: JSON.stringify(archivePolicy) }, kept);
}

const archivePolicy = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: "arn:aws:s3:::acme-records/*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Effect: "Deny",
      Principal: "*",
      Action: [
        "s3:BypassGovernanceRetention",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:PutObjectRetention",
      ],
      Resource: "arn:aws:s3:::acme-records/*",
    },
  ],
};

function declareTrust(changes: Changes): void {
  new Role("writer", {
    name: "writer",
    tags,
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${host}` },
          Condition: {
            StringEquals: {
              [`${host}:aud`]: "sts.amazonaws.com",
              [`${host}:sub`]: changes.subjects ?? [subject],
            },
          },
        },
      ],
    }),
  });
  new FederatedIdentityCredential("deployer", {
    resourceGroupName: "application",
    resourceName: "deployer",
    issuer: `https://${host}`,
    subject,
    audiences: ["api://AzureADTokenExchange"],
    ...changes.credential,
  });
}
