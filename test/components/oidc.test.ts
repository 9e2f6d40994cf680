import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GithubOidc } from "../../components/access/github-oidc.ts";
import {
  type Job,
  type SubjectForm,
  subjectFor,
  subjectOf,
  type TokenSource,
  trustOfJobs,
  workflowRefOf,
} from "../../components/access/oidc.ts";
import { every, only, record } from "./recording.ts";

const names: SubjectForm = { template: "default" };
const ids = { owner: 123456, repository: 456789 };
const deploy = { file: "deploy-production.yml", branch: "main" };
const ref = "acme/app/.github/workflows/deploy-production.yml@refs/heads/main";
const providerArn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";

function sourceOf(form: SubjectForm): TokenSource {
  return { repository: "acme/app", form };
}

describe("a subject", () => {
  // The examples of GitHub Docs, "OpenID Connect reference", with other names.
  it.each<[string, SubjectForm, Job, string]>([
    ["names alone", names, { environment: "production" }, "repo:acme/app:environment:production"],
    [
      "ids",
      { ids, template: "default" },
      { environment: "production" },
      "repo:acme@123456/app@456789:environment:production",
    ],
    ["a branch", names, { branch: "main", workflow: deploy }, "repo:acme/app:ref:refs/heads/main"],
    [
      "the workflow",
      { template: "workflow" },
      { environment: "production", workflow: deploy },
      `repo:acme/app:environment:production:job_workflow_ref:${ref}`,
    ],
    [
      "the workflow and ids, which a template cannot remove",
      { ids, template: "workflow" },
      { branch: "main", workflow: deploy },
      `repo:acme@123456/app@456789:ref:refs/heads/main:job_workflow_ref:${ref}`,
    ],
  ])("is written with %s", (_, form, job, subject) => {
    expect(subjectFor(sourceOf(form), job)).toBe(subject);
  });

  it("is the one with names alone where nothing else is known of the repository", () => {
    expect(subjectOf("acme/app", "staging")).toBe(subjectFor(sourceOf(names), { environment: "staging" }));
  });

  it("names its workflow where the template does, or is refused", () => {
    expect(() => subjectFor(sourceOf({ template: "workflow" }), { environment: "production" })).toThrow(
      /names the workflow, and none is given for environment:production/,
    );
  });

  it.each(["a:b", "a%3Ab", "a*", "a?", "a$b", " a", "a ", "", "a\nb", "a'b", "a;b", "é".repeat(256)])(
    "is refused for an environment called %j",
    (environment) => {
      expect(() => subjectOf("acme/app", environment)).toThrow(
        /The environment .* cannot stand in the subject/,
      );
    },
  );

  it.each([
    "acme",
    "acme/app/more",
    "acme/app:environment:production",
    "acme@1/app@2",
    "-acme/app",
    "acme/*",
  ])("is refused for a repository called %j", (repository) => {
    expect(() => subjectOf(repository, "production")).toThrow(
      /The repository .* cannot stand in the subject/,
    );
  });

  it.each(["main:x", "*", "", "/main", "main/", "a b"])("is refused for a branch called %j", (branch) => {
    expect(() => subjectFor(sourceOf(names), { branch, workflow: deploy })).toThrow(/The branch/);
  });

  it.each(["deploy.txt", "../deploy.yml", "deploy.yml@refs/heads/x.yml", "de*.yml"])(
    "is refused for a workflow file called %j",
    (file) => {
      expect(() => workflowRefOf("acme/app", { file, branch: "main" })).toThrow(/The workflow file/);
    },
  );

  it.each([0, -1, 1.5, Number.NaN])("is refused with the id %d", (owner) => {
    const form: SubjectForm = { ids: { owner, repository: 1 }, template: "default" };
    expect(() => subjectFor(sourceOf(form), { environment: "production" })).toThrow(/The id of the owner/);
  });
});

