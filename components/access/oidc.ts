import { RunError } from "@pulumi/pulumi";
import { canonicalJson } from "../json.ts";

/** GitHub's OIDC issuer, and the audiences that the clouds ask for (GitHub Docs, "OpenID Connect reference"). */
export const issuer = "token.actions.githubusercontent.com";
export const awsAudience = "sts.amazonaws.com";
export const azureAudience = "api://AzureADTokenExchange";

/** How GitHub writes the subject of one repository's tokens (GitHub Docs, "OpenID Connect reference"). */
export interface SubjectForm {
  /**
   * The numbers of owner and repository. They stand in the subject of repositories that were made, renamed or
   * transferred after 2026-07-15, and of those that opted in, whatever the template. Left out: names alone.
   */
  ids?: { owner: number; repository: number } | undefined;
  /** `default`, or `workflow` where the repository's template is `workflowTemplate`: each subject names its workflow. */
  template: "default" | "workflow";
}

/** The claims of the template `workflow`, as `includeClaimKeys` of the repository's customisation has them. */
export const workflowTemplate = ["repo", "context", "job_workflow_ref"] as const;

/** A repository whose tokens a cloud trusts. */
export interface TokenSource {
  /** `owner/name`, spelled as GitHub spells it: the clouds compare with regard to case. */
  repository: string;
  form: SubjectForm;
}

/** One workflow file of the repository, as it stands on one branch. */
export interface WorkflowFile {
  /** For example `deploy-production.yml`, in `.github/workflows`. */
  file: string;
  branch: string;
}

/** Jobs that run in an environment; with `workflow`, those of that one workflow alone. */
export interface EnvironmentJob {
  environment: string;
  workflow?: WorkflowFile | undefined;
}

/** Jobs that run in no environment: a branch alone is not enough, since every workflow on it has the same subject. */
export interface BranchJob {
  branch: string;
  workflow: WorkflowFile;
}

export type Job = EnvironmentJob | BranchJob;

/** The subject where a repository uses names alone and no template; see `subjectFor` for the other forms. */
export function subjectOf(repository: string, environment: string): string {
  return subjectFor({ repository, form: { template: "default" } }, { environment });
}

/**
 * The exact subject of the tokens that a job gets. Different repositories, environments, branches and, in the template
 * `workflow`, workflows have different subjects.
 *
 * @throws RunError when a name cannot stand in a subject as it is, or the template asks for a workflow.
 */
export function subjectFor(source: TokenSource, job: Job): string {
  const { form } = source;
  const subject = `repo:${repositoryIn(source)}:${contextOf(job)}`;
  if (form.template === "default") return subject;
  if (!job.workflow) {
    throw new RunError(
      `The subject of ${source.repository}'s tokens names the workflow, and none is given for ${contextOf(job)}. ` +
        "Name the workflow file and its branch, or leave the repository's subject as GitHub has it.",
    );
  }
  return `${subject}:job_workflow_ref:${workflowRefOf(source.repository, job.workflow)}`;
}

/** The claim `job_workflow_ref` of a job of one workflow file; it holds names alone in every form. */
export function workflowRefOf(repository: string, { file, branch }: WorkflowFile): string {
  const path = plain("workflow file", file, /^[\w.-]+\.ya?ml$/, "a file name that ends in .yml or .yaml");
  return `${nameOf(repository)}/.github/workflows/${path}@refs/heads/${branchName(branch)}`;
}

/**
 * An IAM trust policy for these jobs and for nothing else: exact subjects, no wildcard. A job's workflow is bound by a
 * condition of its own, which STS compares since January 2026 (AWS, "STS supports validation of identity provider
 * claims"); a token without the claim is refused. The names are judged at once, before the provider's ARN is known.
 *
 * @throws RunError when a name cannot stand in a subject, or the jobs are too many for one role.
 */
export function trustOfJobs(source: TokenSource, jobs: readonly Job[]): (providerArn: string) => string {
  const byWorkflow = new Map<string | undefined, string[]>();
  for (const job of jobs) {
    const workflow = job.workflow && workflowRefOf(source.repository, job.workflow);
    byWorkflow.set(workflow, [...(byWorkflow.get(workflow) ?? []), subjectFor(source, job)]);
  }
  const policyFor = (providerArn: string) =>
    canonicalJson({
      Version: "2012-10-17",
      Statement: [...byWorkflow].map(([workflow, subjects]) => ({
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: providerArn },
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: awsAudience,
            [`${issuer}:sub`]: subjects,
            ...(workflow ? { [`${issuer}:job_workflow_ref`]: workflow } : {}),
          },
        },
      })),
    });
  const { length } = policyFor(`arn:aws:iam::000000000000:oidc-provider/${issuer}`);
  if (length <= longestTrust) return policyFor;
  throw new RunError(
    `The trust policy for ${jobs.length} kinds of jobs of ${source.repository} has ${length} characters; an IAM role ` +
      `takes ${longestTrust}. Name fewer environments and workflows for one role.`,
  );
}

/** Characters, where nobody asked AWS for more (AWS, "IAM and AWS STS quotas"). */
const longestTrust = 2048;

function repositoryIn({ repository, form: { ids } }: TokenSource): string {
  const [owner, name] = nameOf(repository).split("/");
  if (!ids) return `${owner}/${name}`;
  return `${owner}@${idOf("owner", ids.owner)}/${name}@${idOf("repository", ids.repository)}`;
}

function contextOf(job: Job): string {
  return "environment" in job
    ? `environment:${environmentName(job.environment)}`
    : `ref:refs/heads/${branchName(job.branch)}`;
}

function nameOf(repository: string): string {
  const form = /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/;
  return plain(
    "repository",
    repository,
    form,
    "owner/name with letters, digits, '-', and '.' or '_' in the name",
  );
}

/**
 * GitHub writes a colon in a name as %3A, so that two names could share one subject; `*`, `?` and `${` mean more than
 * themselves to AWS. The other characters are those that GitHub refuses in an environment's name.
 */
function environmentName(name: string): string {
  const form = /^(?! )[^\p{Cc}:%*?$'"`,;\\]{1,255}(?<! )$/u;
  return plain("environment", name, form, "1 to 255 characters without : % * ? $ ' \" ` , ; \\");
}

function branchName(name: string): string {
  return plain("branch", name, /^[\w.-]+(\/[\w.-]+)*$/, "letters, digits and _ . - with / between");
}

function plain(what: string, given: string, form: RegExp, allowed: string): string {
  if (form.test(given)) return given;
  throw new RunError(
    `The ${what} ${JSON.stringify(given)} cannot stand in the subject of GitHub's tokens. Allowed: ${allowed}. ` +
      "Rename it at GitHub and in the settings.",
  );
}

function idOf(whose: string, id: number): number {
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new RunError(
    `The id of the ${whose} is ${id}; GitHub's ids are whole numbers above 0. \`gh api repos/OWNER/NAME\` shows them.`,
  );
}
