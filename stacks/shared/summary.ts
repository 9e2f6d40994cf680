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
  const writers = Object.values(writersOf(settings)).flat();
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
    stays: staysOf(settings, repository),
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

/** What a destroy leaves: what the program protects, and what it made for people to fill. */
export function staysOf(settings: SharedSettings, repository: string): Summary["stays"] {
  const { audit, backups, github, doppler, dns } = settings;
  return [
    {
      what: `S3 bucket ${audit.bucket} with its lock and its key`,
      why: "evidence must outlive the stack",
      until: `${audit.retention.days} days after the last record`,
    },
    {
      what: `the delivered files on ${github.defaultBranch} of ${repository}`,
      why: "a pipeline that runs needs them",
      until: "a pull request removes them",
    },
    ...kept(backups, ({ bucket, retention }) => ({
      what: `S3 bucket ${bucket} with its lock and its key`,
      why: "backups must outlive what they bring back",
      until: `${retention.days} days after the last backup`,
    })),
    ...kept(github.repository.manage === "create", () => ({
      what: `repository ${repository}`,
      why: "its history is evidence",
      until: "a person archives it",
    })),
    ...github.createTeams.map((slug) => ({
      what: `team ${slug} of ${github.owner}`,
      why: "people put its members there, and it may open other repositories",
      until: "a person deletes it at GitHub",
    })),
    ...kept(doppler.manage === "create", () => ({
      what: `Doppler project ${doppler.project} with its configs`,
      why: "its secrets would go with it, and there is no copy",
      until: "a person deletes it in Doppler",
    })),
    ...kept(dns?.manage === "create" && dns, ({ zone }) => ({
      what: `DNS zone ${zone}`,
      why: "every name in it would be gone until the registrar knows another zone's servers",
      until: "a person moves the names and deletes it",
    })),
  ];
}

function kept<Part>(part: Part | false | undefined, tell: (part: Part) => Summary["stays"][number]) {
  return part ? [tell(part)] : [];
}
