import { type Expression, failure, type Step, success, type Text } from "../../model/index.ts";
import { runAddress } from "./checkout.ts";
import type { Door } from "./door.ts";
import { records, runtime } from "./runtime.ts";

/** What people are told. */
export type Happening = "succeeded" | "failed" | "rolled-back" | "unhealthy" | "recovered";

/** Tells people, with the run's address and the verdicts of its steps. */
export function tell(
  door: Door,
  given: {
    name: string;
    event: Happening;
    when?: Expression;
    sha?: Text;
    attach?: readonly string[];
    links?: readonly Text[];
    id?: string;
    message?: Text;
  },
): Step {
  const { name, event, when, sha, attach = [], links = [], id, message } = given;
  return runtime(
    name,
    "notify",
    {
      environment: door.stage.name,
      event,
      link: [runAddress, ...links],
      attach: records(...attach),
      ...(message === undefined ? {} : { message }),
      ...(sha === undefined ? {} : { sha }),
    },
    {
      ...(id === undefined ? {} : { id }),
      if: when ?? (event === "failed" ? failure() : success()),
      env: channels(door),
    },
  );
}

/** The secrets of the channels, where they are. */
function channels(door: Door) {
  const { channels: names } = door.stage;
  return Object.fromEntries(names.map((name) => [name, door.secret(name)]));
}
