import type { DeclaredEnvironment, Facts, LiveEnvironment, StackState } from "../facts.ts";
import { done, type Finding, missing, together, unknown, wrong } from "../finding.ts";
import type { Reading } from "../reading.ts";
import { without } from "./accounts.ts";

export function judgeCli({ engine, sandbox }: Facts): Finding {
  const has = `Pulumi ${engine.version}`;
  if (sandbox || engine.source === "path") return done(`${has} (${engine.source})`);
  return missing(
    `pulumi is not on PATH in a version that fits; doctor looked with its own ${has} (${engine.source})`,
    "Install it: https://www.pulumi.com/docs/install/",
  );
}

export function judgeBackend({ backend, sandbox }: Facts): Finding {
  if ("failed" in backend) {
    return without(
      backend.failed,
      "Pulumi",
      'pulumi login "s3://BUCKET?region=REGION", or pulumi login for Pulumi Cloud',
    );
  }
  const { url, user } = backend.value;
  if (sandbox) return done(`${url}, the sandbox's own`);
  if (url.startsWith("file:")) {
    return wrong(
      `the state lies on this machine alone (${url})`,
      'pulumi login "s3://BUCKET?region=REGION", or pulumi login for Pulumi Cloud',
    );
  }
  return done(`${url}, as ${user}`);
}

/** What every question about stacks answers while nobody is logged in. */
const unread = unknown("the state cannot be read yet", "See the step state-backend");

const kms = /^(awskms|azurekeyvault|gcpkms|hashivault):\/\//;

export function judgeSecretsProvider(facts: Facts): Finding {
  const { sandbox, wanted, backend } = facts;
  if (sandbox)
    return done("a passphrase that the sandbox made up for itself; real accounts need a key of a KMS");
  if ("failed" in backend) return unread;
  const cloud = /^https:\/\/(app|api)\.pulumi\.com/.test(backend.value.url);
  return together(
    [wanted.sharedStack, ...wanted.stages.map(({ stack }) => stack)].map((stack) =>
      ofStack(stack, facts, cloud),
    ),
  );
}

function ofStack(stack: string, { wanted, stacks }: Facts, cloud: boolean): Finding {
  const key = `"awskms://alias/gatehouse?region=${wanted.aws.region}"`;
  const change = `pulumi stack change-secrets-provider ${key} -s ${stack}`;
  const file = wanted.files.get(stack);
  const provider = file?.secretsProvider;
  if (provider === "passphrase" || (file?.salted && provider === undefined)) {
    return wrong(`${stack}: its file has a passphrase, which travels by hand and opens every secret`, change);
  }
  const state = stacks.get(stack);
  if (state === undefined)
    return missing(`${stack}: no such stack yet`, `pulumi stack init ${stack} --secrets-provider ${key}`);
  if ("failed" in state) return unknown(`${stack}: ${state.failed.said}`, "See the step state-backend");
  const type = state.value.secretsProvider;
  if (type === "passphrase" || type === "b64") {
    return wrong(
      `${stack}: its state's secrets provider is ${type === "b64" ? "none at all" : "a passphrase"}`,
      change,
    );
  }
  if (type === "cloud" || (provider !== undefined && kms.test(provider))) {
    return done(`${stack}: ${provider ?? "a key of a KMS"}`);
  }
  if (type === "service" || (cloud && (provider === undefined || provider === "default"))) {
    return done(`${stack}: Pulumi Cloud's own key`);
  }
  return unknown(`${stack}: neither its file nor its state names a key`, change);
}

/** How far one stack is up. */
export function judgeUp(stack: string, state: Reading<StackState> | undefined, sandbox: boolean): Finding {
  const up = sandbox ? `npm start -- --stack ${stack}` : `pulumi up -s ${stack} --policy-pack policies`;
  if (state === undefined) return missing(`${stack} is not there yet`, up);
  if ("failed" in state) return unknown(`${stack}: ${state.failed.said}`, "See the step state-backend");
  const { resources, pending, finished } = state.value;
  if (pending > 0) {
    return wrong(
      `${stack} has ${pending} operations that an interrupted engine left`,
      sandbox ? up : `pulumi refresh -s ${stack}   (asks about each of them), then ${up}`,
    );
  }
  if (resources === 0) return missing(`${stack} declares nothing yet`, up);
  if (!finished) return wrong(`${stack} has ${resources} resources and did not come to its end`, up);
  return done(`${stack}: ${resources} resources`);
}

