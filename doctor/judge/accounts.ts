import type { Facts } from "../facts.ts";
import { byHand, done, type Finding, missing, together, unknown, wrong } from "../finding.ts";
import type { Failed } from "../reading.ts";

/** A reading that gave nothing: refused is for a person to mend, anything else could not be told. */
export function without({ kind, said }: Failed, whose: string, next: string): Finding {
  return kind === "away"
    ? unknown(`${whose}: ${said}`, `Try again; if it stays so: ${next}`)
    : missing(`${whose}: ${said}`, next);
}

export function judgeAws({ aws, wanted }: Facts): Finding {
  if ("value" in aws) return done(`${aws.value.arn} in account ${aws.value.account}`);
  return without(
    aws.failed,
    "AWS",
    `aws sso login, then export AWS_PROFILE=... and AWS_REGION=${wanted.aws.region}`,
  );
}

export function judgeAzure({ azure }: Facts): Finding {
  if ("value" in azure)
    return done(`subscription ${azure.value.subscription} of tenant ${azure.value.tenant}`);
  return without(azure.failed, "Azure", "az login, then export ARM_SUBSCRIPTION_ID=...");
}

/** What every later question to AWS answers while there is no identity. */
const unread = unknown("the AWS account cannot be read yet", "See the step aws-identity");

const oidcType = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

export function judgeAwsOidc({ aws, awsOidc, stacks, wanted }: Facts): Finding {
  const shared = stacks.get(wanted.sharedStack);
  const ours = shared !== undefined && "value" in shared && shared.value.types.has(oidcType);
  const { oidcProvider } = wanted.aws;
  if ("value" in awsOidc) {
    if (ours || oidcProvider === "existing")
      return done(`${awsOidc.value}${ours ? `, of stack ${wanted.sharedStack}` : ""}`);
    if (shared !== undefined && "failed" in shared) {
      return unknown(
        `${awsOidc.value} is there; whether stack ${wanted.sharedStack} made it could not be read`,
        shared.failed.said,
      );
    }
    return wrong(
      `the account has ${awsOidc.value} already, and aws.oidcProvider is create: AWS refuses a second one`,
      "Set aws.oidcProvider to existing in Pulumi.yaml, or import it: see the section",
    );
  }
  if ("failed" in aws) return unread;
  if (awsOidc.failed.kind !== "absent")
    return unknown(`AWS: ${awsOidc.failed.said}`, "See the step aws-identity");
  if (ours)
    return wrong(
      `stack ${wanted.sharedStack} made one, and AWS has none any more`,
      `pulumi up --refresh -s ${wanted.sharedStack} --policy-pack policies`,
    );
  if (oidcProvider === "create")
    return done(`none yet, as it should be: stack ${wanted.sharedStack} makes it`);
  return missing(
    "aws.oidcProvider is existing, and the account has none for token.actions.githubusercontent.com",
    "Set aws.oidcProvider to create in Pulumi.yaml, or have the owner of the account make it",
  );
}

export function judgeZone({ aws, zone, wanted }: Facts): Finding {
  const name = wanted.aws.zone ?? "";
  if (zone === undefined) return done("the settings lean on no zone that is there already");
  if ("value" in zone) return done(`${name} (${zone.value})`);
  if ("failed" in aws) return unread;
  if (zone.failed.kind !== "absent") return unknown(`AWS: ${zone.failed.said}`, "See the step aws-identity");
  return missing(
    `Route 53 has no public zone ${name}`,
    `Make the zone and delegate ${name} to it, or set dns.manage to create in Pulumi.yaml`,
  );
}

export function judgeDoppler({ doppler, stacks, wanted }: Facts): Finding {
  if (doppler.size === 0) return done("no stage takes secrets from Doppler");
  const { project, manage, secrets } = wanted.doppler;
  const shared = stacks.get(wanted.sharedStack);
  const later = manage === "create" && !(shared && "value" in shared && shared.value.finished);
  return together(
    [...doppler].map(([config, names]) => {
      const place = `${project}/${config}`;
      if ("value" in names) {
        const own = wanted.stages.find(({ dopplerConfig }) => dopplerConfig === config)?.ownSecrets ?? [];
        const needed = [...new Set([...secrets, ...own])];
        const absent = needed.filter((name) => !names.value.includes(name));
        if (absent.length === 0) return done(`${place} has the ${needed.length} secrets that are named`);
        return missing(
          `${place} lacks ${absent.join(", ")}`,
          `doppler secrets set ${absent[0]} --project ${project} --config ${config}   (and the others)`,
        );
      }
      if (names.failed.kind !== "absent") {
        return without(
          names.failed,
          "Doppler",
          "export DOPPLER_TOKEN=... of an identity that reads the project",
        );
      }
      if (later) return done(`${place} is not there yet: stack ${wanted.sharedStack} makes it`);
      return missing(
        `Doppler shows no ${place}`,
        `doppler projects create ${project}; its configs are made with its environments, in the dashboard`,
      );
    }),
  );
}

const syncType = "doppler:secretsSync/githubActions:GithubActions";

/** Doppler refuses a sync of an integration that it does not have, so a sync that stands proves the slug. */
export function judgeIntegration({ integration, stacks, wanted }: Facts): Finding {
  const slug = wanted.doppler.integration;
  const synced = wanted.stages.filter(({ stack }) => {
    const state = stacks.get(stack);
    return state !== undefined && "value" in state && state.value.types.has(syncType);
  });
  if (synced.length > 0)
    return done(`${slug}: the sync of ${synced.map(({ stack }) => stack).join(", ")} stands`);
  const page =
    "Doppler's dashboard, Integrations, GitHub: connect it, then copy the slug from the page's address to doppler.githubIntegration";
  if ("value" in integration) {
    return /github/i.test(integration.value)
      ? done(`${slug} is of type ${integration.value}`)
      : wrong(`${slug} is of type ${integration.value}, not of GitHub`, page);
  }
  const { kind, said } = integration.failed;
  if (kind === "absent") return missing(`${slug}: ${said}`, page);
  if (kind === "away") return unknown(said, `Try again, or look yourself: ${page}`);
  // Many a token may not list integrations, and needs not to.
  return byHand(`${slug} cannot be looked up (${said}); the first stage's sync will prove it`, page);
}

export function judgeVercel({ vercel }: Facts): Finding {
  if (vercel.size === 0) return done("no stage has a site on Vercel");
  return together(
    [...vercel].map(([project, id]) => {
      if ("value" in id) return done(`the token reads project ${project}`);
      // A project that is not there yet is looked for with a token that Vercel takes.
      if (id.failed.kind === "absent") return done(`the token is taken; project ${project} is not there yet`);
      return without(
        id.failed,
        "Vercel",
        "Make a token for the team at https://vercel.com/account/settings/tokens and export VERCEL_API_TOKEN=...",
      );
    }),
  );
}
