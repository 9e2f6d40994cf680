import packages from "../../../package.json" with { type: "json" };
import { type Environment, type Step, type text, uses } from "../model/index.ts";

/** The engine that the project is tested with. */
export const pulumiVersion = packages.dependencies["@pulumi/pulumi"];

/** In the order in which they go up: environments read what the shared stack hands over. */
export const stacks = ["shared", "development", "staging", "production"] as const;

/** Node as the project asks for it, and its packages by the lock file alone. */
export function setUp(ref?: Parameters<typeof text>[1], depth?: number): Step[] {
  return [
    uses("Check out", {
      uses: "actions/checkout",
      with: {
        ...(ref === undefined ? {} : { ref }),
        ...(depth === undefined ? {} : { "fetch-depth": depth }),
      },
    }),
    uses("Set up Node", {
      uses: "actions/setup-node",
      with: { "node-version": "24", "package-manager-cache": false },
    }),
  ];
}

const variables = [
  "AWS_ROLE_ARN",
  "AWS_REGION",
  "ARM_CLIENT_ID",
  "ARM_TENANT_ID",
  "ARM_SUBSCRIPTION_ID",
  "PULUMI_BACKEND_URL",
  "GATEHOUSE_APP_ID",
  "GATEHOUSE_APP_OWNER",
  "GATEHOUSE_APP_REPOSITORY",
] as const;
const secrets = ["GATEHOUSE_APP_KEY", "DOPPLER_TOKEN", "VERCEL_API_TOKEN"] as const;

/** What an environment holds that opens the clouds: identities by OIDC, and the tokens of hosts that take none. */
export const held = { variables, secrets };

export type CloudEnvironment = Environment<(typeof secrets)[number], (typeof variables)[number]>;

/** Signs in to the clouds, for what the environment's identities may do: the preview's read, the update's write. */
export function signIn(at: CloudEnvironment): Step[] {
  return [
    uses("Sign in to AWS", {
      uses: "aws-actions/configure-aws-credentials",
      with: {
        "role-to-assume": at.variables.AWS_ROLE_ARN,
        "aws-region": at.variables.AWS_REGION,
        "role-session-name": "gatehouse",
      },
    }),
  ];
}

/** What the providers read; secrets go nowhere else. */
export function cloudEnv(at: CloudEnvironment) {
  return {
    PULUMI_BACKEND_URL: at.variables.PULUMI_BACKEND_URL,
    ARM_CLIENT_ID: at.variables.ARM_CLIENT_ID,
    ARM_TENANT_ID: at.variables.ARM_TENANT_ID,
    ARM_SUBSCRIPTION_ID: at.variables.ARM_SUBSCRIPTION_ID,
    ARM_USE_OIDC: "true",
    DOPPLER_TOKEN: at.secrets.DOPPLER_TOKEN,
    VERCEL_API_TOKEN: at.secrets.VERCEL_API_TOKEN,
  };
}

/** What a preview asks of GitHub: to read what is declared (docs/bootstrap.md explains each). */
const reading = {
  "permission-metadata": "read",
  "permission-administration": "read",
  "permission-actions": "read",
  "permission-environments": "read",
  "permission-contents": "read",
  "permission-pull-requests": "read",
  "permission-issues": "read",
  "permission-members": "read",
} as const;

const writing = {
  ...reading,
  "permission-administration": "write",
  "permission-actions": "write",
  "permission-environments": "write",
  "permission-contents": "write",
  "permission-workflows": "write",
  "permission-pull-requests": "write",
  "permission-issues": "write",
} as const;

/** A token of the GitHub App, for this job, the application's repository and no more than it needs there. */
export function appToken(at: CloudEnvironment, use: "preview" | "up") {
  return uses("Take the app's token", {
    id: "app",
    uses: "actions/create-github-app-token",
    outputs: ["token"],
    with: {
      "app-id": at.variables.GATEHOUSE_APP_ID,
      "private-key": at.secrets.GATEHOUSE_APP_KEY,
      owner: at.variables.GATEHOUSE_APP_OWNER,
      repositories: at.variables.GATEHOUSE_APP_REPOSITORY,
      ...(use === "preview" ? reading : writing),
    },
  });
}
