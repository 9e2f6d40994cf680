import { z } from "zod";
import type { Properties, ResourceType } from "../../protocol/resource-type.ts";
import { text } from "../../protocol/rules.ts";
import { inputRules } from "../../world/stored-type.ts";
import { escapePath } from "../views/url.ts";
import { type Client, repositoryPath } from "./client.ts";
import { joinId, threeParts, twoParts } from "./ids.ts";
import { pick } from "./values.ts";

const refAnswer = z.object({ ref: z.string(), object: z.object({ sha: z.string() }) });

export function branchType(client: Client): ResourceType {
  const format = "<repository>:<branch>";
  const refPath = (repository: string, branch: string): string =>
    `${repositoryPath(client, repository)}/git/ref/heads/${escapePath(branch)}`;

  function outputs(repository: string, branch: string): Properties {
    const { ref, object } = client.ask(refAnswer, "GET", refPath(repository, branch));
    return { ref, sha: object.sha };
  }

  return {
    token: "github:index/branch:Branch",
    inputs: inputRules({
      required: "repository branch",
      optional: "sourceSha etag",
      replaces: "repository sourceBranch sourceSha",
      defaults: { sourceBranch: "main" },
    }),
    computed: ["ref", "sha", "sourceSha"],
    create(inputs) {
      const [repository, branch] = [text(inputs, "repository"), text(inputs, "branch")];
      const source = text(inputs, "sourceBranch") || "main";
      const sha =
        text(inputs, "sourceSha") || client.ask(refAnswer, "GET", refPath(repository, source)).object.sha;
      const path = `${repositoryPath(client, repository)}/git/refs`;
      // The provider takes "Reference already exists" for success.
      if (!client.has(refPath(repository, branch))) {
        client.send("POST", path, { ref: `refs/heads/${branch}`, sha });
      }
      return { id: joinId(repository, branch), outputs: { ...outputs(repository, branch), sourceSha: sha } };
    },
    read(id, state) {
      const [repository, branch, source] = partsOf(id);
      const answer = client.find(refAnswer, refPath(repository, branch));
      if (!answer) return undefined;
      // An import takes the source from its id, and main where the id has none (resource_github_branch.go).
      const inputs = {
        repository,
        branch,
        sourceBranch: source,
        ...pick(state, ["sourceBranch", "sourceSha"]),
      };
      return {
        id: joinId(repository, branch),
        inputs,
        outputs: { ...inputs, ref: answer.ref, sha: answer.object.sha },
      };
    },
    update(id, inputs, old) {
      const [repository] = twoParts(id, format);
      const from = text(old, "branch");
      const branch = text(inputs, "branch");
      if (from !== branch) {
        const path = `${repositoryPath(client, repository)}/branches/${escapePath(from)}/rename`;
        client.send("POST", path, { new_name: branch });
      }
      return { ...outputs(repository, branch), sourceSha: old["sourceSha"] ?? null };
    },
    delete(id, state) {
      const [repository, first] = twoParts(id, format);
      const branch = text(state, "branch") || first;
      client.send("DELETE", `${repositoryPath(client, repository)}/git/refs/heads/${escapePath(branch)}`);
    },
    find(inputs) {
      const [repository, branch] = [text(inputs, "repository"), text(inputs, "branch")];
      const source = text(inputs, "sourceBranch") || "main";
      return client.has(refPath(repository, branch)) ? joinId(repository, branch, source) : undefined;
    },
  };
}

/** Repository, branch, and the branch that it began at, which only the id of an import names. */
function partsOf(id: string): [repository: string, branch: string, source: string] {
  return id.split(":").length === 3
    ? threeParts(id, "<repository>:<branch>:<source branch>")
    : [...twoParts(id, "<repository>:<branch>"), "main"];
}

const defaultAnswer = z.object({ id: z.number(), default_branch: z.string() });

export function branchDefaultType(client: Client): ResourceType {
  function set(inputs: Properties): Properties {
    const path = repositoryPath(client, text(inputs, "repository"));
    const branch = text(inputs, "branch");
    const { id, default_branch: now } = client.ask(defaultAnswer, "GET", path);
    if (now !== branch) {
      if (inputs["rename"] === true) {
        client.send("POST", `${path}/branches/${escapePath(now)}/rename`, { new_name: branch });
      } else client.send("PATCH", path, { default_branch: branch });
    }
    return {
      rename: false,
      waitForRename: false,
      ...pick(inputs, ["rename", "waitForRename"]),
      repositoryId: id,
    };
  }

  return {
    token: "github:index/branchDefault:BranchDefault",
    inputs: inputRules({
      required: "repository branch",
      optional: "etag rename waitForRename",
      replaces: "repository",
    }),
    computed: ["repositoryId"],
    create: (inputs) => ({ id: text(inputs, "repository"), outputs: set(inputs) }),
    read(id, state) {
      const answer = client.find(defaultAnswer, repositoryPath(client, id));
      if (!answer) return undefined;
      const inputs = {
        repository: id,
        branch: answer.default_branch,
        ...pick(state, ["rename", "waitForRename"]),
      };
      return { inputs, outputs: { ...inputs, repositoryId: answer.id } };
    },
    update: (_id, inputs) => set(inputs),
    // A repository always has a default branch, so the provider only forgets it.
    delete: (_id) => undefined,
    find: (inputs) => {
      const repository = text(inputs, "repository");
      const answer = client.find(defaultAnswer, repositoryPath(client, repository));
      return answer?.default_branch === inputs["branch"] ? repository : undefined;
    },
  };
}
