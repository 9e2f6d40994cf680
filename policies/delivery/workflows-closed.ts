import { parse, YAMLParseError } from "yaml";
import { iso27001, soc2 } from "../form/clauses.ts";
import { type Finding, type Subject, undecided, violation } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { asList, at, isRecord, isText, notKnown, type Properties, show, type Value } from "../form/value.ts";
import { deliveredBy, isDelivery } from "./files.ts";

const name = "workflows-closed";

const metadata: Metadata = {
  name,
  displayName: "Workflows ask for little and run nobody else's text",
  description:
    "A delivered workflow must have permissions that only read by default, actions and images pinned by their digest, and no expression of somebody else's text inside a script.",
  severity: "critical",
  clauses: [
    iso27001("A.8.28", "Secure coding is applied."),
    iso27001("A.5.21", "Risks of the supply chain of software are managed."),
    iso27001("A.8.2", "Privileged access rights are restricted."),
    soc2("CC6.3", "Access is given by role, with least privilege and separated duties."),
  ],
  requirements: ["S004-SECM-03", "S004-SEC-04"],
  remediationSteps:
    "Set permissions: {} (or scopes that read) at the top of the workflow and give each job what it needs by name. Write uses: OWNER/NAME@ and the 40 digits of a commit, docker:// images by @sha256:. Hand text of an event to a script through env, never as an expression inside it.",
  url: documentOf(name),
  tags: ["github", "actions"],
};

const workflowPath = /^\.github\/(workflows\/[^/]+|actions\/.+\/action)\.ya?ml$/;

/**
 * Text that others write (GitHub Docs, "Security hardening for GitHub Actions"): of the event, of the branch's name, of
 * whoever starts a run.
 */
const others =
  /\$\{\{(?:(?!\}\}).)*\b(github\s*(\.\s*event\b(?!_)|\[)|github\.(head_ref|ref_name|ref|actor)\b|inputs\b)/s;

export const workflowsClosed: Policy = {
  metadata,

  resource(resource) {
    if (!isDelivery(resource)) return [];
    const subject: Subject = { kind: "Delivery", resource };
    const files = deliveredBy(resource);
    if (!files) return [undecided(subject, "must have files whose paths are known; given: none yet")];
    return files
      .filter(({ path }) => workflowPath.test(path))
      .flatMap(({ path, content }) => judgeFile({ ...subject, kind: `${path} of the delivery` }, content));
  },
};

function judgeFile(subject: Subject, content: Value | undefined): Finding[] {
  if (content === notKnown) {
    return [undecided(subject, "must have a content that can be read; given: not known before the update")];
  }
  const document = isText(content) ? fromYaml(content) : undefined;
  if (!isRecord(document)) {
    return [violation(subject, "must have a content that is a YAML mapping; given: something else")];
  }
  const isAction = isRecord(document["runs"]);
  return [
    ...(isAction ? [] : judgePermissions(subject, document)),
    ...stepsOf(document).flatMap((step) => judgeStep(subject, step)),
  ];
}

function fromYaml(text: string): Value | undefined {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLParseError) return undefined;
    throw error;
  }
}

/** By default a job reads at most; what it writes it says itself, scope by scope. */
function judgePermissions(subject: Subject, document: Properties): Finding[] {
  const permissions = document["permissions"];
  const jobs = document["jobs"];
  const reads =
    isRecord(permissions) &&
    Object.values(permissions).every((level) => level === "read" || level === "none");
  return [
    ...(reads
      ? []
      : [violation(subject, `must have permissions at its top that only read; given: ${show(permissions)}`)]),
    ...Object.entries(isRecord(jobs) ? jobs : {}).flatMap(([job, body]) => {
      const own = isRecord(body) ? body["permissions"] : undefined;
      if (own === undefined || isRecord(own)) return [];
      return [
        violation(subject, `must have permissions of the job ${job} by their names; given: ${show(own)}`),
      ];
    }),
  ];
}

/** What a step runs: an action, an image or a script. */
interface Step {
  uses: Value | undefined;
  scripts: readonly (Value | undefined)[];
}

/** The steps of every job, or of an action; a workflow that a job calls and an image that it runs in count as steps. */
function stepsOf(document: Properties): Step[] {
  const jobs = document["jobs"];
  const bodies = [...Object.values(isRecord(jobs) ? jobs : {}), ...asList(document["runs"])].filter(isRecord);
  return bodies.flatMap((body): Step[] => [
    { uses: body["uses"], scripts: [] },
    ...imagesOf(body).map((image) => ({ uses: `docker://${image}`, scripts: [] })),
    ...asList(body["steps"])
      .filter(isRecord)
      .map((step): Step => ({ uses: step["uses"], scripts: [step["run"], at(step, "with.script")] })),
  ]);
}

function imagesOf(job: Properties): string[] {
  const services = job["services"];
  const holders: readonly Value[] = [
    job["container"] ?? null,
    ...Object.values(isRecord(services) ? services : {}),
  ];
  return holders.flatMap((holder) => {
    const image: Value | undefined = isRecord(holder) ? holder["image"] : holder;
    return isText(image) && image !== "" ? [image] : [];
  });
}

function judgeStep(subject: Subject, { uses, scripts }: Step): Finding[] {
  const loose = uses !== undefined && !isPinned(uses);
  return [
    ...(loose
      ? [violation(subject, `must have uses pinned by a full commit or digest; given: ${show(uses)}`)]
      : []),
    ...scripts.flatMap((text) =>
      isText(text) && others.test(text)
        ? [
            violation(
              subject,
              `must have no text of others inside a script, but in env; given: ${show(text)}`,
            ),
          ]
        : [],
    ),
  ];
}

function isPinned(uses: Value): boolean {
  return (
    isText(uses) && /^(\.\/.*|docker:\/\/.+@sha256:[0-9a-f]{64}|[\w.-]+\/[\w./-]+@[0-9a-f]{40})$/.test(uses)
  );
}
