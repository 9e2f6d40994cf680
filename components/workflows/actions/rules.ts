import type { Permissions } from "../model/permissions.ts";

/** What Gatehouse knows of an action beyond its pin. */
export interface ActionRule {
  /** What the action asks of the job's token, as its own documentation says. */
  readonly permissions?: Permissions;
  /** Inputs that are always set so, and that nobody else sets. */
  readonly fixed?: Readonly<Record<string, string | number | boolean>>;
  /** Inputs that the action runs as code: no expression gets in. Words, as in the pins. */
  readonly code?: string;
}

const oidc = { permissions: { "id-token": "write" } } as const;
const attests = { permissions: { attestations: "write", "id-token": "write" } } as const;

export const rules = {
  // The token would else stay in .git/config, where every later step can read it.
  "actions/checkout": {
    permissions: { contents: "read" },
    fixed: { "persist-credentials": false },
  },
  "actions/attest": attests,
  "actions/attest-build-provenance": attests,
  "actions/dependency-review-action": { permissions: { contents: "read" } },
  "actions/github-script": { code: "script" },
  "aws-actions/configure-aws-credentials": oidc,
  "azure/login": oidc,
  "github/codeql-action/analyze": { permissions: { contents: "read", "security-events": "write" } },
  "github/codeql-action/upload-sarif": { permissions: { "security-events": "write" } },
  "pulumi/auth-actions": oidc,
} as const satisfies Readonly<Record<string, ActionRule>>;
