import { randomBytes } from "node:crypto";
import type { ResourceType } from "../protocol/resource-type.ts";
import { matching, oneOfNumbers, text } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { VercelDocument } from "./account.ts";
import { projectOf, teamOf, vercelError } from "./errors.ts";

const token = "vercel:index/projectDomain:ProjectDomain";

export function projectDomain(cloud: Cloud<VercelDocument>): ResourceType {
  return storedType(cloud, {
    token,
    inputs: inputRules({
      required: "domain projectId",
      optional: "customEnvironmentId gitBranch redirect redirectStatusCode teamId waitForReady",
      replaces: "domain projectId teamId",
    }),
    computed: ["teamId", "verifications", "verified"],
    check: (inputs) => [
      ...matching(
        "domain",
        inputs["domain"],
        /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
        "must be a domain name",
      ),
      ...oneOfNumbers("redirectStatusCode", inputs["redirectStatusCode"], [301, 302, 307, 308]),
    ],
    idOf: (inputs) => `${text(inputs, "projectId")}/${text(inputs, "domain")}`,
    taken: ({ inputs }) =>
      vercelError(
        409,
        "adding domain to project: Could not add domain",
        "domain_already_in_use",
        `Cannot add ${text(inputs, "domain")} since it's already in use by this project.`,
      ),
    admit({ id, inputs, document }) {
      const doing = "adding domain to project: Could not add domain";
      projectOf(document, inputs, doing);
      teamOf(document, inputs, doing);
      const other = Object.entries(document.resources[token] ?? {}).find(
        ([key, stored]) => key !== id && stored.inputs["domain"] === inputs["domain"],
      );
      if (!other) return;
      throw vercelError(
        409,
        doing,
        "domain_already_in_use",
        `Cannot add ${text(inputs, "domain")} since it's already assigned to another project.`,
      );
    },
    outputs({ inputs, document, old }) {
      const domain = text(inputs, "domain");
      // A domain that another team uses is taken on, but serves nothing before a TXT record proves who owns it.
      const verified = !document.account.takenDomains.includes(domain);
      const challenge = {
        domain: `_vercel.${domain}`,
        reason: "pending_domain_verification",
        type: "TXT",
        value: `vc-domain-verify=${domain},${randomBytes(10).toString("hex")}`,
      };
      return {
        teamId: inputs["teamId"] ?? document.account.team,
        verifications: verified ? [] : (old?.outputs["verifications"] ?? [challenge]),
        verified,
      };
    },
  });
}
