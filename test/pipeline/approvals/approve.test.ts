import { describe, expect, it } from "vitest";
import { approve } from "../../../pipeline/approvals/approve.ts";
import type { ApprovalFacts, Passing, Promotion, Review } from "../../../pipeline/approvals/facts.ts";
import { differentPeople } from "../../../pipeline/approvals/people.ts";
import { contract, goodFacts, monday, release, ruled, shifted } from "../world.ts";

const ago = (minutes: number) => shifted(monday, -minutes * 60_000);
const chain = ["production-tech-lead", "production"];

const review = (door: string, by: string, change: Partial<Review> = {}): Review => ({
  doors: [door],
  said: "approved",
  by,
  comment: "",
  ...change,
});
const passing = (door: string, asked: number, opened: number | null): Passing => ({
  door,
  askedAt: ago(asked),
  openedAt: opened === null ? null : ago(opened),
});

/** A run in which terry (tech lead) and quinn (QA lead) approved what dora started. */
const good: ApprovalFacts = {
  facts: 1,
  subject: { environment: "production", sha: release },
  run: goodFacts.run,
  members: goodFacts.members,
  reviews: {
    value: [
      review("production-tech-lead", "terry", { comment: "Looks right" }),
      review("production", "quinn"),
    ],
  },
  passings: { value: [passing("production-tech-lead", 50, 40), passing("production", 39, 10)] },
  promotion: { missing: "Not asked." },
};

const ask = (change: Partial<ApprovalFacts> = {}, rules = contract) =>
  approve(rules, { ...good, ...change }, Date.parse(monday));
const verdicts = (change: Partial<ApprovalFacts> = {}, rules = contract) =>
  ask(change, rules).roles.map(({ verdict }) => verdict);
const why = (change: Partial<ApprovalFacts>, rules = contract) =>
  ask(change, rules)
    .roles.map((role) => role.why)
    .join(" ");

const attempt = (change: object): ApprovalFacts["run"] => {
  if (!("value" in goodFacts.run)) throw new Error("The run is known");
  return { value: { ...goodFacts.run.value, ...change } };
};

