import type { CommandName } from "../../../../pipeline/contract/commands.ts";
import type { Permissions } from "../../model/index.ts";

/** What gates and approvals read at GitHub: the run, its approvals, the commit's checks and pull requests, incidents. */
const decides = {
  actions: "read",
  attestations: "read",
  checks: "read",
  contents: "read",
  deployments: "read",
  issues: "read",
  "pull-requests": "read",
} as const satisfies Permissions;

/** What each command asks of the token by which it speaks to GitHub; the others ask GitHub nothing. */
const asked: Partial<Record<CommandName, Permissions>> = {
  gate: decides,
  when: decides,
  approvals: decides,
  guard: { contents: "read", "pull-requests": "read" },
  "audit run": { actions: "read" },
  "audit record": { actions: "read" },
  incident: { issues: "write" },
  monitor: { actions: "read", "security-events": "read" },
  watch: { "security-events": "read" },
  deploy: { deployments: "write" },
  promote: { deployments: "write" },
  canary: { deployments: "write", issues: "write" },
  rollback: { deployments: "write" },
  "last-good": { contents: "write" },
  metrics: { actions: "read", issues: "read" },
  validate: { actions: "read", contents: "read" },
  "audit witnesses": { contents: "read" },
};

/** What a command needs of a token; undefined where it needs none. */
export function needsOfCommand(command: CommandName): Permissions | undefined {
  return asked[command];
}
