import { type Expression, type Step, uses } from "../../model/index.ts";
import type { RoadApp } from "../road.ts";
import type { Door } from "./door.ts";

/** What the app's token may do in one job. */
export interface AppToken {
  readonly steps: readonly Step[];
  /** Undefined where the settings name no app: the job's own token has to do. */
  readonly token: Expression | undefined;
}

/**
 * The app's token for gates: who belongs to a team, a job's own token may not read. It reads and nothing else.
 */
export function readingToken(app: RoadApp | undefined, door: Door): AppToken {
  if (!app) return { steps: [], token: undefined };
  const step = uses("Take the app's token for reading", {
    id: "app",
    uses: "actions/create-github-app-token",
    outputs: ["token"],
    with: {
      "client-id": app.clientId,
      "private-key": door.secret(app.privateKey),
      "permission-actions": "read",
      "permission-attestations": "read",
      "permission-checks": "read",
      "permission-contents": "read",
      "permission-deployments": "read",
      "permission-issues": "read",
      "permission-members": "read",
      "permission-pull-requests": "read",
    },
  });
  return { steps: [step], token: step.outputs.token };
}

/**
 * The app's token for what must be able to start a workflow, or to write where `main`'s ruleset lets nobody else: a
 * deployment, the ledger branch.
 */
export function writingToken(
  app: RoadApp | undefined,
  door: Door,
  what: "deployments" | "contents",
  when?: Expression,
): AppToken {
  if (!app) return { steps: [], token: undefined };
  const common = {
    "client-id": app.clientId,
    "private-key": door.secret(app.privateKey),
  };
  const step = uses("Take the app's token for writing", {
    id: "app-writes",
    if: when,
    uses: "actions/create-github-app-token",
    outputs: ["token"],
    with:
      what === "deployments"
        ? { ...common, "permission-deployments": "write" }
        : { ...common, "permission-contents": "write" },
  });
  return { steps: [step], token: step.outputs.token };
}