export function judgeShared({ backend, wanted, stacks, sandbox }: Facts): Finding {
  if ("failed" in backend) return unread;
  return judgeUp(wanted.sharedStack, stacks.get(wanted.sharedStack), sandbox);
}

/** Each stage's stack, and then whether GitHub's doors are as the stack left them: its provider does not see all of it. */
export function judgeEnvironments({ backend, wanted, stacks, github, sandbox }: Facts): Finding {
  if ("failed" in backend) return unread;
  const findings = wanted.stages.map(({ stack, environment }) => {
    const state = stacks.get(stack);
    const up = judgeUp(stack, state, sandbox);
    if (up.state === "missing")
      return { ...up, found: up.found + takenOver(environment, github.environments) };
    if (up.state !== "done" || state === undefined || "failed" in state) return up;
    const again = sandbox
      ? `npm start -- --stack ${stack}`
      : `pulumi up --refresh -s ${stack} --policy-pack policies`;
    return together([
      up,
      ...state.value.environments.map((one) => judgeDoor(one, github.environments, again)),
    ]);
  });
  // In the order in which they go up: the first that is not up is the next to do.
  const first = findings.find(({ state }) => state !== "done");
  const all = together(findings);
  return first?.next === undefined ? all : { ...all, next: first.next };
}

/** GitHub refuses no environment that is there already, so that nothing else would tell what the first up takes over. */
function takenOver(environment: string, live: Reading<LiveEnvironment[]>): string {
  if ("failed" in live) return "";
  if (!live.value.some(({ name }) => name.toLowerCase() === environment.toLowerCase())) return "";
  return (
    `. GitHub has an environment ${environment} already: the first up takes it over. Its reviewers, wait timer and ` +
    "deployment branches become those of the settings; its secrets and variables stay"
  );
}

function judgeDoor(declared: DeclaredEnvironment, live: Reading<LiveEnvironment[]>, again: string): Finding {
  if ("failed" in live) return unknown(`GitHub: ${live.failed.said}`, "See the step github-access");
  const door = live.value.find(({ name }) => name.toLowerCase() === declared.name.toLowerCase());
  if (!door) return wrong(`GitHub has no environment ${declared.name} any more`, again);
  const open = [
    ...(declared.reviewers.some((id) => !door.reviewers.includes(id)) ? ["lacks a required reviewer"] : []),
    ...(declared.preventSelfReview && !door.preventSelfReview ? ["lets who started a run approve it"] : []),
    ...(door.adminsBypass ? ["lets administrators pass"] : []),
  ];
  if (open.length === 0) return done(`environment ${declared.name}`);
  return wrong(
    `environment ${declared.name} ${open.join(", ")}: somebody changed it at GitHub`,
    `Set it right at GitHub (Settings, Environments, ${declared.name}): the provider's refresh does not see all of it; then ${again}`,
  );
}

const federation = "azure-native:managedidentity:FederatedIdentityCredential";

/** Afterwards workflows need nobody's keys: they hold identities that trust GitHub's tokens. */
export function judgeCiIdentities({ backend, wanted, stacks, awsOidc, sandbox }: Facts): Finding {
  if ("failed" in backend) return unread;
  const shared = judgeUp(wanted.sharedStack, stacks.get(wanted.sharedStack), sandbox);
  const aws =
    shared.state !== "done"
      ? shared
      : "value" in awsOidc
        ? done(`AWS trusts GitHub's tokens (${awsOidc.value})`)
        : without(
            awsOidc.failed,
            "AWS",
            `pulumi up --refresh -s ${wanted.sharedStack} --policy-pack policies`,
          );
  const azure = wanted.stages
    .filter((stage) => stage.azure)
    .map(({ stack }) => {
      const state = stacks.get(stack);
      const up = judgeUp(stack, state, sandbox);
      if (up.state !== "done" || state === undefined || "failed" in state) return up;
      return state.value.types.has(federation)
        ? done(`Azure trusts the jobs of ${stack}`)
        : wrong(
            `${stack} has no federated identity at Azure`,
            up.next ?? `pulumi up -s ${stack} --policy-pack policies`,
          );
    });
  return together([aws, ...azure]);
}
