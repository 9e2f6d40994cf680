import type { Credential, Facts } from "../facts.ts";
import { byHand, done, type Finding, missing, together, unknown, wrong } from "../finding.ts";
import { type Asked, idle, lacking, lackingScopes, permissions } from "../permissions.ts";
import { without } from "./accounts.ts";

const appSteps = "npm run doctor -- manifest   (makes the GitHub App; the section tells how it goes on)";

export function judgeGithubAccess({ github, wanted }: Facts): Finding {
  const asked: Asked = { createTeams: wanted.github.createTeams.size > 0 };
  const credential = judgeCredential(github.credential, asked, wanted.github);
  const { owner } = wanted.github;
  if (github.providerOwner?.toLowerCase() === owner.toLowerCase()) return credential;
  const named = github.providerOwner ? `GITHUB_OWNER is ${github.providerOwner}` : "GITHUB_OWNER is not set";
  const other = wrong(`${named}: the provider would not work for ${owner}`, `export GITHUB_OWNER=${owner}`);
  if (credential.state === "done") return other;
  return {
    ...credential,
    found: `${credential.found}; ${other.found}`,
    next: [credential.next, other.next].filter(Boolean).join("\n"),
  };
}

function judgeCredential(
  credential: Credential,
  asked: Asked,
  { owner, repository }: Facts["wanted"]["github"],
): Finding {
  if (credential.kind === "none") return missing(credential.problem, appSteps);
  if (credential.kind === "token") return judgeToken(credential, asked);
  const { installation, covers, signsIn } = credential;
  if ("failed" in installation) return without(installation.failed, "The GitHub App", appSteps);
  const { permissions: granted, suspended, page } = installation.value;
  if (suspended) return wrong("the app's installation is suspended", `Unsuspend it: ${page}`);
  const absent = lacking(granted, asked);
  if (absent.length > 0) {
    return wrong(
      `the app lacks ${absent.join(", ")}`,
      `Add ${absent.length === 1 ? "it" : "them"} in the app's settings (Permissions & events), then accept the request: ${page}`,
    );
  }
  if ("failed" in covers) {
    if (covers.failed.kind !== "absent") return without(covers.failed, "The GitHub App", `See ${page}`);
    return wrong(
      `the app is not installed for ${owner}/${repository}`,
      `Add the repository under Repository access: ${page}`,
    );
  }
  if ("failed" in signsIn) {
    if (signsIn.failed.kind === "away") return without(signsIn.failed, "GitHub", "See the section");
    return wrong(
      `the app is right, but pulumi would not sign in as it: ${signsIn.failed.said}`,
      "Make a token of the app, valid for an hour, and export it as GITHUB_TOKEN: the section has the lines",
    );
  }
  const more = idle(granted, asked);
  return done(
    `a GitHub App with the ${permissions.length} permissions that are needed` +
      (more.length > 0 ? `; it does not need ${more.join(", ")}` : ""),
  );
}

function judgeToken({ form, user }: Extract<Credential, { kind: "token" }>, asked: Asked): Finding {
  if (form === "installation") {
    return byHand(
      "a token of an app's installation: GitHub tells the app alone what it may do",
      "Set GITHUB_APP_ID, GITHUB_APP_INSTALLATION_ID and GITHUB_APP_PEM_FILE as well, and the permissions are checked",
    );
  }
  if ("failed" in user) return without(user.failed, "GitHub", appSteps);
  const { login, scopes } = user.value;
  if (form === "fine-grained" || scopes === undefined) {
    return byHand(
      `a fine-grained token of ${login}: GitHub tells nobody what such a token may do`,
      `Compare it by hand with the list in the section, at https://github.com/settings/personal-access-tokens`,
    );
  }
  const absent = lackingScopes(scopes, asked);
  if (absent.length > 0) {
    return wrong(
      `the classic token of ${login} lacks ${absent.join(", ")}`,
      `gh auth refresh --scopes ${absent.join(",")}, or better a GitHub App: ${appSteps}`,
    );
  }
  return done(
    `a classic token of ${login} with ${scopes.join(", ")}; an app would reach this repository alone`,
  );
}

/** What the first word of a failure means to a step that needs an answer of GitHub. */
function untold(said: string): Finding {
  return unknown(`GitHub: ${said}`, "See the step github-access");
}

