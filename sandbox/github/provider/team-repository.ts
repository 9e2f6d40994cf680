import { z } from "zod";
import type { ResourceType } from "../../protocol/resource-type.ts";
import { text } from "../../protocol/rules.ts";
import { inputRules } from "../../world/stored-type.ts";
import { type Client, segment } from "./client.ts";
import { joinId, twoParts } from "./ids.ts";

const accessAnswer = z.object({ name: z.string(), role_name: z.string() });
const teamAnswer = z.object({ id: z.number() });

const permissionOf = (role: string): string => (role === "read" ? "pull" : role === "write" ? "push" : role);

export function teamRepositoryType(client: Client): ResourceType {
  const format = "<team>:<repository>";

  /** The first part of an id is always the number; a program may give the slug. */
  function numberOf(team: string): string {
    if (/^\d+$/.test(team)) return team;
    return String(client.ask(teamAnswer, "GET", `/orgs/${client.owner}/teams/${segment(team)}`).id);
  }

  const pathOf = (team: string, repository: string): string =>
    `/teams/${team}/repos/${client.owner}/${segment(repository)}`;

  return {
    token: "github:index/teamRepository:TeamRepository",
    inputs: inputRules({
      required: "teamId repository",
      replaces: "teamId repository",
      defaults: { permission: "pull" },
    }),
    computed: [],
    create(inputs) {
      const repository = text(inputs, "repository");
      const team = numberOf(text(inputs, "teamId"));
      client.send("PUT", pathOf(team, repository), { permission: text(inputs, "permission") || "pull" });
      return { id: joinId(team, repository), outputs: {} };
    },
    read(id, state) {
      const [given, repository] = twoParts(id, format);
      const team = numberOf(given);
      const answer = client.find(accessAnswer, pathOf(team, repository));
      if (!answer) return undefined;
      const inputs = {
        teamId: text(state, "teamId") || team,
        repository: answer.name,
        permission: permissionOf(answer.role_name),
      };
      return { inputs, outputs: inputs };
    },
    update(id, inputs) {
      const [team, repository] = twoParts(id, format);
      client.send("PUT", pathOf(team, repository), { permission: text(inputs, "permission") || "pull" });
      return {};
    },
    delete(id) {
      const [team, repository] = twoParts(id, format);
      if (client.has(pathOf(team, repository))) client.send("DELETE", pathOf(team, repository));
    },
    find(inputs) {
      const repository = text(inputs, "repository");
      const team = numberOf(text(inputs, "teamId"));
      return client.has(pathOf(team, repository)) ? joinId(team, repository) : undefined;
    },
  };
}