describe("reviewers of environments", () => {
  it("S002-AUD-02: two people said yes; who, with what words, and between which moments", () => {
    expect(ask()).toMatchObject({
      verdict: "yes",
      approval: "reviewers",
      starters: ["dora"],
      roles: [
        {
          role: "tech-lead",
          verdict: "yes",
          by: "terry",
          comment: "Looks right",
          between: { from: ago(50), until: ago(40) },
          membersReadAt: monday,
        },
        { role: "qa-lead", verdict: "yes", by: "quinn", between: { from: ago(39), until: ago(10) } },
      ],
    });
  });

  it("nobody is asked where no role is declared", () => {
    const subject = { environment: "development", sha: release };
    expect(ask({ subject })).toMatchObject({ verdict: "yes", roles: [] });
  });

  it("one person does not stand for two roles", () => {
    const members = { ...good.members, "qa-lead": { value: { logins: ["quinn", "terry"], readAt: monday } } };
    const reviews = { value: chain.map((door) => review(door, "terry")) };
    expect(verdicts({ members, reviews })).toEqual(["no", "no"]);
    expect(why({ members, reviews })).toContain("One person would stand for two roles");
  });

  it.each([
    ["who started it first", attempt({ actor: "terry" })],
    ["who ran it again", attempt({ triggeringActor: "Terry" })],
  ])("does not count somebody %s", (_, run) => {
    expect(verdicts({ run })).toEqual(["no", "yes"]);
    expect(why({ run })).toContain("nobody approves what they start");
  });

  it("does not count somebody who lost the role since", () => {
    const members = { ...good.members, "tech-lead": { value: { logins: ["tess"], readAt: monday } } };
    expect(verdicts({ members })).toEqual(["no", "yes"]);
    expect(why({ members })).toContain("terry does not hold tech-lead now");
  });

  it("is not known where the members cannot be read", () => {
    const members = { ...good.members, "tech-lead": { missing: "GitHub answered 403." } };
    expect(verdicts({ members })).toEqual(["unknown", "yes"]);
  });

  it("refuses a door that opened without anybody's approval", () => {
    const reviews = { value: [review("production", "quinn")] };
    expect(verdicts({ reviews })).toEqual(["no", "yes"]);
    expect(why({ reviews })).toContain("they were bypassed");
  });

  it.each<[string, Partial<ApprovalFacts>]>([
    [
      "an approval of another door",
      { reviews: { value: [review("staging", "terry"), review("production", "quinn")] } },
    ],
    [
      "a rejection",
      {
        reviews: {
          value: [
            review("production-tech-lead", "terry", { said: "rejected" }),
            review("production", "quinn"),
          ],
        },
      },
    ],
    [
      "an approval while the door still waits",
      { passings: { value: [passing("production-tech-lead", 50, null), passing("production", 39, 10)] } },
    ],
  ])("does not count %s", (_, change) => {
    expect(verdicts(change)).toEqual(["no", "yes"]);
  });

  it.each(["reviews", "passings", "run"] as const)("is not known where the %s cannot be read", (name) => {
    expect(ask({ [name]: { missing: "GitHub answered 500." } })).toMatchObject({
      verdict: "unknown",
      roles: [{ verdict: "unknown" }, { verdict: "unknown" }],
    });
  });

  describe("a run that is run again", () => {
    /** The second attempt began 20 minutes ago; the first one had passed both doors before. */
    const again: Partial<ApprovalFacts> = { run: attempt({ attempt: 2, startedAt: ago(20) }) };
    const firstTime = [passing("production-tech-lead", 50, 40), passing("production", 39, 30)];
    const secondTime = [passing("production-tech-lead", 19, 15), passing("production", 14, 5)];
    const both = { value: [...firstTime, ...secondTime] };
    const twice = (...people: [string, string][]) => ({
      value: people.map(([door, by]) => review(door, by)),
    });
    const [tech, entry] = ["production-tech-lead", "production"];

    it("does not take an approval of the earlier attempt", () => {
      expect(verdicts({ ...again, passings: { value: firstTime } })).toEqual(["no", "no"]);
      expect(why({ ...again, passings: { value: firstTime } })).toContain(
        "of an earlier attempt does not count",
      );
    });

    it("takes approvals of this one, where every opening had its own", () => {
      const reviews = twice([tech, "terry"], [entry, "quinn"], [tech, "tess"], [entry, "quinn"]);
      expect(verdicts({ ...again, passings: both, reviews })).toEqual(["yes", "yes"]);
    });

    it("does not know, where a door was opened more often than approved", () => {
      const reviews = twice([tech, "terry"], [entry, "quinn"], [entry, "quinn"]);
      expect(verdicts({ ...again, passings: both, reviews })).toEqual(["unknown", "yes"]);
    });

    it("does not know, where one of the approvals would not count", () => {
      const reviews = twice([tech, "terry"], [entry, "quinn"], [tech, "mallory"], [entry, "quinn"]);
      expect(verdicts({ ...again, passings: both, reviews })).toEqual(["unknown", "yes"]);
    });

    it("does not know, where the same person approved at both doors over the attempts", () => {
      const members = {
        ...good.members,
        "qa-lead": { value: { logins: ["quinn", "terry"], readAt: monday } },
      };
      const reviews = twice([tech, "terry"], [entry, "quinn"], [tech, "tess"], [entry, "terry"]);
      expect(verdicts({ ...again, members, passings: both, reviews })).toEqual(["unknown", "unknown"]);
    });
  });
});