export function judgePlan({ github, wanted }: Facts): Finding {
  const { plan: declared, owner } = wanted.github;
  if ("failed" in github.plan) {
    return github.plan.failed.kind === "absent"
      ? wrong(
          `GitHub shows no organization ${owner}`,
          "Mend github.owner in Pulumi.yaml: teams and environments belong to an organization",
        )
      : untold(github.plan.failed.said);
  }
  const { value } = github.plan;
  if (value === undefined) {
    return byHand(
      `GitHub does not show the plan of ${owner} to this credential`,
      `Look it up: https://github.com/organizations/${owner}/settings/billing (an app needs organization_plan: read)`,
    );
  }
  // GitHub's API says "business" of some Enterprise plans of before.
  const live = value === "business" || value === "business_plus" ? "enterprise" : value;
  if (live === declared) return done(`${declared}, as declared`);
  return wrong(
    `GitHub says ${value}, github.plan says ${declared}`,
    "Set github.plan in Pulumi.yaml to what it is: the settings then tell what that plan does not enforce",
  );
}

export function judgeRepository({ github, wanted }: Facts): Finding {
  const { owner, repository: name, manage, visibility, branches } = wanted.github;
  const { repository, credential } = github;
  if ("failed" in repository) {
    if (repository.failed.kind !== "absent") return untold(repository.failed.said);
    if (manage === "create")
      return done(`${owner}/${name} is not there yet: stack ${wanted.sharedStack} makes it`);
    return missing(
      `GitHub shows no ${owner}/${name} to this credential, and github.repository.manage is existing`,
      `gh repo create ${owner}/${name} --${visibility}, or give the credential access to it, or set manage to create`,
    );
  }
  const live = repository.value;
  return together([
    done(`${owner}/${name}`),
    ...(live.archived ? [wrong(`${owner}/${name} is archived`, `gh repo unarchive ${owner}/${name}`)] : []),
    ...(live.visibility !== visibility
      ? [
          wrong(
            `it is ${live.visibility}, github.visibility says ${visibility}`,
            "Set github.visibility in Pulumi.yaml to what it is, or change it at GitHub",
          ),
        ]
      : []),
    ...(live.defaultBranch !== branches[0]
      ? [
          wrong(
            `its default branch is ${live.defaultBranch}, github.defaultBranch says ${branches[0]}`,
            `Set github.defaultBranch in Pulumi.yaml, or: gh repo edit ${owner}/${name} --default-branch ${branches[0]}`,
          ),
        ]
      : []),
    // Of an app GitHub answers what its permissions say; of a person, what the person may do.
    ...(credential.kind === "token" && credential.form !== "installation" && live.admin === false
      ? [
          wrong(
            `the token's owner does not administer ${owner}/${name}`,
            "Have an administrator make the token, or use a GitHub App",
          ),
        ]
      : []),
  ]);
}

export function judgeTeams({ github, stacks, wanted }: Facts): Finding {
  const { owner, teams, approvers, createTeams } = wanted.github;
  const shared = stacks.get(wanted.sharedStack);
  const sharedUp = shared !== undefined && "value" in shared && shared.value.finished;
  const people = `https://github.com/orgs/${owner}/teams`;
  if (teams.size === 0) return done("the settings name no team");
  return together(
    [...teams].map(([slug, key]) => {
      const members = github.teams.get(slug);
      if (members === undefined) return untold("there is no credential to ask with");
      if ("value" in members) {
        if (members.value > 0 || !approvers.has(slug)) return done(`${slug} (${members.value})`);
        return missing(
          `team ${slug} has no member: nobody could ever approve (${key})`,
          `Add people: ${people}/${slug}/members`,
        );
      }
      if (members.failed.kind !== "absent") return untold(members.failed.said);
      if (createTeams.has(slug) && !sharedUp)
        return done(`${slug} is not there yet: stack ${wanted.sharedStack} makes it`);
      return missing(
        `${owner} has no team ${slug} (${key})`,
        `Make it: ${people}/new, or mend the name in Pulumi.yaml`,
      );
    }),
  );
}

/** Without these a branch is no protected branch; the settings may ask for more. */
const needed = ["pull_request", "deletion", "non_fast_forward"] as const;

export function judgeRulesets({ github, wanted }: Facts): Finding {
  const up = `pulumi up -s ${wanted.sharedStack} --policy-pack policies`;
  return together(
    wanted.github.branches.map((branch) => {
      const rules = github.rules.get(branch);
      if (rules === undefined) return untold("there is no credential to ask with");
      if ("failed" in rules) {
        return rules.failed.kind === "absent"
          ? missing(`${branch}: GitHub shows no such repository`, up)
          : untold(rules.failed.said);
      }
      const absent = needed.filter((type) => !rules.value.includes(type));
      if (absent.length === 0) return done(`${branch}: ${rules.value.length} rules are active`);
      return absent.length === needed.length
        ? missing(`${branch}: no rule is active`, up)
        : wrong(`${branch}: ${absent.join(", ")} is not active`, `${up} --refresh`);
    }),
  );
}
