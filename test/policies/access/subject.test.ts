import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Job, subjectFor, type TokenSource, workflowRefOf } from "../../../components/access/oidc.ts";
import {
  environmentOf,
  hasWildcard,
  isBranchSubject,
  isEnvironmentSubject,
  isWorkflowRef,
  isWorkflowSubject,
} from "../../../policies/access/subject.ts";

const settings = { numRuns: 300, seed: 20260115 };

const name = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/);
const branch = fc.stringMatching(/^[\w.-]{1,8}(\/[\w.-]{1,8}){0,2}$/);
const environment = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((text) => /^(?! )[^\p{Cc}:%*?$'"`,;\\]{1,255}(?<! )$/u.test(text));
const workflow = fc.record({ file: fc.stringMatching(/^[\w.-]{1,10}\.ya?ml$/), branch });
const source: fc.Arbitrary<TokenSource> = fc.record({
  repository: fc
    .tuple(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,10}$/), name)
    .map(([owner, repository]) => `${owner}/${repository}`),
  form: fc.record({
    ids: fc.option(fc.record({ owner: fc.integer({ min: 1 }), repository: fc.integer({ min: 1 }) }), {
      nil: undefined,
    }),
    template: fc.constantFrom("default", "workflow"),
  }),
});

describe("every subject that the components can write", () => {
  it("is understood where it names an environment", () => {
    fc.assert(
      fc.property(source, environment, workflow, (from, given, file) => {
        const subject = subjectFor(from, { environment: given, workflow: file });
        expect(isEnvironmentSubject(subject)).toBe(true);
        expect(environmentOf(subject)).toBe(given);
        expect([isBranchSubject(subject), isWorkflowSubject(subject), hasWildcard(subject)]).toEqual([
          false,
          false,
          false,
        ]);
      }),
      settings,
    );
  });

  it("is understood where it names a branch, alone or with its workflow", () => {
    fc.assert(
      fc.property(source, branch, workflow, (from, given, file) => {
        const job: Job = { branch: given, workflow: file };
        const subject = subjectFor(from, job);
        const bound = from.form.template === "workflow";
        expect([isBranchSubject(subject), isWorkflowSubject(subject)]).toEqual([!bound, bound]);
        expect(environmentOf(subject)).toBeUndefined();
        expect(isWorkflowRef(workflowRefOf(from.repository, file))).toBe(true);
      }),
      settings,
    );
  });
});

describe("a subject with a workflow", () => {
  const bound = "repo:acme/app:environment:production:job_workflow_ref:";

  it.each([
    ["nothing", ""],
    ["a tag", "acme/app/.github/workflows/deploy.yml@refs/tags/v1"],
    ["every workflow", "acme/app/.github/workflows/*@refs/heads/main"],
    ["a commit", "acme/app/.github/workflows/deploy.yml@4b825dc642cb6eb9a060e54bf8d69288fbee4904"],
    ["a further claim", "acme/app/.github/workflows/deploy.yml@refs/heads/main:actor:one"],
    ["no workflow file", "acme/app/deploy.sh@refs/heads/main"],
  ])("is none with %s", (_what, reference) => {
    expect(isEnvironmentSubject(`${bound}${reference}`)).toBe(false);
    expect(environmentOf(`${bound}${reference}`)).toBeUndefined();
  });

  it.each(["environment:production", "ref:refs/heads/main"])("with another claim is none: %s", (context) => {
    const subject = `repo:acme/app:${context}:actor:one`;
    expect([isEnvironmentSubject(subject), isBranchSubject(subject), isWorkflowSubject(subject)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