describe("reviews of a promotion", () => {
  const branch = "release/production";
  const rules = ruled({
    approval: "pull-request",
    doors: [
      { name: "production", purpose: "entry", promotion: { branch, roles: ["tech-lead", "qa-lead"] } },
      { name: "production-rollback", purpose: "rollback" },
    ],
  });
  const head = "e".repeat(40);
  const said = (by: string, at: number, change: Partial<Promotion["reviews"][number]> = {}) => ({
    by,
    said: "approved" as const,
    commit: head,
    at: ago(at),
    comment: "",
    ...change,
  });
  const promotion: Promotion = {
    number: 9,
    author: "dan",
    mergedBy: "dora",
    mergedAt: ago(5),
    base: branch,
    head,
    merge: release,
    reviews: [said("terry", 30), said("quinn", 20, { comment: "Tested" })],
  };
  const of = (change: Partial<Promotion>): Partial<ApprovalFacts> => ({
    promotion: { value: { ...promotion, ...change } },
  });

  it("count for each role, with the very moment", () => {
    expect(ask(of({}), rules)).toMatchObject({
      verdict: "yes",
      approval: "pull-request",
      starters: ["dan", "dora"],
      roles: [
        { role: "tech-lead", by: "terry", between: { from: ago(30), until: ago(30) } },
        { role: "qa-lead", by: "quinn", comment: "Tested" },
      ],
    });
  });

  it("one person is used where another role needs them", () => {
    const members = {
      ...good.members,
      "tech-lead": { value: { logins: ["quinn", "terry"], readAt: monday } },
    };
    const change = { ...of({ reviews: [said("quinn", 30), said("terry", 20)] }), members };
    expect(ask(change, rules).roles.map(({ by }) => by)).toEqual(["terry", "quinn"]);
  });

  it.each<[string, Partial<Promotion>]>([
    ["by its author", { author: "terry" }],
    ["by who merged it", { mergedBy: "terry" }],
    ["of an earlier commit", { reviews: [said("terry", 30, { commit: "f".repeat(40) }), said("quinn", 20)] }],
    ["after the merge", { reviews: [said("terry", 1), said("quinn", 20)] }],
    [
      "that was dismissed",
      { reviews: [said("terry", 30), said("terry", 25, { said: "dismissed" }), said("quinn", 20)] },
    ],
    [
      "that was taken back",
      { reviews: [said("terry", 30), said("terry", 25, { said: "changes-requested" }), said("quinn", 20)] },
    ],
    ["by somebody without the role", { reviews: [said("mallory", 30), said("quinn", 20)] }],
  ])("do not count %s", (_, change) => {
    expect(verdicts(of(change), rules)).toEqual(["no", "yes"]);
  });

  it("a comment after an approval takes nothing back", () => {
    const reviews = [said("terry", 30), said("terry", 25, { said: "commented" }), said("quinn", 20)];
    expect(verdicts(of({ reviews }), rules)).toEqual(["yes", "yes"]);
  });

  it.each<[string, Partial<ApprovalFacts>]>([
    ["no pull request", { promotion: { value: null } }],
    ["one to another branch", of({ base: "main" })],
    ["one of another commit", of({ merge: "f".repeat(40) })],
  ])("need the promotion itself: %s", (_, change) => {
    expect(verdicts(change, rules)).toEqual(["no", "no"]);
  });

  it("are not known where GitHub does not tell", () => {
    expect(verdicts({ promotion: { missing: "GitHub answered 500." } }, rules)).toEqual([
      "unknown",
      "unknown",
    ]);
  });
});

describe("different people", () => {
  it.each<[string[][], (string | undefined)[] | undefined]>([
    [
      [["a", "b"], ["a"]],
      ["b", "a"],
    ],
    [
      [["a", "b"], ["b", "c"], ["a"]],
      ["b", "c", "a"],
    ],
    [[["a"], ["A"]], undefined],
    [
      [
        ["a", "b"],
        ["a", "b"],
        ["a", "b"],
      ],
      undefined,
    ],
    [
      [["a"], [], ["b"]],
      ["a", undefined, "b"],
    ],
    [[], []],
  ])("%j", (lists, expected) => {
    expect(differentPeople(lists)).toEqual(expected);
  });
});
