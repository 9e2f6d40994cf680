import { z } from "zod";
import type { Properties } from "../../protocol/resource-type.ts";
import type { PropertyDefinition, Repository } from "../document.ts";
import { GithubError, notFound } from "../errors.ts";
import { findUser } from "../lookup.ts";
import {
  type Answer,
  bodyOf,
  type Call,
  noContent,
  ok,
  param,
  type Route,
  repositoryRoute,
  route,
} from "../route.ts";
import { api } from "../views/url.ts";
import { assertOrganization } from "./people.ts";

function view(call: Call, definition: PropertyDefinition): Properties {
  return {
    property_name: definition.name,
    url: `${api}/orgs/${call.state.organization.login}/properties/schema/${definition.name}`,
    source_type: "organization",
    value_type: definition.type,
    required: false,
    default_value: null,
    description: null,
    allowed_values: definition.allowedValues,
    values_editable_by: "org_actors",
  };
}

const definitionAt = (call: Call): PropertyDefinition | undefined =>
  call.state.properties.find((one) => one.name === param(call, "custom_property_name"));

function define(call: Call): Answer {
  assertOrganization(call);
  if (findUser(call.state, call.actor)?.role !== "admin") throw new GithubError(403, "Forbidden");
  const body = bodyOf(
    call,
    z.object({
      value_type: z.enum(["string", "single_select", "multi_select", "true_false", "url"]),
      allowed_values: z.array(z.string()).nullish(),
    }),
  );
  const definition: PropertyDefinition = {
    name: param(call, "custom_property_name"),
    type: body.value_type,
    allowedValues: body.allowed_values ?? null,
  };
  call.state.properties = [
    ...call.state.properties.filter((one) => one.name !== definition.name),
    definition,
  ];
  return ok(view(call, definition));
}

const value = z.union([z.string(), z.array(z.string())]).nullable();

function setValues(call: Call, repository: Repository): Answer {
  const body = bodyOf(
    call,
    z.object({ properties: z.array(z.object({ property_name: z.string(), value })) }),
  );
  for (const { property_name: name, value: given } of body.properties) {
    const definition = call.state.properties.find((one) => one.name === name);
    if (!definition) throw new GithubError(422, `Unexpected property '${name}'`);
    const values = given === null ? [] : [given].flat();
    const strange = values.find((one) => definition.allowedValues && !definition.allowedValues.includes(one));
    if (strange !== undefined) {
      throw new GithubError(422, `Property '${name}': ${strange} is not one of the allowed values`);
    }
    repository.properties = repository.properties.filter((one) => one.name !== name);
    if (given !== null) repository.properties.push({ name, value: given });
  }
  return noContent;
}

export const properties: Route[] = [
  route("GET", "/orgs/{org}/properties/schema/{custom_property_name}", (call) => {
    assertOrganization(call);
    const definition = definitionAt(call);
    if (!definition) throw notFound();
    return ok(view(call, definition));
  }),
  route("PUT", "/orgs/{org}/properties/schema/{custom_property_name}", define),
  repositoryRoute("GET", "/properties/values", "read", (call, one) =>
    ok(
      call.state.properties.map(({ name }) => ({
        property_name: name,
        value: one.properties.find((given) => given.name === name)?.value ?? null,
      })),
    ),
  ),
  repositoryRoute("PATCH", "/properties/values", "admin", setValues),
];
