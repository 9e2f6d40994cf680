import type { Tags } from "../components/tags.ts";
import type { Settings } from "./settings/schema.ts";

/** The tags of every cloud resource of a stack: whose it is, which stage, who pays, how sensitive its data are. */
export function tagsOf(settings: Settings): Tags {
  const { application } = settings;
  const stage = settings.kind === "environment" ? settings.environment : "shared";
  return {
    ...application.tags,
    application: application.name,
    environment: stage,
    owner: application.owner,
    "cost-centre": application.costCentre,
    // The archive holds what every stage leaves, production's included.
    "data-class": settings.environments[stage]?.dataClass ?? "evidence",
    "managed-by": "gatehouse",
  };
}
