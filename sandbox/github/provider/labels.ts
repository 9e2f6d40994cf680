import { z } from "zod";
import { hyphenated } from "../../protocol/naming.ts";
import type { CloudFunction, Properties, ResourceType } from "../../protocol/resource-type.ts";
import { text } from "../../protocol/rules.ts";
import { inputRules } from "../../world/stored-type.ts";
import { escapePath } from "../views/url.ts";
import { type Client, repositoryPath } from "./client.ts";
import { joinId, twoParts } from "./ids.ts";
import { present } from "./values.ts";

const labelAnswer = z.object({
  name: z.string(),
  color: z.string(),
  description: z.string().nullable(),
  url: z.string(),
});

const listOf = (client: Client, repository: string): string => `${repositoryPath(client, repository)}/labels`;

export function labelType(client: Client): ResourceType {
  const listPath = (repository: string): string => listOf(client, repository);
  const pathOf = (repository: string, name: string): string => `${listPath(repository)}/${escapePath(name)}`;
  const format = "<repository>:<label>";
  const bodyOf = (inputs: Properties): Properties => ({
    name: text(inputs, "name"),
    color: text(inputs, "color"),
    description: text(inputs, "description"),
  });

  return {
    token: "github:index/issueLabel:IssueLabel",
    inputs: inputRules({
      required: "repository color name",
      optional: "description etag",
      replaces: "repository",
    }),
    computed: ["url"],
    autoName: hyphenated("name", { maxLength: 50 }),
    create(inputs) {
      const repository = text(inputs, "repository");
      const { url } = client.ask(labelAnswer, "POST", listPath(repository), bodyOf(inputs));
      return { id: joinId(repository, text(inputs, "name")), outputs: { url } };
    },
    read(id) {
      const [repository, name] = twoParts(id, format);
      const answer = client.find(labelAnswer, pathOf(repository, name));
      if (!answer) return undefined;
      const inputs = present({ repository, name, color: answer.color, description: answer.description });
      return { inputs, outputs: { ...inputs, url: answer.url } };
    },
    update(id, inputs, old) {
      const [repository] = twoParts(id, format);
      // The id keeps the first name, the state has the present one.
      const name = text(old, "name") || twoParts(id, format)[1];
      const { url } = client.ask(labelAnswer, "PATCH", pathOf(repository, name), bodyOf(inputs));
      return { url };
    },
    delete(id, state) {
      const [repository, first] = twoParts(id, format);
      const path = pathOf(repository, text(state, "name") || first);
      if (client.has(path)) client.send("DELETE", path);
    },
    find(inputs) {
      const [repository, name] = [text(inputs, "repository"), text(inputs, "name")];
      return client.has(pathOf(repository, name)) ? joinId(repository, name) : undefined;
    },
  };
}

/** All labels of a repository (terraform-provider-github, data_source_github_issue_labels.go). */
export function getIssueLabels(client: Client): CloudFunction {
  return {
    token: "github:index/getIssueLabels:getIssueLabels",
    call(args) {
      const repository = text(args, "repository");
      const labels = client.ask(z.array(labelAnswer), "GET", listOf(client, repository));
      return {
        id: repository,
        repository,
        labels: labels.map((label) => ({ ...label, description: label.description ?? "" })),
      };
    },
  };
}
