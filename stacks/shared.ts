import * as pulumi from "@pulumi/pulumi";
import { GithubOidc } from "../components/access/github-oidc.ts";
import { findTeam, type Role, resolveRole } from "../components/access/roles.ts";
import { Audit } from "../components/audit/index.ts";
import { Protection } from "../components/protection/index.ts";
import { adviceFor } from "../components/protection/plan.ts";
import { findRepository } from "../components/protection/repository.ts";
import type { Handover } from "./handover.ts";
import type { SharedSettings } from "./settings/schema.ts";
import type { Summary } from "./summary.ts";

/** Declares what exists once: the repository's protection, the trust between clouds, the archive of evidence. */
export async function sharedStack(
  settings: SharedSettings,
): Promise<{ summary: pulumi.Input<Summary>; handover: pulumi.Input<Handover> }> {
  const { application, github, audit } = settings;
  const repository = `${github.owner}/${github.repository.name}`;
  // Every name is looked up before anything is declared, so that a slip stops the first stack's preview.
  const [roles] = await Promise.all([
    Promise.all(Object.entries(settings.roles).map(([name, holders]) => resolveRole(name, holders))),
    github.repository.manage === "existing"
      ? findRepository(github.owner, github.repository.name)
      : undefined,
  ]);
  const access = await teamAccess(github.access, roles);

  new Protection("protection", {
    repository: github.repository.name,
    manage: github.repository.manage,
    visibility: github.visibility,
    description: application.title,
    integrationBranch: github.integrationBranch,
    signedCommits: github.signedCommits,
    labels: github.labels,
    access,
  });

  const oidc = new GithubOidc(
    "github-oidc",
    settings.aws.oidcProvider === "existing" ? await GithubOidc.existing() : undefined,
  );
  const archive = new Audit("audit", {
    application: application.name,
    bucket: audit.bucket,
    region: settings.aws.region,
    retention: audit.retention,
    repository,
    writers: audit.writers,
    readers: audit.readers,
    oidcProvider: oidc.arn,
  });

  return {
    summary: summaryOf(settings, repository),
    handover: {
      repository,
      auditBucket: audit.bucket,
      auditRegion: settings.aws.region,
      auditWriterRole: archive.writerRoleArn,
    },
  };
}

/** Every team that holds a role, with at least read access, and the teams of the settings' access list. */
async function teamAccess(permissions: SharedSettings["github"]["access"], roles: readonly Role[]) {
  const ids = new Map(roles.flatMap((role) => role.teams.map(({ slug, id }) => [slug, id])));
  const slugs = new Set([...ids.keys(), ...Object.keys(permissions)]);
  return Promise.all(
    [...slugs].map(async (slug) => ({
      slug,
      teamId: ids.get(slug) ?? (await findTeam(slug, `github.access.${slug}`)).id,
      permission: permissions[slug] ?? "pull",
    })),
  );
}

function summaryOf(settings: SharedSettings, repository: string): Summary {
  const { application, github, audit } = settings;
  const { retention } = audit;
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
        by: `OIDC for ${audit.writers.join(", ")} of ${repository}; no stored key`,
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
      writers: audit.writers,
      readers: audit.readers,
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
      ...adviceFor(github.plan, github.visibility).flatMap(({ feature, enforced, instead }) =>
        enforced ? [] : [`GitHub's plan ${github.plan} does not enforce ${feature} here; ${instead}.`],
      ),
      ...(retention.rehearsal
        ? [
            `Evidence is locked for ${retention.days} days in ${retention.mode} mode only, until ${retention.rehearsal.until}: ` +
              retention.rehearsal.reason,
          ]
        : []),
    ],
  };
}