describe("any two jobs", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9]{1,3}$/);
  const workflow = fc.record({ file: word.map((name) => `${name}.yml`), branch: word });
  const job: fc.Arbitrary<Job & { workflow: typeof deploy }> = fc.oneof(
    // Whatever a person may type, hostile characters among them.
    fc.record({ environment: fc.oneof(word, fc.string({ maxLength: 8 })), workflow }),
    fc.record({ branch: fc.oneof(word, fc.string({ maxLength: 8 })), workflow }),
  );
  const form: fc.Arbitrary<SubjectForm> = fc.record({
    ids: fc.option(fc.record({ owner: fc.nat(3), repository: fc.nat(3) }), { nil: undefined }),
    template: fc.constantFrom("default", "workflow"),
  });
  const source = fc.record({ repository: fc.tuple(word, word).map((parts) => parts.join("/")), form });

  function tokenOf(at: TokenSource, of: Job & { workflow: typeof deploy }) {
    const { environment, branch } = { environment: undefined, branch: undefined, ...of };
    const seen = at.form.template === "workflow" ? of.workflow : undefined;
    return JSON.stringify([
      at.repository,
      at.form.ids ?? null,
      environment ?? null,
      branch ?? null,
      seen ?? null,
    ]);
  }

  function subjectOrRefusal(at: TokenSource, of: Job): string | undefined {
    try {
      return subjectFor(at, of);
    } catch (error) {
      expect(String(error)).toMatch(/cannot stand in the subject|The id of the/);
      return undefined;
    }
  }

  it("share a subject only when repository, place and named workflow are the same", () => {
    fc.assert(
      fc.property(source, job, source, job, (a, jobA, b, jobB) => {
        const [left, right] = [subjectOrRefusal(a, jobA), subjectOrRefusal(b, jobB)];
        if (left === undefined || right === undefined) return;
        expect(left === right).toBe(tokenOf(a, jobA) === tokenOf(b, jobB));
      }),
      { numRuns: 2000 },
    );
  });

  it("have four parts at most between colons where the template is GitHub's own", () => {
    fc.assert(
      fc.property(source, job, (at, of) => {
        const subject = subjectOrRefusal({ ...at, form: { ...at.form, template: "default" } }, of);
        if (subject !== undefined) expect(subject.split(":").length).toBe(4);
      }),
    );
  });
});

describe("a trust policy", () => {
  it("holds exact subjects, and binds a workflow to its own jobs alone", () => {
    const jobs = [
      { environment: "production", workflow: deploy },
      { environment: "production-rollback", workflow: { file: "rollback.yml", branch: "main" } },
      { environment: "staging" },
      { environment: "development" },
    ];
    const policy = JSON.parse(trustOfJobs(sourceOf(names), jobs)(providerArn));
    const claim = "token.actions.githubusercontent.com";
    expect(policy.Statement.map((one: { Condition: object }) => one.Condition)).toEqual([
      {
        StringEquals: {
          [`${claim}:aud`]: "sts.amazonaws.com",
          [`${claim}:sub`]: ["repo:acme/app:environment:production"],
          [`${claim}:job_workflow_ref`]: ref,
        },
      },
      {
        StringEquals: {
          [`${claim}:aud`]: "sts.amazonaws.com",
          [`${claim}:sub`]: ["repo:acme/app:environment:production-rollback"],
          [`${claim}:job_workflow_ref`]: "acme/app/.github/workflows/rollback.yml@refs/heads/main",
        },
      },
      {
        StringEquals: {
          [`${claim}:aud`]: "sts.amazonaws.com",
          [`${claim}:sub`]: ["repo:acme/app:environment:staging", "repo:acme/app:environment:development"],
        },
      },
    ]);
  });

  it("judges names before the provider's ARN is known, and says when one role has too many jobs", () => {
    expect(() => trustOfJobs(sourceOf(names), [{ environment: "a:b" }])).toThrow(/cannot stand/);
    const many = Array.from({ length: 60 }, (_, index) => ({ environment: `environment-${index}` }));
    expect(() => trustOfJobs(sourceOf(names), many)).toThrow(/60 kinds of jobs .* takes 2048/);
  });
});

describe("GitHub's OIDC provider", () => {
  const lookup = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider";
  const tags = { application: "app" };

  it("is made with the audience of AWS, and not where it is there already", async () => {
    const made = await record(() => new GithubOidc("github-oidc", { tags }));
    expect(only(made, "aws:iam/openIdConnectProvider:OpenIdConnectProvider").inputs).toEqual({
      url: "https://token.actions.githubusercontent.com",
      clientIdLists: ["sts.amazonaws.com"],
      tags,
    });
    const adopted = await record(() => new GithubOidc("github-oidc", { arn: providerArn, tags }));
    expect(every(adopted, "aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toEqual([]);
  });

  it("is found, or its absence is said with what to do", async () => {
    const found = { arn: providerArn, clientIdLists: ["sts.amazonaws.com"] };
    await record(async () => expect(await GithubOidc.existing()).toBe(providerArn), {
      [lookup]: () => found,
    });
    const missing = record(() => GithubOidc.existing(), {
      [lookup]: () => {
        throw new Error(
          "finding IAM OIDC Provider by url (https://token.actions.githubusercontent.com): not found",
        );
      },
    });
    await expect(missing).rejects.toThrow(
      /aws\.oidcProvider is "existing".*has no OIDC provider.*Set it to "create"/,
    );
  });

  it("is refused where it does not take tokens for AWS, and other failures are passed on", async () => {
    const foreign = { arn: providerArn, clientIdLists: ["other"] };
    await expect(record(() => GithubOidc.existing(), { [lookup]: () => foreign })).rejects.toThrow(
      /has the audiences other and not sts\.amazonaws\.com/,
    );
    const denied = record(() => GithubOidc.existing(), {
      [lookup]: () => {
        throw new Error("AccessDenied");
      },
    });
    await expect(denied).rejects.toThrow(/AccessDenied/);
  });
});
