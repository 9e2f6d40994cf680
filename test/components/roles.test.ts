import { describe, expect, it } from "vitest";
import { findTeam, resolveRole } from "../../components/access/roles.ts";
import { type Functions, record } from "./recording.ts";

const github: Functions = {
  "github:index/getTeam:getTeam": ({ slug }) => {
    if (slug === "ghosts") throw new Error("GET https://github: 404 Not Found []");
    return { id: "11", privacy: "closed", members: slug === "empty" ? [] : ["ann", "bob"] };
  },
  "github:index/getUser:getUser": ({ username }) => ({ id: "21", login: username }),
};

async function answerOf<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  await record(async () => {
    answer = await ask();
  }, github);
  return answer;
}

describe("a role", () => {
  it("knows the numbers of its holders, and everybody who can say yes once", async () => {
    expect(await answerOf(() => resolveRole("qa-lead", { teams: ["leads"], users: ["bob", "cyd"] }))).toEqual(
      {
        name: "qa-lead",
        teams: [{ slug: "leads", id: 11 }],
        users: [
          { login: "bob", id: 21 },
          { login: "cyd", id: 21 },
        ],
        members: ["ann", "bob", "cyd"],
      },
    );
  });

  it("that nobody holds is refused, and so is a team that GitHub does not know", async () => {
    await expect(answerOf(() => resolveRole("qa-lead", { teams: ["empty"], users: [] }))).rejects.toThrow(
      "roles.qa-lead is held by nobody",
    );
    await expect(answerOf(() => resolveRole("qa-lead", { teams: ["ghosts"], users: [] }))).rejects.toThrow(
      'Settings: roles.qa-lead.teams[0] is "ghosts", which GitHub does not know',
    );
  });

  it("has teams of which is known whether they can own code", async () => {
    expect(await answerOf(() => findTeam("leads", "key"))).toMatchObject({ id: 11, visible: true });
  });
});
