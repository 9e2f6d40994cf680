import * as pulumi from "@pulumi/pulumi";
import { GithubOidc } from "../../components/access/github-oidc.ts";
import type { TokenSource } from "../../components/access/oidc.ts";
import { Audit } from "../../components/audit/index.ts";
import { LedgerIndex } from "../../components/audit/ledger-index.ts";
import { Delivery } from "../../components/delivery/index.ts";
import { ApplicationRepository } from "../../components/protection/application-repository.ts";
import { Protection } from "../../components/protection/index.ts";
import { findLabels } from "../../components/protection/labels.ts";
import { enforces } from "../../components/protection/plan.ts";
import { findOwner, findRepository } from "../../components/protection/repository.ts";
import type { HandedOver } from "../handover.ts";
import type { SharedSettings } from "../settings/schema.ts";
import { writersOf } from "../stage.ts";
import type { Summary } from "../summary.ts";
import { tagsOf } from "../tags.ts";
import { lookUpRoles, teamAccess } from "./access.ts";
import { deliveredFiles } from "./files.ts";
import { labelsOf } from "./labels.ts";
import { declareBackups, declareCost, declareSecretProject, declareZone, loadParts } from "./parts.ts";
import { summaryOf } from "./summary.ts";
import { actionsUsed } from "./workflow-actions.ts";

/** Declares what exists once: the repository's protection, the trust between clouds, the archive of evidence. */
export async function sharedStack(
  settings: SharedSettings,
): Promise<{ summary: pulumi.Input<Summary>; handover: pulumi.Input<HandedOver> }> {
  const { application, github, audit, aws } = settings;
  // Every name is looked up before anything is declared, so that a slip stops the first stack's preview.
  const [roles, found, oidcArn, parts] = await Promise.all([
    lookUpRoles(settings),
    lookUpRepository(settings),
    aws.oidcProvider === "existing" ? GithubOidc.existing() : undefined,
    loadParts(settings),
  ]);
  const access = await teamAccess(settings, roles);
  await findLabels(github.repository.name, github.labels);
  const tags = tagsOf(settings);
  const made = github.repository.manage === "create" ? declareRepository(settings) : undefined;
  const delivery = new Delivery("delivery", {
    owner: github.owner,
    repository: github.repository.name,
    defaultBranch: github.defaultBranch,
    files: await deliveredFiles(settings),
    after: made ? [made] : [],
  });
  new Protection("protection", {
    repository: github.repository.name,
    after: made ? [made] : [],
    integrationBranch: github.integrationBranch,
    signedCommits: github.signedCommits,
    requiredChecks: delivery.requiredChecks,
    allowedActions: enforces("actionList", github.plan, github.visibility) ? actionsOf(settings) : "all",
    oidcSubject: "default",
    labels: labelsOf(settings),
    access,
  });

  const repository = `${github.owner}/${github.repository.name}`;
  const source: TokenSource = { repository, form: { ids: found, template: "default" } };
  const oidc = new GithubOidc("github-oidc", { arn: oidcArn, tags });
  const common = { application: application.name, region: aws.region, tags };
  const index = new LedgerIndex("audit-index", { ...common, bucket: `${audit.bucket}-index` });
  const archive = new Audit("audit", {
    ...common,
    bucket: audit.bucket,
    retention: audit.retention,
    source,
    writers: Object.fromEntries(
      Object.entries(writersOf(settings)).map(([stage, doors]) => [
        stage,
        doors.map((environment) => ({ environment })),
      ]),
    ),
    earlyWriters: audit.earlyWorkflows.map((file) => ({
      branch: github.defaultBranch,
      workflow: { file, branch: github.defaultBranch },
    })),
    readers: audit.readers,
    oidcProvider: oidc.arn,
    indexBucketArn: index.bucketArn,
  });
  const backups = declareBackups(settings, parts, { ...common, source, oidcProvider: oidc.arn });
  const dnsZoneId = declareZone(settings, parts, tags);
  declareCost(settings, parts, tags);
  declareSecretProject(settings, parts);

  return {
    summary: summaryOf(settings, repository, delivery),
    handover: {
      repository,
      ...(found ? { repositoryIds: found } : {}),
      auditBucket: audit.bucket,
      auditIndexBucket: `${audit.bucket}-index`,
      auditRegion: aws.region,
      auditWriterRoles: pulumi.output(archive.writerRoleArns),
      ...(backups ? { backupBucket: backups.bucket } : {}),
      backupRoles: pulumi.output(backups?.writerRoleArns ?? {}),
      ...(dnsZoneId === undefined ? {} : { dnsZoneId }),
    },
  };
}

/** Looks the repository up where it is there already; its numbers, where the subjects of its tokens have them. */
async function lookUpRepository({
  github,
  environments,
}: SharedSettings): Promise<{ owner: number; repository: number } | undefined> {
  if (github.repository.manage === "create") return undefined;
  const repository = await findRepository(
    github.owner,
    github.repository.name,
    promotesByPullRequest(environments),
  );
  return github.oidcSubject === "ids" ? { owner: await findOwner(github.owner), repository } : undefined;
}

function promotesByPullRequest(environments: SharedSettings["environments"]): boolean {
  return Object.values(environments).some(({ approval }) => approval === "pull-request");
}

function declareRepository({ github, application, environments }: SharedSettings): ApplicationRepository {
  return new ApplicationRepository("repository", {
    repository: github.repository.name,
    visibility: github.visibility,
    description: application.title,
    mergeCommits: promotesByPullRequest(environments),
  });
}

/** The actions that may run: GitHub's own, those of the workflow files, and those that the settings name. */
function actionsOf(settings: SharedSettings): string[] {
  return [...new Set(["actions/*@*", ...actionsUsed(settings), ...settings.github.allowedActions])].sort();
}
