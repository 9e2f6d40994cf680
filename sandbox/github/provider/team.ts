import { z } from "zod";
import { hyphenated } from "../../protocol/naming.ts";
import type { Properties, ResourceType } from "../../protocol/resource-type.ts";
import { oneOf, text } from "../../protocol/rules.ts";
import { inputRules } from "../../world/stored-type.ts";
import { type Client, segment } from "./client.ts";
import { pick, present } from "./values.ts";

const teamAnswer = z.object({
  id: z.number(),
  node_id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  privacy: z.string(),
  notification_setting: z.string(),
  members_count: z.number(),
  parent: z.object({ id: z.number(), slug: z.string() }).nullish(),
});

const memberAnswer = z.object({ login: z.string() });
const idAnswer = z.object({ id: z.number() });

/** A team of the organization. Its members are no part of it: people come and go without the program. */
export function teamType(client: Client): ResourceType {
  const teams = `/orgs/${client.owner}/teams`;
  const slugPath = (slug: string): string => `${teams}/${segment(slug)}`;
  const path = (id: string): string => `/teams/${segment(id)}`;

  function parentOf(inputs: Properties): number | undefined {
    const parent = text(inputs, "parentTeamId");
    if (parent === "") return undefined;
    return /^\d+$/.test(parent) ? Number(parent) : client.ask(idAnswer, "GET", slugPath(parent)).id;
  }

  const bodyOf = (inputs: Properties): Properties => ({
    name: text(inputs, "name"),
    description: text(inputs, "description"),
    privacy: text(inputs, "privacy"),
    notification_setting: text(inputs, "notificationSetting"),
  });

  function outputsOf({ node_id, slug, members_count, parent }: z.infer<typeof teamAnswer>): Properties {
    return {
      nodeId: node_id,
      slug,
      membersCount: members_count,
      parentTeamReadId: parent ? String(parent.id) : "",
      parentTeamReadSlug: parent?.slug ?? "",
    };
  }

  /** GitHub makes whoever creates a team its maintainer; the provider takes that back unless it is asked not to. */
  function removeCreator(slug: string): void {
    for (const { login } of client.ask(z.array(memberAnswer), "GET", `${slugPath(slug)}/members`)) {
      client.send("DELETE", `${slugPath(slug)}/memberships/${segment(login)}`);
    }
  }

  return {
    token: "github:index/team:Team",
    inputs: inputRules({
      optional: "name description ldapDn parentTeamId parentTeamReadId parentTeamReadSlug",
      defaults: {
        privacy: "secret",
        notificationSetting: "notifications_enabled",
        createDefaultMaintainer: false,
      },
    }),
    computed: ["nodeId", "slug", "membersCount", "parentTeamReadId", "parentTeamReadSlug"],
    autoName: hyphenated("name", { maxLength: 255 }),
    check: (inputs) => [
      ...oneOf("privacy", inputs["privacy"], ["secret", "closed"]),
      ...oneOf("notificationSetting", inputs["notificationSetting"], [
        "notifications_enabled",
        "notifications_disabled",
      ]),
    ],
    create(inputs) {
      const parent = parentOf(inputs);
      const body = { ...bodyOf(inputs), ...(parent === undefined ? {} : { parent_team_id: parent }) };
      const answer = client.ask(teamAnswer, "POST", teams, body);
      if (inputs["createDefaultMaintainer"] === true) {
        return { id: String(answer.id), outputs: outputsOf(answer) };
      }
      removeCreator(answer.slug);
      return { id: String(answer.id), outputs: { ...outputsOf(answer), membersCount: 0 } };
    },
    read(given, state) {
      const id = /^\d+$/.test(given) ? given : String(client.find(idAnswer, slugPath(given))?.id ?? "");
      const answer = id === "" ? undefined : client.find(teamAnswer, path(id));
      if (!answer) return undefined;
      const last = text(state, "parentTeamId");
      const { id: parent, slug } = answer.parent ?? {};
      const inputs = present({
        name: answer.name,
        description: answer.description,
        privacy: answer.privacy,
        notificationSetting: answer.notification_setting,
        // A program may name the parent by its slug: that is no drift.
        parentTeamId: parent !== undefined && last !== slug ? String(parent) : last,
        ...pick(state, ["ldapDn", "createDefaultMaintainer"]),
      });
      return { id, inputs, outputs: { ...inputs, ...outputsOf(answer) } };
    },
    update(id, inputs) {
      const body = { ...bodyOf(inputs), parent_team_id: parentOf(inputs) ?? null };
      return outputsOf(client.ask(teamAnswer, "PATCH", path(id), body));
    },
    delete(id) {
      if (client.has(path(id))) client.send("DELETE", path(id));
    },
    find(inputs) {
      const all = client.ask(z.array(teamAnswer.pick({ id: true, name: true })), "GET", teams);
      const found = all.find((team) => team.name === inputs["name"]);
      return found && String(found.id);
    },
  };
}
