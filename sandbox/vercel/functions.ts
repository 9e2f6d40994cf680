import type { CloudFunction } from "../protocol/resource-type.ts";
import { text } from "../protocol/rules.ts";
import type { Cloud } from "../world/world.ts";
import type { VercelDocument } from "./account.ts";
import { projectToken, teamOf, vercelError } from "./errors.ts";

export function vercelFunctions(cloud: Cloud<VercelDocument>): CloudFunction[] {
  return [
    {
      token: "vercel:index/getProject:getProject",
      call(args) {
        const document = cloud.read();
        const doing = "reading project: Could not read project";
        const teamId = teamOf(document, args, doing);
        const name = text(args, "name");
        const found = Object.entries(document.resources[projectToken] ?? {}).find(
          ([, stored]) => stored.inputs["name"] === name,
        );
        if (!found) throw vercelError(404, doing, "not_found", "Project not found.");
        const [id, { inputs, outputs }] = found;
        return { ...inputs, ...outputs, id, name, teamId };
      },
    },
  ];
}
