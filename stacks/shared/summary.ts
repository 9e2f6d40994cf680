import * as pulumi from "@pulumi/pulumi";
import type { Delivery } from "../../components/delivery/index.ts";
import { adviceFor } from "../../components/protection/plan.ts";
import type { SharedSettings } from "../settings/schema.ts";
import { writersOf } from "../stage.ts";
import type { Summary } from "../summary.ts";

/** What the shared stack tells people and machines. */
export function summaryOf(settings: SharedSettings, repository: string, delivery: Delivery): Summary {
  const { application, github, audit } = settings;
  const { retention } = audit;
  const writers = writersOf(settings);
  const branches = [github.defaultBranch, ...(github.integrationBranch ? [github.integrationBranch] : [])];
  return {
    stack: pulumi.getStack(),
    kind: "shared",
    application: application.title,
    repository,
    guards: [
      ...branches.map((branch) => ({
        what: `branch ${branch}`,
        by:
          "ruleset: pull request with a code owner's review, approved by another than its last pusher; " +
          "linear history; no force push, no deletion, no bypass",
      })),
      {
        what: "workflows",
        by: "token read-only unless a job asks for more; actions pinned to a full commit SHA",
      },
      {
        what: "evidence",
        by: `S3 Object Lock, ${retention.mode}, ${retention.days} days; TLS only; written once, never deleted`,
      },
      {
        what: "cloud access from workflows",
        by: `OIDC for ${writers.join(", ")} of ${repository}; no stored key`,
      },
    ],
    approvals: [],
    health: [],
    services: [],
    secrets: [],
    audit: {
      bucket: audit.bucket,
      mode: retention.mode,
      retentionDays: retention.days,
      writers,
      readers: audit.readers,
    },
    delivery: {
      live: delivery.live,
      pending: delivery.pending,
      requiredChecks: delivery.requiredChecks,
      pullRequest: delivery.pullRequest.apply((open) => open?.url ?? ""),
    },
    stays: [
      {
        what: `S3 bucket ${audit.bucket} with its lock and its key`,
        why: "evidence must outlive the stack",
        until: `${retention.days} days after the last record`,
      },
      ...(github.repository.manage === "create"
        ? [
            {
              what: `repository ${repository}`,
              why: "its history is evidence",
              until: "a person archives it",
            },
          ]
        : []),
    ],
    notices: [
      ...planNotices(settings),
      ...activationNotices(settings),
      ...(retention.rehearsal
        ? [
            `Evidence is locked for ${retention.days} days in ${retention.mode} mode only, until ${retention.rehearsal.until}: ` +
              retention.rehearsal.reason,
          ]
        : []),
    ],
  };
}

/** What the plan does not enforce of what the road leans on, once for each way of saying yes that is in use. */
function planNotices({ github, environments }: SharedSettings): string[] {
  const asked = Object.values(environments).filter(({ approvals }) => approvals.length > 0);
  const ways = new Set(asked.map(({ approval }) => approval));
  const notices = [...ways].flatMap((by) =>
    adviceFor(github.plan, github.visibility, by).flatMap(({ feature, enforced, instead }) =>
      enforced ? [] : [`GitHub's plan ${github.plan} does not enforce ${feature} here; ${instead}.`],
    ),
  );
  return [...new Set(notices)];
}

function activationNotices({ releases }: SharedSettings): string[] {
  return releases.activation === "on"
    ? []
    : ["The workflows are delivered and cannot start: releases.activation is off (S002-ACT-04)."];
}
