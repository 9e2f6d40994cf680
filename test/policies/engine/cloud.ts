import type { ResourceType } from "../../../sandbox/protocol/resource-type.ts";
import { type ServedProvider, serveProvider } from "../../../sandbox/protocol/server.ts";

/** Inputs of the types that the program registers, and for some an output that only the update knows. */
const types: Record<string, { version: string; inputs: Record<string, string[]>; computed?: string[] }> = {
  github: {
    version: "6.15.0",
    inputs: {
      "github:index/repositoryEnvironment:RepositoryEnvironment": [
        "canAdminsBypass",
        "deploymentBranchPolicy",
        "environment",
        "preventSelfReview",
        "repository",
        "reviewers",
      ],
      "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": [
        "branchPattern",
        "environment",
        "repository",
      ],
      "github:index/repositoryRuleset:RepositoryRuleset": [
        "bypassActors",
        "conditions",
        "enforcement",
        "name",
        "repository",
        "rules",
        "target",
      ],
    },
  },
  aws: {
    version: "7.48.0",
    inputs: {
      "aws:s3/bucket:Bucket": ["bucket", "objectLockEnabled", "tags"],
      "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": ["bucket", "rule"],
      "aws:s3/bucketPolicy:BucketPolicy": ["bucket", "policy"],
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": [
        "blockPublicAcls",
        "blockPublicPolicy",
        "bucket",
        "ignorePublicAcls",
        "restrictPublicBuckets",
      ],
      "aws:s3/bucketVersioning:BucketVersioning": ["bucket", "versioningConfiguration"],
      "aws:iam/role:Role": ["assumeRolePolicy", "name", "tags"],
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ["clientIdLists", "tags", "url"],
    },
    computed: ["arn"],
  },
  "azure-native": {
    version: "3.28.0",
    inputs: {
      "azure-native:managedidentity:FederatedIdentityCredential": [
        "audiences",
        "issuer",
        "resourceGroupName",
        "resourceName",
        "subject",
      ],
    },
  },
};

/**
 * Serves clouds that accept everything. The sandbox's own clouds refuse some mistakes before a policy could, and here
 * it is the policy that must refuse.
 */
export async function serveIndulgentClouds(): Promise<ServedProvider[]> {
  return Promise.all(
    Object.entries(types).map(([name, { version, inputs, computed = [] }]) =>
      serveProvider({
        name,
        version,
        functions: [],
        types: Object.entries(inputs).map(([token, properties]) => indulgent(token, properties, computed)),
      }),
    ),
  );
}

function indulgent(token: string, properties: string[], computed: string[]): ResourceType {
  const made = Object.fromEntries(computed.map((property) => [property, `the ${property}`]));
  return {
    token,
    inputs: Object.fromEntries(properties.map((property) => [property, {}])),
    computed,
    create: () => ({ id: token, outputs: made }),
    read: () => undefined,
    update: () => ({}),
    delete() {
      // There is nothing behind the resource.
    },
  };
}
